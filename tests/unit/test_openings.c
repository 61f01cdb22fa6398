/* Words with which matches begin: which are told, and when none are. */
#include "rubric/openings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/count.h"

/* EXPECTED: the words, or NULL where nothing is known. */
static void opens(const char *pattern, const char *expected)
{
    struct arena arena = {0};
    struct openings openings;
    struct buffer told = {0};
    bool known = openings_find(pattern, strlen(pattern), &arena, &openings);
    assert_int_equal(known, expected != NULL);
    for (size_t i = 0; known && i < openings.count; i++)
        buffer_format(&told, "%s%s", i > 0 ? " " : "", openings.list[i]);
    if (known) assert_string_equal(buffer_text(&told), expected);
    buffer_free(&told);
    arena_free(&arena);
}

static void tells_the_first_words(void **state)
{
    (void)state;
    opens("\\bdo you\\b", "do");
    opens("\\b(?:Do|Did) you", "do did");
    opens("\\b(?:do you|do i|will)\\b", "do will");
    opens("(?<!nor )\\bdo\\b(?! not)", "do");
    opens("\\b(?:isn't|was) it", "isn was");
    opens("\\bdo\\b|\\bwill\\b", "do will");
    opens("\\bdo$", "do");
}

static void leaves_out_what_begins_with_the_text(void **state)
{
    (void)state;
    opens("^\\W*+so\\b", "");
    opens("^do|\\bwill\\b", "will");
    opens("^(?:a|b)|^c", "");
}

static void tells_nothing_where_matches_begin_elsewhere(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        "do you",              /* in a word */
        "\\bdo",               /* which goes on */
        "\\bdo\\w*",           /* the same */
        "\\bdo\\W*$",          /* by what is written it might */
        "\\W*\\bdo\\b",        /* before it */
        "(?:so )?\\bdo\\b",    /* the same */
        "\\b(?:do|\\w+) you",  /* any word */
        "\\b, do\\b",          /* no word */
        "\\bdo\\b|you",        /* of one it is known */
        "\\bdo\\b|",           /* of one it is all */
        "(?m)^do",             /* behind any line end */
        "\\bdo\\b|(?m)x|^you", /* the same */
        "\\b(do|so) \\1\\b",   /* it may look elsewhere */
        "",
    };
    for (size_t i = 0; i < COUNT(patterns); i++)
        opens(patterns[i], NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_the_first_words),
        cmocka_unit_test(leaves_out_what_begins_with_the_text),
        cmocka_unit_test(tells_nothing_where_matches_begin_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
