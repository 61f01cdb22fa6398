/* JSON in and out: what is refused and where, what the tree holds, what is
 * printed. Begin with the table `bad`: one line there is one test. */
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LIMIT = 1024 * 1024 };

/* A reading and all that it needs. The bytes lie in a block of their own
 * size, so that reading past them is found out. */
struct reading {
    char *bytes;
    struct source source;
    struct problems problems;
    struct json_document *document;
};

static struct reading read_bytes(const char *bytes, size_t length,
                                 enum json_dialect dialect)
{
    struct reading reading = {.bytes = malloc(length > 0 ? length : 1)};
    assert_non_null(reading.bytes);
    memcpy(reading.bytes, bytes, length);
    reading.source = (struct source){"file.json", reading.bytes, length};
    reading.document =
        json_read(&reading.source, dialect, LIMIT, &reading.problems);
    /* Exactly one of the two, always. */
    assert_int_equal(reading.document == NULL, reading.problems.count > 0);
    return reading;
}

static struct reading read_text(const char *text, enum json_dialect dialect)
{
    return read_bytes(text, strlen(text), dialect);
}

static void free_reading(struct reading *reading)
{
    json_free(reading->document);
    problem_free(&reading->problems);
    free(reading->bytes);
}

/* ---- What is refused ---- */

struct bad {
    const char *text;
    int number;
    size_t line;
    size_t column;
    const char *says; /* within the message or the mend */
};

#define NUMBERS "[1111111111, 2222222222, 3333333333, 4444444444, 01]"

