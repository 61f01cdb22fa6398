/* What a later session takes over from an earlier one: does it fit?
 *
 * For one who has both scenarios at hand; a loader has only one.
 */
#ifndef SCENARIO_CARRY_H
#define SCENARIO_CARRY_H

#include "base/problem.h"
#include "scenario/scenario.h"

/* Adds a problem for every carried state that EARLIER has not, or that can
 * leave it with a value outside of SCENARIO's bounds. SOURCE is what SCENARIO
 * was loaded from. */
void carry_check(const struct scenario *scenario,
                 const struct scenario *earlier, const struct source *source,
                 struct problems *problems);

#endif
