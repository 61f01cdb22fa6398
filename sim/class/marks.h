/* A class's marks for other programs: a table, and a line on one trainee. */
#ifndef CLASS_MARKS_H
#define CLASS_MARKS_H

#include "base/buffer.h"
#include "class/grade.h"

/* Adds a row for each trainee (RFC 4180): points for each criterion and in all,
 * and what is to be known of them. Names that a spreadsheet would take for a
 * formula are defused. */
void marks_csv(const struct grade *grade, struct buffer *out);

/* Adds the points for each criterion on one line, "Listening: 5/10; …", which
 * reads the same in every language. */
void marks_line(const struct grade *grade, const struct grade_trainee *trainee,
                struct buffer *out);

#endif
