/* rapport check: everything that can be wrong with a rubric or a scenario,
 * found without playing it.
 *
 * Through the same loaders, examples and sessions that play uses: what check
 * passes play accepts, and the other way round.
 */
#include "cmd/check.h"

#include "base/count.h"
#include "base/json.h"
#include "class/report.h"
#include "cmd/command.h"
#include "cmd/cost.h"
#include "cmd/course.h"
#include "cmd/library.h"
#include "cmd/replies.h"
#include "cmd/sequel.h"
#include "rubric/example.h"
#include "rubric/rubricfile.h"
#include "scenario/account.h"
#include "scenario/fault.h"
#include "scenario/proof.h"
#include "scenario/rehearsal.h"
#include "scenario/scenariofile.h"

#include <stdio.h>
#include <string.h>

enum {
    OPTION_RUBRIC,
    OPTION_REPLIES,
    OPTION_EXPECT,
    OPTION_COST,
    OPTION_FORMAT,
    OPTION_THERAPIST,
    OPTION_JSON
};

static const struct command_option options[] = {
    [OPTION_RUBRIC] = {"rubric", COMMAND_RUBRIC, "RUBRIC",
                       "check scenarios against this rubric"},
    [OPTION_REPLIES] = {"replies", COMMAND_FILE, "FILE|POLICY",
                        "play these through the scenarios; none: all"},
    [OPTION_EXPECT] = {"expect", COMMAND_FLAG, NULL,
                       "a policy must come to what it should"},
    [OPTION_COST] = {"cost", COMMAND_FLAG, NULL,
                     "print what each cue of a rubric costs"},
    [OPTION_FORMAT] = {"format", COMMAND_TEXT, "NAME",
                       "read its turns in this format, whatever their name"},
    [OPTION_THERAPIST] = {"therapist", COMMAND_TEXT, "NAME",
                          "who the therapist in them is; several with commas"},
    [OPTION_JSON] = {"json", COMMAND_FLAG, NULL,
                     "print problems and endings, or plays, as JSON Lines"},
};

static const struct command_pair pairs[] = {
    {OPTION_COST, COMMAND_NOT_WITH, OPTION_REPLIES, NULL},
    {OPTION_COST, COMMAND_NOT_WITH, OPTION_EXPECT, NULL},
    {OPTION_COST, COMMAND_NOT_WITH, OPTION_RUBRIC, NULL},
    {OPTION_COST, COMMAND_NOT_WITH, OPTION_JSON, NULL},
    {OPTION_EXPECT, COMMAND_ONLY_WITH, OPTION_REPLIES, NULL},
    {OPTION_FORMAT, COMMAND_ONLY_WITH, OPTION_COST, NULL},
    {OPTION_THERAPIST, COMMAND_ONLY_WITH, OPTION_COST, NULL},
};

/* For a scenario that does not say by which it is played, or asks for one that
 * is not there. */
static const char usual_rubric[] = "alliance";

/* What the file says it is; without a word of that, what it looks like. */
enum check_kind check_kind(const struct source *source)
{
    struct problems ignored = {0};
    struct json_document *document =
        json_read(source, JSON_WITH_COMMENTS, RUBRIC_BYTES, &ignored);
    problem_free(&ignored);
    if (document == NULL) return CHECK_UNREADABLE;
    const struct json_node *root = json_root(document);
    const struct json_node *format = json_member(root, "format");
    const char *says =
        format != NULL && format->kind == JSON_TEXT ? format->text : "";
    bool rubric = json_member(root, "cues") != NULL;
    bool exercise = strncmp(says, "rapport-exercise/", 17) == 0;
    if (strncmp(says, "rapport-rubric/", 15) == 0) rubric = true;
    if (strncmp(says, "rapport-scenario/", 17) == 0) rubric = false;
    json_free(document);
    if (exercise) return CHECK_EXERCISE;
    return rubric ? CHECK_RUBRIC : CHECK_SCENARIO;
}

/* What is found in one file. */
struct verdict {
    struct problems problems;
    struct problems notes; /* what an author should know and may have meant */
    struct buffer account; /* what may become of a scenario */
    bool lost;             /* its rubric is not there: it is held to another */
};

