/* One attempt at a scenario of an exercise; see assignment.h. */
#include "cmd/assignment.h"

#include "base/memory.h"
#include "base/nearest.h"
#include "base/table.h"
#include "cmd/command.h"
#include "cmd/own.h"
#include "cmd/tries.h"
#include "world/clock.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct exercise *exercise_of(const struct assignment *assignment)
{
    return assignment->course.exercise;
}

bool assignment_is_on(const struct assignment *assignment)
{
    return exercise_of(assignment) != NULL;
}

bool assignment_is_exam(const struct assignment *assignment)
{
    return assignment_is_on(assignment) &&
           exercise_of(assignment)->mode == EXERCISE_EXAM;
}

/* --- what was played before ---------------------------------------------- */

struct counting {
    struct assignment *assignment;
    const char *trainee; /* or NULL */
    struct arena arena;
    struct table met; /* attempts that are counted */
};

/* Counts an attempt, whose tally it gives, once; NULL when it is of something
 * else. */
static struct assignment_tally *count_try(struct counting *counting,
                                          const struct tries_one *one)
{
    struct assignment *assignment = counting->assignment;
    const struct exercise *exercise = exercise_of(assignment);
    size_t length = strlen(one->attempt);
    if (strcmp(one->exercise, exercise->sha256) != 0 ||
        table_get(&counting->met, one->attempt, length) >= 0)
        return NULL;
    size_t which = exercise_scenario(exercise, one->scenario);
    if (which == SIZE_MAX) return NULL;
    table_put(&counting->met,
              arena_copy(&counting->arena, one->attempt, length), length, 0);
    assignment->tallies[which].begun++;
    if (assignment->start != NULL && which == assignment->scenario &&
        strcmp(one->start, assignment->start) <= 0)
        assignment->number++;
    return &assignment->tallies[which];
}

/* Never wanted: each is only counted. */
static bool count_one(const struct transcript *transcript, void *context)
{
    const struct transcript_header *header = &transcript->header;
    if (header->exercise.id == NULL) return false;
    struct assignment_tally *tally = count_try(
        context,
        &(struct tries_one){header->exercise.sha256, header->scenario.sha256,
                            header->attempt, header->trainee, header->start});
    if (tally != NULL && !transcript->ended) tally->open++;
    return false;
}

static void count_elsewhere(const struct tries_one *one, void *context)
{
    struct counting *counting = context;
    if (counting->trainee != NULL &&
        strcmp(counting->trainee, one->trainee) == 0)
        count_try(counting, one);
}

static void count(struct assignment *assignment, const struct library *library,
                  const char *trainee)
{
    struct buffer path = {0};
    struct counting counting = {.assignment = assignment, .trainee = trainee};
    assignment->tallies = memory_new(exercise_of(assignment)->scenario_count,
                                     sizeof *assignment->tallies);
    own_newest(library, &path, count_one, &counting);
    tries_each(library, count_elsewhere, &counting);
    table_free(&counting.met);
    arena_free(&counting.arena);
    buffer_free(&path);
}

/* --- opening ------------------------------------------------------------- */

bool assignment_open(struct assignment *assignment,
                     const struct library *library, const char *path,
                     const char *trainee)
{
    struct volume volume = {0};
    struct problems problems = {0};
    struct error error = {0};
    if (!library_read_file(path, &volume, &error)) {
        command_fail(COMMAND_FAILED, "%s", error.text);
        library_volume_free(&volume);
        return false;
    }
    bool fine =
        course_open(&assignment->course, library, volume, NULL, &problems);
    library_print_problems(&problems, false);
    problem_free(&problems);
    if (!fine) {
        command_fail(COMMAND_FAILED,
                     "%s cannot be played as it is; nothing was begun", path);
        return false;
    }
    count(assignment, library, trainee);
    return true;
}

