/* The built-in measures: with figures worked out by hand, and with random talks
 * against what their formulas say, word by word. */
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
        gauge_value(gauge, &talk->rubric->language, &talk->dialogue, &piece, 0),
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

/* ---- By the formulas ---- */

enum { TALKS = 60, MOVES = 40, LONGEST = 9 };

static uint32_t dice_thrown = 1;

static size_t throw_dice(size_t sides)
{
    dice_thrown = dice_thrown * 1664525 + 1013904223;
    return (dice_thrown >> 8) % sides;
}

/* Few words, so that much is said again; some are turned or say little. */
static struct utterance *anything(struct talk *talk)
{
    static const char *const words[] = {
        "I",     "you", "my",   "your",    "am",  "are",      "sad",
        "Tired", "so",  "so. ", "\u017fo", "SAD", "caf\u00e9"};
    struct buffer text = {0};
    size_t count = throw_dice(3) == 0 ? throw_dice(3) : throw_dice(LONGEST);
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(&text, words[throw_dice(COUNT(words))]);
        buffer_add_byte(&text, ' ');
    }
    struct utterance *said = fixture_said(talk->rubric, buffer_text(&text));
    buffer_free(&text);
    return said;
}

static const char *word_of(const struct piece *piece, size_t word)
{
    return piece->utterance->folded[piece->first_word + word];
}

/* WORD as the listener says it; what the fixture's rubric says, once more. */
static const char *turned(const char *word)
{
    static const char *const pairs[][2] = {
        {"i", "you"}, {"my", "your"}, {"am", "are"}};
    for (size_t i = 0; i < COUNT(pairs); i++)
        if (strcmp(word, pairs[i][0]) == 0) return pairs[i][1];
    return word;
}

static bool is_content(const char *word)
{
    static const char *const others[] = {"i", "you", "a", "am", "are", "so"};
    for (size_t i = 0; i < COUNT(others); i++)
        if (strcmp(word, others[i]) == 0) return false;
    return true;
}

/* SIZE words of the piece from WORD on are those of SAID from OTHER on, which
 * may have to be turned. */
static bool same_words(const struct piece *piece, size_t word,
                       const struct utterance *said, size_t other, size_t size,
                       bool turn)
{
    for (size_t i = 0; i < size; i++) {
        const char *theirs = said->folded[other + i];
        if (turn) theirs = turned(theirs);
        if (strcmp(word_of(piece, word + i), theirs) != 0) return false;
    }
    return true;
}

/* SAID has the SIZE words from WORD on. */
static bool said_there(const struct piece *piece, size_t word,
                       const struct utterance *said, size_t size, bool turn)
{
    for (size_t i = 0; i + size <= said->word_count; i++)
        if (same_words(piece, word, said, i, size, turn)) return true;
    return false;
}

static bool said_lately(const struct dialogue *dialogue,
                        const struct piece *piece, size_t word, size_t size,
                        bool turn)
{
    const struct utterance *recent[DIALOGUE_RECENT];
    size_t count = dialogue_recent(dialogue, recent);
    for (size_t i = 0; i < count; i++)
        if (said_there(piece, word, recent[i], size, turn)) return true;
    return false;
}

static int share(size_t part, size_t whole)
{
    return whole == 0 ? -1 : (int)(part * 1000 / whole);
}

static int plain_shared(const struct dialogue *dialogue,
                        const struct piece *piece)
{
    size_t found = 0;
    size_t content = 0;
    for (size_t i = 0; i < piece->word_count; i++) {
        if (!is_content(word_of(piece, i))) continue;
        content++;
        found += said_lately(dialogue, piece, i, 1, false);
    }
    return share(found, content);
}

static int plain_echo(const struct dialogue *dialogue,
                      const struct piece *piece)
{
    size_t found = 0;
    size_t i = 0;
    for (; i + 1 < piece->word_count; i++)
        found += said_lately(dialogue, piece, i, 2, true);
    return share(found, i);
}

static int plain_verbatim(const struct dialogue *dialogue,
                          const struct piece *piece)
{
    const struct utterance *client = dialogue_client(dialogue);
    size_t size = piece->word_count < 3 ? piece->word_count : 3;
    size_t found = 0;
    size_t i = 0;
    if (client == NULL || size == 0) return -1;
    for (; i + size <= piece->word_count; i++)
        found += said_there(piece, i, client, size, false);
    return share(found, i);
}

