/* Reading cues; see cuefile.h. Begin with cuefile_read(). */
#include "rubric/cuefile.h"

#include "base/count.h"
#include "base/memory.h"
#include "base/text.h"
#include "rubric/mistake.h"
#include "rubric/rubric.h"

#include <stdlib.h>
#include <string.h>

static const struct form_field cue_fields[] = {
    {"match", FORM_TEXT, false},    {"words", FORM_ANY, false},
    {"measure", FORM_TEXT, false},  {"in", FORM_TEXT, false},
    {"least", FORM_DECIMAL, false}, {"most", FORM_DECIMAL, false},
    {"all", FORM_ARRAY, false},     {"none", FORM_ARRAY, false},
    {"why", FORM_TEXT, false},
};

enum { CUE_FIELDS = COUNT(cue_fields) };

static const int refusals[] = {
    [PATTERN_BAD_SYNTAX] = MISTAKE_PATTERN_SYNTAX,
    [PATTERN_MATCHES_NOTHING] = MISTAKE_PATTERN_EMPTY,
    [PATTERN_FORBIDDEN] = MISTAKE_PATTERN_FORBIDDEN,
    [PATTERN_WIDE_RANGE] = MISTAKE_PATTERN_RANGE,
    [PATTERN_TOO_COSTLY] = MISTAKE_PATTERN_COST,
};

static const char *nearest_list(const struct cuefile *file, const char *word)
{
    const char **names = memory_new(file->list_count, sizeof *names);
    for (size_t i = 0; i < file->list_count; i++)
        names[i] = file->lists[i].name;
    const char *mend =
        form_did_you_mean(file->form, word, names, file->list_count);
    free(names);
    if (mend != NULL) return mend;
    return "name a list under 'words', or write \\{ for a brace";
}

static bool has_list(const struct cuefile *file, const char *name)
{
    for (size_t i = 0; i < file->list_count; i++)
        if (strcmp(file->lists[i].name, name) == 0) return true;
    return false;
}

/* A list that is there and yet was not taken stands in a class. */
static void report_list(const struct cuefile *file,
                        const struct json_node *node, const char *name)
{
    if (has_list(file, name)) {
        form_problem(file->form, node, MISTAKE_NO_SUCH_LIST,
                     problem_mend(file->form->problems,
                                  "write (?:{%s}), without the [ ]", name),
                     "the word list '%s' cannot stand in [ ], which is for "
                     "single letters",
                     name);
        return;
    }
    form_problem(file->form, node, MISTAKE_NO_SUCH_LIST,
                 nearest_list(file, name), "there is no word list '%s' here",
                 name);
}

/* Where to look in the pattern as the author wrote it; nowhere for a fault of
 * the pattern as a whole. */
static const char *where(const struct cuefile *file, const char *pattern,
                         const struct pattern_refusal *refusal)
{
    enum { MOST_SHOWN = 20 };
    size_t length = strlen(pattern);
    if (refusal->fault == PATTERN_MATCHES_NOTHING ||
        refusal->fault == PATTERN_TOO_COSTLY)
        return NULL;
    size_t at = wordlist_origin(file->lists, file->list_count, pattern, length,
                                refusal->at);
    if (at == length) return "look at the end of the pattern";
    size_t shown = length - at < MOST_SHOWN ? length - at : MOST_SHOWN;
    text_valid(pattern + at, shown, &shown);
    return problem_mend(file->form->problems,
                        "look at character %zu of the pattern: %.*s%s",
                        text_characters(pattern, at) + 1, (int)shown,
                        pattern + at, at + shown < length ? "…" : "");
}

static struct pattern *compile(const struct cuefile *file,
                               const struct json_node *node, const char *what,
                               const struct buffer *expanded)
{
    struct pattern_refusal refusal = {0};
    struct pattern *pattern =
        pattern_compile(buffer_text(expanded), expanded->length, &refusal);
    if (pattern != NULL && !file->admitted &&
        !pattern_admit(pattern, &refusal)) {
        pattern_free(pattern);
        pattern = NULL;
    }
    if (pattern == NULL)
        form_problem(file->form, node, refusals[refusal.fault],
                     where(file, node->text, &refusal), "%s: %s", what,
                     refusal.text);
    return pattern;
}

