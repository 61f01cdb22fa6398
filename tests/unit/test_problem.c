#include "base/problem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"
#include "base/text.h"

static struct source source_of(const char *text)
{
    return (struct source){"rubrics/mine.json", text, strlen(text)};
}

static void assert_shown(const struct problem *problem, const char *expected)
{
    struct buffer out = {0};
    problem_format(problem, &out);
    assert_string_equal(buffer_text(&out), expected);
    buffer_free(&out);
}

static void shows_place_line_and_mend(void **state)
{
    (void)state;
    const char *text = "{\n  \"from\": {\"reflecton\": 1}\n}\n";
    struct source source = source_of(text);
    struct problems problems = {0};
    size_t offset = (size_t)(strstr(text, "\"refl") - text);
    struct problem *problem = problem_add(&problems, &source, offset, 210, NULL,
                                          "'%s' is no code", "reflecton");
    assert_shown(problem, "rubrics/mine.json:2:12: [210] 'reflecton' is no "
                          "code\n"
                          "     2 |   \"from\": {\"reflecton\": 1}\n"
                          "       |            ^\n");
    problem->mend = problem_mend(&problems, "did you mean '%s'?", "reflection");
    assert_shown(problem, "rubrics/mine.json:2:12: [210] 'reflecton' is no "
                          "code\n"
                          "     2 |   \"from\": {\"reflecton\": 1}\n"
                          "       |            ^\n"
                          "    mend: did you mean 'reflection'?\n");
    problem_free(&problems);
}

static void keeps_copies_of_all(void **state)
{
    (void)state;
    char name[] = "file";
    char text[] = "line one\n";
    char mend[] = "mend it";
    struct source source = {name, text, strlen(text)};
    struct problems problems = {0};
    problem_add(&problems, &source, 5, 9, mend, "wrong");
    memset(name, 'x', 4);
    memset(text, 'x', 9);
    memset(mend, 'x', 7);
    assert_shown(&problems.list[0], "file:1:6: [9] wrong\n"
                                    "     1 | line one\n"
                                    "       |      ^\n"
                                    "    mend: mend it\n");
    problem_free(&problems);
    assert_null(problems.list);
}

static void speaks_of_the_file_as_a_whole(void **state)
{
    (void)state;
    struct source empty = {"empty", NULL, 0};
    struct source source = source_of("abc");
    struct problems problems = {0};
    problem_add(&problems, &empty, 0, 2, NULL, "the file is empty");
    problem_add(&problems, &source, SIZE_MAX, 1, NULL, "too large");
    problem_add(&problems, &source, 3, 4, NULL, "ends too soon");
    assert_shown(&problems.list[0], "empty: [2] the file is empty\n");
    assert_int_equal(problems.list[0].line, 0);
    assert_shown(&problems.list[1], "rubrics/mine.json: [1] too large\n");
    assert_shown(&problems.list[2], "rubrics/mine.json:1:4: [4] ends too soon\n"
                                    "     1 | abc\n"
                                    "       |    ^\n");
    problem_free(&problems);
}

static void shows_no_line_where_it_is_empty(void **state)
{
    (void)state;
    struct source source = source_of("{\n\n");
    struct problems problems = {0};
    problem_add(&problems, &source, 2, 4, NULL, "ends too soon");
    assert_shown(&problems.list[0],
                 "rubrics/mine.json:2:1: [4] ends too soon\n");
    problem_free(&problems);
}

static void makes_control_bytes_visible(void **state)
{
    (void)state;
    struct source source = {"a\x1b[2J", "\t\x1b[31m\xff!?\r\n", 11};
    struct problems problems = {0};
    problem_add(&problems, &source, 8, 3, "no\nlines", "bad\n\x07");
    assert_shown(&problems.list[0], "a\\x1b[2J:1:9: [3] bad\\n\\x07\n"
                                    "     1 |  \\x1b[31m\\xff!?\n"
                                    "       |               ^\n"
                                    "    mend: no\\nlines\n");
    problem_free(&problems);
}

