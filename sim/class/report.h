/* What is told of a grade: the class at a glance, what needs a person, and a
 * page for each trainee. Text for people, without any tab or escape.
 */
#ifndef CLASS_REPORT_H
#define CLASS_REPORT_H

#include "base/buffer.h"
#include "class/grade.h"

/* Adds a row for each trainee and what the class has in all. */
void report_class(const struct grade *grade, struct buffer *out);

/* Adds, where most lost a client's trust, in which places. */
void report_places(const struct grade *grade, struct buffer *out);

/* Adds what a person must look at: disputes, safety, stereotyping, replies in
 * which nothing was recognised, differences, sessions missing or short. "" when
 * there is nothing. */
void report_review(const struct grade *grade, struct buffer *out);

/* Adds who has other points in NOW, graded by another rubric, than in BEFORE,
 * and the turns in which it sees other codes. The same attempts lie behind
 * both. */
void report_changes(const struct grade *before, const struct grade *now,
                    struct buffer *out);

/* Adds the page for one trainee: points with the turns that earned them. */
void report_trainee(const struct grade *grade,
                    const struct grade_trainee *trainee, struct buffer *out);

/* Adds POINTS (thousandths) as "7.5". */
void report_points(int64_t points, struct buffer *out);

#endif
