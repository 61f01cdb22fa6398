/* SHA-256 and SipHash, by libsodium. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>

enum {
    HASH_HEX = 65,      /* 64 lower-case hex digits and a NUL */
    HASH_QUICK_HEX = 33 /* 32 */
};

void hash_bytes(const void *bytes, size_t length, char hex[HASH_HEX]);

/* SipHash-2-4, 128 bits, in an eighth of the time. No two files have the same
 * by chance; but somebody might make two, so only where nothing is lost by
 * taking one for the other. */
void hash_quick(const void *bytes, size_t length, char hex[HASH_QUICK_HEX]);

/* The hash of FIRST's bytes followed by SECOND's. */
void hash_pair(const void *first, size_t first_length, const void *second,
               size_t second_length, char hex[HASH_HEX]);

#endif
