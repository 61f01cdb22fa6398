#include "world/disk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <cmocka.h>

static void assert_folder(const char *path, const char *expected)
{
    char *folder = disk_folder_of(path);

    assert_string_equal(folder, expected);
    free(folder);
}

static void finds_the_folder_of_a_path(void **state)
{
    (void)state;
    assert_folder("a/b/c", "a/b");
    assert_folder("a", ".");
    assert_folder("./a", ".");
    assert_folder("/a", "/");
    assert_folder("/a/b", "/a");
}

static void says_what_cannot_be_done_and_why(void **state)
{
    struct error error;
    struct error reason;

    (void)state;
    errno = ENOENT;
    assert_false(disk_cannot(&error, "read", "a/b"));
    error_set(&reason, "cannot read a/b: %s", strerror(ENOENT));
    assert_string_equal(error.text, reason.text);
}

static void syncs_only_folders(void **state)
{
    (void)state;
    assert_true(disk_sync_folder("."));
    errno = 0;
    assert_false(disk_sync_folder("./no/such/folder"));
    assert_int_equal(errno, ENOENT);
    assert_false(disk_sync_folder("/dev/null"));
    assert_int_equal(errno, ENOTDIR);
}

static void writes_all_or_says_why_not(void **state)
{
    int ends[2];
    char got[4] = "";

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_true(disk_write_all(ends[1], "abc", 3));
    assert_true(disk_write_all(ends[1], NULL, 0));
    assert_int_equal(read(ends[0], got, sizeof got), 3);
    assert_string_equal(got, "abc");
    assert_false(disk_write_all(ends[0], "abc", 3)); /* the end to read from */
    assert_int_equal(errno, EBADF);
    close(ends[0]);
    close(ends[1]);
}

static void closes_and_leaves_the_reason(void **state)
{
    int file = open("/dev/null", O_RDONLY);

    (void)state;
    errno = ENOSPC;
    disk_close_quietly(file);
    assert_int_equal(errno, ENOSPC);
    assert_int_equal(fcntl(file, F_GETFD), -1);
    errno = ENOSPC;
    disk_close_quietly(-1);
    assert_int_equal(errno, ENOSPC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_folder_of_a_path),
        cmocka_unit_test(says_what_cannot_be_done_and_why),
        cmocka_unit_test(syncs_only_folders),
        cmocka_unit_test(writes_all_or_says_why_not),
        cmocka_unit_test(closes_and_leaves_the_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
