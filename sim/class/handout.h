/* A new exercise's file: what it pins is filled in, what an instructor decides
 * is there with a comment, to be changed.
 */
#ifndef CLASS_HANDOUT_H
#define CLASS_HANDOUT_H

#include "base/buffer.h"
#include "rubric/rubric.h"
#include "scenario/scenario.h"

/* Adds the file's text to OUT: COUNT scenarios, one at least, and the rubric by
 * which they are graded. Criteria are those that the rubric's measures, a state
 * named trust, and the good endings allow. */
void handout_write(const char *id, const struct scenario *const *scenarios,
                   size_t count, const struct rubric *rubric,
                   struct buffer *out);

#endif
