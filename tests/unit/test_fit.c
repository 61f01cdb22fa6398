/* Fitted weights: what is learnt, on what, and how it is written back. */
#include "rubric/fit.h"

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
#include "rubric/logistic.h"

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

/* Sessions in folds 0, 6, 3 and 9. */
static const char *const others[] = {"b", "c", "e"};

static size_t code_of(const char *name)
{
    return rubric_code(rubric, name);
}

/* The weight of CUE in CODE after fitting, in thousandths. */
static int weight_of(const struct fit *fit, const char *code, const char *cue)
{
    const struct code *of = &rubric->codes[code_of(code)];
    size_t i = 0;
    while (of->weights[i].cue != fixture_cue(rubric, cue))
        i++;
    return fit->codes[code_of(code)].weights[i];
}

/* ---- Learning ---- */

/* "Sad" shows empathy in session a alone: who has not seen a cannot know. The
 * weights of the file know it, and so do those fitted on all. */
static void judges_by_weights_that_have_not_seen(void **state)
{
    (void)state;
    size_t empathy = code_of("empathy");
    struct corpus *corpus = corpus_new(rubric, false);
    coded_reply(corpus, "a", "It is sad now.", "'codes': {'empathy': 1}", 1);
    coded_reply(corpus, "a", "Go.", "'codes': {'empathy': 0}", 4);
    for (size_t i = 0; i < COUNT(others); i++) {
        coded_reply(corpus, others[i], "It sounds.", "'codes': {'empathy': 1}",
                    1);
        coded_reply(corpus, others[i], "Go.", "'codes': {'empathy': 0}", 4);
    }
    corpus_end(corpus);
    struct arena arena = {0};
    struct judgement *as_is = fit_as_is(corpus, &arena);
    struct fit *fit = fit_weights(corpus, corpus, 1);
    assert_int_equal(as_is[0].levels[empathy], 1);
    assert_int_equal(fit->judgements[0].levels[empathy], 0);
    assert_true(fit->codes[empathy].bias < 0);
    assert_true(fit->codes[empathy].bias + weight_of(fit, "empathy", "feels") >=
                0);
    arena_free(&arena);
    fit_free(fit);
    corpus_free(corpus);
}

/* The code is met in one fold only: without it there is nothing to learn, and
 * the file's weights are no way round that. */
static void judges_nothing_by_the_weights_of_the_file(void **state)
{
    (void)state;
    size_t open = code_of("open_question");
    struct corpus *corpus = corpus_new(rubric, false);
    coded_reply(corpus, "a", "What now?", "'codes': {'open_question': 1}", 1);
    for (size_t i = 0; i < COUNT(others); i++)
        coded_reply(corpus, others[i], "Go.", "'codes': {'open_question': 0}",
                    4);
    corpus_end(corpus);
    struct fit *fit = fit_weights(corpus, corpus, 1);
    assert_int_equal(corpus->replies[0].scoring->levels[open], 1);
    assert_int_equal(fit->judgements[0].levels[open], 0);
    assert_true(fit->codes[open].is_fitted);
    assert_true(weight_of(fit, "open_question", "asks") > 0);
    fit_free(fit);
    corpus_free(corpus);
}

/* Weights are the regression's in thousandths, the bias with what the cut
 * took. */
static void learns_what_the_regression_finds(void **state)
{
    (void)state;
    static const bool asked[] = {true};
    static const bool said[] = {false};
    const bool *rows[] = {asked, asked, asked, asked, said,
                          said,  said,  said,  said,  said};
    const bool labels[] = {1, 1, 1, 0, 0, 0, 0, 0, 0, 1};
    struct logistic_data data = {rows, labels, COUNT(labels), 1};
    double expected[2];
    struct corpus *corpus = corpus_new(rubric, false);
    for (size_t i = 0; i < COUNT(labels); i++)
        coded_reply(corpus, "a", rows[i][0] ? "What now?" : "Go.",
                    labels[i] ? "'codes': {'open_question': 1}"
                              : "'codes': {'open_question': 0}",
                    1);
    corpus_end(corpus);
    logistic_fit(&data, 0.5, expected);
    struct fit *fit = fit_weights(corpus, corpus, 0.5);
    const struct fitted *fitted = &fit->codes[code_of("open_question")];
    assert_int_equal(fitted->weights[0], floor(expected[0] * 1000 + 0.5));
    assert_int_equal(fitted->bias + fitted->shift,
                     floor(expected[1] * 1000 + 0.5));
    assert_int_equal(fitted->cuts[0], 0);
    assert_true(fitted->bias < 0 && fitted->bias + fitted->weights[0] >= 0);
    assert_false(fit->codes[code_of("advice")].is_fitted);
    assert_false(fit->codes[code_of("question")].is_fitted);
    assert_false(fit->has_offsets);
    fit_free(fit);
    corpus_free(corpus);
}

