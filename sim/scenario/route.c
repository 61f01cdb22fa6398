/* A* over real positions; see route.h.
 *
 * Begin with route_find(). First the space is asked how many replies each of
 * its positions is from what is wanted; then real positions are tried, those
 * first whose replies so far and replies to go are fewest.
 */
#include "scenario/route.h"

#include "base/indices.h"
#include "base/keyset.h"
#include "base/memory.h"
#include "base/packing.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TRIED = 50000 };

/* A real position that has been come to. */
struct stop {
    size_t before; /* the stop one came from, or SIZE_MAX */
    struct route_step step;
    uint32_t replies;
    uint32_t in_space; /* its position there */
    bool done;
};

struct walk {
    const struct scenario *scenario;
    const struct space *space;
    struct outcomes *outcomes;
    uint32_t *to_go; /* a position of the space each */
    struct packing packing;
    size_t *visit_fields; /* a node each; SIZE_MAX where not counted */
    struct keyset keys;
    struct stop *stops;
    size_t stop_room;
    struct indices *queues; /* by replies so far and to go together */
    size_t queue_count;
    int values[SCENARIO_STATES];
    int *visits;
};

/* --- how far it is ------------------------------------------------------- */

/* One reply more for a reply's link, none for what an arrival becomes. */
static void approach(struct walk *walk, struct indices *queue, size_t number,
                     uint32_t to_go)
{
    struct space_links into = space_into(walk->space, number);
    for (size_t i = 0; i < into.count; i++) {
        size_t from = into.list[i];
        if (walk->to_go[from] != SPACE_NEVER) continue;
        if (space_is_arrival(walk->space, from)) {
            walk->to_go[from] = to_go;
            approach(walk, queue, from, to_go);
        } else {
            walk->to_go[from] = to_go + 1;
            indices_add(queue, (uint32_t)from);
        }
    }
}

static void measure(struct walk *walk, const char *wanted)
{
    size_t count = space_count(walk->space);
    struct indices queue = {0};
    walk->to_go = memory_new(count, sizeof *walk->to_go);
    memset(walk->to_go, 0xff, count * sizeof *walk->to_go);
    for (size_t i = 0; i < count; i++)
        if (wanted[i]) {
            walk->to_go[i] = 0;
            indices_add(&queue, (uint32_t)i);
        }
    for (size_t i = 0; i < queue.count; i++)
        approach(walk, &queue, queue.list[i], walk->to_go[queue.list[i]]);
    free(queue.list);
}

/* --- real positions ------------------------------------------------------ */

static void plan_keys(struct walk *walk)
{
    const struct scenario *scenario = walk->scenario;
    walk->visit_fields = memory_new(scenario->node_count, sizeof(size_t));
    walk->visits = memory_new(scenario->node_count, sizeof(int));
    packing_add(&walk->packing, UINT32_MAX);
    for (size_t i = 0; i < scenario->node_count; i++) {
        walk->visit_fields[i] = SIZE_MAX;
        if (space_counts_visits(walk->space, i))
            walk->visit_fields[i] = packing_add(
                &walk->packing,
                (uint32_t)space_visits(walk->space, i, SCENARIO_VALUE));
    }
    walk->keys = keyset_new(walk->packing.words);
}

static void unpack_visits(struct walk *walk, size_t stop)
{
    const uint64_t *key = keyset_key(&walk->keys, stop);
    for (size_t i = 0; i < walk->scenario->node_count; i++)
        if (walk->visit_fields[i] != SIZE_MAX)
            walk->visits[i] =
                (int)packing_get(&walk->packing, key, walk->visit_fields[i]);
}

/* Comes to the position IN_SPACE with the visits at hand. */
static void arrive(struct walk *walk, uint32_t in_space, struct stop stop)
{
    uint64_t *key = memory_new(walk->packing.words, sizeof *key);
    bool added;
    packing_put(&walk->packing, key, 0, in_space);
    for (size_t i = 0; i < walk->scenario->node_count; i++)
        if (walk->visit_fields[i] != SIZE_MAX)
            packing_put(&walk->packing, key, walk->visit_fields[i],
                        (uint32_t)walk->visits[i]);
    size_t number = keyset_put(&walk->keys, key, &added);
    free(key);
    if (!added && walk->stops[number].replies <= stop.replies) return;
    if (number >= walk->stop_room) {
        walk->stop_room = walk->stop_room * 2 + 256;
        walk->stops =
            memory_resize(walk->stops, walk->stop_room, sizeof *walk->stops);
    }
    stop.in_space = in_space;
    walk->stops[number] = stop;
    size_t total = (size_t)stop.replies + walk->to_go[in_space];
    if (total >= walk->queue_count) {
        size_t count = total * 2 + 64;
        walk->queues = memory_resize(walk->queues, count, sizeof *walk->queues);
        memset(walk->queues + walk->queue_count, 0,
               (count - walk->queue_count) * sizeof *walk->queues);
        walk->queue_count = count;
    }
    indices_add(&walk->queues[total], (uint32_t)number);
}

/* Where an outcome leads, or SIZE_MAX where it does not lead to what is
 * wanted in time. The visits at hand become those after it. */
