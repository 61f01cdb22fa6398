/* What patterns cannot match without. That nothing is said to be needed which
 * is not is shown on patterns made at random, here and in test_index.c. What is
 * random comes from a fixed seed; another may be given, and how many patterns:
 * test_needs 7 100000. */
#include "rubric/needs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "rubric/literal.h"
#include "rubric/pattern.h"

#include "fixture.h"

#include "chance.h"

static size_t patterns = 12000;

static void needs(const char *pattern, const char *expected)
{
    struct buffer told = {0};
    needs_tell(pattern, strlen(pattern), &told);
    if (strcmp(buffer_text(&told), expected) != 0)
        fail_msg("'%s' needs '%s', not '%s'", pattern, buffer_text(&told),
                 expected);
    buffer_free(&told);
}

/* How far behind the beginning of a match the last string of PATTERN's last set
 * begins. */
static void begins_behind_streaks(const char *pattern, size_t least,
                                  size_t most, size_t streaks)
{
    struct arena arena = {0};
    struct needs found;
    needs_find(pattern, strlen(pattern), &arena, &found);
    assert_true(found.count > 0);
    const struct strings *set = &found.sets[found.count - 1];
    struct reach reach = needs_reach(set, set->count - 1);
    if (reach.least != least || reach.most != most || reach.streaks != streaks)
        fail_msg("'%s': %zu to %zu, and %zu streaks", pattern, reach.least,
                 reach.most, reach.streaks);
    arena_free(&arena);
}

static void begins_behind(const char *pattern, size_t least, size_t most)
{
    begins_behind_streaks(pattern, least, most, 0);
}

static void knows_how_far_from_the_beginning(void **state)
{
    (void)state;
    begins_behind("you", 0, 0);
    begins_behind("\\byou feel\\b", 0, 0);
    begins_behind(".you", 1, 1);
    begins_behind(".?you", 0, 1);
    begins_behind(".{0,3}you", 0, 3);
    begins_behind("\\w,? and\\b", 1, 1);
    begins_behind("\\w{2}(?:you|me)", 2, 2);
    begins_behind("(?:..|.{4})you", 2, 4);
    begins_behind("(?:..|.{4})?you", 0, 4);
    begins_behind("(?:..|.{4}){2}you", 4, 8);
    begins_behind("(?:ab|c.*d)e", 2, NEEDS_FAR);
    begins_behind(".*you", 0, NEEDS_FAR);
    begins_behind(".+you", 1, NEEDS_FAR);
    begins_behind("\\Xyou", 1, NEEDS_FAR);
    begins_behind("(a)\\1you", 1, NEEDS_FAR);
    begins_behind("(?<=sad )you", 0, 0);
    begins_behind("(?=.{5}you).", 5, 5);
    begins_behind(".(?=.{5}you).", 6, 6);
    begins_behind("(?:.{9}){7}you", 63, 63);
    begins_behind("(?:.{9})+you", 9, NEEDS_FAR);
    begins_behind("(?:a|.b)c", 1, 2);
    begins_behind("(?:a|.b)", 1, 1);
    begins_behind("\\Ryou", 1, 2);
    begins_behind("\u00df?you", 0, 1);
}

static void knows_how_many_streaks_from_the_beginning(void **state)
{
    (void)state;
    begins_behind_streaks("\\w+you", 1, 0, 1);
    begins_behind_streaks("\\w*+you", 0, 0, 1);
    begins_behind_streaks("\\W{2,}you", 2, 0, 1);
    begins_behind_streaks("\\d+.you", 2, 1, 1);
    begins_behind_streaks("[ ,]*\\w+you", 1, 0, 2);
    begins_behind_streaks("a+(?:so|s)?.you", 2, 4, 1);
    begins_behind_streaks("(?:ha)+(?:, )+.you", 5, 5, 2);
    begins_behind_streaks("\\w+(?:you|.me)", 2, 1, 1);
    begins_behind_streaks("(?:.you|\\w+me)", 1, 0, 1);
    begins_behind_streaks("(?:\\w+ ){1,2}you", 2, 2, 2);
    begins_behind_streaks("\\s+\\w+\\s+you", 3, 0, 3);
    begins_behind("\\w+\\s+\\w+\\s+you", 4, NEEDS_FAR);
    begins_behind("(?:\\w+ )+you", 2, NEEDS_FAR);
    begins_behind("\\S+you", 1, NEEDS_FAR);
    begins_behind("(?:a|,)*you", 0, NEEDS_FAR);
    begins_behind("[a_]*you", 0, NEEDS_FAR);
    begins_behind("\u00e9+you", 1, NEEDS_FAR);
}

