/* Loading a scenario: what comes of a good file, and what each mistake in it
 * is reported as. */
#include "scenario/scenariofile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "scenario/fault.h"

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

/* ---- A good file ---- */

static void keeps_the_head(void **state)
{
    (void)state;
    struct scenario *scenario = fixture_scenario(rubric);
    char *json = fixture_json(fixture_scenario_text);
    char hash[HASH_HEX];
    hash_bytes(json, strlen(json), hash);
    assert_string_equal(scenario->id, "sam-1");
    assert_int_equal(scenario->version, 3);
    assert_string_equal(scenario->language, "en");
    assert_int_equal(scenario->difficulty, 1);
    assert_string_equal(scenario->rubric_id, "small");
    assert_null(scenario->content_note);
    assert_null(scenario->continues);
    assert_string_equal(scenario->people[0].name, "Sam");
    assert_int_equal(scenario->practises.count, 2);
    assert_int_equal(scenario->practises.list[1],
                     rubric_code(rubric, "empathy"));
    assert_string_equal(scenario->sha256, hash);
    free(json);
    scenario_free(scenario);
}

static void keeps_state_card_and_turns(void **state)
{
    (void)state;
    struct scenario *scenario = fixture_scenario(rubric);
    size_t hope = scenario_state(scenario, "hope");
    assert_int_equal(hope, 1);
    assert_int_equal(scenario->states[hope].min, -1);
    assert_int_equal(scenario->states[hope].max, 2);
    assert_int_equal(scenario->states[0].start, 4);
    assert_true(scenario->card[CARD_BOND].discussed);
    assert_false(scenario->card[CARD_GOALS].discussed);
    assert_int_equal(scenario->most_turns, 5);
    assert_int_equal(scenario->time_up, scenario_node(scenario, "time"));
    assert_int_equal(scenario->always_count, 2);
    assert_string_equal(scenario->always[1].when_text, "hope = 2");
    scenario_free(scenario);
}

static void reads_the_card(void **state)
{
    (void)state;
    struct scenario *scenario = fixture_scenario(rubric);
    const struct card_line *bond = &scenario->card[CARD_BOND];
    assert_int_equal(scenario_card_value(bond, 1), 1);
    assert_int_equal(scenario_card_value(bond, 2), 2);
    assert_int_equal(scenario_card_value(bond, 5), 3);
    assert_int_equal(scenario_card_value(bond, 8), 5);
    assert_int_equal(scenario_card_value(bond, 10), 5);
    scenario_free(scenario);
}

static void keeps_nodes_and_ways(void **state)
{
    (void)state;
    struct scenario *scenario = fixture_scenario(rubric);
    const struct node *node = &scenario->nodes[scenario->start];
    assert_string_equal(node->id, "opening");
    assert_int_equal(node->say.count, 2);
    assert_string_equal(node->again[1].list[0].text, "I do not know.");
    assert_true(node->has_heard);
    assert_int_equal(node->better.count, 1);
    assert_string_equal(node->hint, "How is it for him?");
    assert_int_equal(node->way_count, 6);
    assert_int_equal(node->ending, SCENARIO_NONE);
    const struct way *way = &node->ways[0];
    assert_int_equal(way->to, scenario_node(scenario, "withdrawn"));
    assert_int_equal(way->add.list[0].value, -2);
    assert_string_equal(way->when_text, "advice and trust < 6");
    assert_string_equal(way->coach, "Advice came early.");
    way = &node->ways[4];
    assert_int_equal(way->to, scenario->start);
    assert_string_equal(way->tries.list[0].reply, "");
    assert_int_equal(way->tries.list[0].given.list[0].value, 2);
    assert_null(node->ways[5].when);
    size_t done = scenario_node(scenario, "done");
    assert_int_equal(scenario->nodes[done].ending,
                     scenario_ending(scenario, "back"));
    scenario_free(scenario);
}

static void lets_several_people_speak(void **state)
{
    (void)state;
    struct scenario *scenario = fixture_scenario_of(
        "{'format': 'rapport-scenario/1', 'id': 's', 'version': 1,\n"
        " 'language': 'en', 'title': 'T', 'about': 'A', 'difficulty': 3,\n"
        " 'practises': [], 'rubric': 'small', 'state': {},\n"
        " 'people': {'sam': {'name': 'Sam'}, 'kim': {'name': 'Kim'}},\n"
        " 'endings': {'e': {'kind': 'good', 'title': 'E'}},\n"
        " 'start': 'a', 'nodes': {\n"
        "  'a': {'say': [{'who': 'kim', 'say': 'Hi.'}], 'replies': [\n"
        "   {'id': 'else', 'goto': 'b'}]},\n"
        "  'b': {'say': [{'who': 'sam', 'say': 'Bye.'}], 'end': 'e'}}}\n",
        rubric);
    assert_int_equal(scenario->person_count, 2);
    assert_int_equal(scenario->nodes[0].say.list[0].who, 1);
    assert_int_equal(scenario->most_turns, 0);
    scenario_free(scenario);
}

