/* Who speaks: names in plain scripts, and who of them is the therapist. */
#include "class/voice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "heard.h"

static void script(const char *therapist, const char *file, const char *wanted)
{
    heard_is(RECORDING_SCRIPT, therapist, file, wanted);
}

/* The message that FILE is refused with, for whoever asks. */
static void asks(const char *therapist, const char *file, const char *message)
{
    struct problems problems = {0};
    struct recording recording;
    struct source source = {"talk", file, strlen(file)};
    assert_false(recording_read(&source, RECORDING_SCRIPT, therapist,
                                &recording, &problems));
    assert_true(recording.is_undecided);
    assert_int_equal(recording.count, 0);
    assert_int_equal(problems.count, 1);
    assert_int_equal(problems.list[0].number, REMARK_WHO);
    assert_string_equal(problems.list[0].message, message);
    problem_free(&problems);
    recording_free(&recording);
}

static void reads_a_script(void **state)
{
    (void)state;
    script(NULL,
           "T: How are you,\n   then?\n\nC: Tired.\nAnd cold.\nC: Yes.\n"
           "T:You sound tired.\n",
           "T How are you, then?\nC Tired. And cold. Yes.\n"
           "T You sound tired.\n");
}

static void knows_words_for_roles(void **state)
{
    static const char *const files[] = {
        "Therapist: A\nClient: B\n",
        "Counsellor: A\nClient: B\n",
        "COUNSELOR: A\nMaya: B\nMaya: \n",
        "Dr. Lee: A\nPatient: B\n",
        "Dr Lee: A\nMaya: B\nMaya: \n",
        "INV: A\nPAR: B\n",
        "Interviewer 1: A\nParticipant 07: B\n",
        "Kim (therapist): A\nMaya (client): B\n",
        "Kim: A\nKim:\nC: B\n",
        "[00:00:01] T: A\n(0:02) C: B\n",
        ">> T: A\n>> C: B\n",
        "- T: A\n- C: B\n"};
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++)
        script(NULL, files[i], "T A\nC B\n");
}

static void takes_the_word_of_who_knows(void **state)
{
    (void)state;
    script("Client", "Client: A\nTherapist: B\n", "T A\nC B\n");
    script("kim lee", "Kim Lee: A\nMaya: B\nMaya: \n", "T A\nC B\n");
    script("Nobody, KIM ", "Kim Lee: A\nMaya: B\nMaya: \n", "T A\nC B\n");
    script("Kim,Jo", "Kim: A\nJo: B\nMaya: D\nMaya: E\n", "T A\nT B\nC D E\n");
    script("\xc3\x89va", "\xc3\xa9va: A\nMaya: B\nMaya: C\n", "T A\nC B C\n");
    script("Kim", "Kim: alone\n", "T alone\n");
}

static void is_not_taken_in_by_colons(void **state)
{
    (void)state;
    script(NULL,
           "T: Look\nNote: this\n10:30 Meeting: long\nAnd I said: no\n"
           "And I said: yes\nhttp://a.b\nMatthew 5:3\nA line that is far too "
           "long: x\nA line that is far too long: y\nNote: that\nOnce: upon\n"
           "1: a\n1: b\nAt 5: c\n:\n::\nC: Hm\n",
           "T Look Note: this 10:30 Meeting: long And I said: no And I said: "
           "yes http://a.b Matthew 5:3 A line that is far too long: x A line "
           "that is far too long: y Note: that Once: upon 1: a 1: b At 5: c : "
           "::\nC Hm\n");
}

static void takes_names_of_several_words(void **state)
{
    (void)state;
    script("Kim",
           "Kim: A\nJan de Vries: B\nJan de Vries: C\nO'Neil-Smith: D\n"
           "O'Neil-Smith: E\nSpeaker 2: F\nSpeaker 2: G\nmaya: H\nmaya: I\n",
           "T A\nC B C\nC D E\nC F G\nC H I\n");
    script("kim",
           "kim lee (she/her): A\nmaya (they/them): B\nkim lee "
           "(she/her): C\nmaya (they/them): D\n",
           "T A\nC B\nT C\nC D\n");
}

/* "so I say: …" in one line of many is no name. */
static void takes_small_letters_for_a_name_where_they_are_many(void **state)
{
    (void)state;
    struct buffer file = {0};
    struct buffer wanted = {0};
    buffer_add_text(&file, "T: A\nC: B\nhe says: c\nhe says: d\n");
    buffer_add_text(&wanted, "T A\nC B he says: c he says: d");
    buffer_repeat(&file, "e\n", 20);
    buffer_repeat(&wanted, " e", 20);
    buffer_add_byte(&wanted, '\n');
    script(NULL, buffer_text(&file), buffer_text(&wanted));
    buffer_free(&file);
    buffer_free(&wanted);
}

