/* One play of a scenario.
 *
 * A session is a pure function of scenario, rubric, carried state and replies.
 * session_move() is the only move in the program: playing, retrying,
 * replaying, grading, testing and exploring are that one function under
 * different callers. session_step() scores what the trainee typed and makes
 * the move; it touches no clock, file or chance.
 *
 * A step, in order: score the reply; the first way of the node whose `when`
 * holds wins; its `set`, then its `add`, clamped; then the `always` rules in
 * order, seeing the state after that and passing over a rule that leads to
 * the node one is in: the first that holds decides the next node, else the
 * way's `goto`; an ending wins over the turn limit; the turn counts one.
 */
#ifndef SCENARIO_SESSION_H
#define SCENARIO_SESSION_H

#include "rubric/dialogue.h"
#include "rubric/measure.h"
#include "rubric/score.h"
#include "scenario/scenario.h"

#include <stdbool.h>

enum { SESSION_REPLY_BYTES = 4096 };

/* Where a play stands: all that moving reads and writes. */
struct position {
    size_t node;
    int turn;    /* the number of the reply to come, from 1 */
    int *values; /* a state each */
    int *visits; /* a node each: how many times it has been arrived at */
    int *agains; /* a node each: how many `again`s it has spoken */
};

/* What a reply shows, as far as moving cares. */
struct findings {
    const int *levels; /* of the rubric's codes */
    const bool *listens;
    bool heard;
    bool misheard;
    bool silence;
};

struct move {
    size_t from;
    size_t way;
    size_t rule;  /* the `always` that decided, or SCENARIO_NONE */
    bool time_up; /* the turn limit decided */
    size_t to;
};

/* What the client says, line by line; the lines belong to the scenario. */
struct speech {
    const struct line **lines;
    size_t count;
};

/* What came of one reply. */
struct record {
    struct speech asked; /* what the client had said */
    char *reply;
    struct scoring *scoring;
    bool *listens;
    bool heard;
    bool misheard;
    int turn;
    int visits;  /* of the node, when the reply was given */
    int *before; /* a state each, before the reply */
    int *after;
    struct move move;
    size_t words;
    size_t entries; /* of the dialogue, before the reply */
};

struct session {
    const struct scenario *scenario;
    const struct rubric *rubric;
    struct position position;
    struct position earlier; /* before the last reply: for a retry */
    bool can_retry;
    struct dialogue dialogue;
    size_t client_words; /* of what the dialogue no longer has */
    struct record *records;
    size_t record_count;
    size_t record_room;
    struct speech speech; /* what the client says now */
};

/* CARRY gives values for the scenario's carried states, or NULL for their
 * `start`; they are clamped. Scenario and rubric must outlive the session;
 * the caller owns it. The client has spoken her first words. */
struct session *session_new(const struct scenario *scenario,
                            const struct rubric *rubric,
                            const struct changes *carry);

/* Moves the position by what a reply showed. */
struct move session_move(struct session *session,
                         const struct findings *findings);

/* Scores REPLY (valid UTF-8, at most SESSION_REPLY_BYTES; empty is silence),
 * moves, and lets the client speak. The record is owned by the session and
 * good until the next step. Not to be called once the session is over. */
const struct record *session_step(struct session *session, const char *reply);

/* The session as it was before the last reply. False when there is none, or
 * one has been taken back already. */
bool session_retry(struct session *session);

/* No more replies will come: lets go of what only scoring them needs. RUBRIC,
 * which the session goes by from now on, is the one that it was played by, or
 * one with the same codes that lives longer. */
void session_close(struct session *session, const struct rubric *rubric);

/* The ending reached, or SCENARIO_NONE while the talk goes on. */
size_t session_ending(const struct session *session);

const struct record *session_last(const struct session *session);

/* What the reply of RECORD showed; borrowed from it. */
struct findings session_findings(const struct record *record);

/* What conditions see of a reply that shows FINDINGS. */
struct moment session_see(const struct findings *findings, const int *values,
                          int visits, int turn);

/* The first way of NODE, which is no ending, whose condition holds. */
size_t session_way(const struct node *node, const struct moment *moment);

/* What conditions saw when RECORD's way was chosen. */
struct moment session_moment(const struct record *record);

/* Puts a new session at NODE, as if it were there for the VISITS-th time with
 * reply TURN to come; GIVEN (or NULL) over the start values; BEFORE (or NULL)
 * is the trainee's reply before. For trying an author's lines and for
 * starting in the middle. */
void session_place(struct session *session, size_t node,
                   const struct changes *given, int visits, int turn,
                   const char *before);

/* The measures' sums over all replies so far. The caller frees. */
struct tally *session_tally(const struct session *session);

/* Takes NULL. */
void session_free(struct session *session);

#endif
