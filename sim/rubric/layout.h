/* Patterns laid out as plans.
 *
 * A plan matches wherever its pattern does, and may match more; layout.c says
 * where.
 */
#ifndef RUBRIC_LAYOUT_H
#define RUBRIC_LAYOUT_H

#include "rubric/plan.h"

/* The plan of a PATTERN that pattern_compile() has taken, for who asks whether
 * it can match. False when it cannot be made. The caller frees the plan. */
bool layout_loosely(const char *pattern, size_t length, struct plan *plan);

/* The same for who asks what it matches: it has PLAN_DOUBT wherever the plan
 * lets more pass than the pattern, or would come to another end. It is right
 * about texts of up to *SURE_WITHIN bytes. */
bool layout_strictly(const char *pattern, size_t length, struct plan *plan,
                     size_t *sure_within);

#endif
