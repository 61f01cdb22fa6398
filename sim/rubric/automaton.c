/* Thousands of tokens moved by one look at a table.
 *
 * Think of a board game. The plan (automaton.h) is the board, and the text is
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

#include <stdlib.h>
#include <string.h>

/* What was read last. */
enum last { LAST_NOTHING, LAST_WORD, LAST_OTHER, LAST_FOREIGN, LASTS };

/* Cells hold where the row of the next state begins, or one of these. */
enum { UNKNOWN, FOUND, DEAD, ROWS };

/* Columns besides those of symbols: bytes within a foreign character, which
 * change nothing, and the end of the text. */
enum { WITHIN, END, FIRST_SYMBOL };

enum {
    MOST_COLUMNS = 64,
    MOST_STEPS = 16384,
    MOST_CELLS = 65536, /* a row's place fits into a cell */
    MOST_STATES = 4096,
    MOST_TOKENS = 32768, /* in the lists of all states */
    SLOTS = 256,         /* in which states are found again */
    WORTH = 8            /* bytes read for each cell filled in, at least */
};

struct list {
    uint32_t first; /* among the tokens */
    uint32_t count;
};

/* A way of standing. */
struct state {
    struct list tokens;
    enum last last;
    uint32_t same_slot; /* the next state in its slot + 1, or 0 */
};

/* What becomes of a token that has just set out. */
struct start {
    bool known;
    bool found;
    uint16_t *tokens;
    size_t count;
};

/* Tokens being gathered, each once. */
struct crowd {
    uint16_t *tokens;
    size_t count;
    uint32_t *marks; /* by step: the round in which it was last here */
    uint32_t round;
};

/* What reading takes comes first, so that it lies together. */
struct automaton {
    uint16_t *cells;
    size_t bytes_read;      /* since the table was begun */
    uint16_t firsts[LASTS]; /* rows in which reading begins */
    uint16_t idle;          /* the last of them: there stands no token */
    bool tired;
    bool anchored; /* tokens set out only where the text begins */
    bool edges;    /* it asks for edges */
    bool patient;  /* never tired at the moment */
    unsigned char columns[256];
    struct automaton_step *steps;
    size_t step_count;
    uint64_t *sets; /* a bit for each column */
    size_t width;   /* how many columns */
    enum last lasts[MOST_COLUMNS];
    bool line_ends[MOST_COLUMNS];
    size_t cell_count;
    size_t cell_room;
    struct state *states; /* the first has row 1; row 0 is none */
    size_t state_count;
    size_t state_room;
    uint16_t *tokens;
    size_t token_count;
    size_t token_room;
    uint32_t *slots;
    struct start *starts; /* by what was last and column */
    struct crowd next;
    struct crowd walked;
    uint16_t *stack;
    size_t tables; /* how often one was begun */
    size_t worked_out;
};

/* ---- Plans ---- */

void automaton_add(struct automaton_plan *plan, enum automaton_kind kind,
                   size_t what, int32_t to)
{
    if (plan->count == plan->room) {
        plan->room = plan->room * 2 + 64;
        plan->steps =
            memory_resize(plan->steps, plan->room, sizeof *plan->steps);
    }
    plan->steps[plan->count++] = (struct automaton_step){
        .kind = (unsigned char)kind, .what = (uint16_t)what, .to = to};
}

size_t automaton_number(struct automaton_plan *plan, const struct symbols *set)
{
    for (size_t i = 0; i < plan->set_count; i++)
        if (memcmp(&plan->sets[i], set, sizeof *set) == 0) return i;
    if (plan->set_count == plan->set_room) {
        plan->set_room = plan->set_room * 2 + 32;
        plan->sets =
            memory_resize(plan->sets, plan->set_room, sizeof *plan->sets);
    }
    plan->sets[plan->set_count] = *set;
    return plan->set_count++;
}

void automaton_plan_free(struct automaton_plan *plan)
{
    free(plan->steps);
    free(plan->sets);
    *plan = (struct automaton_plan){0};
}

/* ---- Columns ---- */

