/* Grades: which attempts count, what they earn, and what is told of them. */
#include "class/grade.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "class/report.h"

#include "fixture.h"

static struct rubric *rubric;
static struct scenario *scenario;

static int set_up(void **state)
{
    (void)state;
    rubric = fixture_rubric();
    scenario = fixture_scenario(rubric);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scenario_free(scenario);
    rubric_free(rubric);
    return 0;
}

/* RULES stands among the exercise's members. */
static struct exercise *exercise_of(const char *rules)
{
    struct buffer text = {0};
    struct problems problems = {0};
    buffer_format(
        &text,
        "{'format': 'rapport-exercise/1', 'id': 'w', 'title': 'Week',\n"
        " 'language': 'en', %s\n"
        " 'scenarios': [{'id': 'sam-1', 'version': 3, 'sha256': '%s'}],\n"
        " 'rubric': {'id': 'small', 'version': 2, 'sha256': '%s'},\n"
        " 'criteria': [\n"
        "  {'id': 'depth', 'title': 'Depth', 'measure': 'depth',\n"
        "   'points': [[0, 0], [1, 10]]},\n"
        "  {'id': 'trust', 'title': 'Trust', 'state': 'trust',\n"
        "   'points': [[0, 0], [10, 5]]},\n"
        "  {'id': 'ending', 'title': 'Ending', 'ending': ['back'],\n"
        "   'points': 5}]}",
        rules, scenario->sha256, rubric->sha256);
    char *json = fixture_json(buffer_text(&text));
    struct source source = {"w.json", json, strlen(json)};
    struct exercise *exercise = exercise_load(&source, &problems);
    fixture_is_fine(&problems);
    free(json);
    buffer_free(&text);
    return exercise;
}

/* The session ID by WHO, from START to LAST, in which the NULL-ended REPLIES
 * were said until it ended. */
static struct attempt *held(const struct exercise *exercise, const char *who,
                            const char *id, const char *start, const char *last,
                            const char *const *replies)
{
    struct transcript_header header = {
        .attempt = id,
        .mode = "practice",
        .program = "1",
        .trainee = who,
        .start = start,
        .scenario = {"sam-1", 3, scenario->sha256, 0},
        .rubric = {"small", 2, rubric->sha256, 0},
        .exercise = {"w", 1, exercise->sha256, 0},
    };
    struct session *session = session_new(scenario, rubric, NULL);
    struct transcript_seal seal = {0};
    struct problems problems = {0};
    struct buffer file = {0};
    transcript_format_header(&seal, &header, &file);
    buffer_add_byte(&file, '\n');
    for (; *replies != NULL && session_ending(session) == SCENARIO_NONE;
         replies++) {
        session_step(session, *replies);
        transcript_format_reply(&seal, session, last, &file);
        buffer_add_byte(&file, '\n');
    }
    transcript_format_end(&seal, session, last, &file);
    session_free(session);
    struct source source = {"t", file.bytes, file.length};
    struct transcript *transcript = transcript_read(&source, &problems);
    fixture_is_fine(&problems);
    buffer_free(&file);
    return attempt_new("t.jsonl", transcript, exercise, 0, scenario, rubric,
                       NULL);
}

/* A session by WHO that took no longer than its second, in MINUTE. */
static struct attempt *handed_in(const struct exercise *exercise,
                                 const char *who, int minute,
                                 const char *const *replies)
{
    char time[32];
    char id[32];
    snprintf(time, sizeof time, "2027-01-01T10:%02d:00Z", minute);
    snprintf(id, sizeof id, "%s-%d", who, minute);
    return held(exercise, who, id, time, time, replies);
}

static const char *const good[] = {"You sound sad.", "Hm.", "You are sad.",
                                   NULL};
static const char *const poor[] = {"Try tea.", "Hm.", "Hm.", NULL};

static struct grade *graded(const struct exercise *exercise,
                            struct attempt **attempts, size_t count)
{
    const struct scenario *scenarios[] = {scenario};
    static const struct scenario *kept[1];
    kept[0] = scenarios[0];
    return grade_new(exercise, rubric, kept, attempts, count);
}

