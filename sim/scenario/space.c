/* Exploring; see space.h.
 *
 * Begin with space_explore(): positions are looked at in the order in which
 * they were found, each by what may come of a reply there, until none is left.
 * Then links are turned round, distances are counted, and it is seen which
 * talks last until the turn limit.
 */
#include "scenario/space.h"

#include "base/arena.h"
#include "base/indices.h"
#include "base/keyset.h"
#include "base/memory.h"
#include "base/packing.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Nobody counts further; a condition that does is not proved about. */
enum { MOST_VISITS = 1000 };

struct space {
    const struct scenario *scenario;
    struct outcomes *outcomes;
    struct arena arena;
    bool complete;
    size_t most;
    struct packing packing;
    size_t node_field;
    size_t *value_fields;
    size_t visits_field;
    size_t turn_field;
    int *most_visits;         /* a node each: 0 where no condition names them */
    int most_turn;            /* 0 where no condition names the turn */
    bool **visits;            /* a node each: which numbers a visit may have */
    struct indices *arrivals; /* a node each: positions not yet placed */
    struct keyset positions;
    size_t starts;
    size_t seen; /* positions whose links are known */
    struct indices links;
    size_t *first_link; /* a position each, and one more */
    size_t first_link_room;
    uint32_t *back_links;
    size_t *first_back_link;
    uint32_t *distances;
    struct landing *landings;
};

/* --- positions ----------------------------------------------------------- */

/* The greatest number that something is compared with, before any is. */
static const int not_compared = INT_MIN;

/* What conditions in NODE can tell apart: the number above all that they
 * compare with stands for the greater ones, too. 0: none asks. */
static int greatest_visits(struct space *space, size_t node)
{
    const struct scenario *scenario = space->scenario;
    const struct node *at = &scenario->nodes[node];
    int greatest = not_compared;
    for (size_t i = 0; i < at->way_count; i++)
        greatest =
            expression_greatest(at->ways[i].when, OPERAND_VISITS, greatest);
    for (size_t i = 0; i < scenario->always_count && at->way_count > 0; i++)
        greatest = expression_greatest(scenario->always[i].when, OPERAND_VISITS,
                                       greatest);
    if (greatest == not_compared) return 0;
    if (greatest < 0) greatest = 0;
    if (scenario->most_turns > 0 && greatest > scenario->most_turns)
        greatest = scenario->most_turns;
    if (greatest < MOST_VISITS) return greatest + 1;
    space->complete = false;
    return MOST_VISITS;
}

static int greatest_turn(const struct scenario *scenario)
{
    int greatest = not_compared;
    for (size_t i = 0; i < scenario->node_count; i++)
        for (size_t j = 0; j < scenario->nodes[i].way_count; j++)
            greatest = expression_greatest(scenario->nodes[i].ways[j].when,
                                           OPERAND_TURN, greatest);
    for (size_t i = 0; i < scenario->always_count; i++)
        greatest = expression_greatest(scenario->always[i].when, OPERAND_TURN,
                                       greatest);
    if (greatest == not_compared) return 0;
    if (greatest < 0) greatest = 0;
    if (scenario->most_turns > 0 && greatest >= scenario->most_turns)
        return scenario->most_turns;
    return greatest + 1;
}

static void plan_positions(struct space *space)
{
    const struct scenario *scenario = space->scenario;
    int most_visits = 0;
    space->node_field =
        packing_add(&space->packing, (uint32_t)scenario->node_count);
    space->value_fields =
        arena_new(&space->arena, scenario->state_count, sizeof(size_t));
    for (size_t i = 0; i < scenario->state_count; i++)
        space->value_fields[i] =
            packing_add(&space->packing, (uint32_t)(scenario->states[i].max -
                                                    scenario->states[i].min));
    space->most_visits =
        arena_new(&space->arena, scenario->node_count, sizeof(int));
    space->visits =
        arena_new(&space->arena, scenario->node_count, sizeof(bool *));
    for (size_t i = 0; i < scenario->node_count; i++) {
        int most = greatest_visits(space, i);
        space->most_visits[i] = most;
        space->visits[i] =
            arena_new(&space->arena, (size_t)most + 1, sizeof(bool));
        if (most > most_visits) most_visits = most;
    }
    space->most_turn = greatest_turn(scenario);
    space->visits_field = packing_add(&space->packing, (uint32_t)most_visits);
    space->turn_field =
        packing_add(&space->packing, (uint32_t)space->most_turn);
}

