/* What is tried at one moment of the talk, all side by side: each cue on each
 * piece where it may be met is a probe.
 *
 * probes_clear(), probes_put() for each, probes_play(); then what is left is
 * for cue_try_piece().
 */
#ifndef RUBRIC_PROBES_H
#define RUBRIC_PROBES_H

#include "rubric/filter.h"
#include "rubric/onsets.h"
#include "rubric/part.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A cue that is tried on a piece. */
struct probe {
    size_t cue;
    const struct piece *piece;
    size_t first; /* of its plays, in their order: no match begins elsewhere */
    size_t count; /* of them; PROBES_ALONE: plays do not tell of it */
};

enum { PROBES_ALONE = 1 << 20 };

struct probes {
    struct probe *list;
    size_t count;
    size_t room;
    struct matcher_play *plays;
    size_t play_count;
    size_t play_room;
    struct matcher_play **order; /* of plays */
};

/* Afterwards there is none. {0} is as good. */
void probes_clear(struct probes *probes);

/* CUE is to be tried on PIECE, where its matches begin at ONSETS. FILTER is
 * NULL when it has none. PIECE stays where it is. */
void probes_put(struct probes *probes, size_t cue, struct filter *filter,
                const struct piece *piece, const struct onsets *onsets);

/* Plays all, and drops what nothing comes of. */
void probes_play(struct probes *probes);

/* The plays of one that is left, or NULL. */
const struct matcher_play *probes_plays(const struct probes *probes,
                                        const struct probe *one);

void probes_free(struct probes *probes);

#endif
