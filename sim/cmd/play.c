/* rapport play: a session with a client, from the menu to the look back.
 *
 * Begin with play() at the end: it finds out what is asked for (a new
 * session, one to resume, data to forget), opens what a sitting needs, and
 * closes it. The talk itself is sitting.c's, and what stands around it is in
 * greeting.c, keeping.c and farewell.c; the rules of an exercise are
 * assignment.c's.
 */
#include "base/count.h"
#include "class/replay.h"
#include "cmd/assignment.h"
#include "cmd/command.h"
#include "cmd/farewell.h"
#include "cmd/greeting.h"
#include "cmd/handover.h"
#include "cmd/keeping.h"
#include "cmd/library.h"
#include "cmd/menu.h"
#include "cmd/own.h"
#include "cmd/sitting.h"
#include "cmd/trainee.h"
#include "cmd/workshop.h"

#include <stdio.h>
#include <string.h>

enum {
    OPTION_PLAIN,
    OPTION_FEEDBACK,
    OPTION_RESUME,
    OPTION_RUBRIC,
    OPTION_TRANSCRIPT,
    OPTION_NO_TRANSCRIPT,
    OPTION_AFTER,
    OPTION_TRAINEE,
    OPTION_EXERCISE,
    OPTION_WATCH,
    OPTION_FROM,
    OPTION_SET,
    OPTION_FORGET
};

static const struct command_option options[] = {
    [OPTION_PLAIN] = {"plain", COMMAND_FLAG, NULL,
                      "labelled lines, for a screen reader"},
    [OPTION_FEEDBACK] = {"feedback", COMMAND_TEXT, "WHEN", "turn, end or off"},
    [OPTION_RESUME] = {"resume", COMMAND_OPTIONAL_FILE, "TRANSCRIPT",
                       "go on where a session stopped (the last one)"},
    [OPTION_RUBRIC] = {"rubric", COMMAND_RUBRIC, "RUBRIC",
                       "score by this rubric"},
    [OPTION_TRANSCRIPT] = {"transcript", COMMAND_FILE, "FILE",
                           "write the transcript here; it must not exist"},
    [OPTION_NO_TRANSCRIPT] = {"no-transcript", COMMAND_FLAG, NULL,
                              "keep none; the session cannot be resumed"},
    [OPTION_AFTER] = {"after", COMMAND_FILE, "TRANSCRIPT",
                      "the earlier session that a later one goes on from"},
    [OPTION_TRAINEE] = {"trainee", COMMAND_TEXT, "NAME",
                        "a name to put in the transcript"},
    [OPTION_EXERCISE] = {"exercise", COMMAND_FILE, "FILE",
                         "play a scenario of this exercise, by its rules"},
    [OPTION_WATCH] = {"watch", COMMAND_FLAG, NULL,
                      "load the file anew whenever it is saved; for authors"},
    [OPTION_FROM] = {"from", COMMAND_TEXT, "NODE",
                     "begin in this node; for authors"},
    [OPTION_SET] = {"set", COMMAND_TEXT, "STATE=N,…",
                    "begin with these values; for authors"},
    [OPTION_FORGET] = {"forget", COMMAND_FLAG, NULL,
                       "delete all your own data, after asking"},
};

static const struct command_pair pairs[] = {
    {OPTION_TRANSCRIPT, COMMAND_NOT_WITH, OPTION_NO_TRANSCRIPT, NULL},
    {OPTION_EXERCISE, COMMAND_NOT_WITH, OPTION_RUBRIC,
     "it is played by the rubric that it pins"},
    {OPTION_EXERCISE, COMMAND_NOT_WITH, OPTION_WATCH,
     "what it pins does not change"},
    {OPTION_RESUME, COMMAND_NOT_WITH, OPTION_EXERCISE,
     "a session of an exercise goes on by the exercise it was begun with"},
    {OPTION_RESUME, COMMAND_NOT_WITH, OPTION_TRANSCRIPT, NULL},
    {OPTION_RESUME, COMMAND_NOT_WITH, OPTION_NO_TRANSCRIPT, NULL},
    {OPTION_RESUME, COMMAND_NOT_WITH, OPTION_RUBRIC, NULL},
    {OPTION_RESUME, COMMAND_NOT_WITH, OPTION_TRAINEE, NULL},
    {OPTION_RESUME, COMMAND_NOT_WITH, OPTION_AFTER, NULL},
    {OPTION_RESUME, COMMAND_NOT_WITH, OPTION_WATCH, NULL},
    {OPTION_RESUME, COMMAND_NOT_WITH, OPTION_FROM, NULL},
    {OPTION_RESUME, COMMAND_NOT_WITH, OPTION_SET, NULL},
    {OPTION_TRANSCRIPT, COMMAND_NOT_WITH, OPTION_WATCH, NULL},
    {OPTION_TRANSCRIPT, COMMAND_NOT_WITH, OPTION_FROM, NULL},
    {OPTION_TRANSCRIPT, COMMAND_NOT_WITH, OPTION_SET, NULL},
};

