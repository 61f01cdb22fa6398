/* rapport progress: a trainee's sessions over time, from the transcripts.
 *
 * Each is replayed, so every figure is what its replies come to, whatever the
 * file says. What is said of them is chosen in class/progress.c; here it is
 * put in words. Begin with tell().
 */
#include "base/count.h"
#include "base/json.h"
#include "class/feedback.h"
#include "cmd/coach.h"
#include "cmd/command.h"
#include "cmd/past.h"
#include "cmd/retrospect.h"

#include <stdio.h>
#include <string.h>

enum { OPTION_JSON, OPTION_PLAIN };

static const struct command_option options[] = {
    [OPTION_JSON] = {"json", COMMAND_FLAG, NULL,
                     "print the same as one JSON object"},
    [OPTION_PLAIN] = {"plain", COMMAND_FLAG, NULL,
                      "labelled lines and no plots, for a screen reader"},
};

static const char nothing_yet[] =
    "There is nothing to look back on yet. 'rapport play' begins a session, "
    "'rapport list' proposes one; after one with at least 5 replies this shows "
    "what your words came to, session by session.";

/* --- figures ------------------------------------------------------------- */

enum { IN_WORDS = 5 }; /* figures told one by one, where nothing is drawn */

/* "2026-11-25": what of a time matters here. */
static void add_day(const struct progress_talk *talk, struct buffer *out)
{
    size_t length = strcspn(talk->start, "T");
    buffer_add(out, talk->start, length);
}

static void add_good(const struct measure *measure, struct buffer *out)
{
    if (measure->fair > measure->good)
        buffer_format(out, " (less is better: %g is good)",
                      measure->good / 1000.0);
    else
        buffer_format(out, " (more is better: %g is good)",
                      measure->good / 1000.0);
}

/* The talks that have a figure for MEASURE, in LIST; returns how many. */
static size_t with_figure(const struct progress_group *group, size_t measure,
                          const struct progress_figure **list)
{
    size_t count = 0;
    for (size_t i = 0; i < group->count; i++) {
        const struct progress_figure *f = progress_figure(group, i, measure);
        if (f->is_there) list[count++] = f;
    }
    return count;
}

/* "▁▅█ 0.40 → 1.60: fair (more is better: 2 is good)". */
static void add_plot(const struct progress_group *group, size_t index,
                     const struct progress_figure *const *figures, size_t count,
                     struct buffer *out)
{
    const struct measure *measure = &group->rubric->measures[index];
    progress_plot(group, index, out);
    buffer_add_text(out, "  ");
    if (count > 1) {
        coach_figure(measure, figures[0]->thousandths, out);
        buffer_add_text(out, " → ");
    }
    coach_figure(measure, figures[count - 1]->thousandths, out);
}

/* "0.40, 1.60 in the last 2 sessions: fair (more is better: 2 is good)". */
static void add_words(const struct progress_group *group, size_t index,
                      const struct progress_figure *const *figures,
                      size_t count, struct buffer *out)
{
    const struct measure *measure = &group->rubric->measures[index];
    size_t first = count > IN_WORDS ? count - IN_WORDS : 0;
    if (first > 0) {
        buffer_add_text(out, "first ");
        coach_figure(measure, figures[0]->thousandths, out);
        buffer_format(out, ", the last %d ", IN_WORDS);
    }
    for (size_t i = first; i < count; i++) {
        if (i > first) buffer_add_text(out, ", ");
        coach_figure(measure, figures[i]->thousandths, out);
    }
}

static bool draws(const struct screen *screen)
{
    return screen->terminal.is_terminal && !screen->plain;
}

static void show_measure(const struct screen *screen,
                         const struct progress_group *group, size_t index,
                         const struct progress_figure **figures)
{
    const struct measure *measure = &group->rubric->measures[index];
    size_t count = with_figure(group, index, figures);
    struct buffer text = {0};
    if (count == 0) {
        screen_row(screen, SCREEN_PHRASE, measure->title,
                   "none: there was nothing to count");
        return;
    }
    if (draws(screen))
        add_plot(group, index, figures, count, &text);
    else
        add_words(group, index, figures, count, &text);
    buffer_format(&text, ": %s",
                  coach_mark(measure, figures[count - 1]->thousandths));
    add_good(measure, &text);
    screen_row(screen, SCREEN_PHRASE, measure->title, buffer_text(&text));
    buffer_free(&text);
}

