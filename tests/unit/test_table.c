#include "base/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void finds_nothing_in_an_empty_table(void **state)
{
    (void)state;
    struct table table = {0};
    assert_int_equal(table_get(&table, "a", 1), -1);
    table_free(&table);
}

static void finds_what_was_put(void **state)
{
    (void)state;
    struct table table = {0};
    assert_true(table_put(&table, "one", 3, 1));
    assert_true(table_put(&table, "none", 4, 0));
    assert_true(table_put(&table, "", 0, 7));
    assert_int_equal(table_get(&table, "one", 3), 1);
    assert_int_equal(table_get(&table, "none", 4), 0);
    assert_int_equal(table_get(&table, "", 0), 7);
    assert_int_equal(table_get(&table, "two", 3), -1);
    table_free(&table);
    assert_int_equal(table_get(&table, "one", 3), -1);
}

static void goes_by_length_not_by_nul(void **state)
{
    (void)state;
    struct table table = {0};
    assert_true(table_put(&table, "a\0b", 3, 1));
    assert_true(table_put(&table, "a\0c", 3, 2));
    assert_true(table_put(&table, "a", 1, 3));
    assert_int_equal(table_get(&table, "a\0b", 3), 1);
    assert_int_equal(table_get(&table, "a\0c", 3), 2);
    assert_int_equal(table_get(&table, "abc", 1), 3);
    assert_int_equal(table_get(&table, "abc", 2), -1);
    table_free(&table);
}

static void refuses_a_key_that_is_there(void **state)
{
    (void)state;
    struct table table = {0};
    char again[] = "key";
    assert_true(table_put(&table, "key", 3, 1));
    assert_false(table_put(&table, again, 3, 2));
    assert_int_equal(table_get(&table, "key", 3), 1);
    assert_int_equal(table.count, 1);
    table_free(&table);
}

static void holds_many(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    static char keys[MANY][8];
    struct table table = {0};
    for (int i = 0; i < MANY; i++) {
        sprintf(keys[i], "k%d", i);
        assert_true(table_put(&table, keys[i], strlen(keys[i]), i));
    }
    assert_int_equal(table.count, MANY);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(table_get(&table, keys[i], strlen(keys[i])), i);
        assert_false(table_put(&table, keys[i], strlen(keys[i]), 0));
    }
    assert_int_equal(table_get(&table, "k20000", 6), -1);
    assert_int_equal(table.room & (table.room - 1), 0);
    table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_nothing_in_an_empty_table),
        cmocka_unit_test(finds_what_was_put),
        cmocka_unit_test(goes_by_length_not_by_nul),
        cmocka_unit_test(refuses_a_key_that_is_there),
        cmocka_unit_test(holds_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
