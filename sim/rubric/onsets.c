/* Where matches may begin; see onsets.h. Begin with onsets_next(). */
#include "rubric/onsets.h"

#include "base/bits.h"

unsigned onsets_doublings(size_t length)
{
    unsigned doublings = 0;
    while (length >> doublings >= ONSETS_STEPS)
        doublings++;
    return doublings;
}

bool onsets_next(const struct onsets *onsets, size_t from, struct span *stretch)
{
    struct span within = onsets->within;
    size_t at = within.start + from;
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
    *stretch = (struct span){start - within.start, end - within.start};
    return start < end;
}
