/* The match that begins at a place, by one look at a table for each byte.
 *
 * A plan is played like a board game (moves.h). Where the tokens stand is all
 * that matters for what can happen next, and they stand in few different ways:
 * with most patterns in less than a hundred, over thousands of texts. So each
 * way of standing has a row in a table (rows.h); a column is a symbol, and in
 * the cell is the row that comes next. Playing is then looking up one cell for
 * each byte. A cell is filled in when it is first needed, by making that one
 * move with tokens (work_out): a whole table would often be too large, and most
 * of it would never be read. When it is full it is forgotten and begun anew,
 * and if that is so often that it does not pay, the matcher is tired and
 * doubts.
 *
 * A row is of tokens in their order, and a cell says beside the row to come
 * whether a match has ended before the symbol (ENDED). Whether a word has an
 * edge here depends on the symbol to come: so a row also says what was read
 * last. And what a token decides may come late, when another has ended already:
 * so a row also knows whether a match has ended. Where no token decides, there
 * is a match as soon as one has ended: who asks for no more plays no further
 * (brief).
 *
 * Alone, a play waits for each of its cells, which may be far away. Side by
 * side, many wait together: matcher_play() looks up one cell of each in turn.
 * Only cells that are filled in already: no table changes meanwhile. What comes
 * to another is played once more afterwards, alone, and fills it in.
 *
 * Begin with matcher_find(), then work_out().
 */
#include "rubric/matcher.h"

#include "base/memory.h"
#include "rubric/moves.h"
#include "rubric/rows.h"

#include <stdlib.h>

/* Cells hold where the row of the next state begins, or one of these; and it
 * may have ended. */
enum { FULL, DEAD, DOUBT, ROWS, ENDED = ROWS_FLAG };

enum {
    MOST_CELLS = ROWS_FLAG - 1,
    WORTH = 8,          /* bytes read for each cell filled in, at least */
    MOST_ROUNDS = 256,  /* side by side; longer plays are left open */
    MOST_READ = 1 << 18 /* bytes of a text, which from each place may be read to
                           its end; then PCRE2 is asked */
};

/* What reading takes comes first, so that it lies together. */
struct matcher {
    struct moves moves;         /* first, its board; first of that, its signs */
    uint64_t open[BOARD_LASTS]; /* where no first row is DEAD: by column */
    uint16_t firsts[BOARD_LASTS]; /* rows in which reading begins */
    bool tired;
    bool patient;
    bool edges; /* it asks for edges */
    bool anchored;
    bool brief; /* it plays no further than to where a match has ended */
    size_t bytes_read;
    struct rows rows;
    size_t bytes_before; /* the table was begun */
    size_t worked_out;
};

struct matcher *matcher_new(struct plan *plan, bool brief)
{
    struct matcher *matcher = memory_new(1, sizeof *matcher);
    if (!moves_set_up(&matcher->moves, plan)) {
        free(matcher);
        return NULL;
    }
    matcher->edges = board_has_edges(&matcher->moves.board);
    matcher->anchored = board_is_anchored(&matcher->moves.board);
    matcher->brief = brief && !board_has_decisions(&matcher->moves.board);
    return matcher;
}

void matcher_free(struct matcher *matcher)
{
    if (matcher == NULL) return;
    rows_free(&matcher->rows);
    moves_clear(&matcher->moves);
    free(matcher);
}

/* ---- The table ---- */

/* A state's key: what was read last, and whether a match has ended. */
static unsigned key_of(enum board_last last, bool ended)
{
    return (unsigned)last + (ended ? BOARD_LASTS : 0);
}

static void find_firsts(struct matcher *matcher)
{
    uint16_t start = MOVES_START;
    for (enum board_last last = 0; last < BOARD_LASTS; last++)
        matcher->firsts[last] = (uint16_t)rows_find(
            &matcher->rows, &start, 1, key_of(last, false), BOARD_FIRST_SYMBOL);
}

