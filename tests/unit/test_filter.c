/* Behind a filter is found what PCRE2 finds: for patterns and texts with all
 * that PCRE2 knows, made at random from a fixed seed, and for the shipped
 * rubrics. Which of it a filter is sure of, test_matcher.c says. */
#include "rubric/filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rubric/pattern.h"

#include "fixture.h"

#include "chance.h"

/* ---- Against PCRE2 ---- */

struct tally {
    size_t pairs;
    size_t found;
};

/* Where PCRE2 reaches a limit a filter may know more; and of what begins behind
 * BEGINS it need not tell. */
static void try_span(struct filter *filter, struct pattern *pattern,
                     const char *text, size_t length, struct span begins,
                     enum pattern_outcome outcome, struct span expected)
{
    size_t pattern_length;
    struct span found = {0, 0};
    enum pattern_outcome here =
        filter_find(filter, pattern, NULL, text, length, begins, &found);
    bool beyond = outcome == PATTERN_FOUND && expected.start >= begins.end;
    if (outcome == PATTERN_LIMIT || (beyond && here == PATTERN_NONE)) return;
    if (here != outcome ||
        (here == PATTERN_FOUND &&
         (found.start != expected.start || found.end != expected.end)))
        fail_msg("'%s' from %zu to %zu of '%s': %d at %zu to %zu, not %d at "
                 "%zu to %zu",
                 pattern_text(pattern, &pattern_length), begins.start,
                 begins.end, text, here, found.start, found.end, outcome,
                 expected.start, expected.end);
}

/* What begins at or after FROM, or not far behind. */
static void try_pair(struct pattern *pattern, struct filter *filter,
                     const char *text, size_t length, size_t from,
                     struct tally *tally)
{
    struct span found = {0, 0};
    enum pattern_outcome outcome =
        pattern_find(pattern, text, length, from, &found);
    tally->pairs++;
    tally->found += outcome == PATTERN_FOUND;
    for (size_t end = length; end > from; end = from + (end - from) / 2)
        try_span(filter, pattern, text, length, (struct span){from, end},
                 outcome, found);
}

/* ---- Written down ---- */

static const struct {
    const char *pattern;
    const char *text;
} pairs[] = {
    {"sad", "so sad"},
    {"sad", "so SAD"},
    {"sad", "so mad"},
    {"\\bsad\\b", "sadly"},
    {"\\bsad\\b", "so sad"},
    {"\\bsad\\b", "x_sad"},
    {"sad\\B", "sad"},
    {"sad\\B", "sadly"},
    {"^so", "also so"},
    {"^so|you", "and you"},
    {"^(?:\\W*so)+ it", "So, so it is"},
    {"^(?:\\W*so)+ it", "and so it"},
    {"it$", "it is"},
    {"it$", "is it"},
    {"it$", "is it\n"},
    {"it\\z", "is it\n"},
    {"\\Ait", "it"},
    {"(?m)^it$", "is\nit\nis"},
    {"(?<!x)a", "xa xa xa xa xa xa xa xa xa xa xa xa xa xa xa xa xa xa a"},
    {"(?<!x)a", "xa xa xa xa xa xa xa xa xa xa xa xa xa xa xa xa xa xa xa"},
    {"a[b-d]+e", "abcde"},
    {"a[b-d]+e", "abfe"},
    {"a[^b-d]e", "ace"},
    {"a[^b-d]e", "aze"},
    {"a[^B-D]e", "ace"},
    {"(?-i)a[^B]e", "abe"},
    {"kiss", "\u212ai\u017fs"},
    {"\u212ai\u017fs", "kiss"},
    {"[j-l]", "\u212a"},
    {"[l-r]", "\u212a"},
    {"a{2,3}b", "ab"},
    {"a{2,3}b", "aab"},
    {"\\ba{2,3}b", "aaaab"},
    {"\\ba{4}b", "aaab"},
    {"(?:ab){2}c", "abc"},
    {"(?:ab|cd)*+ef", "abcdef"},
    {"a(?#x)?b", "b"},
    {"\\Qa.b\\E", "axb"},
    {"\\Qa.b\\E", "a.b"},
    {"a\\d\\s", "a1 "},
    {"a\\d\\s", "aa "},
    {"a\\D", "a1"},
    {"a\\Rb", "a\r\nb"},
    {"a\\Rb", "a b"},
    {"a\\Xb", "ae\u0301b"},
    {"a\\Xb", "ab"},
    {"so(?= sad)", "so mad"},
    {"so(?= sad)", "so sad"},
    {"so(?! sad)", "so mad"},
    {"a[^?]{3,60}b", "a12b"},
    {"a[^?]{3,60}b", "a123b"},
    {"a[^?]{3,60}b", "a123?b"},
    {"caf\u00e9", "cafe"},
    {"caf\u00e9", "caf\u00c9"},
    {"[[:<:]]sad", "sad"},
    {"(a|b)\\1c", "aac"},
    {"(a|b)\\1c", "abc"},
    {"(?:a|b)*\\b(\\w+) \\1", "so kit \u212ait"},
    {"\\b(\\w+) \\1\\b", "so it so it"},
    {"\\b(\\w+) \\1\\b", "so it it"},
    {"^(a|b)+\\1c", "abbc"},
    {"^(?:(a|b))+\\1c", "abbc"},
    {"(?:(a)|b)\\1c", "aac"},
    {"(a?)\\1c", "c"},
    {"(?|(a)|(b))\\1c", "bbc"},
    {"\\b(a|b)(?1)c\\b", "abc"},
    {"(?:a(?=b)|c)bd", "abd"},
    {"(?-i)([^\\x{1}-\\x{7f}])(?i)\\1c", "\u212akc"},
    {"(?|(a)|(b))(c)(d)\\3e", "acdde"},
    {"(?n)(a)(?<x>b)\\1c", "abbc"},
    {"(a)?(?(1)b|c)d", "cd"},
    {"a{,3}b", "aab"},
    {"\\cAb", "\x01"
              "b"},
    {"(?^)a[^b]", "aB"},
    {"(a++)b\\1a", "aabaaa"},
    {"(a(?!b))c?\\1b", "acab"},
    {"((?>ab|a))c\\1b", "abcab"},
    {"(a|ab)(c|bcd)\\1", "abcda"},
};

