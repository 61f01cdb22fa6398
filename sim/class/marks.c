/* Marks for other programs; see marks.h. */
#include "class/marks.h"

#include "base/sheet.h"
#include "base/text.h"
#include "class/report.h"

#include <string.h>

static void add_points(int64_t points, struct buffer *out)
{
    buffer_add_byte(out, ',');
    report_points(points, out);
}

static void add_row(const struct grade *grade,
                    const struct grade_trainee *trainee, struct buffer *out)
{
    bool overridden = false;
    sheet_add_text(trainee->shown, out);
    for (size_t i = 0; i < grade->exercise->criterion_count; i++) {
        add_points(grade_points(&trainee->marks[i]), out);
        overridden = overridden || trainee->marks[i].overridden != GRADE_NONE;
    }
    add_points(trainee->total, out);
    add_points(exercise_most(grade->exercise), out);
    buffer_format(out, ",%s,%s,%s,%s,%s\r\n", trainee->late ? "late" : "",
                  trainee->incomplete ? "incomplete" : "",
                  trainee->too_short ? "too short" : "",
                  overridden ? "overridden" : "",
                  trainee->to_judge ? "to judge" : "");
}

void marks_csv(const struct grade *grade, struct buffer *out)
{
    buffer_add_text(out, "trainee");
    for (size_t i = 0; i < grade->exercise->criterion_count; i++) {
        buffer_add_byte(out, ',');
        sheet_add_text(grade->exercise->criteria[i].id, out);
    }
    buffer_add_text(
        out, ",total,of,late,incomplete,too_short,overridden,to_judge\r\n");
    for (size_t i = 0; i < grade->trainee_count; i++)
        add_row(grade, &grade->trainees[i], out);
}

void marks_line(const struct grade *grade, const struct grade_trainee *trainee,
                struct buffer *out)
{
    for (size_t i = 0; i < grade->exercise->criterion_count; i++) {
        const struct criterion *criterion = &grade->exercise->criteria[i];
        if (i > 0) buffer_add_text(out, "; ");
        text_visible_line(criterion->title, out);
        buffer_add_text(out, ": ");
        report_points(grade_points(&trainee->marks[i]), out);
        buffer_add_byte(out, '/');
        report_points(criterion->most, out);
    }
}
