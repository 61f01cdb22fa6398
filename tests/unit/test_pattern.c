#include "rubric/pattern.h"

#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct pattern *compiled(const char *text)
{
    struct pattern_refusal refusal;
    struct pattern *pattern = pattern_compile(text, strlen(text), &refusal);
    if (pattern == NULL) fail_msg("'%s': %s", text, refusal.text);
    assert_int_equal(refusal.fault, PATTERN_FINE);
    return pattern;
}

/* ---- Finding ---- */

static void finds(const char *text, const char *subject, size_t from,
                  size_t start, size_t end)
{
    struct pattern *pattern = compiled(text);
    struct span found = {0, 0};
    enum pattern_outcome outcome =
        pattern_find(pattern, subject, strlen(subject), from, &found);
    assert_int_equal(outcome, PATTERN_FOUND);
    assert_int_equal(found.start, start);
    assert_int_equal(found.end, end);
    pattern_free(pattern);
}

static void misses(const char *text, const char *subject, size_t from)
{
    struct pattern *pattern = compiled(text);
    struct span found;
    assert_int_equal(
        pattern_find(pattern, subject, strlen(subject), from, &found),
        PATTERN_NONE);
    pattern_free(pattern);
}

static void finds_the_first_match_from_a_place_on(void **state)
{
    (void)state;
    finds("\\bsounds? like\\b", "It sounds like rain", 0, 3, 14);
    finds("a", "banana", 0, 1, 2);
    finds("a", "banana", 2, 3, 4);
    misses("a", "banan", 4);
    misses("a", "banan", 5);
    misses("a", "", 0);
}

static void knows_case_words_and_letters_of_all_scripts(void **state)
{
    (void)state;
    finds("\u00e9t\u00e9", "L'\u00c9T\u00c9", 0, 2, 7);
    finds("\\b\\w+\\b", "\u00e9t\u00e9!", 0, 0, 5);
    misses("\\bt", "\u00e9t\u00e9", 0);
    finds("\\d", "\u0664", 0, 0, 2);
    finds(".", "\u4e2d", 0, 0, 3);
}

static void sees_the_subject_alone_and_all_of_it(void **state)
{
    (void)state;
    misses("^b", "ab", 1);
    finds("(?<=a)b", "ab", 1, 1, 2);
    finds("b$", "ab", 0, 1, 2);
    misses("a$", "ab", 0);
}

/* A pattern that can match nothing is refused, but one that PCRE2 thinks
 * always takes something must never give an empty span either. */
static void never_finds_nothing(void **state)
{
    (void)state;
    finds("a|b*c", "bbbc", 0, 0, 4);
    finds("(?=b)b|a", "ab", 0, 0, 1);
    finds("\\b(?:a|)b", "b", 0, 0, 1);
}

/* ---- Refusing ---- */

static void refuses(const char *text, enum pattern_fault fault, size_t at)
{
    struct pattern_refusal refusal;
    struct pattern *pattern = pattern_compile(text, strlen(text), &refusal);
    if (pattern != NULL) fail_msg("'%s' was not refused", text);
    if (refusal.fault != fault)
        fail_msg("'%s': fault %d, %s", text, (int)refusal.fault, refusal.text);
    assert_int_equal(refusal.at, at);
    assert_in_range(strlen(refusal.text), 10, sizeof refusal.text - 1);
}

static void refuses_what_does_not_compile(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t at;
    } cases[] = {
        {"(a", 2},     {"a)", 1},       {"[a", 2},
        {"*a", 0},     {"a\\", 2},      {"a{3,2}", 5},
        {"[z-a]", 3},  {"(?<=a+)b", 0}, {"\\p{Klingon}", 11},
        {"(a)\\2", 4}, {"\\y", 1},      {"[\\]\\C]", 4},
        {"(?y)", 2},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        refuses(cases[i].text, PATTERN_BAD_SYNTAX, cases[i].at);
}

static void refuses_in_plain_words(void **state)
{
    (void)state;
    struct pattern_refusal refusal;
    assert_null(pattern_compile("what (is", 8, &refusal));
    assert_string_equal(refusal.text, "a ( is never closed: add its ), or "
                                      "write \\( for the character itself");
}

