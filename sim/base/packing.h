/* Small whole numbers, packed into words.
 *
 * {0} is a packing without fields. Fields are added first; then keys of
 * `words` words hold a number for each of them. The owner calls
 * packing_free().
 */
#ifndef BASE_PACKING_H
#define BASE_PACKING_H

#include <stddef.h>
#include <stdint.h>

struct packing_field {
    size_t word;
    unsigned shift;
    unsigned bits;
};

struct packing {
    struct packing_field *fields;
    size_t count;
    size_t words;
    unsigned used; /* bits of the last word */
};

/* Adds a field for numbers from 0 to MOST and returns which it is. */
size_t packing_add(struct packing *packing, uint32_t most);

/* Puts VALUE into KEY, in which the field is still 0. */
void packing_put(const struct packing *packing, uint64_t *key, size_t field,
                 uint32_t value);
uint32_t packing_get(const struct packing *packing, const uint64_t *key,
                     size_t field);

void packing_free(struct packing *packing);

#endif
