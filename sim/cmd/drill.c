/* rapport drill: one skill, many client lines; first with the coach's word on
 * each reply and a second try, then without.
 *
 * What a drill is, and why so, stands in class/drill.h; here are its lines got
 * from the library, its talk at the prompt, and its record. Begin with drill()
 * at the end.
 */
#include "class/drill.h"

#include "base/count.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "cmd/admitted.h"
#include "cmd/book.h"
#include "cmd/coach.h"
#include "cmd/command.h"
#include "cmd/library.h"
#include "cmd/outline.h"
#include "cmd/own.h"
#include "cmd/sitting.h"
#include "cmd/typed.h"
#include "world/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_LINES, OPTION_PLAIN, OPTION_RUBRIC, OPTION_NO_TRANSCRIPT };

enum { RECORDS_BYTES = 256 << 20 };

static const struct command_option options[] = {
    [OPTION_LINES] = {"lines", COMMAND_TEXT, "N",
                      "so many client lines with feedback, and not 8"},
    [OPTION_PLAIN] = {"plain", COMMAND_FLAG, NULL,
                      "labelled lines, for a screen reader"},
    [OPTION_RUBRIC] = {"rubric", COMMAND_RUBRIC, "RUBRIC",
                       "score by this rubric"},
    [OPTION_NO_TRANSCRIPT] = {"no-transcript", COMMAND_FLAG, NULL,
                              "keep no record"},
};

enum stage { TALKING, DONE, LEFT };

/* Everything one run of the command holds. */
struct run {
    const struct arguments *arguments;
    struct library library;
    struct volume rubric_volume;
    struct rubric *rubric;
    struct scenario **scenarios;
    size_t scenario_count;
    struct drill_book *book;
    size_t *done; /* a code each: how often it was drilled */
    bool *noted;  /* a scenario each: its content note was shown */
    struct drill *drill;
    struct screen screen;
    struct prompt *prompt;
    struct buffer prefill; /* what to put back on the line */
    enum stage state;
    bool asked_silence;
    bool trouble; /* something typed could not be taken */
};

static const struct code *code_of(const struct run *run)
{
    return &run->rubric->codes[run->drill->code];
}

