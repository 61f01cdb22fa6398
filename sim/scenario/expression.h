/* `when`: the closed little language in which a scenario says what must hold.
 *
 *   condition := all { "or" all }
 *   all       := one { "and" one }
 *   one       := "not" one | "(" condition ")" | name [ op integer ]
 *   op        := < <= = != >= >
 *
 * A bare name means at least 1. Names are codes, state, what the scenario
 * listens for, and heard, misheard, silence, visits, turn. Nothing else: a
 * condition can be evaluated for any state, so a scenario can be explored.
 */
#ifndef SCENARIO_EXPRESSION_H
#define SCENARIO_EXPRESSION_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/table.h"

#include <stdbool.h>
#include <stddef.h>

enum { EXPRESSION_BYTES = 1024 }; /* bounds the depth too */

enum operand {
    OPERAND_CODE,
    OPERAND_STATE,
    OPERAND_LISTEN,
    OPERAND_HEARD,
    OPERAND_MISHEARD,
    OPERAND_SILENCE,
    OPERAND_VISITS,
    OPERAND_TURN
};

struct name {
    const char *text;
    enum operand operand;
    size_t index; /* of the code, state or listen cue */
};

/* All names that a scenario's conditions may use: one namespace. */
struct names {
    const struct name *list;
    size_t count;
    struct table table; /* from text to number in `list` */
};

/* What conditions are evaluated against. */
struct moment {
    const int *levels;   /* of codes */
    const int *values;   /* of state */
    const bool *listens; /* of the scenario's own cues */
    bool heard;
    bool misheard;
    bool silence;
    int visits;
    int turn;
};

struct expression;

struct expression_fault {
    size_t at; /* offset in the text */
    char text[128];
    char word[65];    /* the unknown name, or "" */
    const char *mend; /* where it looks like a slip of the pen, or NULL */
};

/* The condition, in ARENA; NULL with FAULT filled when it is none. NAMES must
 * outlive it. */
const struct expression *expression_compile(const char *text,
                                            const struct names *names,
                                            struct arena *arena,
                                            struct expression_fault *fault);

/* NULL holds always. */
bool expression_holds(const struct expression *expression,
                      const struct moment *moment);

/* For a condition that does not hold: adds what was missing, in words like
 * "'work' was not there, trust was 6, not < 6". Adds nothing for one that
 * holds. */
void expression_explain(const struct expression *expression,
                        const struct moment *moment, struct buffer *out);

/* Adds to LIST, which has room for ROOM, each name, in order, that was there
 * and is why the condition holds or does not hold. Returns how many. */
size_t expression_reasons(const struct expression *expression,
                          const struct moment *moment, const struct name **list,
                          size_t room);

/* --- looking ahead ------------------------------------------------------- */

struct range {
    int least;
    int most;
};

/* A moment of which the position is known and the reply is not: each of its
 * findings lies within a range. */
struct outlook {
    const struct range *levels;  /* of codes */
    const struct range *listens; /* 0 to 1 */
    struct range heard;
    struct range misheard;
    struct range silence;
    const int *values;
    int visits;
    int turn;
};

enum expression_verdict { EXPRESSION_NO, EXPRESSION_YES, EXPRESSION_OPEN };

/* What an open condition hangs on: NAME, a finding, and whether it lies below
 * FROM; both can be. */
struct expression_crux {
    const struct name *name;
    int from;
};

/* Whether the condition holds for all, none or some of what OUTLOOK leaves
 * open. CRUX is filled when it is open. NULL holds always. */
enum expression_verdict expression_foresee(const struct expression *expression,
                                           const struct outlook *outlook,
                                           struct expression_crux *crux);

/* True for what a reply shows, false for where the talk stands. */
bool expression_is_finding(enum operand operand);

/* True when the condition asks for anything that a reply shows. */
bool expression_asks_reply(const struct expression *expression);

/* True when the condition names the operand; of a state or code the one of
 * this INDEX. */
bool expression_names(const struct expression *expression, enum operand operand,
                      size_t index);

/* The greatest number that the condition compares OPERAND with; LEAST when
 * that is greater, or the operand is not named. */
int expression_greatest(const struct expression *expression,
                        enum operand operand, int least);

/* Adds to OUT a byte for each comparison of the position: whether it holds.
 * Where these are the same, replies decide the same. */
void expression_sign(const struct expression *expression,
                     const struct moment *moment, struct buffer *out);

#endif
