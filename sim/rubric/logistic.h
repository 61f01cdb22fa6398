/* Logistic regression, by liblinear.
 *
 * L2-regularised, labels -1 and +1 (Fan et al. 2008, solver 0: a trust-region
 * Newton method, which uses no chance: the same data give the same weights).
 * Only this file knows liblinear.
 */
#ifndef RUBRIC_LOGISTIC_H
#define RUBRIC_LOGISTIC_H

#include <stdbool.h>
#include <stddef.h>

/* COUNT rows of FEATURES columns: which features a thing has, and whether it
 * is one of those to be found. */
struct logistic_data {
    const bool *const *rows;
    const bool *labels;
    size_t count;
    size_t features;
};

/* Fills WEIGHTS, one a feature and the bias last. False when all labels are
 * the same: there is nothing to tell apart. COST is liblinear's C. */
bool logistic_fit(const struct logistic_data *data, double cost,
                  double *weights);

#endif
