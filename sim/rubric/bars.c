/* Bars, and words that are enough, read from patterns; see bars.h. Begin with
 * bars_find(). */
#include "rubric/bars.h"

#include "base/buffer.h"
#include "rubric/literal.h"
#include "rubric/notation.h"

#include <stdbool.h>
#include <string.h>

/* Goes on behind an item that is written as TEXT; false at any other. */
static bool passes(struct notation_walk *walk, enum notation_kind kind,
                   const char *text)
{
    if (!notation_reads(walk, kind, text)) return false;
    notation_step(walk);
    return true;
}

/* Reads letters into WORD, which then is one, or is not. */
static bool read_word(struct notation_walk *walk, struct buffer *word)
{
    bool is_word = false;
    bool fits = true;
    buffer_clear(word);
    buffer_add_byte(word, LITERAL_CLAIM);
    for (; notation_at(walk, NOTATION_LITERAL); notation_step(walk)) {
        int32_t folded = literal_folded(walk->item.character);
        bool letter =
            folded > 0 && folded < 0x80 && literal_is_word((char)folded);
        fits = fits && (letter || (folded == '\'' && is_word));
        is_word = letter;
        if (fits) buffer_add_byte(word, (char)folded);
    }
    buffer_add_byte(word, LITERAL_CLAIM);
    return fits && is_word;
}

/* Goes on to the | or ) behind an alternative of which more is to come than a
 * word. False where a group is in it. */
static bool skip_rest(struct notation_walk *walk)
{
    while (walk->more && !notation_at(walk, NOTATION_BAR) &&
           !notation_at(walk, NOTATION_GROUP_END)) {
        if (notation_at(walk, NOTATION_GROUP)) return false;
        notation_step(walk);
    }
    return walk->more;
}

static void add_bar(struct bars *bars, struct arena *arena,
                    const struct buffer *word)
{
    const char **more = arena_new(arena, bars->count + 1, sizeof *more);
    if (bars->count > 0) memcpy(more, bars->list, bars->count * sizeof *more);
    more[bars->count++] = arena_copy(arena, word->bytes, word->length);
    bars->list = more;
}

/* Alternatives that are words, up to the group's end; others are left out. */
static bool read_words(struct notation_walk *walk, struct arena *arena,
                       struct bars *bars)
{
    struct buffer word = {0};
    bool goes_on = true;
    do {
        bool is_word = read_word(walk, &word);
        bool ends = notation_at(walk, NOTATION_BAR) ||
                    notation_at(walk, NOTATION_GROUP_END);
        if (is_word && ends) add_bar(bars, arena, &word);
        goes_on = skip_rest(walk);
    } while (goes_on && passes(walk, NOTATION_BAR, "|"));
    buffer_free(&word);
    return goes_on;
}

/* Whether what comes belongs to what was read: no repeat of it, and not
 * another alternative. */
static bool is_all_bound(const struct notation_walk *walk)
{
    return !notation_at(walk, NOTATION_REPEAT) && !notation_has_other(walk);
}

/* A mark by itself, which is no letter and needs no edge. */
static bool read_mark(struct notation_walk *walk, struct arena *arena,
                      struct bars *bars)
{
    int32_t mark =
        notation_at(walk, NOTATION_LITERAL) ? walk->item.character : -1;
    if (mark <= ' ' || mark >= 0x7f || mark == '_' ||
        literal_is_word((char)mark))
        return false;
    struct buffer bar = {0};
    buffer_add_byte(&bar, (char)mark);
    add_bar(bars, arena, &bar);
    buffer_free(&bar);
    notation_step(walk);
    return true;
}

static bool read_one(struct notation_walk *walk, struct arena *arena,
                     struct bars *bars)
{
    struct buffer word = {0};
    bool is_word = read_word(walk, &word);
    if (is_word) add_bar(bars, arena, &word);
    buffer_free(&word);
    return is_word;
}

/* Those of a group, or one. */
static bool read_any(struct notation_walk *walk, struct arena *arena,
                     struct bars *bars)
{
    if (!notation_at(walk, NOTATION_GROUP)) return read_one(walk, arena, bars);
    return passes(walk, NOTATION_GROUP, "(?:") &&
           read_words(walk, arena, bars) &&
           passes(walk, NOTATION_GROUP_END, ")");
}

/* Words between two edges. */
static bool read_edged(struct notation_walk *walk, struct arena *arena,
                       struct bars *bars)
{
    return passes(walk, NOTATION_PLACE, "\\b") && read_any(walk, arena, bars) &&
           passes(walk, NOTATION_PLACE, "\\b");
}

void bars_find(const char *pattern, size_t length, struct arena *arena,
               struct bars *bars)
{
    struct notation_walk walk = notation_begin(pattern, length);
    *bars = (struct bars){0};
    if (passes(&walk, NOTATION_PLACE, "^") &&
        passes(&walk, NOTATION_GROUP, "(?!") &&
        passes(&walk, NOTATION_SET, ".") &&
        passes(&walk, NOTATION_REPEAT, "*") &&
        (read_mark(&walk, arena, bars) || read_edged(&walk, arena, bars)) &&
        passes(&walk, NOTATION_GROUP_END, ")") && is_all_bound(&walk))
        return;
    bars->count = 0;
}

/* Takes out those from FIRST on that have an apostrophe: what is cut into
 * sentences may be cut beside one. */
static void keep_whole(struct bars *words, size_t first)
{
    size_t count = first;
    for (size_t i = first; i < words->count; i++)
        if (strchr(words->list[i], '\'') == NULL)
            words->list[count++] = words->list[i];
    words->count = count;
}

/* Alternatives of the whole pattern, up to one that says more: that may set
 * options for those behind it. */
void bars_find_enough(const char *pattern, size_t length, struct arena *arena,
                      struct bars *enough)
{
    struct notation_walk walk = notation_begin(pattern, length);
    size_t first;
    *enough = (struct bars){0};
    do {
        first = enough->count;
        bool reads = read_edged(&walk, arena, enough);
        if (!reads || (walk.more && !notation_at(&walk, NOTATION_BAR)))
            enough->count = first;
        keep_whole(enough, first);
    } while (enough->count > first && passes(&walk, NOTATION_BAR, "|"));
}
