/* Agreement, against worked examples from the literature and by hand. */
#include "base/statistics.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_near(double value, double expected, double within)
{
    if (fabs(value - expected) <= within) return;
    print_error("%.6f is not %.6f\n", value, expected);
    fail();
}

/* Shrout and Fleiss 1979, table 2: six targets, four judges; table 4 gives
 * ICC(2,1) as .29. */
static void icc_is_as_in_shrout_and_fleiss(void **state)
{
    (void)state;
    const double ratings[] = {9, 2, 5, 8, 6,  1, 3, 2, 8, 4, 6, 8,
                              7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7};
    assert_near(statistics_icc(ratings, 6, 4), 0.2898, 0.0005);
}

static void icc_is_one_for_equal_ratings(void **state)
{
    (void)state;
    const double ratings[] = {1, 1, 2, 2, 5, 5};
    assert_near(statistics_icc(ratings, 3, 2), 1, 1e-9);
}

static void icc_counts_a_shift_against_the_judges(void **state)
{
    (void)state;
    const double ratings[] = {1, 3, 2, 4, 3, 5};
    /* Mean squares: targets 2, judges 6, error 0: 2 / (2 + 2 * 6 / 3). */
    assert_near(statistics_icc(ratings, 3, 2), 2.0 / 6, 1e-9);
}

/* 20 of both, 15 of neither, 5 and 10 apart: agreement .70, chance .50. */
static void kappa_takes_chance_away(void **state)
{
    (void)state;
    struct confusion table = {.classes = 2, .cells = {{20, 5}, {10, 15}}};
    assert_near(statistics_accuracy(&table), 0.70, 1e-9);
    assert_near(statistics_kappa(&table), 0.40, 1e-9);
}

static void quadratic_kappa_forgives_near_misses(void **state)
{
    (void)state;
    struct confusion near = {.classes = 3,
                             .cells = {{5, 1, 0}, {0, 5, 0}, {0, 0, 5}}};
    struct confusion far = {.classes = 3,
                            .cells = {{5, 0, 1}, {0, 5, 0}, {0, 0, 5}}};
    assert_near(statistics_kappa(&near), statistics_kappa(&far), 1e-9);
    assert_true(statistics_quadratic_kappa(&near) >
                statistics_quadratic_kappa(&far) + 0.05);
    /* As scikit-learn's cohen_kappa_score has it, too. */
    assert_near(statistics_quadratic_kappa(&near), 20.0 / 21, 1e-9);
}

static void kappa_of_one_class_is_none(void **state)
{
    (void)state;
    struct confusion table = {.classes = 2, .cells = {{7, 0}, {0, 0}}};
    assert_true(isnan(statistics_kappa(&table)));
}

static void f1_is_of_precision_and_recall(void **state)
{
    (void)state;
    struct confusion table = {.classes = 2, .cells = {{50, 10}, {5, 35}}};
    double precision = 35.0 / 45;
    double recall = 35.0 / 40;
    assert_near(statistics_precision(&table, 1), precision, 1e-9);
    assert_near(statistics_recall(&table, 1), recall, 1e-9);
    assert_near(statistics_f1(&table, 1),
                2 * precision * recall / (precision + recall), 1e-9);
}

static void macro_f1_leaves_out_a_class_nobody_met(void **state)
{
    (void)state;
    struct confusion table = {.classes = 3,
                              .cells = {{4, 0, 0}, {0, 4, 0}, {0, 0, 0}}};
    assert_near(statistics_macro_f1(&table), 1, 1e-9);
}

static void auc_counts_pairs(void **state)
{
    (void)state;
    const double values[] = {3, 1, 2, 2};
    const bool good[] = {true, false, true, false};
    /* 3 beats both; 2 beats 1 and ties with 2: 3.5 of 4. */
    assert_near(statistics_auc(values, good, 4), 3.5 / 4, 1e-9);
    assert_true(isnan(statistics_auc(values, good, 1)));
}

static void correlation_is_pearsons(void **state)
{
    (void)state;
    const double one[] = {1, 2, 3, 4};
    const double up[] = {2, 4, 6, 8};
    const double mixed[] = {1, 3, 2, 4};
    assert_near(statistics_correlation(one, up, 4), 1, 1e-9);
    assert_near(statistics_correlation(one, mixed, 4), 0.8, 1e-9);
}

static void the_middle_leaves_out_the_ends(void **state)
{
    (void)state;
    double values[101];
    for (int i = 0; i <= 100; i++)
        values[i] = 100 - i;
    struct interval interval = statistics_middle(values, 101);
    assert_near(interval.low, 3, 1e-9);
    assert_near(interval.high, 98, 1e-9);
}

static void draws_are_the_same_at_every_run(void **state)
{
    (void)state;
    struct statistics_draw one = {1};
    struct statistics_draw other = {1};
    size_t seen[10] = {0};
    for (int i = 0; i < 1000; i++) {
        size_t pick = statistics_pick(&one, 10);
        assert_int_equal(pick, statistics_pick(&other, 10));
        seen[pick]++;
    }
    for (int i = 0; i < 10; i++)
        assert_in_range(seen[i], 60, 140);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(icc_is_as_in_shrout_and_fleiss),
        cmocka_unit_test(icc_is_one_for_equal_ratings),
        cmocka_unit_test(icc_counts_a_shift_against_the_judges),
        cmocka_unit_test(kappa_takes_chance_away),
        cmocka_unit_test(quadratic_kappa_forgives_near_misses),
        cmocka_unit_test(kappa_of_one_class_is_none),
        cmocka_unit_test(f1_is_of_precision_and_recall),
        cmocka_unit_test(macro_f1_leaves_out_a_class_nobody_met),
        cmocka_unit_test(auc_counts_pairs),
        cmocka_unit_test(correlation_is_pearsons),
        cmocka_unit_test(the_middle_leaves_out_the_ends),
        cmocka_unit_test(draws_are_the_same_at_every_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
