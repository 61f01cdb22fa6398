/* Where in a file an offset lies. Begin with walk(), which goes on from a
 * place that is known. */
#include "base/source.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* How far the marks lie apart, in bytes. */
enum { STEP = 4096 };

struct source_mark {
    size_t offset;
    size_t line; /* from 1 */
    size_t line_start;
    size_t characters; /* between there and the mark */
};

static const struct source_mark beginning = {.line = 1};

/* To TO, or to the end of the character that TO lies in. */
static void walk(const struct source *source, struct source_mark *mark,
                 size_t to)
{
    while (mark->offset < to) {
        const char *byte = source->bytes + mark->offset;
        int32_t character;
        mark->offset +=
            text_next(byte, source->length - mark->offset, &character);
        mark->characters++;
        if (character != '\n') continue;
        mark->line++;
        mark->line_start = mark->offset;
        mark->characters = 0;
    }
}

size_t source_mark_length(const struct source *source)
{
    static const char mark[] = "\xef\xbb\xbf";
    size_t length = strlen(mark);
    bool marked =
        source->length >= length && memcmp(source->bytes, mark, length) == 0;
    return marked ? length : 0;
}

bool source_is_blank(const struct source *source, struct span span)
{
    static const char blanks[] = {' ', '\t', '\r'};
    while (span.start < span.end &&
           memchr(blanks, source->bytes[span.start], sizeof blanks) != NULL)
        span.start++;
    return span.start == span.end;
}

static size_t line_end(const struct source *source, size_t start)
{
    size_t left = source->length - start;
    const char *line = source->bytes + start;
    const char *end = left > 0 ? memchr(line, '\n', left) : NULL;
    if (!end) return source->length;
    if (end > line && end[-1] == '\r') end--;
    return (size_t)(end - source->bytes);
}

bool source_line(const struct source *source, size_t *at, struct span *line)
{
    if (*at >= source->length) return false;
    size_t left = source->length - *at;
    const char *end = memchr(source->bytes + *at, '\n', left);
    *line = (struct span){*at, line_end(source, *at)};
    *at = end ? (size_t)(end - source->bytes) + 1 : source->length;
    return true;
}

/* A line end of two bytes is one place, and so is all behind the file's. */
static size_t settle(const struct source *source, size_t offset)
{
    if (offset >= source->length) return source->length;
    bool second = offset > 0 && source->bytes[offset] == '\n' &&
                  source->bytes[offset - 1] == '\r';
    return offset - second;
}

static struct place place_from(const struct source *source,
                               struct source_mark mark, size_t offset)
{
    walk(source, &mark, offset);
    size_t end = line_end(source, mark.line_start);
    return (struct place){.line = mark.line,
                          .column = mark.characters + 1,
                          .text = {mark.line_start, end}};
}

struct place source_place(const struct source *source, size_t offset)
{
    return place_from(source, beginning, settle(source, offset));
}

/* Mark N is at N steps, or at the first character that begins behind. */
static void add_mark(struct source_marks *marks, const struct source *source)
{
    struct source_mark mark =
        marks->count > 0 ? marks->list[marks->count - 1] : beginning;
    if (marks->count == marks->room) {
        marks->room = marks->room * 2 + 8;
        marks->list =
            memory_resize(marks->list, marks->room, sizeof *marks->list);
    }
    walk(source, &mark, marks->count * STEP);
    marks->list[marks->count++] = mark;
}

struct place source_find(struct source_marks *marks,
                         const struct source *source, size_t offset)
{
    offset = settle(source, offset);
    size_t nearest = offset / STEP;
    while (marks->count <= nearest)
        add_mark(marks, source);
    if (marks->list[nearest].offset > offset) nearest--;
    return place_from(source, marks->list[nearest], offset);
}

void source_forget(struct source_marks *marks)
{
    free(marks->list);
    *marks = (struct source_marks){0};
}
