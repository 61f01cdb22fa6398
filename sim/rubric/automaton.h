/* A machine that reads a text once and says whether a pattern may be in it.
 *
 * It plays a plan (plan.h): a new token sets out at step 0 wherever a match may
 * begin. automaton.c tells how thousands of tokens are moved by one look at a
 * table.
 */
#ifndef RUBRIC_AUTOMATON_H
#define RUBRIC_AUTOMATON_H

#include "base/source.h"
#include "rubric/plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct automaton;

/* Takes the plan, whose last step must be PLAN_DONE, and leaves it empty.
 * NULL when the automaton could refuse nothing, or would be too large. */
struct automaton *automaton_new(struct plan *plan);

/* Whether a token may come to the end that sets out in STRETCH; then the start
 * of the stretch moves on to where the first of these may set out. LENGTH bytes
 * of UTF-8; the stretch begins with a character and is within them. */
bool automaton_narrow(struct automaton *automaton, const char *text,
                      size_t length, struct span *stretch);

/* The same, never tired: what it says depends on the plan and the text alone.
 */
bool automaton_narrow_patiently(struct automaton *automaton, const char *text,
                                size_t length, struct span *stretch);

/* How many bytes it has read so far. */
size_t automaton_read(const struct automaton *automaton);

/* True once it has been given up: it passes everything from then on. */
bool automaton_is_tired(const struct automaton *automaton);

/* How many positions of tokens it has met, and the bytes it takes. */
size_t automaton_states(const struct automaton *automaton, size_t *bytes);

void automaton_free(struct automaton *automaton);

#endif
