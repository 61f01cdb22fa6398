/* How literals are spelled: where words begin in them and end behind them. */
#include "rubric/spelling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

/* Of a string, in which < is LITERAL_CLAIM and $ LITERAL_END; > says that it is
 * closed. */
static const struct {
    const char *string;
    const char *ways[SPELLING_WAYS];
} cases[] = {
    {"<you<", {"You>"}},
    {"<you f", {"You F"}},
    {"you", {"you", "You"}},
    {"ee<", {"ee>", "Ee>"}},
    {" you", {" You"}},
    {"you ", {"you ", "You "}},
    {"<it's<", {"It'S>"}},
    {", but", {", But"}},
    {"<a-b", {"A-B"}},
    {"4th", {"4th", "#th"}},
    {"<you're not<", {"You'Re Not>"}},
    {"you$", {"you>", "You>"}},
    {"you<$", {"you>", "You>"}},
    {"you'$<", {"you'>", "You'>"}},
    {"?<", {"?"}},
    {"?$", {"?>"}},
    {"?$<", {"?>"}},
    {"?$ ", {"? "}},
    {"$?", {"?"}},
    {"?$you", {"?You"}},
    /* Cut, the second one before a letter. */
    {"<thank you forever<", {"Thank You Forev"}},
    {"<thank yourself no<", {"Thank Yourself "}},
    {"abcdefghijklmnopqrs?$", {"abcdefghijklmnopqrs>", "Abcdefghijklmnopqrs>"}},
    {"abcdefghijklmnopqr?$", {"abcdefghijklmnopqr?", "Abcdefghijklmnopqr?"}},
};

/* A digit that begins a word is shown as #. */
static void show(const struct spelling *way, char *shown)
{
    size_t length = 0;
    for (; length < way->length; length++) {
        unsigned char symbol = way->symbols[length];
        shown[length] = symbol >= 0x10 && symbol < 0x1a ? '#' : (char)symbol;
    }
    if (way->closed) shown[length++] = '>';
    shown[length] = '\0';
}

static void spells_words_by_their_beginnings(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char string[40] = "";
        char bytes[LITERAL_BYTES];
        struct spelling ways[SPELLING_WAYS];
        strncpy(string, cases[i].string, sizeof string - 1);
        for (char *c = string; *c != '\0'; c++)
            *c = *c == '<' ? LITERAL_CLAIM : *c == '$' ? LITERAL_END : *c;
        size_t count = spelling_of(bytes, literal_encode(string, bytes), ways);
        for (size_t j = 0; j < SPELLING_WAYS; j++) {
            char shown[LITERAL_BYTES + 2] = "";
            if (j < count) show(&ways[j], shown);
            const char *expected = cases[i].ways[j];
            assert_string_equal(shown, expected == NULL ? "" : expected);
        }
    }
}

static void knows_no_case(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 256; i++) {
        unsigned char byte = (unsigned char)i;
        bool word = literal_is_word((char)byte);
        assert_int_equal(
            spelling_symbol(byte, true) == spelling_symbol(byte, false), !word);
    }
    for (char c = 'a'; c <= 'z'; c++)
        for (size_t begins = 0; begins < 2; begins++)
            assert_int_equal(
                spelling_symbol((unsigned char)c, begins),
                spelling_symbol((unsigned char)(c - 'a' + 'A'), begins));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spells_words_by_their_beginnings),
        cmocka_unit_test(knows_no_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
