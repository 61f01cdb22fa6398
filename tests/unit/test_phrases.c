/* Phrases put in, found and forgotten, against a plain list of them. */
#include "rubric/phrases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/count.h"

enum { TURNS = 50, PHRASES = 20, KEYS = 40 };

/* Keys of which many share a bucket. */
static uint32_t key_of(uint32_t number)
{
    return number % 4 + (number << 20);
}

static void finds_the_newest_first(void **state)
{
    (void)state;
    struct phrases phrases = {0};
    assert_null(phrases_newest(&phrases, 1));
    phrases_put(&phrases, key_of(1), 0, 0, true);
    phrases_put(&phrases, key_of(5), 0, 1, true);
    phrases_put(&phrases, key_of(1), 3, 2, true);
    const struct mention *found = phrases_newest(&phrases, key_of(1));
    assert_non_null(found);
    assert_int_equal(found->turn, 3);
    assert_int_equal(found->word, 2);
    found = phrases_older(&phrases, found);
    assert_non_null(found);
    assert_int_equal(found->turn, 0);
    assert_int_equal(found->word, 0);
    assert_null(phrases_older(&phrases, found));
    assert_null(phrases_newest(&phrases, key_of(9)));
    phrases_free(&phrases);
}

static void finds_the_next_key_that_is_there(void **state)
{
    (void)state;
    struct phrases phrases = {0};
    const uint32_t keys[] = {key_of(9), key_of(1), key_of(13), key_of(5)};
    assert_int_equal(phrases_find(&phrases, keys, 4, 0), 4);
    phrases_put(&phrases, key_of(1), 0, 0, true);
    phrases_put(&phrases, key_of(5), 0, 1, true);
    assert_int_equal(phrases_find(&phrases, keys, 4, 0), 1);
    assert_int_equal(phrases_find(&phrases, keys, 4, 1), 1);
    assert_int_equal(phrases_find(&phrases, keys, 4, 2), 3);
    assert_int_equal(phrases_find(&phrases, keys, 3, 2), 3);
    phrases_free(&phrases);
}

static void takes_one_of_a_turn_and_key(void **state)
{
    (void)state;
    struct phrases phrases = {0};
    uint32_t keys[] = {key_of(1), key_of(5), key_of(1), key_of(1)};
    phrases_put_once(&phrases, keys, 4, 0);
    phrases_put_once(&phrases, keys, 2, 1);
    const struct mention *found = phrases_newest(&phrases, key_of(1));
    assert_int_equal(found->turn, 1);
    found = phrases_older(&phrases, found);
    assert_int_equal(found->turn, 0);
    assert_int_equal(found->word, 0);
    assert_null(phrases_older(&phrases, found));
    assert_int_equal(phrases.count, 4);
    phrases_free(&phrases);
}

/* All phrases of the turns before END are there, and no others. */
static void has_turns(const struct phrases *phrases,
                      uint32_t said[TURNS][PHRASES], size_t end)
{
    for (uint32_t key = 0; key < KEYS; key++) {
        const struct mention *mention = phrases_newest(phrases, key_of(key));
        for (size_t i = end; i-- > 0;)
            for (size_t j = PHRASES; j-- > 0;) {
                if (said[i][j] != key_of(key)) continue;
                assert_non_null(mention);
                assert_int_equal(mention->turn, i);
                assert_int_equal(mention->word, j);
                mention = phrases_older(phrases, mention);
            }
        assert_null(mention);
    }
}

static void forgets_what_was_said_since(void **state)
{
    (void)state;
    static const size_t ends[] = {TURNS, TURNS - 1, 30, 31, 7, 1, 0};
    struct phrases phrases = {0};
    uint32_t said[TURNS][PHRASES];
    for (size_t i = 0; i < TURNS; i++)
        for (size_t j = 0; j < PHRASES; j++)
            said[i][j] = key_of((uint32_t)((i * 7 + j * j) % KEYS));
    size_t there = 0;
    for (size_t i = 0; i < COUNT(ends); i++) {
        phrases_return(&phrases, ends[i]);
        there = there < ends[i] ? there : ends[i];
        has_turns(&phrases, said, there);
        for (; there < TURNS; there++)
            phrases_put_all(&phrases, said[there], PHRASES, (uint32_t)there);
        has_turns(&phrases, said, there);
    }
    phrases_free(&phrases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_newest_first),
        cmocka_unit_test(finds_the_next_key_that_is_there),
        cmocka_unit_test(takes_one_of_a_turn_and_key),
        cmocka_unit_test(forgets_what_was_said_since),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
