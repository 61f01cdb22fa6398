/* Chance for tests, the same each time: set `seed` first. Include it after
 * fixture.h.
 */
#ifndef TESTS_CHANCE_H
#define TESTS_CHANCE_H

#include <stddef.h>
#include <stdint.h>

static uint64_t seed;

static inline size_t below(size_t limit)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(seed >> 33) % limit;
}

#define PICK(list) ((list)[below(COUNT(list))])

#endif
