/* What becomes of tokens when a symbol comes.
 *
 * Think of a board game. The plan (plan.h) is the board, and the text is read
 * aloud, symbol by symbol. Tokens stand on the board; each symbol moves those
 * that waited for it and takes away all others.
 */
#ifndef RUBRIC_MOVES_H
#define RUBRIC_MOVES_H

#include "rubric/board.h"
#include "rubric/crowd.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOVES_START = 0 /* the token that sets out */ };

struct moves {
    struct board board;
    struct crowd next; /* where tokens stand after a move, in their order */
    struct crowd walked;
    struct crowd gone; /* of those that are still to walk */
    uint16_t *stack;
};

/* The symbols of COLUMN come. */
struct move {
    enum board_last last;
    size_t column;
    bool ended;             /* a match has, before */
    const uint16_t *tokens; /* that stand there, in their order */
    size_t count;
    size_t walked; /* of them: the mover's own */
};

enum moves_outcome {
    MOVES_ON,
    MOVES_ENDED, /* a match has ended before the symbol */
    MOVES_DOUBT  /* it is not known */
};

/* Takes PLAN, whose last step must be PLAN_DONE, and leaves it empty. False
 * when it is too large. moves_clear() frees what is in MOVES. */
bool moves_set_up(struct moves *moves, struct plan *plan);

/* Moves the tokens; unless there is a doubt, they then stand in `next`. */
enum moves_outcome moves_make(struct moves *moves, struct move *move);

void moves_clear(struct moves *moves);

#endif
