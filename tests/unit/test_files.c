#include "world/files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include <cmocka.h>

/* A folder of its own for each test. */
static char folder[512];
static char path_room[1024];

static int make_folder(void **state)
{
    const char *above = getenv("TMPDIR");

    (void)state;
    snprintf(folder, sizeof folder, "%s/files.XXXXXX", above ? above : "/tmp");
    return mkdtemp(folder) ? 0 : -1;
}

static int delete_folder(void **state)
{
    size_t deleted;
    struct error error;

    (void)state;
    return files_delete_tree(folder, &deleted, &error) ? 0 : -1;
}

static const char *in_folder(const char *name)
{
    snprintf(path_room, sizeof path_room, "%s/%s", folder, name);
    return path_room;
}

static void put(const char *name, const char *text)
{
    struct error error;

    assert_true(files_write(in_folder(name), text, strlen(text), &error));
}

static void assert_holds(const char *name, const char *text)
{
    struct buffer bytes = {0};
    struct error error;

    assert_true(files_read(in_folder(name), 100, &bytes, &error));
    assert_string_equal(buffer_text(&bytes), text);
    buffer_free(&bytes);
}

static unsigned mode_of(const char *path)
{
    struct stat status;

    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 0777;
}

static size_t count_all(void)
{
    struct files_listing listing;
    struct error error;
    size_t count;

    assert_true(files_list(folder, "", &listing, &error));
    count = listing.count;
    files_listing_free(&listing);
    return count;
}

static void writes_and_reads_back(void **state)
{
    struct buffer bytes = {0};
    struct error error;

    (void)state;
    assert_true(files_write(in_folder("a"), "x\0y", 3, &error));
    buffer_add_text(&bytes, "before ");
    assert_true(files_read(in_folder("a"), 3, &bytes, &error));
    assert_int_equal(bytes.length, 10);
    assert_memory_equal(bytes.bytes, "before x\0y", 10);
    assert_int_equal(mode_of(in_folder("a")), 0600);
    buffer_free(&bytes);
}

static void replaces_and_leaves_nothing_else(void **state)
{
    (void)state;
    put("a", "first, and longer");
    put("a", "second");
    assert_holds("a", "second");
    assert_int_equal(count_all(), 1);
}

static void makes_folders_above(void **state)
{
    (void)state;
    put("one/two//three/a", "text");
    assert_holds("one/two/three/a", "text");
    assert_int_equal(mode_of(in_folder("one/two")), 0700);
}

static void makes_a_folder_again(void **state)
{
    struct error error;

    (void)state;
    assert_true(files_make_folder(in_folder("x/y/"), &error));
    assert_true(files_make_folder(in_folder("x/y"), &error));
    assert_true(files_exists(in_folder("x/y")));
    assert_true(files_is_folder(in_folder("x/y")));
    assert_false(files_is_folder(in_folder("x/z")));
    assert_false(files_exists(in_folder("x/z")));
}

static void says_what_is_in_the_way(void **state)
{
    struct error error = {""};

    (void)state;
    put("a", "text");
    assert_false(files_make_folder(in_folder("a/b"), &error));
    assert_non_null(strstr(error.text, "/a"));
    assert_non_null(strstr(error.text, strerror(ENOTDIR)));
    assert_false(files_write(in_folder("a/b/c"), "", 0, &error));
    assert_holds("a", "text");
}

static void refuses_what_is_too_large(void **state)
{
    struct buffer bytes = {0};
    struct error error = {""};

    (void)state;
    put("a", "12345");
    assert_true(files_read(in_folder("a"), 5, &bytes, &error));
    assert_false(files_read(in_folder("a"), 4, &bytes, &error));
    assert_non_null(strstr(error.text, "larger than 4 bytes"));
    buffer_free(&bytes);
}

