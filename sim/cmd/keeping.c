/* The transcript of a sitting; see keeping.h. */
#include "cmd/keeping.h"

#include "cmd/command.h"
#include "cmd/own.h"
#include "cmd/tries.h"
#include "cmd/version.h"
#include "world/clock.h"

#include <string.h>

static bool keep_files(const struct keeping *keeping, struct error *error)
{
    const struct library *library = keeping->library;
    const struct pair *pair = keeping->pair;
    const struct exercise *exercise = keeping->course->exercise;
    if (library->folders.data.length == 0) return true;
    return library_keep(library, &pair->scenario_volume, pair->scenario->sha256,
                        error) &&
           library_keep(library, &pair->rubric_volume, pair->rubric->sha256,
                        error) &&
           (exercise == NULL || library_keep(library, &keeping->course->volume,
                                             exercise->sha256, error));
}

static void format_header(const struct keeping *keeping, const char *attempt,
                          const char *stamp, struct transcript_seal *seal,
                          struct buffer *line)
{
    const struct scenario *scenario = keeping->pair->scenario;
    const struct rubric *rubric = keeping->pair->rubric;
    const struct exercise *exercise = keeping->course->exercise;
    struct transcript_header header = {
        .attempt = attempt,
        .mode = exercise_mode_name(EXERCISE_PRACTICE),
        .program = VERSION,
        .trainee = keeping->trainee,
        .start = stamp,
        .scenario = {scenario->id, scenario->version, scenario->sha256, 0},
        .rubric = {rubric->id, rubric->version, rubric->sha256, 0},
        .carry = keeping->handover->carry,
        .carry_names = keeping->handover->names,
        .carry_from = keeping->handover->from,
    };
    if (exercise != NULL) {
        header.mode = exercise_mode_name(exercise->mode);
        header.exercise = (struct pinned){exercise->id, exercise->version,
                                          exercise->sha256, 0};
    }
    transcript_format_header(seal, &header, line);
}

static void choose_path(const struct keeping *keeping, const char *stamp,
                        const char *attempt, struct buffer *path)
{
    if (keeping->file != NULL) {
        buffer_add_text(path, keeping->file);
        return;
    }
    own_path(keeping->library, "transcripts/", path);
    for (; *stamp != '\0'; stamp++)
        if (*stamp != '-' && *stamp != ':') buffer_add_byte(path, *stamp);
    buffer_format(path, "-%s-%.8s.jsonl", keeping->pair->scenario->id, attempt);
}

/* What lies elsewhere is not found again when attempts are counted. */
static bool note_try(const struct keeping *keeping, const char *attempt,
                     const char *stamp, struct error *error)
{
    const struct exercise *exercise = keeping->course->exercise;
    if (keeping->file == NULL || exercise == NULL || keeping->trainee == NULL)
        return true;
    return tries_note(keeping->library,
                      &(struct tries_one){exercise->sha256,
                                          keeping->pair->scenario->sha256,
                                          attempt, keeping->trainee, stamp},
                      error);
}

bool keeping_begin(const struct keeping *keeping, struct sitting *sitting)
{
    char stamp[CLOCK_STAMP];
    char attempt[CLOCK_ATTEMPT];
    struct buffer path = {0};
    struct buffer line = {0};
    struct error error = {0};
    if (keeping->file == NULL && !own_has_home(keeping->library)) return false;
    clock_stamp(stamp);
    clock_attempt(attempt);
    choose_path(keeping, stamp, attempt, &path);
    format_header(keeping, attempt, stamp, &sitting->seal, &line);
    sitting->journal = journal_create(buffer_text(&path), &error);
    bool fine =
        sitting->journal != NULL &&
        journal_append(sitting->journal, line.bytes, line.length, &error);
    if (fine && !note_try(keeping, attempt, stamp, &error))
        command_fail(COMMAND_PROBLEMS,
                     "%s; this attempt will not be counted when you next play "
                     "the exercise",
                     error.text);
    if (fine && !keep_files(keeping, &error))
        command_fail(COMMAND_PROBLEMS,
                     "%s; the transcript can be replayed only as long as its "
                     "scenario and rubric stay as they are",
                     error.text);
    if (!fine)
        command_fail(COMMAND_FAILED,
                     "%s; --transcript=FILE writes it elsewhere, "
                     "--no-transcript keeps none",
                     error.text);
    buffer_free(&path);
    buffer_free(&line);
    return fine;
}

struct transcript *keeping_reopen(const char *path, struct sitting *sitting)
{
    struct buffer lines = {0};
    struct error error = {0};
    struct transcript *transcript = NULL;
    size_t dropped = 0;
    sitting->journal = journal_open(path, &lines, &dropped, &error);
    if (sitting->journal == NULL)
        command_fail(COMMAND_FAILED, "%s", error.text);
    else
        transcript = library_parse_transcript(path, &lines);
    if (dropped > 0)
        screen_note(&sitting->screen,
                    "The last line of the transcript was torn off when the "
                    "program stopped, and is dropped; every turn you saw an "
                    "answer to is there.");
    buffer_free(&lines);
    if (transcript == NULL) return NULL;
    if (transcript->ended)
        error_set(&error, "the session in %s has ended", path);
    else if (journal_cut(sitting->journal, &error))
        return transcript;
    command_fail(COMMAND_FAILED, "%s", error.text);
    transcript_free(transcript);
    return NULL;
}

bool keeping_end(struct sitting *sitting)
{
    char time[CLOCK_STAMP];
    struct buffer line = {0};
    struct error error = {0};
    if (sitting->journal == NULL) return true;
    clock_stamp(time);
    transcript_format_end(&sitting->seal, sitting->session, time, &line);
    bool fine =
        journal_append(sitting->journal, line.bytes, line.length, &error);
    if (!fine)
        command_fail(COMMAND_FAILED,
                     "%s; your turns are kept, and 'rapport play --resume' "
                     "can end the session later",
                     error.text);
    buffer_free(&line);
    return fine;
}
