/* What must not stand before a match; see behind.h. Begin with behind_read().
 */
#include "rubric/behind.h"

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

static bool opens(const struct reader *reader)
{
    static const char forbids[] = "(?<!";
    return at(reader, NOTATION_GROUP) &&
           reader->item.length == strlen(forbids) &&
           memcmp(reader->notation.bytes + reader->item.start, forbids,
                  strlen(forbids)) == 0;
}

static char small(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

/* Reads the alternatives of a group into STRINGS, and goes on behind it. False
 * when not all is plain, or the group is repeated. */
static bool read_strings(struct reader *reader, struct buffer *strings)
{
    for (; !at(reader, NOTATION_GROUP_END); advance(reader)) {
        int32_t character = reader->item.character;
        bool bar = at(reader, NOTATION_BAR);
        bool plain =
            at(reader, NOTATION_LITERAL) && character > 0 && character < 0x80;
        if (!bar && !plain) return false;
        buffer_add_byte(strings, bar ? '\0' : small((char)character));
    }
    buffer_add_byte(strings, '\0');
    advance(reader);
    return !at(reader, NOTATION_REPEAT);
}

/* Whether another alternative begins, which is not bound to what was read. */
static bool has_other(struct reader reader)
{
    size_t depth = 0;
    for (; reader.more; advance(&reader)) {
        if (depth == 0 && at(&reader, NOTATION_BAR)) return true;
        depth += at(&reader, NOTATION_GROUP);
        depth -= at(&reader, NOTATION_GROUP_END) && depth > 0;
    }
    return false;
}

size_t behind_read(const char *pattern, size_t length, struct behind *behind)
{
    struct reader reader = {.notation = {.bytes = pattern, .length = length}};
    struct buffer strings = {0};
    size_t bytes = 0;
    advance(&reader);
    while (opens(&reader)) {
        advance(&reader);
        if (!read_strings(&reader, &strings)) break;
        bytes = reader.more ? reader.item.start : length;
        buffer_add(&behind->strings, strings.bytes, strings.length);
        buffer_clear(&strings);
    }
    buffer_free(&strings);
    if (!has_other(reader)) return bytes;
    buffer_clear(&behind->strings);
    return 0;
}

static enum behind_answer stands(const char *string, const char *text,
                                 size_t at)
{
    for (size_t i = strlen(string); i-- > 0;) {
        if (at-- == 0) return BEHIND_NOTHING;
        if (text[at] & 0x80) return BEHIND_PERHAPS;
        if (small(text[at]) != string[i]) return BEHIND_NOTHING;
    }
    return BEHIND_FORBIDDEN;
}

enum behind_answer behind_at(const struct behind *behind, const char *text,
                             size_t at)
{
    enum behind_answer answer = BEHIND_NOTHING;
    const char *string = buffer_text(&behind->strings);
    const char *end = string + behind->strings.length;
    for (; string < end; string += strlen(string) + 1) {
        enum behind_answer one = stands(string, text, at);
        if (one == BEHIND_FORBIDDEN) return one;
        if (one == BEHIND_PERHAPS) answer = one;
    }
    return answer;
}

void behind_free(struct behind *behind)
{
    buffer_free(&behind->strings);
}
