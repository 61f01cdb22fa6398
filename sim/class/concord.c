/* Agreement with an instructor; see concord.h. Begin with concord_tell(). */
#include "class/concord.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/statistics.h"

#include <math.h>
#include <stdlib.h>

enum { RESAMPLES = 1000, LEAST_FOR_ICC = 3 };

/* Points that were given twice: hers, then the program's, for each trainee. */
struct pairs {
    double *points;
    size_t count;
};

static struct pairs gather(const struct grade *grade, size_t criterion)
{
    struct pairs pairs = {memory_new(2 * grade->trainee_count, sizeof(double)),
                          0};
    for (size_t i = 0; i < grade->trainee_count; i++) {
        const struct grade_mark *mark = &grade->trainees[i].marks[criterion];
        if (mark->overridden == GRADE_NONE) continue;
        pairs.points[2 * pairs.count] = (double)mark->overridden / 1000;
        pairs.points[2 * pairs.count + 1] = (double)mark->points / 1000;
        pairs.count++;
    }
    return pairs;
}

static double mean(const struct pairs *pairs, size_t judge)
{
    double sum = 0;
    for (size_t i = 0; i < pairs->count; i++)
        sum += pairs->points[2 * i + judge];
    return sum / (double)pairs->count;
}

static double mean_difference(const struct pairs *pairs)
{
    double sum = 0;
    for (size_t i = 0; i < pairs->count; i++)
        sum += fabs(pairs->points[2 * i] - pairs->points[2 * i + 1]);
    return sum / (double)pairs->count;
}

static struct interval interval_of(const struct pairs *pairs)
{
    struct statistics_draw draw = {0};
    double *values = memory_new(RESAMPLES, sizeof *values);
    double *drawn = memory_new(2 * pairs->count, sizeof *drawn);
    for (size_t i = 0; i < RESAMPLES; i++) {
        for (size_t j = 0; j < pairs->count; j++) {
            size_t which = statistics_pick(&draw, pairs->count);
            drawn[2 * j] = pairs->points[2 * which];
            drawn[2 * j + 1] = pairs->points[2 * which + 1];
        }
        values[i] = statistics_icc(drawn, pairs->count, 2);
    }
    struct interval interval = statistics_middle(values, RESAMPLES);
    free(values);
    free(drawn);
    return interval;
}

/* Nothing is told as "-0.00". */
static double shown(double value)
{
    return fabs(value) < 0.005 ? 0 : value;
}

static void tell_icc(const struct pairs *pairs, struct buffer *out)
{
    double icc = pairs->count >= LEAST_FOR_ICC
                     ? statistics_icc(pairs->points, pairs->count, 2)
                     : NAN;
    if (isnan(icc)) {
        buffer_add_text(out, "    too few, or all alike\n");
        return;
    }
    struct interval interval = interval_of(pairs);
    buffer_format(out, "    %.2f [%.2f, %.2f]\n", icc, shown(interval.low),
                  shown(interval.high));
}

static void tell_criterion(const struct grade *grade, size_t index,
                           struct buffer *out)
{
    struct pairs pairs = gather(grade, index);
    buffer_format(out, "  %-20.20s %8zu", grade->exercise->criteria[index].id,
                  pairs.count);
    if (pairs.count == 0) {
        buffer_add_text(out, "   none of yours\n");
    } else {
        buffer_format(out, " %8.2f %8.2f %10.2f", mean(&pairs, 0),
                      mean(&pairs, 1), mean_difference(&pairs));
        tell_icc(&pairs, out);
    }
    free(pairs.points);
}

void concord_tell(const struct grade *grade, struct buffer *out)
{
    buffer_add_text(out, "The program's points against yours\n\n"
                         "  criterion            trainees    yours  program "
                         "difference    ICC [95 %]\n");
    for (size_t i = 0; i < grade->exercise->criterion_count; i++)
        tell_criterion(grade, i, out);
    buffer_add_text(
        out, "\nThe ICC is 1 where both always give the same points, and 0 "
             "where knowing the\none tells nothing about the other. With few "
             "trainees the interval is wide.\n");
}

static void set_number(struct json_value *object, const char *key, double value)
{
    if (isnan(value))
        json_set_null(object, key);
    else
        json_set_thousandths(object, key, (int64_t)llround(value * 1000));
}

static struct json_value *criterion_json(const struct grade *grade,
                                         size_t index)
{
    struct json_value *value = json_object();
    struct json_value *icc = json_object();
    struct pairs pairs = gather(grade, index);
    bool some = pairs.count > 0;
    double middle = pairs.count >= LEAST_FOR_ICC
                        ? statistics_icc(pairs.points, pairs.count, 2)
                        : NAN;
    struct interval interval = {NAN, NAN};
    if (!isnan(middle)) interval = interval_of(&pairs);
    json_set_integer(value, "trainees", (int64_t)pairs.count);
    set_number(value, "instructor", some ? mean(&pairs, 0) : NAN);
    set_number(value, "program", some ? mean(&pairs, 1) : NAN);
    set_number(value, "difference", some ? mean_difference(&pairs) : NAN);
    set_number(icc, "value", middle);
    set_number(icc, "low", interval.low);
    set_number(icc, "high", interval.high);
    json_set_value(value, "icc", icc);
    free(pairs.points);
    return value;
}

void concord_json(const struct grade *grade, struct buffer *out)
{
    const struct exercise *exercise = grade->exercise;
    struct json_value *whole = json_object();
    struct json_value *criteria = json_object();
    for (size_t i = 0; i < exercise->criterion_count; i++)
        json_set_value(criteria, exercise->criteria[i].id,
                       criterion_json(grade, i));
    json_set_text(whole, "exercise", exercise->id);
    json_set_value(whole, "criteria", criteria);
    json_print(whole, out);
    buffer_add_byte(out, '\n');
    json_discard(whole);
}
