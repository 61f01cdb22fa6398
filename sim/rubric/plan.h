/* A pattern laid out as steps that tokens walk.
 *
 * A token on PLAN_READ waits for one of the symbols of its set and moves on to
 * the step behind; on PLAN_FORK it becomes two, one on the step behind, which
 * has precedence, and one at `to`; on PLAN_JUMP it goes to `to`; PLAN_CHECK
 * lets it pass where the place between two symbols is as asked, PLAN_NEXT where
 * the next symbol is in its set, and PLAN_OTHER where it is not; behind
 * PLAN_DOUBT it may be where the pattern would not have let it; and one that
 * comes to PLAN_DONE has found something. layout.c lays plans out, and
 * matcher.c walks them.
 *
 * Where a pattern does not go back into what it has matched, as in (?>...), or
 * forbids what is ahead, as in (?!...), one token decides over others. Such a
 * piece begins with PLAN_ENTER. On the `what` steps from there on, the
 * alternative that it is in, is what came through it, and behind these, up to
 * `to`, may be. A token that comes to its PLAN_COMMIT takes away what came
 * through it and has no precedence over itself; one that comes to its PLAN_VETO
 * does so too, and is gone itself.
 */
#ifndef RUBRIC_PLAN_H
#define RUBRIC_PLAN_H

#include "rubric/symbols.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum plan_kind {
    PLAN_READ,
    PLAN_FORK,
    PLAN_JUMP,
    PLAN_CHECK,
    PLAN_NEXT,
    PLAN_OTHER,
    PLAN_DOUBT,
    PLAN_ENTER,
    PLAN_COMMIT, /* `to` is its PLAN_ENTER */
    PLAN_VETO,   /* and here */
    PLAN_DONE
};

enum plan_check {
    PLAN_BEGINNING, /* of the text */
    PLAN_END,
    PLAN_LAST_LINE, /* the end, or a line end comes next */
    PLAN_EDGE,      /* of a word; beside a foreign character it may be one */
    PLAN_NO_EDGE    /* and none */
};

struct plan_step {
    unsigned char kind;
    uint16_t what; /* the number of a set, or enum plan_check, or steps */
    int32_t to;    /* how many steps further, or back */
};

/* The symbols that a step may take, and those that it surely takes. */
struct plan_set {
    struct symbols may;
    struct symbols sure;
};

/* {0} is an empty plan; plan_free() frees what it has grown to. */
struct plan {
    struct plan_step *steps;
    size_t count;
    size_t room;
    struct plan_set *sets;
    size_t set_count;
    size_t set_room;
};

void plan_add(struct plan *plan, enum plan_kind kind, size_t what, int32_t to);

/* The number of SET in the plan. */
size_t plan_number(struct plan *plan, const struct plan_set *set);

void plan_free(struct plan *plan);

#endif
