/* What check tells of a scenario's endings; see account.h. */
#include "scenario/account.h"

#include "base/json.h"

/* --- for people ---------------------------------------------------------- */

static void tell_ranges(const struct scenario *scenario,
                        const struct landing *landing, struct buffer *out)
{
    for (size_t i = 0; i < scenario->state_count; i++) {
        const struct range *range = &landing->values[i];
        buffer_format(out, "%s%s %d", i > 0 ? ", " : "",
                      scenario->states[i].name, range->least);
        if (range->most > range->least)
            buffer_format(out, " to %d", range->most);
    }
}

static void tell_ending(const struct proof *proof, size_t index,
                        struct buffer *out)
{
    const struct scenario *scenario = proof->scenario;
    const struct ending *ending = &scenario->endings[index];
    const struct proof_ending *found = &proof->endings[index];
    buffer_format(out, "  %s (%s): ", ending->id,
                  scenario_ending_kind_name(ending->kind));
    if (!found->landing->reached) {
        buffer_add_text(out, "not come to\n");
        return;
    }
    if (found->route.end == ROUTE_FOUND && found->route.count > 0)
        buffer_format(out, "after %zu %s or more", found->route.count,
                      found->route.count == 1 ? "reply" : "replies");
    else if (!found->landing->by_choice)
        buffer_format(out, "when %d replies are used up", scenario->most_turns);
    else
        buffer_add_text(out, "no talk to it was found");
    buffer_add_text(out, "; there ");
    tell_ranges(scenario, found->landing, out);
    buffer_add_byte(out, '\n');
    if (found->route.count > 0) {
        buffer_add_text(out, "    the shortest way: ");
        route_tell(scenario, &found->route, out);
        buffer_add_byte(out, '\n');
    }
    if (!found->by_samples)
        buffer_add_text(out, "    no chain of 'try' lines comes to it\n");
}

void account_tell(const struct proof *proof, const char *name,
                  struct buffer *out)
{
    buffer_format(out,
                  "%s may end in these ways, as far as its conditions allow; "
                  "where your own lines do not get there, it says so:\n",
                  name);
    for (size_t i = 0; i < proof->scenario->ending_count; i++)
        tell_ending(proof, i, out);
}

/* --- for programs -------------------------------------------------------- */

static struct json_value *ranges_json(const struct scenario *scenario,
                                      const struct landing *landing)
{
    struct json_value *ranges = json_object();
    for (size_t i = 0; i < scenario->state_count; i++) {
        struct json_value *range = json_array();
        json_append_integer(range, landing->values[i].least);
        json_append_integer(range, landing->values[i].most);
        json_set_value(ranges, scenario->states[i].name, range);
    }
    return ranges;
}

static struct json_value *way_json(const struct scenario *scenario,
                                   const struct route *route)
{
    struct json_value *way = json_array();
    for (size_t i = 0; i < route->count; i++) {
        const struct route_step *step = &route->steps[i];
        const struct node *node = &scenario->nodes[step->node];
        struct json_value *entry = json_object();
        json_set_text(entry, "node", node->id);
        json_set_text(entry, "won", node->ways[step->way].id);
        if (step->rule != SCENARIO_NONE)
            json_set_text(entry, "always", scenario->always[step->rule].id);
        json_append(way, entry);
    }
    return way;
}

static void add_json(const struct proof *proof, const char *name, size_t index,
                     struct buffer *out)
{
    const struct scenario *scenario = proof->scenario;
    const struct proof_ending *found = &proof->endings[index];
    const struct ending *ending = &scenario->endings[index];
    struct json_value *value = json_object();
    json_set_text(value, "file", name);
    json_set_text(value, "ending", ending->id);
    json_set_text(value, "kind", scenario_ending_kind_name(ending->kind));
    json_set_bool(value, "reached", found->landing->reached);
    json_set_bool(value, "by_samples", found->by_samples);
    if (found->landing->reached)
        json_set_value(value, "states", ranges_json(scenario, found->landing));
    if (found->route.count > 0)
        json_set_value(value, "way", way_json(scenario, &found->route));
    json_print(value, out);
    buffer_add_byte(out, '\n');
    json_discard(value);
}

void account_json(const struct proof *proof, const char *name,
                  struct buffer *out)
{
    for (size_t i = 0; i < proof->scenario->ending_count; i++)
        add_json(proof, name, i, out);
}