static void pack(const struct space *space, const struct spot *spot,
                 uint64_t *key)
{
    const struct scenario *scenario = space->scenario;
    memset(key, 0, space->packing.words * sizeof *key);
    packing_put(&space->packing, key, space->node_field, (uint32_t)spot->node);
    for (size_t i = 0; i < scenario->state_count; i++)
        packing_put(&space->packing, key, space->value_fields[i],
                    (uint32_t)(spot->values[i] - scenario->states[i].min));
    packing_put(&space->packing, key, space->visits_field,
                (uint32_t)spot->visits);
    packing_put(&space->packing, key, space->turn_field, (uint32_t)spot->turn);
}

enum { MOST_WORDS = SCENARIO_STATES + 2 };

static size_t put(struct space *space, const struct spot *spot, bool *added)
{
    uint64_t key[MOST_WORDS];
    pack(space, spot, key);
    return keyset_put(&space->positions, key, added);
}

static uint32_t field(const struct space *space, size_t number, size_t which)
{
    return packing_get(&space->packing, keyset_key(&space->positions, number),
                       which);
}

size_t space_node(const struct space *space, size_t number)
{
    return field(space, number, space->node_field);
}

static int value(const struct space *space, size_t number, size_t state)
{
    return (int)field(space, number, space->value_fields[state]) +
           space->scenario->states[state].min;
}

struct spot space_spot(const struct space *space, size_t number, int *values)
{
    for (size_t i = 0; i < space->scenario->state_count; i++)
        values[i] = value(space, number, i);
    return (struct spot){
        .node = space_node(space, number),
        .visits = (int)field(space, number, space->visits_field),
        .turn = (int)field(space, number, space->turn_field),
        .values = values,
    };
}

bool space_is_arrival(const struct space *space, size_t number)
{
    return space->most_visits[space_node(space, number)] > 0 &&
           field(space, number, space->visits_field) == 0;
}

size_t space_find(const struct space *space, const struct spot *spot)
{
    uint64_t key[MOST_WORDS];
    pack(space, spot, key);
    return keyset_find(&space->positions, key);
}

int space_visits(const struct space *space, size_t node, int visits)
{
    int most = space->most_visits[node];
    return visits < most ? visits : most;
}

bool space_counts_visits(const struct space *space, size_t node)
{
    return space->most_visits[node] > 0;
}

int space_turn_after(const struct space *space, int turn)
{
    return turn < space->most_turn ? turn + 1 : space->most_turn;
}

/* --- exploring ----------------------------------------------------------- */

/* The position with the values that a state's carried value may have is a
 * start for each of them: an earlier session may end anyhow. */
static void add_starts(struct space *space, int *values, size_t carried)
{
    const struct scenario *scenario = space->scenario;
    if (space->positions.count >= space->most) {
        space->complete = false;
        return;
    }
    if (carried == scenario->carry.count) {
        bool added;
        struct spot spot = {scenario->start,
                            space_visits(space, scenario->start, 1),
                            space->most_turn > 0, values};
        put(space, &spot, &added);
        return;
    }
    size_t state = scenario->carry.list[carried];
    for (int v = scenario->states[state].min; v <= scenario->states[state].max;
         v++) {
        values[state] = v;
        add_starts(space, values, carried + 1);
        if (!space->complete) return;
    }
}

static void begin(struct space *space, int *values)
{
    const struct scenario *scenario = space->scenario;
    for (size_t i = 0; i < scenario->state_count; i++)
        values[i] = scenario->states[i].start;
    add_starts(space, values, 0);
    space->starts = space->positions.count;
    for (size_t i = 0; i < scenario->node_count; i++)
        if (space->most_visits[i] > 0) space->visits[i][1] = true;
    if (space->most_visits[scenario->start] > 0)
        space->visits[scenario->start][1] = false;
}

/* Adds the position that ARRIVAL becomes when its visits are VISITS. */
static void place_arrival(struct space *space, uint32_t arrival, int visits)
{
    int values[SCENARIO_STATES];
    bool added;
    struct spot spot = space_spot(space, arrival, values);
    spot.visits = visits;
    put(space, &spot, &added);
}