static void begin_table(struct matcher *matcher)
{
    rows_begin(&matcher->rows, matcher->moves.board.width, MOST_CELLS);
    find_firsts(matcher);
    for (enum board_last last = 0; last < BOARD_LASTS; last++)
        matcher->open[last] = ~(UINT64_C(1) << BOARD_WITHIN);
    matcher->bytes_before = matcher->bytes_read;
    matcher->worked_out = 0;
}

/* A table that was full: a new one, unless the old one did not pay. */
static void forget(struct matcher *matcher)
{
    if (!matcher->patient && matcher->bytes_read - matcher->bytes_before <
                                 matcher->worked_out * WORTH)
        matcher->tired = true;
    begin_table(matcher);
}

/* What came of a move: the row to which it leads, in which the column AHEAD
 * comes next, and whether a match has ended; or FULL when the table is. */
static unsigned cell_of(struct matcher *matcher, const struct move *move,
                        enum moves_outcome outcome, size_t ahead)
{
    const struct crowd *next = &matcher->moves.next;
    unsigned ended = outcome == MOVES_ENDED ? ENDED : 0;
    if (outcome == MOVES_DOUBT) return DOUBT;
    if (matcher->brief && ended) return DEAD | ENDED;
    if (next->count == 0 || move->column == BOARD_END) return DEAD | ended;
    enum board_last last =
        matcher->edges ? matcher->moves.board.lasts[move->column] : BOARD_OTHER;
    size_t row = rows_find(&matcher->rows, next->tokens, next->count,
                           key_of(last, move->ended || ended), ahead);
    return row == 0 ? FULL : (unsigned)row | ended;
}

/* A first row that is DEAD in COLUMN is not played at all: see play_all(). */
static bool note_lost(struct matcher *matcher, size_t row, size_t column)
{
    for (enum board_last last = 0; last < BOARD_LASTS; last++)
        if (row == matcher->firsts[last]) {
            matcher->open[last] &= ~(UINT64_C(1) << column);
            return true;
        }
    return false;
}

/* Keeps what comes of ROW when COLUMN comes. False when the table is full. */
static bool keep(struct matcher *matcher, size_t row, size_t column,
                 unsigned *cell)
{
    if (*cell == DEAD && note_lost(matcher, row, column)) return true;
    if (*cell == FULL || !rows_fill(&matcher->rows, row, column, cell))
        return false;
    bool moved = rows_held(&matcher->rows, row, column) != *cell;
    if (moved) find_firsts(matcher);
    return true;
}

/* ---- Playing ---- */

/* A text being read. */
struct reading {
    const unsigned char *text;
    size_t length;
    size_t at;
    size_t row;
    size_t ended; /* where a match has ended last */
};

static size_t column_at(const struct matcher *matcher,
                        const struct reading *reading, size_t at)
{
    if (at >= reading->length) return BOARD_END;
    return matcher->moves.board.signs[reading->text[at]] & BOARD_COLUMN;
}

/* What comes of the tokens of a row when the next column comes. It is kept,
 * unless the table was full and begun anew. */
static unsigned work_out(struct matcher *matcher, const struct reading *reading)
{
    size_t column = column_at(matcher, reading, reading->at);
    size_t ahead = column_at(matcher, reading, reading->at + 1);
    const struct rows_state *state = rows_state(&matcher->rows, reading->row);
    struct move move = {
        .last = state->key % BOARD_LASTS,
        .column = column,
        .ended = state->key >= BOARD_LASTS,
        .tokens = matcher->rows.tokens + state->first,
        .count = state->count,
    };
    if (column == BOARD_WITHIN) return (unsigned)reading->row;
    enum moves_outcome outcome = moves_make(&matcher->moves, &move);
    unsigned cell = cell_of(matcher, &move, outcome, ahead);
    matcher->worked_out++;
    if (keep(matcher, reading->row, column, &cell)) return cell;
    forget(matcher);
    return cell_of(matcher, &move, outcome, ahead);
}

/* Goes on as long as cells lead to rows and nothing ends. Returns the cell
 * that does not. */
