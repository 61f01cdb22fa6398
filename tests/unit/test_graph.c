/* Scenarios drawn: what becomes a box, an arrow, or words, and the way that
 * was taken. */
#include "scenario/graph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

static struct rubric *rubric;

static int set_up(void **state)
{
    (void)state;
    rubric = fixture_rubric();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rubric_free(rubric);
    return 0;
}

/* The picture of the scenario TEXT after REPLIES, or of no talk for NULL. The
 * caller frees. */
static char *drawn(const char *text, const char *const *replies)
{
    struct scenario *scenario = fixture_scenario_of(text, rubric);
    struct session *session = NULL;
    struct buffer out = {0};
    if (replies != NULL) session = session_new(scenario, rubric, NULL);
    for (size_t i = 0; replies != NULL && replies[i] != NULL; i++) {
        if (strcmp(replies[i], ":retry") == 0)
            assert_true(session_retry(session));
        else
            session_step(session, replies[i]);
    }
    graph_draw(scenario, session, &out);
    session_free(session);
    scenario_free(scenario);
    return out.bytes;
}

/* Each of WANTED must be a piece of the picture, or, with a ! before it, must
 * not. Frees it. */
static void shows(char *picture, const char *const *wanted)
{
    for (size_t i = 0; wanted[i] != NULL; i++) {
        bool absent = wanted[i][0] == '!';
        const char *piece = wanted[i] + absent;
        if ((strstr(picture, piece) == NULL) != absent)
            fail_msg("%s '%s' in:\n%s", absent ? "there is" : "no", piece,
                     picture);
    }
    free(picture);
}

#define PIECES(...) ((const char *const[]){__VA_ARGS__, NULL})

static const char raises[] = "style=\"solid\", arrowhead=normal";

static void test_boxes_and_arrows(void **state)
{
    (void)state;
    shows(drawn(fixture_scenario_text, NULL),
          PIECES("digraph \"sam-1\"", "<B>Sam</B></FONT>  sam-1, version 3",
                 "[label=<<B>opening</B><BR/><I>I cannot sleep.</I><BR/>stays "
                 "on 4>]",
                 "\"start:\" -> \"opening\"",
                 "{rank=sink; \"done\"; \"time\"; \"walkout\"}",
                 "\"opening\" -> \"withdrawn\" [label=<&#160;advised&#160;>, "
                 "style=\"dashed\", arrowhead=empty",
                 "\"opening\" -> \"story\" [label=<&#160;felt&#160;>", raises,
                 "!\"opening\" -> \"opening\"",
                 /* Only what the card is read from goes up or down. */
                 "these raise trust<", "!hope or"));
}

static void test_endings_differ(void **state)
{
    (void)state;
    shows(drawn(fixture_scenario_text, NULL),
          PIECES("He comes back<BR/>good ending>, shape=box, peripheries=2",
                 "He says goodbye<BR/>mixed ending>, shape=box, "
                 "style=\"filled,rounded\"",
                 "He leaves<BR/>poor ending>, shape=octagon"));
}

static void test_rules_stand_apart(void **state)
{
    (void)state;
    shows(drawn(fixture_scenario_text, NULL),
          PIECES("label=<<B>ruptured</B><BR/>whenever trust &lt;= 0>",
                 "\"rule:ruptured\" -> \"walkout\" [style=dashed",
                 "\"turns:\" -> \"time\" [style=dashed",
                 "label=<after<BR/>turn 5>",
                 "!\"opening\" -> \"rule:", "!\"opening\" -> \"turns:"));
}

static void test_what_counts_without_a_card(void **state)
{
    (void)state;
    char *text = fixture_swapped(
        fixture_scenario_text,
        " 'card': {'bond': {'from': 'trust', 'steps': [2, 4, 6, 8]}},\n", "");
    shows(drawn(text, NULL), PIECES("these lower trust or hope<"));
    free(text);
}

static void test_no_turn_limit(void **state)
{
    (void)state;
    char *without = fixture_swapped(fixture_scenario_text,
                                    "'turns': {'max': 5, 'goto': 'time'},", "");
    char *text = fixture_swapped(without, "'goto': 'done', 'try'",
                                 "'goto': 'time', 'try'");
    shows(drawn(text, NULL), PIECES("!turns:"));
    free(without);
    free(text);
}

/* Replies to the same box: one arrow, three names, and what they all do. */
static void test_replies_are_merged(void **state)
{
    (void)state;
    char *text = fixture_swapped(
        fixture_scenario_text, "    {'id': 'waited',",
        "    {'id': 'a', 'when': 'hope', 'goto': 'story', 'add': {'trust': -1},"
        "     'try': [{'say': 'I see.', 'given': {'hope': 1}}]},\n"
        "    {'id': 'b', 'when': 'turn = 3', 'goto': 'story',"
        "     'try': [{'say': 'I see.', 'given': {'turn': 3}}]},\n"
        "    {'id': 'c', 'when': 'turn = 4', 'goto': 'story',"
        "     'try': [{'say': 'I see.', 'given': {'turn': 4}}]},\n"
        "    {'id': 'd', 'when': 'turn = 2', 'goto': 'story',"
        "     'try': [{'say': 'I see.', 'given': {'turn': 2}}]},\n"
        "    {'id': 'waited',");
    shows(drawn(text, NULL),
          PIECES("[label=<&#160;felt, a, b +2&#160;>, style=\"solid\", "
                 "arrowhead=vee"));
    free(text);
}

/* A chain of boxes, each of which leads on and to a 'hub'; so many of them
 * that the hub's arrows are told in words, or one too few. */
