/* rapport new: a scenario or a rubric to begin with, that is whole and full of
 * comments. The texts are shipped: skeleton.jsonc beside the scenarios and the
 * rubrics. */
#include "base/nearest.h"
#include "cmd/command.h"
#include "cmd/library.h"
#include "cmd/skeleton.h"

#include <stdio.h>
#include <string.h>

enum { OPTION_FORCE };

static const struct command_option options[] = {
    [OPTION_FORCE] = {"force", COMMAND_FLAG, NULL,
                      "write over a file that is there"},
};

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
        command_fail(COMMAND_USAGE,
                     "'%s' cannot be begun: 'rapport new scenario FILE' or "
                     "'rapport new rubric FILE'",
                     word);
    return false;
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
    int status = COMMAND_YES;
    if (!skeleton_id(path, &id, &error))
        status = command_fail(COMMAND_USAGE, "%s", error.text);
    else if (!force && files_exists(path))
        status = command_fail(COMMAND_FAILED,
                              "%s is there already, and was left as it is; "
                              "--force writes over it",
                              path);
    else if (!skeleton_fill(&skeleton->source, buffer_text(&id), &bytes,
                            &error) ||
             !files_share(path, bytes.bytes, bytes.length, &error))
        status = command_fail(COMMAND_FAILED, "%s", error.text);
    else
        say_next(library, shelf, path);
    buffer_free(&id);
    buffer_free(&bytes);
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
    if (count == 0 || count > 2)
        return command_fail(COMMAND_USAGE, "'rapport new scenario FILE' or "
                                           "'rapport new rubric FILE'");
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
    .line = "a scenario or rubric to begin with, whole and explained",
    .operands = "scenario|rubric [FILE]",
    .operand_kind = COMMAND_THING,
    .about = "Writes a small scenario or rubric that is whole: it can be "
             "checked and played as it stands, and its comments say what to "
             "write where. FILE ends in .json and gives it its id; a file "
             "that is there is left as it is. Without FILE it goes to "
             "standard output.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = begin,
};