static void end(struct grade *grade, struct exercise *exercise,
                struct attempt **attempts, size_t count)
{
    grade_free(grade);
    for (size_t i = 0; i < count; i++)
        attempt_free(attempts[i]);
    exercise_free(exercise);
}

static void points_add_up(void **state)
{
    (void)state;
    struct exercise *exercise = exercise_of("");
    struct attempt *attempts[] = {handed_in(exercise, "Ann", 1, good)};
    struct grade *grade = graded(exercise, attempts, 1);
    const struct grade_trainee *ann = &grade->trainees[0];
    assert_string_equal(buffer_text(&attempts[0]->differences), "");
    assert_int_equal(grade->trainee_count, 1);
    /* two of three replies show empathy, at the levels 2 and 1 */
    assert_int_equal(ann->marks[0].value, 1000);
    assert_int_equal(ann->marks[0].points, 10000);
    assert_int_equal(ann->marks[1].value, 6000);
    assert_int_equal(ann->marks[1].points, 3000);
    assert_int_equal(ann->marks[2].points, 5000);
    assert_int_equal(ann->total, 18000);
    end(grade, exercise, attempts, 1);
}

struct policy {
    const char *rules;
    int64_t total;
};

/* Ann is good, then poor, then good again; handed in in another order. */
static void the_policy_says_which_attempt_counts(void **state)
{
    static const struct policy policies[] = {
        {"", 18000},
        {"'attempts': {'counts': 'last'},", 18000},
        {"'attempts': {'counts': 'last', 'max': 2},", 0},
        {"'attempts': {'counts': 'first'},", 18000},
        {"'attempts': {'counts': 'best', 'max': 2},", 18000},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(policies); i++) {
        struct exercise *exercise = exercise_of(policies[i].rules);
        struct attempt *attempts[] = {handed_in(exercise, "Ann", 9, good),
                                      handed_in(exercise, "Ann", 1, good),
                                      handed_in(exercise, "Ann", 5, poor)};
        struct grade *grade = graded(exercise, attempts, 3);
        if (grade->trainees[0].total != policies[i].total)
            fail_msg("%s: %lld", policies[i].rules,
                     (long long)grade->trainees[0].total);
        end(grade, exercise, attempts, 3);
    }
}

static void rules_are_told(void **state)
{
    (void)state;
    struct exercise *exercise =
        exercise_of("'due': '2027-01-01T10:03:00Z', 'least_replies': 4,");
    struct attempt *attempts[] = {handed_in(exercise, "Ann", 1, good),
                                  handed_in(exercise, "Bo", 4, good)};
    struct grade *grade = graded(exercise, attempts, 2);
    assert_false(grade->trainees[0].late);
    assert_true(grade->trainees[1].late);
    assert_true(grade->trainees[0].too_short);
    end(grade, exercise, attempts, 2);
}

/* Times are whole seconds: of two sessions begun in one of them, the one that
 * ended first was the first. Only what ran into another is told. */
