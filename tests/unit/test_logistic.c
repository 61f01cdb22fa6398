/* Logistic regression against another implementation. */
#include "rubric/logistic.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/count.h"

enum { FEATURES = 3, MOST = 40 };

/* Rows that are the same, and how many. */
struct kind {
    bool features[FEATURES];
    bool label;
    size_t times;
};

static const struct kind kinds[] = {
    {{1, 0, 0}, 1, 6}, {{1, 0, 0}, 0, 1}, {{0, 1, 0}, 1, 3}, {{0, 1, 0}, 0, 3},
    {{0, 0, 1}, 0, 5}, {{0, 0, 1}, 1, 1}, {{1, 1, 0}, 1, 2}, {{0, 1, 1}, 0, 2},
    {{0, 0, 0}, 0, 8}, {{0, 0, 0}, 1, 1},
};
enum { KINDS = COUNT(kinds) };

/* All rows, the kinds from FIRST on and round. */
struct table {
    const bool *rows[MOST];
    bool labels[MOST];
    size_t count;
};

static struct table table_from(size_t first)
{
    struct table table = {.count = 0};
    for (size_t i = 0; i < KINDS; i++) {
        const struct kind *kind = &kinds[(first + i) % KINDS];
        for (size_t j = 0; j < kind->times; j++) {
            table.labels[table.count] = kind->label;
            table.rows[table.count++] = kind->features;
        }
    }
    return table;
}

/* By scikit-learn 1.2.1: LogisticRegression(C, penalty="l2",
 * fit_intercept=False, solver="newton-cholesky", tol=1e-12), with a fourth
 * column of ones for the bias. liblinear stops a little earlier. */
static void finds_what_another_finds(void **state)
{
    (void)state;
    static const struct {
        double cost;
        double weights[FEATURES + 1];
    } known[] = {
        {0.1, {0.31879, 0.03334, -0.22106, -0.18723}},
        {1, {1.54615, 0.38448, -0.71041, -0.69578}},
        {10, {2.98255, 1.06457, -0.82692, -1.37543}},
    };
    for (size_t first = 0; first < KINDS; first++)
        for (size_t i = 0; i < COUNT(known); i++) {
            struct table table = table_from(first);
            struct logistic_data data = {table.rows, table.labels, table.count,
                                         FEATURES};
            double weights[FEATURES + 1];
            assert_true(logistic_fit(&data, known[i].cost, weights));
            for (size_t j = 0; j <= FEATURES; j++)
                if (fabs(weights[j] - known[i].weights[j]) > 0.002)
                    fail_msg("C %g, weight %zu: %.5f, not %.5f", known[i].cost,
                             j, weights[j], known[i].weights[j]);
        }
}

static void finds_the_same_again(void **state)
{
    (void)state;
    struct table table = table_from(0);
    struct logistic_data data = {table.rows, table.labels, table.count,
                                 FEATURES};
    double first[FEATURES + 1];
    double second[FEATURES + 1];
    logistic_fit(&data, 0.1, first);
    logistic_fit(&data, 0.1, second);
    assert_memory_equal(first, second, sizeof first);
}

static void finds_nothing_in_one_class(void **state)
{
    (void)state;
    double weights[FEATURES + 1];
    for (int label = 0; label < 2; label++) {
        struct table table = table_from(0);
        for (size_t i = 0; i < table.count; i++)
            table.labels[i] = label == 1;
        struct logistic_data data = {table.rows, table.labels, table.count,
                                     FEATURES};
        assert_false(logistic_fit(&data, 1, weights));
        data.count = 0;
        assert_false(logistic_fit(&data, 1, weights));
    }
}

/* A code whose `from` is a bias alone. */
static void fits_a_bias_without_features(void **state)
{
    (void)state;
    struct table table = table_from(0);
    struct logistic_data data = {table.rows, table.labels, table.count, 0};
    double bias = 0;
    assert_true(logistic_fit(&data, 1000, &bias));
    /* 13 of 32 have the label: the bias is near ln(13 / 19). */
    assert_true(fabs(bias - log(13.0 / 19)) < 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_another_finds),
        cmocka_unit_test(finds_the_same_again),
        cmocka_unit_test(finds_nothing_in_one_class),
        cmocka_unit_test(fits_a_bias_without_features),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
