#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"

struct pair {
    const char *in;
    const char *out;
};

static size_t encode(int32_t point, char out[4])
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    size_t length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const int lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = length; i-- > 1; point >>= 6)
        out[i] = (char)(0x80 | (point & 0x3f));
    out[0] = (char)(lead[length] | point);
    return length;
}

static bool is_surrogate(int32_t point)
{
    return point >= 0xd800 && point <= 0xdfff;
}

static void sees_what_is_not_ascii(void **state)
{
    char bytes[24];
    (void)state;
    memset(bytes, 0x7f, sizeof bytes);
    for (size_t length = 0; length < sizeof bytes; length++)
        for (size_t i = 0; i < sizeof bytes; i++) {
            bytes[i] = (char)0x80;
            assert_int_equal(text_is_ascii(bytes, length), i >= length);
            bytes[i] = 0x7f;
        }
}

static void reads_every_code_point(void **state)
{
    (void)state;
    for (int32_t point = 0; point <= 0x10ffff; point++) {
        char bytes[4];
        size_t bad = 99;
        size_t length = encode(point, bytes);
        if (is_surrogate(point)) {
            assert_false(text_valid(bytes, length, &bad));
            assert_int_equal(bad, 0);
            continue;
        }
        int32_t read = -1;
        assert_true(text_valid(bytes, length, &bad));
        assert_int_equal(text_next(bytes, length, &read), length);
        assert_int_equal(read, point);
        if (length > 1) assert_false(text_valid(bytes, length - 1, &bad));
    }
}

static void refuses_what_is_not_utf8(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "\x80",             /* a continuation with nothing to continue */
        "\xbf",             /* a continuation with nothing to continue */
        "\xc0\x80",         /* overlong */
        "\xc1\xbf",         /* overlong */
        "\xe0\x80\x80",     /* overlong */
        "\xe0\x9f\xbf",     /* overlong */
        "\xf0\x80\x80\x80", /* overlong */
        "\xf0\x8f\xbf\xbf", /* overlong */
        "\xed\xa0\x80",     /* surrogates */
        "\xed\xbf\xbf",     /* surrogates */
        "\xf4\x90\x80\x80", /* above the last code point */
        "\xf5\x80\x80\x80", /* above the last code point */
        "\xf8\x88\x80\x80\x80",
        "\xfe",
        "\xff",
        "\xc3(", /* cut short by another character */
        "\xe2\x82(",
        "\xf0\x9f\x98(",
        "\xe2\x82", /* cut short by the end */
    };
    for (size_t i = 0; i < COUNT(broken); i++) {
        char text[16] = "a\xc3\xa4";
        strcat(text, broken[i]);
        size_t bad = 99;
        assert_false(text_valid(text, strlen(text), &bad));
        assert_int_equal(bad, 3);
        int32_t point = 0;
        assert_int_equal(text_next(broken[i], strlen(broken[i]), &point), 1);
        assert_int_equal(point, 0xfffd);
    }
}

static void takes_nothing_and_nul_for_utf8(void **state)
{
    (void)state;
    size_t bad;
    assert_true(text_valid("", 0, &bad));
    assert_true(text_valid(NULL, 0, &bad));
    assert_true(text_valid("a\0b", 3, &bad));
}

static void knows_what_characters_are(void **state)
{
    (void)state;
    assert_true(text_is_letter('a'));
    assert_true(text_is_letter(0xe4));
    assert_true(text_is_letter(0x6f22));
    assert_true(text_is_letter(0x301)); /* a mark */
    assert_false(text_is_letter('1'));
    assert_false(text_is_letter('_'));
    assert_false(text_is_letter(0x2019));
    assert_true(text_is_digit('7'));
    assert_true(text_is_digit(0x663)); /* Arabic-Indic three */
    assert_false(text_is_digit('a'));
    assert_false(text_is_digit(0xbd)); /* one half */
    assert_true(text_is_upper('A'));
    assert_true(text_is_upper(0xc4));
    assert_false(text_is_upper('a'));
    assert_false(text_is_upper('1'));
}

static void knows_spaces(void **state)
{
    (void)state;
    static const int32_t spaces[] = {' ',    '\t',   '\n',   '\r',
                                     '\v',   '\f',   0x85,   0xa0,
                                     0x2003, 0x2028, 0x2029, 0x3000};
    for (size_t i = 0; i < COUNT(spaces); i++)
        assert_true(text_is_space(spaces[i]));
    assert_false(text_is_space('a'));
    assert_false(text_is_space(0));
    assert_false(text_is_space(0x8));
    assert_false(text_is_space(0x200b)); /* of no width, and no space */
}

