/* What may come of a reply where one stands.
 *
 * Every move that the next reply can make from a spot, by session_move() and
 * nothing else. Either the codes are left free (foresee.h), or replies are
 * held to an author's own sample lines. What replies decide is the same in all
 * spots in which a node's conditions on state, visits and turn hold alike, so
 * it is found out once for each of these kinds of spot.
 */
#ifndef SCENARIO_OUTCOMES_H
#define SCENARIO_OUTCOMES_H

#include "scenario/scenario.h"
#include "scenario/session.h"

/* Where a talk stands, as far as its next move goes. */
struct spot {
    size_t node;
    int visits;
    int turn; /* 0 where the turn limit is not to be looked at */
    const int *values;
};

struct outcome {
    struct move move;
    int *values; /* after it */
};

/* The last call's outcomes; COUNT of them. */
struct outcome_list {
    const struct outcome *list;
    size_t count;
};

/* What was seen of one way over all spots that were asked about, whichever
 * way comes before it. */
struct way_facts {
    bool wins;    /* some reply is taken by it */
    bool holds;   /* its condition can hold */
    bool fails;   /* its condition can fail */
    size_t taker; /* where it held and did not win: the way that won */
};

/* The same of a rule of `always`. */
struct rule_facts {
    bool fires;
    bool holds;
    bool fails;
};

struct outcomes;

/* Scenario and rubric must outlive it. The caller frees. */
struct outcomes *outcomes_new(const struct scenario *scenario,
                              const struct rubric *rubric);

/* The same, with no replies but the `try` and `better` lines of each node. */
struct outcomes *outcomes_of_samples(const struct scenario *scenario,
                                     const struct rubric *rubric);

void outcomes_free(struct outcomes *outcomes); /* takes NULL */

/* What may come of a reply in SPOT, which is no ending. The list is good
 * until the next call. */
struct outcome_list outcomes_from(struct outcomes *outcomes,
                                  const struct spot *spot);

/* Forgets what was seen of ways and rules. */
void outcomes_forget(struct outcomes *outcomes);

/* False once something could not be found out: then there may be more. */
bool outcomes_complete(const struct outcomes *outcomes);

const struct way_facts *outcomes_way(const struct outcomes *outcomes,
                                     size_t node, size_t way);
const struct rule_facts *outcomes_rule(const struct outcomes *outcomes,
                                       size_t rule);

#endif
