/* Two JSON trees side by side; see difference.h.
 *
 * Begin with difference_tell() and the table of sections: each is an object of
 * named things, or an array of things with an id.
 */
#include "rubric/difference.h"

#include "base/count.h"
#include "base/json.h"
#include "rubric/rubric.h"

#include <string.h>

struct telling {
    struct buffer *out;
    size_t most;
    size_t lines;
};

/* What a key holds, for people. */
static const struct {
    const char *key;
    const char *words;
} meanings[] = {
    {"from", "what counts for it"},
    {"cut", "how much it takes"},
    {"unless", "what rules it out"},
    {"any", "what is in it"},
    {"examples", "its examples"},
    {"hint", "what is said of it"},
    {"strength", "what is said of it"},
    {"instead", "what is said of it"},
    {"weakness", "what is said of it"},
    {"why", "what is said of it"},
    {"title", "its title"},
    {"match", "its pattern"},
    {"words", "its words"},
    {"in", "where it looks"},
    {"least", "its bounds"},
    {"most", "its bounds"},
    {"all", "what it joins"},
    {"none", "what it joins"},
    {"fair", "what is fair"},
    {"good", "what is good"},
};

static const char *meaning_of(const char *key)
{
    for (size_t i = 0; i < COUNT(meanings); i++)
        if (strcmp(meanings[i].key, key) == 0) return meanings[i].words;
    return key;
}

/* --- comparing ----------------------------------------------------------- */

static bool same(const struct json_node *one, const struct json_node *other);

static bool same_members(const struct json_node *one,
                         const struct json_node *other)
{
    for (const struct json_node *n = one->child; n != NULL; n = n->next)
        if (!same(n, json_member(other, n->key))) return false;
    return true;
}

static bool same_elements(const struct json_node *one,
                          const struct json_node *other)
{
    const struct json_node *there = other->child;
    for (const struct json_node *n = one->child; n != NULL; n = n->next) {
        if (!same(n, there)) return false;
        there = there->next;
    }
    return true;
}

static bool same(const struct json_node *one, const struct json_node *other)
{
    if (one == NULL || other == NULL) return one == other;
    if (one->kind != other->kind || one->count != other->count) return false;
    if (one->kind == JSON_TEXT) return strcmp(one->text, other->text) == 0;
    if (one->kind == JSON_OBJECT) return same_members(one, other);
    if (one->kind == JSON_ARRAY) return same_elements(one, other);
    return one->number >= other->number && one->number <= other->number;
}

static bool holds_text(const struct json_node *array, const char *text)
{
    if (array == NULL || array->kind != JSON_ARRAY) return false;
    for (const struct json_node *n = array->child; n != NULL; n = n->next)
        if (n->kind == JSON_TEXT && strcmp(n->text, text) == 0) return true;
    return false;
}

/* --- telling ------------------------------------------------------------- */

static void tell(struct telling *telling, const struct buffer *line)
{
    if (telling->lines++ < telling->most)
        buffer_format(telling->out, "%s\n", buffer_text(line));
}

/* "; also "worn out", "spent"" of the texts in ARRAY that are not in OTHER. */
static void list_texts(const struct json_node *array,
                       const struct json_node *other, const char *word,
                       struct buffer *line)
{
    enum { SHOWN = 6 };
    size_t found = 0;
    if (array == NULL || array->kind != JSON_ARRAY) return;
    for (const struct json_node *n = array->child; n != NULL; n = n->next) {
        if (n->kind != JSON_TEXT || holds_text(other, n->text)) continue;
        if (found++ < SHOWN)
            buffer_format(line, "%s \"%s\"", found == 1 ? word : ",", n->text);
    }
    if (found > SHOWN) buffer_format(line, " and %zu more", found - SHOWN);
}

/* True when both are lists of words; they are then compared word by word. */
static bool compare_words(const struct json_node *before,
                          const struct json_node *next, struct buffer *line)
{
    if (before == NULL || next == NULL || before->kind != JSON_ARRAY ||
        next->kind != JSON_ARRAY)
        return false;
    size_t length = line->length;
    list_texts(next, before, "; now also", line);
    list_texts(before, next, "; no longer", line);
    if (line->length == length) buffer_add_text(line, "; in another order");
    return true;
}

/* The weights of a code, cue by cue. */
static void compare_weights(const struct json_node *before,
                            const struct json_node *next, struct buffer *line)
{
    if (before == NULL || next == NULL) return;
    for (const struct json_node *n = next->child; n != NULL; n = n->next) {
        const struct json_node *old = json_member(before, n->key);
        if (old == NULL)
            buffer_format(line, "; '%s' is new in it (%g)", n->key, n->number);
        else if (!same(old, n))
            buffer_format(line, "; '%s' counts %g instead of %g", n->key,
                          n->number, old->number);
    }
    for (const struct json_node *n = before->child; n != NULL; n = n->next)
        if (json_member(next, n->key) == NULL)
            buffer_format(line, "; '%s' no longer counts", n->key);
}

static void compare_key(const char *key, const struct json_node *before,
                        const struct json_node *next, struct buffer *line)
{
    if (same(before, next)) return;
    if (strcmp(key, "from") == 0 && before != NULL && next != NULL)
        compare_weights(before, next, line);
    else if (strcmp(key, "words") != 0 || !compare_words(before, next, line))
        buffer_format(line, "; %s", meaning_of(key));
}

