/* Rubrics and scenarios from elsewhere, tried in a sandbox before they are
 * installed, and compared with those that are. */
#ifndef CMD_TRIAL_H
#define CMD_TRIAL_H

#include "cmd/incoming.h"
#include "cmd/library.h"

/* Loads file INDEX of INCOMING as play would, and runs every example of a
 * rubric and every sample line of a scenario. False: why it may not be
 * installed, in one line. */
bool trial_run(const struct library *library, const struct incoming *incoming,
               size_t index, struct error *error);

/* Adds to OUT, line by line, how file INDEX of INCOMING, a rubric, differs from
 * BEFORE. */
bool trial_compare(const struct incoming *incoming, size_t index,
                   const struct buffer *before, struct buffer *out,
                   struct error *error);

#endif
