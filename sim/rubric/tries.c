/* Tries and their plays; see tries.h.
 *
 * Most patterns that are tried on a reply fail after a few bytes, and for each
 * of these bytes a play waits for a cell of its table. Begun together, and a
 * byte of each read in turn, they wait for all their cells at once. Begin with
 * tries_put() and tries_play().
 */
#include "rubric/tries.h"

#include "base/memory.h"

#include <stdlib.h>

enum { MOST_PLAYS = 1 << 14 /* at one moment */ };

void tries_clear(struct tries *tries)
{
    tries->count = 0;
    tries->play_count = 0;
}

/* For MORE plays; false when that are too many. */
static bool make_room(struct tries *tries, size_t more)
{
    size_t needed = tries->play_count + more;
    if (needed <= tries->play_room) return true;
    if (needed > MOST_PLAYS) return false;
    tries->play_room = needed * 2;
    tries->plays =
        memory_resize(tries->plays, tries->play_room, sizeof *tries->plays);
    tries->order =
        memory_resize(tries->order, tries->play_room, sizeof *tries->order);
    return true;
}

/* Makes the plays of a try, from all its onsets. False when that is not for
 * plays to tell. */
static bool set_out(struct tries *tries, struct filter *filter,
                    const struct piece *piece, const struct onsets *onsets)
{
    const char *text = piece->utterance->seen + piece->at.start;
    size_t length = piece->at.end - piece->at.start;
    if (!filter_tells(filter, length)) return false;
    struct span begins = {0, 0};
    while (onsets_next(onsets, begins.end, &begins)) {
        if (!make_room(tries, begins.end - begins.start)) return false;
        tries->play_count += filter_set_out(filter, text, length, begins,
                                            tries->plays + tries->play_count);
    }
    return true;
}

void tries_put(struct tries *tries, size_t cue, struct filter *filter,
               const struct piece *piece, const struct onsets *onsets)
{
    if (tries->count == tries->room) {
        tries->room = tries->room * 2 + 32;
        tries->list =
            memory_resize(tries->list, tries->room, sizeof *tries->list);
    }
    size_t first = tries->play_count;
    bool told = set_out(tries, filter, piece, onsets);
    if (!told) tries->play_count = first;
    if (told && tries->play_count == first) return;
    size_t count = told ? tries->play_count - first : TRIES_ALONE;
    tries->list[tries->count++] = (struct try){cue, piece, first, count};
}

static bool is_hopeful(const struct tries *tries, const struct try *one)
{
    struct span found;
    bool hopeful = one->count == TRIES_ALONE;
    if (hopeful) return true;
    for (size_t i = 0; i < one->count; i++)
        hopeful |= matcher_outcome(&tries->plays[one->first + i], &found) !=
                   MATCHER_NONE;
    return hopeful;
}

void tries_play(struct tries *tries)
{
    size_t left = 0;
    matcher_play(tries->plays, tries->play_count, tries->order);
    for (size_t i = 0; i < tries->count; i++) {
        tries->list[left] = tries->list[i];
        left += is_hopeful(tries, &tries->list[left]);
    }
    tries->count = left;
}

const struct matcher_play *tries_plays(const struct tries *tries,
                                       const struct try *one)
{
    return one->count == TRIES_ALONE ? NULL : tries->plays + one->first;
}

void tries_free(struct tries *tries)
{
    free(tries->list);
    free(tries->plays);
    free(tries->order);
    *tries = (struct tries){0};
}
