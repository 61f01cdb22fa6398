/* A play: the order of a step, what the client says, and going back. */
#include "scenario/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

struct play {
    struct rubric *rubric;
    struct scenario *scenario;
    struct session *session;
};

static struct play *play_of(const char *text)
{
    struct play *play = memory_new(1, sizeof *play);
    play->rubric = fixture_rubric();
    play->scenario = fixture_scenario_of(text, play->rubric);
    play->session = session_new(play->scenario, play->rubric, NULL);
    return play;
}

static void end_play(struct play *play)
{
    session_free(play->session);
    scenario_free(play->scenario);
    rubric_free(play->rubric);
    free(play);
}

static int set_up(void **state)
{
    *state = play_of(fixture_scenario_text);
    return 0;
}

static int tear_down(void **state)
{
    end_play(*state);
    return 0;
}

/* The fixture with FIND made PUT, in the place of *PLAY. */
static struct play *swap_scenario(void **state, const char *find,
                                  const char *put)
{
    char *text = fixture_swapped(fixture_scenario_text, find, put);
    end_play(*state);
    *state = play_of(text);
    free(text);
    return *state;
}

static void wins(struct play *play, const char *reply, const char *way)
{
    const struct record *record = session_step(play->session, reply);
    const struct node *node = &play->scenario->nodes[record->move.from];
    assert_string_equal(node->ways[record->move.way].id, way);
}

static void is_in(const struct play *play, const char *node)
{
    size_t at = play->session->position.node;
    assert_string_equal(play->scenario->nodes[at].id, node);
}

static void has(const struct play *play, int trust, int hope)
{
    assert_int_equal(play->session->position.values[0], trust);
    assert_int_equal(play->session->position.values[1], hope);
}

/* EXPECTED: the client's lines, each with a / behind it. */
static void says(const struct play *play, const char *expected)
{
    struct buffer said = {0};
    for (size_t i = 0; i < play->session->speech.count; i++)
        buffer_format(&said, "%s/", play->session->speech.lines[i]->text);
    assert_string_equal(buffer_text(&said), expected);
    buffer_free(&said);
}

static void visited(const struct play *play, const char *node, int visits)
{
    size_t index = scenario_node(play->scenario, node);
    assert_int_equal(play->session->position.visits[index], visits);
}

/* ---- The order of a step ---- */

static void begins_at_turn_and_visit_one(void **state)
{
    struct play *play = *state;
    is_in(play, "opening");
    has(play, 4, 0);
    assert_int_equal(play->session->position.turn, 1);
    visited(play, "opening", 1);
    visited(play, "story", 0);
    says(play, "I cannot sleep./(He looks away.)/");
    assert_int_equal(session_ending(play->session), SCENARIO_NONE);
    assert_null(session_last(play->session));
}

static void lets_the_first_way_that_holds_win(void **state)
{
    struct play *play = *state;
    wins(play, "You are sad. Try tea.", "advised");
    is_in(play, "withdrawn");
    has(play, 2, 0);
}

static void lets_the_last_way_take_the_rest(void **state)
{
    struct play *play = *state;
    wins(play, "I see.", "else");
    is_in(play, "opening");
    has(play, 4, 0);
}

static void looks_at_the_state_before_the_reply(void **state)
{
    struct play *play = *state;
    wins(play, "You are sad.", "felt");
    has(play, 6, 0);
    session_place(play->session, play->scenario->start,
                  &(struct changes){(struct change[]){{0, 6}}, 1}, 1, 1, NULL);
    wins(play, "Try tea.", "else");
}

/* trust: set to 9, then 3 more, at most 10; hope from 0 by 2. */
static void sets_then_adds_within_bounds(void **state)
{
    struct play *play = *state;
    wins(play, "And your job?", "hopes");
    has(play, 10, 2);
    wins(play, "I see.", "else");
    has(play, 10, 2);
}

