/* Transcripts played again: what is the same, and which lies are found. */
#include "class/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

static struct rubric *rubric;
static struct scenario *scenario;

static int set_up(void **state)
{
    (void)state;
    rubric = fixture_rubric();
    scenario = fixture_scenario(rubric);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scenario_free(scenario);
    rubric_free(rubric);
    return 0;
}

#define HEADER(more)                                                           \
    "{'format':'rapport-transcript/1','attempt':'a','mode':'exam',"            \
    "'program':'1','pcre2':'10','scenario':{'id':'s','version':1,"             \
    "'sha256':'h'},'rubric':{'id':'r','version':1,'sha256':'h'}," more         \
    "'start':'T'"

static struct transcript *transcript_of(const char *const *lines, size_t count)
{
    struct buffer file = {0};
    struct problems problems = {0};
    char chain[HASH_HEX] = "";
    for (size_t i = 0; i < count; i++)
        fixture_seal(&file, chain, lines[i]);
    struct source source = {"t.jsonl", file.bytes, file.length};
    struct transcript *transcript = transcript_read(&source, &problems);
    fixture_is_fine(&problems);
    buffer_free(&file);
    return transcript;
}

/* Takes out what is said of keys that a line has not: the lines of these tests
 * claim little. */
static void leave_out_lacks(struct buffer *said)
{
    struct buffer kept = {0};
    const char *line = buffer_text(said);
    while (*line != '\0') {
        size_t length = strcspn(line, "\n") + 1;
        struct buffer one = {0};
        buffer_add(&one, line, length);
        if (strstr(buffer_text(&one), " nothing, replay ") == NULL)
            buffer_add(&kept, line, length);
        buffer_free(&one);
        line += length;
    }
    buffer_free(said);
    *said = kept;
}

/* The session that LINES lead to. DIFFERENCES is what replay must say. */
static struct session *replayed(const char *const *lines, size_t count,
                                const char *differences)
{
    struct buffer said = {0};
    struct transcript *transcript = transcript_of(lines, count);
    struct session *session =
        replay_session(transcript, scenario, rubric, &said);
    leave_out_lacks(&said);
    assert_string_equal(buffer_text(&said), differences);
    buffer_free(&said);
    transcript_free(transcript);
    return session;
}

static void says(const char *event, const char *differences)
{
    const char *lines[] = {HEADER(""), event};
    session_free(replayed(lines, 2, differences));
}

/* ---- The same ---- */

static void format(struct buffer *file, const struct session *session,
                   struct transcript_seal *seal)
{
    transcript_format_reply(seal, session, "T", file);
    buffer_add_byte(file, '\n');
}

static void comes_to_the_same(void **state)
{
    (void)state;
    static const char *const replies[] = {"I see.", "Try tea.", "You sound sad",
                                          "And your job?", ""};
    struct transcript_header header = {.attempt = "a",
                                       .mode = "exam",
                                       .program = "1",
                                       .start = "T",
                                       .scenario = {"s", 1, "h", 0},
                                       .rubric = {"r", 1, "h", 0}};
    struct session *played = session_new(scenario, rubric, NULL);
    struct transcript_seal seal = {0};
    struct buffer file = {0};
    struct buffer differences = {0};
    struct problems problems = {0};
    transcript_format_header(&seal, &header, &file);
    buffer_add_byte(&file, '\n');
    for (size_t i = 0; i < COUNT(replies); i++) {
        session_step(played, replies[i]);
        format(&file, played, &seal);
    }
    transcript_format_end(&seal, played, "T", &file);
    struct source source = {"t", file.bytes, file.length};
    struct transcript *transcript = transcript_read(&source, &problems);
    fixture_is_fine(&problems);
    struct session *again =
        replay_session(transcript, scenario, rubric, &differences);
    assert_string_equal(buffer_text(&differences), "");
    assert_int_equal(again->position.node, played->position.node);
    assert_int_equal(again->position.turn, played->position.turn);
    assert_memory_equal(again->position.values, played->position.values,
                        2 * sizeof(int));
    assert_int_equal(session_ending(again),
                     scenario_ending(scenario, "polite"));
    for (size_t i = 0; i < COUNT(replies); i++)
        assert_memory_equal(again->records[i].scoring->levels,
                            played->records[i].scoring->levels,
                            rubric->code_count * sizeof(int));
    session_free(again);
    session_free(played);
    transcript_free(transcript);
    buffer_free(&file);
    buffer_free(&differences);
}

#define REPLY(turn, text, won, next)                                           \
    "{'event':'reply','turn':" turn ",'text':'" text                           \
    "','time':'T','won':'" won "','next':'" next "'"