static unsigned run(const struct matcher *matcher, struct reading *reading)
{
    const struct rows *rows = &matcher->rows;
    const unsigned char *signs = matcher->moves.board.signs;
    const unsigned char *text = reading->text;
    size_t length = reading->length;
    size_t row = reading->row;
    size_t at = reading->at;
    unsigned cell;
    for (;; at++) {
        cell =
            rows_held(rows, row,
                      at < length ? signs[text[at]] & BOARD_COLUMN : BOARD_END);
        if (cell - ROWS >= ENDED - ROWS) break;
        row = cell;
    }
    reading->at = at;
    reading->row = row;
    return cell;
}

static bool gives_up(const struct matcher *matcher)
{
    return matcher->tired && !matcher->patient;
}

/* Plays on from a row; where it ends is in READING. */
static enum matcher_outcome play(struct matcher *matcher,
                                 struct reading *reading)
{
    for (;; reading->at++) {
        unsigned cell = run(matcher, reading);
        if (cell == DEAD) break;
        if (cell >= ROWS_UNKNOWN) {
            if (gives_up(matcher)) return MATCHER_DOUBT;
            cell = work_out(matcher, reading);
        }
        if (cell & ENDED) reading->ended = reading->at;
        reading->row = cell & ~(unsigned)ENDED;
        if (reading->row == DEAD) break;
        if (reading->row == DOUBT || gives_up(matcher)) return MATCHER_DOUBT;
    }
    return reading->ended > 0 ? MATCHER_FOUND : MATCHER_NONE;
}

/* What was read last before FROM. */
static size_t last_before(const struct matcher *matcher,
                          const unsigned char *text, size_t from)
{
    if (from == 0) return BOARD_NOTHING;
    return matcher->moves.board.signs[text[from - 1]] >> BOARD_LAST_SHIFT;
}

/* Plays from each place in BEGINS where not all is lost with the first symbol,
 * until something comes of it. */
static enum matcher_outcome play_all(struct matcher *matcher,
                                     struct reading *reading,
                                     struct span begins, size_t *start)
{
    const unsigned char *text = reading->text;
    size_t last = last_before(matcher, text, begins.start);
    size_t read = 0;
    enum matcher_outcome outcome = MATCHER_NONE;
    for (size_t from = begins.start; from < begins.end; from++) {
        size_t sign = matcher->moves.board.signs[text[from]];
        if (matcher->open[last] >> (sign & BOARD_COLUMN) & 1) {
            *start = from;
            reading->at = from;
            reading->row = matcher->firsts[last];
            outcome = read < MOST_READ ? play(matcher, reading) : MATCHER_DOUBT;
            read += reading->at - from;
            if (outcome != MATCHER_NONE) break;
        }
        last = sign >> BOARD_LAST_SHIFT;
    }
    matcher->bytes_read += read;
    return outcome;
}

/* Of places in BEGINS only those where a match may begin. False when there are
 * none; else the matcher is ready. */
static bool heeds(struct matcher *matcher, struct span *begins)
{
    if (matcher->anchored && begins->start > 0) return false;
    if (matcher->anchored) begins->end = 1;
    if (matcher->rows.cells == NULL) begin_table(matcher);
    return true;
}

enum matcher_outcome matcher_find(struct matcher *matcher, const char *text,
                                  size_t length, struct span begins,
                                  struct span *found)
{
    if (!heeds(matcher, &begins)) return MATCHER_NONE;
    struct reading reading = {(const unsigned char *)text, length, 0, 0, 0};
    enum matcher_outcome outcome =
        play_all(matcher, &reading, begins, &found->start);
    found->end = reading.ended;
    return outcome;
}

/* ---- Side by side ---- */

/* The plays of all places in BEGINS that are not lost, as far as places tell
 * them apart. */
