/* Where the program lies decides what is shipped, so this program copies
 * itself into trees made for the purpose and asks the copy. */
#include "world/folders.h"

#include "world/files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char tree[512];

static int make_tree(void **state)
{
    const char *above = getenv("TMPDIR");
    char real[512];

    (void)state;
    snprintf(tree, sizeof tree, "%s/folders.XXXXXX", above ? above : "/tmp");
    if (!mkdtemp(tree) || chdir(tree) != 0 || !getcwd(real, sizeof real))
        return -1;
    memcpy(tree, real, sizeof tree);
    return 0;
}

static int delete_tree(void **state)
{
    size_t deleted;
    struct error error;

    (void)state;
    if (chdir("/") != 0) return -1;
    return files_delete_tree(tree, &deleted, &error) ? 0 : -1;
}

static void assert_data(bool found, const char *expected)
{
    struct folders folders;
    struct error error = {""};

    assert_int_equal(folders_find(&folders, &error), found);
    assert_string_equal(buffer_text(&folders.data), expected);
    assert_true(folders.shipped.length > 0);
    folders_free(&folders);
}

static void takes_xdg_before_home(void **state)
{
    (void)state;
    setenv("HOME", "/home/of/hers", 1);
    setenv("XDG_DATA_HOME", "/elsewhere", 1);
    assert_data(true, "/elsewhere/rapport");
}

static void takes_home_without_a_usable_xdg(void **state)
{
    (void)state;
    setenv("HOME", "/home/of/hers", 1);
    unsetenv("XDG_DATA_HOME");
    assert_data(true, "/home/of/hers/.local/share/rapport");
    setenv("XDG_DATA_HOME", "", 1);
    assert_data(true, "/home/of/hers/.local/share/rapport");
    setenv("XDG_DATA_HOME", "not/absolute", 1);
    assert_data(true, "/home/of/hers/.local/share/rapport");
}

static void assert_cache(const char *expected)
{
    struct folders folders;
    struct error error = {""};

    folders_find(&folders, &error);
    assert_string_equal(buffer_text(&folders.cache), expected);
    folders_free(&folders);
}

static void finds_the_cache(void **state)
{
    (void)state;
    setenv("HOME", "/home/of/hers", 1);
    setenv("XDG_CACHE_HOME", "/elsewhere", 1);
    assert_cache("/elsewhere/rapport");
    setenv("XDG_CACHE_HOME", "not/absolute", 1);
    assert_cache("/home/of/hers/.cache/rapport");
    unsetenv("XDG_CACHE_HOME");
    assert_cache("/home/of/hers/.cache/rapport");
}

static void asks_the_user_database_without_home(void **state)
{
    struct folders folders;
    struct error error = {""};

    (void)state;
    unsetenv("HOME");
    unsetenv("XDG_DATA_HOME");
    if (folders_find(&folders, &error))
        assert_non_null(
            strstr(buffer_text(&folders.data), "/.local/share/rapport"));
    else
        assert_non_null(strstr(error.text, "HOME"));
    folders_free(&folders);
}

static void copy_self(const char *path)
{
    struct buffer bytes = {0};
    struct error error;

    assert_true(files_read("/proc/self/exe", 1 << 28, &bytes, &error));
    assert_true(files_write(path, bytes.bytes, bytes.length, &error));
    assert_int_equal(chmod(path, 0700), 0);
    buffer_free(&bytes);
}

/* What the copy at PATH takes for shipped. */
static void ask_copy(const char *path, char *answer, size_t room)
{
    char command[600];
    FILE *copy;

    snprintf(command, sizeof command, "./%s shipped", path);
    copy = popen(command, "r");
    assert_non_null(copy);
    assert_non_null(fgets(answer, (int)room, copy));
    assert_int_equal(pclose(copy), 0);
}

static void finds_the_tree_it_was_built_in(void **state)
{
    struct error error;
    char answer[600];

    (void)state;
    copy_self("build/program");
    assert_true(files_make_folder("scenarios", &error));
    ask_copy("build/program", answer, sizeof answer);
    assert_string_not_equal(answer, tree);
    assert_true(files_make_folder("rubrics", &error));
    ask_copy("build/program", answer, sizeof answer);
    assert_string_equal(answer, tree);
}

static void is_installed_anywhere_else(void **state)
{
    struct error error;
    char answer[600];

    (void)state;
    copy_self("bin/program");
    assert_true(files_make_folder("scenarios", &error));
    assert_true(files_make_folder("rubrics", &error));
    ask_copy("bin/program", answer, sizeof answer);
    assert_string_not_equal(answer, tree);
    assert_non_null(strstr(answer, "/share/rapport"));
}

static int tell_shipped(void)
{
    struct folders folders;
    struct error error;

    folders_find(&folders, &error);
    fputs(buffer_text(&folders.shipped), stdout);
    folders_free(&folders);
    return 0;
}

static void put_config(const char *above)
{
    char path[1024];
    struct error error;

    snprintf(path, sizeof path, "%s/%s/rapport/a.json", tree, above);
    assert_true(files_write(path, "{}", 2, &error));
}

static void set_below(const char *name, const char *format)
{
    char value[2048];

    snprintf(value, sizeof value, format, tree, tree);
    setenv(name, value, 1);
}

/* ABOVE is the folder of the tree in which it should be found; NULL: none. */
static void assert_config(const char *above)
{
    struct buffer path = {0};
    char expected[1024] = "";

    if (above)
        snprintf(expected, sizeof expected, "%s/%s/rapport/a.json", tree,
                 above);
    assert_int_equal(folders_find_config("a.json", &path), above != NULL);
    assert_string_equal(buffer_text(&path), expected);
    buffer_free(&path);
}

static void finds_the_users_configuration_before_the_systems(void **state)
{
    (void)state;
    set_below("HOME", "%s/home");
    set_below("XDG_CONFIG_DIRS", "relative:%s/one:%s/two");
    unsetenv("XDG_CONFIG_HOME");
    assert_config(NULL);
    put_config("two");
    assert_config("two");
    put_config("one");
    assert_config("one");
    put_config("home/.config");
    assert_config("home/.config");
    set_below("XDG_CONFIG_HOME", "%s/own");
    assert_config("one");
    put_config("own");
    assert_config("own");
    setenv("XDG_CONFIG_HOME", "own", 1); /* not absolute: ignored */
    assert_config("home/.config");
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("XDG_CONFIG_DIRS");
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_xdg_before_home),
        cmocka_unit_test(takes_home_without_a_usable_xdg),
        cmocka_unit_test(finds_the_cache),
        cmocka_unit_test(asks_the_user_database_without_home),
        cmocka_unit_test_setup_teardown(
            finds_the_users_configuration_before_the_systems, make_tree,
            delete_tree),
        cmocka_unit_test_setup_teardown(finds_the_tree_it_was_built_in,
                                        make_tree, delete_tree),
        cmocka_unit_test_setup_teardown(is_installed_anywhere_else, make_tree,
                                        delete_tree),
    };

    if (count > 1 && strcmp(arguments[1], "shipped") == 0)
        return tell_shipped();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
