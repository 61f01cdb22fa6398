/* The index finds what the plain loop finds: on patterns and replies made at
 * random, and with the shipped rubrics. What is random comes from a fixed
 * seed. */
#include "rubric/index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rubric/needs.h"
#include "rubric/score.h"

#include "fixture.h"

#include "chance.h"

/* ---- At random ---- */

static const char *const words[] = {
    "so",        "you",         "feel",    "i",
    "is",        "k",           "ask",     "kiss",
    "it's",      "don't",       "sad",     "a",
    "ss",        "stra\u00dfe", "strasse", "\u00e9t\u00e9",
    "caf\u00e9", "na\u00efve",  "I",       "DIY",
    "4",         "v2",          "_x",      "x_y",
    "worried",   "like",        "\u00e5",  "I\u0307",
    "\u0131",    "fi",          "it",      "s",
    "e\u0301",   "e",
};

static const char *const changes[][2] = {
    {"k", "\u212a"},  {"s", "\u017f"},      {"i", "\u0130"},
    {"i", "\u0131"},  {"e", "e\u0301"},     {"'", "\u2019"},
    {"a", "a\u0308"}, {"\u00e5", "\u212b"}, {"ss", "\u00df"},
    {"ss", "\u1e9e"}, {"\u00e9", "\u00c9"}, {"fi", "\ufb01"},
    {"o", "o\u0332"}, {"u", "U"},           {"y", "Y"},
    {"i", "I"},       {"s", "S"},           {"f", "F"},
};

static const char *const gaps[] = {
    " ",      " ",        " ",      " ",   " ",    ", ",      ". ",
    "? ",     "! ",       "\n",     "...", "-",    "_",       "'",
    "\u2026", " \u2014 ", "\"",     "  ",  "",     " \u201c", "\u0301",
    "?",      "?'",       "\u3002", "4",   " 12 ", "\u0661",
};

/* A word with a change in it, now and then. */
static void add_word(struct buffer *out)
{
    struct buffer word = {0};
    buffer_add_text(&word, PICK(words));
    for (size_t tries = below(4); tries > 0; tries--) {
        const char *const *change = PICK(changes);
        const char *place = strstr(buffer_text(&word), change[0]);
        if (place == NULL) continue;
        char *changed =
            fixture_swapped(buffer_text(&word), change[0], change[1]);
        buffer_clear(&word);
        buffer_add_text(&word, changed);
        free(changed);
    }
    buffer_add_text(out, buffer_text(&word));
    buffer_free(&word);
}

static void add_text(struct buffer *out)
{
    for (size_t count = below(12); count > 0; count--) {
        add_word(out);
        buffer_add_text(out, PICK(gaps));
    }
}

static const char *const atoms[] = {
    " ",        " ",         " ",         "\\b",    "\\b",    "\\B",
    "^",        "$",         "\\W+",      "\\W*",   "\\w*",   ".",
    ".{0,5}",   "\\s",       "[sk]",      "[a-k]",  "[^s]",   "[\\w']+",
    "'",        "?",         "[?]",       "\\1",    "(?i)",   "(?-i)",
    "(?m)",     "\\Qso\\E",  "\\x{212a}", "\\?",    "(?!so)", "(?=so)",
    "(?<=so )", "(?<!i)",    "(?1)",      ", ",     "-",      "_",
    "\\d",      "\\.",       "\\N{U+73}", "(?#so)", "\\E",    "\\A",
    "\\z",      "[\u00e9e]",
};

static const char *const opens[] = {
    "(",    "(?:",   "(?:", "(?:",   "(?>",      "(?<n>", "(?=",  "(?!",
    "(?i:", "(?-i:", "(?|", "(?(1)", "(?(?=so)", "(?m:",  "(?<=", "(?<!",
};

static const char *const repeats[] = {
    "?",   "*",   "+",     "??",    "*+",    "{2}",
    "{0}", "{1}", "{0,2}", "{1,3}", "{0,1}", "{2,}",
};

static void add_choice(struct buffer *out, size_t depth);

