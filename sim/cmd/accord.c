/* Points against points; see accord.h. Begin with accord_print(). */
#include "cmd/accord.h"

#include "class/concord.h"
#include "class/overrides.h"
#include "cmd/command.h"
#include "cmd/course.h"
#include "cmd/submissions.h"
#include "world/workers.h"

#include <stdio.h>

struct work {
    const struct accord *accord;
    struct library library;
    struct course course;
    struct submissions submissions;
    struct grade *grade;
    size_t problems;
};

static bool read_file(const char *path, struct volume *volume)
{
    struct error error = {0};
    if (library_read_file(path, volume, &error)) return true;
    command_fail(COMMAND_FAILED, "%s", error.text);
    library_volume_free(volume);
    return false;
}

static bool open_course(struct work *work)
{
    struct problems problems = {0};
    struct volume volume = {0};
    if (!read_file(work->accord->exercise, &volume)) return false;
    bool fine = course_open(&work->course, &work->library, volume,
                            work->accord->rubric, &problems);
    library_print_problems(&problems, false);
    problem_free(&problems);
    return fine;
}

static void grade_all(struct work *work)
{
    struct buffer refused = {0};
    const struct course *course = &work->course;
    submissions_read(&work->submissions, course, work->accord->names,
                     work->accord->count, workers_cores(), NULL);
    submissions_tell_refused(&work->submissions, false, &refused);
    if (refused.length > 0)
        fprintf(stderr, "Left out:\n%s", buffer_text(&refused));
    buffer_free(&refused);
    work->problems += work->submissions.refused_count;
    work->grade =
        grade_new(course->exercise, course->rubric,
                  (const struct scenario *const *)course->scenarios,
                  work->submissions.attempts, work->submissions.attempt_count);
}

static bool read_points(struct work *work)
{
    struct problems problems = {0};
    struct volume volume = {0};
    if (!read_file(work->accord->points, &volume)) return false;
    overrides_read(&volume.source, work->grade, &problems);
    library_print_problems(&problems, false);
    work->problems += problems.count;
    problem_free(&problems);
    library_volume_free(&volume);
    return true;
}

static int compare(struct work *work, bool as_json)
{
    struct buffer out = {0};
    if (!open_course(work)) return COMMAND_PROBLEMS;
    grade_all(work);
    if (!read_points(work)) return COMMAND_FAILED;
    if (as_json)
        concord_json(work->grade, &out);
    else
        concord_tell(work->grade, &out);
    fputs(buffer_text(&out), stdout);
    buffer_free(&out);
    return work->problems > 0 ? COMMAND_PROBLEMS : COMMAND_YES;
}

int accord_print(const struct accord *accord, bool as_json)
{
    struct work work = {.accord = accord};
    library_open(&work.library);
    library_remember(&work.library);
    int status = compare(&work, as_json);
    grade_free(work.grade);
    submissions_free(&work.submissions);
    course_close(&work.course);
    library_close(&work.library);
    return status;
}
