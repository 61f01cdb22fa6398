/* One skill, many client lines: which, how they are judged, what is kept. */
#include "class/drill.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"

enum { MOST_SCENARIOS = 4 };

struct shelf {
    struct rubric *rubric;
    struct scenario *scenarios[MOST_SCENARIOS];
    size_t count;
    struct drill_book *book;
};

/* A code that is none of the fixture's. */
static const char with_safety[] =
    "'safety': {'title': 'Safety', 'source': 'x', 'hint': 'Ask.',\n"
    " 'strength': 'You asked.', 'from': {'bias': -1, 'asks': 2},\n"
    " 'examples': [{'reply': 'What now?', 'level': 1},\n"
    "  {'reply': 'How so?', 'level': 1}, {'reply': 'Yes.', 'level': 0},\n"
    "  {'reply': 'No.', 'level': 0}]},\n"
    " 'advice': {'title': 'Advice'";

static int set_up(void **state)
{
    struct shelf *shelf = memory_new(1, sizeof *shelf);
    char *text = fixture_swapped(fixture_rubric_text,
                                 "'advice': {'title': 'Advice'", with_safety);
    shelf->rubric = fixture_rubric_of(text);
    free(text);
    *state = shelf;
    return 0;
}

static int tear_down(void **state)
{
    struct shelf *shelf = *state;
    drill_book_free(shelf->book);
    for (size_t i = 0; i < shelf->count; i++)
        scenario_free(shelf->scenarios[i]);
    rubric_free(shelf->rubric);
    free(shelf);
    return 0;
}

/* The node NUMBER of scenario ID, with MORE of its members. */
static void add_node(const char *id, size_t number, const char *more,
                     struct buffer *out)
{
    buffer_format(out,
                  "'n%zu': {'say': ['%s says %zu.'], %s,\n"
                  " 'replies': [{'id': 'else', 'goto': 'end'}]},\n",
                  number, id, number, more);
}

static void add_scenario(struct shelf *shelf, const char *id, int difficulty,
                         const char *practises, const struct buffer *nodes)
{
    struct buffer text = {0};
    buffer_format(
        &text,
        "{'format': 'rapport-scenario/1', 'id': '%s', 'version': 1,\n"
        " 'language': 'en', 'title': '%s', 'about': 'x', 'difficulty': %d,\n"
        " 'practises': ['%s'], 'rubric': 'small', 'client': {'name': 'Jo'},\n"
        " 'state': {'trust': {'min': 0, 'max': 9, 'start': 4}},\n"
        " 'card': {'bond': {'from': 'trust', 'steps': [2, 4, 6, 8]}},\n"
        " 'endings': {'out': {'kind': 'good', 'title': 'x'}},\n"
        " 'start': 'n0', 'nodes': {%s\n"
        " 'end': {'say': ['Bye.'], 'end': 'out'}\n"
        " }}",
        id, id, difficulty, practises, buffer_text(nodes));
    shelf->scenarios[shelf->count++] =
        fixture_scenario_of(buffer_text(&text), shelf->rubric);
    buffer_free(&text);
}

/* A scenario of COUNT nodes with a better line each. */
static void add_plain(struct shelf *shelf, const char *id, int difficulty,
                      const char *practises, size_t count)
{
    struct buffer nodes = {0};
    for (size_t i = 0; i < count; i++)
        add_node(id, i, "'better': ['I see.', 'You are sad.', 'What now?']",
                 &nodes);
    add_scenario(shelf, id, difficulty, practises, &nodes);
    buffer_free(&nodes);
}

static void write_book(struct shelf *shelf)
{
    shelf->book = drill_book_new(
        shelf->rubric, (const struct scenario *const *)shelf->scenarios,
        shelf->count);
}

static size_t code(const struct shelf *shelf, const char *name)
{
    size_t index = rubric_code(shelf->rubric, name);
    assert_true(index != RUBRIC_NONE);
    return index;
}

/* --- the book ------------------------------------------------------------ */

static void skills_have_a_strength_and_are_no_names(void **state)
{
    static const struct {
        const char *code;
        bool skill;
    } cases[] = {{"open_question", true},
                 {"empathy", true},
                 {"advice", false},
                 {"question", false}};
    struct shelf *shelf = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t index = code(shelf, cases[i].code);
        if (drill_is_skill(&shelf->rubric->codes[index]) != cases[i].skill)
            fail_msg("%s", cases[i].code);
    }
}