static void puts_the_caret_after_wide_characters(void **state)
{
    (void)state;
    struct source source = source_of("\xe6\xbc\xa2\xc3\xa4!");
    struct problems problems = {0};
    problem_add(&problems, &source, 5, 1, NULL, "m");
    assert_shown(&problems.list[0], "rubrics/mine.json:1:3: [1] m\n"
                                    "     1 | \xe6\xbc\xa2\xc3\xa4!\n"
                                    "       |    ^\n");
    problem_free(&problems);
}

static void ends_a_line_at_a_nul(void **state)
{
    (void)state;
    struct source source = {"f", "ab\0cd", 5};
    struct problems problems = {0};
    problem_add(&problems, &source, 4, 9, NULL, "m");
    assert_shown(&problems.list[0], "f:1:5: [9] m\n"
                                    "     1 | ab\n"
                                    "       |   ^\n");
    problem_free(&problems);
}

/* The caret's column on the screen is that of the X. */
static void assert_caret_under_x(const struct problem *problem)
{
    struct buffer out = {0};
    problem_format(problem, &out);
    const char *line = strchr(buffer_text(&out), '\n') + 1;
    const char *carets = strchr(line, '\n') + 1;
    const char *x = strchr(line, 'X');
    const char *caret = strchr(carets, '^');
    assert_non_null(x);
    assert_non_null(caret);
    assert_int_equal(text_width(line, (size_t)(x - line)),
                     text_width(carets, (size_t)(caret - carets)));
    assert_true(text_width(line, (size_t)(carets - line)) < 90);
    buffer_free(&out);
}

static void cuts_a_long_line_around_the_place(void **state)
{
    (void)state;
    char text[5001];
    memset(text, '-', 5000);
    text[5000] = '\0';
    struct source source = source_of(text);
    static const size_t places[] = {0,    1,    31,   32,   33,  71,
                                    2500, 4926, 4968, 4998, 4999};
    for (size_t i = 0; i < COUNT(places); i++) {
        struct problems problems = {0};
        text[places[i]] = 'X';
        problem_add(&problems, &source, places[i], 1, NULL, "m");
        assert_caret_under_x(&problems.list[0]);
        text[places[i]] = '-';
        problem_free(&problems);
    }
}

static void marks_where_a_line_is_cut(void **state)
{
    (void)state;
    char text[101];
    memset(text, '-', 100);
    text[100] = '\0';
    text[50] = 'X';
    struct source source = source_of(text);
    struct problems problems = {0};
    problem_add(&problems, &source, 50, 1, NULL, "m");
    assert_shown(&problems.list[0],
                 "rubrics/mine.json:1:51: [1] m\n"
                 "     1 | …--------------------------------X"
                 "---------------------------------------…\n"
                 "       |                                  ^\n");
    problem_free(&problems);
}

static void cuts_a_long_message_between_characters(void **state)
{
    (void)state;
    struct source source = source_of("a");
    for (int shift = 0; shift < 3; shift++) {
        struct buffer text = {0};
        buffer_repeat(&text, "x", (size_t)shift);
        buffer_repeat(&text, "\xe2\x82\xac", 1000);
        struct problems problems = {0};
        struct problem *problem =
            problem_add(&problems, &source, 0, 1, buffer_text(&text), "%s",
                        buffer_text(&text));
        size_t bad;
        size_t length = strlen(problem->message);
        assert_true(text_valid(problem->message, length, &bad));
        assert_in_range(length, 1000, 1027);
        assert_string_equal(problem->message, problem->mend);
        assert_memory_equal(problem->message + length - 3, "…", 3);
        problem_free(&problems);
        buffer_free(&text);
    }
}

