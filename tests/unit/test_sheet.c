/* Comma-separated values: cells, quotes, where rows begin. */
#include "base/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"

/* Fails unless FILE gives the cells WANTED: [a][b]\n for a row. */
static void reads(const char *file, const char *wanted)
{
    struct problems problems = {0};
    struct sheet sheet = {0};
    struct buffer cells = {0};
    struct source source = {"sheet", file, strlen(file)};
    bool fine = sheet_read(&source, &sheet, &problems);
    fixture_is_fine(&problems);
    assert_true(fine);
    for (size_t i = 0; i < sheet.count; i++) {
        for (size_t j = 0; j < sheet.rows[i].count; j++)
            buffer_format(&cells, "[%s]", sheet.rows[i].cells[j]);
        buffer_add_byte(&cells, '\n');
    }
    assert_string_equal(buffer_text(&cells), wanted);
    buffer_free(&cells);
    sheet_free(&sheet);
}

static void refuses(const char *file, size_t line)
{
    struct problems problems = {0};
    struct sheet sheet = {0};
    struct source source = {"sheet", file, strlen(file)};
    assert_false(sheet_read(&source, &sheet, &problems));
    fixture_has(&problems, PROBLEM_SYNTAX, line);
    assert_int_equal(problems.count, 1);
    problem_free(&problems);
    sheet_free(&sheet);
}

static void reads_cells(void **state)
{
    (void)state;
    reads("", "");
    reads("a,b\n1,2\n", "[a][b]\n[1][2]\n");
    reads("a,b\r\n1,2", "[a][b]\n[1][2]\n");
    reads("a\n\n\nb\n", "[a]\n[b]\n");
    reads(",\n", "[][]\n");
    reads("\"a,\"\"b\"\"\nc\",\"\"\n", "[a,\"b\"\nc][]\n");
    reads("\xc3\xa9, b \n", "[\xc3\xa9][b]\n");
}

static void refuses_quotes_out_of_place(void **state)
{
    (void)state;
    refuses("a\nb\"c\n", 2);
    refuses("a\n\"b\"c\n", 2);
    refuses("a\n\"b\nc\n", 2);
    refuses("\"", 1);
}

static void knows_where_rows_begin(void **state)
{
    (void)state;
    const char *file = "a\r\n\r\n\"b\r\nc\",d\r\ne\n";
    struct problems problems = {0};
    struct sheet sheet = {0};
    struct source source = {"sheet", file, strlen(file)};
    assert_true(sheet_read(&source, &sheet, &problems));
    assert_int_equal(sheet.count, 3);
    assert_int_equal(source_place(&source, sheet.rows[1].offset).line, 3);
    assert_int_equal(source_place(&source, sheet.rows[2].offset).line, 5);
    sheet_free(&sheet);
    fixture_is_fine(&problems);
}

static void finds_columns_by_name(void **state)
{
    (void)state;
    const char *const cells[] = {"a_id", " B ", "c d"};
    struct sheet_row row = {.cells = cells, .count = 3};
    assert_int_equal(sheet_column(&row, "a_id"), 0);
    assert_int_equal(sheet_column(&row, "b"), 1);
    assert_int_equal(sheet_column(&row, "c"), 3);
    assert_int_equal(sheet_column(&row, "a"), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_cells),
        cmocka_unit_test(refuses_quotes_out_of_place),
        cmocka_unit_test(knows_where_rows_begin),
        cmocka_unit_test(finds_columns_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