/* The better lines of a node, and whether it then serves empathy. */
static const struct {
    const char *members;
    bool serves;
} nodes_served[] = {
    {"'better': ['You are sad.']", true},
    {"'better': ['I see.', 'You sound sad.']", true},
    {"'better': ['I see.']", false},
    {"'better': ['You are sad. You should go.']", false},
    {"'better': ['You are sad.'], 'heard': {'fits': ['glad'], "
     "'misses': ['sad']}",
     false},
    {"'hint': 'x'", false},
    {"'better': ['What now?']", false},
};

static void takes_nodes_whose_better_lines_show_it(void **state)
{
    struct shelf *shelf = *state;
    struct buffer nodes = {0};
    size_t expected = 0;
    for (size_t i = 0; i < COUNT(nodes_served); i++) {
        add_node("sam", i, nodes_served[i].members, &nodes);
        expected += nodes_served[i].serves;
    }
    add_scenario(shelf, "sam", 1, "empathy", &nodes);
    write_book(shelf);
    for (size_t i = 0; i < shelf->book->line_count; i++) {
        const struct drill_line *line = &shelf->book->lines[i];
        if (line->shows[code(shelf, "empathy")])
            assert_true(nodes_served[line->node].serves);
    }
    assert_int_equal(drill_line_count(shelf->book, code(shelf, "empathy")),
                     expected);
    assert_int_equal(
        drill_line_count(shelf->book, code(shelf, "open_question")), 1);
    assert_int_equal(drill_line_count(shelf->book, code(shelf, "advice")), 0);
    buffer_free(&nodes);
}

static void takes_the_same_words_once(void **state)
{
    struct shelf *shelf = *state;
    struct buffer nodes = {0};
    add_node("sam", 0, "'better': ['You are sad.']", &nodes);
    add_scenario(shelf, "sam", 1, "empathy", &nodes);
    add_scenario(shelf, "kim", 1, "empathy", &nodes);
    write_book(shelf);
    assert_int_equal(drill_line_count(shelf->book, code(shelf, "empathy")), 1);
    buffer_free(&nodes);
}

static void keeps_talk_of_suicide_apart(void **state)
{
    struct shelf *shelf = *state;
    add_plain(shelf, "sam", 1, "empathy", 2);
    add_plain(shelf, "jon", 3, "safety", 3);
    write_book(shelf);
    assert_int_equal(drill_line_count(shelf->book, code(shelf, "empathy")), 2);
    assert_int_equal(drill_line_count(shelf->book, code(shelf, "safety")), 5);
}

/* Enough of those that practise it, and no others are taken. */
static void prefers_those_that_practise_it(void **state)
{
    struct shelf *shelf = *state;
    add_plain(shelf, "few", 1, "empathy", DRILL_LEAST - 1);
    add_plain(shelf, "other", 1, "open_question", DRILL_LEAST);
    write_book(shelf);
    assert_int_equal(drill_line_count(shelf->book, code(shelf, "empathy")),
                     2 * DRILL_LEAST - 1);
    assert_int_equal(
        drill_line_count(shelf->book, code(shelf, "open_question")),
        DRILL_LEAST);
}

/* --- which lines --------------------------------------------------------- */

/* "sam 0, kim 0 | sam 1": the lines of a drill, and where the second half
 * begins. */
static void describe(const struct drill *drill, struct buffer *out)
{
    for (size_t i = 0; i < drill->count; i++) {
        const struct drill_item *item = &drill->items[i];
        assert_int_equal(item->prompted, i < drill->prompted);
        buffer_format(out, "%s%s%zu",
                      i == 0                 ? ""
                      : i == drill->prompted ? " | "
                                             : " ",
                      drill_scenario(drill, item)->id, item->line->node);
    }
}

static void chooses(struct shelf *shelf, size_t prompted, size_t done,
                    const char *expected)
{
    struct buffer said = {0};
    struct drill *drill =
        drill_new(shelf->book, code(shelf, "empathy"), prompted, done);
    assert_non_null(drill);
    describe(drill, &said);
    assert_string_equal(buffer_text(&said), expected);
    buffer_free(&said);
    drill_free(drill);
}

static void spreads_over_scenarios_and_rises(void **state)
{
    struct shelf *shelf = *state;
    add_plain(shelf, "c", 3, "empathy", 2);
    add_plain(shelf, "a", 1, "empathy", 3);
    add_plain(shelf, "b", 2, "empathy", 20);
    write_book(shelf);
    /* In turn: a0 b0 c0 a1 b1 c1 a2 b2, then what is left of b. */
    chooses(shelf, 3, 0, "a1 b1 c0 | a0 a2 b0 b2 c1");
    /* The same history, the same drill; another, other lines. */
    chooses(shelf, 3, 0, "a1 b1 c0 | a0 a2 b0 b2 c1");
    chooses(shelf, 3, 1, "b4 b7 b9 | b3 b5 b6 b8 b10");
    chooses(shelf, 3, 2, "b12 b15 b17 | b11 b13 b14 b16 b18");
    /* Round the end. */
    chooses(shelf, 3, 3, "a1 b0 c0 | a0 a2 b19 b1 c1");
}

