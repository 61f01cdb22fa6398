/* Marks handed back; see handback.h. Begin with handback_write(). */
#include "cmd/handback.h"

#include "base/text.h"
#include "class/gradebook.h"
#include "class/marks.h"
#include "cmd/command.h"
#include "cmd/library.h"
#include "world/files.h"

#include <string.h>

enum { GRADEBOOK_BYTES = 64 << 20 };

/* "grades.csv" to "grades-graded.csv". */
static void add_path(const struct handback *handback, struct buffer *out)
{
    const char *file = handback->file;
    const char *slash = strrchr(file, '/');
    const char *name = slash != NULL ? slash + 1 : file;
    const char *dot = strrchr(name, '.');
    if (handback->output != NULL) {
        buffer_add_text(out, handback->output);
        return;
    }
    if (dot == NULL || dot == name) dot = file + strlen(file);
    buffer_add(out, file, (size_t)(dot - file));
    buffer_format(out, "-graded%s", dot);
}

/* False, and it is said, when the file cannot be written to PATH as asked. */
static bool may_write(const struct handback *handback, const char *path)
{
    struct files_stamp original = files_stamp(handback->file);
    struct files_stamp output = files_stamp(path);
    if (files_is_folder(path))
        command_fail(COMMAND_FAILED,
                     "%s is a folder; name the file to write as "
                     "--gradebook-output=FILE",
                     path);
    else if (files_exists(path) && files_same_stamp(&original, &output))
        command_fail(COMMAND_FAILED,
                     "%s is the gradebook itself, which is never written "
                     "over; name another file",
                     path);
    else if (!handback->force && files_exists(path))
        command_fail(COMMAND_FAILED,
                     "%s is there already, and was left as it is; name "
                     "another as --gradebook-output=FILE, or take --force, "
                     "which writes over it and over other marks in the "
                     "gradebook",
                     path);
    else
        return true;
    return false;
}

/* Why a mark that was written is to be looked at, or NULL. */
static const char *doubt_of(const struct grade_trainee *trainee)
{
    if (trainee->incomplete)
        return trainee->late ? "late, and a scenario was not played"
                             : "a scenario was not played";
    return trainee->late ? "late" : NULL;
}

static struct gradebook_trainee *trainees_of(const struct grade *grade,
                                             struct arena *arena)
{
    struct gradebook_trainee *trainees =
        arena_new(arena, grade->trainee_count, sizeof *trainees);
    for (size_t i = 0; i < grade->trainee_count; i++) {
        const struct grade_trainee *trainee = &grade->trainees[i];
        struct buffer line = {0};
        marks_line(grade, trainee, &line);
        trainees[i] = (struct gradebook_trainee){
            .name = trainee->name,
            .shown = trainee->shown,
            .points = trainee->total,
            .feedback = arena_copy(arena, buffer_text(&line), line.length),
            .doubt = doubt_of(trainee),
            .withheld = trainee->to_judge
                            ? "too few replies, so the mark is yours: write it "
                              "in the LMS, or give points for every criterion "
                              "in --overrides"
                            : NULL,
        };
        buffer_free(&line);
    }
    return trainees;
}

static void tell(const struct gradebook *gradebook, const char *path,
                 struct buffer *told)
{
    buffer_add_byte(told, '\n');
    buffer_add(told, buffer_text(&gradebook->told), gradebook->told.length);
    buffer_add_text(told, "  It is in ");
    text_visible(path, strlen(path), told);
    buffer_add_text(told, "; the LMS's own file is as it was.\n");
}

static enum handback_result fill(const struct handback *handback,
                                 const struct source *file, const char *path,
                                 const struct grade *grade, struct buffer *told)
{
    const struct exercise *exercise = grade->exercise;
    struct gradebook_wish wish = {
        .column = {handback->column, exercise->title, exercise->id},
        .most = exercise_most(exercise),
        .force = handback->force,
        .anonymous = handback->anonymous,
    };
    struct arena arena = {0};
    struct error error = {0};
    struct gradebook gradebook;
    struct problems problems = {0};
    enum handback_result result = HANDBACK_PROBLEMS;
    if (!gradebook_fill(file, &wish, trainees_of(grade, &arena),
                        grade->trainee_count, &gradebook, &problems))
        goto done;
    if (!files_write(path, buffer_text(&gradebook.bytes),
                     gradebook.bytes.length, &error)) {
        command_fail(COMMAND_FAILED, "%s", error.text);
        result = HANDBACK_FAILED;
        goto done;
    }
    tell(&gradebook, path, told);
    if (gradebook.problems == 0) result = HANDBACK_FINE;
done:
    /* A line of the file may name somebody; what is said of it does not. */
    for (size_t i = 0; handback->anonymous && i < problems.count; i++)
        problems.list[i].source_line = NULL;
    library_print_problems(&problems, false);
    problem_free(&problems);
    gradebook_free(&gradebook);
    arena_free(&arena);
    return result;
}

enum handback_result handback_write(const struct handback *handback,
                                    const struct grade *grade,
                                    struct buffer *told)
{
    struct buffer bytes = {0};
    struct buffer path = {0};
    struct error error = {0};
    enum handback_result result = HANDBACK_FAILED;
    add_path(handback, &path);
    if (!may_write(handback, buffer_text(&path))) goto done;
    if (!files_read(handback->file, GRADEBOOK_BYTES, &bytes, &error)) {
        command_fail(COMMAND_FAILED, "%s", error.text);
        goto done;
    }
    struct source file = {handback->file, buffer_text(&bytes), bytes.length};
    result = fill(handback, &file, buffer_text(&path), grade, told);
done:
    buffer_free(&bytes);
    buffer_free(&path);
    return result;
}
