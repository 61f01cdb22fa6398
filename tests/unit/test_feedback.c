/* What a trainee is told about one reply. */
#include "class/feedback.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"

struct play {
    struct rubric *rubric;
    struct scenario *scenario;
    struct session *session;
    struct feedback feedback;
};

static struct play *play_with(const char *rubric)
{
    struct play *play = memory_new(1, sizeof *play);
    play->rubric = fixture_rubric_of(rubric);
    play->scenario = fixture_scenario(play->rubric);
    play->session = session_new(play->scenario, play->rubric, NULL);
    return play;
}

/* With FIND made PUT in the rubric. */
static struct play *play_of(const char *find, const char *put)
{
    char *text = fixture_swapped(fixture_rubric_text, find, put);
    struct play *play = play_with(text);
    free(text);
    return play;
}

static void end_play(struct play *play)
{
    feedback_free(&play->feedback);
    session_free(play->session);
    scenario_free(play->scenario);
    rubric_free(play->rubric);
    free(play);
}

static int set_up(void **state)
{
    *state = play_of("small", "small");
    return 0;
}

static int tear_down(void **state)
{
    end_play(*state);
    return 0;
}

static const struct feedback *told(struct play *play, const char *reply)
{
    const struct record *record = session_step(play->session, reply);
    feedback_free(&play->feedback);
    play->feedback = feedback_of(play->session, record);
    return &play->feedback;
}

/* EXPECTED: of each code shown "code level" and, in brackets, each reason's
 * quoted bytes and its why; with a / behind. */
static void shows(struct play *play, const char *reply, const char *expected)
{
    const struct feedback *feedback = told(play, reply);
    struct buffer out = {0};
    for (size_t i = 0; i < feedback->shown_count; i++) {
        const struct shown *shown = &feedback->shown[i];
        buffer_format(&out, "%s %d", play->rubric->codes[shown->code].name,
                      shown->level);
        for (size_t j = 0; j < shown->reasons; j++) {
            const struct match *quote = shown->quotes[j];
            buffer_add_text(&out, " (");
            if (quote != NULL)
                buffer_add(&out, reply + quote->span.start,
                           quote->span.end - quote->span.start);
            buffer_format(&out, ": %s)", shown->whys[j]);
        }
        buffer_add_byte(&out, '/');
    }
    assert_string_equal(buffer_text(&out), expected);
    buffer_free(&out);
}

static void quotes_the_words_that_earned_a_code(void **state)
{
    shows(*state, "What now?",
          "open_question 1 (What: opens with what or "
          "how)/");
    shows(*state, "It sounds fine.", "");
    shows(*state, "You sound sad.",
          "empathy 2 (sad: names a feeling) (sound: offers back what was "
          "heard)/");
    shows(*state, "", "");
}

static void leaves_out_any_codes(void **state)
{
    shows(*state, "You sound sad. What now?",
          "open_question 1 (What: opens with what or how)/"
          "empathy 2 (sad: names a feeling) (sound: offers back what was "
          "heard)/");
}

/* Words are quoted once, and equal weights go by the file's order. */
static void quotes_words_once(void **state)
{
    end_play(*state);
    char *cues = fixture_swapped(
        fixture_rubric_text, "'cues': {",
        "'cues': {'glum': {'match': 'so sad', 'why': 'is glum'},\n"
        "'sadly': {'match': 'sad', 'why': 'is sad'},");
    char *text = fixture_swapped(cues, "'from': {'sounds': 0.5, 'feels': 1}",
                                 "'from': {'feels': 1, 'glum': 1, 'sadly': 1}");
    struct play *play = *state = play_with(text);
    shows(play, "You are so sad.", "empathy 2 (sad: names a feeling)/");
    free(text);
    free(cues);
}

static void gives_no_reason_against(void **state)
{
    end_play(*state);
    struct play *play = *state =
        play_of("'from': {'sounds': 0.5,", "'from': {'sounds': -0.001,");
    shows(play, "You sound sad.", "");
    end_play(play);
    play = *state = play_of("'from': {'sounds': 0.5, 'feels': 1}",
                            "'from': {'sounds': -0.5, 'feels': 1.5}");
    shows(play, "You sound sad.", "empathy 1 (sad: names a feeling)/");
}

static void quotes_the_trainees_words_alone(void **state)
{
    end_play(*state);
    struct play *play = *state =
        play_of("'words': ['try', 'you should']",
                "'words': ['cannot sleep'], 'in': 'client'");
    shows(play, "Go away from here.", "advice 1 (: advises)/");
}

