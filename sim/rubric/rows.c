/* Rows; see rows.h. Begin with rows_find(). */
#include "rubric/rows.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum {
    SLOTS = 64,
    MOST_STATES = 4096,
    MOST_TOKENS = 32768 /* in the lists of all states */
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

static void make_room(struct rows *rows, size_t tokens)
{
    size_t cells = rows->cell_count + rows->width;
    tokens += rows->token_count;
    if (cells > rows->cell_room) {
        rows->cell_room = ample(cells, rows->most);
        rows->cells =
            memory_resize(rows->cells, rows->cell_room, sizeof *rows->cells);
    }
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

static size_t new_row(struct rows *rows)
{
    size_t row = rows->cell_count;
    memset(rows->cells + row, ROWS_UNKNOWN, rows->width * sizeof *rows->cells);
    rows->cells[row + BOARD_WITHIN] = (uint16_t)row;
    rows->cell_count += rows->width;
    return row;
}

void rows_begin(struct rows *rows, size_t width, size_t most)
{
    if (rows->slots == NULL)
        rows->slots = memory_new(SLOTS, sizeof *rows->slots);
    memset(rows->slots, 0, SLOTS * sizeof *rows->slots);
    rows->width = width > ROWS_FIRST ? width : ROWS_FIRST;
    rows->most = most;
    rows->cell_count = 0;
    rows->state_count = 0;
    rows->token_count = 0;
    make_room(rows, 0);
    new_row(rows);
}

static bool is_full(const struct rows *rows, size_t tokens)
{
    return rows->cell_count + rows->width > rows->most ||
           rows->state_count == MOST_STATES ||
           rows->token_count + tokens > MOST_TOKENS;
}

static bool is_of(const struct rows *rows, const struct rows_state *state,
                  const uint16_t *tokens, size_t count, unsigned key)
{
    return state->key == key && state->count == count &&
           (count == 0 || memcmp(rows->tokens + state->first, tokens,
                                 count * sizeof *tokens) == 0);
}

size_t rows_find(struct rows *rows, const uint16_t *tokens, size_t count,
                 unsigned key)
{
    uint32_t *slot = &rows->slots[slot_of(tokens, count, key)];
    for (uint32_t i = *slot; i > 0; i = rows->states[i - 1].same_slot)
        if (is_of(rows, &rows->states[i - 1], tokens, count, key))
            return i * rows->width;
    if (is_full(rows, count)) return 0;
    make_room(rows, count);
    rows->states[rows->state_count++] = (struct rows_state){
        (uint32_t)rows->token_count, (uint32_t)count, key, *slot};
    *slot = (uint32_t)rows->state_count;
    if (count > 0)
        memcpy(rows->tokens + rows->token_count, tokens,
               count * sizeof *tokens);
    rows->token_count += count;
    return new_row(rows);
}

const struct rows_state *rows_state(const struct rows *rows, size_t row)
{
    return &rows->states[row / rows->width - 1];
}

void rows_free(struct rows *rows)
{
    free(rows->cells);
    free(rows->states);
    free(rows->tokens);
    free(rows->slots);
    *rows = (struct rows){0};
}