static void knows_where_a_word_is_said_again(void **state)
{
    static const char pattern[] = "\\b(\\w{3,12})[ ,]{1,2}\\1";
    struct arena arena = {0};
    struct needs found;
    size_t set = 0;
    (void)state;
    needs_find(pattern, strlen(pattern), &arena, &found);
    while (set < found.count && found.sets[set].list[0][0] != LITERAL_ECHO)
        set++;
    assert_true(set < found.count);
    struct reach reach = needs_reach(&found.sets[set], 0);
    assert_true(reach.least == 4 && reach.most == 14 && reach.streaks == 0);
    arena_free(&arena);
}

static void makes_no_more_strings_than_pay(void **state)
{
    static const char pattern[] = "[abcdefgh][abcdefgh][abcdefgh][xy]z";
    struct arena arena = {0};
    struct needs found;
    (void)state;
    needs_find(pattern, strlen(pattern), &arena, &found);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.sets[0].count, 8 * 8 * 8);
    assert_string_equal(found.sets[0].list[0], "aaa");
    assert_int_equal(found.sets[1].count, 2);
    assert_string_equal(found.sets[1].list[0], "xz");
    arena_free(&arena);
}

static void finds_literals_and_alternatives(void **state)
{
    (void)state;
    needs("sad", "sad");
    needs("\\bsad\\b", "_sad_");
    needs("^So you$", "_so_ _you_");
    needs("[?']$", "?$ | '$");
    needs("[?'](?:$|[ x])", "?$ | ?  | ?_x | '$ | '  | '_x");
    needs("^\\?\\z\\b", "?$");
    needs("\\byou (?:feel|felt)\\b", "_you_ _feel_ | _you_ _felt_");
    needs("sounds? like", "sounds_ _like | sound_ _like");
    needs("practi[sc]e", "practise | practice");
    needs("(?:a|b)(?:c|d)", "ac | ad | bc | bd");
    needs("is\\b[^?]{3,60} or \\w", "is_ &  _or_ ");
    needs("(?:ab|cd.*ef)", "ab | cd");
    needs("(?<n>ab)(?>cd)(?'m'ef)(?i)gh(?-i:ij)", "abcdefghij");
    needs("\\Qa.b\\E", "a_._b");
    needs("ab+c", "ab & c");
    needs("\\bhm+\\b", "_hm");
    needs("(?:so ){2,3}you", "so_  & so_  & _you");
}

static void needs_nothing_that_may_be_left_out(void **state)
{
    (void)state;
    needs("(?:sad)?a", "sada | a");
    needs("(?:sad)*a", "a");
    needs("(?:sad){0,3}a", "a");
    needs("(?!sad)a", "a");
    needs("(?<!sad)a", "a");
    needs("(?=sad)\\w+", "sad");
    needs("sad|\\w+", "");
    needs("(?:sad|)\\w", "");
    needs("[a-z]+", "");
    needs("[^a]b", "b");
    needs("(?(?=a)b|c)d", "d");
    needs("(a)(?(1)b|c)d", "a & d");
    needs("(a|b)\\1c", "a | b & c");
    needs("a\\db", "a & 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 & b");
    needs("\\d*b", "b");
    needs("\\b(\\w{3,}) \\1", "= &  ");
    needs("\\b(\\w{3,9})[, ]+(?:\\1)", ", |   & =");
    needs("\\b(\\w+) \\1", " ");
    needs("(\\w{3,}) \\1", " ");
    needs("\\b(\\w{3,}) ?\\1", "");
    needs("\\b(\\w{3,}) \\1?a", "  & a");
    needs("\\b(\\w{3,}) a\\1", " _a");
    needs("\\b(\\w{3,})+ \\1", " ");
    needs("(a)?(?1)b", "b");
    needs("a{,3}b", "");
    needs("(?:\\A){0}you", "");
    needs("ab(?#x)+c", "ab & c");
    needs("ab+(?#x)?c", "a & c");
    needs("a\\{b", "a_{_b");
    needs("a(?#x)?b", "ab | b");
    needs("\xc3\x9f", "");
    needs("stra\xc3\x9f"
          "e",
          "stra & e");
}

