/* Trainees of one habit: what each says, and that it is the same again. */
#include "scenario/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/text.h"
#include "fixture.h"

struct play {
    struct rubric *rubric;
    struct scenario *scenario;
    struct session *session;
};

static struct play play_of(const char *rubric, const char *scenario)
{
    struct play play = {.rubric = fixture_rubric_of(rubric)};
    play.scenario = fixture_scenario_of(scenario, play.rubric);
    play.session = session_new(play.scenario, play.rubric, NULL);
    return play;
}

static struct play plain_play(void)
{
    return play_of(fixture_rubric_text, fixture_scenario_text);
}

static void end_play(struct play *play)
{
    session_free(play->session);
    scenario_free(play->scenario);
    rubric_free(play->rubric);
}

static const struct policy *policy(const char *name)
{
    for (size_t i = 0; i < policy_count(); i++)
        if (strcmp(policy_name(policy_nth(i)), name) == 0) return policy_nth(i);
    fail_msg("there is no policy '%s'", name);
    return NULL;
}

static void says(const struct play *play, const char *name,
                 const char *expected)
{
    struct buffer reply = {0};
    struct buffer why = {0};
    assert_true(policy_says(policy(name), play->session, &reply, &why));
    assert_string_equal(buffer_text(&reply), expected);
    assert_string_equal(buffer_text(&why), "");
    buffer_free(&reply);
    buffer_free(&why);
}

static void cannot(const struct play *play, const char *name,
                   const char *expected)
{
    struct buffer reply = {0};
    struct buffer why = {0};
    assert_false(policy_says(policy(name), play->session, &reply, &why));
    assert_string_equal(buffer_text(&why), expected);
    buffer_free(&reply);
    buffer_free(&why);
}

/* --- names --------------------------------------------------------------- */

static void test_names(void **state)
{
    (void)state;
    assert_true(policy_fits(policy("better"), "better"));
    assert_true(policy_fits(policy("better"), "all"));
    assert_true(policy_fits(policy("novice-3"), "novice"));
    assert_true(policy_fits(policy("novice-3"), "novice-3"));
    assert_false(policy_fits(policy("novice-3"), "novice-2"));
    assert_false(policy_fits(policy("novice-3"), "novice-"));
    assert_false(policy_fits(policy("novice-3"), "nov"));
    assert_false(policy_fits(policy("better"), "bett"));
    assert_false(policy_fits(policy("better"), ""));
    assert_string_equal(policy_nearest("noviec"), "novice");
    assert_string_equal(policy_nearest("shufled"), "shuffled");
    assert_null(policy_nearest("xylophone"));
}

/* --- hopes --------------------------------------------------------------- */

static const struct ending good = {.id = "g", .kind = ENDING_GOOD};
static const struct ending mixed = {.id = "m", .kind = ENDING_MIXED};
static const struct ending poor = {.id = "p", .kind = ENDING_POOR};

/* HOLDS: for a good, a mixed, a poor ending and none, y or n. */
static void hopes(const char *name, const char *holds)
{
    const struct ending *endings[] = {&good, &mixed, &poor, NULL};
    for (size_t i = 0; i < COUNT(endings); i++)
        assert_int_equal(policy_hope_holds(policy(name), endings[i]),
                         holds[i] == 'y');
}

static void test_hopes(void **state)
{
    (void)state;
    hopes("better", "ynnn");
    hopes("novice-1", "yynn");
    hopes("novice-5", "yynn");
    hopes("advice", "nyyy");
    hopes("closed", "nyyy");
    hopes("silence", "nyyy");
    hopes("stock", "nyyy");
    hopes("echo", "nyyy");
    hopes("shuffled", "nyyy");
    hopes("try", "yyyy");
    assert_null(policy_hope(policy("try")));
    assert_string_equal(policy_hope(policy("better")), "a good ending");
}

/* --- the author's lines -------------------------------------------------- */

static void test_better_in_turn(void **state)
{
    (void)state;
    char *text = fixture_swapped(fixture_scenario_text, "'You sound worn out.'",
                                 "'You sound worn out.', 'You are sad.'");
    struct play play = play_of(fixture_rubric_text, text);
    says(&play, "better", "You sound worn out.");
    session_step(play.session, "I see.");
    says(&play, "better", "You are sad.");
    session_step(play.session, "I see.");
    says(&play, "better", "You sound worn out.");
    session_step(play.session, "You are sad.");
    cannot(&play, "better", "the node 'story' has no 'better' line");
    end_play(&play);
    free(text);
}

