/* Attempts with transcripts elsewhere; see tries.h. */
#include "cmd/tries.h"

#include "base/count.h"
#include "base/form.h"
#include "base/json.h"
#include "cmd/own.h"
#include "world/files.h"

enum { TRIES_BYTES = 16 << 20, LINE_BYTES = 4096 };

static void format(const struct tries_one *one, struct buffer *line)
{
    struct json_value *value = json_object();
    json_set_text(value, "exercise", one->exercise);
    json_set_text(value, "scenario", one->scenario);
    json_set_text(value, "attempt", one->attempt);
    json_set_text(value, "trainee", one->trainee);
    json_set_text(value, "start", one->start);
    json_print(value, line);
    json_discard(value);
}

bool tries_note(const struct library *library, const struct tries_one *one,
                struct error *error)
{
    struct buffer path = {0};
    struct buffer line = {0};
    if (library->folders.data.length == 0) return true;
    own_path(library, "attempts.jsonl", &path);
    format(one, &line);
    struct journal *journal = own_journal(buffer_text(&path), error);
    bool fine = journal != NULL &&
                journal_append(journal, line.bytes, line.length, error);
    journal_close(journal);
    buffer_free(&path);
    buffer_free(&line);
    return fine;
}

static void visit_line(const struct source *line, tries_visit *visit,
                       void *context)
{
    static const struct form_field fields[] = {
        {"exercise", FORM_TEXT, true}, {"scenario", FORM_TEXT, true},
        {"attempt", FORM_TEXT, true},  {"trainee", FORM_TEXT, true},
        {"start", FORM_TEXT, true},
    };
    struct problems ignored = {0};
    struct arena arena = {0};
    struct form form = {line, &ignored, &arena};
    struct json_document *document =
        json_read(line, JSON_STRICT, LINE_BYTES, &ignored);
    const struct json_node *root =
        document != NULL ? json_root(document) : NULL;
    if (root != NULL &&
        form_check(&form, root, "an attempt", fields, COUNT(fields)))
        visit(&(struct tries_one){form_text(&form, root, "exercise"),
                                  form_text(&form, root, "scenario"),
                                  form_text(&form, root, "attempt"),
                                  form_text(&form, root, "trainee"),
                                  form_text(&form, root, "start")},
              context);
    json_free(document);
    problem_free(&ignored);
    arena_free(&arena);
}

void tries_each(const struct library *library, tries_visit *visit,
                void *context)
{
    struct buffer path = {0};
    struct buffer bytes = {0};
    struct error ignored;
    struct span line;
    size_t at = 0;
    if (library->folders.data.length == 0) return;
    own_path(library, "attempts.jsonl", &path);
    if (files_exists(buffer_text(&path)) &&
        files_read(buffer_text(&path), TRIES_BYTES, &bytes, &ignored)) {
        struct source source = {buffer_text(&path), buffer_text(&bytes),
                                bytes.length};
        while (source_line(&source, &at, &line))
            visit_line(&(struct source){source.name, source.bytes + line.start,
                                        line.end - line.start},
                       visit, context);
    }
    buffer_free(&path);
    buffer_free(&bytes);
}
