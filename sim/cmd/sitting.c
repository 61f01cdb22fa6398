/* One session at the prompt; see sitting.h. */
#include "cmd/sitting.h"

#include "base/count.h"
#include "cmd/coach.h"
#include "cmd/command.h"
#include "cmd/typed.h"
#include "world/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char sitting_help_now[] =
    "If this touches something of your own: stop here, and talk with somebody "
    "you trust, your supervisor or your course's contact person. If you or "
    "somebody else is in danger now, call your local emergency number. A "
    "crisis line where you live listens day and night; findahelpline.com "
    "names one for most countries. This program is practice, no therapy, and "
    "nobody reads along.";

/* --- the journal --------------------------------------------------------- */

/* Appends the sealed LINE. On failure the seal is as it was. */
static bool append(struct sitting *sitting, const struct buffer *line,
                   const struct transcript_seal *before)
{
    struct error error = {0};
    if (sitting->journal == NULL) return true;
    if (journal_append(sitting->journal, line->bytes, line->length, &error))
        return true;
    sitting->seal = *before;
    fflush(stdout);
    command_fail(COMMAND_FAILED, "%s", error.text);
    return false;
}

static bool note_event(struct sitting *sitting,
                       const struct transcript_event *event)
{
    char time[CLOCK_STAMP];
    struct buffer line = {0};
    struct transcript_seal before = sitting->seal;
    clock_stamp(time);
    transcript_format_event(&sitting->seal, event, time, &line);
    bool fine = append(sitting, &line, &before);
    buffer_free(&line);
    return fine;
}

static struct transcript_event event_now(const struct sitting *sitting,
                                         enum transcript_event_kind kind)
{
    return (struct transcript_event){.kind = kind,
                                     .turn = sitting->session->position.turn};
}

/* --- replies ------------------------------------------------------------- */

static void show_first_try(struct sitting *sitting)
{
    struct buffer text = {0};
    if (!sitting->may_better) return;
    buffer_format(&text,
                  "The first time you said \"%s\", and the answer "
                  "was: %s",
                  buffer_text(&sitting->first_reply),
                  buffer_text(&sitting->first_answer));
    screen_coach(&sitting->screen, TERMINAL_QUIET, "", buffer_text(&text));
    buffer_free(&text);
}

static bool was_typed(const struct sitting *sitting)
{
    return prompt_is_terminal(sitting->prompt);
}

static void show_turn(struct sitting *sitting, const struct record *record)
{
    const struct screen *screen = &sitting->screen;
    const struct session *session = sitting->session;
    bool tells = sitting->feedback == SITTING_TURN;
    coach_reply(screen, session, record, tells,
                was_typed(sitting) && !prompt_went(sitting->prompt));
    if (was_typed(sitting)) screen_gap(screen);
    screen_client(screen, session->scenario, &session->speech);
    show_first_try(sitting);
    if (tells) coach_feedback(screen, session, record);
    sitting->may_better = false;
}

static void ask_guess(struct sitting *sitting)
{
    const struct session *session = sitting->session;
    sitting->state = SITTING_GUESSING;
    bool ended = session_ending(session) != SCENARIO_NONE;
    screen_format(&sitting->screen,
                  "The talk is over. %s heard did %s feel, from 1 (not at all) "
                  "to 5 (fully)? Enter passes%s%s.",
                  sitting->exam ? "How" : "Before the figures: how",
                  session->scenario->people[0].name,
                  session->can_retry && !sitting->exam
                      ? "; :retry takes your last reply back"
                      : "",
                  ended ? "" : "; :back goes on talking");
}

static bool journal_reply(struct sitting *sitting)
{
    char time[CLOCK_STAMP];
    struct buffer line = {0};
    struct transcript_seal before = sitting->seal;
    clock_stamp(time);
    transcript_format_reply(&sitting->seal, sitting->session, time, &line);
    bool fine = append(sitting, &line, &before);
    buffer_free(&line);
    return fine;
}