static void check_rubric(const struct volume *volume, struct problems *problems)
{
    struct rubric *rubric = rubricfile_load(&volume->source, problems);
    if (rubric == NULL) return;
    size_t examples = example_check(rubric, &volume->source, problems);
    if (problems->count == 0)
        command_say(stderr,
                    "%s: fine. %s: %zu codes, %zu cues, %zu examples.\n",
                    volume->source.name, rubric->title, rubric->code_count,
                    rubric->cue_count, examples);
    rubric_free(rubric);
}

static void say_exercise(const struct course *course)
{
    const struct exercise *exercise = course->exercise;
    size_t scenarios = exercise->scenario_count;
    size_t criteria = exercise->criterion_count;
    struct buffer most = {0};
    report_points(exercise_most(exercise), &most);
    command_say(stderr,
                "%s: fine. %s: %zu scenario%s, %zu criteri%s, %s points in "
                "all.\n",
                course->volume.source.name, exercise->title, scenarios,
                scenarios == 1 ? "" : "s", criteria, criteria == 1 ? "on" : "a",
                buffer_text(&most));
    buffer_free(&most);
}

/* The exercise takes VOLUME over. */
static void check_exercise(const struct library *library, struct volume *volume,
                           struct verdict *verdict)
{
    struct course course;
    if (course_open(&course, library, *volume, NULL, &verdict->problems)) {
        say_exercise(&course);
        exercise_note(course.exercise, &course.volume.source, &verdict->notes);
    }
    *volume = (struct volume){0};
    course_close(&course);
}

/* Whether a rubric of this id was shipped or installed; NEAR has the one that
 * is most like it, if any is. */
static bool is_known(const struct library *library, const char *id,
                     struct buffer *near)
{
    library_nearest(library, LIBRARY_RUBRICS, id, near);
    return strcmp(buffer_text(near), id) == 0;
}

static void report_rubric(const struct source *source, const char *id,
                          const char *near, bool checked,
                          struct problems *problems)
{
    /* A file of another format is told no more than that. */
    for (size_t i = 0; i < problems->count; i++)
        if (problems->list[i].number == PROBLEM_WRONG_FORMAT) return;
    const char *mend =
        near[0] != '\0'
            ? problem_mend(problems, "did you mean '%s'?", near)
            : "see 'rapport list'; --rubric=FILE takes one of your own";
    problem_add(problems, source, scenariofile_place(source, "rubric"),
                FAULT_WRONG_RUBRIC, mend, "there is no rubric '%s'%s", id,
                checked ? "; all else is checked against 'alliance'" : "");
}

/* The rubric that NAME means, loaded; NULL, and it is said, when there is
 * none. */
static struct rubric *find_rubric(const struct library *library,
                                  const struct volume *volume, const char *name)
{
    struct volume rubric_volume = {0};
    struct rubric *rubric = NULL;
    struct error error = {0};
    if (library_read(library, LIBRARY_RUBRICS, name, &rubric_volume, &error))
        rubric = library_load_rubric(library, &rubric_volume);
    else
        command_fail(COMMAND_FAILED, "%s: %s", volume->source.name, error.text);
    library_volume_free(&rubric_volume);
    return rubric;
}

static void say_fine(const struct volume *volume, const struct proof *proof,
                     size_t tried)
{
    const struct scenario *scenario = proof->scenario;
    command_say(stderr,
                "%s: fine. %s: %zu nodes, %zu endings, %zu lines tried, %zu "
                "positions explored.\n",
                volume->source.name, scenario->title, scenario->node_count,
                scenario->ending_count, tried, space_count(proof->space));
}

static void check_against(const struct library *library,
                          const struct volume *volume,
                          const struct rubric *rubric, bool as_json,
                          struct verdict *verdict)
{
    struct problems *problems = &verdict->problems;
    struct scenario *scenario =
        scenariofile_load(&volume->source, rubric, problems);
    if (scenario == NULL) return;
    size_t tried = rehearsal_check(scenario, rubric, &volume->source, problems);
    sequel_check(library, volume, scenario, rubric, problems);
    struct proof *proof =
        proof_make(scenario, rubric, &volume->source, PROOF_POSITIONS, problems,
                   &verdict->notes);
    if (problems->count == 0 && !verdict->lost) {
        say_fine(volume, proof, tried);
        (as_json ? account_json : account_tell)(proof, volume->source.name,
                                                &verdict->account);
    }
    proof_free(proof);
    scenario_free(scenario);
}

