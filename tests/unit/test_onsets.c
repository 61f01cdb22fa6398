/* Where matches may begin, against a look at each byte. */
#include "rubric/onsets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#include "chance.h"

enum { LONGEST = 5000 };

static void is_next(struct onsets onsets, size_t from, size_t start, size_t end)
{
    struct span stretch;
    assert_true(onsets_next(&onsets, from, &stretch));
    assert_int_equal(stretch.start, start);
    assert_int_equal(stretch.end, end);
}

static void is_last(struct onsets onsets, size_t from)
{
    struct span stretch;
    assert_false(onsets_next(&onsets, from, &stretch));
}

static void tells_stretch_after_stretch(void **state)
{
    (void)state;
    struct onsets onsets = {{2, 40}, 0x13, 2, 2}; /* 0 to 7 and 16 to 19 */
    is_next(onsets, 0, 0, 6);
    is_next(onsets, 3, 3, 6);
    is_next(onsets, 6, 14, 18);
    is_next(onsets, 17, 17, 18);
    is_last(onsets, 18);
    is_last(onsets, 398);
    onsets.within.end = 17;
    is_next(onsets, 6, 14, 15);
    onsets.within.end = 16;
    is_last(onsets, 6);
    onsets.within.end = 40;
    onsets.within.start = 5;
    is_next(onsets, 0, 3, 6);
    is_next(onsets, 4, 4, 6);
    onsets.within.start = 17;
    is_next(onsets, 0, 15, 18);
    onsets.steps = 0;
    is_last(onsets, 0);
    onsets = (struct onsets){{0, 400}, UINT64_MAX, 2, 0};
    is_next(onsets, 255, 255, 400);
    is_last(onsets, 256);
}

static void may_be_anywhere(void **state)
{
    (void)state;
    struct onsets onsets = {{3, 70000}, 1, ONSETS_WHOLE, 3};
    is_next(onsets, 0, 0, 69997);
    is_next(onsets, 69996, 69996, 69997);
    is_last(onsets, 69997);
    onsets.within = (struct span){0, SIZE_MAX};
    onsets.origin = 0;
    is_next(onsets, 70000, 70000, SIZE_MAX / 2 + 1);
    is_last(onsets, SIZE_MAX / 2 + 1);
    is_last(onsets, SIZE_MAX);
}

static void has_steps_for_every_text(void **state)
{
    (void)state;
    for (size_t length = 0; length < LONGEST; length++) {
        unsigned doublings = onsets_doublings(length);
        assert_true(length >> doublings < 64);
        if (doublings > 0) assert_true(length >> (doublings - 1) >= 64);
    }
}

/* Literals somewhere, and matches that begin NEAREST to FARTHEST before one. */
static void try_text(size_t length, size_t nearest, size_t farthest)
{
    static bool may_begin[LONGEST];
    struct span stretch;
    unsigned doublings = onsets_doublings(length);
    uint64_t steps = 0;
    size_t last = 0;
    memset(may_begin, 0, sizeof may_begin);
    for (size_t count = below(4); count > 0; count--) {
        size_t at = below(length);
        steps |= onsets_steps(onsets_before(at, nearest, farthest), doublings);
        for (size_t i = at < farthest ? 0 : at - farthest; i + nearest <= at;
             i++)
            may_begin[i] = true;
    }
    size_t begin = below(length);
    struct onsets onsets = {{0, length}, steps, doublings, 0};
    struct onsets later = {{begin, length}, steps, doublings, begin};
    struct span other;
    bool any = onsets_next(&onsets, begin, &stretch);
    assert_true(onsets_next(&later, 0, &other) == any);
    if (any) is_next(later, 0, stretch.start - begin, stretch.end - begin);
    for (size_t from = 0; onsets_next(&onsets, from, &stretch);) {
        assert_in_range(stretch.start, from, length - 1);
        assert_in_range(stretch.end, stretch.start + 1, length);
        for (size_t i = last; i < stretch.start; i++)
            assert_false(may_begin[i]);
        last = stretch.end;
        from = stretch.end;
    }
    for (size_t i = last; i < length; i++)
        assert_false(may_begin[i]);
    if (steps == 0) assert_int_equal(last, 0);
}

static void passes_nothing_over(void **state)
{
    static const size_t reaches[] = {0, 0, 1, 2, 3, 5, 9, 40, 250, 100000};
    (void)state;
    seed = 7;
    for (size_t i = 0; i < 20000; i++) {
        size_t one = PICK(reaches);
        size_t other = PICK(reaches);
        try_text(1 + below(i % 4 == 0 ? LONGEST - 1 : 150),
                 one < other ? one : other, one < other ? other : one);
    }
}

/* Where steps are single bytes, and the distance is known. */
static void is_exact_in_short_texts(void **state)
{
    (void)state;
    for (size_t at = 0; at < 63; at++)
        for (size_t reach = 0; reach < 70; reach++)
            assert_true(onsets_steps(onsets_before(at, reach, reach), 0) ==
                        (reach > at ? 0 : UINT64_C(1) << (at - reach)));
    struct span bytes = onsets_before(9, 2, 4);
    assert_int_equal(bytes.start, 5);
    assert_int_equal(bytes.end, 8);
    assert_true(onsets_steps(bytes, 0) == 0xe0);
    assert_true(onsets_steps(bytes, 1) == 0x0c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_stretch_after_stretch),
        cmocka_unit_test(may_be_anywhere),
        cmocka_unit_test(has_steps_for_every_text),
        cmocka_unit_test(passes_nothing_over),
        cmocka_unit_test(is_exact_in_short_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
