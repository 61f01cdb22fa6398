/* A file to begin with: an id from a file's name, put in its place. */
#include "cmd/skeleton.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"

static void check_id(const char *path, const char *expected)
{
    struct buffer id = {0};
    struct error error = {0};
    bool fine = skeleton_id(path, &id, &error);
    assert_int_equal(fine, expected != NULL);
    if (fine)
        assert_string_equal(buffer_text(&id), expected);
    else
        assert_true(error.text[0] != '\0');
    buffer_free(&id);
}

static void test_id(void **state)
{
    (void)state;
    check_id("anna-1.json", "anna-1");
    check_id("/some/where.else/a_2.json", "a_2");
    check_id("./x.json", "x");
    check_id("anna-1", NULL);
    check_id("json", NULL);
    check_id(".json", NULL);
    check_id("a/.json", NULL);
    check_id("a.json/", NULL);
    check_id("a.json.json", NULL);
    check_id("Anna.json", NULL);
    check_id("", NULL);
}

static bool fill(const char *text, const char *id, struct buffer *out,
                 struct error *error)
{
    struct source source = {"s.jsonc", text, strlen(text)};
    return skeleton_fill(&source, id, out, error);
}

static void check_fill(const char *text, const char *id, const char *expected)
{
    struct buffer out = {0};
    struct error error = {0};
    assert_true(fill(text, id, &out, &error));
    assert_string_equal(buffer_text(&out), expected);
    buffer_free(&out);
}

static void test_fill(void **state)
{
    (void)state;
    check_fill("// \"id\": \"x\"\n{\"id\": \"a\", /* id */ \"title\": \"T\\n\","
               " \"more\": {\"id\": \"b\",}} // end",
               "anna_b-12",
               "// \"id\": \"x\"\n{\"id\": \"anna_b-12\", /* id */ \"title\": "
               "\"Anna b 12\", \"more\": {\"id\": \"b\",}} // end");
    check_fill("{\"id\":\"long-one\",\"title\":\"T\"}", "7",
               "{\"id\":\"7\",\"title\":\"7\"}");
}

static void test_no_skeleton(void **state)
{
    (void)state;
    const char *const texts[] = {
        "",
        "{",
        "[]",
        "{}",
        "{\"id\": \"a\"}",
        "{\"id\": 1, \"title\": \"T\"}",
        "{\"title\": \"T\", \"id\": \"a\"}",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct buffer out = {0};
        struct error error = {0};
        assert_false(fill(texts[i], "a", &out, &error));
        assert_non_null(strstr(error.text, "s.jsonc"));
        assert_int_equal(out.length, 0);
        buffer_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_id),
        cmocka_unit_test(test_fill),
        cmocka_unit_test(test_no_skeleton),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
