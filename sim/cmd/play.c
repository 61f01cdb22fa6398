/* rapport play: a session with a client, from the menu to the look back.
 *
 * Begin with play() at the end: it finds out what is asked for (a new
 * session, one to resume, data to forget), opens what a sitting needs, and
 * closes it. The talk itself is sitting.c's.
 */
#include "class/replay.h"
#include "cmd/coach.h"
#include "cmd/command.h"
#include "cmd/library.h"
#include "cmd/sitting.h"
#include "cmd/version.h"
#include "cmd/workshop.h"
#include "world/clock.h"

#include <stdio.h>
#include <stdlib.h>
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
    [OPTION_WATCH] = {"watch", COMMAND_FLAG, NULL,
                      "load the file anew whenever it is saved; for authors"},
    [OPTION_FROM] = {"from", COMMAND_TEXT, "NODE",
                     "begin in this node; for authors"},
    [OPTION_SET] = {"set", COMMAND_TEXT, "STATE=N,…",
                    "begin with these values; for authors"},
    [OPTION_FORGET] = {"forget", COMMAND_FLAG, NULL,
                       "delete all your own data, after asking"},
};

static const char notice[] =
    "Before you begin, once: the client is a scripted character, and your "
    "replies are scored by matching patterns in the words. Scores are "
    "estimates. %s The program hears no tone. Use no details of real clients. "
    "This is practice, not therapy; if something touches you, :help-now says "
    "where to turn. What you type stays on this computer, in a transcript "
    "that only you have; 'rapport play --forget' deletes it.";

static const char stuck[] =
    "Type what you would say, and Enter. An empty line is silence. :help "
    "lists the commands, :hint helps when you are stuck.";

/* The scenario that shows one's way around. */
static const char tutorial[] = "tutorial";

static const char offer_tutorial[] =
    "Here for the first time? Enter alone shows you around: two minutes with "
    "Pim, who sits in for a client.";