static void put_columns(struct automaton *automaton,
                        const struct automaton_plan *plan,
                        const unsigned char columns[SYMBOLS_COUNT])
{
    bool done[MOST_COLUMNS] = {false};
    automaton->sets = memory_new(plan->set_count, sizeof *automaton->sets);
    automaton->lasts[END] = LAST_OTHER;
    automaton->lasts[WITHIN] = LAST_FOREIGN;
    for (size_t i = 0; i < SYMBOLS_COUNT; i++) {
        size_t column = columns[i];
        if (done[column]) continue;
        done[column] = true;
        automaton->lasts[column] = i == SYMBOLS_FOREIGN ? LAST_FOREIGN
                                   : symbols_is_word(i) ? LAST_WORD
                                                        : LAST_OTHER;
        automaton->line_ends[column] =
            symbols_is_line_end(i) || i == SYMBOLS_FOREIGN;
        for (size_t j = 0; j < plan->set_count; j++)
            if (symbols_has(&plan->sets[j], i))
                automaton->sets[j] |= UINT64_C(1) << column;
    }
    for (size_t i = 0; i < 256; i++) {
        size_t symbol = i < 128 ? i : SYMBOLS_FOREIGN;
        if (i >= 'A' && i <= 'Z') symbol = i - 'A' + 'a';
        automaton->columns[i] =
            i >= 0x80 && i < 0xc0 ? WITHIN : columns[symbol];
    }
}

/* ---- A new automaton ---- */

/* From here on `to` is a place, not a distance, and of AUTOMATON_READ it is
 * where the token goes, so that tokens stand in fewer ways. */
static void settle_steps(struct automaton *automaton)
{
    struct automaton_step *steps = automaton->steps;
    size_t count = automaton->step_count;
    for (size_t i = 0; i < count; i++)
        steps[i].to += (int32_t)i;
    for (size_t i = 0; i < count; i++) {
        if (steps[i].kind != AUTOMATON_READ) continue;
        int32_t to = (int32_t)i + 1;
        while (steps[to].kind == AUTOMATON_JUMP)
            to = steps[to].to;
        steps[i].to = to;
    }
}

/* Marks from where it is free to the end; loops lead back, so until nothing
 * changes. */
static void mark_winning(struct automaton *automaton)
{
    struct automaton_step *steps = automaton->steps;
    bool changed;
    do {
        changed = false;
        for (size_t i = automaton->step_count; i-- > 0;) {
            bool wins =
                steps[i].kind == AUTOMATON_DONE ||
                (steps[i].kind == AUTOMATON_JUMP && steps[steps[i].to].wins) ||
                (steps[i].kind == AUTOMATON_FORK &&
                 (steps[steps[i].to].wins || steps[i + 1].wins));
            changed |= wins && !steps[i].wins;
            steps[i].wins |= wins;
        }
    } while (changed);
}

static void new_crowd(struct crowd *crowd, size_t steps)
{
    crowd->tokens = memory_new(steps, sizeof *crowd->tokens);
    crowd->marks = memory_new(steps, sizeof *crowd->marks);
}

static void clear_crowd(struct crowd *crowd)
{
    crowd->count = 0;
    crowd->round++;
}

/* True when TOKEN was not there yet. */
static bool join_crowd(struct crowd *crowd, size_t token)
{
    if (crowd->marks[token] == crowd->round) return false;
    crowd->marks[token] = crowd->round;
    crowd->tokens[crowd->count++] = (uint16_t)token;
    return true;
}

/* True when a token that sets out within the text is held up by
 * AUTOMATON_BEGINNING wherever it goes. */
static bool sets_out_once(struct automaton *automaton)
{
    struct crowd *walked = &automaton->walked;
    clear_crowd(walked);
    join_crowd(walked, 0);
    for (size_t i = 0; i < walked->count; i++) {
        size_t at = walked->tokens[i];
        const struct automaton_step *step = &automaton->steps[at];
        bool beginning =
            step->kind == AUTOMATON_CHECK && step->what == AUTOMATON_BEGINNING;
        if (step->kind == AUTOMATON_READ || step->kind == AUTOMATON_DONE)
            return false;
        if (step->kind != AUTOMATON_JUMP && !beginning)
            join_crowd(walked, at + 1);
        if (step->kind == AUTOMATON_JUMP || step->kind == AUTOMATON_FORK)
            join_crowd(walked, (size_t)step->to);
    }
    return true;
}

