/* One session that was handed in for an exercise, played again.
 *
 * A grade never trusts a score that a file claims: all is computed anew from
 * the replies, and what the file says otherwise is a difference. Begin with
 * attempt_new().
 */
#ifndef CLASS_ATTEMPT_H
#define CLASS_ATTEMPT_H

#include "class/exercise.h"
#include "scenario/session.h"

struct attempt {
    const char *path;              /* borrowed */
    struct transcript *transcript; /* owned */
    size_t scenario;               /* its place in the exercise */
    struct session *session;       /* all that was said, scored anew */
    struct buffer differences;     /* a line each; "" when there are none */
    bool other_exercise;           /* the exercise is not as it was, by hash */
    bool late;                     /* it ended, or went on, when it was due */
    bool counts;                   /* it is one of those that are graded */
};

/* Plays TRANSCRIPT again, which it then owns, by SCENARIO and RUBRIC, the ones
 * that EXERCISE pins in PLACE. CARRY is what the earlier session left, or NULL
 * for what the file says of it. The caller frees. */
struct attempt *attempt_new(const char *path, struct transcript *transcript,
                            const struct exercise *exercise, size_t place,
                            const struct scenario *scenario,
                            const struct rubric *rubric,
                            const struct changes *carry);
void attempt_free(struct attempt *attempt); /* takes NULL */

/* What SCENARIO, which goes on from another, takes over from EARLIER, in
 * ARENA. */
struct changes attempt_carry(const struct attempt *earlier,
                             const struct scenario *scenario,
                             struct arena *arena);

/* Who it is by; "" where the file does not say. */
const char *attempt_trainee(const struct attempt *attempt);

/* The time of its last line. */
const char *attempt_end(const struct attempt *attempt);

/* The replies that were not taken back. */
size_t attempt_replies(const struct attempt *attempt);

#endif
