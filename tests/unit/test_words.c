/* What a lexicon knows of words, and what words are compared by. */
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

/* The key of WORD, the only one of a text. */
static struct word_key key_of(const struct lexicon *lexicon, const char *word)
{
    struct arena arena = {0};
    size_t length = strlen(word);
    void *room = memory_new(words_room(length), 1);
    struct words_found words = words_in(room, length);
    words_find(&words, &arena, lexicon, word, length);
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
    assert_true(key.content);
    assert_false(key.abbreviation);
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
    assert_false(key.content);
    assert_true(key.abbreviation);
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
        assert_int_equal(key.content, i % 2 == 0);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_nothing_at_first),
        cmocka_unit_test(knows_all_of_one_word),
        cmocka_unit_test(keeps_many_words_apart),
        cmocka_unit_test(compares_words_by_key_and_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