/* The scenario that shows one's way around. */
static const char tutorial[] = "tutorial";

static const char offer_tutorial[] =
    "Here for the first time? Enter alone shows you around: two minutes with "
    "Pim, who sits in for a client.";

/* Everything one run of the command holds. */
struct play {
    const struct arguments *arguments;
    const struct menu *menu; /* while a scenario is chosen */
    int status;              /* the exit status where nothing is begun */
    struct library library;
    struct pair pair;
    struct workshop workshop;
    struct sitting sitting;
    struct transcript *resumed;
    struct handover handover;
    struct assignment assignment;
    struct arena arena;
    struct buffer trainee; /* who does the exercise */
};

static const char *option(const struct play *play, int number)
{
    return play->arguments->options[number];
}

static struct screen *screen_of(struct play *play)
{
    return &play->sitting.screen;
}

/* What an author tries out is no session that could be replayed. */
static bool keeps_transcript(const struct play *play)
{
    return option(play, OPTION_NO_TRANSCRIPT) == NULL &&
           option(play, OPTION_WATCH) == NULL &&
           !middle_is_wanted(&play->workshop.middle);
}

static const char *const feedback_names[] = {
    [SITTING_TURN] = "turn", [SITTING_END] = "end", [SITTING_OFF] = "off"};

enum { FEEDBACKS = COUNT(feedback_names) };

/* The place of NAME among the names, or FEEDBACKS. */
static size_t feedback_named(const char *name)
{
    size_t i = 0;
    while (i < FEEDBACKS && strcmp(feedback_names[i], name) != 0)
        i++;
    return i;
}

/* --- the rules of the talk ----------------------------------------------- */

static void choose_feedback(struct play *play)
{
    const char *asked = option(play, OPTION_FEEDBACK);
    play->sitting.feedback =
        play->sitting.exam ? SITTING_OFF
        : asked != NULL    ? (enum sitting_feedback)feedback_named(asked)
        : play->pair.scenario->difficulty > 1 ? SITTING_END
                                              : SITTING_TURN;
}

struct refusal {
    int option;
    const char *why;
};

/* True, and said, when an option is given that an exam has not. */
static bool breaks_exam(struct play *play)
{
    static const struct refusal refusals[] = {
        {OPTION_FEEDBACK, "it gives no feedback"},
        {OPTION_NO_TRANSCRIPT, "the transcript is what is handed in"},
        {OPTION_FROM, "it begins where everybody begins"},
        {OPTION_SET, "it begins as it does for everybody"},
    };
    if (!play->sitting.exam) return false;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        int number = refusals[i].option;
        if (option(play, number) == NULL) continue;
        play->status =
            command_fail(COMMAND_USAGE, "--%s does not go with an exam: %s",
                         options[number].name, refusals[i].why);
        return true;
    }
    return false;
}

/* MODE is what a transcript says, or NULL for a new one. */
static bool follow_rules(struct play *play, const char *mode)
{
    const char *exam = exercise_mode_name(EXERCISE_EXAM);
    play->sitting.exam = assignment_is_exam(&play->assignment) ||
                         (mode != NULL && strcmp(mode, exam) == 0);
    if (assignment_is_on(&play->assignment))
        play->sitting.help_now = play->assignment.course.exercise->help_now;
    return !breaks_exam(play);
}

/* --- the prompt ---------------------------------------------------------- */

/* What Tab offers: in the menu its names, in the talk what the sitting does. */
static const char *offer(void *context, const char *line, size_t start,
                         size_t index)
{
    struct play *play = context;
    if (play->menu != NULL) return menu_offer(play->menu, line + start, index);
    if (play->sitting.session == NULL) return NULL;
    return sitting_offer(&play->sitting, line, start, index);
}

