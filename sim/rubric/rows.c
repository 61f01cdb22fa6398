/* Rows; see rows.h. Begin with rows_find() and rows_fill(). */
#include "rubric/rows.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum {
    SLOTS = 64,
    MOST_STATES = 8192,
    MOST_TOKENS = 1 << 17, /* in the lists of all states */
    FAR = 256,             /* places behind where gaps are looked for */
    STEP = 16              /* places that are given up at once */
};

static size_t slot_of(const uint16_t *tokens, size_t count, unsigned key)
{
    uint64_t hash = (uint64_t)key + 1;
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ tokens[i]) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(hash >> 40) % SLOTS;
}

/* Half as much again as is needed, but no more than there may be. */
static size_t ample(size_t needed, size_t most)
{
    needed += needed / 2;
    return needed < most ? needed : most;
}

/* For cells up to COUNT; the new ones are nobody's. */
static void make_cells(struct rows *rows, size_t count)
{
    if (count <= rows->cell_count) return;
    if (count > rows->cell_room) {
        rows->cell_room = ample(count, rows->most);
        rows->cells =
            memory_resize(rows->cells, rows->cell_room, sizeof *rows->cells);
        rows->owners =
            memory_resize(rows->owners, rows->cell_room, sizeof *rows->owners);
        rows->others =
            memory_resize(rows->others, rows->cell_room, sizeof *rows->others);
    }
    size_t more = count - rows->cell_count;
    memset(rows->cells + rows->cell_count, 0, more * sizeof *rows->cells);
    memset(rows->owners + rows->cell_count, 0, more * sizeof *rows->owners);
    rows->cell_count = count;
}

static void make_room(struct rows *rows, size_t tokens)
{
    tokens += rows->token_count;
    if (rows->state_count == rows->state_room) {
        rows->state_room = ample(rows->state_count + 4, MOST_STATES);
        rows->states =
            memory_resize(rows->states, rows->state_room, sizeof *rows->states);
    }
    if (tokens > rows->token_room) {
        rows->token_room = ample(tokens, MOST_TOKENS);
        rows->tokens =
            memory_resize(rows->tokens, rows->token_room, sizeof *rows->tokens);
    }
}

void rows_begin(struct rows *rows, size_t width, size_t most)
{
    if (rows->slots == NULL)
        rows->slots = memory_new(SLOTS, sizeof *rows->slots);
    memset(rows->slots, 0, SLOTS * sizeof *rows->slots);
    rows->width = width;
    rows->most = most;
    rows->cell_count = 0;
    rows->taken = 0;
    rows->sparse = 0;
    rows->state_count = 0;
    rows->token_count = 0;
    make_cells(rows, ROWS_FIRST + width);
}

/* ---- Places ---- */

/* Columns in which a row has cells. */
struct columns {
    unsigned char list[BOARD_COLUMNS];
    size_t count;
};

static bool fits(const struct rows *rows, size_t place,
                 const struct columns *columns)
{
    if (rows->owners[place] > 0) return false;
    for (size_t i = 0; i < columns->count; i++)
        if (rows->cells[place + columns->list[i]] > 0) return false;
    return true;
}

/* Where, from FIRST on, a row has room for cells in COLUMNS; 0 when the table
 * is full. */
static size_t find_place(struct rows *rows, const struct columns *columns,
                         size_t first)
{
    size_t place = first > ROWS_FIRST ? first : ROWS_FIRST;
    for (; place + rows->width <= rows->most; place++) {
        make_cells(rows, place + rows->width);
        if (fits(rows, place, columns)) return place;
    }
    return 0;
}

/* Where a row with cells in COLUMNS fills gaps. When they are found only far
 * from where they are looked for, that is too dense, and given up bit by bit.
 */
static size_t find_gaps(struct rows *rows, const struct columns *columns)
{
    size_t place = find_place(rows, columns, rows->sparse);
    if (place > rows->sparse + FAR) rows->sparse += STEP;
    return place;
}

/* Where a cell in COLUMN is the one behind all that are taken. */
static size_t find_end(struct rows *rows, size_t column)
{
    struct columns columns = {{(unsigned char)column}, 1};
    size_t end = rows->taken;
    return find_place(rows, &columns, end > column ? end - column : 0);
}

static struct columns columns_of(const struct rows *rows, size_t row)
{
    struct columns columns = {.count = 0};
    for (size_t i = 0; i < rows->width; i++)
        if (rows_held(rows, row, i) < ROWS_UNKNOWN)
            columns.list[columns.count++] = (unsigned char)i;
    return columns;
}

/* HELD, after the row FROM has moved. */
static unsigned moved(unsigned held, size_t from, size_t to)
{
    bool same = (held & (ROWS_FLAG - 1)) == from;
    return same ? (unsigned)to | (held & ROWS_FLAG) : held;
}

