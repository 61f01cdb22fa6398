/* What `score` writes: a turn's own bytes with one key added, or the measures
 * of a session.
 *
 * Most of a scored turn is the same for every reply: names of codes and cues,
 * what a cue adds. A printer holds all of that ready, so that writing a turn
 * is copying it and filling in levels and offsets. Made once from a rubric, it
 * never changes and may serve several threads.
 */
#ifndef RUBRIC_PRINTER_H
#define RUBRIC_PRINTER_H

#include "base/buffer.h"
#include "rubric/measure.h"
#include "rubric/score.h"
#include "rubric/turns.h"

struct printer;

/* RUBRIC is borrowed. The caller owns the printer; printer_free() takes
 * NULL. */
struct printer *printer_new(const struct rubric *rubric);
void printer_free(struct printer *printer);

/* Adds LINE, which is TURN, to OUT with `"scored": {…}` added. */
void printer_scored(const struct printer *printer, const struct source *line,
                    const struct turn *turn, struct scoring *scoring,
                    struct buffer *out);

/* Adds `{"session":…,"replies":…,"measures":{…}}` to OUT; a measure without a
 * value is null. */
void printer_measures(const struct printer *printer, const char *session,
                      const struct tally *tally, struct buffer *out);

#endif
