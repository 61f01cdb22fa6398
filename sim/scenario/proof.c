/* Proofs from the space of positions; see proof.h.
 *
 * Begin with proof_make(). Each check_* looks at one kind of thing an author
 * wants to know. A claim that something never happens is made only where the
 * whole space was seen.
 */
#include "scenario/proof.h"

#include "base/memory.h"
#include "scenario/fault.h"

#include <stdlib.h>
#include <string.h>

/* A proof while it is made. */
struct work {
    struct proof *proof;
    const struct scenario *scenario;
    const struct source *source;
    struct problems *problems;
    struct problems *notes;
    bool *node_reached; /* by a talk that was shown to be real, or must be */
    bool *node_tried;   /* by sample lines */
};

static const struct space *space_of(const struct work *work)
{
    return work->proof->space;
}

static bool is_reached(const struct space *space, size_t number)
{
    return space_distance(space, number) != SPACE_NEVER;
}

/* --- walking to what is wanted ------------------------------------------- */

static struct route find_route(const struct work *work, const char *wanted)
{
    return route_find(work->scenario, space_of(work), work->proof->outcomes,
                      wanted);
}

/* A byte for each position of SPACE. The caller frees. */
static char *new_marks(const struct space *space)
{
    return memory_new(space_count(space), 1);
}

/* The shortest talk to one of the nodes in NODES, a bool each. */
static struct route find_nodes_route(const struct work *work, const bool *nodes)
{
    const struct space *space = space_of(work);
    char *wanted = new_marks(space);
    for (size_t i = 0; i < space_count(space); i++)
        wanted[i] = nodes[space_node(space, i)] && is_reached(space, i);
    struct route route = find_route(work, wanted);
    free(wanted);
    return route;
}

static struct route find_node(const struct work *work, size_t node)
{
    bool *nodes = memory_new(work->scenario->node_count, sizeof *nodes);
    nodes[node] = true;
    struct route route = find_nodes_route(work, nodes);
    free(nodes);
    return route;
}

static struct route find_ending(const struct work *work, size_t ending)
{
    const struct scenario *scenario = work->scenario;
    bool *nodes = memory_new(scenario->node_count, sizeof *nodes);
    for (size_t i = 0; i < scenario->node_count; i++)
        nodes[i] = scenario->nodes[i].ending == ending;
    struct route route = find_nodes_route(work, nodes);
    free(nodes);
    return route;
}

/* --- nodes --------------------------------------------------------------- */

static void mark_nodes(const struct space *space, bool *reached)
{
    for (size_t i = 0; i < space_count(space); i++)
        if (is_reached(space, i)) reached[space_node(space, i)] = true;
}

/* Where no condition counts visits, the space has only real positions. */
static bool is_exact(const struct work *work)
{
    for (size_t i = 0; i < work->scenario->node_count; i++)
        if (space_counts_visits(space_of(work), i)) return false;
    return true;
}

static void note_not_shown(struct work *work, size_t at, const char *what,
                           const char *name)
{
    problem_add(work->notes, work->source, at, FAULT_NOT_PROVED,
                "play towards it, or let fewer conditions count visits",
                "not proved: whether any talk comes to %s '%s'", what, name);
}

/* Nodes that the space has only because it does not follow all visits. */
static void confirm_nodes(struct work *work)
{
    const struct scenario *scenario = work->scenario;
    bool *shown = memory_new(scenario->node_count, sizeof *shown);
    for (size_t i = 0; i < scenario->ending_count; i++) {
        const struct route *route = &work->proof->endings[i].route;
        for (size_t j = 0; j < route->count; j++)
            shown[route->steps[j].node] = true;
    }
    for (size_t i = 0; i < scenario->node_count; i++) {
        if (!work->node_reached[i] || shown[i] || scenario_ends(scenario, i))
            continue;
        struct route route = find_node(work, i);
        if (route.end == ROUTE_NONE) work->node_reached[i] = false;
        if (route.end == ROUTE_UNKNOWN)
            note_not_shown(work, scenario->nodes[i].at, "node",
                           scenario->nodes[i].id);
        for (size_t j = 0; j < route.count; j++)
            shown[route.steps[j].node] = true;
        route_free(&route);
    }
    free(shown);
}

