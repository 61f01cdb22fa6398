#include "rubric/subjects.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct subjects made_from(const char *pattern)
{
    return subjects_new(pattern, strlen(pattern));
}

/* Whether one of the subjects begins with LEAD and then has PUMP so often
 * that it fills at least three quarters of the room. */
static bool leads_to(const char *pattern, const char *lead, const char *pump)
{
    struct subjects subjects = made_from(pattern);
    struct buffer wanted = {0};
    bool found = false;
    buffer_add_text(&wanted, lead);
    while (wanted.length < SUBJECTS_BYTES * 3 / 4)
        buffer_add_text(&wanted, pump);
    for (size_t i = 0; i < subjects.count && !found; i++)
        found =
            subjects.list[i].length >= wanted.length &&
            memcmp(subjects.list[i].bytes, wanted.bytes, wanted.length) == 0;
    buffer_free(&wanted);
    subjects_free(&subjects);
    return found;
}

static void repeats_what_the_pattern_repeats(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *lead, *pump;
    } cases[] = {
        {"(a|a)*b", "", "a"},
        {"^well,? (?:\\w+\\s?)*\\?$", "well, ", "a"},
        {"x{3}y*z", "xxx", "y"},
        {"(?:foo|bar)+!", "", "foo"},
        {"(?:foo|bar)+!", "", "bar"},
        {"[xyz]+!", "", "x"},
        {"[xyz]+!", "", "z"},
        {"[^a]+!", "", "b"},
        {"\\d+!", "", "1"},
        {"[[:space:]]+!", "", " "},
        {"\\p{Greek}+!", "", "\u03b1"},
        {"\\p{sc=Greek}+!", "", "\u03b1"},
        {"\\x{e9}+!", "", "\u00e9"},
        {"\\Qa.b\\Ec+", "a.b", "c"},
        {"a(?#b)c+", "a", "c"},
        {"a(?=b)c+", "a", "c"},
        {"(?<=b)c+", "b", "c"},
        {"s[a-z]+\\W", "", "s"},
        {"(?<name>ab)+", "", "ab"},
        {"(?i:ab)+", "", "ab"},
        {"\\bi\\b.*me", "", "i "},
        {"i.*me", "i", "a"},
        {"(?:oh|ah|hm)(?:x|y)+!", "hm", "x"},
        {"(?:(?:oh|maybe|so)\\W+|just |maybe |do )*!", "", "maybe "},
        {"b(?:(?:oh|maybe|so), |(?:a|maybe|c), )*!", "b", "maybe, "},
        {"(?:x|ab|c|a|bc|y)*!", "", "abc"},
        {"(?:(?:oh|mm-hmm|mm|hmm|so)\\W+)*!", "", "mm-hmm "},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        if (!leads_to(cases[i].pattern, cases[i].lead, cases[i].pump))
            fail_msg("'%s' is not led to '%s'", cases[i].pattern,
                     cases[i].pump);
    assert_false(leads_to("(a|a)*b", "", "k"));
}

static void always_has_the_common_ones(void **state)
{
    (void)state;
    assert_true(leads_to("\\bwhy\\b", "", "a"));
    assert_true(leads_to("\\bwhy\\b", "", "a "));
    assert_true(leads_to("\\bwhy\\b", "", "why"));
    assert_true(leads_to("", "", "a"));
}

static void begins_with_one_near_match(void **state)
{
    (void)state;
    struct subjects subjects = made_from("^so,? (?:what|how) \\w+\\?");
    assert_string_equal(buffer_text(&subjects.list[0]), "so, how a?");
    subjects_free(&subjects);
}

/* A dot stops at a line end, and nothing takes a sign that the pattern does
 * not have; but where it waits for such a thing, a text without it is worse. */
static void ends_in_what_the_pattern_does_not_mention(void **state)
{
    (void)state;
    struct subjects subjects = made_from("(?:\\w+[!~]*)+$");
    size_t with = 0;
    size_t without = 0;
    for (size_t i = 0; i < subjects.count; i++) {
        const char *text = buffer_text(&subjects.list[i]);
        if (subjects.list[i].length < SUBJECTS_BYTES / 2) continue;
        if (strncmp(text, "aaaa", 4) != 0) continue;
        bool ends = strchr(text, '\n') != NULL && strchr(text, '%') != NULL;
        *(ends ? &with : &without) += 1;
    }
    assert_true(with > 0 && without > 0);
    subjects_free(&subjects);
}

static void drops_what_is_alike_in_a_long_list(void **state)
{
    (void)state;
    struct buffer pattern = {0};
    struct subjects subjects;
    buffer_add_text(&pattern, "\\b(?:a");
    for (int i = 0; i < 300; i++)
        buffer_format(&pattern, "|word%d[\\w']*", i);
    buffer_add_text(&pattern, ")\\b");
    subjects = subjects_new(buffer_text(&pattern), pattern.length);
    assert_in_range(subjects.count, 3, 40);
    subjects_free(&subjects);
    buffer_free(&pattern);
}

static void check_all(const char *pattern, size_t length)
{
    struct subjects subjects = subjects_new(pattern, length);
    assert_in_range(subjects.count, 1, 8 * 96 + 60);
    for (size_t i = 0; i < subjects.count; i++) {
        size_t bad;
        assert_true(subjects.list[i].length <= SUBJECTS_BYTES);
        assert_true(text_valid(buffer_text(&subjects.list[i]),
                               subjects.list[i].length, &bad));
    }
    subjects_free(&subjects);
    assert_null(subjects.list);
}

