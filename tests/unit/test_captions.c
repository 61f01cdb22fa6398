/* WebVTT and SubRip: cues, voices, tags, entities, and captions that roll. */
#include "class/captions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "heard.h"

#define VTT "WEBVTT\n\n"
#define AT "00:01.000 --> 00:02.000\n"
#define SRT_AT "\n00:00:01,000 --> 00:00:02,000\n"

static void reads_names_in_cues(void **state)
{
    (void)state;
    heard_is(RECORDING_VTT, NULL,
             VTT "1\n" AT "T: How are\nyou?\n\n2\n" AT "C: Tired.\n\n" AT
                 "C: And cold.\n",
             "T How are you?\nC Tired. And cold.\n");
    heard_is(RECORDING_SRT, NULL,
             "1" SRT_AT "T: How?\n\n2" SRT_AT "are you?\n\n3" SRT_AT
             "C: Tired.\n",
             "T How? are you?\nC Tired.\n");
}

static void reads_voices(void **state)
{
    (void)state;
    heard_is(RECORDING_VTT, NULL,
             VTT AT "<v Dr. Lee>Note: <b>how</b>?</v>\n\n" AT
                    "<v.loud.first Maya>Tired: all\nof it\n\n" AT
                    "<v Dr. Lee>Oh.</v> <v Maya>Yes.</v>\n",
             "T Note: how?\nC Tired: all of it\nT Oh.\nC Yes.\n");
    heard_is(RECORDING_VTT, "o'neil", VTT AT "<v O&apos;Neil>Hm.\n", "T Hm.\n");
}

static void drops_what_is_no_speech(void **state)
{
    (void)state;
    heard_is(RECORDING_VTT, NULL,
             "WEBVTT - a talk\nKind: captions\n\nNOTE\nT: no\n\nSTYLE\n"
             "::cue { color: red }\n\nREGION\nid:a\n\nNOTE one line\n\n"
             "a cue's name\n00:00:01.000 --> 00:00:02.000 align:start\n"
             "T: <c.x>How</c> <i>are</i> you?\n\n" AT "\n" AT "C: Hm.\n\n" AT
             "C:\n\n\n\n",
             "T How are you?\nC Hm.\n");
    heard_is(RECORDING_SRT, NULL,
             "1" SRT_AT "{\\an8}<font color=\"#fff\">T: How?</font>\n\n2" SRT_AT
             "C: {well}\n",
             "T How?\nC {well}\n");
}

static void reads_entities(void **state)
{
    (void)state;
    heard_is(RECORDING_VTT, "t",
             VTT AT "T: a &amp; b &lt;i&gt;&nbsp;&#39;c&#x27; &quot;&#233;&"
                    "#x1F600;&apos;&lrm; &amp;lt; &foo; & &#0; &#xD800; &;\n",
             "T a & b <i> 'c' \"\u00e9\U0001f600' &lt; &foo; & &#0; &#xD800; "
             "&;\n");
}

static void takes_a_lone_bracket_for_text(void **state)
{
    (void)state;
    heard_is(RECORDING_SRT, "t", "1" SRT_AT "T: I <3 that, 1 < 2 <\n",
             "T I <3 that, 1 < 2 <\n");
}

static void takes_any_line_end_and_a_bom(void **state)
{
    (void)state;
    heard_is(RECORDING_VTT, NULL,
             "\xef\xbb\xbfWEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nT: A\r\n"
             "b\r\n\r\n00:01.000 --> 00:02.000\r\nC: D",
             "T A b\nC D\n");
    heard_is(RECORDING_SRT, NULL,
             "1\r00:00:01,000 --> 00:00:02,000\rT: A\r\r2\r00:00:01,000 --> "
             "00:00:02,000\rC: D\r",
             "T A\nC D\n");
}

static void unrolls_captions_with_timed_words(void **state)
{
    (void)state;
    heard_is(RECORDING_VTT, "t",
             VTT AT
             " \nT: so<00:00:01.100><c> how</c>\n\n" AT "T: so how\n \n\n" AT
             "T: so how\nare<00:00:01.200><c> you</c>\n\n" AT
             "are you\n \n\n" AT "are you\nhm\n\n" AT "hm\n \n\n" AT "hm\nhm\n",
             "T so how are you hm hm\n");
}

static void unrolls_captions_without(void **state)
{
    (void)state;
    heard_is(RECORDING_SRT, "t",
             "1" SRT_AT "T: so how\n\n2" SRT_AT "T: so how\nare you\n\n3" SRT_AT
             "are you\ntoday\n\n4" SRT_AT "today\n",
             "T so how are you today\n");
}

