/* Loading a rubric; see rubricfile.h.
 *
 * Begin with rubricfile_load() and the tables of fields below, one for each
 * kind of object. The order matters: lists before patterns, cues before
 * codes, codes before `main` and measures; everything else goes on after a
 * problem, so that all are found.
 */
#include "rubric/rubricfile.h"

#include "base/count.h"
#include "base/form.h"
#include "base/memory.h"
#include "base/text.h"
#include "rubric/cuefile.h"
#include "rubric/mistake.h"

#include <stdlib.h>
#include <string.h>

/* "$schema" is for editors. */
static const struct form_field rubric_fields[] = {
    {"format", FORM_TEXT, true},       {"id", FORM_TEXT, true},
    {"version", FORM_INTEGER, true},   {"language", FORM_TEXT, true},
    {"title", FORM_TEXT, true},        {"about", FORM_TEXT, true},
    {"words", FORM_OBJECT, false},     {"sentences", FORM_OBJECT, false},
    {"mirror", FORM_OBJECT, false},    {"function_words", FORM_ARRAY, false},
    {"spellings", FORM_OBJECT, false}, {"negations", FORM_OBJECT, false},
    {"cues", FORM_OBJECT, true},       {"codes", FORM_OBJECT, true},
    {"main", FORM_OBJECT, true},       {"measures", FORM_ARRAY, false},
    {"measured", FORM_OBJECT, false},  {"$schema", FORM_TEXT, false},
};

static const struct form_field sentence_fields[] = {
    {"abbreviations", FORM_ARRAY, false},
    {"question", FORM_TEXT, false},
};

static const struct form_field negation_fields[] = {
    {"words", FORM_ARRAY, true},
    {"within", FORM_INTEGER, true},
};

static const struct form_field code_fields[] = {
    {"title", FORM_TEXT, true},
    {"source", FORM_TEXT, true},
    {"from", FORM_OBJECT, false},
    {"cut", FORM_ARRAY, false},
    {"unless", FORM_ARRAY, false},
    {"any", FORM_ARRAY, false},
    {"hint", FORM_TEXT, false},
    {"strength", FORM_TEXT, false},
    {"instead", FORM_TEXT, false},
    {"examples", FORM_ARRAY, false},
    {"weakness", FORM_TEXT, false},
    {"quiet", FORM_BOOL, false},
    {"instead_unless", FORM_ARRAY, false},
};

static const struct form_field example_fields[] = {
    {"client", FORM_TEXT, false},
    {"before", FORM_TEXT, false},
    {"reply", FORM_ANY, true},
    {"level", FORM_INTEGER, true},
};

static const struct form_field main_fields[] = {
    {"of", FORM_OBJECT, true},
    {"else", FORM_TEXT, true},
};

static const struct form_field measured_fields[] = {
    {"on", FORM_TEXT, true},       {"date", FORM_TEXT, true},
    {"turns", FORM_INTEGER, true}, {"accuracy", FORM_DECIMAL, true},
    {"codes", FORM_OBJECT, true},
};

static const struct form_field kappa_fields[] = {
    {"kappa", FORM_DECIMAL, true},
    {"low", FORM_DECIMAL, true},
    {"high", FORM_DECIMAL, true},
};

static const struct form_field measure_fields[] = {
    {"id", FORM_TEXT, true},
    {"title", FORM_TEXT, true},
    {"count", FORM_TEXT, false},
    {"per", FORM_TEXT, false},
    {"without", FORM_TEXT, false},
    {"share", FORM_TEXT, false},
    {"mean", FORM_TEXT, false},
    {"words", FORM_TEXT, false},
    {"sum", FORM_OBJECT, false},
    {"fair", FORM_DECIMAL, true},
    {"good", FORM_DECIMAL, true},
    {"among", FORM_TEXT, false},
    {"experimental", FORM_BOOL, false},
};

/* A rubric while it is loaded. */
struct load {
    struct form form;
    struct cuefile cuefile;
    struct rubric *rubric;
    struct table cue_names;
    struct table code_names;
};

