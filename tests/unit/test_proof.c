/* What exploring claims, held against talks: scenarios are drawn by chance,
 * and talks of chance replies must never do what a proof calls impossible.
 *
 * Begin with play_worlds(). A claim is taken from the facts themselves, not
 * from the words of a problem. What is too large must be said to be so.
 */
#include "scenario/proof.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/statistics.h"
#include "scenario/account.h"
#include "scenario/fault.h"
#include "scenario/session.h"

#include "fixture.h"

enum { WORLDS = 150, TALKS = 150, MOST_NODES = 6, MOST = 200000 };

/* --- a scenario by chance ------------------------------------------------ */

static size_t pick(struct statistics_draw *draw, size_t bound)
{
    return statistics_pick(draw, bound);
}

/* A condition that a reply may meet, or not. */
static void draw_term(struct statistics_draw *draw, struct buffer *out)
{
    static const char *const terms[] = {
        "open_question", "empathy",     "empathy >= 2", "advice",
        "question",      "skill",       "skill < 2",    "work",
        "why",           "heard",       "misheard",     "silence",
        "trust >= 2",    "trust < 3",   "trust = 1",    "hope",
        "hope != 1",     "visits >= 2", "visits = 3",   "turn > 2",
        "turn = 4",      "visits > 0",  "visits = 0",   "turn > 0",
        "turn != 0",
    };
    buffer_add_text(out, terms[pick(draw, COUNT(terms))]);
}

static void draw_condition(struct statistics_draw *draw, int depth,
                           struct buffer *out)
{
    size_t shape = depth == 0 ? 0 : pick(draw, 5);
    if (shape < 2) {
        draw_term(draw, out);
        return;
    }
    if (shape == 2) {
        buffer_add_text(out, "not (");
        draw_condition(draw, depth - 1, out);
        buffer_add_text(out, ")");
        return;
    }
    buffer_add_text(out, "(");
    draw_condition(draw, depth - 1, out);
    buffer_add_text(out, shape == 3 ? ") and (" : ") or (");
    draw_condition(draw, depth - 1, out);
    buffer_add_text(out, ")");
}

static void draw_changes(struct statistics_draw *draw, struct buffer *out)
{
    if (pick(draw, 3) == 0)
        buffer_format(out, ", 'set': {'hope': %d}", (int)pick(draw, 3) - 1);
    if (pick(draw, 2) == 0)
        buffer_format(out, ", 'add': {'trust': %d}", (int)pick(draw, 5) - 2);
}

/* One of the nodes n0 …, or, one time in four, an ending. */
static void draw_target(struct statistics_draw *draw, size_t nodes,
                        struct buffer *out)
{
    static const char *const ends[] = {"well", "ill", "time"};
    if (pick(draw, 4) == 0)
        buffer_format(out, "'%s'", ends[pick(draw, COUNT(ends))]);
    else
        buffer_format(out, "'n%zu'", pick(draw, nodes));
}

static void draw_way(struct statistics_draw *draw, size_t nodes, size_t index,
                     bool last, struct buffer *out)
{
    buffer_format(out, "{'id': 'w%zu'", index);
    if (!last) {
        buffer_add_text(out, ", 'when': '");
        draw_condition(draw, 2, out);
        buffer_add_text(out, "'");
    }
    draw_changes(draw, out);
    if (pick(draw, 4) > 0) {
        buffer_add_text(out, ", 'goto': ");
        draw_target(draw, nodes, out);
    }
    buffer_format(out, ", 'try': ['x']}%s\n", last ? "" : ",");
}

static void draw_node(struct statistics_draw *draw, size_t nodes, size_t index,
                      struct buffer *out)
{
    size_t ways = 1 + pick(draw, 5);
    buffer_format(out,
                  "'n%zu': {'say': ['Hm.'], 'again': [['So.']],\n"
                  " 'heard': {'fits': ['tired'], 'misses': ['angry']},\n"
                  " 'replies': [\n",
                  index);
    for (size_t i = 0; i < ways; i++)
        draw_way(draw, nodes, i, i + 1 == ways, out);
    buffer_add_text(out, "]},\n");
}

static void draw_rules(struct statistics_draw *draw, size_t nodes,
                       struct buffer *out)
{
    size_t rules = pick(draw, 3);
    buffer_add_text(out, "'always': [");
    for (size_t i = 0; i < rules; i++) {
        buffer_format(out, "%s{'id': 'r%zu', 'when': '", i > 0 ? ", " : "", i);
        draw_condition(draw, 1, out);
        buffer_add_text(out, "', 'goto': ");
        draw_target(draw, nodes, out);
        buffer_add_text(out, "}");
    }
    buffer_add_text(out, "],\n");
}

