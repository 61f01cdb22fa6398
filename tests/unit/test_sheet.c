/* Tables: cells, quotes, where they stand, and what is put in their place. */
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

static void knows_where_cells_stand(void **state)
{
    static const char *const files[][2] = {
        {"a,b\n1,2\n", "<a>,<b>\n<1>,<2>\n"},
        {"a, \"x\"\"\ny\" ,\r\n", "<a>,< \"x\"\"\ny\" >,<>\r\n"},
        {"\xef\xbb\xbf\"a\",b", "\xef\xbb\xbf<\"a\">,<b>"},
        {"  \n \t\n  a ,b\n\n c,d", "  \n \t\n<  a >,<b>\n\n< c>,<d>"},
        {"a,b,\n,\n,", "<a>,<b>,<>\n<>,<>\n<>,<>"},
        {"a\rb\r\n\r\nc", "<a>\r<b>\r\n\r\n<c>"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        struct problems problems = {0};
        struct sheet sheet = {0};
        struct buffer marked = {0};
        const char *file = files[i][0];
        struct source source = {"sheet", file, strlen(file)};
        size_t at = 0;
        assert_true(sheet_read(&source, &sheet, &problems));
        for (size_t row = 0; row < sheet.count; row++) {
            assert_int_equal(sheet.rows[row].offset,
                             sheet.rows[row].spans[0].start);
            for (size_t j = 0; j < sheet.rows[row].count; j++) {
                struct span span = sheet.rows[row].spans[j];
                buffer_add(&marked, file + at, span.start - at);
                buffer_add_byte(&marked, '<');
                buffer_add(&marked, file + span.start, span.end - span.start);
                buffer_add_byte(&marked, '>');
                at = span.end;
            }
        }
        buffer_add_text(&marked, file + at);
        assert_string_equal(buffer_text(&marked), files[i][1]);
        buffer_free(&marked);
        sheet_free(&sheet);
        fixture_is_fine(&problems);
    }
}

static void finds_the_separator(void **state)
{
    static const struct {
        const char *file;
        char separator;
    } files[] = {
        {"", ','},         {"a\n;;;", ','},
        {"a,b;c,d", ','},  {"a;b;c,d\n", ';'},
        {"a\tb\tc", '\t'}, {"\"a,b,c,d\";e", ';'},
        {"\n\na;b", ';'},  {"\xef\xbb\xbf\"a\";b", ';'},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        struct source source = {"s", files[i].file, strlen(files[i].file)};
        if (sheet_separator(&source) != files[i].separator)
            fail_msg("'%s': not '%c'", files[i].file, files[i].separator);
    }
}

static void cells_are_quoted_and_harmless(void **state)
{
    static const char *const cells[][2] = {
        {"a", "a"},
        {"", ""},
        {"a;b", "\"a;b\""},
        {"a,b", "a,b"},
        {"a\"b", "\"a\"\"b\""},
        {" a", "\" a\""},
        {"a\nb", "\"a\nb\""},
        {"a ", "\"a \""},
        {"=1", "'=1"},
        {"+1", "'+1"},
        {"-1", "'-1"},
        {"@a", "'@a"},
        {"\ta", "'\ta"},
        {"\ra", "\"'\ra\""},
        {"a=1", "a=1"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cells); i++) {
        struct buffer harmless = {0};
        struct buffer cell = {0};
        sheet_add_harmless(cells[i][0], &harmless);
        sheet_add_cell(buffer_text(&harmless), ';', false, &cell);
        assert_string_equal(buffer_text(&cell), cells[i][1]);
        buffer_free(&harmless);
        buffer_free(&cell);
    }
}

/* --- any table ----------------------------------------------------------- */

enum { TABLES = 3000, WIDEST = 5, LONGEST = 6 };

static size_t pick(uint64_t *seed, size_t bound)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (size_t)(*seed >> 33) % bound;
}

/* A cell that RFC 4180 and what people do to it allow, as bytes of a file. */
static void add_any_cell(uint64_t *seed, char separator, struct buffer *out)
{
    static const char quoted[] = "ab,;\t\n\r \"\xc3";
    static const char bare[] = "ab=1 -";
    bool quotes = pick(seed, 2) == 0;
    if (pick(seed, 4) == 0) buffer_add_byte(out, ' ');
    if (quotes) buffer_add_byte(out, '"');
    for (size_t i = pick(seed, LONGEST); i > 0; i--) {
        char byte = quotes ? quoted[pick(seed, sizeof quoted - 1)]
                           : bare[pick(seed, sizeof bare - 1)];
        if (byte == '"' && quotes) buffer_add_byte(out, '"');
        if (byte == separator && !quotes) continue;
        if (byte == '\xc3')
            buffer_add_text(out, "\xc3\xa9");
        else
            buffer_add_byte(out, byte);
    }
    if (quotes) buffer_add_byte(out, '"');
    if (pick(seed, 4) == 0) buffer_add_byte(out, ' ');
}

