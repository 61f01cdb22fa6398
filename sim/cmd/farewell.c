/* What is said after a session; see farewell.h. */
#include "cmd/farewell.h"

#include "cmd/coach.h"
#include "cmd/command.h"
#include "cmd/keeping.h"

static void say_honestly(const struct sitting *sitting)
{
    struct buffer honesty = {0};
    coach_honesty(sitting->session->rubric, &honesty);
    screen_format(&sitting->screen,
                  "Scores are estimates by pattern. %s A scripted client is "
                  "no person; if something touched you, turn to somebody you "
                  "trust (:help-now in a session).",
                  buffer_text(&honesty));
    buffer_free(&honesty);
}

static void look_back(const struct sitting *sitting)
{
    const struct screen *screen = &sitting->screen;
    const struct session *session = sitting->session;
    size_t ending = session_ending(session);
    if (sitting->feedback == SITTING_END) coach_recap(screen, session);
    screen_gap(screen);
    screen_format(screen, "The end: %s",
                  ending == SCENARIO_NONE
                      ? "you closed the session."
                      : session->scenario->endings[ending].title);
    coach_report(screen, session, sitting->guess);
    screen_gap(screen);
}

static void look_ahead(const struct screen *screen)
{
    screen_gap(screen);
    screen_note(screen, "The end. After an exam, the look back is for whoever "
                        "grades it.");
}

static const char *path_of(const struct sitting *sitting)
{
    return sitting->journal != NULL ? journal_path(sitting->journal) : NULL;
}

static void say_where(const struct sitting *sitting)
{
    const char *path = path_of(sitting);
    if (path == NULL)
        screen_note(&sitting->screen, "No transcript was kept.");
    else
        screen_path(&sitting->screen, "The transcript: ", path);
}

static void say_done(const struct sitting *sitting,
                     const struct assignment *assignment)
{
    if (sitting->exam)
        look_ahead(&sitting->screen);
    else
        look_back(sitting);
    say_honestly(sitting);
    if (assignment_is_on(assignment))
        assignment_leave(assignment, path_of(sitting), &sitting->screen);
    else
        say_where(sitting);
}

/* A transcript that lies where it was named is found by its name alone. */
static void say_left(const struct sitting *sitting)
{
    screen_gap(&sitting->screen);
    if (sitting->journal != NULL)
        screen_format(&sitting->screen,
                      "Left in the middle; every turn is kept. 'rapport play "
                      "--resume%s' goes on from here.",
                      sitting->named ? "=FILE" : "");
    say_where(sitting);
}

int farewell_say(struct sitting *sitting, const struct assignment *assignment)
{
    int status = sitting->trouble ? COMMAND_PROBLEMS : COMMAND_YES;
    if (sitting->state == SITTING_DONE) {
        if (!keeping_end(sitting)) status = COMMAND_FAILED;
        say_done(sitting, assignment);
    } else {
        say_left(sitting);
    }
    if (sitting->failed) status = COMMAND_FAILED;
    if (!terminal_flush(&sitting->screen.terminal)) status = COMMAND_FAILED;
    return status;
}
