/* Turns as JSON Lines: what is read, and the bytes that come out. */
#include "rubric/turns.h"

#include "rubric/printer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/count.h"
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

/* ---- Reading ---- */

static void reads_a_turn(void **state)
{
    (void)state;
    const char *line = "{\"session\":\"s\",\"turn\":1,\"speaker\":"
                       "\"client\",\"text\":\"a\\u00e9\"}";
    struct source source = {"turns", line, strlen(line)};
    struct problems problems = {0};
    struct turn turn;
    assert_true(turns_read(&source, &turn, &problems));
    assert_string_equal(turn.session, "s");
    assert_true(turn.by_client);
    assert_string_equal(turn.text, "a\u00e9");
    assert_int_equal(turn.close, strlen(line) - 1);
    turns_free(&turn);
    fixture_is_fine(&problems);
}

/* Reads LINE, with ' for ", and gives what turns_failed() makes of the
 * problem MESSAGE. */
static void fails(const char *text, int number, const char *expected)
{
    char *line = fixture_json(text);
    struct source source = {"turns", line, strlen(line)};
    struct problems problems = {0};
    struct buffer out = {0};
    struct turn turn;
    assert_false(turns_read(&source, &turn, &problems));
    fixture_has(&problems, number, 1);
    turns_failed(&source, &turn, "no \"x\"", &out);
    char *wanted = fixture_json(expected);
    assert_string_equal(buffer_text(&out), wanted);
    free(wanted);
    turns_free(&turn);
    buffer_free(&out);
    problem_free(&problems);
    free(line);
}

static void makes_an_error_line_of_a_bad_one(void **state)
{
    (void)state;
    fails("{'session':'s','turn':1,'speaker':'her','text':''}",
          PROBLEM_OUT_OF_RANGE,
          "{'session':'s','turn':1,'speaker':'her','text':'', "
          "'error':'no \\'x\\''}");
    fails("{'session':'s','turn':1,'speaker':'client','text':5} ",
          PROBLEM_WRONG_KIND,
          "{'session':'s','turn':1,'speaker':'client','text':5, "
          "'error':'no \\'x\\''} ");
    fails("{'session':'s','turn':1,'speaker':'client','txt':'a'}",
          PROBLEM_UNKNOWN_KEY,
          "{'session':'s','turn':1,'speaker':'client','txt':'a', "
          "'error':'no \\'x\\''}");
    fails("{}", PROBLEM_MISSING_KEY, "{'error':'no \\'x\\''}");
    fails("[]", PROBLEM_WRONG_KIND, "{'error':'no \\'x\\''}");
    fails("{", PROBLEM_SYNTAX, "{'error':'no \\'x\\''}");
}

static void refuses_a_text_too_long(void **state)
{
    (void)state;
    struct buffer line = {0};
    struct problems problems = {0};
    struct turn turn;
    buffer_add_text(&line, "{\"session\":\"s\",\"turn\":1,\"speaker\":"
                           "\"client\",\"text\":\"");
    buffer_repeat(&line, "a", TURNS_TEXT_BYTES);
    struct buffer longer = {0};
    buffer_format(&longer, "%sa\"}", buffer_text(&line));
    buffer_add_text(&line, "\"}");
    struct source source = {"turns", line.bytes, line.length};
    assert_true(turns_read(&source, &turn, &problems));
    turns_free(&turn);
    source = (struct source){"turns", longer.bytes, longer.length};
    assert_false(turns_read(&source, &turn, &problems));
    fixture_has(&problems, PROBLEM_TOO_LARGE, 1);
    turns_free(&turn);
    problem_free(&problems);
    buffer_free(&line);
    buffer_free(&longer);
}

/* ---- Scoring ---- */

static struct scoring *replied(struct talk *talk, const char *text)
{
    size_t words = 0;
    size_t client_words = 0;
    return turns_reply(talk, rubric, text, &words, &client_words);
}

static void writes(const char *text, const char *expected)
{
    char *line = fixture_json(text);
    struct source source = {"turns", line, strlen(line)};
    struct problems problems = {0};
    struct buffer out = {0};
    struct talk talk = {0};
    struct turn turn;
    assert_true(turns_read(&source, &turn, &problems));
    struct scoring *scoring = replied(&talk, turn.text);
    struct printer *printer = printer_new(rubric);
    printer_scored(printer, &source, &turn, scoring, &out);
    printer_free(printer);
    char *wanted = fixture_json(expected);
    assert_string_equal(buffer_text(&out), wanted);
    free(wanted);
    score_free(scoring);
    turns_talk_free(&talk);
    turns_free(&turn);
    buffer_free(&out);
    free(line);
}

static void adds_the_score_to_the_lines_own_bytes(void **state)
{
    (void)state;
    writes(" { 'text' : 'You are s\\u0061d.',  'turn':1.0, 'session':'s',"
           "'speaker':'therapist' } ",
           " { 'text' : 'You are s\\u0061d.',  'turn':1.0, 'session':'s',"
           "'speaker':'therapist' , 'scored': {'codes':{'open_question':0,"
           "'empathy':1,'advice':0,'question':0,'skill':1},"
           "'main':'empathy','evidence':[{'code':'empathy','cue':'feels',"
           "'of':'reply','start':8,'end':11,'adds':1}]}} ");
}

