/* A list of phrases, chained in buckets; see phrases.h.
 *
 * What is newest heads its bucket. So to forget the newest is to take it from
 * the end of the list and from the head of its bucket, and nothing has to be
 * looked for.
 */
#include "rubric/phrases.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Most keys that are looked for are not there: their bucket is to be empty. */
enum {
    FIRST_ROOM = 64,
    SPARSE = 4, /* buckets for a phrase */
    MANY = 32   /* buckets are emptied at once when one in so many has one */
};

static uint32_t *bucket_of(const struct phrases *phrases, uint32_t key)
{
    return &phrases->newest[key & (phrases->buckets - 1)];
}

/* Makes room for COUNT more. */
static void reserve(struct phrases *phrases, size_t count)
{
    size_t room = phrases->room == 0 ? FIRST_ROOM : phrases->room;
    while (phrases->count + count > room)
        room *= 2;
    if (room == phrases->room) return;
    phrases->room = room;
    phrases->buckets = room * SPARSE;
    phrases->list = memory_resize(phrases->list, room, sizeof *phrases->list);
    free(phrases->newest);
    phrases->newest = memory_new(phrases->buckets, sizeof *phrases->newest);
    for (size_t i = 0; i < phrases->count; i++) {
        struct mention *mention = &phrases->list[i];
        uint32_t *bucket = bucket_of(phrases, mention->key);
        mention->older = *bucket;
        *bucket = (uint32_t)i + 1;
    }
}

/* Where there is room. What does not count is written where the next one will
 * be. */
static inline void put(struct phrases *phrases, uint32_t *bucket, uint32_t key,
                       uint32_t turn, uint32_t word, bool counts)
{
    uint32_t older = *bucket;
    phrases->list[phrases->count] = (struct mention){
        .key = key, .older = older, .turn = turn, .word = word};
    phrases->count += counts;
    *bucket = counts ? (uint32_t)phrases->count : older;
}

void phrases_put(struct phrases *phrases, uint32_t key, uint32_t turn,
                 uint32_t word, bool counts)
{
    reserve(phrases, 1);
    put(phrases, bucket_of(phrases, key), key, turn, word, counts);
}

void phrases_put_all(struct phrases *phrases, const uint32_t *keys,
                     size_t count, uint32_t turn)
{
    reserve(phrases, count);
    for (size_t i = 0; i < count; i++)
        put(phrases, bucket_of(phrases, keys[i]), keys[i], turn, (uint32_t)i,
            true);
}

/* A phrase of KEY and TURN is in BUCKET: it would be among the newest. */
static bool has_of_turn(const struct phrases *phrases, const uint32_t *bucket,
                        uint32_t key, uint32_t turn)
{
    for (uint32_t at = *bucket; at > 0; at = phrases->list[at - 1].older) {
        const struct mention *mention = &phrases->list[at - 1];
        if (mention->turn != turn) return false;
        if (mention->key == key) return true;
    }
    return false;
}

void phrases_put_once(struct phrases *phrases, const uint32_t *keys,
                      size_t count, uint32_t turn)
{
    reserve(phrases, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t *bucket = bucket_of(phrases, keys[i]);
        if (!has_of_turn(phrases, bucket, keys[i], turn))
            put(phrases, bucket, keys[i], turn, (uint32_t)i, true);
    }
}

/* The first of KEY in the chain that begins with AT. */
static const struct mention *first_of(const struct phrases *phrases,
                                      uint32_t key, uint32_t at)
{
    for (; at > 0; at = phrases->list[at - 1].older)
        if (phrases->list[at - 1].key == key) return &phrases->list[at - 1];
    return NULL;
}

const struct mention *phrases_newest(const struct phrases *phrases,
                                     uint32_t key)
{
    if (phrases->count == 0) return NULL;
    return first_of(phrases, key, *bucket_of(phrases, key));
}

const struct mention *phrases_older(const struct phrases *phrases,
                                    const struct mention *mention)
{
    return first_of(phrases, mention->key, mention->older);
}

size_t phrases_find(const struct phrases *phrases, const uint32_t *keys,
                    size_t count, size_t from)
{
    if (phrases->count == 0) return count;
    for (size_t i = from; i < count; i++)
        if (first_of(phrases, keys[i], *bucket_of(phrases, keys[i])) != NULL)
            return i;
    return count;
}

void phrases_return(struct phrases *phrases, size_t turn)
{
    if (turn == 0 && phrases->count > phrases->buckets / MANY) {
        memset(phrases->newest, 0, phrases->buckets * sizeof *phrases->newest);
        phrases->count = 0;
    }
    while (phrases->count > 0) {
        const struct mention *last = &phrases->list[phrases->count - 1];
        if (last->turn < turn) break;
        *bucket_of(phrases, last->key) = last->older;
        phrases->count--;
    }
}

void phrases_free(struct phrases *phrases)
{
    free(phrases->list);
    free(phrases->newest);
    *phrases = (struct phrases){0};
}