/* In an exam the Up key must not bring what was said in practice. */
static void open_prompt(struct play *play)
{
    struct buffer history = {0};
    if (play->library.folders.data.length > 0 && keeps_transcript(play) &&
        !play->sitting.exam)
        own_path(&play->library, "history", &history);
    play->sitting.prompt = prompt_new(
        history.length > 0 ? buffer_text(&history) : NULL, offer, play);
    buffer_free(&history);
}

/* --- which scenario ------------------------------------------------------ */

static bool choose(struct play *play, const struct menu *menu, size_t *which)
{
    play->menu = menu;
    *which = menu_choose(menu, screen_of(play), play->sitting.prompt);
    play->menu = NULL;
    if (*which == menu->count) play->status = COMMAND_YES;
    return *which < menu->count;
}

/* The name of one that was shipped, put in NAME. */
static bool choose_shipped(struct play *play, struct buffer *name)
{
    struct error error = {0};
    size_t which = 0;
    bool first = greeting_is_first(&play->library);
    struct menu menu = {
        .heading = "Who would you like to talk with?",
        .alone = first ? tutorial : NULL,
        .note = first ? offer_tutorial : NULL,
    };
    if (!menu_of_scenarios(&menu, &play->library, &play->arena, &error)) {
        command_fail(COMMAND_FAILED, "%s", error.text);
        return false;
    }
    if (!choose(play, &menu, &which)) return false;
    buffer_add_text(name, menu.rows[which].name);
    return true;
}

static bool load(struct play *play, const char *name)
{
    if (option(play, OPTION_WATCH) != NULL)
        return workshop_load(&play->workshop, name, play->sitting.prompt);
    return library_load(&play->library, name, option(play, OPTION_RUBRIC),
                        &play->pair);
}

static bool take_any(struct play *play)
{
    struct buffer name = {0};
    bool fine = true;
    if (play->arguments->operand_count > 0)
        buffer_add_text(&name, play->arguments->operands[0]);
    else
        fine = choose_shipped(play, &name);
    fine = fine && load(play, buffer_text(&name));
    buffer_free(&name);
    return fine;
}

/* --- an exercise --------------------------------------------------------- */

static bool name_trainee(struct play *play)
{
    struct prompt *prompt = play->sitting.prompt;
    if (!keeps_transcript(play) ||
        trainee_find(&play->library, option(play, OPTION_TRAINEE),
                     screen_of(play), prompt, &play->trainee))
        return true;
    if (prompt_is_terminal(prompt))
        play->status = COMMAND_YES;
    else
        command_fail(COMMAND_FAILED, "whose transcript is it? Give "
                                     "--trainee=NAME, or a line with a name");
    return false;
}

static bool take_pinned(struct play *play)
{
    struct assignment *assignment = &play->assignment;
    const struct exercise *exercise = assignment->course.exercise;
    size_t which = 0;
    if (play->arguments->operand_count > 0) {
        if (!assignment_named(assignment, play->arguments->operands[0], &which))
            return false;
    } else if (exercise->scenario_count > 1) {
        struct menu menu = assignment_menu(assignment, &play->arena);
        if (!choose(play, &menu, &which)) return false;
    }
    if (!assignment_take(assignment, which, keeps_transcript(play),
                         &play->pair) ||
        !name_trainee(play))
        return false;
    assignment_greet(assignment,
                     play->trainee.length > 0 ? buffer_text(&play->trainee)
                                              : NULL,
                     screen_of(play));
    return true;
}

/* --- beginning ----------------------------------------------------------- */

static bool place(struct play *play)
{
    struct error error = {0};
    const struct middle *middle = &play->workshop.middle;
    if (middle_is_wanted(middle) &&
        !middle_place(play->sitting.session, middle, &error)) {
        command_fail(COMMAND_FAILED, "%s", error.text);
        return false;
    }
    return true;
}

static void greet(struct play *play)
{
    const struct greeting greeting = {
        .library = &play->library,
        .pair = &play->pair,
        .keeps = keeps_transcript(play),
        .hands_in = assignment_is_on(&play->assignment),
        .exam = play->sitting.exam,
        .later = play->sitting.feedback == SITTING_END,
    };
    greeting_show(&greeting, screen_of(play));
}

static bool is_named(const struct play *play)
{
    const char *resumed = option(play, OPTION_RESUME);
    return option(play, OPTION_TRANSCRIPT) != NULL ||
           (resumed != NULL && resumed[0] != '\0');
}