static void add_piece(struct buffer *out, size_t depth)
{
    size_t kind = below(10);
    if (kind < 4) {
        buffer_add_text(out, PICK(words));
    } else if (kind < 7 || depth == 0) {
        const char *atom = PICK(atoms);
        buffer_add_text(out, strcmp(atom, "?") == 0 ? "\\?" : atom);
    } else {
        buffer_add_text(out, PICK(opens));
        add_choice(out, depth - 1);
        buffer_add_byte(out, ')');
    }
    if (below(5) == 0) buffer_add_text(out, PICK(repeats));
}

static void add_choice(struct buffer *out, size_t depth)
{
    static const size_t alternatives[] = {1, 1, 2, 3};
    for (size_t i = PICK(alternatives); i > 0; i--) {
        for (size_t pieces = 1 + below(4); pieces > 0; pieces--)
            add_piece(out, depth);
        if (i > 1) buffer_add_byte(out, '|');
    }
}

/* What bars a mark, or nearly. */
static void add_barred_mark(struct buffer *out)
{
    static const char *const marks[] = {
        "\\?)", "\\?)", ",)", "-)", "\\?)?", "\\?{2})", "\\?!)", "_)",
    };
    buffer_add_text(out, "^(?!.*");
    buffer_add_text(out, PICK(marks));
}

/* What bars some of the words (bars.h), or nearly. */
static void add_bars(struct buffer *out)
{
    static const char *const ends[] = {
        ")\\b)", ")\\b)", ")\\b)", ")\\b)", ")\\b)?", "))", "?)\\b)", ")$)",
    };
    buffer_add_text(out, "^(?!.*\\b(?:");
    for (size_t count = 1 + below(3); count > 0; count--) {
        if (below(4) == 0) add_piece(out, 0);
        buffer_add_text(out, PICK(words));
        if (count > 1) buffer_add_byte(out, '|');
    }
    buffer_add_text(out, PICK(ends));
}

/* Words of which one is enough (bars.h), or nearly. */
static void add_enough(struct buffer *out)
{
    static const char *const ends[] = {
        "\\b",  "\\b",  "\\b", "\\b|so", "\\b|\\b(?:it|is)\\b",
        "\\b$", "?\\b", "",
    };
    buffer_add_text(out, "\\b(?:");
    for (size_t count = 1 + below(3); count > 0; count--) {
        buffer_add_text(out, PICK(words));
        if (count > 1) buffer_add_byte(out, '|');
    }
    buffer_add_byte(out, ')');
    buffer_add_text(out, PICK(ends));
}

static struct pattern *random_pattern(struct buffer *text)
{
    for (;;) {
        struct pattern_refusal refusal;
        buffer_clear(text);
        if (below(4) == 0) buffer_add_byte(text, '^');
        if (below(8) == 0) add_bars(text);
        if (below(16) == 0) add_barred_mark(text);
        if (below(8) == 0)
            add_enough(text);
        else
            add_choice(text, 3);
        struct pattern *pattern =
            pattern_compile(text->bytes, text->length, &refusal);
        if (pattern != NULL) return pattern;
    }
}

static const char *const entries[] = {
    "so",      "you",         "kiss*",         "stra\u00dfe",
    "strass*", "it's",        "feel sad",      "is it",
    "like a*", "i feel like", "\u00c9t\u00e9", "caf\u00e9*",
    "fi*",     "v2",          "I\u0307*",      "\u0131",
    "S",       "a k*",
};

enum { CUES = 24 };

struct set_of_cues {
    struct arena arena;
    struct cue cues[CUES];
};

static void make_cues(struct set_of_cues *set)
{
    for (size_t i = 0; i < CUES; i++) {
        struct cue *cue = &set->cues[i];
        *cue = (struct cue){.in = (enum part)below(PART_COUNT)};
        if (below(8) == 0) {
            cue->kind = CUE_GAUGE;
            cue->name = "a gauge";
            cue->gauge = (enum gauge)below(GAUGE_COUNT);
            cue->least = (int)below(3) * 300;
            cue->most = below(2) == 0 ? CUE_NO_MOST : (int)below(3000);
            if (!gauge_fits(cue->gauge, cue->in)) cue->in = PART_REPLY;
            continue;
        }
        if (below(6) > 0) {
            struct buffer text = {0};
            cue->kind = CUE_PATTERN;
            cue->pattern = random_pattern(&text);
            cue->name =
                arena_copy(&set->arena, buffer_text(&text), text.length);
            buffer_free(&text);
            continue;
        }
        size_t count = 1 + below(3);
        const char **list = arena_new(&set->arena, count, sizeof *list);
        for (size_t j = 0; j < count; j++)
            list[j] = PICK(entries);
        cue->kind = CUE_WORDS;
        cue->name = list[0];
        wordlist_fill(&cue->own, &set->arena, "", list, count);
        cue->words = &cue->own;
    }
}

