/* Tables as comma-separated values, by libcsv (RFC 4180): rows of cells, in
 * which commas, line ends and doubled quotes may stand between quotes.
 *
 * A sheet owns its cells; sheet_free() frees them. {0} is an empty one.
 */
#ifndef BASE_SHEET_H
#define BASE_SHEET_H

#include "base/arena.h"
#include "base/problem.h"
#include "base/source.h"

#include <stdbool.h>
#include <stddef.h>

struct sheet_row {
    const char *const *cells;
    size_t count;
    size_t offset; /* of its first byte in the file */
};

struct sheet {
    struct arena arena;
    struct sheet_row *rows;
    size_t count;
    size_t room;
};

/* Reads SOURCE, which holds no NUL. False, and what is wrong in PROBLEMS, when
 * a quote stands where none may, or is not closed. Blank lines are no rows. */
bool sheet_read(const struct source *source, struct sheet *sheet,
                struct problems *problems);

/* The place of the cell that is NAME in the row, or its count. Blanks around
 * it and capitals make no difference. */
size_t sheet_column(const struct sheet_row *row, const char *name);

void sheet_free(struct sheet *sheet);

#endif
