#include "rubric/difference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

/* A change to the fixture's rubric, and what is told of it. */
static const struct rewrite {
    const char *old;
    const char *new;
    const char *told;
} changes[] = {
    {"'version': 2", "'version': 3", "nothing but comments or order\n"},
    {"'sounds': 0.5, 'feels': 1", "'feels': 1.0, 'sounds': 5e-1",
     "nothing but comments or order\n"},
    {"'sounds': 0.5, 'feels': 1", "'sounds': 0.75, 'asks': -1",
     "code 'empathy' changes: 'sounds' counts 0.75 instead of 0.5; 'asks' is "
     "new in it (-1); 'feels' no longer counts\n"},
    {"'cut': [1, 1.5]", "'cut': [1, 2]",
     "code 'empathy' changes: how much it takes\n"},
    {"'unless': ['again'],\n", "",
     "code 'empathy' changes: what rules it out\n"},
    {"'reply': 'Try tea.'", "'reply': 'Do try tea.'",
     "code 'advice' changes: its examples\n"},
    {"'question': {'title': 'Question'", "'asked': {'title': 'Asked'",
     "code 'asked' is new: Asked\ncode 'question' is gone: Question\n"},
    {"^(?:what|how)\\\\b', 'in': 'question'", "^how\\\\b', 'in': 'reply'",
     "cue 'asks' changes: its pattern; where it looks\n"},
    {"'try', 'you should'", "'try', 'you must', 'do'",
     "cue 'advises' changes: now also \"you must\", \"do\"; no longer \"you "
     "should\"\n"},
    {"'least': 0.9", "'least': 0.8", "cue 'again' changes: its bounds\n"},
    {"'sad', 'worn out'", "'worn out'",
     "list 'feeling' changes: no longer \"sad\"\n"},
    {"'sad', 'worn out'", "'worn out', 'sad'",
     "list 'feeling' changes: in another order\n"},
    {"'fair': 2, 'good': 0", "'fair': 3, 'good': 0",
     "measure 'advising' changes: what is fair\n"},
    {"'title': 'Small'", "'title': 'Smaller'", "changed besides: 'title'\n"},
    {"'spellings': {'souds': 'sounds'},\n", "",
     "changed besides: 'spellings'\n"},
};

static struct source as_source(const char *text)
{
    return (struct source){"r.json", text, strlen(text)};
}

/* The fixture's text with OLD swapped for NEW, as JSON; the caller frees. */
static char *changed(const char *old, const char *new)
{
    struct buffer text = {0};
    const char *at = strstr(fixture_rubric_text, old);
    assert_non_null(at);
    buffer_add(&text, fixture_rubric_text, (size_t)(at - fixture_rubric_text));
    buffer_add_text(&text, new);
    buffer_add_text(&text, at + strlen(old));
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] == '\'') text.bytes[i] = '"';
    return text.bytes;
}

static void changes_are_told(void **state)
{
    (void)state;
    char *before = changed("{", "{");
    for (size_t i = 0; i < COUNT(changes); i++) {
        char *next = changed(changes[i].old, changes[i].new);
        struct buffer out = {0};
        struct source one = as_source(before);
        struct source other = as_source(next);
        assert_true(difference_tell(&one, &other, 10, &out));
        assert_string_equal(buffer_text(&out), changes[i].told);
        buffer_free(&out);
        free(next);
    }
    free(before);
}

static void few_lines_are_told(void **state)
{
    (void)state;
    struct buffer out = {0};
    char *text = changed("{", "{");
    struct source one = as_source(text);
    struct source none = as_source("{\"codes\": 1, \"cues\": [1, {}]}");
    assert_true(difference_tell(&one, &none, 2, &out));
    assert_string_equal(buffer_text(&out),
                        "code 'open_question' is gone: Open question\n"
                        "code 'empathy' is gone: Empathy\nand 18 more\n");
    buffer_clear(&out);
    struct source broken = as_source("{");
    assert_false(difference_tell(&one, &broken, 2, &out));
    assert_int_equal(out.length, 0);
    buffer_free(&out);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_are_told),
        cmocka_unit_test(few_lines_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
