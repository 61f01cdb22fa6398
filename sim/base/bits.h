/* Sets of up to 64 things, a bit for each, and larger ones in rows of these. */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The number of the lowest bit of BITS, which has one. Both compilers that this
 * is built with make one instruction of it. */
static inline size_t bits_lowest(uint64_t bits)
{
    return (size_t)__builtin_ctzll(bits);
}

static inline void bits_put(uint64_t *row, size_t number)
{
    row[number / 64] |= UINT64_C(1) << number % 64;
}

static inline bool bits_has(const uint64_t *row, size_t number)
{
    return row[number / 64] >> number % 64 & 1;
}

#endif
