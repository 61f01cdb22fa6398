/* An author's own lines, tried as replies. */
#include "scenario/rehearsal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "scenario/fault.h"

#include "fixture.h"

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

/* What a rehearsal of the fixture, with FIND made PUT, reports. */
static struct problems rehearsed(const char *find, const char *put)
{
    struct problems problems = {0};
    char *swapped = fixture_swapped(fixture_scenario_text, find, put);
    char *json = fixture_json(swapped);
    struct source source = {"scenario.json", json, strlen(json)};
    struct scenario *scenario = scenariofile_load(&source, rubric, &problems);
    if (scenario == NULL) fixture_is_fine(&problems);
    rehearsal_check(scenario, rubric, &source, &problems);
    scenario_free(scenario);
    free(json);
    free(swapped);
    return problems;
}

static void has_one(const char *find, const char *put, int number, size_t line,
                    const char *message, const char *mend)
{
    struct problems problems = rehearsed(find, put);
    fixture_has(&problems, number, line);
    assert_int_equal(problems.count, 1);
    assert_string_equal(problems.list[0].message, message);
    assert_string_equal(problems.list[0].mend, mend);
    problem_free(&problems);
}

static void passes(const char *find, const char *put)
{
    struct problems problems = rehearsed(find, put);
    fixture_is_fine(&problems);
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

static void passes_a_good_scenario(void **state)
{
    (void)state;
    struct problems problems = {0};
    struct scenario *scenario = fixture_scenario(rubric);
    struct source source = {"scenario.json", "", 0};
    assert_int_equal(rehearsal_check(scenario, rubric, &source, &problems), 12);
    fixture_is_fine(&problems);
    scenario_free(scenario);
}

static void reports_a_line_won_by_one_before(void **state)
{
    (void)state;
    has_one("'You are sad.', 'It is a tired day.'",
            "'You are sad.', 'Try being tired.'", FAULT_TRY_LOST, 30,
            "this 'try' of 'felt' was won by 'advised', because of 'Try'",
            "'advised' stands before it and holds (advice and trust < 6)");
}

static void reports_a_line_lost_to_one_behind(void **state)
{
    (void)state;
    has_one("'try': ['Try tea.']", "'try': ['Tea?']", FAULT_TRY_LOST, 25,
            "this 'try' of 'advised' was won by 'else'",
            "'advice' was not there");
    has_one("'try': ['Try tea.']",
            "'try': [{'say': 'Try tea.', 'given': {'trust': 6}}]",
            FAULT_TRY_LOST, 25, "this 'try' of 'advised' was won by 'else'",
            "trust was 6, not < 6");
}

static void names_the_words_that_decided(void **state)
{
    (void)state;
    has_one("'when': 'empathy or heard'", "'when': 'empathy or heard or work'",
            FAULT_TRY_LOST, 32,
            "this 'try' of 'hopes' was won by 'felt', because of 'job'",
            "'felt' stands before it and holds (empathy or heard or work)");
    has_one("'when': 'work'", "'when': 'work and not work'", FAULT_TRY_LOST, 32,
            "this 'try' of 'hopes' was won by 'else', because of 'job'",
            "'work' was there");
    has_one("'when': 'misheard'", "'when': 'misheard or skill'", FAULT_TRY_LOST,
            30, "this 'try' of 'felt' was won by 'misread', because of 'sad'",
            "'misread' stands before it and holds (misheard or skill)");
}

static void tries_from_what_is_given(void **state)
{
    (void)state;
    has_one("\n      'given': {'visits': 2}", "\n      'given': {'visits': 1}",
            FAULT_TRY_LOST, 44, "this 'try' of 'stayed' was won by 'else'",
            "visits was 1, not >= 2");
    passes("'when': 'empathy and visits >= 2'", "'when': 'empathy and visits "
                                                "= 2 and turn = 1'");
    passes("'when': 'misheard'", "'when': 'misheard and turn = 1'");
}

static void tries_after_what_is_said_before(void **state)
{
    (void)state;
    passes("'try': ['Try tea.']",
           "'try': [{'say': 'Try tea.', 'before': 'Try tea.'}]");
    has_one("'You are sad.', 'It is a tired day.'",
            "{'say': 'You are sad.', 'before': 'You are sad.'}", FAULT_TRY_LOST,
            30, "this 'try' of 'felt' was won by 'else'",
            "'empathy' was not there, 'heard' was not there");
}

static void wants_a_try_for_every_way(void **state)
{
    (void)state;
    has_one(", 'try': ['And your job?']", "", FAULT_NO_TRY, 31,
            "nothing shows that the reply 'hopes' can be won",
            "add 'try': what a trainee might say that this reply wins");
    has_one("'try': ['Try tea.']", "'try': []", FAULT_NO_TRY, 23,
            "nothing shows that the reply 'advised' can be won",
            "add 'try': what a trainee might say that this reply wins");
}

static void wants_better_lines_to_lower_nothing(void **state)
{
    (void)state;
    has_one("'better': ['You sound worn out.']", "'better': ['Try tea.']",
            FAULT_BETTER_POOR, 21,
            "this 'better' line is won by 'advised', which lowers 'trust'",
            "reword it, or look at what that reply asks for");
    passes("'better': ['You sound worn out.']", "'better': ['And the job?']");
}

static void wants_better_lines_not_to_end_poorly(void **state)
{
    (void)state;
    has_one("'when': 'hope = 2', 'goto': 'story'",
            "'when': 'trust = 6', 'goto': 'walkout'", FAULT_BETTER_POOR, 21,
            "this 'better' line is won by 'felt', which ends poorly",
            "reword it, or look at what that reply asks for");
    passes("'when': 'hope = 2', 'goto': 'story'",
           "'when': 'trust = 6', 'goto': 'done'");
}

static void reports_a_line_that_cannot_be_scored(void **state)
{
    (void)state;
    struct problems problems = {0};
    char put[128];
    fixture_make_endless(rubric, "advises");
    snprintf(put, sizeof put, "'%s'", fixture_endless);
    problems = rehearsed("'I see.'", put);
    fixture_has(&problems, FAULT_UNSCORABLE, 35);
    says(&problems, FAULT_UNSCORABLE,
         "the cue 'advises' reaches its limit on this line");
    problem_free(&problems);
    tear_down(NULL);
    set_up(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_a_good_scenario),
        cmocka_unit_test(reports_a_line_won_by_one_before),
        cmocka_unit_test(reports_a_line_lost_to_one_behind),
        cmocka_unit_test(names_the_words_that_decided),
        cmocka_unit_test(tries_from_what_is_given),
        cmocka_unit_test(tries_after_what_is_said_before),
        cmocka_unit_test(wants_a_try_for_every_way),
        cmocka_unit_test(wants_better_lines_to_lower_nothing),
        cmocka_unit_test(wants_better_lines_not_to_end_poorly),
        cmocka_unit_test(reports_a_line_that_cannot_be_scored),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
