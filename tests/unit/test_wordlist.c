#include "rubric/wordlist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const feelings[] = {"sad", "worn out", "worr*", "Scared",
                                       "at my wits' en*"};
static const char *const fillers[] = {"so", "well", "e.g.", "(um)", "okay"};

enum { MOST_WORDS = 8 };

struct fixture {
    struct arena arena;
    struct wordlist lists[2];
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    if (fixture == NULL) return -1;
    wordlist_fill(&fixture->lists[0], &fixture->arena, "feeling", feelings,
                  COUNT(feelings));
    wordlist_fill(&fixture->lists[1], &fixture->arena, "filler", fillers,
                  COUNT(fillers));
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    wordlist_free(&fixture->lists[0]);
    wordlist_free(&fixture->lists[1]);
    arena_free(&fixture->arena);
    free(fixture);
    return 0;
}

/* ---- Words ---- */

static size_t find(const struct wordlist *list, const char *const *words,
                   size_t count, size_t *taken)
{
    struct word_key keys[MOST_WORDS] = {{0}};
    for (size_t i = 0; i < count; i++)
        keys[i].own = words_key(words[i], strlen(words[i]));
    return wordlist_find(list, keys, words, count, taken);
}

/* How many words the entry takes that begins at WORDS[0]. */
static size_t match(const struct wordlist *list, const char *const *words,
                    size_t count)
{
    size_t taken;
    return find(list, words, count, &taken) == 0 ? taken : 0;
}

static void remembers_the_shape_of_the_list(void **state)
{
    struct fixture *fixture = *state;
    const struct wordlist *list = &fixture->lists[0];
    assert_string_equal(list->name, "feeling");
    assert_int_equal(list->count, 5);
    assert_int_equal(list->most_words, 4);
    assert_int_equal(list->shortest_prefix, strlen("worr"));
    assert_int_equal(list->longest_prefix, strlen("at my wits' en"));
    assert_int_equal(fixture->lists[1].shortest_prefix, 0);
}

static void finds_the_entry_that_begins_here(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *words[5];
        size_t count;
        size_t taken;
    } cases[] = {
        {{"sad"}, 1, 1},
        {{"sad", "and", "low"}, 3, 1},
        {{"sadly"}, 1, 0},
        {{"worn"}, 1, 0},
        {{"worn", "out"}, 2, 2},
        {{"worn", "out", "now"}, 3, 2},
        {{"worn", "outside"}, 2, 0},
        {{"worr"}, 1, 1},
        {{"worrying"}, 1, 1},
        {{"worrying", "about"}, 2, 1},
        {{"wor"}, 1, 0},
        {{"scared"}, 1, 1},
        {{"at", "my", "wits'", "end", "now"}, 5, 4},
        {{"at", "my", "wits'", "en"}, 4, 4},
        {{"at", "my", "wits'", "e"}, 4, 0},
        {{"at", "my", "wits'"}, 3, 0},
        {{"glad"}, 0, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(
            match(&fixture->lists[0], cases[i].words, cases[i].count),
            cases[i].taken);
}

static void prefers_the_longest_entry(void **state)
{
    (void)state;
    static const char *const entries[] = {"so", "so far", "so far a*"};
    static const char *const words[] = {"so", "far", "away", "from"};
    struct arena arena = {0};
    struct wordlist list;
    wordlist_fill(&list, &arena, "", entries, COUNT(entries));
    assert_int_equal(match(&list, words, 4), 3);
    assert_int_equal(match(&list, words, 2), 2);
    assert_int_equal(match(&list, words, 1), 1);
    wordlist_free(&list);
    arena_free(&arena);
}

static void folds_case_and_spaces(void **state)
{
    (void)state;
    static const char *const entries[] = {"  Worn \t OUT ", "Stra\u00dfe",
                                          "CAFE\u0301*"};
    static const char *const worn[] = {"worn", "out"};
    static const char *const street[] = {"strasse"};
    static const char *const cafes[] = {"caf\u00e9s"};
    struct arena arena = {0};
    struct wordlist list;
    wordlist_fill(&list, &arena, "", entries, COUNT(entries));
    assert_int_equal(list.most_words, 2);
    assert_int_equal(match(&list, worn, 2), 2);
    assert_int_equal(match(&list, street, 1), 1);
    assert_int_equal(match(&list, cafes, 1), 1);
    wordlist_free(&list);
    arena_free(&arena);
}

static void finds_the_first_of_several_places(void **state)
{
    struct fixture *fixture = *state;
    static const char *const words[] = {"so", "worn", "worn", "out", "sad"};
    size_t taken;
    assert_int_equal(find(&fixture->lists[0], words, 5, &taken), 2);
    assert_int_equal(taken, 2);
    assert_int_equal(find(&fixture->lists[0], words, 3, &taken), 3);
    assert_int_equal(taken, 0);
}

/* Words that begin alike, that are the whole of others, longer than a brief key
 * and beyond ASCII. */
static const char *const alike[] = {
    "a",          "ab",         "abc",         "abd",   "b",
    "ba",         "c\u00e9",    "c\u00e9s",    "c",     "i'm",
    "abcdefghij", "abcdefghik", "abcdefghijk", "\u00e9"};

static uint32_t draw(uint32_t *seed, uint32_t count)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 16) % count;
}