static void leaves_out_what_nobody_says(void **state)
{
    (void)state;
    struct problems problems = {0};
    struct recording recording;
    const char *file = "Session 3\nof five\n\nT: A\nC: B\n";
    struct source source = {"a/talk.TXT", file, strlen(file)};
    assert_true(
        recording_read(&source, RECORDING_SCRIPT, NULL, &recording, &problems));
    assert_int_equal(recording.count, 2);
    assert_int_equal(recording.left_out, 2);
    assert_int_equal(recording.turns[0].line, 4);
    assert_int_equal(recording.turns[0].number, 1);
    assert_int_equal(recording.turns[1].line, 5);
    assert_int_equal(recording.turns[1].number, 2);
    assert_string_equal(recording.turns[1].session, "a/talk");
    recording_free(&recording);
    fixture_is_fine(&problems);
}

static void asks_where_it_cannot_tell(void **state)
{
    (void)state;
    asks(NULL, "Hello.\nHm.\n",
         "nobody is named: whose are the words? Speakers found: none");
    asks(NULL, "T: Hello.\n",
         "only one speaker is named. Speakers found: T (1 turn)");
    asks(NULL, "T: Hello.\nMaya: Hm.\n",
         "only one speaker is named. Speakers found: T (1 turn), Maya (stands "
         "once: taken for text)");
    asks(NULL, "Kim: A\nMaya: B\nKim: C\nMaya: D\nKim: E\n",
         "who is the therapist? Speakers found: Kim (3 turns), Maya (2 "
         "turns)");
    asks(NULL, "Client: A\nKim: B\nKim: C\nJo: D\nJo: E\n",
         "who is the therapist? Speakers found: Client (1 turn), Kim (1 "
         "turn), Jo (1 turn)");
    asks("Ann", "T: A\nC: B\n",
         "nobody is called 'Ann'; speakers found: T (1 turn), C (1 turn)");
    asks("Ki", "Kim: A\nKim: B\nC: B\n",
         "nobody is called 'Ki'; speakers found: Kim (1 turn), C (1 turn)");
    asks("", "T: A\nC: B\n",
         "nobody is called ''; speakers found: T (1 turn), C (1 turn)");
}

static void refuses_what_is_too_long(void **state)
{
    (void)state;
    struct buffer file = {0};
    buffer_add_text(&file, "C: b\nT: ");
    buffer_repeat(&file, "a", 65536);
    buffer_add_text(&file, "\nC: b\n");
    struct problems problems = {0};
    struct recording recording;
    struct source source = {"talk", file.bytes, file.length};
    assert_true(
        recording_read(&source, RECORDING_SCRIPT, NULL, &recording, &problems));
    recording_free(&recording);
    buffer_clear(&file);
    buffer_add_text(&file, "C: b\nT: a\n");
    buffer_repeat(&file, "a", 65535);
    heard_fails(RECORDING_SCRIPT, file.bytes, file.length, PROBLEM_TOO_LARGE,
                2);
    buffer_repeat(&file, "a", 1 << 20);
    heard_fails(RECORDING_SCRIPT, file.bytes, file.length, PROBLEM_TOO_LARGE,
                3);
    buffer_free(&file);
}

static void survives_cuts_and_flips(void **state)
{
    (void)state;
    heard_survives(RECORDING_SCRIPT, "[0:01] A: b\n>> C\xc3\xa9 d\xe2\x80\x99"
                                     "e: f\n- A: g\n"
                                     "C\xc3\xa9 d\xe2\x80\x99"
                                     "e: (1:2\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_script),
        cmocka_unit_test(knows_words_for_roles),
        cmocka_unit_test(takes_the_word_of_who_knows),
        cmocka_unit_test(is_not_taken_in_by_colons),
        cmocka_unit_test(takes_names_of_several_words),
        cmocka_unit_test(takes_small_letters_for_a_name_where_they_are_many),
        cmocka_unit_test(leaves_out_what_nobody_says),
        cmocka_unit_test(asks_where_it_cannot_tell),
        cmocka_unit_test(refuses_what_is_too_long),
        cmocka_unit_test(survives_cuts_and_flips),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