/* NODE was left or stayed in with VISITS: the next time they are one more. */
static void note_visits(struct space *space, size_t node, int visits)
{
    int next = space_visits(space, node, visits + 1);
    if (next == 0 || space->visits[node][next]) return;
    space->visits[node][next] = true;
    for (size_t i = 0; i < space->arrivals[node].count; i++)
        place_arrival(space, space->arrivals[node].list[i], next);
}

/* Keeps room for a link to the position of each number that the visits may
 * come to have; which they are is known at the end. */
static void look_at_arrival(struct space *space, size_t number, size_t node)
{
    indices_add(&space->arrivals[node], (uint32_t)number);
    for (int v = 1; v <= space->most_visits[node]; v++) {
        indices_add(&space->links, (uint32_t)number);
        if (space->visits[node][v]) place_arrival(space, (uint32_t)number, v);
    }
}

static struct spot spot_after(const struct space *space,
                              const struct spot *spot,
                              const struct outcome *outcome)
{
    size_t to = outcome->move.to;
    int turn = space_turn_after(space, spot->turn);
    int visits =
        to == spot->node ? space_visits(space, to, spot->visits + 1) : 0;
    if (scenario_ends(space->scenario, to)) turn = 0;
    return (struct spot){to, visits, turn, outcome->values};
}

static void look_at(struct space *space, size_t number)
{
    int values[SCENARIO_STATES];
    struct spot spot = space_spot(space, number, values);
    size_t first = space->links.count;
    if (scenario_ends(space->scenario, spot.node)) return;
    if (space_is_arrival(space, number)) {
        look_at_arrival(space, number, spot.node);
        return;
    }
    struct outcome_list outcomes = outcomes_from(space->outcomes, &spot);
    for (size_t i = 0; i < outcomes.count; i++) {
        bool added;
        if (outcomes.list[i].move.time_up) continue; /* at the end of all */
        struct spot after = spot_after(space, &spot, &outcomes.list[i]);
        uint32_t link = (uint32_t)put(space, &after, &added);
        size_t j = first;
        while (j < space->links.count && space->links.list[j] != link)
            j++;
        if (j == space->links.count) indices_add(&space->links, link);
    }
    note_visits(space, spot.node, spot.visits);
}

static void keep_first_link(struct space *space, size_t number)
{
    if (number >= space->first_link_room) {
        space->first_link_room = space->first_link_room * 2 + 64;
        space->first_link =
            memory_resize(space->first_link, space->first_link_room,
                          sizeof *space->first_link);
    }
    space->first_link[number] = space->links.count;
}

static void explore(struct space *space)
{
    while (space->seen < space->positions.count) {
        if (space->positions.count > space->most) space->complete = false;
        if (!space->complete && space->positions.count > space->most) break;
        keep_first_link(space, space->seen);
        look_at(space, space->seen++);
    }
    for (size_t i = space->seen; i <= space->positions.count; i++)
        keep_first_link(space, i);
}

/* --- links --------------------------------------------------------------- */

struct space_links space_from(const struct space *space, size_t number)
{
    size_t first = space->first_link[number];
    return (struct space_links){space->links.list + first,
                                space->first_link[number + 1] - first};
}

struct space_links space_into(const struct space *space, size_t number)
{
    size_t first = space->first_back_link[number];
    return (struct space_links){space->back_links + first,
                                space->first_back_link[number + 1] - first};
}

/* An arrival's links lead to what it may become; the room kept for a number
 * that its visits never have leads to the arrival itself, which says nothing.
 */
static void link_arrivals(struct space *space)
{
    for (size_t number = 0; number < space->seen; number++) {
        int values[SCENARIO_STATES];
        if (!space_is_arrival(space, number)) continue;
        struct spot spot = space_spot(space, number, values);
        if (scenario_ends(space->scenario, spot.node)) continue;
        uint32_t *links = space->links.list + space->first_link[number];
        for (int v = 1; v <= space->most_visits[spot.node]; v++) {
            spot.visits = v;
            size_t to = space_find(space, &spot);
            if (space->visits[spot.node][v] && to != KEYSET_NONE)
                links[v - 1] = (uint32_t)to;
        }
    }
}