static void sessions_at_one_time_are_told(void **state)
{
    static const struct {
        const char *starts[2], *ends[2];
        bool told;
    } cases[] = {
        {{"10:00:01", "10:00:01"}, {"10:00:02", "10:00:01"}, false},
        {{"10:00:01", "10:00:01"}, {"10:00:01", "10:00:02"}, false},
        {{"10:00:01", "10:00:02"}, {"10:00:02", "10:00:03"}, false},
        {{"10:00:02", "10:00:01"}, {"10:00:03", "10:00:03"}, true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct exercise *exercise = exercise_of("");
        struct attempt *attempts[2];
        struct buffer told = {0};
        for (size_t j = 0; j < 2; j++) {
            char began[32];
            char ended[32];
            snprintf(began, sizeof began, "2027-01-01T%sZ", cases[i].starts[j]);
            snprintf(ended, sizeof ended, "2027-01-01T%sZ", cases[i].ends[j]);
            attempts[j] =
                held(exercise, "Ann", j == 0 ? "a" : "b", began, ended, good);
        }
        struct grade *grade = graded(exercise, attempts, 2);
        report_review(grade, &told);
        if ((strstr(buffer_text(&told), "at one time") != NULL) !=
            cases[i].told)
            fail_msg("case %zu: %s", i, buffer_text(&told));
        buffer_free(&told);
        end(grade, exercise, attempts, 2);
    }
}

static void an_override_wins_and_is_shown(void **state)
{
    (void)state;
    struct exercise *exercise = exercise_of("");
    struct attempt *attempts[] = {handed_in(exercise, "Ann", 1, poor)};
    struct grade *grade = graded(exercise, attempts, 1);
    struct buffer page = {0};
    assert_true(grade_override(grade, "Ann", "trust", 4500, "I was there."));
    assert_false(grade_override(grade, "Ann", "trst", 1, ""));
    assert_false(grade_override(grade, "Anna", "trust", 1, ""));
    assert_int_equal(grade->trainees[0].total, 4500);
    report_trainee(grade, &grade->trainees[0], &page);
    assert_non_null(strstr(buffer_text(&page), "Trust: 4.5 of 5"));
    assert_non_null(strstr(buffer_text(&page), "in place of 0: I was there."));
    buffer_free(&page);
    end(grade, exercise, attempts, 1);
}

static void what_is_told_cannot_steer_a_terminal(void **state)
{
    static const char *const replies[] = {"\x1b[2J<script>=1+1", "Hm.", NULL};
    (void)state;
    struct exercise *exercise = exercise_of("");
    struct attempt *attempts[] = {
        handed_in(exercise, "\x1b]0;owned\x07", 1, replies)};
    struct grade *grade = graded(exercise, attempts, 1);
    struct buffer told = {0};
    report_class(grade, &told);
    report_review(grade, &told);
    report_trainee(grade, &grade->trainees[0], &told);
    for (size_t i = 0; i < told.length; i++)
        assert_true(told.bytes[i] == '\n' ||
                    (unsigned char)told.bytes[i] >= 0x20);
    buffer_free(&told);
    end(grade, exercise, attempts, 1);
}

static void aliases_stay_the_same(void **state)
{
    (void)state;
    char first[16] = "";
    for (int i = 0; i < 2; i++) {
        struct exercise *exercise =
            exercise_of(i == 0 ? "" : "'mode': 'exam',");
        struct attempt *attempts[] = {handed_in(exercise, "Ann", 1, good)};
        struct grade *grade = graded(exercise, attempts, 1);
        grade_anonymise(grade);
        if (i == 0)
            snprintf(first, sizeof first, "%s", grade->trainees[0].shown);
        assert_string_equal(grade->trainees[0].shown, first);
        assert_int_equal(strlen(first), 8);
        end(grade, exercise, attempts, 1);
    }
}

static void figures_are_of_the_class(void **state)
{
    (void)state;
    struct exercise *exercise = exercise_of("");
    struct attempt *attempts[] = {handed_in(exercise, "Ann", 1, good),
                                  handed_in(exercise, "Bo", 1, poor),
                                  handed_in(exercise, "Cy", 1, good)};
    struct grade *grade = graded(exercise, attempts, 3);
    struct grade_figures figures = grade_figures(grade, 3);
    assert_int_equal(figures.count, 3);
    assert_int_equal(figures.least, 0);
    assert_int_equal(figures.median, 18000);
    assert_int_equal(figures.mean, 12000);
    assert_int_equal(figures.most, 18000);
    end(grade, exercise, attempts, 3);
}

/* A header that says otherwise than the exercise is a difference. */
static void another_rubric_is_a_difference(void **state)
{
    (void)state;
    struct exercise *exercise = exercise_of("");
    char *hash = (char *)exercise->rubric.sha256;
    hash[0] = hash[0] == 'a' ? 'b' : 'a';
    struct attempt *attempts[] = {handed_in(exercise, "Ann", 1, good)};
    assert_non_null(strstr(buffer_text(&attempts[0]->differences),
                           "another rubric than the exercise pins"));
    struct grade *grade = graded(exercise, attempts, 1);
    end(grade, exercise, attempts, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(points_add_up),
        TEST(the_policy_says_which_attempt_counts),
        TEST(rules_are_told),
        TEST(sessions_at_one_time_are_told),
        TEST(an_override_wins_and_is_shown),
        TEST(what_is_told_cannot_steer_a_terminal),
        TEST(aliases_stay_the_same),
        TEST(figures_are_of_the_class),
        TEST(another_rubric_is_a_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
