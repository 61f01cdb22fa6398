/* Replaying; see replay.h. Begin with replay_session(). */
#include "class/replay.h"

#include <string.h>

static void compare(const char *what, const char *claimed, const char *now,
                    int turn, struct buffer *differences)
{
    if (claimed != NULL && strcmp(claimed, now) == 0) return;
    buffer_format(differences, "turn %d: the file says %s '%s', replay '%s'\n",
                  turn, what, claimed != NULL ? claimed : "", now);
}

static void replay_reply(struct session *session,
                         const struct transcript_event *event,
                         struct buffer *differences)
{
    if (session_ending(session) != SCENARIO_NONE) {
        buffer_format(differences,
                      "turn %d: a reply after the session had ended\n",
                      event->turn);
        return;
    }
    if (event->turn != session->position.turn)
        buffer_format(differences, "turn %d: the file says turn %d\n",
                      session->position.turn, event->turn);
    const struct record *record = session_step(session, event->text);
    const struct scenario *scenario = session->scenario;
    const struct node *node = &scenario->nodes[record->move.from];
    compare("won", event->won, node->ways[record->move.way].id, record->turn,
            differences);
    compare("next", event->next, scenario->nodes[record->move.to].id,
            record->turn, differences);
}

struct changes replay_carry(const struct transcript_header *header,
                            const struct scenario *scenario,
                            struct arena *arena)
{
    struct change *list = arena_new(arena, header->carry.count, sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < header->carry.count; i++) {
        size_t state = scenario_state(scenario, header->carry_names[i]);
        if (state != SCENARIO_NONE)
            list[count++] = (struct change){state, header->carry.list[i].value};
    }
    return (struct changes){list, count};
}

struct session *replay_session(const struct transcript *transcript,
                               const struct scenario *scenario,
                               const struct rubric *rubric,
                               struct buffer *differences)
{
    struct arena arena = {0};
    struct changes carry = replay_carry(&transcript->header, scenario, &arena);
    struct session *session = session_new(scenario, rubric, &carry);
    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct transcript_event *event = &transcript->events[i];
        if (event->kind == TRANSCRIPT_REPLY)
            replay_reply(session, event, differences);
        else if (event->kind == TRANSCRIPT_RETRY && !session_retry(session))
            buffer_format(differences,
                          "turn %d: a retry with nothing to take back\n",
                          event->turn);
    }
    arena_free(&arena);
    return session;
}