static void free_cues(struct set_of_cues *set)
{
    for (size_t i = 0; i < CUES; i++)
        cue_release(&set->cues[i]);
    arena_free(&set->arena);
}

static void are_same(const struct cue *cue, const char *reply,
                     const struct matches *plain, const struct matches *indexed)
{
    bool same = plain->count == indexed->count;
    for (size_t i = 0; same && i < plain->count; i++)
        same = plain->list[i].cue == indexed->list[i].cue &&
               plain->list[i].whose == indexed->list[i].whose &&
               plain->list[i].span.start == indexed->list[i].span.start &&
               plain->list[i].span.end == indexed->list[i].span.end;
    if (same) return;
    struct buffer told = {0};
    if (cue->kind == CUE_PATTERN)
        needs_tell(cue->name, strlen(cue->name), &told);
    fail_msg("'%s' in %s of '%s': %zu matches, with the index %zu; needs %s",
             cue->name, part_name(cue->in), reply, plain->count, indexed->count,
             buffer_text(&told));
}

/* Returns how many cues fired. */
static size_t compare(const struct rubric *rubric, struct set_of_cues *set,
                      struct index *index, const struct dialogue *dialogue,
                      const char *text, size_t *tried)
{
    const struct language *language = &rubric->language;
    struct utterance *reply = fixture_said(rubric, text);
    size_t fired = 0;
    index_look(index, language, dialogue, reply);
    size_t next = index_next(index, 0);
    for (size_t i = 0; i < CUES; i++) {
        struct matches plain = {0};
        struct matches indexed = {0};
        enum cue_outcome outcome =
            cue_try(&set->cues[i], i, language, dialogue, reply, &plain);
        enum cue_outcome other = CUE_SILENT;
        if (next == i) {
            other = index_try(index, i, &indexed);
            next = index_next(index, i + 1);
            *tried += 1;
        }
        if (outcome != CUE_LIMITED) {
            are_same(&set->cues[i], text, &plain, &indexed);
            assert_int_equal(outcome, other);
        }
        fired += outcome == CUE_FIRED;
        cue_matches_free(&plain);
        cue_matches_free(&indexed);
    }
    assert_int_equal(next, CUES);
    utterance_free(reply);
    return fired;
}

/* An index that is asked for all cues, but no matter where they are met. */
static struct index *brief_index(const struct set_of_cues *set)
{
    static const uint64_t all[CUES / 64 + 1] = {UINT64_MAX};
    return index_new(set->cues, CUES, all);
}

/* Tells of each cue whether it is met. */
static void tells_of_each(const struct rubric *rubric, struct set_of_cues *set,
                          struct index *index, const struct dialogue *dialogue,
                          const char *text)
{
    const struct language *language = &rubric->language;
    struct utterance *reply = fixture_said(rubric, text);
    struct matches matches = {0};
    index_look(index, language, dialogue, reply);
    for (size_t i = 0; i < CUES; i++) {
        enum cue_outcome outcome =
            cue_try(&set->cues[i], i, language, dialogue, reply, &matches);
        bool met = index_next(index, i) == i &&
                   index_try(index, i, &matches) == CUE_FIRED;
        if (outcome != CUE_LIMITED && met != (outcome == CUE_FIRED))
            fail_msg("'%s' in %s of '%s': met %d, by the index %d",
                     set->cues[i].name, part_name(set->cues[i].in), text, !met,
                     met);
    }
    cue_matches_free(&matches);
    utterance_free(reply);
}

