/* Figures over time, and what is made of them: sessions as words of letters. */
#include "class/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "fixture.h"

/* A client who says the same again, at such length that the trainee's share of
 * words stays good. */
static const char scenario_text[] =
    "{'format': 'rapport-scenario/1', 'id': 'talk', 'version': 1,\n"
    " 'language': 'en', 'title': 'Talk', 'about': 'For tests.',\n"
    " 'difficulty': 1, 'practises': ['empathy'], 'rubric': 'small',\n"
    " 'client': {'name': 'Sam'},\n"
    " 'state': {'trust': {'min': 0, 'max': 10, 'start': 4}},\n"
    " 'listen': {'bye': ['bye']},\n"
    " 'endings': {'over': {'kind': 'mixed', 'title': 'Over'}},\n"
    " 'card': {'bond': {'from': 'trust', 'steps': [2, 4, 6, 8]}},\n"
    " 'start': 'talk', 'nodes': {\n"
    "  'talk': {'say': ['one'],\n"
    "   'replies': [{'id': 'bye', 'when': 'bye', 'goto': 'over',\n"
    "     'try': ['Bye.']}, {'id': 'else', 'try': ['I see.'], 'say': [\n"
    "'one two three four five six seven eight nine ten one two three four']}]},"
    "\n"
    "  'over': {'say': ['Bye.'], 'end': 'over'}}}\n";

/* What each letter says; taken in turn, since empathy that repeats is none. */
struct phrase {
    char letter;
    const char *texts[4];
};

static const struct phrase phrases[] = {
    {'E', {"You are sad.", "Sad and alone.", "A worried man.", "So worn out."}},
    {'D',
     {"You sound worn out.", "Tuesday sounds sad.", "It sounds worrying to him",
      "He sounds sad and lost up there."}},
    {'Q',
     {"What now?", "How was the sea?", "What does he say?", "How come it is"}},
    {'B',
     {"You sound sad. What now?", "It sounds worrying. How long?",
      "A worn out voice sounds so. What helps?",
      "The child sounds sad there. How old is she?"}},
    {'A',
     {"You should go.", "Try tea.", "You should sleep earlier.",
      "Perhaps try the other road."}},
    {'M', {"You are sad, try tea.", "A worried man, you should call him."}},
    {'N', {"I see.", "Mm.", "Go on then.", "Yes of course it was."}},
    {'S', {"", "", "", ""}},
};

enum { MOST = 8 };

struct play {
    struct rubric *rubrics[2]; /* two loads of one text: two rubrics */
    struct scenario *scenarios[2];
    struct session *sessions[MOST];
    struct progress_talk talks[MOST];
    size_t count;
    struct progress *progress;
};

static struct play *play_of(const char *rubric, const char *scenario)
{
    struct play *play = memory_new(1, sizeof *play);
    for (size_t i = 0; i < 2; i++) {
        play->rubrics[i] = fixture_rubric_of(rubric);
        play->scenarios[i] = fixture_scenario_of(scenario, play->rubrics[i]);
    }
    return play;
}

static void end_play(struct play *play)
{
    progress_free(play->progress);
    for (size_t i = 0; i < play->count; i++)
        session_free(play->sessions[i]);
    for (size_t i = 0; i < 2; i++) {
        scenario_free(play->scenarios[i]);
        rubric_free(play->rubrics[i]);
    }
    free(play);
}

static const char *phrase(char letter, size_t nth)
{
    for (size_t i = 0; i < COUNT(phrases); i++)
        if (phrases[i].letter == letter) return phrases[i].texts[nth % 4];
    fail_msg("no phrase for '%c'", letter);
    return NULL;
}

/* Adds a session of LETTERS that began at START, by rubric WHICH. */
static void add(struct play *play, const char *start, const char *letters,
                size_t which, int guess)
{
    size_t said[256] = {0};
    struct session *session =
        session_new(play->scenarios[which], play->rubrics[which], NULL);
    for (; *letters != '\0'; letters++)
        session_step(session,
                     phrase(*letters, said[(unsigned char)*letters]++));
    play->sessions[play->count] = session;
    play->talks[play->count++] = (struct progress_talk){start, session, guess};
}

static void look(struct play *play)
{
    play->progress = progress_of(play->talks, play->count);
}

/* --- groups -------------------------------------------------------------- */