static struct pattern *compiled(const char *text)
{
    struct pattern_refusal refusal;
    return pattern_compile(text, strlen(text), &refusal);
}

static void try_from(const char *written, const char *text, size_t from)
{
    struct tally tally = {0, 0};
    struct pattern *pattern = compiled(written);
    struct filter *filter = filter_new(written, strlen(written));
    for (size_t times = 0; times < 2 && pattern != NULL; times++)
        try_pair(pattern, filter, text, strlen(text), from, &tally);
    filter_free(filter);
    pattern_free(pattern);
}

static void finds_what_is_written_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++)
        try_from(pairs[i].pattern, pairs[i].text, 0);
}

static void looks_behind_where_it_begins(void **state)
{
    (void)state;
    try_from("\\bad", "sad", 1);
    try_from("\\bad", "s ad", 2);
    try_from("\\bad", "\u00e9ad", 2);
    try_from("\\Bad", "sad", 1);
    try_from("\\Bad", "s ad", 2);
    try_from("\\Bad", "\u00e9ad", 2);
    try_from("^ad", "adad", 2);
    try_from("^ad", "adad", 0);
    try_from("\\bad", "ad", 2);
}

/* ---- Made at random ---- */

static const char *const letters[] = {
    "a",      "b",      "k",        "s",      "i",          "A",      "B",
    "K",      "S",      "I",        "a",      "b",          "k",      "s",
    "'",      "4",      "_",        " ",      " ",          ",",      ".",
    "-",      "?",      "\n",       "\r\n",   "\t",         "\u212a", "\u017f",
    "\u0130", "\u0131", "\u00df",   "\u1e9e", "e\u0301",    "\u2019", "\u201c",
    "\u00e9", "\u00c9", "\xc2\x85", "\u00a0", "\U0001f600", "\u2028", "\u00b5",
    "\u0661", "\u00aa", "\u203f",   "ab",     "ab ",        "ks",     "a'b",
};

