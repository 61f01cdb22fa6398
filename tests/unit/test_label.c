/* Text made fit for a label: broken, cut and escaped. */
#include "scenario/label.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/count.h"

struct example {
    const char *text;
    const char *label; /* in 10 cells and two lines */
};

static const struct example examples[] = {
    {"", ""},
    {" \n ", ""},
    {"Fine.", "Fine."},
    {"  Fine,\n\n thanks ", "Fine,<BR/>thanks"},
    {"ten cells!", "ten cells!"},
    {"ten cells.!", "ten<BR/>cells.!"},
    /* What is left out shows, and no stop stands before it. */
    {"I was early, so, I went round", "I was<BR/>early, so…"},
    {"I was really. And then", "I was<BR/>really…"},
    {"I was here… and then more", "I was<BR/>here… and…"},
    /* A word that is too wide for any line. */
    {"abcdefghijklm", "abcdefghij<BR/>klm"},
    {"so abcdefghijklm", "so<BR/>abcdefghij…"},
    {"abcdefghijklmnopqrstuvwxyz", "abcdefghij<BR/>klmnopqrst…"},
    /* Cells, not bytes: a wide character takes two, an accent none. */
    {"私は眠れません夜", "私は眠れま<BR/>せん夜"},
    {"e\xcc\x81\x65\xcc\x81\x65\xcc\x81\x65\xcc\x81\x65\xcc\x81"
     "eeeee x",
     "e\xcc\x81\x65\xcc\x81\x65\xcc\x81\x65\xcc\x81\x65\xcc\x81"
     "eeeee<BR/>x"},
    /* What would mean something, or could steer a terminal. */
    {"<b>&\"\\n", "&lt;b&gt;&amp;&quot;\\n"},
    {"a\x1b[2J", "a\\x1b[2J"},
    {"\xe2\x80\xae!", "\\u{202e}!"},
    {"\xef\xbf\xbe", "\\u{fffe}"},
};

static void test_labels(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct buffer out = {0};
        label_add(examples[i].text, 10, 2, &out);
        assert_string_equal(buffer_text(&out), examples[i].label);
        buffer_free(&out);
    }
}

static void test_adds_to_what_is_there(void **state)
{
    (void)state;
    struct buffer out = {0};
    buffer_add_text(&out, "who: ");
    label_add("one two three", 5, 1, &out);
    assert_string_equal(buffer_text(&out), "who: one…");
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_adds_to_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