static const struct bad bad_anywhere[] = {
    {"", PROBLEM_EMPTY, 0, 0, "nothing here"},
    {" \n\t", PROBLEM_EMPTY, 1, 1, "nothing here but blanks"},
    {"{\"a\": \"\xE9\"}", PROBLEM_NOT_UTF8, 1, 8, "0xE9"},
    {"{\n \"a\": \"\xC3\"}", PROBLEM_NOT_UTF8, 2, 8, "save the file as UTF-8"},
    {"\"\xED\xA0\x80\"", PROBLEM_NOT_UTF8, 1, 2, "0x"},
    {"\"\xC0\x80\"", PROBLEM_NOT_UTF8, 1, 2, "0xC0"},

    /* Joints. */
    {"{\"a\": 1 \"b\": 2}", PROBLEM_SYNTAX, 1, 8, "comma is missing"},
    {"{\"a\": 1\n \"b\": 2}", PROBLEM_SYNTAX, 1, 8, "comma is missing"},
    {"[1 2]", PROBLEM_SYNTAX, 1, 3, "comma is missing before '2'"},
    {"{\"a\": \"b, \"c\": \"d\"}", PROBLEM_SYNTAX, 1, 12,
     "comma is missing before 'c'"},
    {"[[]\n[]]", PROBLEM_SYNTAX, 1, 4, "comma is missing before '['"},
    {"[12\"a\"]", PROBLEM_SYNTAX, 1, 4, "comma is missing"},
    {"{\"a\" 1}", PROBLEM_SYNTAX, 1, 6, "':' is due"},
    {"{\"a\"}", PROBLEM_SYNTAX, 1, 5, "':' is due"},
    {"{\"a\"= 1}", PROBLEM_SYNTAX, 1, 5, "write ':'"},
    {"{\"a\": }", PROBLEM_SYNTAX, 1, 7, "a value is due here, not '}'"},
    {"{\"a\": , \"b\": 1}", PROBLEM_SYNTAX, 1, 7, "a value is due"},
    {"{\"a\":: 1}", PROBLEM_SYNTAX, 1, 6, "a value is due"},
    {"[1,,2]", PROBLEM_SYNTAX, 1, 4, "comma too many"},
    {"[,1]", PROBLEM_SYNTAX, 1, 2, "take the comma out"},
    {"[,]", PROBLEM_SYNTAX, 1, 2, "comma too many"},
    {"{,}", PROBLEM_SYNTAX, 1, 2, "comma too many"},
    {"{\"a\":1,,\"b\":2}", PROBLEM_SYNTAX, 1, 8, "comma too many"},
    {"[\"a\": 1]", PROBLEM_SYNTAX, 1, 5, "':' cannot stand here"},

    /* Keys. */
    {"{a: 1}", PROBLEM_SYNTAX, 1, 2, "a key is due here, not 'a'"},
    {"{'a': 1}", PROBLEM_SYNTAX, 1, 2, "double quotes"},
    {"{\"a\": 1, b: 2}", PROBLEM_SYNTAX, 1, 10, "not 'b'"},
    {"{\"a\": 1, 2: 2}", PROBLEM_SYNTAX, 1, 10, "not '2'"},
    {"{[1]: 2}", PROBLEM_SYNTAX, 1, 2, "not '['"},
    {"{\u201Ca\u201D: 1}", PROBLEM_SYNTAX, 1, 2, "U+201C"},
    {"{\"\u00E4\u00F6\": 1, x: 2}", PROBLEM_SYNTAX, 1, 11, "not 'x'"},

    /* Brackets. */
    {"{", PROBLEM_SYNTAX, 1, 1, "this '{' is never closed"},
    {"[\n[1]", PROBLEM_SYNTAX, 1, 1, "add the missing ']'"},
    {"{\"a\": [1, 2", PROBLEM_SYNTAX, 1, 7, "this '[' is never closed"},
    {"{\n  \"a\": {\n    \"b\": 1,\n  \"c\": {\n  }\n}", PROBLEM_SYNTAX, 2, 8,
     "this '{' is never closed, by the look of the lines"},
    {"{\n  \"a\": [\n    [1,\n  [2]\n  ]\n", PROBLEM_SYNTAX, 3, 5,
     "this '[' is never closed, by the look of the lines"},
    {"{\n\t\"a\": [\n\t\t1],\n\t\"b\": {}", PROBLEM_SYNTAX, 1, 1,
     "this '{' is never closed"},
    {"{\"a\": [1,2}", PROBLEM_SYNTAX, 1, 11, "cannot close the '['"},
    {"{\n\"a\": 1]", PROBLEM_SYNTAX, 2, 7, "'{' of line 1"},
    {"]", PROBLEM_SYNTAX, 1, 1, "not ']'"},
    {"{\"a\": 1}}", PROBLEM_TRAILING, 1, 9, "after the end"},
    {"{\"a\": 1}\n{\"b\": 1}", PROBLEM_TRAILING, 2, 1, "after the end"},
    {"1 2", PROBLEM_TRAILING, 1, 3, "'2' stands after the end"},
    {"\"a\"\"b\"", PROBLEM_TRAILING, 1, 4, "a text stands after"},
    {"[1],", PROBLEM_TRAILING, 1, 4, "','"},

    /* Words. */
    {"{\"a\": True}", PROBLEM_SYNTAX, 1, 7, "write true"},
    {"[nul]", PROBLEM_SYNTAX, 1, 2, "write null"},
    {"[nulls]", PROBLEM_SYNTAX, 1, 2, "write null"},
    {"nullx", PROBLEM_SYNTAX, 1, 1, "'nullx' is no value"},
    {"[NaN]", PROBLEM_SYNTAX, 1, 2, "'NaN' is no value"},
    {"[Infinity]", PROBLEM_SYNTAX, 1, 2, "is no value"},
    {"['x']", PROBLEM_SYNTAX, 1, 2, "straight double quotes"},
    {"[\u201Cx\u201D]", PROBLEM_SYNTAX, 1, 2, "straight double quotes"},
    {"[word]", PROBLEM_SYNTAX, 1, 2, "a text stands in double quotes"},
    {"[\u00A01]", PROBLEM_SYNTAX, 1, 2, "U+00A0"},
    {"[1\u00A0]", PROBLEM_SYNTAX, 1, 3, "U+00A0 cannot stand here"},
    {"{\"a\"\u00A0: 1}", PROBLEM_SYNTAX, 1, 5, "take it out"},
    {"{\u00A0\"a\": 1}", PROBLEM_SYNTAX, 1, 2, "take it out"},
    {"[na\u00EFve]", PROBLEM_SYNTAX, 1, 2, "'na\u00EFve' is no value"},
    {"# hello", PROBLEM_SYNTAX, 1, 1, "'#'"},
    {"[1 # one\n]", PROBLEM_SYNTAX, 1, 4, "'#' cannot stand here"},
    {"[1, / 2]", PROBLEM_SYNTAX, 1, 5, "'/'"},
    {"[\x7F]", PROBLEM_SYNTAX, 1, 2, "U+007F"},

    /* Numbers. */
    {"[01]", PROBLEM_NUMBER, 1, 2, "leave out the 0"},
    {"[-01]", PROBLEM_NUMBER, 1, 2, "leave out the 0"},
    {"[00]", PROBLEM_NUMBER, 1, 2, "leave out the 0"},
    {"[1.]", PROBLEM_NUMBER, 1, 2, "digit after the point"},
    {"[1.e5]", PROBLEM_NUMBER, 1, 2, "digit after the point"},
    {"[-.5]", PROBLEM_NUMBER, 1, 2, "write a 0 before the point"},
    {"[.5]", PROBLEM_NUMBER, 1, 2, "write a 0 before the point"},
    {"[+1]", PROBLEM_NUMBER, 1, 2, "leave out the '+'"},
    {"[-]", PROBLEM_NUMBER, 1, 2, "'-' is no number"},
    {"[--1]", PROBLEM_NUMBER, 1, 2, "is no number"},
    {"[1e]", PROBLEM_NUMBER, 1, 2, "is no number"},
    {"[1e+]", PROBLEM_NUMBER, 1, 2, "is no number"},
    {"[0x10]", PROBLEM_NUMBER, 1, 2, "is no number"},
    {"[1.2.3]", PROBLEM_NUMBER, 1, 2, "'1.2.3' is no number"},
    {"[2027-02-01]", PROBLEM_NUMBER, 1, 2, "quotes if it is a text"},
    {"[-Infinity]", PROBLEM_NUMBER, 1, 2, "is no number"},
    {"[1e999]", PROBLEM_NUMBER, 1, 2, "too large"},
    {"[-1e309]", PROBLEM_NUMBER, 1, 2, "too large"},
    {"01", PROBLEM_NUMBER, 1, 1, "leave out the 0"},
    {"1.", PROBLEM_NUMBER, 1, 1, "digit after the point"},
    {NUMBERS, PROBLEM_NUMBER, 1, 50, "'01'"},

    /* Texts. */
    {"\"abc", PROBLEM_SYNTAX, 1, 1, "not closed"},
    {"\"", PROBLEM_SYNTAX, 1, 1, "close it with \""},
    {"{\"a\": \"abc}", PROBLEM_SYNTAX, 1, 7, "not closed"},
    {"{\"a", PROBLEM_SYNTAX, 1, 2, "not closed"},
    {"[\"abc\\\"]", PROBLEM_SYNTAX, 1, 2, "not closed"},
    {"[\"abc\\", PROBLEM_SYNTAX, 1, 2, "not closed"},
    {"{\"a\": \"foo,\n \"b\": 1}", PROBLEM_SYNTAX, 1, 7, "not closed"},
    {"[\"a\\d\"]", PROBLEM_SYNTAX, 1, 4, "write \\\\ for a backslash"},
    {"{\"\\d\": 1}", PROBLEM_SYNTAX, 1, 3, "'\\d' is no escape"},
    {"[\"\\\u00E9\"]", PROBLEM_SYNTAX, 1, 3, "'\\\u00E9' is no escape"},
    {"[\"\\u12\"]", PROBLEM_SYNTAX, 1, 3, "'\\u12' is no escape"},
    {"[\"\\u00zz\"]", PROBLEM_SYNTAX, 1, 3, "'\\u00' is no escape"},
    {"[\"\\\\\\u0zzz\"]", PROBLEM_SYNTAX, 1, 5, "'\\u0' is no escape"},
    {"[\"\\ud800\"]", PROBLEM_SYNTAX, 1, 3, "both halves"},
    {"[\"\\udc00\"]", PROBLEM_SYNTAX, 1, 3, "both halves"},
    {"[\"\\ud83d\\ud83d\"]", PROBLEM_SYNTAX, 1, 3, "both halves"},
    {"[\"\\ud83dabcdef\"]", PROBLEM_SYNTAX, 1, 3, "both halves"},
    {"[\"x\\u0000\"]", PROBLEM_NUL, 1, 4, "\\u0000"},
    {"{\"\\u0000\": 1}", PROBLEM_NUL, 1, 3, "\\u0000"},
    {"[\"a\nb\"]", PROBLEM_CONTROL, 1, 4, "write \\n"},
    {"[\"a\tb\"]", PROBLEM_CONTROL, 1, 4, "write \\t"},
    {"[\"a\x1B"
     "b\"]",
     PROBLEM_CONTROL, 1, 4, "write \\u001b"},
    {"{\"a\rb\": 1}", PROBLEM_CONTROL, 1, 4, "U+000D"},
    {"[\x01 1]", PROBLEM_CONTROL, 1, 2, "take it out"},
    {"[1\x0B]", PROBLEM_CONTROL, 1, 3, "U+000B"},
    {"[1]\n\x1A", PROBLEM_CONTROL, 2, 1, "U+001A"},

    {"{\"a\": 1, \"\\u0061\": 2}", PROBLEM_DUPLICATE_KEY, 1, 10, "'a'"},
    {"[{\"x\": {\"a\": 1, \"a\": 2}}]", PROBLEM_DUPLICATE_KEY, 1, 17, "'a'"},
};

