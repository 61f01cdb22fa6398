/* Fields of bits, none of which lies across two words; see packing.h. */
#include "base/packing.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>

enum { WORD_BITS = 64 };

static unsigned bits_for(uint32_t most)
{
    unsigned bits = 1;
    while (bits < 32 && most >> bits != 0)
        bits++;
    return bits;
}

size_t packing_add(struct packing *packing, uint32_t most)
{
    unsigned bits = bits_for(most);
    if (packing->words == 0 || packing->used + bits > WORD_BITS) {
        packing->words++;
        packing->used = 0;
    }
    packing->fields = memory_resize(packing->fields, packing->count + 1,
                                    sizeof *packing->fields);
    packing->fields[packing->count] =
        (struct packing_field){packing->words - 1, packing->used, bits};
    packing->used += bits;
    return packing->count++;
}

void packing_put(const struct packing *packing, uint64_t *key, size_t field,
                 uint32_t value)
{
    const struct packing_field *at = &packing->fields[field];
    assert(at->bits == 32 || value >> at->bits == 0);
    key[at->word] |= (uint64_t)value << at->shift;
}

uint32_t packing_get(const struct packing *packing, const uint64_t *key,
                     size_t field)
{
    const struct packing_field *at = &packing->fields[field];
    uint64_t mask = (UINT64_C(1) << at->bits) - 1;
    return (uint32_t)(key[at->word] >> at->shift & mask);
}

void packing_free(struct packing *packing)
{
    free(packing->fields);
    *packing = (struct packing){0};
}