/* "By 'Core skills', version 1: 2 sessions, 2026-11-24 to 2026-11-25". */
static void add_heading(const struct progress_group *group, bool alone,
                        struct buffer *out)
{
    const struct rubric *rubric = group->rubric;
    struct buffer first = {0};
    struct buffer last = {0};
    add_day(group->talks[0], &first);
    add_day(group->talks[group->count - 1], &last);
    buffer_format(out, "By '%s', version %d", rubric->title, rubric->version);
    if (!alone) buffer_format(out, " (file %.8s)", rubric->sha256);
    buffer_format(out, ": %zu session%s, %s", group->count,
                  group->count == 1 ? "" : "s", buffer_text(&first));
    if (strcmp(buffer_text(&first), buffer_text(&last)) != 0)
        buffer_format(out, " to %s", buffer_text(&last));
    buffer_free(&first);
    buffer_free(&last);
}

static void show_group(const struct screen *screen,
                       const struct progress_group *group, bool alone)
{
    struct arena arena = {0};
    struct buffer text = {0};
    const struct progress_figure **figures =
        arena_new(&arena, group->count, sizeof *figures);
    add_heading(group, alone, &text);
    screen_note(screen, buffer_text(&text));
    for (size_t i = 0; i < group->rubric->measure_count; i++)
        show_measure(screen, group, i, figures);
    buffer_free(&text);
    arena_free(&arena);
}

static bool any_measure(const struct progress *progress)
{
    for (size_t i = 0; i < progress->group_count; i++)
        if (progress->groups[i].rubric->measure_count > 0) return true;
    return false;
}

static void show_figures(const struct screen *screen,
                         const struct progress *progress)
{
    screen_heading(screen, "Your sessions in figures (estimates)");
    if (progress->group_count > 1)
        screen_note(screen, "They were scored by more than one rubric, whose "
                            "figures cannot be compared: each has its own.");
    for (size_t i = 0; i < progress->group_count; i++) {
        if (i > 0) screen_gap(screen);
        show_group(screen, &progress->groups[i], progress->group_count == 1);
    }
    if (!draws(screen) || !any_measure(progress)) return;
    screen_gap(screen);
    screen_format(screen,
                  "A mark for each session, at most the last %d, higher for "
                  "more; · where there was nothing to count. Beside it the "
                  "first figure and the last, and what the last one is.",
                  PROGRESS_PLOT);
}

/* --- guesses ------------------------------------------------------------- */

static void show_guess(const struct screen *screen,
                       const struct progress_talk *talk)
{
    struct buffer left = {0};
    char right[96];
    int bond = 0;
    if (!progress_bond(talk, &bond)) return;
    add_day(talk, &left);
    buffer_format(&left, " %s", talk->session->scenario->people[0].name);
    snprintf(right, sizeof right, "guessed %d, the bond was %d of 5: %s",
             talk->guess, bond, retrospect_compared(talk->guess, bond));
    screen_row(screen, SCREEN_PHRASE, buffer_text(&left), right);
    buffer_free(&left);
}

static void show_guesses(const struct screen *screen,
                         const struct progress *progress)
{
    const struct progress_guesses *guesses = &progress->guesses;
    const struct progress_talk *last[PROGRESS_RECENT];
    size_t count = retrospect_guesses(progress, last);
    screen_heading(screen, "How heard the client felt");
    if (count == 0) {
        screen_note(screen, "No guess of yours stands beside a bond yet. After "
                            "a session you are asked for one.");
        return;
    }
    screen_format(screen,
                  "Your guess beside the bond on the card: right %zu, too high "
                  "%zu, too low %zu.%s",
                  guesses->right, guesses->high, guesses->low,
                  guesses->right + guesses->high + guesses->low > count
                      ? " The last ones:"
                      : "");
    for (size_t i = 0; i < count; i++)
        show_guess(screen, last[i]);
}

/* --- turns and words on them --------------------------------------------- */

