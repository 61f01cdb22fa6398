/* Transcripts: the lines as written, and what is made of a file that is whole
 * or damaged. */
#include "class/transcript.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const struct transcript_header header = {
    .attempt = "a-1",
    .mode = "practice",
    .program = "1.0",
    .start = "2026-01-02T03:04:05Z",
    .scenario = {"sam-1", 3, A, 0},
    .rubric = {"small", 2, A, 0},
};

struct play {
    struct rubric *rubric;
    struct scenario *scenario;
    struct session *session;
    struct transcript_seal seal;
    struct buffer line;
};

static int set_up(void **state)
{
    struct play *play = memory_new(1, sizeof *play);
    play->rubric = fixture_rubric();
    play->scenario = fixture_scenario(play->rubric);
    play->session = session_new(play->scenario, play->rubric, NULL);
    *state = play;
    return 0;
}

static int tear_down(void **state)
{
    struct play *play = *state;
    buffer_free(&play->line);
    session_free(play->session);
    scenario_free(play->scenario);
    rubric_free(play->rubric);
    free(play);
    return 0;
}

/* ---- Writing ---- */

/* The line is BODY, with ' for ", sealed after the chain BEFORE. */
static void is_line(struct play *play, const char *before, const char *body)
{
    struct buffer wanted = {0};
    char chain[HASH_HEX];
    memcpy(chain, before, strlen(before) + 1);
    fixture_seal(&wanted, chain, body);
    buffer_add_byte(&play->line, '\n');
    assert_string_equal(buffer_text(&play->line), buffer_text(&wanted));
    assert_string_equal(play->seal.chain, chain);
    buffer_clear(&play->line);
    buffer_free(&wanted);
}

static void writes_the_header(void **state)
{
    struct play *play = *state;
    char pcre2[PATTERN_VERSION];
    struct buffer body = {0};
    pattern_version(pcre2);
    transcript_format_header(&play->seal, &header, &play->line);
    buffer_format(&body,
                  "{'format':'rapport-transcript/1','attempt':'a-1',"
                  "'mode':'practice','program':'1.0','pcre2':'%s',"
                  "'scenario':{'id':'sam-1','version':3,'sha256':'" A "'},"
                  "'rubric':{'id':'small','version':2,'sha256':'" A "'},"
                  "'start':'2026-01-02T03:04:05Z'",
                  pcre2);
    is_line(play, "", buffer_text(&body));
    buffer_free(&body);
}

static void writes_replies(void **state)
{
    struct play *play = *state;
    session_step(play->session, "You sound sad.");
    transcript_format_reply(&play->seal, play->session, "T", &play->line);
    is_line(play, "",
            "{'event':'reply','turn':1,'text':'You sound sad.','time':'T',"
            "'node':'opening','won':'felt','next':'story',"
            "'state':{'trust':6,'hope':0},'codes':{'empathy':2,'skill':2}");
    char before[HASH_HEX];
    memcpy(before, play->seal.chain, HASH_HEX);
    session_step(play->session, "So?");
    transcript_format_reply(&play->seal, play->session, "U", &play->line);
    is_line(play, before,
            "{'event':'reply','turn':2,'text':'So?','time':'U',"
            "'node':'story','won':'else','next':'story',"
            "'state':{'trust':6,'hope':0},'codes':{}");
}

static void writes_the_rule_that_decided(void **state)
{
    struct play *play = *state;
    session_step(play->session, "And your job?");
    transcript_format_reply(&play->seal, play->session, "T", &play->line);
    is_line(play, "",
            "{'event':'reply','turn':1,'text':'And your job?','time':'T',"
            "'node':'opening','won':'hopes','always':'hopeful',"
            "'next':'story','state':{'trust':10,'hope':2},'codes':{}");
}

static void says_that_a_reply_was_unscorable(void **state)
{
    struct play *play = *state;
    fixture_make_endless(play->rubric, "asks");
    session_step(play->session, fixture_endless);
    transcript_format_reply(&play->seal, play->session, "T", &play->line);
    assert_non_null(strstr(buffer_text(&play->line), "\"codes\":{},"
                                                     "\"unscorable\":true"));
}

