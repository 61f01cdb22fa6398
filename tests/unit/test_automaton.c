/* All strings of an automaton in a text, against looking for each. */
#include "rubric/automaton.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "rubric/literal.h"
#include "rubric/spelling.h"

#include "chance.h"

enum { MOST = 300, LONGEST = 8, TEXT = 2000 };

struct trial {
    unsigned char strings[MOST][LONGEST];
    size_t lengths[MOST];
    uint32_t numbers[MOST];
    size_t count;
    size_t letters; /* from which all are made */
    char text[TEXT];
    unsigned char symbols[TEXT]; /* of the text */
    bool seen[TEXT][MOST];       /* by byte and number */
};

static const char characters[] = "ab c1'defgh2ijk";

static unsigned char random_symbol(const struct trial *trial)
{
    return spelling_symbol((unsigned char)characters[below(trial->letters)],
                           below(3) == 0);
}

static void put_strings(struct trial *trial, struct automaton *automaton)
{
    trial->count = 1 + below(MOST);
    for (size_t i = 0; i < trial->count; i++) {
        trial->lengths[i] = 1 + below(LONGEST);
        for (size_t j = 0; j < trial->lengths[i]; j++)
            trial->strings[i][j] = random_symbol(trial);
        trial->numbers[i] =
            automaton_put(automaton, trial->strings[i], trial->lengths[i]);
    }
}

static void write_text(struct trial *trial)
{
    bool within = false;
    for (size_t i = 0; i < TEXT; i++) {
        char byte = characters[below(trial->letters)];
        bool word = literal_is_word(byte);
        trial->text[i] = byte;
        trial->symbols[i] =
            spelling_symbol((unsigned char)byte, word && !within);
        within = word;
    }
}

static bool ends_at(const struct trial *trial, size_t string, size_t at)
{
    size_t length = trial->lengths[string];
    return at + 1 >= length && memcmp(trial->symbols + at + 1 - length,
                                      trial->strings[string], length) == 0;
}

/* The marks are the numbers, from the last to the first. */
static void mark(struct automaton *automaton)
{
    size_t count = automaton_count(automaton);
    uint32_t *marks = memory_new(count, sizeof *marks);
    for (size_t i = 0; i < count; i++)
        marks[i] = (uint32_t)(count - 1 - i);
    automaton_mark(automaton, marks);
    free(marks);
}

static void note(struct trial *trial, const struct automaton *automaton,
                 const struct automaton_met *met, size_t from)
{
    for (size_t i = 0; i < met->hit_count; i++) {
        uint32_t mark = automaton_longest(automaton, met->hits[i]);
        uint32_t string = (uint32_t)automaton_count(automaton) - mark;
        assert_true(string > 0);
        for (; string > 0; string = automaton_shorter(automaton, string - 1))
            trial->seen[from + met->hit_at[i]][string - 1] = true;
    }
}

/* In stretches of any length. */
static void read_text(struct trial *trial, const struct automaton *automaton)
{
    struct automaton_met *met = memory_new(1, sizeof *met);
    struct automaton_walk walk = {0};
    memset(trial->seen, 0, sizeof trial->seen);
    for (size_t from = 0, length; from < TEXT; from += length) {
        length = 1 + below(AUTOMATON_STRETCH);
        if (length > TEXT - from) length = TEXT - from;
        automaton_read(automaton, &walk, trial->text + from, length, met);
        note(trial, automaton, met, from);
    }
    free(met);
}

static void finds_every_string_and_no_other(void **state)
{
    struct trial *trial = memory_new(1, sizeof *trial);
    (void)state;
    seed = 11;
    for (size_t round = 0; round < 60; round++) {
        struct automaton *automaton = automaton_new();
        trial->letters = 3 + below(sizeof characters - 3);
        put_strings(trial, automaton);
        assert_true(automaton_count(automaton) <= trial->count);
        assert_true(automaton_finish(automaton));
        mark(automaton);
        write_text(trial);
        read_text(trial, automaton);
        for (size_t i = 0; i < TEXT; i++)
            for (size_t j = 0; j < trial->count; j++)
                assert_int_equal(trial->seen[i][trial->numbers[j]],
                                 ends_at(trial, j, i));
        automaton_free(automaton);
    }
    free(trial);
}

static void gives_equal_strings_one_number(void **state)
{
    struct automaton *automaton = automaton_new();
    (void)state;
    const unsigned char *you = (const unsigned char *)"You";
    assert_int_equal(automaton_put(automaton, you, 3), 0);
    assert_int_equal(automaton_put(automaton, you, 2), 1);
    assert_int_equal(automaton_put(automaton, you, 3), 0);
    assert_int_equal(automaton_count(automaton), 2);
    automaton_free(automaton);
}

static void can_be_empty(void **state)
{
    struct automaton *automaton = automaton_new();
    struct automaton_met *met = memory_new(1, sizeof *met);
    struct automaton_walk walk = {0};
    (void)state;
    assert_true(automaton_finish(automaton));
    automaton_read(automaton, &walk, "so, you", 7, met);
    assert_int_equal(met->hit_count, 0);
    automaton_free(automaton);
    free(met);
}

/* What ends with aaaa may go on as that does: with nearly all symbols. */
static void says_when_it_is_too_large(void **state)
{
    unsigned char string[] = "aaaa\0aaaa";
    struct automaton *automaton = automaton_new();
    (void)state;
    for (unsigned i = 1; i < 250; i++) {
        string[4] = (unsigned char)i;
        automaton_put(automaton, string, 5);
    }
    for (unsigned i = 0; i < 200 * 250; i++) {
        string[3] = (unsigned char)(1 + i % 200);
        string[4] = (unsigned char)(1 + i / 200);
        assert_true(automaton_has_room(automaton, 6));
        automaton_put(automaton, string + 3, 6);
    }
    assert_false(automaton_finish(automaton));
    automaton_free(automaton);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_string_and_no_other),
        cmocka_unit_test(gives_equal_strings_one_number),
        cmocka_unit_test(can_be_empty),
        cmocka_unit_test(says_when_it_is_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