static void check_pairs(const struct pair *pairs, size_t count,
                        void change(const char *, size_t, struct buffer *))
{
    for (size_t i = 0; i < count; i++) {
        struct buffer out = {0};
        buffer_add_text(&out, "BEFORE ");
        change(pairs[i].in, strlen(pairs[i].in), &out);
        assert_memory_equal(buffer_text(&out), "BEFORE ", 7);
        assert_string_equal(buffer_text(&out) + 7, pairs[i].out);
        buffer_free(&out);
    }
}

static void folds(void **state)
{
    (void)state;
    static const struct pair pairs[] = {
        {"", ""},
        {"I HEAR You @[`{ 09", "i hear you @[`{ 09"},
        {"STRASSE", "strasse"},
        {"Straße", "strasse"},
        {"\xe1\xba\x9e", "ss"},    /* capital sharp s */
        {"ÄÖÜ", "äöü"},            /* umlauts */
        {"A\xcc\x88", "ä"},        /* composed */
        {"\xe2\x84\xaa", "k"},     /* the kelvin sign */
        {"\xef\xac\x81", "fi"},    /* a ligature */
        {"ΣΊΣΥΦΟΣ", "σίσυφοσ"},    /* with no final sigma */
        {"σίσυφος", "σίσυφοσ"},    /* the same */
        {"\xc4\xb0", "i\xcc\x87"}, /* dotted capital I */
        {"ДА", "да"},              /* Cyrillic */
        {"Don\xe2\x80\x99T", "don\xe2\x80\x99t"},
    };
    check_pairs(pairs, COUNT(pairs), text_fold);
}

/* Folding what is folded changes nothing, for every code point. */
static void folds_once_and_for_all(void **state)
{
    (void)state;
    struct buffer once = {0};
    struct buffer twice = {0};
    for (int32_t point = 1; point <= 0x10ffff; point++) {
        if (is_surrogate(point)) continue;
        char bytes[4];
        buffer_clear(&once);
        buffer_clear(&twice);
        text_fold(bytes, encode(point, bytes), &once);
        text_fold(buffer_text(&once), once.length, &twice);
        assert_string_equal(buffer_text(&once), buffer_text(&twice));
    }
    buffer_free(&once);
    buffer_free(&twice);
}

static void composes(void **state)
{
    (void)state;
    static const struct pair pairs[] = {
        {"", ""},
        {"Plain TEXT\n", "Plain TEXT\n"},
        {"E\xcc\x81t\xc3\xa9", "Été"},
        {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "한"},
        {"\xe2\x84\xab", "Å"},                      /* the angstrom sign */
        {"\xef\xac\x81", "\xef\xac\x81"},           /* ligatures are kept */
        {"q\xcc\x87\xcc\xa3", "q\xcc\xa3\xcc\x87"}, /* marks in order */
    };
    check_pairs(pairs, COUNT(pairs), text_compose);
}

static void keeps_a_nul(void **state)
{
    (void)state;
    struct buffer out = {0};
    text_fold("\xc3\x84\0B", 4, &out);
    assert_int_equal(out.length, 4);
    assert_memory_equal(out.bytes, "\xc3\xa4\0b", 5);
    buffer_clear(&out);
    text_compose("\xc3\x84\0B", 4, &out);
    assert_memory_equal(out.bytes, "\xc3\x84\0B", 5);
    buffer_free(&out);
}

#define WOMAN "\xf0\x9f\x91\xa9"
#define GIRL "\xf0\x9f\x91\xa7"
#define JOINER "\xe2\x80\x8d"
#define DARK_SKIN "\xf0\x9f\x8f\xbf"
#define LETTER_D "\xf0\x9f\x87\xa9"
#define LETTER_E "\xf0\x9f\x87\xaa"

static void finds_clusters(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length;
    } clusters[] = {
        {"", 0},
        {"a", 1},
        {"ab", 1},
        {"\r\n", 2},
        {"\n\r", 1},
        {"a\xcc\x88\xcc\xa3z", 5},
        {"ä!", 2},
        {"aä", 1},
        {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xabz", 9},
        {WOMAN JOINER GIRL WOMAN, 11},
        {WOMAN DARK_SKIN "!", 8},
        {WOMAN GIRL, 4},
        {LETTER_D LETTER_E LETTER_D LETTER_E, 8},
    };
    for (size_t i = 0; i < COUNT(clusters); i++) {
        const char *text = clusters[i].text;
        assert_int_equal(text_cluster(text, strlen(text)), clusters[i].length);
    }
    assert_int_equal(text_cluster("a\xcc\x88", 1), 1); /* looks no further */
}

static void measures_width(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t width;
    } widths[] = {
        {"", 0},
        {"plain", 5},
        {"a\nb\x1b", 2},
        {"äöü", 3},
        {"a\xcc\x88", 1},
        {"漢字", 4},
        {"한", 2},
        {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 2},
        {"…“”–", 4},
        {WOMAN, 2},
        {WOMAN JOINER GIRL, 2},
        {WOMAN DARK_SKIN "!", 3},
        {LETTER_D LETTER_E, 2},
        {"\xe2\x80\x8b", 0},
    };
    for (size_t i = 0; i < COUNT(widths); i++) {
        const char *text = widths[i].text;
        assert_int_equal(text_width(text, strlen(text)), widths[i].width);
    }
}