static const struct {
    size_t lines;
    size_t prompted;
    size_t with;
    size_t without;
} shares[] = {
    {5, 8, 0, 0},  {6, 8, 4, 2},    {9, 8, 6, 3},     {12, 8, 8, 4},
    {13, 8, 8, 5}, {40, 8, 8, 5},   {6, 1, 1, 5},     {40, 1, 1, 5},
    {7, 3, 5, 2},  {40, 20, 20, 5}, {20, 100, 15, 5},
};

static void deals_what_there_is(void **state)
{
    for (size_t i = 0; i < COUNT(shares); i++) {
        struct shelf *shelf = *state;
        add_plain(shelf, "sam", 1, "empathy", shares[i].lines);
        write_book(shelf);
        struct drill *drill = drill_new(shelf->book, code(shelf, "empathy"),
                                        shares[i].prompted, 0);
        size_t with = drill != NULL ? drill->prompted : 0;
        size_t all = drill != NULL ? drill->count : 0;
        drill_free(drill);
        if (with != shares[i].with || all - with != shares[i].without)
            fail_msg("%zu lines: %zu with, %zu without", shares[i].lines, with,
                     all - with);
        tear_down(state);
        set_up(state);
    }
}

/* Where all lines are used each time, their order still moves on. */
static void a_small_ring_moves_on(void **state)
{
    struct shelf *shelf = *state;
    add_plain(shelf, "s", 1, "empathy", 6);
    write_book(shelf);
    chooses(shelf, 8, 0, "s0 s2 s3 s5 | s1 s4");
    chooses(shelf, 8, 1, "s1 s3 s4 s0 | s2 s5");
}

/* --- judging ------------------------------------------------------------- */

static const struct {
    const char *before;
    const char *reply;
    enum drill_verdict verdict;
    int level;
    const char *why; /* the code or cue */
} judged[] = {
    {NULL, "You are sad.", DRILL_SHOWN, 1, NULL},
    {NULL, "You sound worn out.", DRILL_SHOWN, 2, NULL},
    {NULL, "What now?", DRILL_MISSED, 0, NULL},
    {NULL, "", DRILL_MISSED, 0, NULL},
    {NULL, "You are sad. Try tea.", DRILL_SPOILT, 0, "advice"},
    {"You are sad.", "You are sad.", DRILL_BARRED, 0, "again"},
    {"What now?", "What now?", DRILL_MISSED, 0, NULL},
    {NULL, "You are angry and sad.", DRILL_MISHEARD, 0, NULL},
    {NULL, "You are angry.", DRILL_MISSED, 0, NULL},
};

static void judges_by_one_skill(void **state)
{
    struct shelf *shelf = *state;
    struct scenario *scenario = fixture_scenario(shelf->rubric);
    for (size_t i = 0; i < COUNT(judged); i++) {
        struct session *session = session_new(scenario, shelf->rubric, NULL);
        session_place(session, 0, NULL, 1, 1, judged[i].before);
        session_step(session, judged[i].reply);
        struct drill_judgement got =
            drill_judge(session, code(shelf, "empathy"));
        const char *why = NULL;
        if (got.code != RUBRIC_NONE) why = shelf->rubric->codes[got.code].name;
        if (got.cue != RUBRIC_NONE) why = shelf->rubric->cues[got.cue].name;
        if (got.verdict != judged[i].verdict || got.level != judged[i].level ||
            strcmp(why != NULL ? why : "",
                   judged[i].why != NULL ? judged[i].why : "") != 0)
            fail_msg("%s: verdict %d, level %d, %s", judged[i].reply,
                     (int)got.verdict, got.level, why != NULL ? why : "");
        session_free(session);
    }
    scenario_free(scenario);
}

/* --- a drill ------------------------------------------------------------- */

static struct drill *begin(struct shelf *shelf, size_t prompted)
{
    add_plain(shelf, "sam", 1, "empathy", 20);
    write_book(shelf);
    struct drill *drill =
        drill_new(shelf->book, code(shelf, "empathy"), prompted, 0);
    assert_non_null(drill);
    return drill;
}

