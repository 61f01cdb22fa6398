/* Numbered keys: a hash table of numbers over one array; see keyset.h. */
#include "base/keyset.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

struct keyset keyset_new(size_t words)
{
    assert(words > 0);
    return (struct keyset){.words = words};
}

/* The stir of MurmurHash3 over each word. */
static uint64_t hash_key(const uint64_t *key, size_t words)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < words; i++) {
        hash = (hash ^ key[i]) * UINT64_C(0xff51afd7ed558ccd);
        hash ^= hash >> 33;
        hash *= UINT64_C(0xc4ceb9fe1a85ec53);
        hash ^= hash >> 29;
    }
    return hash;
}

const uint64_t *keyset_key(const struct keyset *set, size_t number)
{
    return &set->keys[number * set->words];
}

/* The slot that holds KEY, or the free one where it belongs. */
static uint32_t *find_slot(const struct keyset *set, const uint64_t *key)
{
    size_t mask = set->slot_count - 1;
    size_t i = (size_t)hash_key(key, set->words) & mask;
    while (set->slots[i] != 0 && memcmp(keyset_key(set, set->slots[i] - 1), key,
                                        set->words * sizeof *key) != 0)
        i = (i + 1) & mask;
    return &set->slots[i];
}

static void grow(struct keyset *set)
{
    set->room = set->room > 0 ? set->room * 2 : FIRST_ROOM;
    set->keys =
        memory_resize(set->keys, set->room, set->words * sizeof *set->keys);
    free(set->slots);
    set->slot_count = set->room * 2;
    set->slots = memory_new(set->slot_count, sizeof *set->slots);
    for (size_t i = 0; i < set->count; i++)
        *find_slot(set, keyset_key(set, i)) = (uint32_t)(i + 1);
}

size_t keyset_find(const struct keyset *set, const uint64_t *key)
{
    if (set->count == 0) return KEYSET_NONE;
    uint32_t slot = *find_slot(set, key);
    return slot == 0 ? KEYSET_NONE : slot - 1;
}

size_t keyset_put(struct keyset *set, const uint64_t *key, bool *added)
{
    size_t number = keyset_find(set, key);
    *added = number == KEYSET_NONE;
    if (!*added) return number;
    assert(set->count < UINT32_MAX - 1);
    if (set->count == set->room) grow(set);
    number = set->count++;
    memcpy(&set->keys[number * set->words], key, set->words * sizeof *key);
    *find_slot(set, key) = (uint32_t)(number + 1);
    return number;
}

void keyset_free(struct keyset *set)
{
    free(set->keys);
    free(set->slots);
    *set = (struct keyset){.words = set->words};
}
