/* An author's own lines, tried as replies.
 *
 * Each `try` must be won by the reply under which it stands; each `better`
 * by one that a supervisor would be glad of: it leads to no poor ending at
 * once and lowers nothing. They go through session_step(), as play does.
 */
#ifndef SCENARIO_REHEARSAL_H
#define SCENARIO_REHEARSAL_H

#include "base/problem.h"
#include "scenario/scenario.h"
#include "scenario/session.h"

/* The session after SAMPLE was said in NODE, owned by the caller. */
struct session *rehearsal_play(const struct scenario *scenario,
                               const struct rubric *rubric, size_t node,
                               const struct sample *sample);

/* Adds a problem for every line that is won otherwise than it should be, and
 * for every way without a `try`. SOURCE is what SCENARIO was loaded from.
 * Returns how many lines were tried. */
size_t rehearsal_check(const struct scenario *scenario,
                       const struct rubric *rubric, const struct source *source,
                       struct problems *problems);

#endif
