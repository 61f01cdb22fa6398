/* The match that begins at a place, by one look at a table for each byte.
 *
 * Think of a board game. The plan (plan.h) is the board, and the text is read
 * aloud, symbol by symbol. Tokens stand on the board; each symbol moves those
 * that waited for it and takes away all others. That is easy, and slow: many
 * tokens for each symbol. But where the tokens stand is all that matters for
 * what can happen next, and they stand in few different ways: with most
 * patterns in less than a hundred, over thousands of texts. So each way of
 * standing has a row in a table (rows.h); a column is a symbol, and in the cell
 * is the row that comes next. Playing is then looking up one cell for each
 * byte. A cell is filled in when it is first needed, by playing that one move
 * with tokens (work_out): a whole table would often be too large, and most of
 * it would never be read. When it is full it is forgotten and begun anew, and
 * if that is so often that it does not pay, the matcher is tired and doubts.
 *
 * Of several matches that begin at the place PCRE2 finds the one it comes to
 * first: it takes the first of two ways, and the other only when all has failed
 * there. Tokens take both at once. So they are kept in the order in which PCRE2
 * would come to them, the way that has precedence first (walk). When one comes
 * to the end, those behind it are taken away: PCRE2 would not have come to
 * them. Those before it go on, and if one of them comes to the end later, that
 * is the match. When all are gone, the last end was it. Two tokens on one step
 * would do the same from there on, so only the first is kept.
 *
 * So a row is of tokens in their order, and a cell says beside the row to come
 * whether a match has ended before the symbol (ENDED). Whether a word has an
 * edge here depends on the symbol to come: so a row also says what was read
 * last, and a token passes checks only when the next symbol is known.
 *
 * Where one token decides over others (PLAN_ENTER), those that it takes away
 * are behind it in that order; and what it decides may come late, when one of
 * them has ended already. So a row also knows whether a match has ended, and
 * then nothing is decided any more: there is a doubt.
 *
 * Plans may know less than their pattern: they do not look back, nor know what
 * is said again, nor what a foreign character is. A token that went where only
 * the plan lets it is in doubt from there on. That is no matter unless it comes
 * to the end, or to a decision: mostly it does not.
 *
 * Begin with matcher_find(), then work_out().
 */
#include "rubric/matcher.h"

#include "base/memory.h"
#include "rubric/crowd.h"
#include "rubric/rows.h"

#include <stdlib.h>

/* Cells hold where the row of the next state begins, or one of these; and it
 * may have ended. */
enum { UNKNOWN = ROWS_UNKNOWN, DEAD, DOUBT, ROWS, ENDED = 0x8000 };

enum {
    MOST_CELLS = 0x8000,
    WORTH = 8,          /* bytes read for each cell filled in, at least */
    MOST_READ = 1 << 18 /* bytes of a text, which from each place may be read to
                           its end; then PCRE2 is asked */
};

/* What reading takes comes first, so that it lies together. */
struct matcher {
    struct rows rows;
    uint16_t firsts[BOARD_LASTS];   /* rows in which reading begins … */
    uint16_t behind[BOARD_COLUMNS]; /* … and behind each column */
    bool tired;
    bool patient;
    bool edges; /* it asks for edges */
    bool anchored;
    size_t bytes_read;
    size_t bytes_before; /* the table was begun */
    struct board board;
    struct crowd next;
    struct crowd walked;
    struct crowd gone; /* of those that are still to walk */
    uint16_t *stack;
    size_t worked_out;
};

/* A token: the number of its step, and whether it is in doubt. */
static uint16_t token_on(size_t step, bool doubt)
{
    return (uint16_t)(step * 2 + doubt);
}

struct matcher *matcher_new(struct plan *plan)
{
    struct matcher *matcher = memory_new(1, sizeof *matcher);
    if (!board_set_up(&matcher->board, plan)) {
        free(matcher);
        return NULL;
    }
    size_t steps = matcher->board.step_count;
    crowd_begin(&matcher->next, steps);
    crowd_begin(&matcher->walked, steps);
    crowd_begin(&matcher->gone, steps);
    matcher->stack = memory_new(steps * 2 + 1, sizeof *matcher->stack);
    matcher->edges = board_has_edges(&matcher->board);
    matcher->anchored = board_is_anchored(&matcher->board);
    return matcher;
}