static void note_taken(struct rows *rows, size_t cell)
{
    if (cell >= rows->taken) rows->taken = cell + 1;
}

/* The state to whose row CELL leads, or NULL. */
static struct rows_state *led_to(const struct rows *rows, size_t cell)
{
    size_t row = rows->cells[cell] & (ROWS_FLAG - 1);
    if (row < ROWS_FIRST) return NULL;
    return &rows->states[rows->owners[row] - 1];
}

static void put_cell(struct rows *rows, size_t cell, size_t row, unsigned held)
{
    rows->cells[cell] = (uint32_t)row << ROWS_SHIFT | held;
    note_taken(rows, cell);
    struct rows_state *state = led_to(rows, cell);
    if (state == NULL) return;
    rows->others[cell] = state->leads;
    state->leads = (uint16_t)cell;
}

/* A cell that leads to a row has moved. */
static void rename_cell(struct rows *rows, struct rows_state *state,
                        size_t from, size_t to)
{
    uint16_t *link = &state->leads;
    while (*link != from)
        link = &rows->others[*link];
    *link = (uint16_t)to;
    rows->others[to] = rows->others[from];
}

/* Takes a cell from the row FROM to the row TO. */
static void move_cell(struct rows *rows, size_t from, size_t to, size_t column)
{
    struct rows_state *state = led_to(rows, from + column);
    if (state != NULL) rename_cell(rows, state, from + column, to + column);
    rows->cells[to + column] =
        (uint32_t)to << ROWS_SHIFT | rows_held(rows, from, column);
    rows->cells[from + column] = 0;
    note_taken(rows, to + column);
}

static void move_row(struct rows *rows, size_t from, size_t to,
                     const struct columns *columns)
{
    struct rows_state *state = &rows->states[rows->owners[from] - 1];
    for (size_t i = 0; i < columns->count; i++)
        move_cell(rows, from, to, columns->list[i]);
    for (size_t i = state->leads; i > 0; i = rows->others[i])
        rows->cells[i] += (uint32_t)to - (uint32_t)from;
    rows->owners[to] = rows->owners[from];
    rows->owners[from] = 0;
    state->row = (uint16_t)to;
}

/* ---- Rows ---- */

static bool is_of(const struct rows *rows, const struct rows_state *state,
                  const uint16_t *tokens, size_t count, unsigned key)
{
    return state->key == key && state->count == count &&
           (count == 0 || memcmp(rows->tokens + state->first, tokens,
                                 count * sizeof *tokens) == 0);
}

static void new_state(struct rows *rows, const uint16_t *tokens, size_t count,
                      unsigned key, size_t row)
{
    uint32_t *slot = &rows->slots[slot_of(tokens, count, key)];
    make_room(rows, count);
    rows->states[rows->state_count++] = (struct rows_state){
        .first = (uint32_t)rows->token_count,
        .count = (uint32_t)count,
        .same_slot = *slot,
        .row = (uint16_t)row,
        .key = (uint16_t)key,
    };
    *slot = (uint32_t)rows->state_count;
    rows->owners[row] = (uint16_t)rows->state_count;
    if (count > 0)
        memcpy(rows->tokens + rows->token_count, tokens,
               count * sizeof *tokens);
    rows->token_count += count;
}

size_t rows_find(struct rows *rows, const uint16_t *tokens, size_t count,
                 unsigned key, size_t column)
{
    uint32_t i = rows->slots[slot_of(tokens, count, key)];
    for (; i > 0; i = rows->states[i - 1].same_slot)
        if (is_of(rows, &rows->states[i - 1], tokens, count, key))
            return rows->states[i - 1].row;
    if (rows->state_count == MOST_STATES ||
        rows->token_count + count > MOST_TOKENS)
        return 0;
    size_t row = find_end(rows, column);
    if (row == 0) return 0;
    note_taken(rows, row + column);
    new_state(rows, tokens, count, key, row);
    return row;
}

bool rows_fill(struct rows *rows, size_t row, size_t column, unsigned *held)
{
    if (rows->cells[row + column] > 0) {
        struct columns own = columns_of(rows, row);
        struct columns wanted = own;
        wanted.list[wanted.count++] = (unsigned char)column;
        size_t to = find_gaps(rows, &wanted);
        if (to == 0) return false;
        move_row(rows, row, to, &own);
        *held = moved(*held, row, to);
        row = to;
    }
    put_cell(rows, row + column, row, *held);
    return true;
}

const struct rows_state *rows_state(const struct rows *rows, size_t row)
{
    return &rows->states[rows->owners[row] - 1];
}

void rows_free(struct rows *rows)
{
    free(rows->cells);
    free(rows->owners);
    free(rows->others);
    free(rows->states);
    free(rows->tokens);
    free(rows->slots);
    *rows = (struct rows){0};
}
