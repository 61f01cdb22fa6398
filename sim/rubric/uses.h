/* What is looked for, and for which cues: the literals that cues cannot match
 * without, in two nets, and for each literal its uses.
 *
 * Made once from all cues; index.c reads texts with it and says why.
 */
#ifndef RUBRIC_USES_H
#define RUBRIC_USES_H

#include "rubric/cue.h"
#include "rubric/needs.h"
#include "rubric/net.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a literal is of, besides a set that is needed: of the words that bar a
 * cue (bars.h), or of nothing. */
enum { USES_BARS = NEEDS_SETS, USES_NONE };

/* Two nets: for what the trainee says, now and before, and for what the client
 * says. So each text is read once, though it is asked of at several replies. */
enum { USES_OWN, USES_THEIRS, USES_NETS };

/* A literal stands in a set of a cue. Those of one literal lie together, first
 * those of first sets; behind all is one of USES_NONE. */
struct use {
    uint16_t cue;
    uint16_t nearest; /* in the first set: see needs_reach() */
    uint16_t farthest;
    unsigned char streaks;
    unsigned char set;
    bool enough;        /* in the first set, if nobody asks where: see bars.h */
    unsigned char part; /* that its cue looks at … */
    unsigned char whose; /* … and of whose words that is */
};

struct uses {
    struct net *nets[USES_NETS];
    struct use *lists[USES_NETS]; /* of a literal: from where its tag says */
    size_t count;                 /* in both */
    bool *anchored;               /* of a cue: a pattern that begins with ^ */
    unsigned char *set_counts;    /* of a cue, the sets that are looked for:
                                     without any it must always be tried */
};

/* Finds what each of so many CUES, if it is ASKED for (see cue_is_asked()),
 * cannot match without. uses_free() frees what is in USES. */
void uses_find(struct uses *uses, const struct cue *cues, size_t cue_count,
               const uint64_t *asked);

void uses_free(struct uses *uses);

#endif
