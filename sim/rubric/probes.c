/* Probes and their plays; see probes.h.
 *
 * Most patterns that are tried on a reply fail after a few bytes, and for each
 * of these bytes a play waits for a cell of its table. Begun together, and a
 * byte of each read in turn, they wait for all their cells at once. Begin with
 * probes_put() and probes_play().
 */
#include "rubric/probes.h"

#include "base/memory.h"

#include <stdlib.h>

enum { MOST_PLAYS = 1 << 14 /* at one moment */ };

void probes_clear(struct probes *probes)
{
    probes->count = 0;
    probes->play_count = 0;
}

/* For MORE plays; false when that are too many. */
static bool make_room(struct probes *probes, size_t more)
{
    size_t needed = probes->play_count + more;
    if (needed <= probes->play_room) return true;
    if (needed > MOST_PLAYS) return false;
    probes->play_room = needed * 2;
    probes->plays =
        memory_resize(probes->plays, probes->play_room, sizeof *probes->plays);
    probes->order =
        memory_resize(probes->order, probes->play_room, sizeof *probes->order);
    return true;
}

/* Makes the plays of a probe, from all its onsets. False when that is not for
 * plays to tell. */
static bool set_out(struct probes *probes, struct filter *filter,
                    const struct piece *piece, const struct onsets *onsets)
{
    const char *text = piece->utterance->seen + piece->at.start;
    size_t length = piece->at.end - piece->at.start;
    if (!filter_tells(filter, length)) return false;
    struct span begins = {0, 0};
    while (onsets_next(onsets, begins.end, &begins)) {
        if (!make_room(probes, begins.end - begins.start)) return false;
        probes->play_count += filter_set_out(
            filter, text, length, begins, probes->plays + probes->play_count);
    }
    return true;
}

void probes_put(struct probes *probes, size_t cue, struct filter *filter,
                const struct piece *piece, const struct onsets *onsets)
{
    if (probes->count == probes->room) {
        probes->room = probes->room * 2 + 32;
        probes->list =
            memory_resize(probes->list, probes->room, sizeof *probes->list);
    }
    size_t first = probes->play_count;
    bool told = set_out(probes, filter, piece, onsets);
    if (!told) probes->play_count = first;
    if (told && probes->play_count == first) return;
    size_t count = told ? probes->play_count - first : PROBES_ALONE;
    probes->list[probes->count++] = (struct probe){cue, piece, first, count};
}

static bool is_hopeful(const struct probes *probes, const struct probe *one)
{
    bool hopeful = one->count == PROBES_ALONE;
    for (size_t i = 0; i < one->count && !hopeful; i++)
        hopeful = !probes->plays[one->first + i].failed;
    return hopeful;
}

void probes_play(struct probes *probes)
{
    size_t left = 0;
    matcher_play(probes->plays, probes->play_count, probes->order);
    for (size_t i = 0; i < probes->count; i++) {
        probes->list[left] = probes->list[i];
        left += is_hopeful(probes, &probes->list[left]);
    }
    probes->count = left;
}

const struct matcher_play *probes_plays(const struct probes *probes,
                                        const struct probe *one)
{
    return one->count == PROBES_ALONE ? NULL : probes->plays + one->first;
}

void probes_free(struct probes *probes)
{
    free(probes->list);
    free(probes->plays);
    free(probes->order);
    *probes = (struct probes){0};
}
