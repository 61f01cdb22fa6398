/* AnnoMI's tables: columns by name, rows to utterances, judges to one. */
#include "class/annomi.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "heard.h"

#define SIMPLE                                                                 \
    "transcript_id,mi_quality,utterance_id,interlocutor,utterance_text,"       \
    "main_therapist_behaviour\n"
#define FULL                                                                   \
    "annotator_id,transcript_id,utterance_id,interlocutor,utterance_text,"     \
    "question_exists,question_subtype,reflection_exists,reflection_subtype,"   \
    "therapist_input_exists,therapist_input_subtype,"                          \
    "main_therapist_behaviour\n"

/* Fails unless FILE gives the lines WANTED, with ' for ". */
static void gives(const char *file, const char *wanted)
{
    struct problems problems = {0};
    struct recording recording;
    struct buffer lines = {0};
    struct source source = {"talk.csv", file, strlen(file)};
    bool fine =
        recording_read(&source, RECORDING_ANNOMI, NULL, &recording, &problems);
    fixture_is_fine(&problems);
    assert_true(fine);
    for (size_t i = 0; i < recording.count; i++) {
        recording_line(&recording.turns[i], &lines);
        buffer_add_byte(&lines, '\n');
    }
    char *json = fixture_json(wanted);
    assert_string_equal(buffer_text(&lines), json);
    free(json);
    buffer_free(&lines);
    recording_free(&recording);
}

static void reads_the_simple_table(void **state)
{
    (void)state;
    gives(SIMPLE "12,high,0,therapist,\"So, why?\",question\n"
                 "12,high,1,client,Hm.,n/a\n"
                 "a,low,5,therapist,Stop.,therapist_input\n",
          "{'session':'12','turn':0,'speaker':'therapist','text':'So, why?',"
          "'quality':'high','main':'question'}\n"
          "{'session':'12','turn':1,'speaker':'client','text':'Hm.',"
          "'quality':'high'}\n"
          "{'session':'a','turn':5,'speaker':'therapist','text':'Stop.',"
          "'quality':'low','main':'input'}\n");
}

static void maps_the_codes(void **state)
{
    (void)state;
    gives(FULL "1,0,0,therapist,a,True,open,False,n/a,False,n/a,question\n"
               "1,0,1,client,b,n/a,n/a,n/a,n/a,n/a,n/a,n/a\n"
               "1,0,2,therapist,c,False,,True,complex,True,advice,reflection\n"
               "1,0,3,therapist,d,TRUE,,FALSE,,1,negotiation,\n",
          "{'session':'0','turn':0,'speaker':'therapist','text':'a','codes':{"
          "'question':1,'open_question':1,'closed_question':0,'reflection':0,"
          "'simple_reflection':0,'complex_reflection':0,'input':0,"
          "'information':0,'advice':0},'main':'question'}\n"
          "{'session':'0','turn':1,'speaker':'client','text':'b'}\n"
          "{'session':'0','turn':2,'speaker':'therapist','text':'c','codes':{"
          "'question':0,'open_question':0,'closed_question':0,'reflection':1,"
          "'simple_reflection':0,'complex_reflection':1,'input':1,"
          "'information':0,'advice':1},'main':'reflection'}\n"
          "{'session':'0','turn':3,'speaker':'therapist','text':'d','codes':{"
          "'question':1,'reflection':0,'simple_reflection':0,"
          "'complex_reflection':0,'input':1,'information':0,'advice':0}}\n");
}

#define JUDGES                                                                 \
    "transcript_id,annotator_id,utterance_id,interlocutor,utterance_text,"     \
    "reflection_exists,main_therapist_behaviour\n"

static void takes_the_majority_and_of_equals_none(void **state)
{
    (void)state;
    gives(JUDGES "0,1,1,therapist,a,True,reflection\n"
                 "0,1,2,client,b,n/a,n/a\n"
                 "0,2,1,therapist,a,False,other\n"
                 "0,2,2,client,b,n/a,n/a\n",
          "{'session':'0','turn':1,'speaker':'therapist','text':'a',"
          "'codes':{'reflection':0,'simple_reflection':0,"
          "'complex_reflection':0},'coders':{'1':{'reflection':1},"
          "'2':{'reflection':0,'simple_reflection':0,'complex_reflection':0}}}"
          "\n{'session':'0','turn':2,'speaker':'client','text':'b'}\n");
}

static void joins_the_rows_of_an_utterance(void **state)
{
    (void)state;
    gives(JUDGES "0,1,1,therapist,a,False,other\n"
                 "1,1,1,client,x,,\n"
                 "0,1,1,therapist,b,True,reflection\n"
                 "0,1,1,therapist,c,False,question\n"
                 "1,1,0,therapist,y,,\n"
                 "0,2,1,therapist,a b,True,reflection\n",
          "{'session':'0','turn':1,'speaker':'therapist','text':'a b c',"
          "'codes':{'reflection':1,'simple_reflection':0,"
          "'complex_reflection':0},'main':'reflection','coders':{"
          "'1':{'reflection':1,'simple_reflection':0,'complex_reflection':0},"
          "'2':{'reflection':1}}}\n"
          "{'session':'1','turn':1,'speaker':'client','text':'x'}\n"
          "{'session':'1','turn':0,'speaker':'therapist','text':'y'}\n");
}

static void refuses_what_is_broken(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        int number;
        size_t line;
    } cases[] = {
        {"a,b\n1,2\n", REMARK_NO_COLUMN, 1},
        {SIMPLE, REMARK_NOTHING, 0},
        {SIMPLE "0,high,0,therapist,a,question\n0,high,1\n", REMARK_ROW, 3},
        {SIMPLE "0,high,0,therapist,a, b,question\n", REMARK_ROW, 2},
        {SIMPLE ",high,0,therapist,a,question\n", REMARK_ROW, 2},
        {SIMPLE "0,high,0,,a,question\n", REMARK_ROW, 2},
        {SIMPLE "0,high,0,therapist,a,asking\n", REMARK_ROW, 2},
        {SIMPLE "0,high,0,therapist,a,other\n0,high,0,client,b,n/a\n",
         REMARK_ROW, 3},
        {SIMPLE "0,high,0,therapist,\"a,other\n", PROBLEM_SYNTAX, 2},
        {FULL "1,0,0,therapist,a,Perhaps,n/a,,,,,\n", REMARK_ROW, 2},
        {FULL "1,0,0,therapist,a,True,half,,,,,\n", REMARK_ROW, 2},
        {SIMPLE "0,high,0,nurse,a,other\n0,high,1,cook,b,n/a\n", REMARK_WHO, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        heard_refuses(RECORDING_ANNOMI, cases[i].file, cases[i].number,
                      cases[i].line);
}

static void survives_cuts_and_flips(void **state)
{
    (void)state;
    heard_survives(RECORDING_ANNOMI,
                   SIMPLE "0,high,0,a,\"x, \"\"y\"\"\",question\r\n"
                          "0,high,1,c,\xc3\xa9,n/a\r\n");
    heard_survives(RECORDING_ANNOMI,
                   FULL "1,0,0,a,x,True,open,False,,True,advice,question\n"
                        "2,0,0,a,x,True,open,False,,True,advice,question\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_simple_table),
        cmocka_unit_test(maps_the_codes),
        cmocka_unit_test(takes_the_majority_and_of_equals_none),
        cmocka_unit_test(joins_the_rows_of_an_utterance),
        cmocka_unit_test(refuses_what_is_broken),
        cmocka_unit_test(survives_cuts_and_flips),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
