/* What a lexicon knows of words, what words are compared by, and where they
 * stand in a text. */
#include "rubric/words.h"

#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#include "chance.h"

/* The key of WORD, the only one of a text. */
static struct word_key key_of(const struct lexicon *lexicon, const char *word)
{
    struct arena arena = {0};
    size_t length = strlen(word);
    void *room = memory_new(words_room(length), 1);
    struct words_found words = words_in(room, word, length);
    words_find(&words, &arena, lexicon, length);
    assert_int_equal(words.count, 1);
    assert_string_equal(words.folded[0], word);
    struct word_key key = words.keys[0];
    free(room);
    arena_free(&arena);
    return key;
}

static void knows_nothing_at_first(void **state)
{
    (void)state;
    struct lexicon lexicon = {0};
    struct word_key key = key_of(&lexicon, "word");
    assert_false(key.is.function_word);
    assert_false(key.is.abbreviation);
    assert_true(key.mirrored == key.own);
    assert_string_equal(words_mirrored(&lexicon, &key, "word"), "word");
    assert_null(words_meant(&lexicon, &key, "word"));
    assert_false(words_is_abbreviation(&lexicon, "word", 4));
    words_forget(&lexicon);
}

static void knows_all_of_one_word(void **state)
{
    (void)state;
    struct lexicon lexicon = {0};
    words_learn_function_word(&lexicon, "my");
    words_learn_abbreviation(&lexicon, "my");
    assert_true(words_learn_mirror(&lexicon, "my", "your"));
    assert_false(words_learn_mirror(&lexicon, "my", "our"));
    assert_true(words_learn_spelling(&lexicon, "my", "May"));
    assert_false(words_learn_spelling(&lexicon, "my", "Me"));
    struct word_key key = key_of(&lexicon, "my");
    assert_true(key.is.function_word);
    assert_true(key.is.abbreviation);
    assert_true(key.mirrored == key_of(&lexicon, "your").own);
    assert_string_equal(words_mirrored(&lexicon, &key, "my"), "your");
    assert_string_equal(words_meant(&lexicon, &key, "my"), "May");
    assert_true(words_is_abbreviation(&lexicon, "my", 2));
    assert_false(words_is_abbreviation(&lexicon, "m", 1));
    words_forget(&lexicon);
}

/* Words of one to 16 bytes, so that some are brief. */
static void keeps_many_words_apart(void **state)
{
    (void)state;
    enum { MANY = 3000 };
    static char list[MANY][20];
    struct lexicon lexicon = {0};
    for (int i = 0; i < MANY; i++) {
        snprintf(list[i], sizeof list[i], "%.*s%d", i % 13, "zzzzzzzzzzzzz", i);
        if (i % 2 > 0) words_learn_function_word(&lexicon, list[i]);
        if (i % 3 > 0) words_learn_spelling(&lexicon, list[i], list[i] + 1);
    }
    for (int i = 0; i < MANY; i++) {
        struct word_key key = key_of(&lexicon, list[i]);
        assert_int_equal(key.is.function_word, i % 2 != 0);
        assert_ptr_equal(words_meant(&lexicon, &key, list[i]),
                         i % 3 > 0 ? list[i] + 1 : NULL);
    }
    words_forget(&lexicon);
}

/* A brief word's key is its own; others are the same by their bytes. */
static void compares_words_by_key_and_bytes(void **state)
{
    (void)state;
    struct lexicon none = {0};
    uint64_t brief = key_of(&none, "zzzzzzzzz").own;
    uint64_t other = key_of(&none, "zzzzzzzzzz").own;
    uint64_t foreign = key_of(&none, "\u00e9").own;
    assert_true(words_are_same(brief, "zzzzzzzzz", brief, "zzzzzzzzz"));
    assert_false(words_are_same(brief, "zzzzzzzzz", other, "zzzzzzzzzz"));
    assert_false(words_are_same(other, "zzzzzzzzzz", other, "zzzzzzzzzy"));
    assert_false(words_are_same(foreign, "\u00e9", foreign, "\u00e8"));
    assert_true(words_are_same(foreign, "\u00e9", foreign, "\u00e9"));
}

enum { LONGEST = 200, TIMES = 20000 };

/* What is found in a text when one byte is looked at after the other. */
struct expected {
    struct span words[LONGEST];
    size_t count;
    uint32_t gaps[LONGEST + 1];
    size_t gap_count;
    bool plain;
};

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\n';
}

