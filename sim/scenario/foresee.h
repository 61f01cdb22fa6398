/* Is there a reply for which these conditions hold?
 *
 * The codes are left free: a reply may show any of them at any level, with the
 * little that is certain about them (a code made of others is as high as the
 * highest of these; nobody is heard and misheard at once; silence has no
 * words). So a "no" is a proof, and a "yes" means: as far as the codes allow.
 * Whether words can be found that do it is what an author's `try` lines show.
 */
#ifndef SCENARIO_FORESEE_H
#define SCENARIO_FORESEE_H

#include "scenario/scenario.h"
#include "scenario/session.h"

/* A condition, and whether it is to hold. NULL holds always. */
struct wish {
    const struct expression *when;
    bool holds;
    const int *values; /* of state, when it is looked at */
};

enum foresight {
    FORESIGHT_NO,
    FORESIGHT_YES,
    FORESIGHT_UNKNOWN /* it would take too long to say */
};

/* What is known of replies, for one scenario and rubric, which must outlive
 * it. The caller frees. */
struct foresee;

struct foresee *foresee_new(const struct scenario *scenario,
                            const struct rubric *rubric);
void foresee_free(struct foresee *foresee); /* takes NULL */

/* Whether a reply in NODE, asked for the VISITS-th time with reply TURN to
 * come, can fulfil all WISHES. On FORESIGHT_YES, *FOUND is such a reply's
 * findings; they belong to FORESEE and are good until the next call. */
enum foresight foresee_reply(struct foresee *foresee, const struct node *node,
                             int visits, int turn, const struct wish *wishes,
                             size_t count, struct findings *found);

#endif
