/* The built-in measures, each with figures worked out by hand. */
#include "rubric/gauge.h"

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

static void client(struct talk *talk, const char *text)
{
    dialogue_add(&talk->dialogue, SPEAKER_CLIENT,
                 fixture_said(talk->rubric, text));
}

static void trainee(struct talk *talk, const char *text)
{
    dialogue_add(&talk->dialogue, SPEAKER_TRAINEE,
                 fixture_said(talk->rubric, text));
}

static void is_in(struct talk *talk, enum gauge gauge, enum part part,
                  const char *reply, int thousandths)
{
    struct utterance *said = fixture_said(talk->rubric, reply);
    struct piece piece;
    assert_true(part_piece(part, &talk->dialogue, said, 0, &piece));
    assert_int_equal(
        gauge_value(gauge, &talk->rubric->language, &talk->dialogue, &piece),
        thousandths);
    utterance_free(said);
}

static void is(struct talk *talk, enum gauge gauge, const char *reply,
               int thousandths)
{
    is_in(talk, gauge, PART_REPLY, reply, thousandths);
}

static void counts_words(void **state)
{
    struct talk *talk = *state;
    is(talk, GAUGE_WORDS, "", 0);
    is(talk, GAUGE_WORDS, "...", 0);
    is(talk, GAUGE_WORDS, "I don't know, 42.", 4000);
    is_in(talk, GAUGE_WORDS, PART_LAST, "I don't know. You do?", 2000);
    client(talk, "One two three.");
    is_in(talk, GAUGE_WORDS, PART_CLIENT, "", 3000);
}

static void counts_sentences(void **state)
{
    struct talk *talk = *state;
    is(talk, GAUGE_SENTENCES, "", 0);
    is(talk, GAUGE_SENTENCES, "One. Two? Three", 3000);
    is_in(talk, GAUGE_SENTENCES, PART_FIRST, "One. Two? Three", 1000);
    is_in(talk, GAUGE_SENTENCES, PART_LAST, "One. Two? Three", 1000);
}

/* Content words: not i, you, a, am, are, so. */
static void measures_shared_content_words(void **state)
{
    struct talk *talk = *state;
    is(talk, GAUGE_SHARED, "Tired?", 0);
    client(talk, "I am so Tired of my job.");
    is(talk, GAUGE_SHARED, "You are tired of your job.", 750);
    is(talk, GAUGE_SHARED, "tired of my job", 1000);
    is(talk, GAUGE_SHARED, "Tired, sad, sad", 333);
    is(talk, GAUGE_SHARED, "You are so sad.", 0);
    is(talk, GAUGE_SHARED, "Are you?", -1);
    is(talk, GAUGE_SHARED, "", -1);
    is_in(talk, GAUGE_SHARED, PART_LAST, "Tired. Sad.", 0);
}

/* The client's words turned: you are so tired of your job. */
static void measures_echo_from_the_listeners_side(void **state)
{
    struct talk *talk = *state;
    is(talk, GAUGE_ECHO, "You are", 0);
    client(talk, "I am so tired of my job.");
    is(talk, GAUGE_ECHO, "You are so tired of your job.", 1000);
    is(talk, GAUGE_ECHO, "You are tired of your job.", 800);
    is(talk, GAUGE_ECHO, "I am so tired of my job.", 333);
    is(talk, GAUGE_ECHO, "tired you are", 500);
    is(talk, GAUGE_ECHO, "Tired?", -1);
    is(talk, GAUGE_ECHO, "", -1);
}

static void turns_words_whatever_their_capitals(void **state)
{
    struct talk *talk = *state;
    char *text = fixture_swapped(fixture_rubric_text, "'my': 'your'",
                                 "'You': 'I', 'MY': 'Your'");
    rubric_free(talk->rubric);
    talk->rubric = fixture_rubric_of(text);
    free(text);
    client(talk, "you see my house");
    is(talk, GAUGE_ECHO, "I see your house", 1000);
}

