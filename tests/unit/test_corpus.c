/* Coded turns: what is taken, what is refused, who is believed. */
#include "rubric/corpus.h"

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

static int level(const struct corpus *corpus, size_t reply, const char *code)
{
    return corpus->replies[reply].levels[rubric_code(rubric, code)];
}

static void takes_what_people_said(void **state)
{
    (void)state;
    struct corpus *corpus = corpus_new(rubric, false);
    coded_line(corpus, "{'session': 'a', 'turn': 1, 'speaker': 'client',"
                       " 'text': 'I fell twice.', 'quality': 'low'}");
    coded_line(corpus, "{'session': 'a', 'turn': 2, 'speaker': 'therapist',"
                       " 'text': 'What happened?', 'main': 'question',"
                       " 'codes': {'open_question': 1, 'empathy': 2}}");
    coded_line(corpus, "{'session': 'a', 'turn': 3, 'speaker': 'therapist',"
                       " 'text': 'Mm.', 'main': 'other'}");
    coded_line(corpus, "{'session': 'a', 'turn': 4, 'speaker': 'client',"
                       " 'text': 'Yes.'}");
    corpus_end(corpus);
    assert_int_equal(corpus->count, 2);
    assert_int_equal(corpus->session_count, 1);
    assert_int_equal(corpus->sessions[0].quality, QUALITY_POOR);
    assert_int_equal(corpus->sessions[0].count, 2);
    assert_int_equal(corpus->sessions[0].client_words, 4);
    assert_string_equal(corpus->replies[0].client, "I fell twice.");
    assert_string_equal(corpus->replies[1].client, "");
    assert_int_equal(corpus->replies[0].turn, 2);
    assert_int_equal(corpus->replies[0].words, 2);
    assert_int_equal(level(corpus, 0, "open_question"), 1);
    assert_int_equal(level(corpus, 0, "empathy"), 2);
    assert_int_equal(level(corpus, 0, "advice"), CORPUS_UNJUDGED);
    assert_int_equal(corpus->replies[0].main, 2);
    assert_int_equal(corpus->replies[1].main, rubric->main.count);
    assert_true(corpus->judged[rubric_code(rubric, "empathy")]);
    assert_false(corpus->judged[rubric_code(rubric, "advice")]);
    corpus_free(corpus);
}

static void refuses_a_bad_line_and_goes_on(void **state)
{
    (void)state;
    static const struct {
        int number;
        const char *keys; /* of a reply, after its session and turn */
    } bad[] = {
        {PROBLEM_MISSING_KEY, "'speaker': 'therapist'"},
        {PROBLEM_OUT_OF_RANGE, "'speaker': 'nurse', 'text': 'x'"},
        {PROBLEM_UNKNOWN_KEY, "'speaker': 'therapist', 'text': 'x', 'cods': 1"},
        {PROBLEM_WRONG_KIND, "'speaker': 'therapist', 'text': 'x', 'codes': 1"},
        {PROBLEM_WRONG_KIND, "'speaker': 'therapist', 'text': 'x',"
                             " 'codes': {'advice': '1'}"},
        {PROBLEM_WRONG_KIND, "'speaker': 'therapist', 'text': 'x',"
                             " 'coders': {'kim': 1}"},
        {CORPUS_LEVEL_RANGE, "'speaker': 'therapist', 'text': 'x',"
                             " 'codes': {'empathy': 3}"},
        {CORPUS_LEVEL_RANGE, "'speaker': 'therapist', 'text': 'x',"
                             " 'codes': {'advice': -1}"},
        {CORPUS_LEVEL_RANGE, "'speaker': 'therapist', 'text': 'x',"
                             " 'coders': {'kim': {'advice': 2}}"},
        {CORPUS_NO_SUCH_MAIN, "'speaker': 'therapist', 'text': 'x',"
                              " 'main': 'open_question'"},
        {CORPUS_NO_SUCH_QUALITY, "'speaker': 'therapist', 'text': 'x',"
                                 " 'quality': 'middling'"},
        {PROBLEM_NOT_UTF8, "'speaker': 'therapist', 'text': '\xff'"},
        {PROBLEM_SYNTAX, "'speaker' 'therapist'"},
    };
    struct corpus *corpus = corpus_new(rubric, false);
    coded_reply(corpus, "a", "Tea?", "'codes': {'open_question': 1}", 1);
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct buffer line = {0};
        buffer_format(&line, "{'session': 'a', 'turn': 1, %s}", bad[i].keys);
        assert_int_equal(coded_line(corpus, buffer_text(&line)), bad[i].number);
        buffer_free(&line);
    }
    coded_reply(corpus, "a", "Tea?", "'codes': {'open_question': 0}", 1);
    corpus_end(corpus);
    assert_int_equal(corpus->count, 2);
    assert_int_equal(corpus->session_count, 1);
    assert_int_equal(level(corpus, 1, "open_question"), 0);
    assert_false(corpus->judged[rubric_code(rubric, "advice")]);
    corpus_free(corpus);
}

