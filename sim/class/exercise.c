/* Loading an exercise, and its points; see exercise.h.
 *
 * Begin with exercise_load() and the tables of fields.
 */
#include "class/exercise.h"

#include "base/count.h"
#include "base/form.h"
#include "base/memory.h"
#include "base/moment.h"

#include <stdlib.h>
#include <string.h>

static const struct form_field exercise_fields[] = {
    {"format", FORM_TEXT, true},      {"id", FORM_TEXT, true},
    {"version", FORM_INTEGER, false}, {"title", FORM_TEXT, true},
    {"language", FORM_TEXT, true},    {"scenarios", FORM_ARRAY, true},
    {"rubric", FORM_OBJECT, true},    {"mode", FORM_TEXT, false},
    {"attempts", FORM_OBJECT, false}, {"due", FORM_TEXT, false},
    {"help_now", FORM_TEXT, false},   {"seen_by", FORM_TEXT, false},
    {"criteria", FORM_ARRAY, true},   {"least_replies", FORM_INTEGER, false},
    {"$schema", FORM_TEXT, false},
};
static const struct form_field pinned_fields[] = {
    {"id", FORM_TEXT, true},
    {"version", FORM_INTEGER, true},
    {"sha256", FORM_TEXT, true},
};
static const struct form_field attempts_fields[] = {
    {"max", FORM_INTEGER, false},
    {"counts", FORM_TEXT, false},
};
static const struct form_field criterion_fields[] = {
    {"id", FORM_TEXT, true},       {"title", FORM_TEXT, true},
    {"measure", FORM_TEXT, false}, {"state", FORM_TEXT, false},
    {"ending", FORM_ARRAY, false}, {"points", FORM_ANY, true},
};

static const char *const mode_names[] = {
    [EXERCISE_PRACTICE] = "practice", [EXERCISE_EXAM] = "exam"};
static const char *const policy_names[] = {[EXERCISE_LAST] = "last",
                                           [EXERCISE_BEST] = "best",
                                           [EXERCISE_FIRST] = "first"};
static const char *const kind_keys[] = {[CRITERION_MEASURE] = "measure",
                                        [CRITERION_STATE] = "state",
                                        [CRITERION_ENDING] = "ending"};

struct load {
    struct form form;
    struct exercise *exercise;
};

static void *room(struct load *load, size_t count, size_t size)
{
    return arena_new(&load->exercise->arena, count, size);
}

/* Which of NAMES the member KEY says; 0 where it says none. */
static size_t choose(struct load *load, const struct json_node *object,
                     const char *key, int number, const char *what,
                     const char *const *names, size_t count)
{
    const struct json_node *word = form_word(object, key);
    if (word == NULL) return 0;
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], word->text) == 0) return i;
    form_unknown(&load->form, word, word->text, number, what, names, count);
    return 0;
}

/* --- what is pinned ------------------------------------------------------ */

static struct pinned load_pinned(struct load *load,
                                 const struct json_node *node)
{
    const struct form *form = &load->form;
    const struct json_node *hash = form_word(node, "sha256");
    struct pinned pinned = {"", 1, "", node->span.start};
    if (!form_check(form, node, "a pinned file", pinned_fields,
                    COUNT(pinned_fields)))
        return pinned;
    form_has_id(form, node, "id");
    if (strlen(hash->text) != HASH_HEX - 1 ||
        strspn(hash->text, "0123456789abcdef") != HASH_HEX - 1)
        form_problem(form, hash, EXERCISE_HASH,
                     "'rapport new exercise' writes the right ones",
                     "a SHA-256 has 64 digits from 0 to 9 and a to f");
    pinned.id = form_text(form, node, "id");
    pinned.version = form_integer(form, node, "version", 1, 1000000, 1);
    pinned.sha256 = form_text(form, node, "sha256");
    return pinned;
}

