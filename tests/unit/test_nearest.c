#include "base/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"

static const char *const codes[] = {"open_question", "closed_question",
                                    "reflection",    "reflections",
                                    "empathy",       "réflexion"};

static const char *near_codes(const char *word)
{
    return nearest_name(word, codes, COUNT(codes));
}

static void finds_a_slip_of_each_kind(void **state)
{
    (void)state;
    assert_ptr_equal(near_codes("reflecton"), codes[2]);   /* left out */
    assert_ptr_equal(near_codes("refllection"), codes[2]); /* put in */
    assert_ptr_equal(near_codes("emputhy"), codes[4]);     /* another */
    assert_ptr_equal(near_codes("empahty"), codes[4]);     /* swapped */
    assert_ptr_equal(near_codes("mepathy"), codes[4]);     /* at the start */
    assert_ptr_equal(near_codes("opn_qeustion"), codes[0]);
}

static void finds_the_name_itself(void **state)
{
    (void)state;
    assert_ptr_equal(near_codes("reflections"), codes[3]);
    assert_ptr_equal(near_codes("reflection"), codes[2]);
}

static void finds_nothing_far_away(void **state)
{
    (void)state;
    assert_null(near_codes("advice"));
    assert_null(near_codes("empaxxxx")); /* four of eight */
    assert_null(near_codes(""));
    assert_null(nearest_name("empathy", NULL, 0));
}

static void allows_a_third_of_the_word_and_at_least_one(void **state)
{
    (void)state;
    const char *const names[] = {"abcdef"};
    assert_non_null(nearest_name("abcdxx", names, 1));
    assert_null(nearest_name("abcxxx", names, 1));
    assert_non_null(nearest_name("abcde", names, 1));
    assert_null(nearest_name("abcd", names, 1)); /* two, of four */
    const char *const of_two[] = {"of"};
    assert_non_null(nearest_name("if", of_two, 1));
    assert_non_null(nearest_name("fo", of_two, 1)); /* a swap counts one */
    assert_null(nearest_name("it", of_two, 1));
}

static void takes_the_nearest_and_of_equals_the_first(void **state)
{
    (void)state;
    const char *const names[] = {"abcxyf", "abcdxf", "abxdef", "abcdef"};
    assert_ptr_equal(nearest_name("abcdef", names, 3), names[1]);
    assert_ptr_equal(nearest_name("abcdef", names, 4), names[3]);
}

static void counts_characters_not_bytes(void **state)
{
    (void)state;
    const char *const names[] = {"\xe2\x82\xac"
                                 "a"};
    assert_ptr_equal(nearest_name("ba", names, 1), names[0]);
}

static void gives_up_on_what_is_too_long_for_a_name(void **state)
{
    (void)state;
    char word[101] = {0};
    memset(word, 'a', 100);
    const char *const names[] = {word, "abc"};
    assert_null(nearest_name(word, names, 2));
    assert_ptr_equal(nearest_name("abd", names, 2), names[1]);
    word[80] = '\0';
    assert_ptr_equal(nearest_name(word, names, 2), names[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_a_slip_of_each_kind),
        cmocka_unit_test(finds_the_name_itself),
        cmocka_unit_test(finds_nothing_far_away),
        cmocka_unit_test(allows_a_third_of_the_word_and_at_least_one),
        cmocka_unit_test(takes_the_nearest_and_of_equals_the_first),
        cmocka_unit_test(counts_characters_not_bytes),
        cmocka_unit_test(gives_up_on_what_is_too_long_for_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
