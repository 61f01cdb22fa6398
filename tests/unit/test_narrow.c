/* Scored for the measures alone, replies give the same measures. */
#include "rubric/narrow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/bits.h"
#include "base/buffer.h"
#include "base/count.h"
#include "rubric/example.h"
#include "rubric/measure.h"

#include "chance.h"
#include "fixture.h"

/* A rubric as it is and narrowed, and what both have counted. */
struct both {
    struct rubric *whole;
    struct rubric *narrow;
    struct tally *of_whole;
    struct tally *of_narrow;
    size_t spared; /* cues that were met, and not tried when narrowed */
};

static void has_same_measures(const struct both *both)
{
    for (size_t i = 0; i < both->whole->measure_count; i++) {
        int64_t whole = 0;
        int64_t narrow = 0;
        assert_int_equal(
            measure_value(both->of_whole, both->whole, i, &whole),
            measure_value(both->of_narrow, both->narrow, i, &narrow));
        assert_int_equal(whole, narrow);
    }
}

/* Beyond PATTERN_TYPED patterns are tried though they are not asked for: their
 * limits count. */
static void score_both(struct both *both, const struct example *example,
                       const char *reply)
{
    struct scoring *whole =
        example_score(both->whole, example->before, example->client, reply);
    struct scoring *narrow =
        example_score(both->narrow, example->before, example->client, reply);
    bool is_long = strlen(reply) > PATTERN_TYPED;
    assert_int_equal(whole->unscorable, narrow->unscorable);
    for (size_t i = 0; i < both->whole->cue_count; i++) {
        bool asked = bits_has(both->narrow->asked, i);
        both->spared += whole->fired[i] && !narrow->fired[i];
        if (asked || narrow->fired[i])
            assert_int_equal(whole->fired[i], narrow->fired[i]);
        if (!asked && !is_long) assert_false(narrow->fired[i]);
    }
    measure_reply(both->of_whole, both->whole, whole, 1);
    measure_reply(both->of_narrow, both->narrow, narrow, 1);
    has_same_measures(both);
    score_free(whole);
    score_free(narrow);
}

static const struct example *any_example(const struct rubric *rubric)
{
    const struct code *code;
    do
        code = &rubric->codes[below(rubric->code_count)];
    while (code->example_count == 0);
    return &code->examples[below(code->example_count)];
}

/* Mostly one space; or what makes other words of those beside it, or may seem
 * to. */
static const char *any_joint(void)
{
    static const char *const joints[] = {"_", "\u00e9", "'", "-",
                                         ".", "\n",     "?", "\u2019s "};
    return below(3) > 0 ? " " : joints[below(COUNT(joints))];
}

/* Replies of examples, one after the other. */
static void write_reply(const struct rubric *rubric, struct buffer *reply)
{
    size_t least = below(60) == 0 ? PATTERN_TYPED + 1 : 0;
    buffer_clear(reply);
    do {
        for (size_t i = below(3) + 1; i > 0; i--)
            buffer_format(reply, "%s%s", any_example(rubric)->reply,
                          any_joint());
    } while (reply->length < least);
}

static void gives_the_same_measures(const char *name, size_t least_spared)
{
    enum { REPLIES = 1500 };
    struct buffer reply = {0};
    struct both both = {.whole = fixture_shipped(name),
                        .narrow = fixture_shipped(name)};
    narrow_to_measures(both.narrow);
    both.of_whole = measure_tally_new(both.whole);
    both.of_narrow = measure_tally_new(both.narrow);
    seed = 21;
    for (size_t i = 0; i < REPLIES; i++) {
        write_reply(both.whole, &reply);
        score_both(&both, any_example(both.whole), buffer_text(&reply));
    }
    assert_in_range(both.spared, least_spared, SIZE_MAX);
    measure_tally_free(both.of_whole);
    measure_tally_free(both.of_narrow);
    rubric_free(both.whole);
    rubric_free(both.narrow);
    buffer_free(&reply);
}

static void gives_the_same_measures_for_less(void **state)
{
    (void)state;
    gives_the_same_measures("alliance", 1000);
    gives_the_same_measures("epitome", 0);
}

/* Of the small rubric all cues are asked for, but for one that no code is of
 * which a measure counts. */
static void asks_for_what_codes_go_by(void **state)
{
    (void)state;
    static const char advising[] = "{'id': 'advising', 'title': 'Advice', "
                                   "'count': 'advice',\n";
    static const char alone[] = "'count': 'advice',\n   'without': 'empathy'";
    char *less = fixture_swapped(
        fixture_rubric_text, advising,
        "{'id': 'advising', 'title': 'Skill', 'count': 'skill',\n");
    char *least = fixture_swapped(less, alone, "'count': 'empathy'");
    struct rubric *rubric = fixture_rubric_of(least);
    narrow_to_measures(rubric);
    for (size_t i = 0; i < rubric->cue_count; i++)
        assert_int_equal(bits_has(rubric->asked, i),
                         i != fixture_cue(rubric, "advises"));
    rubric_free(rubric);
    free(less);
    free(least);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_same_measures_for_less),
        cmocka_unit_test(asks_for_what_codes_go_by),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