static void load_scenarios(struct load *load, const struct json_node *array)
{
    struct exercise *exercise = load->exercise;
    if (array == NULL || array->kind != JSON_ARRAY) return;
    if (!form_few_enough(&load->form, array, EXERCISE_SCENARIOS,
                         EXERCISE_TOO_MANY, "scenarios", "an exercise"))
        return;
    if (array->count == 0)
        form_problem(&load->form, array, EXERCISE_NONE, NULL,
                     "an exercise needs a scenario at least");
    struct pinned *list = room(load, array->count, sizeof *list);
    for (const struct json_node *n = array->child; n != NULL; n = n->next) {
        struct pinned pinned = load_pinned(load, n);
        for (size_t i = 0; i < exercise->scenario_count; i++)
            if (*pinned.id != '\0' && strcmp(list[i].id, pinned.id) == 0)
                form_problem(&load->form, n, EXERCISE_TWICE, "take one out",
                             "'%s' is there already", pinned.id);
        list[exercise->scenario_count++] = pinned;
    }
    exercise->scenarios = list;
}

/* --- rules --------------------------------------------------------------- */

static void load_attempts(struct load *load, const struct json_node *node)
{
    const struct form *form = &load->form;
    if (node == NULL || !form_object(form, node, "'attempts'", attempts_fields,
                                     COUNT(attempts_fields)))
        return;
    load->exercise->most_attempts = form_integer(form, node, "max", 1, 1000, 0);
    load->exercise->policy = (enum exercise_policy)choose(
        load, node, "counts", EXERCISE_NO_SUCH_POLICY, "way to count attempts",
        policy_names, COUNT(policy_names));
}

static void load_due(struct load *load, const struct json_node *root)
{
    const struct json_node *due = form_word(root, "due");
    if (due == NULL) return;
    load->exercise->due = form_keep(&load->form, due->text);
    load->exercise->due_at = due->span.start;
    /* Whether there is such a day is for exercise_note(). */
    if (!moment_has_form(due->text))
        form_problem(&load->form, due, EXERCISE_DUE,
                     "in UTC, as 2027-02-01T12:00:00Z",
                     "'due' is no time that can be read");
}

/* --- criteria ------------------------------------------------------------ */

static bool load_step(struct load *load, const struct json_node *node,
                      struct criterion_step *step)
{
    const struct form *form = &load->form;
    if (!form_is(form, node, "a step", FORM_ARRAY)) return false;
    if (node->count != 2) {
        form_problem(form, node, EXERCISE_STEPS, "[0.4, 10]",
                     "a step is a value and the points for it");
        return false;
    }
    step->value = form_node_thousandths(form, node->child, "a step's value");
    step->points =
        form_node_thousandths(form, node->child->next, "a step's points");
    if (step->points >= 0 && step->points <= EXERCISE_MOST * 1000) return true;
    form_problem(form, node->child->next, EXERCISE_STEPS, NULL,
                 "points go from 0 to %d", EXERCISE_MOST);
    return false;
}

static void load_steps(struct load *load, const struct json_node *array,
                       struct criterion *criterion)
{
    const struct form *form = &load->form;
    if (!form_is(form, array, "'points'", FORM_ARRAY) ||
        !form_few_enough(form, array, EXERCISE_POINTS, EXERCISE_TOO_MANY,
                         "steps", "a criterion"))
        return;
    if (array->count == 0)
        form_problem(form, array, EXERCISE_STEPS, "[[0, 0], [0.4, 10]]",
                     "'points' has no step");
    struct criterion_step *steps = room(load, array->count, sizeof *steps);
    for (const struct json_node *n = array->child; n != NULL; n = n->next) {
        struct criterion_step *step = &steps[criterion->step_count];
        if (!load_step(load, n, step)) continue;
        if (criterion->step_count > 0 && step->value <= step[-1].value)
            form_problem(form, n, EXERCISE_STEPS, "sort them",
                         "the values of steps must rise");
        if (step->points > criterion->most) criterion->most = step->points;
        criterion->step_count++;
    }
    criterion->steps = steps;
}

