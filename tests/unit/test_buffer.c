#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void is_an_empty_text_at_first(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    assert_string_equal(buffer_text(&buffer), "");
    buffer_add(&buffer, NULL, 0);
    assert_int_equal(buffer.length, 0);
    buffer_clear(&buffer);
    assert_string_equal(buffer_text(&buffer), "");
    buffer_free(&buffer);
}

static void joins_what_is_added(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    buffer_add(&buffer, "abcdef", 3);
    buffer_add_text(&buffer, "-");
    buffer_add_byte(&buffer, 'z');
    buffer_repeat(&buffer, "no ", 2);
    buffer_repeat(&buffer, "never", 0);
    buffer_format(&buffer, "%d%s", 42, "!");
    assert_string_equal(buffer_text(&buffer), "abc-zno no 42!");
    assert_int_equal(buffer.length, 14);
    buffer_free(&buffer);
}

static void keeps_a_nul_after_every_add(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    for (size_t i = 1; i < 1000; i++) {
        buffer_add_byte(&buffer, 'x');
        assert_int_equal(buffer.length, i);
        assert_int_equal(buffer.bytes[i], '\0');
    }
    buffer_free(&buffer);
}

static void takes_bytes_that_are_nul(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    buffer_add(&buffer, "a\0b", 3);
    buffer_add_text(&buffer, "c");
    assert_int_equal(buffer.length, 4);
    assert_memory_equal(buffer.bytes, "a\0bc", 5);
    buffer_free(&buffer);
}

static void formats_what_is_longer_than_its_room(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    buffer_format(&buffer, "%s", "");
    assert_string_equal(buffer_text(&buffer), "");
    buffer_format(&buffer, "%01000d", 7);
    assert_int_equal(buffer.length, 1000);
    assert_int_equal(strlen(buffer_text(&buffer)), 1000);
    assert_int_equal(buffer.bytes[999], '7');
    buffer_free(&buffer);
}

static void forgets_its_bytes_but_keeps_its_room(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    buffer_add_text(&buffer, "something");
    size_t room = buffer.room;
    buffer_clear(&buffer);
    assert_string_equal(buffer_text(&buffer), "");
    assert_int_equal(buffer.length, 0);
    assert_int_equal(buffer.room, room);
    buffer_free(&buffer);
    assert_null(buffer.bytes);
    assert_int_equal(buffer.room, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_an_empty_text_at_first),
        cmocka_unit_test(joins_what_is_added),
        cmocka_unit_test(keeps_a_nul_after_every_add),
        cmocka_unit_test(takes_bytes_that_are_nul),
        cmocka_unit_test(formats_what_is_longer_than_its_room),
        cmocka_unit_test(forgets_its_bytes_but_keeps_its_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