static void clamps_from_below(void **state)
{
    struct play *play =
        swap_scenario(state, "'add': {'trust': -2}",
                      "'set': {'hope': -9}, 'add': {'trust': -5}");
    wins(play, "Try tea.", "advised");
    has(play, 0, -1);
}

static void clamps_what_is_set_before_it_adds(void **state)
{
    struct play *play =
        swap_scenario(state, "'set': {'trust': 9},\n     'add': {'trust': 3,",
                      "'set': {'trust': 99},\n     'add': {'trust': -3,");
    wins(play, "And your job?", "hopes");
    has(play, 7, 2);
}

static void lets_always_see_the_state_after(void **state)
{
    struct play *play = *state;
    const struct record *record = session_step(play->session, "And your job?");
    assert_int_equal(record->move.rule, 1);
    assert_int_equal(record->move.to, scenario_node(play->scenario, "story"));
    is_in(play, "story");
}

/* hope stays 2, but the rule leads to where one is. */
static void passes_over_a_rule_to_the_same_node(void **state)
{
    struct play *play = *state;
    session_step(play->session, "And your job?");
    const struct record *record = session_step(play->session, "I see.");
    assert_int_equal(record->move.rule, SCENARIO_NONE);
    is_in(play, "story");
    says(play, "Yes./");
}

static void tries_the_next_rule_where_one_is_passed_over(void **state)
{
    struct play *play = swap_scenario(
        state, "{'id': 'hopeful',",
        "{'id': 'staying', 'when': 'hope = 2', 'goto': 'opening'},\n"
        "{'id': 'hopeful',");
    const struct record *record = session_step(play->session, "And your job?");
    assert_int_equal(record->move.rule, 2);
    record = session_step(play->session, "I see.");
    assert_int_equal(record->move.rule, 1);
    is_in(play, "opening");
}

static void takes_the_first_rule_that_holds(void **state)
{
    struct play *play =
        swap_scenario(state, "'when': 'trust <= 0'", "'when': 'trust = 10'");
    const struct record *record = session_step(play->session, "And your job?");
    assert_int_equal(record->move.rule, 0);
    is_in(play, "walkout");
}

static void ends_where_the_turns_are_used_up(void **state)
{
    struct play *play = *state;
    for (int turn = 1; turn < 5; turn++) {
        assert_false(session_step(play->session, "I see.")->move.time_up);
        is_in(play, "opening");
    }
    assert_int_equal(play->session->position.turn, 5);
    assert_true(session_step(play->session, "I see.")->move.time_up);
    is_in(play, "time");
    says(play, "Our time is up./");
    assert_int_equal(session_ending(play->session),
                     scenario_ending(play->scenario, "polite"));
    assert_int_equal(play->session->position.turn, 6);
}

static void lets_an_ending_win_over_the_turn_limit(void **state)
{
    struct play *play = *state;
    size_t withdrawn = scenario_node(play->scenario, "withdrawn");
    session_place(play->session, withdrawn,
                  &(struct changes){(struct change[]){{0, 2}}, 1}, 1, 5, NULL);
    assert_false(session_step(play->session, "I see.")->move.time_up);
    is_in(play, "walkout");
    session_place(play->session, withdrawn, NULL, 1, 5, NULL);
    assert_true(session_step(play->session, "I see.")->move.time_up);
    is_in(play, "time");
}

static void counts_turns_and_visits(void **state)
{
    struct play *play = *state;
    const struct record *record = session_step(play->session, "I see.");
    assert_int_equal(record->turn, 1);
    assert_int_equal(record->visits, 1);
    record = session_step(play->session, "Try tea.");
    assert_int_equal(record->turn, 2);
    assert_int_equal(record->visits, 2);
    visited(play, "withdrawn", 1);
    session_step(play->session, "You sound sad.");
    visited(play, "opening", 3);
    assert_int_equal(play->session->position.turn, 4);
}

static void lets_conditions_see_visits(void **state)
{
    struct play *play = *state;
    session_step(play->session, "You are sad.");
    is_in(play, "story");
    wins(play, "Worried?", "else");
    wins(play, "You sound worn out.", "stayed");
    is_in(play, "done");
}