static void add_any_table(uint64_t *seed, char separator, struct buffer *out)
{
    static const char *const ends[] = {"\n", "\r\n", "\r", "\n\n", "\n  \n"};
    if (pick(seed, 3) == 0) buffer_add_text(out, "\xef\xbb\xbf");
    for (size_t rows = pick(seed, 5); rows > 0; rows--) {
        for (size_t i = pick(seed, WIDEST) + 1; i > 0; i--) {
            add_any_cell(seed, separator, out);
            if (i > 1) buffer_add_byte(out, separator);
        }
        if (rows > 1 || pick(seed, 2) == 0)
            buffer_add_text(out, ends[pick(seed, COUNT(ends))]);
    }
}

static void read_any(const struct buffer *file, char separator,
                     struct sheet *sheet)
{
    struct problems problems = {0};
    struct source source = {"any", buffer_text(file), file->length};
    *sheet = (struct sheet){0};
    assert_true(sheet_read_separated(&source, separator, sheet, &problems));
    fixture_is_fine(&problems);
}

/* Puts NEW in a cell of FILE: it is read back, all other cells are the bytes
 * they were, and with nothing put in so is the file. */
static void splice_any(uint64_t *seed, const struct buffer *file,
                       char separator)
{
    static const char *const news[] = {"7.5", "7,5", "a\"b\nc;", " x ", ""};
    struct sheet before;
    struct sheet after;
    struct buffer same = {0};
    struct buffer cell = {0};
    struct buffer changed = {0};
    struct source source = {"any", buffer_text(file), file->length};
    sheet_splice(&source, NULL, 0, &same);
    assert_int_equal(same.length, file->length);
    assert_memory_equal(buffer_text(&same), source.bytes, file->length);
    read_any(file, separator, &before);
    if (before.count > 0) {
        size_t row = pick(seed, before.count);
        size_t column = pick(seed, before.rows[row].count);
        const char *new = news[pick(seed, COUNT(news))];
        /* an only cell that is empty would make the row a blank line */
        sheet_add_cell(new, separator, before.rows[row].count == 1, &cell);
        struct sheet_edit edit = {before.rows[row].spans[column],
                                  buffer_text(&cell)};
        sheet_splice(&source, &edit, 1, &changed);
        read_any(&changed, separator, &after);
        assert_int_equal(before.count, after.count);
        for (size_t i = 0; i < before.count; i++) {
            const struct sheet_row *one = &before.rows[i];
            const struct sheet_row *other = &after.rows[i];
            assert_int_equal(one->count, other->count);
            for (size_t j = 0; j < one->count; j++) {
                bool put = i == row && j == column;
                size_t length = one->spans[j].end - one->spans[j].start;
                assert_string_equal(other->cells[j], put ? new : one->cells[j]);
                if (put) continue;
                assert_int_equal(other->spans[j].end - other->spans[j].start,
                                 length);
                assert_memory_equal(buffer_text(&changed) +
                                        other->spans[j].start,
                                    source.bytes + one->spans[j].start, length);
            }
        }
        assert_int_equal(changed.length + (edit.span.end - edit.span.start),
                         file->length + cell.length);
        sheet_free(&after);
    }
    sheet_free(&before);
    buffer_free(&same);
    buffer_free(&cell);
    buffer_free(&changed);
}

static void only_what_is_put_in_changes(void **state)
{
    uint64_t seed = 20270101;
    (void)state;
    for (int i = 0; i < TABLES; i++) {
        struct buffer file = {0};
        char separator = ",;\t"[pick(&seed, 3)];
        add_any_table(&seed, separator, &file);
        splice_any(&seed, &file, separator);
        buffer_free(&file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_cells),
        cmocka_unit_test(refuses_quotes_out_of_place),
        cmocka_unit_test(knows_where_rows_begin),
        cmocka_unit_test(finds_columns_by_name),
        cmocka_unit_test(knows_where_cells_stand),
        cmocka_unit_test(finds_the_separator),
        cmocka_unit_test(cells_are_quoted_and_harmless),
        cmocka_unit_test(only_what_is_put_in_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
