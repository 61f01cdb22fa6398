/* new exercise; see pin.h. */
#include "cmd/pin.h"

#include "base/memory.h"
#include "class/handout.h"
#include "cmd/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The NUMBERth is none of those before it. */
static bool is_new(const struct pin *pin, const struct pair *pairs,
                   size_t number)
{
    for (size_t i = 0; i < number; i++)
        if (strcmp(pairs[i].scenario->id, pairs[number].scenario->id) == 0) {
            command_fail(
                COMMAND_FAILED,
                "'%s' is named twice; an exercise has each scenario once, "
                "and its 'attempts' say how often it may be played",
                pin->scenarios[number]);
            return false;
        }
    return true;
}

/* All have one rubric: the one that is named, or what the first asks for. */
static bool load_all(const struct library *library, const struct pin *pin,
                     struct pair *pairs)
{
    for (size_t i = 0; i < pin->count; i++) {
        if (!library_load(library, pin->scenarios[i], pin->rubric, &pairs[i]) ||
            !is_new(pin, pairs, i))
            return false;
        if (strcmp(pairs[i].rubric->sha256, pairs[0].rubric->sha256) == 0)
            continue;
        command_fail(COMMAND_FAILED,
                     "'%s' is played by another rubric than '%s'; "
                     "--rubric=RUBRIC grades all by one",
                     pin->scenarios[i], pin->scenarios[0]);
        return false;
    }
    return true;
}

static void say_next(const char *path)
{
    command_say(stderr,
                "%s: written. Read it from the top, change the rules and the "
                "points, then:\n"
                "  rapport check %s\n"
                "  rapport play --exercise=%s     as a trainee does\n"
                "Then hand it out. Scenarios and rubrics of your own that it "
                "pins go with it, in\nthe same folder, named by their ids. "
                "What you change in it later, as when it is\ndue, counts for "
                "everybody, and is told with the marks.\n",
                path, path, path);
}

/* What an exercise pins it finds by its id. Says so where the file VOLUME is
 * not where it will be looked for. */
static void tell_place(const struct library *library, const char *path,
                       enum library_shelf shelf, const struct volume *volume,
                       const char *id, const char *sha256)
{
    struct volume found = {0};
    bool there = library_read_pinned(library, path, shelf, id, sha256, &found);
    library_volume_free(&found);
    if (there) return;
    command_say(stderr,
                "%s is not found by the exercise yet: it looks beside itself "
                "for %s.json.\n",
                volume->source.name, id);
}

static void tell_places(const struct library *library, const struct pin *pin,
                        const struct pair *pairs)
{
    for (size_t i = 0; i < pin->count; i++)
        tell_place(library, pin->path, LIBRARY_SCENARIOS,
                   &pairs[i].scenario_volume, pairs[i].scenario->id,
                   pairs[i].scenario->sha256);
    tell_place(library, pin->path, LIBRARY_RUBRICS, &pairs[0].rubric_volume,
               pairs[0].rubric->id, pairs[0].rubric->sha256);
}

static int write(const struct library *library, const struct pin *pin,
                 const struct pair *pairs)
{
    struct buffer text = {0};
    struct error error = {0};
    int status = COMMAND_YES;
    const struct scenario **scenarios =
        memory_new(pin->count, sizeof *scenarios);
    for (size_t i = 0; i < pin->count; i++)
        scenarios[i] = pairs[i].scenario;
    handout_write(pin->id, scenarios, pin->count, pairs[0].rubric, &text);
    if (strcmp(pin->path, "-") == 0) {
        fputs(buffer_text(&text), stdout);
    } else if (files_share(pin->path, buffer_text(&text), text.length,
                           &error)) {
        say_next(pin->path);
        tell_places(library, pin, pairs);
    } else {
        status = command_fail(COMMAND_FAILED, "%s", error.text);
    }
    free(scenarios);
    buffer_free(&text);
    return status;
}

int pin_exercise(const struct library *library, const struct pin *pin)
{
    struct pair *pairs = memory_new(pin->count, sizeof *pairs);
    int status = load_all(library, pin, pairs) ? write(library, pin, pairs)
                                               : COMMAND_FAILED;
    for (size_t i = 0; i < pin->count; i++)
        library_pair_free(&pairs[i]);
    free(pairs);
    return status;
}