static void writes_events(void **state)
{
    struct play *play = *state;
    struct transcript_event event = {.kind = TRANSCRIPT_DISPUTE,
                                     .turn = 2,
                                     .code = "empathy",
                                     .text = "It was \"there\"."};
    transcript_format_event(&play->seal, &event, "T", &play->line);
    assert_non_null(strstr(buffer_text(&play->line),
                           "{\"event\":\"dispute\",\"turn\":2,\"code\":"
                           "\"empathy\",\"text\":\"It was \\\"there\\\".\","
                           "\"time\":\"T\",\"chain\":"));
    buffer_clear(&play->line);
    char before[HASH_HEX];
    memcpy(before, play->seal.chain, HASH_HEX);
    event = (struct transcript_event){
        .kind = TRANSCRIPT_GUESS, .turn = 3, .heard = 4};
    transcript_format_event(&play->seal, &event, "T", &play->line);
    is_line(play, before, "{'event':'guess','turn':3,'heard':4,'time':'T'");
}

static void writes_the_end(void **state)
{
    struct play *play = *state;
    session_step(play->session, "You sound sad.");
    transcript_format_end(&play->seal, play->session, "T", &play->line);
    is_line(play, "",
            "{'event':'end','turn':1,'ending':null,'turns':1,"
            "'state':{'trust':6,'hope':0},'card':{'bond':4},'time':'T'");
    session_step(play->session, "Yes.");
    session_step(play->session, "You are worried.");
    play->seal.chain[0] = '\0';
    transcript_format_end(&play->seal, play->session, "T", &play->line);
    is_line(play, "",
            "{'event':'end','turn':3,'ending':'back','kind':'good',"
            "'turns':3,'state':{'trust':6,'hope':0},'card':{'bond':4},"
            "'time':'T'");
}

/* ---- Reading ---- */

static void end_line(struct play *play)
{
    buffer_add_byte(&play->line, '\n');
}

/* A whole small file, in play->line. */
static void write_file(struct play *play)
{
    struct transcript_event hint = {.kind = TRANSCRIPT_HINT, .turn = 1};
    transcript_format_header(&play->seal, &header, &play->line);
    end_line(play);
    transcript_format_event(&play->seal, &hint, "T", &play->line);
    end_line(play);
    session_step(play->session, "You sound \u201csad\u201d.");
    transcript_format_reply(&play->seal, play->session, "T", &play->line);
    end_line(play);
    transcript_format_end(&play->seal, play->session, "T", &play->line);
    end_line(play);
}

static struct transcript *read_bytes(const char *bytes, size_t length,
                                     struct problems *problems)
{
    struct source source = {"t.jsonl", bytes, length};
    return transcript_read(&source, problems);
}

static const char *claim(const struct transcript_event *event, const char *key)
{
    for (size_t i = 0; i < event->claim_count; i++)
        if (strcmp(event->claims[i].key, key) == 0)
            return event->claims[i].value;
    return "";
}

static void reads_what_was_written(void **state)
{
    struct play *play = *state;
    struct problems problems = {0};
    write_file(play);
    struct transcript *transcript =
        read_bytes(play->line.bytes, play->line.length, &problems);
    fixture_is_fine(&problems);
    assert_non_null(transcript);
    assert_string_equal(transcript->header.attempt, "a-1");
    assert_string_equal(transcript->header.mode, "practice");
    assert_null(transcript->header.trainee);
    assert_string_equal(transcript->header.scenario.id, "sam-1");
    assert_int_equal(transcript->header.scenario.version, 3);
    assert_string_equal(transcript->header.rubric.sha256, A);
    assert_null(transcript->header.carry_from);
    assert_null(transcript->header.exercise.id);
    assert_int_equal(transcript->event_count, 3);
    assert_int_equal(transcript->events[0].kind, TRANSCRIPT_HINT);
    const struct transcript_event *reply = &transcript->events[1];
    assert_int_equal(reply->kind, TRANSCRIPT_REPLY);
    assert_int_equal(reply->turn, 1);
    assert_string_equal(reply->text, "You sound \u201csad\u201d.");
    assert_string_equal(claim(reply, "won"), "\"felt\"");
    assert_string_equal(claim(reply, "next"), "\"story\"");
    assert_memory_equal(play->line.bytes + reply->at, "{\"event\":\"reply\"",
                        16);
    assert_string_equal(claim(&transcript->events[2], "ending"), "null");
    assert_true(transcript->ended);
    assert_string_equal(transcript->chain, play->seal.chain);
    transcript_free(transcript);
}