/* Against the rubric that is named, or else the one it asks for. False when
 * there is none to check it against. */
static bool check_scenario(const struct library *library,
                           const struct volume *volume,
                           const struct arguments *arguments,
                           struct verdict *verdict)
{
    struct arena arena = {0};
    const char *name = arguments->options[OPTION_RUBRIC];
    const char *needed = NULL;
    const char *continues = NULL;
    struct buffer near = {0};
    scenariofile_needs(&volume->source, &arena, &needed, &continues);
    verdict->lost =
        name == NULL && needed != NULL && !is_known(library, needed, &near);
    if (name == NULL)
        name = needed == NULL || verdict->lost ? usual_rubric : needed;
    struct rubric *rubric = find_rubric(library, volume, name);
    if (rubric != NULL)
        check_against(library, volume, rubric,
                      arguments->options[OPTION_JSON] != NULL, verdict);
    if (verdict->lost)
        report_rubric(&volume->source, needed, buffer_text(&near),
                      rubric != NULL, &verdict->problems);
    bool fine = rubric != NULL;
    rubric_free(rubric);
    buffer_free(&near);
    arena_free(&arena);
    return fine;
}

static void print_json(struct problems *problems, bool note)
{
    problem_sort(problems);
    for (size_t i = 0; i < problems->count; i++) {
        const struct problem *problem = &problems->list[i];
        struct json_value *value = json_object();
        struct buffer line = {0};
        json_set_text(value, "file", problem->file);
        json_set_integer(value, "line", (int64_t)problem->line);
        json_set_integer(value, "column", (int64_t)problem->column);
        json_set_integer(value, "number", problem->number);
        json_set_text(value, "message", problem->message);
        if (problem->mend != NULL) json_set_text(value, "mend", problem->mend);
        if (note) json_set_bool(value, "note", true);
        json_print(value, &line);
        puts(buffer_text(&line));
        buffer_free(&line);
        json_discard(value);
    }
}

static void print_verdict(struct verdict *verdict, bool as_json)
{
    if (as_json) {
        print_json(&verdict->problems, false);
        print_json(&verdict->notes, true);
        printf("%s", buffer_text(&verdict->account));
        return;
    }
    library_print_problems(&verdict->problems, true);
    if (verdict->notes.count > 0) command_say(stdout, "To know:\n");
    library_print_problems(&verdict->notes, true);
    command_say(stdout, "%s", buffer_text(&verdict->account));
    fflush(stdout); /* so that it stands by what stderr says of the file */
}

static void free_verdict(struct verdict *verdict)
{
    problem_free(&verdict->problems);
    problem_free(&verdict->notes);
    buffer_free(&verdict->account);
}

/* What is wrong with the file in VOLUME, which is taken over if it is an
 * exercise. */
static int judge(const struct library *library, struct volume *volume,
                 const struct arguments *arguments, struct verdict *verdict)
{
    enum check_kind kind = check_kind(&volume->source);
    bool could = true;
    if (kind == CHECK_SCENARIO)
        could = check_scenario(library, volume, arguments, verdict);
    else if (kind == CHECK_EXERCISE)
        check_exercise(library, volume, verdict);
    else
        check_rubric(volume, &verdict->problems);
    if (verdict->problems.count > 0) return COMMAND_PROBLEMS;
    return could ? COMMAND_YES : COMMAND_FAILED;
}

int check_volume(const struct library *library, struct volume *volume,
                 const char *rubric)
{
    struct arguments arguments = {.options = {[OPTION_RUBRIC] = rubric}};
    struct verdict verdict = {0};
    int status = judge(library, volume, &arguments, &verdict);
    library_print_problems(&verdict.problems, true);
    free_verdict(&verdict);
    return status;
}