static const struct bad bad_lines[] = {
    {"{\"a\": 1, \"a\": 2}", PROBLEM_DUPLICATE_KEY, 1, 10,
     "already, earlier in this line"},
    {"\xEF\xBB\xBF[1]", PROBLEM_SYNTAX, 1, 1, "byte order mark"},
    {"[1, 2,]", PROBLEM_SYNTAX, 1, 6, "comma too many"},
    {"{\"a\": 1,}", PROBLEM_SYNTAX, 1, 8, "comma too many"},
    {"[1] // one", PROBLEM_TRAILING, 1, 5, "after the end"},
    {"[1, /* one */ 2]", PROBLEM_SYNTAX, 1, 5, "take it out"},
    {"{\"a\": 1, // b\n", PROBLEM_SYNTAX, 1, 10, "a key is due"},
};

static const struct bad bad_files[] = {
    {"{\"a\": 1,\n \"a\": 2}", PROBLEM_DUPLICATE_KEY, 2, 2, "on line 1"},
    {"// nothing\n/* at all */", PROBLEM_EMPTY, 1, 1, "comments"},
    {"[1 /* one]", PROBLEM_SYNTAX, 1, 4, "never closed"},
    {"[1 /*/", PROBLEM_SYNTAX, 1, 4, "close it with */"},
    {"[1, // one ]", PROBLEM_SYNTAX, 1, 1, "this '[' is never closed"},
    {"[1, # one\n 2]", PROBLEM_SYNTAX, 1, 5, "a comment starts with //"},
    {"// \x01\n[1]", PROBLEM_CONTROL, 1, 4, "U+0001"},
    {"/* \x1B */[1]", PROBLEM_CONTROL, 1, 4, "U+001B"},
    {"{\"a\": 1, /* x */ , }", PROBLEM_SYNTAX, 1, 18, "comma too many"},
    {"{\"a\": ,}", PROBLEM_SYNTAX, 1, 7, "a value is due"},
    {"[1,}", PROBLEM_SYNTAX, 1, 4, "cannot close"},
    {"\xEF\xBB\xBF[01]", PROBLEM_NUMBER, 1, 3, "'01'"},
};