static void draw_scenario(struct statistics_draw *draw, struct buffer *out)
{
    size_t nodes = 2 + pick(draw, MOST_NODES - 1);
    buffer_format(out,
                  "{'format': 'rapport-scenario/1', 'id': 'x', 'version': 1,\n"
                  " 'language': 'en', 'title': 'X', 'about': 'X.',\n"
                  " 'difficulty': 1, 'practises': ['empathy'],\n"
                  " 'rubric': 'small', 'client': {'name': 'X'},\n"
                  " 'state': {'trust': {'min': 0, 'max': 4, 'start': 2},\n"
                  "  'hope': {'min': -1, 'max': 1, 'start': 0}},\n"
                  " 'listen': {'work': ['work', 'job*'],\n"
                  "  'why': {'match': '\\\\bwhy\\\\b', 'in': 'question'}},\n"
                  " 'endings': {'e_well': {'kind': 'good', 'title': 'W'},\n"
                  "  'e_ill': {'kind': 'poor', 'title': 'I'}},\n"
                  " 'start': 'n0', 'turns': {'max': %zu, 'goto': 'time'},\n",
                  2 + pick(draw, 7));
    draw_rules(draw, nodes, out);
    buffer_add_text(out, " 'nodes': {\n");
    for (size_t i = 0; i < nodes; i++)
        draw_node(draw, nodes, i, out);
    buffer_add_text(out, "'well': {'say': ['W.'], 'end': 'e_well'},\n"
                         "'ill': {'say': ['I.'], 'end': 'e_ill'},\n"
                         "'time': {'say': ['T.'], 'end': 'e_ill'}}}\n");
}

/* --- what is claimed of it, and talks ------------------------------------ */

struct world {
    struct rubric *rubric;
    struct scenario *scenario;
    struct proof *proof;
    struct problems problems;
    struct problems notes;
    size_t talks_ended;
};

static void make_world(struct world *world, const char *text, size_t most)
{
    char *json = fixture_json(text);
    struct source source = {"x.json", json, strlen(json)};
    world->rubric = fixture_rubric();
    world->scenario = fixture_scenario_of(text, world->rubric);
    world->proof = proof_make(world->scenario, world->rubric, &source, most,
                              &world->problems, &world->notes);
    free(json);
}

static void end_world(struct world *world)
{
    proof_free(world->proof);
    scenario_free(world->scenario);
    rubric_free(world->rubric);
    problem_free(&world->problems);
    problem_free(&world->notes);
}

/* Whether a problem NUMBER whose message names 'ID' was reported. */
static bool claims(const struct problems *problems, int number, const char *id)
{
    char quoted[64];
    snprintf(quoted, sizeof quoted, "'%s'", id);
    for (size_t i = 0; i < problems->count; i++)
        if (problems->list[i].number == number &&
            strstr(problems->list[i].message, quoted) != NULL)
            return true;
    return false;
}

static void draw_reply(struct statistics_draw *draw, struct buffer *reply)
{
    static const char *const said[] = {
        "What happened?",      "You are sad. ",  "You sound worn out. ",
        "Try tea. ",           "I see. ",        "You are angry. ",
        "And your work? ",     "Why? ",          "It is a tired day. ",
        "You should go. ",     "How was that? ", "It sounds fine. ",
        "You are not tired. ",
    };
    size_t count = pick(draw, 4);
    for (size_t i = 0; i < count; i++)
        buffer_add_text(reply, said[pick(draw, COUNT(said))]);
}

/* What came of one reply is nothing that was proved impossible. */
static void hold_record(const struct world *world, const struct record *record)
{
    const struct scenario *scenario = world->scenario;
    const struct node *node = &scenario->nodes[record->move.from];
    const char *to = scenario->nodes[record->move.to].id;
    struct moment moment = session_moment(record);
    if (claims(&world->problems, FAULT_NODE_UNREACHED, to))
        fail_msg("'%s' was called unreachable", to);
    assert_true(outcomes_way(world->proof->outcomes, record->move.from,
                             record->move.way)
                    ->wins);
    for (size_t i = 0; i < node->way_count; i++) {
        const struct way_facts *facts =
            outcomes_way(world->proof->outcomes, record->move.from, i);
        bool holds = node->ways[i].when == NULL ||
                     expression_holds(node->ways[i].when, &moment);
        if (holds && !facts->holds) fail_msg("'%s' holds", node->ways[i].id);
        if (!holds && !facts->fails) fail_msg("'%s' fails", node->ways[i].id);
    }
    if (record->move.rule != SCENARIO_NONE)
        assert_true(
            outcomes_rule(world->proof->outcomes, record->move.rule)->fires);
}

