/* rapport list: the scenarios and rubrics that can be had, and where they
 * lie; what the trainee has done with each scenario, and what to take next
 * (steps.c). */
#include "base/count.h"
#include "base/json.h"
#include "cmd/command.h"
#include "cmd/origins.h"
#include "cmd/outline.h"
#include "cmd/steps.h"

#include <stdio.h>
#include <string.h>

enum { OPTION_NAMES, OPTION_CARD, OPTION_JSON };

static const struct command_option options[] = {
    [OPTION_NAMES] = {"names", COMMAND_TEXT, "SHELF",
                      "only the names: of scenarios, or of rubrics"},
    [OPTION_CARD] = {"card", COMMAND_RUBRIC, "RUBRIC",
                     "what a rubric's codes mean, and how far it agrees"},
    [OPTION_JSON] = {"json", COMMAND_FLAG, NULL,
                     "print the same as one JSON object"},
};

static void print_rubric(const struct outline *rubric, const char *id,
                         const struct volume *volume)
{
    const char *path = buffer_text(&volume->path);
    const char *origin = buffer_text(&volume->origin);
    if (rubric != NULL)
        command_say(stdout, "  %-16s %s, version %d\n  %-16s %s%s%s%s\n", id,
                    rubric->title, rubric->version, "",
                    *origin != '\0' ? "from " : "", origin,
                    *origin != '\0' ? ": " : "", path);
    else
        command_say(stdout, "  %-16s cannot be used: see 'rapport check %s'\n",
                    id, path);
}

static void add_rubric(const struct outline *rubric, const char *id,
                       const struct volume *volume, struct json_value *rubrics)
{
    struct json_value *value = json_object();
    json_set_text(value, "id", id);
    if (rubric != NULL) {
        json_set_text(value, "title", rubric->title);
        json_set_integer(value, "version", rubric->version);
    }
    json_set_text(value, "path", buffer_text(&volume->path));
    if (volume->origin.length > 0)
        json_set_text(value, "from", buffer_text(&volume->origin));
    if (rubric == NULL) json_set_bool(value, "unusable", true);
    json_append(rubrics, value);
}

/* Prints the rubrics or, where there is an array, adds them to it. */
static bool tell_rubrics(struct outline_shelf *outlines,
                         struct json_value *rubrics, struct error *error)
{
    struct files_listing listing = {0};
    if (!library_list(outlines->library, LIBRARY_RUBRICS, &listing, error))
        return false;
    for (size_t i = 0; i < listing.count; i++) {
        const char *id = listing.names[i];
        struct volume volume = {0};
        struct error ignored;
        const struct outline *rubric = NULL;
        if (library_read(outlines->library, LIBRARY_RUBRICS, id, &volume,
                         &ignored))
            rubric = outline_rubric(outlines, &volume);
        if (rubrics != NULL)
            add_rubric(rubric, id, &volume, rubrics);
        else
            print_rubric(rubric, id, &volume);
        library_volume_free(&volume);
    }
    files_listing_free(&listing);
    return true;
}

static int print_names(const struct library *library, const char *shelf)
{
    struct files_listing listing = {0};
    struct error error;
    enum library_shelf which =
        strcmp(shelf, "rubrics") == 0 ? LIBRARY_RUBRICS : LIBRARY_SCENARIOS;
    if (which == LIBRARY_SCENARIOS && strcmp(shelf, "scenarios") != 0)
        return command_fail(COMMAND_USAGE,
                            "--names=scenarios or --names=rubrics, not '%s'",
                            shelf);
    if (!library_list(library, which, &listing, &error))
        return command_fail(COMMAND_FAILED, "%s", error.text);
    for (size_t i = 0; i < listing.count; i++)
        puts(listing.names[i]);
    files_listing_free(&listing);
    return COMMAND_YES;
}