static const char *folded(struct load *load, const char *text)
{
    struct buffer fold = {0};
    text_fold(text, strlen(text), &fold);
    const char *kept =
        arena_copy(&load->rubric->arena, buffer_text(&fold), fold.length);
    buffer_free(&fold);
    return kept;
}

/* The number of the cue NAME, which is NODE's key or its text. */
static size_t cue_named(struct load *load, const struct json_node *node,
                        const char *name)
{
    int index = table_get(&load->cue_names, name, strlen(name));
    if (index >= 0) return (size_t)index;
    size_t count = load->rubric->cue_count;
    const char **names = memory_new(count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = load->rubric->cues[i].name;
    form_unknown(&load->form, node, name, MISTAKE_NO_SUCH_CUE, "cue", names,
                 count);
    free(names);
    return RUBRIC_NONE;
}

static size_t code_named(struct load *load, const struct json_node *node,
                         const char *name)
{
    int index = table_get(&load->code_names, name, strlen(name));
    if (index >= 0) return (size_t)index;
    size_t count = load->rubric->code_count;
    const char **names = memory_new(count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = load->rubric->codes[i].name;
    form_unknown(&load->form, node, name, MISTAKE_NO_SUCH_CODE, "code", names,
                 count);
    free(names);
    return RUBRIC_NONE;
}

/* --- what belongs to the language --------------------------------------- */

static void load_words(struct load *load, const struct json_node *words)
{
    if (words == NULL || words->kind != JSON_OBJECT) return;
    struct rubric *rubric = load->rubric;
    rubric->lists =
        arena_new(&rubric->arena, words->count, sizeof *rubric->lists);
    for (const struct json_node *n = words->child; n != NULL; n = n->next) {
        form_key_is_name(&load->form, n);
        cuefile_words(&load->cuefile, n, form_keep(&load->form, n->key),
                      &rubric->lists[rubric->list_count++]);
    }
    load->cuefile.lists = rubric->lists;
    load->cuefile.list_count = rubric->list_count;
}

static void learn_words(struct load *load, const struct json_node *array,
                        void (*learn)(struct lexicon *, const char *))
{
    if (array == NULL || array->kind != JSON_ARRAY) return;
    for (const struct json_node *n = array->child; n != NULL; n = n->next)
        if (form_is(&load->form, n, "a word", FORM_TEXT))
            learn(&load->rubric->language.lexicon, folded(load, n->text));
}

/* An object from word to text. */
static void learn_texts(struct load *load, const struct json_node *object,
                        bool (*learn)(struct lexicon *, const char *,
                                      const char *),
                        bool of_words)
{
    if (object == NULL || object->kind != JSON_OBJECT) return;
    for (const struct json_node *n = object->child; n != NULL; n = n->next) {
        if (!form_is(&load->form, n, n->key, FORM_TEXT)) continue;
        const char *text =
            of_words ? folded(load, n->text) : form_keep(&load->form, n->text);
        if (!learn(&load->rubric->language.lexicon, folded(load, n->key), text))
            form_key_problem(&load->form, n, MISTAKE_TWICE, "leave one out",
                             "'%s' stands here twice", n->key);
    }
}

static void load_sentences(struct load *load, const struct json_node *node)
{
    struct language *language = &load->rubric->language;
    if (!form_object(&load->form, node, "'sentences'", sentence_fields,
                     COUNT(sentence_fields)))
        return;
    learn_words(load, json_member(node, "abbreviations"),
                words_learn_abbreviation);
    const struct json_node *question = form_word(node, "question");
    if (question == NULL) return;
    struct pattern *pattern =
        cuefile_pattern(&load->cuefile, question, "what makes a question");
    if (pattern != NULL)
        language_take_question(language, pattern, &load->rubric->arena);
}

static void load_negations(struct load *load, const struct json_node *node)
{
    struct language *language = &load->rubric->language;
    const struct json_node *words = json_member(node, "words");
    if (!form_object(&load->form, node, "'negations'", negation_fields,
                     COUNT(negation_fields)))
        return;
    if (words != NULL && words->kind == JSON_ARRAY)
        cuefile_words(&load->cuefile, words, "", &language->negations);
    language->negation_reach =
        form_integer(&load->form, node, "within", 1, 10, 3);
}

static void load_language(struct load *load, const struct json_node *root)
{
    load_sentences(load, json_member(root, "sentences"));
    load_negations(load, json_member(root, "negations"));
    learn_words(load, json_member(root, "function_words"),
                words_learn_function_word);
    learn_texts(load, json_member(root, "spellings"), words_learn_spelling,
                false);
    learn_texts(load, json_member(root, "mirror"), words_learn_mirror, true);
}

/* --- cues ---------------------------------------------------------------- */

static void load_cues(struct load *load, const struct json_node *cues)
{
    struct rubric *rubric = load->rubric;
    if (cues == NULL || cues->kind != JSON_OBJECT) return;
    if (!form_few_enough(&load->form, cues, RUBRIC_CUES, MISTAKE_TOO_MANY,
                         "cues", "a rubric"))
        return;
    rubric->cues = arena_new(&rubric->arena, cues->count, sizeof *rubric->cues);
    for (const struct json_node *n = cues->child; n != NULL; n = n->next) {
        struct cue *cue = &rubric->cues[rubric->cue_count];
        const char *name = form_keep(&load->form, n->key);
        form_key_is_name(&load->form, n);
        if (strcmp(name, "bias") == 0)
            form_key_problem(&load->form, n, PROBLEM_BAD_NAME,
                             "give it another name",
                             "'bias' is what a code starts from, not a cue");
        cuefile_read(&load->cuefile, n, name, true, cue);
        cue->at = n->key_span.start;
        table_put(&load->cue_names, name, strlen(name),
                  (int)rubric->cue_count++);
    }
}

/* --- codes --------------------------------------------------------------- */

static void load_weights(struct load *load, const struct json_node *from,
                         struct code *code)
{
    struct weight *weights =
        arena_new(&load->rubric->arena, from->count, sizeof *weights);
    for (const struct json_node *n = from->child; n != NULL; n = n->next) {
        int value = form_node_thousandths(&load->form, n, "a weight");
        if (strcmp(n->key, "bias") == 0) {
            code->bias = value;
            continue;
        }
        size_t cue = cue_named(load, n, n->key);
        if (cue == RUBRIC_NONE) continue;
        weights[code->weight_count++] =
            (struct weight){cue, value, n->span.start};
    }
    code->weights = weights;
}

static const int no_cut[] = {0};

static void load_cuts(struct load *load, const struct json_node *cut,
                      struct code *code)
{
    code->cuts = no_cut;
    code->cut_count = 1;
    if (cut == NULL || cut->kind != JSON_ARRAY) return;
    if (cut->count == 0 || cut->count > RUBRIC_LEVELS) {
        form_problem(&load->form, cut, MISTAKE_CUTS, NULL,
                     "a code has 1 to %d cuts", RUBRIC_LEVELS);
        return;
    }
    int *cuts = arena_new(&load->rubric->arena, cut->count, sizeof *cuts);
    size_t count = 0;
    for (const struct json_node *n = cut->child; n != NULL; n = n->next) {
        cuts[count] = form_node_thousandths(&load->form, n, "a cut");
        if (count > 0 && cuts[count] <= cuts[count - 1])
            form_problem(&load->form, n, MISTAKE_CUTS, "put them in order",
                         "each cut must be above the one before it");
        count++;
    }
    code->cuts = cuts;
    code->cut_count = count;
}

typedef size_t name_finder(struct load *load, const struct json_node *node,
                           const char *name);

/* The numbers of what ARRAY names, each WHAT; others are reported. */
static struct numbers load_names(struct load *load,
                                 const struct json_node *array,
                                 const char *what, name_finder *find)
{
    if (array == NULL || array->kind != JSON_ARRAY) return (struct numbers){0};
    size_t *list = arena_new(&load->rubric->arena, array->count, sizeof *list);
    size_t count = 0;
    for (const struct json_node *n = array->child; n != NULL; n = n->next) {
        if (!form_is(&load->form, n, what, FORM_TEXT)) continue;
        list[count] = find(load, n, n->text);
        count += list[count] != RUBRIC_NONE;
    }
    return (struct numbers){list, count};
}

static void load_example(struct load *load, const struct json_node *node,
                         struct example *example)
{
    form_check(&load->form, node, "an example", example_fields,
               COUNT(example_fields));
    const struct json_node *reply = json_member(node, "reply");
    example->at = node->span.start;
    example->client = form_text(&load->form, node, "client");
    example->before = form_text(&load->form, node, "before");
    example->level =
        form_integer(&load->form, node, "level", 0, RUBRIC_LEVELS, 0);
    example->reply = "";
    if (reply == NULL) return;
    if (reply->kind == JSON_TEXT)
        example->reply = form_keep(&load->form, reply->text);
    else
        form_problem(&load->form, reply, PROBLEM_WRONG_KIND, NULL,
                     "'reply' must be a text; \"\" is silence");
}

static void load_examples(struct load *load, const struct json_node *array,
                          struct code *code)
{
    if (array == NULL || array->kind != JSON_ARRAY) return;
    struct example *examples =
        arena_new(&load->rubric->arena, array->count, sizeof *examples);
    for (const struct json_node *n = array->child; n != NULL; n = n->next) {
        if (!form_is(&load->form, n, "an example", FORM_OBJECT)) continue;
        struct example *example = &examples[code->example_count++];
        load_example(load, n, example);
    }
    code->examples = examples;
}

static bool check_code_kind(struct load *load, const struct json_node *node,
                            const struct code *code)
{
    bool from = json_member(node, "from") != NULL;
    if (!from && !code->is_any &&
        (form_meant(node, "from", code_fields, COUNT(code_fields)) != NULL ||
         form_meant(node, "any", code_fields, COUNT(code_fields)) != NULL))
        return false;
    if (from == code->is_any) {
        form_key_problem(&load->form, node, MISTAKE_CODE_KIND,
                         "give it 'from' (cues with weights) or 'any' (other "
                         "codes)",
                         "code '%s' must have one of 'from' and 'any'",
                         code->name);
        return false;
    }
    static const char *const strays[] = {"cut", "unless"};
    for (size_t i = 0; code->is_any && i < COUNT(strays); i++) {
        const struct json_node *stray = json_member(node, strays[i]);
        if (stray == NULL) continue;
        form_key_problem(&load->form, stray, MISTAKE_KEY_OF_OTHER_KIND,
                         "put it at the codes that 'any' names",
                         "'%s' goes with 'from' only", strays[i]);
    }
    return true;
}

/* Codes beside which a code is as it should be. */
static void load_company(struct load *load, const struct json_node *array,
                         struct code *code)
{
    code->instead_unless = load_names(load, array, "a code's name", code_named);
    if (array != NULL && code->instead == NULL)
        form_problem(&load->form, array, MISTAKE_KEY_OF_OTHER_KIND,
                     "add 'instead', or take it out",
                     "'instead_unless' says when 'instead' is not said, and "
                     "there is none");
}

static void load_code(struct load *load, const struct json_node *node,
                      struct code *code)
{
    const struct form *form = &load->form;
    struct buffer what = {0};
    buffer_format(&what, "code '%s'", code->name);
    bool object = form_object(form, node, buffer_text(&what), code_fields,
                              COUNT(code_fields));
    buffer_free(&what);
    load_cuts(load, json_member(node, "cut"), code);
    if (!object) return;
    code->title = form_text(form, node, "title");
    code->source = form_text(form, node, "source");
    code->hint = form_text(form, node, "hint");
    code->strength = form_text(form, node, "strength");
    code->instead = form_text(form, node, "instead");
    code->weakness = form_text(form, node, "weakness");
    code->quiet = form_bool(node, "quiet", false);
    code->is_any = json_member(node, "any") != NULL;
    load_company(load, json_member(node, "instead_unless"), code);
    code->unless = load_names(load, json_member(node, "unless"), "a cue's name",
                              cue_named);
    load_examples(load, json_member(node, "examples"), code);
    if (!check_code_kind(load, node, code) || code->is_any) return;
    const struct json_node *from = json_member(node, "from");
    if (from->kind == JSON_OBJECT) load_weights(load, from, code);
    code->most = (int)code->cut_count;
}

/* The codes an `any` code names, taken apart until only `from` codes are
 * left. */
struct gather {
    struct load *load;
    const struct json_node *codes;
    bool *taken;
    bool *open;  /* on the way from the code that is taken apart */
    size_t of;   /* that code */
    bool circle; /* it is made of itself */
};

static void gather_parts(struct gather *gather, size_t index)
{
    struct load *load = gather->load;
    if (gather->open[index]) {
        gather->circle = gather->circle || index == gather->of;
        return;
    }
    if (gather->taken[index]) return;
    gather->taken[index] = true;
    const struct json_node *any =
        json_member(json_nth(gather->codes, index), "any");
    if (any == NULL || any->kind != JSON_ARRAY) return;
    gather->open[index] = true;
    for (const struct json_node *n = any->child; n != NULL; n = n->next) {
        int part = n->kind == JSON_TEXT
                       ? table_get(&load->code_names, n->text, strlen(n->text))
                       : -1;
        if (part >= 0) gather_parts(gather, (size_t)part);
    }
    gather->open[index] = false;
}

static void check_any(struct load *load, const struct json_node *any)
{
    for (const struct json_node *n = any->child; n != NULL; n = n->next)
        if (form_is(&load->form, n, "a code's name", FORM_TEXT))
            code_named(load, n, n->text);
}

static void load_any(struct load *load, const struct json_node *codes,
                     size_t index)
{
    struct rubric *rubric = load->rubric;
    struct code *code = &rubric->codes[index];
    size_t count = rubric->code_count;
    const struct json_node *node = json_nth(codes, index);
    const struct json_node *any = json_member(node, "any");
    if (any->kind != JSON_ARRAY) return;
    check_any(load, any);
    struct gather gather = {load,
                            codes,
                            memory_new(count, sizeof(bool)),
                            memory_new(count, sizeof(bool)),
                            index,
                            false};
    gather_parts(&gather, index);
    if (gather.circle)
        form_key_problem(&load->form, node, MISTAKE_CIRCLE,
                         "let one of them be made 'from' cues",
                         "'%s' is made of codes that are made of '%s'",
                         code->name, code->name);
    size_t *parts = arena_new(&rubric->arena, count, sizeof *parts);
    for (size_t i = 0; i < count; i++) {
        if (!gather.taken[i] || rubric->codes[i].is_any) continue;
        parts[code->any.count++] = i;
        if (rubric->codes[i].most > code->most)
            code->most = rubric->codes[i].most;
    }
    code->any.list = parts;
    free(gather.taken);
    free(gather.open);
}

/* A scenario's conditions name codes beside these words. */
static void check_code_name(struct load *load, const struct json_node *node)
{
    static const char *const reserved[] = {
        "and", "or", "not", "heard", "misheard", "silence", "visits", "turn"};
    form_key_is_name(&load->form, node);
    for (size_t i = 0; i < COUNT(reserved); i++)
        if (strcmp(node->key, reserved[i]) == 0)
            form_key_problem(&load->form, node, PROBLEM_BAD_NAME,
                             "give it another name",
                             "'%s' is a word of a scenario's conditions and "
                             "cannot name a code",
                             node->key);
}

static void load_codes(struct load *load, const struct json_node *codes)
{
    struct rubric *rubric = load->rubric;
    if (codes == NULL || codes->kind != JSON_OBJECT) return;
    if (!form_few_enough(&load->form, codes, RUBRIC_CODES, MISTAKE_TOO_MANY,
                         "codes", "a rubric"))
        return;
    rubric->codes =
        arena_new(&rubric->arena, codes->count, sizeof *rubric->codes);
    for (const struct json_node *n = codes->child; n != NULL; n = n->next) {
        struct code *code = &rubric->codes[rubric->code_count];
        check_code_name(load, n);
        code->name = form_keep(&load->form, n->key);
        code->at = n->key_span.start;
        table_put(&load->code_names, code->name, strlen(code->name),
                  (int)rubric->code_count++);
    }
    size_t i = 0;
    for (const struct json_node *n = codes->child; n != NULL; n = n->next)
        load_code(load, n, &rubric->codes[i++]);
    for (i = 0; i < rubric->code_count; i++)
        if (rubric->codes[i].is_any) load_any(load, codes, i);
}

/* --- main and measures --------------------------------------------------- */

static void load_main(struct load *load, const struct json_node *node)
{
    struct rubric *rubric = load->rubric;
    rubric->main.otherwise = "other";
    if (!form_object(&load->form, node, "'main'", main_fields,
                     COUNT(main_fields)))
        return;
    const struct json_node *of = json_member(node, "of");
    if (of == NULL || of->kind != JSON_OBJECT) return;
    size_t *codes = arena_new(&rubric->arena, of->count, sizeof *codes);
    int *offsets = arena_new(&rubric->arena, of->count, sizeof *offsets);
    size_t count = 0;
    for (const struct json_node *n = of->child; n != NULL; n = n->next) {
        codes[count] = code_named(load, n, n->key);
        offsets[count] = form_node_thousandths(&load->form, n, "an offset");
        count += codes[count] != RUBRIC_NONE;
    }
    rubric->main = (struct main_rule){codes, offsets, count,
                                      form_text(&load->form, node, "else")};
}

static size_t measured_code(struct load *load, const struct json_node *node,
                            const char *key)
{
    const struct json_node *name = form_word(node, key);
    if (name == NULL) return 0;
    size_t code = code_named(load, name, name->text);
    return code == RUBRIC_NONE ? 0 : code;
}

/* A sum takes only measures that stand before it, so no circle can be. */
static void load_terms(struct load *load, const struct json_node *sum,
                       struct measure *measure)
{
    struct rubric *rubric = load->rubric;
    struct weight *terms = arena_new(&rubric->arena, sum->count, sizeof *terms);
    for (const struct json_node *n = sum->child; n != NULL; n = n->next) {
        int value = form_node_thousandths(&load->form, n, "a weight");
        size_t index = rubric_measure(rubric, n->key);
        if (index == RUBRIC_NONE) {
            form_key_problem(&load->form, n, MISTAKE_NO_SUCH_MEASURE,
                             "a sum takes measures that stand above it",
                             "there is no measure '%s' above this one", n->key);
            continue;
        }
        terms[measure->term_count++] =
            (struct weight){index, value, n->span.start};
    }
    measure->terms = terms;
}

struct measure_form {
    const char *key;
    const char *with; /* a second key, or NULL */
    enum measure_kind kind;
};

/* The first whose keys are there says what kind of measure it is. */
static const struct measure_form measure_forms[] = {
    {"count", "per", MEASURE_PER},         {"count", "among", MEASURE_AMONG},
    {"count", "without", MEASURE_WITHOUT}, {"count", NULL, MEASURE_COUNT},
    {"share", NULL, MEASURE_SHARE},        {"mean", NULL, MEASURE_MEAN},
    {"words", NULL, MEASURE_WORDS},        {"sum", NULL, MEASURE_SUM},
};

static const struct measure_form *form_of(const struct json_node *node)
{
    for (size_t i = 0; i < COUNT(measure_forms); i++) {
        const struct measure_form *form = &measure_forms[i];
        if (json_member(node, form->key) != NULL &&
            (form->with == NULL || json_member(node, form->with) != NULL))
            return form;
    }
    return NULL;
}

/* True when a key of NODE is one that says of what kind it is, misspelt. */
static bool means_a_kind(const struct json_node *node)
{
    for (size_t i = 0; i < COUNT(measure_forms); i++)
        if (form_meant(node, measure_forms[i].key, measure_fields,
                       COUNT(measure_fields)) != NULL)
            return true;
    return false;
}

/* True when NODE has the keys of one kind of measure and of no other. */
static bool only_keys_of(const struct measure_form *form,
                         const struct json_node *node)
{
    static const char *const keys[] = {"count", "per",  "among", "without",
                                       "share", "mean", "words", "sum"};
    size_t found = 0;
    for (size_t i = 0; i < COUNT(keys); i++)
        found += json_member(node, keys[i]) != NULL;
    return found == (form->with == NULL ? 1u : 2u);
}

static void load_measure_kind(struct load *load, const struct json_node *node,
                              struct measure *measure)
{
    const struct measure_form *form = form_of(node);
    const struct json_node *words = form_word(node, "words");
    if (form == NULL && means_a_kind(node)) return;
    if (form == NULL || !only_keys_of(form, node)) {
        form_problem(&load->form, node, MISTAKE_MEASURE_KIND,
                     "one of: count; count and per; count and among; count "
                     "and without; share; mean; words; sum",
                     "a measure must be one figure, made in one way");
        return;
    }
    measure->kind = form->kind;
    if (form->kind == MEASURE_SUM) {
        const struct json_node *sum = json_member(node, "sum");
        if (sum->kind == JSON_OBJECT) load_terms(load, sum, measure);
        return;
    }
    if (form->kind != MEASURE_WORDS)
        measure->code = measured_code(load, node, form->key);
    else if (words != NULL && strcmp(words->text, "trainee") != 0)
        form_problem(&load->form, words, MISTAKE_MEASURE_KIND,
                     "write \"trainee\"",
                     "only the trainee's words are measured");
    if (form->with != NULL)
        measure->other = measured_code(load, node, form->with);
}

static const char *measure_id(struct load *load, const struct json_node *node)
{
    const struct json_node *id = form_word(node, "id");
    if (id == NULL) return "";
    form_text_is_name(&load->form, id);
    if (rubric_measure(load->rubric, id->text) != RUBRIC_NONE)
        form_problem(&load->form, id, MISTAKE_TWICE,
                     "give one of them another id",
                     "there is a measure '%s' already", id->text);
    return form_keep(&load->form, id->text);
}

/* Whoever reads the figure reads that it is experimental. */
static const char *measure_title(struct load *load,
                                 const struct json_node *node,
                                 bool experimental)
{
    const char *title = form_text(&load->form, node, "title");
    return experimental
               ? arena_format(&load->rubric->arena, "%s (experimental)", title)
               : title;
}

/* Counted whatever is wrong with it, so that a sum may name it. */
static void load_measure(struct load *load, const struct json_node *node)
{
    struct rubric *rubric = load->rubric;
    struct measure *measure = &rubric->measures[rubric->measure_count];
    form_check(&load->form, node, "a measure", measure_fields,
               COUNT(measure_fields));
    measure->id = measure_id(load, node);
    measure->experimental = form_bool(node, "experimental", false);
    measure->title = measure_title(load, node, measure->experimental);
    measure->fair = form_thousandths(&load->form, node, "fair", 0);
    measure->good = form_thousandths(&load->form, node, "good", 0);
    measure->at = node->span.start;
    load_measure_kind(load, node, measure);
    rubric->measure_count++;
}

static void load_measures(struct load *load, const struct json_node *array)
{
    struct rubric *rubric = load->rubric;
    if (array == NULL || array->kind != JSON_ARRAY) return;
    rubric->measures =
        arena_new(&rubric->arena, array->count, sizeof *rubric->measures);
    for (const struct json_node *n = array->child; n != NULL; n = n->next)
        if (form_is(&load->form, n, "a measure", FORM_OBJECT))
            load_measure(load, n);
}

static void load_kappa(struct load *load, const struct json_node *node)
{
    size_t index = code_named(load, node, node->key);
    if (!form_object(&load->form, node, "an agreement", kappa_fields,
                     COUNT(kappa_fields)) ||
        index == RUBRIC_NONE)
        return;
    struct code *code = &load->rubric->codes[index];
    code->is_measured = true;
    code->kappa = form_thousandths(&load->form, node, "kappa", 0);
    code->kappa_low = form_thousandths(&load->form, node, "low", 0);
    code->kappa_high = form_thousandths(&load->form, node, "high", 0);
}

static void load_measured(struct load *load, const struct json_node *node)
{
    const struct form *form = &load->form;
    if (!form_object(form, node, "'measured'", measured_fields,
                     COUNT(measured_fields)))
        return;
    load->rubric->measured = (struct measured){
        form_text(form, node, "on"), form_text(form, node, "date"),
        form_integer(form, node, "turns", 1, 1000000000, 1),
        form_thousandths(form, node, "accuracy", 0)};
    const struct json_node *codes = json_member(node, "codes");
    if (codes == NULL || codes->kind != JSON_OBJECT) return;
    for (const struct json_node *n = codes->child; n != NULL; n = n->next)
        load_kappa(load, n);
}

/* --- the whole ----------------------------------------------------------- */

static void load_head(struct load *load, const struct json_node *root)
{
    struct rubric *rubric = load->rubric;
    struct form_head head = form_head(&load->form, root);
    rubric->id = head.id;
    rubric->version = head.version;
    rubric->language_name = head.language;
    rubric->title = head.title;
    rubric->about = head.about;
}

/* A section with a misspelt name is taken all the same, so that not everything
 * that it names is missed. */
static const struct json_node *section(const struct json_node *root,
                                       const char *key)
{
    return form_meant(root, key, rubric_fields, COUNT(rubric_fields));
}

static void load_root(struct load *load, const struct json_node *root)
{
    if (!form_format(&load->form, root, "rapport-rubric/1", "a rubric") ||
        !form_object(&load->form, root, "a rubric", rubric_fields,
                     COUNT(rubric_fields)))
        return;
    load_head(load, root);
    load_words(load, section(root, "words"));
    load_language(load, root);
    load_cues(load, section(root, "cues"));
    load_codes(load, section(root, "codes"));
    load_main(load, json_member(root, "main"));
    load_measures(load, json_member(root, "measures"));
    load_measured(load, json_member(root, "measured"));
}

static struct rubric *load_rubric(const struct source *source, bool admitted,
                                  struct problems *problems)
{
    size_t before = problems->count;
    struct json_document *document =
        json_read(source, JSON_WITH_COMMENTS, RUBRIC_BYTES, problems);
    if (document == NULL) return NULL;
    struct rubric *rubric = memory_new(1, sizeof *rubric);
    struct load load = {
        .form = {source, problems, &rubric->arena},
        .rubric = rubric,
    };
    load.cuefile.form = &load.form;
    load.cuefile.cues = &load.cue_names;
    load.cuefile.admitted = admitted;
    hash_bytes(source->bytes, source->length, rubric->sha256);
    load_root(&load, json_root(document));
    table_free(&load.cue_names);
    table_free(&load.code_names);
    json_free(document);
    if (problems->count == before) {
        rubric->index = index_new(rubric->cues, rubric->cue_count, NULL);
        rubric_make_ready(rubric);
        return rubric;
    }
    rubric_free(rubric);
    return NULL;
}

struct rubric *rubricfile_load(const struct source *source,
                               struct problems *problems)
{
    return load_rubric(source, false, problems);
}

struct rubric *rubricfile_load_admitted(const struct source *source,
                                        struct problems *problems)
{
    return load_rubric(source, true, problems);
}