/* The node that only the turn limit leads to is reached by it. */
static void find_nodes(struct work *work)
{
    const struct scenario *scenario = work->scenario;
    mark_nodes(space_of(work), work->node_reached);
    mark_nodes(work->proof->sample_space, work->node_tried);
    if (work->proof->complete && !is_exact(work)) confirm_nodes(work);
    if (scenario->most_turns == 0) return;
    size_t ending = scenario->nodes[scenario->time_up].ending;
    if (space_landing(space_of(work), ending)->by_limit)
        work->node_reached[scenario->time_up] = true;
    if (space_landing(work->proof->sample_space, ending)->by_limit)
        work->node_tried[scenario->time_up] = true;
}

static void check_nodes(struct work *work)
{
    const struct scenario *scenario = work->scenario;
    for (size_t i = 0; i < scenario->node_count; i++) {
        const struct node *node = &scenario->nodes[i];
        if (!work->node_reached[i])
            problem_add(work->problems, work->source, node->at,
                        FAULT_NODE_UNREACHED,
                        "let a reply's 'goto' lead to it, or take it out",
                        "no talk comes to '%s', whatever is said", node->id);
        else if (!work->node_tried[i] &&
                 space_complete(work->proof->sample_space))
            problem_add(
                work->problems, work->source, node->at, FAULT_NO_TRY_LEADS,
                "add 'try' lines on the way, or look at what the "
                "replies before it ask for",
                "no chain of your own 'try' lines comes to '%s'", node->id);
    }
}

/* --- endings ------------------------------------------------------------- */

static void find_endings(struct work *work)
{
    struct proof *proof = work->proof;
    const struct space *samples = proof->sample_space;
    for (size_t i = 0; i < work->scenario->ending_count; i++) {
        struct proof_ending *ending = &proof->endings[i];
        ending->landing = space_landing(space_of(work), i);
        ending->by_samples = space_landing(samples, i)->reached;
        if (ending->landing->by_choice) ending->route = find_ending(work, i);
    }
}

static void check_endings(struct work *work)
{
    for (size_t i = 0; i < work->scenario->ending_count; i++) {
        const struct ending *ending = &work->scenario->endings[i];
        const struct proof_ending *proof = &work->proof->endings[i];
        bool by_limit = proof->landing->reached && !proof->landing->by_choice;
        if (!by_limit && proof->route.end == ROUTE_UNKNOWN)
            note_not_shown(work, ending->at, "ending", ending->id);
        if (by_limit ||
            (proof->landing->reached && proof->route.end != ROUTE_NONE))
            continue;
        problem_add(work->problems, work->source, ending->at,
                    FAULT_ENDING_UNREACHED,
                    "let a node end with it that replies lead to, or take it "
                    "out",
                    "no talk ends with '%s'", ending->id);
    }
}

/* --- conditions and replies ---------------------------------------------- */

static void report_never_wins(struct work *work, const struct node *node,
                              const struct way *way,
                              const struct way_facts *facts)
{
    const struct way *taker = &node->ways[facts->taker];
    problem_add(work->problems, work->source, way->at, FAULT_NEVER_WINS,
                problem_mend(work->problems,
                             "move '%s' up, above '%s', or let '%s' ask for "
                             "more",
                             way->id, taker->id, taker->id),
                "the reply '%s' can never win: '%s' before it takes its turns "
                "(%s)",
                way->id, taker->id,
                taker->when_text != NULL ? taker->when_text : "always");
}

/* Why a condition in NODE may never hold. */
static const char *mend_never(const struct node *node, const struct way *way)
{
    bool asks = expression_names(way->when, OPERAND_HEARD, 0) ||
                expression_names(way->when, OPERAND_MISHEARD, 0);
    return asks && !node->has_heard
               ? "give the node \"heard\": {\"fits\": […], \"misses\": […]}, "
                 "which says what there is to hear"
               : "look at the numbers and at 'not' in it, or take the reply "
                 "out";
}

