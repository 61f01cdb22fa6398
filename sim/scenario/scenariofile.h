/* A scenario file's bytes in, a scenario out.
 *
 * The format is rapport-scenario/1; scenarios/README.md describes it to
 * authors.
 */
#ifndef SCENARIO_SCENARIOFILE_H
#define SCENARIO_SCENARIOFILE_H

#include "base/problem.h"
#include "base/source.h"
#include "scenario/scenario.h"

/* The scenario for RUBRIC, owned by the caller (scenario_free); NULL when it
 * cannot be used. All that is wrong is added to PROBLEMS, all at once. The
 * author's sample replies are not tried here: rehearsal.h. RUBRIC must
 * outlive the scenario. */
struct scenario *scenariofile_load(const struct source *source,
                                   const struct rubric *rubric,
                                   struct problems *problems);

/* The same for bytes that scenariofile_load() of this very program has taken
 * before, with this rubric: its patterns are not tried again. */
struct scenario *scenariofile_load_admitted(const struct source *source,
                                            const struct rubric *rubric,
                                            struct problems *problems);

/* Just the ids of the rubric the scenario asks for and of the scenario it
 * continues (or NULL), so that the caller can find them first. Texts are put
 * in ARENA. False when the file has no such thing to give: loading it will
 * say why. */
bool scenariofile_needs(const struct source *source, struct arena *arena,
                        const char **rubric, const char **continues);

/* Where what stands under KEY of the file begins; 0 when it is not there. */
size_t scenariofile_place(const struct source *source, const char *key);

#endif
