/* A table with a row for each way in which tokens stand on a board.
 *
 * A row has a cell for each column of the board: what comes of these tokens
 * when that column comes, to be filled in by whoever plays. Few cells of a row
 * are ever filled in, three of thirty: so rows lie over one another, each in
 * the gaps of the others, and a cell says whose it is. What is needed again and
 * again then fits where a processor reads fast.
 *
 * A row goes by the place of its first cell. When a cell is wanted that another
 * row has there, the row moves to another place.
 */
#ifndef RUBRIC_ROWS_H
#define RUBRIC_ROWS_H

#include "rubric/board.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a cell holds: a row, or something below ROWS_FIRST that means something
 * to the player; and ROWS_FLAG with it, or not. */
enum { ROWS_FIRST = 8, ROWS_FLAG = 0x8000, ROWS_UNKNOWN = 0x10000 };

enum { ROWS_SHIFT = 16 }; /* in a cell, above what it holds, whose it is */

/* Of one row: its tokens, and what else tells it from others. */
struct rows_state {
    uint32_t first; /* of the tokens, among those of all */
    uint32_t count;
    uint32_t same_slot; /* the next state in its slot + 1, or 0 */
    uint16_t row;
    uint16_t key;
    uint16_t leads; /* the first cell that leads to the row, or 0 */
};

struct rows {
    uint32_t *cells; /* NULL until rows_begin(); see rows_held() */
    size_t width;
    size_t most;       /* cells, at most */
    size_t cell_count; /* no row reaches further */
    size_t taken;      /* and none has a cell */
    size_t sparse;     /* from where on there are gaps */
    size_t cell_room;
    uint16_t *owners; /* by place: the state whose row begins there + 1, or 0 */
    uint16_t *others; /* by cell: the next that leads to the same row, or 0 */
    struct rows_state *states; /* in the order in which they were made */
    size_t state_count;
    size_t state_room;
    uint16_t *tokens;
    size_t token_count;
    size_t token_room;
    uint32_t *slots; /* in which states are found again */
};

/* Empties the table, or makes it: for a board of WIDTH columns, with MOST
 * cells, fewer than ROWS_FLAG. rows_free() frees what is in it. */
void rows_begin(struct rows *rows, size_t width, size_t most);

/* The row in which TOKENS, in that order, stand and which has this KEY; 0 when
 * the table is full. A new one is laid where its cell in COLUMN, if that is
 * filled in next, lies behind the one filled in before: so what is read one
 * after the other lies together. */
size_t rows_find(struct rows *rows, const uint16_t *tokens, size_t count,
                 unsigned key, size_t column);

/* Fills in the cell of ROW in COLUMN, which was unknown. False when the table
 * is full. Rows may go by other places afterwards: in cells, in HELD and in
 * states that is seen to. */
bool rows_fill(struct rows *rows, size_t row, size_t column, unsigned *held);

/* What a CELL holds that is of ROW; ROWS_UNKNOWN or more when it is not. */
static inline uint32_t rows_read(const uint32_t *cell, size_t row)
{
    return *cell ^ (uint32_t)row << ROWS_SHIFT;
}

/* What ROW has in COLUMN; ROWS_UNKNOWN or more when that is not known. */
static inline uint32_t rows_held(const struct rows *rows, size_t row,
                                 size_t column)
{
    return rows_read(rows->cells + row + column, row);
}

/* The cell of ROW in COLUMN, which is sent for, to be read later. Both
 * compilers that this is built with make one instruction of it. */
static inline const uint32_t *rows_fetch(const struct rows *rows, size_t row,
                                         size_t column)
{
    const uint32_t *cell = rows->cells + row + column;
    __builtin_prefetch(cell);
    return cell;
}

/* What ROW is of, good until the next row is made. */
const struct rows_state *rows_state(const struct rows *rows, size_t row);

void rows_free(struct rows *rows);

#endif