static void refuses_to_read_a_folder_or_nothing(void **state)
{
    struct buffer bytes = {0};
    struct error error = {""};

    (void)state;
    assert_false(files_read(folder, 100, &bytes, &error));
    assert_non_null(strstr(error.text, strerror(EISDIR)));
    assert_false(files_read(in_folder("none"), 100, &bytes, &error));
    assert_non_null(strstr(error.text, "/none: "));
    assert_non_null(strstr(error.text, strerror(ENOENT)));
    assert_int_equal(bytes.length, 0);
}

static void never_replaces_a_device_or_folder(void **state)
{
    struct error error = {""};
    struct stat status;

    (void)state;
    assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
    assert_false(files_write(in_folder("pipe"), "x", 1, &error));
    assert_non_null(strstr(error.text, "no plain file"));
    assert_int_equal(stat(in_folder("pipe"), &status), 0);
    assert_true(S_ISFIFO(status.st_mode));
    assert_false(files_write(folder, "x", 1, &error));
    assert_non_null(strstr(error.text, "a folder"));
}

/* A limit on file size stands in for a full disk, which a test cannot have. */
static void keeps_the_old_file_when_the_disk_is_full(void **state)
{
    struct rlimit before;
    struct rlimit small;
    struct error error = {""};
    bool written;

    (void)state;
    put("a", "old");
    getrlimit(RLIMIT_FSIZE, &before);
    small = before;
    small.rlim_cur = 1;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    written = files_write(in_folder("a"), "new", 3, &error);
    setrlimit(RLIMIT_FSIZE, &before);

    assert_false(written);
    assert_non_null(strstr(error.text, "cannot write"));
    assert_non_null(strstr(error.text, strerror(EFBIG)));
    assert_holds("a", "old");
    assert_int_equal(count_all(), 1);
}

