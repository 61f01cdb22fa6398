/* Standings and the next step, as tables of sessions. */
#include "class/ladder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "fixture.h"

/* Sorted as ladder_compare() sorts. */
enum { A, B, TUTORIAL, C, D, E, RUNGS };

static const char *const of_a[] = {"x", "y"};
static const char *const of_b[] = {"x", "z"};
static const char *const of_c[] = {"y", "z"};
static const char *const of_d[] = {"w"};
static const char *const of_e[] = {"v"};

static const struct ladder_rung fresh[RUNGS] = {
    [A] = {"a", 1, of_a, 2, .continues = LADDER_NONE},
    [B] = {"b", 1, of_b, 2, .continues = LADDER_NONE},
    [TUTORIAL] = {"t", 1, of_a, 1, .continues = LADDER_NONE,
                  .is_tutorial = true},
    [C] = {"c", 2, of_c, 2, .continues = A},
    [D] = {"d", 2, of_d, 1, .continues = C},
    [E] = {"e", 3, of_e, 1, .continues = LADDER_NONE},
};

/* A ladder after SESSIONS, in words of two or three letters: the scenario;
 * + good, ~ mixed, - poor, . closed, _ open; and h for one with help. */
struct climb {
    struct ladder_rung rungs[RUNGS];
    struct ladder ladder;
    struct ladder_session sessions[32];
    size_t count;
};

static void take_session(struct climb *climb, const char *word)
{
    static const char marks[] = "_.-~+";
    struct ladder_session session = {.rung = RUNGS};
    for (size_t i = 0; i < RUNGS; i++)
        if (climb->rungs[i].id[0] == word[0]) session.rung = i;
    assert_true(session.rung < RUNGS);
    const char *mark = strchr(marks, word[1]);
    assert_non_null(mark);
    session.outcome = (enum ladder_outcome)(mark - marks);
    session.helped = word[2] == 'h';
    assert_true(climb->count < COUNT(climb->sessions));
    climb->sessions[climb->count++] = session;
}

static void climb_by(struct climb *climb, const char *sessions)
{
    *climb = (struct climb){.ladder = {.count = RUNGS}};
    memcpy(climb->rungs, fresh, sizeof fresh);
    climb->ladder.rungs = climb->rungs;
    for (const char *at = sessions; *at != '\0'; at++)
        if (*at != ' ' && (at == sessions || at[-1] == ' '))
            take_session(climb, at);
    ladder_stand(&climb->ladder, climb->sessions, climb->count);
}

struct standing_case {
    const char *sessions;
    const char *expected; /* of a: sessions, last, finished, mastered */
};

static const struct standing_case standing_cases[] = {
    {"", "0"},
    {"b+ b+", "0"},
    {"a+", "1 good finished"},
    {"a_", "1 left open"},
    {"a.", "1 closed by you"},
    {"a~ a-", "2 poor finished"},
    {"a- a~", "2 mixed finished"},
    {"a+ a+", "2 good finished mastered"},
    {"a- a+ b- a+", "3 good finished mastered"},
    {"a+ a+ a~", "3 mixed finished"},
    {"a+ a+ a-", "3 poor finished"},
    {"a+h a+", "2 good finished"},
    {"a+ a+h", "2 good finished"},
    {"a+h a+ a+", "3 good finished mastered"},
    /* Closing or leaving one takes nothing away, and gives nothing. */
    {"a+ a+ a. a_", "4 left open finished mastered"},
    {"a+ a. a+", "3 good finished mastered"},
    {"a. a.", "2 closed by you"},
};

static void tells_where_one_stands(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(standing_cases); i++) {
        struct climb climb;
        struct buffer said = {0};
        climb_by(&climb, standing_cases[i].sessions);
        const struct ladder_rung *a = &climb.rungs[A];
        buffer_format(&said, "%zu", a->sessions);
        if (a->sessions > 0)
            buffer_format(&said, " %s", ladder_outcome_words(a->last));
        if (a->finished) buffer_add_text(&said, " finished");
        if (a->mastered) buffer_add_text(&said, " mastered");
        assert_string_equal(buffer_text(&said), standing_cases[i].expected);
        buffer_free(&said);
    }
}

struct proposal_case {
    const char *sessions;
    const char *expected; /* the scenario and why */
};

static const struct proposal_case proposal_cases[] = {
    /* The tutorial for a beginner only, and nobody waits for it. */
    {"", "t to begin"},
    {"t.", "a least 0"},
    {"t+ t+", "a least 0"},
    {"b_", "a least 0"},
    /* What was practised least: of x 1, y 1, z 0. */
    {"a+", "b least 0"},
    /* b has y no session, a has z none: the same; b was played less. */
    {"a+ a. b+", "b least 1"},
    {"t. b~", "a least 0"},
    {"a+ b~", "a least 1"},
    /* After a poor ending the same again, whatever was begun since. */
    {"a-", "a again"},
    {"a- b.", "a again"},
    {"a- b_", "a again"},
    {"a- b~", "a least 1"},
    {"a+ b+ b-", "b again"},
    {"a+ a+ a-", "a again"},
    {"e-", "e again"},
    {"a- a~", "b least 0"},
    /* Mastered ones are passed over. */
    {"a+ a+", "b least 0"},
    {"b+ b+", "a least 0"},
    /* The next difficulty only once this one is mastered; c goes on from a,
     * d from c. */
    {"a+ a+ b+ b+", "c least 2"},
    {"a+ a+ b+ b+ c_", "c least 3"},
    {"a+ a+ b+ b+ c~", "d least 0"},
    {"a+ a+ b+ b+ c+ c+", "d least 0"},
    {"a+ a+ b+ b+ c+ c+ d+ d+", "e least 0"},
    {"a+ a+ b+ b+ c+ c+ d+ d+ e+ e+", "all mastered"},
};