struct entry {
    char text[128];
    const char *words[3];
    size_t count;
    bool open;
};

static void draw_entry(uint32_t *seed, struct entry *entry)
{
    entry->count = 1 + draw(seed, 6) / 4 + draw(seed, 6) / 5;
    entry->open = draw(seed, 3) == 0;
    entry->text[0] = '\0';
    for (size_t i = 0; i < entry->count; i++) {
        entry->words[i] = alike[draw(seed, COUNT(alike))];
        if (i > 0) strcat(entry->text, " ");
        strcat(entry->text, entry->words[i]);
    }
    if (entry->open) strcat(entry->text, "*");
}

/* Word by word what an entry says. */
static bool begins_here(const struct entry *entry, const char *const *words,
                        size_t count)
{
    if (entry->count > count) return false;
    for (size_t i = 0; i < entry->count; i++) {
        bool open = entry->open && i + 1 == entry->count;
        size_t length = strlen(entry->words[i]);
        if (strncmp(words[i], entry->words[i], length) != 0 ||
            (!open && words[i][length] != '\0'))
            return false;
    }
    return true;
}

static size_t find_plainly(const struct entry *entries, size_t entry_count,
                           const char *const *words, size_t count,
                           size_t *taken)
{
    *taken = 0;
    for (size_t at = 0; at < count; at++) {
        for (size_t i = 0; i < entry_count; i++)
            if (entries[i].count > *taken &&
                begins_here(&entries[i], words + at, count - at))
                *taken = entries[i].count;
        if (*taken > 0) return at;
    }
    return count;
}

static void finds_what_its_entries_say(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (size_t round = 0; round < 4000; round++) {
        struct entry entries[4];
        const char *texts[COUNT(entries)];
        const char *words[MOST_WORDS];
        struct arena arena = {0};
        struct wordlist list;
        size_t entry_count = 1 + draw(&seed, COUNT(entries));
        for (size_t i = 0; i < entry_count; i++) {
            draw_entry(&seed, &entries[i]);
            texts[i] = entries[i].text;
        }
        for (size_t i = 0; i < MOST_WORDS; i++)
            words[i] = alike[draw(&seed, COUNT(alike))];
        wordlist_fill(&list, &arena, "", texts, entry_count);
        size_t taken;
        size_t meant;
        size_t at = find(&list, words, MOST_WORDS, &taken);
        assert_int_equal(
            at, find_plainly(entries, entry_count, words, MOST_WORDS, &meant));
        assert_int_equal(taken, meant);
        wordlist_free(&list);
        arena_free(&arena);
    }
}

