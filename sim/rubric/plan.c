/* Plans as they grow; see plan.h. */
#include "rubric/plan.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void plan_add(struct plan *plan, enum plan_kind kind, size_t what, int32_t to)
{
    if (plan->count == plan->room) {
        plan->room = plan->room * 2 + 64;
        plan->steps =
            memory_resize(plan->steps, plan->room, sizeof *plan->steps);
    }
    plan->steps[plan->count++] =
        (struct plan_step){(unsigned char)kind, (uint16_t)what, to};
}

size_t plan_number(struct plan *plan, const struct plan_set *set)
{
    for (size_t i = 0; i < plan->set_count; i++)
        if (memcmp(&plan->sets[i], set, sizeof *set) == 0) return i;
    if (plan->set_count == plan->set_room) {
        plan->set_room = plan->set_room * 2 + 32;
        plan->sets =
            memory_resize(plan->sets, plan->set_room, sizeof *plan->sets);
    }
    plan->sets[plan->set_count] = *set;
    return plan->set_count++;
}

void plan_free(struct plan *plan)
{
    free(plan->steps);
    free(plan->sets);
    *plan = (struct plan){0};
}