void matcher_free(struct matcher *matcher)
{
    if (matcher == NULL) return;
    rows_free(&matcher->rows);
    board_clear(&matcher->board);
    crowd_free(&matcher->next);
    crowd_free(&matcher->walked);
    crowd_free(&matcher->gone);
    free(matcher->stack);
    free(matcher);
}

/* ---- Tokens ---- */

/* What is done when a column comes. */
struct turn {
    enum board_last last;
    size_t column;
    bool ended;             /* a match has, before */
    const uint16_t *tokens; /* that stood there, in their order */
    size_t count;
    size_t walked; /* of them */
};

/* Whether a token on STEP, which neither waits nor decides, may go on to the
 * step behind. */
static enum board_answer may_pass(const struct board *board,
                                  const struct plan_step *step,
                                  const struct turn *turn)
{
    switch ((enum plan_kind)step->kind) {
    case PLAN_JUMP:
        return BOARD_NO;
    case PLAN_CHECK:
        return board_holds(board, step->what, turn->last, turn->column);
    case PLAN_NEXT:
        return board_takes(board, step->what, turn->column);
    case PLAN_OTHER:
        return board_lacks(board, step->what, turn->column);
    case PLAN_DOUBT:
        return BOARD_PERHAPS;
    default:
        return BOARD_YES;
    }
}

/* A token that waits: what it waits for comes, or it is gone. */
static void read(struct matcher *matcher, const struct plan_step *step,
                 const struct turn *turn, bool doubt)
{
    enum board_answer answer =
        board_takes(&matcher->board, step->what, turn->column);
    size_t to = (size_t)step->to;
    if (answer == BOARD_NO) return;
    crowd_join(&matcher->next, to, token_on(to, doubt || answer != BOARD_YES));
}

/* Whether TOKEN came through the piece that begins at ENTER. */
static enum board_answer came_through(const struct board *board, size_t enter,
                                      uint16_t token)
{
    const struct plan_step *step = &board->steps[enter];
    size_t at = token / 2;
    if (at <= enter || at >= (size_t)step->to) return BOARD_NO;
    return at < enter + step->what ? BOARD_YES : BOARD_PERHAPS;
}

/* A piece decides over what came of entering it once. When it is entered again
 * and something is left of the time before, it is not known who is whose. */
static bool is_entered_twice(const struct board *board, size_t enter,
                             const struct turn *turn)
{
    for (size_t i = 0; i < turn->count; i++)
        if (came_through(board, enter, turn->tokens[i]) == BOARD_YES)
            return true;
    return false;
}

/* Takes away the tokens that came through the piece that begins at ENTER and
 * are still to walk: *LEFT of them on the stack, and those that stood behind.
 * False when it is not known of one whether it did. */
static bool take_away(struct matcher *matcher, size_t enter,
                      const struct turn *turn, size_t *left)
{
    const struct board *board = &matcher->board;
    uint16_t *stack = matcher->stack;
    size_t kept = 0;
    for (size_t i = 0; i < *left; i++) {
        enum board_answer came = came_through(board, enter, stack[i]);
        if (came == BOARD_PERHAPS) return false;
        if (came == BOARD_NO) stack[kept++] = stack[i];
    }
    *left = kept;
    for (size_t i = turn->walked; i < turn->count; i++) {
        enum board_answer came = came_through(board, enter, turn->tokens[i]);
        if (came == BOARD_PERHAPS) return false;
        if (came == BOARD_YES)
            crowd_join(&matcher->gone, turn->tokens[i] / 2, turn->tokens[i]);
    }
    return true;
}

/* A token in doubt may not decide; nor may any when a match has ended, which
 * may have been one of those that are taken away. */
static bool may_decide(const struct board *board, const struct plan_step *step,
                       size_t at, bool doubt, const struct turn *turn)
{
    if (step->kind == PLAN_ENTER) return !is_entered_twice(board, at, turn);
    return !doubt && !turn->ended;
}

