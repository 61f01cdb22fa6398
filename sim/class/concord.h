/* How far the program's points agree with an instructor's, criterion by
 * criterion: where both gave some to the same trainee.
 */
#ifndef CLASS_CONCORD_H
#define CLASS_CONCORD_H

#include "base/buffer.h"
#include "class/grade.h"

/* Adds a row for each criterion: how many trainees both judged, both means,
 * the mean difference without its sign, and the ICC (absolute agreement,
 * single ratings) with the middle 95 % of it over resampled trainees. GRADE's
 * overrides are the instructor's points. */
void concord_tell(const struct grade *grade, struct buffer *out);

/* Adds the same as a line of JSON: "criteria": {id: …}. */
void concord_json(const struct grade *grade, struct buffer *out);

#endif
