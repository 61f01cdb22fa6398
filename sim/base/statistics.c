/* Agreement and its intervals; see statistics.h. */
#include "base/statistics.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

void statistics_count(struct confusion *confusion, size_t truth, size_t claim)
{
    assert(truth < confusion->classes && claim < confusion->classes);
    confusion->cells[truth][claim]++;
}

void statistics_add(struct confusion *sum, const struct confusion *other)
{
    sum->classes = other->classes;
    for (size_t i = 0; i < other->classes; i++)
        for (size_t j = 0; j < other->classes; j++)
            sum->cells[i][j] += other->cells[i][j];
}

static int64_t row(const struct confusion *confusion, size_t class)
{
    int64_t sum = 0;
    for (size_t i = 0; i < confusion->classes; i++)
        sum += confusion->cells[class][i];
    return sum;
}

static int64_t column(const struct confusion *confusion, size_t class)
{
    int64_t sum = 0;
    for (size_t i = 0; i < confusion->classes; i++)
        sum += confusion->cells[i][class];
    return sum;
}

int64_t statistics_total(const struct confusion *confusion)
{
    int64_t sum = 0;
    for (size_t i = 0; i < confusion->classes; i++)
        sum += row(confusion, i);
    return sum;
}

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : NAN;
}

double statistics_accuracy(const struct confusion *confusion)
{
    int64_t same = 0;
    for (size_t i = 0; i < confusion->classes; i++)
        same += confusion->cells[i][i];
    return ratio((double)same, (double)statistics_total(confusion));
}

static double flat(size_t one, size_t other)
{
    return one == other ? 0 : 1;
}

static double quadratic(size_t one, size_t other)
{
    double distance = (double)one - (double)other;
    return distance * distance;
}

/* One less the disagreement seen, by that which chance would give. */
static double kappa(const struct confusion *confusion,
                    double weight(size_t one, size_t other))
{
    double total = (double)statistics_total(confusion);
    double seen = 0;
    double chance = 0;
    for (size_t i = 0; i < confusion->classes; i++)
        for (size_t j = 0; j < confusion->classes; j++) {
            seen += weight(i, j) * (double)confusion->cells[i][j];
            chance += weight(i, j) * (double)row(confusion, i) *
                      (double)column(confusion, j);
        }
    return chance > 0 ? 1 - seen * total / chance : NAN;
}

double statistics_kappa(const struct confusion *confusion)
{
    return kappa(confusion, flat);
}

double statistics_quadratic_kappa(const struct confusion *confusion)
{
    return kappa(confusion, quadratic);
}

double statistics_precision(const struct confusion *confusion, size_t class)
{
    return ratio((double)confusion->cells[class][class],
                 (double)column(confusion, class));
}

double statistics_recall(const struct confusion *confusion, size_t class)
{
    return ratio((double)confusion->cells[class][class],
                 (double)row(confusion, class));
}

double statistics_f1(const struct confusion *confusion, size_t class)
{
    return ratio(2 * (double)confusion->cells[class][class],
                 (double)(row(confusion, class) + column(confusion, class)));
}

double statistics_macro_f1(const struct confusion *confusion)
{
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < confusion->classes; i++) {
        double f1 = statistics_f1(confusion, i);
        if (isnan(f1)) continue;
        sum += f1;
        count++;
    }
    return ratio(sum, (double)count);
}

static double mean(const double *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return ratio(sum, (double)count);
}

/* The sum of the squares of what lies between MEAN and the means of rows or
 * columns: COUNT of them, each of SIZE values, STEP apart, NEXT on. */
static double between(const double *values, size_t count, size_t next,
                      size_t size, size_t step, double grand)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        double own = 0;
        for (size_t j = 0; j < size; j++)
            own += values[i * next + j * step] / (double)size;
        sum += (double)size * (own - grand) * (own - grand);
    }
    return sum;
}

/* Shrout and Fleiss 1979, ICC(2,1): by the mean squares of targets, of
 * judges, and of what is left. */
double statistics_icc(const double *ratings, size_t targets, size_t judges)
{
    if (targets < 2 || judges < 2) return NAN;
    double n = (double)targets;
    double k = (double)judges;
    double grand = mean(ratings, targets * judges);
    double total = 0;
    for (size_t i = 0; i < targets * judges; i++)
        total += (ratings[i] - grand) * (ratings[i] - grand);
    double rows = between(ratings, targets, judges, judges, 1, grand);
    double columns = between(ratings, judges, 1, targets, judges, grand);
    double error = (total - rows - columns) / ((n - 1) * (k - 1));
    double by_targets = rows / (n - 1);
    double by_judges = columns / (k - 1);
    double below = by_targets + (k - 1) * error + k * (by_judges - error) / n;
    return below != 0 ? (by_targets - error) / below : NAN;
}

double statistics_correlation(const double *one, const double *other,
                              size_t count)
{
    double first = mean(one, count);
    double second = mean(other, count);
    double both = 0;
    double square_one = 0;
    double square_other = 0;
    for (size_t i = 0; i < count; i++) {
        both += (one[i] - first) * (other[i] - second);
        square_one += (one[i] - first) * (one[i] - first);
        square_other += (other[i] - second) * (other[i] - second);
    }
    return ratio(both, sqrt(square_one * square_other));
}

double statistics_auc(const double *values, const bool *good, size_t count)
{
    double wins = 0;
    double pairs = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            if (!good[i] || good[j]) continue;
            pairs++;
            wins += values[i] > values[j]    ? 1
                    : values[i] == values[j] ? 0.5
                                             : 0;
        }
    return ratio(wins, pairs);
}

/* SplitMix64 (Steele, Lea and Flood 2014). */
size_t statistics_pick(struct statistics_draw *draw, size_t bound)
{
    draw->state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t mixed = draw->state;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
    mixed ^= mixed >> 31;
    return (size_t)(mixed % bound);
}

static int by_value(const void *one, const void *other)
{
    double first = *(const double *)one;
    double second = *(const double *)other;
    return (first > second) - (first < second);
}

struct interval statistics_middle(double *values, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i])) values[kept++] = values[i];
    if (kept == 0) return (struct interval){NAN, NAN};
    qsort(values, kept, sizeof *values, by_value);
    size_t low = (size_t)floor(0.025 * (double)(kept - 1) + 0.5);
    size_t high = (size_t)floor(0.975 * (double)(kept - 1) + 0.5);
    return (struct interval){values[low], values[high]};
}
