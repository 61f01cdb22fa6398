/* What is tried at one moment of the talk: cues on pieces, side by side.
 *
 * attempts_clear(), attempts_put() for each, attempts_play(); then what is left
 * is for cue_try_piece().
 */
#ifndef RUBRIC_ATTEMPTS_H
#define RUBRIC_ATTEMPTS_H

#include "rubric/filter.h"
#include "rubric/onsets.h"
#include "rubric/part.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A cue that is tried on a piece. */
struct attempt {
    size_t cue;
    const struct piece *piece;
    size_t first; /* of its plays, in their order: no match begins elsewhere */
    size_t count; /* of them; ATTEMPTS_ALONE: nothing is known of it */
};

enum { ATTEMPTS_ALONE = 1 << 20 };

struct attempts {
    struct attempt *list;
    size_t count;
    size_t room;
    struct matcher_play *plays;
    size_t play_count;
    size_t play_room;
    struct matcher_play **order; /* of plays */
};

/* Afterwards there is none. {0} is as good. */
void attempts_clear(struct attempts *attempts);

/* CUE is to be tried on PIECE, where its matches begin at ONSETS. FILTER is
 * NULL when it has none. PIECE stays where it is. */
void attempts_put(struct attempts *attempts, size_t cue, struct filter *filter,
                  const struct piece *piece, const struct onsets *onsets);

/* Plays all, and drops what nothing comes of. */
void attempts_play(struct attempts *attempts);

/* The plays of one that is left, or NULL. */
const struct matcher_play *attempts_plays(const struct attempts *attempts,
                                          const struct attempt *one);

void attempts_free(struct attempts *attempts);

#endif
