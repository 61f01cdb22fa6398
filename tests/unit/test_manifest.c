/* Manifests: what is written is read, what is hostile is refused with a
 * reason, and no change of what was signed passes for it.
 *
 * CUTS=N tries every Nth mutant only.
 */
#include "class/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/moment.h"
#include "world/signature.h"

#include "fixture.h"

#define HASH_A                                                                 \
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HASH_B                                                                 \
    "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

static const char whole[] =
    "{'format': 'rapport-manifest/1', 'course': 'c101', 'version': 7,\n"
    " 'issued': '2027-02-01T12:00:00Z', 'expires': '2027-08-01T12:00:00Z',\n"
    " 'least_program': '1.0', 'files': [\n"
    "  {'kind': 'rubric', 'id': 'alliance', 'version': 2, 'bytes': 1000,\n"
    "   'sha256': '" HASH_A "',\n"
    "   'name': '" HASH_A ".json'},\n"
    "  {'kind': 'scenario', 'id': 'anna-1', 'version': 1, 'bytes': 500,\n"
    "   'sha256': '" HASH_B "',\n"
    "   'name': '" HASH_B ".json'}]}\n";

static struct manifest *load_bytes(const char *bytes, size_t length,
                                   struct problems *problems)
{
    struct source source = {"manifest.json", bytes, length};
    return manifest_load(&source, problems);
}

static struct manifest *load(const char *text, struct problems *problems)
{
    char *json = fixture_json(text);
    struct manifest *manifest = load_bytes(json, strlen(json), problems);
    free(json);
    return manifest;
}

static struct manifest *fine(const char *text)
{
    struct problems problems = {0};
    struct manifest *manifest = load(text, &problems);
    fixture_is_fine(&problems);
    assert_non_null(manifest);
    return manifest;
}

/* ---- Reading and writing ---- */

static void all_of_it_is_read(void **state)
{
    (void)state;
    struct manifest *manifest = fine(whole);
    assert_string_equal(manifest->course, "c101");
    assert_int_equal(manifest->version, 7);
    assert_string_equal(manifest->issued, "2027-02-01T12:00:00Z");
    assert_string_equal(manifest->expires, "2027-08-01T12:00:00Z");
    assert_string_equal(manifest->least_program, "1.0");
    assert_int_equal(manifest->file_count, 2);
    assert_true(manifest->files[0].is_rubric);
    assert_string_equal(manifest->files[0].name, HASH_A ".json");
    assert_int_equal(manifest->files[0].bytes, 1000);
    assert_ptr_equal(manifest_find(manifest, false, "anna-1"),
                     &manifest->files[1]);
    assert_null(manifest_find(manifest, true, "anna-1"));
    manifest_free(manifest);
    manifest_free(NULL);
}

static void what_is_written_is_read(void **state)
{
    struct buffer once = {0};
    struct buffer twice = {0};
    struct problems problems = {0};
    (void)state;
    struct manifest *manifest = fine(whole);
    manifest_write(manifest, &once);
    manifest_free(manifest);
    manifest = load_bytes(once.bytes, once.length, &problems);
    fixture_is_fine(&problems);
    manifest_write(manifest, &twice);
    assert_string_equal(buffer_text(&once), buffer_text(&twice));
    assert_non_null(strstr(buffer_text(&twice), "\"id\": \"anna-1\""));
    manifest_free(manifest);
    buffer_free(&once);
    buffer_free(&twice);
}

/* ---- What is refused ---- */

struct slip {
    const char *find;
    const char *put;
    int number;
};