static void lists_sorted_regular_files(void **state)
{
    static const char *const expected[] = {"B.json", "a.json", "b.json"};
    struct files_listing listing;
    struct error error;

    (void)state;
    put("b.json", "");
    put("a.json", "");
    put("B.json", "");
    put("c.txt", "");
    put("d.json/inside", "");
    assert_true(files_list(folder, ".json", &listing, &error));
    assert_int_equal(listing.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(listing.names[i], expected[i]);
    files_listing_free(&listing);
}

static void lists_nothing_where_nothing_is(void **state)
{
    struct files_listing listing;
    struct error error = {""};

    (void)state;
    assert_true(files_list(in_folder("none"), "", &listing, &error));
    assert_int_equal(listing.count, 0);
    put("a", "");
    assert_false(files_list(in_folder("a"), "", &listing, &error));
    assert_non_null(strstr(error.text, strerror(ENOTDIR)));
    assert_int_equal(listing.count, 0);
}

static void deletes_a_tree_but_follows_no_link(void **state)
{
    size_t deleted = 99;
    struct error error;
    char target[1024];

    (void)state;
    put("kept/a", "text");
    put("gone/b", "");
    put("gone/deep/er/c", "");
    snprintf(target, sizeof target, "%s/kept", folder);
    assert_int_equal(symlink(target, in_folder("gone/link")), 0);
    assert_true(files_delete_tree(in_folder("gone"), &deleted, &error));
    assert_int_equal(deleted, 3);
    assert_false(files_exists(in_folder("gone")));
    assert_holds("kept/a", "text");
}

static void deletes_nothing_through_a_link(void **state)
{
    size_t deleted = 99;
    struct error error = {""};
    char target[1024];

    (void)state;
    put("kept/a", "text");
    snprintf(target, sizeof target, "%s/kept", folder);
    assert_int_equal(symlink(target, in_folder("link")), 0);
    assert_false(files_delete_tree(in_folder("link"), &deleted, &error));
    assert_int_equal(deleted, 0);
    assert_holds("kept/a", "text");
    assert_true(files_delete_tree(in_folder("none"), &deleted, &error));
}

static void shares_as_the_umask_or_the_old_file_has_it(void **state)
{
    mode_t mask = umask(022);
    struct error error;

    (void)state;
    assert_true(files_share(in_folder("map"), "x", 1, &error));
    assert_int_equal(mode_of(in_folder("map")), 0644);
    assert_int_equal(chmod(in_folder("map"), 0660), 0);
    assert_true(files_share(in_folder("map"), "y", 1, &error));
    assert_int_equal(mode_of(in_folder("map")), 0660);
    umask(mask);
}

/* Writes the file at PATH in place, now short, now long, until it is ended. */
static void keep_writing(const char *path)
{
    static const char bytes[200000] = "x";
    FILE *file = fopen(path, "w");

    for (;;) {
        rewind(file);
        fwrite(bytes, 1, sizeof bytes, file);
        fflush(file);
        if (ftruncate(fileno(file), 1) != 0) _exit(1);
    }
}

/* Half of the old and half of the new is told, and not taken for a file. */
static void tells_what_changes_while_it_is_read(void **state)
{
    bool told = false;
    pid_t writer;

    (void)state;
    put("draft", "x");
    writer = fork();
    assert_true(writer >= 0);
    if (writer == 0) keep_writing(in_folder("draft"));
    for (int i = 0; i < 20000 && !told; i++) {
        struct buffer bytes = {0};
        struct error error;

        told = !files_read(in_folder("draft"), 400000, &bytes, &error) &&
               strstr(error.text, "it changed while it was read") != NULL;
        buffer_free(&bytes);
    }
    kill(writer, SIGKILL);
    waitpid(writer, NULL, 0);
    assert_true(told);
}

static void stamps_tell_one_state_from_another(void **state)
{
    struct files_stamp none = {0};
    struct files_stamp before;
    struct files_stamp after;

    (void)state;
    before = files_stamp(in_folder("draft"));
    assert_true(files_same_stamp(&before, &none));
    put("draft", "x");
    before = files_stamp(in_folder("draft"));
    assert_false(files_same_stamp(&before, &none));
    after = files_stamp(in_folder("draft"));
    assert_true(files_same_stamp(&before, &after));
    put("draft", "y"); /* as an editor does: a new file in its place */
    after = files_stamp(in_folder("draft"));
    assert_false(files_same_stamp(&before, &after));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(writes_and_reads_back, make_folder,
                                        delete_folder),
        cmocka_unit_test_setup_teardown(replaces_and_leaves_nothing_else,
                                        make_folder, delete_folder),
        cmocka_unit_test_setup_teardown(makes_folders_above, make_folder,
                                        delete_folder),
        cmocka_unit_test_setup_teardown(makes_a_folder_again, make_folder,
                                        delete_folder),
        cmocka_unit_test_setup_teardown(says_what_is_in_the_way, make_folder,
                                        delete_folder),
        cmocka_unit_test_setup_teardown(refuses_what_is_too_large, make_folder,
                                        delete_folder),
        cmocka_unit_test_setup_teardown(refuses_to_read_a_folder_or_nothing,
                                        make_folder, delete_folder),
        cmocka_unit_test_setup_teardown(never_replaces_a_device_or_folder,
                                        make_folder, delete_folder),
        cmocka_unit_test_setup_teardown(
            keeps_the_old_file_when_the_disk_is_full, make_folder,
            delete_folder),
        cmocka_unit_test_setup_teardown(
            shares_as_the_umask_or_the_old_file_has_it, make_folder,
            delete_folder),
        cmocka_unit_test_setup_teardown(tells_what_changes_while_it_is_read,
                                        make_folder, delete_folder),
        cmocka_unit_test_setup_teardown(stamps_tell_one_state_from_another,
                                        make_folder, delete_folder),
        cmocka_unit_test_setup_teardown(lists_sorted_regular_files, make_folder,
                                        delete_folder),
        cmocka_unit_test_setup_teardown(lists_nothing_where_nothing_is,
                                        make_folder, delete_folder),
        cmocka_unit_test_setup_teardown(deletes_a_tree_but_follows_no_link,
                                        make_folder, delete_folder),
        cmocka_unit_test_setup_teardown(deletes_nothing_through_a_link,
                                        make_folder, delete_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
