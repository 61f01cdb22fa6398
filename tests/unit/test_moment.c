/* Times: what is read is written again, and no day that no calendar has. */
#include "base/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"

static int64_t read(const char *text)
{
    int64_t seconds = -1;
    return moment_read(text, &seconds) ? seconds : -1;
}

static void known_moments(void **state)
{
    (void)state;
    assert_int_equal(read("1970-01-01T00:00:00Z"), 0);
    assert_int_equal(read("2000-02-29T12:00:00Z"), 951825600);
    assert_int_equal(read("2001-09-09T01:46:40Z"), 1000000000);
    assert_int_equal(read("2027-02-01T12:00:00Z"), 1801483200);
    assert_int_equal(read("9999-12-31T23:59:59Z"), 253402300799);
}

static void no_moments(void **state)
{
    static const char *const texts[] = {
        "",
        "2027-02-01",
        "2027-02-01T12:00:00",
        "2027-02-01T12:00:00z",
        "2027-02-01 12:00:00Z",
        "2027-02-01T12:00:00Z ",
        "2027-02-01T12:00:00+00:00",
        "+027-02-01T12:00:00Z",
        "2027-00-01T12:00:00Z",
        "2027-13-01T12:00:00Z",
        "2027-02-00T12:00:00Z",
        "2027-02-29T12:00:00Z",
        "2100-02-29T12:00:00Z",
        "2027-04-31T12:00:00Z",
        "2027-02-01T24:00:00Z",
        "2027-02-01T12:60:00Z",
        "2027-02-01T12:00:60Z",
        "1969-12-31T23:59:59Z",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_int_equal(read(texts[i]), -1);
}

static void every_day_is_written_as_it_is_read(void **state)
{
    char text[MOMENT_TEXT];
    char before[MOMENT_TEXT] = "";
    (void)state;
    for (int64_t day = 0; day < 2932897; day += day < 60000 ? 1 : 97) {
        moment_write(day * MOMENT_DAY + day % MOMENT_DAY, text);
        assert_int_equal(read(text), day * MOMENT_DAY + day % MOMENT_DAY);
        assert_true(strcmp(before, text) < 0);
        memcpy(before, text, sizeof text);
    }
}

static void beyond_the_years_is_the_nearer_end(void **state)
{
    char text[MOMENT_TEXT];
    (void)state;
    moment_write(-1, text);
    assert_string_equal(text, "1970-01-01T00:00:00Z");
    moment_write(INT64_MAX, text);
    assert_string_equal(text, "9999-12-31T23:59:59Z");
}

static void a_span_is_told_in_one_unit(void **state)
{
    static const struct {
        int64_t seconds;
        const char *told;
    } spans[] = {
        {0, "less than a minute"}, {59, "less than a minute"},
        {60, "1 minute"},          {3599, "59 minutes"},
        {3600, "1 hour"},          {86399, "23 hours"},
        {86400, "1 day"},          {172799, "1 day"},
        {172800, "2 days"},        {INT64_C(86400) * 400, "400 days"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(spans); i++) {
        struct buffer told = {0};
        moment_span(spans[i].seconds, &told);
        assert_string_equal(buffer_text(&told), spans[i].told);
        buffer_free(&told);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_moments),
        cmocka_unit_test(no_moments),
        cmocka_unit_test(every_day_is_written_as_it_is_read),
        cmocka_unit_test(beyond_the_years_is_the_nearer_end),
        cmocka_unit_test(a_span_is_told_in_one_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
