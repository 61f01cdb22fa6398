/* Thousands of tokens moved by one look at a table.
 *
 * Think of a board game. The plan (plan.h) is the board, and the text is
 * read aloud, symbol by symbol. Tokens stand on the board; each symbol moves
 * those that waited for it and takes away all others, and a new token sets out.
 * A token that comes to the end means: the pattern may be here. That is easy,
 * and slow: many tokens for each symbol.
 *
 * But where the tokens stand is all that matters for what can happen next, and
 * they stand in few different ways: with most patterns in less than a hundred,
 * over thousands of texts. So each way of standing is a state, with a row in a
 * table; a column is a symbol, and in the cell is the state that comes next.
 * Playing the game is then looking up one cell for each byte. A cell is filled
 * in when it is first needed, by playing that one move with tokens (work_out):
 * a whole table would often be too large, and most of it would never be read.
 *
 * - Symbols that no step tells apart share a column (symbols_number).
 * - Whether a word has an edge here depends on the next symbol. So a state also
 *   says what was read last (enum last), and a token walks forks and checks
 *   only when the next symbol, or the end of the text, is known.
 * - The token that sets out anew is in no state: what becomes of it depends
 *   only on what was read last and the symbol, and is worked out once for each
 *   (struct start). So states are short lists, mostly empty.
 * - When the table is full it is forgotten and begun anew. If that is so often
 *   that the table does not pay, the automaton is tired and passes everything.
 *   So a yes may depend on what was read before, but no result does: after a
 *   yes PCRE2 decides, and a no is only said of texts without a match.
 *
 * Begin with automaton_narrow(), then work_out().
 */
#include "rubric/automaton.h"

#include "base/memory.h"
#include "rubric/crowd.h"
#include "rubric/rows.h"

#include <stdlib.h>
#include <string.h>

/* Cells hold where the row of the next state begins, or one of these. */
enum { UNKNOWN = ROWS_UNKNOWN, FOUND, DEAD, ROWS };

enum {
    MOST_CELLS = 65536, /* a row's place fits into a cell */
    WORTH = 8           /* bytes read for each cell filled in, at least */
};

/* What becomes of a token that has just set out. */
struct start {
    bool known;
    bool found;
    uint16_t *tokens;
    size_t count;
};

/* What reading takes comes first, so that it lies together. */
struct automaton {
    struct rows rows;
    size_t bytes_read;
    size_t bytes_before;          /* the table was begun */
    uint16_t firsts[BOARD_LASTS]; /* rows in which reading begins */
    uint16_t idle;                /* the last of them: there stands no token */
    bool tired;
    bool anchored; /* tokens set out only where the text begins */
    bool edges;    /* it asks for edges */
    bool patient;  /* never tired at the moment */
    struct board board;
    bool *wins;           /* of each step: from there it is free to the end */
    struct start *starts; /* by what was last and column */
    struct crowd next;
    struct crowd walked;
    uint16_t *stack;
    size_t tables; /* how often one was begun */
    size_t worked_out;
};

/* ---- A new automaton ---- */

static bool wins_by(const struct automaton *automaton, size_t at)
{
    const struct plan_step *step = &automaton->board.steps[at];
    const bool *wins = automaton->wins;
    switch ((enum plan_kind)step->kind) {
    case PLAN_DONE:
        return true;
    case PLAN_JUMP:
        return wins[step->to];
    case PLAN_DOUBT:
    case PLAN_ENTER:
    case PLAN_COMMIT:
        return wins[at + 1];
    case PLAN_FORK:
        return wins[step->to] || wins[at + 1];
    case PLAN_READ:
    case PLAN_CHECK:
    case PLAN_NEXT:
    case PLAN_OTHER:
    case PLAN_VETO:
        break;
    }
    return false;
}

/* Marks from where it is free to the end; loops lead back, so until nothing
 * changes. */
static void mark_winning(struct automaton *automaton)
{
    bool changed;
    automaton->wins =
        memory_new(automaton->board.step_count, sizeof *automaton->wins);
    do {
        changed = false;
        for (size_t i = automaton->board.step_count; i-- > 0;) {
            if (automaton->wins[i] || !wins_by(automaton, i)) continue;
            automaton->wins[i] = true;
            changed = true;
        }
    } while (changed);
}

struct automaton *automaton_new(struct plan *plan)
{
    struct automaton *automaton = memory_new(1, sizeof *automaton);
    if (!board_set_up(&automaton->board, plan)) {
        free(automaton);
        return NULL;
    }
    size_t steps = automaton->board.step_count;
    mark_winning(automaton);
    crowd_begin(&automaton->next, steps);
    crowd_begin(&automaton->walked, steps);
    automaton->stack = memory_new(steps * 2 + 1, sizeof *automaton->stack);
    automaton->starts = memory_new(BOARD_LASTS * automaton->board.width,
                                   sizeof *automaton->starts);
    automaton->edges = board_has_edges(&automaton->board);
    automaton->anchored = board_is_anchored(&automaton->board);
    if (!automaton->wins[0]) return automaton;
    automaton_free(automaton);
    return NULL;
}

