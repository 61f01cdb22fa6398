/* What the cues of a rubric cost: for authors, `rapport check --cost`. */
#ifndef CMD_COST_H
#define CMD_COST_H

#include "cmd/recorded.h"
#include "rubric/rubric.h"

/* Scores the examples of RUBRIC, and the turns in the file TURNS, RECORDED in
 * this way, unless that is NULL, and prints for each cue how often PCRE2 was
 * called and for how many steps, dearest first, and which patterns are tried on
 * every text. Returns an exit status. */
int cost_print(const struct rubric *rubric, const struct recorded *recorded,
               const char *turns);

#endif
