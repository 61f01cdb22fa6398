/* Lines read at a glance: what is taken is what json_read() takes, with the
 * same values; the rest is left to it. */
#include "base/skim.h"

#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"
#include "fixture.h"

enum { NAME, NUMBER, TEXT, THINGS, FIELDS };

static const struct form_field fields[FIELDS] = {
    [NAME] = {"name", FORM_TEXT, true},
    [NUMBER] = {"number", FORM_INTEGER, true},
    [TEXT] = {"text", FORM_ANY, false},
    [THINGS] = {"things", FORM_OBJECT, false},
};

static struct source source_of(const char *line)
{
    return (struct source){"lines", line, strlen(line)};
}

static void holds_text(const struct skim_value *value,
                       const struct json_node *node)
{
    assert_int_equal(value->there, node != NULL);
    if (node == NULL) return;
    assert_int_equal(node->kind, JSON_TEXT);
    char *text = memory_new(value->length + 1, 1);
    const char *end = skim_text(value, text);
    assert_string_equal(text, node->text);
    assert_ptr_equal(end, text + strlen(text));
    if (!value->escaped) assert_true(skim_is(value, node->text));
    free(text);
}

/* True when LINE is taken at a glance; then json_read() must take it too. */
static bool is_taken(const struct source *line)
{
    struct skim_value values[FIELDS];
    struct problems problems = {0};
    size_t close = 0;
    if (!skim_object(line, fields, FIELDS, values, &close)) return false;
    struct json_document *document =
        json_read(line, JSON_STRICT, 1 << 20, &problems);
    fixture_is_fine(&problems);
    const struct json_node *root = json_root(document);
    struct form form = {line, &problems, NULL};
    assert_true(form_check(&form, root, "a line", fields, FIELDS));
    fixture_is_fine(&problems);
    assert_int_equal(close, root->span.end - 1);
    holds_text(&values[NAME], json_member(root, "name"));
    holds_text(&values[TEXT], json_member(root, "text"));
    assert_int_equal(skim_integer(&values[NUMBER]),
                     (int)json_member(root, "number")->number);
    assert_int_equal(values[THINGS].there, json_member(root, "things") != NULL);
    json_free(document);
    problem_free(&problems);
    return true;
}

static const char *const plain[] = {
    "{'name':'a','number':1}",
    " {\t'number' : -7 , 'name' : 'b' } \r",
    "{'name':'a','number':0,'text':''}",
    "{'name':'a','number':999999999,'text':'an ordinary line, long enough'}",
    "{'name':'a','number':-0,'things':{}}",
    "{'name':'a','number':1,'things':{'a':1,'b':-2.5,'c':[1,'x',{}],'d':true,"
    "'e':null,'f':false,'g':[]}}",
    "{'name':'a','number':1,'things':{'caf\xc3\xa9':1,'a long name, \x7f':2}}",
    "{'name':'\xc3\xa9','number':1,'text':'caf\xc3\xa9 \xe2\x80\x99 "
    "\xf0\x9f\x98\x80'}",
    "{'name':'a','number':1,'text':'\\n\\t\\'\\\\\\/\\b\\f\\r'}",
    "{'name':'\\u00e9','number':1,'text':'\\u2019 \\ud83d\\ude00 \\u0041'}",
};

