/* A hash table with open addresses.
 *
 * Keys come from files that may be hostile. Steps are taken from the upper
 * half of the hash and places from the lower, so keys crowd together only when
 * all 64 bits agree, and a file within the limits has no room for enough of
 * those to matter.
 */
#include "base/table.h"

#include "base/memory.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 16 };

struct table_slot {
    const char *key; /* NULL: free */
    size_t length;
    uint64_t hash;
    int value;
};

/* FNV-1a, then a last stir (that of MurmurHash3), because FNV-1a's low bits
 * know little of its high ones. */
static const uint64_t hash_start = UINT64_C(0xcbf29ce484222325);

static uint64_t hash_byte(uint64_t hash, char byte)
{
    return (hash ^ (unsigned char)byte) * UINT64_C(0x100000001b3);
}

static uint64_t stir(uint64_t hash)
{
    hash ^= hash >> 33;
    hash *= UINT64_C(0xff51afd7ed558ccd);
    return hash ^ hash >> 33;
}

uint64_t table_hash(const char *key, size_t length)
{
    uint64_t hash = hash_start;
    for (size_t i = 0; i < length; i++)
        hash = hash_byte(hash, key[i]);
    return stir(hash);
}

static bool holds(const struct table_slot *slot, const char *key, size_t length,
                  uint64_t hash)
{
    return slot->hash == hash && slot->length == length &&
           memcmp(slot->key, key, length) == 0;
}

/* The slot that holds KEY or, if none does, the free one where it belongs.
 * An odd step visits every slot of a power of two. */
static struct table_slot *find(const struct table *table, const char *key,
                               size_t length, uint64_t hash)
{
    size_t mask = table->room - 1;
    size_t step = (size_t)(hash >> 32) | 1;
    size_t i = (size_t)hash & mask;
    while (table->slots[i].key && !holds(&table->slots[i], key, length, hash))
        i = (i + step) & mask;
    return &table->slots[i];
}

static void grow(struct table *table)
{
    struct table larger = {.room = table->room ? table->room * 2 : FIRST_ROOM,
                           .count = table->count};
    larger.slots = memory_new(larger.room, sizeof *larger.slots);
    for (size_t i = 0; i < table->room; i++) {
        const struct table_slot *slot = &table->slots[i];
        if (!slot->key) continue;
        *find(&larger, slot->key, slot->length, slot->hash) = *slot;
    }
    free(table->slots);
    *table = larger;
}

bool table_put(struct table *table, const char *key, size_t length, int value)
{
    assert(key && value >= 0);
    if (table->count + 1 > table->room / 2) grow(table);
    uint64_t hash = table_hash(key, length);
    struct table_slot *slot = find(table, key, length, hash);
    if (slot->key) return false;
    *slot = (struct table_slot){
        .key = key, .length = length, .hash = hash, .value = value};
    table->count++;
    return true;
}

int table_get(const struct table *table, const char *key, size_t length)
{
    if (table->count == 0) return -1;
    const struct table_slot *slot =
        find(table, key, length, table_hash(key, length));
    return slot->key ? slot->value : -1;
}

bool table_has_beginning(const struct table *table, const char *key,
                         size_t least, size_t most)
{
    uint64_t hash = hash_start;
    if (table->count == 0) return false;
    for (size_t i = 1; i <= most; i++) {
        hash = hash_byte(hash, key[i - 1]);
        if (i >= least && find(table, key, i, stir(hash))->key) return true;
    }
    return false;
}

void table_free(struct table *table)
{
    free(table->slots);
    *table = (struct table){0};
}