void automaton_free(struct automaton *automaton)
{
    if (automaton == NULL) return;
    for (size_t i = 0; i < BOARD_LASTS * automaton->board.width; i++)
        free(automaton->starts[i].tokens);
    free(automaton->starts);
    free(automaton->wins);
    board_clear(&automaton->board);
    rows_free(&automaton->rows);
    crowd_free(&automaton->next);
    crowd_free(&automaton->walked);
    free(automaton->stack);
    free(automaton);
}

/* ---- Tokens ---- */

/* Walks a token from AT, with COLUMN coming, and gathers in `next` where it
 * and what it becomes stand after that. True when one comes to the end. */
static bool walk(struct automaton *automaton, size_t at, enum board_last last,
                 size_t column)
{
    const struct board *board = &automaton->board;
    uint16_t *stack = automaton->stack;
    size_t left = 0;
    stack[left++] = (uint16_t)at;
    while (left > 0) {
        at = stack[--left];
        if (!crowd_join(&automaton->walked, at, at)) continue;
        const struct plan_step *step = &automaton->board.steps[at];
        size_t to = (size_t)step->to;
        switch ((enum plan_kind)step->kind) {
        case PLAN_READ:
            if (board_takes(board, step->what, column) == BOARD_NO) break;
            if (automaton->wins[to]) return true;
            crowd_join(&automaton->next, to, to);
            break;
        case PLAN_FORK:
            stack[left++] = (uint16_t)(at + 1);
            stack[left++] = (uint16_t)to;
            break;
        case PLAN_JUMP:
            stack[left++] = (uint16_t)to;
            break;
        case PLAN_CHECK:
            if (board_holds(board, step->what, last, column) != BOARD_NO)
                stack[left++] = (uint16_t)(at + 1);
            break;
        case PLAN_NEXT:
            if (board_takes(board, step->what, column) != BOARD_NO)
                stack[left++] = (uint16_t)(at + 1);
            break;
        case PLAN_OTHER:
            if (board_takes(board, step->what, column) != BOARD_YES)
                stack[left++] = (uint16_t)(at + 1);
            break;
        case PLAN_DOUBT:
        case PLAN_ENTER:
        case PLAN_COMMIT:
            stack[left++] = (uint16_t)(at + 1);
            break;
        case PLAN_VETO:
            break;
        case PLAN_DONE:
            return true;
        }
    }
    return false;
}

/* What becomes of a token that sets out here; worked out once. */
static const struct start *set_out(struct automaton *automaton,
                                   enum board_last last, size_t column)
{
    struct start *start =
        &automaton->starts[last * automaton->board.width + column];
    if (start->known) return start;
    struct crowd *next = &automaton->next;
    crowd_clear(next);
    crowd_clear(&automaton->walked);
    start->known = true;
    if (!automaton->anchored || last == BOARD_NOTHING)
        start->found = walk(automaton, 0, last, column);
    start->tokens = memory_new(next->count, sizeof *start->tokens);
    start->count = next->count;
    if (next->count > 0)
        memcpy(start->tokens, next->tokens,
               next->count * sizeof *start->tokens);
    return start;
}

/* ---- The table ---- */

/* Begins the table, with the states in which reading begins. */
static void begin_table(struct automaton *automaton)
{
    struct rows *rows = &automaton->rows;
    automaton->tables++;
    automaton->bytes_before = automaton->bytes_read;
    automaton->worked_out = 0;
    rows_begin(rows, automaton->board.width, MOST_CELLS);
    for (enum board_last last = 0; last < BOARD_LASTS; last++)
        automaton->firsts[last] = (uint16_t)rows_find(rows, NULL, 0, last);
    automaton->idle = automaton->firsts[BOARD_LASTS - 1];
}

/* A table that was full: a new one, unless the old one did not pay. */
static void forget(struct automaton *automaton)
{
    if (!automaton->patient && automaton->bytes_read - automaton->bytes_before <
                                   automaton->worked_out * WORTH)
        automaton->tired = true;
    begin_table(automaton);
}

/* In order, so that the same tokens are always the same list. They mostly are
 * already. */
static void sort(uint16_t *tokens, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint16_t token = tokens[i];
        size_t j = i;
        for (; j > 0 && tokens[j - 1] > token; j--)
            tokens[j] = tokens[j - 1];
        tokens[j] = token;
    }
}

/* What a cell holds: where the tokens of the state at ROW stand when COLUMN
 * has come. */