static void refuses_what_can_match_nothing(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",     "a*",     "\\b",    "(?=x)", "^",        "$",
        "a?b?", "(?:a|)", "\\s*",   "(?!x)", "a|b*",     "(a*)*",
        "\\B",  "(?<=a)", "^\\W*$", "(?:)",  "(?=.*sad)"};
    for (size_t i = 0; i < COUNT(cases); i++)
        refuses(cases[i], PATTERN_MATCHES_NOTHING, 0);
}

static void refuses_what_is_not_allowed(void **state)
{
    (void)state;
    refuses("(*UTF)a", PATTERN_FORBIDDEN, 0);
    refuses("(*LIMIT_MATCH=1)a", PATTERN_FORBIDDEN, 0);
    refuses("a(*ACCEPT)b", PATTERN_FORBIDDEN, 1);
    refuses("a(?C)b", PATTERN_FORBIDDEN, 1);
    refuses("a(?C12)b", PATTERN_FORBIDDEN, 1);
    refuses("a(?C'x')b", PATTERN_FORBIDDEN, 1);
    refuses("a(?(?C1)(?=a)b)c", PATTERN_FORBIDDEN, 3);
    refuses("a\\C", PATTERN_FORBIDDEN, 1);
    refuses("a\\Kb", PATTERN_FORBIDDEN, 1);
    refuses("a\bc", PATTERN_FORBIDDEN, 1);
    refuses("(?x)a b", PATTERN_FORBIDDEN, 0);
    refuses("a(?i-x:b)", PATTERN_FORBIDDEN, 1);
}

static void allows_what_only_looks_like_it(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "\\(*a",      "[(*]a",    "[(?C]a", "\\Q(?C)(*\\E", "\\\\C",
        "\\Q\\C\\Ea", "(?#(?C)a", "(?i)x",  "(?<x>a)(?&x)", "(?<x>a)",
        "[]\\\\K]",   "(?:x)",    "\\cKa"};
    for (size_t i = 0; i < COUNT(cases); i++)
        pattern_free(compiled(cases[i]));
}

static void refuses_wide_ranges_however_written(void **state)
{
    (void)state;
    refuses("[\\x{80}-\\x{10ffff}]", PATTERN_WIDE_RANGE, 8);
    static const char *const cases[] = {
        "[!-\u4e2d]",
        "[\\x{100}-\\x{1100}]",
        "a[b\\]c!-\u4e2d]",
        "[^!-\u4e2d]",
        "[]!-\u4e2d]",
        "[^]!-\u4e2d]",
        "[\\E]!-\u4e2d]",
        "[\\g{!-\u4e2d}]", /* a \g is a g here, and the brace a brace */
        "[!-\\x{ 4e2d }]",
        "[\\E^]!-\u4e2d]",
        "[\\Q\\E^]!-\u4e2d]",
        "[!\\E-\u4e2d]",
        "[!-\\E\u4e2d]",
        "[!\\Q\\E-\u4e2d]",
        "[!-\\Q\u4e2d\\E]",
        "[\\Q!\\E-\u4e2d]",
        "[\\t-\u4e2d]",
        "[\\c\\-\u4e2d]",
        "[\\c]-\u4e2d]",
        "[\\0-\u4e2d]",
        "[\\x-\u4e2d]",
        "[\\x21-\\N{U+4e2d}]",
        "[!-\\o{47055}]",
        "[[:alpha:]!-\u4e2d]",
        "[[:alpha:!-\u4e2d]",
        "[[.!-\u4e2d]",
        "[\\d--\u4e2d]",
        "[a-z--\u4e2d]",
        "[\\pL!-\u4e2d]",
        "[\\p{L}!-\u4e2d]",
        "(?#[)[!-\u4e2d]",
        "(?#\\Q)[!-\u4e2d]",
        "\\Q[\\E[!-\u4e2d]",
        "\\c[[!-\u4e2d]",
        "\\[[!-\u4e2d]",
        "\\\\[!-\u4e2d]",
        "[\\\\]-\\Q]\\E[!-\u4e2d]",
        "\\x{5b}[!-\u4e2d]",
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct pattern_refusal refusal;
        struct pattern *pattern =
            pattern_compile(cases[i], strlen(cases[i]), &refusal);
        if (pattern != NULL || refusal.fault != PATTERN_WIDE_RANGE)
            fail_msg("'%s' was not refused for its range", cases[i]);
    }
}