struct pattern *cuefile_pattern(const struct cuefile *file,
                                const struct json_node *node, const char *what)
{
    if (!form_is(file->form, node, what, FORM_TEXT)) return NULL;
    size_t length = strlen(node->text);
    if (length > RUBRIC_PATTERN_BYTES) {
        form_problem(file->form, node, MISTAKE_PATTERN_LONG,
                     "put words into a list, or make two cues of it",
                     "%s has %zu bytes, more than the %d a pattern may have",
                     what, length, RUBRIC_PATTERN_BYTES);
        return NULL;
    }
    struct buffer expanded = {0};
    struct pattern *pattern = NULL;
    size_t at = 0;
    size_t at_length = 0;
    if (wordlist_expand(file->lists, file->list_count, node->text, length,
                        &expanded, &at, &at_length)) {
        pattern = compile(file, node, what, &expanded);
    } else {
        char *name = memory_copy(node->text + at, at_length);
        size_t bare = strcspn(name + 1, "}");
        char *list = memory_copy(name + 1, bare);
        report_list(file, node, list);
        free(list);
        free(name);
    }
    buffer_free(&expanded);
    return pattern;
}

bool cuefile_words(const struct cuefile *file, const struct json_node *node,
                   const char *name, struct wordlist *list)
{
    *list = (struct wordlist){.name = name};
    bool fine = true;
    if (!form_is(file->form, node, "a list of words", FORM_ARRAY)) return false;
    const char **entries =
        arena_new(file->form->arena, node->count, sizeof *entries);
    size_t count = 0;
    for (const struct json_node *n = node->child; n != NULL; n = n->next) {
        if (!form_is(file->form, n, "a word", FORM_TEXT)) {
            fine = false;
            continue;
        }
        const char *fault = wordlist_fault(n->text);
        if (fault == NULL) {
            entries[count++] =
                arena_copy(file->form->arena, n->text, strlen(n->text));
            continue;
        }
        form_problem(file->form, n, MISTAKE_WORD, NULL, "'%s' is no word: %s",
                     n->text, fault);
        fine = false;
    }
    wordlist_fill(list, file->form->arena, name, entries, count);
    return fine;
}

static bool read_part(const struct cuefile *file,
                      const struct json_node *object, struct cue *cue)
{
    const struct json_node *node = json_member(object, "in");
    cue->in = PART_REPLY;
    if (node == NULL || node->kind != JSON_TEXT || *node->text == '\0')
        return true;
    cue->in = part_named(node->text);
    if (cue->in != PART_COUNT) return true;
    form_problem(file->form, node, MISTAKE_NO_SUCH_PART,
                 "in: reply, sentence, question, statement, first, last, "
                 "client, recent or before",
                 "'%s' is no part of the talk", node->text);
    cue->in = PART_REPLY;
    return false;
}

static bool read_match(const struct cuefile *file,
                       const struct json_node *object, struct cue *cue)
{
    const struct json_node *match = form_word(object, "match");
    struct buffer what = {0};
    cue->kind = CUE_PATTERN;
    buffer_format(&what, "cue '%s'", cue->name);
    if (match != NULL)
        cue->pattern = cuefile_pattern(file, match, buffer_text(&what));
    buffer_free(&what);
    return cue->pattern != NULL;
}

static bool read_named_list(const struct cuefile *file,
                            const struct json_node *node, struct cue *cue)
{
    for (size_t i = 0; i < file->list_count; i++)
        if (strcmp(file->lists[i].name, node->text) == 0)
            cue->words = &file->lists[i];
    if (cue->words == NULL) report_list(file, node, node->text);
    return cue->words != NULL;
}

static bool read_words(const struct cuefile *file, const struct json_node *node,
                       struct cue *cue)
{
    cue->kind = CUE_WORDS;
    if (node->kind == JSON_TEXT) return read_named_list(file, node, cue);
    cue->words = &cue->own;
    return cuefile_words(file, node, "", &cue->own);
}

