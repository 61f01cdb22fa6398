/* rapport list: the scenarios and rubrics that can be had, and where they
 * lie. */
#include "cmd/command.h"
#include "cmd/library.h"
#include "rubric/rubricfile.h"
#include "scenario/scenariofile.h"

#include <stdio.h>
#include <string.h>

enum { OPTION_NAMES, OPTION_CARD };

static const struct command_option options[] = {
    [OPTION_NAMES] = {"names", COMMAND_TEXT, "SHELF",
                      "only the names: of scenarios, or of rubrics"},
    [OPTION_CARD] = {"card", COMMAND_RUBRIC, "RUBRIC",
                     "what a rubric's codes mean, and how far it agrees"},
};

static const char *const levels[] = {"", "first steps", "harder", "hard"};

static void print_scenario(const struct library *library, const char *id)
{
    struct pair pair = {0};
    if (library_load(library, id, NULL, &pair))
        command_say(stdout, "  %-16s %s (%s)\n  %-16s %s\n", id,
                    pair.scenario->title, levels[pair.scenario->difficulty], "",
                    buffer_text(&pair.scenario_volume.path));
    else
        command_say(stdout, "  %-16s cannot be used: see 'rapport check %s'\n",
                    id, buffer_text(&pair.scenario_volume.path));
    library_pair_free(&pair);
}

static void print_rubric(const struct library *library, const char *id)
{
    struct volume volume = {0};
    struct error error;
    struct rubric *rubric = NULL;
    if (library_read(library, LIBRARY_RUBRICS, id, &volume, &error))
        rubric = library_load_rubric(&volume);
    if (rubric != NULL)
        command_say(stdout, "  %-16s %s, version %d\n  %-16s %s\n", id,
                    rubric->title, rubric->version, "",
                    buffer_text(&volume.path));
    else
        command_say(stdout, "  %-16s cannot be used: see 'rapport check %s'\n",
                    id, buffer_text(&volume.path));
    rubric_free(rubric);
    library_volume_free(&volume);
}

static int print_shelf(const struct library *library, enum library_shelf shelf)
{
    struct files_listing listing = {0};
    struct error error;
    if (!library_list(library, shelf, &listing, &error))
        return command_fail(COMMAND_FAILED, "%s", error.text);
    puts(shelf == LIBRARY_SCENARIOS ? "Scenarios" : "Rubrics");
    for (size_t i = 0; i < listing.count; i++) {
        if (shelf == LIBRARY_SCENARIOS)
            print_scenario(library, listing.names[i]);
        else
            print_rubric(library, listing.names[i]);
    }
    files_listing_free(&listing);
    return COMMAND_YES;
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

static int print_shelves(const struct library *library)
{
    int status = print_shelf(library, LIBRARY_SCENARIOS);
    if (status != COMMAND_YES) return status;
    return print_shelf(library, LIBRARY_RUBRICS);
}

static int list(const struct arguments *arguments)
{
    struct library library;
    const char *shelf = arguments->options[OPTION_NAMES];
    const char *rubric = arguments->options[OPTION_CARD];
    if (arguments->operand_count > 0)
        return command_fail(COMMAND_USAGE, "'list' takes no names");
    library_open(&library);
    int status = rubric != NULL  ? print_card(&library, rubric)
                 : shelf != NULL ? print_names(&library, shelf)
                                 : print_shelves(&library);
    library_close(&library);
    return status;
}

const struct command command_list = {
    .name = "list",
    .line = "the scenarios and rubrics that can be had, and where they lie",
    .operands = "",
    .operand_kind = COMMAND_FLAG,
    .about = "Lists what was shipped with the program. Any file of your own "
             "can be played or checked by its name.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = list,
};