static const struct slip slips[] = {
    {"{'format'", "// by hand\n{'format'", PROBLEM_SYNTAX},
    {"manifest/1", "manifest/2", PROBLEM_WRONG_FORMAT},
    {"'c101'", "'../c101'", PROBLEM_BAD_NAME},
    {"'c101'", "''", PROBLEM_EMPTY_TEXT},
    {"'version': 7", "'version': 0", PROBLEM_OUT_OF_RANGE},
    {"'version': 7", "'version': 1000000", PROBLEM_OUT_OF_RANGE},
    {"'version': 7", "'version': 1e999", PROBLEM_NUMBER},
    {"'version': 7", "'version': 7.5", PROBLEM_WRONG_KIND},
    {"'version': 7", "'version': 7, 'version': 8", PROBLEM_DUPLICATE_KEY},
    {"'version': 7", "'version': 7, 'extra': 8", PROBLEM_UNKNOWN_KEY},
    {" 'version': 7,", "", PROBLEM_MISSING_KEY},
    {"2027-02-01T12:00:00Z", "2027-02-30T12:00:00Z", MANIFEST_TIME},
    {"2027-02-01T12:00:00Z", "2027-02-01", MANIFEST_TIME},
    {"2027-08-01", "2026-08-01", MANIFEST_TIME},
    {"2027-08-01T12:00:00Z", "never", MANIFEST_TIME},
    {"'1.0'", "'1'", MANIFEST_PROGRAM},
    {"'1.0'", "'1.0.0'", MANIFEST_PROGRAM},
    {"'1.0'", "'99999.0'", MANIFEST_PROGRAM},
    {"'rubric'", "'rubrik'", MANIFEST_NO_SUCH_KIND},
    {"'rubric'", "'program'", MANIFEST_NO_SUCH_KIND},
    {"'id': 'alliance'", "'id': '.hidden'", PROBLEM_BAD_NAME},
    {"'id': 'alliance'", "'id': 'a/b'", PROBLEM_BAD_NAME},
    {"1000", "1048577", PROBLEM_OUT_OF_RANGE},
    {"1000", "0", PROBLEM_OUT_OF_RANGE},
    {"1000", "-1", PROBLEM_OUT_OF_RANGE},
    {"'sha256': '0", "'sha256': 'A", MANIFEST_HASH},
    {"'sha256': '0", "'sha256': '", MANIFEST_HASH},
    {"'sha256': '0", "'sha256': '1", MANIFEST_NAME},
    {"'name': '0", "'name': '/0", MANIFEST_NAME},
    {"'name': '0", "'name': '../0", MANIFEST_NAME},
    {"'name': '0", "'name': '.0", MANIFEST_NAME},
    {"'name': '0", "'name': 'A", MANIFEST_NAME},
    {".json'},", ".json.so'},", MANIFEST_NAME},
    {".json'},", "'},", MANIFEST_NAME},
    {".json'},", ".jsonx'},", MANIFEST_NAME},
    {"'id': 'anna-1'", "'id': 'anna-1', 'url': 'x'", PROBLEM_UNKNOWN_KEY},
    {"'kind': 'scenario', 'id': 'anna-1'", "'kind': 'rubric', 'id': 'alliance'",
     MANIFEST_TWICE},
};

static void each_slip_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(slips); i++) {
        struct problems problems = {0};
        char *text = fixture_swapped(whole, slips[i].find, slips[i].put);
        struct manifest *manifest = load(text, &problems);
        assert_null(manifest);
        assert_true(problems.count > 0);
        if (problems.list[0].number != slips[i].number)
            fail_msg("'%s' for '%s': problem %d (%s), not %d", slips[i].put,
                     slips[i].find, problems.list[0].number,
                     problems.list[0].message, slips[i].number);
        problem_free(&problems);
        free(text);
    }
}

/* COUNT files of BYTES each. */
static void write_many(size_t count, int bytes, struct buffer *out)
{
    struct manifest *manifest = fine(whole);
    struct manifest_file *files = calloc(count + 1, sizeof *files);
    char(*texts)[2][80] = calloc(count + 1, sizeof *texts);
    struct manifest many = *manifest;
    for (size_t i = 0; i < count; i++) {
        snprintf(texts[i][0], 80, "%064zx", i);
        snprintf(texts[i][1], 80, "%064zx.json", i);
        files[i] = (struct manifest_file){texts[i][1], false, texts[i][0],
                                          1,           bytes, texts[i][0]};
    }
    many.files = files;
    many.file_count = count;
    manifest_write(&many, out);
    free(files);
    free(texts);
    manifest_free(manifest);
}

static void has_problem(size_t count, int bytes, int number)
{
    struct problems problems = {0};
    struct buffer text = {0};
    write_many(count, bytes, &text);
    struct manifest *manifest =
        load_bytes(buffer_text(&text), text.length, &problems);
    if (number == 0) {
        fixture_is_fine(&problems);
        assert_int_equal(manifest->file_count, count);
    } else {
        assert_null(manifest);
        assert_int_equal(problems.list[0].number, number);
    }
    manifest_free(manifest);
    problem_free(&problems);
    buffer_free(&text);
}

static void there_are_limits(void **state)
{
    (void)state;
    has_problem(64, 1 << 17, 0);
    has_problem(65, 1, MANIFEST_TOO_MANY);
    has_problem(64, (1 << 17) + 1, MANIFEST_TOO_LARGE);
    has_problem(8, 1 << 20, 0);
    has_problem(0, 0, MANIFEST_NONE);
    has_problem(1000, 1, PROBLEM_TOO_LARGE);
}

/* ---- May it be installed? ---- */

struct step {
    const char *next; /* what is put for 'version': 7 in what comes */
    const char *course;
    const char *now;
    const char *program;
    bool same_bytes;
    const char *why; /* what the reason holds; NULL: it may */
};

static const char in_time[] = "2027-03-01T00:00:00Z";