static void keeps_rubrics_apart(void **state)
{
    (void)state;
    struct play *play = play_of(fixture_rubric_text, scenario_text);
    add(play, "4", "QQQNN", 0, 0);
    add(play, "2", "NNNNN", 0, 0);
    add(play, "3", "NNNN", 0, 0);
    add(play, "5", "NNNNNN", 1, 0);
    add(play, "1", "QNNNN", 1, 0);
    look(play);
    const struct progress *progress = play->progress;
    assert_int_equal(progress->group_count, 2);
    assert_int_equal(progress->short_count, 1);
    assert_ptr_equal(progress->groups[0].rubric, play->rubrics[1]);
    assert_ptr_equal(progress->groups[1].rubric, play->rubrics[0]);
    assert_int_equal(progress->groups[0].count, 2);
    assert_string_equal(progress->groups[0].talks[0]->start, "1");
    assert_string_equal(progress->groups[0].talks[1]->start, "5");
    assert_string_equal(progress->groups[1].talks[0]->start, "2");
    assert_string_equal(progress->groups[1].talks[1]->start, "4");
    size_t asking = rubric_measure(play->rubrics[0], "asking");
    const struct progress_group *group = &progress->groups[1];
    assert_int_equal(progress_figure(group, 0, asking)->thousandths, 0);
    assert_int_equal(progress_figure(group, 1, asking)->thousandths, 600);
    size_t per = rubric_measure(play->rubrics[0], "per");
    assert_false(progress_figure(group, 0, per)->is_there);
    assert_true(progress_figure(group, 1, per)->is_there);
    end_play(play);
}

static void looks_at_nothing(void **state)
{
    (void)state;
    struct play *play = play_of(fixture_rubric_text, scenario_text);
    look(play);
    assert_int_equal(play->progress->group_count, 0);
    end_play(play);
}

static void holds_guesses_against_the_bond(void **state)
{
    (void)state;
    struct play *play = play_of(fixture_rubric_text, scenario_text);
    int bond = 0;
    add(play, "1", "NNNNN", 0, 4); /* trust 4: a bond of 3 */
    add(play, "2", "NNNNN", 0, 2);
    add(play, "3", "NNNNN", 1, 3);
    add(play, "4", "NNNNN", 0, 5);
    add(play, "5", "NNNNN", 0, 0);
    add(play, "6", "NNNN", 0, 1); /* left out */
    look(play);
    assert_int_equal(play->progress->guesses.high, 2);
    assert_int_equal(play->progress->guesses.low, 1);
    assert_int_equal(play->progress->guesses.right, 1);
    assert_true(progress_bond(&play->talks[0], &bond));
    assert_int_equal(bond, 3);
    assert_false(progress_bond(&play->talks[4], &bond));
    end_play(play);
}

/* --- plots --------------------------------------------------------------- */

struct plot_case {
    const char *measure;
    const char *values; /* thousandths; - is none */
    const char *expected;
};

static const struct plot_case plot_cases[] = {
    /* asking: 200 is fair, 400 good. */
    {"asking", "200 400", "▁█"},
    {"asking", "200 300 400", "▁▅█"},
    {"asking", "400", "█"},
    {"asking", "0 1000", "▁█"},
    {"asking", "0 500 1000", "▁▅█"},
    {"asking", "300 310 305", "▅▅▅"},
    {"asking", "0 - 400 -", "▁·█·"},
    {"asking", "- -", "··"},
    /* alone: 1000 is fair, 0 good. */
    {"alone", "4000 2000 0", "█▅▁"},
    {"alone", "0 0", "▁▁"},
    /* listening may lie below nothing. */
    {"listening", "-400 0 400", "▁▅█"},
    /* Only the last twenty. */
    {"asking",
     "400 400 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 "
     "200 200 200 400",
     "▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁█"},
};

static void plots_figures(void **state)
{
    (void)state;
    struct rubric *rubric = fixture_rubric();
    for (size_t i = 0; i < COUNT(plot_cases); i++) {
        struct progress_figure *figures =
            memory_new(32 * rubric->measure_count, sizeof *figures);
        struct progress_group group = {.rubric = rubric, .figures = figures};
        size_t measure = rubric_measure(rubric, plot_cases[i].measure);
        struct buffer plot = {0};
        for (const char *at = plot_cases[i].values; *at != '\0';) {
            char *end = (char *)at + 1;
            bool none = at[0] == '-' && (at[1] == ' ' || at[1] == '\0');
            figures[group.count++ * rubric->measure_count + measure] =
                (struct progress_figure){!none,
                                         none ? 0 : strtol(at, &end, 10)};
            at = end + (*end == ' ');
        }
        progress_plot(&group, measure, &plot);
        assert_string_equal(buffer_text(&plot), plot_cases[i].expected);
        buffer_free(&plot);
        free(figures);
    }
    rubric_free(rubric);
}

/* --- what goes well, what to work on ------------------------------------- */

static void add_code(const struct rubric *rubric, size_t code,
                     struct buffer *out)
{
    buffer_format(out, " %s",
                  code == RUBRIC_NONE ? "-" : rubric->codes[code].name);
}