/* Everything one run of the command holds. */
struct play {
    const struct arguments *arguments;
    const struct files_listing *menu; /* while a scenario is chosen */
    bool left;                        /* the menu, without choosing */
    struct library library;
    struct pair pair;
    struct workshop workshop;
    struct sitting sitting;
    struct transcript *resumed;
    struct transcript *earlier; /* what a later session goes on from */
    struct arena arena;
    struct changes carry;
    const char **carry_names;
    const char *carry_from;
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

/* --- the trainee's own files --------------------------------------------- */

static void data_path(const struct play *play, const char *name,
                      struct buffer *path)
{
    buffer_clear(path);
    buffer_format(path, "%s/%s", buffer_text(&play->library.folders.data),
                  name);
}

/* True when there is a place for own data; says so when there is none. */
static bool has_home(const struct play *play)
{
    if (play->library.folders.data.length > 0) return true;
    command_fail(COMMAND_FAILED,
                 "%s; give --transcript=FILE, or play with --no-transcript",
                 play->library.homeless.text);
    return false;
}

/* That the notice was shown once is kept as an empty file. */
static bool is_first_time(const struct play *play, struct buffer *path)
{
    data_path(play, "notice-shown", path);
    return play->library.folders.data.length == 0 ||
           !files_exists(buffer_text(path));
}

static void show_notice(struct play *play)
{
    struct buffer path = {0};
    struct error error;
    if (is_first_time(play, &path)) {
        struct buffer honesty = {0};
        coach_honesty(play->pair.rubric, &honesty);
        screen_format(screen_of(play), notice, buffer_text(&honesty));
        screen_gap(screen_of(play));
        buffer_free(&honesty);
        if (play->library.folders.data.length > 0 && keeps_transcript(play))
            files_write(buffer_text(&path), "", 0, &error);
    }
    screen_note(screen_of(play), stuck);
    screen_gap(screen_of(play));
    buffer_free(&path);
}

static void transcript_path(const struct play *play, const char *stamp,
                            const char *attempt, struct buffer *path)
{
    const char *given = option(play, OPTION_TRANSCRIPT);
    buffer_clear(path);
    if (given != NULL) {
        buffer_add_text(path, given);
        return;
    }
    data_path(play, "transcripts/", path);
    for (; *stamp != '\0'; stamp++)
        if (*stamp != '-' && *stamp != ':') buffer_add_byte(path, *stamp);
    buffer_format(path, "-%s-%.8s.jsonl", play->pair.scenario->id, attempt);
}

/* --- a transcript that is there ------------------------------------------ */

/* The newest transcript in the own data that WANTED asks for, or NULL. */
static struct transcript *
newest(const struct play *play, struct buffer *path,
       bool wanted(const struct transcript *, const char *), const char *id)
{
    struct files_listing listing = {0};
    struct error error;
    struct transcript *found = NULL;
    struct buffer folder = {0};
    data_path(play, "transcripts", &folder);
    if (files_list(buffer_text(&folder), ".jsonl", &listing, &error))
        for (size_t i = listing.count; i > 0 && found == NULL; i--) {
            buffer_clear(path);
            buffer_format(path, "%s/%s", buffer_text(&folder),
                          listing.names[i - 1]);
            found = library_transcript(buffer_text(path));
            if (found == NULL || wanted(found, id)) continue;
            transcript_free(found);
            found = NULL;
        }
    files_listing_free(&listing);
    buffer_free(&folder);
    return found;
}

static bool is_open(const struct transcript *transcript, const char *id)
{
    (void)id;
    return !transcript->ended;
}

static bool is_finished(const struct transcript *transcript, const char *id)
{
    return transcript->ended && strcmp(transcript->header.scenario.id, id) == 0;
}

/* --- going on from an earlier session ------------------------------------ */

/* Replays the earlier session and takes from its end what is carried. */
static bool take_over(struct play *play)
{
    const struct scenario *scenario = play->pair.scenario;
    struct pair pair = {0};
    struct buffer differences = {0};
    bool fine =
        library_load_pinned(&play->library, &play->earlier->header, &pair);
    if (fine) {
        struct session *session = replay_session(play->earlier, pair.scenario,
                                                 pair.rubric, &differences);
        size_t count = scenario->carry.count;
        struct change *list = arena_new(&play->arena, count, sizeof *list);
        play->carry_names =
            arena_new(&play->arena, count, sizeof *play->carry_names);
        for (size_t i = 0; i < count; i++) {
            size_t state = scenario->carry.list[i];
            const char *name = scenario->states[state].name;
            size_t from = scenario_state(pair.scenario, name);
            if (from == SCENARIO_NONE) continue;
            play->carry_names[play->carry.count] = name;
            list[play->carry.count++] =
                (struct change){state, session->position.values[from]};
        }
        play->carry.list = list;
        play->carry_from = play->earlier->chain;
        session_free(session);
    }
    if (differences.length > 0)
        fprintf(stderr, "The earlier transcript differs from its replay:\n%s",
                buffer_text(&differences));
    buffer_free(&differences);
    library_pair_free(&pair);
    return fine;
}

/* False only when a named earlier transcript cannot be used. */
static bool carry_over(struct play *play)
{
    const struct scenario *scenario = play->pair.scenario;
    const char *given = option(play, OPTION_AFTER);
    struct buffer path = {0};
    if (scenario->continues == NULL) {
        if (given == NULL) return true;
        command_fail(COMMAND_USAGE, "'%s' goes on from no earlier session",
                     scenario->id);
        return false;
    }
    play->earlier = given != NULL
                        ? library_transcript(given)
                        : newest(play, &path, is_finished, scenario->continues);
    buffer_free(&path);
    if (given != NULL && play->earlier != NULL &&
        !is_finished(play->earlier, scenario->continues)) {
        command_fail(COMMAND_FAILED,
                     "%s is no finished session of '%s', from which this goes "
                     "on",
                     given, scenario->continues);
        return false;
    }
    if (play->earlier != NULL && take_over(play)) {
        screen_format(screen_of(play),
                      "This goes on from your session '%s' of %s.",
                      scenario->continues, play->earlier->header.start);
        screen_gap(screen_of(play));
        return true;
    }
    if (given != NULL) return false;
    screen_format(screen_of(play),
                  "This goes on from '%s', of which you have no finished "
                  "session: it begins as if that had gone middling well.",
                  scenario->continues);
    screen_gap(screen_of(play));
    return true;
}

/* --- opening ------------------------------------------------------------- */

static bool keep_files(struct play *play, struct error *error)
{
    if (play->library.folders.data.length == 0) return true;
    return library_keep(&play->library, &play->pair.scenario_volume,
                        play->pair.scenario->sha256, error) &&
           library_keep(&play->library, &play->pair.rubric_volume,
                        play->pair.rubric->sha256, error);
}

static void format_header(struct play *play, const char *attempt,
                          const char *stamp, struct buffer *line)
{
    const struct pair *pair = &play->pair;
    struct transcript_header header = {
        .attempt = attempt,
        .mode = "practice",
        .program = VERSION,
        .trainee = option(play, OPTION_TRAINEE),
        .start = stamp,
        .scenario = {pair->scenario->id, pair->scenario->version,
                     pair->scenario->sha256},
        .rubric = {pair->rubric->id, pair->rubric->version,
                   pair->rubric->sha256},
        .carry = play->carry,
        .carry_names = play->carry_names,
        .carry_from = play->carry_from,
    };
    transcript_format_header(&play->sitting.seal, &header, line);
}

static bool open_journal(struct play *play)
{
    char stamp[CLOCK_STAMP];
    char attempt[CLOCK_ATTEMPT];
    struct buffer path = {0};
    struct buffer line = {0};
    struct error error = {0};
    bool fine = false;
    if (!keeps_transcript(play)) return true;
    if (option(play, OPTION_TRANSCRIPT) == NULL && !has_home(play))
        return false;
    clock_stamp(stamp);
    clock_attempt(attempt);
    transcript_path(play, stamp, attempt, &path);
    format_header(play, attempt, stamp, &line);
    play->sitting.journal = journal_create(buffer_text(&path), &error);
    fine =
        play->sitting.journal != NULL &&
        journal_append(play->sitting.journal, line.bytes, line.length, &error);
    if (fine && !keep_files(play, &error))
        command_fail(COMMAND_PROBLEMS,
                     "%s; the transcript can be replayed only as long as its "
                     "scenario and rubric stay as they are",
                     error.text);
    if (!fine)
        command_fail(COMMAND_FAILED,
                     "%s; --transcript=FILE writes it elsewhere, "
                     "--no-transcript keeps none",
                     error.text);
    buffer_free(&path);
    buffer_free(&line);
    return fine;
}

static const char *const feedback_names[] = {
    [SITTING_TURN] = "turn", [SITTING_END] = "end", [SITTING_OFF] = "off"};

enum { FEEDBACKS = sizeof feedback_names / sizeof *feedback_names };

/* The place of NAME among the names, or FEEDBACKS. */
static size_t feedback_named(const char *name)
{
    size_t i = 0;
    while (i < FEEDBACKS && strcmp(feedback_names[i], name) != 0)
        i++;
    return i;
}

static void choose_feedback(struct play *play)
{
    const char *asked = option(play, OPTION_FEEDBACK);
    play->sitting.feedback =
        asked != NULL ? (enum sitting_feedback)feedback_named(asked)
        : play->pair.scenario->difficulty > 1 ? SITTING_END
                                              : SITTING_TURN;
}

static void show_opening(struct play *play)
{
    struct screen *screen = screen_of(play);
    const struct scenario *scenario = play->pair.scenario;
    screen_heading(screen, scenario->title);
    screen_note(screen, scenario->about);
    if (scenario->content_note != NULL)
        screen_format(screen, "A note before you begin: %s",
                      scenario->content_note);
    screen_gap(screen);
    show_notice(play);
}

/* --- the menu ------------------------------------------------------------ */

static void show_menu(struct play *play, const struct files_listing *names)
{
    char number[32];
    screen_heading(screen_of(play), "Who would you like to talk with?");
    for (size_t i = 0; i < names->count; i++) {
        struct pair pair = {0};
        snprintf(number, sizeof number, "%zu  %s", i + 1, names->names[i]);
        if (library_load(&play->library, names->names[i], NULL, &pair))
            screen_row(screen_of(play), SCREEN_WORD, number,
                       pair.scenario->title);
        library_pair_free(&pair);
    }
    screen_gap(screen_of(play));
}

/* ALONE, or NULL, is what an empty line stands for. */
static const char *chosen(const struct files_listing *names, const char *alone,
                          struct buffer *line)
{
    while (line->length > 0 && line->bytes[line->length - 1] == ' ')
        line->bytes[--line->length] = 0;
    const char *text =
        line->length > 0 || alone == NULL ? buffer_text(line) : alone;
    char *end = NULL;
    unsigned long number = strtoul(text, &end, 10);
    if (*text != '\0' && *end == '\0' && number >= 1 && number <= names->count)
        return names->names[number - 1];
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->names[i], text) == 0) return names->names[i];
    return NULL;
}