static bool says(const struct problem *problem, const char *what)
{
    return strstr(problem->message, what) ||
           (problem->mend && strstr(problem->mend, what));
}

static bool is_as_told(const struct reading *reading, const struct bad *bad)
{
    if (reading->problems.count != 1) return false;
    const struct problem *problem = &reading->problems.list[0];
    return problem->number == bad->number && problem->line == bad->line &&
           problem->column == bad->column && says(problem, bad->says);
}

static void print_problems(const struct reading *reading)
{
    struct buffer out = {0};
    for (size_t i = 0; i < reading->problems.count; i++)
        problem_format(&reading->problems.list[i], &out);
    print_error("%s\n", buffer_text(&out));
    buffer_free(&out);
}

static void check_bad(const struct bad *bad, size_t count,
                      enum json_dialect dialect)
{
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        struct reading reading = read_text(bad[i].text, dialect);
        if (!is_as_told(&reading, &bad[i])) {
            print_error("%s\nshould be [%d] at %zu:%zu, '%s', but is\n",
                        bad[i].text, bad[i].number, bad[i].line, bad[i].column,
                        bad[i].says);
            print_problems(&reading);
            wrong++;
        }
        free_reading(&reading);
    }
    assert_int_equal(wrong, 0);
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void test_bad_in_both(void **state)
{
    (void)state;
    check_bad(bad_anywhere, COUNT(bad_anywhere), JSON_STRICT);
    check_bad(bad_anywhere, COUNT(bad_anywhere), JSON_WITH_COMMENTS);
}

static void test_bad_lines(void **state)
{
    (void)state;
    check_bad(bad_lines, COUNT(bad_lines), JSON_STRICT);
}

static void test_bad_files(void **state)
{
    (void)state;
    check_bad(bad_files, COUNT(bad_files), JSON_WITH_COMMENTS);
}