static void allows_narrow_ranges(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "[a-z]",
        "[\\x{100}-\\x{10ff}]",
        "[\u4e00-\u5000]",
        "[a\\-\u4e2d]",
        "[a\u4e2d-]",
        "[-\u4e2d]",
        "[a-z-\u4e2d]",
        "!-\u4e2d",
        "\\Q[!-\u4e2d]\\E",
        "[\\Q!-\u4e2d\\E]",
        "\\[!-\u4e2d",
        "(?#[!-\u4e2d])a",
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        pattern_free(compiled(cases[i]));
}

/* ---- Admitting ---- */

static void admits_ordinary_patterns(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "\\bsounds? like\\b",
        "^(?:so|well|okay)[, ]+(?:what|how)\\b",
        "^(?:(?:so|well|okay|um)[, ]+)*(?:what|how|do you|are you)\\b",
        "\\byou (?:feel|felt)\\b(?!.*\\?)",
        "\\bit (?:sounds|seems|feels) (?:like|as (?:if|though))\\b",
        "\\b(?:what|how)\\b[^?]*\\?",
        "\\bi'?m (?:so |really |very )?sorry\\b",
        "\\byou(?:'re| are) (?:feeling|worried|scared|sad|angry|hurt)\\b",
        "\\b(?:can|could|will) you (?:tell|say) me (?:a bit )?more\\b",
        "\\bwhat (?:was|is|would) (?:that|it|this) (?:be )?like\\b",
        "\\b(?:would it be|is it) (?:ok(?:ay)?|all right) (?:if|with)\\b",
        "\\byou (?:should|ought to|must|need to|have to|could try)\\b",
        "\\bwhy don'?t you\\b",
        "\\bon (?:the )?one hand\\b.{0,200}\\bon the other\\b",
        "\\bpart of you\\b.{0,120}\\b(?:another|other) part\\b",
        "\\b(?:thank you|thanks) for (?:telling|sharing|trusting)\\b",
        "^(?:and|but|so)?,? ?(?:mm+|uh[- ]?huh|right|yes|i see)[.! ]*$",
        "\\b(?:when|before|after) (?:did|does|do|was|were)\\b.*\\?$",
        "(?<!do )(?<!did )\\byou (?:want|wanted|hope|hoped)\\b",
        "\\b(\\w+)(?: \\1){1,3}\\b",
        "\\bmy (?:mistake|fault)\\b|\\bi (?:got|had) (?:that|it) wrong\\b",
        "^.{0,40}\\?\\s*$",
        "[!?]{2,}",
        "\\b\\w+n't\\b",
        "\\p{Lu}{3,}",
        "\\.\\.\\.|\u2026",
        "\\bnot\\b(?: \\w+){0,3} (?:sleep|eat|work)\\w*",
        "^\\W*why\\b",
        "\"[^\"]{1,80}\"",
        "\\bi\\b.{0,60}\\bsorry\\b",
        "^\\W*(?:(?:so|well|okay)\\W+|please |maybe |just )*(?:try|do)\\b",
        "^\\W*+(?:(?:so|maybe)\\W+|please |maybe |just )*+(?:try|do)\\b",
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct pattern_refusal refusal;
        struct pattern *pattern = compiled(cases[i]);
        if (!pattern_admit(pattern, &refusal))
            fail_msg("'%s': %s", cases[i], refusal.text);
        assert_int_equal(refusal.fault, PATTERN_FINE);
        pattern_free(pattern);
    }
}