static void moves_by_findings_alone(void **state)
{
    struct play *play = *state;
    int levels[5] = {0};
    bool listens[2] = {false, false};
    struct findings findings = {levels, listens, false, true, false};
    struct move move = session_move(play->session, &findings);
    assert_int_equal(move.way, 1);
    findings = (struct findings){levels, listens, true, false, false};
    move = session_move(play->session, &findings);
    assert_int_equal(move.way, 2);
    assert_int_equal(play->session->position.turn, 3);
    assert_int_equal(play->session->record_count, 0);
}

/* ---- What the client says ---- */

static void says_again_one_after_the_other(void **state)
{
    struct play *play = *state;
    session_step(play->session, "I see.");
    says(play, "Like I said./");
    session_step(play->session, "I see.");
    says(play, "I do not know./");
    session_step(play->session, "I see.");
    says(play, "I do not know./");
}

static void reacts_in_the_place_of_again(void **state)
{
    struct play *play = *state;
    session_step(play->session, "You are angry.");
    says(play, "Not angry./");
    is_in(play, "opening");
    session_step(play->session, "I see.");
    says(play, "Like I said./");
}

static void reacts_before_the_next_node_speaks(void **state)
{
    struct play *play = *state;
    session_step(play->session, "Try tea.");
    says(play, "Good idea./Fine./");
}

static void says_again_on_coming_back(void **state)
{
    struct play *play = *state;
    session_step(play->session, "Try tea.");
    session_step(play->session, "You sound sad.");
    is_in(play, "opening");
    says(play, "Like I said./");
    session_step(play->session, "I see.");
    says(play, "I do not know./");
}

static void repeats_itself_where_there_is_no_again(void **state)
{
    struct play *play =
        swap_scenario(state,
                      "{'id': 'else', 'say': ['Yes.'], 'try': ['I see.']}]},\n"
                      "  'done'",
                      "{'id': 'else', 'goto': 'opening'}]},\n  'done'");
    session_step(play->session, "You are sad.");
    says(play, "It is since my father died./");
    session_step(play->session, "I see.");
    session_step(play->session, "You sound worn out.");
    says(play, "It is since my father died./");
}

static void hears_the_client_as_one_turn(void **state)
{
    struct play *play = *state;
    const struct dialogue *dialogue = &play->session->dialogue;
    assert_int_equal(dialogue->count, 1);
    assert_string_equal(dialogue_client(dialogue)->seen,
                        "I cannot sleep. (He looks away.)");
    session_step(play->session, "Try tea.");
    assert_int_equal(dialogue->count, 3);
    assert_string_equal(dialogue_client(dialogue)->seen, "Good idea. Fine.");
    assert_string_equal(dialogue_before(dialogue)->seen, "Try tea.");
}

/* ---- What a reply shows ---- */

static void shows(const char *reply, bool heard, bool misheard)
{
    struct play *play = play_of(fixture_scenario_text);
    const struct record *record = session_step(play->session, reply);
    if (record->heard != heard || record->misheard != misheard)
        fail_msg("'%s': heard %d, misheard %d", reply, record->heard,
                 record->misheard);
    end_play(play);
}

static void hears_feelings_in_statements(void **state)
{
    (void)state;
    shows("A tired day.", true, false);
    shows("You are TIRED, worn out.", true, false);
    shows("You are angry.", false, true);
    shows("You are angry and tired.", false, true);
    shows("Are you tired?", false, false);
    shows("Are you angry?", false, false);
    shows("Angry? No, tired.", true, false);
    shows("Yes.", false, false);
    shows("", false, false);
}

static void does_not_hear_what_is_negated(void **state)
{
    (void)state;
    shows("You are not tired.", false, false);
    shows("Never so very tired.", false, false);
    shows("Never so very much tired.", true, false);
    shows("No. Not. Tired.", true, false);
    shows("Not at all angry, but very tired.", true, false);
    shows("You are not angry.", false, false);
    shows("Not tired, tired.", false, false);
    shows("Not tired. Tired.", true, false);
}