static void makes_visible_what_steers(void **state)
{
    (void)state;
    static const struct pair pairs[] = {
        {"", ""},
        {"plain ~ text\n", "plain ~ text\n"},
        {"a\tb\rc", "a\\x09b\\x0dc"},
        {"\x1b[31mred", "\\x1b[31mred"},
        {"\x7f", "\\x7f"},
        {"\xc2\x9b", "\\x9b"},
        {"\xc2\x85", "\\x85"},
        {"\xc2\xa0", "\xc2\xa0"},
        {"\xe2\x80\xaeon", "\\u{202e}on"},
        {"\xd8\x9c\xe2\x80\x8e\xe2\x80\x8f", "\\u{61c}\\u{200e}\\u{200f}"},
        {"\xe2\x80\xaa\xe2\x81\xa6", "\\u{202a}\\u{2066}"},
        {"\xe2\x81\xa9", "\\u{2069}"},
        {"Ä 漢 " WOMAN JOINER GIRL, "Ä 漢 " WOMAN JOINER GIRL},
        {"a\xff\x9b", "a\\xff\\x9b"}, /* not UTF-8 */
    };
    check_pairs(pairs, COUNT(pairs), text_visible);
    struct buffer out = {0};
    text_visible("a\0b", 3, &out);
    assert_string_equal(buffer_text(&out), "a\\x00b");
    buffer_free(&out);
}

/* Nothing that a terminal obeys comes out, whatever goes in. */
static void lets_no_control_through(void **state)
{
    (void)state;
    struct buffer out = {0};
    for (int32_t point = 0; point < 0x3000; point++) {
        char bytes[4];
        text_visible(bytes, encode(point, bytes), &out);
    }
    for (size_t i = 0; i < out.length;) {
        int32_t point;
        i += text_next(out.bytes + i, out.length - i, &point);
        assert_false(point < 0x20 && point != '\n');
        assert_false(point >= 0x7f && point <= 0x9f);
        assert_false(point >= 0x202a && point <= 0x202e);
        assert_false(point >= 0x2066 && point <= 0x2069);
    }
    buffer_free(&out);
}

static void counts_characters(void **state)
{
    (void)state;
    assert_int_equal(text_characters("", 0), 0);
    assert_int_equal(text_characters("plain", 5), 5);
    assert_int_equal(text_characters("ä漢", 5), 2);
    assert_int_equal(text_characters("\xff\xff", 2), 2);
    assert_int_equal(text_characters("漢", 2), 2); /* torn */
}

/* From the end back it finds the characters that text_next() finds. */
static void goes_back_as_it_goes_on(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "plain",     "aä漢😀",         "\x80\x80",
        "a\xe2\x82", "\xff\xc3ä\xa4", "\xf0\x9f\x98\x80\x80\x80\x80\x80"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        size_t length = strlen(texts[i]);
        size_t starts[32];
        size_t count = 0;
        for (size_t at = 0; at < length; count++) {
            int32_t point;
            starts[count] = at;
            at += text_next(texts[i] + at, length - at, &point);
        }
        for (size_t end = length; count-- > 0; end = starts[count])
            assert_int_equal(text_before(texts[i], end), end - starts[count]);
    }
}

static void shows_no_half_characters(void **state)
{
    (void)state;
    char text[64];
    assert_int_equal(text_shown("", 0), 0);
    memset(text, 'x', sizeof text);
    assert_int_equal(text_shown(text, 40), 40);
    assert_int_equal(text_shown(text, 41), 40);
    memcpy(text + 38, "漢", 3);
    assert_int_equal(text_shown(text, 41), 38);
    memset(text, 'x', sizeof text);
    memcpy(text + 37, "漢", 3);
    assert_int_equal(text_shown(text, 41), 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sees_what_is_not_ascii),
        cmocka_unit_test(reads_every_code_point),
        cmocka_unit_test(refuses_what_is_not_utf8),
        cmocka_unit_test(takes_nothing_and_nul_for_utf8),
        cmocka_unit_test(knows_what_characters_are),
        cmocka_unit_test(knows_spaces),
        cmocka_unit_test(folds),
        cmocka_unit_test(folds_once_and_for_all),
        cmocka_unit_test(composes),
        cmocka_unit_test(keeps_a_nul),
        cmocka_unit_test(finds_clusters),
        cmocka_unit_test(measures_width),
        cmocka_unit_test(makes_visible_what_steers),
        cmocka_unit_test(lets_no_control_through),
        cmocka_unit_test(counts_characters),
        cmocka_unit_test(goes_back_as_it_goes_on),
        cmocka_unit_test(shows_no_half_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