static void bears_broken_patterns(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "(",           ")",
        "[",           "[^",
        "]",           "\\",
        "\\x{",        "a{",
        "a{2",         "a{2,",
        "(?",          "(?<",
        "(?<n",        "(?'n",
        "(?(",         "\\p",
        "\\p{",        "\\p{L",
        "[[:",         "[[:a",
        "[a-",         "\\Q",
        "\\c",         "\\g{",
        "\\N{",        "(?#",
        "|||",         "((((|",
        "*",           "\\x{110000}a+",
        "\\x{d800}a+", "[\\",
        "\\E",         "a{99999999999}",
        "\\o{",        "(?P<",
        ")))(((",      "\\x0+",
        "[]",
    };
    for (size_t i = 0; i < COUNT(broken); i++)
        check_all(broken[i], strlen(broken[i]));
}

/* Pieces of syntax in any order, the same at each run. */
static void bears_any_pattern(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a",    "\u00e9", "\\w",  ".",     "[",         "]",     "[^",
        "(",    "(?:",    "(?=",  "(?<!",  ")",         "|",     "*",
        "+",    "?",      "{2}",  "{1,9}", "{",         "}",     "\\",
        "\\p{", "L",      "\\x{", "e9",    "\\Q",       "\\E",   "-",
        "^",    "$",      "\\b",  "\\1",   "[:alpha:]", "\u4e2d"};
    uint32_t random = 1;
    for (int round = 0; round < 3000; round++) {
        struct buffer pattern = {0};
        for (int i = 0; i < 14; i++) {
            random = random * 1664525u + 1013904223u;
            buffer_add_text(&pattern, pieces[(random >> 16) % COUNT(pieces)]);
        }
        check_all(buffer_text(&pattern), pattern.length);
        buffer_free(&pattern);
    }
}

static void bears_long_and_deep_patterns(void **state)
{
    (void)state;
    struct buffer pattern = {0};
    buffer_repeat(&pattern, "(", 20000);
    check_all(buffer_text(&pattern), pattern.length);
    buffer_clear(&pattern);
    buffer_repeat(&pattern, "\u4e2d+", 20000);
    check_all(buffer_text(&pattern), pattern.length);
    buffer_free(&pattern);
}

static void depends_on_the_pattern_alone(void **state)
{
    (void)state;
    struct subjects one = made_from("^(?:so|well)[, ]+(\\w+ ?)*");
    struct subjects two = made_from("^(?:so|well)[, ]+(\\w+ ?)*");
    assert_int_equal(one.count, two.count);
    for (size_t i = 0; i < one.count; i++)
        assert_string_equal(buffer_text(&one.list[i]),
                            buffer_text(&two.list[i]));
    subjects_free(&one);
    subjects_free(&two);
}

static void is_made_longer_and_shorter(void **state)
{
    (void)state;
    struct subjects subjects = made_from("^ab(?:cde)+!");
    size_t found = 0;
    for (size_t i = 0; i < subjects.count; i++) {
        struct buffer longer = {0};
        size_t pumped = subjects_resize(&subjects, i, 4000, &longer);
        const struct subjects_pump *pump = &subjects.pumps[i];
        size_t rest = subjects.list[i].length - (pump->tail - pump->start);
        assert_int_equal(longer.length, rest + pumped);
        if (pumped > 0) assert_in_range(pumped, 3000, 4000);
        buffer_clear(&longer);
        subjects_resize(&subjects, i, 6, &longer);
        if (strncmp(buffer_text(&longer), "abcdecde", 8) == 0 &&
            longer.bytes[8] != 'c')
            found++;
        buffer_free(&longer);
    }
    assert_true(found > 0);
    subjects_free(&subjects);
}

/* ---- Mixtures ---- */

static void mixes_pieces_of_the_pattern(void **state)
{
    (void)state;
    struct subjects subjects = made_from("(?:[, ]caf\u00e9)*?[a-z]well");
    struct buffer text = {0};
    struct buffer again = {0};
    uint64_t chance = 1;
    bool named = false;
    struct subjects_mixture mixture = subjects_draw(&subjects, &chance);
    assert_in_range(subjects.piece_count, 10, SUBJECTS_PIECES);
    for (size_t i = 0; i < subjects.piece_count; i++)
        named |= strcmp(buffer_text(&subjects.pieces[i]), "well") == 0;
    assert_true(named);
    for (int i = 0; i < 300; i++) {
        size_t valid;
        mixture = i % 3 == 0 ? subjects_draw(&subjects, &chance)
                             : subjects_vary(&subjects, &mixture, &chance);
        assert_in_range(mixture.count, 1, SUBJECTS_MIXED);
        buffer_clear(&text), buffer_clear(&again);
        subjects_mix(&subjects, &mixture, 100, &text);
        subjects_mix(&subjects, &mixture, 200, &again);
        assert_in_range(text.length, 60, 100);
        assert_memory_equal(text.bytes, again.bytes, text.length);
        assert_true(text_valid(text.bytes, text.length, &valid));
    }
    buffer_free(&text), buffer_free(&again);
    subjects_free(&subjects);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mixes_pieces_of_the_pattern),
        cmocka_unit_test(repeats_what_the_pattern_repeats),
        cmocka_unit_test(always_has_the_common_ones),
        cmocka_unit_test(begins_with_one_near_match),
        cmocka_unit_test(ends_in_what_the_pattern_does_not_mention),
        cmocka_unit_test(drops_what_is_alike_in_a_long_list),
        cmocka_unit_test(bears_broken_patterns),
        cmocka_unit_test(bears_any_pattern),
        cmocka_unit_test(bears_long_and_deep_patterns),
        cmocka_unit_test(is_made_longer_and_shorter),
        cmocka_unit_test(depends_on_the_pattern_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
