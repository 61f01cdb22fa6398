#include "world/terminal.h"

#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fcntl.h>
#include <unistd.h>

#include <cmocka.h>

static const struct terminal plain = {false, false};
static const struct terminal coloured = {true, false};
/* Standard output is a file here, so its width is COLUMNS. */
static const struct terminal narrow = {false, true};

/* Standard output goes to a file between begin() and end(), which gives what
 * came, until the next end(). */
static FILE *caught;
static int real_output;
static char text_room[4096];

static void begin(void)
{
    caught = tmpfile();
    assert_non_null(caught);
    fflush(stdout);
    real_output = dup(STDOUT_FILENO);
    dup2(fileno(caught), STDOUT_FILENO);
}

static const char *end(void)
{
    size_t length;

    fflush(stdout);
    dup2(real_output, STDOUT_FILENO);
    close(real_output);
    rewind(caught);
    length = fread(text_room, 1, sizeof text_room - 1, caught);
    text_room[length] = '\0';
    fclose(caught);
    return text_room;
}

static const char *printed(const struct terminal *terminal,
                           enum terminal_style style, const char *text)
{
    begin();
    terminal_print(terminal, style, text);
    return end();
}

static const char *wrapped(size_t at, size_t indent, const char *text)
{
    begin();
    terminal_wrap(&narrow, TERMINAL_NORMAL, at, indent, text);
    return end();
}

static int twenty_columns(void **state)
{
    (void)state;
    return setenv("COLUMNS", "20", 1);
}

static void colours_only_where_there_is_colour(void **state)
{
    (void)state;
    assert_string_equal(printed(&plain, TERMINAL_GOOD, "yes"), "yes");
    assert_string_equal(printed(&coloured, TERMINAL_GOOD, "yes"),
                        "\x1b[32myes\x1b[0m");
    assert_string_equal(printed(&coloured, TERMINAL_NORMAL, "yes"), "yes");
    assert_string_equal(printed(&coloured, TERMINAL_GOOD, ""), "");
}

static void shows_nothing_raw(void **state)
{
    (void)state;
    assert_null(strchr(printed(&plain, TERMINAL_NORMAL, "a\x1b[2Jb"), '\x1b'));
    assert_null(strstr(printed(&plain, TERMINAL_NORMAL, "\u202e"), "\u202e"));
    assert_null(strstr(wrapped(0, 0, "a\xc2\x9b b"), "\xc2\x9b"));
    assert_null(strchr(wrapped(0, 0, "a\rb"), '\r'));
}

static void shows_bytes_that_are_not_utf8(void **state)
{
    (void)state;
    assert_string_equal(printed(&plain, TERMINAL_NORMAL, "a\xff\xc3(é"),
                        "a\\xff\\xc3(é");
}

static void a_file_is_80_wide(void **state)
{
    (void)state;
    setenv("COLUMNS", "33", 1);
    assert_int_equal(terminal_columns(&plain), 80);
}

static void a_terminal_is_as_wide_as_it_says(void **state)
{
    size_t columns[5];
    const char *values[] = {"33", "3", "", "wide", "-5"};

    (void)state;
    begin();
    for (size_t i = 0; i < 5; i++) {
        setenv("COLUMNS", values[i], 1);
        columns[i] = terminal_columns(&narrow);
    }
    end();
    assert_int_equal(columns[0], 33);
    assert_int_equal(columns[1], 20);
    assert_int_equal(columns[2], 80);
    assert_int_equal(columns[3], 80);
    assert_int_equal(columns[4], 80);
}

static void wraps_at_spaces(void **state)
{
    (void)state;
    assert_string_equal(wrapped(0, 0, ""), "\n");
    assert_string_equal(wrapped(0, 0, "1234567890 123456789"),
                        "1234567890 123456789\n");
    assert_string_equal(wrapped(0, 0, "1234567890 1234567890"),
                        "1234567890\n1234567890\n");
    assert_string_equal(wrapped(0, 0, "12345678901234567890    next  one  "),
                        "12345678901234567890\nnext  one\n");
}