static int check_file(const struct library *library, const char *name,
                      const struct arguments *arguments)
{
    struct volume volume = {0};
    struct verdict verdict = {0};
    struct error error = {0};
    int status = COMMAND_YES;
    enum library_shelf shelf = LIBRARY_SCENARIOS;
    if (!library_read(library, shelf, name, &volume, &error)) {
        struct error second = {0};
        if (!library_read(library, LIBRARY_RUBRICS, name, &volume, &second)) {
            struct buffer near = {0};
            bool known = is_known(library, name, &near);
            status = command_fail(COMMAND_FAILED, "%s",
                                  known ? second.text : error.text);
            buffer_free(&near);
            goto done;
        }
    }
    status = judge(library, &volume, arguments, &verdict);
    print_verdict(&verdict, arguments->options[OPTION_JSON] != NULL);
done:
    free_verdict(&verdict);
    library_volume_free(&volume);
    return status;
}

static int play_replies(const struct arguments *arguments)
{
    const struct replies_request request = {
        .from = arguments->options[OPTION_REPLIES],
        .rubric = arguments->options[OPTION_RUBRIC],
        .json = arguments->options[OPTION_JSON] != NULL,
        .expect = arguments->options[OPTION_EXPECT] != NULL,
        .names = arguments->operands,
        .count = arguments->operand_count,
    };
    return replies_run(&request);
}

static int print_cost_of(const struct library *library, const char *name,
                         const struct recorded *recorded, const char *turns)
{
    struct volume volume = {0};
    struct error error = {0};
    struct rubric *rubric = NULL;
    int status = COMMAND_PROBLEMS;
    if (library_read(library, LIBRARY_RUBRICS, name, &volume, &error))
        rubric = library_load_rubric(library, &volume);
    else
        status = command_fail(COMMAND_FAILED, "%s", error.text);
    if (rubric != NULL) status = cost_print(rubric, recorded, turns);
    rubric_free(rubric);
    library_volume_free(&volume);
    return status;
}

/* Of a rubric, on its examples and on the turns of a second file. */
static int print_cost(const struct arguments *arguments)
{
    struct library library;
    struct recorded recorded;
    if (arguments->operand_count < 1 || arguments->operand_count > 2)
        return command_fail(COMMAND_USAGE, "--cost takes one rubric, and a "
                                           "file of turns if you like");
    if (!recorded_options(arguments->options[OPTION_FORMAT],
                          arguments->options[OPTION_THERAPIST], &recorded))
        return COMMAND_USAGE;
    library_open(&library);
    int status = print_cost_of(
        &library, arguments->operands[0], &recorded,
        arguments->operand_count == 2 ? arguments->operands[1] : NULL);
    library_close(&library);
    return status;
}

static int check(const struct arguments *arguments)
{
    struct library library;
    int worst = COMMAND_YES;
    if (arguments->options[OPTION_REPLIES] != NULL)
        return play_replies(arguments);
    if (arguments->options[OPTION_COST] != NULL) return print_cost(arguments);
    if (arguments->operand_count == 0)
        return command_fail(COMMAND_USAGE, "which file? See 'rapport help "
                                           "check'");
    library_open(&library);
    for (size_t i = 0; i < arguments->operand_count; i++) {
        int status = check_file(&library, arguments->operands[i], arguments);
        if (status > worst) worst = status;
    }
    library_close(&library);
    return worst;
}

const struct command command_check = {
    .name = "check",
    .line = "all that can be wrong with a scenario, rubric or exercise",
    .operands = "FILE…",
    .operand_kind = COMMAND_FILE,
    .about =
        "Reads each file as play would and reports every problem at once, "
        "with its place, the line and a way to mend it. Runs all examples of "
        "a rubric and all 'try' and 'better' lines of a scenario. --replies "
        "plays instead: a file, one reply a line, or a policy: better, try, "
        "novice, advice, closed, silence, stock, echo, shuffled, or all of "
        "them; a name with a slash or a dot is a file. --cost prints instead, "
        "for "
        "one rubric, how many steps its patterns take on its examples (and on "
        "the turns of a second file), dearest first, and which patterns are "
        "tried on every text.",
    .options = options,
    .option_count = COUNT(options),
    .pairs = pairs,
    .pair_count = COUNT(pairs),
    .run = check,
};