static const char *const atoms[] = {
    "a",
    "b",
    "k",
    "s",
    "i",
    "a",
    "b",
    "k",
    "s",
    "i",
    "ab",
    "ks",
    "A",
    "K",
    "'",
    "4",
    "_",
    " ",
    ",",
    "\\.",
    "\\?",
    "\u212a",
    "\u017f",
    "\u0130",
    "\u0131",
    "\u00df",
    "\u00e9",
    "\\x{212a}",
    "\\N{U+73}",
    "\\x41",
    "\\b",
    "\\b",
    "\\b",
    "\\B",
    "^",
    "$",
    "\\A",
    "\\z",
    "\\Z",
    "\\G",
    ".",
    ".",
    "\\w",
    "\\W",
    "\\d",
    "\\D",
    "\\s",
    "\\S",
    "\\h",
    "\\H",
    "\\v",
    "\\V",
    "\\R",
    "\\N",
    "\\X",
    "\\pL",
    "\\p{Lu}",
    "\\PL",
    "[sk]",
    "[a-k]",
    "[A-K]",
    "[^s]",
    "[^a-k]",
    "[\\w']",
    "[^\\w]",
    "[^\\W]",
    "[^\\s,]",
    "[^\\D]",
    "[[:alpha:]]",
    "[^[:alpha:]]",
    "[]a]",
    "[^]a]",
    "[a-]",
    "[\\d-]",
    "[\\b]",
    "[\u212a]",
    "[^\u212a]",
    "[Z-\u00e9]",
    "[^Z-\u2030]",
    "[^\u017f]",
    "[a\\E-k]",
    "[\\Qa-b\\E]",
    "[?]",
    "[[:^digit:]]",
    "[^[:^digit:]]",
    "[[:<:]]",
    "[[:>:]]",
    "\\Qa.\\E",
    "\\Qb",
    "\\E",
    "(?i)",
    "(?-i)",
    "(?m)",
    "(?s)",
    "(?^)",
    "(?#a)",
    "\\1",
    "(?1)",
    "\\t",
    "\\n",
    "\\cA",
    "\\141",
    "\\o{141}",
    "{,2}",
    "{",
};

static const char *const opens[] = {
    "(",    "(?:",  "(?:",   "(?:",    "(?>",   "(?<n>",    "(?=",
    "(?!",  "(?i:", "(?-i:", "(?|",    "(?(1)", "(?(?=ab)", "(?m:",
    "(?<=", "(?<!", "(?'m'", "(?P<o>", "(?^:",  "(?s-i:",   "(?*",
};

static const char *const repeats[] = {
    "?",     "*",      "+",     "??",   "*?",     "+?",    "?+",     "*+",
    "++",    "{2}",    "{0}",   "{1}",  "{0,2}",  "{1,3}", "{0,1}",  "{2,}",
    "{3,9}", "{0,60}", "{1,5}", "{4}+", "{2,4}?", "{9,}",  "{1}{2}", "{0,0}",
};

static void add_choice(struct buffer *out, size_t depth)
{
    static const size_t alternatives[] = {1, 1, 1, 2, 3};
    for (size_t i = PICK(alternatives); i > 0; i--) {
        for (size_t pieces = 1 + below(4); pieces > 0; pieces--) {
            if (below(10) < 7 || depth == 0) {
                buffer_add_text(out, PICK(atoms));
            } else {
                buffer_add_text(out, PICK(opens));
                add_choice(out, depth - 1);
                buffer_add_byte(out, ')');
            }
            if (below(4) == 0) buffer_add_text(out, PICK(repeats));
        }
        if (i > 1) buffer_add_byte(out, '|');
    }
}

/* Two times the same, with something between. */
static void add_said_again(struct buffer *out)
{
    static const char *const groups[] = {"(", "(?<n>", "(?'n'", "(a)|("};
    if (below(4) == 0) add_choice(out, 1);
    buffer_add_text(out, PICK(groups));
    add_choice(out, 1);
    buffer_add_byte(out, ')');
    if (below(4) == 0) buffer_add_text(out, PICK(repeats));
    if (below(2) == 0) buffer_add_text(out, PICK(atoms));
    buffer_add_text(out, below(4) == 0 ? "(?:\\1|a)" : "\\1");
    if (below(4) == 0) buffer_add_text(out, PICK(repeats));
}

/* What must not stand before it (behind.h). */
static void add_behind(struct buffer *out)
{
    buffer_add_text(out, "(?<!");
    for (size_t count = 1 + below(3); count > 0; count--) {
        const char *letter = PICK(letters);
        if (strcmp(letter, ".") == 0 || strcmp(letter, "?") == 0)
            buffer_add_byte(out, '\\');
        buffer_add_text(out, letter);
        if (below(3) == 0) buffer_add_byte(out, '|');
    }
    buffer_add_byte(out, ')');
}

static struct pattern *random_pattern(void)
{
    struct buffer text = {0};
    struct pattern_refusal refusal;
    struct pattern *pattern;
    do {
        buffer_clear(&text);
        if (below(6) == 0) buffer_add_byte(&text, '^');
        if (below(6) == 0) add_said_again(&text);
        if (below(12) == 0) add_behind(&text);
        add_choice(&text, 3);
        pattern = pattern_compile(text.bytes, text.length, &refusal);
    } while (pattern == NULL);
    buffer_free(&text);
    return pattern;
}

