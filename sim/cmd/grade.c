/* rapport grade: an exercise's transcripts, played again and given points.
 *
 * Begin with grade() at the end. What is handed in is read by submissions.c;
 * what it earns is class/grade's, what is told of it class/report's.
 */
#include "class/grade.h"

#include "base/form.h"
#include "base/text.h"
#include "class/report.h"
#include "cmd/command.h"
#include "cmd/course.h"
#include "cmd/submissions.h"
#include "world/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTION_RUBRIC,
    OPTION_OVERRIDES,
    OPTION_OUTPUT,
    OPTION_FORCE,
    OPTION_ANONYMOUS,
    OPTION_JSON
};

static const struct command_option options[] = {
    [OPTION_RUBRIC] = {"rubric", COMMAND_RUBRIC, "RUBRIC",
                       "grade by this one, and say who changes and why"},
    [OPTION_OVERRIDES] = {"overrides", COMMAND_FILE, "FILE",
                          "your own points, which win over the program's"},
    [OPTION_OUTPUT] = {"output", COMMAND_FILE, "FOLDER",
                       "write a page for each trainee, marks and lists here"},
    [OPTION_FORCE] = {"force", COMMAND_FLAG, NULL,
                      "write over what is in that folder"},
    [OPTION_ANONYMOUS] = {"anonymous", COMMAND_FLAG, NULL,
                          "show stable aliases in place of names"},
    [OPTION_JSON] = {"json", COMMAND_FLAG, NULL,
                     "print a line of JSON for each trainee"},
};

/* What was handed in, graded by one rubric. */
struct graded {
    struct course course;
    struct submissions submissions;
    struct grade *grade;
};

/* Everything one run holds. */
struct run {
    const struct arguments *arguments;
    struct library library;
    struct graded now;
    struct graded before; /* with --rubric: by the one that is pinned */
    struct arena arena;
    size_t problems; /* things that were said to be wrong */
};

static const char *option(const struct run *run, int number)
{
    return run->arguments->options[number];
}

/* --- reading ------------------------------------------------------------- */

static bool open_exercise(struct run *run, const char *rubric,
                          struct graded *graded)
{
    struct volume volume = {0};
    struct problems problems = {0};
    struct error error = {0};
    const char *path = run->arguments->operands[0];
    if (!library_read_file(path, &volume, &error)) {
        command_fail(COMMAND_FAILED, "%s", error.text);
        library_volume_free(&volume);
        return false;
    }
    bool fine =
        course_open(&graded->course, &run->library, volume, rubric, &problems);
    library_print_problems(&problems, false);
    problem_free(&problems);
    return fine;
}

static void show_progress(size_t done, size_t all)
{
    fprintf(stderr, "\r%zu of %zu%s", done, all, done == all ? "\n" : "");
    fflush(stderr);
}

/* Reads and grades all, by RUBRIC or, for NULL, by the one that is pinned. */
static bool grade_by(struct run *run, const char *rubric, struct graded *graded)
{
    if (!open_exercise(run, rubric, graded)) return false;
    submissions_read(&graded->submissions, &graded->course,
                     run->arguments->operands + 1,
                     run->arguments->operand_count - 1,
                     terminal_shows(stderr) ? show_progress : NULL);
    graded->grade = grade_new(
        graded->course.exercise, graded->course.rubric,
        (const struct scenario *const *)graded->course.scenarios,
        graded->submissions.attempts, graded->submissions.attempt_count);
    return true;
}

static void free_graded(struct graded *graded)
{
    grade_free(graded->grade);
    submissions_free(&graded->submissions);
    course_close(&graded->course);
}

/* --- overrides ----------------------------------------------------------- */

/* One line: {"trainee": …, "criterion": …, "points": …, "reason": …}. */
static bool override_line(struct run *run, const struct source *line)
{
    static const struct form_field fields[] = {
        {"trainee", FORM_TEXT, true},
        {"criterion", FORM_TEXT, true},
        {"points", FORM_DECIMAL, true},
        {"reason", FORM_TEXT, true},
    };
    struct problems problems = {0};
    struct form form = {line, &problems, &run->arena};
    struct json_document *document =
        json_read(line, JSON_STRICT, line->length, &problems);
    bool fine = document != NULL &&
                form_check(&form, json_root(document), "an override", fields,
                           sizeof fields / sizeof *fields);
    if (fine) {
        const struct json_node *root = json_root(document);
        const char *trainee = form_text(&form, root, "trainee");
        const char *criterion = form_text(&form, root, "criterion");
        if (!grade_override(run->now.grade, trainee, criterion,
                            form_thousandths(&form, root, "points", 0),
                            form_text(&form, root, "reason")))
            form_problem(&form, root, EXERCISE_NONE, NULL,
                         "there is no trainee '%s' with a criterion '%s'",
                         trainee, criterion);
    }
    run->problems += problems.count;
    library_print_problems(&problems, false);
    problem_free(&problems);
    json_free(document);
    return fine;
}

