/* A rubric file's bytes in, a rubric out.
 *
 * The format is rapport-rubric/1; rubrics/README.md describes it to authors.
 */
#ifndef RUBRIC_RUBRICFILE_H
#define RUBRIC_RUBRICFILE_H

#include "base/problem.h"
#include "base/source.h"
#include "rubric/rubric.h"

/* The rubric, owned by the caller (rubric_free); NULL when it cannot be used.
 * All that is wrong is added to PROBLEMS, all at once. The examples are not
 * run here: example.h. */
struct rubric *rubricfile_load(const struct source *source,
                               struct problems *problems);

/* The same for bytes that rubricfile_load() of this very program has taken
 * before: their patterns are not tried on hostile subjects again, which is
 * nearly all of the time that loading takes. */
struct rubric *rubricfile_load_admitted(const struct source *source,
                                        struct problems *problems);

#endif