static size_t begin_plays(const struct matcher *matcher,
                          const unsigned char *text, struct span begins,
                          struct matcher_play *plays)
{
    const unsigned char *signs = matcher->moves.board.signs;
    size_t last = last_before(matcher, text, begins.start);
    struct matcher_play *play = plays;
    for (size_t from = begins.start; from < begins.end; from++) {
        size_t sign = signs[text[from]];
        play->start = (uint32_t)from;
        play->row = matcher->firsts[last];
        play += matcher->open[last] >> (sign & BOARD_COLUMN) & 1;
        last = sign >> BOARD_LAST_SHIFT;
    }
    return (size_t)(play - plays);
}

/* Sends for the cell of ROW that comes next. It will be there when all other
 * plays have had their turn. */
static inline void look_ahead(struct matcher_play *play, size_t row)
{
    const struct matcher *matcher = play->matcher;
    size_t column = BOARD_END;
    if (play->at < play->end)
        column = matcher->moves.board.signs[*play->at] & BOARD_COLUMN;
    play->cell = rows_fetch(&matcher->rows, row, column);
}

size_t matcher_set_out(struct matcher *matcher, const char *text, size_t length,
                       struct span begins, struct matcher_play *plays)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (!heeds(matcher, &begins)) return 0;
    size_t count = begin_plays(matcher, bytes, begins, plays);
    for (size_t i = 0; i < count; i++) {
        struct matcher_play *play = &plays[i];
        play->matcher = matcher;
        play->text = bytes;
        play->at = bytes + play->start;
        play->end = bytes + length;
        play->ended = NULL;
        look_ahead(play, play->row);
    }
    return count;
}

/* Makes one move. False when it was the last. What follows is the same for all
 * moves: which of them is the last cannot be guessed. */
static inline bool move_on(struct matcher_play *play)
{
    const unsigned char *ended = play->ended;
    uint32_t cell = rows_read(play->cell, play->row);
    uint32_t row = cell & ~(uint32_t)ENDED;
    bool goes_on = row - ROWS < ENDED - ROWS;
    play->ended = cell & ENDED ? play->at : ended;
    play->row = row;
    play->at++;
    look_ahead(play, goes_on ? row : 0);
    return goes_on;
}

/* Plays once more, alone, what came to a cell that is not filled in, or was too
 * long: so the cell is known from then on. */
static void play_again(struct matcher_play *play)
{
    struct span begins = {play->start, play->start + 1};
    struct span found;
    size_t length = (size_t)(play->end - play->text);
    enum matcher_outcome outcome = matcher_find(
        play->matcher, (const char *)play->text, length, begins, &found);
    if (outcome != MATCHER_NONE && outcome != MATCHER_FOUND) return;
    play->row = DEAD;
    play->ended = outcome == MATCHER_FOUND ? play->text + found.end : NULL;
}

void matcher_play(struct matcher_play *plays, size_t count,
                  struct matcher_play **order)
{
    size_t left = count;
    for (size_t i = 0; i < count; i++)
        order[i] = &plays[i];
    for (size_t round = 0; round < MOST_ROUNDS && left > 0; round++) {
        size_t going = left;
        left = 0;
        for (size_t i = 0; i < going; i++) {
            order[left] = order[i];
            left += move_on(order[left]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct matcher_play *play = &plays[i];
        if (play->row > DOUBT) play_again(play);
        play->failed = (play->row == DEAD) & (play->ended == NULL);
        play->matcher->bytes_read +=
            (size_t)(play->at - play->text) - play->start;
    }
}

enum matcher_outcome matcher_outcome(const struct matcher_play *play,
                                     struct span *found)
{
    found->start = play->start;
    if (play->failed) return MATCHER_NONE;
    if (play->row != DEAD)
        return play->row == DOUBT ? MATCHER_DOUBT : MATCHER_OPEN;
    found->end = (size_t)(play->ended - play->text);
    return MATCHER_FOUND;
}

size_t matcher_read(const struct matcher *matcher)
{
    return matcher->bytes_read;
}

void matcher_be_patient(struct matcher *matcher, bool patient)
{
    matcher->patient = patient;
}
