/* A filter never refuses a text in which PCRE2 finds a match: for patterns and
 * texts made at random, and for the shipped rubrics. What is random comes from
 * a fixed seed. */
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

/* ---- What it refuses ---- */

static const struct {
    const char *pattern;
    const char *text;
    bool passes;
} judged[] = {
    {"sad", "so sad", true},
    {"sad", "so SAD", true},
    {"sad", "so mad", false},
    {"\\bsad\\b", "sadly", false},
    {"\\bsad\\b", "so sad", true},
    {"\\bsad\\b", "x_sad", false},
    {"sad\\B", "sad", false},
    {"sad\\B", "sadly", true},
    {"^so", "also so", false},
    {"^so|you", "and you", true},
    {"^(?:\\W*so)+ it", "So, so it is", true},
    {"^(?:\\W*so)+ it", "and so it", false},
    {"it$", "it is", false},
    {"it$", "is it", true},
    {"it$", "is it\n", true},
    {"it\\z", "is it\n", false},
    {"\\Ait", "it", true},
    {"(?m)^it$", "is\nit\nis", true},
    {"a[b-d]+e", "abcde", true},
    {"a[b-d]+e", "abfe", false},
    {"a[^b-d]e", "ace", false},
    {"a[^b-d]e", "aze", true},
    {"a[^B-D]e", "ace", false},
    {"(?-i)a[^B]e", "abe", true},
    {"kiss", "\u212ai\u017fs", true},
    {"\u212ai\u017fs", "kiss", true},
    {"[j-l]", "\u212a", true},
    {"[l-r]", "\u212a", false},
    {"a{2,3}b", "ab", false},
    {"a{2,3}b", "aab", true},
    {"\\ba{2,3}b", "aaaab", false},
    {"\\ba{4}b", "aaab", false},
    {"(?:ab){2}c", "abc", false},
    {"(?:ab|cd)*+ef", "abcdef", true},
    {"a(?#x)?b", "b", true},
    {"\\Qa.b\\E", "axb", false},
    {"\\Qa.b\\E", "a.b", true},
    {"a\\d\\s", "a1 ", true},
    {"a\\d\\s", "aa ", false},
    {"a\\D", "a1", false},
    {"a\\Rb", "a\r\nb", true},
    {"a\\Rb", "a b", false},
    {"a\\Xb", "ae\u0301b", true},
    {"a\\Xb", "ab", false},
    {"so(?= sad)", "so mad", false},
    {"so(?= sad)", "so sad", true},
    {"so(?! sad)", "so mad", true},
    {"a[^?]{3,60}b", "a12b", false},
    {"a[^?]{3,60}b", "a123b", true},
    {"a[^?]{3,60}b", "a123?b", false},
    {"caf\u00e9", "cafe", false},
    {"caf\u00e9", "caf\u00c9", true},
    {"[[:<:]]sad", "sad", true},
    {"(a|b)\\1c", "aac", true},
    {"(a|b)\\1c", "abc", false},
    {"(?:a|b)*\\b(\\w+) \\1", "so kit \u212ait", true},
    {"\\b(\\w+) \\1\\b", "so it so it", false},
    {"\\b(\\w+) \\1\\b", "so it it", true},
    {"^(a|b)+\\1c", "abbc", true},
    {"^(?:(a|b))+\\1c", "abbc", true},
    {"(?:(a)|b)\\1c", "aac", true},
    {"(a?)\\1c", "c", true},
    {"(?|(a)|(b))\\1c", "bbc", true},
    {"\\b(a|b)(?1)c\\b", "abc", true},
    {"(?:a(?=b)|c)bd", "abd", true},
    {"(?-i)([^\\x{1}-\\x{7f}])(?i)\\1c", "\u212akc", true},
    {"(?|(a)|(b))(c)(d)\\3e", "acdde", true},
    {"(?n)(a)(?<x>b)\\1c", "abbc", true},
    {"(a)?(?(1)b|c)d", "cd", true},
    {"a{,3}b", "aab", true},
    {"\\cAb",
     "\x01"
     "b",
     true},
    {"(?^)a[^b]", "aB", true},
};

/* A match may begin at or after FROM. */
static bool passes_from(struct filter *filter, const char *text, size_t length,
                        size_t from)
{
    return filter_narrow(filter, text, length, &(struct span){from, length});
}

