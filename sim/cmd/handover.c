/* Going on from an earlier session; see handover.h. Begin with
 * handover_take(). */
#include "cmd/handover.h"

#include "class/replay.h"
#include "cmd/command.h"
#include "cmd/own.h"

#include <stdio.h>
#include <string.h>

static bool is_finished(const struct transcript *transcript, const char *id)
{
    return transcript->ended && strcmp(transcript->header.scenario.id, id) == 0;
}

static bool is_earlier(const struct transcript *transcript, void *context)
{
    const char **id = context;
    return is_finished(transcript, *id);
}

/* What SESSION, of the earlier scenario, ended with. */
static void carry(struct handover *handover, const struct session *session,
                  const struct scenario *scenario)
{
    size_t count = scenario->carry.count;
    struct change *list = arena_new(&handover->arena, count, sizeof *list);
    handover->names =
        arena_new(&handover->arena, count, sizeof *handover->names);
    for (size_t i = 0; i < count; i++) {
        size_t state = scenario->carry.list[i];
        const char *name = scenario->states[state].name;
        size_t from = scenario_state(session->scenario, name);
        if (from == SCENARIO_NONE) continue;
        handover->names[handover->carry.count] = name;
        list[handover->carry.count++] =
            (struct change){state, session->position.values[from]};
    }
    handover->carry.list = list;
    handover->from = handover->earlier->chain;
}

static bool replay(struct handover *handover, const struct library *library,
                   const struct scenario *scenario)
{
    struct pair pair = {0};
    struct buffer differences = {0};
    bool fine = library_load_pinned(library, &handover->earlier->header, &pair);
    if (fine) {
        struct session *session = replay_session(
            handover->earlier, pair.scenario, pair.rubric, &differences);
        carry(handover, session, scenario);
        session_free(session);
    }
    if (differences.length > 0)
        fprintf(stderr, "The earlier transcript differs from its replay:\n%s",
                buffer_text(&differences));
    buffer_free(&differences);
    library_pair_free(&pair);
    return fine;
}

static bool find(struct handover *handover, const struct library *library,
                 const char *id, const char *given)
{
    struct buffer path = {0};
    handover->earlier = given != NULL
                            ? library_transcript(given)
                            : own_newest(library, &path, is_earlier, &id);
    buffer_free(&path);
    if (given == NULL || handover->earlier == NULL ||
        is_finished(handover->earlier, id))
        return true;
    command_fail(COMMAND_FAILED,
                 "%s is no finished session of '%s', from which this goes on",
                 given, id);
    return false;
}

bool handover_take(struct handover *handover, const struct library *library,
                   const struct scenario *scenario, const char *given,
                   const struct screen *screen)
{
    if (scenario->continues == NULL) {
        if (given == NULL) return true;
        command_fail(COMMAND_USAGE, "'%s' goes on from no earlier session",
                     scenario->id);
        return false;
    }
    if (!find(handover, library, scenario->continues, given)) return false;
    if (handover->earlier != NULL && replay(handover, library, scenario)) {
        screen_format(screen, "This goes on from your session '%s' of %s.",
                      scenario->continues, handover->earlier->header.start);
    } else if (given != NULL) {
        return false;
    } else {
        screen_format(screen,
                      "This goes on from '%s', of which you have no finished "
                      "session: it begins as if that had gone middling well.",
                      scenario->continues);
    }
    screen_gap(screen);
    return true;
}

void handover_free(struct handover *handover)
{
    transcript_free(handover->earlier);
    arena_free(&handover->arena);
}