static void expect_problem(const char *bytes, size_t length, int number,
                           size_t line, size_t column)
{
    struct reading reading = read_bytes(bytes, length, JSON_WITH_COMMENTS);
    assert_int_equal(reading.problems.count, 1);
    assert_int_equal(reading.problems.list[0].number, number);
    assert_int_equal(reading.problems.list[0].line, line);
    assert_int_equal(reading.problems.list[0].column, column);
    free_reading(&reading);
}

static void test_nul_bytes(void **state)
{
    (void)state;
    expect_problem("[1,\0 2]", 7, PROBLEM_CONTROL, 1, 4);
    expect_problem("[\"a\0b\"]", 7, PROBLEM_CONTROL, 1, 4);
    struct reading reading = read_bytes("[\"a\0b\"]", 7, JSON_WITH_COMMENTS);
    assert_string_equal(reading.problems.list[0].mend, "take it out");
    free_reading(&reading);
    expect_problem("[1]\0", 4, PROBLEM_CONTROL, 1, 4);
    expect_problem("[1]\0[", 5, PROBLEM_TRAILING, 1, 5);
    expect_problem("[\"\\\0\"]", 6, PROBLEM_SYNTAX, 1, 3);
    expect_problem("[\"\\u00\0\"]", 9, PROBLEM_SYNTAX, 1, 3);
    expect_problem("[\0", 2, PROBLEM_SYNTAX, 1, 1);
}

static void test_too_large(void **state)
{
    (void)state;
    struct source source = {"file.json", "[1, 2]", 6};
    struct problems problems = {0};
    assert_null(json_read(&source, JSON_STRICT, 5, &problems));
    assert_int_equal(problems.count, 1);
    assert_int_equal(problems.list[0].number, PROBLEM_TOO_LARGE);
    struct json_document *document =
        json_read(&source, JSON_STRICT, 6, &problems);
    assert_non_null(document);
    json_free(document);
    problem_free(&problems);
}

static void test_problems_of_meaning_come_together(void **state)
{
    (void)state;
    struct reading reading = read_text("{\"a\": 01,\n"
                                       " \"a\": \"\t\",\n"
                                       " \"b\": \"\\u0000\", \"c\": 1e999}",
                                       JSON_STRICT);
    static const int numbers[] = {PROBLEM_NUMBER, PROBLEM_DUPLICATE_KEY,
                                  PROBLEM_CONTROL, PROBLEM_NUL, PROBLEM_NUMBER};
    problem_sort(&reading.problems);
    assert_int_equal(reading.problems.count, COUNT(numbers));
    for (size_t i = 0; i < COUNT(numbers); i++)
        assert_int_equal(reading.problems.list[i].number, numbers[i]);
    free_reading(&reading);
}

static void test_a_syntax_error_comes_alone(void **state)
{
    (void)state;
    expect_problem("{\"a\": 01, \"a\": \"\t\" 1}", 20, PROBLEM_SYNTAX, 1, 19);
}

/* ---- Hostile and broken ---- */

static void repeat(struct buffer *out, const char *text, size_t length)
{
    while (out->length + strlen(text) <= length)
        buffer_add_text(out, text);
}

static void test_a_great_deal_of_anything(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "[",    "{\"a\":",   "[1,", "\"",  "\\",      "\"\\u0000\",",
        "01,",  "\x01",      "{",   "]",   "\"\\ud8", "1",
        "-",    "/*",        ",",   "[],", "[01],",   "\"a\":1,",
        "[[],", "{\"\":0},", "\n",
    };
    static const char *const starts[] = {"", "[", "{", "\""};
    for (size_t i = 0; i < COUNT(pieces) * COUNT(starts); i++) {
        struct buffer text = {0};
        buffer_add_text(&text, starts[i % COUNT(starts)]);
        repeat(&text, pieces[i / COUNT(starts)], LIMIT / 4);
        struct reading reading =
            read_bytes(text.bytes, text.length, JSON_WITH_COMMENTS);
        assert_in_range(reading.problems.count, 0, 100);
        free_reading(&reading);
        buffer_free(&text);
    }
}

static struct reading read_nested(size_t depth)
{
    struct buffer text = {0};
    buffer_repeat(&text, "[", depth);
    buffer_repeat(&text, "]", depth);
    struct reading reading =
        read_bytes(text.bytes, text.length, JSON_WITH_COMMENTS);
    buffer_free(&text);
    return reading;
}

static void test_nesting(void **state)
{
    (void)state;
    struct reading reading = read_nested(100);
    assert_non_null(reading.document);
    free_reading(&reading);
    static const size_t depths[] = {101, 999, 1000, 1001, 100000};
    for (size_t i = 0; i < COUNT(depths); i++) {
        reading = read_nested(depths[i]);
        assert_int_equal(reading.problems.count, 1);
        assert_int_equal(reading.problems.list[0].number, PROBLEM_SYNTAX);
        assert_int_equal(reading.problems.list[0].column, 101);
        free_reading(&reading);
    }
}