static void refuses_what_cannot_match(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(judged); i++) {
        const char *text = judged[i].text;
        struct filter *filter =
            filter_new(judged[i].pattern, strlen(judged[i].pattern));
        for (size_t times = 0; times < 2; times++)
            if (passes_from(filter, text, strlen(text), 0) != judged[i].passes)
                fail_msg("'%s' %s '%s'", judged[i].pattern,
                         judged[i].passes ? "refuses" : "passes", text);
        filter_free(filter);
    }
    assert_true(passes_from(NULL, "", 0, 0));
}

static void looks_behind_where_it_begins(void **state)
{
    (void)state;
    struct filter *word = filter_new("\\bad", 4);
    struct filter *within = filter_new("\\Bad", 4);
    struct filter *first = filter_new("^ad", 3);
    assert_false(passes_from(word, "sad", 3, 1));
    assert_true(passes_from(word, "s ad", 4, 2));
    assert_true(passes_from(word, "\u00e9ad", 4, 2));
    assert_true(passes_from(within, "sad", 3, 1));
    assert_false(passes_from(within, "s ad", 4, 2));
    assert_true(passes_from(within, "\u00e9ad", 4, 2));
    assert_false(passes_from(first, "adad", 4, 2));
    assert_true(passes_from(first, "adad", 4, 0));
    assert_false(passes_from(word, "ad", 2, 2));
    filter_free(word);
    filter_free(within);
    filter_free(first);
}

/* ---- Against PCRE2 ---- */

struct tally {
    size_t pairs;
    size_t found;
    size_t passed;
};

/* A match that begins in a stretch is not refused, nor passed over. */
static void narrows(struct filter *filter, const char *written,
                    const char *text, size_t length, struct span begins,
                    const struct span *found)
{
    struct span left = begins;
    bool passes = filter_narrow(filter, text, length, &left);
    if (found == NULL || found->start >= begins.end) return;
    if (!passes || left.start > found->start)
        fail_msg("'%s' from %zu to %zu of '%s': found at %zu, not from %zu on",
                 written, begins.start, begins.end, text, found->start,
                 passes ? left.start : length);
}

/* What is found behind a filter is what PCRE2 finds, or where PCRE2 reaches a
 * limit it may be more. */
static void finds_the_same(struct filter *filter, struct pattern *pattern,
                           const char *text, size_t length, struct span begins,
                           enum pattern_outcome outcome, struct span expected)
{
    size_t pattern_length;
    struct span left = begins;
    struct span found = {0, 0};
    enum pattern_outcome here =
        filter_find(filter, pattern, NULL, text, length, &left, &found);
    if (outcome == PATTERN_LIMIT) return;
    if (outcome == PATTERN_FOUND && expected.start >= begins.end) return;
    if (here != outcome ||
        (here == PATTERN_FOUND &&
         (found.start != expected.start || found.end != expected.end)))
        fail_msg("'%s' from %zu to %zu of '%s': %d at %zu to %zu, not %d at "
                 "%zu to %zu",
                 pattern_text(pattern, &pattern_length), begins.start,
                 begins.end, text, here, found.start, found.end, outcome,
                 expected.start, expected.end);
}

static void try_pair(struct pattern *pattern, struct filter *filter,
                     const char *text, size_t length, size_t from,
                     struct tally *tally)
{
    struct span found;
    size_t pattern_length;
    bool passes = passes_from(filter, text, length, from);
    enum pattern_outcome outcome =
        pattern_find(pattern, text, length, from, &found);
    bool finds = outcome == PATTERN_FOUND;
    tally->pairs++;
    tally->found += finds;
    tally->passed += passes;
    if (finds && !passes)
        fail_msg("'%s' from %zu of '%s': found at %zu, and refused",
                 pattern_text(pattern, &pattern_length), from, text,
                 found.start);
    finds_the_same(filter, pattern, text, length, (struct span){from, length},
                   outcome, found);
    for (size_t end = length; end > from; end = from + (end - from) / 2)
        narrows(filter, pattern_text(pattern, &pattern_length), text, length,
                (struct span){from, end}, finds ? &found : NULL);
}

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