/* What Tab offers: in the menu its names, in the talk what the sitting does. */
static const char *offer(void *context, const char *line, size_t start,
                         size_t index)
{
    struct play *play = context;
    const struct files_listing *names = play->menu;
    size_t length = strlen(line + start);
    if (names == NULL) return sitting_offer(&play->sitting, line, start, index);
    for (size_t i = 0; i < names->count; i++)
        if (strncmp(names->names[i], line + start, length) == 0 && index-- == 0)
            return names->names[i];
    return NULL;
}

/* The name of a scenario, put in NAME; false when none was chosen. */
static bool choose(struct play *play, struct buffer *name)
{
    struct files_listing names = {0};
    struct error error = {0};
    struct buffer line = {0};
    if (!library_list(&play->library, LIBRARY_SCENARIOS, &names, &error)) {
        command_fail(COMMAND_FAILED, "%s", error.text);
        return false;
    }
    const char *alone = is_first_time(play, &line) ? tutorial : NULL;
    show_menu(play, &names);
    if (alone != NULL) screen_note(screen_of(play), offer_tutorial);
    play->menu = &names;
    while (name->length == 0) {
        terminal_flush(&screen_of(play)->terminal);
        buffer_clear(&line);
        if (prompt_read(play->sitting.prompt, " a number or name > ", NULL,
                        &line) != PROMPT_LINE)
            break;
        const char *found = chosen(&names, alone, &line);
        if (found != NULL)
            buffer_add_text(name, found);
        else
            screen_note(screen_of(play),
                        "That is none of them. Ctrl-D leaves.");
    }
    play->menu = NULL;
    play->left = name->length == 0;
    buffer_free(&line);
    files_listing_free(&names);
    return name->length > 0;
}

