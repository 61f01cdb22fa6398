/* Messages to remarks; see messages.h. Begin with messages_read(). */
#include "class/messages.h"

#include "base/buffer.h"
#include "base/count.h"
#include "base/form.h"
#include "base/json.h"

#include <string.h>

struct reader {
    struct form form;
    struct remarks *remarks;
    size_t start; /* of what is read, in the file */
    int part;     /* the talk that is read, from 1 */
};

static bool is_said(const char *role)
{
    static const char *const unsaid[] = {"system", "developer", "tool",
                                         "function"};
    for (size_t i = 0; i < COUNT(unsaid); i++)
        if (strcmp(role, unsaid[i]) == 0) return false;
    return true;
}

/* Adds the words of a message's content, a line for each part. */
static bool add_content(const struct reader *reader,
                        const struct json_node *content, struct buffer *out)
{
    if (content->kind == JSON_TEXT) {
        buffer_add_text(out, content->text);
        return true;
    }
    if (content->kind == JSON_NULL) return true;
    if (content->kind != JSON_ARRAY) {
        form_problem(&reader->form, content, PROBLEM_WRONG_KIND,
                     "write what was said between quotes",
                     "'content' must be a text, not %s",
                     json_kind_name(content->kind));
        return false;
    }
    for (const struct json_node *n = content->child; n != NULL; n = n->next) {
        const struct json_node *text = json_member(n, "text");
        if (text == NULL || text->kind != JSON_TEXT) continue;
        if (out->length > 0) buffer_add_byte(out, '\n');
        buffer_add_text(out, text->text);
    }
    return true;
}

static void refuse_message(const struct reader *reader,
                           const struct json_node *node, const char *lacking)
{
    static const char mend[] = "write {\"role\": \"user\", \"content\": \"…\"}";
    if (node->kind == JSON_OBJECT)
        form_problem(&reader->form, node, PROBLEM_MISSING_KEY, mend,
                     "a message lacks '%s'", lacking);
    else
        form_problem(&reader->form, node, PROBLEM_WRONG_KIND, mend,
                     "a message must be an object, and this is %s",
                     json_kind_name(node->kind));
}

static void take_message(struct reader *reader, const struct json_node *node)
{
    const struct json_node *role = form_word(node, "role");
    const struct json_node *content = json_member(node, "content");
    if (role == NULL || content == NULL) {
        refuse_message(reader, node, role == NULL ? "role" : "content");
        return;
    }
    struct buffer text = {0};
    if (is_said(role->text) && add_content(reader, content, &text)) {
        struct remark *remark =
            remark_add(reader->remarks, buffer_text(&text), text.length,
                       reader->start + node->span.start);
        remark->speaker =
            arena_copy(&reader->remarks->arena, role->text, strlen(role->text));
        remark->part = reader->part;
    }
    buffer_free(&text);
}

/* A message, or an object or array of them. */
static void take_value(struct reader *reader, const struct json_node *node)
{
    const struct json_node *messages = json_member(node, "messages");
    if (node->kind == JSON_ARRAY) {
        for (const struct json_node *n = node->child; n != NULL; n = n->next)
            take_value(reader, n);
    } else if (messages != NULL && messages->kind == JSON_ARRAY) {
        reader->part++;
        for (const struct json_node *n = messages->child; n; n = n->next)
            take_message(reader, n);
    } else {
        take_message(reader, node);
    }
}

/* Reads the stretch as one JSON value. Its problems are on LINE, unless that
 * is 0. */
static void take_json(struct reader *reader, const struct source *source,
                      struct span span, size_t line)
{
    struct problems *problems = reader->form.problems;
    size_t before = problems->count;
    struct source part = {source->name, source->bytes + span.start,
                          span.end - span.start};
    struct json_document *document =
        json_read(&part, JSON_STRICT, part.length, problems);
    reader->form.source = &part;
    reader->start = span.start;
    if (document != NULL) take_value(reader, json_root(document));
    for (size_t i = before; i < problems->count && line > 0; i++)
        problems->list[i].line = line;
    json_free(document);
}

/* One value a line: the first line that is not blank is an object whole. */
static bool has_lines(const struct source *source)
{
    struct span line = {0, 0};
    size_t at = 0;
    while (source_line(source, &at, &line) && source_is_blank(source, line))
        continue;
    while (line.end > line.start &&
           strchr(" \t\r", source->bytes[line.end - 1]) != NULL)
        line.end--;
    const char *first = source->bytes + line.start;
    first += strspn(first, " \t");
    return line.end > line.start && *first == '{' &&
           source->bytes[line.end - 1] == '}';
}

void messages_read(const struct source *source, struct remarks *remarks,
                   struct problems *problems)
{
    struct reader reader = {.form = {source, problems, &remarks->arena},
                            .remarks = remarks};
    struct span line;
    size_t at = 0;
    remarks->named = true;
    remarks->keeps_lines = true;
    if (!has_lines(source)) {
        take_json(&reader, source, (struct span){0, source->length}, 0);
    } else {
        for (size_t number = 1; source_line(source, &at, &line); number++)
            if (!source_is_blank(source, line))
                take_json(&reader, source, line, number);
    }
    /* One talk bears the file's name. */
    for (size_t i = 0; i < remarks->count && reader.part < 2; i++)
        remarks->list[i].part = 0;
}