static bool asks_for_edges(const struct automaton *automaton)
{
    for (size_t i = 0; i < automaton->step_count; i++)
        if (automaton->steps[i].kind == AUTOMATON_CHECK &&
            (automaton->steps[i].what == AUTOMATON_EDGE ||
             automaton->steps[i].what == AUTOMATON_NO_EDGE))
            return true;
    return false;
}

struct automaton *automaton_new(struct automaton_plan *plan)
{
    unsigned char columns[SYMBOLS_COUNT];
    size_t width =
        symbols_number(plan->sets, plan->set_count, columns, FIRST_SYMBOL);
    if (width > MOST_COLUMNS || plan->count > MOST_STEPS) {
        automaton_plan_free(plan);
        return NULL;
    }
    struct automaton *automaton = memory_new(1, sizeof *automaton);
    automaton->width = width;
    put_columns(automaton, plan, columns);
    automaton->steps = plan->steps;
    automaton->step_count = plan->count;
    plan->steps = NULL;
    automaton_plan_free(plan);
    settle_steps(automaton);
    mark_winning(automaton);
    new_crowd(&automaton->next, automaton->step_count);
    new_crowd(&automaton->walked, automaton->step_count);
    automaton->stack =
        memory_new(automaton->step_count * 2 + 1, sizeof *automaton->stack);
    automaton->slots = memory_new(SLOTS, sizeof *automaton->slots);
    automaton->starts = memory_new(LASTS * width, sizeof *automaton->starts);
    automaton->edges = asks_for_edges(automaton);
    automaton->anchored = sets_out_once(automaton);
    if (!automaton->steps[0].wins) return automaton;
    automaton_free(automaton);
    return NULL;
}

void automaton_free(struct automaton *automaton)
{
    if (automaton == NULL) return;
    for (size_t i = 0; i < LASTS * automaton->width; i++)
        free(automaton->starts[i].tokens);
    free(automaton->starts);
    free(automaton->steps);
    free(automaton->sets);
    free(automaton->cells);
    free(automaton->states);
    free(automaton->tokens);
    free(automaton->slots);
    free(automaton->next.tokens);
    free(automaton->next.marks);
    free(automaton->walked.tokens);
    free(automaton->walked.marks);
    free(automaton->stack);
    free(automaton);
}

/* ---- Tokens ---- */

static bool edge_is(bool wanted, enum last last, enum last next)
{
    if (last == LAST_FOREIGN || next == LAST_FOREIGN) return true;
    return ((last == LAST_WORD) != (next == LAST_WORD)) == wanted;
}

static bool holds(const struct automaton *automaton, enum automaton_check check,
                  enum last last, size_t column)
{
    switch (check) {
    case AUTOMATON_BEGINNING:
        return last == LAST_NOTHING;
    case AUTOMATON_END:
        return column == END;
    case AUTOMATON_LAST_LINE:
        return column == END || automaton->line_ends[column];
    case AUTOMATON_EDGE:
    case AUTOMATON_NO_EDGE:
        break;
    }
    return edge_is(check == AUTOMATON_EDGE, last, automaton->lasts[column]);
}

/* Walks a token from AT, with COLUMN coming, and gathers in `next` where it
 * and what it becomes stand after that. True when one comes to the end. */