/* What the printer makes of SCORING, made the long way. */
static void write_by_hand(const struct scoring *scoring, struct buffer *out)
{
    buffer_add_text(out, "{\"codes\":{");
    for (size_t i = 0; i < rubric->code_count; i++)
        buffer_format(out, "%s\"%s\":%d", i > 0 ? "," : "",
                      rubric->codes[i].name, scoring->levels[i]);
    buffer_format(out, "},\"main\":\"%s\",\"evidence\":[",
                  score_main_name(rubric, scoring));
    const char *comma = "";
    for (size_t i = 0; i < rubric->code_count; i++)
        for (size_t j = 0; j < rubric->codes[i].weight_count; j++) {
            const struct weight *weight = &rubric->codes[i].weights[j];
            const struct match *match;
            for (size_t k = 0;
                 (match = score_match(scoring, weight->cue, k)) != NULL; k++) {
                buffer_format(out,
                              "%s{\"code\":\"%s\",\"cue\":\"%s\",\"of\":"
                              "\"%s\",\"start\":%zu,\"end\":%zu,\"adds\":",
                              comma, rubric->codes[i].name,
                              rubric->cues[weight->cue].name,
                              part_whose_name(match->whose), match->span.start,
                              match->span.end);
                json_add_thousandths(k == 0 ? weight->thousandths : 0, out);
                buffer_add_byte(out, '}');
                comma = ",";
            }
        }
    buffer_add_text(out, "]}");
}

/* PADDING moves the offsets: they are written otherwise from 1000 on. */
static void prints_as_by_hand(const struct printer *printer, size_t padding)
{
    static const char brackets[] = "{}";
    struct source source = {"turns", brackets, 2};
    struct turn turn = {.close = 1};
    struct buffer text = {0};
    struct buffer out = {0};
    struct buffer expected = {0};
    struct talk talk = {0};
    buffer_repeat(&text, "o", padding);
    buffer_add_text(&text, " You sound worried, sad and worn out. Try. What?");
    struct scoring *scoring = replied(&talk, buffer_text(&text));
    printer_scored(printer, &source, &turn, scoring, &out);
    buffer_add_text(&expected, "{, \"scored\": ");
    write_by_hand(scoring, &expected);
    buffer_add_byte(&expected, '}');
    assert_string_equal(buffer_text(&out), buffer_text(&expected));
    turns_done(&talk, scoring);
    turns_talk_free(&talk);
    buffer_free(&text);
    buffer_free(&out);
    buffer_free(&expected);
}

/* Long names take more than one piece to copy. */
static void prints_any_number_and_name(void **state)
{
    (void)state;
    static const size_t paddings[] = {0,   1,    50,   90,   935,   960,  970,
                                      999, 1000, 1001, 9990, 12345, 60000};
    struct buffer name = {0};
    size_t feels = fixture_cue(rubric, "feels");
    buffer_repeat(&name, "feels_", 30);
    for (int round = 0; round < 2; round++) {
        struct printer *printer = printer_new(rubric);
        for (size_t i = 0; i < COUNT(paddings); i++)
            prints_as_by_hand(printer, paddings[i]);
        printer_free(printer);
        rubric->cues[feels].name = buffer_text(&name);
    }
    buffer_free(&name);
}

static void says_that_a_turn_is_unscorable(void **state)
{
    (void)state;
    char text[256];
    char expected[512];
    fixture_make_endless(rubric, "sounds");
    snprintf(text, sizeof text,
             "{'session':'s','turn':1,'speaker':'therapist','text':'%s'",
             fixture_endless);
    snprintf(expected, sizeof expected,
             "%s, 'scored': {'unscorable':true,'cue':'sounds'}}", text);
    strcat(text, "}");
    writes(text, expected);
}

/* ---- The talk ---- */

static void joins_the_clients_lines_to_one_turn(void **state)
{
    (void)state;
    struct talk talk = {0};
    size_t words = 0;
    size_t client_words = 0;
    turns_begin(&talk, "s");
    turns_client(&talk, "I am");
    turns_client(&talk, "so sad.");
    score_free(turns_reply(&talk, rubric, "Yes.", &words, &client_words));
    assert_int_equal(words, 1);
    assert_int_equal(client_words, 4);
    assert_int_equal(talk.dialogue.count, 2);
    assert_string_equal(talk.dialogue.entries[0].utterance->seen,
                        "I am so sad.");
    score_free(turns_reply(&talk, rubric, "Go on.", &words, &client_words));
    assert_int_equal(client_words, 0);
    assert_int_equal(turns_rest(&talk, rubric), 0);
    turns_client(&talk, "No more words.");
    assert_int_equal(turns_rest(&talk, rubric), 3);
    turns_talk_free(&talk);
}

static void remembers_replies_of_the_same_session(void **state)
{
    (void)state;
    struct talk talk = {0};
    struct turn turn = {.session = "s"};
    size_t empathy = rubric_code(rubric, "empathy");
    assert_true(turns_begins(&talk, &turn));
    turns_begin(&talk, "s");
    assert_false(turns_begins(&talk, &turn));
    score_free(replied(&talk, "You are sad."));
    struct scoring *scoring = replied(&talk, "You are sad.");
    assert_int_equal(scoring->levels[empathy], 0);
    score_free(scoring);
    turn.session = "t";
    assert_true(turns_begins(&talk, &turn));
    turns_client(&talk, "left over");
    turns_begin(&talk, "t");
    assert_int_equal(turns_rest(&talk, rubric), 0);
    scoring = replied(&talk, "You are sad.");
    assert_int_equal(scoring->levels[empathy], 1);
    score_free(scoring);
    turns_talk_free(&talk);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reads_a_turn),
        TEST(makes_an_error_line_of_a_bad_one),
        TEST(refuses_a_text_too_long),
        TEST(adds_the_score_to_the_lines_own_bytes),
        TEST(prints_any_number_and_name),
        TEST(says_that_a_turn_is_unscorable),
        TEST(joins_the_clients_lines_to_one_turn),
        TEST(remembers_replies_of_the_same_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