static void check_way(struct work *work, size_t index, size_t way_index,
                      bool *taken)
{
    const struct node *node = &work->scenario->nodes[index];
    const struct way *way = &node->ways[way_index];
    const struct way_facts *facts =
        outcomes_way(work->proof->outcomes, index, way_index);
    if (!facts->holds)
        problem_add(work->problems, work->source, way->at, FAULT_NEVER_TRUE,
                    mend_never(node, way),
                    "the condition of '%s' never holds in '%s': %s", way->id,
                    node->id, way->when_text);
    else if (!facts->wins)
        report_never_wins(work, node, way, facts);
    else if (!facts->fails && way->when != NULL)
        problem_add(work->problems, work->source, way->at, FAULT_ALWAYS_TRUE,
                    "ask for more in it, or move it to the end without "
                    "'when'",
                    "the condition of '%s' always holds in '%s', so the "
                    "replies after it never win: %s",
                    way->id, node->id, way->when_text);
    *taken = facts->holds && !facts->fails;
}

static void check_ways(struct work *work)
{
    for (size_t i = 0; i < work->scenario->node_count; i++) {
        const struct node *node = &work->scenario->nodes[i];
        bool taken = false;
        if (!work->node_reached[i]) continue;
        for (size_t j = 0; j < node->way_count && !taken; j++)
            check_way(work, i, j, &taken);
    }
}

static void check_rules(struct work *work)
{
    for (size_t i = 0; i < work->scenario->always_count; i++) {
        const struct rule *rule = &work->scenario->always[i];
        const struct rule_facts *facts =
            outcomes_rule(work->proof->outcomes, i);
        if (!facts->holds)
            problem_add(work->problems, work->source, rule->at,
                        FAULT_NEVER_TRUE,
                        "look at the numbers and at 'not' in it, or take the "
                        "rule out",
                        "the condition of the rule '%s' never holds: %s",
                        rule->id, rule->when_text);
        else if (!facts->fires)
            problem_add(work->problems, work->source, rule->at,
                        FAULT_NEVER_WINS,
                        "move it up, or let the rules before it ask for more",
                        "the rule '%s' never decides anything: one before it "
                        "always does, or one is there already",
                        rule->id);
        else if (!facts->fails)
            problem_add(work->problems, work->source, rule->at,
                        FAULT_ALWAYS_TRUE,
                        "ask for more in it, or let the replies lead there",
                        "the condition of the rule '%s' always holds: %s",
                        rule->id, rule->when_text);
    }
}

/* --- states -------------------------------------------------------------- */

static bool is_read(const struct scenario *scenario, size_t state)
{
    for (size_t i = 0; i < scenario->node_count; i++)
        for (size_t j = 0; j < scenario->nodes[i].way_count; j++)
            if (expression_names(scenario->nodes[i].ways[j].when, OPERAND_STATE,
                                 state))
                return true;
    for (size_t i = 0; i < scenario->always_count; i++)
        if (expression_names(scenario->always[i].when, OPERAND_STATE, state))
            return true;
    for (size_t i = 0; i < CARD_COUNT; i++)
        if (scenario->card[i].discussed && scenario->card[i].state == state)
            return true;
    return false;
}

static void check_states(struct work *work)
{
    for (size_t i = 0; i < work->scenario->state_count; i++) {
        const struct state *state = &work->scenario->states[i];
        if (is_read(work->scenario, i)) continue;
        problem_add(work->notes, work->source, state->at, FAULT_NEVER_READ,
                    "take it out, unless a later session carries it over or an "
                    "exercise grades it",
                    "no condition and no line of the card reads '%s'",
                    state->name);
    }
}

/* --- ways out ------------------------------------------------------------ */

static uint32_t *push_endings(const struct work *work, char *marks,
                              size_t *count)
{
    const struct space *space = space_of(work);
    uint32_t *queue = memory_new(space_count(space), sizeof *queue);
    *count = 0;
    for (size_t i = 0; i < space_count(space); i++)
        if (scenario_ends(work->scenario, space_node(space, i))) {
            marks[i] = 1;
            queue[(*count)++] = (uint32_t)i;
        }
    return queue;
}

/* Marks all that lead to an ending. An arrival does when one of what it may
 * become does; with ALL, when each does. */
