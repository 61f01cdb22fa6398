/* Cues tried on a moment of the talk: whether they fire, and on which words. */
#include "rubric/cue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

struct talk {
    struct rubric *rubric;
    struct dialogue dialogue;
};

static int set_up(void **state)
{
    struct talk *talk = memory_new(1, sizeof *talk);
    talk->rubric = fixture_rubric();
    dialogue_add(&talk->dialogue, SPEAKER_CLIENT,
                 fixture_said(talk->rubric, "I am sad, so sad."));
    *state = talk;
    return 0;
}

static int tear_down(void **state)
{
    struct talk *talk = *state;
    dialogue_free(&talk->dialogue);
    rubric_free(talk->rubric);
    free(talk);
    return 0;
}

/* What comes of trying CUE, as "fired reply 2-5, reply 7-9". */
static void comes_to(struct talk *talk, const struct cue *cue,
                     const char *reply, const char *expected)
{
    static const char *const outcomes[] = {"silent", "fired", "limited"};
    struct utterance *said = fixture_said(talk->rubric, reply);
    struct matches matches = {0};
    struct buffer out = {0};
    enum cue_outcome outcome = cue_try(cue, 7, &talk->rubric->language,
                                       &talk->dialogue, said, &matches);
    buffer_add_text(&out, outcomes[outcome]);
    for (size_t i = 0; i < matches.count; i++) {
        const struct match *match = &matches.list[i];
        assert_int_equal(match->cue, 7);
        buffer_format(&out, "%s%s %zu-%zu", i > 0 ? ", " : " ",
                      part_whose_name(match->whose), match->span.start,
                      match->span.end);
    }
    assert_string_equal(buffer_text(&out), expected);
    buffer_free(&out);
    cue_matches_free(&matches);
    utterance_free(said);
}

static struct cue pattern_cue(const char *pattern, enum part in)
{
    struct pattern_refusal refusal;
    struct cue cue = {.name = "x", .kind = CUE_PATTERN, .in = in};
    cue.pattern = pattern_compile(pattern, strlen(pattern), &refusal);
    assert_non_null(cue.pattern);
    return cue;
}

static void finds_every_match_of_a_pattern(void **state)
{
    struct cue cue = pattern_cue("\\bso\\w*", PART_REPLY);
    comes_to(*state, &cue, "So, sort of. So!",
             "fired reply 0-2, reply 4-8, "
             "reply 13-15");
    comes_to(*state, &cue, "also", "silent");
    comes_to(*state, &cue, "", "silent");
    cue_release(&cue);
}

static void points_at_the_typed_bytes(void **state)
{
    struct cue cue = pattern_cue("it's so", PART_REPLY);
    comes_to(*state, &cue, "Oh,  it\u2019s\r\nso.", "fired reply 5-15");
    cue_release(&cue);
}

static void tries_each_sentence_alone(void **state)
{
    struct cue cue = pattern_cue("^so\\b.*\\.$", PART_STATEMENT);
    comes_to(*state, &cue, "So. So? So no.", "fired reply 0-3, reply 8-14");
    cue_release(&cue);
    cue = pattern_cue("e", PART_LAST);
    comes_to(*state, &cue, "See. See", "fired reply 6-7, reply 7-8");
    cue_release(&cue);
}

static void looks_at_what_others_said(void **state)
{
    struct talk *talk = *state;
    struct cue cue = pattern_cue("sad", PART_CLIENT);
    comes_to(talk, &cue, "sad", "fired client 5-8, client 13-16");
    cue.in = PART_BEFORE;
    comes_to(talk, &cue, "sad", "silent");
    dialogue_add(&talk->dialogue, SPEAKER_TRAINEE,
                 fixture_said(talk->rubric, "How sad."));
    comes_to(talk, &cue, "sad", "fired before 4-7");
    cue.in = PART_CLIENT;
    comes_to(talk, &cue, "sad", "silent");
    cue.in = PART_RECENT;
    comes_to(talk, &cue, "sad", "fired recent 5-8, recent 13-16");
    cue_release(&cue);
}