static void card_row(const struct code *code)
{
    printf("| `%s` | %s | %s | ", code->name, code->title, code->source);
    if (code->is_measured)
        printf("%.2f (%.2f to %.2f)", code->kappa / 1000.0,
               code->kappa_low / 1000.0, code->kappa_high / 1000.0);
    else
        printf("not yet");
    printf(" | %s |\n", code->weakness != NULL ? code->weakness : "");
}

/* In Markdown: rubrics/README.md holds it. */
static void card(const struct rubric *rubric)
{
    const struct measured *measured = &rubric->measured;
    printf("### %s, version %d\n\n", rubric->title, rubric->version);
    if (measured->on != NULL)
        printf("Measured on %s (%d turns), %s.\n\n", measured->on,
               measured->turns, measured->date);
    puts("| code | what it is | source | kappa against trained coders (95 %) "
         "| known to err |\n|---|---|---|---|---|");
    for (size_t i = 0; i < rubric->code_count; i++)
        card_row(&rubric->codes[i]);
}

static int print_card(const struct library *library, const char *name)
{
    struct volume volume = {0};
    struct rubric *rubric = library_rubric(library, name, &volume);
    int status = rubric != NULL ? COMMAND_YES : COMMAND_FAILED;
    if (rubric != NULL) card(rubric);
    rubric_free(rubric);
    library_volume_free(&volume);
    return status;
}

static bool print_shelves(struct outline_shelf *outlines,
                          const struct steps *steps, struct error *error)
{
    steps_print(steps);
    puts("Rubrics");
    if (!tell_rubrics(outlines, NULL, error) ||
        !origins_print(outlines->library, error))
        return false;
    putchar('\n');
    steps_print_next(steps);
    return true;
}

static bool print_json(struct outline_shelf *outlines,
                       const struct steps *steps, struct error *error)
{
    struct json_value *object = json_object();
    struct json_value *rubrics = json_array();
    struct buffer line = {0};
    bool fine = tell_rubrics(outlines, rubrics, error);
    steps_json(steps, object);
    json_set_value(object, "rubrics", rubrics);
    fine = fine && origins_json(outlines->library, object, error);
    json_print(object, &line);
    if (fine) puts(buffer_text(&line));
    json_discard(object);
    buffer_free(&line);
    return fine;
}

static int print_all(const struct library *library, bool json)
{
    struct outline_shelf outlines = {.library = library,
                                     .loaded.library = library};
    struct error error = {0};
    struct steps *steps = steps_new(&outlines, &error);
    bool fine =
        steps != NULL && (json ? print_json(&outlines, steps, &error)
                               : print_shelves(&outlines, steps, &error));
    steps_free(steps);
    outline_shelf_free(&outlines);
    if (fine) return COMMAND_YES;
    return command_fail(COMMAND_FAILED, "%s", error.text);
}

static int list(const struct arguments *arguments)
{
    struct library library;
    const char *shelf = arguments->options[OPTION_NAMES];
    const char *rubric = arguments->options[OPTION_CARD];
    bool json = arguments->options[OPTION_JSON] != NULL;
    if (arguments->operand_count > 0)
        return command_fail(COMMAND_USAGE, "'list' takes no names");
    library_open(&library);
    library_remember(&library);
    int status = rubric != NULL  ? print_card(&library, rubric)
                 : shelf != NULL ? print_names(&library, shelf)
                                 : print_all(&library, json);
    library_close(&library);
    return status;
}

const struct command command_list = {
    .name = "list",
    .line = "the scenarios and rubrics that can be had, and where they lie",
    .operands = "",
    .operand_kind = COMMAND_FLAG,
    .about =
        "Lists what was shipped with the program and what 'rapport update' "
        "installed, each from the source that play takes it from; SOURCE:NAME "
        "means the one of a certain source. Scenarios come by difficulty, "
        "with what you have done with each (from the transcripts in your own "
        "data) and one proposal for what to take next. Any file of your own "
        "can be played or checked by its name.",
    .options = options,
    .option_count = COUNT(options),
    .run = list,
};