static void test_many_keys(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_add_text(&text, "{");
    for (int i = 0; i < 40000; i++)
        buffer_format(&text, "\"k%d\": %d,\n", i, i);
    buffer_add_text(&text, "\"k123\": 0}");
    struct reading reading =
        read_bytes(text.bytes, text.length, JSON_WITH_COMMENTS);
    assert_int_equal(reading.problems.count, 1);
    assert_int_equal(reading.problems.list[0].number, PROBLEM_DUPLICATE_KEY);
    assert_int_equal(reading.problems.list[0].line, 40001);
    assert_non_null(strstr(reading.problems.list[0].message, "line 124"));
    free_reading(&reading);
    buffer_free(&text);
}

static const char sample[] =
    "\xEF\xBB\xBF// A rubric\n"
    "{\n"
    "  \"format\": \"x/1\", /* the \"format\" */\n"
    "  \"words\": {\"filler\": [\"so\", \"w\\u00e9ll\", "
    "\"\\ud83d\\ude00\",],},\n"
    "  \"cues\": {\"a\": {\"match\": \"\\\\bwhy\\\\b\", \"least\": -0.25e1}},\n"
    "  \"on\": true, \"off\": false, \"none\": null, \"\u00FCber\": "
    "\"\u201C\",\n"
    "  \"deep\": [[[], {}], 0, {\"x\": [1, 2.5, 3E2]}] // the end\n"
    "}";

/* Every span lies in its parent's and shows the right first byte. */
static void check_spans(const struct reading *reading,
                        const struct json_node *node)
{
    static const char *const firsts[] = {
        [JSON_NULL] = "n",  [JSON_BOOL] = "tf", [JSON_NUMBER] = "-0123456789",
        [JSON_TEXT] = "\"", [JSON_ARRAY] = "[", [JSON_OBJECT] = "{"};
    assert_true(node->span.start < node->span.end);
    assert_true(node->span.end <= reading->source.length);
    assert_non_null(
        strchr(firsts[node->kind], reading->bytes[node->span.start]));
    size_t count = 0;
    size_t at = node->span.start;
    for (const struct json_node *child = node->child; child;
         child = child->next, count++) {
        assert_int_equal(child->key != NULL, node->kind == JSON_OBJECT);
        if (child->key) {
            assert_int_equal(reading->bytes[child->key_span.start], '"');
            assert_int_equal(reading->bytes[child->key_span.end - 1], '"');
            assert_true(child->key_span.end <= child->span.start);
        }
        assert_true(child->span.start > at);
        assert_true(child->span.end < node->span.end);
        at = child->span.end - 1;
        check_spans(reading, child);
    }
    assert_int_equal(count, node->count);
}

static void test_every_truncation_is_a_problem(void **state)
{
    (void)state;
    for (size_t length = 0; length < sizeof sample - 1; length++) {
        struct reading reading = read_bytes(sample, length, JSON_WITH_COMMENTS);
        assert_null(reading.document);
        assert_int_equal(reading.problems.count, 1);
        free_reading(&reading);
    }
    struct reading whole = read_text(sample, JSON_WITH_COMMENTS);
    assert_non_null(whole.document);
    check_spans(&whole, json_root(whole.document));
    free_reading(&whole);
}

static void read_changed(const char *bytes, size_t length)
{
    for (int dialect = JSON_STRICT; dialect <= JSON_WITH_COMMENTS; dialect++) {
        struct reading reading =
            read_bytes(bytes, length, (enum json_dialect)dialect);
        if (reading.document)
            check_spans(&reading, json_root(reading.document));
        struct buffer out = {0};
        for (size_t i = 0; i < reading.problems.count; i++)
            problem_format(&reading.problems.list[i], &out);
        buffer_free(&out);
        free_reading(&reading);
    }
}

/* Each byte in turn becomes each of these, or goes. */
static void test_every_slip_of_the_finger(void **state)
{
    (void)state;
    static const char slips[] = "\0\"\\,:[]{}/*-.01eEu\n\x01 xt\x80\xC3";
    size_t length = sizeof sample - 1;
    char changed[sizeof sample];
    for (size_t at = 0; at < length; at++) {
        memcpy(changed, sample, sizeof sample);
        for (size_t i = 0; i < sizeof slips - 1; i++) {
            changed[at] = slips[i];
            read_changed(changed, length);
        }
        memmove(changed + at, sample + at + 1, length - at);
        read_changed(changed, length - 1);
    }
}