static void keeps_what_is_carried(void **state)
{
    (void)state;
    char *text =
        fixture_swapped(fixture_scenario_text, "'rubric': 'small',",
                        "'rubric': 'small', 'continues': 'sam-0', 'carry': "
                        "['hope'],");
    struct scenario *scenario = fixture_scenario_of(text, rubric);
    assert_string_equal(scenario->continues, "sam-0");
    assert_int_equal(scenario->carry.count, 1);
    assert_int_equal(scenario->carry.list[0], 1);
    scenario_free(scenario);
    free(text);
}

static void says_which_files_it_needs(void **state)
{
    (void)state;
    struct arena arena = {0};
    const char *wanted = NULL;
    const char *continues = NULL;
    struct source source = {"s", "{\"rubric\": \"r\"}", 15};
    assert_true(scenariofile_needs(&source, &arena, &wanted, &continues));
    assert_string_equal(wanted, "r");
    assert_null(continues);
    source = (struct source){"s", "{\"rubric\":\"r\",\"continues\":\"s\"}", 30};
    assert_true(scenariofile_needs(&source, &arena, &wanted, &continues));
    assert_string_equal(continues, "s");
    source = (struct source){"s", "[]", 2};
    assert_false(scenariofile_needs(&source, &arena, &wanted, &continues));
    source = (struct source){"s", "{", 1};
    assert_false(scenariofile_needs(&source, &arena, &wanted, &continues));
    arena_free(&arena);
}

/* ---- Mistakes ---- */

struct mistake {
    const char *find;
    const char *put;
    int number;
    size_t line; /* 0: any */
};

static void is_reported(const struct mistake *mistake)
{
    struct problems problems = {0};
    char *swapped =
        fixture_swapped(fixture_scenario_text, mistake->find, mistake->put);
    char *json = fixture_json(swapped);
    struct source source = {"scenario.json", json, strlen(json)};
    assert_null(scenariofile_load(&source, rubric, &problems));
    fixture_has(&problems, mistake->number, mistake->line);
    problem_free(&problems);
    free(json);
    free(swapped);
}

static void are_reported(const struct mistake *mistakes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        is_reported(&mistakes[i]);
}

static void reports_mistakes_of_the_head(void **state)
{
    (void)state;
    static const struct mistake mistakes[] = {
        {"scenario/1", "scenario/2", PROBLEM_WRONG_FORMAT, 1},
        {"'sam-1'", "'Sam 1'", PROBLEM_BAD_NAME, 1},
        {"'en'", "'de'", FAULT_WRONG_LANGUAGE, 2},
        {"'difficulty': 1", "'difficulty': 4", PROBLEM_OUT_OF_RANGE, 3},
        {"'open_question',", "'open_questions',", FAULT_NO_SUCH_CODE, 3},
        {"'client': {'name': 'Sam'}", "'client': {}", PROBLEM_MISSING_KEY, 4},
        {" 'client': {'name': 'Sam'},", "", PROBLEM_MISSING_KEY, 1},
        {"'client': {'name': 'Sam'},",
         "'client': {'name': 'Sam'}, 'people': "
         "{'a': {'name': 'A'}},",
         PROBLEM_MISSING_KEY, 1},
        {"'rubric': 'small',", "'rubric': 'small', 'carry': ['hope'],",
         FAULT_CARRY, 4},
        {"'rubric': 'small',",
         "'rubric': 'small', 'continues': 's', 'carry': ['fear'],",
         FAULT_NO_SUCH_STATE, 4},
        {"'about'", "'abuot'", PROBLEM_UNKNOWN_KEY, 2},
    };
    are_reported(mistakes, COUNT(mistakes));
}

