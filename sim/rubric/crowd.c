/* Crowds; see crowd.h. */
#include "rubric/crowd.h"

#include "base/memory.h"

#include <stdlib.h>

void crowd_begin(struct crowd *crowd, size_t steps)
{
    crowd->tokens = memory_new(steps, sizeof *crowd->tokens);
    crowd->marks = memory_new(steps, sizeof *crowd->marks);
    crowd->count = 0;
    crowd->round = 1;
}

void crowd_clear(struct crowd *crowd)
{
    crowd->count = 0;
    crowd->round++;
}

bool crowd_join(struct crowd *crowd, size_t step, size_t token)
{
    if (crowd->marks[step] == crowd->round) return false;
    crowd->marks[step] = crowd->round;
    crowd->tokens[crowd->count++] = (uint16_t)token;
    return true;
}

bool crowd_has(const struct crowd *crowd, size_t step)
{
    return crowd->marks[step] == crowd->round;
}

void crowd_free(struct crowd *crowd)
{
    free(crowd->tokens);
    free(crowd->marks);
}