static void show_turn(const struct screen *screen,
                      const struct progress_turn *turn)
{
    const struct session *session = turn->talk->session;
    const struct line *line = retrospect_line(turn->record);
    struct speech speech = {&line, line != NULL ? 1 : 0};
    struct screen fitted = *screen;
    struct buffer where = {0};
    add_day(turn->talk, &where);
    buffer_format(&where, ", %s, turn %d:", session->scenario->title,
                  turn->record->turn);
    screen_gap(screen);
    screen_note(screen, buffer_text(&where));
    screen_fit(&fitted, session->scenario);
    if (line != NULL) screen_client(&fitted, session->scenario, &speech);
    screen_reply(&fitted, turn->record->reply, NULL, false);
    if (turn->code != RUBRIC_NONE) {
        struct shown shown = feedback_shown(session, turn->record, turn->code);
        struct feedback one = {.shown = &shown, .shown_count = 1};
        coach_codes(&fitted, session, turn->record, &one);
    }
    buffer_free(&where);
}

static void show_turns(const struct screen *screen,
                       const struct progress_turns *turns)
{
    for (size_t i = 0; i < turns->count; i++)
        show_turn(screen, &turns->list[i]);
}

static size_t recent(const struct progress_group *group)
{
    return group->count < PROGRESS_RECENT ? group->count : PROGRESS_RECENT;
}

/* "your last session", "your last 5 sessions". */
static void add_recent(const struct progress_group *group, struct buffer *out)
{
    if (group->count == 1)
        buffer_add_text(out, "your last session");
    else
        buffer_format(out, "your last %zu sessions", recent(group));
}

static void show_strength(const struct screen *screen,
                          const struct progress_group *group)
{
    struct progress_strength strength;
    struct buffer text = {0};
    if (!progress_strength(group, &strength)) return;
    const struct code *code = &group->rubric->codes[strength.code];
    screen_heading(screen, "What you do well");
    buffer_format(&text, "%s: in %zu of %zu replies of ", code->title,
                  strength.replies, strength.of);
    add_recent(group, &text);
    buffer_add_text(&text, ".");
    screen_note(screen, buffer_text(&text));
    screen_coach(screen, TERMINAL_GOOD, "+", code->strength);
    show_turns(screen, &strength.turns);
    buffer_free(&text);
}

static void show_aim(const struct screen *screen,
                     const struct progress_group *group,
                     const struct progress_work *work)
{
    const struct rubric *rubric = group->rubric;
    struct buffer text = {0};
    if (work->measure == RUBRIC_NONE) {
        buffer_format(&text, "%s: in %zu replies of ",
                      rubric->codes[work->code].title, work->replies);
        add_recent(group, &text);
    } else {
        const struct measure *measure = &rubric->measures[work->measure];
        buffer_format(&text, "%s: %.2f", measure->title,
                      (double)work->mean / 1000.0);
        buffer_add_text(&text, group->count > 1 ? " on average over " : " in ");
        add_recent(group, &text);
        add_good(measure, &text);
        buffer_add_text(&text, ": of all figures the farthest from good");
    }
    buffer_add_text(&text, ".");
    screen_note(screen, buffer_text(&text));
    buffer_free(&text);
}

static void show_work(const struct screen *screen,
                      const struct progress_group *group, struct past *past)
{
    struct progress_work work;
    struct buffer text = {0};
    screen_heading(screen, "One thing to work on");
    if (!progress_work(group, &work)) {
        screen_note(screen, "Nothing stands out in your last sessions. A "
                            "harder client may show more; 'rapport list' "
                            "proposes one.");
        return;
    }
    show_aim(screen, group, &work);
    screen_coach(screen, TERMINAL_NORMAL, ">", retrospect_advice(&work));
    show_turns(screen, &work.turns);
    retrospect_command(past, group, &work, &text);
    screen_gap(screen);
    screen_path(screen, "To practise it: ", buffer_text(&text));
    buffer_free(&text);
}

/* --- the whole ----------------------------------------------------------- */

