/* A rubric's own examples, run as tests.
 *
 * They go through the same scoring that play uses. A cue that no example
 * meets has never been seen to work, and is reported.
 */
#ifndef RUBRIC_EXAMPLE_H
#define RUBRIC_EXAMPLE_H

#include "base/problem.h"
#include "rubric/rubric.h"
#include "rubric/score.h"

enum { EXAMPLE_LEAST = 2 }; /* with the code, and as many without it */

/* Adds a problem for every example that scores otherwise than it says, every
 * code with too few and every cue that none meets. SOURCE is what RUBRIC was
 * loaded from. Returns how many examples there are. */
size_t example_check(const struct rubric *rubric, const struct source *source,
                     struct problems *problems);

/* Scores REPLY alone in a small talk: BEFORE (or NULL) said by the trainee,
 * then CLIENT (or NULL) by the client. The caller owns the scoring. */
struct scoring *example_score(const struct rubric *rubric, const char *before,
                              const char *client, const char *reply);

#endif