static void keep_line(struct sitting *sitting, const char *text)
{
    buffer_clear(&sitting->prefill);
    buffer_add_text(&sitting->prefill, text);
}

/* The journal refused: the reply is not taken, and stands on the line again. */
static void give_back(struct sitting *sitting, const char *text)
{
    session_retry(sitting->session);
    keep_line(sitting, text);
    if (was_typed(sitting)) {
        screen_note(&sitting->screen,
                    "Your reply is not lost: it stands on the line again. "
                    "Make room and press Enter; or clear the line with Ctrl-C, "
                    "and leave with a second one.");
        return;
    }
    sitting->failed = true;
    sitting->state = SITTING_LEFT;
}

static void take_reply(struct sitting *sitting, const char *text)
{
    const struct record *record = session_step(sitting->session, text);
    if (!journal_reply(sitting)) {
        give_back(sitting, text);
        return;
    }
    show_turn(sitting, record);
    if (session_ending(sitting->session) != SCENARIO_NONE) ask_guess(sitting);
}

/* --- commands ------------------------------------------------------------ */

static void say(struct sitting *sitting, const char *text)
{
    screen_coach(&sitting->screen, TERMINAL_NORMAL, "", text);
    screen_gap(&sitting->screen);
}

static const struct record *last_or_say(struct sitting *sitting)
{
    const struct record *record = session_last(sitting->session);
    if (record == NULL) say(sitting, "You have not said anything yet.");
    return record;
}

static void join_speech(const struct speech *speech, struct buffer *out)
{
    buffer_clear(out);
    for (size_t i = 0; i < speech->count; i++)
        buffer_format(out, "%s%s", i > 0 ? " " : "", speech->lines[i]->text);
}

static void run_retry(void *context, const char *argument)
{
    struct sitting *sitting = context;
    (void)argument;
    struct session *session = sitting->session;
    const struct record *record = session_last(session);
    if (record == NULL || !session->can_retry) {
        say(sitting, record == NULL && !sitting->may_better
                         ? "There is no reply to take back yet."
                         : "Your last reply is taken back already: say "
                           "something else.");
        return;
    }
    struct transcript_event event = event_now(sitting, TRANSCRIPT_RETRY);
    event.turn = record->turn;
    if (!note_event(sitting, &event)) return;
    buffer_clear(&sitting->first_reply);
    buffer_add_text(&sitting->first_reply,
                    record->reply[0] != '\0' ? record->reply : "(silence)");
    join_speech(&session->speech, &sitting->first_answer);
    session_retry(session);
    sitting->may_better = true;
    sitting->state = SITTING_TALKING;
    screen_note(&sitting->screen, "Once more:");
    screen_gap(&sitting->screen);
    screen_client(&sitting->screen, session->scenario, &session->speech);
}

static void run_why(void *context, const char *argument)
{
    struct sitting *sitting = context;
    (void)argument;
    const struct record *record = last_or_say(sitting);
    if (record != NULL) coach_why(&sitting->screen, sitting->session, record);
}

static const struct node *here(const struct sitting *sitting)
{
    return &sitting->session->scenario->nodes[sitting->session->position.node];
}

static void run_hint(void *context, const char *argument)
{
    struct sitting *sitting = context;
    (void)argument;
    const struct scenario *scenario = sitting->session->scenario;
    const struct rubric *rubric = sitting->session->rubric;
    const char *hint = here(sitting)->hint;
    for (size_t i = 0; hint == NULL && i < scenario->practises.count; i++)
        hint = rubric->codes[scenario->practises.list[i]].hint;
    struct transcript_event event = event_now(sitting, TRANSCRIPT_HINT);
    if (!note_event(sitting, &event)) return;
    say(sitting, hint != NULL ? hint : "Stay with what was said last.");
}

/* What a supervisor might have said: to the client's line that the last reply
 * answered, or before any reply, or after a retry, to the line at hand. */