static void knows_edges(void **state)
{
    (void)state;
    needs("\\W+you", "_you");
    needs("^\\W*(?:so\\W+)*why\\b", "_why_");
    needs("\\w*you", "you");
    needs("\\bso\\b|, you", "_so_ | , _you");
    needs("\\b'", "'");
    needs("\\B.you", "you");
}

/* Alternatives, one after the other: what comes behind a group has an edge
 * before it only where all that the group may match has one. */
static void knows_edges_of_groups(void **state)
{
    (void)state;
    needs("\\b(?:so |and )?(?:you|we) (?:can \\w+|do)",
          "_so_ _you_  | _so_ _we_  | _and_ _you_  | _and_ _we_  | _you_  | "
          "_we_  & _can_  | _do");
    needs("^\\W*+(?:so\\W+)*+you", "_you");
    needs("^(?:so|and)?you", "_soyou | _andyou | _you");
    needs("(?:^|so\\W)you", "_you");
    needs("(?:^|so)you", "_you | soyou");
    needs("(?:^)?you", "_you | you");
    needs("(?:^)+you", "_you");
    needs("(?:^)*you", "you");
    /* Repeated. */
    needs("\\b(?:so )*you", "_you");
    needs("(?:so )*you", "you");
    needs("\\b(?:so )+you", "_so_  & _you");
    needs("(?:so )+you", "so_  & _you");
    needs("(?:so)+you", "so & you");
    needs("\\b(?:so|and)+you", "_so | _and & you");
    needs("\\b(?:you|me)+", "_you | _me");
    needs("\\b(?:\\b\\w+\\W+){0,3}you", "_you");
    needs("\\b(?:\\w+ |)+you", "_you");
    needs("\\b(?:\\w+ ?)+you", "you");
    needs("\\b(?:(?:so )?|we )+you", "_you");
    needs("\\b(?>so )?+you", "_so_ _you | _you");
    /* One of them may be nothing. */
    needs("\\b(?:so|)you", "_soyou | _you");
    needs("\\b(?:so |)you", "_so_ _you | _you");
    needs("(?:so |)you", "so_ _you | you");
    needs("\\b(?:so |)+you", "_you");
    needs("(?:so |)+you", "you");
    needs("\\b(?:\\W|\\b)+you", "_you");
    needs("(?:\\W|\\b)+you", "_you");
    needs("(?:\\W|)+you", "you");
    needs("\\b(?:\\W+|x)?you", "you");
    needs("\\b(?:\\W*|x)you", "you");
    needs("\\b(?:\\W+|_)*you", "_you");
    needs("\\b(?:\\w+)?you", "you");
    needs("\\b(?:\\W|\u00e9)you", "you");
    needs("so(?:\\b|\\W*)you", "so & you");
    needs("\\b(?:a|(?:so )?)you", "_ayou | _so_ _you | _you");
    needs("\\b(?:x|you|\\W*we)", "_x | _you | _we");
    /* They look around. */
    needs("\\b(?!so)you", "_you");
    needs("\\b(?<=so )you", "_you");
    needs("\\b(?<!so)(?:you|me)", "_you | _me");
    needs("\\b(?=so)you", "_so & you");
    needs("(?<=\\b)you", "you");
    needs("(?<=\\W)you", "you");
}

/* ---- At random ---- */

/* A text as it is looked through: folded, with its edges, and of each byte
 * which character of the text it is. */
struct folded {
    char bytes[256];
    size_t at[256];
    size_t length;
    size_t
        streak; /* characters in words, or between them, side by side; or 0 */
};

static void put(struct folded *folded, const char *bytes, size_t count,
                size_t at)
{
    for (size_t i = 0; i < count && folded->length < 255; i++) {
        folded->bytes[folded->length] = bytes[i];
        folded->at[folded->length++] = at;
    }
    folded->at[folded->length] = at;
}

