/* Words and phrases proposed for a code. */
#include "rubric/suggest.h"

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

static const char with[] = "'codes': {'open_question': 1}";
static const char without[] = "'codes': {'open_question': 0}";

/* Open questions that the cue finds, some that it misses for want of "tell me
 * more", and one phrase that is too rare. */
static struct corpus *planted(void)
{
    static const char *const sessions[] = {"a", "b", "c", "e", "g"};
    struct corpus *corpus = corpus_new(rubric, false);
    for (size_t i = 0; i < COUNT(sessions); i++) {
        coded_reply(corpus, sessions[i], "What now?", with, 2);
        coded_reply(corpus, sessions[i], "Tell me more.", with, 2);
        coded_reply(corpus, sessions[i], "Say it is so.", without, 6);
        if (i == 0)
            coded_reply(corpus, "a", "Rarely heard.", with, SUGGEST_LEAST - 1);
    }
    corpus_end(corpus);
    return corpus;
}

static const struct suggestion *find(const struct suggestions *suggestions,
                                     const char *phrase)
{
    for (size_t i = 0; i < suggestions->count; i++)
        if (strcmp(suggestions->list[i].phrase, phrase) == 0)
            return &suggestions->list[i];
    return NULL;
}

static void names_a_planted_phrase(void **state)
{
    (void)state;
    struct corpus *corpus = planted();
    struct fit *fit = fit_weights(corpus, corpus, 1);
    size_t code = rubric_code(rubric, "open_question");
    struct suggestions found = suggest_cues(corpus, fit, code, 100);
    const struct suggestion *planted_one = find(&found, "tell me more");
    const struct suggestion *against = find(&found, "say it");
    const struct suggestion *known = find(&found, "what");
    assert_non_null(planted_one);
    assert_int_equal(planted_one->replies, 10);
    assert_int_equal(planted_one->with, 10);
    assert_true(planted_one->expected < 6);
    assert_true(planted_one->strength > 1);
    assert_true(against != NULL && against->strength < 0);
    assert_true(known != NULL && known->strength < planted_one->strength);
    assert_null(find(&found, "rarely heard"));
    assert_null(find(&found, "tell me more what"));
    for (size_t i = 1; i < found.count; i++)
        assert_true(fabs(found.list[i - 1].strength) >=
                    fabs(found.list[i].strength));
    suggest_free(&found);
    fit_free(fit);
    corpus_free(corpus);
}

static void names_no_more_than_asked(void **state)
{
    (void)state;
    struct corpus *corpus = planted();
    struct fit *fit = fit_weights(corpus, corpus, 1);
    size_t code = rubric_code(rubric, "open_question");
    struct suggestions all = suggest_cues(corpus, fit, code, 100);
    struct suggestions some = suggest_cues(corpus, fit, code, 3);
    struct suggestions none = suggest_cues(corpus, fit, code, 0);
    assert_int_equal(some.count, 3);
    assert_int_equal(none.count, 0);
    for (size_t i = 0; i < some.count; i++)
        assert_string_equal(some.list[i].phrase, all.list[i].phrase);
    suggest_free(&all);
    suggest_free(&some);
    suggest_free(&none);
    fit_free(fit);
    corpus_free(corpus);
}

/* A phrase said twice in a reply is in one reply. */
static void counts_replies(void **state)
{
    (void)state;
    struct corpus *corpus = corpus_new(rubric, false);
    coded_reply(corpus, "a", "Go on, go on.", with, SUGGEST_LEAST);
    coded_reply(corpus, "b", "No.", without, SUGGEST_LEAST);
    coded_reply(corpus, "b", "Go on.", "'codes': {'advice': 0}", 3);
    corpus_end(corpus);
    struct fit *fit = fit_weights(corpus, corpus, 1);
    struct suggestions found =
        suggest_cues(corpus, fit, rubric_code(rubric, "open_question"), 100);
    assert_non_null(find(&found, "go on"));
    assert_int_equal(find(&found, "go on")->replies, SUGGEST_LEAST);
    suggest_free(&found);
    fit_free(fit);
    corpus_free(corpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_a_planted_phrase),
        cmocka_unit_test(names_no_more_than_asked),
        cmocka_unit_test(counts_replies),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