static void listens_only_where_the_node_says(void **state)
{
    struct play *play = *state;
    session_step(play->session, "Try tea.");
    const struct record *record = session_step(play->session, "Angry, tired.");
    assert_false(record->heard);
    assert_false(record->misheard);
}

static void listens_for_its_own_cues(void **state)
{
    struct play *play = *state;
    const struct record *record =
        session_step(play->session, "Jobs. Oh, why that?");
    assert_true(record->listens[0]);
    assert_true(record->listens[1]);
    record = session_step(play->session, "That is why.");
    assert_false(record->listens[0]);
    assert_false(record->listens[1]);
}

static void takes_nothing_typed_for_silence(void **state)
{
    struct play *play = *state;
    wins(play, "", "waited");
    says(play, "(He waits too.)/");
    wins(play, "...", "else");
    assert_int_equal(session_last(play->session)->words, 0);
}

/* A limit is never "no match". */
static void cannot_score_what_it_cannot_listen_to(void **state)
{
    struct play *play = *state;
    struct cue *work = &play->scenario->listens[0];
    cue_release(work);
    *work = (struct cue){.name = "work",
                         .kind = CUE_PATTERN,
                         .in = PART_REPLY,
                         .pattern = fixture_endless_pattern()};
    const struct record *record = session_step(play->session, fixture_endless);
    assert_true(record->scoring->unscorable);
}

static void keeps_what_conditions_saw(void **state)
{
    struct play *play = *state;
    session_step(play->session, "I see.");
    const struct record *record = session_step(play->session, "Try tea.");
    struct moment moment = session_moment(record);
    assert_int_equal(moment.values[0], 4);
    assert_int_equal(record->after[0], 2);
    assert_int_equal(moment.visits, 2);
    assert_int_equal(moment.turn, 2);
    assert_int_equal(moment.levels[rubric_code(play->rubric, "advice")], 1);
    assert_false(moment.silence);
    assert_int_equal(record->asked.count, 1);
    assert_string_equal(record->asked.lines[0]->text, "Like I said.");
    assert_string_equal(record->reply, "Try tea.");
    assert_int_equal(record->words, 2);
}

/* ---- Going back, carrying over, starting in the middle ---- */

static void takes_a_reply_back(void **state)
{
    struct play *play = *state;
    session_step(play->session, "I see.");
    session_step(play->session, "And your job?");
    is_in(play, "story");
    assert_true(session_retry(play->session));
    is_in(play, "opening");
    has(play, 4, 0);
    says(play, "Like I said./");
    visited(play, "opening", 2);
    visited(play, "story", 0);
    assert_int_equal(play->session->position.turn, 2);
    assert_int_equal(play->session->record_count, 1);
    assert_int_equal(play->session->dialogue.count, 3);
    session_step(play->session, "I see.");
    says(play, "I do not know./");
}

static void takes_only_one_reply_back(void **state)
{
    struct play *play = *state;
    assert_false(session_retry(play->session));
    session_step(play->session, "I see.");
    session_step(play->session, "I see.");
    assert_true(session_retry(play->session));
    assert_false(session_retry(play->session));
    assert_int_equal(play->session->record_count, 1);
    session_step(play->session, "I see.");
    assert_true(session_retry(play->session));
}

static void says_the_same_again_after_a_retry(void **state)
{
    struct play *play = *state;
    session_step(play->session, "I see.");
    says(play, "Like I said./");
    session_retry(play->session);
    session_step(play->session, "I see.");
    says(play, "Like I said./");
}

static void is_no_repetition_after_a_retry(void **state)
{
    struct play *play = *state;
    wins(play, "You are sad.", "felt");
    session_retry(play->session);
    wins(play, "You are sad.", "felt");
}