static void reports_mistakes_of_state_and_endings(void **state)
{
    (void)state;
    static const struct mistake mistakes[] = {
        {"'start': 4", "'start': 11", FAULT_STATE_RANGE, 5},
        {"'min': 0, 'max': 10", "'min': 5, 'max': 3", FAULT_STATE_RANGE, 5},
        {"'max': 10", "'max': 1000001", PROBLEM_OUT_OF_RANGE, 5},
        {"'max': 10, ", "", PROBLEM_MISSING_KEY, 5},
        {"'kind': 'mixed'", "'kind': 'bad'", FAULT_NO_SUCH_KIND, 10},
        {"'from': 'trust'", "'from': 'trusts'", FAULT_NO_SUCH_STATE, 12},
        {"[2, 4, 6, 8]", "[2, 4, 6]", FAULT_CARD_STEPS, 12},
        {"[2, 4, 6, 8]", "[2, 4, 4, 8]", FAULT_CARD_STEPS, 12},
        {"[2, 4, 6, 8]", "[2, 4, 6, 8, 9]", FAULT_CARD_STEPS, 12},
        {"'bond'", "'bonds'", PROBLEM_UNKNOWN_KEY, 12},
        {"'max': 5", "'max': 0", PROBLEM_OUT_OF_RANGE, 13},
        {"'goto': 'time'", "'goto': 'story'", FAULT_TURN_LIMIT, 13},
        {"'goto': 'time'", "'goto': 'tim'", FAULT_NO_SUCH_NODE, 13},
        {"'start': 'opening'", "'start': 'openin'", FAULT_NO_SUCH_NODE, 13},
    };
    are_reported(mistakes, COUNT(mistakes));
}

static void reports_names_that_clash(void **state)
{
    (void)state;
    static const struct mistake mistakes[] = {
        {"'hope':", "'empathy':", FAULT_NAME_CLASH, 6},
        {"'hope':", "'turn':", FAULT_NAME_CLASH, 6},
        {"'hope':", "'not':", FAULT_NAME_CLASH, 6},
        {"'why':", "'heard':", FAULT_NAME_CLASH, 8},
        {"'why':", "'trust':", FAULT_NAME_CLASH, 8},
        {"'hope':", "'Hope':", PROBLEM_BAD_NAME, 6},
    };
    are_reported(mistakes, COUNT(mistakes));
}

static void reports_mistakes_of_conditions(void **state)
{
    (void)state;
    static const struct mistake mistakes[] = {
        {"'trust <= 0'", "'trsut <= 0'", FAULT_NO_SUCH_NAME, 15},
        {"'advice and trust < 6'", "'advice and < 6'", FAULT_CONDITION, 23},
        {"'advice and trust < 6'", "'advice trust'", FAULT_CONDITION, 23},
        {"'when': 'misheard'", "'when': 'mishear'", FAULT_NO_SUCH_NAME, 26},
        {"'when': 'misheard'", "'when': ''", PROBLEM_EMPTY_TEXT, 26},
        {"\\\\bwhy", "(why", 110, 8},
        {"'goto': 'walkout'", "'goto': 'walk'", FAULT_NO_SUCH_NODE, 15},
    };
    are_reported(mistakes, COUNT(mistakes));
}

static void reports_mistakes_of_nodes(void **state)
{
    (void)state;
    static const struct mistake mistakes[] = {
        {"'say': ['Our time is up.'], 'end': 'polite'",
         "'say': ['Our time is up.']", FAULT_NODE_KIND, 48},
        {"'end': 'polite'", "'end': 'polite', 'replies': []", FAULT_NODE_KIND,
         48},
        {"'end': 'polite'", "'replies': []", FAULT_NO_REPLIES, 48},
        {"'end': 'polite'", "'end': 'politely'", FAULT_NO_SUCH_ENDING, 48},
        {"   'again': [['Like I said.'], ['I do not know.']],\n", "",
         FAULT_NO_AGAIN, 18},
        {"['Like I said.']", "'Like I said.'", PROBLEM_WRONG_KIND, 19},
        {"'fits': ['tired'", "'fits': ['*'", 120, 20},
        {"'say': ['Fine.']", "'say': ['Fine.', 5]", PROBLEM_WRONG_KIND, 36},
        {"'say': ['Fine.']", "'say': [{'who': 'kim', 'say': 'Fine.'}]",
         FAULT_NO_SUCH_PERSON, 36},
        {"'withdrawn': {", "'Withdrawn': {", PROBLEM_BAD_NAME, 36},
    };
    are_reported(mistakes, COUNT(mistakes));
}

