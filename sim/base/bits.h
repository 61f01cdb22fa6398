/* Sets of up to 64 things, a bit for each. */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include <stddef.h>
#include <stdint.h>

/* The number of the lowest bit of BITS, which has one. Both compilers that this
 * is built with make one instruction of it. */
static inline size_t bits_lowest(uint64_t bits)
{
    return (size_t)__builtin_ctzll(bits);
}

#endif