static void takes_an_ending_back(void **state)
{
    struct play *play = *state;
    session_place(play->session, scenario_node(play->scenario, "story"), NULL,
                  2, 1, NULL);
    session_step(play->session, "You are sad.");
    is_in(play, "done");
    assert_true(session_retry(play->session));
    is_in(play, "story");
    assert_int_equal(session_ending(play->session), SCENARIO_NONE);
}

static void carries_values_over_within_bounds(void **state)
{
    struct play *play = *state;
    struct change list[] = {{0, 99}, {1, -5}};
    struct changes carry = {list, 2};
    session_free(play->session);
    play->session = session_new(play->scenario, play->rubric, &carry);
    has(play, 10, -1);
    carry = (struct changes){list + 1, 1};
    session_free(play->session);
    play->session = session_new(play->scenario, play->rubric, &carry);
    has(play, 4, -1);
}

static void starts_in_the_middle(void **state)
{
    struct play *play = *state;
    struct changes given = {(struct change[]){{0, 7}}, 1};
    session_place(play->session, scenario_node(play->scenario, "withdrawn"),
                  &given, 3, 4, "How?");
    is_in(play, "withdrawn");
    has(play, 7, 0);
    visited(play, "withdrawn", 3);
    visited(play, "opening", 0);
    assert_int_equal(play->session->position.turn, 4);
    says(play, "Fine./");
    assert_string_equal(dialogue_before(&play->session->dialogue)->seen,
                        "How?");
    assert_string_equal(dialogue_client(&play->session->dialogue)->seen,
                        "Fine.");
}

static void sums_up_what_was_said(void **state)
{
    struct play *play = *state;
    session_step(play->session, "You are sad. What now? Oh");
    session_step(play->session, "Go on.");
    struct tally *tally = session_tally(play->session);
    assert_int_equal(tally->replies, 2);
    assert_int_equal(tally->trainee_words, 8);
    assert_int_equal(tally->client_words, 6 + 6 + 1);
    assert_int_equal(tally->with[rubric_code(play->rubric, "empathy")], 1);
    measure_tally_free(tally);
    session_retry(play->session);
    tally = session_tally(play->session);
    assert_int_equal(tally->replies, 1);
    assert_int_equal(tally->client_words, 6 + 6);
    measure_tally_free(tally);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(begins_at_turn_and_visit_one),
        TEST(lets_the_first_way_that_holds_win),
        TEST(lets_the_last_way_take_the_rest),
        TEST(looks_at_the_state_before_the_reply),
        TEST(sets_then_adds_within_bounds),
        TEST(clamps_from_below),
        TEST(clamps_what_is_set_before_it_adds),
        TEST(lets_always_see_the_state_after),
        TEST(passes_over_a_rule_to_the_same_node),
        TEST(tries_the_next_rule_where_one_is_passed_over),
        TEST(takes_the_first_rule_that_holds),
        TEST(ends_where_the_turns_are_used_up),
        TEST(lets_an_ending_win_over_the_turn_limit),
        TEST(counts_turns_and_visits),
        TEST(lets_conditions_see_visits),
        TEST(moves_by_findings_alone),
        TEST(says_again_one_after_the_other),
        TEST(reacts_in_the_place_of_again),
        TEST(reacts_before_the_next_node_speaks),
        TEST(says_again_on_coming_back),
        TEST(repeats_itself_where_there_is_no_again),
        TEST(hears_the_client_as_one_turn),
        TEST(hears_feelings_in_statements),
        TEST(does_not_hear_what_is_negated),
        TEST(listens_only_where_the_node_says),
        TEST(listens_for_its_own_cues),
        TEST(takes_nothing_typed_for_silence),
        TEST(cannot_score_what_it_cannot_listen_to),
        TEST(keeps_what_conditions_saw),
        TEST(takes_a_reply_back),
        TEST(takes_only_one_reply_back),
        TEST(says_the_same_again_after_a_retry),
        TEST(is_no_repetition_after_a_retry),
        TEST(takes_an_ending_back),
        TEST(carries_values_over_within_bounds),
        TEST(starts_in_the_middle),
        TEST(sums_up_what_was_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