static void keeps_what_is_said_twice(void **state)
{
    (void)state;
    heard_is(RECORDING_VTT, NULL,
             VTT AT "C: Yes.\n\n" AT "C: Yes.\n\n" AT "T: Mm.\n\n" AT
                    "C: Yes.\n",
             "C Yes. Yes.\nT Mm.\nC Yes.\n");
}

static void needs_no_blank_line_before_a_time(void **state)
{
    (void)state;
    heard_is(RECORDING_SRT, NULL,
             "1" SRT_AT "T: A\n2" SRT_AT "C: 30\n \n3" SRT_AT "T: B\n",
             "T A\nC 30\nT B\n");
}

static void refuses_what_is_broken(void **state)
{
    static const struct {
        enum recording_form form;
        const char *file;
        int number;
        size_t line;
    } cases[] = {
        {RECORDING_VTT, "", PROBLEM_EMPTY, 0},
        {RECORDING_VTT, "WEBVTX\n\n", REMARK_NO_HEADER, 1},
        {RECORDING_VTT, "1" SRT_AT "T: a\n", REMARK_NO_HEADER, 1},
        {RECORDING_VTT, VTT, REMARK_NOTHING, 0},
        {RECORDING_VTT, VTT AT "T: a\n\nC: b\n\n" AT "T: c\n", REMARK_OUTSIDE,
         6},
        {RECORDING_VTT, VTT AT "T: a\n\nC: b", REMARK_OUTSIDE, 6},
        {RECORDING_VTT, VTT AT "T: a <b", REMARK_TAG, 4},
        {RECORDING_VTT, VTT AT "<v Kim\nHello\n\n" AT "T: x\n", REMARK_TAG, 4},
        {RECORDING_VTT, VTT AT "a <00:00:01.0 b\n", REMARK_TAG, 4},
        {RECORDING_VTT, VTT "00:01 --> 00:02\na\n", REMARK_TIME, 3},
        {RECORDING_VTT, VTT "00:61.000 --> 00:62.000\na\n", REMARK_TIME, 3},
        {RECORDING_VTT, VTT "00:01.000 --> 00:02.0x\na\n", REMARK_TIME, 3},
        {RECORDING_VTT, VTT "00:03.000 --> 00:02.000\na\n", REMARK_TIME, 3},
        {RECORDING_VTT, VTT "00:03.000 --> \na\n", REMARK_TIME, 3},
        {RECORDING_VTT, VTT AT "a --> b\n", REMARK_TIME, 4},
        {RECORDING_VTT, VTT AT "Hello.\n", REMARK_WHO, 0},
        {RECORDING_SRT, "1\n00:00:01,000 -> 00:00:02,000\nT: a\n", REMARK_TIME,
         2},
        {RECORDING_SRT, "1" SRT_AT "T: \xff\n", PROBLEM_NOT_UTF8, 3},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        heard_refuses(cases[i].form, cases[i].file, cases[i].number,
                      cases[i].line);
    heard_fails(RECORDING_VTT, VTT AT "T: \0", sizeof VTT AT + 3, PROBLEM_NUL,
                4);
}

static void survives_cuts_and_flips(void **state)
{
    (void)state;
    heard_survives(RECORDING_VTT,
                   VTT "NOTE x\n\n1\n" AT "<v.a A>B &amp; c</v>\n\n" AT
                       "<v C>d<00:00:01.000><c> e</c>\n\n" AT
                       "d e\n\xc3\xa9 &#39;\n");
    heard_survives(RECORDING_SRT,
                   "1" SRT_AT "{\\an8}A: <i>b</i>\n\n2" SRT_AT "C: d\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_names_in_cues),
        cmocka_unit_test(reads_voices),
        cmocka_unit_test(drops_what_is_no_speech),
        cmocka_unit_test(reads_entities),
        cmocka_unit_test(takes_a_lone_bracket_for_text),
        cmocka_unit_test(takes_any_line_end_and_a_bom),
        cmocka_unit_test(unrolls_captions_with_timed_words),
        cmocka_unit_test(unrolls_captions_without),
        cmocka_unit_test(keeps_what_is_said_twice),
        cmocka_unit_test(needs_no_blank_line_before_a_time),
        cmocka_unit_test(refuses_what_is_broken),
        cmocka_unit_test(survives_cuts_and_flips),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
