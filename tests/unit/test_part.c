/* Which pieces of which text each part of the talk has. */
#include "rubric/part.h"

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
    struct utterance *reply;
};

static void say(struct talk *talk, enum speaker speaker, const char *text)
{
    dialogue_add(&talk->dialogue, speaker, fixture_said(talk->rubric, text));
}

static int set_up(void **state)
{
    struct talk *talk = memory_new(1, sizeof *talk);
    talk->rubric = fixture_rubric();
    say(talk, SPEAKER_CLIENT, "First. Long ago.");
    say(talk, SPEAKER_TRAINEE, "Go on.");
    say(talk, SPEAKER_CLIENT, "I am here. Now?");
    talk->reply =
        fixture_said(talk->rubric, "I see. Is it so? You say: no. How then");
    *state = talk;
    return 0;
}

static int tear_down(void **state)
{
    struct talk *talk = *state;
    dialogue_free(&talk->dialogue);
    utterance_free(talk->reply);
    rubric_free(talk->rubric);
    free(talk);
    return 0;
}

static void add_piece(struct buffer *pieces, const struct piece *piece)
{
    buffer_format(pieces, "%s: ", part_whose_name(piece->whose));
    buffer_add(pieces, piece->utterance->seen + piece->at.start,
               piece->at.end - piece->at.start);
    buffer_add_byte(pieces, '/');
}

/* The same pieces by the number of the sentence, or of the text. */
static void has_by_number(const struct talk *talk, enum part part,
                          const char *expected)
{
    bool whole =
        part == PART_REPLY || part == PART_CLIENT || part == PART_BEFORE;
    struct buffer pieces = {0};
    struct piece piece;
    for (size_t i = 0; i < (whole ? 1 : 9); i++)
        if (part_at(part, &talk->dialogue, talk->reply, i, &piece))
            add_piece(&pieces, &piece);
    assert_string_equal(buffer_text(&pieces), expected);
    buffer_free(&pieces);
}

/* EXPECTED: the pieces, each with whose it is before and a / behind. */
static void has(const struct talk *talk, enum part part, const char *expected)
{
    struct buffer pieces = {0};
    struct piece piece;
    size_t i = 0;
    for (; part_piece(part, &talk->dialogue, talk->reply, i, &piece); i++)
        add_piece(&pieces, &piece);
    assert_false(part_piece(part, &talk->dialogue, talk->reply, i + 1, &piece));
    has_by_number(talk, part, expected);
    assert_string_equal(buffer_text(&pieces), expected);
    buffer_free(&pieces);
}

static void knows_the_parts_of_a_reply(void **state)
{
    has(*state, PART_REPLY, "reply: I see. Is it so? You say: no. How then/");
    has(*state, PART_SENTENCE,
        "reply: I see./reply: Is it so?/reply: You say: no./"
        "reply: How then/");
    has(*state, PART_QUESTION, "reply: Is it so?/reply: How then/");
    has(*state, PART_STATEMENT, "reply: I see./reply: You say: no./");
    has(*state, PART_FIRST, "reply: I see./");
    has(*state, PART_LAST, "reply: How then/");
}

static void knows_what_others_said(void **state)
{
    has(*state, PART_CLIENT, "client: I am here. Now?/");
    has(*state, PART_RECENT,
        "client: I am here. Now?/recent: First. Long ago./");
    has(*state, PART_BEFORE, "before: Go on./");
}

static void has_nothing_of_the_client_after_a_reply(void **state)
{
    struct talk *talk = *state;
    say(talk, SPEAKER_TRAINEE, "And?");
    has(talk, PART_CLIENT, "");
    has(talk, PART_RECENT, "recent: I am here. Now?/recent: First. Long ago./");
    has(talk, PART_BEFORE, "before: And?/");
}

static void has_nothing_where_nothing_was_said(void **state)
{
    struct talk *talk = *state;
    dialogue_return(&talk->dialogue, 0);
    utterance_free(talk->reply);
    talk->reply = fixture_said(talk->rubric, "");
    has(talk, PART_REPLY, "reply: /");
    for (int part = PART_SENTENCE; part < PART_COUNT; part++)
        has(talk, (enum part)part, "");
}

static void counts_the_words_of_a_piece(void **state)
{
    const struct talk *talk = *state;
    struct piece piece;
    assert_true(
        part_piece(PART_STATEMENT, &talk->dialogue, talk->reply, 1, &piece));
    assert_int_equal(piece.first_word, 5);
    assert_int_equal(piece.word_count, 3);
    assert_string_equal(piece.utterance->folded[piece.first_word], "you");
}

static void finds_a_part_by_its_name(void **state)
{
    (void)state;
    for (int part = 0; part < PART_COUNT; part++)
        assert_int_equal(part_named(part_name((enum part)part)), part);
    assert_int_equal(part_named("Reply"), PART_COUNT);
    assert_int_equal(part_named(""), PART_COUNT);
    assert_int_equal(part_named("statement"), PART_STATEMENT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(knows_the_parts_of_a_reply),
        TEST(knows_what_others_said),
        TEST(has_nothing_of_the_client_after_a_reply),
        TEST(has_nothing_where_nothing_was_said),
        TEST(counts_the_words_of_a_piece),
        TEST(finds_a_part_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