/* Three levels in every session, that words tell apart. */
static struct corpus *with_levels(const char *top)
{
    static const char *const sessions[] = {"a", "b", "c", "e"};
    struct corpus *corpus = corpus_new(rubric, false);
    for (size_t i = 0; i < COUNT(sessions); i++) {
        coded_reply(corpus, sessions[i], "Go.", "'codes': {'empathy': 0}", 6);
        for (int j = 0; j < 4; j++) {
            struct buffer text = {0};
            buffer_format(&text, "It is sad, %d.", j);
            coded_reply(corpus, sessions[i], buffer_text(&text),
                        "'codes': {'empathy': 1}", 1);
            buffer_clear(&text);
            buffer_format(&text, "You sound worn out, %d %d.", j, j);
            coded_reply(corpus, sessions[i], buffer_text(&text), top, 1);
            buffer_free(&text);
        }
    }
    corpus_end(corpus);
    return corpus;
}

static void learns_two_cuts(void **state)
{
    (void)state;
    struct corpus *corpus = with_levels("'codes': {'empathy': 2}");
    struct fit *fit = fit_weights(corpus, corpus, 1);
    size_t empathy = code_of("empathy");
    const struct fitted *fitted = &fit->codes[empathy];
    size_t wrong = 0;
    assert_int_equal(fitted->cuts[0], 0);
    assert_true(fitted->cuts[1] > 0);
    for (size_t i = 0; i < corpus->count; i++)
        if (!corpus->replies[i].scoring->fired[fixture_cue(rubric, "again")])
            wrong += fit->judgements[i].levels[empathy] !=
                     corpus->replies[i].levels[empathy];
    assert_int_equal(wrong, 0);
    assert_int_equal(fit->judgements[7].levels[code_of("skill")], 2);
    fit_free(fit);
    corpus_free(corpus);
}

static void gives_no_level_that_nobody_gave(void **state)
{
    (void)state;
    struct corpus *corpus = with_levels("'codes': {'empathy': 1}");
    struct fit *fit = fit_weights(corpus, corpus, 1);
    size_t met = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        int level = fit->judgements[i].levels[code_of("empathy")];
        assert_int_not_equal(level, 2);
        met += level == 1;
    }
    assert_true(met > 0);
    fit_free(fit);
    corpus_free(corpus);
}

/* A bar is never fitted: it stays as the author set it. */
static void keeps_what_bars_a_code(void **state)
{
    (void)state;
    struct corpus *corpus = corpus_new(rubric, false);
    coded_reply(corpus, "a", "You are sad.", "'codes': {'empathy': 1}", 3);
    coded_reply(corpus, "b", "You are sad.", "'codes': {'empathy': 1}", 3);
    coded_reply(corpus, "c", "Go.", "'codes': {'empathy': 0}", 3);
    corpus_end(corpus);
    struct fit *fit = fit_weights(corpus, corpus, 1);
    assert_int_equal(fit->judgements[0].levels[code_of("empathy")], 1);
    assert_int_equal(fit->judgements[1].levels[code_of("empathy")], 0);
    fit_free(fit);
    corpus_free(corpus);
}

static void learns_the_offsets_of_main(void **state)
{
    (void)state;
    static const char *const sessions[] = {"a", "b", "c", "e"};
    size_t advice = 1;
    struct corpus *corpus = corpus_new(rubric, false);
    for (size_t i = 0; i < COUNT(sessions); i++) {
        coded_reply(corpus, sessions[i], "What if you try tea?",
                    "'main': 'advice'", 3);
        coded_reply(corpus, sessions[i], "What now?", "'main': 'question'", 3);
        coded_reply(corpus, sessions[i], "Go.", "'main': 'other'", 3);
    }
    corpus_end(corpus);
    struct arena arena = {0};
    struct fit *fit = fit_weights(corpus, corpus, 1);
    struct judgement *as_is = fit_as_is(corpus, &arena);
    assert_true(fit->has_offsets);
    assert_int_not_equal(as_is[0].main, advice);
    for (size_t i = 0; i < corpus->count; i++)
        assert_int_equal(fit->judgements[i].main, corpus->replies[i].main);
    arena_free(&arena);
    fit_free(fit);
    corpus_free(corpus);
}

static void judges_bare_texts(void **state)
{
    (void)state;
    struct corpus *corpora[] = {corpus_new(rubric, false),
                                corpus_new(rubric, true)};
    for (size_t i = 0; i < COUNT(corpora); i++) {
        for (size_t j = 0; j < COUNT(others); j++) {
            coded_reply(corpora[i], others[j], "So: what now?",
                        "'codes': {'open_question': 0}", 2);
            coded_reply(corpora[i], others[j], "Yes. What now?",
                        "'codes': {'open_question': 1}", 2);
        }
        corpus_end(corpora[i]);
    }
    struct fit *fit = fit_weights(corpora[0], corpora[1], 1);
    size_t open = code_of("open_question");
    assert_true(weight_of(fit, "open_question", "asks") > 0);
    assert_int_equal(fit->judgements[2].levels[open], 0);
    fit_free(fit);
    corpus_free(corpora[0]);
    corpus_free(corpora[1]);
}

/* ---- Writing back ---- */

