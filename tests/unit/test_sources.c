/* Sources: trusted, installed from, gone back in; whatever lies about from an
 * installation that was cut off, what is installed is whole.
 */
#include "cmd/sources.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/hash.h"

static const char key[] =
    "untrusted comment: minisign public key F807060504030201\n"
    "RWQBAgMEBQYH+AABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n";

struct home {
    struct folders folders;
    char path[64];
};

/* Two files, and the manifest that names them. */
struct edition_made {
    struct buffer bytes;
    struct buffer signature;
    struct buffer files[2];
    struct manifest *manifest;
};

static void make(int version, struct edition_made *made)
{
    struct problems problems = {0};
    char hex[2][HASH_HEX];
    char names[2][80];
    struct manifest_file list[2];
    struct manifest manifest = {.course = "c101",
                                .version = version,
                                .issued = "2027-02-01T12:00:00Z",
                                .expires = "2027-08-01T12:00:00Z",
                                .least_program = "1.0",
                                .files = list,
                                .file_count = 2};
    *made = (struct edition_made){0};
    for (int i = 0; i < 2; i++) {
        struct buffer *file = &made->files[i];
        buffer_format(file, "file %d of version %d", i, i == 0 ? version : 0);
        hash_bytes(file->bytes, file->length, hex[i]);
        snprintf(names[i], sizeof names[i], "%s.json", hex[i]);
        list[i] = (struct manifest_file){names[i],
                                         i == 0,
                                         i == 0 ? "alliance" : "anna-1",
                                         version,
                                         (int64_t)file->length,
                                         hex[i]};
    }
    manifest_write(&manifest, &made->bytes);
    buffer_format(&made->signature, "signature %d", version);
    struct source source = {"m", made->bytes.bytes, made->bytes.length};
    made->manifest = manifest_load(&source, &problems);
    assert_non_null(made->manifest);
}

static void unmake(struct edition_made *made)
{
    manifest_free(made->manifest);
    buffer_free(&made->bytes);
    buffer_free(&made->signature);
    buffer_free(&made->files[0]);
    buffer_free(&made->files[1]);
}

static int set_up(void **state)
{
    struct home *home = calloc(1, sizeof *home);
    struct error error;
    strcpy(home->path, "/tmp/sources.XXXXXX");
    assert_non_null(mkdtemp(home->path));
    buffer_add_text(&home->folders.data, home->path);
    struct trust trust = {"c", "https://e.org/c/", NULL, key, strlen(key)};
    assert_true(sources_trust(&home->folders, &trust, &error));
    *state = home;
    return 0;
}

static int tear_down(void **state)
{
    struct home *home = *state;
    struct error error;
    size_t deleted;
    assert_true(files_delete_tree(home->path, &deleted, &error));
    buffer_free(&home->folders.data);
    free(home);
    return 0;
}

static const char *at(const struct home *home, const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/sources/c/%s", home->path, name);
    return path;
}

static void put(const struct home *home, const char *name, const char *text)
{
    struct error error;
    assert_true(files_write(at(home, name), text, strlen(text), &error));
}

/* What lies on disk is VERSION, whole, and LEFT was gone back from. */
static void is_installed(const struct home *home, int version, int left)
{
    struct origin origin;
    struct error error = {0};
    assert_true(sources_open(&home->folders, "c", &origin, &error));
    assert_string_equal(origin.damage.text, "");
    assert_int_equal(origin.version, version);
    assert_int_equal(origin.left, left);
    if (version == 0) {
        assert_null(origin.current.manifest);
    } else {
        assert_int_equal(origin.current.manifest->version, version);
        assert_true(sources_whole(&origin.current, &error));
    }
    sources_close(&origin);
}

static bool install(const struct home *home, int version)
{
    struct edition_made made;
    struct origin origin;
    struct error error = {0};
    make(version, &made);
    assert_true(sources_open(&home->folders, "c", &origin, &error));
    bool done = sources_install(&origin, made.manifest, &made.bytes,
                                &made.signature, made.files, &error);
    assert_true(done == (error.text[0] == '\0'));
    if (done) assert_int_equal(origin.version, version);
    sources_close(&origin);
    unmake(&made);
    return done;
}

