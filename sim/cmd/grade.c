/* rapport grade: an exercise's transcripts, played again and given points.
 *
 * Begin with grade() at the end. What is handed in is read by submissions.c;
 * what it earns is class/grade's, what is told of it class/report's; what goes
 * back to the LMS is handback.c's.
 */
#include "class/grade.h"

#include "base/count.h"
#include "base/json.h"
#include "class/marks.h"
#include "class/overrides.h"
#include "class/report.h"
#include "class/spoken.h"
#include "cmd/command.h"
#include "cmd/course.h"
#include "cmd/handback.h"
#include "cmd/jobs.h"
#include "cmd/recordings.h"
#include "cmd/submissions.h"
#include "world/terminal.h"
#include "world/workers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTION_RUBRIC,
    OPTION_OVERRIDES,
    OPTION_OUTPUT,
    OPTION_FORCE,
    OPTION_ANONYMOUS,
    OPTION_GRADEBOOK,
    OPTION_GRADEBOOK_OUTPUT,
    OPTION_COLUMN,
    OPTION_MEASURES,
    OPTION_FORMAT,
    OPTION_THERAPIST,
    OPTION_CSV,
    OPTION_JSON,
    OPTION_JOBS
};

static const struct command_option options[] = {
    [OPTION_RUBRIC] = {"rubric", COMMAND_RUBRIC, "RUBRIC",
                       "grade by this one, and say who changes and why"},
    [OPTION_OVERRIDES] = {"overrides", COMMAND_FILE, "FILE",
                          "your own points, which win over the program's"},
    [OPTION_OUTPUT] = {"output", COMMAND_FILE, "FOLDER",
                       "write a page for each trainee, marks and lists here"},
    [OPTION_FORCE] = {"force", COMMAND_FLAG, NULL,
                      "write over what is there, marks in a gradebook, too"},
    [OPTION_ANONYMOUS] = {"anonymous", COMMAND_FLAG, NULL,
                          "show stable aliases in place of names"},
    [OPTION_GRADEBOOK] = {"gradebook", COMMAND_FILE, "FILE",
                          "fill in what Canvas or Moodle exported, in a copy"},
    [OPTION_GRADEBOOK_OUTPUT] = {"gradebook-output", COMMAND_FILE, "FILE",
                                 "that copy; else -graded before its ending"},
    [OPTION_COLUMN] = {"column", COMMAND_TEXT, "TITLE",
                       "the column in Canvas; else as the exercise is called"},
    [OPTION_MEASURES] = {"measures", COMMAND_FLAG, NULL,
                         "instead: recorded talks, by what they can earn"},
    [OPTION_FORMAT] = {"format", COMMAND_TEXT, "NAME",
                       "read recordings in this format, whatever their name"},
    [OPTION_THERAPIST] = {"therapist", COMMAND_TEXT, "NAME",
                          "in recordings: who the therapist is"},
    [OPTION_CSV] = {"csv", COMMAND_FLAG, NULL,
                    "print the marks as a table for other programs"},
    [OPTION_JSON] = {"json", COMMAND_FLAG, NULL,
                     "print a line of JSON for each trainee"},
    [OPTION_JOBS] = {"jobs", COMMAND_TEXT, "N",
                     "work on N cores side by side (all there are)"},
};

static const struct command_pair pairs[] = {
    {OPTION_MEASURES, COMMAND_NOT_WITH, OPTION_OVERRIDES,
     "a recording names no trainee"},
    {OPTION_MEASURES, COMMAND_NOT_WITH, OPTION_ANONYMOUS,
     "a recording names no trainee"},
    {OPTION_MEASURES, COMMAND_NOT_WITH, OPTION_GRADEBOOK,
     "a recording names no trainee"},
    {OPTION_FORMAT, COMMAND_ONLY_WITH, OPTION_MEASURES, "it is for recordings"},
    {OPTION_THERAPIST, COMMAND_ONLY_WITH, OPTION_MEASURES,
     "it is for recordings"},
    {OPTION_JSON, COMMAND_NOT_WITH, OPTION_CSV, "both go to the same output"},
    {OPTION_GRADEBOOK_OUTPUT, COMMAND_ONLY_WITH, OPTION_GRADEBOOK,
     "the file to fill in"},
    {OPTION_COLUMN, COMMAND_ONLY_WITH, OPTION_GRADEBOOK,
     "the file that has the column"},
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
    size_t jobs;
    size_t problems; /* things that were said to be wrong */
    size_t overrides_missed;
};

static const char *option(const struct run *run, int number)
{
    return run->arguments->options[number];
}

/* --- reading ------------------------------------------------------------- */

