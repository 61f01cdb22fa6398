/* The instructor's own points, which win over the program's.
 *
 * JSON Lines, {"trainee", "criterion", "points", "reason"}, or, in a file that
 * ends in .csv, a table with those columns in any order, with commas or
 * semicolons between. A trainee is meant by name or by alias.
 */
#ifndef CLASS_OVERRIDES_H
#define CLASS_OVERRIDES_H

#include "base/problem.h"
#include "base/source.h"
#include "class/grade.h"

/* The problems of overrides, 640 to 659; never used for anything else. */
enum {
    OVERRIDES_NO_SUCH_TRAINEE = 640,
    OVERRIDES_NO_SUCH_CRITERION = 641,
    OVERRIDES_POINTS = 642,
    OVERRIDES_TWICE = 643,
    OVERRIDES_COLUMN = 644,
    OVERRIDES_ROW = 645,
    OVERRIDES_SEVERAL_TRAINEES = 646,
};

/* Gives GRADE all that SOURCE says; what is wrong is in PROBLEMS, and is left
 * out. GRADE keeps nothing of SOURCE. */
void overrides_read(const struct source *source, struct grade *grade,
                    struct problems *problems);

#endif
