/* Measures over a session, each worked out by hand. */
#include "rubric/measure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

struct sums {
    struct rubric *rubric;
    struct tally *tally;
};

static int set_up(void **state)
{
    struct sums *sums = memory_new(1, sizeof *sums);
    sums->rubric = fixture_rubric();
    sums->tally = measure_tally_new(sums->rubric);
    *state = sums;
    return 0;
}

static int tear_down(void **state)
{
    struct sums *sums = *state;
    measure_tally_free(sums->tally);
    rubric_free(sums->rubric);
    free(sums);
    return 0;
}

/* A reply of these levels and four words; `question` is as open_question. */
static void reply(struct sums *sums, int question, int empathy, int advice)
{
    int levels[5] = {question, empathy, advice, question, 0};
    struct scoring scoring = {.levels = levels};
    measure_reply(sums->tally, sums->rubric, &scoring, 4);
}

static void is(struct sums *sums, const char *id, int64_t thousandths)
{
    int64_t value = -12345;
    size_t measure = rubric_measure(sums->rubric, id);
    assert_int_not_equal(measure, RUBRIC_NONE);
    assert_true(measure_value(sums->tally, sums->rubric, measure, &value));
    assert_int_equal(value, thousandths);
}

static void is_none(struct sums *sums, const char *id)
{
    int64_t value = 0;
    size_t measure = rubric_measure(sums->rubric, id);
    assert_false(measure_value(sums->tally, sums->rubric, measure, &value));
}

static void counts_replies_with_a_code(void **state)
{
    struct sums *sums = *state;
    is(sums, "advising", 0);
    reply(sums, 0, 0, 1);
    reply(sums, 0, 2, 1);
    reply(sums, 1, 2, 0);
    is(sums, "advising", 2000);
}

static void divides_one_count_by_another(void **state)
{
    struct sums *sums = *state;
    is_none(sums, "per");
    reply(sums, 0, 2, 0);
    is_none(sums, "per");
    reply(sums, 1, 0, 0);
    reply(sums, 1, 1, 0);
    reply(sums, 1, 0, 0);
    is(sums, "per", 667);
}

/* Of replies that show either, so that it is a share whatever shows both. */
static void divides_by_replies_that_show_either(void **state)
{
    (void)state;
    char *text = fixture_swapped(fixture_rubric_text, "'per': 'question'",
                                 "'among': 'question'");
    struct sums other = {.rubric = fixture_rubric_of(text)};
    other.tally = measure_tally_new(other.rubric);
    is_none(&other, "per");
    reply(&other, 0, 2, 0);
    is(&other, "per", 1000);
    reply(&other, 1, 1, 0);
    is(&other, "per", 1000);
    reply(&other, 1, 0, 0);
    reply(&other, 0, 0, 1);
    is(&other, "per", 667);
    measure_add(other.tally, other.rubric, other.tally);
    is(&other, "per", 667);
    measure_tally_free(other.tally);
    rubric_free(other.rubric);
    free(text);
}

static void counts_one_code_without_another(void **state)
{
    struct sums *sums = *state;
    reply(sums, 0, 1, 1);
    is(sums, "alone", 0);
    reply(sums, 0, 0, 1);
    reply(sums, 1, 0, 0);
    is(sums, "alone", 1000);
}

static void takes_the_share_of_replies(void **state)
{
    struct sums *sums = *state;
    is_none(sums, "asking");
    reply(sums, 0, 0, 0);
    is(sums, "asking", 0);
    reply(sums, 1, 0, 0);
    reply(sums, 0, 1, 0);
    is(sums, "asking", 333);
    reply(sums, 1, 0, 0);
    is(sums, "asking", 500);
}

static void takes_the_mean_of_levels(void **state)
{
    struct sums *sums = *state;
    is_none(sums, "depth");
    reply(sums, 0, 2, 0);
    reply(sums, 0, 0, 0);
    reply(sums, 0, 0, 0);
    is(sums, "depth", 667);
    reply(sums, 0, 1, 0);
    is(sums, "depth", 750);
}

static void takes_the_trainees_share_of_words(void **state)
{
    struct sums *sums = *state;
    is_none(sums, "talk");
    measure_client(sums->tally, 8);
    is(sums, "talk", 0);
    reply(sums, 0, 0, 0);
    is(sums, "talk", 333);
    reply(sums, 0, 0, 0);
    measure_client(sums->tally, 1);
    is(sums, "talk", 471);
}

/* depth less half of asking. */
static void sums_measures_by_weight(void **state)
{
    struct sums *sums = *state;
    is_none(sums, "listening");
    reply(sums, 1, 0, 0);
    is(sums, "listening", -500);
    reply(sums, 0, 2, 0);
    is(sums, "listening", 750);
    reply(sums, 0, 0, 0);
    is(sums, "listening", 501);
}

static void is_none_where_a_term_is(void **state)
{
    struct sums *sums = *state;
    reply(sums, 0, 2, 0);
    is_none(sums, "ratio");
    reply(sums, 1, 0, 0);
    is(sums, "ratio", 2000);
}

/* Half of an odd number of thousandths. */
static void rounds_half_away_from_nought(void **state)
{
    struct sums *sums = *state;
    for (int i = 0; i < 3; i++)
        reply(sums, 1, 0, 0);
    for (int i = 0; i < 4; i++)
        reply(sums, 0, 0, 0);
    is(sums, "asking", 429);
    is(sums, "listening", -215);
    is(sums, "per", 0);
}

static void leaves_out_what_could_not_be_scored(void **state)
{
    struct sums *sums = *state;
    int levels[5] = {0};
    struct scoring scoring = {.levels = levels, .unscorable = true};
    measure_reply(sums->tally, sums->rubric, &scoring, 4);
    is_none(sums, "asking");
    assert_int_equal(sums->tally->unscorable, 1);
    reply(sums, 1, 0, 0);
    is(sums, "asking", 1000);
    assert_int_equal(sums->tally->replies, 1);
    assert_int_equal(sums->tally->trainee_words, 8);
}

static void marks(int fair, int good, int64_t value, enum measure_mark mark)
{
    struct measure measure = {.fair = fair, .good = good};
    assert_int_equal(measure_mark(&measure, value), mark);
}

static void marks_from_fair_and_good_on(void **state)
{
    (void)state;
    marks(200, 400, 199, MEASURE_LOW);
    marks(200, 400, 200, MEASURE_FAIR);
    marks(200, 400, 399, MEASURE_FAIR);
    marks(200, 400, 400, MEASURE_GOOD);
    marks(-100, 400, -101, MEASURE_LOW);
    marks(500, 500, 500, MEASURE_GOOD);
}

static void marks_the_other_way_where_less_is_better(void **state)
{
    (void)state;
    marks(1000, 0, 1001, MEASURE_LOW);
    marks(1000, 0, 1000, MEASURE_FAIR);
    marks(1000, 0, 1, MEASURE_FAIR);
    marks(1000, 0, 0, MEASURE_GOOD);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(counts_replies_with_a_code),
        TEST(divides_one_count_by_another),
        TEST(divides_by_replies_that_show_either),
        TEST(counts_one_code_without_another),
        TEST(takes_the_share_of_replies),
        TEST(takes_the_mean_of_levels),
        TEST(takes_the_trainees_share_of_words),
        TEST(sums_measures_by_weight),
        TEST(is_none_where_a_term_is),
        TEST(rounds_half_away_from_nought),
        TEST(leaves_out_what_could_not_be_scored),
        cmocka_unit_test(marks_from_fair_and_good_on),
        cmocka_unit_test(marks_the_other_way_where_less_is_better),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