bool assignment_reopen(struct assignment *assignment,
                       const struct library *library,
                       const struct transcript_header *header)
{
    struct error error = {0};
    if (header->exercise.id == NULL) return true;
    if (!course_open_rules(&assignment->course, library, &header->exercise,
                           &error)) {
        command_fail(COMMAND_FAILED, "%s", error.text);
        return false;
    }
    assignment->scenario =
        exercise_scenario(exercise_of(assignment), header->scenario.sha256);
    if (assignment->scenario == SIZE_MAX) {
        command_fail(COMMAND_FAILED,
                     "the transcript is of the exercise '%s', which has no "
                     "such scenario '%s'",
                     exercise_of(assignment)->id, header->scenario.id);
        return false;
    }
    assignment->start = header->start;
    assignment->counts = true;
    count(assignment, library, header->trainee);
    struct assignment_tally *tally = &assignment->tallies[assignment->scenario];
    if (assignment->number == 0)
        assignment->number = ++tally->begun; /* elsewhere */
    return true;
}

void assignment_close(struct assignment *assignment)
{
    free(assignment->tallies);
    course_close(&assignment->course);
}

/* --- which scenario ------------------------------------------------------ */

bool assignment_named(const struct assignment *assignment, const char *id,
                      size_t *scenario)
{
    const struct exercise *exercise = exercise_of(assignment);
    size_t count = exercise->scenario_count;
    const char **names = memory_new(count, sizeof *names);
    struct buffer all = {0};
    *scenario = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        names[i] = exercise->scenarios[i].id;
        if (strcmp(names[i], id) == 0) *scenario = i;
        buffer_format(&all, "%s'%s'", i > 0 ? ", " : "", names[i]);
    }
    const char *near = nearest_name(id, names, count);
    if (*scenario == SIZE_MAX)
        command_fail(
            COMMAND_FAILED, "'%s' is not in the exercise '%s'%s%s%s", id,
            exercise->id, near != NULL ? ": did you mean '" : ", which has ",
            near != NULL ? near : buffer_text(&all), near != NULL ? "'?" : "");
    free(names);
    buffer_free(&all);
    return *scenario != SIZE_MAX;
}

struct menu assignment_menu(const struct assignment *assignment,
                            struct arena *arena)
{
    const struct exercise *exercise = exercise_of(assignment);
    size_t count = exercise->scenario_count;
    struct menu_row *rows = arena_new(arena, count, sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        const char *title = assignment->course.scenarios[i]->title;
        int begun = assignment->tallies[i].begun;
        rows[i].name = exercise->scenarios[i].id;
        rows[i].title =
            exercise->most_attempts > 0
                ? arena_format(arena, "%s (played %d of %d)", title, begun,
                               exercise->most_attempts)
                : arena_format(arena, "%s (played %d)", title, begun);
    }
    return (struct menu){
        .heading = exercise->title, .rows = rows, .count = count};
}

/* --- rules --------------------------------------------------------------- */

static void refuse(const struct assignment *assignment, size_t scenario)
{
    const struct exercise *exercise = exercise_of(assignment);
    const struct assignment_tally *tally = &assignment->tallies[scenario];
    command_fail(COMMAND_FAILED,
                 "'%s' has been played %d %s, as often as the exercise '%s' "
                 "allows; an attempt counts from when it is begun, and the %s "
                 "one is graded%s",
                 exercise->scenarios[scenario].id, tally->begun,
                 tally->begun == 1 ? "time" : "times", exercise->id,
                 exercise_policy_name(exercise->policy),
                 tally->open > 0 ? ". One was left in the middle: 'rapport "
                                   "play --resume' goes on with the last that "
                                   "was"
                                 : "");
}

bool assignment_take(struct assignment *assignment, size_t scenario,
                     bool counts, struct pair *pair)
{
    int most = exercise_of(assignment)->most_attempts;
    struct assignment_tally *tally = &assignment->tallies[scenario];
    if (counts && most > 0 && tally->begun >= most) {
        refuse(assignment, scenario);
        return false;
    }
    if (counts) assignment->number = ++tally->begun;
    assignment->counts = counts;
    assignment->scenario = scenario;
    course_hand_over(&assignment->course, scenario, pair);
    return true;
}

/* --- what is said -------------------------------------------------------- */

static void row(const struct screen *screen, const char *label,
                const char *text)
{
    screen_row(screen, SCREEN_LABEL, label, text);
}

