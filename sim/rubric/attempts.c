/* Attempts and their plays; see attempts.h.
 *
 * Most patterns that are tried on a reply fail after a few bytes, and for each
 * of these bytes a play waits for a cell of its table. Begun together, and a
 * byte of each read in turn, they wait for all their cells at once. Begin with
 * attempts_put() and attempts_play().
 */
#include "rubric/attempts.h"

#include "base/memory.h"

#include <stdlib.h>

enum { MOST_PLAYS = 1 << 14 /* at one moment */ };

void attempts_clear(struct attempts *attempts)
{
    attempts->count = 0;
    attempts->play_count = 0;
}

/* For MORE plays; false when that are too many. */
static bool make_room(struct attempts *attempts, size_t more)
{
    size_t needed = attempts->play_count + more;
    if (needed <= attempts->play_room) return true;
    if (needed > MOST_PLAYS) return false;
    attempts->play_room = needed * 2;
    attempts->plays = memory_resize(attempts->plays, attempts->play_room,
                                    sizeof *attempts->plays);
    attempts->order = memory_resize(attempts->order, attempts->play_room,
                                    sizeof *attempts->order);
    return true;
}

/* Makes the plays of a try, from all its onsets. False when that is not for
 * plays to tell. */
static bool set_out(struct attempts *attempts, struct filter *filter,
                    const struct piece *piece, const struct onsets *onsets)
{
    const char *text = piece->utterance->seen + piece->at.start;
    size_t length = piece->at.end - piece->at.start;
    if (!filter_tells(filter, length)) return false;
    struct span begins = {0, 0};
    while (onsets_next(onsets, begins.end, &begins)) {
        if (!make_room(attempts, begins.end - begins.start)) return false;
        attempts->play_count +=
            filter_set_out(filter, text, length, begins,
                           attempts->plays + attempts->play_count);
    }
    return true;
}

void attempts_put(struct attempts *attempts, size_t cue, struct filter *filter,
                  const struct piece *piece, const struct onsets *onsets)
{
    if (attempts->count == attempts->room) {
        attempts->room = attempts->room * 2 + 32;
        attempts->list = memory_resize(attempts->list, attempts->room,
                                       sizeof *attempts->list);
    }
    size_t first = attempts->play_count;
    bool told = set_out(attempts, filter, piece, onsets);
    if (!told) attempts->play_count = first;
    if (told && attempts->play_count == first) return;
    size_t count = told ? attempts->play_count - first : ATTEMPTS_ALONE;
    attempts->list[attempts->count++] =
        (struct attempt){cue, piece, first, count};
}

static bool is_hopeful(const struct attempts *attempts,
                       const struct attempt *one)
{
    struct span found;
    bool hopeful = one->count == ATTEMPTS_ALONE;
    if (hopeful) return true;
    for (size_t i = 0; i < one->count; i++)
        hopeful |= matcher_outcome(&attempts->plays[one->first + i], &found) !=
                   MATCHER_NONE;
    return hopeful;
}

void attempts_play(struct attempts *attempts)
{
    size_t left = 0;
    matcher_play(attempts->plays, attempts->play_count, attempts->order);
    for (size_t i = 0; i < attempts->count; i++) {
        attempts->list[left] = attempts->list[i];
        left += is_hopeful(attempts, &attempts->list[left]);
    }
    attempts->count = left;
}

const struct matcher_play *attempts_plays(const struct attempts *attempts,
                                          const struct attempt *one)
{
    return one->count == ATTEMPTS_ALONE ? NULL : attempts->plays + one->first;
}

void attempts_free(struct attempts *attempts)
{
    free(attempts->list);
    free(attempts->plays);
    free(attempts->order);
    *attempts = (struct attempts){0};
}