static void refuses_a_session_that_comes_again(void **state)
{
    (void)state;
    struct corpus *corpus = corpus_new(rubric, false);
    const char *again = "{'session': 'a', 'turn': 9, 'speaker': 'therapist',"
                        " 'text': 'Tea?', 'codes': {'advice': 0}}";
    coded_reply(corpus, "a", "Tea?", "'codes': {'advice': 0}", 2);
    coded_reply(corpus, "b", "Tea?", "'codes': {'advice': 0}", 1);
    assert_int_equal(coded_line(corpus, again), CORPUS_SPLIT_SESSION);
    assert_int_equal(coded_line(corpus, again), CORPUS_SPLIT_SESSION);
    coded_reply(corpus, "b", "Tea?", "'codes': {'advice': 0}", 2);
    corpus_end(corpus);
    assert_int_equal(corpus->session_count, 2);
    assert_int_equal(corpus->sessions[0].count, 2);
    assert_int_equal(corpus->sessions[1].first, 2);
    assert_int_equal(corpus->sessions[1].count, 3);
    corpus_free(corpus);
}

static void refuses_a_line_of_ten_megabytes(void **state)
{
    (void)state;
    struct corpus *corpus = corpus_new(rubric, false);
    struct buffer line = {0};
    buffer_add_text(&line, "{'session': 'a', 'turn': 1, 'speaker': 'client',"
                           " 'text': '");
    buffer_repeat(&line, "long ", 2 << 20);
    buffer_add_text(&line, "'}");
    assert_int_equal(coded_line(corpus, buffer_text(&line)), PROBLEM_TOO_LARGE);
    coded_reply(corpus, "a", "Tea?", "'codes': {'advice': 0}", 1);
    corpus_end(corpus);
    assert_int_equal(corpus->count, 1);
    buffer_free(&line);
    corpus_free(corpus);
}

/* What was said was said, whatever became of its codes: the second time is
 * a repetition. */
static void keeps_refused_turns_in_the_talk(void **state)
{
    (void)state;
    static const char *const wrong[] = {"'codes': {'empathy': 7}",
                                        "'quality': 'middling'"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct corpus *corpus = corpus_new(rubric, false);
        struct buffer line = {0};
        buffer_format(&line,
                      "{'session': 'a', 'turn': 1, 'speaker': 'therapist',"
                      " 'text': 'You are sad.', %s}",
                      wrong[i]);
        assert_int_not_equal(coded_line(corpus, buffer_text(&line)), 0);
        coded_reply(corpus, "a", "You are sad.", "'codes': {'empathy': 1}", 1);
        coded_reply(corpus, "b", "You are sad.", "'codes': {'empathy': 1}", 1);
        size_t empathy = rubric_code(rubric, "empathy");
        assert_int_equal(corpus->replies[0].scoring->levels[empathy], 0);
        assert_int_equal(corpus->replies[1].scoring->levels[empathy], 1);
        buffer_free(&line);
        corpus_free(corpus);
    }
}