/* What an ending earns is one number. */
static void load_prize(struct load *load, const struct json_node *number,
                       struct criterion *criterion)
{
    if (!form_is(&load->form, number, "'points' of an ending", FORM_DECIMAL))
        return;
    int64_t most = form_node_thousandths(&load->form, number, "'points'");
    if (most < 0 || most > EXERCISE_MOST * 1000) {
        form_problem(&load->form, number, EXERCISE_STEPS, NULL,
                     "points go from 0 to %d", EXERCISE_MOST);
        return;
    }
    struct criterion_step *steps = room(load, 2, sizeof *steps);
    steps[1] = (struct criterion_step){1000, most};
    criterion->steps = steps;
    criterion->step_count = 2;
    criterion->most = most;
}

static bool load_kind(struct load *load, const struct json_node *node,
                      struct criterion *criterion)
{
    size_t given = 0;
    for (size_t i = 0; i < COUNT(kind_keys); i++) {
        const struct json_node *named = json_member(node, kind_keys[i]);
        if (named == NULL) continue;
        criterion->kind = (enum criterion_kind)i;
        criterion->at = named->span.start;
        given++;
    }
    if (given != 1)
        form_problem(&load->form, node, EXERCISE_KIND, NULL,
                     "a criterion has one of 'measure', 'state' and 'ending'");
    return given == 1;
}

static void load_criterion(struct load *load, const struct json_node *node,
                           struct criterion *criterion)
{
    const struct form *form = &load->form;
    criterion->id = form_text(form, node, "id");
    criterion->title = form_text(form, node, "title");
    const struct json_node *id = form_word(node, "id");
    if (id != NULL) form_text_is_name(form, id);
    if (!load_kind(load, node, criterion)) return;
    criterion->name = form_text(form, node, kind_keys[criterion->kind]);
    const struct json_node *points = json_member(node, "points");
    if (points == NULL) return;
    if (criterion->kind != CRITERION_ENDING) {
        load_steps(load, points, criterion);
        return;
    }
    criterion->endings =
        form_texts(form, node, "ending", &criterion->ending_count);
    load_prize(load, points, criterion);
}

static void load_criteria(struct load *load, const struct json_node *array)
{
    struct exercise *exercise = load->exercise;
    if (array == NULL || array->kind != JSON_ARRAY) return;
    if (!form_few_enough(&load->form, array, EXERCISE_CRITERIA,
                         EXERCISE_TOO_MANY, "criteria", "an exercise"))
        return;
    struct criterion *list = room(load, array->count, sizeof *list);
    for (const struct json_node *n = array->child; n != NULL; n = n->next) {
        struct criterion *criterion = &list[exercise->criterion_count];
        if (!form_object(&load->form, n, "a criterion", criterion_fields,
                         COUNT(criterion_fields)))
            continue;
        load_criterion(load, n, criterion);
        for (size_t i = 0; i < exercise->criterion_count; i++)
            if (criterion->id != NULL && list[i].id != NULL &&
                strcmp(list[i].id, criterion->id) == 0)
                form_problem(&load->form, n, EXERCISE_TWICE,
                             "give one of them another id",
                             "there is a criterion '%s' already",
                             criterion->id);
        exercise->criterion_count++;
    }
    exercise->criteria = list;
}

/* --- the whole ----------------------------------------------------------- */