static bool walk(struct automaton *automaton, size_t at, enum last last,
                 size_t column)
{
    uint16_t *stack = automaton->stack;
    size_t left = 0;
    stack[left++] = (uint16_t)at;
    while (left > 0) {
        at = stack[--left];
        if (!join_crowd(&automaton->walked, at)) continue;
        const struct automaton_step *step = &automaton->steps[at];
        size_t to = (size_t)step->to;
        switch ((enum automaton_kind)step->kind) {
        case AUTOMATON_READ:
            if (!(automaton->sets[step->what] >> column & 1)) break;
            if (automaton->steps[to].wins) return true;
            join_crowd(&automaton->next, to);
            break;
        case AUTOMATON_FORK:
            stack[left++] = (uint16_t)(at + 1);
            stack[left++] = (uint16_t)to;
            break;
        case AUTOMATON_JUMP:
            stack[left++] = (uint16_t)to;
            break;
        case AUTOMATON_CHECK:
            if (holds(automaton, step->what, last, column))
                stack[left++] = (uint16_t)(at + 1);
            break;
        case AUTOMATON_NEXT:
            if (automaton->sets[step->what] >> column & 1)
                stack[left++] = (uint16_t)(at + 1);
            break;
        case AUTOMATON_DONE:
            return true;
        }
    }
    return false;
}

/* What becomes of a token that sets out here; worked out once. */
static const struct start *set_out(struct automaton *automaton, enum last last,
                                   size_t column)
{
    struct start *start = &automaton->starts[last * automaton->width + column];
    if (start->known) return start;
    struct crowd *next = &automaton->next;
    clear_crowd(next);
    clear_crowd(&automaton->walked);
    start->known = true;
    if (!automaton->anchored || last == LAST_NOTHING)
        start->found = walk(automaton, 0, last, column);
    start->tokens = memory_new(next->count, sizeof *start->tokens);
    start->count = next->count;
    if (next->count > 0)
        memcpy(start->tokens, next->tokens,
               next->count * sizeof *start->tokens);
    return start;
}

/* ---- States ---- */

static size_t slot_of(const uint16_t *tokens, size_t count, enum last last)
{
    uint64_t hash = (uint64_t)last + 1;
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ tokens[i]) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(hash >> 40) % SLOTS;
}

/* Twice what is needed, but no more than there may be. */
static size_t ample(size_t needed, size_t most)
{
    return needed * 2 < most ? needed * 2 : most;
}

static void make_room(struct automaton *automaton, size_t tokens)
{
    size_t cells = automaton->cell_count + automaton->width;
    tokens += automaton->token_count;
    if (cells > automaton->cell_room) {
        automaton->cell_room = ample(cells, MOST_CELLS);
        automaton->cells = memory_resize(automaton->cells, automaton->cell_room,
                                         sizeof *automaton->cells);
    }
    if (automaton->state_count == automaton->state_room) {
        automaton->state_room = ample(automaton->state_count + 4, MOST_STATES);
        automaton->states =
            memory_resize(automaton->states, automaton->state_room,
                          sizeof *automaton->states);
    }
    if (tokens > automaton->token_room) {
        automaton->token_room = ample(tokens, MOST_TOKENS);
        automaton->tokens =
            memory_resize(automaton->tokens, automaton->token_room,
                          sizeof *automaton->tokens);
    }
}

/* A row of cells of which nothing is known. */
static size_t new_row(struct automaton *automaton)
{
    size_t row = automaton->cell_count;
    memset(automaton->cells + row, UNKNOWN,
           automaton->width * sizeof *automaton->cells);
    automaton->cells[row + WITHIN] = (uint16_t)row;
    automaton->cell_count += automaton->width;
    return row;
}

static bool is_full(const struct automaton *automaton, size_t tokens)
{
    return automaton->cell_count + automaton->width > MOST_CELLS ||
           automaton->state_count == MOST_STATES ||
           automaton->token_count + tokens > MOST_TOKENS;
}

/* The row of the state in which TOKENS, in order, stand and LAST was read; 0
 * when the table is full. */
