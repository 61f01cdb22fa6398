/* What is found without PCRE2 is what PCRE2 finds: for patterns in which one
 * way has precedence over another or decides over it, written down and made at
 * random. What is random comes from a fixed seed; another may be given, and
 * how many patterns: test_matcher 7 100000. */
#include "rubric/filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rubric/pattern.h"

#include "fixture.h"

#include "chance.h"

static size_t patterns = 12000;

static struct pattern *compiled(const char *text)
{
    struct pattern_refusal refusal;
    struct pattern *pattern = pattern_compile(text, strlen(text), &refusal);
    if (pattern == NULL) fail_msg("'%s': %s", text, refusal.text);
    return pattern;
}

/* ---- Who was asked ---- */

/* What a filter does with two patterns that are not its own, of which one never
 * matches and the other everywhere: where it comes to the same with both, it
 * asked neither. */
struct witness {
    struct pattern *never;
    struct pattern *always;
};

static void call(struct witness *witness)
{
    witness->never = compiled("\\x{10fffd}");
    witness->always = compiled("[\\s\\S]");
}

static void dismiss(struct witness *witness)
{
    pattern_free(witness->never);
    pattern_free(witness->always);
}

/* True when FILTER needs no PCRE2 to say what begins in BEGINS. */
static bool knows(const struct witness *witness, struct filter *filter,
                  const char *text, size_t length, struct span begins)
{
    struct span one = {0, 0};
    struct span other = {0, 0};
    enum pattern_outcome outcome =
        filter_find(filter, witness->never, NULL, text, length, begins, &one);
    if (filter_find(filter, witness->always, NULL, text, length, begins,
                    &other) != outcome)
        return false;
    return outcome == PATTERN_NONE ||
           (one.start == other.start && one.end == other.end);
}

/* ---- Written down ---- */

enum { NOT = 1000, ALL = 1000 };

/* A match of which it is certain, one for which PCRE2 was asked. */
enum asked { SURE, ASKED };

struct known {
    const char *pattern;
    const char *text;
    struct span begins; /* ALL: to the end of the text */
    struct span found;  /* NOT: none; ALL: PCRE2 may say, by its version */
    enum asked asked;
};

/* What PCRE2 alone finds. */
static struct span found_alone(struct pattern *pattern, const char *text,
                               size_t from)
{
    struct span found;
    enum pattern_outcome outcome =
        pattern_find(pattern, text, strlen(text), from, &found);
    return outcome == PATTERN_FOUND ? found : (struct span){NOT, 0};
}

static void is_at(const struct known *known, struct span found,
                  struct span expected, const char *whose)
{
    if (found.start != expected.start || found.end != expected.end)
        fail_msg("'%s' in '%s': %zu to %zu, not %zu to %zu as %s has it",
                 known->pattern, known->text, found.start, found.end,
                 expected.start, expected.end, whose);
}

static void is_known(const struct witness *witness, const struct known *known)
{
    const char *text = known->text;
    size_t length = strlen(text);
    struct span begins = known->begins;
    struct pattern *pattern = compiled(known->pattern);
    struct filter *filter = filter_new(known->pattern, strlen(known->pattern));
    struct span found = {NOT, 0};
    if (begins.end == ALL) begins.end = length;
    enum pattern_outcome outcome =
        filter_find(filter, pattern, NULL, text, length, begins, &found);
    if (outcome != PATTERN_FOUND) found = (struct span){NOT, 0};
    if (begins.end == length)
        is_at(known, found, found_alone(pattern, text, begins.start), "PCRE2");
    if (known->found.end != ALL) is_at(known, found, known->found, "the table");
    bool sure = knows(witness, filter, text, length, begins);
    if (sure != (known->asked == SURE))
        fail_msg("'%s' in '%s': %s", known->pattern, text,
                 sure ? "PCRE2 was not asked" : "PCRE2 was asked");
    filter_free(filter);
    pattern_free(pattern);
}

static void are_known(const struct known *known, size_t count)
{
    struct witness witness;
    call(&witness);
    for (size_t i = 0; i < count; i++)
        is_known(&witness, &known[i]);
    dismiss(&witness);
}