static void notes_a_code_the_rubric_lacks_once(void **state)
{
    (void)state;
    struct corpus *corpus = corpus_new(rubric, false);
    coded_reply(corpus, "a", "Tea?", "'codes': {'advise': 1, 'advice': 0}", 2);
    coded_reply(corpus, "a", "Tea?", "'coders': {'kim': {'advise': 9}}", 1);
    assert_int_equal(corpus->lacking_count, 1);
    assert_string_equal(corpus->lacking_names[0], "advise");
    assert_int_equal(level(corpus, 0, "advice"), 0);
    corpus_free(corpus);
}

static void believes_the_majority(void **state)
{
    (void)state;
    static const struct {
        int level;
        const char *keys;
    } votes[] = {
        {2, "'coders': {'a': {'empathy': 2}, 'b': {'empathy': 0},"
            " 'c': {'empathy': 2}}"},
        {0, "'coders': {'a': {'empathy': 2}, 'b': {'empathy': 0}}"},
        {1, "'coders': {'a': {'empathy': 2}, 'b': {'empathy': 1},"
            " 'c': {'advice': 1}}"},
        {1, "'codes': {'empathy': 1},"
            " 'coders': {'a': {'empathy': 2}, 'b': {'empathy': 2}}"},
        {CORPUS_UNJUDGED, "'coders': {'a': {'advice': 1}}"},
    };
    struct corpus *corpus = corpus_new(rubric, false);
    for (size_t i = 0; i < COUNT(votes); i++) {
        coded_reply(corpus, "s", "Tea?", votes[i].keys, 1);
        assert_int_equal(level(corpus, i, "empathy"), votes[i].level);
    }
    assert_int_equal(corpus->coder_count, 3);
    assert_string_equal(corpus->coders[2], "c");
    assert_int_equal(corpus->replies[2].coding_count, 3);
    corpus_free(corpus);
}

/* By Python: int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 10. */
static void folds_by_the_hash_of_the_session(void **state)
{
    (void)state;
    static const struct {
        const char *session;
        int fold;
    } known[] = {
        {"a", 0},  {"b", 6},  {"c", 3},  {"e", 9},   {"g", 7},
        {"i", 8},  {"j", 5},  {"m", 4},  {"p", 1},   {"r", 2},
        {"s0", 4}, {"s1", 2}, {"s7", 9}, {"s16", 8}, {"Sitzung \u00fc", 2},
    };
    struct corpus *corpus = corpus_new(rubric, false);
    for (size_t i = 0; i < COUNT(known); i++) {
        coded_reply(corpus, known[i].session, "Tea?", "'codes': {}", 1);
        assert_int_equal(corpus->sessions[i].fold, known[i].fold);
    }
    corpus_free(corpus);
}

static void reads_bare(void **state)
{
    (void)state;
    struct corpus *corpus = corpus_new(rubric, true);
    coded_line(corpus, "{'session': 'a', 'turn': 1, 'speaker': 'client',"
                       " 'text': 'Oh, NO!'}");
    coded_reply(corpus, "a", "What\u2019s wrong, \u00c9mile \u2013 how so?",
                "'codes': {}", 1);
    assert_string_equal(corpus->replies[0].client, "oh no");
    assert_null(strpbrk(corpus->replies[0].text, "?,.WE"));
    assert_non_null(strstr(corpus->replies[0].text, "whats wrong \u00e9mile"));
    corpus_free(corpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_people_said),
        cmocka_unit_test(refuses_a_bad_line_and_goes_on),
        cmocka_unit_test(refuses_a_session_that_comes_again),
        cmocka_unit_test(refuses_a_line_of_ten_megabytes),
        cmocka_unit_test(keeps_refused_turns_in_the_talk),
        cmocka_unit_test(notes_a_code_the_rubric_lacks_once),
        cmocka_unit_test(believes_the_majority),
        cmocka_unit_test(folds_by_the_hash_of_the_session),
        cmocka_unit_test(reads_bare),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