static size_t row_of(struct automaton *automaton, const uint16_t *tokens,
                     size_t count, enum last last)
{
    uint32_t *slot = &automaton->slots[slot_of(tokens, count, last)];
    for (uint32_t i = *slot; i > 0; i = automaton->states[i - 1].same_slot) {
        const struct state *state = &automaton->states[i - 1];
        if (state->last == last && state->tokens.count == count &&
            (count == 0 || memcmp(automaton->tokens + state->tokens.first,
                                  tokens, count * sizeof *tokens) == 0))
            return i * automaton->width;
    }
    if (is_full(automaton, count)) return 0;
    make_room(automaton, count);
    automaton->states[automaton->state_count++] = (struct state){
        {(uint32_t)automaton->token_count, (uint32_t)count}, last, *slot};
    *slot = (uint32_t)automaton->state_count;
    if (count > 0)
        memcpy(automaton->tokens + automaton->token_count, tokens,
               count * sizeof *tokens);
    automaton->token_count += count;
    return new_row(automaton);
}

/* Begins the table, with the states in which reading begins. */
static void begin_table(struct automaton *automaton)
{
    automaton->tables++;
    automaton->cell_count = 0;
    automaton->state_count = 0;
    automaton->token_count = 0;
    automaton->bytes_read = 0;
    automaton->worked_out = 0;
    memset(automaton->slots, 0, SLOTS * sizeof *automaton->slots);
    make_room(automaton, 0);
    new_row(automaton);
    for (enum last last = 0; last < LASTS; last++)
        automaton->firsts[last] = (uint16_t)row_of(automaton, NULL, 0, last);
    automaton->idle = automaton->firsts[LASTS - 1];
}

/* A table that was full: a new one, unless the old one did not pay. */
static void forget(struct automaton *automaton)
{
    if (!automaton->patient &&
        automaton->bytes_read < automaton->worked_out * WORTH)
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
    struct state state = automaton->states[row / automaton->width - 1];
    const struct start *start = set_out(automaton, state.last, column);
    struct crowd *next = &automaton->next;
    if (start->found) return FOUND;
    clear_crowd(next);
    clear_crowd(&automaton->walked);
    const uint16_t *tokens = automaton->tokens + state.tokens.first;
    for (size_t i = 0; i < state.tokens.count; i++)
        if (walk(automaton, tokens[i], state.last, column)) return FOUND;
    if (column == END) return DEAD;
    for (size_t i = 0; i < start->count; i++)
        join_crowd(next, start->tokens[i]);
    if (next->count == 0 && automaton->anchored) return DEAD;
    sort(next->tokens, next->count);
    enum last last = automaton->edges ? automaton->lasts[column] : LAST_OTHER;
    size_t to = row_of(automaton, next->tokens, next->count, last);
    if (to > 0) return to;
    forget(automaton);
    return row_of(automaton, next->tokens, next->count, last);
}

/* Fills in a cell, and gives what it holds. After forget() the row is gone, and
 * nothing is filled in. */
static size_t work_out(struct automaton *automaton, size_t row, size_t column)
{
    size_t tables = automaton->tables;
    size_t to = next_of(automaton, row, column);
    automaton->worked_out++;
    if (automaton->tables == tables)
        automaton->cells[row + column] = (uint16_t)to;
    return to;
}

/* ---- Reading ---- */

static enum last last_before(const struct automaton *automaton,
                             const char *text, size_t from)
{
    if (from == 0) return LAST_NOTHING;
    if (!automaton->edges) return LAST_OTHER;
    return automaton->lasts[automaton->columns[(unsigned char)text[from - 1]]];
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
    const uint16_t *cells = automaton->cells;
    const unsigned char *columns = automaton->columns;
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
        size_t column = end ? END : automaton->columns[*reading->at];
        size_t next = automaton->cells[reading->row + column];
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
    if (automaton->cells == NULL) begin_table(automaton);
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

bool automaton_is_tired(const struct automaton *automaton)
{
    return automaton->tired;
}

size_t automaton_states(const struct automaton *automaton, size_t *bytes)
{
    *bytes = sizeof *automaton +
             automaton->step_count * (sizeof *automaton->steps + 16) +
             automaton->cell_room * sizeof *automaton->cells +
             automaton->state_room * sizeof *automaton->states +
             automaton->token_room * sizeof *automaton->tokens +
             SLOTS * sizeof *automaton->slots +
             LASTS * automaton->width * sizeof *automaton->starts;
    return automaton->state_count;
}
