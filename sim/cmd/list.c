/* rapport list: the scenarios and rubrics that can be had, and where they
 * lie. */
#include "cmd/command.h"
#include "cmd/library.h"
#include "rubric/rubricfile.h"
#include "scenario/scenariofile.h"

#include <stdio.h>
#include <string.h>

enum { OPTION_NAMES };

static const struct command_option options[] = {
    [OPTION_NAMES] = {"names", COMMAND_TEXT, "SHELF",
                      "only the names: of scenarios, or of rubrics"},
};

static const char *const levels[] = {"", "first steps", "harder", "hard"};

static void print_scenario(const struct library *library, const char *id)
{
    struct pair pair = {0};
    if (library_load(library, id, NULL, &pair))
        printf("  %-16s %s (%s)\n  %-16s %s\n", id, pair.scenario->title,
               levels[pair.scenario->difficulty], "",
               buffer_text(&pair.scenario_volume.path));
    else
        printf("  %-16s cannot be used: see 'rapport check %s'\n", id,
               buffer_text(&pair.scenario_volume.path));
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
        printf("  %-16s %s, version %d\n  %-16s %s\n", id, rubric->title,
               rubric->version, "", buffer_text(&volume.path));
    else
        printf("  %-16s cannot be used: see 'rapport check %s'\n", id,
               buffer_text(&volume.path));
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
    if (arguments->operand_count > 0)
        return command_fail(COMMAND_USAGE, "'list' takes no names");
    library_open(&library);
    int status =
        shelf != NULL ? print_names(&library, shelf) : print_shelves(&library);
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
