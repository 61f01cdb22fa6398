/* rapport check: everything that can be wrong with a rubric or a scenario,
 * found without playing it.
 *
 * Through the same loaders, examples and sessions that play uses: what check
 * passes play accepts, and the other way round.
 */
#include "base/json.h"
#include "cmd/command.h"
#include "cmd/library.h"
#include "rubric/example.h"
#include "rubric/rubricfile.h"
#include "scenario/rehearsal.h"
#include "scenario/scenariofile.h"

#include <stdio.h>
#include <string.h>

enum { OPTION_RUBRIC, OPTION_JSON };

static const struct command_option options[] = {
    [OPTION_RUBRIC] = {"rubric", COMMAND_RUBRIC, "RUBRIC",
                       "check scenarios against this rubric"},
    [OPTION_JSON] = {"json", COMMAND_FLAG, NULL,
                     "print the problems as JSON Lines"},
};

enum kind { KIND_UNREADABLE, KIND_RUBRIC, KIND_SCENARIO };

/* What the file says it is; without a word of that, what it looks like. */
static enum kind kind_of(const struct source *source)
{
    struct problems ignored = {0};
    struct json_document *document =
        json_read(source, JSON_WITH_COMMENTS, RUBRIC_BYTES, &ignored);
    problem_free(&ignored);
    if (document == NULL) return KIND_UNREADABLE;
    const struct json_node *root = json_root(document);
    const struct json_node *format = json_member(root, "format");
    bool rubric = format != NULL && format->kind == JSON_TEXT
                      ? strncmp(format->text, "rapport-rubric/", 15) == 0
                      : json_member(root, "cues") != NULL;
    json_free(document);
    return rubric ? KIND_RUBRIC : KIND_SCENARIO;
}

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

static bool check_scenario(const struct library *library,
                           const struct volume *volume, const char *name,
                           struct problems *problems)
{
    struct arena arena = {0};
    struct volume rubric_volume = {0};
    struct rubric *rubric = NULL;
    struct error error = {0};
    const char *needed = NULL;
    const char *continues = NULL;
    scenariofile_needs(&volume->source, &arena, &needed, &continues);
    if (name == NULL) name = needed;
    if (name == NULL) name = "alliance";
    if (library_read(library, LIBRARY_RUBRICS, name, &rubric_volume, &error))
        rubric = library_load_rubric(&rubric_volume);
    else
        command_fail(COMMAND_FAILED, "%s: %s", volume->source.name, error.text);
    if (rubric != NULL) {
        struct scenario *scenario =
            scenariofile_load(&volume->source, rubric, problems);
        size_t tried =
            scenario == NULL
                ? 0
                : rehearsal_check(scenario, rubric, &volume->source, problems);
        if (problems->count == 0)
            command_say(
                stderr,
                "%s: fine. %s: %zu nodes, %zu endings, %zu lines tried.\n",
                volume->source.name, scenario->title, scenario->node_count,
                scenario->ending_count, tried);
        scenario_free(scenario);
    }
    bool fine = rubric != NULL;
    rubric_free(rubric);
    library_volume_free(&rubric_volume);
    arena_free(&arena);
    return fine;
}

static void print_json(struct problems *problems)
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
        json_print(value, &line);
        puts(buffer_text(&line));
        buffer_free(&line);
        json_discard(value);
    }
}

static int check_file(const struct library *library, const char *name,
                      const struct arguments *arguments)
{
    struct volume volume = {0};
    struct problems problems = {0};
    struct error error = {0};
    int status = COMMAND_YES;
    enum library_shelf shelf = LIBRARY_SCENARIOS;
    if (!library_read(library, shelf, name, &volume, &error)) {
        struct error second = {0};
        if (!library_read(library, LIBRARY_RUBRICS, name, &volume, &second)) {
            status = command_fail(COMMAND_FAILED, "%s", error.text);
            goto done;
        }
    }
    enum kind kind = kind_of(&volume.source);
    if (kind == KIND_SCENARIO) {
        if (!check_scenario(library, &volume, arguments->options[OPTION_RUBRIC],
                            &problems))
            status = COMMAND_FAILED;
    } else {
        check_rubric(&volume, &problems);
    }
    if (problems.count > 0) status = COMMAND_PROBLEMS;
    if (arguments->options[OPTION_JSON] != NULL)
        print_json(&problems);
    else
        library_print_problems(&problems, true);
done:
    problem_free(&problems);
    library_volume_free(&volume);
    return status;
}

static int check(const struct arguments *arguments)
{
    struct library library;
    int worst = COMMAND_YES;
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
    .line = "everything that can be wrong with a scenario or rubric",
    .operands = "FILE…",
    .operand_kind = COMMAND_FILE,
    .about =
        "Reads each file as play would and reports every problem at once, "
        "with its place, the line and a way to mend it. Runs all examples of "
        "a rubric and all 'try' and 'better' lines of a scenario.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = check,
};
