/* libcsv, byte by byte; see sheet.h. Begin with sheet_read_separated(). */
#include "base/sheet.h"

#include "base/memory.h"
#include "base/text.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- reading ------------------------------------------------------------- */

struct reader {
    struct sheet *sheet;
    const char **cells; /* of the row at hand */
    struct span *spans;
    size_t count;
    size_t room;
    size_t at;     /* the byte that is being read */
    size_t offset; /* where the row begins */
    size_t start;  /* where the cell does */
    bool in_row;   /* something else than blanks stood in it */
};

static void *resize(void *old, size_t size)
{
    return memory_resize(old, size, 1);
}

/* libcsv tells of a cell when it reads what ends it. */
static void take_cell(void *bytes, size_t length, void *context)
{
    struct reader *reader = context;
    if (reader->count == reader->room) {
        reader->room = reader->room * 2 + 32;
        reader->cells =
            memory_resize(reader->cells, reader->room, sizeof *reader->cells);
        reader->spans =
            memory_resize(reader->spans, reader->room, sizeof *reader->spans);
    }
    reader->spans[reader->count] = (struct span){reader->start, reader->at};
    reader->cells[reader->count++] =
        arena_copy(&reader->sheet->arena, bytes != NULL ? bytes : "", length);
    reader->start = reader->at + 1;
}

static void take_row(int end, void *context)
{
    struct reader *reader = context;
    struct sheet *sheet = reader->sheet;
    size_t count = reader->count;
    (void)end;
    if (sheet->count == sheet->room) {
        sheet->room = sheet->room * 2 + 64;
        sheet->rows =
            memory_resize(sheet->rows, sheet->room, sizeof *sheet->rows);
    }
    const char **cells = arena_new(&sheet->arena, count, sizeof *cells);
    struct span *spans = arena_new(&sheet->arena, count, sizeof *spans);
    if (count > 0) {
        memcpy(cells, reader->cells, count * sizeof *cells);
        memcpy(spans, reader->spans, count * sizeof *spans);
    }
    sheet->rows[sheet->count++] =
        (struct sheet_row){cells, count, reader->offset, spans};
    reader->count = 0;
    reader->offset = reader->start = reader->at + 1;
    reader->in_row = false;
}

static void refuse(const struct source *source, size_t offset,
                   struct problems *problems)
{
    problem_add(problems, source, offset, PROBLEM_SYNTAX,
                "put the cell between \" and \", and write \"\" for a quote "
                "in it",
                "a quote stands where none may, or is not closed");
}

static bool is_blank(char byte, char separator)
{
    return byte != separator && (byte == ' ' || byte == '\t');
}

/* A row begins after the last line end before what stands in it: lines of
 * nothing but blanks are none. */
static void find_start(struct reader *reader, char byte)
{
    if (reader->in_row) return;
    if (byte == '\n' || byte == '\r')
        reader->offset = reader->start = reader->at + 1;
    else
        reader->in_row = !is_blank(byte, reader->sheet->separator);
}

bool sheet_read_separated(const struct source *source, char separator,
                          struct sheet *sheet, struct problems *problems)
{
    struct reader reader = {.sheet = sheet};
    struct csv_parser parser;
    bool fine = true;
    sheet->separator = separator;
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
    csv_set_realloc_func(&parser, resize);
    csv_set_delim(&parser, (unsigned char)separator);
    reader.at = reader.offset = reader.start = source_mark_length(source);
    for (; reader.at < source->length && fine; reader.at++) {
        const char *byte = source->bytes + reader.at;
        find_start(&reader, *byte);
        fine = csv_parse(&parser, byte, 1, take_cell, take_row, &reader) == 1;
        if (!fine) refuse(source, reader.at, problems);
    }
    if (fine && csv_fini(&parser, take_cell, take_row, &reader) != 0) {
        fine = false;
        refuse(source, reader.offset, problems);
    }
    csv_free(&parser);
    free(reader.cells);
    free(reader.spans);
    return fine;
}

bool sheet_read(const struct source *source, struct sheet *sheet,
                struct problems *problems)
{
    return sheet_read_separated(source, ',', sheet, problems);
}

char sheet_separator(const struct source *source)
{
    static const char separators[] = {',', ';', '\t'};
    size_t counts[sizeof separators] = {0};
    size_t most = 0;
    bool quoted = false;
    size_t at = source_mark_length(source);
    while (at < source->length && strchr(" \t\r\n", source->bytes[at]) != NULL)
        at++;
    for (; at < source->length; at++) {
        char byte = source->bytes[at];
        if (byte == '"') quoted = !quoted;
        if (quoted) continue;
        if (byte == '\n' || byte == '\r') break;
        for (size_t i = 0; i < sizeof separators; i++)
            counts[i] += byte == separators[i];
    }
    for (size_t i = 1; i < sizeof separators; i++)
        if (counts[i] > counts[most]) most = i;
    return separators[most];
}

size_t sheet_column(const struct sheet_row *row, const char *name)
{
    size_t column = 0;
    for (; column < row->count; column++) {
        const char *cell = row->cells[column];
        size_t length = strlen(name);
        cell += strspn(cell, " ");
        if (strncasecmp(cell, name, length) == 0 &&
            cell[length + strspn(cell + length, " ")] == '\0')
            break;
    }
    return column;
}

void sheet_free(struct sheet *sheet)
{
    free(sheet->rows);
    arena_free(&sheet->arena);
    *sheet = (struct sheet){0};
}

/* --- writing ------------------------------------------------------------- */

/* Blanks at an end would be lost on the way. */
static bool must_be_quoted(const char *text, char separator)
{
    size_t length = strlen(text);
    if (length == 0) return false;
    return strpbrk(text, "\"\r\n") != NULL || strchr(text, separator) != NULL ||
           strchr(" \t", text[0]) != NULL ||
           strchr(" \t", text[length - 1]) != NULL;
}

void sheet_add_cell(const char *text, char separator, bool quoted,
                    struct buffer *out)
{
    if (!quoted && !must_be_quoted(text, separator)) {
        buffer_add_text(out, text);
        return;
    }
    buffer_add_byte(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"') buffer_add_byte(out, '"');
        buffer_add_byte(out, *text);
    }
    buffer_add_byte(out, '"');
}

void sheet_add_harmless(const char *text, struct buffer *out)
{
    if (*text != '\0' && strchr("=+-@\t\r", *text) != NULL)
        buffer_add_byte(out, '\'');
    buffer_add_text(out, text);
}

static int by_place(const void *one, const void *other)
{
    const struct sheet_edit *a = one;
    const struct sheet_edit *b = other;
    return (a->span.start > b->span.start) - (a->span.start < b->span.start);
}

void sheet_splice(const struct source *source, struct sheet_edit *edits,
                  size_t count, struct buffer *out)
{
    size_t at = 0;
    if (count > 0) qsort(edits, count, sizeof *edits, by_place);
    for (size_t i = 0; i < count; i++) {
        buffer_add(out, source->bytes + at, edits[i].span.start - at);
        buffer_add_text(out, edits[i].bytes);
        at = edits[i].span.end;
    }
    buffer_add(out, source->bytes + at, source->length - at);
}

void sheet_add_text(const char *text, struct buffer *out)
{
    struct buffer seen = {0};
    struct buffer harmless = {0};
    text_visible_line(text, &seen);
    sheet_add_harmless(buffer_text(&seen), &harmless);
    sheet_add_cell(buffer_text(&harmless), ',', false, out);
    buffer_free(&seen);
    buffer_free(&harmless);
}