static bool go_back(const struct home *home)
{
    struct origin origin;
    struct error error = {0};
    assert_true(sources_open(&home->folders, "c", &origin, &error));
    bool done = sources_go_back(&origin, &error);
    sources_close(&origin);
    return done;
}

static void installed_one_after_the_other(void **state)
{
    const struct home *home = *state;
    is_installed(home, 0, 0);
    assert_true(install(home, 1));
    is_installed(home, 1, 0);
    assert_true(install(home, 2));
    assert_true(install(home, 7));
    is_installed(home, 7, 0);
    assert_true(files_is_folder(at(home, "v000002")));
    assert_false(files_exists(at(home, "v000001")));
}

static void one_can_go_back_once_and_on_again(void **state)
{
    const struct home *home = *state;
    assert_false(go_back(home));
    assert_true(install(home, 1));
    assert_false(go_back(home));
    assert_true(install(home, 2));
    assert_true(go_back(home));
    is_installed(home, 1, 2);
    assert_false(go_back(home));
    is_installed(home, 1, 2);
    assert_true(install(home, 3));
    is_installed(home, 3, 0);
    assert_false(files_exists(at(home, "v000002")));
    assert_true(go_back(home));
    is_installed(home, 1, 3);
    assert_true(install(home, 3));
    is_installed(home, 3, 0);
}

static void what_was_cut_off_is_no_edition(void **state)
{
    const struct home *home = *state;
    assert_true(install(home, 1));
    put(home, ".incoming/half", "half");
    put(home, "v000002/manifest.json", "{");
    put(home, "current.Abc123", "v000002\n");
    is_installed(home, 1, 0);
    assert_true(install(home, 2));
    is_installed(home, 2, 0);
    assert_false(files_exists(at(home, ".incoming")));
    assert_false(files_exists(at(home, "v000002/half")));
}

static void going_back_passes_over_what_is_damaged(void **state)
{
    const struct home *home = *state;
    assert_true(install(home, 1));
    assert_true(install(home, 5));
    put(home, "v000003/manifest.json", "{");
    assert_true(go_back(home));
    is_installed(home, 1, 5);
}

static void the_same_again_mends_it(void **state)
{
    const struct home *home = *state;
    struct edition_made made;
    char name[128];
    struct error error;
    assert_true(install(home, 1));
    assert_true(install(home, 2));
    make(2, &made);
    snprintf(name, sizeof name, "v000002/%s", made.manifest->files[0].name);
    unmake(&made);
    put(home, name, "other");
    struct origin origin;
    assert_true(sources_open(&home->folders, "c", &origin, &error));
    assert_false(sources_whole(&origin.current, &error));
    sources_close(&origin);
    assert_true(install(home, 2));
    is_installed(home, 2, 0);
    assert_true(go_back(home));
}

static void a_damaged_manifest_can_be_mended_or_left(void **state)
{
    const struct home *home = *state;
    struct origin origin;
    struct error error;
    assert_true(install(home, 1));
    assert_true(install(home, 2));
    put(home, "v000002/manifest.json", "{");
    assert_true(sources_open(&home->folders, "c", &origin, &error));
    assert_int_equal(origin.version, 2);
    assert_null(origin.current.manifest);
    assert_non_null(strstr(origin.damage.text, "is damaged"));
    sources_close(&origin);
    assert_true(go_back(home));
    is_installed(home, 1, 2);
    assert_true(install(home, 2));
    put(home, "v000002/manifest.json", "{");
    assert_true(install(home, 2));
    is_installed(home, 2, 0);
}

/* A file that is not what the manifest says is never made current, even if
 * whoever calls has not looked. */