static void indents_all_lines_but_what_the_label_took(void **state)
{
    (void)state;
    assert_string_equal(wrapped(4, 4, "one two three four five"),
                        "one two three\n    four five\n");
    assert_string_equal(wrapped(0, 4, "one two three four five"),
                        "    one two three\n    four five\n");
    assert_string_equal(wrapped(10, 4, "one two three four five"),
                        "one two\n    three four five\n");
    assert_string_equal(wrapped(19, 4, "one two"), "\n    one two\n");
    assert_string_equal(wrapped(30, 4, "one two"), "\n    one two\n");
}

static void keeps_line_ends(void **state)
{
    (void)state;
    assert_string_equal(wrapped(2, 2, "one\n\ntwo\n"), "one\n\n  two\n\n");
}

static void counts_cells_not_bytes(void **state)
{
    (void)state;
    assert_string_equal(wrapped(0, 0, "éééééééééé ééééééééé"),
                        "éééééééééé ééééééééé\n");
    assert_string_equal(wrapped(0, 0, "日本日本日 日本日本日"),
                        "日本日本日\n日本日本日\n");
}

static void breaks_what_fits_in_no_line(void **state)
{
    (void)state;
    assert_string_equal(wrapped(0, 0, "a 1234567890123456789012345 b"),
                        "a\n12345678901234567890\n12345 b\n");
    assert_string_equal(wrapped(0, 1, "日本日本日本日本日本日本"),
                        " 日本日本日本日本日\n 本日本\n");
    /* e and a combining accent stay together. */
    assert_string_equal(wrapped(0, 0, "1234567890123456789e\u0301x"),
                        "1234567890123456789e\u0301\nx\n");
}

static void leaves_half_the_window_to_the_text(void **state)
{
    (void)state;
    assert_string_equal(wrapped(0, 50, "1234567890 x"),
                        "          1234567890\n          x\n");
}

static void styles_each_line_but_not_its_indent(void **state)
{
    const struct terminal terminal = {true, true};

    (void)state;
    begin();
    terminal_wrap(&terminal, TERMINAL_STRONG, 0, 2, "1234567890 1234567890");
    assert_string_equal(end(), "  \x1b[1m1234567890\x1b[0m\n"
                               "  \x1b[1m1234567890\x1b[0m\n");
}

static void notices_a_full_disk(void **state)
{
    int full = open("/dev/full", O_WRONLY);
    bool before;
    bool after;
    bool later;

    (void)state;
    if (full < 0) skip();
    begin();
    terminal_newline(&plain);
    before = terminal_flush(&plain);
    dup2(full, STDOUT_FILENO);
    terminal_newline(&plain);
    after = terminal_flush(&plain);
    dup2(fileno(caught), STDOUT_FILENO);
    later = terminal_flush(&plain);
    end();
    clearerr(stdout);
    close(full);
    assert_true(before);
    assert_false(after);
    assert_false(later);
}

static void has_no_colour_in_a_file(void **state)
{
    struct terminal terminal;

    (void)state;
    begin();
    terminal = terminal_new();
    end();
    assert_false(terminal.colour);
    assert_false(terminal.is_terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_only_where_there_is_colour),
        cmocka_unit_test_setup(shows_nothing_raw, twenty_columns),
        cmocka_unit_test(shows_bytes_that_are_not_utf8),
        cmocka_unit_test(a_file_is_80_wide),
        cmocka_unit_test(a_terminal_is_as_wide_as_it_says),
        cmocka_unit_test_setup(wraps_at_spaces, twenty_columns),
        cmocka_unit_test_setup(indents_all_lines_but_what_the_label_took,
                               twenty_columns),
        cmocka_unit_test_setup(keeps_line_ends, twenty_columns),
        cmocka_unit_test_setup(counts_cells_not_bytes, twenty_columns),
        cmocka_unit_test_setup(breaks_what_fits_in_no_line, twenty_columns),
        cmocka_unit_test_setup(leaves_half_the_window_to_the_text,
                               twenty_columns),
        cmocka_unit_test_setup(styles_each_line_but_not_its_indent,
                               twenty_columns),
        cmocka_unit_test(notices_a_full_disk),
        cmocka_unit_test(has_no_colour_in_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