/* The header, the end and what is no reply; the chain is held all the same. */
static void skims_what_was_written(void **state)
{
    struct play *play = *state;
    struct problems problems = {0};
    write_file(play);
    struct source source = {"t.jsonl", play->line.bytes, play->line.length};
    struct transcript *transcript = transcript_skim(&source, &problems);
    fixture_is_fine(&problems);
    assert_non_null(transcript);
    assert_string_equal(transcript->header.scenario.id, "sam-1");
    assert_int_equal(transcript->event_count, 3);
    assert_int_equal(transcript->events[0].kind, TRANSCRIPT_HINT);
    assert_int_equal(transcript->events[1].kind, TRANSCRIPT_REPLY);
    assert_null(transcript->events[1].text);
    assert_int_equal(transcript->events[1].claim_count, 0);
    assert_string_equal(claim(&transcript->events[2], "ending"), "null");
    assert_true(transcript->ended);
    transcript_free(transcript);
    *strstr(play->line.bytes, "sad") = 'S';
    assert_null(transcript_skim(&source, &problems));
    fixture_has(&problems, TRANSCRIPT_BROKEN_CHAIN, 3);
    problem_free(&problems);
}

static void keeps_what_was_carried(void **state)
{
    struct play *play = *state;
    struct problems problems = {0};
    struct change change = {0, 7};
    const char *name = "trust";
    struct transcript_header carried = header;
    carried.trainee = "Ann";
    carried.carry = (struct changes){&change, 1};
    carried.carry_names = &name;
    carried.carry_from = A;
    transcript_format_header(&play->seal, &carried, &play->line);
    struct transcript *transcript =
        read_bytes(play->line.bytes, play->line.length, &problems);
    fixture_is_fine(&problems);
    assert_string_equal(transcript->header.trainee, "Ann");
    assert_string_equal(transcript->header.carry_from, A);
    assert_int_equal(transcript->header.carry.count, 1);
    assert_int_equal(transcript->header.carry.list[0].value, 7);
    assert_string_equal(transcript->header.carry_names[0], "trust");
    assert_false(transcript->ended);
    transcript_free(transcript);
}

static void keeps_what_exercise_it_is_of(void **state)
{
    struct play *play = *state;
    struct problems problems = {0};
    struct transcript_header pinned = header;
    pinned.mode = "exam";
    pinned.trainee = "Kim \u00d6";
    pinned.exercise = (struct pinned){"week-3", 4, B, 0};
    transcript_format_header(&play->seal, &pinned, &play->line);
    assert_non_null(strstr(buffer_text(&play->line),
                           "\"exercise\":{\"id\":\"week-3\",\"version\":4,"
                           "\"sha256\":\"" B "\"}"));
    struct transcript *transcript =
        read_bytes(play->line.bytes, play->line.length, &problems);
    fixture_is_fine(&problems);
    assert_string_equal(transcript->header.mode, "exam");
    assert_string_equal(transcript->header.trainee, "Kim \u00d6");
    assert_string_equal(transcript->header.exercise.id, "week-3");
    assert_int_equal(transcript->header.exercise.version, 4);
    assert_string_equal(transcript->header.exercise.sha256, B);
    assert_string_equal(transcript->header.scenario.sha256, A);
    assert_string_equal(transcript->chain, play->seal.chain);
    transcript_free(transcript);
}

/* ---- Damage ---- */

static bool is_whole(const char *bytes, size_t length)
{
    struct problems problems = {0};
    struct transcript *transcript = read_bytes(bytes, length, &problems);
    bool whole = transcript != NULL && !transcript->torn;
    assert_true((transcript != NULL) == (problems.count == 0));
    transcript_free(transcript);
    problem_free(&problems);
    return whole;
}