static void run_better(void *context, const char *argument)
{
    struct sitting *sitting = context;
    (void)argument;
    const struct session *session = sitting->session;
    const struct record *record = session_last(session);
    const struct node *node = here(sitting);
    if (record != NULL && !sitting->may_better)
        node = &session->scenario->nodes[record->move.from];
    struct transcript_event event = event_now(sitting, TRANSCRIPT_BETTER);
    if (!note_event(sitting, &event)) return;
    if (node->better.count == 0) {
        say(sitting, "The author left no line of a supervisor's here.");
        return;
    }
    screen_coach(&sitting->screen, TERMINAL_NORMAL, "",
                 "A supervisor might have said:");
    for (size_t i = 0; i < node->better.count; i++)
        screen_coach(&sitting->screen, TERMINAL_STRONG, "*",
                     node->better.list[i].reply[0] != '\0'
                         ? node->better.list[i].reply
                         : "(nothing: silence)");
    screen_gap(&sitting->screen);
}

/* ":dispute empathy I named her loneliness": a code first, if one is named. */
static void run_dispute(void *context, const char *argument)
{
    struct sitting *sitting = context;
    const struct record *record = last_or_say(sitting);
    if (record == NULL) return;
    if (argument[0] == '\0') {
        say(sitting, "Write :dispute, what you see otherwise, and why; a "
                     "code's name first if it is about one.");
        return;
    }
    char name[65] = "";
    size_t length = strcspn(argument, " ");
    if (length < sizeof name) snprintf(name, length + 1, "%s", argument);
    size_t code = rubric_code(sitting->session->rubric, name);
    struct transcript_event event = event_now(sitting, TRANSCRIPT_DISPUTE);
    event.turn = record->turn;
    event.text = argument;
    if (code != RUBRIC_NONE) {
        event.code = sitting->session->rubric->codes[code].name;
        event.text = argument + length + strspn(argument + length, " ");
    }
    if (!note_event(sitting, &event)) return;
    say(sitting, sitting->exam
                     ? "Noted in the transcript. Whoever grades it will find "
                       "it there."
                     : "Noted in the transcript: you see this score "
                       "otherwise. Whoever reads it will find it there.");
}

static void run_feedback(void *context, const char *argument)
{
    struct sitting *sitting = context;
    static const char *const names[] = {
        [SITTING_TURN] = "turn", [SITTING_END] = "end", [SITTING_OFF] = "off"};
    static const char *const said[] = {
        [SITTING_TURN] = "Feedback comes after each reply.",
        [SITTING_END] = "Feedback comes at the end.",
        [SITTING_OFF] = "No feedback; :why and :recap still answer.",
    };
    for (size_t i = 0; i < 3; i++) {
        size_t length = strcspn(argument, " ");
        if (strlen(names[i]) != length ||
            strncmp(names[i], argument, length) != 0)
            continue;
        struct transcript_event event = event_now(sitting, TRANSCRIPT_FEEDBACK);
        event.text = names[i];
        if (!note_event(sitting, &event)) return;
        sitting->feedback = (enum sitting_feedback)i;
        say(sitting, said[i]);
        return;
    }
    say(sitting, "Write :feedback turn, :feedback end or :feedback off.");
}

static void run_recap(void *context, const char *argument)
{
    struct sitting *sitting = context;
    (void)argument;
    coach_recap(&sitting->screen, sitting->session);
    if (sitting->state == SITTING_TALKING)
        screen_client(&sitting->screen, sitting->session->scenario,
                      &sitting->session->speech);
}

static void run_help_now(void *context, const char *argument)
{
    struct sitting *sitting = context;
    (void)argument;
    if (sitting->help_now != NULL) {
        screen_note(&sitting->screen, sitting->help_now);
        screen_gap(&sitting->screen);
    }
    screen_note(&sitting->screen, sitting_help_now);
    screen_gap(&sitting->screen);
}

static void run_end(void *context, const char *argument)
{
    struct sitting *sitting = context;
    (void)argument;
    if (sitting->state == SITTING_TALKING) ask_guess(sitting);
}