static void reaches_four_turns_back(void **state)
{
    struct talk *talk = *state;
    client(talk, "apple pie");
    client(talk, "two");
    client(talk, "three");
    client(talk, "four");
    is(talk, GAUGE_SHARED, "apple pie", 1000);
    is(talk, GAUGE_ECHO, "apple pie", 1000);
    client(talk, "five");
    is(talk, GAUGE_SHARED, "apple pie", 0);
    is(talk, GAUGE_ECHO, "apple pie", 0);
}

static void measures_copied_words(void **state)
{
    struct talk *talk = *state;
    is(talk, GAUGE_VERBATIM, "I am so tired", -1);
    client(talk, "I am so tired of my job.");
    is(talk, GAUGE_VERBATIM, "So tired of my JOB!", 1000);
    is(talk, GAUGE_VERBATIM, "You are tired of your job.", 0);
    is(talk, GAUGE_VERBATIM, "am so tired of it now", 500);
    is(talk, GAUGE_VERBATIM, "so tired", 1000);
    is(talk, GAUGE_VERBATIM, "tired so", 0);
    is(talk, GAUGE_VERBATIM, "Tired?", 1000);
    is(talk, GAUGE_VERBATIM, "Sad?", 0);
    is(talk, GAUGE_VERBATIM, "...", -1);
    trainee(talk, "And?");
    is(talk, GAUGE_VERBATIM, "so tired", -1);
}

/* Dice: twice the common two-word phrases by all of both. */
static void measures_likeness_to_earlier_replies(void **state)
{
    struct talk *talk = *state;
    is(talk, GAUGE_REPEATS, "You are tired", 0);
    client(talk, "you are sad");
    is(talk, GAUGE_REPEATS, "You are sad", 0);
    trainee(talk, "You are tired.");
    is(talk, GAUGE_REPEATS, "you are TIRED", 1000);
    is(talk, GAUGE_REPEATS, "You are sad", 500);
    is(talk, GAUGE_REPEATS, "tired", 500);
    is(talk, GAUGE_REPEATS, "you are you are", 400);
    is(talk, GAUGE_REPEATS, "", 0);
    trainee(talk, "How so");
    is(talk, GAUGE_REPEATS, "you are tired", 1000);
    is(talk, GAUGE_REPEATS, "how so", 1000);
}

static void measures_silence(void **state)
{
    struct talk *talk = *state;
    is(talk, GAUGE_SILENCE, "", 1000);
    is(talk, GAUGE_SILENCE, "  \n", 1000);
    is(talk, GAUGE_SILENCE, "...", 0);
}

static void compares_only_parts_of_the_reply(void **state)
{
    (void)state;
    assert_true(gauge_fits(GAUGE_WORDS, PART_CLIENT));
    assert_true(gauge_fits(GAUGE_SENTENCES, PART_BEFORE));
    for (int gauge = GAUGE_SHARED; gauge < GAUGE_COUNT; gauge++) {
        assert_true(gauge_fits((enum gauge)gauge, PART_REPLY));
        assert_true(gauge_fits((enum gauge)gauge, PART_QUESTION));
        assert_false(gauge_fits((enum gauge)gauge, PART_CLIENT));
        assert_false(gauge_fits((enum gauge)gauge, PART_RECENT));
        assert_false(gauge_fits((enum gauge)gauge, PART_BEFORE));
    }
}

static void finds_a_gauge_by_its_name(void **state)
{
    (void)state;
    for (int gauge = 0; gauge < GAUGE_COUNT; gauge++) {
        const char *name = gauge_name((enum gauge)gauge);
        assert_int_equal(gauge_named(name), gauge);
        assert_ptr_equal(gauge_names()[gauge], name);
    }
    assert_int_equal(gauge_named("echo"), GAUGE_ECHO);
    assert_int_equal(gauge_named("echoes"), GAUGE_COUNT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(counts_words),
        TEST(counts_sentences),
        TEST(measures_shared_content_words),
        TEST(measures_echo_from_the_listeners_side),
        TEST(turns_words_whatever_their_capitals),
        TEST(reaches_four_turns_back),
        TEST(measures_copied_words),
        TEST(measures_likeness_to_earlier_replies),
        TEST(measures_silence),
        TEST(compares_only_parts_of_the_reply),
        TEST(finds_a_gauge_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
