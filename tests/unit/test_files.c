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

#include "base/count.h"

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

static void make(const char *name)
{
    struct error error;

    assert_true(files_make_folder(in_folder(name), &error));
}

static void lists_folders_and_no_hidden_ones(void **state)
{
    struct files_listing listing;
    struct error error;

    (void)state;
    make("b");
    make("a/within");
    make(".hidden");
    put("file", "no folder");
    assert_int_equal(symlink("b", in_folder("link")), 0);
    assert_true(files_folders(folder, &listing, &error));
    assert_int_equal(listing.count, 3);
    assert_string_equal(listing.names[0], "a");
    assert_string_equal(listing.names[1], "b");
    assert_string_equal(listing.names[2], "link");
    files_listing_free(&listing);
    assert_true(files_folders(in_folder("nowhere"), &listing, &error));
    assert_int_equal(listing.count, 0);
    assert_false(files_folders(in_folder("file"), &listing, &error));
    assert_non_null(strstr(error.text, "cannot list"));
}

static void moves_a_folder_with_what_is_in_it(void **state)
{
    char from[1024];
    struct error error;

    (void)state;
    put("old/file", "kept");
    make("empty");
    snprintf(from, sizeof from, "%s", in_folder("old"));
    assert_true(files_move_folder(from, in_folder("new"), &error));
    assert_false(files_exists(from));
    assert_holds("new/file", "kept");
    /* an empty folder of that name gives way */
    snprintf(from, sizeof from, "%s", in_folder("new"));
    assert_true(files_move_folder(from, in_folder("empty"), &error));
    assert_holds("empty/file", "kept");
}

static void moves_no_folder_over_what_counts(void **state)
{
    char from[1024];
    struct error error;

    (void)state;
    put("old/file", "old");
    put("new/file", "new");
    put("plain", "file");
    snprintf(from, sizeof from, "%s", in_folder("old"));
    assert_false(files_move_folder(from, in_folder("new"), &error));
    assert_non_null(strstr(error.text, "new: "));
    assert_false(files_move_folder(from, in_folder("plain"), &error));
    assert_false(files_move_folder(from, in_folder("no/where"), &error));
    assert_holds("old/file", "old");
    assert_holds("new/file", "new");
    assert_holds("plain", "file");
    assert_false(
        files_move_folder(in_folder("nothing"), "/dev/null/x", &error));
}

static void sweeps_what_killed_writers_left(void **state)
{
    static const char *const stay[] = {
        "current", "v000007.json",  "manifest.json.minisig", "key-0123abc.pub",
        ".aBc123", "current.aBc12", "current.aBc1234",       "current.aBc-12"};
    struct files_listing listing;
    struct error error;

    (void)state;
    for (size_t i = 0; i < COUNT(stay); i++)
        put(stay[i], "stays");
    put("current.aBc123", "goes");
    put("a.json.XXXXXX", "goes");
    make("folder.aBc123");
    files_sweep(folder);
    files_sweep(in_folder("nowhere"));
    assert_true(files_list(folder, "", &listing, &error));
    assert_int_equal(listing.count, COUNT(stay));
    files_listing_free(&listing);
    assert_false(files_exists(in_folder("current.aBc123")));
    assert_true(files_is_folder(in_folder("folder.aBc123")));
}

/* What is swept is what is left: the writer is stopped before it renames. */
static void sweeps_what_a_writer_makes(void **state)
{
    struct files_listing listing;
    struct error error;
    int status = 0;
    pid_t child = fork();

    (void)state;
    if (child == 0) {
        struct rlimit none = {0, RLIM_INFINITY};

        setrlimit(RLIMIT_FSIZE, &none); /* the signal kills it */
        signal(SIGXFSZ, SIG_DFL);
        files_write(in_folder("current"), "v000007", 7, &error);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_true(files_list(folder, "", &listing, &error));
    assert_int_equal(listing.count, 1);
    files_listing_free(&listing);
    files_sweep(folder);
    assert_true(files_list(folder, "", &listing, &error));
    assert_int_equal(listing.count, 0);
    files_listing_free(&listing);
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
        cmocka_unit_test_setup_teardown(lists_folders_and_no_hidden_ones,
                                        make_folder, delete_folder),
        cmocka_unit_test_setup_teardown(moves_a_folder_with_what_is_in_it,
                                        make_folder, delete_folder),
        cmocka_unit_test_setup_teardown(moves_no_folder_over_what_counts,
                                        make_folder, delete_folder),
        cmocka_unit_test_setup_teardown(sweeps_what_killed_writers_left,
                                        make_folder, delete_folder),
        cmocka_unit_test_setup_teardown(sweeps_what_a_writer_makes, make_folder,
                                        delete_folder),
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