static void reports_mistakes_of_ways(void **state)
{
    (void)state;
    static const struct mistake mistakes[] = {
        {"{'id': 'else', 'try'", "{'id': 'else', 'when': 'work', 'try'",
         FAULT_LAST_REPLY, 35},
        {"'when': 'misheard', ", "", FAULT_SHADOWED, 26},
        {"'id': 'misread'", "'id': 'advised'", FAULT_TWICE, 26},
        {"'id': 'misread'", "'id': 'mis read'", PROBLEM_BAD_NAME, 26},
        {"{'id': 'misread', ", "{", PROBLEM_MISSING_KEY, 26},
        {"'goto': 'withdrawn'", "'goto': 'withdrawing'", FAULT_NO_SUCH_NODE,
         24},
        {"'add': {'trust': -2}", "'add': {'fear': -2}", FAULT_NO_SUCH_STATE,
         24},
        {"'add': {'trust': -2}", "'add': {'trust': 0.5}", PROBLEM_WRONG_KIND,
         24},
        {"'given': {'trust': 2}", "'given': {'trust': 11}",
         PROBLEM_OUT_OF_RANGE, 34},
        {"'given': {'trust': 2}", "'given': {'fear': 2}", FAULT_NO_SUCH_STATE,
         34},
        {"'given': {'visits': 2}", "'given': {'visits': 0}",
         PROBLEM_OUT_OF_RANGE, 45},
        {"'try': ['Try tea.']", "'try': [5]", PROBLEM_WRONG_KIND, 25},
        {"'try': ['Try tea.']", "'tries': ['Try tea.']", PROBLEM_UNKNOWN_KEY,
         25},
    };
    are_reported(mistakes, COUNT(mistakes));
}

static void wants_to_know_who_speaks(void **state)
{
    (void)state;
    is_reported(&(struct mistake){
        "'client': {'name': 'Sam'}",
        "'people': {'sam': {'name': 'Sam'}, 'kim': {'name': 'Kim'}}",
        FAULT_WHO_SPEAKS, 18});
}

static void proposes_the_nearest_name(void **state)
{
    (void)state;
    struct problems problems = {0};
    char *swapped =
        fixture_swapped(fixture_scenario_text, "advice and", "advise and");
    char *json = fixture_json(swapped);
    struct source source = {"scenario.json", json, strlen(json)};
    assert_null(scenariofile_load(&source, rubric, &problems));
    assert_int_equal(problems.count, 1);
    assert_string_equal(problems.list[0].mend, "did you mean 'advice'?");
    problem_free(&problems);
    free(json);
    free(swapped);
}

static void survives_people_that_are_none(void **state)
{
    (void)state;
    static const struct mistake mistakes[] = {
        {"'client': {'name': 'Sam'}", "'people': [1]", PROBLEM_WRONG_KIND, 4},
        {"'client': {'name': 'Sam'}", "'people': 'x'", PROBLEM_WRONG_KIND, 4},
        {"'client': {'name': 'Sam'}", "'client': []", PROBLEM_WRONG_KIND, 4},
    };
    are_reported(mistakes, COUNT(mistakes));
}

/* Somebody must be there to speak. */
static void wants_people(void **state)
{
    (void)state;
    struct problems problems = {0};
    char *swapped = fixture_swapped(
        fixture_scenario_text, "'client': {'name': 'Sam'}", "'people': {}");
    char *json = fixture_json(swapped);
    struct source source = {"scenario.json", json, strlen(json)};
    struct scenario *scenario = scenariofile_load(&source, rubric, &problems);
    assert_null(scenario);
    assert_true(problems.count > 0);
    problem_free(&problems);
    free(json);
    free(swapped);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_head),
        cmocka_unit_test(keeps_state_card_and_turns),
        cmocka_unit_test(reads_the_card),
        cmocka_unit_test(keeps_nodes_and_ways),
        cmocka_unit_test(lets_several_people_speak),
        cmocka_unit_test(keeps_what_is_carried),
        cmocka_unit_test(says_which_files_it_needs),
        cmocka_unit_test(reports_mistakes_of_the_head),
        cmocka_unit_test(reports_mistakes_of_state_and_endings),
        cmocka_unit_test(reports_names_that_clash),
        cmocka_unit_test(reports_mistakes_of_conditions),
        cmocka_unit_test(reports_mistakes_of_nodes),
        cmocka_unit_test(reports_mistakes_of_ways),
        cmocka_unit_test(wants_to_know_who_speaks),
        cmocka_unit_test(proposes_the_nearest_name),
        cmocka_unit_test(survives_people_that_are_none),
        cmocka_unit_test(wants_people),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
