/* Signatures as minisign makes them, verified with libsodium.
 *
 * Only the prehashed kind ("ED") is taken: the file's BLAKE2b-512 is signed
 * with Ed25519, and the trusted comment is signed together with that
 * signature. Read more strictly than minisign reads: what it refuses is never
 * accepted here. Format: minisign's own documentation (Frank Denis).
 */
#ifndef WORLD_SIGNATURE_H
#define WORLD_SIGNATURE_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    SIGNATURE_ID = 8,
    SIGNATURE_KEY = 32,
    SIGNATURE_NAME = 17,
    SIGNATURE_LINE = 57
};

/* A public key. */
struct signature_key {
    unsigned char id[SIGNATURE_ID];
    unsigned char bytes[SIGNATURE_KEY];
};

/* Reads a public key's file as minisign writes it: a comment and a line. */
bool signature_read_key(const char *bytes, size_t length,
                        struct signature_key *key, struct error *error);

/* The id as minisign shows it, sixteen capital hex digits. It names the key and
 * proves nothing: anybody can make another key of the same id. */
void signature_key_name(const struct signature_key *key,
                        char name[SIGNATURE_NAME]);

/* The key itself: the second line of its file, 56 letters. */
void signature_key_line(const struct signature_key *key,
                        char line[SIGNATURE_LINE]);

bool signature_same_key(const struct signature_key *one,
                        const struct signature_key *other);

/* True when SIGNATURE, the bytes of a .minisig file, is KEY's for the LENGTH
 * bytes of FILE. TRUSTED gets the trusted comment, which is verified too. */
bool signature_verify(const struct signature_key *key, const char *file,
                      size_t length, const char *signature,
                      size_t signature_length, struct buffer *trusted,
                      struct error *error);

#endif