/* The exit status: COMMAND_FAILED when there is no such file. */
static int open_exercise(struct run *run, const char *rubric,
                         struct graded *graded)
{
    struct volume volume = {0};
    struct problems problems = {0};
    struct error error = {0};
    const char *path = run->arguments->operands[0];
    if (!library_read_file(path, &volume, &error)) {
        library_volume_free(&volume);
        return command_fail(COMMAND_FAILED, "%s", error.text);
    }
    bool fine =
        course_open(&graded->course, &run->library, volume, rubric, &problems);
    library_print_problems(&problems, false);
    problem_free(&problems);
    return fine ? COMMAND_YES : COMMAND_PROBLEMS;
}

static void show_progress(size_t done, size_t all)
{
    fprintf(stderr, "\r%zu of %zu%s", done, all, done == all ? "\n" : "");
    fflush(stderr);
}

/* Reads and grades all, by RUBRIC or, for NULL, by the one that is pinned. The
 * exit status. */
static int grade_by(struct run *run, const char *rubric, struct graded *graded)
{
    int status = open_exercise(run, rubric, graded);
    if (status != COMMAND_YES) return status;
    submissions_read(&graded->submissions, &graded->course,
                     run->arguments->operands + 1,
                     run->arguments->operand_count - 1, run->jobs,
                     terminal_shows(stderr) ? show_progress : NULL);
    graded->grade = grade_new(
        graded->course.exercise, graded->course.rubric,
        (const struct scenario *const *)graded->course.scenarios,
        graded->submissions.attempts, graded->submissions.attempt_count);
    return COMMAND_YES;
}

static void free_graded(struct graded *graded)
{
    grade_free(graded->grade);
    submissions_free(&graded->submissions);
    course_close(&graded->course);
}

/* --- overrides ----------------------------------------------------------- */

/* Whatever is wrong with an override names somebody, or may. */
static void print_places(const struct problems *problems)
{
    for (size_t i = 0; i < problems->count; i++)
        command_say(stderr,
                    "%s:%zu: [%d] this override cannot be taken; without "
                    "--anonymous it is told why\n",
                    problems->list[i].file, problems->list[i].line,
                    problems->list[i].number);
}

/* Points of her own win over those of either rubric. */
static void give_overrides(struct run *run, const struct source *source)
{
    struct problems problems = {0};
    struct problems same = {0};
    overrides_read(source, run->now.grade, &problems);
    if (run->before.grade != NULL)
        overrides_read(source, run->before.grade, &same);
    run->overrides_missed = problems.count;
    run->problems += problems.count;
    if (option(run, OPTION_ANONYMOUS) != NULL)
        print_places(&problems);
    else
        library_print_problems(&problems, false);
    problem_free(&problems);
    problem_free(&same);
}

/* Those in the file PATH, or NULL for none. */
static bool read_overrides(struct run *run, const char *path)
{
    struct volume volume = {0};
    struct error error = {0};
    if (path == NULL) return true;
    bool fine = library_read_file(path, &volume, &error);
    if (fine)
        give_overrides(run, &volume.source);
    else
        command_fail(COMMAND_FAILED, "%s", error.text);
    library_volume_free(&volume);
    return fine;
}

/* --- telling ------------------------------------------------------------- */

static void tell_refused(const struct run *run, struct buffer *out)
{
    const struct submissions *submissions = &run->now.submissions;
    bool anonymous = option(run, OPTION_ANONYMOUS) != NULL;
    if (submissions->refused_count == 0) return;
    buffer_format(out, "\nNot graded%s:\n",
                  anonymous ? " (without --anonymous their names are shown)"
                            : "");
    submissions_tell_refused(submissions, anonymous, out);
}

static void tell_rules(const struct run *run, struct buffer *out)
{
    const struct exercise *exercise = run->now.course.exercise;
    size_t count = run->now.submissions.attempt_count;
    int most = exercise->most_attempts;
    buffer_format(out,
                  "\n%zu session%s. Of each trainee's attempts at a scenario "
                  "the %s counts",
                  count, count == 1 ? "" : "s",
                  most == 1 ? "first by time"
                            : exercise_policy_name(exercise->policy));
    if (most > 1) buffer_format(out, ",\namong the first %d by time", most);
    buffer_add_text(out, ".\n");
    if (exercise->scenario_count > 1)
        buffer_add_text(out, "Measures are taken over the replies of all "
                             "scenarios together; states and\nendings are "
                             "means over the scenarios that have them.\n");
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
    json_set_bool(value, "to_judge", trainee->to_judge);
    for (size_t i = 0; i < exercise->criterion_count; i++)
        json_set_value(marks, exercise->criteria[i].id,
                       mark_json(&trainee->marks[i]));
    json_set_value(value, "marks", marks);
    json_print_visible(value, out);
    buffer_add_byte(out, '\n');
    json_discard(value);
}

