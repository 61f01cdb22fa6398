/* A scenario that goes on from an earlier one: finding that one.
 *
 * The earlier scenario is looked for beside the later one's file, then among
 * what was shipped.
 */
#ifndef CMD_SEQUEL_H
#define CMD_SEQUEL_H

#include "cmd/library.h"

/* Adds a problem when the scenario that SCENARIO continues cannot be had, goes
 * on from SCENARIO itself at some remove, or does not fit what is carried
 * over. VOLUME is SCENARIO's. */
void sequel_check(const struct library *library, const struct volume *volume,
                  const struct scenario *scenario, const struct rubric *rubric,
                  struct problems *problems);

#endif
