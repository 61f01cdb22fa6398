/* Boards, set up from plans; see board.h. Begin with board_set_up(). */
#include "rubric/board.h"

#include "base/memory.h"
#include "rubric/crowd.h"

#include <stdlib.h>

static uint64_t bit_of(size_t column)
{
    return UINT64_C(1) << column;
}

/* The columns of the symbols in SET. */
static uint64_t columns_in(const struct symbols *set,
                           const unsigned char columns[SYMBOLS_COUNT])
{
    uint64_t bits = 0;
    for (size_t i = 0; i < SYMBOLS_COUNT; i++)
        if (symbols_has(set, i)) bits |= bit_of(columns[i]);
    return bits;
}

static void put_sets(struct board *board, const struct plan *plan,
                     const unsigned char columns[SYMBOLS_COUNT])
{
    board->may = memory_new(plan->set_count, sizeof *board->may);
    board->sure = memory_new(plan->set_count, sizeof *board->sure);
    for (size_t i = 0; i < plan->set_count; i++) {
        board->may[i] = columns_in(&plan->sets[i].may, columns);
        board->sure[i] = columns_in(&plan->sets[i].sure, columns);
    }
}

static void put_signs(struct board *board,
                      const unsigned char columns[SYMBOLS_COUNT])
{
    board->lasts[BOARD_END] = BOARD_OTHER;
    board->lasts[BOARD_WITHIN] = BOARD_FOREIGN;
    for (size_t i = 0; i < SYMBOLS_COUNT; i++) {
        size_t column = columns[i];
        board->lasts[column] = i == SYMBOLS_FOREIGN ? BOARD_FOREIGN
                               : symbols_is_word(i) ? BOARD_WORD
                                                    : BOARD_OTHER;
        board->line_ends[column] =
            symbols_is_line_end(i) || i == SYMBOLS_FOREIGN;
    }
    for (size_t i = 0; i < 256; i++) {
        size_t symbol = i < 128 ? i : SYMBOLS_FOREIGN;
        if (i >= 'A' && i <= 'Z') symbol = i - 'A' + 'a';
        size_t column = i >= 0x80 && i < 0xc0 ? BOARD_WITHIN : columns[symbol];
        size_t last = board->lasts[column];
        board->signs[i] = (unsigned char)(column | last << BOARD_LAST_SHIFT);
    }
}

/* From here on `to` is a place, not a distance, and of PLAN_READ it is where
 * the token goes, so that tokens stand in fewer ways. */
static void settle_steps(struct board *board)
{
    struct plan_step *steps = board->steps;
    for (size_t i = 0; i < board->step_count; i++)
        steps[i].to += (int32_t)i;
    for (size_t i = 0; i < board->step_count; i++) {
        if (steps[i].kind != PLAN_READ) continue;
        int32_t to = (int32_t)i + 1;
        while (steps[to].kind == PLAN_JUMP)
            to = steps[to].to;
        steps[i].to = to;
    }
}

bool board_set_up(struct board *board, struct plan *plan)
{
    unsigned char columns[SYMBOLS_COUNT];
    struct symbols *sets = memory_new(plan->set_count * 2, sizeof *sets);
    for (size_t i = 0; i < plan->set_count; i++) {
        sets[i] = plan->sets[i].may;
        sets[plan->set_count + i] = plan->sets[i].sure;
    }
    *board = (struct board){0};
    board->width =
        symbols_number(sets, plan->set_count * 2, columns, BOARD_FIRST_SYMBOL);
    free(sets);
    bool fits = board->width <= BOARD_COLUMNS && plan->count <= BOARD_STEPS;
    if (fits) {
        put_signs(board, columns);
        put_sets(board, plan, columns);
        board->steps = plan->steps;
        board->step_count = plan->count;
        plan->steps = NULL;
        settle_steps(board);
    }
    plan_free(plan);
    return fits;
}

enum board_answer board_takes(const struct board *board, size_t set,
                              size_t column)
{
    if (board->sure[set] & bit_of(column)) return BOARD_YES;
    return board->may[set] & bit_of(column) ? BOARD_PERHAPS : BOARD_NO;
}

enum board_answer board_lacks(const struct board *board, size_t set,
                              size_t column)
{
    if (!(board->may[set] & bit_of(column))) return BOARD_YES;
    return board->sure[set] & bit_of(column) ? BOARD_NO : BOARD_PERHAPS;
}

static enum board_answer edge_is(bool wanted, enum board_last last,
                                 enum board_last next)
{
    if (last == BOARD_FOREIGN || next == BOARD_FOREIGN) return BOARD_PERHAPS;
    bool edge = (last == BOARD_WORD) != (next == BOARD_WORD);
    return edge == wanted ? BOARD_YES : BOARD_NO;
}

enum board_answer board_holds(const struct board *board, enum plan_check check,
                              enum board_last last, size_t column)
{
    switch (check) {
    case PLAN_BEGINNING:
        return last == BOARD_NOTHING ? BOARD_YES : BOARD_NO;
    case PLAN_END:
        return column == BOARD_END ? BOARD_YES : BOARD_NO;
    case PLAN_LAST_LINE:
        if (column == BOARD_END) return BOARD_YES;
        return board->line_ends[column] ? BOARD_PERHAPS : BOARD_NO;
    case PLAN_EDGE:
    case PLAN_NO_EDGE:
        break;
    }
    return edge_is(check == PLAN_EDGE, last, board->lasts[column]);
}

/* True when a token that sets out within the text is held up by
 * PLAN_BEGINNING wherever it goes. */
static bool is_held_up(const struct board *board, struct crowd *walked)
{
    crowd_join(walked, 0, 0);
    for (size_t i = 0; i < walked->count; i++) {
        size_t at = walked->tokens[i];
        const struct plan_step *step = &board->steps[at];
        bool beginning =
            step->kind == PLAN_CHECK && step->what == PLAN_BEGINNING;
        if (step->kind == PLAN_READ || step->kind == PLAN_DONE) return false;
        if (step->kind != PLAN_JUMP && !beginning)
            crowd_join(walked, at + 1, at + 1);
        if (step->kind == PLAN_JUMP || step->kind == PLAN_FORK)
            crowd_join(walked, (size_t)step->to, (size_t)step->to);
    }
    return true;
}

bool board_is_anchored(const struct board *board)
{
    struct crowd walked;
    crowd_begin(&walked, board->step_count);
    bool anchored = is_held_up(board, &walked);
    crowd_free(&walked);
    return anchored;
}

bool board_has_edges(const struct board *board)
{
    for (size_t i = 0; i < board->step_count; i++)
        if (board->steps[i].kind == PLAN_CHECK &&
            (board->steps[i].what == PLAN_EDGE ||
             board->steps[i].what == PLAN_NO_EDGE))
            return true;
    return false;
}

bool board_has_decisions(const struct board *board)
{
    for (size_t i = 0; i < board->step_count; i++)
        if (board->steps[i].kind == PLAN_ENTER) return true;
    return false;
}

void board_clear(struct board *board)
{
    free(board->steps);
    free(board->may);
    free(board->sure);
    *board = (struct board){0};
}
