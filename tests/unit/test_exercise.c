/* Exercises: loading, what they pin, and points. */
#include "class/exercise.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "class/handout.h"

#include "fixture.h"

#define HASH64                                                                 \
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char whole[] =
    "{'format': 'rapport-exercise/1', 'id': 'week-3', 'title': 'Week 3',\n"
    " 'language': 'en', 'scenarios': [{'id': 'sam-1', 'version': 3,\n"
    "  'sha256': '" HASH64 "'}],\n"
    " 'rubric': {'id': 'small', 'version': 2, 'sha256': '" HASH64 "'},\n"
    " 'mode': 'exam', 'attempts': {'max': 3, 'counts': 'best'},\n"
    " 'due': '2027-02-01T12:00:00Z', 'help_now': 'Ask.', 'seen_by': 'Two.',\n"
    " 'least_replies': 15, 'criteria': [\n"
    "  {'id': 'depth', 'title': 'Depth', 'measure': 'depth',\n"
    "   'points': [[0, 0], [0.2, 5], [0.4, 10]]},\n"
    "  {'id': 'trust', 'title': 'Trust', 'state': 'trust',\n"
    "   'points': [[0, 0], [6, 5]]},\n"
    "  {'id': 'ending', 'title': 'Ending', 'ending': ['back'],\n"
    "   'points': 5}]}\n";

static struct exercise *load(const char *text, struct problems *problems)
{
    char *json = fixture_json(text);
    struct source source = {"week-3.json", json, strlen(json)};
    struct exercise *exercise = exercise_load(&source, problems);
    free(json);
    return exercise;
}

static void all_of_it_is_read(void **state)
{
    (void)state;
    struct problems problems = {0};
    struct exercise *exercise = load(whole, &problems);
    fixture_is_fine(&problems);
    assert_string_equal(exercise->id, "week-3");
    assert_int_equal(exercise->scenario_count, 1);
    assert_string_equal(exercise->scenarios[0].id, "sam-1");
    assert_int_equal(exercise_scenario(exercise, HASH64), 0);
    assert_int_equal(exercise_scenario(exercise, "0"), SIZE_MAX);
    assert_int_equal(exercise->mode, EXERCISE_EXAM);
    assert_int_equal(exercise->most_attempts, 3);
    assert_int_equal(exercise->policy, EXERCISE_BEST);
    assert_int_equal(exercise->least_replies, 15);
    assert_int_equal(exercise->criterion_count, 3);
    assert_int_equal(exercise_most(exercise), 20000);
    exercise_free(exercise);
}

struct earned {
    size_t criterion;
    int64_t value;
    int64_t points;
};

static void points_are_in_proportion_between_steps(void **state)
{
    static const struct earned table[] = {
        {0, -5, 0},     {0, 0, 0},       {0, 100, 2500},   {0, 200, 5000},
        {0, 300, 7500}, {0, 400, 10000}, {0, 9000, 10000}, {1, 3000, 2500},
        {2, 0, 0},      {2, 1000, 5000}, {2, 500, 2500},
    };
    (void)state;
    struct problems problems = {0};
    struct exercise *exercise = load(whole, &problems);
    fixture_is_fine(&problems);
    for (size_t i = 0; i < COUNT(table); i++)
        assert_int_equal(
            exercise_points(&exercise->criteria[table[i].criterion],
                            table[i].value),
            table[i].points);
    exercise_free(exercise);
}

struct slip {
    const char *find;
    const char *put;
    int number;
};

static void each_slip_is_told(void **state)
{
    static const struct slip slips[] = {
        {"'title': 'Week 3'", "'titel': 'Week 3'", PROBLEM_UNKNOWN_KEY},
        {"'exam'", "'exams'", EXERCISE_NO_SUCH_MODE},
        {"'best'", "'bestt'", EXERCISE_NO_SUCH_POLICY},
        {"2027-02-01T12:00:00Z", "1.2.2027", EXERCISE_DUE},
        {"'" HASH64 "'", "'abc'", EXERCISE_HASH},
        {"'measure': 'depth',", "", EXERCISE_KIND},
        {"'measure': 'depth',", "'measure': 'depth', 'state': 'trust',",
         EXERCISE_KIND},
        {"[0.2, 5]", "[0.5, 5]", EXERCISE_STEPS},
        {"[0.2, 5]", "[0.2]", EXERCISE_STEPS},
        {"[0.2, 5]", "[0.2, -1]", EXERCISE_STEPS},
        {"'id': 'trust'", "'id': 'depth'", EXERCISE_TWICE},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(slips); i++) {
        struct problems problems = {0};
        char *text = fixture_swapped(whole, slips[i].find, slips[i].put);
        assert_null(load(text, &problems));
        fixture_has(&problems, slips[i].number, 0);
        problem_free(&problems);
        free(text);
    }
}

static void names_are_held_against_what_is_pinned(void **state)
{
    static const struct slip slips[] = {
        {"'measure': 'depth'", "'measure': 'dept'", EXERCISE_NO_SUCH_MEASURE},
        {"'state': 'trust'", "'state': 'trst'", EXERCISE_NO_SUCH_STATE},
        {"['back']", "['bak']", EXERCISE_NO_SUCH_ENDING},
        {"'language': 'en'", "'language': 'de'", EXERCISE_LANGUAGE},
    };
    (void)state;
    struct rubric *rubric = fixture_rubric();
    struct scenario *scenario = fixture_scenario(rubric);
    const struct scenario *scenarios[] = {scenario};
    struct source source = {"week-3.json", "", 0};
    for (size_t i = 0; i < COUNT(slips); i++) {
        struct problems problems = {0};
        char *text = fixture_swapped(whole, slips[i].find, slips[i].put);
        struct exercise *exercise = load(text, &problems);
        assert_int_equal(problems.count, 0);
        exercise_check(exercise, rubric, scenarios, &source, &problems);
        fixture_has(&problems, slips[i].number, 0);
        problem_free(&problems);
        exercise_free(exercise);
        free(text);
    }
    scenario_free(scenario);
    rubric_free(rubric);
}

static void a_new_one_is_whole(void **state)
{
    (void)state;
    struct rubric *rubric = fixture_rubric();
    struct scenario *scenario = fixture_scenario(rubric);
    const struct scenario *scenarios[] = {scenario};
    struct buffer text = {0};
    struct problems problems = {0};
    handout_write("week-3", scenarios, 1, rubric, &text);
    struct source source = {"week-3.json", buffer_text(&text), text.length};
    struct exercise *exercise = exercise_load(&source, &problems);
    fixture_is_fine(&problems);
    exercise_check(exercise, rubric, scenarios, &source, &problems);
    fixture_is_fine(&problems);
    assert_int_equal(exercise_scenario(exercise, scenario->sha256), 0);
    assert_int_equal(exercise->criterion_count, 3);
    exercise_free(exercise);
    buffer_free(&text);
    scenario_free(scenario);
    rubric_free(rubric);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_it_is_read),
        cmocka_unit_test(points_are_in_proportion_between_steps),
        cmocka_unit_test(each_slip_is_told),
        cmocka_unit_test(names_are_held_against_what_is_pinned),
        cmocka_unit_test(a_new_one_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