static void finds_the_same_at_random(void **state)
{
    (void)state;
    enum { ROUNDS = 400, REPLIES = 25 };
    struct rubric *rubric = fixture_rubric();
    size_t fired = 0;
    size_t tried = 0;
    seed = 1;
    for (size_t round = 0; round < ROUNDS; round++) {
        struct set_of_cues set = {0};
        struct buffer text = {0};
        make_cues(&set);
        struct index *index = index_new(set.cues, CUES, NULL);
        struct index *brief = brief_index(&set);
        struct dialogue dialogue = {0};
        for (size_t i = 0; i < REPLIES; i++) {
            buffer_clear(&text);
            add_text(&text);
            if (i % 2 == 1) {
                fired += compare(rubric, &set, index, &dialogue,
                                 buffer_text(&text), &tried);
                tells_of_each(rubric, &set, brief, &dialogue,
                              buffer_text(&text));
            }
            dialogue_add(&dialogue,
                         i % 2 == 1 ? SPEAKER_TRAINEE : SPEAKER_CLIENT,
                         fixture_said(rubric, buffer_text(&text)));
        }
        dialogue_free(&dialogue);
        index_free(index);
        index_free(brief);
        buffer_free(&text);
        free_cues(&set);
    }
    /* Else all of it shows nothing: cues must fire, and must be spared. */
    size_t all = (size_t)ROUNDS * (REPLIES / 2) * CUES;
    assert_in_range(fired, all / 20, all);
    assert_in_range(tried, fired, all * 2 / 3);
    rubric_free(rubric);
}

/* ---- Words said again ---- */

static const char *const again[] = {
    "\\b(\\w{3,}) \\1",
    "\\b(\\w{3,12})[ ,]{1,2}\\1[ ,]{1,2}\\1\\b",
    "\\b(\\w{3,})(?:[, ]+\\1){2}\\b",
    "sad,|\\b(\\w{3,})\\W+\\1",
    "\\b(?:(so)|\\b(\\w{4,})\\s\\2)",
    "(?:^|, )(\\w{3,})[ -]\\1",
    "\\b(?<w>\\w{3,})(?=,? \\1)",
    "\\b(\\w{3,}) \\1?\\b",
    "\\b(\\w{3,})(?: |, )*\\1",
    "\\b(?:(\\w{3,}) )+\\1",
    "(\\w{3,}) \\1",
    "\\b(\\w{2,}) \\1",
    "(?n)\\b(\\w{3,})(?<x>a) \\1|sad",
    "(?|\\b(\\w{3,}) \\1|(b))",
};

static const char *const tokens[] = {
    "sad",  "sad", "SAD", "sadly",   "sa", "don't", "don",     "'t",
    "1234", "so",  "123", "so, sad", "?",  ". ",    "so'1234", "don'donna",
};

static const char *const odd_tokens[] = {
    "\u017fad", "_a_", "a_b", "\u00e9t\u00e9", "na\u00efve", "-",
};

static void add_tokens(struct buffer *text)
{
    bool odd = below(4) == 0;
    for (size_t i = 2 + below(7); i > 0; i--) {
        if (odd && below(2) == 0) {
            const char *token = PICK(odd_tokens);
            buffer_format(text, "%s %s", token, token);
        }
        buffer_add_text(text, PICK(tokens));
        buffer_add_text(text, below(6) > 0 ? " " : below(2) > 0 ? ", " : "-");
    }
}

/* COUNT patterns, on replies and their sentences. */
static void try_all(const char *const *names, size_t count)
{
    enum { TEXTS = 6000 };
    struct rubric *rubric = fixture_rubric();
    struct set_of_cues set = {0};
    struct dialogue dialogue = {0};
    struct buffer text = {0};
    size_t fired = 0;
    size_t tried = 0;
    seed = 9;
    for (size_t i = 0; i < CUES; i++) {
        struct pattern_refusal refusal;
        const char *name = names[i % count];
        set.cues[i] = (struct cue){.name = name, .kind = CUE_PATTERN};
        set.cues[i].in = i / count % 2 == 0 ? PART_REPLY : PART_SENTENCE;
        set.cues[i].pattern = pattern_compile(name, strlen(name), &refusal);
        assert_non_null(set.cues[i].pattern);
    }
    struct index *index = index_new(set.cues, CUES, NULL);
    for (size_t i = 0; i < TEXTS; i++) {
        buffer_clear(&text);
        add_tokens(&text);
        fired +=
            compare(rubric, &set, index, &dialogue, buffer_text(&text), &tried);
    }
    assert_in_range(fired, TEXTS / 2, tried);
    assert_in_range(tried, fired, (size_t)TEXTS * CUES * 9 / 10);
    buffer_free(&text);
    index_free(index);
    free_cues(&set);
    rubric_free(rubric);
}

