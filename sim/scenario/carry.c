/* Holding two sessions' states together; see carry.h. */
#include "scenario/carry.h"

#include "scenario/fault.h"

static void report_missing(const struct state *state,
                           const struct scenario *earlier,
                           const struct source *source,
                           struct problems *problems)
{
    const char *names[SCENARIO_STATES];
    for (size_t i = 0; i < earlier->state_count; i++)
        names[i] = earlier->states[i].name;
    const char *mend = problem_did_you_mean(
        problems, state->name, names, earlier->state_count,
        "take it out of 'carry', or add it to the earlier one");
    problem_add(problems, source, state->at, FAULT_CARRY, mend,
                "'%s' cannot be carried over: '%s' has no such state",
                state->name, earlier->id);
}

void carry_check(const struct scenario *scenario,
                 const struct scenario *earlier, const struct source *source,
                 struct problems *problems)
{
    for (size_t i = 0; i < scenario->carry.count; i++) {
        const struct state *state = &scenario->states[scenario->carry.list[i]];
        size_t index = scenario_state(earlier, state->name);
        if (index == SCENARIO_NONE) {
            report_missing(state, earlier, source, problems);
            continue;
        }
        const struct state *from = &earlier->states[index];
        if (state->min <= from->min && from->max <= state->max) continue;
        problem_add(problems, source, state->at, FAULT_CARRY,
                    problem_mend(problems, "let it go from %d to %d here too",
                                 from->min, from->max),
                    "'%s' goes from %d to %d in '%s', and would be cut off "
                    "here at %d and %d",
                    state->name, from->min, from->max, earlier->id, state->min,
                    state->max);
    }
}