static void looks_only_at_what_the_card_shows(void **state)
{
    struct play *play = *state;
    char *text = fixture_swapped(fixture_scenario_text, "'add': {'trust': 2}",
                                 "'add': {'trust': 2, 'hope': -1}");
    session_free(play->session);
    scenario_free(play->scenario);
    play->scenario = fixture_scenario_of(text, play->rubric);
    play->session = session_new(play->scenario, play->rubric, NULL);
    assert_int_equal(told(play, "You are sad.")->change, FEEDBACK_GAINED);
    free(text);
}

static void tells_the_effect_and_the_gain(void **state)
{
    struct play *play = *state;
    const struct feedback *feedback = told(play, "Try tea.");
    assert_string_equal(feedback->effect, "Advice came early.");
    assert_int_equal(feedback->change, FEEDBACK_LOST);
    session_retry(play->session);
    feedback = told(play, "You are sad.");
    assert_string_equal(feedback->effect, "He felt it.");
    assert_int_equal(feedback->change, FEEDBACK_GAINED);
    feedback = told(play, "I see.");
    assert_null(feedback->effect);
    assert_int_equal(feedback->change, FEEDBACK_KEPT);
}

static void tells_one_strength(void **state)
{
    struct play *play = *state;
    const struct feedback *feedback = told(play, "You sound sad.");
    assert_string_equal(feedback->strength, "You felt with him.");
    assert_null(feedback->step);
    session_retry(play->session);
    feedback = told(play, "You sound sad. What now?");
    assert_string_equal(feedback->strength, "You left it open.");
    session_retry(play->session);
    feedback = told(play, "I see.");
    assert_null(feedback->strength);
}

static void tells_one_step(void **state)
{
    struct play *play = *state;
    const struct feedback *feedback = told(play, "Try tea.");
    assert_string_equal(feedback->step, "Ask before you advise.");
    assert_null(feedback->strength);
    session_retry(play->session);
    feedback = told(play, "You are sad. Try tea.");
    assert_string_equal(feedback->step, "Ask before you advise.");
    assert_string_equal(feedback->strength, "You felt with him.");
    session_retry(play->session);
    feedback = told(play, "I see.");
    assert_string_equal(feedback->step, "Begin with what or how.");
}

static void gives_the_hint_of_what_was_missing(void **state)
{
    end_play(*state);
    struct play *play = play_of("   'hint': 'Begin with what or how.', "
                                "'strength': 'You left it open.',\n",
                                "");
    *state = play;
    const struct feedback *feedback = told(play, "What now?");
    assert_string_equal(feedback->step, "Name the feeling.");
    feedback = told(play, "I see.");
    assert_string_equal(feedback->step, "Name the feeling.");
}

static void lets_silence_be(void **state)
{
    const struct feedback *feedback = told(*state, "");
    assert_int_equal(feedback->shown_count, 0);
    assert_null(feedback->strength);
    assert_null(feedback->step);
}

static void
gives_a_reason_without_words_only_where_there_is_no_other(void **state)
{
    end_play(*state);
    struct play *play =
        play_of("'from': {'bias': -1, 'advises': 1.5}",
                "'from': {'bias': -0.9, 'again': 0.4, 'advises': 0.5}");
    *state = play;
    told(play, "Try tea.");
    session_retry(play->session);
    session_step(play->session, "I see.");
    session_step(play->session, "Try tea.");
    shows(play, "Try tea.", "advice 1 (Try: advises)/");
    end_play(play);
    play = *state = play_of("'from': {'bias': -1, 'advises': 1.5}",
                            "'from': {'bias': -1, 'again': 1.5}");
    session_step(play->session, "Tea.");
    shows(play, "Tea.", "advice 1 (: repeats)/");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

/* A loop without end is a failure, not a wait. */
enum { SECONDS = 60 };

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(quotes_the_words_that_earned_a_code),
        TEST(leaves_out_any_codes),
        TEST(quotes_words_once),
        TEST(gives_no_reason_against),
        TEST(quotes_the_trainees_words_alone),
        TEST(looks_only_at_what_the_card_shows),
        TEST(tells_the_effect_and_the_gain),
        TEST(tells_one_strength),
        TEST(tells_one_step),
        TEST(gives_the_hint_of_what_was_missing),
        TEST(lets_silence_be),
        TEST(gives_a_reason_without_words_only_where_there_is_no_other),
    };
    alarm(SECONDS);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