static char *hub_scenario(int boxes)
{
    struct buffer out = {0};
    buffer_add_text(
        &out, "{'format': 'rapport-scenario/1', 'id': 'hub', 'version': 1,\n"
              " 'language': 'en', 'title': 'H', 'about': 'For tests.',\n"
              " 'difficulty': 1, 'practises': ['empathy'], 'rubric': 'small',\n"
              " 'client': {'name': 'Sam'}, 'start': 'n0',\n"
              " 'state': {'trust': {'min': 0, 'max': 9, 'start': 4}},\n"
              " 'endings': {'gone': {'kind': 'poor', 'title': 'He leaves'}},\n"
              " 'nodes': {\n");
    for (int i = 0; i < boxes; i++)
        buffer_format(&out,
                      "'n%d': {'say': ['Well.'], 'replies': [\n"
                      " {'id': 'hit', 'when': 'advice', 'goto': 'hub',\n"
                      "  'add': {'trust': -1}, 'try': ['Try tea.']},\n"
                      " {'id': 'else', 'goto': '%s%.0d', 'try': ['So.']}]},\n",
                      i, i + 1 < boxes ? "n" : "end",
                      i + 1 < boxes ? i + 1 : 0);
    buffer_add_text(&out, "'hub': {'say': ['Fine.'], 'replies': [\n"
                          " {'id': 'else', 'goto': 'end', 'try': ['So.']}]},\n"
                          "'end': {'say': ['Bye.'], 'end': 'gone'}}}\n");
    return out.bytes;
}

static void test_many_arrows_become_words(void **state)
{
    (void)state;
    char *few = hub_scenario(4);
    char *many = hub_scenario(5);
    shows(drawn(few, NULL),
          PIECES("\"n0\" -> \"hub\"", "!boxes<BR", "!to <B>hub</B>"));
    shows(drawn(many, NULL),
          PIECES("!\"n0\" -> \"hub\"",
                 "<B>hub</B><BR/><I>Fine.</I><BR/>from "
                 "5 boxes>",
                 "− to <B>hub</B>: hit</FONT>", "\"hub\" -> \"end\""));
    /* But what was taken is drawn. */
    shows(drawn(many, PIECES("So.", "Try tea.")),
          PIECES("\"n1\" -> \"hub\" [label=<&#160;turn 2: hit&#160;>, "
                 "style=\"dashed,bold\"",
                 "!\"n0\" -> \"hub\"",
                 "<BR/><B>it stopped here</B><BR/>from 5 boxes"));
    free(few);
    free(many);
}

/* Turn 1 is taken back; 2 and 3 stay; the talk ends in 'done'. */
static void test_way_taken(void **state)
{
    (void)state;
    shows(drawn(fixture_scenario_text, PIECES("Try tea.", ":retry", "I see.",
                                              "You are sad.", "I see.")),
          PIECES("<BR/><B>turn 1-2</B>", "turn 2: felt",
                 "<BR/><B>turn 3, it stopped here</B>", "all else is grey",
                 "!turn 1: advised", "!after turn 3",
                 "\"withdrawn\" [label=<<B>withdrawn</B><BR/><I>Fine.</I>"
                 "<BR/>stays on 1>, color=\"#999999\"",
                 "fillcolor=\"#ffffff\", color=\"#999999\""));
}

static void test_rule_and_ending_taken(void **state)
{
    (void)state;
    shows(drawn(fixture_scenario_text, PIECES("Try tea.", "I see.")),
          PIECES("turn 1: advised",
                 "\"withdrawn\" -> \"rule:ruptured\" [label=<&#160;turn 2: "
                 "else&#160;>",
                 "poor ending<BR/><B>after turn 2</B>",
                 "!\"opening\" -> \"rule:ruptured\"",
                 "!-> \"rule:hopeful\" [label"));
}

static void test_turn_limit_taken(void **state)
{
    (void)state;
    shows(drawn(fixture_scenario_text,
                PIECES("I see.", "I see.", "I see.", "I see.", "I see.")),
          PIECES("\"opening\" -> \"turns:\" [label=<&#160;turn 5: else",
                 "<B>turn 1-5</B>", "<B>after turn 5</B>"));
}

static void test_left_at_once(void **state)
{
    (void)state;
    shows(drawn(fixture_scenario_text, (const char *const[]){NULL}),
          PIECES("<BR/><B>it stopped here</B><BR/>stays on 4>, "
                 "style=filled"));
}

/* No text of an author can leave its label. */
static void test_escaping(void **state)
{
    (void)state;
    char *text = fixture_swapped(fixture_scenario_text, "I cannot sleep.",
                                 "<b>\\\"]; x\\\\n & \\u001b");
    shows(drawn(text, NULL),
          PIECES("<I>&lt;b&gt;&quot;]; x\\n &amp; \\x1b</I>", "!<b>"));
    free(text);
}

static void test_always_the_same(void **state)
{
    (void)state;
    char *one = drawn(fixture_scenario_text, NULL);
    char *other = drawn(fixture_scenario_text, NULL);
    assert_string_equal(one, other);
    free(one);
    free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boxes_and_arrows),
        cmocka_unit_test(test_endings_differ),
        cmocka_unit_test(test_rules_stand_apart),
        cmocka_unit_test(test_what_counts_without_a_card),
        cmocka_unit_test(test_no_turn_limit),
        cmocka_unit_test(test_replies_are_merged),
        cmocka_unit_test(test_many_arrows_become_words),
        cmocka_unit_test(test_way_taken),
        cmocka_unit_test(test_rule_and_ending_taken),
        cmocka_unit_test(test_turn_limit_taken),
        cmocka_unit_test(test_left_at_once),
        cmocka_unit_test(test_escaping),
        cmocka_unit_test(test_always_the_same),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