static const struct known precedence[] = {
    {"a|ab", "ab", {0, ALL}, {0, 1}, SURE},
    {"ab|a", "ab", {0, ALL}, {0, 2}, SURE},
    {"ab|a", "ac", {0, ALL}, {0, 1}, SURE},
    {"AB|a", "Ab", {0, ALL}, {0, 2}, SURE},
    {"(?:a|ab)(?:c|bcd)", "abcd", {0, ALL}, {0, 4}, SURE},
    {"(?:a|ab)(?:c|bcd)", "abcc", {0, ALL}, {0, 3}, SURE},
    {"(?:a|ab)(?:c|bcd)?", "abcd", {0, ALL}, {0, 4}, SURE},
    {"(?:ab|a)(?:c|bcd)?", "abcd", {0, ALL}, {0, 3}, SURE},
    {"(?:a|ab)c|abd|ab", "abd", {0, ALL}, {0, 3}, SURE},
    {"(?:(?:a|ab)|abc)(?:c|d)?", "abcd", {0, ALL}, {0, 1}, SURE},
    {"a(?:|b)", "ab", {0, ALL}, {0, 1}, SURE},
    {"a(?:b|)", "ab", {0, ALL}, {0, 2}, SURE},
    {"(?:|a)b", "ab", {0, ALL}, {0, 2}, SURE},
    {"a?ab?", "ab", {0, ALL}, {0, 2}, SURE},
    {"a+ab", "aaab", {0, ALL}, {0, 4}, SURE},
    {"a*a", "aaa", {0, ALL}, {0, 3}, SURE},
    {"a{1,2}(?:a|ab)", "aab", {0, ALL}, {0, 2}, SURE},
    {"a{2,3}b?", "aaaab", {0, ALL}, {0, 3}, SURE},
    {"a{2}b?", "aab", {0, ALL}, {0, 3}, SURE},
    {"(?:a|ab)+", "abab", {0, ALL}, {0, 1}, SURE},
    {"(?:ab|a)+", "abaab", {0, ALL}, {0, 5}, SURE},
    {"(?:a|b)*c|ab", "abab", {0, ALL}, {0, 2}, SURE},
    {"a.*c|a", "abcbc", {0, ALL}, {0, 5}, SURE},
    {"a.*d|a", "abcbc", {0, ALL}, {0, 1}, SURE},
    {"[ab]+b|abc", "abc", {0, ALL}, {0, 2}, SURE},
    {"a+?b?", "aab", {0, ALL}, {0, 1}, ASKED},
    {"a(?:b|c)??c", "acc", {0, ALL}, {0, 2}, ASKED},
    {"(?:a{1,2}?)(?:ab)?", "aab", {0, ALL}, {0, 3}, ASKED},
    /* Without end, and one way of it was nothing. */
    {"(?:a?)*b", "aab", {0, ALL}, {0, 3}, ASKED},
    {"(?:a|\\b)*b", "aab", {0, ALL}, {0, 3}, ASKED},
    {"(?:|a)+b", "ab", {0, ALL}, {0, 2}, ASKED},
    {"(?:|a)+b?c", "abc", {0, ALL}, {0, 3}, ASKED},
    {"(?:|a)*(?:a|b)", "aab", {0, ALL}, {0, 1}, ASKED},
    {"(?:a?){0,3}b", "aab", {0, ALL}, {0, 3}, SURE},
    {"(?:|a){0,3}(?:a|b)", "aab", {0, ALL}, {0, 1}, SURE},
    {"(?:a?){2}b", "ab", {0, ALL}, {0, 2}, SURE},
    /* What stands between belongs to nothing. */
    {"ab+(?#c)?", "a", {0, ALL}, {NOT, 0}, ASKED},
    {"ab+(?#c)?", "abb", {0, ALL}, {0, 2}, ASKED},
    {"ab+\\E+b", "abb", {0, ALL}, {NOT, 0}, ASKED},
    {"ab(?#c)+b", "abb", {0, ALL}, {0, 3}, SURE},
    /* ? and * change places here, and where the option reaches. */
    {"(?U)a+", "aa", {0, ALL}, {0, 1}, ASKED},
    {"(?sU)a+", "aa", {0, ALL}, {0, 1}, ASKED},
    {"(?U:a+)b?", "aab", {0, ALL}, {0, 1}, ASKED},
    {"c(?U)|b+", "bbb", {0, ALL}, {0, 1}, ASKED},
    {"(?:(?U)c|b+)", "bbb", {0, ALL}, {0, 1}, ASKED},
};

static const struct known possessive[] = {
    {"a++b", "aab", {0, ALL}, {0, 3}, SURE},
    {"a++ab", "aaab", {0, ALL}, {NOT, 0}, SURE},
    {"a*+a|b", "aab", {0, ALL}, {2, 3}, SURE},
    {"a?+ab", "ab", {0, ALL}, {NOT, 0}, SURE},
    {"a?+ab", "aab", {0, ALL}, {0, 3}, SURE},
    {"a{1,3}+ab", "aaab", {0, ALL}, {NOT, 0}, SURE},
    {"a{1,3}+ab", "aaaab", {0, ALL}, {0, 5}, SURE},
    {"a{1,3}+b|a", "aaaab", {0, ALL}, {0, 1}, SURE},
    {"a{0,2}+ab", "aab", {0, ALL}, {NOT, 0}, SURE},
    {"a{0,2}+ab", "aaab", {0, ALL}, {0, 4}, SURE},
    {"a{2}+a", "aaa", {0, ALL}, {0, 3}, SURE},
    {"a{2,}+b", "aaab", {0, ALL}, {0, 4}, SURE},
    {"a{2,}+ab", "aaab", {0, ALL}, {NOT, 0}, SURE},
    {"[ab]*+b", "abab", {0, ALL}, {NOT, 0}, SURE},
    {"[^b]++\\w", "a b", {0, ALL}, {0, 3}, SURE},
    {"k++a", "k\u212aa", {0, ALL}, {0, 5}, ASKED},
    {"k++\u00e9", "k\u00e9", {0, ALL}, {0, 3}, ASKED},
    {"a++\\w", "aa\u00e9", {0, ALL}, {0, 4}, ASKED},
    {"a++$", "baa", {0, ALL}, {1, 3}, SURE},
    /* Groups. */
    {"(?:ab|a)++b", "abab", {0, ALL}, {NOT, 0}, SURE},
    {"(?:a|ab)++b", "ab", {0, ALL}, {0, 2}, SURE},
    {"(?:a|ab)++c", "abc", {0, ALL}, {NOT, 0}, SURE},
    {"(?:a|ab)?+c", "abc", {0, ALL}, {2, 3}, ASKED},
    {"(?:ab|a)?+bc", "abc", {0, ALL}, {1, 3}, ASKED},
    {"(?:a|b)?+ab", "ab", {0, ALL}, {NOT, 0}, SURE},
    {"(?:ab){1,2}+ab", "abab", {0, ALL}, {NOT, 0}, SURE},
    {"(?:ab){1,2}+ab", "ababab", {0, ALL}, {0, 6}, SURE},
    {"(?:ab|a){2}+b", "abab", {0, ALL}, {NOT, 0}, SURE},
    {"(?:ab|a){2}+b", "aabb", {0, ALL}, {0, 4}, SURE},
    {"c(?:ab|a)++b|cab", "cabb", {0, ALL}, {0, 4}, SURE},
    {"c(?:ab|a)++b|cab", "cab", {0, ALL}, {0, 3}, SURE},
    {"(?:c(?:ab|a)++)b", "cab", {0, ALL}, {NOT, 0}, ASKED},
    {"(?:c(?:ab|a)++|ca)b", "cab", {0, ALL}, {0, 3}, ASKED},
    /* Within what is repeated: of a letter it is known, of a group not. */
    {"(?:a++b)+c", "aabaabc", {0, ALL}, {0, 7}, SURE},
    {"(?:ab?+)+b", "abab", {0, ALL}, {NOT, 0}, SURE},
    {"(?:ab?+)+b", "abb", {0, ALL}, {0, 3}, SURE},
    {"(?:a{1,2}+b?)+a", "aaba", {0, ALL}, {0, 4}, SURE},
    {"(?:(?:ab|a)++c)+d", "abcacd", {0, ALL}, {0, 6}, ASKED},
    {"(?:(?:ab|a)++b?)+b", "abb", {0, ALL}, {0, 3}, ASKED},
    {"(?:(?:ab|a)?+b)?a", "aba", {0, ALL}, {0, 1}, ASKED},
    {"(?:a{1,2}+){2}a", "aaa", {0, ALL}, {NOT, 0}, SURE},
    {"(?:a{1,2}+){2}a", "aaaaa", {0, ALL}, {0, 5}, SURE},
    {"(?:(?:ab|a)++){2}c", "ababc", {0, ALL}, {NOT, 0}, ASKED},
};

