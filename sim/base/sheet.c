/* libcsv, byte by byte, so that it is known where each row begins. */
#include "base/sheet.h"

#include "base/memory.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct reader {
    struct sheet *sheet;
    const char **cells; /* of the row at hand */
    size_t count;
    size_t room;
    size_t offset;
    bool in_row;
};

static void *resize(void *old, size_t size)
{
    return memory_resize(old, size, 1);
}

static void take_cell(void *bytes, size_t length, void *context)
{
    struct reader *reader = context;
    if (reader->count == reader->room) {
        reader->room = reader->room * 2 + 32;
        reader->cells =
            memory_resize(reader->cells, reader->room, sizeof *reader->cells);
    }
    reader->cells[reader->count++] =
        arena_copy(&reader->sheet->arena, bytes != NULL ? bytes : "", length);
}

static void take_row(int end, void *context)
{
    struct reader *reader = context;
    struct sheet *sheet = reader->sheet;
    (void)end;
    if (sheet->count == sheet->room) {
        sheet->room = sheet->room * 2 + 64;
        sheet->rows =
            memory_resize(sheet->rows, sheet->room, sizeof *sheet->rows);
    }
    const char **cells = arena_new(&sheet->arena, reader->count, sizeof *cells);
    if (reader->count > 0)
        memcpy(cells, reader->cells, reader->count * sizeof *cells);
    sheet->rows[sheet->count++] =
        (struct sheet_row){cells, reader->count, reader->offset};
    reader->count = 0;
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

bool sheet_read(const struct source *source, struct sheet *sheet,
                struct problems *problems)
{
    struct reader reader = {.sheet = sheet};
    struct csv_parser parser;
    bool fine = true;
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
    csv_set_realloc_func(&parser, resize);
    for (size_t i = 0; i < source->length && fine; i++) {
        const char *byte = source->bytes + i;
        if (!reader.in_row && *byte != '\n' && *byte != '\r') {
            reader.in_row = true;
            reader.offset = i;
        }
        fine = csv_parse(&parser, byte, 1, take_cell, take_row, &reader) == 1;
        if (!fine) refuse(source, i, problems);
    }
    if (fine && csv_fini(&parser, take_cell, take_row, &reader) != 0) {
        fine = false;
        refuse(source, reader.offset, problems);
    }
    csv_free(&parser);
    free(reader.cells);
    return fine;
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