static void finds_words_and_phrases_of_a_list(void **state)
{
    struct talk *talk = *state;
    const struct cue *feels =
        &talk->rubric->cues[fixture_cue(talk->rubric, "feels")];
    comes_to(talk, feels, "Sad, worn  out.", "fired reply 0-3, reply 5-14");
    comes_to(talk, feels, "You worried him.", "fired reply 4-11");
    comes_to(talk, feels, "sadly worn", "silent");
    comes_to(talk, feels, "Sad?", "silent");
    comes_to(talk, feels, "Worn. Out.", "silent");
    comes_to(talk, feels, "", "silent");
}

static void takes_no_word_twice(void **state)
{
    static const char *const entries[] = {"so so", "so"};
    struct arena arena = {0};
    struct cue cue = {.name = "x", .kind = CUE_WORDS, .in = PART_REPLY};
    wordlist_fill(&cue.own, &arena, "", entries, COUNT(entries));
    cue.words = &cue.own;
    comes_to(*state, &cue, "so so so", "fired reply 0-5, reply 6-8");
    cue_release(&cue);
    arena_free(&arena);
}

static struct cue gauge_cue(enum gauge gauge, int least, int most)
{
    return (struct cue){.name = "x",
                        .kind = CUE_GAUGE,
                        .in = PART_REPLY,
                        .gauge = gauge,
                        .least = least,
                        .most = most};
}

static void holds_a_measure_to_its_bounds(void **state)
{
    struct cue cue = gauge_cue(GAUGE_WORDS, 2000, 3000);
    comes_to(*state, &cue, " one", "silent");
    comes_to(*state, &cue, " one two.", "fired reply 1-9");
    comes_to(*state, &cue, "one two three", "fired reply 0-13");
    comes_to(*state, &cue, "one two three four", "silent");
    cue.least = CUE_NO_LEAST;
    comes_to(*state, &cue, "", "fired reply 0-0");
    cue.most = CUE_NO_MOST;
    comes_to(*state, &cue, "one two three four", "fired reply 0-18");
}

static void is_silent_where_there_is_nothing_to_measure(void **state)
{
    struct cue cue = gauge_cue(GAUGE_SHARED, CUE_NO_LEAST, 500);
    comes_to(*state, &cue, "You are so.", "silent");
    comes_to(*state, &cue, "Tea", "fired reply 0-3");
}

static void measures_each_sentence_alone(void **state)
{
    struct cue cue = gauge_cue(GAUGE_WORDS, 2000, CUE_NO_MOST);
    cue.in = PART_SENTENCE;
    comes_to(*state, &cue, "One. Two three. Four five.",
             "fired reply 5-15, reply 16-26");
}

static void says_when_a_limit_is_reached(void **state)
{
    struct cue cue = {.name = "x", .kind = CUE_PATTERN, .in = PART_SENTENCE};
    cue.pattern = fixture_endless_pattern();
    struct buffer reply = {0};
    buffer_format(&reply, "Zzy. %s. Zzy.", fixture_endless);
    comes_to(*state, &cue, "zzy", "fired reply 0-3");
    comes_to(*state, &cue, buffer_text(&reply),
             "limited reply 0-3, reply 46-49");
    buffer_free(&reply);
    cue_release(&cue);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(finds_every_match_of_a_pattern),
        TEST(points_at_the_typed_bytes),
        TEST(tries_each_sentence_alone),
        TEST(looks_at_what_others_said),
        TEST(finds_words_and_phrases_of_a_list),
        TEST(takes_no_word_twice),
        TEST(holds_a_measure_to_its_bounds),
        TEST(is_silent_where_there_is_nothing_to_measure),
        TEST(measures_each_sentence_alone),
        TEST(says_when_a_limit_is_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