static void show_left_out(const struct screen *screen,
                          const struct progress *progress,
                          const struct past *past)
{
    if (progress->short_count > 0)
        screen_format(screen,
                      "Left out: %zu session%s of fewer than %d replies.",
                      progress->short_count,
                      progress->short_count == 1 ? "" : "s", PROGRESS_REPLIES);
    if (past->exams > 0)
        screen_format(screen,
                      "Left out: %zu session%s of an exam, which whoever "
                      "grades it looks back on.",
                      past->exams, past->exams == 1 ? "" : "s");
    if (past->lost > 0) {
        screen_format(screen,
                      "Left out: %zu transcript%s that cannot be read or "
                      "replayed%s",
                      past->lost, past->lost == 1 ? "" : "s",
                      past->lost == 1 ? ":" : ", the first:");
        screen_path(screen, "  ", past->why);
    }
    if (past->differing > 0)
        screen_format(
            screen, "%zu transcript%s other than the replay, which counts.",
            past->differing, past->differing == 1 ? " says" : "s say");
}

static void show(const struct screen *screen, const struct progress *progress,
                 struct past *past)
{
    const struct progress_group *latest = progress->groups;
    if (progress->group_count == 0) {
        screen_note(screen, nothing_yet);
        show_left_out(screen, progress, past);
        return;
    }
    struct buffer honesty = {0};
    show_figures(screen, progress);
    show_guesses(screen, progress);
    show_strength(screen, latest);
    show_work(screen, latest, past);
    screen_gap(screen);
    show_left_out(screen, progress, past);
    coach_honesty(latest->rubric, &honesty);
    screen_format(screen,
                  "Scores are estimates by pattern. %s A scripted client is "
                  "no person. These figures are no grade, and compare you "
                  "with nobody.",
                  buffer_text(&honesty));
    buffer_free(&honesty);
}

static void print_json(const struct progress *progress, struct past *past)
{
    struct buffer line = {0};
    struct json_value *value = retrospect_value(progress, past);
    json_print(value, &line);
    puts(buffer_text(&line));
    json_discard(value);
    buffer_free(&line);
}

static int tell(const struct library *library,
                const struct files_listing *paths,
                const struct arguments *arguments)
{
    struct past past;
    /* Of an exam the look back is for whoever grades it. */
    past_replay(&past, library, paths, arguments->operand_count > 0);
    struct progress *progress = progress_of(past.talks, past.count);
    if (arguments->options[OPTION_JSON] != NULL) {
        print_json(progress, &past);
    } else {
        struct screen screen =
            screen_new(arguments->options[OPTION_PLAIN] != NULL);
        show(&screen, progress, &past);
    }
    bool named = arguments->operand_count > 0;
    int status = named && past.lost > 0 ? COMMAND_PROBLEMS : COMMAND_YES;
    progress_free(progress);
    past_free(&past);
    return status;
}

static int progress(const struct arguments *arguments)
{
    struct library library;
    struct files_listing paths = {0};
    struct error error = {0};
    int status = COMMAND_FAILED;
    library_open(&library);
    library_remember(&library);
    bool named = arguments->operand_count > 0;
    if (!named && library.folders.data.length == 0)
        command_fail(COMMAND_FAILED, "%s; or name the transcripts",
                     library.homeless.text);
    else if (named ? library_named_transcripts(arguments->operands,
                                               arguments->operand_count, &paths,
                                               &error)
                   : library_transcripts(&library, &paths, &error))
        status = tell(&library, &paths, arguments);
    else
        command_fail(COMMAND_FAILED, "%s", error.text);
    files_listing_free(&paths);
    library_close(&library);
    return status;
}

const struct command command_progress = {
    .name = "progress",
    .line = "your sessions over time, and one thing to work on",
    .operands = "[TRANSCRIPT…|FOLDER]",
    .operand_kind = COMMAND_FILE,
    .about =
        "Replays the transcripts in your own data, or those named, and shows "
        "each measure of the rubric over your sessions, how your guesses of "
        "how heard the client felt stood to her card, one thing that you do "
        "well and one to work on, each with turns of yours. Sessions of fewer "
        "than 5 replies are left out, and of your own data those of exams. "
        "All figures are estimates.",
    .options = options,
    .option_count = COUNT(options),
    .run = progress,
};
