/* What can be proved of a scenario before anybody plays it.
 *
 * The space of all positions (space.h) is explored twice: with the codes left
 * free, and with an author's own sample lines for replies. From the first come
 * the proofs of what cannot be: nodes and endings that no talk comes to,
 * conditions that never or always hold, replies that another one always takes,
 * places from which no ending can be reached. What it calls possible is
 * possible as far as the codes allow; the second shows what the author's own
 * lines lead to.
 */
#ifndef SCENARIO_PROOF_H
#define SCENARIO_PROOF_H

#include "base/problem.h"
#include "scenario/route.h"
#include "scenario/space.h"

enum { PROOF_POSITIONS = 4000000 };

/* How a talk may come to an ending. */
struct proof_ending {
    const struct landing *landing;
    struct route route; /* the shortest; not found where only the turn limit
                           leads there */
    bool by_samples;    /* by `try` and `better` lines alone */
};

struct proof {
    const struct scenario *scenario;
    struct outcomes *outcomes;
    struct space *space;
    struct outcomes *sample_outcomes;
    struct space *sample_space;
    bool complete; /* nothing was too large to look at */
    struct proof_ending *endings;
};

/* Adds to PROBLEMS what is proved to be wrong, to NOTES what an author should
 * know and may well have meant. SOURCE is what SCENARIO was loaded from;
 * MOST positions are looked at. The caller frees. */
struct proof *proof_make(const struct scenario *scenario,
                         const struct rubric *rubric,
                         const struct source *source, size_t most,
                         struct problems *problems, struct problems *notes);
void proof_free(struct proof *proof); /* takes NULL */

#endif
