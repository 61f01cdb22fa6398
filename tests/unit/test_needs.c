/* What patterns cannot match without. That nothing is said to be needed which
 * is not, test_index.c shows on patterns made at random. */
#include "rubric/needs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void needs(const char *pattern, const char *expected)
{
    struct buffer told = {0};
    needs_tell(pattern, strlen(pattern), &told);
    if (strcmp(buffer_text(&told), expected) != 0)
        fail_msg("'%s' needs '%s', not '%s'", pattern, buffer_text(&told),
                 expected);
    buffer_free(&told);
}

/* The first set of PATTERN ends at most END bytes behind where a match begins.
 */
static void ends_within(const char *pattern, size_t end)
{
    struct arena arena = {0};
    struct needs found;
    needs_find(pattern, strlen(pattern), &arena, &found);
    assert_true(found.count > 0);
    if (needs_end(&found.sets[0]) != end)
        fail_msg("'%s': %zu", pattern, needs_end(&found.sets[0]));
    arena_free(&arena);
}

static void knows_how_far_from_the_beginning(void **state)
{
    (void)state;
    ends_within("you", 3);
    ends_within("\\byou feel\\b", 8);
    ends_within("ask", 7); /* with a long s and a Kelvin sign */
    ends_within(".you", 7);
    ends_within(".{0,3}you", 15);
    ends_within("\\w{2}(?:you|me)", 11);
    ends_within("(?:ab|c.*d)e", 2);
    ends_within(".*you", NEEDS_FAR);
    ends_within("\\Xyou", NEEDS_FAR);
    ends_within("(a)\\1you", 1);
    ends_within("(?<=sad )you", 3);
    ends_within("(?=.{5}you).", 23);
    ends_within("(?:.{9}){7}you", 9 * 7 * 4 + 3);
    ends_within("(?:.{9})+you", NEEDS_FAR);
    ends_within("(?:a|.b)c", 5);
}

static void says_where_nothing_else_matches(void **state)
{
    static const struct {
        const char *pattern;
        bool exact;
    } cases[] = {
        {"\\byou (?:feel|felt)\\b", true},
        {"a?b", true},
        {"^you", false},
        {"you(?! feel)", false},
        {"(?<!do )you", false},
        {"you.", false},
        {"(?=you)y", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct needs found;
        const char *pattern = cases[i].pattern;
        needs_find(pattern, strlen(pattern), &arena, &found);
        if (found.exact != cases[i].exact)
            fail_msg("'%s': %d", pattern, found.exact);
        arena_free(&arena);
    }
}

static void makes_no_more_strings_than_pay(void **state)
{
    static const char pattern[] = "[abcdefgh][abcdefgh][abcdefgh][xy]z";
    struct arena arena = {0};
    struct needs found;
    (void)state;
    needs_find(pattern, strlen(pattern), &arena, &found);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.sets[0].count, 8 * 8 * 8);
    assert_string_equal(found.sets[0].list[0], "aaa");
    assert_int_equal(found.sets[1].count, 2);
    assert_string_equal(found.sets[1].list[0], "xz");
    arena_free(&arena);
}

static void finds_literals_and_alternatives(void **state)
{
    (void)state;
    needs("sad", "sad");
    needs("\\bsad\\b", "_sad_");
    needs("^So you$", "_so_ _you_");
    needs("\\byou (?:feel|felt)\\b", "_you_ _feel_ | _you_ _felt_");
    needs("sounds? like", "sounds_ _like | sound_ _like");
    needs("practi[sc]e", "practise | practice");
    needs("(?:a|b)(?:c|d)", "ac | ad | bc | bd");
    needs("is\\b[^?]{3,60} or \\w", "is_ &  _or_ ");
    needs("(?:ab|cd.*ef)", "ab | cd");
    needs("(?<n>ab)(?>cd)(?'m'ef)(?i)gh(?-i:ij)", "abcdefghij");
    needs("\\Qa.b\\E", "a_._b");
    needs("ab+c", "a & b & c");
}

static void needs_nothing_that_may_be_left_out(void **state)
{
    (void)state;
    needs("(?:sad)?a", "sada | a");
    needs("(?:sad)*a", "a");
    needs("(?:sad){0,3}a", "a");
    needs("(?!sad)a", "a");
    needs("(?<!sad)a", "a");
    needs("(?=sad)\\w+", "sad");
    needs("sad|\\w+", "");
    needs("(?:sad|)\\w", "");
    needs("[a-z]+", "");
    needs("[^a]b", "b");
    needs("(?(?=a)b|c)d", "d");
    needs("(a)(?(1)b|c)d", "a & d");
    needs("(a|b)\\1c", "a | b & c");
    needs("(a)?(?1)b", "b");
    needs("a{,3}b", "");
    needs("a\\{b", "a_{_b");
    needs("a(?#x)?b", "ab | b");
    needs("\xc3\x9f", "");
    needs("stra\xc3\x9f"
          "e",
          "stra & e");
}

static void knows_edges(void **state)
{
    (void)state;
    needs("\\W+you", "_you");
    needs("^\\W*(?:so\\W+)*why\\b", "_why_");
    needs("\\w*you", "you");
    needs("\\bso\\b|, you", "_so_ | , _you");
    needs("\\b'", "'");
    needs("\\B.you", "you");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_how_far_from_the_beginning),
        cmocka_unit_test(says_where_nothing_else_matches),
        cmocka_unit_test(makes_no_more_strings_than_pay),
        cmocka_unit_test(finds_literals_and_alternatives),
        cmocka_unit_test(needs_nothing_that_may_be_left_out),
        cmocka_unit_test(knows_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