static void does_not_admit_costly_patterns(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "(a|a)*b",
        "\\w{0,300}\\w{0,300}!!",
        "\\w{0,100}\\w*!!", /* few callouts, and long scans between them */
        "[a-z]{0,60}\\w*!!",
        ".*=",
        ".*.*.*=",
        "(?:\\w+\\s*)+$",
        "(?:a+)+b",
        "^(?:\\w+ ?)+\\?$",
        "^well,? (?:\\w+\\s?)*\\?$",
        "\\bi feel (?:\\w+,? ?)+!",
        "(?:so|well|so)+,? (?:\\w*)*what",
        "(x+x+)+y",
        "(?:.|\\n)*because(?:.|\\n)*=",
        ".*sad.*happy.*but",
        "(\\w+)\\s+.*\\1!",
        "(?:(\\w+) ?)+\\1=",
        "\\p{L}*\\p{L}*\\p{L}*!",
        "\\p{Greek}*\\p{Greek}*\\p{Greek}*=",
        "[^x]+[^x]+[^x]+x{2}",
        "(?=.*a.*b.*c)\\w+x",
        "(?:\\((?R)*\\)|\\w+\\s*)+!",
        "(?:\\w|(?R))+!",
        "(a(?1)?b)",
        "(?:how|\\w+)(?: \\w+)*(?: \\w+)*\\?",
        "(?:\\d+[., ]?)+\\$",
        "(?:a?){30}a{30}b",
        "(?<!not )\\w*\\w*\\w*ing\\b=",
        "[axb]*[cxd]*[exf]*=",
        "(?:[[:alpha:]]+[[:space:]]*)+;",
        "\\bi\\b.*\\bme\\b.*\\bmy\\b",
        /* harmless on a short text, growing with the cube of its length */
        "\\bthank you\\b.*\\bbut then\\b.*\\bnever\\b",
        "(?m)^(?:\\w+\\s?)+:$",
        "^(?:ok )?(?:(?:a|b|ab)+c?)+d",
        /* a group with an alternative that can be read in two ways */
        "^\\W*(?:(?:so|maybe|well)\\W+|please |maybe |just )*(?:try|do)\\b",
        "^(?:(?:(?:oh|maybe|ah), |(?:so|maybe|well), )+what )*=",
        "^(?:(?:so|well|\\w+)[,;] )*=",
        "^(?:x|ab|c|a|bc|y)*=",
        "^(?:(?:oh|mm-hmm|mm|hmm|so)\\W+)*what",
        /* on a text too short to fill the repeat it matches at once */
        "\\p{L}{1,300}\\b",
        "an*\\B|\\p{L}{1,300}$$",
        "\\W{1,300}(?![^.?!])",
        /* only on texts that take from several of its parts */
        "(?:[, ]\\S)*?[a-z]",
        "[\\w'](?:(?:(?=([a-z ]{1,300})|(?|\\W)*[a-z ])))",
        "\\N{2,5}\\PL+, |[^.?!]",
        "\\b\\S{0,9}?(?>\\S+(?: |  |\\s)+?)",
        "\\w{2}\\PL{1,3}((?|\\w{2}\\S+|ab\\B)\\d)",
        ("\\PL(\\w\\p{L}|[, ]\\S {2,5}[\\w ,]{3,}|$)\\PL[a-z]|\\d{1,3}"
         "\\?*(?:mm{2})[a-z ]{2,5}"),
        /* too many things that go on and on */
        "\\bso\\b.*a|b[^?]*c|d\\S{0,100}e|(?:so |well )*f|g\\N+h",
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct pattern_refusal refusal;
        struct pattern *pattern = compiled(cases[i]);
        if (pattern_admit(pattern, &refusal))
            fail_msg("'%s' was admitted", cases[i]);
        assert_int_equal(refusal.fault, PATTERN_TOO_COSTLY);
        assert_in_range(strlen(refusal.text), 10, sizeof refusal.text - 2);
        pattern_free(pattern);
    }
}

/* A list of words put into a pattern is long and harmless. */
static void admits_long_lists(void **state)
{
    (void)state;
    struct buffer text = {0};
    struct pattern_refusal refusal;
    buffer_add_text(&text, "\\byou(?:'re| are) (?:so )?(?:sad");
    for (int i = 0; i < 300; i++)
        buffer_format(&text, "|%c%cword%d[\\w']*", 'a' + i % 26, 'a' + i / 26,
                      i);
    buffer_add_text(&text, ")\\b");
    struct pattern *pattern =
        pattern_compile(text.bytes, text.length, &refusal);
    assert_non_null(pattern);
    if (!pattern_admit(pattern, &refusal)) fail_msg("%s", refusal.text);
    pattern_free(pattern);
    buffer_free(&text);
}

/* ---- Limits ---- */

static enum pattern_outcome find_in_letters(const char *text, size_t length)
{
    struct pattern *pattern = compiled(text);
    struct buffer subject = {0};
    struct span found;
    buffer_repeat(&subject, "a", length);
    enum pattern_outcome outcome =
        pattern_find(pattern, buffer_text(&subject), length, 0, &found);
    buffer_free(&subject);
    pattern_free(pattern);
    return outcome;
}

static void says_when_a_limit_is_reached(void **state)
{
    (void)state;
    assert_int_equal(find_in_letters("(?:a|a)*[bc]", 40), PATTERN_LIMIT);
    assert_int_equal(find_in_letters("(?:a|a)*[bc]", 8), PATTERN_NONE);
}

