/* All that can become of a scenario: every position, and where replies lead.
 *
 * A position is a node with a value for every state and, where conditions name
 * them, how often the node has been come to, and the turn. Visits of other
 * nodes than the one at hand are not followed: on arriving at a node that has
 * been left for the k-th time, its visits may be any number that some talk has
 * made them. So there may be more positions here than any talk can come to,
 * never fewer: what is not here is proved impossible. What is here is shown to
 * be real by walking to it: route.h.
 *
 * Positions are numbered. One whose visits are not known yet is an *arrival*:
 * it leads, without a reply, to the position for each number they may have.
 */
#ifndef SCENARIO_SPACE_H
#define SCENARIO_SPACE_H

#include "scenario/outcomes.h"
#include "scenario/scenario.h"

#include <stdint.h>

/* "Not within any number of replies." */
#define SPACE_NEVER UINT32_MAX

/* How an ending is come to. */
struct landing {
    bool reached;
    bool by_limit;              /* since the turns were used up */
    bool by_choice;             /* otherwise */
    const struct range *values; /* of each state, when it is */
};

/* The numbers of positions that others lead to, or that lead to them. */
struct space_links {
    const uint32_t *list;
    size_t count;
};

struct space;

/* Explores until there is nothing new, or MOST positions are known. OUTCOMES
 * says what replies there are and must outlive the space, as must SCENARIO.
 * The caller frees. */
struct space *space_explore(const struct scenario *scenario,
                            struct outcomes *outcomes, size_t most);
void space_free(struct space *space); /* takes NULL */

/* False when it was too large: what is said is true of what was seen. */
bool space_complete(const struct space *space);

/* How many positions were looked at, and the most replies to one of them. */
size_t space_count(const struct space *space);
uint32_t space_depth(const struct space *space);

/* The position's node. */
size_t space_node(const struct space *space, size_t number);
bool space_is_arrival(const struct space *space, size_t number);

/* Position NUMBER, its values put in VALUES, which has room for every state. */
struct spot space_spot(const struct space *space, size_t number, int *values);

/* The number of the position that SPOT stands for, or SIZE_MAX. */
size_t space_find(const struct space *space, const struct spot *spot);

/* The number that conditions of NODE tell VISITS by: above it, none does. */
int space_visits(const struct space *space, size_t node, int visits);
bool space_counts_visits(const struct space *space, size_t node);

/* The turn after TURN as conditions can tell it: 0 where none names it. */
int space_turn_after(const struct space *space, int turn);

/* How many positions a talk may begin in: they are the first. */
size_t space_starts(const struct space *space);

/* The least number of replies after which one may be there; SPACE_NEVER for
 * what only lies beyond the turn limit. */
uint32_t space_distance(const struct space *space, size_t number);

struct space_links space_from(const struct space *space, size_t number);
struct space_links space_into(const struct space *space, size_t number);

/* What is known of an ending. */
const struct landing *space_landing(const struct space *space, size_t ending);

#endif