/* ---- What is read ---- */

static bool covers(const struct reading *reading, struct span span,
                   const char *text)
{
    return span.end - span.start == strlen(text) &&
           memcmp(reading->bytes + span.start, text, strlen(text)) == 0;
}

static void test_tree(void **state)
{
    (void)state;
    struct reading reading = read_text(sample, JSON_WITH_COMMENTS);
    const struct json_node *root = json_root(reading.document);
    assert_int_equal(root->kind, JSON_OBJECT);
    assert_int_equal(root->count, 8);
    assert_null(root->key);
    assert_string_equal(json_member(root, "format")->text, "x/1");

    const struct json_node *filler =
        json_member(json_member(root, "words"), "filler");
    assert_int_equal(filler->kind, JSON_ARRAY);
    assert_int_equal(filler->count, 3);
    assert_string_equal(filler->child->next->text, "w\u00E9ll");
    assert_string_equal(filler->child->next->next->text, "\U0001F600");
    assert_null(filler->child->next->next->next);
    assert_true(covers(&reading, filler->child->next->span, "\"w\\u00e9ll\""));
    assert_true(covers(&reading, filler->key_span, "\"filler\""));

    const struct json_node *cue = json_member(json_member(root, "cues"), "a");
    assert_string_equal(json_member(cue, "match")->text, "\\bwhy\\b");
    assert_true(json_member(cue, "least")->number == -2.5);
    assert_true(covers(&reading, json_member(cue, "least")->span, "-0.25e1"));
    assert_true(json_member(root, "on")->number == 1);
    assert_true(json_member(root, "off")->number == 0);
    assert_int_equal(json_member(root, "off")->kind, JSON_BOOL);
    assert_int_equal(json_member(root, "none")->kind, JSON_NULL);
    assert_string_equal(json_member(root, "\u00FCber")->text, "\u201C");
    free_reading(&reading);
}

static void test_member(void **state)
{
    (void)state;
    struct reading reading = read_text("{\"a\": [1], \"\": 2}", JSON_STRICT);
    const struct json_node *root = json_root(reading.document);
    assert_null(json_member(NULL, "a"));
    assert_null(json_member(root, "b"));
    assert_null(json_member(root, "A"));
    assert_null(json_member(json_member(root, "a"), "a"));
    assert_true(json_member(root, "")->number == 2);
    free_reading(&reading);
}

static void test_nth(void **state)
{
    (void)state;
    struct reading reading =
        read_text("[[4, 5, 6], {\"a\": 7, \"b\": 8}]", JSON_STRICT);
    const struct json_node *root = json_root(reading.document);
    assert_true(json_nth(json_nth(root, 0), 0)->number == 4);
    assert_true(json_nth(json_nth(root, 0), 2)->number == 6);
    assert_ptr_equal(json_nth(json_nth(root, 1), 1),
                     json_member(json_nth(root, 1), "b"));
    free_reading(&reading);
}

static void test_good_values(void **state)
{
    (void)state;
    static const char *const good[] = {
        "1",         "-0",       "0.5",           "1e5",
        "1E+5",      "0e-1",     " null ",        "true",
        "[]",        "{}",       "\"\"",          "[[],[]]",
        "\t[1]\r\n", "\"\\/\"",  "\"\x7F\"",      "\"//\"",
        "\"/*\"",    "[\",]\"]", "\"\\\\u0000\"", "\"\\uD83D\\uDE00\"",
        "1e-999",
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        struct reading reading = read_text(good[i], JSON_STRICT);
        assert_non_null(reading.document);
        free_reading(&reading);
        read_changed(good[i], strlen(good[i]));
    }
}

static void test_comments_and_commas(void **state)
{
    (void)state;
    static const char *const good[] = {
        "[1,2,]",       "{\"a\":1,}",     "[1, // one\n]", "/**/1//",
        "[1/*,*/]",     "[[],]",          "[\"a\",\n]",    "/* /* */ 1",
        "// \u201C\n1", "\xEF\xBB\xBF 1", "[1,/*]*/]",     "//\r\n1 //\r",
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        struct reading reading = read_text(good[i], JSON_WITH_COMMENTS);
        assert_non_null(reading.document);
        check_spans(&reading, json_root(reading.document));
        free_reading(&reading);
    }
}

