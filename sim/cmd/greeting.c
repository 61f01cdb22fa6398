/* What is said before a session; see greeting.h. */
#include "cmd/greeting.h"

#include "cmd/coach.h"
#include "cmd/own.h"

static const char notice[] =
    "Before you begin, once: the client is a scripted character, and your "
    "replies are scored by matching patterns in the words. Scores are "
    "estimates. %s The program hears no tone. Use no details of real clients. "
    "This is practice, not therapy; if something touches you, :help-now says "
    "where to turn. What you type stays on this computer, in a transcript "
    "that only you have%s; 'rapport play --forget' deletes it.";

static const char how[] =
    "Type what you would say, and Enter. An empty line is silence. :help "
    "lists the commands, :hint helps when you are stuck.%s";

static const char later[] =
    " Feedback comes at the end; ':feedback turn' has it after each reply.";

static const char how_in_exam[] =
    "Type what you would say, and Enter. An empty line is silence. :help "
    "lists the commands.";

/* That the notice was shown once is kept as an empty file. */
static const char shown[] = "notice-shown";

bool greeting_is_first(const struct library *library)
{
    struct buffer path = {0};
    own_path(library, shown, &path);
    bool first =
        library->folders.data.length == 0 || !files_exists(buffer_text(&path));
    buffer_free(&path);
    return first;
}

static void remember(const struct library *library)
{
    struct buffer path = {0};
    struct error ignored;
    own_path(library, shown, &path);
    files_write(buffer_text(&path), "", 0, &ignored);
    buffer_free(&path);
}

static void show_notice(const struct greeting *greeting,
                        const struct screen *screen)
{
    struct buffer honesty = {0};
    coach_honesty(greeting->pair->rubric, &honesty);
    screen_format(screen, notice, buffer_text(&honesty),
                  greeting->hands_in ? " until you hand it in" : "");
    screen_gap(screen);
    buffer_free(&honesty);
    if (greeting->library->folders.data.length > 0 && greeting->keeps)
        remember(greeting->library);
}

void greeting_show(const struct greeting *greeting, const struct screen *screen)
{
    const struct scenario *scenario = greeting->pair->scenario;
    screen_heading(screen, scenario->title);
    screen_note(screen, scenario->about);
    if (scenario->content_note != NULL)
        screen_format(screen, "A note before you begin: %s",
                      scenario->content_note);
    screen_gap(screen);
    if (greeting_is_first(greeting->library)) show_notice(greeting, screen);
    if (greeting->exam)
        screen_note(screen, how_in_exam);
    else
        screen_format(screen, how, greeting->later ? later : "");
    screen_gap(screen);
}
