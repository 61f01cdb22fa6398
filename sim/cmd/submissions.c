/* What a class handed in; see submissions.h. Begin with submissions_read(). */
#include "cmd/submissions.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { TRANSCRIPT_BYTES = 64 << 20 };

/* A transcript that was read and is not yet played again. */
struct candidate {
    const char *path;
    struct transcript *transcript;
    size_t place; /* of its scenario in the exercise */
};

struct gathering {
    struct submissions *submissions;
    const struct course *course;
    struct candidate *candidates;
    size_t candidate_count;
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

/* ERROR says "cannot read PATH: why"; the path is told apart from it. */
static void refuse_unread(struct submissions *submissions, const char *path,
                          const struct error *error)
{
    const char *at = strstr(error->text, path);
    const char *why = at != NULL ? at + strlen(path) : ": it cannot be";
    refuse(submissions, path, "cannot read it%s", why);
}

/* --- reading ------------------------------------------------------------- */

/* The first problem tells enough: a transcript is read up to it. */
static struct transcript *parse(struct submissions *submissions,
                                const char *path, const struct buffer *bytes)
{
    struct problems problems = {0};
    struct source source = {path, buffer_text(bytes), bytes->length};
    struct transcript *transcript = transcript_read(&source, &problems);
    if (transcript == NULL && problems.count > 0)
        refuse(submissions, path, "line %zu: %s", problems.list[0].line,
               problems.list[0].message);
    else if (transcript == NULL)
        refuse(submissions, path, "it is no transcript");
    problem_free(&problems);
    return transcript;
}

static struct transcript *read_transcript(struct submissions *submissions,
                                          const char *path)
{
    struct buffer bytes = {0};
    struct error error = {0};
    struct transcript *transcript = NULL;
    if (!files_read(path, TRANSCRIPT_BYTES, &bytes, &error))
        refuse_unread(submissions, path, &error);
    else if (bytes.length == 0)
        refuse(submissions, path, "it is empty");
    else
        transcript = parse(submissions, path, &bytes);
    buffer_free(&bytes);
    return transcript;
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

static void take(struct gathering *gathering, const char *path)
{
    struct candidate candidate = {.path = path};
    candidate.transcript = read_transcript(gathering->submissions, path);
    if (candidate.transcript == NULL) return;
    struct candidate *other = same_attempt(gathering, candidate.transcript);
    if (other != NULL)
        take_one_of(gathering, other, &candidate);
    else if (belongs(gathering, path, candidate.transcript, &candidate.place))
        gathering->candidates[gathering->candidate_count++] = candidate;
    else
        transcript_free(candidate.transcript);
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

/* The session that CANDIDATE goes on from, if it was handed in. */
static const struct attempt *earlier_of(const struct submissions *submissions,
                                        const struct candidate *candidate,
                                        const struct scenario *scenario)
{
    const char *from = candidate->transcript->header.carry_from;
    if (from == NULL || scenario->continues == NULL) return NULL;
    for (size_t i = 0; i < submissions->attempt_count; i++) {
        const struct attempt *attempt = submissions->attempts[i];
        if (strcmp(attempt->transcript->chain, from) == 0 &&
            strcmp(attempt->session->scenario->id, scenario->continues) == 0)
            return attempt;
    }
    return NULL;
}

/* One who was poor in the first session might rather begin the second as if
 * there had been none. */
static bool has_earlier(const struct submissions *submissions,
                        const struct attempt *attempt)
{
    const char *id = attempt->session->scenario->continues;
    for (size_t i = 0; id != NULL && i < submissions->attempt_count; i++) {
        const struct attempt *other = submissions->attempts[i];
        if (other->transcript->ended &&
            strcmp(other->session->scenario->id, id) == 0 &&
            strcmp(attempt_trainee(other), attempt_trainee(attempt)) == 0)
            return true;
    }
    return false;
}

static void play_again(struct gathering *gathering,
                       const struct candidate *candidate)
{
    struct submissions *submissions = gathering->submissions;
    const struct course *course = gathering->course;
    const struct scenario *scenario = course->scenarios[candidate->place];
    struct transcript *transcript = candidate->transcript;
    const struct attempt *earlier =
        earlier_of(submissions, candidate, scenario);
    struct changes carry = {0};
    if (earlier != NULL)
        carry = attempt_carry(earlier, scenario, &transcript->arena);
    struct attempt *attempt = attempt_new(
        candidate->path, transcript, course->exercise, candidate->place,
        scenario, course->rubric, earlier != NULL ? &carry : NULL);
    if (transcript->header.carry_from == NULL &&
        has_earlier(submissions, attempt))
        buffer_format(&attempt->differences,
                      "it does not go on from the session '%s' that was handed "
                      "in; it began as if there had been none\n",
                      scenario->continues);
    if (earlier != NULL &&
        strcmp(attempt_trainee(earlier), attempt_trainee(attempt)) != 0)
        buffer_add_text(&attempt->differences,
                        "it goes on from a session of another trainee\n");
    submissions->attempts[submissions->attempt_count++] = attempt;
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
                      void (*look)(size_t done, size_t all))
{
    struct gathering gathering = {submissions, course, NULL, 0};
    for (size_t i = 0; i < count; i++)
        find_files(submissions, names[i]);
    size_t files = submissions->paths.count;
    submissions->attempts = memory_new(files, sizeof(struct attempt *));
    submissions->refused = memory_new(files + submissions->missed.count,
                                      sizeof *submissions->refused);
    gathering.candidates = memory_new(files, sizeof *gathering.candidates);
    for (size_t i = 0; i < files; i++)
        take(&gathering, submissions->paths.names[i]);
    if (gathering.candidate_count > 0)
        qsort(gathering.candidates, gathering.candidate_count,
              sizeof *gathering.candidates, by_start);
    for (size_t i = 0; i < gathering.candidate_count; i++) {
        play_again(&gathering, &gathering.candidates[i]);
        if (look != NULL) look(i + 1, gathering.candidate_count);
    }
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
