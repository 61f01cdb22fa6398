/* Measures asked together, against each cue tried alone. */
#include "rubric/gauging.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

enum { CUES = 150, TURNS = 60, BITS = CUES / 64 + 1 };

static uint32_t dice_thrown = 7;

static size_t throw_dice(size_t sides)
{
    dice_thrown = dice_thrown * 1664525 + 1013904223;
    return (dice_thrown >> 8) % sides;
}

static int a_bound(void)
{
    static const int bounds[] = {CUE_NO_LEAST, 0,    1,    300,  500,
                                 999,          1000, 2000, 4000, CUE_NO_MOST};
    return bounds[throw_dice(COUNT(bounds))];
}

/* A measure of any part, or a list of words, which is no business of theirs. */
static struct cue a_cue(void)
{
    struct cue cue = {.kind = CUE_GAUGE};
    do {
        cue.in = (enum part)throw_dice(PART_COUNT);
        cue.gauge = (enum gauge)throw_dice(GAUGE_COUNT);
    } while (!gauge_fits(cue.gauge, cue.in));
    cue.least = a_bound();
    cue.most = a_bound();
    if (throw_dice(10) == 0) cue.kind = CUE_WORDS;
    return cue;
}

static struct utterance *anything(const struct rubric *rubric)
{
    static const char *const words[] = {"I",   "you", "my",   "your", "am",
                                        "are", "sad", "sad.", "so?",  "What"};
    struct buffer text = {0};
    for (size_t i = throw_dice(12); i > 0; i--) {
        buffer_add_text(&text, words[throw_dice(COUNT(words))]);
        buffer_add_byte(&text, ' ');
    }
    struct utterance *said = fixture_said(rubric, buffer_text(&text));
    buffer_free(&text);
    return said;
}

static bool has(const uint64_t *bits, size_t bit)
{
    return (bits[bit / 64] >> bit % 64 & 1) != 0;
}

/* How many of the cues are met; each is asked alone, too. */
static size_t compare(const struct gauging *gauging, const struct cue *cues,
                      const struct rubric *rubric,
                      const struct dialogue *dialogue,
                      const struct utterance *reply)
{
    uint64_t before[BITS];
    uint64_t bits[BITS];
    struct matches matches = {0};
    size_t met = 0;
    for (size_t i = 0; i < BITS; i++)
        before[i] = bits[i] = (uint64_t)throw_dice(1 << 24) * 0x1000100010001;
    for (size_t i = 0; i < CUES; i++)
        if (cues[i].kind == CUE_GAUGE) bits[i / 64] &= ~(UINT64_C(1) << i % 64);
    gauging_ask(gauging, &rubric->language, dialogue, reply, bits);
    for (size_t i = 0; i < CUES; i++) {
        if (cues[i].kind != CUE_GAUGE) {
            assert_int_equal(has(bits, i), has(before, i));
            continue;
        }
        bool fired = cue_try(&cues[i], i, &rubric->language, dialogue, reply,
                             &matches) == CUE_FIRED;
        assert_int_equal(has(bits, i), fired);
        met += fired;
    }
    cue_matches_free(&matches);
    return met;
}

static void meets_what_each_cue_meets(void **state)
{
    (void)state;
    struct rubric *rubric = fixture_rubric();
    struct dialogue dialogue = {0};
    struct cue cues[CUES];
    size_t met = 0;
    for (size_t i = 0; i < CUES; i++)
        cues[i] = a_cue();
    struct gauging *gauging = gauging_new(cues, CUES, NULL);
    for (size_t i = 0; i < TURNS; i++) {
        struct utterance *reply = anything(rubric);
        met += compare(gauging, cues, rubric, &dialogue, reply);
        dialogue_add(&dialogue, SPEAKER_TRAINEE, reply);
        if (throw_dice(4) > 0)
            dialogue_add(&dialogue, SPEAKER_CLIENT, anything(rubric));
    }
    assert_in_range(met, TURNS * CUES / 20, TURNS * CUES / 2);
    gauging_free(gauging);
    dialogue_free(&dialogue);
    rubric_free(rubric);
}

static void knows_nothing_without_measures(void **state)
{
    (void)state;
    struct rubric *rubric = fixture_rubric();
    struct dialogue dialogue = {0};
    struct cue cues[CUES];
    for (size_t i = 0; i < CUES; i++)
        cues[i] = (struct cue){.kind = CUE_WORDS};
    struct gauging *gauging = gauging_new(cues, CUES, NULL);
    struct utterance *reply = anything(rubric);
    assert_int_equal(compare(gauging, cues, rubric, &dialogue, reply), 0);
    utterance_free(reply);
    gauging_free(gauging);
    gauging_free(NULL);
    rubric_free(rubric);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meets_what_each_cue_meets),
        cmocka_unit_test(knows_nothing_without_measures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