static const struct known atomic[] = {
    {"(?>a|ab)c", "abc", {0, ALL}, {NOT, 0}, SURE},
    {"(?>ab|a)c", "abc", {0, ALL}, {0, 3}, SURE},
    {"(?>ab|a)bc", "abc", {0, ALL}, {NOT, 0}, SURE},
    {"(?>ab|a)bc|ab", "abc", {0, ALL}, {0, 2}, SURE},
    {"(?>a*)ab", "aab", {0, ALL}, {NOT, 0}, SURE},
    {"(?>a*)b", "aab", {0, ALL}, {0, 3}, ASKED},
    {"(?>a|ab)(?>c|cd)e", "abcde", {0, ALL}, {NOT, 0}, SURE},
    {"(?>a|ab)(?>c|cd)e", "ace", {0, ALL}, {0, 3}, SURE},
    {"(?>ab|a)(?>c|cd)d", "abcd", {0, ALL}, {0, 4}, SURE},
    {"a(?>b|bc)d|abcd", "abcd", {0, ALL}, {0, 4}, SURE},
    {"a(?>bc|b)c|ab", "abc", {0, ALL}, {0, 2}, ASKED},
    {"(?>(?:a|ab)(?:c|b))d", "abd", {0, ALL}, {0, 3}, SURE},
    {"(?>(?:a|ab)(?:c|b))d", "abcd", {0, ALL}, {NOT, 0}, SURE},
    {"(?>a+b|a)a", "aaa", {0, ALL}, {0, 2}, SURE},
    {"(?>a\\b|ab)c|b", "abc", {0, ALL}, {0, 3}, SURE},
    {"(?>a\\b|ab)c|b", "ab\u00e9", {0, ALL}, {1, 2}, SURE},
    {"(?>a\\b|ab|a)\u00e9|b", "a\u00e9b", {0, ALL}, {0, 3}, ASKED},
    /* The first alternative decides late, over one that has gone on. */
    {"(?>abc|a)bcd", "abcd", {0, ALL}, {NOT, 0}, SURE},
    {"(?>abc|a)bcd", "abcbcd", {0, ALL}, {0, 6}, SURE},
    {"(?>abc|a)bcd", "abd abcbcd", {0, ALL}, {4, 10}, SURE},
    {"(?>aab|a)(?:ab)?", "aac", {0, ALL}, {0, 1}, SURE},
    {"(?>aab|a)(?:ab)?", "aabab", {0, ALL}, {0, 5}, ASKED},
    /* Within an alternative, and others beside it. */
    {"(?:a(?>b|bc)|abc)d", "abcd", {0, ALL}, {0, 4}, ASKED},
    {"(?:abc|a(?>b|bc))d", "abcd", {0, ALL}, {0, 4}, SURE},
    {"(?:abc|a(?>b|bc))d", "abbc", {0, ALL}, {NOT, 0}, SURE},
    {"(?:(?>ab|a)|c)b", "abb", {0, ALL}, {0, 3}, ASKED},
    {"(?:(?>ab|a)|c)b", "ab", {0, ALL}, {NOT, 0}, ASKED},
    {"(?:(?>a|ab)|c)(?:b|d)", "abd", {0, ALL}, {0, 2}, SURE},
    /* Entered again while the time before is not over. */
    {"a*(?>a|ab)c", "aabc", {0, ALL}, {NOT, 0}, ASKED},
    {"a*(?>ab|b)c", "aabc", {0, ALL}, {0, 4}, ASKED},
    {"a*(?>bc|b)c", "aabc", {0, ALL}, {NOT, 0}, SURE},
    /* Versions of PCRE2 differ in what the a+ gives back. */
    {"a+(?:b)?+ab", "aab", {0, ALL}, {ALL, ALL}, ASKED},
    {"a+(?:bb){0,300}+ab", "aab", {0, ALL}, {ALL, ALL}, ASKED},
    {"a+(?:bb|c){0,2}+ab", "aab", {0, ALL}, {ALL, ALL}, ASKED},
    {"a+(?>b?|c)ab", "aab", {0, ALL}, {ALL, ALL}, ASKED},
    {"a+(?>|c)ab", "aab", {0, ALL}, {ALL, ALL}, ASKED},
    {"a+(?>(?>b)?|c)ab", "aab", {0, ALL}, {ALL, ALL}, ASKED},
    {"a+b?+ab", "aab", {0, ALL}, {0, 3}, SURE},
    {"a+b{0,2}+ab", "aab", {0, ALL}, {0, 3}, SURE},
    {"a+(?:b)*+ab", "aab", {0, ALL}, {0, 3}, SURE},
    {"a+(?:bb|c)*+ab", "aab", {0, ALL}, {0, 3}, ASKED},
    {"a*(?>aab|a)c", "aabc", {0, ALL}, {0, 4}, ASKED},
    {".*(?>ab|a)b", "aabb", {0, ALL}, {0, 4}, ASKED},
    /* In what is repeated, or another. */
    {"(?:(?>ab|a)c?)+b", "abab", {0, ALL}, {NOT, 0}, ASKED},
    {"(?:(?>ab|a)){2}b", "abab", {0, ALL}, {NOT, 0}, ASKED},
    {"(?>a|ab)?b", "ab", {0, ALL}, {0, 2}, ASKED},
    {"(?>a|ab)?c", "abc", {0, ALL}, {2, 3}, ASKED},
    {"(?>a(?>b|bc)|abc)d", "abcd", {0, ALL}, {NOT, 0}, ASKED},
    {"(?>(?>ab|a)b|ab)c", "abc", {0, ALL}, {0, 3}, ASKED},
    {"(?>(?:ab|a)++b|ab)c", "abc", {0, ALL}, {0, 3}, ASKED},
    {"(?>(?:ab|a)++b|cc)c", "ccc", {0, ALL}, {0, 3}, SURE},
    {"(?=(?>ab|a)b)abb", "abb", {0, ALL}, {0, 3}, ASKED},
};