static void finds_every_changed_byte(void **state)
{
    struct play *play = *state;
    write_file(play);
    char *bytes = play->line.bytes;
    assert_true(is_whole(bytes, play->line.length));
    for (size_t i = 0; i < play->line.length; i++) {
        char was = bytes[i];
        const char others[] = {(char)(was ^ 1),
                               (char)(was ^ 0x20),
                               (char)(was ^ 0x80),
                               '\n',
                               ' ',
                               '\0'};
        for (size_t j = 0; j < COUNT(others); j++) {
            bytes[i] = others[j];
            if (was != others[j] && is_whole(bytes, play->line.length))
                fail_msg("byte %zu, 0x%02x, may be 0x%02x", i,
                         (unsigned char)was, (unsigned char)others[j]);
        }
        bytes[i] = was;
    }
}

/* What is cut at a line's end is whole: that a file is complete, only its end
 * event says. */
static void finds_a_line_cut_short(void **state)
{
    struct play *play = *state;
    write_file(play);
    for (size_t length = 0; length < play->line.length; length++) {
        bool at_end = length > 0 && (play->line.bytes[length - 1] == '\n' ||
                                     play->line.bytes[length] == '\n');
        assert_true(is_whole(play->line.bytes, length) == at_end);
    }
}

/* Up to there all counts, and it is known; a whole line needs no line end. */
static void drops_a_torn_last_line(void **state)
{
    struct play *play = *state;
    write_file(play);
    struct problems problems = {0};
    struct source source = {"t", play->line.bytes, play->line.length};
    struct transcript *transcript = transcript_read(&source, &problems);
    size_t events = transcript->event_count;
    assert_false(transcript->torn);
    transcript_free(transcript);
    source.length -= 10;
    transcript = transcript_read(&source, &problems);
    fixture_is_fine(&problems);
    assert_true(transcript->torn);
    assert_int_equal(transcript->event_count, events - 1);
    transcript_free(transcript);
}

/* As editors and mail programs leave it: a mark before, CR LF after. */
static void reads_through_other_line_ends(void **state)
{
    struct play *play = *state;
    write_file(play);
    struct problems problems = {0};
    struct buffer file = {0};
    buffer_add_text(&file, "\xef\xbb\xbf");
    for (size_t i = 0; i < play->line.length; i++) {
        if (play->line.bytes[i] == '\n') buffer_add_byte(&file, '\r');
        buffer_add_byte(&file, play->line.bytes[i]);
    }
    struct source source = {"t", file.bytes, file.length};
    struct transcript *transcript = transcript_read(&source, &problems);
    fixture_is_fine(&problems);
    assert_true(transcript->converted);
    assert_false(transcript->torn);
    transcript_free(transcript);
    buffer_free(&file);
}

static void finds_bytes_taken_out_or_put_in(void **state)
{
    struct play *play = *state;
    write_file(play);
    size_t length = play->line.length;
    char *copy = memory_new(length + 1, 1);
    for (size_t i = 0; i + 1 < length; i++) {
        memcpy(copy, play->line.bytes, i);
        memcpy(copy + i, play->line.bytes + i + 1, length - i - 1);
        assert_false(is_whole(copy, length - 1));
        memcpy(copy + i, " ", 1);
        memcpy(copy + i + 1, play->line.bytes + i, length - i);
        assert_false(is_whole(copy, length + 1));
    }
    free(copy);
}

static void reports(const char *bytes, size_t length, int number, size_t line)
{
    struct problems problems = {0};
    assert_null(read_bytes(bytes, length, &problems));
    fixture_has(&problems, number, line);
    problem_free(&problems);
}

static void finds_a_line_left_out(void **state)
{
    struct play *play = *state;
    write_file(play);
    const char *second = strchr(play->line.bytes, '\n') + 1;
    const char *third = strchr(second, '\n') + 1;
    struct buffer cut = {0};
    buffer_add(&cut, play->line.bytes, (size_t)(second - play->line.bytes));
    buffer_add_text(&cut, third);
    reports(cut.bytes, cut.length, TRANSCRIPT_BROKEN_CHAIN, 2);
    reports(second, strlen(second), TRANSCRIPT_BROKEN_CHAIN, 1);
    buffer_free(&cut);
}

