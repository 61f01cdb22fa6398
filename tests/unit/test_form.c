/* Forms: what form_check() and form_is() report, and what form_text() and its
 * kin give. */
#include "base/form.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct fixture {
    struct source source;
    struct problems problems;
    struct arena arena;
    struct json_document *document;
    struct form form;
    const struct json_node *root;
};

static void set_up(struct fixture *fixture, const char *text)
{
    *fixture = (struct fixture){.source = {"file.json", text, strlen(text)}};
    fixture->document = json_read(&fixture->source, JSON_WITH_COMMENTS, 100000,
                                  &fixture->problems);
    assert_non_null(fixture->document);
    fixture->root = json_root(fixture->document);
    fixture->form =
        (struct form){&fixture->source, &fixture->problems, &fixture->arena};
}

static void tear_down(struct fixture *fixture)
{
    json_free(fixture->document);
    problem_free(&fixture->problems);
    arena_free(&fixture->arena);
}

static const struct form_field cue_fields[] = {
    {"match", FORM_TEXT, true},     {"in", FORM_TEXT, false},
    {"least", FORM_DECIMAL, false}, {"times", FORM_INTEGER, false},
    {"on", FORM_BOOL, false},       {"list", FORM_ARRAY, false},
    {"of", FORM_OBJECT, false},     {"free", FORM_ANY, false},
};

static bool check_cue(struct fixture *fixture)
{
    return form_check(&fixture->form, fixture->root, "cue 'x'", cue_fields,
                      COUNT(cue_fields));
}

struct wrong {
    const char *text;
    int number;
    size_t line;
    size_t column;
    const char *message;
    const char *mend;
};

static const struct wrong wrongs[] = {
    {"{\"match\": \"a\",\n \"mach\": 1}", PROBLEM_UNKNOWN_KEY, 2, 2,
     "cue 'x' has an unknown key 'mach'", "did you mean 'match'?"},
    {"{\"match\": \"a\", \"zebra\": 1}", PROBLEM_UNKNOWN_KEY, 1, 16,
     "cue 'x' has an unknown key 'zebra'", NULL},
    {"{\"match\": \"a\", \"\": 1}", PROBLEM_UNKNOWN_KEY, 1, 16,
     "cue 'x' has an unknown key ''", NULL},
    {"\n{\"in\": \"a\"}", PROBLEM_MISSING_KEY, 2, 1,
     "cue 'x' lacks the key 'match'", "add \"match\": …"},
    {"[]", PROBLEM_WRONG_KIND, 1, 1, "cue 'x' must be an object, not an array",
     NULL},
    {"{\"match\": 3}", PROBLEM_WRONG_KIND, 1, 11,
     "'match' of cue 'x' must be a text, not a number",
     "put it in double quotes"},
    {"{\"match\": null}", PROBLEM_WRONG_KIND, 1, 11,
     "'match' of cue 'x' must be a text, not null", NULL},
    {"{\"match\": \"\"}", PROBLEM_EMPTY_TEXT, 1, 11,
     "'match' of cue 'x' must not be empty", NULL},
    {"{\"match\": \"a\", \"times\": \"1\"}", PROBLEM_WRONG_KIND, 1, 25,
     "'times' of cue 'x' must be a whole number, not a text",
     "leave out the quotes"},
    {"{\"match\": \"a\", \"times\": \"0,6\"}", PROBLEM_WRONG_KIND, 1, 25,
     "'times' of cue 'x' must be a whole number, not a text",
     "leave out the quotes, and write a point for the comma: 0.5"},
    {"{\"match\": \"a\", \"times\": \"many\"}", PROBLEM_WRONG_KIND, 1, 25,
     "'times' of cue 'x' must be a whole number, not a text", NULL},
    {"{\"match\": \"a\", \"times\": 1.5}", PROBLEM_WRONG_KIND, 1, 25,
     "'times' of cue 'x' must be a whole number", "leave out the decimals"},
    {"{\"match\": \"a\", \"times\": 1000000001}", PROBLEM_OUT_OF_RANGE, 1, 25,
     "'times' of cue 'x' must lie between -1000000000 and 1000000000", NULL},
    {"{\"match\": \"a\", \"times\": -1e300}", PROBLEM_OUT_OF_RANGE, 1, 25,
     "'times' of cue 'x' must lie between -1000000000 and 1000000000", NULL},
    {"{\"match\": \"a\", \"least\": 0.1234}", PROBLEM_WRONG_KIND, 1, 25,
     "'least' of cue 'x' may have at most three decimals", "round it"},
    {"{\"match\": \"a\", \"least\": 1000000.001}", PROBLEM_OUT_OF_RANGE, 1, 25,
     "'least' of cue 'x' must lie between -1000000 and 1000000", NULL},
    {"{\"match\": \"a\", \"on\": 1}", PROBLEM_WRONG_KIND, 1, 22,
     "'on' of cue 'x' must be true or false, not a number", NULL},
    {"{\"match\": \"a\", \"on\": \"true\"}", PROBLEM_WRONG_KIND, 1, 22,
     "'on' of cue 'x' must be true or false, not a text",
     "leave out the quotes"},
    {"{\"match\": \"a\", \"list\": \"b\"}", PROBLEM_WRONG_KIND, 1, 24,
     "'list' of cue 'x' must be an array, not a text", "put it in [ ]"},
    {"{\"match\": \"a\", \"of\": []}", PROBLEM_WRONG_KIND, 1, 22,
     "'of' of cue 'x' must be an object, not an array", NULL},
};