static const struct known forbidden[] = {
    {"a(?!b)", "abac", {0, ALL}, {2, 3}, ASKED},
    {"a(?!b)", "aba", {0, ALL}, {2, 3}, ASKED},
    {"(?!ab)a", "abac", {0, ALL}, {2, 3}, ASKED},
    {"(?!ab)a.", "abac", {0, ALL}, {2, 4}, SURE},
    {"(?!a)\\w", "aab", {0, ALL}, {2, 3}, SURE},
    {"a(?!bc)b.", "abcabd", {0, ALL}, {3, 6}, SURE},
    {"a(?!bb)b", "abbab", {0, ALL}, {3, 5}, ASKED},
    {"a(?!b)c|ab", "ab", {0, ALL}, {0, 2}, SURE},
    {"a(?! b| c)", "a b a d", {0, ALL}, {4, 5}, ASKED},
    {"a(?!$)", "aa", {0, ALL}, {0, 1}, SURE},
    {"a(?!\\b)", "a ab", {0, ALL}, {2, 3}, SURE},
    {"a(?!\\B)", "ab a", {0, ALL}, {3, 4}, SURE},
    {"a(?!\\B)", "a\u00e9", {0, ALL}, {NOT, 0}, ASKED},
    {"a(?!k)", "a\u212a", {0, ALL}, {NOT, 0}, ASKED},
    {"a+(?!b)", "aab", {0, ALL}, {0, 1}, ASKED},
    {"a++(?!b)", "aab", {0, ALL}, {NOT, 0}, ASKED},
    {"a(?!)|b", "ab", {0, ALL}, {1, 2}, SURE},
    /* It is longer than the match. */
    {"a(?! far away)", "a far cry", {0, ALL}, {0, 1}, SURE},
    {"a(?! far away)", "a far away", {0, ALL}, {3, 4}, ASKED},
    {"^a(?! far away)", "a far away", {0, ALL}, {NOT, 0}, ASKED},
    {"^(?!.*c)a+b", "aab", {0, ALL}, {0, 3}, SURE},
    {"^(?!.*c)a+b", "aabc", {0, ALL}, {NOT, 0}, ASKED},
    {"^(?!.*c)a+b.*d", "aabcd", {0, ALL}, {NOT, 0}, SURE},
    {"^(?!.*c)a+b.*d", "aabd", {0, ALL}, {0, 4}, SURE},
    /* Within alternatives; several; in one another. */
    {"(?:a(?!b)|ab)c", "abc", {0, ALL}, {0, 3}, ASKED},
    {"(?:a(?!b)|ab)c", "ac", {0, ALL}, {0, 2}, SURE},
    {"(?:ab|a(?!c))c?", "ac", {0, ALL}, {NOT, 0}, ASKED},
    {"(?:a(?!bc)|d)b.", "abcabd", {0, ALL}, {3, 6}, ASKED},
    {"(?!ab)(?!ac)a.", "abacad", {0, ALL}, {4, 6}, SURE},
    {"a(?!b)(?!c).", "abacad", {0, ALL}, {4, 6}, SURE},
    {"a(?!b).(?!c).", "acdacb", {0, ALL}, {0, 3}, SURE},
    {"a(?!b).(?!c).", "adcaddd", {0, ALL}, {3, 6}, SURE},
    {"a(?!b(?!c))", "ac", {0, ALL}, {0, 1}, SURE},
    {"a(?!b(?!c))", "abc", {0, ALL}, {0, 1}, ASKED},
    {"a(?!b(?!c))", "ab", {0, ALL}, {NOT, 0}, ASKED},
    {"(?>a(?!b)|ab)c", "abc", {0, ALL}, {0, 3}, ASKED},
    {"(?!(?>a|ab)c)a.", "abc", {0, ALL}, {0, 2}, ASKED},
    {"(?!(?:ab|a)++b)a.", "ab", {0, ALL}, {0, 2}, ASKED},
    {"(?!a++b)a.", "aabaa", {0, ALL}, {3, 5}, ASKED},
    {"(?>a|ab)(?!b).", "abac", {0, ALL}, {2, 4}, SURE},
    {"(?!ab)(?>a|b)c", "abc ac", {0, ALL}, {1, 3}, SURE},
    /* Met again while the time before is not over, or in what is repeated. */
    {"a*(?!ab)b", "aab", {0, ALL}, {0, 3}, ASKED},
    {"(?:a(?!b))+c", "aac", {0, ALL}, {0, 3}, ASKED},
    {"(?:a(?!b))+c", "abc", {0, ALL}, {NOT, 0}, SURE},
    {"(?:a(?!b))?c", "bc", {0, ALL}, {1, 2}, SURE},
    {"(?:a(?!b)b?)*c", "abc", {0, ALL}, {2, 3}, ASKED},
    {"a(?=b)", "ab", {0, ALL}, {0, 1}, ASKED},
    {"(?!(?<=a)b)b", "ab b", {0, ALL}, {3, 4}, ASKED},
};

