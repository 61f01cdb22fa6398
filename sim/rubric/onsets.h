/* Where in a text a match may begin.
 *
 * A text is cut into at most 64 steps of one length, so that places in it are
 * bits, which cost next to nothing to keep and to put together. Where a literal
 * begins that a pattern cannot match without, its match begins too, or not far
 * before. Mostly there is one such literal: so the first and the last of these
 * bytes are kept besides (`within`).
 */
#ifndef RUBRIC_ONSETS_H
#define RUBRIC_ONSETS_H

#include "base/bits.h"
#include "base/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ONSETS_STEPS = 64,
    ONSETS_WHOLE = 63 /* doublings: there is one step */
};

struct onsets {
    struct span within; /* no match begins elsewhere … */
    uint64_t steps;     /* … nor in another step … */
    unsigned doublings; /* … of so many bytes: one, doubled so often */
    size_t origin;      /* where the piece begins that is looked at */
};

/* How often one byte is doubled to a step of a text of LENGTH bytes. */
unsigned onsets_doublings(size_t length);

/* The bytes at which a match may begin that has a literal which begins AT a
 * byte, NEAREST to FARTHEST bytes behind where it begins itself; empty where
 * there is none. */
static inline struct span onsets_before(size_t at, size_t nearest,
                                        size_t farthest)
{
    size_t start = at > farthest ? at - farthest : 0;
    bool any = nearest <= at;
    return (struct span){any ? start : 0, any ? at - nearest + 1 : 0};
}

/* The steps that BYTES are in. Of another text than the one whose steps they
 * are it says nothing. */
static inline uint64_t onsets_steps(struct span bytes, unsigned doublings)
{
    if (bytes.end == 0) return 0;
    size_t last = bytes.end - 1;
    return (UINT64_C(2) << (last >> doublings) % ONSETS_STEPS) -
           (UINT64_C(1) << (bytes.start >> doublings) % ONSETS_STEPS);
}

/* The next stretch, not before FROM, in which a match may begin; false when
 * there is none. Both are counted from `origin`. */
static inline bool onsets_next(const struct onsets *onsets, size_t from,
                               struct span *stretch)
{
    struct span within = onsets->within;
    size_t at = onsets->origin + from;
    if (at < within.start) at = within.start;
    if (at >= within.end) return false;
    size_t first = at >> onsets->doublings;
    if (first >= ONSETS_STEPS) return false;
    uint64_t left = onsets->steps >> first << first;
    if (left == 0) return false;
    size_t begin = bits_lowest(left);
    uint64_t others = ~left >> begin << begin;
    size_t start = begin << onsets->doublings;
    if (start < at) start = at;
    size_t end = within.end;
    if (others > 0 && bits_lowest(others) << onsets->doublings < end)
        end = bits_lowest(others) << onsets->doublings;
    *stretch = (struct span){start - onsets->origin, end - onsets->origin};
    return start < end;
}

#endif