static void fold(struct folded *folded, const char *text, size_t length)
{
    static const char bound = LITERAL_BOUND;
    bool word = false;
    size_t at = 0;
    folded->length = 0;
    for (size_t i = 0, taken; i < length; i += taken, at++) {
        int32_t code_point;
        char bytes[4];
        taken = text_next(text + i, length - i, &code_point);
        int32_t plain = literal_folded(code_point);
        size_t count = plain < 0 ? taken : literal_put(plain, bytes);
        if (plain < 0) memcpy(bytes, text + i, taken);
        if (word != literal_is_word(bytes[0])) put(folded, &bound, 1, at);
        word = literal_is_word(bytes[0]);
        put(folded, bytes, count, at);
    }
    if (word) put(folded, &bound, 1, at);
}

static size_t longest_streak(const char *text, size_t length)
{
    size_t longest = 0;
    size_t run = 0;
    for (size_t i = 0; i < length; i++) {
        if ((text[i] & 0x80) || text[i] == '_') return 0;
        bool same =
            i > 0 && literal_is_word(text[i]) == literal_is_word(text[i - 1]);
        run = same ? run + 1 : 1;
        if (run > longest) longest = run;
    }
    return longest;
}

/* STRING begins with a character from FROM to LAST. */
static bool begins(const struct folded *folded, const char *string, size_t from,
                   size_t last)
{
    char bytes[LITERAL_BYTES];
    size_t count = literal_encode(string, bytes);
    bool ends = count > 0 && bytes[count - 1] == LITERAL_END;
    count -= ends;
    for (size_t i = 0; i + count <= folded->length; i++)
        if (folded->at[i] >= from && folded->at[i] <= last &&
            memcmp(folded->bytes + i, bytes, count) == 0 &&
            (!ends || i + count == folded->length ||
             folded->bytes[i + count] != LITERAL_BOUND))
            return true;
    return false;
}

static bool one_begins(const struct folded *folded, const struct strings *set,
                       size_t start)
{
    for (size_t i = 0; i < set->count; i++) {
        struct reach reach = needs_reach(set, i);
        bool known = reach.streaks == 0 || folded->streak > 0;
        size_t most =
            known ? reach.most + reach.streaks * folded->streak : NEEDS_FAR;
        if (begins(folded, set->list[i], start + reach.least, start + most))
            return true;
    }
    return false;
}

static size_t characters(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += !text_continues(text[i]);
    return count;
}

static const char *const words[] = {
    "so", "you", "we", "a",      "k",         "is",  "as",
    "i",  "can", "do", "so ",    "you ",      " we", " a",
    "_",  "a_b", "4",  "\u00e9", "caf\u00e9", "'",   ", ",
};

static const char *const atoms[] = {
    "\\b",    "\\b",    "\\b",      "\\B",    "^",        "$",        "\\W+",
    "\\W*",   "\\w*",   "\\w+",     "\\W*+",  ".",        ".{0,3}",   "\\s",
    " ",      " ",      " ",        "[sk]",   "[^s]",     "[ ,]",     "\\d",
    "(?!so)", "(?=so)", "(?<=so )", "(?<!i)", "(?<=\\W)", "(?<!\\w)", "(?i)",
    "\\R",    "\\A",    "\\z",
};

static const char *const opens[] = {
    "(?:", "(?:", "(?:", "(?:", "(?:",  "(",    "(?>",
    "(?=", "(?!", "(?|", "(?<", "(?<!", "(?m:",
};

static const char *const repeats[] = {
    "?",  "*",  "+",   "?",     "*",     "+",    "??",  "*+",
    "++", "?+", "{2}", "{0,2}", "{1,3}", "{2,}", "{1}",
};

static void add_choice(struct buffer *out, size_t depth);

static void add_piece(struct buffer *out, size_t depth)
{
    size_t kind = below(20);
    if (kind < 7) {
        buffer_add_text(out, PICK(words));
    } else if (kind < 13 || depth == 0) {
        buffer_add_text(out, PICK(atoms));
    } else {
        const char *open = PICK(opens);
        buffer_add_text(out, strcmp(open, "(?<") == 0 ? "(?<=" : open);
        add_choice(out, depth - 1);
        buffer_add_byte(out, ')');
    }
    if (below(4) == 0) buffer_add_text(out, PICK(repeats));
}

