/* Keys of whole numbers, each kept once and numbered in the order it came.
 *
 * All keys of a set have the same number of words. Begin with keyset_new();
 * the owner calls keyset_free().
 */
#ifndef BASE_KEYSET_H
#define BASE_KEYSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEYSET_NONE SIZE_MAX

struct keyset {
    size_t words; /* of a key */
    size_t count;
    size_t room;
    uint64_t *keys;
    uint32_t *slots; /* a key's number and 1; 0 is free */
    size_t slot_count;
};

/* An empty set of keys of WORDS words, at least one. */
struct keyset keyset_new(size_t words);

/* The number of KEY, which is added if it is not there; *ADDED says which. */
size_t keyset_put(struct keyset *set, const uint64_t *key, bool *added);

/* The number of KEY, or KEYSET_NONE. */
size_t keyset_find(const struct keyset *set, const uint64_t *key);

/* The key of this number; good until the next one is put. */
const uint64_t *keyset_key(const struct keyset *set, size_t number);

void keyset_free(struct keyset *set);

#endif
