/* Words that bar a match, and words that are enough for one, as patterns have
 * them; test_index.c and test_narrow.c hold them to what PCRE2 finds. */
#include "rubric/bars.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "rubric/literal.h"

typedef void find_words(const char *pattern, size_t length, struct arena *arena,
                        struct bars *words);

/* EXPECTED are the words, at whose ends edges are claimed, and marks, with a
 * space behind each. */
static void finds(find_words *find, const char *pattern, const char *expected)
{
    struct arena arena = {0};
    struct buffer told = {0};
    struct bars found;
    find(pattern, strlen(pattern), &arena, &found);
    for (size_t i = 0; i < found.count; i++) {
        const char *word = found.list[i];
        size_t length = strlen(word);
        bool claims = literal_is_claim(word[0]);
        assert_int_equal(claims, literal_is_word(word[claims]));
        assert_int_equal(claims, literal_is_claim(word[length - 1]));
        buffer_add(&told, word + claims, length - 2 * (size_t)claims);
        buffer_add_byte(&told, ' ');
    }
    assert_string_equal(buffer_text(&told), expected);
    buffer_free(&told);
    arena_free(&arena);
}

static void bars(const char *pattern, const char *expected)
{
    finds(bars_find, pattern, expected);
}

static void enough(const char *pattern, const char *expected)
{
    finds(bars_find_enough, pattern, expected);
}

static void reads_words(void **state)
{
    (void)state;
    bars("^(?!.*\\b(?:you|I'm|4)\\b)(?:\\S+ ){3,}", "you i'm 4 ");
    bars("^(?!.*\\b(?:you)\\b).*?\\bme|we\\b|(?:a|b)", "");
    bars("^(?!.*\\b(?:you)\\b)(?:a|b)", "you ");
    bars("^(?!.*\\b(?:you)\\b)", "you ");
    bars("^(?!.*\\byou\\b)a", "you ");
    bars("^(?!.*\\byou)a", "");
    bars("^(?!.*\\byou?\\b)a", "");
}

static void reads_a_mark(void **state)
{
    (void)state;
    bars("^(?!.*\\?)(?:a|b)", "? ");
    bars("^(?!.*,).{3}", ", ");
    bars("^(?!.*\\?$)a", "");
    bars("^(?!.*\\?*)a", "");
    bars("^(?!.*\\?!)a", "");
    bars("^(?!.*[?])a", "");
    bars("^(?!.*_)a", "");
    bars("^(?!.* )a", "");
    bars("^(?!.*\u00bf)a", "");
}

static void leaves_out_what_is_no_word(void **state)
{
    (void)state;
    bars("^(?!.*\\b(?:you|yours?|our[\\w']*+|'re|we'|to me|me)\\b)a",
         "you me ");
    bars("^(?!.*\\b(?:\u00e9t\u00e9|a_b|\\d|\\Qso\\E|so)\\b)a", "so ");
    bars("^(?!.*\\b(?:you||me)\\b)a", "you me ");
    bars("^(?!.*\\b(?:you|(?:so|it)|me)\\b)a", "");
}

static void wants_the_whole_text_without_them(void **state)
{
    (void)state;
    bars("(?!.*\\b(?:you)\\b)a", "");
    bars("(?m)^(?!.*\\b(?:you)\\b)a", "");
    bars("^(?=.*\\b(?:you)\\b)a", "");
    bars("^(?!.{3}\\b(?:you)\\b)a", "");
    bars("^(?!.*+\\b(?:you)\\b)a", "");
    bars("^(?![^,]*\\b(?:you)\\b)a", "");
    bars("^(?!.*(?:you)\\b)a", "");
    bars("^(?!.*\\b(?:you))a", "");
    bars("^(?!.*\\b(?:you)?\\b)a", "");
    bars("^(?!.*\\b(?:you)\\b$)a", "");
    bars("^(?!.*\\b(?:you)\\b)?a", "");
    bars("^(?!.*\\b(?:you)\\b){0}a", "");
    bars("^(?!.*\\b(?:you)\\b)a|so", "");
    bars("so|^(?!.*\\b(?:you)\\b)a", "");
}

static void reads_words_that_are_enough(void **state)
{
    (void)state;
    enough("\\byou\\b", "you ");
    enough("\\b(?:you|I|4)\\b", "you i 4 ");
    enough("\\bme\\b|\\b(?:we|us)\\b|so much", "me we us ");
    enough("\\b(?:he|as if|they|they're|thems?|him)\\b", "he they him ");
}

static void wants_nothing_besides_them(void **state)
{
    (void)state;
    enough("you", "");
    enough("\\byou", "");
    enough("you\\b", "");
    enough("^\\byou\\b", "");
    enough("\\byou\\b$", "");
    enough("\\byou\\b(?! know)", "");
    enough("(?<!if )\\byou\\b", "");
    enough("\\byours?\\b", "");
    enough("\\b(?:you)?\\b", "");
    enough("\\b(?:you)\\b{2}", "");
    enough("\\b(?:you|(?:so|it)|me)\\b", "");
    enough("\\b(?=you|me)\\b", "");
    enough("\\B(?:you|me)\\b", "");
}

/* What stands before them may set options. */
static void wants_nothing_before_them(void **state)
{
    (void)state;
    enough("(?-i)\\byou\\b", "");
    enough("so (?-i)much|\\byou\\b", "");
    enough("\\bme\\b|so (?-i)much|\\byou\\b", "me ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_words),
        cmocka_unit_test(reads_a_mark),
        cmocka_unit_test(leaves_out_what_is_no_word),
        cmocka_unit_test(wants_the_whole_text_without_them),
        cmocka_unit_test(reads_words_that_are_enough),
        cmocka_unit_test(wants_nothing_besides_them),
        cmocka_unit_test(wants_nothing_before_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