static void assert_same_text(const char *a, const char *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a && b) assert_string_equal(a, b);
}

static void assert_problem(const struct problem *problem,
                           const struct wrong *wrong)
{
    assert_string_equal(problem->message, wrong->message);
    assert_int_equal(problem->number, wrong->number);
    assert_int_equal(problem->line, wrong->line);
    assert_int_equal(problem->column, wrong->column);
    assert_same_text(problem->mend, wrong->mend);
}

static void test_what_is_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(wrongs); i++) {
        struct fixture fixture;
        set_up(&fixture, wrongs[i].text);
        assert_false(check_cue(&fixture));
        assert_int_equal(fixture.problems.count, 1);
        assert_problem(&fixture.problems.list[0], &wrongs[i]);
        tear_down(&fixture);
    }
}

static void test_what_is_right(void **state)
{
    (void)state;
    static const char *const rights[] = {
        "{\"match\": \"a\"}",
        "{\"match\": \"a\", \"times\": -1000000000, \"least\": 1000000}",
        "{\"match\": \"a\", \"times\": 1e3, \"least\": -0.001}",
        "{\"match\": \"a\", \"times\": 2.0, \"least\": 999999.999}",
        "{\"match\": \" \", \"list\": [], \"of\": {}, \"on\": false}",
        "{\"match\": \"a\", \"free\": null}",
        "{\"match\": \"a\", \"free\": \"\"}",
        "{\"match\": \"a\", \"free\": 0.12345}",
    };
    for (size_t i = 0; i < COUNT(rights); i++) {
        struct fixture fixture;
        set_up(&fixture, rights[i]);
        assert_true(check_cue(&fixture));
        assert_int_equal(fixture.problems.count, 0);
        tear_down(&fixture);
    }
}

static void test_nothing_is_reported_of_nothing(void **state)
{
    (void)state;
    struct fixture fixture;
    set_up(&fixture, "{}");
    assert_false(form_check(&fixture.form, NULL, "x", cue_fields, 1));
    assert_false(form_is(&fixture.form, NULL, "x", FORM_ANY));
    assert_true(form_check(&fixture.form, fixture.root, "x", NULL, 0));
    assert_int_equal(fixture.problems.count, 0);
    tear_down(&fixture);
}

