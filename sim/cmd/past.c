/* Replaying many transcripts; see past.h. */
#include "cmd/past.h"

#include "base/memory.h"
#include "class/replay.h"

#include <stdlib.h>
#include <string.h>

static void lose(struct past *past, const char *path, const char *why)
{
    if (past->lost++ > 0) return;
    past->why = strncmp(why, path, strlen(path)) == 0
                    ? arena_format(&past->arena, "%s", why)
                    : arena_format(&past->arena, "%s: %s", path, why);
}

/* The last guess is the one that was meant. */
static int guess_in(const struct transcript *transcript)
{
    int guess = 0;
    for (size_t i = 0; i < transcript->event_count; i++)
        if (transcript->events[i].kind == TRANSCRIPT_GUESS)
            guess = transcript->events[i].heard;
    return guess;
}

static void replay(struct past *past, const struct transcript *transcript,
                   const struct played_by *pair)
{
    struct buffer differences = {0};
    const char *start = transcript->header.start;
    struct session *session =
        replay_session(transcript, pair->scenario, pair->rubric, &differences);
    past->differing += differences.length > 0;
    past->sessions[past->count] = session;
    past->talks[past->count++] = (struct progress_talk){
        .start = arena_copy(&past->arena, start, strlen(start)),
        .session = session,
        .guess = guess_in(transcript),
    };
    buffer_free(&differences);
}

static void take(struct past *past, const char *path, bool with_exams)
{
    struct error error = {0};
    struct played_by pair;
    struct transcript *transcript = library_peek(path, false, &error);
    bool is_exam =
        transcript != NULL && strcmp(transcript->header.mode, "exam") == 0;
    if (is_exam && !with_exams)
        past->exams++;
    else if (transcript != NULL &&
             loaded_pinned(&past->loaded, &transcript->header, &pair, &error))
        replay(past, transcript, &pair);
    else
        lose(past, path, error.text);
    transcript_free(transcript);
}

void past_replay(struct past *past, const struct library *library,
                 const struct files_listing *paths, bool with_exams)
{
    *past = (struct past){.loaded = {.library = library}};
    past->talks = memory_new(paths->count, sizeof *past->talks);
    past->sessions = memory_new(paths->count, sizeof *past->sessions);
    for (size_t i = 0; i < paths->count; i++)
        take(past, paths->names[i], with_exams);
}

void past_free(struct past *past)
{
    for (size_t i = 0; i < past->count; i++)
        session_free(past->sessions[i]);
    free(past->sessions);
    free(past->talks);
    loaded_free(&past->loaded);
    arena_free(&past->arena);
}