/* Now and then an alternative is empty. */
static void add_choice(struct buffer *out, size_t depth)
{
    static const size_t alternatives[] = {1, 1, 2, 2, 3};
    for (size_t i = PICK(alternatives); i > 0; i--) {
        size_t pieces = below(8) == 0 ? 0 : 1 + below(3);
        for (; pieces > 0; pieces--)
            add_piece(out, depth);
        if (i > 1) buffer_add_byte(out, '|');
    }
}

static struct pattern *random_pattern(void)
{
    struct buffer text = {0};
    struct pattern_refusal refusal;
    struct pattern *pattern;
    do {
        buffer_clear(&text);
        add_choice(&text, 1 + below(3));
        pattern = pattern_compile(text.bytes, text.length, &refusal);
    } while (pattern == NULL);
    buffer_free(&text);
    return pattern;
}

static void random_text(struct buffer *out)
{
    static const char *const others[] = {
        " ",      " ",  " ", "_", "\u212a",  "\u017f",
        "\u00c9", "\n", "-", "x", "e\u0301",
    };
    buffer_clear(out);
    for (size_t count = 1 + below(8); count > 0; count--) {
        buffer_add_text(out, PICK(words));
        if (below(2) == 0) buffer_add_text(out, PICK(others));
    }
}

/* Of each match in TEXT. Returns whether there is one. */
static bool has_what_is_needed(struct pattern *pattern,
                               const struct needs *needs, const char *text,
                               size_t length)
{
    struct folded folded;
    struct span found = {0, 0};
    size_t from = 0;
    fold(&folded, text, length);
    folded.streak = longest_streak(text, length);
    while (pattern_find(pattern, text, length, from, &found) == PATTERN_FOUND) {
        size_t start = characters(text, found.start);
        for (size_t i = 0; i < needs->count; i++) {
            size_t ignored;
            if (one_begins(&folded, &needs->sets[i], start)) continue;
            struct buffer told = {0};
            const char *written = pattern_text(pattern, &ignored);
            needs_tell(written, ignored, &told);
            fail_msg("'%s' needs '%s' (the set %zu), and is found at %zu of "
                     "'%s'",
                     written, buffer_text(&told), i, found.start, text);
        }
        from = found.end;
    }
    return from > 0;
}

static void what_is_needed_is_there(void **state)
{
    enum { TEXTS = 12 };
    size_t pairs = 0;
    size_t told = 0;
    struct buffer text = {0};
    (void)state;
    for (size_t i = 0; i < patterns; i++) {
        struct arena arena = {0};
        struct needs found;
        struct pattern *pattern = random_pattern();
        size_t length;
        const char *written = pattern_text(pattern, &length);
        needs_find(written, length, &arena, &found);
        for (size_t j = 0; j < TEXTS && found.count > 0; j++) {
            random_text(&text);
            told += has_what_is_needed(pattern, &found, buffer_text(&text),
                                       text.length);
            pairs++;
        }
        pattern_free(pattern);
        arena_free(&arena);
    }
    buffer_free(&text);
    /* Else all of it shows nothing. */
    print_message("# %zu pairs, %zu told\n", pairs, told);
    assert_in_range(pairs, patterns * TEXTS / 3, patterns * TEXTS);
    assert_in_range(told, pairs / 8, pairs);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_how_far_from_the_beginning),
        cmocka_unit_test(knows_how_many_streaks_from_the_beginning),
        cmocka_unit_test(knows_where_a_word_is_said_again),
        cmocka_unit_test(makes_no_more_strings_than_pay),
        cmocka_unit_test(finds_literals_and_alternatives),
        cmocka_unit_test(needs_nothing_that_may_be_left_out),
        cmocka_unit_test(knows_edges),
        cmocka_unit_test(knows_edges_of_groups),
        cmocka_unit_test(what_is_needed_is_there),
    };
    seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    if (argc > 2) patterns = strtoull(argv[2], NULL, 10);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
