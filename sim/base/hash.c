/* SHA-256 and SipHash, by libsodium, whose hashing needs no sodium_init(). */
#include "base/hash.h"

#include <sodium.h>

static void write_hex(const unsigned char *digest, char hex[HASH_HEX])
{
    sodium_bin2hex(hex, HASH_HEX, digest, crypto_hash_sha256_BYTES);
}

void hash_bytes(const void *bytes, size_t length, char hex[HASH_HEX])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, bytes, length);
    write_hex(digest, hex);
}

void hash_quick(const void *bytes, size_t length, char hex[HASH_QUICK_HEX])
{
    static const unsigned char key[crypto_shorthash_siphashx24_KEYBYTES] = {0};
    unsigned char digest[crypto_shorthash_siphashx24_BYTES];
    crypto_shorthash_siphashx24(digest, bytes, length, key);
    sodium_bin2hex(hex, HASH_QUICK_HEX, digest, sizeof digest);
}

void hash_pair(const void *first, size_t first_length, const void *second,
               size_t second_length, char hex[HASH_HEX])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, first, first_length);
    crypto_hash_sha256_update(&state, second, second_length);
    crypto_hash_sha256_final(&state, digest);
    write_hex(digest, hex);
}