/* The document needs its source no more. */
static void test_document_stands_alone(void **state)
{
    (void)state;
    struct reading reading = read_text("{\"key\": \"text\"}", JSON_STRICT);
    free(reading.bytes);
    reading.bytes = NULL;
    const struct json_node *member = json_root(reading.document)->child;
    assert_string_equal(member->key, "key");
    assert_string_equal(member->text, "text");
    free_reading(&reading);
}

static void test_kind_names(void **state)
{
    (void)state;
    assert_string_equal(json_kind_name(JSON_TEXT), "a text");
    assert_string_equal(json_kind_name(JSON_NUMBER), "a number");
    assert_string_equal(json_kind_name(JSON_OBJECT), "an object");
    json_free(NULL);
}

/* ---- What is written ---- */

static void test_print(void **state)
{
    (void)state;
    struct json_value *object = json_object();
    struct json_value *array = json_array();
    struct json_value *inner = json_object();
    json_set_text(object, "z", "a \"b\" \\ \n\t\x01 \u00E9\U0001F600 /");
    json_set_integer(object, "a", INT64_MIN);
    json_set_integer(object, "b", INT64_MAX);
    json_set_bool(object, "yes", true);
    json_set_bool(object, "no", false);
    json_set_null(object, "null");
    json_append_text(array, "");
    json_append_integer(array, 9007199254740993);
    json_append(array, inner);
    json_set_value(object, "list", array);
    struct buffer out = {0};
    buffer_add_text(&out, "> ");
    json_print(object, &out);
    assert_string_equal(
        buffer_text(&out),
        "> {\"z\":\"a \\\"b\\\" \\\\ \\n\\t\\u0001 \u00E9\U0001F600 /\","
        "\"a\":-9223372036854775808,\"b\":9223372036854775807,"
        "\"yes\":true,\"no\":false,\"null\":null,"
        "\"list\":[\"\",9007199254740993,{}]}");
    buffer_free(&out);
    json_discard(object);
    json_discard(NULL);
}

static void test_thousandths(void **state)
{
    (void)state;
    static const struct {
        int64_t thousandths;
        const char *shown;
    } cases[] = {
        {0, "{\"n\":0}"},         {1, "{\"n\":0.001}"},
        {-1, "{\"n\":-0.001}"},   {500, "{\"n\":0.5}"},
        {-1250, "{\"n\":-1.25}"}, {1000, "{\"n\":1}"},
        {10000, "{\"n\":10}"},    {-100000, "{\"n\":-100}"},
        {1050, "{\"n\":1.05}"},   {INT64_MIN, "{\"n\":-9223372036854775.808}"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct json_value *object = json_object();
        struct buffer out = {0};
        json_set_thousandths(object, "n", cases[i].thousandths);
        json_print(object, &out);
        assert_string_equal(buffer_text(&out), cases[i].shown);
        buffer_free(&out);
        json_discard(object);
    }
}

static void test_what_is_printed_can_be_read(void **state)
{
    (void)state;
    char text[128];
    for (int i = 1; i < 128; i++)
        text[i - 1] = (char)i;
    text[127] = '\0';
    struct json_value *object = json_object();
    struct buffer out = {0};
    json_set_text(object, text, text);
    json_print(object, &out);
    struct reading reading = read_text(buffer_text(&out), JSON_STRICT);
    assert_string_equal(json_root(reading.document)->child->key, text);
    assert_string_equal(json_root(reading.document)->child->text, text);
    free_reading(&reading);
    buffer_free(&out);
    json_discard(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_in_both),
        cmocka_unit_test(test_bad_lines),
        cmocka_unit_test(test_bad_files),
        cmocka_unit_test(test_nul_bytes),
        cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_problems_of_meaning_come_together),
        cmocka_unit_test(test_a_syntax_error_comes_alone),
        cmocka_unit_test(test_a_great_deal_of_anything),
        cmocka_unit_test(test_nesting),
        cmocka_unit_test(test_many_keys),
        cmocka_unit_test(test_every_truncation_is_a_problem),
        cmocka_unit_test(test_every_slip_of_the_finger),
        cmocka_unit_test(test_tree),
        cmocka_unit_test(test_member),
        cmocka_unit_test(test_nth),
        cmocka_unit_test(test_good_values),
        cmocka_unit_test(test_comments_and_commas),
        cmocka_unit_test(test_document_stands_alone),
        cmocka_unit_test(test_kind_names),
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_thousandths),
        cmocka_unit_test(test_what_is_printed_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
