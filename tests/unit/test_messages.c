/* Chats as JSON: messages in an array, under a key, or one a line. */
#include "class/messages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "heard.h"

static void chat(const char *file, const char *wanted)
{
    char *json = fixture_json(file);
    heard_is(RECORDING_CHAT, "assistant", json, wanted);
    free(json);
}

static void reads_messages(void **state)
{
    (void)state;
    chat("[{'role':'user','content':'A'},\n"
         " {'role':'assistant','content':'B','id':5}]\n",
         "C A\nT B\n");
    chat("{'model':'x','messages':[{'role':'user','content':'A'},\n"
         "{'role':'assistant','content':'B'}]}",
         "C A\nT B\n");
    chat("\n {'role':'user','content':'A'} \r\n\n"
         "{'role':'assistant','content':'B'}",
         "C A\nT B\n");
    chat("{\n'messages':[{'role':'assistant','content':'B'}]\n}\n", "T B\n");
}

static void reads_parts_and_keeps_lines(void **state)
{
    (void)state;
    chat("[{'role':'assistant','content':[{'type':'text','text':'A'},\n"
         "{'type':'image'},{'type':'text','text':'b\\n\\nc  d'}]}]",
         "T A\nb\nc d\n");
}

static void drops_what_nobody_says(void **state)
{
    (void)state;
    chat("[{'role':'system','content':'X'},{'role':'tool','content':{}},"
         "{'role':'assistant','content':null},{'role':'user','content':''},"
         "{'role':'user','content':'A'},{'role':'user','content':'B'}]",
         "C A\nB\n");
}

static void knows_therapist_and_client(void **state)
{
    (void)state;
    char *json = fixture_json("[{'role':'therapist','content':'A'},"
                              "{'role':'client','content':'Note: b'}]");
    heard_is(RECORDING_CHAT, NULL, json, "T A\nC Note: b\n");
    free(json);
}

static void takes_several_talks_apart(void **state)
{
    (void)state;
    char *json = fixture_json("{'messages':[{'role':'client','content':'A'}]}\n"
                              "{'messages':[{'role':'client','content':'B'},"
                              "{'role':'therapist','content':'C'}]}\n");
    struct problems problems = {0};
    struct recording recording;
    struct source source = {"t.json", json, strlen(json)};
    assert_true(
        recording_read(&source, RECORDING_CHAT, NULL, &recording, &problems));
    assert_int_equal(recording.count, 3);
    assert_string_equal(recording.turns[0].session, "t-1");
    assert_string_equal(recording.turns[1].session, "t-2");
    assert_int_equal(recording.turns[1].number, 1);
    assert_int_equal(recording.turns[2].number, 2);
    assert_int_equal(recording.turns[2].line, 2);
    recording_free(&recording);
    fixture_is_fine(&problems);
    free(json);
}

static void refuses_what_is_broken(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        int number;
        size_t line;
    } cases[] = {
        {"[]", REMARK_NOTHING, 0},
        {"5", PROBLEM_WRONG_KIND, 1},
        {"[\n5]", PROBLEM_WRONG_KIND, 2},
        {"[{'role':'a'}]", PROBLEM_MISSING_KEY, 1},
        {"[{'content':'a'}]", PROBLEM_MISSING_KEY, 1},
        {"[{'role':5,'content':'a'}]", PROBLEM_MISSING_KEY, 1},
        {"[{'role':'a',\n'content':5}]", PROBLEM_WRONG_KIND, 2},
        {"[{'role':'a','content':'b'}", PROBLEM_SYNTAX, 1},
        {"{'role':'a','content':'b'}\n{'role':'a','cont", PROBLEM_SYNTAX, 2},
        {"{'role':'a','content':'b'}\n\n{'role':'c'}\n", PROBLEM_MISSING_KEY,
         3},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *json = fixture_json(cases[i].file);
        heard_refuses(RECORDING_CHAT, json, cases[i].number, cases[i].line);
        free(json);
    }
}

static void survives_cuts_and_flips(void **state)
{
    (void)state;
    heard_survives(RECORDING_CHAT,
                   "[{\"role\":\"a\",\"content\":[{\"text\":\"\\u00e9\"}]},\n"
                   "{\"role\":\"b\",\"content\":\"c\\nd\"}]");
    heard_survives(RECORDING_CHAT, "{\"role\":\"a\",\"content\":\"b\"}\r\n"
                                   "{\"messages\":[]}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_messages),
        cmocka_unit_test(reads_parts_and_keeps_lines),
        cmocka_unit_test(drops_what_nobody_says),
        cmocka_unit_test(knows_therapist_and_client),
        cmocka_unit_test(takes_several_talks_apart),
        cmocka_unit_test(refuses_what_is_broken),
        cmocka_unit_test(survives_cuts_and_flips),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
