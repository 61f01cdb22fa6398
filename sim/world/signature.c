/* Begin with signature_verify(). */
#include "world/signature.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
    SIGNED = crypto_sign_BYTES,
    DIGEST = 64,
    KEY_PACKET = 2 + SIGNATURE_ID + SIGNATURE_KEY,
    SIGNATURE_PACKET = 2 + SIGNATURE_ID + SIGNED,
    COMMENT_MOST = 8192
};

static const char untrusted_begins[] = "untrusted comment: ";
static const char trusted_begins[] = "trusted comment: ";

/* A line of a file, without its end. */
struct line {
    const char *bytes;
    size_t length;
};

/* What is still to be read. */
struct rest {
    const char *bytes;
    size_t length;
};

/* Lines. */

/* Takes the next line, which must end. */
static bool take_line(struct rest *rest, struct line *line)
{
    const char *end = memchr(rest->bytes, '\n', rest->length);

    if (!end) return false;
    line->bytes = rest->bytes;
    line->length = (size_t)(end - rest->bytes);
    rest->bytes += line->length + 1;
    rest->length -= line->length + 1;
    return true;
}

/* Takes the last line, whose end may be missing. */
static bool take_last(struct rest *rest, struct line *line)
{
    if (!take_line(rest, line)) {
        *line = (struct line){rest->bytes, rest->length};
        rest->length = 0;
    }
    return rest->length == 0;
}

static bool begins(const struct line *line, const char *text)
{
    size_t length = strlen(text);

    return line->length >= length && memcmp(line->bytes, text, length) == 0;
}

/* No control characters but the tabs that minisign puts between the time and
 * the file's name, and not so long that minisign would cut it. */
static bool is_comment(const struct line *line, const char *text)
{
    if (!begins(line, text) || line->length > COMMENT_MOST) return false;
    for (size_t i = 0; i < line->length; i++) {
        unsigned char byte = (unsigned char)line->bytes[i];

        if ((byte < 0x20 && byte != '\t') || byte == 0x7f) return false;
    }
    return true;
}

/* Base64. */

static bool is_digit(char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9') || byte == '+' || byte == '/' ||
           byte == '=';
}

/* Exactly SIZE bytes, in the one way to write them. libsodium 1.0.18 takes
 * bytes from 0x80 for '/', and any last bits: so the digits are looked at
 * first, and what was read is written again and compared. */
static bool decode(const struct line *line, unsigned char *bytes, size_t size)
{
    char again[2 * (KEY_PACKET + SIGNATURE_PACKET)];
    size_t got = 0;

    for (size_t i = 0; i < line->length; i++)
        if (!is_digit(line->bytes[i])) return false;
    if (sodium_base642bin(bytes, size, line->bytes, line->length, NULL, &got,
                          NULL, sodium_base64_VARIANT_ORIGINAL) != 0 ||
        got != size)
        return false;
    sodium_bin2base64(again, sizeof again, bytes, size,
                      sodium_base64_VARIANT_ORIGINAL);
    return strlen(again) == line->length &&
           memcmp(again, line->bytes, line->length) == 0;
}

/* Keys. */

/* minisign writes the key's id into its comment, too, without leading noughts.
 * Where the two differ, a letter was changed on the way. Any other comment says
 * nothing. */
static bool comment_agrees(const struct line *comment,
                           const struct signature_key *key)
{
    static const char names[] = "untrusted comment: minisign public key ";
    size_t before = strlen(names);
    char name[SIGNATURE_NAME];

    if (comment->length <= before || memcmp(comment->bytes, names, before) != 0)
        return true;
    const char *said = comment->bytes + before;
    size_t length = comment->length - before;
    for (size_t i = 0; i < length; i++)
        if (strchr("0123456789ABCDEF", said[i]) == NULL) return true;
    signature_key_name(key, name);
    size_t noughts = strspn(name, "0");
    return length == strlen(name) - noughts &&
           memcmp(said, name + noughts, length) == 0;
}

bool signature_read_key(const char *bytes, size_t length,
                        struct signature_key *key, struct error *error)
{
    unsigned char packet[KEY_PACKET];
    struct rest rest = {bytes, length};
    struct line comment;
    struct line line;

