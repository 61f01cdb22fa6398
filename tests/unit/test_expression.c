/* Conditions: their grammar, what they hold for, and what is said of one that
 * does not hold or cannot be read. */
#include "scenario/expression.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct name list[] = {
    {"empathy", OPERAND_CODE, 1},      {"advice", OPERAND_CODE, 0},
    {"trust", OPERAND_STATE, 0},       {"hope", OPERAND_STATE, 1},
    {"work", OPERAND_LISTEN, 0},       {"heard", OPERAND_HEARD, 0},
    {"misheard", OPERAND_MISHEARD, 0}, {"silence", OPERAND_SILENCE, 0},
    {"visits", OPERAND_VISITS, 0},     {"turn", OPERAND_TURN, 0},
    {"notes", OPERAND_LISTEN, 1},
};

struct frame {
    struct names names;
    struct arena arena;
};

static int set_up(void **state)
{
    struct frame *frame = calloc(1, sizeof *frame);
    if (frame == NULL) return -1;
    frame->names.list = list;
    frame->names.count = COUNT(list);
    for (size_t i = 0; i < COUNT(list); i++)
        table_put(&frame->names.table, list[i].text, strlen(list[i].text),
                  (int)i);
    *state = frame;
    return 0;
}

static int tear_down(void **state)
{
    struct frame *frame = *state;
    table_free(&frame->names.table);
    arena_free(&frame->arena);
    free(frame);
    return 0;
}

/* advice 0, empathy 2, trust 5, hope -1, work, no notes, heard, the third
 * visit, turn 7. */
static const int levels[] = {0, 2};
static const int values[] = {5, -1};
static const bool listens[] = {true, false};
static const struct moment moment = {.levels = levels,
                                     .values = values,
                                     .listens = listens,
                                     .heard = true,
                                     .visits = 3,
                                     .turn = 7};

static const struct expression *compiled(struct frame *frame, const char *text)
{
    struct expression_fault fault;
    const struct expression *expression =
        expression_compile(text, &frame->names, &frame->arena, &fault);
    if (expression == NULL) fail_msg("'%s': %s", text, fault.text);
    return expression;
}

static void holds(struct frame *frame, const char *text, bool expected)
{
    if (expression_holds(compiled(frame, text), &moment) != expected)
        fail_msg("'%s' should %shold", text, expected ? "" : "not ");
}

static void knows_bare_names(void **state)
{
    holds(*state, "empathy", true);
    holds(*state, "advice", false);
    holds(*state, "trust", true);
    holds(*state, "hope", false);
    holds(*state, "work", true);
    holds(*state, "notes", false);
    holds(*state, "heard", true);
    holds(*state, "misheard", false);
    holds(*state, "silence", false);
    holds(*state, "visits", true);
    holds(*state, "turn", true);
    assert_true(expression_holds(NULL, &moment));
}

static void compares_with_whole_numbers(void **state)
{
    holds(*state, "trust < 5", false);
    holds(*state, "trust < 6", true);
    holds(*state, "trust <= 5", true);
    holds(*state, "trust <= 4", false);
    holds(*state, "trust = 5", true);
    holds(*state, "trust = 4", false);
    holds(*state, "trust != 5", false);
    holds(*state, "trust != 4", true);
    holds(*state, "trust >= 5", true);
    holds(*state, "trust >= 6", false);
    holds(*state, "trust > 5", false);
    holds(*state, "trust > 4", true);
    holds(*state, "hope = -1", true);
    holds(*state, "hope > -2", true);
    holds(*state, "visits = 3 and turn = 7 and empathy = 2", true);
    holds(*state, "heard = 1 and silence = 0", true);
}

static void binds_not_before_and_before_or(void **state)
{
    holds(*state, "work or advice and notes", true);
    holds(*state, "(work or advice) and notes", false);
    holds(*state, "notes and advice or work", true);
    holds(*state, "notes and (advice or work)", false);
    holds(*state, "not advice and not notes", true);
    holds(*state, "not work and advice", false);
    holds(*state, "not (work and advice)", true);
    holds(*state, "not not work", true);
    holds(*state, "not work or work", true);
    holds(*state, "advice or notes or heard", true);
}