static bool check_bounds(const struct cuefile *file,
                         const struct json_node *object, const struct cue *cue)
{
    if (form_meant(object, "least", cue_fields, CUE_FIELDS) == NULL &&
        form_meant(object, "most", cue_fields, CUE_FIELDS) == NULL) {
        form_problem(file->form, object, MISTAKE_GAUGE_BOUNDS,
                     "add 'least' or 'most' or both",
                     "cue '%s' says neither how much is needed nor how much is "
                     "too much",
                     cue->name);
        return false;
    }
    if (cue->least <= cue->most) return true;
    form_problem(file->form, json_member(object, "least"), MISTAKE_GAUGE_BOUNDS,
                 "swap them", "'least' is greater than 'most'");
    return false;
}

static bool read_gauge(const struct cuefile *file,
                       const struct json_node *object, struct cue *cue)
{
    const struct json_node *node = json_member(object, "measure");
    cue->kind = CUE_GAUGE;
    if (node->kind != JSON_TEXT || *node->text == '\0') return false;
    cue->gauge = gauge_named(node->text);
    if (cue->gauge == GAUGE_COUNT) {
        form_unknown(file->form, node, node->text, MISTAKE_NO_SUCH_GAUGE,
                     "measure of a text", gauge_names(), GAUGE_COUNT);
        cue->gauge = GAUGE_WORDS;
        return false;
    }
    if (!gauge_fits(cue->gauge, cue->in)) {
        form_problem(file->form, json_member(object, "in"), MISTAKE_GAUGE_PART,
                     "take it in reply, sentence, …",
                     "'%s' is measured in the reply, not in '%s'",
                     gauge_name(cue->gauge), part_name(cue->in));
        return false;
    }
    cue->least = form_thousandths(file->form, object, "least", CUE_NO_LEAST);
    cue->most = form_thousandths(file->form, object, "most", CUE_NO_MOST);
    return check_bounds(file, object, cue);
}

/* Cues that stand earlier in the file, by name. */
static bool read_earlier(const struct cuefile *file,
                         const struct json_node *array, struct numbers *numbers)
{
    bool fine = true;
    if (array == NULL || array->kind != JSON_ARRAY) return true;
    size_t *list = arena_new(file->form->arena, array->count, sizeof *list);
    for (const struct json_node *n = array->child; n != NULL; n = n->next) {
        int cue = -1;
        if (form_is(file->form, n, "a cue's name", FORM_TEXT)) {
            if (file->cues != NULL)
                cue = table_get(file->cues, n->text, strlen(n->text));
            if (cue < 0)
                form_problem(file->form, n, MISTAKE_NO_SUCH_CUE,
                             "name cues of the rubric that stand above it",
                             "there is no cue '%s' above this one", n->text);
        }
        if (cue >= 0)
            list[numbers->count++] = (size_t)cue;
        else
            fine = false;
    }
    numbers->list = list;
    return fine;
}

static bool read_together(const struct cuefile *file,
                          const struct json_node *object, struct cue *cue)
{
    const struct json_node *all = json_member(object, "all");
    cue->kind = CUE_TOGETHER;
    if (all->kind != JSON_ARRAY) return false;
    bool fine = read_earlier(file, all, &cue->all);
    fine = read_earlier(file, json_member(object, "none"), &cue->none) && fine;
    if (!fine || cue->all.count > 0) return fine && cue->all.count > 0;
    form_problem(file->form, all, MISTAKE_CUE_KIND,
                 "name at least one cue that must be met",
                 "cue '%s' has nothing to meet", cue->name);
    return false;
}