static const struct known behind[] = {
    {"(?<!a)b", "ab b", {0, ALL}, {3, 4}, SURE},
    {"(?<!a)b", "Ab b", {1, ALL}, {3, 4}, SURE},
    {"(?<!A)b", "ab b", {1, ALL}, {3, 4}, SURE},
    {"(?<!a)b", "b", {0, ALL}, {0, 1}, SURE},
    {"(?<!ca)b", "ab", {0, ALL}, {1, 2}, SURE},
    {"(?<!a )(?<!so )b", "so b a b c b", {0, ALL}, {11, 12}, SURE},
    {"(?<!a |so )b", "so b a b c b", {0, ALL}, {11, 12}, SURE},
    {"(?<!a|)b", "b b", {0, ALL}, {NOT, 0}, SURE},
    {"(?<!'|\\?)b", "'b?b\"b", {0, ALL}, {5, 6}, SURE},
    {"(?<!a)\\bb", "ab a b", {0, ALL}, {5, 6}, SURE},
    {"(?<!a)(?:b|c)", "ac c", {0, ALL}, {3, 4}, SURE},
    {"(?<!a)b+?", "abb", {0, ALL}, {2, 3}, ASKED},
    {"(?<!a)a*+b", "aab", {0, ALL}, {0, 3}, SURE},
    /* Only what begins a pattern, and all of it. */
    {"\\b(?<!a )b", "a b b", {0, ALL}, {4, 5}, ASKED},
    {"(?<!a)?b", "ab", {0, ALL}, {1, 2}, ASKED},
    {"(?<!a)b|c", "ab c", {0, ALL}, {3, 4}, ASKED},
    {"c|(?<!a)b", "ab b", {0, ALL}, {3, 4}, ASKED},
    {"(?<!\\w)b", "ab b", {0, ALL}, {3, 4}, ASKED},
    {"(?<!(?:a))b", "ab b", {0, ALL}, {3, 4}, ASKED},
    {"(?<=a)b", "b ab", {0, ALL}, {3, 4}, ASKED},
    /* The Kelvin sign is a k, the long s an s. */
    {"(?<!k)b", "\u212ab b", {0, ALL}, {5, 6}, ASKED},
    {"(?<!s)b", "\u017fb", {0, ALL}, {NOT, 0}, ASKED},
    {"(?<!s)b", "\u00e9b", {0, ALL}, {2, 3}, ASKED},
};

static const struct known places[] = {
    {"^a", "ba", {0, ALL}, {NOT, 0}, SURE},
    {"(?:^|b)a", "ba", {0, ALL}, {0, 2}, SURE},
    {"(?:^|c)b|a", "ba", {0, ALL}, {0, 1}, SURE},
    {"a$", "aba", {0, ALL}, {2, 3}, SURE},
    {"a\\z", "aba", {0, ALL}, {2, 3}, SURE},
    {"a\\z", "a\n", {0, ALL}, {NOT, 0}, SURE},
    {"a$", "a\n", {0, ALL}, {0, 1}, ASKED},
    {"a$", "a\r\n", {0, ALL}, {ALL, ALL}, ASKED},
    {"a\\Z", "a\n", {0, ALL}, {0, 1}, ASKED},
    {"a$b?", "ab", {0, ALL}, {NOT, 0}, SURE},
    {"(?m)^a", "b\na", {0, ALL}, {2, 3}, ASKED},
    {"(?m)a$", "a\nb", {0, ALL}, {0, 1}, ASKED},
    {"(?m)a$", "ab", {0, ALL}, {NOT, 0}, ASKED},
    {"a\\b", "ab a", {0, ALL}, {3, 4}, SURE},
    {"a\\B", "a ab", {0, ALL}, {2, 3}, SURE},
    {"\\ba", "_a a", {0, ALL}, {3, 4}, SURE},
    {"\\ba", "\u00e9a a", {0, ALL}, {4, 5}, ASKED},
    {"\\Ba", "\u00e9a", {0, ALL}, {2, 3}, ASKED},
    {"a\\b", "a\u2019", {0, ALL}, {0, 1}, ASKED},
    {"a\\b", "a\u00e9", {0, ALL}, {NOT, 0}, ASKED},
    {"a\\b|ab", "ab", {0, ALL}, {0, 2}, SURE},
    {"a\\b.|ab", "ab", {0, ALL}, {0, 2}, SURE},
    {"a\\b \\ba|a ", "a a", {0, ALL}, {0, 3}, SURE},
    {"a.c", "a c", {0, ALL}, {0, 3}, SURE},
    {"a.c", "a\nc", {0, ALL}, {NOT, 0}, ASKED},
    {"a.c", "a\rc", {0, ALL}, {ALL, ALL}, ASKED},
    {"a.+", "ab\r\nc", {0, ALL}, {ALL, ALL}, ASKED},
    {"a.+c|a", "ab\r\nd", {0, ALL}, {0, 1}, SURE},
    {"a\\N?b", "a\nb", {0, ALL}, {NOT, 0}, ASKED},
    {"(?s)a.c", "a\nc", {0, ALL}, {0, 3}, ASKED},
    {"a[^b]c", "a\nc", {0, ALL}, {0, 3}, SURE},
    {"a\\s+c", "a\r\nc", {0, ALL}, {0, 4}, SURE},
    {"a\\Rc", "a\r\nc", {0, ALL}, {0, 4}, ASKED},
    {"a\\Xc", "abc", {0, ALL}, {0, 3}, ASKED},
};

