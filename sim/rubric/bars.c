/* Bars, read from patterns; see bars.h. Begin with bars_find(). */
#include "rubric/bars.h"

#include "base/buffer.h"
#include "rubric/literal.h"
#include "rubric/notation.h"

#include <stdbool.h>
#include <string.h>

struct reader {
    struct notation notation;
    struct notation_item item; /* the one at hand */
    bool more;                 /* there is one */
};

static void advance(struct reader *reader)
{
    reader->more = notation_next(&reader->notation, &reader->item);
}

static bool at(const struct reader *reader, enum notation_kind kind)
{
    return reader->more && reader->item.kind == kind;
}

/* Goes on behind an item that is written as TEXT; false at any other. */
static bool passes(struct reader *reader, enum notation_kind kind,
                   const char *text)
{
    size_t length = strlen(text);
    if (!at(reader, kind) || reader->item.length != length ||
        memcmp(reader->notation.bytes + reader->item.start, text, length) != 0)
        return false;
    advance(reader);
    return true;
}

/* Reads letters into WORD, which then is one, or is not. */
static bool read_word(struct reader *reader, struct buffer *word)
{
    bool is_word = false;
    bool fits = true;
    buffer_clear(word);
    buffer_add_byte(word, LITERAL_CLAIM);
    for (; at(reader, NOTATION_LITERAL); advance(reader)) {
        int32_t folded = literal_folded(reader->item.character);
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
static bool skip_rest(struct reader *reader)
{
    while (reader->more && !at(reader, NOTATION_BAR) &&
           !at(reader, NOTATION_GROUP_END)) {
        if (at(reader, NOTATION_GROUP)) return false;
        advance(reader);
    }
    return reader->more;
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
static bool read_words(struct reader *reader, struct arena *arena,
                       struct bars *bars)
{
    struct buffer word = {0};
    bool goes_on = true;
    do {
        bool is_word = read_word(reader, &word);
        bool ends = at(reader, NOTATION_BAR) || at(reader, NOTATION_GROUP_END);
        if (is_word && ends) add_bar(bars, arena, &word);
        goes_on = skip_rest(reader);
    } while (goes_on && passes(reader, NOTATION_BAR, "|"));
    buffer_free(&word);
    return goes_on;
}

/* Whether what comes belongs to what was read: no repeat of it, and not
 * another alternative. */
static bool is_all_bound(struct reader *reader)
{
    size_t depth = 0;
    if (at(reader, NOTATION_REPEAT)) return false;
    for (; reader->more; advance(reader)) {
        if (depth == 0 && at(reader, NOTATION_BAR)) return false;
        depth += at(reader, NOTATION_GROUP);
        depth -= at(reader, NOTATION_GROUP_END) && depth > 0;
    }
    return true;
}

/* A mark by itself, which is no letter and needs no edge. */
static bool read_mark(struct reader *reader, struct arena *arena,
                      struct bars *bars)
{
    int32_t mark = at(reader, NOTATION_LITERAL) ? reader->item.character : -1;
    if (mark <= ' ' || mark >= 0x7f || mark == '_' ||
        literal_is_word((char)mark))
        return false;
    struct buffer bar = {0};
    buffer_add_byte(&bar, (char)mark);
    add_bar(bars, arena, &bar);
    buffer_free(&bar);
    advance(reader);
    return true;
}

/* Words between two edges. */
static bool read_edged(struct reader *reader, struct arena *arena,
                       struct bars *bars)
{
    return passes(reader, NOTATION_PLACE, "\\b") &&
           passes(reader, NOTATION_GROUP, "(?:") &&
           read_words(reader, arena, bars) &&
           passes(reader, NOTATION_GROUP_END, ")") &&
           passes(reader, NOTATION_PLACE, "\\b");
}

void bars_find(const char *pattern, size_t length, struct arena *arena,
               struct bars *bars)
{
    struct reader reader = {.notation = {.bytes = pattern, .length = length}};
    *bars = (struct bars){0};
    advance(&reader);
    if (passes(&reader, NOTATION_PLACE, "^") &&
        passes(&reader, NOTATION_GROUP, "(?!") &&
        passes(&reader, NOTATION_SET, ".") &&
        passes(&reader, NOTATION_REPEAT, "*") &&
        (read_mark(&reader, arena, bars) || read_edged(&reader, arena, bars)) &&
        passes(&reader, NOTATION_GROUP_END, ")") && is_all_bound(&reader))
        return;
    bars->count = 0;
}