static bool in_word(const char *text, size_t at)
{
    if (is_letter(text[at])) return true;
    return text[at] == '\'' && at > 0 && is_letter(text[at - 1]) &&
           is_letter(text[at + 1]);
}

static bool stands_for_itself(const char *text, size_t at)
{
    bool doubled = at == 0 || text[at + 1] == '\0' || is_space(text[at + 1]);
    if (is_space(text[at])) return !doubled;
    return text[at] > ' ' && text[at] < 0x7f;
}

/* A gap that is one space is not told. */
static void expect_gap(struct expected *expected, const char *text,
                       size_t start, size_t end)
{
    bool spaced = end == start + 1 && text[start] == ' ' && text[end] != '\0';
    if (!spaced)
        expected->gaps[expected->gap_count++] = (uint32_t)expected->count;
}

static void expect(struct expected *expected, const char *text, size_t length)
{
    size_t end = 0;
    *expected = (struct expected){.plain = true};
    for (size_t at = 0; at < length; at++) {
        expected->plain &= stands_for_itself(text, at);
        if (!in_word(text, at) || (at > 0 && in_word(text, at - 1))) continue;
        if (at > 0) expect_gap(expected, text, end, at);
        for (end = at; in_word(text, end);)
            end++;
        expected->words[expected->count++] = (struct span){at, end};
    }
    if (length > 0) expect_gap(expected, text, end, length);
}

/* Mostly letters and single spaces; now and then what ends that. */
static size_t write_text(char text[LONGEST + 1])
{
    static const char common[] = "aeiouTNSbz059'   ";
    static const char rare[] = "\n'\"-.,?!_@[`{~/:AZ ";
    static const char foreign[] = "\t\x7f\xc3\x01";
    size_t length = below(LONGEST + 1);
    for (size_t i = 0; i < length; i++) {
        size_t kind = below(400);
        text[i] = common[below(sizeof common - 1)];
        if (i == 0 || i + 1 == length || text[i - 1] == ' ') text[i] = 'w';
        if (kind < 30) text[i] = rare[below(sizeof rare - 1)];
        if (kind == 30) text[i] = foreign[below(sizeof foreign - 1)];
    }
    text[length] = '\0';
    return length;
}

static void assert_word(const struct words_found *words, size_t number,
                        const char *text)
{
    struct span at = words->at[number];
    const char *folded = words->folded[number];
    size_t length = strlen(folded);
    assert_int_equal(length, at.end - at.start);
    for (size_t i = 0; i < length; i++) {
        char byte = text[at.start + i];
        bool capital = byte >= 'A' && byte <= 'Z';
        assert_int_equal(folded[i], capital ? byte - 'A' + 'a' : byte);
    }
    assert_true(words->keys[number].own == words_key(folded, length));
}

static void assert_found(const struct words_found *words,
                         const struct expected *expected, const char *text)
{
    assert_int_equal(words->count, expected->count);
    assert_int_equal(words->gap_count, expected->gap_count);
    for (size_t i = 0; i < words->count; i++) {
        assert_int_equal(words->at[i].start, expected->words[i].start);
        assert_int_equal(words->at[i].end, expected->words[i].end);
        assert_word(words, i, text);
    }
    for (size_t i = 0; i < words->gap_count; i++)
        assert_int_equal(words->gaps[i], expected->gaps[i]);
}

static void finds_words_eight_bytes_at_a_time(void **state)
{
    (void)state;
    const struct lexicon none = {0};
    size_t plain = 0;
    seed = 20261126;
    for (size_t i = 0; i < TIMES; i++) {
        char text[LONGEST + 1];
        struct expected expected;
        size_t length = write_text(text);
        void *room = memory_new(words_room(length), 1);
        struct words_found words = words_in(room, text, length);
        expect(&expected, text, length);
        bool found = words_find_plain(&words, &none, length);
        assert_int_equal(found, expected.plain);
        if (found) assert_found(&words, &expected, text);
        plain += found;
        free(room);
    }
    assert_in_range(plain, TIMES / 10, TIMES * 9 / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_nothing_at_first),
        cmocka_unit_test(knows_all_of_one_word),
        cmocka_unit_test(keeps_many_words_apart),
        cmocka_unit_test(compares_words_by_key_and_bytes),
        cmocka_unit_test(finds_words_eight_bytes_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