/* Keys that say nothing about a cue of this kind. */
static bool has_stray(const struct cuefile *file,
                      const struct json_node *object)
{
    static const struct {
        const char *key;
        const char *with;
    } pairs[] = {{"least", "measure"}, {"most", "measure"}, {"none", "all"}};
    const struct json_node *in = json_member(object, "in");
    for (size_t i = 0; i < COUNT(pairs); i++) {
        const struct json_node *node = json_member(object, pairs[i].key);
        if (node == NULL || json_member(object, pairs[i].with) != NULL)
            continue;
        form_key_problem(file->form, node, MISTAKE_KEY_OF_OTHER_KIND,
                         "a cue is there or not, however often it is met",
                         "'%s' goes with '%s' only", pairs[i].key,
                         pairs[i].with);
        return true;
    }
    if (in == NULL || json_member(object, "all") == NULL) return false;
    form_key_problem(file->form, in, MISTAKE_KEY_OF_OTHER_KIND,
                     "say it at the cues that 'all' names",
                     "'in' does not go with 'all'");
    return true;
}

/* None of the keys that say what to look for, but one that is misspelt. */
static bool means_a_kind(const struct json_node *object)
{
    static const char *const keys[] = {"match", "words", "measure", "all"};
    bool meant = false;
    for (size_t i = 0; i < COUNT(keys); i++) {
        if (json_member(object, keys[i]) != NULL) return false;
        if (form_meant(object, keys[i], cue_fields, CUE_FIELDS) != NULL)
            meant = true;
    }
    return meant;
}

static bool read_kind(const struct cuefile *file,
                      const struct json_node *object, struct cue *cue)
{
    const struct json_node *match = json_member(object, "match");
    const struct json_node *words = json_member(object, "words");
    const struct json_node *gauge = json_member(object, "measure");
    const struct json_node *all = json_member(object, "all");
    if (means_a_kind(object)) return false;
    if ((match != NULL) + (words != NULL) + (gauge != NULL) + (all != NULL) !=
        1) {
        form_problem(file->form, object, MISTAKE_CUE_KIND,
                     "give it one of 'match', 'words', 'measure' and 'all'",
                     "cue '%s' must look for one thing in one way", cue->name);
        return false;
    }
    if (has_stray(file, object)) return false;
    if (match != NULL) return read_match(file, object, cue);
    if (words != NULL) return read_words(file, words, cue);
    if (gauge != NULL) return read_gauge(file, object, cue);
    return read_together(file, object, cue);
}

static bool read_why(const struct cuefile *file, const struct json_node *object,
                     bool needed, struct cue *cue)
{
    cue->why = form_text(file->form, object, "why");
    if (cue->why != NULL || !needed || json_member(object, "why") != NULL)
        return cue->why != NULL || !needed;
    form_problem(file->form, object, PROBLEM_MISSING_KEY,
                 "say in a few words what meeting it shows",
                 "cue '%s' lacks 'why'", cue->name);
    return false;
}

static bool check_cue(const struct cuefile *file, const struct json_node *node,
                      const char *name, bool needs_why)
{
    if (node->kind == JSON_TEXT && !needs_why) {
        form_problem(
            file->form, node, PROBLEM_WRONG_KIND,
            problem_mend(file->form->problems, "write [\"%s\"]", node->text),
            "cue '%s' must be a list of words or an object, not a "
            "text",
            name);
        return false;
    }
    struct buffer what = {0};
    buffer_format(&what, "cue '%s'", name);
    bool fine = form_check(file->form, node, buffer_text(&what), cue_fields,
                           CUE_FIELDS);
    buffer_free(&what);
    return fine;
}

bool cuefile_read(const struct cuefile *file, const struct json_node *node,
                  const char *name, bool needs_why, struct cue *cue)
{
    *cue = (struct cue){.name = name,
                        .in = PART_REPLY,
                        .kind = CUE_WORDS,
                        .least = CUE_NO_LEAST,
                        .most = CUE_NO_MOST,
                        .at = node->span.start};
    cue->words = &cue->own;
    if (node->kind == JSON_ARRAY && !needs_why)
        return read_words(file, node, cue);
    bool fine = check_cue(file, node, name, needs_why);
    if (node->kind != JSON_OBJECT) return false;
    cue->words = NULL;
    fine = read_part(file, node, cue) && fine;
    fine = read_kind(file, node, cue) && fine;
    return read_why(file, node, needs_why, cue) && fine;
}