static const struct known letters[] = {
    {"ask", "an ASK", {0, ALL}, {3, 6}, SURE},
    {"ask", "a\u017fk", {0, ALL}, {0, 4}, ASKED},
    {"ask", "as\u212a", {0, ALL}, {0, 5}, ASKED},
    {"[j-l]", "\u212a", {0, ALL}, {0, 3}, ASKED},
    {"[^k]a", "\u212aa", {0, ALL}, {NOT, 0}, ASKED},
    {"[^k]a", "\u00e9a", {0, ALL}, {0, 3}, ASKED},
    {"(?-i)a", "Aa", {0, ALL}, {1, 2}, ASKED},
    {"(?-i)[^a]b", "Ab", {0, ALL}, {0, 2}, ASKED},
    {"(?-i:a)|b", "b", {0, ALL}, {0, 1}, ASKED},
    {"(?-i)4", "4", {0, ALL}, {0, 1}, SURE},
    {"(?^)a", "Aa", {0, ALL}, {1, 2}, ASKED},
    {"(?i)a", "A", {0, ALL}, {0, 1}, SURE},
    {"(?s)ab", "ab", {0, ALL}, {0, 2}, SURE},
    {"\u00e9", "\u00c9", {0, ALL}, {0, 2}, ASKED},
    {"a\u00e9?b", "ab", {0, ALL}, {0, 2}, SURE},
    {"a\\w?", "a\u00e9", {0, ALL}, {0, 3}, ASKED},
    {"a\\w?b|a", "a\u00e9", {0, ALL}, {0, 1}, SURE},
    {"a.b", "a\u00e9b", {0, ALL}, {0, 4}, ASKED},
    {"(a|b)\\1", "abb", {0, ALL}, {1, 3}, ASKED},
    {"([^,])\\1", "abb", {0, ALL}, {1, 3}, ASKED},
    {"(a)(?1)", "aa", {0, ALL}, {0, 2}, ASKED},
};

static const struct known begun_within[] = {
    {"ab", "abab", {1, ALL}, {2, 4}, SURE},
    {"ab", "ccab", {0, 2}, {NOT, 0}, SURE},
    {"ab", "ccab", {0, 3}, {2, 4}, SURE},
    {"ab|abc", "cabc", {0, 2}, {1, 3}, SURE},
    {"abc|ab", "cabc", {0, 2}, {1, 4}, SURE},
    {"abc|ab", "cabc", {1, 2}, {1, 4}, SURE},
    {"a", "a", {1, 1}, {NOT, 0}, SURE},
    {"^a", "aa", {1, ALL}, {NOT, 0}, SURE},
    {"^a", "aa", {0, 1}, {0, 1}, SURE},
    {"^b|a", "ba", {1, ALL}, {1, 2}, SURE},
    {"\\ba", "ba a", {1, ALL}, {3, 4}, SURE},
    {"\\Ba", "ba", {1, ALL}, {1, 2}, SURE},
    {"a", "\u00e9a", {2, ALL}, {2, 3}, SURE},
    {"\\ba", "\u00e9a", {2, ALL}, {NOT, 0}, ASKED},
    {"a(?!b)", "ab", {0, 1}, {NOT, 0}, ASKED},
    {"a(?!b)", "ac", {0, 1}, {0, 1}, SURE},
    {"(?<=a)b", "ab", {1, ALL}, {1, 2}, ASKED},
};

static void heeds_precedence(void **state)
{
    (void)state;
    are_known(precedence, COUNT(precedence));
}

static void gives_nothing_back(void **state)
{
    (void)state;
    are_known(possessive, COUNT(possessive));
    are_known(atomic, COUNT(atomic));
}

static void heeds_what_is_forbidden(void **state)
{
    (void)state;
    are_known(forbidden, COUNT(forbidden));
}

static void looks_behind_where_a_pattern_begins(void **state)
{
    (void)state;
    are_known(behind, COUNT(behind));
}

static void knows_places_and_letters(void **state)
{
    (void)state;
    are_known(places, COUNT(places));
    are_known(letters, COUNT(letters));
}

static void begins_where_it_may(void **state)
{
    (void)state;
    are_known(begun_within, COUNT(begun_within));
}

/* As many times the letter a. */
static const struct {
    const char *pattern;
    size_t count;
    struct span found;
    enum asked asked;
} counted[] = {
    {"a{1,199}", 400, {0, 199}, SURE},
    {"a{1,200}", 199, {0, 199}, SURE},
    {"a{1,200}", 200, {0, 200}, SURE},
    {"a{1,200}", 201, {0, 200}, ASKED},
    {"a{1,200}+", 200, {0, 200}, SURE},
    {"a{1,200}+", 201, {0, 200}, ASKED},
    {"a{200}", 200, {0, 200}, SURE},
    {"a{200}", 199, {NOT, 0}, SURE},
    {"a{200}", 201, {0, 200}, ASKED},
    {"a{300,}", 299, {NOT, 0}, SURE},
    {"a{300,}", 400, {0, 400}, SURE},
    {"a{300,}+a", 400, {NOT, 0}, SURE},
    {"(?:a|b){0,250}a", 250, {0, 250}, SURE},
    {"(?:a|b){0,250}a", 260, {0, 251}, ASKED},
    {"(?:a|b){0,250}+a", 250, {NOT, 0}, SURE},
    {"(?:a|b){0,250}+a", 251, {0, 251}, ASKED},
    {"(?:a{1,210}|b){1,300}", 210, {0, 210}, SURE},
    {"(?:a{1,210}|b){1,300}", 250, {0, 250}, ASKED},
    {"(?:a|b|c|d|e|f|g|h){199}", 190, {NOT, 0}, ASKED},
    {"(?:a|b|c|d|e|f|g|h){199,}", 190, {NOT, 0}, ASKED},
    {"(?:a|b|c|d|e|f|g|h){1,199}", 250, {0, 199}, ASKED},
    {"(?:a?){0,300}a", 250, {0, 250}, ASKED},
    {"a(?!a{0,200}b)", 200, {0, 1}, SURE},
    {"a(?!a{0,200}b)", 201, {0, 1}, ASKED},
};