static void what_does_not_fit_is_not_installed(void **state)
{
    const struct home *home = *state;
    struct edition_made made;
    struct origin origin;
    struct error error = {0};
    assert_true(install(home, 1));
    make(2, &made);
    made.files[1].bytes[0] = 'F';
    assert_true(sources_open(&home->folders, "c", &origin, &error));
    assert_false(sources_install(&origin, made.manifest, &made.bytes,
                                 &made.signature, made.files, &error));
    assert_int_equal(origin.version, 1);
    sources_close(&origin);
    unmake(&made);
    is_installed(home, 1, 0);
}

/* A folder in the place of `current` cannot be replaced by a file. */
static void a_switch_that_fails_changes_nothing(void **state)
{
    const struct home *home = *state;
    struct edition_made made;
    struct origin origin;
    struct error error = {0};
    assert_true(install(home, 1));
    make(2, &made);
    assert_true(sources_open(&home->folders, "c", &origin, &error));
    assert_int_equal(unlink(at(home, "current")), 0);
    assert_true(files_make_folder(at(home, "current"), &error));
    assert_false(sources_install(&origin, made.manifest, &made.bytes,
                                 &made.signature, made.files, &error));
    assert_int_equal(origin.version, 1);
    assert_int_equal(rmdir(at(home, "current")), 0);
    put(home, "current", "v000001\n");
    sources_close(&origin);
    unmake(&made);
    is_installed(home, 1, 0);
}

static void it_is_found_by_its_hash(void **state)
{
    const struct home *home = *state;
    struct buffer path = {0};
    struct edition_made made;
    make(1, &made);
    assert_false(
        sources_find(&home->folders, made.manifest->files[0].sha256, &path));
    assert_true(install(home, 1));
    assert_true(install(home, 2));
    assert_true(
        sources_find(&home->folders, made.manifest->files[0].sha256, &path));
    assert_non_null(strstr(buffer_text(&path), "/v000001/"));
    buffer_free(&path);
    unmake(&made);
}

static void trusting_again_keeps_what_is_installed(void **state)
{
    const struct home *home = *state;
    struct files_listing keys;
    struct origin origin;
    struct error error;
    struct buffer other = {0};
    assert_true(install(home, 4));
    buffer_format(&other, "untrusted comment: new\n%s", strchr(key, '\n') + 1);
    struct trust trust = {"c", "https://e.org/new/", "c101",
                          buffer_text(&other), other.length};
    assert_true(sources_trust(&home->folders, &trust, &error));
    is_installed(home, 4, 0);
    assert_true(sources_open(&home->folders, "c", &origin, &error));
    assert_string_equal(buffer_text(&origin.url), "https://e.org/new/");
    assert_string_equal(sources_course(&origin), "c101");
    sources_close(&origin);
    assert_true(files_list(at(home, ""), ".pub", &keys, &error));
    assert_int_equal(keys.count, 1);
    files_listing_free(&keys);
    buffer_free(&other);
}

static void forgotten_it_is_gone(void **state)
{
    const struct home *home = *state;
    struct files_listing names;
    struct error error;
    assert_true(install(home, 1));
    assert_true(sources_list(&home->folders, &names, &error));
    assert_int_equal(names.count, 1);
    files_listing_free(&names);
    assert_true(sources_forget(&home->folders, "c", &error));
    assert_true(sources_list(&home->folders, &names, &error));
    assert_int_equal(names.count, 0);
    assert_false(files_exists(at(home, "source.json")));
    assert_false(sources_forget(&home->folders, "c", &error));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(installed_one_after_the_other),
        TEST(one_can_go_back_once_and_on_again),
        TEST(what_was_cut_off_is_no_edition),
        TEST(going_back_passes_over_what_is_damaged),
        TEST(the_same_again_mends_it),
        TEST(a_damaged_manifest_can_be_mended_or_left),
        TEST(what_does_not_fit_is_not_installed),
        TEST(a_switch_that_fails_changes_nothing),
        TEST(it_is_found_by_its_hash),
        TEST(trusting_again_keeps_what_is_installed),
        TEST(forgotten_it_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
