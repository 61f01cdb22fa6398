/* Signatures: what is signed is taken, whatever is changed in it is not, and
 * nothing is taken that the program minisign refuses.
 *
 * Keys and signatures are made here with libsodium, in minisign's form.
 */
#include "world/signature.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sodium.h>

#include "world/files.h"

static const char manifest[] = "{\"type\": \"rapport\", \"version\": 7}\n";

/* A key, and a signature of MANIFEST by it, as files. */
struct made {
    unsigned char public[crypto_sign_PUBLICKEYBYTES];
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    struct buffer key;
    struct buffer signature;
};

static void add_packet(struct buffer *file, const char *kind,
                       const unsigned char *bytes, size_t length)
{
    unsigned char packet[128];
    char text[256];

    memcpy(packet, kind, 2);
    memcpy(packet + 2, "\1\2\3\4\5\6\7\xf8", 8);
    memcpy(packet + 10, bytes, length);
    sodium_bin2base64(text, sizeof text, packet, length + 10,
                      sodium_base64_VARIANT_ORIGINAL);
    buffer_format(file, "%s\n", text);
}

static void sign(struct made *made, const char *kind, const char *trusted)
{
    unsigned char digest[64];
    unsigned char global[crypto_sign_BYTES];
    unsigned char both[crypto_sign_BYTES + 256];
    unsigned char signature[crypto_sign_BYTES];
    char text[256];

    crypto_generichash(digest, sizeof digest, (const unsigned char *)manifest,
                       strlen(manifest), NULL, 0);
    crypto_sign_detached(signature, NULL, digest, sizeof digest, made->secret);
    memcpy(both, signature, sizeof signature);
    memcpy(both + sizeof signature, trusted, strlen(trusted));
    crypto_sign_detached(global, NULL, both, sizeof signature + strlen(trusted),
                         made->secret);
    buffer_clear(&made->signature);
    buffer_add_text(&made->signature, "untrusted comment: signature\n");
    add_packet(&made->signature, kind, signature, sizeof signature);
    sodium_bin2base64(text, sizeof text, global, sizeof global,
                      sodium_base64_VARIANT_ORIGINAL);
    buffer_format(&made->signature, "trusted comment: %s\n%s\n", trusted, text);
}

static int set_up(void **state)
{
    struct made *made = calloc(1, sizeof *made);

    assert_true(sodium_init() >= 0);
    crypto_sign_keypair(made->public, made->secret);
    buffer_add_text(&made->key, "untrusted comment: a key\n");
    add_packet(&made->key, "Ed", made->public, sizeof made->public);
    sign(made, "ED", "course:week");
    *state = made;
    return 0;
}

static int tear_down(void **state)
{
    struct made *made = *state;

    buffer_free(&made->key);
    buffer_free(&made->signature);
    free(made);
    return 0;
}

/* Whether all three, read anew, fit together. */
static bool fits(const struct buffer *key, const struct buffer *signature,
                 const char *file, size_t length)
{
    struct signature_key read;
    struct buffer trusted = {0};
    struct error error = {0};
    bool good =
        signature_read_key(buffer_text(key), key->length, &read, &error) &&
        signature_verify(&read, file, length, buffer_text(signature),
                         signature->length, &trusted, &error);

    if (good)
        assert_string_equal(buffer_text(&trusted), "course:week");
    else
        assert_true(strlen(error.text) > 0);
    buffer_free(&trusted);
    return good;
}

static void takes_what_was_signed(void **state)
{
    struct made *made = *state;
    struct signature_key key;
    struct error error;
    char name[SIGNATURE_NAME];

    assert_true(fits(&made->key, &made->signature, manifest, strlen(manifest)));
    assert_true(signature_read_key(buffer_text(&made->key), made->key.length,
                                   &key, &error));
    signature_key_name(&key, name);
    assert_string_equal(name, "F807060504030201");
    char line[SIGNATURE_LINE];
    signature_key_line(&key, line);
    const char *second = strchr(buffer_text(&made->key), '\n') + 1;
    assert_int_equal(strlen(line), SIGNATURE_LINE - 1);
    assert_memory_equal(line, second, SIGNATURE_LINE - 1);
    assert_true(signature_same_key(&key, &key));
}

static bool reads(struct made *made, const char *comment)
{
    struct buffer file = {0};
    struct signature_key key;
    struct error error;

    buffer_format(&file, "untrusted comment: %s%s", comment,
                  strchr(buffer_text(&made->key), '\n'));
    bool read = signature_read_key(file.bytes, file.length, &key, &error);
    buffer_free(&file);
    return read;
}

static void holds_a_key_to_the_id_in_its_comment(void **state)
{
    struct made *made = *state;

    assert_true(reads(made, "minisign public key F807060504030201"));
    assert_false(reads(made, "minisign public key F807060504030202"));
    assert_false(reads(made, "minisign public key 807060504030201"));
    assert_true(reads(made, "minisign public key mine"));
    assert_true(reads(made, "the course's key"));
    assert_true(reads(made, "minisign public key of Dr. Albrecht's course"));
}