static void counts_where_it_can(void **state)
{
    char text[401];
    struct witness witness;
    (void)state;
    call(&witness);
    for (size_t i = 0; i < COUNT(counted); i++) {
        memset(text, 'a', sizeof text);
        text[counted[i].count] = '\0';
        struct known known = {counted[i].pattern,
                              text,
                              {0, ALL},
                              counted[i].found,
                              counted[i].asked};
        is_known(&witness, &known);
    }
    dismiss(&witness);
}

/* ---- At random ---- */

enum { LONGEST = 15 /* texts */ };

struct tally {
    size_t pairs;
    size_t found;
    size_t sure;
    size_t sure_found;
    size_t plays;
    size_t told;
    size_t told_found;
};

static const char *const words[] = {
    "a",  "a",  "b",  "b",  "c",   "a",  "b",   "ab",  "abc", "ac", "aa",
    "ba", "bc", "ca", "bb", "aab", "a ", "ab ", "a b", " a",  " b", "b c",
};

static const char *const atoms[] = {
    "[ab]", "[bc]", "[^a]", "[^a ]", ".", "\\w", "\\W",
    "\\s",  "\\b",  "\\b",  "\\B",   "$", "^",   "[a-c ]",
};

static const char *const opens[] = {
    "(?:", "(?:", "(?:", "(",   "(?>", "(?>",  "(?>",
    "(?!", "(?!", "(?!", "(?=", "(?<", "(?<!", "(?|",
};

static const char *const repeats[] = {
    "?",      "*",   "+",    "?+",    "*+",    "++",      "?+",       "*+",
    "++",     "{2}", "{2,}", "{1,3}", "{0,2}", "{1,3}+",  "{2,}+",    "{2}+",
    "{0,3}+", "??",  "+?",   "{1}",   "{1}+",  "{0,300}", "{1,300}+",
};

static const char *const options[] = {
    "(?i)", "(?-i)", "(?s)", "(?m)", "(?U)", "(?sU)", "(?^)",
};

static void add_choice(struct buffer *out, size_t depth);

static void add_group(struct buffer *out, size_t depth)
{
    const char *open = PICK(opens);
    buffer_add_text(out, strcmp(open, "(?<") == 0 ? "(?<=" : open);
    add_choice(out, depth - 1);
    buffer_add_byte(out, ')');
}

static void add_piece(struct buffer *out, size_t depth)
{
    static const char *const runs[] = {"a*", "a+", "[ab]*", ".*", "[^c]+"};
    size_t kind = below(20);
    if (kind == 0 && depth > 0) { /* a decision that is met several times */
        buffer_add_text(out, PICK(runs));
        buffer_add_text(out, below(4) == 0 ? "(?!" : "(?>");
        add_choice(out, depth - 1);
        buffer_add_byte(out, ')');
        return;
    }
    if (kind < 9 || (kind < 16 && depth == 0))
        buffer_add_text(out, PICK(words));
    else if (kind < 16)
        add_group(out, depth);
    else if (kind < 19 || below(20) > 0)
        buffer_add_text(out, PICK(atoms));
    else
        buffer_add_text(out, PICK(options));
    if (below(100) == 0) buffer_add_text(out, below(2) == 0 ? "(?#a)" : "\\E");
    if (below(4) == 0) buffer_add_text(out, PICK(repeats));
    if (below(100) == 0) buffer_add_text(out, below(2) == 0 ? "\\E?" : "\\E+");
}

/* Of the alternatives many begin as the first one does. */
static void add_choice(struct buffer *out, size_t depth)
{
    static const size_t alternatives[] = {1, 1, 1, 2, 2, 3, 4};
    const char *stem = PICK(words);
    for (size_t i = PICK(alternatives); i > 0; i--) {
        if (below(3) == 0) buffer_add_text(out, stem);
        for (size_t pieces = 1 + below(5) / 2; pieces > 0; pieces--)
            add_piece(out, depth);
        if (i > 1) buffer_add_byte(out, '|');
    }
}

static void add_behind(struct buffer *out)
{
    static const char *const ends[] = {")",   ")",          ")",
                                       "|a)", "|ab)(?<!c)", ")?"};
    buffer_add_text(out, "(?<!");
    buffer_add_text(out, PICK(words));
    buffer_add_text(out, PICK(ends));
}

static struct pattern *random_pattern(void)
{
    struct buffer text = {0};
    struct pattern_refusal refusal;
    struct pattern *pattern;
    do {
        buffer_clear(&text);
        if (below(12) == 0) buffer_add_byte(&text, '^');
        if (below(12) == 0) add_behind(&text);
        add_choice(&text, 1 + below(3));
        pattern = pattern_compile(text.bytes, text.length, &refusal);
    } while (pattern == NULL);
    buffer_free(&text);
    return pattern;
}

struct trial {
    const struct witness *witness;
    struct pattern *pattern;
    struct filter *filter;
    const char *text;
    size_t length;
    struct tally *tally;
};