static void reports_an_empty_file(void **state)
{
    (void)state;
    reports("", 0, PROBLEM_EMPTY, 0);
    reports("\n", 1, TRANSCRIPT_NO_HEADER, 1);
}

/* Lines that are sealed well and say what cannot be. */
static void reports_lines(const char *const *bodies, size_t count, int number,
                          size_t line)
{
    struct buffer file = {0};
    char chain[HASH_HEX] = "";
    for (size_t i = 0; i < count; i++)
        fixture_seal(&file, chain, bodies[i]);
    reports(file.bytes, file.length, number, line);
    buffer_free(&file);
}

static const char good_header[] =
    "{'format':'rapport-transcript/1','attempt':'a','mode':'exam',"
    "'program':'1','pcre2':'10','scenario':{'id':'s','version':1,"
    "'sha256':'h'},'rubric':{'id':'r','version':1,'sha256':'h'},"
    "'start':'T'";

static void reports_what_is_no_header(void **state)
{
    (void)state;
    const char *other[] = {"{'format':'rapport-transcript/2'"};
    reports_lines(other, 1, TRANSCRIPT_NO_HEADER, 1);
    const char *event[] = {"{'event':'hint','turn':1,'time':'T'"};
    reports_lines(event, 1, TRANSCRIPT_NO_HEADER, 1);
    const char *bare[] = {"{'format':'rapport-transcript/1'"};
    reports_lines(bare, 1, PROBLEM_MISSING_KEY, 1);
    const char *nameless[] = {
        "{'format':'rapport-transcript/1','attempt':'a','mode':'exam',"
        "'program':'1','pcre2':'10','scenario':{'id':'s','version':1,"
        "'sha256':'h'},'rubric':{'id':'r','version':1,'sha256':'h'},"
        "'exercise':{'id':'e','version':1},'start':'T'"};
    reports_lines(nameless, 1, PROBLEM_MISSING_KEY, 1);
}

static void reports_events_it_does_not_know(void **state)
{
    (void)state;
    static const struct {
        const char *event;
        int number;
    } bad[] = {
        {"{'event':'sigh','turn':1,'time':'T'", TRANSCRIPT_UNKNOWN_EVENT},
        {"{'event':'hint','turn':1,'time':'T','x':1", PROBLEM_UNKNOWN_KEY},
        {"{'event':'hint','time':'T'", PROBLEM_MISSING_KEY},
        {"{'event':'reply','turn':1,'time':'T'", PROBLEM_MISSING_KEY},
        {"{'event':'reply','turn':1,'time':'T','text':5", PROBLEM_MISSING_KEY},
        {"{'event':'guess','turn':1,'time':'T','heard':6",
         PROBLEM_OUT_OF_RANGE},
        {"{'event':'hint','turn':1.5,'time':'T'", PROBLEM_WRONG_KIND},
        {"{'event':'hint','event':'hint','turn':1,'time':'T'",
         PROBLEM_DUPLICATE_KEY},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        const char *lines[] = {good_header, bad[i].event};
        reports_lines(lines, 2, bad[i].number, 2);
    }
    const char *twice[] = {good_header, good_header};
    reports_lines(twice, 2, PROBLEM_UNKNOWN_KEY, 2);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(writes_the_header),
        TEST(writes_replies),
        TEST(writes_the_rule_that_decided),
        TEST(says_that_a_reply_was_unscorable),
        TEST(writes_events),
        TEST(writes_the_end),
        TEST(reads_what_was_written),
        TEST(skims_what_was_written),
        TEST(keeps_what_was_carried),
        TEST(keeps_what_exercise_it_is_of),
        TEST(finds_every_changed_byte),
        TEST(finds_a_line_cut_short),
        TEST(drops_a_torn_last_line),
        TEST(reads_through_other_line_ends),
        TEST(finds_bytes_taken_out_or_put_in),
        TEST(finds_a_line_left_out),
        cmocka_unit_test(reports_an_empty_file),
        cmocka_unit_test(reports_what_is_no_header),
        cmocka_unit_test(reports_events_it_does_not_know),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
