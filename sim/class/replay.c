/* Replaying; see replay.h. Begin with replay_session(). */
#include "class/replay.h"

#include <string.h>

static void replay_reply(struct session *session,
                         const struct transcript_event *event,
                         struct buffer *differences)
{
    if (session_ending(session) != SCENARIO_NONE ||
        strlen(event->text) > SESSION_REPLY_BYTES) {
        buffer_format(differences,
                      "turn %d: a reply that could not have been taken\n",
                      event->turn);
        return;
    }
    struct transcript_seal seal = {""};
    struct buffer line = {0};
    session_step(session, event->text);
    transcript_format_reply(&seal, session, "", &line);
    transcript_compare(event, &line, differences);
    buffer_free(&line);
}

static void replay_retry(struct session *session,
                         const struct transcript_event *event,
                         struct buffer *differences)
{
    if (!session_retry(session))
        buffer_format(differences,
                      "turn %d: a retry with nothing to take back\n",
                      event->turn);
}

static void replay_end(struct session *session,
                       const struct transcript_event *event,
                       struct buffer *differences)
{
    struct transcript_seal seal = {""};
    struct buffer line = {0};
    transcript_format_end(&seal, session, "", &line);
    transcript_compare(event, &line, differences);
    buffer_free(&line);
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
        else if (event->kind == TRANSCRIPT_RETRY)
            replay_retry(session, event, differences);
        else if (event->kind == TRANSCRIPT_END)
            replay_end(session, event, differences);
    }
    arena_free(&arena);
    return session;
}