static void sorts_by_place_and_keeps_the_order_there(void **state)
{
    (void)state;
    struct source source = source_of("one\ntwo\nthree\n");
    struct problems problems = {0};
    static const size_t offsets[] = {9, 4, 0, 9, 5, 4, 9};
    for (int i = 0; i < 7; i++)
        problem_add(&problems, &source, offsets[i], i, NULL, "m");
    problem_add(&problems, &source, SIZE_MAX, 7, NULL, "m");
    problem_sort(&problems);
    static const int expected[] = {7, 2, 1, 5, 4, 0, 3, 6};
    for (int i = 0; i < 8; i++)
        assert_int_equal(problems.list[i].number, expected[i]);
    problem_free(&problems);
}

static void sorts_by_file_first(void **state)
{
    (void)state;
    struct source later = {"b", "xyz", 3};
    struct source earlier = {"a", "xyz", 3};
    struct problems problems = {0};
    problem_add(&problems, &later, 0, 1, NULL, "m");
    problem_add(&problems, &earlier, 2, 2, NULL, "m");
    problem_add(&problems, &later, 1, 3, NULL, "m");
    problem_add(&problems, &earlier, 1, 4, NULL, "m");
    problem_sort(&problems);
    static const int expected[] = {4, 2, 1, 3};
    for (int i = 0; i < 4; i++)
        assert_int_equal(problems.list[i].number, expected[i]);
    problem_free(&problems);
}

static void sorts_nothing(void **state)
{
    (void)state;
    struct problems problems = {0};
    problem_sort(&problems);
    assert_int_equal(problems.count, 0);
    problem_free(&problems);
}

static void stops_keeping_problems_and_says_so(void **state)
{
    (void)state;
    struct source source = source_of("abc\nabc\n");
    struct problems problems = {0};
    for (int i = 0; i < 1500; i++) {
        struct problem *problem =
            problem_add(&problems, &source, 5, 210, NULL, "number %d", i);
        problem->mend = "still there to be written to";
    }
    assert_int_equal(problems.count, 1001);
    assert_string_equal(problems.list[999].message, "number 999");
    assert_ptr_equal(problems.list[999].source_line,
                     problems.list[0].source_line);
    problem_sort(&problems);
    assert_shown(&problems.list[0],
                 "rubrics/mine.json: [10] more than 1000 problems; those that "
                 "follow are not shown\n");
    problem_free(&problems);
}

/* Two files of one length, read into the same place one after the other. */
static void tells_files_in_the_same_place_apart(void **state)
{
    (void)state;
    char text[9001];
    struct problems problems = {0};
    memset(text, '-', sizeof text);
    struct source first = {"a", text, sizeof text};
    struct source second = {"b", text, sizeof text};
    problem_add(&problems, &first, 9000, 1, NULL, "m");
    memset(text, '\n', sizeof text);
    problem_add(&problems, &second, 9000, 2, NULL, "m");
    assert_int_equal(problems.list[0].line, 1);
    assert_int_equal(problems.list[0].column, 9001);
    assert_int_equal(problems.list[1].line, 9001);
    assert_int_equal(problems.list[1].column, 1);
    problem_free(&problems);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_place_line_and_mend),
        cmocka_unit_test(keeps_copies_of_all),
        cmocka_unit_test(speaks_of_the_file_as_a_whole),
        cmocka_unit_test(shows_no_line_where_it_is_empty),
        cmocka_unit_test(makes_control_bytes_visible),
        cmocka_unit_test(puts_the_caret_after_wide_characters),
        cmocka_unit_test(ends_a_line_at_a_nul),
        cmocka_unit_test(cuts_a_long_line_around_the_place),
        cmocka_unit_test(marks_where_a_line_is_cut),
        cmocka_unit_test(cuts_a_long_message_between_characters),
        cmocka_unit_test(sorts_by_place_and_keeps_the_order_there),
        cmocka_unit_test(sorts_by_file_first),
        cmocka_unit_test(sorts_nothing),
        cmocka_unit_test(stops_keeping_problems_and_says_so),
        cmocka_unit_test(tells_files_in_the_same_place_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
