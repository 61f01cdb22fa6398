/* The instructor's own points, as lines and as a table. */
#include "class/overrides.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "class/marks.h"

#include "fixture.h"

/* Two trainees and two criteria, of 10 and 5 points; nothing of it was played.
 */
static const struct criterion criteria[] = {
    {.id = "listening", .title = "Listening\nwell", .most = 10000},
    {.id = "ending", .title = "Ending", .most = 5000},
};
static const struct exercise exercise = {
    .id = "week-3", .criteria = criteria, .criterion_count = 2};

struct class
{
    struct grade_mark marks[3][2];
    struct grade_trainee trainees[3];
    struct grade grade;
};

static void make_class(struct class *class)
{
    static const char *const names[] = {"Ann", "=Bo, \"B\"", "Cy"};
    static const char *const aliases[] = {"T-1", "T-2", "T-2"};
    *class = (struct class){0};
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 2; j++)
            class->marks[i][j] =
                (struct grade_mark){.points = 1000, .overridden = GRADE_NONE};
        class->trainees[i] = (struct grade_trainee){.name = names[i],
                                                    .alias = aliases[i],
                                                    .shown = names[i],
                                                    .marks = class->marks[i],
                                                    .total = 2000};
    }
    class->grade.exercise = &exercise;
    class->grade.trainees = class->trainees;
    class->grade.trainee_count = 3;
}

static void read_into(struct class *class, const char *name, const char *text,
                      struct problems *problems)
{
    struct source source = {name, text, strlen(text)};
    make_class(class);
    overrides_read(&source, &class->grade, problems);
}

