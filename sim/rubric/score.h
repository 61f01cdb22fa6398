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

/* What one span of one cue added to one code. */
struct evidence {
    size_t code;
    size_t cue;
    enum whose whose;
    struct span span; /* in the typed bytes of that text */
    int adds;         /* thousandths; on the cue's first span, 0 on others */
};

struct scoring {
    struct arena arena;
    const int *levels;      /* a code each */
    const int *scores;      /* thousandths, a `from` code each */
    const bool *fired;      /* a cue each */
    struct matches matches; /* every span of every cue that fired, in order */
    const struct evidence *evidence; /* code by code */
    size_t evidence_count;
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

/* The same without the index: every cue is tried, one after the other. What
 * score_reply() is held to. Only of a cue that reaches a limit the index is
 * asked, which may know that there is nothing to be found. */
struct scoring *score_plainly(const struct rubric *rubric,
                              const struct dialogue *dialogue,
                              const struct utterance *reply);

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
