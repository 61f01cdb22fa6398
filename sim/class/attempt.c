/* A session that was handed in; see attempt.h. */
#include "class/attempt.h"

#include "base/memory.h"
#include "class/conduct.h"
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

static void compare_pinned(struct attempt *attempt, const char *what,
                           const struct pinned *played,
                           const struct pinned *asked)
{
    if (strcmp(played->sha256, asked->sha256) != 0)
        buffer_format(&attempt->differences,
                      "it was played by another %s than the exercise pins: "
                      "'%s' version %d (%.12s…)\n",
                      what, played->id, played->version, played->sha256);
    else if (strcmp(played->id, asked->id) != 0 ||
             played->version != asked->version)
        buffer_format(&attempt->differences,
                      "the file says it was played by the %s '%s' version %d; "
                      "with this hash it is '%s' version %d\n",
                      what, played->id, played->version, asked->id,
                      asked->version);
}

static void compare_header(struct attempt *attempt,
                           const struct exercise *exercise)
{
    const struct transcript_header *header = &attempt->transcript->header;
    compare_pinned(attempt, "scenario", &header->scenario,
                   &exercise->scenarios[attempt->scenario]);
    compare_pinned(attempt, "rubric", &header->rubric, &exercise->rubric);
    attempt->other_exercise =
        strcmp(header->exercise.sha256, exercise->sha256) != 0;
    if (!attempt->other_exercise &&
        header->exercise.version != exercise->version)
        buffer_format(&attempt->differences,
                      "the file says it was played for version %d of the "
                      "exercise; with this hash it is version %d\n",
                      header->exercise.version, exercise->version);
    if (strcmp(header->mode, exercise_mode_name(exercise->mode)) != 0)
        buffer_format(&attempt->differences,
                      "it was played in the mode '%s', not '%s'\n",
                      header->mode, exercise_mode_name(exercise->mode));
    if (attempt->transcript->converted)
        buffer_add_text(&attempt->differences,
                        "its line ends or its first bytes were changed on the "
                        "way, by a mail program or an editor; every line is "
                        "whole all the same\n");
    if (attempt->transcript->torn)
        buffer_add_text(&attempt->differences,
                        "its last line is cut off in the middle, and was left "
                        "out\n");
    if (!attempt->transcript->ended)
        buffer_add_text(&attempt->differences,
                        "it has no end: it was left, or its last lines are "
                        "missing\n");
}

static bool takes_over(const struct scenario *scenario, size_t state)
{
    for (size_t i = 0; i < scenario->carry.count; i++)
        if (scenario->carry.list[i] == state) return true;
    return false;
}

/* What the file carries over, and may; the rest is told and left out. */
static struct changes claimed_carry(struct attempt *attempt,
                                    const struct scenario *scenario)
{
    struct transcript *transcript = attempt->transcript;
    const struct transcript_header *header = &transcript->header;
    size_t all = header->carry.count;
    struct change *list = arena_new(&transcript->arena, all, sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < all; i++) {
        size_t state = scenario_state(scenario, header->carry_names[i]);
        if (state != SCENARIO_NONE && takes_over(scenario, state) &&
            header->carry_from != NULL)
            list[count++] = (struct change){state, header->carry.list[i].value};
        else
            buffer_format(&attempt->differences,
                          "the file says that %s was carried over as %d, %s; "
                          "that was left out\n",
                          header->carry_names[i], header->carry.list[i].value,
                          header->carry_from == NULL
                              ? "and not from which session"
                              : "which this scenario does not take over");
    }
    return (struct changes){list, count};
}

static const struct change *change_of(const struct changes *changes,
                                      size_t state)
{
    for (size_t i = 0; i < changes->count; i++)
        if (changes->list[i].state == state) return &changes->list[i];
    return NULL;
}

/* What was handed in says otherwise than the file. */
static void compare_carry(struct attempt *attempt,
                          const struct scenario *scenario,
                          const struct changes *claimed,
                          const struct changes *carry)
{
    for (size_t i = 0; i < carry->count; i++) {
        const struct change *left = &carry->list[i];
        const struct change *claim = change_of(claimed, left->state);
        const char *name = scenario->states[left->state].name;
        if (claim == NULL)
            buffer_format(&attempt->differences,
                          "the file says nothing of %s, which was carried "
                          "over; the earlier session left it at %d\n",
                          name, left->value);
        else if (claim->value != left->value)
            buffer_format(&attempt->differences,
                          "the file says that %s was carried over as %d; the "
                          "earlier session left it at %d\n",
                          name, claim->value, left->value);
    }
}

static void tell_believed(struct attempt *attempt,
                          const struct scenario *scenario,
                          const struct changes *claimed)
{
    struct buffer *out = &attempt->differences;
    if (attempt->transcript->header.carry_from == NULL) return;
    buffer_add_text(out, "it goes on from a session that was not handed in");
    for (size_t i = 0; i < claimed->count; i++)
        buffer_format(out, "%s %s %d",
                      i == 0 ? "; taken as the file says:" : ",",
                      scenario->states[claimed->list[i].state].name,
                      claimed->list[i].value);
    buffer_add_byte(out, '\n');
}

/* What an earlier session left counts, whatever the file says of it; without
 * that session, what the file says. */
static void set_carry(struct attempt *attempt, const struct scenario *scenario,
                      const struct changes *carry)
{
    struct transcript *transcript = attempt->transcript;
    struct transcript_header *header = &transcript->header;
    struct changes counts = claimed_carry(attempt, scenario);
    if (carry == NULL) {
        tell_believed(attempt, scenario, &counts);
    } else {
        compare_carry(attempt, scenario, &counts, carry);
        counts = *carry;
    }
    const char **names =
        arena_new(&transcript->arena, counts.count, sizeof *names);
    for (size_t i = 0; i < counts.count; i++)
        names[i] = scenario->states[counts.list[i].state].name;
    header->carry = counts;
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
    set_carry(attempt, scenario, carry);
    conduct_compare(transcript, exercise->mode == EXERCISE_EXAM,
                    &attempt->differences);
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