static bool read_overrides(struct run *run)
{
    struct volume volume = {0};
    struct error error = {0};
    const char *path = option(run, OPTION_OVERRIDES);
    if (path == NULL) return true;
    bool fine = library_read_file(path, &volume, &error);
    if (!fine) command_fail(COMMAND_FAILED, "%s", error.text);
    size_t at = 0;
    for (size_t number = 1; fine && at < volume.source.length; number++) {
        const char *start = volume.source.bytes + at;
        size_t length = strcspn(start, "\n");
        char *name = arena_format(&run->arena, "%s, line %zu", path, number);
        struct source line = {name, start, length};
        if (strspn(start, " \t\r") < length) override_line(run, &line);
        at += length + 1;
    }
    library_volume_free(&volume);
    return fine;
}

/* --- telling ------------------------------------------------------------- */

static void tell_refused(const struct run *run, struct buffer *out)
{
    const struct submissions *submissions = &run->now.submissions;
    if (submissions->refused_count == 0) return;
    buffer_add_text(out, "\nNot graded:\n");
    for (size_t i = 0; i < submissions->refused_count; i++) {
        struct buffer seen = {0};
        const struct submission_refused *refused = &submissions->refused[i];
        buffer_format(&seen, "%s: %s", refused->path, refused->reason);
        buffer_add_text(out, "  ");
        text_visible(buffer_text(&seen), seen.length, out);
        buffer_add_byte(out, '\n');
        buffer_free(&seen);
    }
}

static void tell_rules(const struct run *run, struct buffer *out)
{
    const struct exercise *exercise = run->now.course.exercise;
    buffer_format(out,
                  "\n%zu sessions. Of each trainee's attempts at a scenario "
                  "the %s counts",
                  run->now.submissions.attempt_count,
                  exercise_policy_name(exercise->policy));
    if (exercise->most_attempts > 0)
        buffer_format(out, ", among the first %d by time",
                      exercise->most_attempts);
    buffer_add_text(out, ".\n");
}

static void tell_all(const struct run *run, struct buffer *out)
{
    report_class(run->now.grade, out);
    tell_rules(run, out);
    if (run->before.grade != NULL)
        report_changes(run->before.grade, run->now.grade, out);
    report_places(run->now.grade, out);
    report_review(run->now.grade, out);
    tell_refused(run, out);
}

/* --- for programs -------------------------------------------------------- */

static struct json_value *mark_json(const struct grade_mark *mark)
{
    struct json_value *value = json_object();
    if (mark->value == GRADE_NONE)
        json_set_null(value, "value");
    else
        json_set_thousandths(value, "value", mark->value);
    json_set_thousandths(value, "points", grade_points(mark));
    if (mark->overridden != GRADE_NONE) {
        json_set_thousandths(value, "computed", mark->points);
        json_set_text(value, "reason", mark->reason);
    }
    return value;
}

static void trainee_json(const struct run *run,
                         const struct grade_trainee *trainee,
                         struct buffer *out)
{
    const struct exercise *exercise = run->now.course.exercise;
    struct json_value *value = json_object();
    struct json_value *marks = json_object();
    json_set_text(value, "trainee", trainee->shown);
    json_set_thousandths(value, "total", trainee->total);
    json_set_thousandths(value, "of", exercise_most(exercise));
    json_set_bool(value, "late", trainee->late);
    json_set_bool(value, "incomplete", trainee->incomplete);
    json_set_bool(value, "too_short", trainee->too_short);
    for (size_t i = 0; i < exercise->criterion_count; i++)
        json_set_value(marks, exercise->criteria[i].id,
                       mark_json(&trainee->marks[i]));
    json_set_value(value, "marks", marks);
    json_print(value, out);
    buffer_add_byte(out, '\n');
    json_discard(value);
}

static void all_json(const struct run *run, struct buffer *out)
{
    for (size_t i = 0; i < run->now.grade->trainee_count; i++)
        trainee_json(run, &run->now.grade->trainees[i], out);
}

/* --- files --------------------------------------------------------------- */