static bool is_decision(const struct plan_step *step)
{
    return step->kind == PLAN_ENTER || step->kind == PLAN_COMMIT ||
           step->kind == PLAN_VETO;
}

/* Walks TOKEN, and gathers in `next` where it and what it becomes stand behind
 * what comes. Of two ways the one that has precedence is walked to its end
 * first. Returns UNKNOWN, or ENDED when one comes to the end: the others are
 * not walked then; or DOUBT. */
static unsigned walk(struct matcher *matcher, uint16_t token,
                     const struct turn *turn)
{
    const struct board *board = &matcher->board;
    uint16_t *stack = matcher->stack;
    size_t left = 0;
    stack[left++] = token;
    while (left > 0) {
        token = stack[--left];
        size_t at = token / 2;
        bool doubt = token & 1;
        const struct plan_step *step = &board->steps[at];
        if (!crowd_join(&matcher->walked, at, token)) continue;
        if (step->kind == PLAN_DONE) return doubt ? DOUBT : ENDED;
        if (step->kind == PLAN_READ) {
            read(matcher, step, turn, doubt);
            continue;
        }
        if (is_decision(step) && !may_decide(board, step, at, doubt, turn))
            return DOUBT;
        if ((step->kind == PLAN_COMMIT || step->kind == PLAN_VETO) &&
            !take_away(matcher, (size_t)step->to, turn, &left))
            return DOUBT;
        if (step->kind == PLAN_VETO) continue;
        if (step->kind == PLAN_FORK || step->kind == PLAN_JUMP)
            stack[left++] = token_on((size_t)step->to, doubt);
        enum board_answer answer = may_pass(board, step, turn);
        if (answer != BOARD_NO)
            stack[left++] = token_on(at + 1, doubt || answer != BOARD_YES);
    }
    return UNKNOWN;
}

/* ---- The table ---- */

/* A state's key: what was read last, and whether a match has ended. */
static unsigned key_of(enum board_last last, bool ended)
{
    return (unsigned)last + (ended ? BOARD_LASTS : 0);
}

