/* rapport new: a scenario or a rubric to begin with, that is whole and full of
 * comments. The texts are shipped: skeleton.jsonc beside the scenarios and the
 * rubrics. */
#include "base/count.h"
#include "base/nearest.h"
#include "cmd/command.h"
#include "cmd/library.h"
#include "cmd/pin.h"
#include "cmd/skeleton.h"

#include <stdio.h>
#include <string.h>

enum { OPTION_RUBRIC, OPTION_FORCE };

static const struct command_option options[] = {
    [OPTION_RUBRIC] = {"rubric", COMMAND_RUBRIC, "RUBRIC",
                       "grade the exercise by this rubric"},
    [OPTION_FORCE] = {"force", COMMAND_FLAG, NULL,
                      "write over a file that is there"},
};

static const char usage[] =
    "'rapport new scenario FILE', 'rapport new rubric FILE', or 'rapport new "
    "exercise FILE SCENARIO…'";

enum { THINGS = LIBRARY_SCENARIOS + 1 };

static bool shelf_of(const char *word, enum library_shelf *shelf)
{
    const char *names[THINGS];
    for (size_t i = 0; i < THINGS; i++) {
        names[i] = library_thing((enum library_shelf)i);
        *shelf = (enum library_shelf)i;
        if (strcmp(names[i], word) == 0) return true;
    }
    const char *near = nearest_name(word, names, THINGS);
    if (near != NULL)
        command_fail(COMMAND_USAGE, "'%s': did you mean '%s'?", word, near);
    else
        command_fail(COMMAND_USAGE, "'%s' cannot be begun: %s", word, usage);
    return false;
}

/* Adds to ID the id of a new file at PATH, and gives COMMAND_YES where it may
 * be written. Else says why, and gives the status. */
static int may_write(const char *path, bool force, struct buffer *id)
{
    struct error error = {0};
    if (!skeleton_id(path, id, &error))
        return command_fail(COMMAND_USAGE, "%s", error.text);
    if (force || !files_exists(path)) return COMMAND_YES;
    return command_fail(COMMAND_FAILED,
                        "%s is there already, and was left as it is; --force "
                        "writes over it",
                        path);
}

/* What to do next, and with what. */
struct step {
    const char *what;
    const char *with; /* %s is the file */
};

enum { STEPS = 3 };

static const struct step steps[THINGS][STEPS] = {
    [LIBRARY_SCENARIOS] =
        {
            {"what is wrong with it", "rapport check %s"},
            {"who comes to which ending",
             "rapport check --replies=all --expect %s"},
            {"play, anew at each save", "rapport play --watch %s"},
        },
    [LIBRARY_RUBRICS] =
        {
            {"what is wrong with it", "rapport check %s"},
            {"what it finds in turns", "rapport score --explain --rubric=%s "
                                       "TURNS.jsonl"},
            {"play, where it is asked for", "rapport play --rubric=%s "
                                            "SCENARIO.json"},
        },
};

static void say_step(const char *what, const char *with)
{
    command_say(stderr, "  %-28s %s\n", what, with);
}

static void say_next(const struct library *library, enum library_shelf shelf,
                     const char *path)
{
    struct buffer text = {0};
    struct buffer schema = {0};
    command_say(stderr,
                "%s: written. It is whole; change it bit by bit, from the top "
                "down.\n",
                path);
    for (size_t i = 0; i < STEPS; i++) {
        buffer_clear(&text);
        buffer_format(&text, steps[shelf][i].with, path);
        say_step(steps[shelf][i].what, buffer_text(&text));
    }
    buffer_clear(&text);
    library_path(library, shelf, "README.md", &text);
    say_step("how it is written", buffer_text(&text));
    buffer_clear(&text);
    buffer_format(&schema, "%s.schema.json", library_thing(shelf));
    library_path(library, shelf, buffer_text(&schema), &text);
    say_step("for an editor, its schema", buffer_text(&text));
    buffer_free(&text);
    buffer_free(&schema);
}

/* The skeleton as it is, to standard output. */
static int print(const struct volume *skeleton)
{
    fwrite(skeleton->source.bytes, 1, skeleton->source.length, stdout);
    return COMMAND_YES;
}

static int write(const struct library *library, enum library_shelf shelf,
                 const struct volume *skeleton, const char *path, bool force)
{
    struct buffer id = {0};
    struct buffer bytes = {0};
    struct error error = {0};
    int status = may_write(path, force, &id);
    if (status != COMMAND_YES) goto done;
    if (skeleton_fill(&skeleton->source, buffer_text(&id), &bytes, &error) &&
        files_share(path, bytes.bytes, bytes.length, &error))
        say_next(library, shelf, path);
    else
        status = command_fail(COMMAND_FAILED, "%s", error.text);
done:
    buffer_free(&id);
    buffer_free(&bytes);
    return status;
}

static int begin_exercise(const struct arguments *arguments)
{
    struct library library;
    if (arguments->operand_count < 3)
        return command_fail(COMMAND_USAGE,
                            "an exercise needs a file and scenarios: 'rapport "
                            "new exercise week-3.json maya-1 walter-1'");
    struct buffer id = {0};
    const char *path = arguments->operands[1];
    bool force = arguments->options[OPTION_FORCE] != NULL;
    int status = COMMAND_YES;
    if (strcmp(path, "-") == 0)
        buffer_add_text(&id, "exercise");
    else
        status = may_write(path, force, &id);
    struct pin pin = {
        .id = buffer_text(&id),
        .path = path,
        .rubric = arguments->options[OPTION_RUBRIC],
        .scenarios = arguments->operands + 2,
        .count = arguments->operand_count - 2,
    };
    library_open(&library);
    if (status == COMMAND_YES) status = pin_exercise(&library, &pin);
    library_close(&library);
    buffer_free(&id);
    return status;
}

static int begin(const struct arguments *arguments)
{
    struct library library;
    struct volume skeleton = {0};
    struct error error = {0};
    enum library_shelf shelf = LIBRARY_SCENARIOS;
    size_t count = arguments->operand_count;
    int status;
    if (count > 0 && strcmp(arguments->operands[0], "exercise") == 0)
        return begin_exercise(arguments);
    if (count == 0 || count > 2)
        return command_fail(COMMAND_USAGE, "%s", usage);
    if (!shelf_of(arguments->operands[0], &shelf)) return COMMAND_USAGE;
    const char *path = count > 1 ? arguments->operands[1] : "-";
    library_open(&library);
    if (!library_read_skeleton(&library, shelf, &skeleton, &error))
        status = command_fail(COMMAND_FAILED, "%s", error.text);
    else if (strcmp(path, "-") == 0)
        status = print(&skeleton);
    else
        status = write(&library, shelf, &skeleton, path,
                       arguments->options[OPTION_FORCE] != NULL);
    library_volume_free(&skeleton);
    library_close(&library);
    return status;
}

const struct command command_new = {
    .name = "new",
    .line = "a scenario, rubric or exercise to begin with, explained",
    .operands = "scenario|rubric|exercise [FILE] [SCENARIO…]",
    .operand_kind = COMMAND_THING,
    .about = "Writes a small scenario or rubric that is whole: it can be "
             "checked and played as it stands, and its comments say what to "
             "write where. FILE ends in .json and gives it its id; a file "
             "that is there is left as it is. Without FILE it goes to "
             "standard output. An exercise pins, by their hashes, the "
             "SCENARIOs that are named and the rubric.",
    .options = options,
    .option_count = COUNT(options),
    .run = begin,
};
