/* What to tell a trainee about one reply.
 *
 * What was recognised with the words that earned it, what it did to the
 * client, one strength, one next step; never more, since a page of praise or
 * blame is not read. Nothing recognised is said as just that.
 */
#ifndef CLASS_FEEDBACK_H
#define CLASS_FEEDBACK_H

#include "scenario/session.h"

enum { FEEDBACK_QUOTES = 2 };

/* One code that the reply showed, and the cues that added most to it. */
struct shown {
    size_t code;
    int level;
    const struct match *quotes[FEEDBACK_QUOTES]; /* NULL: no words to quote */
    const char *whys[FEEDBACK_QUOTES];           /* of the cues that met them */
    size_t reasons;                              /* how many of both */
};

/* What the reply did to what the client's card shows of her. */
enum feedback_change { FEEDBACK_LOST, FEEDBACK_KEPT, FEEDBACK_GAINED };

struct feedback {
    struct shown *shown; /* in the rubric's order */
    size_t shown_count;
    const char *effect;   /* the author's word on it, or NULL */
    const char *strength; /* or NULL */
    const char *step;     /* one thing to try, or NULL */
    enum feedback_change change;
};

/* The texts belong to scenario and rubric. feedback_free() after. */
struct feedback feedback_of(const struct session *session,
                            const struct record *record);
void feedback_free(struct feedback *feedback);

/* What of the reply showed the code INDEX, which is no `any` code. */
struct shown feedback_shown(const struct session *session,
                            const struct record *record, size_t index);

/* The words of REPLY that MATCH is to be quoted with: without what is blank at
 * its ends, and whole. */
struct span feedback_words(const char *reply, const struct match *match);

#endif