static void begin_table(struct matcher *matcher)
{
    uint16_t start = token_on(0, false);
    rows_begin(&matcher->rows, matcher->board.width, MOST_CELLS);
    for (enum board_last last = 0; last < BOARD_LASTS; last++)
        matcher->firsts[last] =
            (uint16_t)rows_find(&matcher->rows, &start, 1, key_of(last, false));
    for (size_t i = 0; i < matcher->board.width; i++)
        matcher->behind[i] = matcher->firsts[matcher->board.lasts[i]];
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

/* Lets the tokens of a row walk, in their order, until one is at the end. */
static unsigned walk_all(struct matcher *matcher, struct turn *turn)
{
    crowd_clear(&matcher->next);
    crowd_clear(&matcher->walked);
    crowd_clear(&matcher->gone);
    while (turn->walked < turn->count) {
        uint16_t token = turn->tokens[turn->walked++];
        if (crowd_has(&matcher->gone, token / 2)) continue;
        unsigned end = walk(matcher, token, turn);
        if (end != UNKNOWN) return end;
    }
    return UNKNOWN;
}

/* The row to which a turn leads, with what it did; 0 when the table is full. */
static unsigned outcome_of(struct matcher *matcher, const struct turn *turn,
                           unsigned end)
{
    const struct crowd *next = &matcher->next;
    const struct board *board = &matcher->board;
    if (end == DOUBT) return DOUBT;
    if (next->count == 0 || turn->column == BOARD_END) return DEAD | end;
    enum board_last last =
        matcher->edges ? board->lasts[turn->column] : BOARD_OTHER;
    size_t row = rows_find(&matcher->rows, next->tokens, next->count,
                           key_of(last, turn->ended || end == ENDED));
    return row == 0 ? 0 : (unsigned)row | end;
}

/* What a cell holds: what comes of the tokens of ROW when COLUMN has come. It
 * is kept, unless the table was full and begun anew. */
static unsigned work_out(struct matcher *matcher, size_t row, size_t column)
{
    const struct rows_state *state = rows_state(&matcher->rows, row);
    struct turn turn = {
        .last = state->key % BOARD_LASTS,
        .column = column,
        .ended = state->key >= BOARD_LASTS,
        .tokens = matcher->rows.tokens + state->first,
        .count = state->count,
    };
    unsigned end = walk_all(matcher, &turn);
    unsigned cell = outcome_of(matcher, &turn, end);
    matcher->worked_out++;
    if (cell > 0) {
        matcher->rows.cells[row + column] = (uint16_t)cell;
        return cell;
    }
    forget(matcher);
    return outcome_of(matcher, &turn, end);
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

/* Goes on as long as cells lead to rows and nothing ends. */
static void run(const struct matcher *matcher, struct reading *reading)
{
    const uint16_t *cells = matcher->rows.cells;
    const unsigned char *columns = matcher->board.columns;
    const unsigned char *text = reading->text;
    size_t length = reading->length;
    size_t row = reading->row;
    size_t at = reading->at;
    for (; at < length; at++) {
        size_t cell = cells[row + columns[text[at]]];
        if (cell < ROWS || cell >= ENDED) break;
        row = cell;
    }
    reading->at = at;
    reading->row = row;
}

/* Plays on from a row; where it ends is in READING. */
static enum matcher_outcome play(struct matcher *matcher,
                                 struct reading *reading)
{
    for (;; reading->at++) {
        run(matcher, reading);
        size_t at = reading->at;
        size_t column = at == reading->length
                            ? BOARD_END
                            : matcher->board.columns[reading->text[at]];
        unsigned cell = matcher->rows.cells[reading->row + column];
        if (cell == UNKNOWN) cell = work_out(matcher, reading->row, column);
        if (cell & ENDED) reading->ended = at;
        reading->row = cell & ~(unsigned)ENDED;
        if (reading->row == DEAD) break;
        if (reading->row == DOUBT || (matcher->tired && !matcher->patient))
            return MATCHER_DOUBT;
    }
    return reading->ended > 0 ? MATCHER_FOUND : MATCHER_NONE;
}

/* Where reading begins at FROM. */
static size_t first_row(const struct matcher *matcher,
                        const unsigned char *text, size_t from)
{
    if (from == 0) return matcher->firsts[BOARD_NOTHING];
    return matcher->behind[matcher->board.columns[text[from - 1]]];
}

/* Moves FROM on to where not all is lost with the first symbol. */
static size_t skip(const struct matcher *matcher, const unsigned char *text,
                   size_t from, size_t end)
{
    const uint16_t *cells = matcher->rows.cells;
    const unsigned char *columns = matcher->board.columns;
    size_t row = first_row(matcher, text, from);
    while (from < end) {
        size_t column = columns[text[from]];
        if (column != BOARD_WITHIN && cells[row + column] != DEAD) break;
        row = matcher->behind[column];
        from++;
    }
    return from;
}

enum matcher_outcome matcher_find(struct matcher *matcher, const char *text,
                                  size_t length, struct span begins,
                                  struct span *found)
{
    if (matcher->anchored && begins.start > 0) return MATCHER_NONE;
    if (matcher->anchored) begins.end = 1;
    if (matcher->rows.cells == NULL) begin_table(matcher);
    struct reading reading = {(const unsigned char *)text, length, 0, 0, 0};
    size_t read = 0;
    enum matcher_outcome outcome = MATCHER_NONE;
    for (size_t from = begins.start; outcome == MATCHER_NONE; from++) {
        from = skip(matcher, reading.text, from, begins.end);
        if (from >= begins.end) break;
        found->start = from;
        reading.at = from;
        reading.row = first_row(matcher, reading.text, from);
        outcome = read < MOST_READ ? play(matcher, &reading) : MATCHER_DOUBT;
        read += reading.at - from;
    }
    matcher->bytes_read += read;
    found->end = reading.ended;
    return outcome;
}

size_t matcher_read(const struct matcher *matcher)
{
    return matcher->bytes_read;
}

void matcher_be_patient(struct matcher *matcher, bool patient)
{
    matcher->patient = patient;
}
