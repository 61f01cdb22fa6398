#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void gives_zeroed_aligned_room(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (size_t size = 1; size < 200; size++) {
        arena_copy(&arena, "x", 1); /* puts the next one off its place */
        unsigned char *room = arena_new(&arena, 3, size);
        assert_int_equal((uintptr_t)room % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < 3 * size; i++)
            assert_int_equal(room[i], 0);
        memset(room, 0xff, 3 * size);
    }
    arena_free(&arena);
}

static void gives_room_for_nothing(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_non_null(arena_new(&arena, 0, 8));
    assert_non_null(arena_new(&arena, 8, 0));
    assert_string_equal(arena_copy(&arena, NULL, 0), "");
    arena_free(&arena);
}

static void keeps_all_that_it_was_given(void **state)
{
    (void)state;
    struct arena arena = {0};
    enum { MANY = 5000 };
    const char *kept[MANY];
    for (int i = 0; i < MANY; i++)
        kept[i] = arena_format(&arena, "number %d", i);
    for (int i = 0; i < MANY; i++) {
        char expected[32];
        sprintf(expected, "number %d", i);
        assert_string_equal(kept[i], expected);
    }
    arena_free(&arena);
}

static void takes_large_things_among_small(void **state)
{
    (void)state;
    struct arena arena = {0};
    unsigned char *large_first = arena_new(&arena, 1, 1000000);
    char *small = arena_copy(&arena, "small", 5);
    unsigned char *large = arena_new(&arena, 100000, 3);
    char *next = arena_copy(&arena, "next", 4);
    memset(large_first, 1, 1000000);
    memset(large, 2, 300000);
    assert_string_equal(small, "small");
    assert_string_equal(next, "next");
    assert_ptr_equal(next, small + sizeof "small"); /* no room was lost */
    assert_int_equal(large_first[999999], 1);
    arena_free(&arena);
}

static void copies_bytes_and_ends_them(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *copy = arena_copy(&arena, "a\0bcd", 3);
    assert_memory_equal(copy, "a\0b\0", 4);
    arena_free(&arena);
}

static void is_empty_once_freed_and_can_be_used_again(void **state)
{
    (void)state;
    struct arena arena = {0};
    arena_free(&arena);
    arena_copy(&arena, "a", 1);
    arena_free(&arena);
    assert_null(arena.newest);
    assert_string_equal(arena_copy(&arena, "b", 1), "b");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_zeroed_aligned_room),
        cmocka_unit_test(gives_room_for_nothing),
        cmocka_unit_test(keeps_all_that_it_was_given),
        cmocka_unit_test(takes_large_things_among_small),
        cmocka_unit_test(copies_bytes_and_ends_them),
        cmocka_unit_test(is_empty_once_freed_and_can_be_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