/* What minisign itself writes when it is not told what to write. */
static void takes_the_usual_trusted_comment(void **state)
{
    static const char usual[] = "timestamp:1763979690\tfile:m\thashed";
    struct made *made = *state;
    struct signature_key key;
    struct buffer trusted = {0};
    struct error error;

    sign(made, "ED", usual);
    assert_true(signature_read_key(buffer_text(&made->key), made->key.length,
                                   &key, &error));
    assert_true(signature_verify(&key, manifest, strlen(manifest),
                                 buffer_text(&made->signature),
                                 made->signature.length, &trusted, &error));
    assert_string_equal(buffer_text(&trusted), usual);
    buffer_free(&trusted);
}

static void refuses_the_old_kind_and_other_keys(void **state)
{
    struct made *made = *state;
    struct made other = {0};

    sign(made, "Ed", "course:week");
    assert_false(
        fits(&made->key, &made->signature, manifest, strlen(manifest)));
    crypto_sign_keypair(other.public, other.secret);
    sign(&other, "ED", "course:week");
    assert_false(
        fits(&made->key, &other.signature, manifest, strlen(manifest)));
    buffer_free(&other.signature);
}

/* Every change of one byte and every truncation, but in untrusted comments. */
static size_t refuses_changes(const struct made *made, struct buffer *changed,
                              size_t from)
{
    size_t taken = 0;

    for (size_t i = from; i < changed->length; i++) {
        char was = changed->bytes[i];

        for (int byte = 0; byte < 256; byte++) {
            changed->bytes[i] = (char)byte;
            if ((char)byte != was)
                taken += fits(&made->key, &made->signature, manifest,
                              strlen(manifest));
        }
        changed->bytes[i] = was;
    }
    return taken;
}

static void refuses_every_change_of_a_byte(void **state)
{
    struct made *made = *state;
    size_t comment = strcspn(made->signature.bytes, "\n");

    assert_int_equal(refuses_changes(made, &made->signature, comment), 0);
    comment = strcspn(made->key.bytes, "\n");
    assert_int_equal(refuses_changes(made, &made->key, comment), 0);
}

static void refuses_every_change_of_the_file(void **state)
{
    struct made *made = *state;
    char file[sizeof manifest];

    for (size_t i = 0; i < strlen(manifest); i++)
        for (int bit = 0; bit < 8; bit++) {
            memcpy(file, manifest, sizeof manifest);
            file[i] = (char)(file[i] ^ (1 << bit));
            assert_false(
                fits(&made->key, &made->signature, file, strlen(manifest)));
        }
    for (size_t length = 0; length < strlen(manifest); length++)
        assert_false(fits(&made->key, &made->signature, manifest, length));
}

/* All but the end of the last line, which minisign may miss as well. */
static void refuses_every_truncation(void **state)
{
    struct made *made = *state;
    size_t whole = made->signature.length;

    for (size_t length = 0; length + 1 < whole; length++) {
        made->signature.length = length;
        assert_false(
            fits(&made->key, &made->signature, manifest, strlen(manifest)));
    }
    made->signature.length = whole;
    buffer_add_text(&made->signature, "\n");
    assert_false(
        fits(&made->key, &made->signature, manifest, strlen(manifest)));
}

/* ---- Side by side with the program ---- */

static const char *const names[] = {"m", "m.minisig", "k.pub"};

static bool program_takes(const char *folder)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        if (chdir(folder) != 0) _exit(9);
        if (!freopen("/dev/null", "w", stdout) ||
            !freopen("/dev/null", "w", stderr))
            _exit(9);
        execlp("minisign", "minisign", "-V", "-H", "-q", "-m", names[0], "-x",
               names[1], "-p", names[2], (char *)NULL);
        _exit(9);
    }
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 9);
    return WEXITSTATUS(status) == 0;
}

static void put(const char *folder, const char *name, const char *bytes,
                size_t length)
{
    char path[256];
    struct error error;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_true(files_write(path, bytes, length, &error));
}

static void never_takes_what_minisign_refuses(void **state)
{
    static const char insertions[] = "\n\r \t=A/+\x80#";
    struct made *made = *state;
    char folder[] = "/tmp/signature.XXXXXX";
    struct error error;
    size_t deleted;

    assert_non_null(mkdtemp(folder));
    put(folder, names[0], manifest, strlen(manifest));
    put(folder, names[2], made->key.bytes, made->key.length);
    put(folder, names[1], made->signature.bytes, made->signature.length);
    assert_true(program_takes(folder));
    for (size_t i = 0; i < made->signature.length; i += 3) {
        struct buffer changed = {0};

        buffer_add(&changed, made->signature.bytes, i);
        buffer_add(&changed, &insertions[i % (sizeof insertions - 1)], 1);
        buffer_add_text(&changed, made->signature.bytes + i);
        put(folder, names[1], changed.bytes, changed.length);
        if (fits(&made->key, &changed, manifest, strlen(manifest)))
            assert_true(program_takes(folder));
        buffer_free(&changed);
    }
    assert_true(files_delete_tree(folder, &deleted, &error));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(takes_what_was_signed),
        TEST(holds_a_key_to_the_id_in_its_comment),
        TEST(takes_the_usual_trusted_comment),
        TEST(refuses_the_old_kind_and_other_keys),
        TEST(refuses_every_change_of_a_byte),
        TEST(refuses_every_change_of_the_file),
        TEST(refuses_every_truncation),
        TEST(never_takes_what_minisign_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