static void run_back(void *context, const char *argument)
{
    struct sitting *sitting = context;
    (void)argument;
    bool over = session_ending(sitting->session) != SCENARIO_NONE;
    if (sitting->state != SITTING_GUESSING || over) {
        say(sitting, !over           ? "You are talking."
                     : sitting->exam ? "The talk has ended."
                                     : "The talk has ended; :retry takes your "
                                       "last reply back.");
        return;
    }
    sitting->state = SITTING_TALKING;
    screen_client(&sitting->screen, sitting->session->scenario,
                  &sitting->session->speech);
}

static void run_quit(void *context, const char *argument)
{
    struct sitting *sitting = context;
    (void)argument;
    sitting->state = SITTING_LEFT;
}

static void run_help(void *context, const char *argument);

static const struct typed_command commands[] = {
    {":retry", "", "the same client line again; both tries are kept", NULL,
     run_retry},
    {":why", "",
     "every cue your last reply met, and why the client reacted "
     "so",
     NULL, run_why},
    {":hint", "", "a nudge for the line at hand", NULL, run_hint},
    {":better", "", "what a supervisor might have said", NULL, run_better},
    {":dispute", "[CODE] TEXT", "you see the last score otherwise, and why",
     "a word on your last reply to whoever grades it", run_dispute},
    {":feedback", "turn|end|off", "when feedback comes", NULL, run_feedback},
    {":recap", "", "the talk so far, turn by turn", NULL, run_recap},
    {":help-now", "", "if this touches something of your own",
     "if this touches something of your own", run_help_now},
    {":end", "", "end the session, and look back on it", "end the session",
     run_end},
    {":back", "", "go on talking, if you ended too soon",
     "go on talking, if you ended too soon", run_back},
    {":quit", "", "leave; 'rapport play --resume' goes on from here",
     "leave; 'rapport play --resume' goes on from here", run_quit},
    {":help", "", "these commands", "these commands", run_help},
};

/* What can be typed; SITTING may be NULL, for no talk in particular. */
static struct typed_table table_of(const struct sitting *sitting)
{
    return (struct typed_table){commands, COUNT(commands),
                                sitting != NULL && sitting->exam};
}

static void explain_signs(const struct screen *screen)
{
    if (screen->plain) return;
    screen_coach(screen, TERMINAL_QUIET, "",
                 "Under a reply: + it helped, - it cost something, ~ it did "
                 "neither, > one thing to try.");
    screen_gap(screen);
}

static void run_help(void *context, const char *argument)
{
    struct sitting *sitting = context;
    (void)argument;
    const struct typed_table table = table_of(sitting);
    typed_help(&table, &sitting->screen);
    if (!table.exam) explain_signs(&sitting->screen);
}

/* --- lines --------------------------------------------------------------- */

/* A line of a file could not be taken: nobody is there to try another. */
static void complain(struct sitting *sitting, const char *why)
{
    sitting->trouble = true;
    fflush(stdout);
    command_fail(COMMAND_PROBLEMS, "turn %d: %s",
                 sitting->session->position.turn, why);
}

/* What is refused is put back on the line, as far as it can stand there. */
static void refuse(struct sitting *sitting, const struct buffer *line,
                   const char *why)
{
    if (!was_typed(sitting)) {
        complain(sitting, why);
        return;
    }
    screen_note(&sitting->screen, why);
    struct buffer shown = {0};
    typed_clean(line, &shown);
    keep_line(sitting, buffer_text(&shown));
    buffer_free(&shown);
}

/* In a file it may be a reply that came too late. */
static void refuse_guess(struct sitting *sitting, const char *text)
{
    struct buffer why = {0};
    screen_note(&sitting->screen, "A number from 1 to 5, or Enter to pass.");
    buffer_format(&why,
                  "the talk was over, and this is no guess from 1 to 5 of how "
                  "heard the client felt: %s",
                  text);
    if (!was_typed(sitting)) complain(sitting, buffer_text(&why));
    buffer_free(&why);
}

