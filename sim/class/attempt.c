/* A session that was handed in; see attempt.h. */
#include "class/attempt.h"

#include "base/memory.h"
#include "class/replay.h"

#include <stdlib.h>
#include <string.h>

const char *attempt_trainee(const struct attempt *attempt)
{
    const char *name = attempt->transcript->header.trainee;
    return name != NULL ? name : "";
}

const char *attempt_end(const struct attempt *attempt)
{
    const struct transcript *transcript = attempt->transcript;
    if (transcript->event_count == 0) return transcript->header.start;
    return transcript->events[transcript->event_count - 1].time;
}

size_t attempt_replies(const struct attempt *attempt)
{
    return attempt->session->record_count;
}

static void compare_clock(struct attempt *attempt)
{
    const struct transcript *transcript = attempt->transcript;
    const char *before = transcript->header.start;
    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct transcript_event *event = &transcript->events[i];
        if (strcmp(event->time, before) < 0)
            buffer_format(&attempt->differences,
                          "turn %d: the clock goes back, from %s to %s\n",
                          event->turn, before, event->time);
        before = event->time;
    }
}

/* Replies are numbered one by one; after a retry the same number comes
 * again. */
static void compare_turns(struct attempt *attempt)
{
    const struct transcript *transcript = attempt->transcript;
    int next = 1;
    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct transcript_event *event = &transcript->events[i];
        if (event->kind == TRANSCRIPT_RETRY) next = event->turn;
        if (event->kind != TRANSCRIPT_REPLY) continue;
        if (event->turn != next)
            buffer_format(&attempt->differences,
                          "turn %d: turn %d was to come; turns are missing or "
                          "out of order\n",
                          event->turn, next);
        next = event->turn + 1;
    }
}

static void compare_pinned(struct attempt *attempt, const char *what,
                           const struct pinned *played,
                           const struct pinned *asked)
{
    if (strcmp(played->sha256, asked->sha256) == 0) return;
    buffer_format(&attempt->differences,
                  "it was played by another %s than the exercise pins: '%s' "
                  "version %d (%.12s…)\n",
                  what, played->id, played->version, played->sha256);
}

static void compare_header(struct attempt *attempt,
                           const struct exercise *exercise)
{
    const struct transcript_header *header = &attempt->transcript->header;
    compare_pinned(attempt, "scenario", &header->scenario,
                   &exercise->scenarios[attempt->scenario]);
    compare_pinned(attempt, "rubric", &header->rubric, &exercise->rubric);
    if (strcmp(header->mode, exercise_mode_name(exercise->mode)) != 0)
        buffer_format(&attempt->differences,
                      "it was played in the mode '%s', not '%s'\n",
                      header->mode, exercise_mode_name(exercise->mode));
    if (!attempt->transcript->ended)
        buffer_add_text(&attempt->differences,
                        "it has no end: it was left, or its last lines are "
                        "missing\n");
}

/* What an earlier session left counts, whatever the file says of it. */
static void set_carry(struct transcript *transcript,
                      const struct scenario *scenario,
                      const struct changes *carry, struct buffer *differences)
{
    struct transcript_header *header = &transcript->header;
    struct arena *arena = &transcript->arena;
    struct changes claimed = replay_carry(header, scenario, arena);
    const char **names = arena_new(arena, carry->count, sizeof *names);
    struct change *list = arena_new(arena, carry->count, sizeof *list);
    for (size_t i = 0; i < carry->count; i++) {
        const struct change *change = &carry->list[i];
        names[i] = scenario->states[change->state].name;
        list[i] = *change;
        for (size_t j = 0; j < claimed.count; j++)
            if (claimed.list[j].state == change->state &&
                claimed.list[j].value != change->value)
                buffer_format(differences,
                              "the file says that %s was carried over as %d; "
                              "the earlier session left it at %d\n",
                              names[i], claimed.list[j].value, change->value);
    }
    header->carry = (struct changes){list, carry->count};
    header->carry_names = names;
}

struct attempt *attempt_new(const char *path, struct transcript *transcript,
                            const struct exercise *exercise, size_t place,
                            const struct scenario *scenario,
                            const struct rubric *rubric,
                            const struct changes *carry)
{
    struct attempt *attempt = memory_new(1, sizeof *attempt);
    attempt->path = path;
    attempt->transcript = transcript;
    attempt->scenario = place;
    compare_header(attempt, exercise);
    if (carry != NULL)
        set_carry(transcript, scenario, carry, &attempt->differences);
    compare_turns(attempt);
    compare_clock(attempt);
    attempt->session =
        replay_session(transcript, scenario, rubric, &attempt->differences);
    attempt->late = exercise->due != NULL &&
                    strcmp(attempt_end(attempt), exercise->due) > 0;
    return attempt;
}

void attempt_free(struct attempt *attempt)
{
    if (attempt == NULL) return;
    session_free(attempt->session);
    transcript_free(attempt->transcript);
    buffer_free(&attempt->differences);
    free(attempt);
}

struct changes attempt_carry(const struct attempt *earlier,
                             const struct scenario *scenario,
                             struct arena *arena)
{
    const struct session *session = earlier->session;
    struct change *list = arena_new(arena, scenario->carry.count, sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < scenario->carry.count; i++) {
        size_t state = scenario->carry.list[i];
        size_t from =
            scenario_state(session->scenario, scenario->states[state].name);
        if (from != SCENARIO_NONE)
            list[count++] =
                (struct change){state, session->position.values[from]};
    }
    return (struct changes){list, count};
}