static void test_all_is_reported_at_once(void **state)
{
    (void)state;
    struct fixture fixture;
    set_up(&fixture, "{\"mach\": 1, \"inn\": 2, \"on\": 3, \"times\": []}");
    assert_false(check_cue(&fixture));
    static const int numbers[] = {PROBLEM_UNKNOWN_KEY, PROBLEM_UNKNOWN_KEY,
                                  PROBLEM_WRONG_KIND, PROBLEM_WRONG_KIND,
                                  PROBLEM_MISSING_KEY};
    assert_int_equal(fixture.problems.count, COUNT(numbers));
    for (size_t i = 0; i < COUNT(numbers); i++)
        assert_int_equal(fixture.problems.list[i].number, numbers[i]);
    tear_down(&fixture);
}

/* A long key is cut between two characters. */
static void test_a_long_key(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_add_text(&text, "{\"match\": \"a\", \"x");
    buffer_repeat(&text, "\u00E9", 1000);
    buffer_add_text(&text, "\": 1}");
    struct fixture fixture;
    set_up(&fixture, buffer_text(&text));
    assert_false(check_cue(&fixture));
    struct buffer message = {0};
    buffer_add_text(&message, "cue 'x' has an unknown key 'x");
    buffer_repeat(&message, "\u00E9", 19);
    buffer_add_text(&message, "'");
    assert_string_equal(fixture.problems.list[0].message,
                        buffer_text(&message));
    tear_down(&fixture);
    buffer_free(&text);
    buffer_free(&message);
}

/* A row of wrong keys is cut short, and what is missing is said still. */
static void test_a_row_of_wrong_keys(void **state)
{
    (void)state;
    struct buffer text = {0};
    for (int i = 0; i < 500; i++)
        buffer_format(&text, "%s\"k%d\": 1", i ? ", " : "{", i);
    buffer_add_text(&text, "}");
    struct fixture fixture;
    set_up(&fixture, buffer_text(&text));
    assert_false(check_cue(&fixture));
    assert_int_equal(fixture.problems.count, 21);
    assert_int_equal(fixture.problems.list[20].number, PROBLEM_MISSING_KEY);
    tear_down(&fixture);
    buffer_free(&text);
}

static void test_problems_by_hand(void **state)
{
    (void)state;
    struct fixture fixture;
    set_up(&fixture, "{\"a\":\n  {\"b\": 1}}");
    const struct json_node *b = json_member(fixture.root->child, "b");
    form_problem(&fixture.form, b, 210, "do", "%d%% of %s", 5, "b");
    form_key_problem(&fixture.form, b, 211, NULL, "key %s", "b");
    static const struct wrong expected[] = {
        {NULL, 210, 2, 9, "5% of b", "do"},
        {NULL, 211, 2, 4, "key b", NULL},
    };
    assert_int_equal(fixture.problems.count, 2);
    assert_problem(&fixture.problems.list[0], &expected[0]);
    assert_problem(&fixture.problems.list[1], &expected[1]);
    tear_down(&fixture);
}

static void test_problems_within_a_text(void **state)
{
    (void)state;
    struct fixture fixture;
    set_up(&fixture, "{\"a\": \"one two\",\n\"b\": \"\\u0061 two\"}");
    const struct json_node *a = fixture.root->child;
    form_problem_within(&fixture.form, a, 4, 210, "do", "no %s", "two");
    form_problem_within(&fixture.form, a->next, 2, 211, NULL, "no two");
    static const struct wrong expected[] = {
        {NULL, 210, 1, 12, "no two", "do"},
        {NULL, 211, 2, 6, "no two", NULL},
    };
    assert_int_equal(fixture.problems.count, 2);
    assert_problem(&fixture.problems.list[0], &expected[0]);
    assert_problem(&fixture.problems.list[1], &expected[1]);
    tear_down(&fixture);
}

/* ---- Taking ---- */

static void test_text(void **state)
{
    (void)state;
    struct fixture fixture;
    set_up(&fixture, "{\"a\": \"one\", \"b\": 2, \"c\": \"\"}");
    const char *text = form_text(&fixture.form, fixture.root, "a");
    assert_null(form_text(&fixture.form, fixture.root, "b"));
    assert_null(form_text(&fixture.form, fixture.root, "z"));
    assert_null(form_text(&fixture.form, NULL, "a"));
    assert_string_equal(form_text(&fixture.form, fixture.root, "c"), "");
    assert_int_equal(fixture.problems.count, 0);
    json_free(fixture.document); /* the text is the arena's */
    fixture.document = NULL;
    assert_string_equal(text, "one");
    tear_down(&fixture);
}