static void takes_any_space(void **state)
{
    holds(*state, "  trust>=5and work", true);
    holds(*state, "(\ttrust\n<\r6 )or(advice)", true);
    holds(*state, "not(work)", false);
    holds(*state, "notes or work", true);
}

/* ---- Faults ---- */

static void is_refused(struct frame *frame, const char *text, size_t at,
                       const char *message)
{
    struct expression_fault fault;
    assert_null(expression_compile(text, &frame->names, &frame->arena, &fault));
    assert_string_equal(fault.text, message);
    assert_int_equal(fault.at, at);
    assert_string_equal(fault.word, "");
}

static void says_where_it_cannot_be_read(void **state)
{
    is_refused(*state, "", 0, "a name must stand here");
    is_refused(*state, "work and", 8, "a name must stand here");
    is_refused(*state, "()", 1, "a name must stand here");
    is_refused(*state, "trust <", 7, "a whole number must follow here");
    is_refused(*state, "trust == 5", 7, "a whole number must follow here");
    is_refused(*state, "trust < hope", 8, "a whole number must follow here");
    is_refused(*state, "trust < - 5", 8, "a whole number must follow here");
    is_refused(*state, "trust < 12345678", 8,
               "a whole number must follow here");
    is_refused(*state, "(work", 5, "a ) is missing here");
    is_refused(*state, "work advice", 5,
               "'and' or 'or' must stand between conditions");
    is_refused(*state, "work)", 4,
               "'and' or 'or' must stand between conditions");
    is_refused(*state, "trust < 5.5", 9,
               "'and' or 'or' must stand between conditions");
    is_refused(*state, "work & advice", 5,
               "'and' or 'or' must stand between conditions");
}

static void knows_slips_of_the_pen(void **state)
{
    static const struct {
        const char *text;
        const char *mend;
    } slips[] = {
        {"work OR advice", "write 'or' in small letters"},
        {"(work AND advice)", "write 'and' in small letters"},
        {"NOT work", "write 'not' in small letters"},
        {"(work || advice)", "write 'or'"},
        {"work && advice", "write 'and'"},
        {"!work", "write 'not'"},
        {"trust => 7", "write >="},
        {"trust =< 7", "write <="},
        {"trust == 7", "write a single ="},
        {"trust <> 7", "write !="},
        {"trust \xE2\x89\xA5 7", "write >="},
        {"trust >= 7.5", "only whole numbers are compared"},
        {"4 <= visits",
         "the name comes first, and then the number: trust >= 4"},
        {"work ORDER", NULL},
        {"work advice", NULL},
        {"trust < 12345678", NULL},
        {"trst < 5", NULL},
        {"", NULL},
    };
    struct frame *frame = *state;
    for (size_t i = 0; i < COUNT(slips); i++) {
        struct expression_fault fault;
        assert_null(expression_compile(slips[i].text, &frame->names,
                                       &frame->arena, &fault));
        if (slips[i].mend == NULL)
            assert_null(fault.mend);
        else
            assert_string_equal(fault.mend, slips[i].mend);
    }
}

static void names_the_unknown(void **state)
{
    static const struct {
        const char *text;
        size_t at;
        const char *word;
    } unknown[] = {
        {"work and trst < 5", 9, "trst"}, {"Trust", 0, "Trust"},
        {"work and or heard", 9, "or"},   {"and", 0, "and"},
        {"nothing", 0, "nothing"},        {"5", 0, "5"},
        {"work and x2_y", 9, "x2_y"},
    };
    struct frame *frame = *state;
    for (size_t i = 0; i < COUNT(unknown); i++) {
        struct expression_fault fault;
        assert_null(expression_compile(unknown[i].text, &frame->names,
                                       &frame->arena, &fault));
        assert_string_equal(fault.word, unknown[i].word);
        assert_int_equal(fault.at, unknown[i].at);
    }
}

