/* A machine that finds the match that begins at a place, where that is certain.
 *
 * It plays a plan (plan.h) as automaton.h does, but with one token that sets
 * out at one place, and it heeds which token has precedence: so it tells the
 * match that PCRE2 would find there, and no other. Where the plan knows less
 * than the pattern it says so, and PCRE2 must be asked.
 */
#ifndef RUBRIC_MATCHER_H
#define RUBRIC_MATCHER_H

#include "base/source.h"
#include "rubric/plan.h"

#include <stdbool.h>
#include <stddef.h>

struct matcher;

enum matcher_outcome {
    MATCHER_NONE,  /* no match begins there */
    MATCHER_FOUND, /* a match does, and its end is known */
    MATCHER_DOUBT  /* it may be that one does */
};

/* Takes the plan, whose last step must be PLAN_DONE, and leaves it empty. NULL
 * when it is too large. The caller owns the matcher, which grows while it
 * plays: one thread at a time. */
struct matcher *matcher_new(struct plan *plan);

/* True when matches begin where the text begins, or not at all. */
bool matcher_is_anchored(const struct matcher *matcher);

/* Looks for the first match that begins in BEGINS, whose start moves on to
 * where it does, or may. TEXT is LENGTH bytes of UTF-8, the start is at a
 * character. Writes where the match ends. */
enum matcher_outcome matcher_find(struct matcher *matcher, const char *text,
                                  size_t length, struct span *begins,
                                  size_t *end);

/* How many bytes it has read so far. */
size_t matcher_read(const struct matcher *matcher);

/* A matcher whose table does not pay becomes tired, and doubts everything that
 * does not fail at once. Not while it is PATIENT: then what it says depends on
 * the plan and the text alone. */
void matcher_be_patient(struct matcher *matcher, bool patient);

void matcher_free(struct matcher *matcher);

#endif
