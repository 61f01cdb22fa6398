/* A rubric's own examples: what passes, and what is reported. */
#include "rubric/example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rubric/mistake.h"

#include "fixture.h"

/* The problems that the examples of the fixture have, with FIND made PUT. */
static struct problems checked(const char *find, const char *put,
                               const char *endless)
{
    struct problems problems = {0};
    char *swapped = fixture_swapped(fixture_rubric_text, find, put);
    char *json = fixture_json(swapped);
    struct source source = {"rubric.json", json, strlen(json)};
    struct rubric *rubric = rubricfile_load(&source, &problems);
    assert_non_null(rubric);
    if (endless != NULL) fixture_make_endless(rubric, endless);
    example_check(rubric, &source, &problems);
    rubric_free(rubric);
    free(json);
    free(swapped);
    return problems;
}

static void has_one(const char *find, const char *put, int number, size_t line,
                    const char *message)
{
    struct problems problems = checked(find, put, NULL);
    fixture_has(&problems, number, line);
    assert_int_equal(problems.count, 1);
    assert_string_equal(problems.list[0].message, message);
    problem_free(&problems);
}

/* Fails unless problem NUMBER is there and says MESSAGE. */
static void says(const struct problems *problems, int number,
                 const char *message)
{
    size_t i = 0;
    fixture_has(problems, number, 0);
    while (problems->list[i].number != number)
        i++;
    assert_string_equal(problems->list[i].message, message);
}

static void passes_a_good_rubric(void **state)
{
    (void)state;
    struct problems problems = {0};
    struct rubric *rubric = fixture_rubric();
    struct source source = {"rubric.json", "", 0};
    assert_int_equal(example_check(rubric, &source, &problems), 20);
    fixture_is_fine(&problems);
    rubric_free(rubric);
}

static void reports_an_example_of_another_level(void **state)
{
    (void)state;
    has_one("'You sound worn out.', 'level': 2",
            "'You sound worn out.', 'level': 1", MISTAKE_EXAMPLE_FAILS, 32,
            "this example has empathy at level 2, not 1");
    has_one("{'reply': 'Go.', 'level': 0}", "{'reply': 'Try.', 'level': 0}",
            MISTAKE_EXAMPLE_FAILS, 40,
            "this example has advice at level 1, not 0");
    has_one("{'reply': 'What now?', 'level': 1}",
            "{'reply': 'Now?', 'level': 1}", MISTAKE_EXAMPLE_FAILS, 43,
            "this example has question at level 0, not 1");
}

static void says_what_made_the_score(void **state)
{
    (void)state;
    struct problems problems =
        checked("'You sound worn out.', 'level': 2",
                "'You sound worn out.', 'level': 1", NULL);
    assert_string_equal(
        problems.list[0].mend,
        "starts from 0, sounds +0.5, feels +1; makes 1.5, first cut 1");
    problem_free(&problems);
    problems = checked("'You are sad.', 'level': 0",
                       "'You are sad.', 'level': 1", NULL);
    assert_string_equal(problems.list[1].mend,
                        "starts from 0, feels +1; makes 1, first cut 1; "
                        "barred by again");
    problem_free(&problems);
    problems = checked("{'reply': 'You sound sad.', 'level': 2}",
                       "{'reply': 'You sound sad.', 'level': 1}", NULL);
    assert_string_equal(problems.list[0].mend,
                        "'open_question' has level 0, 'empathy' has level 2");
    problem_free(&problems);
}

static void scores_after_what_was_said_before(void **state)
{
    (void)state;
    struct problems problems =
        checked("{'before': 'You are sad.', 'reply'", "{'reply'", NULL);
    fixture_has(&problems, MISTAKE_EXAMPLE_FAILS, 34);
    problem_free(&problems);
}

static void reports_too_few_examples(void **state)
{
    (void)state;
    has_one("{'reply': 'Tea?', 'level': 0}, ", "", MISTAKE_FEW_EXAMPLES, 35,
            "code 'advice' has 2 examples that have it and 1 that do not; 2 "
            "of each are needed");
    has_one("{'reply': 'Try tea.', 'level': 1},", "", MISTAKE_FEW_EXAMPLES, 35,
            "code 'advice' has 1 examples that have it and 2 that do not; 2 "
            "of each are needed");
}

static void reports_a_cue_that_none_meets(void **state)
{
    (void)state;
    has_one("'cues': {", "'cues': {'unmet': {'words': ['xyz'], 'why': 'w'},",
            MISTAKE_CUE_UNMET, 10, "no example meets the cue 'unmet'");
}

static void reports_a_level_above_the_last_cut(void **state)
{
    (void)state;
    struct problems problems =
        checked("{'reply': 'Try tea.', 'level': 1}",
                "{'reply': 'Try tea.', 'level': 2}", NULL);
    fixture_has(&problems, MISTAKE_EXAMPLE_LEVEL, 38);
    assert_int_equal(problems.count, 1);
    problem_free(&problems);
}

static void reports_an_example_that_cannot_be_scored(void **state)
{
    (void)state;
    char put[128];
    snprintf(put, sizeof put, "{'reply': '%s', 'level': 0}", fixture_endless);
    struct problems problems =
        checked("{'reply': 'Go.', 'level': 0}", put, "sounds");
    fixture_has(&problems, MISTAKE_EXAMPLE_UNSCORABLE, 40);
    says(&problems, MISTAKE_EXAMPLE_UNSCORABLE,
         "the cue 'sounds' reaches its limit on this example");
    problem_free(&problems);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_a_good_rubric),
        cmocka_unit_test(reports_an_example_of_another_level),
        cmocka_unit_test(says_what_made_the_score),
        cmocka_unit_test(scores_after_what_was_said_before),
        cmocka_unit_test(reports_too_few_examples),
        cmocka_unit_test(reports_a_cue_that_none_meets),
        cmocka_unit_test(reports_a_level_above_the_last_cut),
        cmocka_unit_test(reports_an_example_that_cannot_be_scored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
