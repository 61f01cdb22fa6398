/* Keys of packed numbers: each kept once, and read back as it was put. */
#include "base/keyset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/packing.h"
#include "base/statistics.h"

enum { FIELDS = 9, KEYS = 20000, WORDS = 8 };

/* Ranges of one bit, of none, of a whole word, and over a word's end. */
static const uint32_t mosts[FIELDS] = {1,  0,   UINT32_MAX, 10, 1000000,
                                       63, 255, UINT32_MAX, 3};

static void make_packing(struct packing *packing)
{
    for (size_t i = 0; i < FIELDS; i++)
        assert_int_equal(packing_add(packing, mosts[i]), i);
    assert_true(packing->words <= WORDS);
}

static uint32_t any_value(struct statistics_draw *draw, uint32_t most)
{
    size_t which = statistics_pick(draw, 3);
    if (which == 0) return 0;
    if (which == 1) return most;
    return (uint32_t)statistics_pick(draw, (size_t)most + 1);
}

static void what_is_put_in_a_key_is_in_it(void **state)
{
    (void)state;
    struct packing packing = {0};
    struct statistics_draw draw = {1};
    make_packing(&packing);
    for (int i = 0; i < 1000; i++) {
        uint64_t key[WORDS] = {0};
        uint32_t values[FIELDS];
        for (size_t f = 0; f < FIELDS; f++) {
            values[f] = any_value(&draw, mosts[f]);
            packing_put(&packing, key, f, values[f]);
        }
        for (size_t f = 0; f < FIELDS; f++)
            assert_int_equal(packing_get(&packing, key, f), values[f]);
    }
    packing_free(&packing);
}

static void a_key_has_one_number(void **state)
{
    (void)state;
    struct keyset set = keyset_new(2);
    bool added;
    for (uint64_t i = 0; i < KEYS; i++) {
        uint64_t key[] = {i % 7, i};
        assert_int_equal(keyset_find(&set, key), KEYSET_NONE);
        assert_int_equal(keyset_put(&set, key, &added), i);
        assert_true(added);
    }
    for (uint64_t i = 0; i < KEYS; i++) {
        uint64_t key[] = {i % 7, i};
        assert_int_equal(keyset_put(&set, key, &added), i);
        assert_false(added);
        assert_int_equal(keyset_find(&set, key), i);
        assert_memory_equal(keyset_key(&set, i), key, sizeof key);
    }
    assert_int_equal(set.count, KEYS);
    keyset_free(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_in_a_key_is_in_it),
        cmocka_unit_test(a_key_has_one_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