static void retries_as_the_trainee_did(void **state)
{
    (void)state;
    const char *lines[] = {
        HEADER(""),
        REPLY("1", "Try tea.", "advised", "withdrawn"),
        "{'event':'retry','turn':1,'time':'T'",
        "{'event':'hint','turn':1,'time':'T'",
        REPLY("1", "You are sad.", "felt", "story"),
    };
    struct session *session = replayed(lines, COUNT(lines), "");
    assert_int_equal(session->record_count, 1);
    assert_int_equal(session->position.turn, 2);
    assert_int_equal(session->position.values[0], 6);
    session_free(session);
}

static void starts_from_what_was_carried(void **state)
{
    (void)state;
    const char *lines[] = {
        HEADER("'carry':{'fear':3,'hope':-5,'trust':1,'from':'c'},")};
    struct session *session = replayed(lines, 1, "");
    assert_int_equal(session->position.values[0], 1);
    assert_int_equal(session->position.values[1], -1);
    session_free(session);
}

static void finds_carried_states_by_name(void **state)
{
    (void)state;
    const char *lines[] = {HEADER("'carry':{'fear':3,'hope':2,'from':'c'},")};
    struct transcript *transcript = transcript_of(lines, 1);
    struct arena arena = {0};
    struct changes carry = replay_carry(&transcript->header, scenario, &arena);
    assert_int_equal(carry.count, 1);
    assert_int_equal(carry.list[0].state, scenario_state(scenario, "hope"));
    assert_int_equal(carry.list[0].value, 2);
    arena_free(&arena);
    transcript_free(transcript);
}

/* ---- Lies ---- */

static void finds_a_reply_that_did_not_win(void **state)
{
    (void)state;
    says(REPLY("1", "Try tea.", "felt", "withdrawn"),
         "turn 1: the file says won \"felt\", replay \"advised\"\n");
    says(REPLY("1", "Try tea.", "advised", "story"),
         "turn 1: the file says next \"story\", replay \"withdrawn\"\n");
}

/* Else a score could be hidden by leaving it out. */
static void finds_what_is_not_claimed(void **state)
{
    (void)state;
    const char *lines[] = {HEADER(""),
                           REPLY("1", "Try tea.", "advised", "withdrawn")};
    struct buffer said = {0};
    struct transcript *transcript = transcript_of(lines, 2);
    session_free(replay_session(transcript, scenario, rubric, &said));
    assert_non_null(
        strstr(buffer_text(&said), "the file says codes nothing, replay {"));
    transcript_free(transcript);
    buffer_free(&said);
}

static void finds_a_turn_out_of_order(void **state)
{
    (void)state;
    says(REPLY("2", "I see.", "else", "opening"),
         "turn 2: the file says turn 2, replay 1\n");
}

static void finds_a_retry_of_nothing(void **state)
{
    (void)state;
    says("{'event':'retry','turn':1,'time':'T'",
         "turn 1: a retry with nothing to take back\n");
}

static void finds_a_reply_after_the_end(void **state)
{
    (void)state;
    const char *lines[] = {
        HEADER("'carry':{'trust':1,'from':'c'},"),
        REPLY("1", "Try tea.", "advised", "walkout"),
        REPLY("2", "I see.", "else", "opening"),
    };
    session_free(replayed(lines, COUNT(lines),
                          "turn 2: a reply that could not have been taken\n"));
}

/* Says something of LINES, whatever it is. */
static void is_found(const char *event)
{
    const char *lines[] = {HEADER(""), REPLY("1", "I see.", "else", "opening"),
                           event};
    struct buffer said = {0};
    struct transcript *transcript = transcript_of(lines, 3);
    session_free(replay_session(transcript, scenario, rubric, &said));
    transcript_free(transcript);
    if (said.length == 0) fail_msg("nothing is said of %s", event);
    buffer_free(&said);
}

static void finds_an_ending_that_was_not_reached(void **state)
{
    (void)state;
    is_found("{'event':'end','turn':1,'ending':'back','kind':'good','turns':1,"
             "'state':{'trust':4,'hope':0},'card':{'bond':2},'time':'T'");
}

static void finds_a_state_that_was_not_reached(void **state)
{
    (void)state;
    is_found("{'event':'reply','turn':2,'text':'I see.','time':'T',"
             "'won':'else','next':'opening','state':{'trust':9,'hope':0},"
             "'codes':{}");
}

static void finds_a_code_that_was_not_shown(void **state)
{
    (void)state;
    is_found("{'event':'reply','turn':2,'text':'I see.','time':'T',"
             "'won':'else','next':'opening','state':{'trust':4,'hope':0},"
             "'codes':{'empathy':2}");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(comes_to_the_same),
        TEST(retries_as_the_trainee_did),
        TEST(starts_from_what_was_carried),
        TEST(finds_carried_states_by_name),
        TEST(finds_a_reply_that_did_not_win),
        TEST(finds_what_is_not_claimed),
        TEST(finds_a_turn_out_of_order),
        TEST(finds_a_retry_of_nothing),
        TEST(finds_a_reply_after_the_end),
        TEST(finds_an_ending_that_was_not_reached),
        TEST(finds_a_state_that_was_not_reached),
        TEST(finds_a_code_that_was_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
