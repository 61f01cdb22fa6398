/* CHAT: main lines, who speaks, and the codes in what is said. */
#include "class/talkbank.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "heard.h"

static void reads_main_lines(void **state)
{
    (void)state;
    heard_is(RECORDING_CHA, NULL,
             "@UTF8\n@Begin\n@Languages:\teng\n"
             "@Participants:\tPAR Maya Participant,\n\tINV Investigator\n"
             "*INV:\thow are you ?\n%mor:\tadv|how\n\tcop|be\n"
             "*PAR:\tI (a)m tired .\n*PAR:\tand\n\tcold .\n\n*INV:\toh .\n"
             "@End\n",
             "T how are you?\nC I am tired. and cold.\nT oh.\n");
}

static void knows_roles_by_either_header(void **state)
{
    (void)state;
    heard_is(RECORDING_CHA, NULL,
             "@Participants:\tKIM Kim_Lee Therapist, SAM Adult\n"
             "*KIM:\ta .\n*SAM:\tb .\n",
             "T a.\nC b.\n");
    heard_is(RECORDING_CHA, NULL,
             "@ID:\teng|talks|KIM||female|||Investigator|||\n"
             "@ID:\teng|talks|SAM||male|||Adult|||\n"
             "*KIM:\ta .\n*SAM:\tb .\n",
             "T a.\nC b.\n");
    heard_is(RECORDING_CHA, "sam",
             "@Participants:\tKIM Therapist, SAM Adult\n"
             "*KIM:\ta .\n*SAM:\tb .\n",
             "C a.\nT b.\n");
}

/* What is left of what a speaker says. */
static void says(const char *said, const char *left)
{
    struct buffer file = {0};
    struct buffer wanted = {0};
    buffer_format(&file, "*T:\tso .\n*C:\t%s\n", said);
    buffer_add_text(&wanted, "T so.\n");
    if (left[0] != '\0') buffer_format(&wanted, "C %s\n", left);
    heard_is(RECORDING_CHA, "T", buffer_text(&file), buffer_text(&wanted));
    buffer_free(&file);
    buffer_free(&wanted);
}

static void treats_the_codes(void **state)
{
    static const struct {
        const char *said;
        const char *left;
    } cases[] = {
        {"<I want> [/] I want [//] I need it .", "I want I want I need it."},
        {"gonna [: going to] go [* s:r] [+ gram] .", "gonna go."},
        {"&-uh well &+fr &~gaga &=laughs friends &*INV:mhm .",
         "uh well friends."},
        {"so (.) I (..) left (1.5) early (...) .", "so I left early."},
        {"(be)cause I (a)m runn(ing) .", "because I am running."},
        {"I feel xxx and yyy www .", "I feel and."},
        {"I think +...", "I think…"},
        {"and then +..?", "and then…?"},
        {"but I +/.", "but I-"},
        {"but I +//.", "but I-"},
        {"did you +/?", "did you?"},
        {"what +!?", "what?"},
        {"he said +\"/.", "he said."},
        {"+\" stop it .", "stop it."},
        {"+< yes , +^ and ++ no !", "yes, and no!"},
        {"gumma@c and b@l .", "gumma and b."},
        {"no:: I wo^n't a_lot .", "no I won't a lot."},
        {"0is 0 it 10 0.5 at 10:30 .", "it 10 0.5 at 10:30."},
        {"0 [=! sighs] .", ""},
        {"xxx .", ""},
        {"hm . \x15"
         "123_456\x15",
         "hm."},
        {"\xe2\x8c\x88yes\xe2\x8c\x89 caf\xc3\xa9 \xe2\x80\xa1 you & I .",
         "yes caf\xc3\xa9, you & I."},
        {"a\xe2\x80\x9e b ?", "a\xe2\x80\x9e b?"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        says(cases[i].said, cases[i].left);
}

static void refuses_what_is_broken(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        int number;
        size_t line;
    } cases[] = {
        {"@Begin\n*T:\ta .\n*C:\tb .\n", REMARK_TORN, 4},
        {"@Begin\n*T:\ta .\n*C:\tb .\n@En", REMARK_TORN, 4},
        {"@UTF8\nhello\n", REMARK_NO_LINE, 2},
        {"\thello\n", REMARK_NO_LINE, 1},
        {"*T:\ta .\n*PAR\n", REMARK_NO_LINE, 2},
        {"*T:\ta .\n*: b .\n", REMARK_NO_LINE, 2},
        {"*T:\ta .\n*a b:\tc .\n", REMARK_NO_LINE, 2},
        {"*T:\ta .\n*C:\tb [/ c .\n", REMARK_TAG, 2},
        {"*T:\ta .\n*C:\tb \x15 c .\n", REMARK_TAG, 2},
        {"@Begin\n@End\n", REMARK_NOTHING, 0},
        {"*KIM:\ta .\n*SAM:\tb .\n", REMARK_WHO, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        heard_refuses(RECORDING_CHA, cases[i].file, cases[i].number,
                      cases[i].line);
}

static void survives_cuts_and_flips(void **state)
{
    (void)state;
    heard_survives(RECORDING_CHA,
                   "@Begin\n@Participants:\tA Kim Adult, C Adult\n@ID:\t|a|B||"
                   "|||x|\n*A:\t<b c> [//] &-uh\n\t(.) +... \x15"
                   "1_2\x15\n%x:\ty\n*C:\t\xc3\xa9@s 0 a_b+c .\n@End\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_main_lines),
        cmocka_unit_test(knows_roles_by_either_header),
        cmocka_unit_test(treats_the_codes),
        cmocka_unit_test(refuses_what_is_broken),
        cmocka_unit_test(survives_cuts_and_flips),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
