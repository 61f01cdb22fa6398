/* A plan as it is played on: where each step leads, and what each byte is.
 *
 * Symbols that no step tells apart are one column, so that what comes next is a
 * number below `width`. Asked whether a token passes, a board answers with
 * BOARD_PERHAPS where the plan knows less than the pattern.
 */
#ifndef RUBRIC_BOARD_H
#define RUBRIC_BOARD_H

#include "rubric/plan.h"

#include <assert.h>

enum { BOARD_COLUMNS = 64, BOARD_STEPS = 16384 };

/* Columns besides those of symbols: bytes within a foreign character, which
 * change nothing, and the end of the text. */
enum { BOARD_WITHIN, BOARD_END, BOARD_FIRST_SYMBOL };

/* What was read last. */
enum board_last {
    BOARD_NOTHING,
    BOARD_WORD,
    BOARD_OTHER,
    BOARD_FOREIGN,
    BOARD_LASTS
};

enum board_answer { BOARD_NO, BOARD_PERHAPS, BOARD_YES };

/* The sign of a byte is its column, and above that what was read last when it
 * was this byte. */
enum { BOARD_COLUMN = BOARD_COLUMNS - 1, BOARD_LAST_SHIFT = 6 };

static_assert(BOARD_COLUMNS == 1 << BOARD_LAST_SHIFT && BOARD_LASTS <= 4,
              "both fit in a byte");

struct board {
    unsigned char signs[256]; /* of each byte; capitals are small letters */
    unsigned char lasts[BOARD_COLUMNS]; /* enum board_last, of each column */
    size_t width;                       /* how many columns */
    bool line_ends[BOARD_COLUMNS];
    struct plan_step *steps; /* `to` is the number of a step; of PLAN_READ it
                                is where the token goes */
    size_t step_count;
    uint64_t *may; /* of each set a bit for each column */
    uint64_t *sure;
};

/* Takes PLAN, whose last step must be PLAN_DONE, and leaves it empty. False
 * when it is too large. board_clear() frees what is in a board. */
bool board_set_up(struct board *board, struct plan *plan);

/* Whether a step that reads, or asks for, the set takes COLUMN. */
enum board_answer board_takes(const struct board *board, size_t set,
                              size_t column);

/* And whether one takes it that asks for what is not in the set. */
enum board_answer board_lacks(const struct board *board, size_t set,
                              size_t column);

/* Whether a token may pass CHECK, where LAST was read and COLUMN comes. */
enum board_answer board_holds(const struct board *board, enum plan_check check,
                              enum board_last last, size_t column);

/* True when it asks for the edges of words. */
bool board_has_edges(const struct board *board);

/* True when a token may decide over others, as on PLAN_ENTER. */
bool board_has_decisions(const struct board *board);

/* True when tokens that set out within a text get nowhere. */
bool board_is_anchored(const struct board *board);

void board_clear(struct board *board);

#endif