static void matches_nothing_when_empty(void **state)
{
    (void)state;
    static const char *const words[] = {"so"};
    struct arena arena = {0};
    struct wordlist list;
    wordlist_fill(&list, &arena, "", NULL, 0);
    assert_int_equal(match(&list, words, 1), 0);
    assert_int_equal(match(&(struct wordlist){0}, words, 1), 0);
    wordlist_free(&list);
    arena_free(&arena);
}

static void says_what_cannot_be_an_entry(void **state)
{
    (void)state;
    static const char *const good[] = {"sad", "worn out", "worr*",
                                       "24*", "don't",    "\u00e9*"};
    static const char *const bad[] = {"",      " ",    "*",   " *", "a*b",
                                      "wor**", "so *", "...", "?*"};
    for (size_t i = 0; i < COUNT(good); i++)
        assert_null(wordlist_fault(good[i]));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_non_null(wordlist_fault(bad[i]));
    assert_string_equal(wordlist_fault(""), "it is empty");
    assert_string_equal(wordlist_fault("bus!"), "leave out the mark behind it");
    assert_non_null(wordlist_fault("court|judge"));
    assert_null(wordlist_fault("e.g."));
    assert_string_equal(wordlist_fault("a*b"),
                        "a * may stand only at the end of an entry");
}

/* ---- Expansion ---- */

static void expands_to(void **state, const char *pattern, const char *expected)
{
    struct fixture *fixture = *state;
    struct buffer out = {0};
    size_t at;
    size_t at_length;
    bool done = wordlist_expand(fixture->lists, 2, pattern, strlen(pattern),
                                &out, &at, &at_length);
    assert_true(done);
    assert_string_equal(buffer_text(&out), expected);
    buffer_free(&out);
}

static void faults_at(void **state, const char *pattern, const char *name)
{
    struct fixture *fixture = *state;
    struct buffer out = {0};
    size_t at = 0;
    size_t at_length = 0;
    bool done = wordlist_expand(fixture->lists, 2, pattern, strlen(pattern),
                                &out, &at, &at_length);
    assert_false(done);
    assert_int_equal(at_length, strlen(name));
    assert_memory_equal(pattern + at, name, at_length);
    buffer_free(&out);
}

static void puts_the_longest_first_and_quotes(void **state)
{
    expands_to(state, "{feeling}",
               "(?:at my wits' en[\\w']*+|worn out|Scared|worr[\\w']*+|sad)");
    expands_to(state, "^(?:{filler}[, ]+)*(?:what|how)\\b",
               "^(?:(?:well|e\\.g\\.|\\(um\\)|okay|so)[, ]+)*(?:what|how)\\b");
}

static void quotes_every_special_character(void **state)
{
    (void)state;
    static const char *const entries[] = {"a\\^$.[]|()?+{}-#'b"};
    struct arena arena = {0};
    struct wordlist list;
    struct buffer out = {0};
    size_t at;
    wordlist_fill(&list, &arena, "odd", entries, 1);
    assert_true(wordlist_expand(&list, 1, "{odd}", 5, &out, &at, &at));
    assert_string_equal(buffer_text(&out),
                        "(?:a\\\\\\^\\$\\.\\[\\]\\|\\(\\)\\?\\+\\{\\}-#'b)");
    buffer_free(&out);
    wordlist_free(&list);
    arena_free(&arena);
}

static void leaves_other_braces_alone(void **state)
{
    static const char *const same[] = {
        "",
        "a{2}b{2,}c{2,3}",
        "\\{filler}",
        "\\\\\\{filler}",
        "\\p{L}\\P{Lu}\\x{41}\\o{101}\\N{U+41}",
        "(?<who>a)\\g{who}\\k{who}",
        "\\Q{filler}\\E",
        "\\Q{filler}",
        "a{",
        "{filler",
        "[{}]",
        "[]{}]",
        "[^]{2}]",
        "[a\\]{2}]",
        "[[:alpha:]{}]",
        "\\c{filler",
        "(?#{filler})a",
        "ends in \\",
    };
    for (size_t i = 0; i < COUNT(same); i++)
        expands_to(state, same[i], same[i]);
}