static const char *or_silence(const char *reply)
{
    return reply[0] != '\0' ? reply : "(silence)";
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* --- what was said ------------------------------------------------------- */

/* The rows of the codes FIRST and SECOND (or RUBRIC_NONE). */
static void show_codes(const struct run *run, const struct session *session,
                       size_t first, size_t second)
{
    const struct record *record = session_last(session);
    struct shown shown[2] = {feedback_shown(session, record, first)};
    struct feedback feedback = {.shown = shown, .shown_count = 1};
    if (second != RUBRIC_NONE)
        shown[feedback.shown_count++] = feedback_shown(session, record, second);
    coach_codes(&run->screen, session, record, &feedback);
}

static void coach_says(const struct run *run, enum terminal_style style,
                       const char *sign, const char *text)
{
    screen_coach(&run->screen, style, sign, text);
}

static void show_missed(const struct run *run, const struct session *session)
{
    const struct record *record = session_last(session);
    struct feedback feedback = feedback_of(session, record);
    struct buffer text = {0};
    if (record->scoring->unscorable)
        buffer_add_text(&text, "This reply could not be scored: it reached a "
                               "limit of the pattern matcher.");
    else if (record->scoring->silent)
        buffer_add_text(&text, "You stayed silent.");
    else if (feedback.shown_count == 0)
        buffer_format(&text,
                      "Nothing in this was recognised. It counts as nothing, "
                      "not as a fault.");
    else
        buffer_format(
            &text, "Not yet: %s. What it showed instead:", code_of(run)->title);
    coach_says(run, TERMINAL_NORMAL, "", buffer_text(&text));
    coach_codes(&run->screen, session, record, &feedback);
    buffer_free(&text);
    feedback_free(&feedback);
}

static const char *cue_why(const struct run *run, size_t cue)
{
    const struct cue *bar = &run->rubric->cues[cue];
    return bar->why != NULL ? bar->why : bar->name;
}

static void show_spoilt(const struct run *run, const struct session *session,
                        size_t beside)
{
    const struct code *spoiler = &run->rubric->codes[beside];
    struct buffer text = {0};
    show_codes(run, session, run->drill->code, beside);
    buffer_format(&text,
                  "%s is there, but with %s beside it, and so it does not "
                  "count.",
                  code_of(run)->title, spoiler->title);
    coach_says(run, TERMINAL_WARNING, "-", buffer_text(&text));
    if (spoiler->instead != NULL)
        coach_says(run, TERMINAL_NORMAL, ">", spoiler->instead);
    buffer_free(&text);
}

/* What a reply showed; what to do about it is not said here. */
static void show_verdict(const struct run *run, const struct session *session,
                         const struct drill_judgement *judgement)
{
    struct buffer text = {0};
    switch (judgement->verdict) {
    case DRILL_SHOWN:
        show_codes(run, session, run->drill->code, RUBRIC_NONE);
        break;
    case DRILL_MISSED:
        show_missed(run, session);
        break;
    case DRILL_SPOILT:
        show_spoilt(run, session, judgement->code);
        break;
    case DRILL_MISHEARD:
        show_codes(run, session, run->drill->code, RUBRIC_NONE);
        buffer_format(
            &text,
            "%s is there, but it names a feeling that this client did "
            "not speak of, and so it does not count. Being put "
            "right costs nothing: what have you heard?",
            code_of(run)->title);
        break;
    case DRILL_BARRED:
        buffer_format(&text, "It comes near %s, but does not count: it %s.",
                      code_of(run)->title, cue_why(run, judgement->cue));
        break;
    case DRILL_REPEATED:
        buffer_format(&text,
                      "It would be %s, but you said it to another client in "
                      "this drill, and so it does not count. What is there in "
                      "these words of this client?",
                      code_of(run)->title);
        break;
    }
    if (text.length > 0)
        coach_says(run, TERMINAL_WARNING, "-", buffer_text(&text));
    buffer_free(&text);
}

/* --- the client's lines -------------------------------------------------- */

static void show_client(const struct run *run, const struct drill_item *item)
{
    const struct scenario *scenario = drill_scenario(run->drill, item);
    const struct lines *say = &scenario->nodes[item->line->node].say;
    const struct line **lines = memory_new(say->count, sizeof *lines);
    for (size_t i = 0; i < say->count; i++)
        lines[i] = &say->list[i];
    screen_client(&run->screen, scenario, &(struct speech){lines, say->count});
    free(lines);
}

/* Before the first line of a scenario that has one. */
static void show_note(struct run *run, const struct drill_item *item)
{
    const struct scenario *scenario = drill_scenario(run->drill, item);
    bool *noted = &run->noted[item->line->scenario];
    if (scenario->content_note != NULL && !*noted)
        screen_format(&run->screen, "A note on %s: %s", scenario->title,
                      scenario->content_note);
    *noted = true;
}

static void begin_alone(struct run *run)
{
    size_t left = run->drill->count - run->drill->prompted;
    screen_heading(&run->screen, "Now without a word from the coach");
    screen_format(&run->screen,
                  "%zu more line%s, a reply to each, and no feedback until the "
                  "end: what stays when nobody helps is what you have "
                  "learned.",
                  left, plural(left));
}

static void show_item(struct run *run)
{
    const struct drill *drill = run->drill;
    const struct drill_item *item = drill_here(drill);
    char heading[512];
    if (drill->at == drill->prompted) begin_alone(run);
    size_t number = drill->at + 1 - (item->prompted ? 0 : drill->prompted);
    size_t of =
        item->prompted ? drill->prompted : drill->count - drill->prompted;
    snprintf(heading, sizeof heading, "Line %zu of %zu: %s", number, of,
             drill_scenario(drill, item)->title);
    screen_heading(&run->screen, heading);
    show_note(run, item);
    screen_gap(&run->screen);
    show_client(run, item);
}

static void go_on(struct run *run)
{
    if (drill_here(run->drill) != NULL)
        show_item(run);
    else
        run->state = DONE;
}

/* --- replies ------------------------------------------------------------- */

static bool was_typed(const struct run *run)
{
    return prompt_is_terminal(run->prompt);
}

static void show_better(const struct run *run, struct drill_item *item)
{
    struct session *session = drill_better(run->drill, item);
    coach_says(run, TERMINAL_NORMAL, "", "A line that shows it:");
    coach_says(run, TERMINAL_STRONG, "*",
               or_silence(session_last(session)->reply));
    show_codes(run, session, run->drill->code, RUBRIC_NONE);
    session_free(session);
}

static void praise(const struct run *run)
{
    size_t streak = drill_streak(run->drill);
    char text[64];
    coach_says(run, TERMINAL_GOOD, "+", code_of(run)->strength);
    if (streak < 2) return;
    snprintf(text, sizeof text, "%zu in a row at the first try.", streak);
    coach_says(run, TERMINAL_GOOD, "", text);
}

static void show_feedback(struct run *run, struct drill_item *item)
{
    const struct session *session = run->drill->session;
    const struct code *code = code_of(run);
    show_verdict(run, session, &item->judgement);
    if (item->level > 0) {
        praise(run);
    } else if (drill_again(item)) {
        bool has_step = item->judgement.verdict == DRILL_SPOILT;
        if (!has_step && code->hint != NULL)
            coach_says(run, TERMINAL_NORMAL, ">", code->hint);
        coach_says(run, TERMINAL_QUIET, "", "The same line once more:");
        screen_gap(&run->screen);
        show_client(run, item);
    } else {
        show_better(run, item);
    }
}

static void take_reply(struct run *run, const char *text)
{
    struct drill_item *item = drill_here(run->drill);
    drill_reply(run->drill, text);
    coach_reply(&run->screen, run->drill->session,
                session_last(run->drill->session), item->prompted,
                was_typed(run) && !prompt_went(run->prompt));
    if (item->prompted) show_feedback(run, item);
    if (!drill_again(item)) go_on(run);
}

/* --- commands ------------------------------------------------------------ */

static void say(const struct run *run, const char *text)
{
    coach_says(run, TERMINAL_NORMAL, "", text);
    screen_gap(&run->screen);
}

/* False, and it is said, in the half without a word from the coach. */
static bool may_ask(const struct run *run)
{
    if (drill_here(run->drill)->prompted) return true;
    say(run, "Not in this half: say what you would say, or :skip the line.");
    return false;
}

static void run_hint(void *context, const char *argument)
{
    struct run *run = context;
    const char *hint = code_of(run)->hint;
    (void)argument;
    if (may_ask(run))
        say(run, hint != NULL ? hint : "Stay with what was said last.");
}

static void run_better(void *context, const char *argument)
{
    struct run *run = context;
    (void)argument;
    if (!may_ask(run)) return;
    struct drill_item *item = drill_here(run->drill);
    show_better(run, item);
    drill_help(item);
    say(run, "Now in your own words; it counts as a second try.");
}

static void run_skip(void *context, const char *argument)
{
    struct run *run = context;
    (void)argument;
    drill_skip(run->drill);
    go_on(run);
}

static void run_help_now(void *context, const char *argument)
{
    struct run *run = context;
    (void)argument;
    screen_note(&run->screen, sitting_help_now);
    screen_gap(&run->screen);
}

static void run_quit(void *context, const char *argument)
{
    struct run *run = context;
    (void)argument;
    run->state = LEFT;
}

static void run_help(void *context, const char *argument);

static const struct typed_command commands[] = {
    {":hint", "", "a nudge, while there is feedback", NULL, run_hint},
    {":better", "", "a line that shows it, while there is feedback", NULL,
     run_better},
    {":skip", "", "on to the next client line", NULL, run_skip},
    {":help-now", "", "if this touches something of your own", NULL,
     run_help_now},
    {":quit", "", "leave; Ctrl-D leaves and looks back", NULL, run_quit},
    {":help", "", "these commands", NULL, run_help},
};

static const struct typed_table table = {.commands = commands,
                                         .count = COUNT(commands)};

static void run_help(void *context, const char *argument)
{
    struct run *run = context;
    (void)argument;
    typed_help(&table, &run->screen);
}

static const char *offer(void *context, const char *line, size_t start,
                         size_t index)
{
    (void)context;
    return start == 0 && line[0] == ':' ? typed_offer(&table, line, index)
                                        : NULL;
}

/* --- lines --------------------------------------------------------------- */

/* A line of a file could not be taken: nobody is there to try another. */
static void complain(struct run *run, const char *why)
{
    run->trouble = true;
    fflush(stdout);
    command_fail(COMMAND_PROBLEMS, "line %zu: %s", run->drill->at + 1, why);
}

static void refuse(struct run *run, const struct buffer *line, const char *why)
{
    if (!was_typed(run)) {
        complain(run, why);
        return;
    }
    screen_note(&run->screen, why);
    typed_clean(line, &run->prefill);
}

/* An empty line may be a slip; a second one is meant. */
static void take_silence(struct run *run)
{
    if (!was_typed(run) || run->asked_silence) {
        take_reply(run, "");
        return;
    }
    run->asked_silence = true;
    screen_note(&run->screen,
                "Silence? Enter again stays silent; or type your reply.");
}

static void take_line(struct run *run, const struct buffer *line)
{
    struct buffer why = {0};
    struct typed typed = typed_read(&table, line, &why);
    if (typed.kind == TYPED_SILENCE) {
        take_silence(run);
        return;
    }
    run->asked_silence = false;
    if (typed.kind == TYPED_REFUSED) {
        refuse(run, line, buffer_text(&why));
    } else if (typed.kind == TYPED_REPLY) {
        take_reply(run, typed.text);
    } else if (typed.kind == TYPED_COMMAND) {
        typed.command->run(run, typed.text);
    } else {
        screen_note(&run->screen, buffer_text(&why));
        if (!was_typed(run)) complain(run, buffer_text(&why));
    }
    buffer_free(&why);
}

/* A long reply is shown with its marks, and only so. */
static bool shows_itself(void *context, const char *text)
{
    const struct run *run = context;
    struct buffer line = {0};
    struct buffer ignored = {0};
    buffer_add_text(&line, text);
    bool shows = screen_is_long(&run->screen, text) &&
                 typed_read(&table, &line, &ignored).kind == TYPED_REPLY;
    buffer_free(&line);
    buffer_free(&ignored);
    return shows;
}

static void talk(struct run *run)
{
    struct buffer label = {0};
    struct buffer line = {0};
    struct buffer prefill = {0};
    prompt_leave_showing(run->prompt, shows_itself, run);
    show_item(run);
    while (run->state == TALKING) {
        screen_prompt_label(&run->screen, &label);
        terminal_flush(&run->screen.terminal);
        buffer_clear(&line);
        buffer_clear(&prefill);
        buffer_add_text(&prefill, buffer_text(&run->prefill));
        buffer_clear(&run->prefill);
        enum prompt_outcome outcome = prompt_read(
            run->prompt, buffer_text(&label),
            prefill.length > 0 ? buffer_text(&prefill) : NULL, &line);
        if (outcome == PROMPT_LINE)
            take_line(run, &line);
        else
            run->state = outcome == PROMPT_END ? DONE : LEFT;
    }
    buffer_free(&label);
    buffer_free(&line);
    buffer_free(&prefill);
}

/* --- looking back -------------------------------------------------------- */

static void half_row(const struct run *run, const char *left,
                     const struct drill_half *half, const struct drill_sum *sum)
{
    struct buffer text = {0};
    if (half->said == 0)
        buffer_add_text(&text, "nothing said");
    else
        buffer_format(&text, "%zu of %zu line%s", half->shown, half->said,
                      plural(half->said));
    if (half->said > 0 && sum != NULL) {
        buffer_add_text(&text, " at the first try");
        if (sum->second > 0)
            buffer_format(&text, ", %zu more at the second", sum->second);
        buffer_format(&text, "; longest streak %zu", sum->streak);
    }
    screen_row(&run->screen, SCREEN_WORD, left, buffer_text(&text));
    buffer_free(&text);
}

static void show_unprompted(const struct run *run)
{
    const struct drill *drill = run->drill;
    screen_heading(&run->screen, "What you said without a word from the coach");
    for (size_t i = drill->prompted; i < drill->count; i++) {
        const struct drill_item *item = &drill->items[i];
        if (item->reply == NULL) continue;
        struct session *session = drill_session(drill, item);
        screen_gap(&run->screen);
        show_client(run, item);
        coach_reply(&run->screen, session, session_last(session), true, false);
        show_verdict(run, session, &item->judgement);
        session_free(session);
    }
}

/* What to do next, in words. */
static void advise(const struct run *run, const struct drill_sum *sum,
                   enum drill_next next, struct buffer *out)
{
    const char *hint = code_of(run)->hint;
    const struct code *spoiler;
    switch (next) {
    case DRILL_NEXT_SPOILER:
        spoiler = &run->rubric->codes[sum->spoiler];
        buffer_format(out, "%s stood beside it %zu times. %s", spoiler->title,
                      sum->spoilt,
                      spoiler->instead != NULL ? spoiler->instead
                                               : "Try once to leave it out.");
        break;
    case DRILL_NEXT_FINISH:
        buffer_add_text(out, "What is learned with feedback alone tends to go "
                             "with it: do the half without it too. A short "
                             "way there:");
        break;
    case DRILL_NEXT_AGAIN:
        buffer_format(out, "%s%sThen once more, with other lines:",
                      hint != NULL ? hint : "", hint != NULL ? " " : "");
        break;
    case DRILL_NEXT_ALONE:
        buffer_add_text(out, "It came with feedback, and less without. Drill "
                             "it again another day, with less feedback:");
        break;
    case DRILL_NEXT_TALK:
        buffer_add_text(out, "It came without feedback too. Take it into a "
                             "whole talk:");
        break;
    }
}

/* One thing to do next, and the command for it. */
static void show_next(const struct run *run, const struct drill_sum *sum)
{
    enum drill_next next = drill_next(sum);
    bool shorter = next == DRILL_NEXT_FINISH || next == DRILL_NEXT_ALONE;
    struct buffer text = {0};
    advise(run, sum, next, &text);
    screen_heading(&run->screen, "Next");
    coach_says(run, TERMINAL_NORMAL, ">", buffer_text(&text));
    buffer_clear(&text);
    if (next == DRILL_NEXT_TALK)
        buffer_format(&text, "rapport play %s", drill_talk(run->drill)->id);
    else
        buffer_format(&text, "rapport drill %s%s", code_of(run)->name,
                      shorter ? " --lines=3" : "");
    coach_says(run, TERMINAL_STRONG, "", buffer_text(&text));
    buffer_free(&text);
}

static void look_back(const struct run *run)
{
    struct drill_sum sum = drill_sum(run->drill);
    struct buffer honesty = {0};
    char heading[256];
    if (sum.prompted.said + sum.unprompted.said == 0) return;
    if (sum.unprompted.said > 0) show_unprompted(run);
    snprintf(heading, sizeof heading,
             "%s, with feedback and without (estimates)", code_of(run)->title);
    screen_heading(&run->screen, heading);
    half_row(run, "With feedback", &sum.prompted, &sum);
    half_row(run, "Without", &sum.unprompted, NULL);
    show_next(run, &sum);
    coach_honesty(run->rubric, &honesty);
    screen_gap(&run->screen);
    screen_format(&run->screen,
                  "Scores are estimates by pattern. %s If something touched "
                  "you, turn to somebody you trust (:help-now in a drill).",
                  buffer_text(&honesty));
    buffer_free(&honesty);
}

/* --- the record ---------------------------------------------------------- */

static bool keeps_record(const struct run *run)
{
    return run->arguments->options[OPTION_NO_TRANSCRIPT] == NULL;
}

static void record_path(const struct run *run, struct buffer *path)
{
    buffer_format(path, "%s/drills.jsonl",
                  buffer_text(&run->library.folders.data));
}

/* How often each code was drilled; what cannot be read counts as none. */
static void read_history(struct run *run)
{
    struct buffer path = {0};
    struct buffer bytes = {0};
    struct error error = {0};
    run->done = memory_new(run->rubric->code_count, sizeof *run->done);
    record_path(run, &path);
    if (run->library.folders.data.length > 0 &&
        files_exists(buffer_text(&path))) {
        if (files_read(buffer_text(&path), RECORDS_BYTES, &bytes, &error)) {
            struct source source = {buffer_text(&path), buffer_text(&bytes),
                                    bytes.length};
            size_t bad = drill_history(&source, run->rubric, run->done);
            if (bad > 0)
                command_say(stderr,
                            "rapport: %s: %zu line%s cannot be read, and "
                            "count as no drill\n",
                            buffer_text(&path), bad, plural(bad));
        } else {
            command_fail(COMMAND_FAILED, "%s", error.text);
        }
    }
    buffer_free(&path);
    buffer_free(&bytes);
}

static bool said_anything(const struct run *run)
{
    struct drill_sum sum = drill_sum(run->drill);
    return sum.prompted.said + sum.unprompted.said > 0;
}

/* False, and it is said, when the record could not be kept. */
static bool keep_record(const struct run *run)
{
    char time[CLOCK_STAMP];
    struct buffer path = {0};
    struct buffer line = {0};
    struct error error = {0};
    record_path(run, &path);
    clock_stamp(time);
    drill_format(run->drill, time, &line);
    struct journal *journal = own_journal(buffer_text(&path), &error);
    bool kept = journal != NULL &&
                journal_append(journal, line.bytes, line.length, &error);
    journal_close(journal);
    if (kept)
        screen_path(&run->screen, "What you said is kept in ",
                    buffer_text(&path));
    else
        command_fail(COMMAND_FAILED, "%s; this drill is not kept", error.text);
    buffer_free(&path);
    buffer_free(&line);
    return kept;
}

/* --- where the lines come from ------------------------------------------- */

static void add_scenario(struct run *run, struct scenario *scenario)
{
    run->scenarios = memory_resize(run->scenarios, run->scenario_count + 1,
                                   sizeof *run->scenarios);
    run->scenarios[run->scenario_count++] = scenario;
}

static bool asks_for(const struct run *run, const struct volume *volume)
{
    struct arena arena = {0};
    const char *needed = outline_needs(run->library.known, volume, &arena);
    bool same = needed != NULL && strcmp(needed, run->rubric->id) == 0;
    arena_free(&arena);
    return same;
}

/* A scenario that was shipped, and cannot be used or is played by another
 * rubric, is passed over. */
static void load_shipped(struct run *run, const char *name)
{
    struct volume volume = {0};
    struct problems ignored = {0};
    struct error error;
    struct scenario *scenario = NULL;
    if (library_read(&run->library, LIBRARY_SCENARIOS, name, &volume, &error) &&
        asks_for(run, &volume))
        scenario = admitted_scenario(run->library.known, &volume.source,
                                     run->rubric, &ignored);
    if (scenario != NULL) add_scenario(run, scenario);
    problem_free(&ignored);
    library_volume_free(&volume);
}

static bool load_named(struct run *run, const char *name)
{
    struct volume volume = {0};
    struct problems problems = {0};
    struct error error;
    struct scenario *scenario = NULL;
    if (library_read(&run->library, LIBRARY_SCENARIOS, name, &volume, &error))
        scenario = admitted_scenario(run->library.known, &volume.source,
                                     run->rubric, &problems);
    else
        command_fail(COMMAND_FAILED, "%s", error.text);
    library_print_problems(&problems, false);
    if (scenario != NULL) add_scenario(run, scenario);
    problem_free(&problems);
    library_volume_free(&volume);
    return scenario != NULL;
}

static bool load_all(struct run *run)
{
    struct files_listing names = {0};
    struct error error;
    if (!library_list(&run->library, LIBRARY_SCENARIOS, &names, &error)) {
        command_fail(COMMAND_FAILED, "%s", error.text);
        return false;
    }
    for (size_t i = 0; i < names.count; i++)
        load_shipped(run, names.names[i]);
    files_listing_free(&names);
    return true;
}

static bool load(struct run *run)
{
    const struct arguments *arguments = run->arguments;
    bool fine = true;
    run->rubric = library_rubric(
        &run->library, arguments->options[OPTION_RUBRIC], &run->rubric_volume);
    if (run->rubric == NULL) return false;
    for (size_t i = 1; i < arguments->operand_count; i++)
        fine = load_named(run, arguments->operands[i]) && fine;
    if (arguments->operand_count < 2) fine = load_all(run);
    if (!fine) return false;
    run->book = book_open(run->library.known, run->rubric,
                          (const struct scenario *const *)run->scenarios,
                          run->scenario_count);
    run->noted = memory_new(run->scenario_count, sizeof *run->noted);
    read_history(run);
    return true;
}

/* --- which skill --------------------------------------------------------- */

static bool can_be_drilled(const struct run *run, size_t code)
{
    return drill_line_count(run->book, code) >= DRILL_LEAST;
}

static int list_skills(const struct run *run)
{
    size_t listed = 0;
    for (size_t i = 0; i < run->rubric->code_count; i++) {
        const struct code *code = &run->rubric->codes[i];
        char drilled[48] = "";
        if (!can_be_drilled(run, i)) continue;
        if (run->done[i] > 0)
            snprintf(drilled, sizeof drilled, ", drilled %zu time%s",
                     run->done[i], plural(run->done[i]));
        if (listed++ == 0)
            puts("Skills to drill, and how many client lines there are for "
                 "each:\n");
        command_say(stdout, "  %-18s %-32s %3zu lines%s\n", code->name,
                    code->title, drill_line_count(run->book, i), drilled);
    }
    if (listed == 0)
        return command_fail(COMMAND_PROBLEMS,
                            "no skill has the %d client lines that a drill "
                            "needs",
                            DRILL_LEAST);
    puts("\n'rapport drill CODE' begins.");
    return COMMAND_YES;
}

/* The skill that NAME was meant for, or NULL. */
static const char *near_skill(const struct run *run, const char *name)
{
    const struct rubric *rubric = run->rubric;
    const char **names = memory_new(rubric->code_count, sizeof *names);
    size_t count = 0;
    const char *near = NULL;
    for (size_t i = 0; i < rubric->code_count; i++)
        if (can_be_drilled(run, i)) names[count++] = rubric->codes[i].name;
    for (size_t i = 0; i < count && near == NULL; i++)
        if (strncmp(names[i], name, strlen(name)) == 0) near = names[i];
    if (near == NULL) near = nearest_name(name, names, count);
    free(names);
    return near;
}

static int refuse_code(const struct run *run, const char *name, size_t code)
{
    static const char see[] = "'rapport drill' lists the skills to drill";
    const char *near = near_skill(run, name);
    if (code == RUBRIC_NONE && near != NULL)
        return command_fail(COMMAND_USAGE,
                            "there is no skill '%s': did you mean '%s'?", name,
                            near);
    if (code == RUBRIC_NONE)
        return command_fail(COMMAND_USAGE, "there is no skill '%s'; %s", name,
                            see);
    if (!drill_is_skill(&run->rubric->codes[code]))
        return command_fail(COMMAND_USAGE,
                            "'%s' is scored, but is no skill to practise more "
                            "of; %s",
                            name, see);
    size_t count = drill_line_count(run->book, code);
    return command_fail(COMMAND_FAILED,
                        "there %s %zu client line%s for '%s', and a drill "
                        "needs %d; %s",
                        count == 1 ? "is" : "are", count, plural(count), name,
                        DRILL_LEAST, see);
}

/* --- one drill ----------------------------------------------------------- */

/* What is said before the first line. A skill may itself be grave, so the note
 * comes before its hint. */
static void open_talk(struct run *run)
{
    const struct drill *drill = run->drill;
    const struct code *code = code_of(run);
    size_t alone = drill->count - drill->prompted;
    char heading[256];
    for (size_t i = 0; i < drill->count; i++)
        screen_fit(&run->screen, drill_scenario(drill, &drill->items[i]));
    snprintf(heading, sizeof heading, "Drill: %s", code->title);
    screen_heading(&run->screen, heading);
    show_note(run, drill_here(drill));
    if (code->hint != NULL) screen_note(&run->screen, code->hint);
    screen_gap(&run->screen);
    if (alone < DRILL_UNPROMPTED)
        screen_format(&run->screen,
                      "There are only %zu client lines for this skill, fewer "
                      "than a full drill has; all of them are used.",
                      drill->count);
    screen_format(&run->screen,
                  "First %zu client line%s with feedback and a second try, "
                  "then %zu without. Each stands alone: answer what this "
                  "client has just said.",
                  drill->prompted, plural(drill->prompted), alone);
    screen_note(&run->screen,
                "The clients are scripted, and scores are estimates by "
                "patterns in your words. Use no details of real clients. An "
                "empty line is silence; :help lists the commands, and "
                ":help-now says where to turn if something touches you.");
}

static size_t prompted_of(const struct arguments *arguments)
{
    const char *lines = arguments->options[OPTION_LINES];
    return lines == NULL ? DRILL_PROMPTED : (size_t)strtol(lines, NULL, 10);
}

static int finish(struct run *run)
{
    int status = run->trouble ? COMMAND_PROBLEMS : COMMAND_YES;
    if (run->state == DONE) look_back(run);
    screen_gap(&run->screen);
    if (!keeps_record(run) || !said_anything(run))
        screen_note(&run->screen, "Nothing was kept.");
    else if (!keep_record(run))
        status = COMMAND_FAILED;
    if (!terminal_flush(&run->screen.terminal)) status = COMMAND_FAILED;
    return status;
}

static int drill_skill(struct run *run, const char *name)
{
    size_t code = rubric_code(run->rubric, name);
    if (code == RUBRIC_NONE || !can_be_drilled(run, code))
        return refuse_code(run, name, code);
    if (keeps_record(run) && run->library.folders.data.length == 0)
        return command_fail(COMMAND_FAILED, "%s; or drill with --no-transcript",
                            run->library.homeless.text);
    run->drill = drill_new(run->book, code, prompted_of(run->arguments),
                           run->done[code]);
    run->screen = screen_new(run->arguments->options[OPTION_PLAIN] != NULL);
    run->prompt = prompt_new(NULL, offer, run);
    open_talk(run);
    talk(run);
    prompt_free(run->prompt);
    run->prompt = NULL;
    return finish(run);
}

static int check_usage(const struct arguments *arguments)
{
    const char *lines = arguments->options[OPTION_LINES];
    char *end = NULL;
    if (lines == NULL) return COMMAND_YES;
    long number = strtol(lines, &end, 10);
    if (end == lines || *end != '\0' || number < 1 || number > DRILL_MOST)
        return command_fail(COMMAND_USAGE,
                            "--lines takes a number from 1 to %d, not '%s'",
                            DRILL_MOST, lines);
    return COMMAND_YES;
}

static void close_all(struct run *run)
{
    drill_free(run->drill);
    drill_book_free(run->book);
    for (size_t i = 0; i < run->scenario_count; i++)
        scenario_free(run->scenarios[i]);
    free(run->scenarios);
    rubric_free(run->rubric);
    library_volume_free(&run->rubric_volume);
    free(run->done);
    free(run->noted);
    buffer_free(&run->prefill);
    library_close(&run->library);
}

static int drill(const struct arguments *arguments)
{
    struct run run = {.arguments = arguments};
    int status = check_usage(arguments);
    if (status != COMMAND_YES) return status;
    library_open(&run.library);
    library_remember(&run.library);
    if (arguments->options[OPTION_NO_TRANSCRIPT] != NULL)
        known_leave_no_trace(run.library.known);
    if (!load(&run))
        status = COMMAND_FAILED;
    else if (arguments->operand_count == 0)
        status = list_skills(&run);
    else
        status = drill_skill(&run, arguments->operands[0]);
    close_all(&run);
    return status;
}

const struct command command_drill = {
    .name = "drill",
    .line = "one skill, many client lines",
    .operands = "[CODE [SCENARIO…]]",
    .operand_kind = COMMAND_TEXT,
    .about =
        "Drills one skill, named by its code in the rubric; without one, lists "
        "those that can be drilled. Single lines of many clients (of the "
        "SCENARIOs, or of all) are answered first with feedback and a second "
        "try, then without, and the two are compared. The next drill of the "
        "skill brings other lines. Replies are typed, or read line by line "
        "where standard input is no terminal. What was said is kept in "
        "drills.jsonl in your own data.",
    .options = options,
    .option_count = COUNT(options),
    .run = drill,
};
