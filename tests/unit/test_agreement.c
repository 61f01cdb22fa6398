/* Agreement with people's codes, by small tables worked out by hand. */
#include "class/agreement.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

#include "coded.h"

static struct rubric *rubric;

static int set_up(void **state)
{
    (void)state;
    rubric = fixture_rubric();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rubric_free(rubric);
    return 0;
}

static const char asks[] = "'codes': {'open_question': 1}";
static const char asks_not[] = "'codes': {'open_question': 0}";

static bool is_near(double value, double expected)
{
    return fabs(value - expected) < 0.00005;
}

static struct agreement *measured(struct corpus *corpus)
{
    struct arena arena = {0};
    corpus_end(corpus);
    struct agreement *agreement =
        agreement_of(corpus, fit_as_is(corpus, &arena));
    arena_free(&arena);
    return agreement;
}

static const struct code_agreement *of_code(const struct agreement *agreement,
                                            const char *name)
{
    size_t code = rubric_code(rubric, name);
    for (size_t i = 0; i < agreement->code_count; i++)
        if (agreement->codes[i].code == code) return &agreement->codes[i];
    return NULL;
}

static const struct measure_agreement *
of_measure(const struct agreement *agreement, const char *id)
{
    size_t measure = rubric_measure(rubric, id);
    for (size_t i = 0; i < agreement->measure_count; i++)
        if (agreement->measures[i].measure == measure)
            return &agreement->measures[i];
    return NULL;
}

/* ---- Codes ---- */

/* 3 both, 1 the program alone, 1 people alone, 5 neither: agreement .8, by
 * chance .4 * .4 + .6 * .6 = .52, kappa .28 / .48. */
static struct corpus *ten_turns(void)
{
    struct corpus *corpus = corpus_new(rubric, false);
    coded_reply(corpus, "a", "What now?", asks, 2);
    coded_reply(corpus, "a", "Go.", asks_not, 2);
    coded_reply(corpus, "b", "What now?", asks, 1);
    coded_reply(corpus, "b", "What now?", asks_not, 1);
    coded_reply(corpus, "b", "Go.", asks, 1);
    coded_reply(corpus, "c", "Go.", asks_not, 3);
    coded_reply(corpus, "c", "Go.", "'codes': {'advice': 1}", 1);
    return corpus;
}

static void counts_a_code(void **state)
{
    (void)state;
    struct corpus *corpus = ten_turns();
    struct agreement *agreement = measured(corpus);
    const struct code_agreement *code = of_code(agreement, "open_question");
    assert_int_equal(code->judged, 10);
    assert_int_equal(code->with, 4);
    assert_true(is_near(code->precision, 0.75));
    assert_true(is_near(code->recall, 0.75));
    assert_true(is_near(code->f1.value, 0.75));
    assert_true(is_near(code->kappa.value, 0.58333));
    assert_false(code->has_levels);
    assert_int_equal(code->between.pairs, 0);
    assert_null(of_code(agreement, "empathy"));
    assert_int_equal(of_code(agreement, "advice")->judged, 1);
    agreement_free(agreement);
    corpus_free(corpus);
}

static void has_the_same_intervals_each_time(void **state)
{
    (void)state;
    struct corpus *corpora[] = {ten_turns(), ten_turns()};
    struct agreement *first = measured(corpora[0]);
    struct agreement *second = measured(corpora[1]);
    const struct figure *one = &of_code(first, "open_question")->kappa;
    const struct figure *other = &of_code(second, "open_question")->kappa;
    assert_true(one->interval.low < one->value);
    assert_true(one->interval.high > one->value);
    assert_memory_equal(one, other, sizeof *one);
    agreement_free(first);
    agreement_free(second);
    corpus_free(corpora[0]);
    corpus_free(corpora[1]);
}

/* By sessions: three that are alike inside, and differ from each other,
 * leave more doubt than their nine turns mixed. */
static void resamples_whole_sessions(void **state)
{
    (void)state;
    static const char *const sessions[] = {"a", "b", "c"};
    double width[2];
    for (size_t mixed = 0; mixed < 2; mixed++) {
        struct corpus *corpus = corpus_new(rubric, false);
        for (size_t i = 0; i < 3; i++)
            for (size_t j = 0; j < 3; j++) {
                size_t kind = mixed == 1 ? j : i;
                coded_reply(corpus, sessions[i], kind == 2 ? "Go." : "What?",
                            kind == 0 ? asks : asks_not, 1);
            }
        struct agreement *agreement = measured(corpus);
        const struct interval *interval =
            &of_code(agreement, "open_question")->kappa.interval;
        width[mixed] = interval->high - interval->low;
        agreement_free(agreement);
        corpus_free(corpus);
    }
    assert_true(is_near(width[1], 0));
    assert_true(width[0] > 0.5);
}