static void take_guess(struct sitting *sitting, const char *text)
{
    char *end = NULL;
    long number = strtol(text, &end, 10);
    if (*text == '\0') {
        sitting->state = SITTING_DONE;
        return;
    }
    if (end == text || *end != '\0' || number < 1 || number > 5) {
        refuse_guess(sitting, text);
        return;
    }
    struct transcript_event event = event_now(sitting, TRANSCRIPT_GUESS);
    event.heard = (int)number;
    event.turn = sitting->session->position.turn - 1;
    if (!note_event(sitting, &event)) return;
    sitting->guess = (int)number;
    sitting->state = SITTING_DONE;
}

const char *sitting_reply(const struct buffer *line, struct buffer *why)
{
    const struct typed_table table = table_of(NULL);
    struct typed typed = typed_read(&table, line, why);
    if (typed.kind == TYPED_REPLY || typed.kind == TYPED_SILENCE)
        return typed.text;
    if (typed.kind == TYPED_REFUSED) return NULL;
    buffer_clear(why);
    buffer_format(why,
                  "'%s' is a command, and no reply; to say it to the client, "
                  "begin with ::",
                  buffer_text(line));
    return NULL;
}

static void take_outcome(struct sitting *sitting, enum prompt_outcome outcome,
                         const struct buffer *line);

/* An empty line may be a slip: whatever comes next is taken as it is. */
static void ask_back(struct sitting *sitting)
{
    struct buffer label = {0};
    struct buffer line = {0};
    screen_note(&sitting->screen,
                "Silence? Enter again stays silent; or type your reply.");
    screen_prompt_label(&sitting->screen, &label);
    enum prompt_outcome outcome =
        prompt_read(sitting->prompt, buffer_text(&label), NULL, &line);
    struct buffer ignored = {0};
    const struct typed_table table = table_of(sitting);
    if (outcome == PROMPT_LINE &&
        typed_read(&table, &line, &ignored).kind == TYPED_SILENCE)
        take_reply(sitting, "");
    else
        take_outcome(sitting, outcome, &line);
    buffer_free(&label);
    buffer_free(&line);
    buffer_free(&ignored);
}

/* A command, or what was meant as one, that could not be taken. */
static void ask_what_was_meant(struct sitting *sitting, const char *why)
{
    screen_note(&sitting->screen, why);
    if (!was_typed(sitting)) complain(sitting, why);
}

static void take_text(struct sitting *sitting, const struct buffer *line,
                      const struct typed *typed, const char *why)
{
    if (sitting->state == SITTING_GUESSING)
        take_guess(sitting, buffer_text(line));
    else if (typed->kind == TYPED_UNKNOWN)
        ask_what_was_meant(sitting, why);
    else if (typed->kind == TYPED_SILENCE && was_typed(sitting))
        ask_back(sitting);
    else
        take_reply(sitting, typed->text);
}

static void take_line(struct sitting *sitting, const struct buffer *line)
{
    struct buffer why = {0};
    struct error error;
    const struct typed_table table = table_of(sitting);
    struct typed typed = typed_read(&table, line, &why);
    if (typed.kind != TYPED_REFUSED && line->length > 0 &&
        sitting->state == SITTING_TALKING && !sitting->exam)
        prompt_remember(sitting->prompt, buffer_text(line), &error);
    if (typed.kind == TYPED_REFUSED)
        refuse(sitting, line, buffer_text(&why));
    else if (typed.kind == TYPED_COMMAND)
        typed.command->run(sitting, typed.text);
    else if (typed.kind == TYPED_ALONE || typed.kind == TYPED_NO_EXAM)
        ask_what_was_meant(sitting, buffer_text(&why));
    else
        take_text(sitting, line, &typed, buffer_text(&why));
    buffer_free(&why);
}

static void end_of_input(struct sitting *sitting)
{
    if (sitting->state == SITTING_GUESSING) {
        sitting->state = SITTING_DONE;
        return;
    }
    screen_gap(&sitting->screen);
    ask_guess(sitting);
    if (!was_typed(sitting)) sitting->state = SITTING_DONE;
}

