/* A reply in, codes and evidence out.
 *
 * A code's score is its bias plus the weights of the cues that fired, in
 * whole thousandths, so it is the same everywhere; a score at or above the
 * k-th cut is level k + 1. Begin with score_reply().
 */
#ifndef RUBRIC_SCORE_H
#define RUBRIC_SCORE_H

#include "base/arena.h"
#include "rubric/rubric.h"

#include <stdbool.h>
#include <stdint.h>

/* A cue that fired, and which of the scoring's matches are its own. */
struct firing {
    uint32_t cue;
    uint32_t first;
    uint32_t end;
};

/* What a cue that fired added to a code: a weight of the code, and what shows
 * it. */
struct evidence {
    uint32_t code;
    uint32_t weight;
    uint32_t first; /* of the scoring's matches */
    uint32_t end;
};

struct slate;

struct scoring {
    struct arena arena;
    size_t code_count;
    size_t cue_count;
    const int *levels;      /* a code each */
    const int *scores;      /* thousandths, a `from` code each */
    const bool *fired;      /* a cue each */
    struct slate *slate;    /* those once more, to be written on */
    struct matches matches; /* every span of every cue that fired, in order */
    struct firing *firings; /* those cues, in order */
    size_t firing_count;
    size_t firing_room;
    struct evidence *evidence; /* to be had by score_evidence() */
    size_t evidence_count;
    size_t evidence_room;
    size_t evidence_spans; /* all of them, a span once for each evidence */
    bool gathered;
    size_t main;     /* a code, or RUBRIC_NONE for the rubric's `else` */
    bool recognised; /* some code reached its cut */
    bool silent;     /* nothing was typed */
    bool unscorable; /* a limit was reached: all levels are 0 and mean none */
    size_t limited;  /* the cue that reached it; RUBRIC_NONE: a sentence did */
};

/* Scores REPLY, which follows DIALOGUE and is not in it yet. The caller owns
 * the scoring. */
struct scoring *score_reply(const struct rubric *rubric,
                            const struct dialogue *dialogue,
                            const struct utterance *reply);

/* The same, written over OLD, a scoring that nobody needs any more, or NULL: in
 * a stream of replies all but the first one take no memory. */
struct scoring *score_again(struct scoring *old, const struct rubric *rubric,
                            const struct dialogue *dialogue,
                            const struct utterance *reply);

/* The same without the index: every cue is tried, one after the other. What
 * score_reply() is held to. Only of a cue that reaches a limit the index is
 * asked, which may know that there is nothing to be found. */
struct scoring *score_plainly(const struct rubric *rubric,
                              const struct dialogue *dialogue,
                              const struct utterance *reply);

/* Gives in *LIST what SCORING, which is one by RUBRIC, rests on: code by code,
 * in the order of each code's weights, and returns how much that is; it is
 * gathered when it is first asked for. None where nothing could be scored. */
size_t score_evidence(const struct rubric *rubric, struct scoring *scoring,
                      const struct evidence **list);

/* True when both scorings met the same cues on the same bytes, or both can
 * score nothing for the same reason; else *CUE is the first one of which that
 * is not so. */
bool score_same(const struct rubric *rubric, const struct scoring *one,
                const struct scoring *other, size_t *cue);

/* Makes SCORING that of a reply that cannot be scored. */
void score_void(struct scoring *scoring, const struct rubric *rubric);

/* True when a cue that FIRED (a cue each) puts CODE to level 0: `unless`. */
bool score_is_barred(const struct code *code, const bool *fired);

/* The name of the reply's main code. */
const char *score_main_name(const struct rubric *rubric,
                            const struct scoring *scoring);

/* The INDEX-th match of CUE, or NULL. */
const struct match *score_match(const struct scoring *scoring, size_t cue,
                                size_t index);

/* Takes NULL. */
void score_free(struct scoring *scoring);

#endif
