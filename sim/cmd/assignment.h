/* One attempt at a scenario of an exercise, under the exercise's rules.
 *
 * {0} is none: then all of play is as ever. What has been tried is counted
 * from the own transcripts of this very exercise, each from when it was begun.
 * Begin with assignment_open(); the owner calls assignment_close().
 */
#ifndef CMD_ASSIGNMENT_H
#define CMD_ASSIGNMENT_H

#include "cmd/course.h"
#include "cmd/menu.h"

/* Of one scenario. */
struct assignment_tally {
    int begun; /* this one too, once it is taken */
    int open;  /* of these, left in the middle */
};

struct assignment {
    struct course course;             /* its exercise is NULL: there is none */
    struct assignment_tally *tallies; /* as many as scenarios */
    size_t scenario;
    bool counts;       /* a transcript is kept */
    int number;        /* of this attempt, from 1 */
    const char *start; /* of one that is gone on with; NULL: it is new */
};

/* Reads the exercise in the file PATH with all it pins. TRAINEE, or NULL where
 * nobody is named yet, is for whom attempts are counted whose transcripts lie
 * elsewhere. False, and printed why, when it cannot be played so. */
bool assignment_open(struct assignment *assignment,
                     const struct library *library, const char *path,
                     const char *trainee);

/* The same for the exercise that a transcript is of, by its hash: the rules
 * alone. Fine, and none, where it is of no exercise. */
bool assignment_reopen(struct assignment *assignment,
                       const struct library *library,
                       const struct transcript_header *header);

void assignment_close(struct assignment *assignment);

bool assignment_is_on(const struct assignment *assignment);
bool assignment_is_exam(const struct assignment *assignment);

/* Finds the scenario that is pinned as ID; false, and printed why. */
bool assignment_named(const struct assignment *assignment, const char *id,
                      size_t *scenario);

/* The scenarios, with how often each was played; all lies in ARENA. */
struct menu assignment_menu(const struct assignment *assignment,
                            struct arena *arena);

/* Takes an attempt at SCENARIO and puts it, with its rubric, in PAIR, which
 * then owns them. False, and printed why, when it COUNTS and none is left. */
bool assignment_take(struct assignment *assignment, size_t scenario,
                     bool counts, struct pair *pair);

/* Says by what rules it is played; TRAINEE is NULL where nobody is named. */
void assignment_greet(const struct assignment *assignment, const char *trainee,
                      const struct screen *screen);

/* Says, after the end, what to hand in (PATH, or NULL for nothing) and what is
 * left to play. */
void assignment_leave(const struct assignment *assignment, const char *path,
                      const struct screen *screen);

#endif
