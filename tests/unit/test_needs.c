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
    needs("(?:a|b|c|d|e|f|g|h|i)(?:j|k|l|m|n|o|p|q)x",
          "a | b | c | d | e | f | g | h | i & "
          "jx | kx | lx | mx | nx | ox | px | qx");
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
        cmocka_unit_test(finds_literals_and_alternatives),
        cmocka_unit_test(needs_nothing_that_may_be_left_out),
        cmocka_unit_test(knows_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
