/* Finding things in a scenario, and letting go of it; see scenario.h. */
#include "scenario/scenario.h"

#include <stdlib.h>
#include <string.h>

static const char *const kind_names[] = {
    [ENDING_GOOD] = "good",
    [ENDING_MIXED] = "mixed",
    [ENDING_POOR] = "poor",
};

static const char *const card_names[CARD_COUNT] = {
    [CARD_BOND] = "bond",
    [CARD_GOALS] = "goals",
    [CARD_TASKS] = "tasks",
};

const char *scenario_ending_kind_name(enum ending_kind kind)
{
    return kind_names[kind];
}

const char *scenario_card_name(enum card card)
{
    return card_names[card];
}

size_t scenario_node(const struct scenario *scenario, const char *id)
{
    for (size_t i = 0; i < scenario->node_count; i++)
        if (strcmp(scenario->nodes[i].id, id) == 0) return i;
    return SCENARIO_NONE;
}

size_t scenario_state(const struct scenario *scenario, const char *name)
{
    for (size_t i = 0; i < scenario->state_count; i++)
        if (strcmp(scenario->states[i].name, name) == 0) return i;
    return SCENARIO_NONE;
}

size_t scenario_ending(const struct scenario *scenario, const char *id)
{
    for (size_t i = 0; i < scenario->ending_count; i++)
        if (strcmp(scenario->endings[i].id, id) == 0) return i;
    return SCENARIO_NONE;
}

bool scenario_ends(const struct scenario *scenario, size_t node)
{
    return scenario->nodes[node].ending != SCENARIO_NONE;
}

int scenario_card_value(const struct card_line *line, int value)
{
    int reached = 1;
    for (size_t i = 0; i < SCENARIO_STEPS; i++)
        reached += value >= line->steps[i];
    return reached;
}

void scenario_free(struct scenario *scenario)
{
    if (scenario == NULL) return;
    for (size_t i = 0; i < scenario->listen_count; i++)
        cue_release(&scenario->listens[i]);
    for (size_t i = 0; i < scenario->node_count; i++) {
        wordlist_free(&scenario->nodes[i].fits);
        wordlist_free(&scenario->nodes[i].misses);
    }
    table_free(&scenario->names.table);
    arena_free(&scenario->arena);
    free(scenario);
}
