/* Tables as separated values, by libcsv (RFC 4180): rows of cells, in which
 * separators, line ends and doubled quotes may stand between quotes.
 *
 * libcsv is fed one byte at a time, so that it is known where in the file each
 * cell stands: sheet_splice() changes some and leaves every other byte as it
 * is. A sheet owns its cells; sheet_free() frees them. {0} is an empty one.
 */
#ifndef BASE_SHEET_H
#define BASE_SHEET_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/problem.h"
#include "base/source.h"

#include <stdbool.h>
#include <stddef.h>

struct sheet_row {
    const char *const *cells;
    size_t count;
    size_t offset;            /* of its first byte in the file */
    const struct span *spans; /* of each cell, with its quotes and blanks */
};

struct sheet {
    struct arena arena;
    struct sheet_row *rows;
    size_t count;
    size_t room;
    char separator;
};

/* Reads SOURCE, which holds no NUL, with commas between the cells. False, and
 * what is wrong in PROBLEMS, when a quote stands where none may, or is not
 * closed. Blank lines are no rows; a byte order mark is passed over. */
bool sheet_read(const struct source *source, struct sheet *sheet,
                struct problems *problems);

/* The same with SEPARATOR between the cells. */
bool sheet_read_separated(const struct source *source, char separator,
                          struct sheet *sheet, struct problems *problems);

/* Which of comma, semicolon and tab stands most often in the first row. */
char sheet_separator(const struct source *source);

/* The place of the cell that is NAME in the row, or its count. Blanks around
 * it and capitals make no difference. */
size_t sheet_column(const struct sheet_row *row, const char *name);

void sheet_free(struct sheet *sheet);

/* Adds TEXT as a cell: between quotes when QUOTED, and when it must be. */
void sheet_add_cell(const char *text, char separator, bool quoted,
                    struct buffer *out);

/* Adds TEXT, with an apostrophe before it where a spreadsheet would take it
 * for a formula. */
void sheet_add_harmless(const char *text, struct buffer *out);

/* What is to stand in place of a cell: the bytes, with their quotes. */
struct sheet_edit {
    struct span span;
    const char *bytes;
};

/* Adds SOURCE to OUT with COUNT edits, whose spans do not overlap; they are
 * put in order. */
void sheet_splice(const struct source *source, struct sheet_edit *edits,
                  size_t count, struct buffer *out);

/* Adds TEXT as a cell of a table for other programs: on one line, steering no
 * terminal, and no formula. */
void sheet_add_text(const char *text, struct buffer *out);

#endif