static void hold_ending(struct world *world, const struct session *session)
{
    size_t ending = session_ending(session);
    const struct record *last = session_last(session);
    const struct proof_ending *found = &world->proof->endings[ending];
    assert_true(found->landing->reached);
    for (size_t i = 0; i < world->scenario->state_count; i++) {
        assert_true(last->after[i] >= found->landing->values[i].least);
        assert_true(last->after[i] <= found->landing->values[i].most);
    }
    if (last->move.time_up)
        assert_true(found->landing->by_limit);
    else
        assert_true(found->landing->by_choice);
    if (!last->move.time_up && found->route.end == ROUTE_FOUND)
        assert_true(session->record_count >= found->route.count);
    world->talks_ended++;
}

static void talk(struct world *world, struct statistics_draw *draw)
{
    struct session *session = session_new(world->scenario, world->rubric, NULL);
    while (session_ending(session) == SCENARIO_NONE) {
        struct buffer reply = {0};
        draw_reply(draw, &reply);
        hold_record(world, session_step(session, buffer_text(&reply)));
        buffer_free(&reply);
    }
    hold_ending(world, session);
    session_free(session);
}

static void play_worlds(void **state)
{
    (void)state;
    size_t ended = 0;
    size_t claimed = 0;
    for (size_t i = 0; i < WORLDS; i++) {
        struct statistics_draw draw = {i};
        struct world world = {0};
        struct buffer text = {0};
        draw_scenario(&draw, &text);
        make_world(&world, buffer_text(&text), MOST);
        assert_true(world.proof->complete);
        for (size_t j = 0; j < TALKS; j++)
            talk(&world, &draw);
        ended += world.talks_ended;
        claimed += world.problems.count;
        end_world(&world);
        buffer_free(&text);
    }
    assert_int_equal(ended, WORLDS * TALKS);
    assert_true(claimed > WORLDS); /* there was something to refute */
}

/* --- single claims ------------------------------------------------------- */

static const char hall[] =
    "{'format': 'rapport-scenario/1', 'id': 'x', 'version': 1,\n"
    " 'language': 'en', 'title': 'X', 'about': 'X.', 'difficulty': 1,\n"
    " 'practises': ['empathy'], 'rubric': 'small', 'client': {'name': 'X'},\n"
    " 'state': {'trust': {'min': 0, 'max': 9, 'start': 2}},\n"
    " 'endings': {'out': {'kind': 'good', 'title': 'Out'}},\n"
    " 'start': 'hall', 'turns': {'max': 9, 'goto': 'late'},\n"
    " 'nodes': {\n"
    "  'hall': {'say': ['H.'], 'again': [['H?']], 'replies': [\n"
    "   {'id': 'up', 'when': 'empathy', 'add': {'trust': 3},\n"
    "    'try': ['You are sad.']},\n"
    "   {'id': 'leave', 'when': 'trust >= 7', 'goto': 'door',\n"
    "    'try': [{'say': 'I see.', 'given': {'trust': 8}}]},\n"
    "   {'id': 'else', 'try': ['I see.']}]},\n"
    "  'door': {'say': ['D.'], 'end': 'out'},\n"
    "  'late': {'say': ['L.'], 'end': 'out'}}}\n";

static void the_shortest_way_and_the_ranges_are_told(void **state)
{
    (void)state;
    struct world world = {0};
    struct buffer told = {0};
    make_world(&world, hall, MOST);
    assert_int_equal(world.problems.count, 0);
    account_tell(world.proof, "x.json", &told);
    assert_non_null(strstr(buffer_text(&told),
                           "after 3 replies or more; there trust 2 to 9\n"
                           "    the shortest way: hall (up), hall (up), hall "
                           "(leave)\n"));
    buffer_free(&told);
    end_world(&world);
}

/* 'late' shares its ending with 'door', and nobody is ever late. */
static void the_limits_node_is_not_reached_by_its_ending(void **state)
{
    (void)state;
    struct world world = {0};
    char *text = fixture_swapped(hall, "{'id': 'else', ",
                                 "{'id': 'else', 'goto': 'door', ");
    char *soon =
        fixture_swapped(text, "'add': {'trust': 3},", "'goto': 'door',");
    make_world(&world, soon, MOST);
    assert_true(claims(&world.problems, FAULT_NODE_UNREACHED, "late"));
    assert_false(claims(&world.problems, FAULT_ENDING_UNREACHED, "out"));
    end_world(&world);
    free(text);
    free(soon);
}

static void what_is_too_large_is_not_proved(void **state)
{
    (void)state;
    struct world world = {0};
    make_world(&world, hall, 3);
    assert_false(world.proof->complete);
    assert_int_equal(world.problems.count, 0);
    assert_int_equal(world.notes.count, 1);
    assert_int_equal(world.notes.list[0].number, FAULT_NOT_PROVED);
    assert_non_null(strstr(world.notes.list[0].message, "Looked at "));
    end_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(play_worlds),
        cmocka_unit_test(the_shortest_way_and_the_ranges_are_told),
        cmocka_unit_test(the_limits_node_is_not_reached_by_its_ending),
        cmocka_unit_test(what_is_too_large_is_not_proved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