static void test_integer(void **state)
{
    (void)state;
    struct fixture fixture;
    set_up(&fixture, "{\"a\": 5, \"b\": 1.5, \"c\": \"5\", \"d\": -7, "
                     "\"e\": 1e12}");
    const struct form *form = &fixture.form;
    assert_int_equal(form_integer(form, fixture.root, "a", 0, 5, 9), 5);
    assert_int_equal(form_integer(form, fixture.root, "d", -7, 5, 9), -7);
    assert_int_equal(form_integer(form, fixture.root, "b", 0, 5, 9), 9);
    assert_int_equal(form_integer(form, fixture.root, "c", 0, 5, 9), 9);
    assert_int_equal(form_integer(form, fixture.root, "z", 0, 5, 9), 9);
    assert_int_equal(form_integer(form, fixture.root, "e", 0, INT_MAX, 9), 9);
    assert_int_equal(fixture.problems.count, 0);
    assert_int_equal(form_integer(form, fixture.root, "a", 0, 4, 9), 9);
    assert_int_equal(form_integer(form, fixture.root, "d", -6, 4, 9), 9);
    assert_int_equal(fixture.problems.count, 2);
    static const struct wrong expected = {
        NULL, PROBLEM_OUT_OF_RANGE, 1, 7, "'a' must lie between 0 and 4", NULL};
    assert_problem(&fixture.problems.list[0], &expected);
    tear_down(&fixture);
}

static const struct {
    const char *text;
    int thousandths;
} decimals[] = {
    {"0", 0},
    {"1", 1000},
    {"0.001", 1},
    {"-0.001", -1},
    {"-1.2", -1200},
    {"2.4", 2400},
    {"0.3", 300},
    {"0.29", 290},
    {"1.005", 1005},
    {"1e3", 1000000},
    {"1.5e-1", 150},
    {"999999.999", 999999999},
    {"-1000000", -1000000000},
    {"0.5000", 500},
    {"16.001", 16001},
};

static void test_thousandths(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(decimals); i++) {
        struct buffer text = {0};
        buffer_format(&text, "{\"n\": %s}", decimals[i].text);
        struct fixture fixture;
        set_up(&fixture, buffer_text(&text));
        assert_int_equal(form_thousandths(&fixture.form, fixture.root, "n", -7),
                         decimals[i].thousandths);
        assert_int_equal(
            form_node_thousandths(&fixture.form, fixture.root->child, "n"),
            decimals[i].thousandths);
        assert_int_equal(fixture.problems.count, 0);
        tear_down(&fixture);
        buffer_free(&text);
    }
}

/* Every number of three decimals is taken for what it is. */
static void test_every_thousandth(void **state)
{
    (void)state;
    struct json_value *object = json_object();
    for (int i = -20000; i < 20000; i += 7) {
        struct buffer key = {0};
        buffer_format(&key, "%d", i);
        json_set_thousandths(object, buffer_text(&key), i);
        buffer_free(&key);
    }
    struct buffer text = {0};
    json_print(object, &text);
    json_discard(object);
    struct fixture fixture;
    set_up(&fixture, buffer_text(&text));
    for (const struct json_node *member = fixture.root->child; member;
         member = member->next)
        assert_int_equal(form_node_thousandths(&fixture.form, member, "it"),
                         atoi(member->key));
    assert_int_equal(fixture.problems.count, 0);
    tear_down(&fixture);
    buffer_free(&text);
}

static void test_no_thousandths(void **state)
{
    (void)state;
    struct fixture fixture;
    set_up(&fixture, "{\"a\": 0.0001, \"b\": \"1\", \"c\": 1e7, \"d\": true}");
    const struct form *form = &fixture.form;
    static const char *const keys[] = {"a", "b", "c", "d", "z"};
    for (size_t i = 0; i < COUNT(keys); i++)
        assert_int_equal(form_thousandths(form, fixture.root, keys[i], -7), -7);
    assert_int_equal(fixture.problems.count, 0);
    for (size_t i = 0; i < COUNT(keys); i++)
        assert_int_equal(form_node_thousandths(
                             form, json_member(fixture.root, keys[i]), "it"),
                         0);
    assert_int_equal(fixture.problems.count, 4);
    assert_string_equal(fixture.problems.list[3].message,
                        "it must be a number, not true or false");
    tear_down(&fixture);
}

