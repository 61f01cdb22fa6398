#include "world/journal.h"

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

#include <errno.h>
#include <signal.h>

#include <cmocka.h>

static char folder[512];
static char path[600];

static int make_folder(void **state)
{
    const char *above = getenv("TMPDIR");

    (void)state;
    snprintf(folder, sizeof folder, "%s/journal.XXXXXX",
             above ? above : "/tmp");
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/transcripts/a.jsonl", folder);
    return 0;
}

static int delete_folder(void **state)
{
    size_t deleted;
    struct error error;

    (void)state;
    return files_delete_tree(folder, &deleted, &error) ? 0 : -1;
}

static struct journal *create(void)
{
    struct error error;
    struct journal *journal = journal_create(path, &error);

    assert_non_null(journal);
    return journal;
}

static void append(struct journal *journal, const char *line)
{
    struct error error;

    assert_true(journal_append(journal, line, strlen(line), &error));
}

static void assert_file_holds(const char *text)
{
    struct buffer bytes = {0};
    struct error error;

    assert_true(files_read(path, 1000, &bytes, &error));
    assert_string_equal(buffer_text(&bytes), text);
    buffer_free(&bytes);
}

static void put(const char *text)
{
    struct error error;

    assert_true(files_write(path, text, strlen(text), &error));
}

static void is_private_and_has_each_line_at_once(void **state)
{
    struct journal *journal = create();
    struct stat status;

    (void)state;
    append(journal, "{\"a\":1}");
    assert_file_holds("{\"a\":1}\n");
    append(journal, "");
    assert_file_holds("{\"a\":1}\n\n");
    assert_string_equal(journal_path(journal), path);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    journal_close(journal);
}

static void creates_only_what_is_not_there(void **state)
{
    struct error error = {""};

    (void)state;
    put("kept\n");
    assert_null(journal_create(path, &error));
    assert_non_null(strstr(error.text, strerror(EEXIST)));
    assert_file_holds("kept\n");
}

static void goes_on_where_it_was(void **state)
{
    struct journal *journal;
    struct buffer lines = {0};
    struct error error;
    size_t dropped = 99;

    (void)state;
    put("one\ntwo\n");
    journal = journal_open(path, &lines, &dropped, &error);
    assert_non_null(journal);
    assert_string_equal(buffer_text(&lines), "one\ntwo\n");
    assert_int_equal(dropped, 0);
    append(journal, "three");
    assert_file_holds("one\ntwo\nthree\n");
    journal_close(journal);
    buffer_free(&lines);
}

static void drops_a_torn_last_line(void **state)
{
    struct journal *journal;
    struct buffer lines = {0};
    struct error error;
    size_t dropped = 0;

    (void)state;
    put("one\ntwo\nthr");
    journal = journal_open(path, &lines, &dropped, &error);
    assert_non_null(journal);
    assert_int_equal(dropped, 3);
    assert_string_equal(buffer_text(&lines), "one\ntwo\n");
    assert_file_holds("one\ntwo\nthr");
    assert_true(journal_cut(journal, &error));
    assert_file_holds("one\ntwo\n");
    append(journal, "three");
    assert_file_holds("one\ntwo\nthree\n");
    journal_close(journal);
    buffer_free(&lines);
}

static void drops_all_when_no_line_is_whole(void **state)
{
    struct journal *journal;
    struct buffer lines = {0};
    struct error error;
    size_t dropped = 0;

    (void)state;
    put("torn");
    journal = journal_open(path, &lines, &dropped, &error);
    assert_non_null(journal);
    assert_int_equal(dropped, 4);
    assert_int_equal(lines.length, 0);
    assert_file_holds("torn");
    append(journal, "one");
    assert_file_holds("one\n");
    journal_close(journal);
    buffer_free(&lines);
}

static void is_for_one_program_at_a_time(void **state)
{
    struct journal *journal = create();
    struct buffer lines = {0};
    struct error error = {""};
    size_t dropped;

    (void)state;
    append(journal, "one");
    assert_null(journal_open(path, &lines, &dropped, &error));
    assert_non_null(strstr(error.text, "is open in another rapport"));
    journal_close(journal);
    journal = journal_open(path, &lines, &dropped, &error);
    assert_non_null(journal);
    journal_close(journal);
    buffer_free(&lines);
}

static void opens_only_plain_files(void **state)
{
    struct buffer lines = {0};
    struct error error = {""};
    size_t dropped;

    (void)state;
    assert_null(journal_open(path, &lines, &dropped, &error));
    assert_non_null(strstr(error.text, strerror(ENOENT)));
    assert_null(journal_open(folder, &lines, &dropped, &error));
    put("");
    remove(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_null(journal_open(path, &lines, &dropped, &error));
    assert_non_null(strstr(error.text, "no plain file"));
}

/* A limit on file size stands in for a full disk: the kernel writes as much as
 * fits, then fails. */
static bool append_with_limit(struct journal *journal, const char *line,
                              rlim_t limit, struct error *error)
{
    struct rlimit before;
    struct rlimit small;
    bool appended;

    getrlimit(RLIMIT_FSIZE, &before);
    small = before;
    small.rlim_cur = limit;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    appended = journal_append(journal, line, strlen(line), error);
    setrlimit(RLIMIT_FSIZE, &before);
    return appended;
}

static void cuts_back_what_a_full_disk_left(void **state)
{
    struct journal *journal = create();
    struct error error = {""};

    (void)state;
    append(journal, "one");
    assert_false(append_with_limit(journal, "two", 6, &error));
    assert_non_null(strstr(error.text, "cannot write"));
    assert_non_null(strstr(error.text, path));
    assert_non_null(strstr(error.text, strerror(EFBIG)));
    assert_file_holds("one\n");
    assert_false(append_with_limit(journal, "two", 7, &error));
    assert_file_holds("one\n");
    assert_true(append_with_limit(journal, "two", 8, &error));
    assert_file_holds("one\ntwo\n");
    journal_close(journal);
}

static void close_takes_null(void **state)
{
    (void)state;
    journal_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(is_private_and_has_each_line_at_once,
                                        make_folder, delete_folder),
        cmocka_unit_test_setup_teardown(creates_only_what_is_not_there,
                                        make_folder, delete_folder),
        cmocka_unit_test_setup_teardown(goes_on_where_it_was, make_folder,
                                        delete_folder),
        cmocka_unit_test_setup_teardown(drops_a_torn_last_line, make_folder,
                                        delete_folder),
        cmocka_unit_test_setup_teardown(drops_all_when_no_line_is_whole,
                                        make_folder, delete_folder),
        cmocka_unit_test_setup_teardown(is_for_one_program_at_a_time,
                                        make_folder, delete_folder),
        cmocka_unit_test_setup_teardown(opens_only_plain_files, make_folder,
                                        delete_folder),
        cmocka_unit_test_setup_teardown(cuts_back_what_a_full_disk_left,
                                        make_folder, delete_folder),
        cmocka_unit_test(close_takes_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