static size_t place_after(struct walk *walk, const struct spot *from,
                          const struct outcome *outcome, uint32_t replies)
{
    size_t to = outcome->move.to;
    int most = walk->scenario->most_turns;
    if (most > 0 && replies >= (uint32_t)most &&
        !scenario_ends(walk->scenario, to))
        return SIZE_MAX;
    if (outcome->move.time_up) return SIZE_MAX;
    if (walk->visit_fields[to] != SIZE_MAX)
        walk->visits[to] = space_visits(walk->space, to, walk->visits[to] + 1);
    struct spot spot = {to, walk->visits[to], 0, outcome->values};
    if (!scenario_ends(walk->scenario, to))
        spot.turn = space_turn_after(walk->space, from->turn);
    size_t number = space_find(walk->space, &spot);
    if (number == SIZE_MAX || walk->to_go[number] == SPACE_NEVER)
        return SIZE_MAX;
    return number;
}

static void go_on(struct walk *walk, size_t from)
{
    struct spot spot =
        space_spot(walk->space, walk->stops[from].in_space, walk->values);
    uint32_t replies = walk->stops[from].replies + 1;
    struct outcome_list outcomes = outcomes_from(walk->outcomes, &spot);
    for (size_t i = 0; i < outcomes.count; i++) {
        const struct outcome *outcome = &outcomes.list[i];
        unpack_visits(walk, from);
        size_t to = place_after(walk, &spot, outcome, replies);
        if (to == SIZE_MAX) continue;
        struct stop stop = {.before = from, .replies = replies};
        stop.step = (struct route_step){spot.node, outcome->move.way,
                                        outcome->move.rule};
        arrive(walk, (uint32_t)to, stop);
    }
}

static void start(struct walk *walk)
{
    size_t node = walk->scenario->start;
    if (walk->visit_fields[node] != SIZE_MAX) walk->visits[node] = 1;
    for (size_t i = 0; i < space_starts(walk->space); i++)
        if (walk->to_go[i] != SPACE_NEVER)
            arrive(walk, (uint32_t)i, (struct stop){.before = SIZE_MAX});
}

/* The next stop to go on from, or SIZE_MAX. */
static size_t next_stop(struct walk *walk)
{
    for (size_t total = 0; total < walk->queue_count; total++)
        while (walk->queues[total].count > 0) {
            struct indices *queue = &walk->queues[total];
            size_t stop = queue->list[--queue->count];
            if (walk->stops[stop].done) continue;
            walk->stops[stop].done = true;
            return stop;
        }
    return SIZE_MAX;
}

static void keep_steps(const struct walk *walk, size_t last,
                       struct route *route)
{
    route->end = ROUTE_FOUND;
    route->count = walk->stops[last].replies;
    route->steps = memory_new(route->count, sizeof *route->steps);
    size_t stop = last;
    for (size_t i = route->count; i > 0; i--) {
        route->steps[i - 1] = walk->stops[stop].step;
        stop = walk->stops[stop].before;
    }
}

static void search(struct walk *walk, struct route *route)
{
    route->end = ROUTE_NONE;
    for (size_t tried = 0;; tried++) {
        size_t stop = next_stop(walk);
        if (stop == SIZE_MAX) return;
        if (walk->to_go[walk->stops[stop].in_space] == 0) {
            keep_steps(walk, stop, route);
            return;
        }
        if (tried >= MOST_TRIED) {
            route->end = ROUTE_UNKNOWN;
            return;
        }
        go_on(walk, stop);
    }
}

static void release(struct walk *walk)
{
    for (size_t i = 0; i < walk->queue_count; i++)
        free(walk->queues[i].list);
    free(walk->queues);
    free(walk->stops);
    free(walk->to_go);
    free(walk->visit_fields);
    free(walk->visits);
    packing_free(&walk->packing);
    keyset_free(&walk->keys);
}

struct route route_find(const struct scenario *scenario,
                        const struct space *space, struct outcomes *outcomes,
                        const char *wanted)
{
    struct walk walk = {
        .scenario = scenario, .space = space, .outcomes = outcomes};
    struct route route = {0};
    measure(&walk, wanted);
    plan_keys(&walk);
    start(&walk);
    search(&walk, &route);
    release(&walk);
    return route;
}

void route_free(struct route *route)
{
    free(route->steps);
    *route = (struct route){0};
}

/* --- telling ------------------------------------------------------------- */

/* A way of more steps is told in part. */
enum { MOST_TOLD = 40 };

void route_tell(const struct scenario *scenario, const struct route *route,
                struct buffer *out)
{
    for (size_t i = 0; i < route->count && i < MOST_TOLD; i++) {
        const struct route_step *step = &route->steps[i];
        const struct node *node = &scenario->nodes[step->node];
        buffer_format(out, "%s%s (%s", i > 0 ? ", " : "", node->id,
                      node->ways[step->way].id);
        if (step->rule != SCENARIO_NONE)
            buffer_format(out, ", %s", scenario->always[step->rule].id);
        buffer_add_text(out, ")");
    }
    if (route->count > MOST_TOLD)
        buffer_format(out, " and %zu more", route->count - MOST_TOLD);
}