static void test_bool(void **state)
{
    (void)state;
    struct fixture fixture;
    set_up(&fixture, "{\"yes\": true, \"no\": false, \"n\": 1}");
    assert_true(form_bool(fixture.root, "yes", false));
    assert_false(form_bool(fixture.root, "no", true));
    assert_true(form_bool(fixture.root, "n", true));
    assert_false(form_bool(fixture.root, "z", false));
    assert_true(form_bool(NULL, "z", true));
    tear_down(&fixture);
}

static void test_texts(void **state)
{
    (void)state;
    struct fixture fixture;
    set_up(&fixture,
           "{\"many\": [\"a\", \"b\"], \"one\": \"c\", \"none\": []}");
    const struct form *form = &fixture.form;
    size_t count;
    const char *const *texts = form_texts(form, fixture.root, "many", &count);
    assert_int_equal(count, 2);
    assert_string_equal(texts[0], "a");
    assert_string_equal(texts[1], "b");
    texts = form_texts(form, fixture.root, "one", &count);
    assert_int_equal(count, 1);
    assert_string_equal(texts[0], "c");
    form_texts(form, fixture.root, "none", &count);
    assert_int_equal(count, 0);
    count = 9;
    form_texts(form, fixture.root, "z", &count);
    assert_int_equal(count, 0);
    assert_int_equal(fixture.problems.count, 0);
    tear_down(&fixture);
}

static void test_wrong_texts(void **state)
{
    (void)state;
    struct fixture fixture;
    set_up(&fixture, "{\"a\": [\"x\", 1, \"\", \"y\"], \"b\": 1, \"c\": \"\"}");
    const struct form *form = &fixture.form;
    size_t count;
    const char *const *texts = form_texts(form, fixture.root, "a", &count);
    assert_int_equal(count, 2);
    assert_string_equal(texts[1], "y");
    form_texts(form, fixture.root, "b", &count);
    assert_int_equal(count, 0);
    form_texts(form, fixture.root, "c", &count);
    assert_int_equal(count, 0);
    static const struct wrong expected[] = {
        {NULL, PROBLEM_WRONG_KIND, 1, 13,
         "each text of 'a' must be a text, not a number",
         "put it in double quotes"},
        {NULL, PROBLEM_EMPTY_TEXT, 1, 16, "each text of 'a' must not be empty",
         NULL},
        {NULL, PROBLEM_WRONG_KIND, 1, 31,
         "'b' must be a text or an array of texts, not a number", NULL},
        {NULL, PROBLEM_EMPTY_TEXT, 1, 39, "'c' must not be empty", NULL},
    };
    assert_int_equal(fixture.problems.count, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_problem(&fixture.problems.list[i], &expected[i]);
    tear_down(&fixture);
}

static void test_names(void **state)
{
    (void)state;
    char longest[66];
    memset(longest, 'a', sizeof longest);
    longest[64] = '\0';
    static const char *const names[] = {"a", "open_question", "a1_", "z9"};
    static const char *const ids[] = {"a", "maya-1", "1st", "a_b-c"};
    static const char *const neither[] = {"",    "-a",  "_a", "A",      "a b",
                                          "a.b", "a/b", "..", "\u00E9", "a\n"};
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_true(form_is_name(names[i]));
        assert_true(form_is_id(ids[i]));
    }
    for (size_t i = 0; i < COUNT(neither); i++) {
        assert_false(form_is_name(neither[i]));
        assert_false(form_is_id(neither[i]));
    }
    assert_false(form_is_name("1st"));
    assert_false(form_is_name("maya-1"));
    assert_true(form_is_name(longest) && form_is_id(longest));
    longest[64] = 'a';
    longest[65] = '\0';
    assert_false(form_is_name(longest) || form_is_id(longest));
}