static char *find_exits(const struct work *work, bool all)
{
    const struct space *space = space_of(work);
    size_t count;
    char *marks = new_marks(space);
    uint32_t *left = memory_new(space_count(space), sizeof *left);
    uint32_t *queue = push_endings(work, marks, &count);
    for (size_t i = 0; i < space_count(space); i++) {
        struct space_links from = space_from(space, i);
        for (size_t j = 0; j < from.count; j++)
            left[i] += from.list[j] != i;
    }
    for (size_t i = 0; i < count; i++) {
        struct space_links into = space_into(space, queue[i]);
        for (size_t j = 0; j < into.count; j++) {
            size_t from = into.list[j];
            if (marks[from]) continue;
            if (all && space_is_arrival(space, from) && --left[from] > 0)
                continue;
            marks[from] = 1;
            queue[count++] = (uint32_t)from;
        }
    }
    free(queue);
    free(left);
    return marks;
}

static bool is_last_turn(const struct work *work, size_t number)
{
    int values[SCENARIO_STATES];
    int most = work->scenario->most_turns;
    return most > 0 && space_spot(space_of(work), number, values).turn == most;
}

/* The positions a talk may be in that have no MARK. The caller frees. */
static char *unmarked(const struct work *work, const char *marks)
{
    const struct space *space = space_of(work);
    char *without = new_marks(space);
    for (size_t i = 0; i < space_count(space); i++)
        without[i] = !marks[i] && is_reached(space, i) &&
                     !space_is_arrival(space, i) && !is_last_turn(work, i);
    return without;
}

/* "'a', 'b' and 2 more" for the nodes of what is in MARKS. */
static void name_nodes(const struct work *work, const char *marks,
                       struct buffer *out)
{
    enum { MOST_NAMED = 4 };
    const struct space *space = space_of(work);
    bool *named = memory_new(work->scenario->node_count, sizeof *named);
    size_t count = 0;
    for (size_t i = 0; i < space_count(space); i++) {
        size_t node = space_node(space, i);
        if (!marks[i] || named[node]) continue;
        named[node] = true;
        if (++count <= MOST_NAMED)
            buffer_format(out, "%s'%s'", count > 1 ? ", " : "",
                          work->scenario->nodes[node].id);
    }
    if (count > MOST_NAMED)
        buffer_format(out, " and %zu more", count - MOST_NAMED);
    free(named);
}

static void tell_values(const struct work *work, const int *values,
                        struct buffer *out)
{
    for (size_t i = 0; i < work->scenario->state_count; i++)
        buffer_format(out, "%s%s %d", i > 0 ? ", " : "",
                      work->scenario->states[i].name, values[i]);
}

/* The position that a shortest talk to one in MARKS leads to. */
static size_t nearest(const struct work *work, const char *marks)
{
    const struct space *space = space_of(work);
    size_t nearest = SIZE_MAX;
    for (size_t i = 0; i < space_count(space); i++)
        if (marks[i] &&
            (nearest == SIZE_MAX ||
             space_distance(space, i) < space_distance(space, nearest)))
            nearest = i;
    return nearest;
}

static void report_no_way_out(struct work *work, const char *dead,
                              const struct route *route)
{
    int values[SCENARIO_STATES];
    const struct scenario *scenario = work->scenario;
    struct spot spot = space_spot(space_of(work), nearest(work, dead), values);
    const struct node *node = &scenario->nodes[spot.node];
    struct buffer nodes = {0};
    struct buffer state = {0};
    struct buffer talk = {0};
    name_nodes(work, dead, &nodes);
    tell_values(work, values, &state);
    route_tell(scenario, route, &talk);
    problem_add(work->problems, work->source, node->at, FAULT_NO_WAY_OUT,
                "let a reply there lead on, for example one with 'visits >= "
                "3'",
                "once one is in '%s' with %s, %s; one stays among %s. The "
                "shortest way there: %s",
                node->id, buffer_text(&state),
                scenario->most_turns > 0 ? "only the turn limit ends the talk"
                                         : "nothing ever ends the talk",
                buffer_text(&nodes),
                talk.length > 0 ? buffer_text(&talk) : "it begins there");
    buffer_free(&nodes);
    buffer_free(&state);
    buffer_free(&talk);
}