static void a_miss_gives_one_more_try(void **state)
{
    struct drill *drill = begin(*state, 2);
    const struct drill_item *item = drill_reply(drill, "I see.");
    assert_true(drill_again(item));
    assert_ptr_equal(drill_here(drill), item);
    drill_reply(drill, "You are sad.");
    assert_false(drill_again(item));
    assert_int_equal(item->level, 1);
    assert_string_equal(item->first, "I see.");
    assert_string_equal(item->reply, "You are sad.");
    item = drill_reply(drill, "I see.");
    assert_ptr_equal(drill_reply(drill, "I see."), item);
    assert_false(drill_again(item));
    assert_int_equal(drill->at, 2);
    drill_free(drill);
}

static void without_feedback_there_is_one(void **state)
{
    struct drill *drill = begin(*state, 1);
    drill_reply(drill, "You are sad.");
    for (size_t i = 0; i < DRILL_UNPROMPTED; i++) {
        assert_non_null(drill_here(drill));
        assert_false(drill_again(drill_reply(drill, "I see.")));
    }
    assert_null(drill_here(drill));
    drill_free(drill);
}

/* What was said for one client does not serve for the next; on the line
 * itself it may be said again. */
static void words_count_once(void **state)
{
    struct drill *drill = begin(*state, 3);
    drill_reply(drill, "You are sad.");
    const struct drill_item *item = drill_reply(drill, "You are sad.");
    assert_int_equal(item->judgement.verdict, DRILL_REPEATED);
    assert_int_equal(item->level, 0);
    drill_reply(drill, "You sound worn out.");
    assert_int_equal(item->judgement.verdict, DRILL_SHOWN);
    item = drill_reply(drill, "You worry. Try tea.");
    assert_int_equal(item->judgement.verdict, DRILL_SPOILT);
    drill_reply(drill, "You worry.");
    assert_int_equal(item->judgement.verdict, DRILL_SHOWN);
    drill_free(drill);
}

static void a_better_line_is_one_that_counts(void **state)
{
    struct drill *drill = begin(*state, 2);
    struct drill_item *item = drill_here(drill);
    for (int i = 0; i < 2; i++) { /* the only one, again and again */
        struct session *session = drill_better(drill, item);
        assert_string_equal(session_last(session)->reply, "You are sad.");
        session_free(session);
    }
    drill_help(item);
    drill_reply(drill, "You are sad.");
    assert_int_equal(item->level, 1);
    assert_int_equal(drill_streak(drill), 0);
    drill_free(drill);
}

/* A drill of two lines with feedback, then five without: what is said, and
 * what comes of it. "/" skips. */
static const struct {
    const char *said[12];
    size_t with_said, with_shown, second, streak;
    size_t without_said, without_shown;
    enum drill_next next;
} sums[] = {
    {{"You are sad.", "Sad, it sounds.", "You are worn out.",
      "So sad and worn out.", "A sad day, I think.", "It sounds worn out now.",
      "Worried, you say."},
     2,
     2,
     0,
     2,
     5,
     5,
     DRILL_NEXT_TALK},
    {{"You are sad.", "Hm.", "Sad, it sounds.", "You are worn out.", "Oh.",
      "Ah.", "A sad day, I think.", "So sad and worn out."},
     2,
     1,
     1,
     1,
     5,
     3,
     DRILL_NEXT_TALK},
    {{"You are sad.", "Sad, it sounds.", "Oh.", "You are worn out.",
      "So sad and worn out.", "Ah.", "A sad day, I think."},
     2,
     2,
     0,
     2,
     5,
     3,
     DRILL_NEXT_ALONE},
    {{"You are sad.", "Sad, it sounds.", "Oh.", "Ah.", "Hm.", "So.",
      "You are worn out."},
     2,
     2,
     0,
     2,
     5,
     1,
     DRILL_NEXT_AGAIN},
    {{"You are sad. Try tea.", "Sad, it sounds.", "You are worn out.",
      "Worried: try tea.", "So sad: you should go.", "Hm.", "Oh.", "Ah."},
     2,
     1,
     1,
     1,
     5,
     0,
     DRILL_NEXT_SPOILER},
    {{"You are sad.", "/"}, 1, 1, 0, 1, 0, 0, DRILL_NEXT_FINISH},
};

static void play(struct drill *drill, const char *const *said)
{
    for (; *said != NULL; said++) {
        assert_non_null(drill_here(drill));
        if (strcmp(*said, "/") == 0)
            drill_skip(drill);
        else
            drill_reply(drill, *said);
    }
}