static const struct step steps[] = {
    {"'version': 8", "c101", in_time, "1.0", false, NULL},
    {"'version': 8", NULL, in_time, "1.0", false, NULL},
    {"'version': 999999", "c101", in_time, "1.0", false, NULL},
    {"'version': 7", "c101", in_time, "1.0", true, NULL},
    {"'version': 7", "c101", in_time, "1.0", false, "two different files"},
    {"'version': 6", "c101", in_time, "1.0", false, "older than version 7"},
    {"'version': 1", NULL, in_time, "1.0", false, "older than version 7"},
    {"'version': 8", "c102", in_time, "1.0", false, "not for 'c102'"},
    {"'version': 8", "c101", "2027-08-01T11:59:59Z", "1.0", false, NULL},
    {"'version': 8", "c101", "2027-08-01T12:00:00Z", "1.0", false, "expired"},
    {"'version': 8", "c101", "2037-03-01T00:00:00Z", "1.0", false, "expired"},
    {"'version': 7", "c101", "2037-03-01T00:00:00Z", "1.0", true, "expired"},
    {"'version': 8", "c101", "2027-01-31T13:00:00Z", "1.0", false, NULL},
    {"'version': 8", "c101", "2027-01-31T11:00:00Z", "1.0", false, "clock"},
    {"'version': 8", "c101", "2017-03-01T00:00:00Z", "1.0", false, "clock"},
    {"'version': 8", "c101", "yesterday", "1.0", false, "time"},
    {"'version': 8", "c101", in_time, "0.9", false, "needs rapport 1.0"},
    {"'version': 8", "c101", in_time, "0.10", false, "needs rapport 1.0"},
    {"'version': 8", "c101", in_time, "1.10", false, NULL},
    {"'version': 8", "c101", in_time, "2.0", false, NULL},
};

static void one_may_follow_another(void **state)
{
    (void)state;
    struct manifest *installed = fine(whole);
    for (size_t i = 0; i < COUNT(steps); i++) {
        const struct step *step = &steps[i];
        struct error why = {0};
        char *text = fixture_swapped(whole, "'version': 7", step->next);
        struct manifest *next = fine(text);
        bool may = manifest_may_follow(next, installed, step->course, step->now,
                                       step->program, step->same_bytes, &why);
        if (may != (step->why == NULL) ||
            (!may && strstr(why.text, step->why) == NULL))
            fail_msg("step %zu: %s", i, may ? "it may" : why.text);
        manifest_free(next);
        free(text);
    }
    manifest_free(installed);
}

static void the_first_and_another_course(void **state)
{
    struct error why = {0};
    (void)state;
    struct manifest *installed = fine(whole);
    char *text = fixture_swapped(whole, "'c101'", "'c102'");
    struct manifest *next = fine(text);
    assert_true(
        manifest_may_follow(next, NULL, NULL, in_time, "1.0", false, &why));
    assert_true(
        manifest_may_follow(next, NULL, "c102", in_time, "1.0", false, &why));
    assert_false(
        manifest_may_follow(next, NULL, "c101", in_time, "1.0", false, &why));
    assert_false(manifest_may_follow(next, installed, NULL, in_time, "1.0",
                                     false, &why));
    assert_non_null(strstr(why.text, "for the course 'c102'"));
    manifest_free(next);
    manifest_free(installed);
    free(text);
}

/* ---- Mutants ---- */

/* A manifest, signed. */
struct made {
    struct signature_key key;
    struct buffer manifest;
    struct buffer signature;
    size_t mutants;
    size_t loaded;
    size_t every;
};

static void add_line(struct buffer *file, const void *head, size_t head_length,
                     const unsigned char *bytes, size_t length)
{
    unsigned char packet[128];
    char text[256];
    memcpy(packet, head, head_length);
    memcpy(packet + head_length, bytes, length);
    sodium_bin2base64(text, sizeof text, packet, head_length + length,
                      sodium_base64_VARIANT_ORIGINAL);
    buffer_format(file, "%s\n", text);
}

static int set_up(void **state)
{
    static const char trusted[] = "c101";
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    unsigned char digest[64];
    unsigned char global[crypto_sign_BYTES];
    unsigned char both[crypto_sign_BYTES + sizeof trusted - 1];
    struct made *made = calloc(1, sizeof *made);
    const char *cuts = getenv("CUTS");
    made->every = cuts != NULL && atoi(cuts) > 0 ? (size_t)atoi(cuts) : 1;
    assert_true(sodium_init() >= 0);
    crypto_sign_keypair(made->key.bytes, secret);
    memcpy(made->key.id, "\1\2\3\4\5\6\7\10", SIGNATURE_ID);
    char *json = fixture_json(whole);
    buffer_add_text(&made->manifest, json);
    free(json);
    crypto_generichash(digest, sizeof digest,
                       (const unsigned char *)made->manifest.bytes,
                       made->manifest.length, NULL, 0);
    crypto_sign_detached(both, NULL, digest, sizeof digest, secret);
    memcpy(both + crypto_sign_BYTES, trusted, sizeof trusted - 1);
    crypto_sign_detached(global, NULL, both, sizeof both, secret);
    buffer_add_text(&made->signature, "untrusted comment: a signature\n");
    add_line(&made->signature, "ED\1\2\3\4\5\6\7\10", 10, both,
             crypto_sign_BYTES);
    buffer_format(&made->signature, "trusted comment: %s\n", trusted);
    add_line(&made->signature, "", 0, global, sizeof global);
    *state = made;
    return 0;
}