/* Within PCRE2's own limits, and so counted only in a text too long to have
 * been typed. */
static void counts_the_steps_in_long_texts(void **state)
{
    (void)state;
    static const char costly[] = "\\w{0,300}\\w{0,300}[!?]";
    assert_int_equal(find_in_letters(costly, 400), PATTERN_NONE);
    assert_int_equal(find_in_letters(costly, PATTERN_TYPED + 1), PATTERN_LIMIT);
    assert_int_equal(find_in_letters("ab", PATTERN_TYPED + 1), PATTERN_NONE);
}

static void finds_the_same_in_long_texts(void **state)
{
    (void)state;
    struct pattern *pattern = compiled("(?<=, )so\\b|\\bsounds? like$");
    struct buffer subject = {0};
    struct span found = {0, 0};
    buffer_repeat(&subject, "well. ", 1000);
    buffer_add_text(&subject, "and, so it sounds like");
    size_t length = subject.length;
    assert_int_equal(pattern_find(pattern, subject.bytes, length, 0, &found),
                     PATTERN_FOUND);
    assert_int_equal(found.start, 6005);
    assert_int_equal(
        pattern_find(pattern, subject.bytes, length, found.end, &found),
        PATTERN_FOUND);
    assert_int_equal(found.start, length - strlen("sounds like"));
    assert_int_equal(found.end, length);
    assert_int_equal(
        pattern_find(pattern, subject.bytes, length, found.end, &found),
        PATTERN_NONE);
    pattern_free(pattern);
    buffer_free(&subject);
}

static void frees_no_pattern(void **state)
{
    (void)state;
    pattern_free(NULL);
}

/* ---- Machine code ---- */

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

/* A pattern that backtracks: groups in repeats, alternatives that share a
 * beginning, look-arounds. */
static void add_piece(struct buffer *out, unsigned *seed, int depth)
{
    static const char *const atoms[] = {
        "a",      "b",     "ab",  "aa",    ".",     "\\w",
        "\\W",    "[^b]",  "\\b", "a*",    ".*",    "\\w+",
        "a{0,9}", "\\w*+", "a+?", "(?=a)", "(?!b)", "(?<=a)"};
    static const char *const repeats[] = {"",      "*",  "+",   "?",
                                          "{0,3}", "*?", "{2}", "*+"};
    size_t count = 1 + next_random(seed) % 3;
    for (size_t i = 0; i < count; i++) {
        if (depth == 0 || next_random(seed) % 3 > 0) {
            buffer_add_text(out, atoms[next_random(seed) % COUNT(atoms)]);
            continue;
        }
        buffer_add_text(out, next_random(seed) % 3 > 0 ? "(?:" : "(");
        add_piece(out, seed, depth - 1);
        for (unsigned more = next_random(seed) % 3; more > 0; more--) {
            buffer_add_byte(out, '|');
            add_piece(out, seed, depth - 1);
        }
        buffer_add_byte(out, ')');
        buffer_add_text(out, repeats[next_random(seed) % COUNT(repeats)]);
    }
}

static void add_subject(struct buffer *out, unsigned *seed)
{
    static const char *const parts[] = {"a", "aa", "ab", "b", " ", "ba", "a!"};
    size_t most = 1 + next_random(seed) % 12;
    size_t part = next_random(seed) % COUNT(parts);
    size_t length = next_random(seed) % (next_random(seed) % 4 > 0 ? 60 : 600);
    while (out->length < length) {
        buffer_add_text(out, parts[part]);
        if (next_random(seed) % most == 0)
            part = next_random(seed) % COUNT(parts);
    }
    buffer_add_byte(out, "!ab"[next_random(seed) % 3]);
}

/* What the interpreter says of PATTERN at FROM, and what comes out when it has
 * been hastened, must be one: of what begins there or later, and of what begins
 * there. Returns the former. */