static void turn_links_round(struct space *space)
{
    size_t count = space->positions.count;
    size_t *next = memory_new(count + 1, sizeof *next);
    for (size_t i = 0; i < space->links.count; i++)
        next[space->links.list[i] + 1]++;
    for (size_t i = 0; i < count; i++)
        next[i + 1] += next[i];
    space->first_back_link = memory_new(count + 1, sizeof(size_t));
    memcpy(space->first_back_link, next, (count + 1) * sizeof(size_t));
    space->back_links = memory_new(space->links.count, sizeof(uint32_t));
    for (size_t i = 0; i < count; i++) {
        struct space_links links = space_from(space, i);
        for (size_t j = 0; j < links.count; j++)
            space->back_links[next[links.list[j]]++] = (uint32_t)i;
    }
    free(next);
}

/* --- distances ----------------------------------------------------------- */

/* Sets the distance of NUMBER and, if it is an arrival, of what it may become;
 * those that were not known are added to QUEUE. */
static void reach(struct space *space, struct indices *queue, size_t number,
                  uint32_t distance)
{
    if (space->distances[number] != SPACE_NEVER) return;
    space->distances[number] = distance;
    if (!space_is_arrival(space, number)) {
        indices_add(queue, (uint32_t)number);
        return;
    }
    struct space_links links = space_from(space, number);
    for (size_t i = 0; i < links.count; i++)
        reach(space, queue, links.list[i], distance);
}

/* With the turn limit used up one can only be in an ending. */
static bool is_too_late(const struct space *space, size_t number,
                        uint32_t distance)
{
    int most = space->scenario->most_turns;
    return most > 0 && distance >= (uint32_t)most &&
           !scenario_ends(space->scenario, space_node(space, number));
}

static void count_distances(struct space *space)
{
    struct indices queue = {0};
    space->distances = memory_new(space->positions.count, sizeof(uint32_t));
    memset(space->distances, 0xff, space->positions.count * sizeof(uint32_t));
    for (size_t i = 0; i < space->starts; i++)
        reach(space, &queue, i, 0);
    for (size_t i = 0; i < queue.count; i++) {
        uint32_t distance = space->distances[queue.list[i]] + 1;
        struct space_links links = space_from(space, queue.list[i]);
        for (size_t j = 0; j < links.count; j++)
            if (!is_too_late(space, links.list[j], distance))
                reach(space, &queue, links.list[j], distance);
    }
    free(queue.list);
}

uint32_t space_distance(const struct space *space, size_t number)
{
    return space->distances[number];
}

uint32_t space_depth(const struct space *space)
{
    uint32_t depth = 0;
    for (size_t i = 0; i < space->positions.count; i++)
        if (space->distances[i] != SPACE_NEVER && space->distances[i] > depth)
            depth = space->distances[i];
    return depth;
}

/* --- endings ------------------------------------------------------------- */

static void land(struct space *space, size_t node, const int *values,
                 bool by_choice)
{
    const struct scenario *scenario = space->scenario;
    struct landing *landing = &space->landings[scenario->nodes[node].ending];
    struct range *ranges = (struct range *)landing->values;
    for (size_t i = 0; i < scenario->state_count; i++) {
        if (!landing->reached) ranges[i] = (struct range){values[i], values[i]};
        if (values[i] < ranges[i].least) ranges[i].least = values[i];
        if (values[i] > ranges[i].most) ranges[i].most = values[i];
    }
    landing->reached = true;
    if (by_choice)
        landing->by_choice = true;
    else
        landing->by_limit = true;
}

static void find_landings(struct space *space)
{
    int values[SCENARIO_STATES];
    const struct scenario *scenario = space->scenario;
    space->landings = arena_new(&space->arena, scenario->ending_count,
                                sizeof(struct landing));
    for (size_t i = 0; i < scenario->ending_count; i++)
        space->landings[i].values = arena_new(
            &space->arena, scenario->state_count, sizeof(struct range));
    for (size_t i = 0; i < space->positions.count; i++) {
        size_t node = space_node(space, i);
        if (!scenario_ends(space->scenario, node) ||
            space->distances[i] == SPACE_NEVER)
            continue;
        space_spot(space, i, values);
        land(space, node, values, true);
    }
}

/* Where one may be after one more reply than in LAYER, a byte for each
 * position. */