static void add_turns(const struct rubric *rubric,
                      const struct progress_turns *turns, struct buffer *out)
{
    for (size_t i = 0; i < turns->count; i++) {
        buffer_format(out, "; %s.%d", turns->list[i].talk->start,
                      turns->list[i].record->turn);
        add_code(rubric, turns->list[i].code, out);
    }
}

/* Sessions of LETTERS, with blanks between them; the first is number 1. */
static void add_sessions(struct play *play, const char *letters)
{
    static const char *const starts[] = {"1", "2", "3", "4", "5", "6", "7"};
    while (*letters != '\0') {
        char session[32] = "";
        size_t length = strcspn(letters, " ");
        assert_true(length < sizeof session && play->count < COUNT(starts));
        memcpy(session, letters, length);
        add(play, starts[play->count], session, 0, 0);
        letters += length + (letters[length] == ' ');
    }
    look(play);
}

struct said_case {
    const char *sessions;
    const char *expected;
};

/* The code, in how many replies of how many; its turns, newest first, as
 * session.turn and the code to quote. */
static const struct said_case strength_cases[] = {
    {"NNNNN", "nothing"},
    {"AAAAA", "nothing"},
    {"QQQEN", "open_question 3 of 5; 1.3 open_question; 1.2 open_question"},
    {"EEQNN", "empathy 2 of 5; 1.2 empathy; 1.1 empathy"},
    {"NNQNN", "open_question 1 of 5; 1.3 open_question"},
    /* Beside advice it does not count. */
    {"MMQNN", "open_question 1 of 5; 1.3 open_question"},
    /* Of equals the rubric's first. */
    {"EQNNN", "open_question 1 of 5; 1.2 open_question"},
    {"BNNNN", "open_question 1 of 5; 1.1 open_question"},
    /* Over the last five sessions, and no further. */
    {"QNNNN NNNNE", "open_question 1 of 10; 1.1 open_question"},
    /* The same words stand for themselves once, where they were said last. */
    {"ENNNN NNNNE", "empathy 2 of 10; 2.5 empathy"},
    {"QQQQN NNNNN NNNNN NNNNN NNNNN NNNNE", "empathy 1 of 25; 6.5 empathy"},
};

static void finds_what_goes_well(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(strength_cases); i++) {
        struct play *play = play_of(fixture_rubric_text, scenario_text);
        struct progress_strength strength;
        struct buffer said = {0};
        add_sessions(play, strength_cases[i].sessions);
        const struct progress_group *group = &play->progress->groups[0];
        if (progress_strength(group, &strength)) {
            buffer_format(&said, "%s %zu of %zu",
                          group->rubric->codes[strength.code].name,
                          strength.replies, strength.of);
            add_turns(group->rubric, &strength.turns, &said);
        } else {
            buffer_add_text(&said, "nothing");
        }
        assert_string_equal(buffer_text(&said), strength_cases[i].expected);
        buffer_free(&said);
        end_play(play);
    }
}

static void says_work(const char *rubric_text, const char *scenario,
                      const struct said_case *wanted)
{
    struct play *play = play_of(rubric_text, scenario);
    struct progress_work work;
    struct buffer said = {0};
    add_sessions(play, wanted->sessions);
    const struct progress_group *group = &play->progress->groups[0];
    const struct rubric *rubric = group->rubric;
    if (progress_work(group, &work)) {
        if (work.measure != RUBRIC_NONE)
            buffer_format(&said, "%s %g", rubric->measures[work.measure].id,
                          (double)work.mean / 1000.0);
        else
            buffer_format(&said, "%zu of", work.replies);
        add_code(rubric, work.code, &said);
        buffer_add_text(&said, ", practise");
        add_code(rubric, work.practise, &said);
        if (work.text != NULL) buffer_format(&said, ": %s", work.text);
        add_turns(rubric, &work.turns, &said);
    } else {
        buffer_add_text(&said, "nothing");
    }
    assert_string_equal(buffer_text(&said), wanted->expected);
    buffer_free(&said);
    end_play(play);
}

/* The measure, its mean over the last sessions, its code, the one to practise,
 * what is said, and turns as above. */
