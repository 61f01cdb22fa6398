#include "rubric/notation.h"

#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* One sign for each kind of item. */
static const char signs[] = {
    [NOTATION_LITERAL] = 'a', [NOTATION_SET] = '.',
    [NOTATION_PLACE] = '^',   [NOTATION_REFERENCE] = '1',
    [NOTATION_CLASS] = '[',   [NOTATION_CLASS_END] = ']',
    [NOTATION_GROUP] = '(',   [NOTATION_GROUP_END] = ')',
    [NOTATION_BAR] = '|',     [NOTATION_REPEAT] = '*',
    [NOTATION_NOTHING] = '_',
};

static struct notation reader_of(const char *pattern)
{
    return (struct notation){.bytes = pattern, .length = strlen(pattern)};
}

static void reads_as(const char *pattern, const char *expected)
{
    struct notation notation = reader_of(pattern);
    struct notation_item item;
    struct buffer read = {0};
    while (notation_next(&notation, &item))
        buffer_add_byte(&read, signs[item.kind]);
    if (strcmp(buffer_text(&read), expected) != 0)
        fail_msg("'%s' is read as %s", pattern, buffer_text(&read));
    buffer_free(&read);
}

static void tells_the_kinds_of_items(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", ""},
        {"so\u00e9", "aaa"},
        {"^a.b$", "^a.a^"},
        {"a*b+?c?+d{2}e{2,}f{2,5}+", "a*a*a*a*a*a*"},
        {"a{b}{,3}{", "aaaaaaaaa"},
        {"(a|b)", "(a|a)"},
        {"(?:a)(?i)(?i:a)(?|a)(?>a)", "(a)()(a)(a)(a)"},
        {"(?=a)(?!a)(?<=a)(?<!a)", "(a)(a)(a)(a)"},
        {"(?<n>a)(?P<n>a)(?'n'a)", "(a)(a)(a)"},
        {"(?R)(?1)(?-1)(?&n)(?P>n)(?P=n)", "()()()()()()"},
        {"(?(1)a|b)(?(<n>)a)", "(a|a)(a)"},
        {"(?(?=a)b|c)", "((a)a|a)"},
        {"(?#a(b)c", "_a"},
        {"\\w\\pL\\P{Lu}\\R\\X\\N\\N{3}", "......."},
        {"\\b\\B\\A\\z\\Z\\G\\K", "^^^^^^^"},
        {"\\1\\12\\1{2}\\g{n}\\k<n>\\k'n'", "111*111"},
        {"\\x{e9}\\xe9\\o{351}\\N{U+e9}\\07\\cA", "aaaaaa"},
        {"\\n\\.\\\\\\\u00e9\\-", "aaaaa"},
        {"a\\Q(*[\\w\\Eb", "a_aaaaa_a"},
        {"\\Ea", "_a"},
        {"[abc]", "[aaa]"},
        {"[^a]", "[_a]"},
        {"[]a]", "[aa]"},
        {"[^]a]", "[_aa]"},
        {"[\\E^]]", "[__a]"},
        {"[^^]", "[_a]"},
        {"[a-z]", "[a_a]"},
        {"[a-]", "[aa]"},
        {"[\\w-z]", "[.aa]"},
        {"[[:alpha:][a]", "[.aa]"},
        {"[(|)*+{2}.$]", "[aaaaaaaaaa]"},
        {"[\\b\\1\\g\\d]", "[aaa.]"},
        {"[\\Q]\\E]", "[_a_]"},
        {"[a-z", "[a_a"},
        {"a\\", "aa"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        reads_as(cases[i][0], cases[i][1]);
}

/* The first literal that is also the end of a range. */
static void has_range(const char *pattern, int32_t low, int32_t high)
{
    struct notation notation = reader_of(pattern);
    struct notation_item item;
    while (notation_next(&notation, &item)) {
        if (item.low == item.character) continue;
        assert_int_equal(item.low, low);
        assert_int_equal(item.character, high);
        return;
    }
    fail_msg("'%s' has no range", pattern);
}

static void finds_ranges_however_written(void **state)
{
    (void)state;
    has_range("[a-z]", 'a', 'z');
    has_range("x[^]b-\u4e2d]", 'b', 0x4e2d);
    has_range("[\\x{41}-\\x5a]", 'A', 'Z');
    has_range("[\\t-\\n]", '\t', '\n');
    has_range("[\\101-\\o{132}]", 'A', 'Z');
    has_range("[!\\Q\\E-\\E~]", '!', '~');
    has_range("[+--]", '+', '-');
    has_range("[a-c--~]", 'a', 'c');
    has_range("[\\b-\\cZ]", '\b', 0x1a);
    has_range("[!-\\x{ 4e2d }]", '!', 0x4e2d);
}

static void repeats(const char *pattern, int32_t least, int32_t most)
{
    struct notation notation = reader_of(pattern);
    struct notation_item item = {0};
    while (item.kind != NOTATION_REPEAT)
        assert_true(notation_next(&notation, &item));
    assert_int_equal(item.least, least);
    assert_int_equal(item.most, most);
    assert_int_equal(notation.at, strlen(pattern));
}

static void counts_repeats(void **state)
{
    (void)state;
    repeats("a*", 0, NOTATION_ENDLESS);
    repeats("a++", 1, NOTATION_ENDLESS);
    repeats("a??", 0, 1);
    repeats("a{1}", 1, 1);
    repeats("a{3}?", 3, 3);
    repeats("a{0,}", 0, NOTATION_ENDLESS);
    repeats("a{12,40}", 12, 40);
    repeats("a{0,1}+", 0, 1);
}

/* Each item begins where the one before ended, whatever the bytes are. */
static void leaves_nothing_out(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a",    "\u4e2d", "\\",  "[",     "]",   "[:alpha:]", "^",
        "-",    "(?",     "(?<", "(?(",   ">",   "'",         "(?#",
        ")",    "{2",     "}",   "*",     "\\Q", "\\E",       "\\x{",
        "\\p{", "\\g{",   "\\c", "\\N{U+"};
    uint32_t random = 1;
    for (int round = 0; round < 5000; round++) {
        struct buffer pattern = {0};
        for (int i = 0; i < 10; i++) {
            random = random * 1664525u + 1013904223u;
            buffer_add_text(&pattern, pieces[(random >> 16) % COUNT(pieces)]);
        }
        struct notation notation = reader_of(buffer_text(&pattern));
        struct notation_item item;
        size_t at = 0;
        while (notation_next(&notation, &item)) {
            assert_int_equal(item.start, at);
            assert_in_range(item.length, 1, pattern.length - at);
            at += item.length;
        }
        assert_int_equal(at, pattern.length);
        buffer_free(&pattern);
    }
}

static void counts_the_groups_that_have_numbers(void **state)
{
    static const struct {
        const char *pattern;
        size_t count;
    } cases[] = {
        {"(a)(?:b)(?>c)(?<n>d)(?'m'e)(?P<o>f)", 4},
        {"(?=a)(?!b)(?<=c)(?<!d)(?i)(?i:e)(?|f)", 0},
        {"(?<n>a)(?P>n)(?P=n)(?&n)(?1)(?R)?", 1},
        {"(a)(?(1)b|c)(?<n>d)?(?(<n>)e)(?('n')f)(?(?=g)(h))", 3},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *pattern = cases[i].pattern;
        struct notation notation = {.bytes = pattern,
                                    .length = strlen(pattern)};
        struct notation_item item;
        size_t count = 0;
        while (notation_next(&notation, &item))
            count += item.kind == NOTATION_GROUP &&
                     notation_is_numbered(pattern + item.start, item.length);
        if (count != cases[i].count) fail_msg("'%s': %zu", pattern, count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_the_groups_that_have_numbers),
        cmocka_unit_test(tells_the_kinds_of_items),
        cmocka_unit_test(finds_ranges_however_written),
        cmocka_unit_test(counts_repeats),
        cmocka_unit_test(leaves_nothing_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
