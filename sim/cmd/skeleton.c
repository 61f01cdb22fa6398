/* See skeleton.h. Begin with skeleton_fill(). */
#include "cmd/skeleton.h"

#include "base/form.h"
#include "base/json.h"

#include <string.h>

static const char ending[] = ".json";

bool skeleton_id(const char *path, struct buffer *id, struct error *error)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t length = strlen(name);
    size_t tail = strlen(ending);
    if (length < tail || strcmp(name + length - tail, ending) != 0)
        return error_set(error,
                         "'%s' must end in .json, by which 'rapport check' "
                         "knows a file",
                         path);
    buffer_add(id, name, length - tail);
    if (form_is_id(buffer_text(id))) return true;
    return error_set(error,
                     "'%s' cannot be an id, and a file is named by its id: "
                     "use a-z, 0-9, - and _, a letter or digit first, at most "
                     "64 of them (anna-1.json)",
                     buffer_text(id));
}

static void add_title(const char *id, struct buffer *out)
{
    for (size_t i = 0; id[i] != '\0'; i++) {
        char c = id[i];
        if (i == 0 && c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
        if (c == '-' || c == '_') c = ' ';
        buffer_add(out, &c, 1);
    }
}

/* Adds what lies between the text at AT and the text NODE, its quote too. */
static size_t add_up_to(const struct source *skeleton, size_t at,
                        const struct json_node *node, struct buffer *out)
{
    buffer_add(out, skeleton->bytes + at, node->span.start + 1 - at);
    return node->span.end - 1;
}

bool skeleton_fill(const struct source *skeleton, const char *id,
                   struct buffer *out, struct error *error)
{
    struct problems problems = {0};
    struct json_document *document =
        json_read(skeleton, JSON_WITH_COMMENTS, skeleton->length, &problems);
    const struct json_node *root = document ? json_root(document) : NULL;
    const struct json_node *own_id = form_word(root, "id");
    const struct json_node *own_title = form_word(root, "title");
    bool fine = own_id != NULL && own_title != NULL &&
                own_id->span.start < own_title->span.start;
    if (fine) {
        size_t at = add_up_to(skeleton, 0, own_id, out);
        buffer_add_text(out, id);
        at = add_up_to(skeleton, at, own_title, out);
        add_title(id, out);
        buffer_add(out, skeleton->bytes + at, skeleton->length - at);
    } else {
        error_set(error, "%s: no 'id' and 'title' to fill in, in this order",
                  skeleton->name);
    }
    json_free(document);
    problem_free(&problems);
    return fine;
}