static void sums_up_and_names_one_next_step(void **state)
{
    for (size_t i = 0; i < COUNT(sums); i++) {
        struct drill *drill = begin(*state, 2);
        play(drill, sums[i].said);
        struct drill_sum sum = drill_sum(drill);
        if (sum.prompted.said != sums[i].with_said ||
            sum.prompted.shown != sums[i].with_shown ||
            sum.second != sums[i].second || sum.streak != sums[i].streak ||
            sum.unprompted.said != sums[i].without_said ||
            sum.unprompted.shown != sums[i].without_shown ||
            drill_next(&sum) != sums[i].next)
            fail_msg("sum %zu: %zu of %zu, %zu second, streak %zu; %zu of "
                     "%zu; next %d",
                     i, sum.prompted.shown, sum.prompted.said, sum.second,
                     sum.streak, sum.unprompted.shown, sum.unprompted.said,
                     (int)drill_next(&sum));
        drill_free(drill);
        tear_down(state);
        set_up(state);
    }
}

static void leads_to_the_easiest_talk_that_practises_it(void **state)
{
    struct shelf *shelf = *state;
    add_plain(shelf, "x", 1, "open_question", 6);
    add_plain(shelf, "y", 3, "empathy", 1);
    add_plain(shelf, "z", 2, "empathy", 1);
    write_book(shelf);
    struct drill *drill = drill_new(shelf->book, code(shelf, "empathy"), 8, 0);
    assert_string_equal(drill_talk(drill)->id, "z");
    drill_free(drill);
}

/* --- the record ---------------------------------------------------------- */

static const char recorded[] =
    "{'format':'rapport-drill/1','code':'empathy','rubric':{'id':'small',"
    "'version':2,'sha256':'%s'},'time':'2027-01-01T00:00:00Z','with':["
    "{'scenario':'sam','node':'%s','first':'Hm.','reply':'You are sad.',"
    "'level':1,'tries':2}],'without':[{'scenario':'sam','node':'%s',"
    "'reply':'','level':0,'tries':1}]}";

static const char *node_id(const struct drill *drill, size_t item)
{
    return drill_scenario(drill, &drill->items[item])
        ->nodes[drill->items[item].line->node]
        .id;
}

static void keeps_what_was_said(void **state)
{
    struct shelf *shelf = *state;
    struct drill *drill = begin(shelf, 2);
    play(drill, (const char *const[]){"Hm.", "You are sad.", "/", "", NULL});
    struct buffer line = {0};
    struct buffer expected = {0};
    char *text = fixture_json(recorded);
    buffer_format(&expected, text, shelf->rubric->sha256, node_id(drill, 0),
                  node_id(drill, 2));
    drill_format(drill, "2027-01-01T00:00:00Z", &line);
    assert_string_equal(buffer_text(&line), buffer_text(&expected));
    free(text);
    buffer_free(&line);
    buffer_free(&expected);
    drill_free(drill);
}

static void counts_what_was_drilled(void **state)
{
    struct shelf *shelf = *state;
    struct buffer lines = {0};
    struct drill *drill = begin(shelf, 2);
    size_t *done = memory_new(shelf->rubric->code_count, sizeof *done);
    drill_reply(drill, "You are sad.");
    for (int i = 0; i < 2; i++) {
        drill_format(drill, "x", &lines);
        buffer_add_text(&lines, "\n");
    }
    buffer_add_text(&lines,
                    "{\"format\":\"rapport-drill/1\",\"code\":\"gone\"}\n"
                    "{\"format\":\"rapport-drill/1\"}\n"
                    "{\"code\":\"empathy\"}\n"
                    "nothing\n"
                    "{\"format\":\"rapport-drill/1\",\"code\":\"advice\"}");
    struct source source = {"drills", buffer_text(&lines), lines.length};
    assert_int_equal(drill_history(&source, shelf->rubric, done), 3);
    assert_int_equal(done[code(shelf, "empathy")], 2);
    assert_int_equal(done[code(shelf, "advice")], 1);
    assert_int_equal(done[code(shelf, "safety")], 0);
    free(done);
    drill_free(drill);
    buffer_free(&lines);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(skills_have_a_strength_and_are_no_names,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(takes_nodes_whose_better_lines_show_it,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(takes_the_same_words_once, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(keeps_talk_of_suicide_apart, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(prefers_those_that_practise_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(spreads_over_scenarios_and_rises,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(deals_what_there_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_small_ring_moves_on, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(judges_by_one_skill, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_miss_gives_one_more_try, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(without_feedback_there_is_one, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(words_count_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_better_line_is_one_that_counts,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(sums_up_and_names_one_next_step, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            leads_to_the_easiest_talk_that_practises_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keeps_what_was_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(counts_what_was_drilled, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
