/* How one rubric differs from another, in words: by code, cue and list.
 *
 * The two are compared as files, so that what is told is what an author would
 * see, but for comments and the order of keys.
 */
#ifndef RUBRIC_DIFFERENCE_H
#define RUBRIC_DIFFERENCE_H

#include "base/buffer.h"
#include "base/source.h"

#include <stdbool.h>
#include <stddef.h>

/* Adds a line for each thing in which NEXT differs from BEFORE, MOST lines at
 * most and one that says how many more there are. False when one of them is
 * no JSON: nothing is added then. */
bool difference_tell(const struct source *before, const struct source *next,
                     size_t most, struct buffer *out);

#endif
