/* Eight bytes of ASCII, looked at all at once.
 *
 * They lie side by side in one number, the first one lowest. Each byte must be
 * below 0x80, and then what is added to one never reaches the next.
 */
#ifndef BASE_EIGHT_H
#define BASE_EIGHT_H

#include <stddef.h>
#include <stdint.h>

enum { EIGHT = 8 };

/* The same byte eight times. */
static inline uint64_t eight_of(unsigned char byte)
{
    return byte * UINT64_C(0x0101010101010101);
}

/* In the order in which they lie, whatever the order of a machine's own: both
 * compilers that this is built with make one instruction of it. */
static inline uint64_t eight_load(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 |
           (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 |
           (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

static inline void eight_store(uint64_t eight, char *bytes)
{
    bytes[0] = (char)(eight & 0xff);
    bytes[1] = (char)(eight >> 8 & 0xff);
    bytes[2] = (char)(eight >> 16 & 0xff);
    bytes[3] = (char)(eight >> 24 & 0xff);
    bytes[4] = (char)(eight >> 32 & 0xff);
    bytes[5] = (char)(eight >> 40 & 0xff);
    bytes[6] = (char)(eight >> 48 & 0xff);
    bytes[7] = (char)(eight >> 56 & 0xff);
}

/* The first COUNT of them, 1 to 8; the others become 0. */
static inline uint64_t eight_first(uint64_t eight, size_t count)
{
    return eight & UINT64_MAX >> (64 - 8 * count);
}

/* Those from FIRST to LAST, marked by their highest bit. */
static inline uint64_t eight_within(uint64_t eight, unsigned char first,
                                    unsigned char last)
{
    uint64_t reach = eight + eight_of((unsigned char)(0x80 - first));
    uint64_t exceed = eight + eight_of((unsigned char)(0x7f - last));
    return reach & ~exceed & eight_of(0x80);
}

/* Those that are BYTE, marked so. */
static inline uint64_t eight_equal(uint64_t eight, unsigned char byte)
{
    return ~((eight ^ eight_of(byte)) + eight_of(0x7f)) & eight_of(0x80);
}

/* What was marked, as eight bits: each byte times a power of two comes to its
 * own place among the highest. */
static inline uint64_t eight_bits(uint64_t marked)
{
    return (marked >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

#endif