static void load_root(struct load *load, const struct json_node *root)
{
    const struct form *form = &load->form;
    struct exercise *exercise = load->exercise;
    if (!form_format(form, root, "rapport-exercise/1", "an exercise") ||
        !form_object(form, root, "an exercise", exercise_fields,
                     COUNT(exercise_fields)))
        return;
    form_has_id(form, root, "id");
    exercise->id = form_text(form, root, "id");
    exercise->version = form_integer(form, root, "version", 1, 1000000, 1);
    exercise->title = form_text(form, root, "title");
    exercise->language = form_text(form, root, "language");
    exercise->help_now = form_text(form, root, "help_now");
    exercise->seen_by = form_text(form, root, "seen_by");
    exercise->least_replies =
        form_integer(form, root, "least_replies", 0, 10000, 0);
    exercise->mode =
        (enum exercise_mode)choose(load, root, "mode", EXERCISE_NO_SUCH_MODE,
                                   "mode", mode_names, COUNT(mode_names));
    load_scenarios(load, json_member(root, "scenarios"));
    if (json_member(root, "rubric") != NULL)
        exercise->rubric = load_pinned(load, json_member(root, "rubric"));
    load_attempts(load, json_member(root, "attempts"));
    load_due(load, root);
    load_criteria(load, json_member(root, "criteria"));
}

struct exercise *exercise_load(const struct source *source,
                               struct problems *problems)
{
    size_t before = problems->count;
    if (transcript_begins(source->bytes, source->length)) {
        problem_add(problems, source, 0, PROBLEM_WRONG_FORMAT,
                    "name the exercise's own file; 'rapport grade' takes it "
                    "before the transcripts",
                    "this is a transcript, not an exercise");
        return NULL;
    }
    struct json_document *document =
        json_read(source, JSON_WITH_COMMENTS, EXERCISE_BYTES, problems);
    if (document == NULL) return NULL;
    struct exercise *exercise = memory_new(1, sizeof *exercise);
    struct load load = {{source, problems, &exercise->arena}, exercise};
    hash_bytes(source->bytes, source->length, exercise->sha256);
    load_root(&load, json_root(document));
    json_free(document);
    if (problems->count == before) return exercise;
    exercise_free(exercise);
    return NULL;
}

void exercise_free(struct exercise *exercise)
{
    if (exercise == NULL) return;
    arena_free(&exercise->arena);
    free(exercise);
}

/* --- held against what it pins ------------------------------------------- */

/* What a check looks at. */
struct check {
    const struct exercise *exercise;
    const struct rubric *rubric;
    const struct scenario *const *scenarios;
    const struct source *source;
    struct problems *problems;
};

/* What criteria of one kind may name. */
struct choice {
    const char **names;
    size_t count;
    bool open; /* there may be more: not all could be read */
};

/* What is said of a name that is not among them. */
static const struct {
    int number;
    const char *lacks;
    const char *mend; /* where no name is near */
} unknown[] = {
    [CRITERION_MEASURE] =
        {EXERCISE_NO_SUCH_MEASURE, "the rubric has no measure",
         "its measures stand at the end of the rubric's file"},
    [CRITERION_STATE] = {EXERCISE_NO_SUCH_STATE,
                         "no scenario of the exercise has a state", NULL},
    [CRITERION_ENDING] = {EXERCISE_NO_SUCH_ENDING,
                          "no scenario of the exercise has an ending",
                          "'rapport check' on a scenario names its endings"},
};

static void add_name(struct choice *choice, const char *name)
{
    choice->names =
        memory_resize(choice->names, choice->count + 1, sizeof *choice->names);
    choice->names[choice->count++] = name;
}

static void add_scenario(struct choice *choice, const struct scenario *scenario,
                         enum criterion_kind kind)
{
    size_t states = kind == CRITERION_STATE ? scenario->state_count : 0;
    size_t endings = kind == CRITERION_ENDING ? scenario->ending_count : 0;
    for (size_t i = 0; i < states; i++)
        add_name(choice, scenario->states[i].name);
    for (size_t i = 0; i < endings; i++)
        add_name(choice, scenario->endings[i].id);
}

/* The caller frees the names. */
static struct choice choice_of(const struct check *check,
                               enum criterion_kind kind)
{
    struct choice choice = {0};
    const struct rubric *rubric = check->rubric;
    if (kind == CRITERION_MEASURE) {
        choice.open = rubric == NULL;
        for (size_t i = 0; !choice.open && i < rubric->measure_count; i++)
            add_name(&choice, rubric->measures[i].id);
        return choice;
    }
    for (size_t i = 0; i < check->exercise->scenario_count; i++)
        if (check->scenarios[i] == NULL)
            choice.open = true;
        else
            add_scenario(&choice, check->scenarios[i], kind);
    return choice;
}

