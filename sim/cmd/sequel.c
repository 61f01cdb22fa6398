/* Going back from a scenario to those before it; see sequel.h. */
#include "cmd/sequel.h"

#include "scenario/carry.h"
#include "scenario/fault.h"
#include "scenario/scenariofile.h"

#include <string.h>

enum { MOST_SESSIONS = 100 };

/* Reads scenario ID from beside PATH or from what was shipped. */
static bool read_beside(const struct library *library, const char *path,
                        const char *id, struct volume *volume)
{
    struct error ignored;
    return library_read_beside(path, id, NULL, volume) ||
           library_read(library, LIBRARY_SCENARIOS, id, volume, &ignored);
}

/* Goes back from scenario ID to the first of all. False when that one is not
 * there: one goes round in a circle. */
static bool has_first(const struct library *library, const char *path,
                      const char *id)
{
    struct arena arena = {0};
    const char *earlier = id;
    int count = 0;
    while (earlier != NULL && count++ < MOST_SESSIONS) {
        struct volume volume = {0};
        const char *rubric = NULL;
        const char *next = NULL;
        if (read_beside(library, path, earlier, &volume))
            scenariofile_needs(&volume.source, &arena, &rubric, &next);
        library_volume_free(&volume);
        earlier = next;
    }
    arena_free(&arena);
    return earlier == NULL;
}

/* What is wrong with the earlier scenario itself is told where it is checked.
 */
static void check_carry(const struct volume *earlier,
                        const struct volume *volume,
                        const struct scenario *scenario,
                        const struct rubric *rubric, struct problems *problems)
{
    struct problems ignored = {0};
    struct scenario *before =
        scenariofile_load(&earlier->source, rubric, &ignored);
    if (before != NULL)
        carry_check(scenario, before, &volume->source, problems);
    scenario_free(before);
    problem_free(&ignored);
}

void sequel_check(const struct library *library, const struct volume *volume,
                  const struct scenario *scenario, const struct rubric *rubric,
                  struct problems *problems)
{
    struct volume earlier = {0};
    const char *path = buffer_text(&volume->path);
    if (scenario->continues == NULL) return;
    if (!read_beside(library, path, scenario->continues, &earlier))
        problem_add(
            problems, &volume->source,
            scenariofile_place(&volume->source, "continues"), FAULT_NO_EARLIER,
            "put its file beside this one, or see 'rapport list'",
            "there is no scenario '%s' to go on from", scenario->continues);
    else if (!has_first(library, path, scenario->continues))
        problem_add(problems, &volume->source,
                    scenariofile_place(&volume->source, "continues"),
                    FAULT_EARLIER_CIRCLE, "let the first session continue none",
                    "'%s' goes on from itself, at some remove: there is no "
                    "first session",
                    scenario->id);
    else
        check_carry(&earlier, volume, scenario, rubric, problems);
    library_volume_free(&earlier);
}
