/* Beginning in the middle; see middle.h. */
#include "cmd/middle.h"

#include "base/arena.h"
#include "base/nearest.h"

#include <stdlib.h>
#include <string.h>

/* Where a session is to begin. */
struct beginning {
    struct arena arena;
    size_t node;
    int visits;
    int turn;
    struct change *list;
    size_t count;
};

bool middle_is_wanted(const struct middle *middle)
{
    return middle->from != NULL || middle->set != NULL;
}

/* " did you mean 'x'?" for the one of COUNT names that is most like NAME. */
static void add_near(struct buffer *out, const char *name,
                     const char *const *names, size_t count)
{
    const char *near = nearest_name(name, names, count);
    if (near != NULL) buffer_format(out, "; did you mean '%s'?", near);
}

static bool find_node(const struct scenario *scenario, const char *id,
                      struct beginning *place, struct error *error)
{
    if (id == NULL) return true;
    place->node = scenario_node(scenario, id);
    if (place->node == SCENARIO_NONE) {
        struct buffer near = {0};
        const char **names =
            arena_new(&place->arena, scenario->node_count, sizeof *names);
        for (size_t i = 0; i < scenario->node_count; i++)
            names[i] = scenario->nodes[i].id;
        add_near(&near, id, names, scenario->node_count);
        error_set(error, "--from=%s: '%s' has no such node%s", id, scenario->id,
                  buffer_text(&near));
        buffer_free(&near);
        return false;
    }
    if (!scenario_ends(scenario, place->node)) return true;
    return error_set(error, "--from=%s: the talk ends there", id);
}

static bool refuse_name(const struct scenario *scenario,
                        struct beginning *place, const char *name,
                        struct error *error)
{
    struct buffer near = {0};
    size_t count = scenario->state_count;
    const char **names = arena_new(&place->arena, count + 2, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = scenario->states[i].name;
    names[count] = "visits";
    names[count + 1] = "turn";
    add_near(&near, name, names, count + 2);
    error_set(error, "--set: '%s' has no state '%s'%s", scenario->id, name,
              buffer_text(&near));
    buffer_free(&near);
    return false;
}

static bool set_one(const struct scenario *scenario, struct beginning *place,
                    const char *name, int value, struct error *error)
{
    size_t state = scenario_state(scenario, name);
    int most = scenario->most_turns > 0 ? scenario->most_turns : 1000;
    bool is_turn = strcmp(name, "turn") == 0;
    if (state != SCENARIO_NONE) {
        const struct state *is = &scenario->states[state];
        if (value < is->min || value > is->max)
            return error_set(error, "--set: %s goes from %d to %d, not to %d",
                             name, is->min, is->max, value);
        place->list[place->count++] = (struct change){state, value};
        return true;
    }
    if (!is_turn && strcmp(name, "visits") != 0)
        return refuse_name(scenario, place, name, error);
    if (value < 1 || value > most)
        return error_set(error, "--set: %s goes from 1 to %d, not to %d", name,
                         most, value);
    *(is_turn ? &place->turn : &place->visits) = value;
    return true;
}

/* PART is "name=value". */
static bool set_part(const struct scenario *scenario, struct beginning *place,
                     char *part, struct error *error)
{
    char *equals = strchr(part, '=');
    char *end = NULL;
    long value = equals != NULL ? strtol(equals + 1, &end, 10) : 0;
    if (equals == NULL || end == equals + 1 || *end != '\0' ||
        value < -1000000 || value > 1000000)
        return error_set(error,
                         "--set: '%s' should be a state and a whole number, as "
                         "trust=2",
                         part);
    *equals = '\0';
    return set_one(scenario, place, part, (int)value, error);
}

static bool read_set(const struct scenario *scenario, const char *set,
                     struct beginning *place, struct error *error)
{
    size_t parts = 1;
    if (set == NULL) return true;
    for (const char *c = set; *c != '\0'; c++)
        parts += *c == ',';
    place->list = arena_new(&place->arena, parts, sizeof *place->list);
    char *text = arena_copy(&place->arena, set, strlen(set));
    for (size_t i = 0; i < parts; i++) {
        size_t length = strcspn(text, ",");
        text[length] = '\0';
        if (!set_part(scenario, place, text, error)) return false;
        text += length + 1;
    }
    return true;
}

bool middle_place(struct session *session, const struct middle *middle,
                  struct error *error)
{
    const struct scenario *scenario = session->scenario;
    struct beginning place = {.node = scenario->start, .visits = 1, .turn = 1};
    bool fine = find_node(scenario, middle->from, &place, error) &&
                read_set(scenario, middle->set, &place, error);
    if (fine) {
        struct changes given = {place.list, place.count};
        session_place(session, place.node, &given, place.visits, place.turn,
                      NULL);
    }
    arena_free(&place.arena);
    return fine;
}
