/* What is tried at one moment of the talk: cues on pieces, side by side.
 *
 * tries_clear(), tries_put() for each, tries_play(); then what is left is for
 * cue_try_piece().
 */
#ifndef RUBRIC_TRIES_H
#define RUBRIC_TRIES_H

#include "rubric/filter.h"
#include "rubric/onsets.h"
#include "rubric/part.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A cue that is tried on a piece. */
struct
try {
    size_t cue;
    const struct piece *piece;
    size_t first; /* of its plays, in their order: no match begins elsewhere */
    size_t count; /* of them; TRIES_ALONE: nothing is known of it */
};

enum { TRIES_ALONE = 1 << 20 };

struct tries {
    struct try *list;
    size_t count;
    size_t room;
    struct matcher_play *plays;
    size_t play_count;
    size_t play_room;
    struct matcher_play **order; /* of plays */
};

/* Afterwards there is none. {0} is as good. */
void tries_clear(struct tries *tries);

/* CUE is to be tried on PIECE, where its matches begin at ONSETS. FILTER is
 * NULL when it has none. PIECE stays where it is. */
void tries_put(struct tries *tries, size_t cue, struct filter *filter,
               const struct piece *piece, const struct onsets *onsets);

/* Plays all, and drops tries of which nothing comes. */
void tries_play(struct tries *tries);

/* The plays of one that is left, or NULL. */
const struct matcher_play *tries_plays(const struct tries *tries,
                                       const struct try *one);

void tries_free(struct tries *tries);

#endif