static void test_replies_elsewhere_do_not_count(void **state)
{
    (void)state;
    struct play play = plain_play();
    session_step(play.session, "Try tea.");
    says(&play, "try", "You sound sad.");
    session_step(play.session, "You sound sad.");
    says(&play, "try", "You are angry.");
    end_play(&play);
}

static void test_tries_of_all_ways(void **state)
{
    (void)state;
    static const char *const tries[] = {"Try tea.",      "You are angry.",
                                        "You are sad.",  "It is a tired day.",
                                        "And your job?", "",
                                        "I see.",        "Try tea."};
    char *text = fixture_swapped(fixture_scenario_text, "'max': 5, 'goto'",
                                 "'max': 50, 'goto'");
    struct play play = play_of(fixture_rubric_text, text);
    for (size_t i = 0; i < COUNT(tries); i++) {
        says(&play, "try", tries[i]);
        session_step(play.session, "I see.");
    }
    end_play(&play);
    free(text);
}

/* --- the rubric's examples ----------------------------------------------- */

static void test_one_code(void **state)
{
    (void)state;
    struct play play = plain_play();
    says(&play, "advice", "Try tea.");
    session_step(play.session, "I see.");
    says(&play, "advice", "You should go.");
    session_step(play.session, "I see.");
    says(&play, "advice", "Try tea.");
    end_play(&play);
}

static void test_rubric_without_the_code(void **state)
{
    (void)state;
    struct play play = plain_play();
    cannot(&play, "closed",
           "the rubric 'small' has no example of 'closed_question'");
    cannot(&play, "stock", "the rubric 'small' has no example of 'reflection'");
    end_play(&play);
}

static void test_silence(void **state)
{
    (void)state;
    struct play play = plain_play();
    says(&play, "silence", "");
    end_play(&play);
}

/* The fixture with the codes of JSON before its others. */
static char *rubric_with(const char *json)
{
    struct buffer codes = {0};
    buffer_format(&codes, "'codes': {%s", json);
    char *text =
        fixture_swapped(fixture_rubric_text, "'codes': {", buffer_text(&codes));
    buffer_free(&codes);
    return text;
}

static void stock_says(const char *examples, const char *expected)
{
    struct buffer code = {0};
    buffer_format(&code,
                  "'reflection': {'title': 'R', 'source': 'For tests',"
                  " 'from': {'bias': -1, 'sounds': 2}, 'examples': [%s]},",
                  examples);
    char *rubric = rubric_with(buffer_text(&code));
    struct play play = play_of(rubric, fixture_scenario_text);
    says(&play, "stock", expected);
    session_step(play.session, "I see.");
    says(&play, "stock", expected);
    end_play(&play);
    free(rubric);
    buffer_free(&code);
}

static void test_stock_stands_alone(void **state)
{
    (void)state;
    stock_says("{'reply': 'No.', 'level': 0},"
               "{'client': 'Hm.', 'reply': 'It sounds so.', 'level': 1},"
               "{'reply': 'That sounds hard.', 'level': 1}",
               "That sounds hard.");
    stock_says("{'reply': 'No.', 'level': 0},"
               "{'client': 'Hm.', 'reply': 'It sounds so.', 'level': 1}",
               "It sounds so.");
}

/* --- the novice ---------------------------------------------------------- */

/* Of his codes, those that the fixture's rubric does not have. */
static const char *const lacking[] = {
    "reflection",      "encourager", "autonomy",   "reassurance",
    "closed_question", "judgement",  "information"};
static const char *const mistakes[] = {
    "advice", "reassurance", "closed_question", "judgement", "information"};

/* A code whose examples all say its name. The first is none, the second takes
 * up the client's word, the third is long; the last, if BRIEF has it, is his.
 */
static void add_code(struct buffer *out, const char *name, bool brief)
{
    buffer_format(out,
                  "'%s': {'title': 'C', 'source': 'For tests',"
                  " 'from': {'bias': -1, 'sounds': 2}, 'examples': ["
                  "{'reply': '%s none', 'level': 0},"
                  "{'client': 'Tea.', 'reply': '%s of tea', 'level': 1},"
                  "{'reply': '%s b c d e f g h i j k', 'level': 1}",
                  name, name, name, name);
    if (brief)
        buffer_format(
            out, ", {'client': 'Tea.', 'reply': '%s brief', 'level': 1}", name);
    buffer_add_text(out, "]},");
}

