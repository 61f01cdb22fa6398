/* Figures over a session: reflections per question, share of turns that
 * tell, …
 *
 * Closed forms over the codes of each reply, in whole thousandths rounded
 * half away from zero. A tally takes replies one by one and keeps only sums,
 * so its size does not grow with the session.
 */
#ifndef RUBRIC_MEASURE_H
#define RUBRIC_MEASURE_H

#include "rubric/rubric.h"
#include "rubric/score.h"

#include <stdbool.h>
#include <stdint.h>

struct tally {
    int64_t replies; /* scorable ones */
    int64_t unscorable;
    int64_t trainee_words;
    int64_t client_words;
    int64_t *with;    /* replies with this code, a code each */
    int64_t *levels;  /* sum of its levels */
    int64_t *without; /* and not the other, a measure each */
};

struct tally *measure_tally_new(const struct rubric *rubric);
void measure_reply(struct tally *tally, const struct rubric *rubric,
                   const struct scoring *scoring, size_t words);
void measure_client(struct tally *tally, size_t words);

/* Adds the sums of OTHER, of the same rubric: as if all had been one talk. */
void measure_add(struct tally *tally, const struct rubric *rubric,
                 const struct tally *other);

/* True when replies that show CODE count in MEASURE. */
bool measure_counts(const struct rubric *rubric, size_t measure, size_t code);

/* The same, and when replies that show CODE are those that do not count. Of a
 * sum only what counts is told: its terms tell the rest themselves. */
bool measure_needs(const struct rubric *rubric, size_t measure, size_t code);

/* True and *THOUSANDTHS when the measure has a value; false when there is
 * nothing to divide by. */
bool measure_value(const struct tally *tally, const struct rubric *rubric,
                   size_t measure, int64_t *thousandths);

enum measure_mark { MEASURE_LOW, MEASURE_FAIR, MEASURE_GOOD };
enum measure_mark measure_mark(const struct measure *measure,
                               int64_t thousandths);

/* Takes NULL. */
void measure_tally_free(struct tally *tally);

#endif