static int tear_down(void **state)
{
    struct made *made = *state;
    buffer_free(&made->manifest);
    buffer_free(&made->signature);
    free(made);
    return 0;
}

static bool is_signed(const struct made *made, const char *bytes, size_t length)
{
    struct buffer trusted = {0};
    struct error error;
    bool good = signature_verify(&made->key, bytes, length,
                                 buffer_text(&made->signature),
                                 made->signature.length, &trusted, &error);
    buffer_free(&trusted);
    return good;
}

/* What loads is whole: it can be written and read again, and no file of it
 * could lie anywhere but where it is put. */
static void is_tame(const struct manifest *manifest)
{
    struct problems problems = {0};
    struct buffer text = {0};
    int64_t ignored;
    assert_true(moment_read(manifest->issued, &ignored));
    for (size_t i = 0; i < manifest->file_count; i++) {
        assert_int_equal(strlen(manifest->files[i].name), 69);
        assert_null(strchr(manifest->files[i].name, '/'));
    }
    manifest_write(manifest, &text);
    struct manifest *again =
        load_bytes(buffer_text(&text), text.length, &problems);
    assert_non_null(again);
    manifest_free(again);
    buffer_free(&text);
}

/* It loads or is refused with a reason; it is never taken for what was signed.
 */
static void try_mutant(struct made *made, const char *bytes, size_t length)
{
    struct problems problems = {0};
    if (made->mutants++ % made->every != 0) return;
    /* In memory of just its size, so that a sanitizer sees what is read beyond.
     */
    char *exact = malloc(length > 0 ? length : 1);
    memcpy(exact, bytes, length);
    struct manifest *manifest = load_bytes(exact, length, &problems);
    assert_true((manifest != NULL) == (problems.count == 0));
    if (manifest != NULL) {
        is_tame(manifest);
        made->loaded++;
    }
    assert_false(is_signed(made, exact, length));
    manifest_free(manifest);
    problem_free(&problems);
    free(exact);
}

static void no_change_of_a_byte_passes(void **state)
{
    struct made *made = *state;
    struct buffer changed = {0};
    assert_true(is_signed(made, made->manifest.bytes, made->manifest.length));
    buffer_add(&changed, made->manifest.bytes, made->manifest.length);
    for (size_t i = 0; i < changed.length; i++) {
        char was = changed.bytes[i];
        for (int byte = 0; byte < 256; byte++) {
            changed.bytes[i] = (char)byte;
            if ((char)byte != was)
                try_mutant(made, changed.bytes, changed.length);
        }
        changed.bytes[i] = was;
    }
    assert_true(made->mutants >= 100000);
    assert_true(made->loaded > 1000 / made->every);
    buffer_free(&changed);
}

static void no_cut_and_no_insertion_passes(void **state)
{
    static const char inserted[] = "\0 \n{}[]\",:0a\\/\xff";
    struct made *made = *state;
    const struct buffer *manifest = &made->manifest;
    for (size_t i = 0; i < manifest->length; i++) {
        struct buffer changed = {0};
        try_mutant(made, manifest->bytes, i);
        try_mutant(made, manifest->bytes + i + 1, manifest->length - i - 1);
        buffer_add(&changed, manifest->bytes, i);
        buffer_add(&changed, manifest->bytes + i + 1, manifest->length - i - 1);
        try_mutant(made, changed.bytes, changed.length);
        buffer_clear(&changed);
        buffer_add(&changed, manifest->bytes, i);
        buffer_add_byte(&changed, inserted[i % (sizeof inserted - 1)]);
        buffer_add(&changed, manifest->bytes + i, manifest->length - i);
        try_mutant(made, changed.bytes, changed.length);
        buffer_free(&changed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_it_is_read),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(each_slip_is_refused),
        cmocka_unit_test(there_are_limits),
        cmocka_unit_test(one_may_follow_another),
        cmocka_unit_test(the_first_and_another_course),
        cmocka_unit_test_setup_teardown(no_change_of_a_byte_passes, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(no_cut_and_no_insertion_passes, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
