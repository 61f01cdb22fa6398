/* Tokens being gathered, in the order in which they come, on each step of a
 * board one at most; see plan.h. A token is the number of its step. */
#ifndef RUBRIC_CROWD_H
#define RUBRIC_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct crowd {
    uint16_t *tokens;
    size_t count;
    uint32_t *marks; /* by step: the round in which one was last here */
    uint32_t round;
};

/* For tokens of STEPS steps; crowd_free() frees what is in it. */
void crowd_begin(struct crowd *crowd, size_t steps);

/* Sends all away. */
void crowd_clear(struct crowd *crowd);

/* Lets TOKEN, which stands on STEP, join. False: one stood there already. */
bool crowd_join(struct crowd *crowd, size_t step, size_t token);

/* True when one stands on STEP. */
bool crowd_has(const struct crowd *crowd, size_t step);

void crowd_free(struct crowd *crowd);

#endif