/* --- beginning and resuming ---------------------------------------------- */

static bool load(struct play *play, const char *name)
{
    if (option(play, OPTION_WATCH) != NULL)
        return workshop_load(&play->workshop, name, play->sitting.prompt);
    return library_load(&play->library, name, option(play, OPTION_RUBRIC),
                        &play->pair);
}

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

static bool begin(struct play *play)
{
    struct buffer name = {0};
    bool fine = true;
    if (play->arguments->operand_count > 0)
        buffer_add_text(&name, play->arguments->operands[0]);
    else
        fine = choose(play, &name);
    fine = fine && load(play, buffer_text(&name));
    buffer_free(&name);
    if (!fine) return false;
    choose_feedback(play);
    screen_fit(screen_of(play), play->pair.scenario);
    show_opening(play);
    if (!carry_over(play) || !open_journal(play)) return false;
    play->sitting.session =
        session_new(play->pair.scenario, play->pair.rubric, &play->carry);
    return place(play);
}

static bool find_resumable(struct play *play, struct buffer *path)
{
    const char *given = option(play, OPTION_RESUME);
    if (given[0] != '\0') {
        buffer_add_text(path, given);
        return true;
    }
    if (!has_home(play)) return false;
    play->resumed = newest(play, path, is_open, NULL);
    if (play->resumed != NULL) return true;
    command_fail(COMMAND_FAILED,
                 "there is no session to go on with; 'rapport play' begins "
                 "one");
    return false;
}

/* Opens the file anew under its lock, so that nothing changes between reading
 * it and writing on. */
static bool reopen(struct play *play, const char *path)
{
    struct buffer lines = {0};
    struct error error = {0};
    size_t dropped = 0;
    transcript_free(play->resumed);
    play->resumed = NULL;
    play->sitting.journal = journal_open(path, &lines, &dropped, &error);
    if (play->sitting.journal == NULL)
        command_fail(COMMAND_FAILED, "%s", error.text);
    else
        play->resumed = library_parse_transcript(path, &lines);
    if (dropped > 0)
        screen_note(screen_of(play),
                    "The last line of the transcript was torn off when the "
                    "program stopped, and is dropped; every turn you saw an "
                    "answer to is there.");
    buffer_free(&lines);
    if (play->resumed == NULL) return false;
    if (play->resumed->ended)
        error_set(&error, "the session in %s has ended", path);
    else if (journal_cut(play->sitting.journal, &error))
        return true;
    command_fail(COMMAND_FAILED, "%s", error.text);
    return false;
}

