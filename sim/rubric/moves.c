/* Tokens, moved as PCRE2 would come to them; see moves.h.
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
 * Whether a word has an edge here depends on the symbol to come: so a token
 * passes checks only when the next symbol is known.
 *
 * Where one token decides over others (PLAN_ENTER), those that it takes away
 * are behind it in that order; and what it decides may come late, when one of
 * them has ended already. Then nothing is decided any more: there is a doubt.
 *
 * Plans may know less than their pattern: they do not look back, nor know what
 * is said again, nor what a foreign character is. A token that went where only
 * the plan lets it is in doubt from there on. That is no matter unless it comes
 * to the end, or to a decision: mostly it does not.
 *
 * Begin with moves_make(), then walk().
 */
#include "rubric/moves.h"

#include "base/memory.h"

#include <stdlib.h>

/* A token: the number of its step, and whether it is in doubt. */
static uint16_t token_on(size_t step, bool doubt)
{
    return (uint16_t)(step * 2 + doubt);
}

bool moves_set_up(struct moves *moves, struct plan *plan)
{
    if (!board_set_up(&moves->board, plan)) return false;
    size_t steps = moves->board.step_count;
    crowd_begin(&moves->next, steps);
    crowd_begin(&moves->walked, steps);
    crowd_begin(&moves->gone, steps);
    moves->stack = memory_new(steps * 2 + 1, sizeof *moves->stack);
    return true;
}

void moves_clear(struct moves *moves)
{
    board_clear(&moves->board);
    crowd_free(&moves->next);
    crowd_free(&moves->walked);
    crowd_free(&moves->gone);
    free(moves->stack);
}

/* Whether a token on STEP, which neither waits nor decides, may go on to the
 * step behind. */
static enum board_answer may_pass(const struct board *board,
                                  const struct plan_step *step,
                                  const struct move *move)
{
    switch ((enum plan_kind)step->kind) {
    case PLAN_JUMP:
        return BOARD_NO;
    case PLAN_CHECK:
        return board_holds(board, step->what, move->last, move->column);
    case PLAN_NEXT:
        return board_takes(board, step->what, move->column);
    case PLAN_OTHER:
        return board_lacks(board, step->what, move->column);
    case PLAN_DOUBT:
        return BOARD_PERHAPS;
    default:
        return BOARD_YES;
    }
}

/* A token that waits: what it waits for comes, or it is gone. */
static void read(struct moves *moves, const struct plan_step *step,
                 const struct move *move, bool doubt)
{
    enum board_answer answer =
        board_takes(&moves->board, step->what, move->column);
    size_t to = (size_t)step->to;
    if (answer == BOARD_NO) return;
    crowd_join(&moves->next, to, token_on(to, doubt || answer != BOARD_YES));
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
                             const struct move *move)
{
    for (size_t i = 0; i < move->count; i++)
        if (came_through(board, enter, move->tokens[i]) == BOARD_YES)
            return true;
    return false;
}

/* Takes away the tokens that came through the piece that begins at ENTER and
 * are still to walk: *LEFT of them on the stack, and those that stood behind.
 * False when it is not known of one whether it did. */
static bool take_away(struct moves *moves, size_t enter,
                      const struct move *move, size_t *left)
{
    const struct board *board = &moves->board;
    uint16_t *stack = moves->stack;
    size_t kept = 0;
    for (size_t i = 0; i < *left; i++) {
        enum board_answer came = came_through(board, enter, stack[i]);
        if (came == BOARD_PERHAPS) return false;
        if (came == BOARD_NO) stack[kept++] = stack[i];
    }
    *left = kept;
    for (size_t i = move->walked; i < move->count; i++) {
        enum board_answer came = came_through(board, enter, move->tokens[i]);
        if (came == BOARD_PERHAPS) return false;
        if (came == BOARD_YES)
            crowd_join(&moves->gone, move->tokens[i] / 2, move->tokens[i]);
    }
    return true;
}

/* A token in doubt may not decide; nor may any when a match has ended, which
 * may have been one of those that are taken away. */
static bool may_decide(const struct board *board, const struct plan_step *step,
                       size_t at, bool doubt, const struct move *move)
{
    if (step->kind == PLAN_ENTER) return !is_entered_twice(board, at, move);
    return !doubt && !move->ended;
}

static bool is_decision(const struct plan_step *step)
{
    return step->kind == PLAN_ENTER || step->kind == PLAN_COMMIT ||
           step->kind == PLAN_VETO;
}

/* Walks TOKEN, and gathers in `next` where it and what it becomes stand behind
 * what comes. Of two ways the one that has precedence is walked to its end
 * first. MOVES_ENDED when one comes to the end: the others are not walked
 * then. */
static enum moves_outcome walk(struct moves *moves, uint16_t token,
                               const struct move *move)
{
    const struct board *board = &moves->board;
    uint16_t *stack = moves->stack;
    size_t left = 0;
    stack[left++] = token;
    while (left > 0) {
        token = stack[--left];
        size_t at = token / 2;
        bool doubt = token & 1;
        const struct plan_step *step = &board->steps[at];
        if (!crowd_join(&moves->walked, at, token)) continue;
        if (step->kind == PLAN_DONE) return doubt ? MOVES_DOUBT : MOVES_ENDED;
        if (step->kind == PLAN_READ) {
            read(moves, step, move, doubt);
            continue;
        }
        if (is_decision(step) && !may_decide(board, step, at, doubt, move))
            return MOVES_DOUBT;
        if ((step->kind == PLAN_COMMIT || step->kind == PLAN_VETO) &&
            !take_away(moves, (size_t)step->to, move, &left))
            return MOVES_DOUBT;
        if (step->kind == PLAN_VETO) continue;
        if (step->kind == PLAN_FORK || step->kind == PLAN_JUMP)
            stack[left++] = token_on((size_t)step->to, doubt);
        enum board_answer answer = may_pass(board, step, move);
        if (answer != BOARD_NO)
            stack[left++] = token_on(at + 1, doubt || answer != BOARD_YES);
    }
    return MOVES_ON;
}

/* In their order, until one is at the end. */
enum moves_outcome moves_make(struct moves *moves, struct move *move)
{
    crowd_clear(&moves->next);
    crowd_clear(&moves->walked);
    crowd_clear(&moves->gone);
    for (move->walked = 0; move->walked < move->count;) {
        uint16_t token = move->tokens[move->walked++];
        if (crowd_has(&moves->gone, token / 2)) continue;
        enum moves_outcome outcome = walk(moves, token, move);
        if (outcome != MOVES_ON) return outcome;
    }
    return MOVES_ON;
}
