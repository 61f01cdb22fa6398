#include "base/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"

static void assert_place(const char *text, size_t offset, size_t line,
                         size_t column, const char *line_text)
{
    struct source source = {"f", text, strlen(text)};
    struct place place = source_place(&source, offset);
    assert_int_equal(place.line, line);
    assert_int_equal(place.column, column);
    size_t length = place.text.end - place.text.start;
    assert_int_equal(length, strlen(line_text));
    assert_memory_equal(text + place.text.start, line_text, length);
}

static void counts_lines_and_columns_from_one(void **state)
{
    (void)state;
    assert_place("ab\ncd\n", 0, 1, 1, "ab");
    assert_place("ab\ncd\n", 1, 1, 2, "ab");
    assert_place("ab\ncd\n", 3, 2, 1, "cd");
    assert_place("ab\ncd", 4, 2, 2, "cd");
}

static void counts_a_line_end_to_its_line(void **state)
{
    (void)state;
    assert_place("ab\ncd\n", 2, 1, 3, "ab");
    assert_place("\n\n", 1, 2, 1, "");
}

static void leaves_a_carriage_return_to_the_line_end(void **state)
{
    (void)state;
    assert_place("ab\r\ncd\r\n", 2, 1, 3, "ab");
    assert_place("ab\r\ncd\r\n", 3, 1, 3, "ab");
    assert_place("ab\r\ncd\r\n", 5, 2, 2, "cd");
    assert_place("a\rb\n", 2, 1, 3, "a\rb"); /* not before a newline */
    assert_place("\r\n", 0, 1, 1, "");
}

static void counts_columns_in_characters(void **state)
{
    (void)state;
    assert_place("x\n\xc3\xa4\xe2\x82\xac=1", 7, 2, 3,
                 "\xc3\xa4\xe2\x82\xac=1");
    assert_place("\xff\xff!", 2, 1, 3, "\xff\xff!"); /* even when broken */
}

static void knows_a_byte_order_mark_at_the_beginning(void **state)
{
    (void)state;
    assert_int_equal(source_mark_length(&(struct source){"f",
                                                         "\xef\xbb\xbf"
                                                         "a",
                                                         4}),
                     3);
    assert_int_equal(
        source_mark_length(&(struct source){"f", "\xef\xbb\xbf", 3}), 3);
    assert_int_equal(source_mark_length(&(struct source){"f", "\xef\xbb", 2}),
                     0);
    assert_int_equal(
        source_mark_length(&(struct source){"f", "a\xef\xbb\xbf", 4}), 0);
}

static void knows_a_blank_line(void **state)
{
    (void)state;
    struct source source = {"f", " \t\r\0x\n", 6};
    assert_true(source_is_blank(&source, (struct span){0, 0}));
    assert_true(source_is_blank(&source, (struct span){0, 3}));
    assert_false(source_is_blank(&source, (struct span){0, 4})); /* NUL */
    assert_false(source_is_blank(&source, (struct span){4, 5}));
    assert_false(source_is_blank(&source, (struct span){5, 6}));
}

static void finds_the_end_of_the_file(void **state)
{
    (void)state;
    assert_place("ab\n", 3, 2, 1, "");
    assert_place("ab", 2, 1, 3, "ab");
    assert_place("ab", 99, 1, 3, "ab");
    assert_place("", 0, 1, 1, "");
    struct source nothing = {"f", NULL, 0};
    assert_int_equal(source_place(&nothing, 5).line, 1);
}

static void assert_same_place(struct source_marks *marks,
                              const struct source *source, size_t offset)
{
    struct place one = source_place(source, offset);
    struct place other = source_find(marks, source, offset);
    assert_int_equal(one.line, other.line);
    assert_int_equal(one.column, other.column);
    assert_int_equal(one.text.start, other.text.start);
    assert_int_equal(one.text.end, other.text.end);
}

/* Far and near in turn, in a text whose characters lie across the marks. */
static void finds_the_same_place_in_any_order(void **state)
{
    (void)state;
    static const char *const pieces[] = {"abc",      "\xe2\x82\xac", "\r\n",
                                         "\xc3\xa4", "\n",           "\xff"};
    struct buffer text = {0};
    for (size_t i = 0; text.length < 40000; i++)
        buffer_add_text(&text, pieces[i * i % 37 % 6]);
    struct source source = {"f", text.bytes, text.length};
    struct source_marks marks = {0};
    assert_same_place(&marks, &source, text.length + 5);
    for (size_t i = 0; i < text.length; i += 7) {
        assert_same_place(&marks, &source, i);
        assert_same_place(&marks, &source, text.length - i);
    }
    for (size_t i = 4000; i < 4200; i++)
        assert_same_place(&marks, &source, i);
    source_forget(&marks);
    buffer_free(&text);
}

static void finds_a_place_in_nothing(void **state)
{
    (void)state;
    struct source nothing = {"f", NULL, 0};
    struct source_marks marks = {0};
    assert_int_equal(source_find(&marks, &nothing, 5).line, 1);
    source_forget(&marks);
    source_forget(&marks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_lines_and_columns_from_one),
        cmocka_unit_test(counts_a_line_end_to_its_line),
        cmocka_unit_test(leaves_a_carriage_return_to_the_line_end),
        cmocka_unit_test(counts_columns_in_characters),
        cmocka_unit_test(knows_a_byte_order_mark_at_the_beginning),
        cmocka_unit_test(knows_a_blank_line),
        cmocka_unit_test(finds_the_end_of_the_file),
        cmocka_unit_test(finds_the_same_place_in_any_order),
        cmocka_unit_test(finds_a_place_in_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
