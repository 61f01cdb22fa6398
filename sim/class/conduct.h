/* Whether what a transcript says was done could have been done so: in this
 * order, at these times, under these rules.
 *
 * Replay finds a lie about what came of a reply; this finds one about the acts
 * themselves, as far as they show it. What is left is believed: who it was,
 * what was typed, and when.
 */
#ifndef CLASS_CONDUCT_H
#define CLASS_CONDUCT_H

#include "class/transcript.h"

/* Adds a line to DIFFERENCES for each act that could not have been: turns that
 * are missing or out of order, a clock that goes back, lines after the end,
 * keys that an event of its kind has not. EXAM: nor for a trainee who gets no
 * help. */
void conduct_compare(const struct transcript *transcript, bool exam,
                     struct buffer *differences);

#endif