static void all_json(const struct run *run, struct buffer *out)
{
    for (size_t i = 0; i < run->now.grade->trainee_count; i++)
        trainee_json(run, &run->now.grade->trainees[i], out);
}

/* --- files --------------------------------------------------------------- */

static struct pages pages_of(const struct run *run)
{
    return (struct pages){option(run, OPTION_OUTPUT),
                          option(run, OPTION_FORCE) != NULL};
}

static bool write_pages(const struct run *run, const struct pages *pages)
{
    bool fine = true;
    struct files_listing written = {0};
    for (size_t i = 0; fine && i < run->now.grade->trainee_count; i++) {
        struct buffer name = {0};
        struct buffer page = {0};
        pages_name(run->now.grade->trainees[i].shown, i + 1, &name);
        report_trainee(run->now.grade, &run->now.grade->trainees[i], &page);
        fine = pages_write(pages, buffer_text(&name), &page);
        files_add(&written, buffer_text(&name));
        buffer_free(&name);
        buffer_free(&page);
    }
    if (fine)
        pages_tell_others(pages, &written,
                          option(run, OPTION_ANONYMOUS) == NULL);
    files_listing_free(&written);
    return fine;
}

static bool write_output(const struct run *run)
{
    struct pages pages = pages_of(run);
    struct buffer text = {0};
    struct buffer json = {0};
    struct buffer turns = {0};
    if (pages.folder == NULL) return true;
    tell_all(run, &text);
    all_json(run, &json);
    spoken_turns(run->now.grade, &turns);
    bool fine = pages_write(&pages, "class.txt", &text) &&
                pages_write(&pages, "marks.jsonl", &json) &&
                pages_write(&pages, "turns.jsonl", &turns) &&
                write_pages(run, &pages);
    if (fine)
        command_say(stderr,
                    "Written to %s: class.txt, marks.jsonl, turns.jsonl (for "
                    "people to code), and a page for each trainee in "
                    "feedback.\n",
                    pages.folder);
    buffer_free(&text);
    buffer_free(&json);
    buffer_free(&turns);
    return fine;
}

/* --- the command --------------------------------------------------------- */

/* What a program reads goes to standard output alone. */
static bool is_for_program(const struct run *run)
{
    return option(run, OPTION_JSON) != NULL || option(run, OPTION_CSV) != NULL;
}

static void print(const struct run *run)
{
    struct buffer text = {0};
    if (option(run, OPTION_JSON) != NULL)
        all_json(run, &text);
    else if (option(run, OPTION_CSV) != NULL)
        marks_csv(run->now.grade, &text);
    else
        tell_all(run, &text);
    fputs(buffer_text(&text), stdout);
    fflush(stdout);
    if (is_for_program(run)) {
        buffer_clear(&text);
        tell_refused(run, &text);
        fputs(buffer_text(&text), stderr);
    }
    buffer_free(&text);
}

/* False when nothing could be written. */
static bool hand_back(struct run *run)
{
    struct handback handback = {
        .file = option(run, OPTION_GRADEBOOK),
        .output = option(run, OPTION_GRADEBOOK_OUTPUT),
        .column = option(run, OPTION_COLUMN),
        .force = option(run, OPTION_FORCE) != NULL,
        .anonymous = option(run, OPTION_ANONYMOUS) != NULL,
    };
    struct buffer told = {0};
    if (handback.file == NULL) return true;
    enum handback_result result =
        handback_write(&handback, run->now.grade, &told);
    fputs(buffer_text(&told), is_for_program(run) ? stderr : stdout);
    buffer_free(&told);
    run->problems += result == HANDBACK_PROBLEMS;
    return result != HANDBACK_FAILED;
}

/* Whether any file is not what it says. */
static bool has_differences(const struct run *run)
{
    const struct submissions *submissions = &run->now.submissions;
    for (size_t i = 0; i < submissions->attempt_count; i++) {
        const struct attempt *attempt = submissions->attempts[i];
        if (attempt->differences.length > 0 || attempt->other_exercise)
            return true;
    }
    return false;
}

static bool is_empty(const struct submissions *submissions)
{
    return submissions->attempt_count == 0 && submissions->refused_count == 0;
}

/* What is wrong with overrides was said before a long table. False where marks
 * that lack some would go to trainees. */
