/* Where a trainee stands with each scenario, and which to take next.
 *
 * A session counts once something was said in it. It is finished when it came
 * to an ending of the scenario; one that the trainee closed before, or left
 * open, is neither good nor poor. A scenario is mastered when its last two
 * finished sessions ended well without a hint, a better line or a retry.
 *
 * The proposal follows a fixed rule, so that it can be told, and foreseen:
 *   1. Who has no session yet is shown around, where there is a tutorial.
 *   2. If the last finished session of all ended poorly: the same again.
 *   3. Else the lowest difficulty at which not all is mastered, and there what
 *      practises the code practised least (in the fewest sessions); of equals
 *      what practises more such codes, then what was played less, then the
 *      first in the ladder.
 *   4. What goes on from another scenario waits until that one is finished
 *      once. Where all at a difficulty waits, the next one is looked at.
 * The tutorial is never waited for and, after the first session, never
 * proposed.
 *
 * Begin with ladder_stand().
 */
#ifndef CLASS_LADDER_H
#define CLASS_LADDER_H

#include "class/transcript.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LADDER_NONE SIZE_MAX

enum ladder_outcome {
    LADDER_LEFT,   /* open still */
    LADDER_CLOSED, /* by the trainee, before an ending */
    LADDER_POOR,
    LADDER_MIXED,
    LADDER_GOOD
};

/* One session, as far as it matters here. */
struct ladder_session {
    size_t rung;
    enum ladder_outcome outcome;
    bool helped; /* by a hint, a better line or a retry */
};

/* A scenario, and once ladder_stand() was called what was done with it. */
struct ladder_rung {
    const char *id;
    int difficulty;
    const char *const *practises; /* codes, by name */
    size_t practise_count;
    size_t continues; /* a rung, or LADDER_NONE */
    bool is_tutorial;
    size_t sessions;
    enum ladder_outcome last; /* where there are any */
    bool finished;            /* at least once */
    bool ended_poorly;        /* the last finished one */
    bool mastered;
};

struct ladder {
    struct ladder_rung *rungs; /* as ladder_compare() sorts them */
    size_t count;
    size_t last_finished; /* the rung of that session, or LADDER_NONE */
};

enum ladder_reason {
    LADDER_ALL_MASTERED, /* nothing is proposed */
    LADDER_BEGIN,
    LADDER_AGAIN,
    LADDER_LEAST
};

struct ladder_proposal {
    enum ladder_reason reason;
    size_t rung;  /* or LADDER_NONE */
    size_t least; /* in how many sessions its rarest codes were practised */
};

/* Compares two rungs, for sorting before anything refers to them by number. */
int ladder_compare(const void *one, const void *other);

/* What TRANSCRIPT, skimmed or read, tells of a session on RUNG. False when
 * nothing was said in it. */
bool ladder_session(const struct transcript *transcript, size_t rung,
                    struct ladder_session *session);

/* Fills in what was done with each rung. SESSIONS are in the order of time. */
void ladder_stand(struct ladder *ladder, const struct ladder_session *sessions,
                  size_t count);

/* In how many sessions the code of this name was practised. */
size_t ladder_practised(const struct ladder *ladder, const char *code);

struct ladder_proposal ladder_propose(const struct ladder *ladder);

/* "good", "closed by you", …: for people. */
const char *ladder_outcome_words(enum ladder_outcome outcome);

#endif