static bool begin_transcript(struct play *play)
{
    const struct keeping keeping = {
        .library = &play->library,
        .pair = &play->pair,
        .course = &play->assignment.course,
        .handover = &play->handover,
        .trainee = play->trainee.length > 0 ? buffer_text(&play->trainee)
                                            : option(play, OPTION_TRAINEE),
        .file = option(play, OPTION_TRANSCRIPT),
    };
    return !keeps_transcript(play) || keeping_begin(&keeping, &play->sitting);
}

static bool open_assignment(struct play *play, const char *exercise)
{
    struct buffer name = {0};
    bool known =
        trainee_known(&play->library, option(play, OPTION_TRAINEE), &name);
    bool fine = assignment_open(&play->assignment, &play->library, exercise,
                                known ? buffer_text(&name) : NULL);
    buffer_free(&name);
    return fine;
}

static bool begin(struct play *play)
{
    const char *exercise = option(play, OPTION_EXERCISE);
    if (exercise != NULL &&
        (!open_assignment(play, exercise) || !follow_rules(play, NULL)))
        return false;
    open_prompt(play);
    if (!(exercise != NULL ? take_pinned(play) : take_any(play))) return false;
    choose_feedback(play);
    screen_fit(screen_of(play), play->pair.scenario);
    greet(play);
    if (!handover_take(&play->handover, &play->library, play->pair.scenario,
                       option(play, OPTION_AFTER), screen_of(play)) ||
        !begin_transcript(play))
        return false;
    play->sitting.session = session_new(play->pair.scenario, play->pair.rubric,
                                        &play->handover.carry);
    return place(play);
}

/* --- resuming ------------------------------------------------------------ */

static bool is_open(const struct transcript *transcript, void *context)
{
    (void)context;
    return !transcript->ended;
}

static bool find_resumable(struct play *play, struct buffer *path)
{
    const char *given = option(play, OPTION_RESUME);
    if (given[0] != '\0') {
        buffer_add_text(path, given);
        return true;
    }
    if (!own_has_home(&play->library)) return false;
    struct transcript *found = own_newest(&play->library, path, is_open, NULL);
    if (found == NULL)
        command_fail(COMMAND_FAILED, "there is no session to go on with; "
                                     "'rapport play' begins one");
    transcript_free(found);
    return found != NULL;
}

/* Opens what the transcript in PATH was played by, and its exercise. */
static bool reopen(struct play *play, const char *path)
{
    play->resumed = keeping_reopen(path, &play->sitting);
    if (play->resumed == NULL) return false;
    const struct transcript_header *header = &play->resumed->header;
    return assignment_reopen(&play->assignment, &play->library, header) &&
           follow_rules(play, header->mode) &&
           library_load_pinned(&play->library, header, &play->pair);
}

static void say_turn(struct play *play)
{
    struct screen *screen = screen_of(play);
    screen_heading(screen, play->pair.scenario->title);
    if (play->sitting.exam) screen_note(screen, "This is an exam.");
    screen_format(screen, "You go on at turn %d%s.",
                  play->sitting.session->position.turn,
                  play->sitting.exam ? "" : "; :recap shows the talk so far");
}

static bool resume(struct play *play)
{
    struct buffer path = {0};
    struct buffer differences = {0};
    bool fine = find_resumable(play, &path) && reopen(play, buffer_text(&path));
    buffer_free(&path);
    if (!fine) return false;
    open_prompt(play);
    choose_feedback(play);
    screen_fit(screen_of(play), play->pair.scenario);
    play->sitting.session = replay_session(play->resumed, play->pair.scenario,
                                           play->pair.rubric, &differences);
    memcpy(play->sitting.seal.chain, play->resumed->chain, HASH_HEX);
    if (assignment_is_on(&play->assignment))
        assignment_greet(&play->assignment, play->resumed->header.trainee,
                         screen_of(play));
    say_turn(play);
    if (differences.length > 0)
        fprintf(stderr,
                "The transcript differs from its replay, which counts:\n%s",
                buffer_text(&differences));
    screen_gap(screen_of(play));
    buffer_free(&differences);
    return true;
}

/* --- the command --------------------------------------------------------- */

static int talk(struct play *play)
{
    if (option(play, OPTION_WATCH) != NULL) {
        play->workshop.carry = play->handover.carry;
        workshop_open(&play->workshop, &play->sitting);
    }
    screen_client(screen_of(play), play->pair.scenario,
                  &play->sitting.session->speech);
    sitting_run(&play->sitting);
    prompt_free(play->sitting.prompt);
    play->sitting.prompt = NULL;
    return farewell_say(&play->sitting, &play->assignment);
}

