/* What a class handed in; see submissions.h. Begin with submissions_read().
 *
 * Files are read side by side, then judged one after the other in the order in
 * which they were named, then played again side by side: a session that goes
 * on from another after that one. So what comes out is the same for any number
 * of jobs.
 */
#include "cmd/submissions.h"

#include "base/memory.h"
#include "base/text.h"
#include "rubric/twin.h"
#include "world/workers.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { TRANSCRIPT_BYTES = 64 << 20 };

/* A file that was read: a transcript, or why it is none. */
struct reading {
    struct transcript *transcript;
    struct buffer reason;
    struct buffer trainee; /* of one that cannot be read to its end */
};

/* A transcript that was read and is not yet played again. */
struct candidate {
    const char *path;
    struct transcript *transcript;
    size_t place;   /* of its scenario in the exercise */
    size_t earlier; /* the candidate it goes on from, or SIZE_MAX */
};

struct gathering {
    struct submissions *submissions;
    const struct course *course;
    size_t jobs;
    struct reading *readings; /* a file each */
    struct candidate *candidates;
    size_t candidate_count;
    struct rubric **twins; /* a job each; the first one needs none */
    size_t *wave;          /* candidates that can be played now */
    size_t wave_count;
    size_t played;
    void (*look)(size_t done, size_t all);
};