/* One thing that both have. */
static void compare_thing(struct telling *telling, const char *kind,
                          const char *name, const struct json_node *before,
                          const struct json_node *next)
{
    struct buffer line = {0};
    struct buffer all = {0};
    if (same(before, next)) return;
    if (!compare_words(before, next, &line)) {
        for (const struct json_node *n = next->child; n != NULL; n = n->next)
            if (n->key != NULL)
                compare_key(n->key, json_member(before, n->key), n, &line);
        for (const struct json_node *n = before->child; n != NULL; n = n->next)
            if (n->key != NULL && json_member(next, n->key) == NULL)
                compare_key(n->key, n, NULL, &line);
    }
    /* Without the first "; ". */
    const char *rest = line.length > 2 ? buffer_text(&line) + 2 : "changed";
    buffer_format(&all, "%s '%s' changes: %s", kind, name, rest);
    tell(telling, &all);
    buffer_free(&line);
    buffer_free(&all);
}

/* --- sections ------------------------------------------------------------ */

static const struct section {
    const char *key;
    const char *kind;
} sections[] = {
    {"codes", "code"},
    {"cues", "cue"},
    {"words", "list"},
    {"measures", "measure"},
};

/* The name of a thing: its key, or its id in an array. */
static const char *name_of(const struct json_node *thing)
{
    const struct json_node *id = json_member(thing, "id");
    if (thing->key != NULL) return thing->key;
    return id != NULL && id->kind == JSON_TEXT ? id->text : NULL;
}

static const struct json_node *named(const struct json_node *section,
                                     const char *name)
{
    if (section == NULL) return NULL;
    for (const struct json_node *n = section->child; n != NULL; n = n->next) {
        const char *other = name_of(n);
        if (other != NULL && strcmp(other, name) == 0) return n;
    }
    return NULL;
}

static void tell_thing(struct telling *telling, const char *kind,
                       const struct json_node *thing, const char *word)
{
    struct buffer line = {0};
    const struct json_node *says = json_member(thing, "title");
    if (says == NULL) says = json_member(thing, "why");
    buffer_format(&line, "%s '%s' is %s", kind, name_of(thing), word);
    if (says != NULL && says->kind == JSON_TEXT)
        buffer_format(&line, ": %s", says->text);
    tell(telling, &line);
    buffer_free(&line);
}

static void compare_section(struct telling *telling,
                            const struct section *section,
                            const struct json_node *before,
                            const struct json_node *next)
{
    const struct json_node *n = next != NULL ? next->child : NULL;
    for (; n != NULL; n = n->next) {
        const char *name = name_of(n);
        if (name == NULL) continue;
        const struct json_node *old = named(before, name);
        if (old != NULL)
            compare_thing(telling, section->kind, name, old, n);
        else
            tell_thing(telling, section->kind, n, "new");
    }
    for (n = before != NULL ? before->child : NULL; n != NULL; n = n->next)
        if (name_of(n) != NULL && named(next, name_of(n)) == NULL)
            tell_thing(telling, section->kind, n, "gone");
}

static bool has_section(const char *key)
{
    for (size_t i = 0; i < COUNT(sections); i++)
        if (strcmp(sections[i].key, key) == 0) return true;
    return false;
}

/* What stands beside the sections, by its key alone. */
static void compare_rest(struct telling *telling,
                         const struct json_node *before,
                         const struct json_node *next)
{
    struct buffer keys = {0};
    for (const struct json_node *n = next->child; n != NULL; n = n->next)
        if (!has_section(n->key) && strcmp(n->key, "version") != 0 &&
            !same(n, json_member(before, n->key)))
            buffer_format(&keys, ", '%s'", n->key);
    for (const struct json_node *n = before->child; n != NULL; n = n->next)
        if (!has_section(n->key) && json_member(next, n->key) == NULL)
            buffer_format(&keys, ", '%s'", n->key);
    if (keys.length > 0) {
        struct buffer line = {0};
        buffer_format(&line, "changed besides: %s", buffer_text(&keys) + 2);
        tell(telling, &line);
        buffer_free(&line);
    }
    buffer_free(&keys);
}

static void compare_roots(struct telling *telling,
                          const struct json_node *before,
                          const struct json_node *next)
{
    if (before->kind != JSON_OBJECT || next->kind != JSON_OBJECT) return;
    for (size_t i = 0; i < COUNT(sections); i++)
        compare_section(telling, &sections[i],
                        json_member(before, sections[i].key),
                        json_member(next, sections[i].key));
    compare_rest(telling, before, next);
    if (telling->lines > telling->most)
        buffer_format(telling->out, "and %zu more\n",
                      telling->lines - telling->most);
    if (telling->lines == 0)
        buffer_add_text(telling->out, "nothing but comments or order\n");
}

bool difference_tell(const struct source *before, const struct source *next,
                     size_t most, struct buffer *out)
{
    struct problems ignored = {0};
    struct telling telling = {out, most, 0};
    struct json_document *old =
        json_read(before, JSON_WITH_COMMENTS, RUBRIC_BYTES, &ignored);
    struct json_document *new =
        json_read(next, JSON_WITH_COMMENTS, RUBRIC_BYTES, &ignored);
    bool fine = old != NULL && new != NULL;
    if (fine) compare_roots(&telling, json_root(old), json_root(new));
    json_free(old);
    json_free(new);
    problem_free(&ignored);
    return fine;
}