static void finds_words_said_again(void **state)
{
    (void)state;
    try_all(again, COUNT(again));
}

/* ---- Words that bar ---- */

static const char *const barring[] = {
    "^(?!.*\\b(?:so|don't)\\b).*\\bsad",
    "^(?!.*\\b(?:so|a_b|na\u00efve)\\b).*sad|\\bso sa",
    "^(?!.*\\b(?:sad|123)\\b)?.*\\bso",
    "^(?!.*\\b(?:sad|123)\\b)\\W*so",
    "^(?!.*\\b(?:sa|a)\\b)sad",
    "^(?!.*\\b(?:b)\\b)[^,]*sad",
    "(?i)^(?!.*\\b(?:SO)\\b).*\\bsad",
    "^(?!.*\\b(?:so|don)\\b).*[st]",
};

static void heeds_words_that_bar(void **state)
{
    (void)state;
    try_all(barring, COUNT(barring));
}

/* A cue of its own index and the plain loop meet REPLY so often. */
static void meets(const char *pattern, enum part in, const char *reply,
                  size_t times)
{
    struct rubric *rubric = fixture_rubric();
    struct set_of_cues set = {0};
    struct dialogue dialogue = {0};
    struct matches matches = {0};
    struct pattern_refusal refusal;
    struct cue *cue = &set.cues[0];
    size_t tried = 0;
    for (size_t i = 1; i < CUES; i++)
        set.cues[i] = (struct cue){.kind = CUE_GAUGE, .in = PART_REPLY};
    *cue = (struct cue){.name = pattern, .kind = CUE_PATTERN, .in = in};
    cue->pattern = pattern_compile(pattern, strlen(pattern), &refusal);
    assert_non_null(cue->pattern);
    struct index *index = index_new(set.cues, CUES, NULL);
    struct index *brief = brief_index(&set);
    compare(rubric, &set, index, &dialogue, reply, &tried);
    tells_of_each(rubric, &set, brief, &dialogue, reply);
    struct utterance *said = fixture_said(rubric, reply);
    index_look(index, &rubric->language, &dialogue, said);
    if (index_next(index, 0) == 0) index_try(index, 0, &matches);
    assert_int_equal(matches.count, times);
    cue_matches_free(&matches);
    utterance_free(said);
    index_free(index);
    index_free(brief);
    free_cues(&set);
    rubric_free(rubric);
}

static void looks_where_a_cue_looks(void **state)
{
    (void)state;
    meets("so\\b.*\\byou", PART_REPLY, "So it is. You see? You.", 1);
    meets("so\\b.*\\byou", PART_SENTENCE, "So it is. You see? You.", 0);
    meets("so\\b.*\\byou", PART_SENTENCE, "It is. So you see? Yes.", 1);
    meets("you", PART_QUESTION, "You. You? You you?", 3);
    meets("\\d+", PART_REPLY, "It was \u0661 or 24.", 2);
    meets("(?:\\d|ten) years", PART_SENTENCE, "So 3 years. \u0663 years.", 2);
    meets("(?:\\d|ten) years", PART_SENTENCE, "So many years. Ten.", 0);
    meets("you", PART_FIRST, "Not. You", 0);
    meets("you", PART_LAST, "Not. You", 1);
    meets("^you", PART_SENTENCE, "You. You you. Not you", 2);
    meets("^so|you", PART_REPLY, "So you and you", 3);
    meets("'$", PART_SENTENCE, "Did he say 'no?'Yes. Don't. His parents'", 2);
    meets("'$", PART_REPLY, "Did he say 'no?'Yes. Don't. His parents'", 1);
    meets("'(?:$|[ x])", PART_REPLY, "Don't, 'xyz' and 'you'", 3);
    meets("\\w,? and\\b", PART_REPLY, "So, and a and, but and", 3);
}