/* Each gives Ann 7.5 for listening, and Bo 0 for the ending. */
static void all_forms_say_the_same(void **state)
{
    static const char *const files[][2] = {
        {"o.jsonl", "\xef\xbb\xbf{\"trainee\":\"Ann\",\"criterion\":"
                    "\"listening\",\"points\":7.5,\"reason\":\"Well, \\\"so\\\""
                    "\"}\r\n\r\n{\"reason\":\"no\",\"points\":0,\"criterion\":"
                    "\"ending\",\"trainee\":\"=Bo, \\\"B\\\"\"}"},
        {"o.csv", "trainee,criterion,points,reason\n"
                  "Ann,listening,7.5,\"Well, \"\"so\"\"\"\n"
                  "\"=Bo, \"\"B\"\"\",ending,0,no\n"},
        {"O.CSV", "\xef\xbb\xbfReason;Points;Criterion;Trainee;\r\n"
                  "\"Well, \"\"so\"\"\";7,500;listening;Ann;\r\n;;;;\r\n\r\n"
                  "no;0;ending;\"=Bo, \"\"B\"\"\";"},
        {"o.csv", "trainee,criterion,points,reason\n"
                  "T-1,listening,7.5,\"Well, \"\"so\"\"\"\n"
                  "\"=Bo, \"\"B\"\"\",ending,0,no\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        struct class class;
        struct problems problems = {0};
        read_into(&class, files[i][0], files[i][1], &problems);
        fixture_is_fine(&problems);
        assert_int_equal(class.marks[0][0].overridden, 7500);
        assert_string_equal(class.marks[0][0].reason, "Well, \"so\"");
        assert_int_equal(class.marks[0][1].overridden, GRADE_NONE);
        assert_int_equal(class.marks[1][1].overridden, 0);
        assert_string_equal(class.marks[1][1].reason, "no");
        assert_int_equal(class.trainees[0].total, 8500);
        assert_int_equal(class.trainees[1].total, 1000);
        arena_free(&class.grade.arena);
    }
}

#define LINE(trainee, criterion, points)                                       \
    "{'trainee':'" trainee "','criterion':'" criterion "','points':" points    \
    ",'reason':'r'}\n"
#define ROWS "trainee,criterion,points,reason\n"

static void what_is_wrong_is_told_with_its_line(void **state)
{
    static const struct {
        const char *name;
        const char *text; /* ' for " in lines */
        int number;
        size_t line;
        size_t given; /* how many are taken nevertheless */
    } files[] = {
        {"o", "\n" LINE("Anne", "listening", "1"), OVERRIDES_NO_SUCH_TRAINEE, 2,
         0},
        {"o", LINE("Ann", "listning", "1"), OVERRIDES_NO_SUCH_CRITERION, 1, 0},
        {"o", LINE("Ann", "ending", "5.001"), OVERRIDES_POINTS, 1, 0},
        {"o", LINE("Ann", "ending", "-1"), OVERRIDES_POINTS, 1, 0},
        {"o", LINE("T-2", "ending", "1"), OVERRIDES_SEVERAL_TRAINEES, 1, 0},
        {"o",
         LINE("Ann", "ending", "1") LINE("Cy", "ending", "1")
             LINE("Ann", "ending", "1"),
         OVERRIDES_TWICE, 3, 2},
        {"o", LINE("Ann", "ending", "1") LINE("T-1", "ending", "2"),
         OVERRIDES_TWICE, 2, 1},
        {"o", LINE("Ann", "ending", "1") "{\n", PROBLEM_SYNTAX, 2, 1},
        {"o", "{'trainee':'Ann','criterion':'ending','points':1}\n",
         PROBLEM_MISSING_KEY, 1, 0},
        {"o",
         "{'trainee':'Ann','criterion':'ending','points':1,'reason':'r',"
         "'x':1}\n",
         PROBLEM_UNKNOWN_KEY, 1, 0},
        {"o", "{'trainee':1,'criterion':'ending','points':1,'reason':'r'}\n",
         PROBLEM_WRONG_KIND, 1, 0},
        {"o.csv", "", PROBLEM_EMPTY, 0, 0},
        {"o.csv", "Ann,ending,1,r\n", OVERRIDES_COLUMN, 1, 0},
        {"o.csv", "trainee,criterion,points\nAnn,ending,1\n", OVERRIDES_COLUMN,
         1, 0},
        {"o.csv", "trainee,criterion,points,reason,why\nAnn,ending,1,r,w\n",
         OVERRIDES_COLUMN, 1, 0},
        {"o.csv", ROWS "Ann,ending,1,r\nAnna,ending,1,r\n",
         OVERRIDES_NO_SUCH_TRAINEE, 3, 1},
        {"o.csv", ROWS "\"Ann\",listning,1,r\n", OVERRIDES_NO_SUCH_CRITERION, 2,
         0},
        {"o.csv", ROWS "Ann,ending,6,\"a\nb\"\n", OVERRIDES_POINTS, 2, 0},
        {"o.csv", ROWS "Ann,ending,-0.5,r\n", OVERRIDES_POINTS, 2, 0},
        {"o.csv", ROWS "Ann,ending,one,r\n", OVERRIDES_POINTS, 2, 0},
        {"o.csv", ROWS "Ann,ending,1.2345,r\n", OVERRIDES_POINTS, 2, 0},
        {"o.csv", ROWS "Ann,ending,1,\n", OVERRIDES_ROW, 2, 0},
        {"o.csv", ROWS "Ann,ending,1,r,s\nCy,ending,1,r\n", OVERRIDES_ROW, 2,
         1},
        {"o.csv", ROWS "Ann,ending,1,r\nAnn,ending,1,r\n", OVERRIDES_TWICE, 3,
         1},
        {"o.csv", ROWS "Ann,ending,1,\"r\n", PROBLEM_SYNTAX, 2, 0},
        {"o.csv", ROWS "Ann,ending,1,\xff\n", PROBLEM_NOT_UTF8, 2, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        struct class class;
        struct problems problems = {0};
        bool table = strchr(files[i].name, '.') != NULL;
        char *json = fixture_json(files[i].text);
        size_t given = 0;
        read_into(&class, files[i].name, table ? files[i].text : json,
                  &problems);
        fixture_has(&problems, files[i].number, files[i].line);
        for (size_t j = 0; j < 6; j++)
            given += class.marks[j / 2][j % 2].overridden != GRADE_NONE;
        if (given != files[i].given)
            fail_msg("%s: %zu are taken", files[i].text, given);
        problem_free(&problems);
        arena_free(&class.grade.arena);
        free(json);
    }
}

static void marks_are_a_table(void **state)
{
    struct class class;
    struct buffer out = {0};
    (void)state;
    make_class(&class);
    class.trainees[0].late = true;
    class.trainees[2].too_short = true;
    class.marks[2][0].overridden = 2250;
    marks_csv(&class.grade, &out);
    assert_string_equal(
        buffer_text(&out),
        "trainee,listening,ending,total,of,late,incomplete,too_short,"
        "overridden,to_judge\r\n"
        "Ann,1,1,2,15,late,,,,\r\n"
        "\"'=Bo, \"\"B\"\"\",1,1,2,15,,,,,\r\n"
        "Cy,2.25,1,2,15,,,too short,overridden,\r\n");
    buffer_clear(&out);
    marks_line(&class.grade, &class.trainees[2], &out);
    assert_string_equal(buffer_text(&out),
                        "Listening well: 2.25/10; Ending: 1/5");
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_forms_say_the_same),
        cmocka_unit_test(what_is_wrong_is_told_with_its_line),
        cmocka_unit_test(marks_are_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