static void check_name(const struct check *check,
                       const struct criterion *criterion,
                       const struct choice *choice, const char *name)
{
    enum criterion_kind kind = criterion->kind;
    for (size_t i = 0; i < choice->count; i++)
        if (strcmp(choice->names[i], name) == 0) return;
    if (choice->open) return;
    problem_add(check->problems, check->source, criterion->at,
                unknown[kind].number,
                problem_did_you_mean(check->problems, name, choice->names,
                                     choice->count, unknown[kind].mend),
                "%s '%s'", unknown[kind].lacks, name);
}

static void check_criterion(const struct check *check,
                            const struct criterion *criterion)
{
    struct choice choice = choice_of(check, criterion->kind);
    if (criterion->kind != CRITERION_ENDING)
        check_name(check, criterion, &choice, criterion->name);
    for (size_t i = 0; i < criterion->ending_count; i++)
        check_name(check, criterion, &choice, criterion->endings[i]);
    free(choice.names);
}

static void check_language(const struct check *check, const char *what,
                           const char *id, const char *language)
{
    if (strcmp(language, check->exercise->language) == 0) return;
    problem_add(check->problems, check->source, 0, EXERCISE_LANGUAGE, NULL,
                "the exercise is in '%s', the %s '%s' in '%s'",
                check->exercise->language, what, id, language);
}

void exercise_check(const struct exercise *exercise,
                    const struct rubric *rubric,
                    const struct scenario *const *scenarios,
                    const struct source *source, struct problems *problems)
{
    struct check check = {exercise, rubric, scenarios, source, problems};
    if (rubric != NULL)
        check_language(&check, "rubric", rubric->id, rubric->language_name);
    for (size_t i = 0; i < exercise->scenario_count; i++)
        if (scenarios[i] != NULL)
            check_language(&check, "scenario", scenarios[i]->id,
                           scenarios[i]->language);
    for (size_t i = 0; i < exercise->criterion_count; i++)
        check_criterion(&check, &exercise->criteria[i]);
}

void exercise_note(const struct exercise *exercise, const struct source *source,
                   struct problems *notes)
{
    int64_t seconds;
    if (exercise->due == NULL || moment_read(exercise->due, &seconds)) return;
    problem_add(notes, source, exercise->due_at, EXERCISE_NO_SUCH_DAY,
                "name a day that there is, in UTC, as 2027-02-01T12:00:00Z",
                "'due' is a time that no calendar has");
}

/* --- asked of it --------------------------------------------------------- */

size_t exercise_scenario(const struct exercise *exercise, const char *sha256)
{
    for (size_t i = 0; i < exercise->scenario_count; i++)
        if (strcmp(exercise->scenarios[i].sha256, sha256) == 0) return i;
    return SIZE_MAX;
}

int64_t exercise_points(const struct criterion *criterion, int64_t value)
{
    const struct criterion_step *steps = criterion->steps;
    size_t above = 0;
    while (above < criterion->step_count && steps[above].value <= value)
        above++;
    if (above == 0) return steps[0].points;
    if (above == criterion->step_count) return steps[above - 1].points;
    const struct criterion_step *low = &steps[above - 1];
    const struct criterion_step *high = &steps[above];
    return low->points + (high->points - low->points) * (value - low->value) /
                             (high->value - low->value);
}

int64_t exercise_most(const struct exercise *exercise)
{
    int64_t most = 0;
    for (size_t i = 0; i < exercise->criterion_count; i++)
        most += exercise->criteria[i].most;
    return most;
}

const char *exercise_mode_name(enum exercise_mode mode)
{
    return mode_names[mode];
}

const char *exercise_policy_name(enum exercise_policy policy)
{
    return policy_names[policy];
}