static void take_outcome(struct sitting *sitting, enum prompt_outcome outcome,
                         const struct buffer *line)
{
    switch (outcome) {
    case PROMPT_LINE:
        take_line(sitting, line);
        break;
    case PROMPT_END:
        end_of_input(sitting);
        break;
    case PROMPT_WOKEN:
        keep_line(sitting, buffer_text(line));
        sitting->wake(sitting, sitting->wake_context);
        if (sitting->state == SITTING_TALKING &&
            session_ending(sitting->session) != SCENARIO_NONE)
            ask_guess(sitting);
        break;
    case PROMPT_INTERRUPT:
    case PROMPT_HANGUP:
        sitting->state = SITTING_LEFT;
        break;
    }
}

/* A long reply is shown with its marks, and only so. */
static bool shows_itself(void *context, const char *text)
{
    const struct sitting *sitting = context;
    const struct typed_table table = table_of(NULL);
    struct buffer line = {0};
    struct buffer ignored = {0};
    buffer_add_text(&line, text);
    bool shows = sitting->state == SITTING_TALKING &&
                 screen_is_long(&sitting->screen, text) &&
                 typed_read(&table, &line, &ignored).kind == TYPED_REPLY;
    buffer_free(&line);
    buffer_free(&ignored);
    return shows;
}

static void label_line(const struct sitting *sitting, struct buffer *label)
{
    screen_prompt_label(&sitting->screen, label);
    if (sitting->state != SITTING_GUESSING) return;
    buffer_clear(label);
    buffer_add_text(label, sitting->screen.plain ? "1 to 5: " : " 1 to 5 > ");
}

void sitting_run(struct sitting *sitting)
{
    struct buffer label = {0};
    struct buffer line = {0};
    struct buffer prefill = {0};
    prompt_leave_showing(sitting->prompt, shows_itself, sitting);
    if (session_ending(sitting->session) != SCENARIO_NONE) ask_guess(sitting);
    while (sitting->state == SITTING_TALKING ||
           sitting->state == SITTING_GUESSING) {
        label_line(sitting, &label);
        terminal_flush(&sitting->screen.terminal);
        buffer_clear(&prefill);
        buffer_add_text(&prefill, buffer_text(&sitting->prefill));
        buffer_clear(&sitting->prefill);
        buffer_clear(&line);
        take_outcome(
            sitting,
            prompt_read(sitting->prompt, buffer_text(&label),
                        prefill.length > 0 ? buffer_text(&prefill) : NULL,
                        &line),
            &line);
    }
    buffer_free(&label);
    buffer_free(&line);
    buffer_free(&prefill);
}

void sitting_release(struct sitting *sitting)
{
    buffer_free(&sitting->first_reply);
    buffer_free(&sitting->first_answer);
    buffer_free(&sitting->prefill);
}

/* --- completion ---------------------------------------------------------- */

static const char *offer_from(const char *const *names, size_t count,
                              const char *word, size_t index)
{
    size_t length = strlen(word);
    for (size_t i = 0; i < count; i++)
        if (strncmp(names[i], word, length) == 0 && index-- == 0)
            return names[i];
    return NULL;
}

static const char *offer_code(const struct sitting *sitting, const char *word,
                              size_t index)
{
    const struct rubric *rubric = sitting->session->rubric;
    size_t length = strlen(word);
    for (size_t i = 0; i < rubric->code_count; i++)
        if (strncmp(rubric->codes[i].name, word, length) == 0 && index-- == 0)
            return rubric->codes[i].name;
    return NULL;
}

const char *sitting_offer(void *context, const char *line, size_t start,
                          size_t index)
{
    static const char *const moments[] = {"turn", "end", "off"};
    const struct sitting *sitting = context;
    const struct typed_table table = table_of(sitting);
    if (start == 0 && line[0] == ':') return typed_offer(&table, line, index);
    if (strncmp(line, ":feedback ", 10) == 0 && !sitting->exam)
        return offer_from(moments, 3, line + start, index);
    if (strncmp(line, ":dispute ", 9) == 0 && start == 9)
        return offer_code(sitting, line + start, index);
    return NULL;
}
