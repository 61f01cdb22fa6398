/* Patterns laid out as plans.
 *
 * A plan matches wherever its pattern does. It has PLAN_DOUBT wherever it lets
 * more pass than the pattern, or would come to another end; layout.c says
 * where.
 */
#ifndef RUBRIC_LAYOUT_H
#define RUBRIC_LAYOUT_H

#include "rubric/plan.h"

/* The plan of a PATTERN that pattern_compile() has taken. It is right about
 * texts of up to *SURE_WITHIN bytes. False when it cannot be made. The caller
 * frees the plan. */
bool layout_read(const char *pattern, size_t length, struct plan *plan,
                 size_t *sure_within);

#endif