static void tells_the_later_sentences_together(void **state)
{
    (void)state;
    struct buffer reply = {0};
    for (size_t i = 0; i < 70; i++)
        buffer_add_text(&reply, i == 10 || i == 68 ? "So you. " : "No. ");
    meets("\\bso you\\b", PART_STATEMENT, buffer_text(&reply), 2);
    meets("\\bso you\\b", PART_REPLY, buffer_text(&reply), 2);
    buffer_repeat(&reply, "Is it? ", 700);
    meets("\\bso you\\b", PART_STATEMENT, buffer_text(&reply), 2);
    meets("\\bsad you\\b", PART_STATEMENT, buffer_text(&reply), 0);
    meets("\\byou\\b", PART_STATEMENT, buffer_text(&reply), 2);
    meets("\\byou\\b", PART_QUESTION, buffer_text(&reply), 0);
    meets("\\bit\\b", PART_QUESTION, buffer_text(&reply), 700);
    buffer_free(&reply);
}

/* Where there is too much for plays side by side to tell all of it. */
static void tells_what_is_long(void **state)
{
    (void)state;
    struct buffer reply = {0};
    buffer_repeat(&reply, "a", 300);
    buffer_add_text(&reply, " so you ");
    buffer_repeat(&reply, "a", 300);
    meets("\\ba+ so you a+$", PART_REPLY, buffer_text(&reply), 1);
    meets("\\ba+ so you a+$", PART_SENTENCE, buffer_text(&reply), 1);
    meets("\\ba+(?= )", PART_REPLY, buffer_text(&reply), 1);
    meets("a(?= so)|[yo](?=[ou])", PART_REPLY, buffer_text(&reply), 3);
    meets("a(?=a)", PART_REPLY, buffer_text(&reply), 598);
    buffer_clear(&reply);
    buffer_repeat(&reply, "a. ", 1300);
    for (size_t i = 0; i < 2; i++)
        meets("[^x]\\W", i == 0 ? PART_REPLY : PART_SENTENCE,
              buffer_text(&reply), 1300);
    buffer_free(&reply);
}

/* And where so many patterns may begin anywhere that not all are played. */
static void tells_what_is_much(void **state)
{
    (void)state;
    static const char name[] = "[^x]\\W";
    struct rubric *rubric = fixture_rubric();
    struct set_of_cues set = {0};
    struct dialogue dialogue = {0};
    struct buffer reply = {0};
    size_t tried = 0;
    for (size_t i = 0; i < CUES; i++) {
        struct pattern_refusal refusal;
        set.cues[i] = (struct cue){.name = name, .kind = CUE_PATTERN};
        set.cues[i].in = i % 2 == 0 ? PART_SENTENCE : PART_REPLY;
        set.cues[i].pattern = pattern_compile(name, strlen(name), &refusal);
    }
    struct index *index = index_new(set.cues, CUES, NULL);
    buffer_repeat(&reply, "a. ", 1300);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(compare(rubric, &set, index, &dialogue,
                                 buffer_text(&reply), &tried),
                         CUES);
    buffer_free(&reply);
    index_free(index);
    free_cues(&set);
    rubric_free(rubric);
}

enum { LISTED = 3000, LETTERS = 20 };

/* Lists of long words, which together are more than nets have room for. Writes
 * one word of each to TEXT. */
static void make_long_lists(struct set_of_cues *set, struct buffer *text)
{
    for (size_t i = 0; i < CUES; i++) {
        struct cue *cue = &set->cues[i];
        const char **list = arena_new(&set->arena, LISTED, sizeof *list);
        for (size_t j = 0; j < LISTED; j++) {
            char *word = arena_new(&set->arena, LETTERS + 1, 1);
            for (size_t k = 0; k < LETTERS; k++)
                word[k] = (char)('a' + below(26));
            list[j] = word;
        }
        *cue = (struct cue){.name = list[0], .kind = CUE_WORDS};
        cue->in = PART_REPLY;
        wordlist_fill(&cue->own, &set->arena, "", list, LISTED);
        cue->words = &cue->own;
        buffer_add_text(text, list[LISTED - 1]);
        buffer_add_byte(text, ' ');
    }
}

