/* What must not stand before a match; see behind.h. Begin with behind_read().
 */
#include "rubric/behind.h"

#include "rubric/notation.h"

#include <stdbool.h>
#include <string.h>

static char small(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

/* Reads the alternatives of a group into STRINGS, and goes on behind it. False
 * when not all is plain, or the group is repeated. */
static bool read_strings(struct notation_walk *walk, struct buffer *strings)
{
    for (; !notation_at(walk, NOTATION_GROUP_END); notation_step(walk)) {
        int32_t character = walk->item.character;
        bool bar = notation_at(walk, NOTATION_BAR);
        bool plain = notation_at(walk, NOTATION_LITERAL) && character > 0 &&
                     character < 0x80;
        if (!bar && !plain) return false;
        buffer_add_byte(strings, bar ? '\0' : small((char)character));
    }
    buffer_add_byte(strings, '\0');
    notation_step(walk);
    return !notation_at(walk, NOTATION_REPEAT);
}

size_t behind_read(const char *pattern, size_t length, struct behind *behind)
{
    struct notation_walk walk = notation_begin(pattern, length);
    struct buffer strings = {0};
    size_t bytes = 0;
    while (notation_reads(&walk, NOTATION_GROUP, "(?<!")) {
        notation_step(&walk);
        if (!read_strings(&walk, &strings)) break;
        bytes = walk.more ? walk.item.start : length;
        buffer_add(&behind->strings, strings.bytes, strings.length);
        buffer_clear(&strings);
    }
    buffer_free(&strings);
    if (!notation_has_other(&walk)) return bytes;
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