/* As deep as EXPRESSION_BYTES allows. */
static void bounds_length_and_so_depth(void **state)
{
    struct frame *frame = *state;
    struct expression_fault fault;
    char text[EXPRESSION_BYTES + 2];
    memset(text, '(', 510);
    memcpy(text + 510, "work", 4);
    memset(text + 514, ')', 510);
    text[EXPRESSION_BYTES] = '\0';
    holds(frame, text, true);
    for (size_t i = 0; i < EXPRESSION_BYTES; i += 4)
        memcpy(text + i, "not ", 4);
    memcpy(text + EXPRESSION_BYTES - 4, "work", 4);
    text[EXPRESSION_BYTES] = '\0';
    holds(frame, text, false);
    text[EXPRESSION_BYTES] = ' ';
    text[EXPRESSION_BYTES + 1] = '\0';
    assert_null(expression_compile(text, &frame->names, &frame->arena, &fault));
    assert_string_equal(fault.text, "a condition has at most 1,024 characters");
}

/* ---- Explaining ---- */

static void explains(struct frame *frame, const char *text,
                     const char *expected)
{
    struct buffer out = {0};
    expression_explain(compiled(frame, text), &moment, &out);
    assert_string_equal(buffer_text(&out), expected);
    buffer_free(&out);
}

static void says_what_was_missing(void **state)
{
    explains(*state, "advice", "'advice' was not there");
    explains(*state, "trust < 5", "trust was 5, not < 5");
    explains(*state, "empathy and notes", "'notes' was not there");
    explains(*state, "advice and hope >= 0",
             "'advice' was not there, hope was -1, not "
             ">= 0");
    explains(*state, "advice or notes",
             "'advice' was not there, 'notes' was not there");
}

static void says_what_should_not_have_been(void **state)
{
    explains(*state, "not work", "'work' was there");
    explains(*state, "not (work and heard)",
             "'work' was there, 'heard' was "
             "there");
    explains(*state, "not (notes or work)", "'work' was there");
    explains(*state, "not not advice", "'advice' was not there");
}

static void says_nothing_of_what_holds(void **state)
{
    explains(*state, "work", "");
    explains(*state, "not advice", "");
    explains(*state, "advice or work", "");
    struct buffer out = {0};
    expression_explain(NULL, &moment, &out);
    assert_int_equal(out.length, 0);
}

/* The names are those that were there and decide, either way. */
static void reasons(struct frame *frame, const char *text, const char *expected)
{
    const struct name *found[3];
    struct buffer out = {0};
    size_t count =
        expression_reasons(compiled(frame, text), &moment, found, COUNT(found));
    for (size_t i = 0; i < count; i++)
        buffer_format(&out, "%s ", found[i]->text);
    assert_string_equal(buffer_text(&out), expected);
    buffer_free(&out);
}

static void names_what_decided(void **state)
{
    reasons(*state, "work", "work ");
    reasons(*state, "not work", "work ");
    reasons(*state, "advice", "");
    reasons(*state, "advice or work", "work ");
    reasons(*state, "work and empathy", "work empathy ");
    reasons(*state, "work and not empathy", "empathy ");
    reasons(*state, "work or empathy > 2", "work ");
    reasons(*state, "work and work and work and work", "work work work ");
    const struct name *found[1];
    assert_int_equal(expression_reasons(NULL, &moment, found, 1), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(knows_bare_names),
        TEST(compares_with_whole_numbers),
        TEST(binds_not_before_and_before_or),
        TEST(takes_any_space),
        TEST(says_where_it_cannot_be_read),
        TEST(knows_slips_of_the_pen),
        TEST(names_the_unknown),
        TEST(bounds_length_and_so_depth),
        TEST(says_what_was_missing),
        TEST(says_what_should_not_have_been),
        TEST(says_nothing_of_what_holds),
        TEST(names_what_decided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