static void refuse(struct submissions *submissions, const char *path,
                   const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void refuse(struct submissions *submissions, const char *path,
                   const char *format, ...)
{
    va_list values;
    va_start(values, format);
    submissions->refused[submissions->refused_count++] =
        (struct submission_refused){
            .path = path,
            .reason = arena_vformat(&submissions->arena, format, values)};
    va_end(values);
}

/* Whose the file is that was refused last; nothing where NAME is empty. */
static void name_refused(struct submissions *submissions, const char *name)
{
    if (name == NULL || *name == '\0') return;
    submissions->refused[submissions->refused_count - 1].trainee =
        arena_copy(&submissions->arena, name, strlen(name));
}

/* ERROR says "cannot read PATH: why"; the path is told apart from it. */
static void tell_unread(const char *path, const struct error *error,
                        struct buffer *reason)
{
    const char *at = strstr(error->text, path);
    const char *why = at != NULL ? at + strlen(path) : ": it cannot be";
    buffer_format(reason, "cannot read it%s", why);
}

/* --- reading ------------------------------------------------------------- */

/* Whose the first line of SOURCE says it is: what comes after may be spoilt. */
static void find_trainee(const struct source *source, struct buffer *out)
{
    const char *end = memchr(source->bytes, '\n', source->length);
    struct source first = *source;
    struct problems ignored = {0};
    if (end == NULL) return;
    first.length = (size_t)(end - source->bytes) + 1;
    struct transcript *header = transcript_read(&first, &ignored);
    if (header != NULL && header->header.trainee != NULL)
        buffer_add_text(out, header->header.trainee);
    transcript_free(header);
    problem_free(&ignored);
}

/* The first problem tells enough: a transcript is read up to it. */
static void parse(const char *path, const struct buffer *bytes,
                  struct reading *reading)
{
    struct problems problems = {0};
    struct source source = {path, buffer_text(bytes), bytes->length};
    reading->transcript = transcript_read(&source, &problems);
    if (reading->transcript == NULL && problems.count > 0)
        buffer_format(&reading->reason, "line %zu: %s", problems.list[0].line,
                      problems.list[0].message);
    else if (reading->transcript == NULL)
        buffer_add_text(&reading->reason, "it is no transcript");
    if (reading->transcript == NULL) find_trainee(&source, &reading->trainee);
    problem_free(&problems);
}

static void read_file(void *context, size_t worker, size_t number)
{
    struct gathering *gathering = context;
    struct reading *reading = &gathering->readings[number];
    const char *path = gathering->submissions->paths.names[number];
    struct buffer bytes = {0};
    struct error error = {0};
    (void)worker;
    if (!files_read(path, TRANSCRIPT_BYTES, &bytes, &error))
        tell_unread(path, &error, &reading->reason);
    else if (bytes.length == 0)
        buffer_add_text(&reading->reason, "it is empty");
    else
        parse(path, &bytes, reading);
    buffer_free(&bytes);
}

static size_t find_place(const struct exercise *exercise,
                         const struct transcript_header *header)
{
    size_t place = exercise_scenario(exercise, header->scenario.sha256);
    if (place != SIZE_MAX) return place;
    for (size_t i = 0; i < exercise->scenario_count; i++)
        if (strcmp(exercise->scenarios[i].id, header->scenario.id) == 0)
            return i;
    return SIZE_MAX;
}

/* True when what TRANSCRIPT is of can be graded; says so when not. */
static bool belongs(struct gathering *gathering, const char *path,
                    const struct transcript *transcript, size_t *place)
{
    struct submissions *submissions = gathering->submissions;
    const struct exercise *exercise = gathering->course->exercise;
    const struct transcript_header *header = &transcript->header;
    *place = find_place(exercise, header);
    if (header->exercise.id == NULL)
        refuse(submissions, path,
               "it was played for no exercise; 'rapport play --exercise' "
               "plays for one");
    else if (strcmp(header->exercise.id, exercise->id) != 0)
        refuse(submissions, path, "it is of another exercise, '%s'",
               header->exercise.id);
    else if (*place == SIZE_MAX)
        refuse(submissions, path,
               "it is of the scenario '%s', which the exercise does not have",
               header->scenario.id);
    else
        return true;
    return false;
}

static struct candidate *same_attempt(const struct gathering *gathering,
                                      const struct transcript *transcript)
{
    for (size_t i = 0; i < gathering->candidate_count; i++) {
        struct candidate *other = &gathering->candidates[i];
        if (strcmp(other->transcript->header.attempt,
                   transcript->header.attempt) == 0)
            return other;
    }
    return NULL;
}

/* Two files of one attempt: the longer is graded, and both are named. */
static void take_one_of(struct gathering *gathering, struct candidate *other,
                        struct candidate *new)
{
    bool copy = strcmp(other->transcript->chain, new->transcript->chain) == 0;
    if (new->transcript->event_count > other->transcript->event_count) {
        struct candidate shorter = *other;
        *other = *new;
        *new = shorter;
    }
    struct submissions *submissions = gathering->submissions;
    refuse(submissions, new->path, "%s",
           copy ? "it is a copy of" : "it is of the same attempt as");
    struct submission_refused *refused =
        &submissions->refused[submissions->refused_count - 1];
    refused->other = other->path;
    refused->rest = copy ? "" : ", which is graded; they differ: look at both";
    transcript_free(new->transcript);
}

static void take(struct gathering *gathering, const char *path,
                 const struct reading *reading)
{
    struct candidate candidate = {path, reading->transcript, 0, SIZE_MAX};
    if (candidate.transcript == NULL) {
        refuse(gathering->submissions, path, "%s",
               buffer_text(&reading->reason));
        name_refused(gathering->submissions, buffer_text(&reading->trainee));
        return;
    }
    struct candidate *other = same_attempt(gathering, candidate.transcript);
    if (other != NULL)
        take_one_of(gathering, other, &candidate);
    else if (belongs(gathering, path, candidate.transcript, &candidate.place))
        gathering->candidates[gathering->candidate_count++] = candidate;
    else {
        name_refused(gathering->submissions,
                     candidate.transcript->header.trainee);
        transcript_free(candidate.transcript);
    }
}

static void take_all(struct gathering *gathering)
{
    const struct files_listing *paths = &gathering->submissions->paths;
    gathering->readings = memory_new(paths->count, sizeof *gathering->readings);
    workers_all(gathering->jobs, paths->count, read_file, gathering, NULL);
    for (size_t i = 0; i < paths->count; i++) {
        take(gathering, paths->names[i], &gathering->readings[i]);
        buffer_free(&gathering->readings[i].reason);
        buffer_free(&gathering->readings[i].trainee);
    }
    free(gathering->readings);
}

/* --- playing again ------------------------------------------------------- */

static int by_start(const void *one, const void *other)
{
    const struct candidate *a = one;
    const struct candidate *b = other;
    int order =
        strcmp(a->transcript->header.start, b->transcript->header.start);
    return order != 0 ? order : strcmp(a->path, b->path);
}

static const char *trainee_of(const struct candidate *candidate)
{
    const char *name = candidate->transcript->header.trainee;
    return name != NULL ? name : "";
}

/* Whether CANDIDATE is of the scenario that ANOTHER's goes on from. */
static bool is_first_part(const struct gathering *gathering,
                          const struct candidate *candidate,
                          const struct candidate *another)
{
    const struct course *course = gathering->course;
    const char *id = course->scenarios[another->place]->continues;
    return id != NULL &&
           strcmp(course->scenarios[candidate->place]->id, id) == 0;
}

/* The sessions that others go on from come before these in time. */
static void find_earlier(struct gathering *gathering)
{
    struct candidate *candidates = gathering->candidates;
    for (size_t i = 0; i < gathering->candidate_count; i++) {
        const char *from = candidates[i].transcript->header.carry_from;
        for (size_t j = 0; from != NULL && j < i; j++) {
            if (strcmp(candidates[j].transcript->chain, from) != 0 ||
                !is_first_part(gathering, &candidates[j], &candidates[i]))
                continue;
            candidates[i].earlier = j;
            break;
        }
    }
}

/* One who was poor in the first session might rather begin the second as if
 * there had been none. */
static bool ignores_earlier(const struct gathering *gathering, size_t index)
{
    const struct candidate *candidates = gathering->candidates;
    if (candidates[index].transcript->header.carry_from != NULL) return false;
    for (size_t i = 0; i < index; i++)
        if (candidates[i].transcript->ended &&
            is_first_part(gathering, &candidates[i], &candidates[index]) &&
            strcmp(trainee_of(&candidates[i]),
                   trainee_of(&candidates[index])) == 0)
            return true;
    return false;
}

/* What is to be said of how ATTEMPT goes on from another. */
static void tell_earlier(const struct gathering *gathering, size_t index,
                         struct attempt *attempt)
{
    const struct candidate *candidate = &gathering->candidates[index];
    const struct scenario *scenario = attempt->session->scenario;
    if (ignores_earlier(gathering, index))
        buffer_format(&attempt->differences,
                      "it does not go on from the session '%s' that was handed "
                      "in; it began as if there had been none\n",
                      scenario->continues);
    if (candidate->earlier != SIZE_MAX &&
        strcmp(trainee_of(&gathering->candidates[candidate->earlier]),
               trainee_of(candidate)) != 0)
        buffer_add_text(&attempt->differences,
                        "it goes on from a session of another trainee\n");
}

static const struct rubric *rubric_of(struct gathering *gathering,
                                      size_t worker)
{
    const struct rubric *rubric = gathering->course->rubric;
    if (worker == 0) return rubric;
    if (gathering->twins[worker] == NULL)
        gathering->twins[worker] = twin_new(rubric);
    return gathering->twins[worker];
}

static void play_again(void *context, size_t worker, size_t number)
{
    struct gathering *gathering = context;
    const struct course *course = gathering->course;
    struct attempt **attempts = gathering->submissions->attempts;
    size_t index = gathering->wave[number];
    const struct candidate *candidate = &gathering->candidates[index];
    const struct scenario *scenario = course->scenarios[candidate->place];
    struct transcript *transcript = candidate->transcript;
    bool goes_on = candidate->earlier != SIZE_MAX;
    struct changes carry = {0};
    if (goes_on)
        carry = attempt_carry(attempts[candidate->earlier], scenario,
                              &transcript->arena);
    struct attempt *attempt = attempt_new(
        candidate->path, transcript, course->exercise, candidate->place,
        scenario, rubric_of(gathering, worker), goes_on ? &carry : NULL);
    tell_earlier(gathering, index, attempt);
    session_close(attempt->session, course->rubric);
    attempts[index] = attempt;
}

static void tell_played(void *context, size_t done)
{
    const struct gathering *gathering = context;
    gathering->look(gathering->played + done, gathering->candidate_count);
}

/* Those not yet played of which the earlier session is, if there is one. */
static void find_wave(struct gathering *gathering)
{
    struct attempt **attempts = gathering->submissions->attempts;
    gathering->wave_count = 0;
    for (size_t i = 0; i < gathering->candidate_count; i++) {
        size_t earlier = gathering->candidates[i].earlier;
        if (attempts[i] == NULL &&
            (earlier == SIZE_MAX || attempts[earlier] != NULL))
            gathering->wave[gathering->wave_count++] = i;
    }
}

static void play_all(struct gathering *gathering)
{
    size_t count = gathering->candidate_count;
    if (count > 0)
        qsort(gathering->candidates, count, sizeof *gathering->candidates,
              by_start);
    find_earlier(gathering);
    gathering->wave = memory_new(count, sizeof *gathering->wave);
    gathering->twins = memory_new(gathering->jobs, sizeof(struct rubric *));
    while (gathering->played < count) {
        find_wave(gathering);
        workers_all(gathering->jobs, gathering->wave_count, play_again,
                    gathering, gathering->look != NULL ? tell_played : NULL);
        gathering->played += gathering->wave_count;
    }
    gathering->submissions->attempt_count = count;
    for (size_t i = 0; i < gathering->jobs; i++)
        twin_free(gathering->twins[i]);
    free(gathering->twins);
    free(gathering->wave);
}

/* --- the whole ----------------------------------------------------------- */

static void find_files(struct submissions *submissions, const char *name)
{
    struct error ignored;
    struct files_listing *paths = &submissions->paths;
    if (files_is_folder(name))
        files_tree(name, paths, &submissions->missed, &ignored);
    else
        files_add(paths, name);
}

static void refuse_missed(struct submissions *submissions)
{
    for (size_t i = 0; i < submissions->missed.count; i++) {
        const char *path = submissions->missed.names[i];
        refuse(submissions, path, "%s",
               files_is_folder(path)
                   ? "nothing in it was read: it is a link to a folder, or a "
                     "folder that may not be opened"
                   : "it is a link to nothing, or no file");
    }
}

void submissions_read(struct submissions *submissions,
                      const struct course *course, char **names, size_t count,
                      size_t jobs, void (*look)(size_t done, size_t all))
{
    struct gathering gathering = {.submissions = submissions,
                                  .course = course,
                                  .jobs = jobs,
                                  .look = look};
    for (size_t i = 0; i < count; i++)
        find_files(submissions, names[i]);
    size_t files = submissions->paths.count;
    submissions->attempts = memory_new(files, sizeof(struct attempt *));
    submissions->refused = memory_new(files + submissions->missed.count,
                                      sizeof *submissions->refused);
    gathering.candidates = memory_new(files, sizeof *gathering.candidates);
    take_all(&gathering);
    play_all(&gathering);
    free(gathering.candidates);
    refuse_missed(submissions);
}

static void add_name(const struct submissions *submissions, const char *path,
                     bool anonymous, struct buffer *out)
{
    size_t number = 0;
    if (!anonymous) {
        buffer_add_text(out, path);
        return;
    }
    const struct files_listing *paths = &submissions->paths;
    while (number < paths->count && paths->names[number] != path)
        number++;
    for (size_t i = 0;
         number >= paths->count && submissions->missed.names[i] != path; i++)
        number++;
    buffer_format(out, "file %zu", number + 1);
}

static void add_refused(const struct submissions *submissions,
                        const struct submission_refused *refused,
                        bool anonymous, struct buffer *out)
{
    add_name(submissions, refused->path, anonymous, out);
    if (refused->trainee != NULL && !anonymous)
        buffer_format(out, " (%s)", refused->trainee);
    buffer_format(out, ": %s", refused->reason);
    if (refused->other == NULL) return;
    buffer_add_byte(out, ' ');
    add_name(submissions, refused->other, anonymous, out);
    buffer_add_text(out, refused->rest);
}

void submissions_tell_refused(const struct submissions *submissions,
                              bool anonymous, struct buffer *out)
{
    for (size_t i = 0; i < submissions->refused_count; i++) {
        struct buffer line = {0};
        add_refused(submissions, &submissions->refused[i], anonymous, &line);
        buffer_add_text(out, "  ");
        text_visible(buffer_text(&line), line.length, out);
        buffer_add_byte(out, '\n');
        buffer_free(&line);
    }
}

void submissions_free(struct submissions *submissions)
{
    for (size_t i = 0; i < submissions->attempt_count; i++)
        attempt_free(submissions->attempts[i]);
    free(submissions->attempts);
    free(submissions->refused);
    files_listing_free(&submissions->paths);
    files_listing_free(&submissions->missed);
    arena_free(&submissions->arena);
}