static const struct said_case work_cases[] = {
    /* Never asked: 2 steps from good; turns without a question. */
    {"EEEES", "asking 0 question, practise question; 1.4 -; 1.3 -"},
    /* The turns that tell amiss are shown first, with their words. */
    {"EEAEE", "asking 0 question, practise question; 1.3 advice; 1.5 -"},
    /* As far each, 2 steps: the rubric's first. */
    {"AANNN", "alone 2 advice, practise empathy: Ask before you advise.; 1.2 "
              "advice; 1.1 advice"},
    /* Asked without empathy: the questions are quoted. */
    {"QQQQQ", "per 0 empathy, practise empathy: Name the feeling.; 1.5 "
              "open_question; 1.4 open_question"},
    {"DBDBQ", "per 1.333 empathy, practise empathy: Name the feeling.; 1.5 "
              "open_question"},
    {"DBBDD", "nothing"},
    /* The mean of sessions that have a figure, of the last five only. */
    /* Two words are too few to stand for anything. */
    {"DBBDD EEEEN", "asking 0.2 question, practise question; 2.4 -; 2.3 -"},
    {"AAAAA DBBDD DBBDD DBBDD DBBDD DBBDD", "nothing"},
};

static void finds_what_to_work_on(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(work_cases); i++)
        says_work(fixture_rubric_text, scenario_text, &work_cases[i]);
}

/* What is experimental is shown with that word, and is nothing to work on. */
static void sends_nobody_to_what_is_experimental(void **state)
{
    (void)state;
    static const struct said_case wanted = {
        "QQQQQ", "depth 0 empathy, practise empathy: Name the feeling.; 1.4 "
                 "-; 1.3 -"};
    char *text =
        fixture_swapped(fixture_rubric_text, "'per': 'question', 'fair': 1",
                        "'per': 'question', 'experimental': true, 'fair': 1");
    struct rubric *rubric = fixture_rubric_of(text);
    assert_string_equal(rubric->measures[rubric_measure(rubric, "per")].title,
                        "Empathy per question (experimental)");
    says_work(text, scenario_text, &wanted);
    rubric_free(rubric);
    free(text);
}

/* Where every figure is good: what is better used less, if shown twice. */
static void falls_back_on_what_is_shown_amiss(void **state)
{
    (void)state;
    static const struct said_case cases[] = {
        {"BBBBDDDDAA", "2 of advice, practise -: Ask before you advise.; 1.10 "
                       "advice; 1.9 advice"},
        {"BBBBDDDDAS", "nothing"},
    };
    char *once = fixture_swapped(fixture_rubric_text, "'fair': 2, 'good': 0",
                                 "'fair': 9, 'good': 8");
    char *twice =
        fixture_swapped(once, "'fair': 1, 'good': 0", "'fair': 9, 'good': 8");
    for (size_t i = 0; i < COUNT(cases); i++)
        says_work(twice, scenario_text, &cases[i]);
    free(twice);
    free(once);
}

/* What a sum weighs the other way is what to practise. */
static void practises_what_is_set_against_it(void **state)
{
    (void)state;
    static const struct said_case wanted = {
        "AAAAN", "advising 4 advice, practise empathy: Ask before you "
                 "advise.; 1.4 advice; 1.3 advice"};
    char *once = fixture_swapped(fixture_rubric_text, "'asking': -0.5",
                                 "'advising': -0.5");
    char *twice =
        fixture_swapped(once, "'fair': 1, 'good': 0", "'fair': 9, 'good': 8");
    char *thrice =
        fixture_swapped(twice, "'fair': 2, 'good': 0", "'fair': 1, 'good': 0");
    says_work(thrice, scenario_text, &wanted);
    free(thrice);
    free(twice);
    free(once);
}

static void shows_the_longest_replies_of_who_talks_too_much(void **state)
{
    (void)state;
    char *terse = fixture_swapped(
        scenario_text,
        "one two three four five six seven eight nine ten one two three four",
        "one");
    struct play *play = play_of(fixture_rubric_text, terse);
    struct progress_work work;
    add_sessions(play, "DBBDD");
    assert_true(progress_work(&play->progress->groups[0], &work));
    assert_string_equal(play->rubrics[0]->measures[work.measure].id, "talk");
    assert_true(work.code == RUBRIC_NONE && work.practise == RUBRIC_NONE);
    assert_null(work.text);
    assert_int_equal(work.turns.count, 2);
    assert_int_equal(work.turns.list[0].record->turn +
                         work.turns.list[1].record->turn,
                     2 + 3); /* the two that both ask and feel */
    end_play(play);
    free(terse);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_rubrics_apart),
        cmocka_unit_test(looks_at_nothing),
        cmocka_unit_test(holds_guesses_against_the_bond),
        cmocka_unit_test(plots_figures),
        cmocka_unit_test(finds_what_goes_well),
        cmocka_unit_test(finds_what_to_work_on),
        cmocka_unit_test(sends_nobody_to_what_is_experimental),
        cmocka_unit_test(falls_back_on_what_is_shown_amiss),
        cmocka_unit_test(practises_what_is_set_against_it),
        cmocka_unit_test(shows_the_longest_replies_of_who_talks_too_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