/* TEXT with each number made N. */
static char *without_numbers(const char *text)
{
    struct buffer out = {0};
    while (*text != '\0') {
        size_t length = strspn(text, "-0123456789.");
        bool number = length > 0 && strpbrk(text, "0123456789") < text + length;
        if (number) buffer_add_byte(&out, 'N');
        if (!number) buffer_add(&out, text, length > 0 ? length : 1);
        text += length > 0 ? length : 1;
    }
    return out.bytes;
}

static void rewrite(const char *json, const struct rubric *of,
                    struct buffer *out, struct error *error, bool expected)
{
    struct source source = {"rubric.json", json, strlen(json)};
    struct corpus *corpus = corpus_new(of, false);
    for (size_t i = 0; i < COUNT(others); i++) {
        coded_reply(corpus, others[i], "What now?",
                    "'codes': {'open_question': 1, 'empathy': 0},"
                    " 'main': 'question'",
                    2);
        coded_reply(corpus, others[i], "You are sad.",
                    "'codes': {'open_question': 0, 'empathy': 1},"
                    " 'main': 'empathy'",
                    1);
    }
    corpus_end(corpus);
    struct fit *fit = fit_weights(corpus, corpus, 1);
    assert_int_equal(fit_rewrite(fit, of, &source, out, error), expected);
    fit_free(fit);
    corpus_free(corpus);
}

/* A rubric that can be fitted, with comments and a layout of its own. */
static char *fittable(void)
{
    char *bias = fixture_swapped(fixture_rubric_text, "'from': {'sounds': 0.5,",
                                 "'from': { // by hand: 0.25\n"
                                 "    'sounds' : 0.500, 'bias':0,");
    char *text =
        fixture_swapped(bias, "'cut': [1, 1.5]", "'cut': [ 1,/* 2 */ 1.5, ]");
    char *json = fixture_json(text);
    free(bias);
    free(text);
    return json;
}

static struct rubric *load(const char *json)
{
    struct problems problems = {0};
    struct source source = {"rubric.json", json, strlen(json)};
    struct rubric *loaded = rubricfile_load(&source, &problems);
    fixture_is_fine(&problems);
    assert_non_null(loaded);
    return loaded;
}

static void changes_numbers_alone(void **state)
{
    (void)state;
    char *json = fittable();
    struct rubric *before = load(json);
    struct buffer out = {0};
    struct buffer again = {0};
    struct error error = {0};
    rewrite(json, before, &out, &error, true);
    rewrite(json, before, &again, &error, true);
    assert_string_equal(buffer_text(&out), buffer_text(&again));
    assert_string_not_equal(buffer_text(&out), json);
    assert_non_null(strstr(buffer_text(&out), "// by hand: 0.25\n"));
    assert_non_null(strstr(buffer_text(&out), ",/* 2 */ "));
    char *old = without_numbers(json);
    char *new = without_numbers(buffer_text(&out));
    assert_string_equal(old, new);
    struct rubric *after = load(buffer_text(&out));
    size_t advice = rubric_code(before, "advice");
    assert_int_equal(after->codes[advice].bias, before->codes[advice].bias);
    assert_int_equal(after->codes[rubric_code(after, "empathy")].cuts[0], 0);
    /* Fitted once more, from other weights, it is the same. */
    buffer_clear(&again);
    rewrite(buffer_text(&out), after, &again, &error, true);
    assert_string_equal(buffer_text(&out), buffer_text(&again));
    rubric_free(before);
    rubric_free(after);
    buffer_free(&out);
    buffer_free(&again);
    free(old);
    free(new);
    free(json);
}

static void refuses_a_code_without_bias(void **state)
{
    (void)state;
    char *json = fixture_json(fixture_rubric_text);
    struct rubric *of = load(json);
    struct buffer out = {0};
    struct error error = {0};
    rewrite(json, of, &out, &error, false);
    assert_string_equal(
        error.text,
        "code 'empathy' needs a \"bias\" in its 'from' to be fitted");
    assert_int_equal(out.length, 0);
    buffer_free(&out);
    rubric_free(of);
    free(json);
}

static void refuses_another_file(void **state)
{
    (void)state;
    char *json = fittable();
    struct rubric *of = load(json);
    struct buffer out = {0};
    struct error error = {0};
    json[strlen(json) - 1] = ' ';
    rewrite(json, of, &out, &error, false);
    assert_string_equal(error.text, "rubric.json is not the rubric's file");
    assert_int_equal(out.length, 0);
    rubric_free(of);
    free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_by_weights_that_have_not_seen),
        cmocka_unit_test(judges_nothing_by_the_weights_of_the_file),
        cmocka_unit_test(learns_what_the_regression_finds),
        cmocka_unit_test(learns_two_cuts),
        cmocka_unit_test(gives_no_level_that_nobody_gave),
        cmocka_unit_test(keeps_what_bars_a_code),
        cmocka_unit_test(learns_the_offsets_of_main),
        cmocka_unit_test(judges_bare_texts),
        cmocka_unit_test(changes_numbers_alone),
        cmocka_unit_test(refuses_a_code_without_bias),
        cmocka_unit_test(refuses_another_file),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
