/* Where in a file an offset lies. */
#include "base/source.h"

#include "base/text.h"

static size_t line_end(const struct source *source, size_t start)
{
    size_t end = start;
    while (end < source->length && source->bytes[end] != '\n')
        end++;
    if (end > start && end < source->length && source->bytes[end - 1] == '\r')
        end--;
    return end;
}

struct place source_place(const struct source *source, size_t offset)
{
    struct place place = {.line = 1};
    if (offset > source->length) offset = source->length;
    for (size_t i = 0; i < offset; i++) {
        if (source->bytes[i] != '\n') continue;
        place.line++;
        place.text.start = i + 1;
    }
    place.text.end = line_end(source, place.text.start);
    if (offset > place.text.end) offset = place.text.end;
    size_t before = offset - place.text.start;
    place.column =
        before == 0
            ? 1
            : 1 + text_characters(source->bytes + place.text.start, before);
    return place;
}