static struct pattern *random_pattern(void)
{
    struct buffer text = {0};
    struct pattern_refusal refusal;
    struct pattern *pattern;
    do {
        buffer_clear(&text);
        if (below(6) == 0) buffer_add_byte(&text, '^');
        if (below(6) == 0) add_said_again(&text);
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

static void never_refuses_what_pcre2_finds(void **state)
{
    enum { PATTERNS = 10000, TEXTS = 30 };
    struct tally tally = {0, 0, 0};
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
    /* Else all of it shows nothing: some must match, and some be refused. */
    assert_in_range(tally.found, tally.pairs / 10, tally.pairs / 2);
    assert_in_range(tally.passed, tally.found, tally.pairs * 3 / 4);
}

/* Every character that any of these may take, one by one. */
static void knows_each_character(void **state)
{
    enum { LAST = 0x2100 };
    (void)state;
    struct tally tally = {0, 0, 0};
    for (size_t i = 0; i < COUNT(atoms); i++) {
        struct pattern_refusal refusal;
        struct pattern *pattern =
            pattern_compile(atoms[i], strlen(atoms[i]), &refusal);
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
    assert_in_range(tally.passed, tally.found, tally.pairs * 3 / 4);
}

/* Where a and b stand is all remembered, so every text is new to the filter
 * and its table is soon full. */
static void random_letters(struct buffer *out, size_t count)
{
    buffer_clear(out);
    while (out->length < count)
        buffer_add_byte(out, below(2) == 0 ? 'a' : 'b');
}

static void begins_a_full_table_anew(void **state)
{
    static const char written[] = "a[ab]{12}c";
    enum { TEXTS = 6, TIMES = 40 };
    (void)state;
    struct tally tally = {0, 0, 0};
    struct buffer text = {0};
    struct pattern_refusal refusal;
    struct pattern *pattern =
        pattern_compile(written, strlen(written), &refusal);
    struct filter *filter = filter_new(written, strlen(written));
    seed = 5;
    size_t states = 0;
    size_t most = 0;
    for (size_t i = 0; i < TEXTS; i++) {
        size_t bytes;
        random_letters(&text, PATTERN_TYPED - 1);
        for (size_t times = 0; times < TIMES; times++)
            assert_false(passes_from(filter, text.bytes, text.length, 0));
        buffer_add_byte(&text, 'c');
        try_pair(pattern, filter, text.bytes, text.length, 0, &tally);
        states = filter_states(filter, &bytes);
        if (states > most) most = states;
        assert_in_range(bytes, 1, 320 * 1024);
    }
    assert_in_range(states, 1, most - 1);
    assert_true(filter_is_of_use(filter));
    for (size_t i = 0; i < TEXTS && filter_is_of_use(filter); i++) {
        random_letters(&text, 20000);
        passes_from(filter, text.bytes, text.length, 0);
    }
    assert_false(filter_is_of_use(filter));
    assert_true(passes_from(filter, "", 0, 0));
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

static struct rubric *shipped(const char *path)
{
    struct buffer text = {0};
    struct problems problems = {0};
    read_file(path, &text);
    struct source source = {path, text.bytes, text.length};
    struct rubric *rubric = rubricfile_load(&source, &problems);
    fixture_is_fine(&problems);
    buffer_free(&text);
    return rubric;
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
        if (!filter_is_of_use(filter)) fail_msg("gives up '%s'", written);
        filter_free(filter);
    }
}

static void never_refuses_a_cue_that_fires(void **state)
{
    static const char *const paths[] = {"rubrics/alliance.json",
                                        "rubrics/epitome.json"};
    enum { MIXTURES = 400 };
    (void)state;
    seed = 4;
    for (size_t i = 0; i < COUNT(paths); i++) {
        struct tally tally = {0, 0, 0};
        struct texts *texts = memory_new(1, sizeof *texts);
        struct rubric *rubric = shipped(paths[i]);
        add_examples(texts, rubric);
        add_quoted(texts, "scenarios/maya-1.json");
        add_quoted(texts, "scenarios/walter-1.json");
        size_t from = texts->count;
        for (size_t j = 0; j < MIXTURES; j++)
            add_mixture(texts, from);
        try_rubric(rubric, texts, &tally);
        assert_in_range(tally.passed, tally.found, tally.found * 2);
        arena_free(&texts->arena);
        free(texts);
        rubric_free(rubric);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_cannot_match),
        cmocka_unit_test(looks_behind_where_it_begins),
        cmocka_unit_test(never_refuses_what_pcre2_finds),
        cmocka_unit_test(knows_each_character),
        cmocka_unit_test(begins_a_full_table_anew),
        cmocka_unit_test(never_refuses_a_cue_that_fires),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