static bool resume(struct play *play)
{
    struct buffer path = {0};
    struct buffer differences = {0};
    bool fine = find_resumable(play, &path) &&
                reopen(play, buffer_text(&path)) &&
                library_load_pinned(&play->library, &play->resumed->header,
                                    &play->pair);
    buffer_free(&path);
    if (!fine) return false;
    choose_feedback(play);
    screen_fit(screen_of(play), play->pair.scenario);
    screen_heading(screen_of(play), play->pair.scenario->title);
    play->sitting.session = replay_session(play->resumed, play->pair.scenario,
                                           play->pair.rubric, &differences);
    memcpy(play->sitting.seal.chain, play->resumed->chain, HASH_HEX);
    screen_format(screen_of(play),
                  "You go on at turn %d; :recap shows the talk so far.",
                  play->sitting.session->position.turn);
    if (differences.length > 0)
        fprintf(stderr,
                "The transcript differs from its replay, which counts:\n%s",
                buffer_text(&differences));
    screen_gap(screen_of(play));
    buffer_free(&differences);
    return true;
}

/* --- closing ------------------------------------------------------------- */

static bool journal_end(struct play *play)
{
    char time[CLOCK_STAMP];
    struct buffer line = {0};
    struct error error = {0};
    struct sitting *sitting = &play->sitting;
    if (sitting->journal == NULL) return true;
    clock_stamp(time);
    transcript_format_end(&sitting->seal, sitting->session, time, &line);
    bool fine =
        journal_append(sitting->journal, line.bytes, line.length, &error);
    if (!fine)
        command_fail(COMMAND_FAILED,
                     "%s; your turns are kept, and 'rapport play --resume' "
                     "can end the session later",
                     error.text);
    buffer_free(&line);
    return fine;
}

static void say_where(struct play *play)
{
    struct screen *screen = screen_of(play);
    struct journal *journal = play->sitting.journal;
    if (journal == NULL) {
        screen_note(screen, "No transcript was kept.");
        return;
    }
    screen_path(screen, "The transcript: ", journal_path(journal));
}

static void look_back(struct play *play)
{
    struct screen *screen = screen_of(play);
    const struct session *session = play->sitting.session;
    size_t ending = session_ending(session);
    const struct scenario *scenario = play->pair.scenario;
    if (play->sitting.feedback == SITTING_END) coach_recap(screen, session);
    screen_gap(screen);
    screen_format(screen, "The end: %s",
                  ending == SCENARIO_NONE ? "you closed the session."
                                          : scenario->endings[ending].title);
    coach_report(screen, session, play->sitting.guess);
    screen_gap(screen);
    struct buffer honesty = {0};
    coach_honesty(session->rubric, &honesty);
    screen_format(screen,
                  "Scores are estimates by pattern. %s A scripted client is "
                  "no person; if something touched you, turn to somebody you "
                  "trust (:help-now in a session).",
                  buffer_text(&honesty));
    buffer_free(&honesty);
    say_where(play);
}

static int finish(struct play *play)
{
    struct sitting *sitting = &play->sitting;
    int status = sitting->trouble ? COMMAND_PROBLEMS : COMMAND_YES;
    if (sitting->state == SITTING_DONE) {
        if (!journal_end(play)) status = COMMAND_FAILED;
        look_back(play);
    } else {
        screen_gap(screen_of(play));
        if (sitting->journal != NULL)
            screen_note(screen_of(play),
                        "Left in the middle; every turn is kept. 'rapport "
                        "play --resume' goes on from here.");
        say_where(play);
    }
    if (sitting->failed) status = COMMAND_FAILED;
    if (!terminal_flush(&screen_of(play)->terminal)) status = COMMAND_FAILED;
    return status;
}

static void open_prompt(struct play *play)
{
    struct buffer history = {0};
    if (play->library.folders.data.length > 0 && keeps_transcript(play))
        data_path(play, "history", &history);
    play->sitting.prompt = prompt_new(
        history.length > 0 ? buffer_text(&history) : NULL, offer, play);
    buffer_free(&history);
}

static int talk(struct play *play)
{
    if (option(play, OPTION_WATCH) != NULL) {
        play->workshop.carry = play->carry;
        workshop_open(&play->workshop, &play->sitting);
    }
    screen_client(screen_of(play), play->pair.scenario,
                  &play->sitting.session->speech);
    sitting_run(&play->sitting);
    prompt_free(play->sitting.prompt);
    play->sitting.prompt = NULL;
    return finish(play);
}

/* --- forgetting ---------------------------------------------------------- */