static bool write_file(struct run *run, const char *name,
                       const struct buffer *text)
{
    struct buffer path = {0};
    struct error error = {0};
    buffer_format(&path, "%s/%s", option(run, OPTION_OUTPUT), name);
    bool fine = false;
    if (option(run, OPTION_FORCE) == NULL && files_exists(buffer_text(&path)))
        command_fail(COMMAND_FAILED,
                     "%s is there already, and was left as it is; --force "
                     "writes over it",
                     buffer_text(&path));
    else if (!files_write(buffer_text(&path), buffer_text(text), text->length,
                          &error))
        command_fail(COMMAND_FAILED, "%s", error.text);
    else
        fine = true;
    buffer_free(&path);
    return fine;
}

/* A file's name from a trainee's: letters, digits and hyphens, and a number
 * that keeps two apart. */
static void page_name(const struct grade_trainee *trainee, size_t number,
                      struct buffer *out)
{
    buffer_format(out, "feedback/%03zu-", number);
    for (const char *c = trainee->shown; *c != '\0' && out->length < 60; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                     (*c >= '0' && *c <= '9');
        buffer_add_byte(out, plain ? *c : '-');
    }
    buffer_add_text(out, ".txt");
}

static bool write_pages(struct run *run)
{
    bool fine = true;
    for (size_t i = 0; fine && i < run->now.grade->trainee_count; i++) {
        struct buffer name = {0};
        struct buffer page = {0};
        page_name(&run->now.grade->trainees[i], i + 1, &name);
        report_trainee(run->now.grade, &run->now.grade->trainees[i], &page);
        fine = write_file(run, buffer_text(&name), &page);
        buffer_free(&name);
        buffer_free(&page);
    }
    return fine;
}

static bool write_output(struct run *run)
{
    struct buffer text = {0};
    struct buffer json = {0};
    if (option(run, OPTION_OUTPUT) == NULL) return true;
    tell_all(run, &text);
    all_json(run, &json);
    bool fine = write_file(run, "class.txt", &text) &&
                write_file(run, "marks.jsonl", &json) && write_pages(run);
    if (fine)
        command_say(stderr,
                    "Written to %s: class.txt, marks.jsonl, and a page "
                    "for each trainee in feedback.\n",
                    option(run, OPTION_OUTPUT));
    buffer_free(&text);
    buffer_free(&json);
    return fine;
}

/* --- the command --------------------------------------------------------- */

static void print(const struct run *run)
{
    struct buffer text = {0};
    if (option(run, OPTION_JSON) != NULL)
        all_json(run, &text);
    else
        tell_all(run, &text);
    fputs(buffer_text(&text), stdout);
    if (option(run, OPTION_JSON) != NULL) {
        buffer_clear(&text);
        tell_refused(run, &text);
        fflush(stdout);
        fputs(buffer_text(&text), stderr);
    }
    buffer_free(&text);
}

static int grade_all(struct run *run)
{
    const char *rubric = option(run, OPTION_RUBRIC);
    if (rubric != NULL && !grade_by(run, NULL, &run->before))
        return COMMAND_PROBLEMS;
    if (!grade_by(run, rubric, &run->now)) return COMMAND_PROBLEMS;
    if (!read_overrides(run)) return COMMAND_FAILED;
    if (option(run, OPTION_ANONYMOUS) != NULL) grade_anonymise(run->now.grade);
    print(run);
    if (!write_output(run)) return COMMAND_FAILED;
    return run->now.submissions.refused_count > 0 || run->problems > 0
               ? COMMAND_PROBLEMS
               : COMMAND_YES;
}

static int grade(const struct arguments *arguments)
{
    struct run run = {.arguments = arguments};
    if (arguments->operand_count < 2)
        return command_fail(COMMAND_USAGE,
                            "which exercise, and which transcripts? As "
                            "'rapport grade week-3.json handed-in/'");
    library_open(&run.library);
    int status = grade_all(&run);
    free_graded(&run.now);
    free_graded(&run.before);
    arena_free(&run.arena);
    library_close(&run.library);
    return status;
}

const struct command command_grade = {
    .name = "grade",
    .line = "points and feedback for an exercise's transcripts",
    .operands = "EXERCISE FILE|FOLDER…",
    .operand_kind = COMMAND_FILE,
    .about =
        "Plays every transcript again from its replies and computes all "
        "scores anew; what a file claims is only compared. Folders are read "
        "with all that is in them, whatever the files are called. Prints the "
        "class, what needs a person, and what could not be graded and why. "
        "An override is a line {\"trainee\", \"criterion\", \"points\", "
        "\"reason\"} of JSON.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = grade,
};