static size_t next_of(struct automaton *automaton, size_t row, size_t column)
{
    struct rows_state state = *rows_state(&automaton->rows, row);
    const struct start *start =
        set_out(automaton, (enum board_last)state.key, column);
    struct crowd *next = &automaton->next;
    if (start->found) return FOUND;
    crowd_clear(next);
    crowd_clear(&automaton->walked);
    const uint16_t *tokens = automaton->rows.tokens + state.first;
    for (size_t i = 0; i < state.count; i++)
        if (walk(automaton, tokens[i], (enum board_last)state.key, column))
            return FOUND;
    if (column == BOARD_END) return DEAD;
    for (size_t i = 0; i < start->count; i++)
        crowd_join(next, start->tokens[i], start->tokens[i]);
    if (next->count == 0 && automaton->anchored) return DEAD;
    sort(next->tokens, next->count);
    enum board_last last =
        automaton->edges ? automaton->board.lasts[column] : BOARD_OTHER;
    size_t to = rows_find(&automaton->rows, next->tokens, next->count, last);
    if (to > 0) return to;
    forget(automaton);
    return rows_find(&automaton->rows, next->tokens, next->count, last);
}

/* Fills in a cell, and gives what it holds. After forget() the row is gone, and
 * nothing is filled in. */
static size_t work_out(struct automaton *automaton, size_t row, size_t column)
{
    size_t tables = automaton->tables;
    size_t to = next_of(automaton, row, column);
    automaton->worked_out++;
    if (automaton->tables == tables)
        automaton->rows.cells[row + column] = (uint16_t)to;
    return to;
}

/* ---- Reading ---- */

static enum board_last last_before(const struct automaton *automaton,
                                   const char *text, size_t from)
{
    if (from == 0) return BOARD_NOTHING;
    if (!automaton->edges) return BOARD_OTHER;
    return automaton->board
        .lasts[automaton->board.columns[(unsigned char)text[from - 1]]];
}

/* A text being read. */
struct reading {
    const unsigned char *at;
    const unsigned char *end;
    const unsigned char *last;  /* from here on no token sets out … */
    const unsigned char *first; /* … and before this none did that is left */
    size_t row;
};

/* Goes on as long as cells lead to rows, and there are tokens or may be new
 * ones. `row` is the row at the byte at which it stops, which is the end, or
 * one whose cell leads to none. */
static void run(const struct automaton *automaton, struct reading *reading)
{
    const uint16_t *cells = automaton->rows.cells;
    const unsigned char *columns = automaton->board.columns;
    const unsigned char *end = reading->end;
    const unsigned char *last = reading->last;
    const unsigned char *first = reading->first;
    const unsigned char *at = reading->at;
    const size_t idle = automaton->idle;
    size_t row = reading->row;
    while (at < end) {
        size_t next = cells[row + columns[*at]];
        if (next < ROWS) break;
        row = next;
        at++;
        if (next > idle) continue;
        first = at;
        if (at >= last) break;
    }
    reading->at = at;
    reading->row = row;
    reading->first = first;
}

static bool is_over(const struct automaton *automaton,
                    const struct reading *reading)
{
    return reading->row <= automaton->idle && reading->at >= reading->last;
}

/* Reads to the end, or until a token has come to it, or none can. */
static bool finds(struct automaton *automaton, struct reading *reading)
{
    for (;;) {
        run(automaton, reading);
        if (is_over(automaton, reading)) return false;
        bool end = reading->at == reading->end;
        size_t column =
            end ? BOARD_END : automaton->board.columns[*reading->at];
        size_t next = automaton->rows.cells[reading->row + column];
        if (next == UNKNOWN) next = work_out(automaton, reading->row, column);
        if (next == FOUND || automaton->tired) return true;
        if (next == DEAD) return false;
        reading->row = next;
        reading->at++;
        if (next <= automaton->idle) reading->first = reading->at;
    }
}

bool automaton_narrow(struct automaton *automaton, const char *text,
                      size_t length, struct span *stretch)
{
    if (automaton->tired) return true;
    if (automaton->anchored && stretch->start > 0) return false;
    if (automaton->rows.cells == NULL) begin_table(automaton);
    const unsigned char *bytes = (const unsigned char *)text;
    const unsigned char *start = bytes + stretch->start;
    struct reading reading = {
        .at = start,
        .end = bytes + length,
        .last = bytes + stretch->end,
        .first = start,
        .row = automaton->firsts[last_before(automaton, text, stretch->start)],
    };
    bool found = finds(automaton, &reading);
    automaton->bytes_read += (size_t)(reading.at - start);
    stretch->start = (size_t)(reading.first - bytes);
    return found;
}

bool automaton_narrow_patiently(struct automaton *automaton, const char *text,
                                size_t length, struct span *stretch)
{
    bool tired = automaton->tired;
    automaton->tired = false;
    automaton->patient = true;
    bool passes = automaton_narrow(automaton, text, length, stretch);
    automaton->patient = false;
    automaton->tired = tired;
    return passes;
}

size_t automaton_read(const struct automaton *automaton)
{
    return automaton->bytes_read;
}

bool automaton_is_tired(const struct automaton *automaton)
{
    return automaton->tired;
}

size_t automaton_states(const struct automaton *automaton, size_t *bytes)
{
    *bytes = sizeof *automaton + rows_bytes(&automaton->rows) +
             automaton->board.step_count * (sizeof(struct plan_step) + 17) +
             BOARD_LASTS * automaton->board.width * sizeof *automaton->starts;
    return automaton->rows.state_count;
}