/* The fixture with the codes it lacks; its own examples are all brief. */
static struct play novice_play(bool brief)
{
    struct buffer codes = {0};
    for (size_t i = 0; i < COUNT(lacking); i++)
        add_code(&codes, lacking[i], brief);
    char *rubric = rubric_with(buffer_text(&codes));
    char *scenario = fixture_swapped(fixture_scenario_text, "'max': 5, 'goto'",
                                     "'max': 500, 'goto'");
    struct play play = play_of(rubric, scenario);
    free(rubric);
    free(scenario);
    buffer_free(&codes);
    return play;
}

/* Which of the mistakes REPLY is, or COUNT(mistakes). */
static size_t mistake_in(const char *reply)
{
    size_t i = 0;
    if (strcmp(reply, "Try tea.") == 0 || strcmp(reply, "You should go.") == 0)
        return i; /* the fixture's own advice */
    while (i < COUNT(mistakes) &&
           strncmp(reply, mistakes[i], strlen(mistakes[i])) != 0)
        i++;
    return i;
}

enum { REPLIES = 40 };

/* Every fourth is a mistake, each kind in turn. */
static void check_mistakes(char *const *replies)
{
    size_t first = 0;
    while (mistake_in(replies[first]) == COUNT(mistakes))
        first++;
    assert_in_range(first, 0, 3);
    size_t kind = mistake_in(replies[first]);
    for (size_t i = 0; i < REPLIES; i++) {
        size_t found = mistake_in(replies[i]);
        if (i % 4 == first)
            assert_int_equal(found, kind++ % COUNT(mistakes));
        else
            assert_int_equal(found, COUNT(mistakes));
    }
}

static void check_words(char *const *replies)
{
    for (size_t i = 0; i < REPLIES; i++) {
        assert_null(strstr(replies[i], "none"));
        assert_null(strstr(replies[i], "of tea"));
        assert_null(strstr(replies[i], "b c"));
    }
}

static size_t count_silences(char *const *replies)
{
    size_t count = 0;
    for (size_t i = 0; i < REPLIES; i++)
        count += replies[i][0] == '\0';
    return count;
}

static void novice_replies(const char *name, bool brief, char **replies)
{
    struct play play = novice_play(brief);
    for (size_t i = 0; i < REPLIES; i++) {
        struct buffer reply = {0};
        struct buffer why = {0};
        assert_true(policy_says(policy(name), play.session, &reply, &why));
        replies[i] = memory_copy(buffer_text(&reply), reply.length);
        session_step(play.session, "I see.");
        buffer_free(&reply);
        buffer_free(&why);
    }
    end_play(&play);
}

static void free_replies(char **replies)
{
    for (size_t i = 0; i < REPLIES; i++)
        free(replies[i]);
}

static void test_novice(void **state)
{
    (void)state;
    static const char *const names[] = {"novice-1", "novice-2", "novice-3",
                                        "novice-4", "novice-5"};
    for (size_t i = 0; i < COUNT(names); i++) {
        char *replies[REPLIES];
        novice_replies(names[i], true, replies);
        check_mistakes(replies);
        check_words(replies);
        assert_in_range(count_silences(replies), 1, 8);
        free_replies(replies);
    }
}

/* The fifth makes its mistakes where the first does; all else is its own. */
static void test_novice_is_the_same_again(void **state)
{
    (void)state;
    char *one[REPLIES];
    char *same[REPLIES];
    char *other[REPLIES];
    size_t different = 0;
    novice_replies("novice-1", true, one);
    novice_replies("novice-1", true, same);
    novice_replies("novice-5", true, other);
    for (size_t i = 0; i < REPLIES; i++) {
        assert_string_equal(one[i], same[i]);
        different += strcmp(one[i], other[i]) != 0;
    }
    assert_true(different > REPLIES / 4);
    free_replies(one);
    free_replies(same);
    free_replies(other);
}

/* Better a long reply than none. */
static void test_novice_without_brief_examples(void **state)
{
    (void)state;
    char *replies[REPLIES];
    size_t of_tea = 0;
    size_t wordy = 0;
    novice_replies("novice-1", false, replies);
    for (size_t i = 0; i < REPLIES; i++) {
        of_tea += strstr(replies[i], " of tea") != NULL;
        wordy += strstr(replies[i], " b c ") != NULL;
        assert_null(strstr(replies[i], "none"));
    }
    assert_true(of_tea > 0 && wordy > 0);
    free_replies(replies);
}