    if (!take_line(&rest, &comment) ||
        !is_comment(&comment, untrusted_begins) || !take_last(&rest, &line) ||
        !decode(&line, packet, sizeof packet) || memcmp(packet, "Ed", 2) != 0)
        return error_set(error, "this is no public key as minisign writes it: "
                                "a line of comment, and one of 56 letters that "
                                "begins with RW");
    memcpy(key->id, packet + 2, SIGNATURE_ID);
    memcpy(key->bytes, packet + 2 + SIGNATURE_ID, SIGNATURE_KEY);
    if (comment_agrees(&comment, key)) return true;
    return error_set(error, "a letter of this key is wrong: its first line "
                            "names another key than its second line holds; "
                            "get it once more from your instructor");
}

void signature_key_name(const struct signature_key *key,
                        char name[SIGNATURE_NAME])
{
    for (size_t i = 0; i < SIGNATURE_ID; i++)
        snprintf(name + 2 * i, 3, "%02X", key->id[SIGNATURE_ID - 1 - i]);
}

void signature_key_line(const struct signature_key *key,
                        char line[SIGNATURE_LINE])
{
    unsigned char packet[KEY_PACKET] = {'E', 'd'};

    memcpy(packet + 2, key->id, SIGNATURE_ID);
    memcpy(packet + 2 + SIGNATURE_ID, key->bytes, SIGNATURE_KEY);
    sodium_bin2base64(line, SIGNATURE_LINE, packet, sizeof packet,
                      sodium_base64_VARIANT_ORIGINAL);
}

bool signature_same_key(const struct signature_key *one,
                        const struct signature_key *other)
{
    return sodium_memcmp(one->id, other->id, SIGNATURE_ID) == 0 &&
           sodium_memcmp(one->bytes, other->bytes, SIGNATURE_KEY) == 0;
}

/* Signatures. */

/* A .minisig file, read and not yet verified. */
struct signature {
    unsigned char packet[SIGNATURE_PACKET];
    struct line trusted; /* the comment without its beginning */
    unsigned char global[SIGNED];
};

static bool read_signature(struct rest rest, struct signature *signature)
{
    struct line comment;
    struct line packet;
    struct line global;
    size_t begin = strlen(trusted_begins);

    if (!take_line(&rest, &comment) ||
        !is_comment(&comment, untrusted_begins) || !take_line(&rest, &packet) ||
        !take_line(&rest, &signature->trusted) ||
        !is_comment(&signature->trusted, trusted_begins) ||
        !take_last(&rest, &global))
        return false;
    signature->trusted.bytes += begin;
    signature->trusted.length -= begin;
    return decode(&packet, signature->packet, sizeof signature->packet) &&
           decode(&global, signature->global, sizeof signature->global);
}

static bool signs_file(const struct signature_key *key,
                       const struct signature *signature, const char *file,
                       size_t length)
{
    unsigned char digest[DIGEST];

    crypto_generichash(digest, sizeof digest, (const unsigned char *)file,
                       length, NULL, 0);
    return crypto_sign_verify_detached(signature->packet + 2 + SIGNATURE_ID,
                                       digest, sizeof digest, key->bytes) == 0;
}

static bool signs_comment(const struct signature_key *key,
                          const struct signature *signature)
{
    struct buffer both = {0};
    bool good;

    buffer_add(&both, (const char *)signature->packet + 2 + SIGNATURE_ID,
               SIGNED);
    buffer_add(&both, signature->trusted.bytes, signature->trusted.length);
    good = crypto_sign_verify_detached(signature->global,
                                       (const unsigned char *)both.bytes,
                                       both.length, key->bytes) == 0;
    buffer_free(&both);
    return good;
}

bool signature_verify(const struct signature_key *key, const char *file,
                      size_t length, const char *signature,
                      size_t signature_length, struct buffer *trusted,
                      struct error *error)
{
    struct signature read;
    struct rest rest = {signature, signature_length};

    if (sodium_init() < 0)
        return error_set(error, "libsodium cannot be used here");
    if (!read_signature(rest, &read))
        return error_set(error, "the signature is none as minisign writes it");
    if (memcmp(read.packet, "ED", 2) != 0)
        return error_set(error, "the signature is of the old kind, which is "
                                "not taken; sign again with minisign -S -H");
    if (sodium_memcmp(read.packet + 2, key->id, SIGNATURE_ID) != 0)
        return error_set(error, "the signature was made with another key than "
                                "the one that is trusted");
    if (!signs_file(key, &read, file, length))
        return error_set(error, "the signature does not fit: these are not "
                                "the bytes that were signed");
    if (!signs_comment(key, &read))
        return error_set(error, "the signature's trusted comment is not the "
                                "one that was signed");
    buffer_add(trusted, read.trusted.bytes, read.trusted.length);
    return true;
}
