/* Rows that lie over one another, against a list of what was put in them. */
#include "rubric/rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#include "chance.h"

enum { STATES = 60, NONE = -1, SMALL = 120, ENOUGH = 1 << 20 };

/* A state is known by one token, its number. What its cells are to hold is a
 * state, or what is below ROWS_FIRST, less STATES. */
struct model {
    size_t width;
    int held[STATES][BOARD_COLUMNS];
    bool flagged[STATES][BOARD_COLUMNS];
};

static void forget(struct model *model, struct rows *rows, size_t most)
{
    model->width = 3 + below(BOARD_COLUMNS - 2);
    rows_begin(rows, model->width, most);
    for (size_t i = 0; i < STATES; i++)
        for (size_t j = 0; j < BOARD_COLUMNS; j++)
            model->held[i][j] = NONE;
}

static size_t row_of(struct rows *rows, size_t state)
{
    uint16_t token = (uint16_t)state;
    return rows_find(rows, &token, 1, (unsigned)state % 3, state % 3);
}

/* What the cell should hold, as rows are now; ROWS_UNKNOWN if nothing. */
static unsigned expected(const struct model *model, struct rows *rows,
                         size_t state, size_t column)
{
    int held = model->held[state][column];
    if (held == NONE) return ROWS_UNKNOWN;
    unsigned flag = model->flagged[state][column] ? ROWS_FLAG : 0;
    if (held >= STATES) return (unsigned)(held - STATES) | flag;
    return (unsigned)row_of(rows, (size_t)held) | flag;
}

static void check(const struct model *model, struct rows *rows)
{
    size_t count = rows->state_count;
    for (size_t i = 0; i < count; i++) {
        size_t state = rows->tokens[rows->states[i].first];
        size_t row = row_of(rows, state);
        assert_ptr_equal(rows_state(rows, row), &rows->states[i]);
        for (size_t j = 0; j < model->width; j++) {
            unsigned held = rows_held(rows, row, j);
            unsigned wanted = expected(model, rows, state, j);
            if (held > ROWS_UNKNOWN) held = ROWS_UNKNOWN;
            assert_int_equal(held, wanted);
        }
    }
    assert_int_equal(rows->state_count, count);
}

/* Fills in some cell that was unknown. False when the table is full. */
static bool fill(struct model *model, struct rows *rows)
{
    size_t state = below(STATES);
    size_t column = below(model->width);
    int held = (int)below(STATES + ROWS_FIRST - 1) + 1;
    bool flagged = below(2) == 0;
    if (model->held[state][column] != NONE) return true;
    size_t row = row_of(rows, state);
    size_t to =
        held < STATES ? row_of(rows, (size_t)held) : (size_t)(held - STATES);
    if (row == 0 || (held < STATES && to == 0)) return false;
    unsigned cell = (unsigned)to | (flagged ? ROWS_FLAG : 0);
    if (!rows_fill(rows, row, column, &cell)) return false;
    model->held[state][column] = held;
    model->flagged[state][column] = flagged;
    assert_int_equal(cell, expected(model, rows, state, column));
    return true;
}

static void cells_stay_with_their_rows(void **state)
{
    struct model *model = memory_new(1, sizeof *model);
    struct rows rows = {0};
    (void)state;
    seed = 5;
    for (size_t round = 0; round < 30; round++) {
        forget(model, &rows, ROWS_FLAG - 1);
        for (size_t i = 0; i < 600; i++) {
            assert_true(fill(model, &rows));
            if (i % 50 == 0) check(model, &rows);
        }
        check(model, &rows);
    }
    rows_free(&rows);
    free(model);
}

/* And what it has stays as it was. */
static void a_full_table_says_so(void **state)
{
    struct model *model = memory_new(1, sizeof *model);
    struct rows rows = {0};
    (void)state;
    seed = 6;
    for (size_t round = 0; round < 30; round++) {
        size_t filled = 0;
        forget(model, &rows, SMALL);
        while (fill(model, &rows))
            assert_true(++filled < ENOUGH);
        assert_true(rows.cell_count <= SMALL);
        check(model, &rows);
    }
    rows_free(&rows);
    free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_stay_with_their_rows),
        cmocka_unit_test(a_full_table_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