/* The fourth sequence begins with a mistake, the last of them. */
static void test_novice_without_a_code(void **state)
{
    (void)state;
    struct play play = plain_play();
    cannot(&play, "novice-4",
           "the rubric 'small' has no example of 'information'");
    end_play(&play);
}

/* --- the client's words, and words without sense ------------------------- */

static void test_echo(void **state)
{
    (void)state;
    struct play play = plain_play();
    says(&play, "echo", "I cannot sleep.");
    session_step(play.session, "");
    assert_string_equal(play.session->speech.lines[0]->text, "(He waits too.)");
    says(&play, "echo", "I cannot sleep.");
    session_step(play.session, "Try tea.");
    says(&play, "echo", "Good idea. Fine.");
    end_play(&play);
}

static void test_echo_of_nothing(void **state)
{
    (void)state;
    char *text = fixture_swapped(fixture_scenario_text, "'I cannot sleep.'",
                                 "'(He is silent.)'");
    struct play play = play_of(fixture_rubric_text, text);
    cannot(&play, "echo", "the client has said nothing");
    end_play(&play);
    free(text);
}

/* No longer than a reply may be, and no half character at its end. */
static void test_long_echo(void **state)
{
    (void)state;
    struct buffer line = {0};
    struct buffer reply = {0};
    struct buffer why = {0};
    size_t bad = 0;
    buffer_add_text(&line, "'I");
    buffer_repeat(&line, "\u00e9", SESSION_REPLY_BYTES);
    buffer_add_text(&line, "'");
    char *text = fixture_swapped(fixture_scenario_text, "'I cannot sleep.'",
                                 buffer_text(&line));
    struct play play = play_of(fixture_rubric_text, text);
    assert_true(policy_says(policy("echo"), play.session, &reply, &why));
    assert_int_equal(reply.length, SESSION_REPLY_BYTES - 1);
    assert_int_equal(strlen(buffer_text(&reply)), reply.length);
    assert_true(text_valid(reply.bytes, reply.length, &bad));
    end_play(&play);
    free(text);
    buffer_free(&line);
    buffer_free(&reply);
    buffer_free(&why);
}

static int by_letters(const void *one, const void *other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

/* Puts the words of what `shuffled` says in WORDS, sorted. */
static size_t shuffled_words(const struct play *play, struct buffer *reply,
                             char *words[], size_t room)
{
    struct buffer why = {0};
    size_t count = 0;
    char *rest = NULL;
    assert_true(policy_says(policy("shuffled"), play->session, reply, &why));
    char *text = memory_copy(buffer_text(reply), reply->length);
    for (char *word = strtok_r(text, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        assert_true(count < room);
        words[count++] = memory_copy(word, strlen(word));
    }
    free(text);
    buffer_free(&why);
    qsort(words, count, sizeof *words, by_letters);
    return count;
}

/* The fixture's examples of what Sam practises have twelve words. */
static void test_shuffled(void **state)
{
    (void)state;
    static const char *const pool[] = {"How",   "What",     "You", "You",
                                       "are",   "happened", "out", "sad",
                                       "sound", "that",     "was", "worn"};
    struct play play = plain_play();
    struct buffer first = {0};
    struct buffer second = {0};
    char *words[COUNT(pool) + 1];
    assert_int_equal(shuffled_words(&play, &first, words, COUNT(words)),
                     COUNT(pool));
    for (size_t i = 0; i < COUNT(pool); i++) {
        assert_string_equal(words[i], pool[i]);
        free(words[i]);
    }
    says(&play, "shuffled", buffer_text(&first));
    session_step(play.session, "I see.");
    size_t count = shuffled_words(&play, &second, words, COUNT(words));
    while (count > 0)
        free(words[--count]);
    assert_string_not_equal(buffer_text(&first), buffer_text(&second));
    end_play(&play);
    buffer_free(&first);
    buffer_free(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_hopes),
        cmocka_unit_test(test_better_in_turn),
        cmocka_unit_test(test_replies_elsewhere_do_not_count),
        cmocka_unit_test(test_tries_of_all_ways),
        cmocka_unit_test(test_one_code),
        cmocka_unit_test(test_rubric_without_the_code),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_stock_stands_alone),
        cmocka_unit_test(test_novice),
        cmocka_unit_test(test_novice_is_the_same_again),
        cmocka_unit_test(test_novice_without_brief_examples),
        cmocka_unit_test(test_novice_without_a_code),
        cmocka_unit_test(test_echo),
        cmocka_unit_test(test_echo_of_nothing),
        cmocka_unit_test(test_long_echo),
        cmocka_unit_test(test_shuffled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
