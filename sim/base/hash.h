/* SHA-256, by libsodium. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>

enum { HASH_HEX = 65 }; /* 64 lower-case hex digits and a NUL */

void hash_bytes(const void *bytes, size_t length, char hex[HASH_HEX]);

/* The hash of FIRST's bytes followed by SECOND's. */
void hash_pair(const void *first, size_t first_length, const void *second,
               size_t second_length, char hex[HASH_HEX]);

#endif
