/* The shortest talk that leads somewhere.
 *
 * A walk through a space (space.h) by moves that are really made, with the
 * visits of every node as they come to be. What the space says of how far it
 * still is never too much, so the first talk that is found is a shortest one;
 * and where none is found, none is there.
 */
#ifndef SCENARIO_ROUTE_H
#define SCENARIO_ROUTE_H

#include "base/buffer.h"
#include "scenario/space.h"

struct route_step {
    size_t node;
    size_t way;  /* that took the reply there */
    size_t rule; /* that decided where it led, or SCENARIO_NONE */
};

enum route_end {
    ROUTE_FOUND,
    ROUTE_NONE,   /* no talk leads there: a proof */
    ROUTE_UNKNOWN /* it would take too long to say */
};

struct route {
    enum route_end end;
    struct route_step *steps;
    size_t count;
};

/* The shortest talk to a position that is WANTED, a byte for each position of
 * SPACE. OUTCOMES is what SPACE was explored by. The caller frees. */
struct route route_find(const struct scenario *scenario,
                        const struct space *space, struct outcomes *outcomes,
                        const char *wanted);
void route_free(struct route *route);

/* Adds the steps of a talk as "opening (felt), nights (listened)". */
void route_tell(const struct scenario *scenario, const struct route *route,
                struct buffer *out);

#endif