static bool heeds_overrides(const struct run *run)
{
    size_t missed = run->overrides_missed;
    bool writes = option(run, OPTION_OUTPUT) != NULL ||
                  option(run, OPTION_GRADEBOOK) != NULL;
    if (missed == 0) return true;
    command_say(stderr, "%zu override%s could not be taken (see above)%s.\n",
                missed, missed == 1 ? "" : "s",
                writes ? ": nothing was written, mend the file first" : "");
    return !writes;
}

static int grade_all(struct run *run)
{
    const char *rubric = option(run, OPTION_RUBRIC);
    int status = COMMAND_YES;
    if (rubric != NULL) status = grade_by(run, NULL, &run->before);
    if (status == COMMAND_YES) status = grade_by(run, rubric, &run->now);
    if (status != COMMAND_YES) return status;
    if (!read_overrides(run, option(run, OPTION_OVERRIDES)))
        return COMMAND_FAILED;
    if (option(run, OPTION_ANONYMOUS) != NULL) {
        grade_anonymise(run->now.grade);
        if (run->before.grade != NULL) grade_anonymise(run->before.grade);
    }
    print(run);
    if (!heeds_overrides(run)) return COMMAND_PROBLEMS;
    if (!write_output(run) || !hand_back(run)) return COMMAND_FAILED;
    if (is_empty(&run->now.submissions))
        return command_fail(COMMAND_PROBLEMS,
                            "nothing was handed in: there is no file in what "
                            "was named");
    return run->now.submissions.refused_count > 0 || run->problems > 0 ||
                   has_differences(run)
               ? COMMAND_PROBLEMS
               : COMMAND_YES;
}

/* A gradebook that is filled goes to a file, which "-" does not name. */
static bool writes_nowhere(const struct run *run)
{
    const char *file = option(run, OPTION_GRADEBOOK);
    const char *output = option(run, OPTION_GRADEBOOK_OUTPUT);
    if (output == NULL) output = file;
    return output != NULL && strcmp(output, "-") == 0;
}

static int grade_recordings(struct run *run)
{
    struct recorded recorded;
    struct pages pages = pages_of(run);
    enum recordings_form form =
        option(run, OPTION_JSON) != NULL  ? RECORDINGS_JSON
        : option(run, OPTION_CSV) != NULL ? RECORDINGS_CSV
                                          : RECORDINGS_FOR_PEOPLE;
    if (!recorded_options(option(run, OPTION_FORMAT),
                          option(run, OPTION_THERAPIST), &recorded))
        return COMMAND_USAGE;
    int status = open_exercise(run, option(run, OPTION_RUBRIC), &run->now);
    if (status != COMMAND_YES) return status;
    return recordings_grade(&run->now.course, &recorded,
                            run->arguments->operands + 1,
                            run->arguments->operand_count - 1, form, &pages);
}

static int grade(const struct arguments *arguments)
{
    struct run run = {.arguments = arguments};
    if (writes_nowhere(&run))
        return command_fail(COMMAND_USAGE,
                            "name the file that the filled gradebook is "
                            "written to, as --gradebook-output=FILE");
    if (!jobs_read(option(&run, OPTION_JOBS), workers_cores(), &run.jobs))
        return COMMAND_USAGE;
    if (arguments->operand_count < 2)
        return command_fail(COMMAND_USAGE,
                            "which exercise, and which transcripts? As "
                            "'rapport grade week-3.json handed-in/'");
    library_open(&run.library);
    library_remember(&run.library);
    int status = option(&run, OPTION_MEASURES) != NULL ? grade_recordings(&run)
                                                       : grade_all(&run);
    free_graded(&run.now);
    free_graded(&run.before);
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
        "With --measures the files are recordings of real talks, in any form "
        "that 'rapport help score' names: each gets the points of the criteria "
        "that rest on measures, with the turns that earned them; states and "
        "endings cannot be had from a recording, and are out of its maximum. "
        "How far the points agree with an instructor's own is told by "
        "'rapport agree --exercise'; and how far the codes do, by 'rapport "
        "agree' of the turns.jsonl that --output writes, once she has added "
        "\"codes\" to the therapist's turns of some sessions. "
        "An override is a line {\"trainee\", \"criterion\", \"points\", "
        "\"reason\"} of JSON or, in a file that ends in .csv, a row under a "
        "header with those names. "
        "A gradebook is the file that the LMS itself exports (Canvas: Grades, "
        "Export; Moodle: Download grading worksheet). Trainees are found in it "
        "by id, by login or e-mail, or by a name that only one has; every "
        "trainee without a row and every row without a trainee is told, and "
        "nothing but the marks is changed.",
    .options = options,
    .option_count = COUNT(options),
    .pairs = pairs,
    .pair_count = COUNT(pairs),
    .run = grade,
};