static void tries_what_there_is_no_room_to_look_for(void **state)
{
    (void)state;
    struct rubric *rubric = fixture_rubric();
    struct set_of_cues set = {0};
    struct dialogue dialogue = {0};
    struct buffer text = {0};
    size_t tried = 0;
    seed = 12;
    make_long_lists(&set, &text);
    struct index *index = index_new(set.cues, CUES, NULL);
    assert_int_equal(compare(rubric, &set, index, &dialogue, "No.", &tried), 0);
    assert_in_range(tried, 1, CUES - 1);
    assert_int_equal(
        compare(rubric, &set, index, &dialogue, buffer_text(&text), &tried),
        CUES);
    buffer_free(&text);
    index_free(index);
    free_cues(&set);
    rubric_free(rubric);
}

/* ---- The shipped rubrics ---- */

static void scores_the_same(const struct rubric *rubric,
                            const struct dialogue *dialogue, const char *text)
{
    struct utterance *reply = fixture_said(rubric, text);
    struct scoring *one = score_reply(rubric, dialogue, reply);
    struct scoring *other = score_plainly(rubric, dialogue, reply);
    assert_int_equal(one->unscorable, other->unscorable);
    for (size_t i = 0; i < rubric->cue_count; i++) {
        const struct match *match;
        size_t j = 0;
        do {
            match = score_match(one, i, j);
            const struct match *plain = score_match(other, i, j++);
            bool same = (match == NULL) == (plain == NULL);
            if (match != NULL && same)
                same = match->whose == plain->whose &&
                       match->span.start == plain->span.start &&
                       match->span.end == plain->span.end;
            if (!same)
                fail_msg("'%s' differs on '%s'", rubric->cues[i].name, text);
        } while (match != NULL);
    }
    score_free(one);
    score_free(other);
    utterance_free(reply);
}

/* A few pieces of examples, cut anywhere, so that patterns are met nearly. */
static void add_patchwork(const struct rubric *rubric, struct buffer *out)
{
    for (size_t pieces = 1 + below(4); pieces > 0; pieces--) {
        const struct code *code = &rubric->codes[below(rubric->code_count)];
        if (code->example_count == 0) continue;
        const char *text = code->examples[below(code->example_count)].reply;
        size_t length = strlen(text);
        size_t from = below(2) == 0 ? 0 : below(length + 1);
        size_t to = below(2) == 0 ? length : from + below(length - from + 1);
        while (from < length && ((unsigned char)text[from] & 0xc0) == 0x80)
            from++;
        while (to < length && ((unsigned char)text[to] & 0xc0) == 0x80)
            to++;
        if (to > from) buffer_add(out, text + from, to - from);
        if (below(3) == 0) add_text(out);
        if (below(2) == 0) buffer_add_text(out, PICK(gaps));
    }
}

/* Now and then more of them than can be typed. */
static void write_text(const struct rubric *rubric, struct buffer *out)
{
    size_t least = below(50) == 0 ? PATTERN_TYPED : 0;
    buffer_clear(out);
    do {
        add_patchwork(rubric, out);
    } while (out->length < least);
}

static void scores_as_the_plain_loop_does(void **state)
{
    static const char *const names[] = {"alliance", "epitome"};
    enum { REPLIES = 600 };
    (void)state;
    seed = 2;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct rubric *rubric = fixture_shipped(names[i]);
        struct dialogue dialogue = {0};
        struct buffer text = {0};
        for (size_t j = 0; j < REPLIES; j++) {
            if (j % 20 == 0) dialogue_return(&dialogue, 0);
            write_text(rubric, &text);
            dialogue_add(&dialogue, SPEAKER_CLIENT,
                         fixture_said(rubric, buffer_text(&text)));
            write_text(rubric, &text);
            scores_the_same(rubric, &dialogue, buffer_text(&text));
            dialogue_add(&dialogue, SPEAKER_TRAINEE,
                         fixture_said(rubric, buffer_text(&text)));
        }
        buffer_free(&text);
        dialogue_free(&dialogue);
        rubric_free(rubric);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_same_at_random),
        cmocka_unit_test(finds_words_said_again),
        cmocka_unit_test(heeds_words_that_bar),
        cmocka_unit_test(looks_where_a_cue_looks),
        cmocka_unit_test(tells_the_later_sentences_together),
        cmocka_unit_test(tells_what_is_long),
        cmocka_unit_test(tells_what_is_much),
        cmocka_unit_test(tries_what_there_is_no_room_to_look_for),
        cmocka_unit_test(scores_as_the_plain_loop_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
