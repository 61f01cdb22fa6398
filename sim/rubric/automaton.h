/* A machine that reads a text once and says whether a pattern may be in it.
 *
 * It is given a plan: steps that tokens walk. A token on AUTOMATON_READ waits
 * for one of the symbols of its set and moves on to the step behind; on
 * AUTOMATON_FORK it becomes two, one on the step behind and one at `to`; on
 * AUTOMATON_JUMP it goes to `to`; AUTOMATON_CHECK lets it pass where the place
 * between two symbols is as asked, AUTOMATON_NEXT where the next symbol is in
 * its set; and one that comes to AUTOMATON_DONE has found something. A new
 * token sets out at step 0 wherever a match may begin. automaton.c tells how
 * thousands of tokens are moved by one look at a table.
 */
#ifndef RUBRIC_AUTOMATON_H
#define RUBRIC_AUTOMATON_H

#include "base/source.h"
#include "rubric/symbols.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum automaton_kind {
    AUTOMATON_READ,
    AUTOMATON_FORK,
    AUTOMATON_JUMP,
    AUTOMATON_CHECK,
    AUTOMATON_NEXT,
    AUTOMATON_DONE
};

enum automaton_check {
    AUTOMATON_BEGINNING, /* of the text */
    AUTOMATON_END,
    AUTOMATON_LAST_LINE, /* the end, or a line end comes next */
    AUTOMATON_EDGE,      /* of a word; beside a foreign character always */
    AUTOMATON_NO_EDGE    /* and this too */
};

struct automaton_step {
    unsigned char kind;
    bool wins;     /* the automaton's own: from here it is free to the end */
    uint16_t what; /* the number of a set, or enum automaton_check */
    int32_t to;    /* how many steps further, or back */
};

/* {0} is an empty plan; automaton_plan_free() frees what it has grown to. */
struct automaton_plan {
    struct automaton_step *steps;
    size_t count;
    size_t room;
    struct symbols *sets;
    size_t set_count;
    size_t set_room;
};

void automaton_add(struct automaton_plan *plan, enum automaton_kind kind,
                   size_t what, int32_t to);

/* The number of SET in the plan. */
size_t automaton_number(struct automaton_plan *plan, const struct symbols *set);

void automaton_plan_free(struct automaton_plan *plan);

struct automaton;

/* Takes the plan, whose last step must be AUTOMATON_DONE, and leaves it empty.
 * NULL when the automaton could refuse nothing, or would be too large. */
struct automaton *automaton_new(struct automaton_plan *plan);

/* Whether a token may come to the end that sets out in STRETCH; then the start
 * of the stretch moves on to where the first of these may set out. LENGTH bytes
 * of UTF-8; the stretch begins with a character and is within them. */
bool automaton_narrow(struct automaton *automaton, const char *text,
                      size_t length, struct span *stretch);

/* The same, never tired: what it says depends on the plan and the text alone.
 */
bool automaton_narrow_patiently(struct automaton *automaton, const char *text,
                                size_t length, struct span *stretch);

/* True once it has been given up: it passes everything from then on. */
bool automaton_is_tired(const struct automaton *automaton);

/* How many positions of tokens it has met, and the bytes it takes. */
size_t automaton_states(const struct automaton *automaton, size_t *bytes);

void automaton_free(struct automaton *automaton);

#endif