static const char *const left[] = {
    "",
    "{",
    "{}",
    "[]",
    "x",
    "{'name':'a'}",
    "{'name':'','number':1}",
    "{'name':'a','number':1,}",
    "{'name':'a','number':1} x",
    "{'name':'a','number':1}{",
    "{'name':'a','name':'b','number':1}",
    "{'name':'a','number':1,'nme':'a'}",
    "{'name':'a','number':'1'}",
    "{'name':5,'number':1}",
    "{'name':'a','number':01}",
    "{'name':'a','number':1.5}",
    "{'name':'a','number':1e2}",
    "{'name':'a','number':9999999999}",
    "{'name':'a','number':-}",
    "{'name':'a' 'number':1}",
    "{'name' 'a','number':1}",
    "{'name':'a','number':1,'text':5}",
    "{'name':'a','number':1,'text':'\t'}",
    "{'name':'a','number':1,'text':'\x01'}",
    "{'name':'a','number':1,'text':'\\u0000'}",
    "{'name':'a','number':1,'text':'\\ud83d'}",
    "{'name':'a','number':1,'text':'\\ude00\\ud83d'}",
    "{'name':'a','number':1,'text':'\\ud83d\\u0041'}",
    "{'name':'a','number':1,'text':'\\x'}",
    "{'name':'a','number':1,'text':'\\u12'}",
    "{'name':'a','number':1,'text':'\\'}",
    "{'name':'a','number':1,'text':'\\",
    "{'name':'a','number':1,'text':'\xc3'}",
    "{'name':'a','number':1,'text':'\xed\xa0\x80'}",
    "{'name':'a','number':1,'text':'\xff ordinary text behind it'}",
    "{'name':'a','number':1,'things':{'a':1,'a':2}}",
    "{'name':'a','number':1,'things':{'caf\xc3\xa9':1,'caf\xc3\xa9':2}}",
    "{'name':'a','number':1,'things':{'\xc3':1}}",
    "{'name':'a','number':1,'things':{'a\nb':1}}",
    "{'name ':'a','number':1}",
    "{'nam':'a','number':1}",
    "{'name:'a','number':1}",
    "{'name':'a','number':1,'things':{'a':1,}}",
    "{'name':'a','number':1,'things':[]}",
    "{'name':'a','number':1,'things':{'a':[1 2]}}",
    "{'name':'a','number':1,'things':{'a':1e999}}",
    "{'name':'a','number':1,'things':{'a':tru}}",
    "{'name':'a','number':1,'things':{'\\u0061':1}}",
    "{'n\\u0061me':'a','number':1}",
    "\xef\xbb\xbf{'name':'a','number':1}",
    "// x\n{'name':'a','number':1}",
};

static void takes_what_is_plain(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(plain); i++) {
        char *line = fixture_json(plain[i]);
        struct source source = source_of(line);
        if (!is_taken(&source)) fail_msg("not taken: %s", line);
        free(line);
    }
}

static void leaves_what_is_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(left); i++) {
        char *line = fixture_json(left[i]);
        struct source source = source_of(line);
        if (is_taken(&source)) fail_msg("taken: %s", line);
        free(line);
    }
}

/* Eight bytes of a text are looked at together. */
static void knows_each_byte_at_each_place(void **state)
{
    (void)state;
    enum { FIRST = 9, PLACES = 17 };
    for (int byte = 1; byte < 256; byte++) {
        bool is_plain =
            byte >= ' ' && byte < 0x80 && byte != '"' && byte != '\\';
        for (size_t i = FIRST; i < FIRST + PLACES; i++) {
            char line[] = "{\"name\":\"aaaaaaaaaaaaaaaaa\",\"number\":1}";
            line[i] = (char)byte;
            struct source source = source_of(line);
            assert_int_equal(is_taken(&source), is_plain);
        }
    }
}

/* Every line cut at every place, in memory that ends with its NUL. */
static void reads_nothing_behind_the_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(plain); i++) {
        char *line = fixture_json(plain[i]);
        for (size_t length = 0; length < strlen(line); length++) {
            char *cut = memory_copy(line, length);
            is_taken(&(struct source){"lines", cut, length});
            free(cut);
        }
        free(line);
    }
}

/* Lines with a few bytes changed: whatever is taken is right. */
static void never_takes_what_is_wrong(void **state)
{
    (void)state;
    static const char bytes[] = "\"\\{}[]:,-.01eEun tf\x01\t\x7f\xc3\xa9\xed";
    uint32_t seed = 1;
    size_t taken = 0;
    for (int round = 0; round < 20000; round++) {
        char *line = fixture_json(plain[(size_t)round % (COUNT(plain))]);
        size_t length = strlen(line);
        for (int i = 0; i < 1 + round % 3; i++) {
            seed = seed * 1664525 + 1013904223;
            line[(seed >> 8) % length] =
                bytes[(seed >> 24) % sizeof bytes]; /* its NUL, too */
        }
        struct source source = {"lines", line, length};
        taken += is_taken(&source);
        free(line);
    }
    assert_true(taken > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_is_plain),
        cmocka_unit_test(leaves_what_is_not),
        cmocka_unit_test(knows_each_byte_at_each_place),
        cmocka_unit_test(reads_nothing_behind_the_end),
        cmocka_unit_test(never_takes_what_is_wrong),
    };
    return cmocka_run_group_tests_name("skim", tests, NULL, NULL);
}