static enum pattern_outcome hold_at(struct pattern *slow, struct pattern *fast,
                                    struct pattern_room *room,
                                    const char *subject, size_t from,
                                    struct span *found)
{
    size_t length = strlen(subject);
    size_t ignored;
    enum pattern_outcome outcomes[PATTERN_STARTS];
    for (enum pattern_start i = 0; i < PATTERN_STARTS; i++) {
        struct span one = {0, 0};
        struct span other = {0, 0};
        outcomes[i] =
            pattern_find_fast(slow, NULL, subject, length, from, i, &one);
        if (pattern_find_fast(fast, room, subject, length, from, i, &other) !=
                outcomes[i] ||
            one.start != other.start || one.end != other.end)
            fail_msg("'%s' on '%s' from %zu (%u): %d",
                     pattern_text(slow, &ignored), subject, from, i,
                     outcomes[i]);
        if (i == PATTERN_FROM) *found = one;
    }
    bool begins =
        outcomes[PATTERN_FROM] == PATTERN_FOUND && found->start == from;
    if (outcomes[PATTERN_FROM] != PATTERN_LIMIT)
        assert_int_equal(outcomes[PATTERN_AT],
                         begins ? PATTERN_FOUND : PATTERN_NONE);
    return outcomes[PATTERN_FROM];
}

/* At all matches of the pattern, and where it is looked for again. Returns how
 * often a limit was reached. */
static size_t hold_together(const char *text, const char *subject)
{
    struct pattern_refusal refusal;
    struct pattern *slow = pattern_compile(text, strlen(text), &refusal);
    struct pattern *fast = pattern_compile(text, strlen(text), &refusal);
    size_t limits = 0;
    struct pattern_room *room = strlen(subject) % 8 ? pattern_room_new() : NULL;
    for (enum pattern_start i = 0; i < PATTERN_STARTS && slow != NULL; i++)
        pattern_hasten(fast, i);
    for (size_t from = 0; slow != NULL && subject[from] != '\0';) {
        struct span found;
        enum pattern_outcome outcome =
            hold_at(slow, fast, room, subject, from, &found);
        limits += outcome == PATTERN_LIMIT;
        if (outcome != PATTERN_FOUND) break;
        if (found.start > from)
            hold_at(slow, fast, room, subject, found.start, &found);
        from = found.end;
    }
    pattern_room_free(room);
    pattern_free(slow);
    pattern_free(fast);
    return limits;
}

static void changes_nothing_by_machine_code(void **state)
{
    (void)state;
    /* Valgrind takes what machine code reads behind a text, and leaves unused,
     * for a mistake. */
    if (getenv("NO_MACHINE_CODE") != NULL) return;
    enum { PAIRS = 5000 };
    unsigned seed = 7;
    size_t limits = 0;
    for (int i = 0; i < PAIRS; i++) {
        struct buffer text = {0};
        struct buffer subject = {0};
        add_piece(&text, &seed, 3);
        if (next_random(&seed) % 2) buffer_add_text(&text, "!!");
        add_subject(&subject, &seed);
        limits += hold_together(buffer_text(&text), buffer_text(&subject));
        buffer_free(&text);
        buffer_free(&subject);
    }
    assert_true(limits > 10); /* or it was not tried where it matters */
}

static void forgets_groups_that_it_went_back_on(void **state)
{
    (void)state;
    hold_together("(?:(b)*+c){0,2}d|b(?(1)a)", "babab");
    hold_together("(?:(b)*+c){0,2}d|b\\1", "bbax");
    hold_together("(?:(?<n>bb)*+c)?d|[^q](?(<n>)x)", "bbbbaxb");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_first_match_from_a_place_on),
        cmocka_unit_test(knows_case_words_and_letters_of_all_scripts),
        cmocka_unit_test(sees_the_subject_alone_and_all_of_it),
        cmocka_unit_test(never_finds_nothing),
        cmocka_unit_test(refuses_what_does_not_compile),
        cmocka_unit_test(refuses_in_plain_words),
        cmocka_unit_test(refuses_what_can_match_nothing),
        cmocka_unit_test(refuses_what_is_not_allowed),
        cmocka_unit_test(allows_what_only_looks_like_it),
        cmocka_unit_test(refuses_wide_ranges_however_written),
        cmocka_unit_test(allows_narrow_ranges),
        cmocka_unit_test(admits_ordinary_patterns),
        cmocka_unit_test(does_not_admit_costly_patterns),
        cmocka_unit_test(admits_long_lists),
        cmocka_unit_test(says_when_a_limit_is_reached),
        cmocka_unit_test(counts_the_steps_in_long_texts),
        cmocka_unit_test(finds_the_same_in_long_texts),
        cmocka_unit_test(changes_nothing_by_machine_code),
        cmocka_unit_test(forgets_groups_that_it_went_back_on),
        cmocka_unit_test(frees_no_pattern),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