static void say_attempt(const struct assignment *assignment,
                        const struct screen *screen)
{
    const struct exercise *exercise = exercise_of(assignment);
    const char *policy = exercise_policy_name(exercise->policy);
    struct buffer text = {0};
    bool once = exercise->most_attempts == 1;
    if (!assignment->counts)
        buffer_add_text(&text, "none: no transcript is kept, so this does not "
                               "count");
    else if (once)
        buffer_format(&text, "%d of 1", assignment->number);
    else if (exercise->most_attempts > 0)
        buffer_format(&text, "%d of %d; the %s one is graded",
                      assignment->number, exercise->most_attempts, policy);
    else
        buffer_format(&text, "%d, of any number; the %s one is graded",
                      assignment->number, policy);
    row(screen, "Attempt", buffer_text(&text));
    buffer_free(&text);
}

/* "2027-02-01T12:00:00Z" sorts as it stands. */
static void say_due(const char *due, const struct screen *screen)
{
    char now[CLOCK_STAMP];
    struct buffer text = {0};
    clock_stamp(now);
    buffer_format(&text, "%.10s at %.5s UTC%s", due, due + 11,
                  strcmp(now, due) > 0
                      ? ", and that is past. It is late; it can be played, "
                        "and will be marked late."
                      : "");
    row(screen, "Due", buffer_text(&text));
    buffer_free(&text);
}

static const char *const mode_words[] = {
    [EXERCISE_PRACTICE] = "practice: hints, second tries and feedback, as in "
                          "any session",
    [EXERCISE_EXAM] = "exam: no hints, no second tries, and no feedback, "
                      "neither now nor at the end",
};

void assignment_greet(const struct assignment *assignment, const char *trainee,
                      const struct screen *screen)
{
    const struct exercise *exercise = exercise_of(assignment);
    struct buffer name = {0};
    screen_heading(screen, exercise->title);
    row(screen, "Scenario", exercise->scenarios[assignment->scenario].id);
    row(screen, "Mode", mode_words[exercise->mode]);
    say_attempt(assignment, screen);
    if (exercise->due != NULL) say_due(exercise->due, screen);
    if (assignment->counts)
        row(screen, "Seen by",
            exercise->seen_by != NULL ? exercise->seen_by
                                      : "whoever you hand the transcript to");
    if (trainee != NULL) {
        buffer_format(&name, "%s%s", trainee,
                      assignment->start == NULL ? " (another: --trainee=NAME)"
                                                : "");
        row(screen, "You are", buffer_text(&name));
    }
    if (exercise->help_now != NULL) {
        screen_gap(screen);
        screen_note(screen, exercise->help_now);
    }
    buffer_free(&name);
}

static void say_left(const struct assignment *assignment,
                     const struct screen *screen)
{
    const struct exercise *exercise = exercise_of(assignment);
    const char *policy = exercise_policy_name(exercise->policy);
    int left = exercise->most_attempts -
               assignment->tallies[assignment->scenario].begun;
    if (exercise->most_attempts == 0)
        screen_format(screen,
                      "It may be played again as often as you like; the %s "
                      "attempt is graded.",
                      policy);
    else if (exercise->most_attempts == 1)
        screen_note(screen, left > 0 ? "Attempts left: 1 of 1."
                                     : "Attempts left: none; there was one.");
    else
        screen_format(screen, "Attempts left: %d of %d; the %s one is graded.",
                      left > 0 ? left : 0, exercise->most_attempts, policy);
}

static void say_others(const struct assignment *assignment,
                       const struct screen *screen)
{
    const struct exercise *exercise = exercise_of(assignment);
    struct buffer names = {0};
    for (size_t i = 0; i < exercise->scenario_count; i++)
        if (assignment->tallies[i].begun == 0)
            buffer_format(&names, "%s%s", names.length > 0 ? ", " : "",
                          exercise->scenarios[i].id);
    if (names.length > 0)
        screen_format(screen, "Still to be played in this exercise: %s.",
                      buffer_text(&names));
    buffer_free(&names);
}

void assignment_leave(const struct assignment *assignment, const char *path,
                      const struct screen *screen)
{
    if (path == NULL) {
        screen_note(screen, "No transcript was kept: this does not count as "
                            "an attempt, and there is nothing to hand in.");
        return;
    }
    screen_path(screen, "Hand in this file: ", path);
    say_left(assignment, screen);
    say_others(assignment, screen);
}