static bool begins_character(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

static void finds_what_pcre2_finds(void **state)
{
    enum { PATTERNS = 10000, TEXTS = 30 };
    struct tally tally = {0, 0};
    struct buffer text = {0};
    (void)state;
    seed = 3;
    for (size_t i = 0; i < PATTERNS; i++) {
        struct pattern *pattern = random_pattern();
        size_t length;
        const char *written = pattern_text(pattern, &length);
        struct filter *filter = filter_new(written, length);
        for (size_t j = 0; j < TEXTS; j++) {
            buffer_clear(&text);
            for (size_t k = below(14); k > 0; k--)
                buffer_add_text(&text, PICK(letters));
            size_t from = below(3) == 0 ? below(text.length + 1) : 0;
            while (from < text.length && !begins_character(text.bytes[from]))
                from++;
            try_pair(pattern, filter, buffer_text(&text), text.length, from,
                     &tally);
        }
        filter_free(filter);
        pattern_free(pattern);
    }
    buffer_free(&text);
    /* Else all of it shows nothing: some must match. */
    assert_in_range(tally.found, tally.pairs / 10, tally.pairs / 2);
}

/* Every character that any of these may take, one by one. */
static void knows_each_character(void **state)
{
    enum { LAST = 0x2100 };
    (void)state;
    struct tally tally = {0, 0};
    for (size_t i = 0; i < COUNT(atoms); i++) {
        struct pattern *pattern = compiled(atoms[i]);
        if (pattern == NULL) continue;
        struct filter *filter = filter_new(atoms[i], strlen(atoms[i]));
        for (unsigned c = 1; c < LAST; c++) {
            char text[4] = {(char)c};
            if (c >= 0x800) {
                text[0] = (char)(0xe0 | c >> 12);
                text[1] = (char)(0x80 | (c >> 6 & 0x3f));
                text[2] = (char)(0x80 | (c & 0x3f));
            } else if (c >= 0x80) {
                text[0] = (char)(0xc0 | c >> 6);
                text[1] = (char)(0x80 | (c & 0x3f));
            }
            try_pair(pattern, filter, text, strlen(text), 0, &tally);
        }
        filter_free(filter);
        pattern_free(pattern);
    }
    assert_in_range(tally.found, tally.pairs / 10, tally.pairs / 2);
}

/* ---- A table that does not pay ---- */

/* True when PATTERN's filter says without PCRE2 that nothing is in TEXT. */
static bool is_sure(struct filter *filter, const char *text, size_t length)
{
    struct pattern *always = compiled("[\\s\\S]");
    struct span found;
    enum pattern_outcome outcome = filter_find(
        filter, always, NULL, text, length, (struct span){0, length}, &found);
    pattern_free(always);
    return outcome == PATTERN_NONE;
}

/* Where a and b stand is all remembered, so every text is new to the filter
 * and its table is soon full: then it is begun anew, and given up when that is
 * too often. What is found stays the same. */
static void gives_up_what_does_not_pay(void **state)
{
    static const char written[] = "^[ab]*a[ab]{12}c";
    enum { TEXTS = 200, LENGTH = 400, TRIED = 10 };
    (void)state;
    struct tally tally = {0, 0};
    struct buffer text = {0};
    struct pattern *pattern = compiled(written);
    struct filter *filter = filter_new(written, strlen(written));
    bool sure = false;
    seed = 5;
    for (size_t i = 0; i < TEXTS; i++) {
        buffer_clear(&text);
        while (text.length < LENGTH)
            buffer_add_byte(&text, below(2) == 0 ? 'a' : 'b');
        sure = is_sure(filter, text.bytes, text.length);
        if (i == 0) assert_true(sure);
        if (i % TRIED > 0) continue;
        buffer_add_byte(&text, 'c');
        try_pair(pattern, filter, text.bytes, text.length, 0, &tally);
    }
    assert_false(sure);
    assert_in_range(tally.found, TEXTS / TRIED / 4, TEXTS / TRIED);
    filter_free(filter);
    pattern_free(pattern);
    buffer_free(&text);
}

/* A text may be read to its end from each of its places: then PCRE2 is asked
 * before long. */
static void does_not_read_for_ever(void **state)
{
    (void)state;
    struct buffer text = {0};
    struct pattern *pattern = compiled("a[a ]*b");
    struct filter *filter = filter_new("a[a ]*b", 7);
    while (text.length < PATTERN_TYPED)
        buffer_add_text(&text, "a ");
    assert_false(is_sure(filter, text.bytes, PATTERN_TYPED));
    assert_in_range(filter_read(filter), PATTERN_TYPED, 80 * PATTERN_TYPED);
    filter_free(filter);
    pattern_free(pattern);
    buffer_free(&text);
}

/* ---- The shipped rubrics ---- */

static void read_file(const char *path, struct buffer *out)
{
    char bytes[4096];
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("there is no %s", path);
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;)
        buffer_add(out, bytes, got);
    fclose(file);
}