static int forget(struct play *play)
{
    struct error error = {0};
    struct buffer line = {0};
    size_t deleted = 0;
    if (play->library.folders.data.length == 0)
        return command_fail(COMMAND_FAILED, "%s", play->library.homeless.text);
    const char *folder = buffer_text(&play->library.folders.data);
    screen_format(
        screen_of(play),
        "This deletes all transcripts and drills, your history and "
        "what was kept to replay them, in %s. It cannot be undone. Type yes "
        "to delete.",
        folder);
    terminal_flush(&screen_of(play)->terminal);
    struct prompt *prompt = prompt_new(NULL, NULL, NULL);
    bool yes = prompt_read(prompt, " > ", NULL, &line) == PROMPT_LINE &&
               strcmp(buffer_text(&line), "yes") == 0;
    prompt_free(prompt);
    buffer_free(&line);
    if (!yes) {
        screen_note(screen_of(play), "Nothing was deleted.");
        return COMMAND_PROBLEMS;
    }
    if (!files_delete_tree(folder, &deleted, &error))
        return command_fail(COMMAND_FAILED, "%s", error.text);
    screen_format(screen_of(play), "Deleted: %zu files.", deleted);
    return COMMAND_YES;
}

struct clash {
    int one;
    int other;
};

/* Options that cannot both be meant. */
static int check_clashes(const struct arguments *arguments)
{
    static const struct clash clashes[] = {
        {OPTION_TRANSCRIPT, OPTION_NO_TRANSCRIPT},
        {OPTION_RESUME, OPTION_TRANSCRIPT},
        {OPTION_RESUME, OPTION_NO_TRANSCRIPT},
        {OPTION_RESUME, OPTION_RUBRIC},
        {OPTION_RESUME, OPTION_TRAINEE},
        {OPTION_RESUME, OPTION_AFTER},
        {OPTION_RESUME, OPTION_WATCH},
        {OPTION_RESUME, OPTION_FROM},
        {OPTION_RESUME, OPTION_SET},
        {OPTION_TRANSCRIPT, OPTION_WATCH},
        {OPTION_TRANSCRIPT, OPTION_FROM},
        {OPTION_TRANSCRIPT, OPTION_SET},
    };
    for (size_t i = 0; i < sizeof clashes / sizeof *clashes; i++)
        if (arguments->options[clashes[i].one] != NULL &&
            arguments->options[clashes[i].other] != NULL)
            return command_fail(COMMAND_USAGE, "--%s does not go with --%s",
                                options[clashes[i].one].name,
                                options[clashes[i].other].name);
    return COMMAND_YES;
}

static int check_watch(const struct arguments *arguments)
{
    if (arguments->options[OPTION_WATCH] != NULL &&
        (arguments->operand_count == 0 ||
         strcmp(arguments->operands[0], "-") == 0))
        return command_fail(COMMAND_USAGE,
                            "--watch needs the scenario's file, as 'rapport "
                            "play --watch anna-1.json'");
    return COMMAND_YES;
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
    int status = check_clashes(arguments);
    return status != COMMAND_YES ? status : check_watch(arguments);
}

static void close_all(struct play *play)
{
    prompt_free(play->sitting.prompt);
    sitting_release(&play->sitting);
    session_free(play->sitting.session);
    journal_close(play->sitting.journal);
    transcript_free(play->resumed);
    transcript_free(play->earlier);
    arena_free(&play->arena);
    library_pair_free(&play->pair);
    library_close(&play->library);
}

static int play(const struct arguments *arguments)
{
    struct play run = {.arguments = arguments};
    int status = check_usage(arguments);
    if (status != COMMAND_YES) return status;
    library_open(&run.library);
    run.workshop = (struct workshop){
        .library = &run.library,
        .rubric = arguments->options[OPTION_RUBRIC],
        .middle = {arguments->options[OPTION_FROM],
                   arguments->options[OPTION_SET]},
        .pair = &run.pair,
    };
    run.sitting.screen = screen_new(arguments->options[OPTION_PLAIN] != NULL);
    if (arguments->options[OPTION_FORGET] != NULL) {
        status = forget(&run);
    } else {
        open_prompt(&run);
        bool ready = arguments->options[OPTION_RESUME] != NULL ? resume(&run)
                                                               : begin(&run);
        status = ready ? talk(&run) : run.left ? COMMAND_YES : COMMAND_FAILED;
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
        "the transcript before its answer is on the screen.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = play,
};
