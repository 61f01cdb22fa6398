/* Eight bytes, looked at all at once.
 *
 * They lie side by side in one number, the first one lowest.
 */
#ifndef BASE_EIGHT_H
#define BASE_EIGHT_H

#include <stddef.h>
#include <stdint.h>

enum { EIGHT = 8 };

/* In the order in which they lie, whatever the order of a machine's own: both
 * compilers that this is built with make one instruction of it. GCC does so
 * only after it has weighed what to put in line, and would call this for its
 * length: hence the attribute. */
__attribute__((always_inline)) static inline uint64_t
eight_load(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 |
           (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 |
           (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

/* The first COUNT of them, 1 to 8; the others become 0. */
static inline uint64_t eight_first(uint64_t eight, size_t count)
{
    return eight & UINT64_MAX >> (64 - 8 * count);
}

/* Which of them are marked, by their highest bit and no other, as eight bits:
 * each byte times a power of two comes to its own place among the highest. */
static inline uint64_t eight_bits(uint64_t marked)
{
    return (marked >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

#endif