static void note_way_out(struct work *work, const char *unsure)
{
    struct buffer nodes = {0};
    name_nodes(work, unsure, &nodes);
    problem_add(
        work->notes, work->source,
        work->scenario->nodes[space_node(space_of(work), nearest(work, unsure))]
            .at,
        FAULT_NOT_PROVED,
        "let fewer conditions count visits, and it can be said",
        "not proved: that one can always get out of %s", buffer_text(&nodes));
    buffer_free(&nodes);
}

/* A position without a way out may be one that no real talk comes to. */
static void check_exits(struct work *work)
{
    char *may = find_exits(work, false);
    char *dead = unmarked(work, may);
    char *surely = find_exits(work, true);
    char *unsure = unmarked(work, surely);
    for (size_t i = 0; i < space_count(space_of(work)); i++)
        unsure[i] = unsure[i] && !dead[i];
    if (nearest(work, dead) != SIZE_MAX) {
        struct route route = find_route(work, dead);
        if (route.end == ROUTE_FOUND) report_no_way_out(work, dead, &route);
        if (route.end == ROUTE_UNKNOWN) note_way_out(work, dead);
        route_free(&route);
    } else if (nearest(work, unsure) != SIZE_MAX) {
        note_way_out(work, unsure);
    }
    free(may);
    free(dead);
    free(surely);
    free(unsure);
}

/* --- what was too large -------------------------------------------------- */

static void note_incomplete(struct work *work)
{
    const struct scenario *scenario = work->scenario;
    const struct space *space = space_of(work);
    struct buffer left = {0};
    size_t count = 0;
    for (size_t i = 0; i < scenario->node_count; i++)
        if (!work->node_reached[i] && ++count <= 5)
            buffer_format(&left, "%s'%s'", count > 1 ? ", " : "",
                          scenario->nodes[i].id);
    if (count > 5) buffer_format(&left, " and %zu more", count - 5);
    problem_add(
        work->notes, work->source, scenario->nodes[scenario->start].at,
        FAULT_NOT_PROVED,
        "fewer states, or narrower ones, make it small enough",
        "not proved: there is too much that may become of this scenario. "
        "Looked at %zu positions, up to %u replies deep%s%s",
        space_count(space), (unsigned)space_depth(space),
        count > 0 ? "; not come to so far: " : "; every node was come to",
        buffer_text(&left));
    buffer_free(&left);
}

/* --- the whole ----------------------------------------------------------- */

static void explore(struct proof *proof, const struct rubric *rubric,
                    size_t most)
{
    const struct scenario *scenario = proof->scenario;
    proof->outcomes = outcomes_new(scenario, rubric);
    proof->space = space_explore(scenario, proof->outcomes, most);
    proof->sample_outcomes = outcomes_of_samples(scenario, rubric);
    proof->sample_space = space_explore(scenario, proof->sample_outcomes, most);
    proof->complete = space_complete(proof->space);
    proof->endings = memory_new(scenario->ending_count, sizeof *proof->endings);
}

struct proof *proof_make(const struct scenario *scenario,
                         const struct rubric *rubric,
                         const struct source *source, size_t most,
                         struct problems *problems, struct problems *notes)
{
    struct proof *proof = memory_new(1, sizeof *proof);
    struct work work = {proof,
                        scenario,
                        source,
                        problems,
                        notes,
                        memory_new(scenario->node_count, sizeof(bool)),
                        memory_new(scenario->node_count, sizeof(bool))};
    proof->scenario = scenario;
    explore(proof, rubric, most);
    find_endings(&work);
    find_nodes(&work);
    check_states(&work);
    if (proof->complete) {
        check_nodes(&work);
        check_endings(&work);
        check_ways(&work);
        check_rules(&work);
        check_exits(&work);
    } else {
        note_incomplete(&work);
    }
    free(work.node_reached);
    free(work.node_tried);
    return proof;
}

void proof_free(struct proof *proof)
{
    if (proof == NULL) return;
    for (size_t i = 0; i < proof->scenario->ending_count; i++)
        route_free(&proof->endings[i].route);
    free(proof->endings);
    space_free(proof->space);
    space_free(proof->sample_space);
    outcomes_free(proof->outcomes);
    outcomes_free(proof->sample_outcomes);
    free(proof);
}