static void expands_after_what_is_no_name(void **state)
{
    static const char list[] = "(?:well|e\\.g\\.|\\(um\\)|okay|so)";
    static const char *const before[] = {
        "\\\\", "\\Q{filler}\\E", "[{]",  "[[:alpha:]]", "[]]", "[^]]",
        "\\[",  "\\p{L}",         "\\c{", "(?#[)",       "\\d", "[\\]]",
        "\\1",  "\\k{a}",         "(?i)", "(?<a>b)"};
    for (size_t i = 0; i < COUNT(before); i++) {
        struct buffer pattern = {0};
        struct buffer expected = {0};
        buffer_format(&pattern, "%s{filler}", before[i]);
        buffer_format(&expected, "%s%s", before[i], list);
        expands_to(state, buffer_text(&pattern), buffer_text(&expected));
        buffer_free(&pattern);
        buffer_free(&expected);
    }
}

static void names_what_is_no_list(void **state)
{
    faults_at(state, "so {fillers}", "{fillers}");
    faults_at(state, "{filler}{x}", "{x}");
    faults_at(state, "a{ filler }", "{ filler }");
    faults_at(state, "a{,3}", "{,3}");
    faults_at(state, "a{}", "{}");
    faults_at(state, "[{filler}]", "{filler}");
    faults_at(state, "[^\\]{nobody}]", "{nobody}");
}

static void expands_an_empty_list_to_what_never_matches(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct wordlist list;
    struct buffer out = {0};
    size_t at;
    wordlist_fill(&list, &arena, "none", NULL, 0);
    assert_true(wordlist_expand(&list, 1, "a{none}", 7, &out, &at, &at));
    assert_string_equal(buffer_text(&out), "a(?!)");
    buffer_free(&out);
    wordlist_free(&list);
    arena_free(&arena);
}

/* {filler} becomes 30 bytes, {feeling} 57. */
static void knows_where_each_byte_came_from(void **state)
{
    struct fixture *fixture = *state;
    static const char pattern[] = "so{filler}, \\w{feeling}+";
    static const struct {
        size_t offset, origin;
    } cases[] = {
        {0, 0},   {1, 1},   {2, 2},   {31, 2},  {32, 10}, {33, 11},  {34, 12},
        {35, 13}, {36, 14}, {92, 14}, {93, 23}, {94, 24}, {999, 24},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(wordlist_origin(fixture->lists, 2, pattern,
                                         strlen(pattern), cases[i].offset),
                         cases[i].origin);
}

int main(void)
{
#define WITH_LISTS(test)                                                       \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_LISTS(remembers_the_shape_of_the_list),
        WITH_LISTS(finds_the_entry_that_begins_here),
        WITH_LISTS(finds_the_first_of_several_places),
        cmocka_unit_test(prefers_the_longest_entry),
        cmocka_unit_test(finds_what_its_entries_say),
        cmocka_unit_test(folds_case_and_spaces),
        cmocka_unit_test(matches_nothing_when_empty),
        cmocka_unit_test(says_what_cannot_be_an_entry),
        WITH_LISTS(puts_the_longest_first_and_quotes),
        cmocka_unit_test(quotes_every_special_character),
        WITH_LISTS(leaves_other_braces_alone),
        WITH_LISTS(expands_after_what_is_no_name),
        WITH_LISTS(names_what_is_no_list),
        cmocka_unit_test(expands_an_empty_list_to_what_never_matches),
        WITH_LISTS(knows_where_each_byte_came_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