/* WANTED is what PCRE2 finds from the start of BEGINS on, and where it is. */
static void try_span(const struct trial *trial, struct span begins,
                     enum pattern_outcome wanted, struct span place)
{
    struct span found = {0, 0};
    size_t length;
    enum pattern_outcome here =
        filter_find(trial->filter, trial->pattern, NULL, trial->text,
                    trial->length, begins, &found);
    bool beyond = wanted == PATTERN_FOUND && place.start >= begins.end;
    bool sure = knows(trial->witness, trial->filter, trial->text, trial->length,
                      begins);
    trial->tally->pairs++;
    trial->tally->found += wanted == PATTERN_FOUND && !beyond;
    trial->tally->sure += sure;
    trial->tally->sure_found += sure && here == PATTERN_FOUND;
    if (wanted == PATTERN_LIMIT) return;
    if (beyond && sure && here == PATTERN_NONE) return;
    if (beyond && !sure) return;
    if (here != wanted ||
        (here == PATTERN_FOUND &&
         (found.start != place.start || found.end != place.end)))
        fail_msg("'%s' from %zu to %zu of '%s': %d at %zu to %zu, not %d at "
                 "%zu to %zu",
                 pattern_text(trial->pattern, &length), begins.start,
                 begins.end, trial->text, here, found.start, found.end, wanted,
                 place.start, place.end);
}

/* From every place on, matches that begin there, near it, and anywhere. */
static void try_text(const struct trial *trial)
{
    size_t length = trial->length;
    for (size_t from = 0; from < length; from++) {
        struct span place = {0, 0};
        size_t near = from + 2 + below(5);
        enum pattern_outcome wanted =
            pattern_find(trial->pattern, trial->text, length, from, &place);
        try_span(trial, (struct span){from, from + 1}, wanted, place);
        if (near < length)
            try_span(trial, (struct span){from, near}, wanted, place);
        try_span(trial, (struct span){from, length}, wanted, place);
    }
}

/* Side by side from all places, where all has been looked for before. */
static void try_plays(const struct trial *trial)
{
    struct matcher_play plays[LONGEST];
    struct matcher_play *order[LONGEST];
    struct span all = {0, trial->length};
    size_t next = 0;
    if (!filter_tells(trial->filter, trial->length)) return;
    assert_in_range(trial->length, 0, LONGEST);
    size_t count =
        filter_set_out(trial->filter, trial->text, trial->length, all, plays);
    matcher_play(plays, count, order);
    for (size_t from = 0; from < trial->length; from++) {
        struct span found = {from, 0};
        struct span alone = {0, 0};
        bool set_out = next < count && plays[next].start == from;
        enum matcher_outcome outcome =
            set_out ? filter_outcome(trial->filter, &plays[next++], &found)
                    : MATCHER_NONE;
        struct span place = {from, from + 1};
        trial->tally->plays++;
        trial->tally->told += outcome != MATCHER_OPEN;
        trial->tally->told_found += outcome == MATCHER_FOUND;
        if (outcome == MATCHER_OPEN) continue;
        assert_int_equal(knows(trial->witness, trial->filter, trial->text,
                               trial->length, place),
                         outcome != MATCHER_DOUBT);
        if (outcome == MATCHER_DOUBT) continue;
        if (filter_find(trial->filter, trial->pattern, NULL, trial->text,
                        trial->length, place, &alone) == PATTERN_NONE)
            assert_int_equal(outcome, MATCHER_NONE);
        else
            assert_memory_equal(&found, &alone, sizeof found);
    }
    assert_int_equal(next, count);
}

static void random_text(struct buffer *out)
{
    static const char common[] = "aaaaaabbbbbccc  ";
    buffer_clear(out);
    for (size_t count = 1 + below(LONGEST - 1); count > 0; count--)
        buffer_add_byte(out, common[below(sizeof common - 1)]);
    if (below(40) == 0) buffer_add_byte(out, '\n');
}

static void finds_what_pcre2_finds(void **state)
{
    enum { TEXTS = 6 };
    struct tally tally = {0};
    struct buffer text = {0};
    struct witness witness;
    (void)state;
    call(&witness);
    for (size_t i = 0; i < patterns; i++) {
        struct pattern *pattern = random_pattern();
        size_t length;
        const char *written = pattern_text(pattern, &length);
        struct filter *filter = filter_new(written, length);
        for (size_t j = 0; j < TEXTS; j++) {
            random_text(&text);
            const struct trial trial = {&witness,    pattern,
                                        filter,      buffer_text(&text),
                                        text.length, &tally};
            try_text(&trial);
            try_plays(&trial);
        }
        filter_free(filter);
        pattern_free(pattern);
    }
    buffer_free(&text);
    dismiss(&witness);
    /* Else all of it shows nothing: much must match, most without PCRE2. */
    print_message("# %zu pairs, %zu found, %zu sure, %zu sure found\n",
                  tally.pairs, tally.found, tally.sure, tally.sure_found);
    print_message("# side by side %zu, %zu told, %zu found\n", tally.plays,
                  tally.told, tally.told_found);
    assert_in_range(tally.found, tally.pairs / 5, tally.pairs * 4 / 5);
    assert_in_range(tally.sure, tally.pairs / 2, tally.pairs);
    assert_in_range(tally.sure_found, tally.found / 2, tally.pairs);
    assert_int_equal(tally.told, tally.plays);
    assert_in_range(tally.told_found, tally.plays / 10, tally.plays / 2);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heeds_precedence),
        cmocka_unit_test(gives_nothing_back),
        cmocka_unit_test(heeds_what_is_forbidden),
        cmocka_unit_test(looks_behind_where_a_pattern_begins),
        cmocka_unit_test(knows_places_and_letters),
        cmocka_unit_test(begins_where_it_may),
        cmocka_unit_test(counts_where_it_can),
        cmocka_unit_test(finds_what_pcre2_finds),
    };
    seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    if (argc > 2) patterns = strtoull(argv[2], NULL, 10);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