static int check_files(const struct arguments *arguments)
{
    const char *exercise = arguments->options[OPTION_EXERCISE];
    if (arguments->options[OPTION_WATCH] != NULL &&
        (arguments->operand_count == 0 ||
         strcmp(arguments->operands[0], "-") == 0))
        return command_fail(COMMAND_USAGE,
                            "--watch needs the scenario's file, as 'rapport "
                            "play --watch anna-1.json'");
    if (exercise != NULL && (exercise[0] == '\0' || strcmp(exercise, "-") == 0))
        return command_fail(COMMAND_USAGE,
                            "--exercise needs the exercise's file, as "
                            "'rapport play --exercise=week-3.json'");
    return COMMAND_YES;
}

static int check_name(const struct arguments *arguments)
{
    const char *name = arguments->options[OPTION_TRAINEE];
    struct buffer why = {0};
    int status = COMMAND_YES;
    if (name != NULL && trainee_refuses(name, &why))
        status =
            command_fail(COMMAND_USAGE, "--trainee: %s", buffer_text(&why));
    buffer_free(&why);
    return status;
}

static int check_usage(const struct arguments *arguments)
{
    const char *feedback = arguments->options[OPTION_FEEDBACK];
    if (arguments->operand_count > 1)
        return command_fail(COMMAND_USAGE, "one scenario at a time");
    if (arguments->options[OPTION_RESUME] != NULL &&
        arguments->operand_count > 0)
        return command_fail(COMMAND_USAGE,
                            "--resume takes a transcript, as --resume=FILE, "
                            "and no scenario");
    if (feedback != NULL && feedback_named(feedback) == FEEDBACKS)
        return command_fail(COMMAND_USAGE,
                            "--feedback=turn, end or off, not '%s'", feedback);
    int status = check_files(arguments);
    return status != COMMAND_YES ? status : check_name(arguments);
}

static void close_all(struct play *play)
{
    prompt_free(play->sitting.prompt);
    sitting_release(&play->sitting);
    session_free(play->sitting.session);
    journal_close(play->sitting.journal);
    transcript_free(play->resumed);
    handover_free(&play->handover);
    assignment_close(&play->assignment);
    arena_free(&play->arena);
    buffer_free(&play->trainee);
    library_pair_free(&play->pair);
    library_close(&play->library);
}

static int play(const struct arguments *arguments)
{
    struct play run = {.arguments = arguments, .status = COMMAND_FAILED};
    int status = check_usage(arguments);
    if (status != COMMAND_YES) return status;
    library_open(&run.library);
    library_remember(&run.library);
    if (arguments->options[OPTION_NO_TRANSCRIPT] != NULL)
        known_leave_no_trace(run.library.known);
    run.workshop = (struct workshop){
        .library = &run.library,
        .rubric = arguments->options[OPTION_RUBRIC],
        .middle = {arguments->options[OPTION_FROM],
                   arguments->options[OPTION_SET]},
        .pair = &run.pair,
    };
    run.sitting.screen = screen_new(arguments->options[OPTION_PLAIN] != NULL);
    run.sitting.named = is_named(&run);
    if (arguments->options[OPTION_FORGET] != NULL) {
        status = own_forget(&run.library, screen_of(&run));
    } else {
        bool ready = arguments->options[OPTION_RESUME] != NULL ? resume(&run)
                                                               : begin(&run);
        status = ready ? talk(&run) : run.status;
    }
    close_all(&run);
    return status;
}

const struct command command_play = {
    .name = "play",
    .line = "talk with a client",
    .operands = "[SCENARIO]",
    .operand_kind = COMMAND_SCENARIO,
    .about =
        "Plays a scenario, by name or file; without one, a menu. Replies are "
        "typed at the prompt, or read line by line where standard input is no "
        "terminal. :help in a session lists its commands. Every turn is in "
        "the transcript before its answer is on the screen. With --exercise, "
        "SCENARIO is one that the exercise pins, and its rules hold: how "
        "often it may be played, and in an exam no hints, second tries, "
        "feedback or history. The transcript says whose it is, and is what "
        "is handed in.",
    .options = options,
    .option_count = COUNT(options),
    .pairs = pairs,
    .pair_count = COUNT(pairs),
    .run = play,
};