static void proposes_by_the_rule(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(proposal_cases); i++) {
        struct climb climb;
        char said[64] = "all mastered";
        climb_by(&climb, proposal_cases[i].sessions);
        struct ladder_proposal proposal = ladder_propose(&climb.ladder);
        const char *id = proposal.rung != LADDER_NONE
                             ? climb.rungs[proposal.rung].id
                             : "none";
        if (proposal.reason == LADDER_BEGIN)
            snprintf(said, sizeof said, "%s to begin", id);
        if (proposal.reason == LADDER_AGAIN)
            snprintf(said, sizeof said, "%s again", id);
        if (proposal.reason == LADDER_LEAST)
            snprintf(said, sizeof said, "%s least %zu", id, proposal.least);
        if (strcmp(said, proposal_cases[i].expected) != 0)
            fail_msg("after '%s': %s, not %s", proposal_cases[i].sessions, said,
                     proposal_cases[i].expected);
    }
}

/* What waits for another does not hold up what does not. */
static void looks_past_what_waits(void **state)
{
    (void)state;
    struct climb climb;
    climb_by(&climb, "t.");
    climb.rungs[A].continues = climb.rungs[B].continues = E;
    struct ladder_proposal proposal = ladder_propose(&climb.ladder);
    assert_int_equal(proposal.rung, E);
    climb.rungs[E].continues = E;
    proposal = ladder_propose(&climb.ladder);
    assert_int_equal(proposal.reason, LADDER_ALL_MASTERED);
    assert_true(proposal.rung == LADDER_NONE);
}

static void sorts_by_difficulty_then_name(void **state)
{
    (void)state;
    struct ladder_rung rungs[] = {{.id = "b", .difficulty = 2},
                                  {.id = "a", .difficulty = 2},
                                  {.id = "z", .difficulty = 1},
                                  {.id = "a", .difficulty = 3}};
    qsort(rungs, COUNT(rungs), sizeof *rungs, ladder_compare);
    char order[COUNT(rungs) + 1] = "";
    for (size_t i = 0; i < COUNT(rungs); i++)
        order[i] = rungs[i].id[0];
    assert_string_equal(order, "zaba");
}

/* --- one transcript ------------------------------------------------------ */

struct event_case {
    const char *events; /* r reply, t retry, h hint, b better, d dispute,
                           g guess; then its end */
    const char *expected;
};

static const struct event_case event_cases[] = {
    {"", "nothing said"},
    {"h+", "nothing said"},
    {"r", "left open"},
    {"r.", "closed by you"},
    {"rr+", "good"},
    {"r~", "mixed"},
    {"r-", "poor"},
    {"r?", "closed by you"}, /* a kind that this version does not know */
    {"rhr+", "good helped"},
    {"rb", "left open helped"},
    {"rtr-", "poor helped"},
    {"rdg+", "good"},
};

static const char *end_kind(char mark)
{
    switch (mark) {
    case '+':
        return "\"good\"";
    case '~':
        return "\"mixed\"";
    case '-':
        return "\"poor\"";
    case '?':
        return "\"odd\"";
    default:
        return NULL;
    }
}

static void add_event(struct transcript *transcript, char letter,
                      struct claim *claim)
{
    static const char letters[] = "rthbdg";
    struct transcript_event event = {.kind = TRANSCRIPT_END};
    const char *at = strchr(letters, letter);
    if (at != NULL) {
        static const enum transcript_event_kind kinds[] = {
            TRANSCRIPT_REPLY,  TRANSCRIPT_RETRY,   TRANSCRIPT_HINT,
            TRANSCRIPT_BETTER, TRANSCRIPT_DISPUTE, TRANSCRIPT_GUESS};
        event.kind = kinds[at - letters];
    } else if (end_kind(letter) != NULL) {
        *claim = (struct claim){"kind", end_kind(letter)};
        event.claims = claim;
        event.claim_count = 1;
    }
    transcript->events[transcript->event_count++] = event;
}

static void takes_from_a_transcript_what_matters(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(event_cases); i++) {
        struct transcript_event events[8];
        struct transcript transcript = {.events = events};
        struct ladder_session session;
        struct claim claim;
        char said[64] = "nothing said";
        for (const char *c = event_cases[i].events; *c != '\0'; c++)
            add_event(&transcript, *c, &claim);
        if (ladder_session(&transcript, D, &session)) {
            assert_int_equal(session.rung, D);
            snprintf(said, sizeof said, "%s%s",
                     ladder_outcome_words(session.outcome),
                     session.helped ? " helped" : "");
        }
        assert_string_equal(said, event_cases[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_where_one_stands),
        cmocka_unit_test(proposes_by_the_rule),
        cmocka_unit_test(looks_past_what_waits),
        cmocka_unit_test(sorts_by_difficulty_then_name),
        cmocka_unit_test(takes_from_a_transcript_what_matters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