struct texts {
    struct arena arena;
    const char *list[8192];
    size_t count;
};

static void add_text(struct texts *texts, const char *text, size_t length)
{
    if (texts->count < COUNT(texts->list))
        texts->list[texts->count++] = arena_copy(&texts->arena, text, length);
}

/* Whatever stands in quotes: what the client says, and much besides. */
static void add_quoted(struct texts *texts, const char *path)
{
    struct buffer file = {0};
    read_file(path, &file);
    const char *at = strchr(buffer_text(&file), '"');
    while (at != NULL) {
        const char *end = strchr(at + 1, '"');
        if (end == NULL) break;
        size_t length = (size_t)(end - at) - 1;
        if (memchr(at + 1, ' ', length) != NULL)
            add_text(texts, at + 1, length);
        at = strchr(end + 1, '"');
    }
    buffer_free(&file);
}

static void add_examples(struct texts *texts, const struct rubric *rubric)
{
    for (size_t i = 0; i < rubric->code_count; i++)
        for (size_t j = 0; j < rubric->codes[i].example_count; j++) {
            const char *reply = rubric->codes[i].examples[j].reply;
            add_text(texts, reply, strlen(reply));
        }
}

/* A few words from here, a few from there. */
static void add_mixture(struct texts *texts, size_t from)
{
    struct buffer mixed = {0};
    for (size_t pieces = 2 + below(4); pieces > 0; pieces--) {
        const char *text = texts->list[below(from)];
        for (size_t skipped = below(8); skipped > 0; skipped--) {
            const char *space = strchr(text, ' ');
            if (space == NULL) break;
            text = space + 1;
        }
        for (size_t words = 1 + below(5); words > 0; words--) {
            size_t length = strcspn(text, " ");
            buffer_add(&mixed, text, length);
            if (text[length] == '\0') break;
            buffer_add_byte(&mixed, ' ');
            text += length + 1;
        }
        if (below(4) == 0) buffer_add_text(&mixed, PICK(letters));
    }
    add_text(texts, mixed.bytes, mixed.length);
    buffer_free(&mixed);
}

static void try_rubric(const struct rubric *rubric, const struct texts *texts,
                       struct tally *tally)
{
    for (size_t i = 0; i <= rubric->cue_count; i++) {
        struct pattern *pattern = i < rubric->cue_count
                                      ? rubric->cues[i].pattern
                                      : rubric->language.question;
        size_t length;
        if (pattern == NULL) continue;
        const char *written = pattern_text(pattern, &length);
        struct filter *filter = filter_new(written, length);
        for (size_t j = 0; j < texts->count; j++)
            try_pair(pattern, filter, texts->list[j], strlen(texts->list[j]), 0,
                     tally);
        filter_free(filter);
    }
}

static void finds_cues_that_fire(void **state)
{
    static const char *const names[] = {"alliance", "epitome"};
    enum { MIXTURES = 400 };
    (void)state;
    seed = 4;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct tally tally = {0, 0};
        struct texts *texts = memory_new(1, sizeof *texts);
        struct rubric *rubric = fixture_shipped(names[i]);
        add_examples(texts, rubric);
        add_quoted(texts, "scenarios/maya-1.json");
        add_quoted(texts, "scenarios/walter-1.json");
        size_t from = texts->count;
        for (size_t j = 0; j < MIXTURES; j++)
            add_mixture(texts, from);
        try_rubric(rubric, texts, &tally);
        assert_in_range(tally.found, texts->count, tally.pairs);
        arena_free(&texts->arena);
        free(texts);
        rubric_free(rubric);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_is_written_down),
        cmocka_unit_test(looks_behind_where_it_begins),
        cmocka_unit_test(finds_what_pcre2_finds),
        cmocka_unit_test(knows_each_character),
        cmocka_unit_test(gives_up_what_does_not_pay),
        cmocka_unit_test(does_not_read_for_ever),
        cmocka_unit_test(finds_cues_that_fire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