/* People say 0 1 1 2, the program 0 0 2 2. */
static void weighs_levels(void **state)
{
    (void)state;
    struct corpus *corpus = corpus_new(rubric, false);
    coded_reply(corpus, "a", "Go.", "'codes': {'empathy': 0}", 1);
    coded_reply(corpus, "b", "Well.", "'codes': {'empathy': 1}", 1);
    coded_reply(corpus, "c", "You sound sad.", "'codes': {'empathy': 1}", 1);
    coded_reply(corpus, "e", "It sounds sad.", "'codes': {'empathy': 2}", 1);
    struct agreement *agreement = measured(corpus);
    const struct code_agreement *code = of_code(agreement, "empathy");
    assert_true(code->has_levels);
    assert_true(is_near(code->accuracy, 0.5));
    /* F1 is 2/3 for 0, 0 for 1, 2/3 for 2. */
    assert_true(is_near(code->macro_f1.value, 4.0 / 9));
    /* Squared distances: seen 2 / 4. By chance, of people 1 2 1 and of the
     * program 2 0 2: (1*2*4 + 2*2*1 + 2*2*1 + 1*2*4) / 16 = 24 / 16. */
    assert_true(is_near(code->quadratic.value, 1 - 0.5 / 1.5));
    assert_true(is_near(code->precision, 1));
    assert_true(is_near(code->recall, 2.0 / 3));
    agreement_free(agreement);
    corpus_free(corpus);
}

static void has_none_where_all_are_alike(void **state)
{
    (void)state;
    struct corpus *corpus = corpus_new(rubric, false);
    coded_reply(corpus, "a", "Go.", asks_not, 4);
    struct agreement *agreement = measured(corpus);
    const struct code_agreement *code = of_code(agreement, "open_question");
    assert_int_equal(code->judged, 4);
    assert_true(isnan(code->precision) && isnan(code->recall));
    assert_true(isnan(code->f1.value) && isnan(code->kappa.value));
    assert_true(isnan(code->kappa.interval.low));
    agreement_free(agreement);
    corpus_free(corpus);
}

/* ---- Several coders ---- */

/* Kim and Lee agree always, Max with them on two of four turns (chance: half),
 * so kappa 1, 0, 0. Against the others' majority (of equals: without) Max has
 * kappa 0; Kim and Lee, whose others are each other and Max, differ from them
 * where Max says no to what they say yes to. */
static void compares_coders(void **state)
{
    (void)state;
    struct corpus *corpus = corpus_new(rubric, false);
    static const char *const votes[] = {
        "'coders': {'kim': {'advice': 1}, 'lee': {'advice': 1},"
        " 'max': {'advice': 1}}",
        "'coders': {'kim': {'advice': 1}, 'lee': {'advice': 1},"
        " 'max': {'advice': 0}}",
        "'coders': {'kim': {'advice': 0}, 'lee': {'advice': 0},"
        " 'max': {'advice': 1}}",
        "'coders': {'kim': {'advice': 0}, 'lee': {'advice': 0},"
        " 'max': {'advice': 0}}",
    };
    static const char *const texts[] = {"Try tea.", "Try that.", "Tea?", "No."};
    for (size_t i = 0; i < COUNT(votes); i++)
        coded_reply(corpus, "a", texts[i], votes[i], 1);
    struct agreement *agreement = measured(corpus);
    const struct code_agreement *code = of_code(agreement, "advice");
    assert_true(is_near(code->kappa.value, 1));
    assert_int_equal(code->between.pairs, 3);
    assert_true(is_near(code->between.kappa, 1.0 / 3));
    /* Kim by the others: yes-yes, yes-no, no-no, no-no: .5; Lee the same. */
    assert_true(is_near(code->between.to_others, (0.5 + 0.5 + 0) / 3));
    agreement_free(agreement);
    corpus_free(corpus);
}

/* ---- Main ---- */

static void counts_the_main_behaviour(void **state)
{
    (void)state;
    struct corpus *corpus = corpus_new(rubric, false);
    coded_reply(corpus, "a", "What now?", "'main': 'question'", 2);
    coded_reply(corpus, "a", "Go.", "'main': 'question'", 1);
    coded_reply(corpus, "b", "Try tea.", "'main': 'advice'", 1);
    coded_reply(corpus, "b", "Go.", "'main': 'other'", 1);
    coded_reply(corpus, "b", "Go.", asks_not, 1);
    struct agreement *agreement = measured(corpus);
    assert_int_equal(agreement->main.judged, 5);
    assert_true(is_near(agreement->main.accuracy, 0.8));
    /* F1: question 4/5, advice 1, other 2/3; empathy is met nowhere. */
    assert_true(
        is_near(agreement->main.macro_f1.value, (0.8 + 1 + 2.0 / 3) / 3));
    agreement_free(agreement);
    corpus_free(corpus);
}

