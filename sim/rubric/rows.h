/* A table with a row for each way in which tokens stand on a board.
 *
 * A row has a cell for each column of the board: what comes of these tokens
 * when that column comes, to be filled in by whoever plays. A row goes by where
 * it begins among the cells; those below ROWS_FIRST mean something else to the
 * player. In a new row all cells are ROWS_UNKNOWN, but that of BOARD_WITHIN,
 * which leads to the row itself.
 */
#ifndef RUBRIC_ROWS_H
#define RUBRIC_ROWS_H

#include "rubric/board.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ROWS_UNKNOWN = 0, ROWS_FIRST = 8 };

/* Of one row: its tokens, and what else tells it from others. */
struct rows_state {
    uint32_t first; /* of the tokens, among those of all */
    uint32_t count;
    unsigned key;
    uint32_t same_slot; /* the next state in its slot + 1, or 0 */
};

struct rows {
    uint16_t *cells; /* NULL until rows_begin() */
    size_t width;    /* at least ROWS_FIRST */
    size_t most;     /* cells, at most */
    size_t cell_count;
    size_t cell_room;
    struct rows_state *states; /* the first has the row at `width` */
    size_t state_count;
    size_t state_room;
    uint16_t *tokens;
    size_t token_count;
    size_t token_room;
    uint32_t *slots; /* in which states are found again */
};

/* Empties the table, or makes it: for a board of WIDTH columns, with MOST
 * cells. rows_free() frees what is in it. */
void rows_begin(struct rows *rows, size_t width, size_t most);

/* The row in which TOKENS, in that order, stand and which has this KEY; 0 when
 * the table is full. */
size_t rows_find(struct rows *rows, const uint16_t *tokens, size_t count,
                 unsigned key);

/* What ROW is of, good until the next row is made. */
const struct rows_state *rows_state(const struct rows *rows, size_t row);

void rows_free(struct rows *rows);

#endif