static const char *const codes[] = {"question", "reflection", "advice"};

static void test_a_thing_that_is_not_there(void **state)
{
    (void)state;
    struct fixture fixture;
    set_up(&fixture, "{\"reflecton\": \"advise\", \"x\": \"x\"}");
    const struct form *form = &fixture.form;
    const struct json_node *node = fixture.root->child;
    form_unknown(form, node, node->key, 210, "code", codes, COUNT(codes));
    form_unknown(form, node, node->text, 211, "code", codes, COUNT(codes));
    /* A value that is spelt as its key is a value still. */
    form_unknown(form, node->next, node->next->text, 212, "code", codes,
                 COUNT(codes));
    static const struct wrong expected[] = {
        {NULL, 210, 1, 2, "'reflecton' is no code",
         "did you mean 'reflection'?"},
        {NULL, 211, 1, 15, "'advise' is no code", "did you mean 'advice'?"},
        {NULL, 212, 1, 30, "'x' is no code", NULL},
    };
    assert_int_equal(fixture.problems.count, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_problem(&fixture.problems.list[i], &expected[i]);
    tear_down(&fixture);
}

static void test_names_in_a_file(void **state)
{
    (void)state;
    struct fixture fixture;
    set_up(&fixture, "{\"good\": \"fine\", \"Bad\": \"no good\"}");
    const struct json_node *good = fixture.root->child;
    assert_true(form_key_is_name(&fixture.form, good));
    assert_true(form_text_is_name(&fixture.form, good));
    assert_int_equal(fixture.problems.count, 0);
    assert_false(form_key_is_name(&fixture.form, good->next));
    assert_false(form_text_is_name(&fixture.form, good->next));
    static const struct wrong expected[] = {
        {NULL, PROBLEM_BAD_NAME, 1, 18, "'Bad' cannot be a name",
         "use a-z, 0-9 and _, a letter first"},
        {NULL, PROBLEM_BAD_NAME, 1, 25, "'no good' cannot be a name",
         "use a-z, 0-9 and _, a letter first"},
    };
    assert_int_equal(fixture.problems.count, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_problem(&fixture.problems.list[i], &expected[i]);
    tear_down(&fixture);
}

static void test_too_many(void **state)
{
    (void)state;
    struct fixture fixture;
    set_up(&fixture, "{\"a\": [1, 2, 3]}");
    const struct json_node *array = fixture.root->child;
    assert_true(
        form_few_enough(&fixture.form, array, 3, 210, "cues", "a rubric"));
    assert_int_equal(fixture.problems.count, 0);
    assert_false(
        form_few_enough(&fixture.form, array, 2, 210, "cues", "a rubric"));
    static const struct wrong expected = {
        NULL, 210, 1, 7, "3 cues are more than the 2 a rubric may have", NULL};
    assert_int_equal(fixture.problems.count, 1);
    assert_problem(&fixture.problems.list[0], &expected);
    tear_down(&fixture);
}

static struct form_head head_of(struct fixture *fixture, const char *text)
{
    set_up(fixture, text);
    return form_head(&fixture->form, fixture->root);
}

static void test_head(void **state)
{
    (void)state;
    struct fixture fixture;
    struct form_head head = head_of(
        &fixture, "{\"format\": \"x/1\", \"id\": \"a-1\", \"version\": 3,"
                  " \"language\": \"en\", \"title\": \"T\", \"about\": \"A\"}");
    assert_string_equal(head.id, "a-1");
    assert_int_equal(head.version, 3);
    assert_string_equal(head.language, "en");
    assert_string_equal(head.title, "T");
    assert_string_equal(head.about, "A");
    assert_int_equal(fixture.problems.count, 0);
    tear_down(&fixture);
    head = head_of(&fixture, "{\"id\": 5}"); /* form_check() tells of these */
    assert_null(head.id);
    assert_null(head.title);
    assert_int_equal(head.version, 1);
    assert_int_equal(fixture.problems.count, 0);
    tear_down(&fixture);
}

static void test_wrong_head(void **state)
{
    (void)state;
    struct fixture fixture;
    head_of(&fixture, "{\"format\": \"x/2\", \"id\": \"A b\", \"version\": 0}");
    form_format(&fixture.form, fixture.root, "x/1", "an x");
    static const struct wrong expected[] = {
        {NULL, PROBLEM_OUT_OF_RANGE, 1, 43,
         "'version' must lie between 1 and 1000000", NULL},
        {NULL, PROBLEM_BAD_NAME, 1, 25, "'A b' cannot be an id",
         "use a-z, 0-9, - and _"},
        {NULL, PROBLEM_WRONG_FORMAT, 1, 12,
         "'x/2' is no format of an x it knows", "this program reads \"x/1\""},
    };
    assert_int_equal(fixture.problems.count, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_problem(&fixture.problems.list[i], &expected[i]);
    tear_down(&fixture);
}

static void test_a_format(void **state)
{
    (void)state;
    static const char *const fine[] = {"{\"format\": \"x/1\"}",
                                       "{\"format\": \"\"}", "{\"format\": 1}",
                                       "{}", "[]"};
    struct fixture fixture;
    for (size_t i = 0; i < COUNT(fine); i++) {
        set_up(&fixture, fine[i]);
        assert_true(form_format(&fixture.form, fixture.root, "x/1", "an x"));
        assert_int_equal(fixture.problems.count, 0);
        tear_down(&fixture);
    }
    set_up(&fixture, "{\"format\": \"y/1\"}");
    assert_false(form_format(&fixture.form, fixture.root, "x/1", "an x"));
    assert_int_equal(fixture.problems.count, 1);
    tear_down(&fixture);
}

static void test_what_was_meant(void **state)
{
    (void)state;
    static const struct form_field fields[] = {{"again", FORM_ARRAY, false},
                                               {"end", FORM_TEXT, false}};
    struct fixture fixture;
    set_up(&fixture, "{\"agian\": [], \"end\": 5}");
    assert_ptr_equal(form_meant(fixture.root, "again", fields, COUNT(fields)),
                     fixture.root->child);
    assert_ptr_equal(form_meant(fixture.root, "end", fields, COUNT(fields)),
                     fixture.root->child->next);
    assert_null(form_word(fixture.root, "end"));
    assert_true(
        form_object(&fixture.form, fixture.root, "x", fields, COUNT(fields)));
    assert_int_equal(fixture.problems.count, 2);
    const struct json_node *array = fixture.root->child;
    assert_null(form_meant(array, "again", fields, COUNT(fields)));
    assert_null(form_meant(NULL, "again", fields, COUNT(fields)));
    assert_false(form_object(&fixture.form, array, "x", fields, COUNT(fields)));
    assert_false(form_object(&fixture.form, NULL, "x", fields, COUNT(fields)));
    tear_down(&fixture);
    set_up(&fixture, "{\"again\": \"\", \"other\": \"a\"}");
    assert_null(form_meant(fixture.root, "end", fields, COUNT(fields)));
    assert_null(form_word(fixture.root, "again"));
    assert_string_equal(form_word(fixture.root, "other")->text, "a");
    tear_down(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_wrong),
        cmocka_unit_test(test_what_is_right),
        cmocka_unit_test(test_nothing_is_reported_of_nothing),
        cmocka_unit_test(test_all_is_reported_at_once),
        cmocka_unit_test(test_a_long_key),
        cmocka_unit_test(test_a_row_of_wrong_keys),
        cmocka_unit_test(test_problems_by_hand),
        cmocka_unit_test(test_problems_within_a_text),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_integer),
        cmocka_unit_test(test_thousandths),
        cmocka_unit_test(test_every_thousandth),
        cmocka_unit_test(test_no_thousandths),
        cmocka_unit_test(test_bool),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_wrong_texts),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_a_thing_that_is_not_there),
        cmocka_unit_test(test_names_in_a_file),
        cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_head),
        cmocka_unit_test(test_wrong_head),
        cmocka_unit_test(test_a_format),
        cmocka_unit_test(test_what_was_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