static int plain_likeness(const struct piece *piece,
                          const struct utterance *said)
{
    bool taken[2 * LONGEST] = {false};
    size_t size = piece->word_count < 2 || said->word_count < 2 ? 1 : 2;
    size_t common = 0;
    if (piece->word_count == 0 || said->word_count == 0) return 0;
    for (size_t i = 0; i + size <= piece->word_count; i++)
        for (size_t j = 0; j + size <= said->word_count; j++)
            if (!taken[j] && same_words(piece, i, said, j, size, false)) {
                taken[j] = true;
                common++;
                break;
            }
    return share(2 * common,
                 piece->word_count + said->word_count + 2 - 2 * size);
}

static int plain_repeats(const struct dialogue *dialogue,
                         const struct piece *piece)
{
    int most = 0;
    for (size_t i = dialogue_first(dialogue); i < dialogue->count; i++) {
        if (dialogue->entries[i].speaker != SPEAKER_TRAINEE) continue;
        int like = plain_likeness(piece, dialogue->entries[i].utterance);
        if (like > most) most = like;
    }
    return most;
}

/* From some LEAST on the values are the same, and below it both are. */
static void agrees(struct talk *talk, const struct dialogue *dialogue,
                   const struct piece *piece, enum gauge gauge, int value)
{
    const struct language *language = &talk->rubric->language;
    assert_int_equal(gauge_value(gauge, language, dialogue, piece, 0), value);
    int least = (int)throw_dice(1002);
    int got = gauge_value(gauge, language, dialogue, piece, least);
    if (value < 0 || value >= least)
        assert_int_equal(got, value);
    else
        assert_true(got >= 0 && got < least);
}

static void all_agree(struct talk *talk, const struct dialogue *dialogue)
{
    static const enum part parts[] = {PART_REPLY, PART_FIRST, PART_LAST};
    struct utterance *reply = anything(talk);
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct piece piece;
        if (!part_piece(parts[i], dialogue, reply, 0, &piece)) continue;
        agrees(talk, dialogue, &piece, GAUGE_SHARED,
               plain_shared(dialogue, &piece));
        agrees(talk, dialogue, &piece, GAUGE_ECHO,
               plain_echo(dialogue, &piece));
        agrees(talk, dialogue, &piece, GAUGE_VERBATIM,
               plain_verbatim(dialogue, &piece));
        agrees(talk, dialogue, &piece, GAUGE_REPEATS,
               plain_repeats(dialogue, &piece));
    }
    utterance_free(reply);
}

/* Talks that go on, go back, and are looked at as they were. */
static void follows_the_formulas(void **state)
{
    struct talk *talk = *state;
    for (int i = 0; i < TALKS; i++) {
        for (int j = 0; j < MOVES; j++) {
            struct dialogue *dialogue = &talk->dialogue;
            enum speaker speaker =
                throw_dice(2) == 0 ? SPEAKER_CLIENT : SPEAKER_TRAINEE;
            if (throw_dice(8) == 0)
                dialogue_return(dialogue, throw_dice(dialogue->count + 1));
            dialogue_add(dialogue, speaker, anything(talk));
            all_agree(talk, dialogue);
            struct dialogue before = *dialogue;
            before.count = throw_dice(before.count + 1);
            all_agree(talk, &before);
        }
        dialogue_return(&talk->dialogue, 0);
    }
}

static void follows_the_formulas_in_talks_without_end(void **state)
{
    struct talk *talk = *state;
    for (int i = 0; i < 2 * DIALOGUE_REACH + MOVES; i++) {
        enum speaker speaker = i % 2 == 0 ? SPEAKER_CLIENT : SPEAKER_TRAINEE;
        dialogue_add(&talk->dialogue, speaker, anything(talk));
        if (i % 16 == 0 || i > 2 * DIALOGUE_REACH)
            all_agree(talk, &talk->dialogue);
        dialogue_forget(&talk->dialogue);
        if (i % 16 == 0 || i > 2 * DIALOGUE_REACH)
            all_agree(talk, &talk->dialogue);
    }
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
        TEST(follows_the_formulas),
        TEST(follows_the_formulas_in_talks_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
