/* One named thing that a text may show.
 *
 * A pattern, a list of plain words, a built-in measure of the text within
 * bounds, or other cues that are met together. Binary for a reply, however
 * often it matches. A rubric has cues; so has a scenario, for what only its
 * client listens for.
 */
#ifndef RUBRIC_CUE_H
#define RUBRIC_CUE_H

#include "base/arena.h"
#include "base/bits.h"
#include "rubric/filter.h"
#include "rubric/gauge.h"
#include "rubric/onsets.h"
#include "rubric/part.h"
#include "rubric/pattern.h"
#include "rubric/wordlist.h"

#include <limits.h>

enum cue_kind { CUE_PATTERN, CUE_WORDS, CUE_GAUGE, CUE_TOGETHER };

/* Numbers of things: cues, codes. */
struct numbers {
    const size_t *list;
    size_t count;
};

enum { CUE_NO_LEAST = INT_MIN, CUE_NO_MOST = INT_MAX };

struct cue {
    const char *name;
    const char *why; /* shown behind the words it met; may be NULL */
    enum cue_kind kind;
    enum part in;
    struct pattern *pattern;      /* of CUE_PATTERN; owned */
    const struct wordlist *words; /* of CUE_WORDS: a named list, or `own` */
    struct wordlist own;          /* a list written at the cue itself */
    enum gauge gauge;             /* of CUE_GAUGE */
    int least;                    /* thousandths */
    int most;
    struct numbers all;  /* of CUE_TOGETHER: earlier cues, all met … */
    struct numbers none; /* … and none of these */
    size_t at;           /* where it stands in its file */
};

/* Where a cue was met. */
struct match {
    size_t cue;
    enum whose whose;
    struct span span; /* in the typed bytes of that text */
};

struct matches {
    struct match *list;
    size_t count;
    size_t room;
};

enum cue_outcome { CUE_SILENT, CUE_FIRED, CUE_LIMITED };

/* Whether CUE is one of those ASKED for, a bit for each cue; NULL: all are. */
static inline bool cue_is_asked(const uint64_t *asked, size_t cue)
{
    return asked == NULL || bits_has(asked, cue);
}

/* Tries CUE, which has number INDEX, on the moment and adds every match. */
enum cue_outcome cue_try(const struct cue *cue, size_t index,
                         const struct language *language,
                         const struct dialogue *dialogue,
                         const struct utterance *reply,
                         struct matches *matches);

/* What is known of a piece before a pattern is tried on it. */
struct cue_hint {
    bool once;                 /* no match follows the first one, or matters */
    struct onsets onsets;      /* of matches, within the piece */
    struct pattern_room *room; /* for pattern_find_fast(); NULL: it may not */
    struct filter *filter;     /* asked before the pattern, or NULL */
    const struct matcher_play *plays; /* by `filter`, from all onsets where a
                                         match may begin; or NULL */
    size_t play_count;
};

/* The same on one PIECE, for a cue of CUE_PATTERN or CUE_WORDS. */
enum cue_outcome cue_try_piece(const struct cue *cue, size_t index,
                               const struct cue_hint *hint,
                               const struct piece *piece,
                               struct matches *matches);

/* Of a cue of CUE_GAUGE: up to which value it says of each value (0 or more)
 * the same, gauge_value()'s LEAST. */
int cue_least(const struct cue *cue);

/* What becomes of a cue of CUE_GAUGE that is met by PIECE. */
enum cue_outcome cue_meet(size_t index, const struct piece *piece,
                          struct matches *matches);

/* Whether a cue of CUE_TOGETHER is met, given which earlier cues have FIRED; it
 * then has the matches of the first of its `all`. */
enum cue_outcome cue_join(const struct cue *cue, size_t index,
                          const bool *fired, struct matches *matches);

/* Frees what the cue owns, not the cue itself. */
void cue_release(struct cue *cue);

void cue_matches_free(struct matches *matches);

#endif