static void next_layer(const struct space *space, const char *layer, char *next)
{
    memset(next, 0, space->positions.count);
    for (size_t i = 0; i < space->positions.count; i++) {
        if (!layer[i] || space_is_arrival(space, i)) continue;
        struct space_links links = space_from(space, i);
        for (size_t j = 0; j < links.count; j++)
            next[links.list[j]] = 1;
    }
    for (size_t i = 0; i < space->positions.count; i++) {
        if (!next[i] || !space_is_arrival(space, i)) continue;
        struct space_links links = space_from(space, i);
        for (size_t j = 0; j < links.count; j++)
            next[links.list[j]] = 1;
    }
}

/* Where one may be when only the last reply is left. The caller frees. */
static char *last_layer(const struct space *space)
{
    size_t count = space->positions.count;
    char *layer = memory_new(count, 1);
    char *next = memory_new(count, 1);
    memset(layer, 1, space->starts);
    for (int turn = 1; turn < space->scenario->most_turns; turn++) {
        next_layer(space, layer, next);
        bool same = memcmp(layer, next, count) == 0;
        char *swap = layer;
        layer = next;
        next = swap;
        if (same) break;
    }
    free(next);
    return layer;
}

/* The last reply of all, made where it may be made. */
static void run_out_of_turns(struct space *space)
{
    const struct scenario *scenario = space->scenario;
    if (scenario->most_turns == 0) return;
    char *layer = last_layer(space);
    for (size_t i = 0; i < space->seen; i++) {
        int values[SCENARIO_STATES];
        if (!layer[i] || space_is_arrival(space, i)) continue;
        struct spot spot = space_spot(space, i, values);
        if (scenario_ends(space->scenario, spot.node)) continue;
        spot.turn = scenario->most_turns;
        struct outcome_list outcomes = outcomes_from(space->outcomes, &spot);
        for (size_t j = 0; j < outcomes.count; j++)
            if (outcomes.list[j].move.time_up)
                land(space, outcomes.list[j].move.to, outcomes.list[j].values,
                     false);
    }
    free(layer);
}

/* What was seen of ways and rules beyond the turn limit does not count. */
static void look_again(struct space *space)
{
    size_t number = 0;
    while (number < space->seen && space->distances[number] != SPACE_NEVER)
        number++;
    if (number == space->seen) return;
    outcomes_forget(space->outcomes);
    for (number = 0; number < space->seen; number++) {
        int values[SCENARIO_STATES];
        struct spot spot = space_spot(space, number, values);
        if (space->distances[number] != SPACE_NEVER &&
            !scenario_ends(space->scenario, spot.node) &&
            !space_is_arrival(space, number))
            outcomes_from(space->outcomes, &spot);
    }
}

const struct landing *space_landing(const struct space *space, size_t ending)
{
    return &space->landings[ending];
}

/* --- the whole ----------------------------------------------------------- */

struct space *space_explore(const struct scenario *scenario,
                            struct outcomes *outcomes, size_t most)
{
    int values[SCENARIO_STATES];
    struct space *space = memory_new(1, sizeof *space);
    space->scenario = scenario;
    space->outcomes = outcomes;
    space->complete = true;
    space->most = most;
    space->arrivals = memory_new(scenario->node_count, sizeof *space->arrivals);
    plan_positions(space);
    space->positions = keyset_new(space->packing.words);
    begin(space, values);
    explore(space);
    link_arrivals(space);
    turn_links_round(space);
    count_distances(space);
    look_again(space);
    find_landings(space);
    run_out_of_turns(space);
    return space;
}

bool space_complete(const struct space *space)
{
    return space->complete && outcomes_complete(space->outcomes);
}

size_t space_count(const struct space *space)
{
    return space->positions.count;
}

size_t space_starts(const struct space *space)
{
    return space->starts;
}

void space_free(struct space *space)
{
    if (space == NULL) return;
    for (size_t i = 0; i < space->scenario->node_count; i++)
        free(space->arrivals[i].list);
    free(space->arrivals);
    packing_free(&space->packing);
    keyset_free(&space->positions);
    free(space->links.list);
    free(space->first_link);
    free(space->back_links);
    free(space->first_back_link);
    free(space->distances);
    arena_free(&space->arena);
    free(space);
}
