/* How far two judges agree, and how sure one can be of it.
 *
 * For `fit` and `agree` alike. All take plain counts or values and allocate
 * nothing; a figure that cannot be had (nothing to divide by) is NAN.
 *
 * Sources: kappa, Cohen 1960; weighted kappa, Cohen 1968, with quadratic
 * weights (Fleiss and Cohen 1973); ICC(2,1), Shrout and Fleiss 1979, case 2;
 * AUC as the Mann-Whitney statistic, Hanley and McNeil 1982; percentile
 * bootstrap, Efron 1979.
 */
#ifndef BASE_STATISTICS_H
#define BASE_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STATISTICS_CLASSES = 16 };

/* How often the one judge said row and the other column. */
struct confusion {
    size_t classes;
    int64_t cells[STATISTICS_CLASSES][STATISTICS_CLASSES];
};

void statistics_count(struct confusion *confusion, size_t truth, size_t claim);
void statistics_add(struct confusion *sum, const struct confusion *other);
int64_t statistics_total(const struct confusion *confusion);

double statistics_accuracy(const struct confusion *confusion);
double statistics_kappa(const struct confusion *confusion);
double statistics_quadratic_kappa(const struct confusion *confusion);
double statistics_precision(const struct confusion *confusion, size_t class);
double statistics_recall(const struct confusion *confusion, size_t class);
double statistics_f1(const struct confusion *confusion, size_t class);
/* Mean F1 over the classes that truth or claim has. */
double statistics_macro_f1(const struct confusion *confusion);

/* Absolute agreement of single ratings: JUDGES of them in a row for each of
 * TARGETS. */
double statistics_icc(const double *ratings, size_t targets, size_t judges);
double statistics_correlation(const double *one, const double *other,
                              size_t count);
/* How likely a good one has more than a poor one; ties count half. */
double statistics_auc(const double *values, const bool *good, size_t count);

/* Numbers that are the same at every run: for resampling. */
struct statistics_draw {
    uint64_t state;
};
/* One of 0 … BOUND - 1. */
size_t statistics_pick(struct statistics_draw *draw, size_t bound);

struct interval {
    double low;
    double high;
};

/* The middle 95 % of VALUES, which are sorted in place; NANs are left out. */
struct interval statistics_middle(double *values, size_t count);

#endif