/* ---- Measures ---- */

static void rate(struct corpus *corpus, const char *session,
                 const char *quality, int questions, int others)
{
    struct buffer keys = {0};
    buffer_format(&keys, "%s, 'quality': '%s'", "'codes': {'question': 1}",
                  quality);
    coded_reply(corpus, session, "What now?", buffer_text(&keys), questions);
    buffer_clear(&keys);
    buffer_format(&keys, "%s, 'quality': '%s'", "'codes': {'question': 0}",
                  quality);
    coded_reply(corpus, session, "Try tea.", buffer_text(&keys), others);
    buffer_free(&keys);
}

/* Asking: good 3/4 and 1/4, poor 1/2 and 0: of four pairs three are right.
 * Advising, where less is better: good 1 and 3, poor 2 and 4: the same. */
static void tells_good_from_poor(void **state)
{
    (void)state;
    struct corpus *corpus = corpus_new(rubric, false);
    rate(corpus, "a", "high", 3, 1);
    rate(corpus, "b", "good", 1, 3);
    rate(corpus, "c", "low", 2, 2);
    rate(corpus, "e", "poor", 0, 4);
    coded_reply(corpus, "g", "What now?", "'codes': {'question': 1}", 1);
    struct agreement *agreement = measured(corpus);
    const struct measure_agreement *asking = of_measure(agreement, "asking");
    const struct measure_agreement *advising =
        of_measure(agreement, "advising");
    assert_int_equal(agreement->good, 2);
    assert_int_equal(agreement->poor, 2);
    assert_true(is_near(asking->auc.value, 0.75));
    assert_true(is_near(asking->coders_auc, 0.75));
    assert_true(is_near(advising->auc.value, 0.75));
    assert_true(isnan(advising->coders_auc) && isnan(advising->icc));
    assert_int_equal(asking->sessions, 5);
    assert_true(is_near(asking->icc, 1) && is_near(asking->correlation, 1));
    agreement_free(agreement);
    corpus_free(corpus);
}

/* A ratio is none without a question, by people or by the program, and where
 * people have not judged all of a session. */
static void leaves_out_what_is_none(void **state)
{
    (void)state;
    static const char both[] = "'codes': {'question': 1, 'empathy': 1}";
    static const char none[] = "'codes': {'question': 0, 'empathy': 0}";
    struct corpus *corpus = corpus_new(rubric, false);
    coded_reply(corpus, "a", "What is it now?", both, 2);
    coded_reply(corpus, "b", "What now?", both, 1);
    coded_reply(corpus, "c", "What now?", none, 1);
    coded_reply(corpus, "e", "Go.", both, 1);
    coded_reply(corpus, "g", "What now?", both, 1);
    coded_reply(corpus, "g", "What now?", asks, 1);
    struct agreement *agreement = measured(corpus);
    const struct measure_agreement *per = of_measure(agreement, "per");
    assert_int_equal(per->sessions, 2);
    assert_int_equal(per->left_out, 3);
    assert_int_equal(of_measure(agreement, "asking")->sessions, 4);
    assert_int_equal(of_measure(agreement, "asking")->left_out, 1);
    assert_int_equal(of_measure(agreement, "talk")->sessions, 5);
    assert_null(of_measure(agreement, "advising"));
    agreement_free(agreement);
    corpus_free(corpus);
}

static void takes_an_empty_corpus(void **state)
{
    (void)state;
    struct corpus *corpus = corpus_new(rubric, false);
    struct agreement *agreement = measured(corpus);
    assert_int_equal(agreement->code_count, 0);
    assert_int_equal(agreement->measure_count, 0);
    agreement_free(agreement);
    corpus_free(corpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_a_code),
        cmocka_unit_test(has_the_same_intervals_each_time),
        cmocka_unit_test(resamples_whole_sessions),
        cmocka_unit_test(weighs_levels),
        cmocka_unit_test(has_none_where_all_are_alike),
        cmocka_unit_test(compares_coders),
        cmocka_unit_test(counts_the_main_behaviour),
        cmocka_unit_test(tells_good_from_poor),
        cmocka_unit_test(leaves_out_what_is_none),
        cmocka_unit_test(takes_an_empty_corpus),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
