/* At a terminal readline edits, but this file does all the waiting: readline
 * gets its bytes from next_byte(), the only place that blocks. There, and only
 * there, SIGINT, SIGTERM, SIGHUP, SIGWINCH and SIGTSTP are let through, so
 * none can come between looking for it and waiting, or in the middle of
 * readline's work. What should end the reading makes next_byte() give READERR
 * until readline() has returned, however deep inside it was.
 *
 * Elsewhere bytes are read in pieces and cut into lines here. Begin with
 * prompt_read().
 */
#include "world/prompt.h"

#include "base/count.h"
#include "base/memory.h"
#include "world/files.h"
#include "world/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

enum {
    HISTORY_MOST = 1000,
    HISTORY_MARK = '\x01', /* opens the time before an entry */
    LINE_MOST = 1 << 20,
    PIECE = 1 << 16,
    MARK_LENGTH = 6
};

/* What a terminal puts around a paste. */
static const char paste_begins[] = "\x1b[200~";
static const char paste_ends[] = "\x1b[201~";

/* What ended one call of readline(). */
enum cut {
    CUT_NOTHING, /* a line, or Ctrl-D */
    CUT_CLEAR,   /* Ctrl-C on a line with text: ask again */
    CUT_INTERRUPT,
    CUT_HANGUP,
    CUT_WOKEN
};

struct prompt {
    bool is_terminal;
    char *history; /* path, or NULL */
    prompt_offer *offer;
    void *context;
    prompt_look *look; /* or NULL */
    void *look_context;
    prompt_shows *shows; /* or NULL */
    void *shows_context;
    bool went; /* the line from the screen */

    enum cut cut;
    struct buffer unfinished;  /* the line that was cut by CUT_WOKEN */
    sigset_t waiting;          /* the signal mask while waiting for a byte */
    const char *prefill;       /* for the line about to be edited, or NULL */
    struct buffer to_complete; /* the line up to the cursor */
    size_t offered;            /* how often OFFER was asked about it */

    char latest[MARK_LENGTH]; /* the latest bytes from the terminal */
    bool pasting;             /* between the marks of a paste */
    size_t ended;             /* how much of the ending mark last_byte() gave */

    char *piece; /* bytes read and not yet handed out: START up to END */
    size_t start;
    size_t end;
};

/* Signal handlers take no context, and readline's hooks neither: this is what
 * they know of. */
static struct prompt *asking;
static volatile sig_atomic_t interrupt_came, resize_came, suspend_came;

/* Signals. */

static void note(int number)
{
    if (number == SIGINT)
        interrupt_came = 1;
    else if (number == SIGWINCH)
        resize_came = 1;
    else
        suspend_came = 1;
}

static const int noted[] = {SIGINT, SIGWINCH, SIGTSTP};
static const int held[] = {SIGINT, SIGWINCH, SIGTSTP, SIGTERM, SIGHUP};

enum { NOTED = COUNT(noted), HELD = COUNT(held) };

/* How signals stood before reading began. */
struct before {
    sigset_t mask;
    struct sigaction actions[NOTED];
};

static void note_signal(int number, struct sigaction *old)
{
    struct sigaction action = {.sa_handler = note};

    sigemptyset(&action.sa_mask);
    sigaction(number, NULL, old);
    /* What a shell without job control set to be ignored stays so. */
    if (old->sa_handler != SIG_IGN) sigaction(number, &action, NULL);
}

static void hold_signals(struct prompt *prompt, struct before *before)
{
    sigset_t mask;

    sigemptyset(&mask);
    for (size_t i = 0; i < HELD; i++)
        sigaddset(&mask, held[i]);
    sigprocmask(SIG_BLOCK, &mask, &before->mask);
    prompt->waiting = before->mask;
    for (size_t i = 0; i < HELD; i++)
        sigdelset(&prompt->waiting, held[i]);
    interrupt_came = resize_came = suspend_came = 0;
    for (size_t i = 0; prompt->is_terminal && i < NOTED; i++)
        note_signal(noted[i], &before->actions[i]);
}

/* Lets go of the mask first: a Ctrl-C too many then ends in note(), not in the
 * end of the program. */
static void release_signals(const struct prompt *prompt,
                            const struct before *before)
{
    sigprocmask(SIG_SETMASK, &before->mask, NULL);
    for (size_t i = 0; prompt->is_terminal && i < NOTED; i++)
        sigaction(noted[i], &before->actions[i], NULL);
}

static bool is_woken(const struct prompt *prompt)
{
    return prompt->look != NULL && prompt->look(prompt->look_context);
}

/* Waits for input, a signal, or until it is time to look again. True when a
 * read will not block. */
static bool wait_for_input(const struct prompt *prompt)
{
    static const struct timespec a_moment = {.tv_nsec = 250000000};
    fd_set input;
    int ready;

    FD_ZERO(&input);
    FD_SET(STDIN_FILENO, &input);
    ready = pselect(STDIN_FILENO + 1, &input, NULL, NULL,
                    prompt->look != NULL ? &a_moment : NULL, &prompt->waiting);
    return ready > 0 || (ready < 0 && errno != EINTR);
}

static bool try_again(void)
{
    return errno == EINTR || errno == EAGAIN;
}

/* At a terminal. */

/* Leaves the line as it stands on the screen and goes to the next one. */
static void end_line(const char *mark)
{
    rl_point = rl_end;
    rl_redisplay();
    fprintf(rl_outstream, "%s\n", mark);
    fflush(rl_outstream);
}

static enum cut cut_by_interrupt(const struct prompt *prompt)
{
    bool has_text =
        rl_end > 0 || prompt->pasting || RL_ISSTATE(RL_STATE_ISEARCH) != 0;

    end_line("^C");
    return has_text ? CUT_CLEAR : CUT_INTERRUPT;
}

/* The line goes from the screen, and is kept to be typed on. */
static enum cut cut_by_look(struct prompt *prompt)
{
    buffer_clear(&prompt->unfinished);
    if (RL_ISSTATE(RL_STATE_ISEARCH) == 0)
        buffer_add(&prompt->unfinished, rl_line_buffer, (size_t)rl_end);
    rl_clear_visible_line();
    fflush(rl_outstream);
    return CUT_WOKEN;
}

/* Ctrl-Z: the shell gets its terminal as it was, and gives it back so. The
 * default action is left to decide whether there is anybody who could wake the
 * program again. */
static void suspend(const struct prompt *prompt)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    struct sigaction old;
    sigset_t mask;

    rl_deprep_terminal();
    sigemptyset(&action.sa_mask);
    sigaction(SIGTSTP, &action, &old);
    raise(SIGTSTP);
    sigprocmask(SIG_SETMASK, &prompt->waiting, &mask); /* it stops here */
    sigprocmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGTSTP, &old, NULL);
    rl_prep_terminal(1);
    rl_forced_update_display();
}

/* Does what signals asked for. True when readline() should return. */
static bool answer_signals(struct prompt *prompt)
{
    if (prompt->cut != CUT_NOTHING) return true;
    if (resize_came) {
        resize_came = 0;
        rl_resize_terminal();
    }
    if (suspend_came) {
        suspend_came = 0;
        suspend(prompt);
    }
    if (signals_should_stop()) {
        end_line("");
        prompt->cut = CUT_HANGUP;
    } else if (interrupt_came) {
        interrupt_came = 0;
        prompt->cut = cut_by_interrupt(prompt);
    } else if (!prompt->pasting && is_woken(prompt)) {
        prompt->cut = cut_by_look(prompt);
    }
    return prompt->cut != CUT_NOTHING;
}

static bool latest_is(const struct prompt *prompt, const char *mark)
{
    return memcmp(prompt->latest, mark, MARK_LENGTH) == 0;
}

static void note_paste(struct prompt *prompt, unsigned char byte)
{
    memmove(prompt->latest, prompt->latest + 1, MARK_LENGTH - 1);
    prompt->latest[MARK_LENGTH - 1] = (char)byte;
    if (latest_is(prompt, paste_begins))
        prompt->pasting = true;
    else if (latest_is(prompt, paste_ends))
        prompt->pasting = false;
}

/* What readline gets once its work is cut short. Within a paste that is first
 * the mark that ends it: when a paste just stops, readline 8.2 uses what it
 * has without a NUL after it. */
static int last_byte(struct prompt *prompt)
{
    if (!prompt->pasting || prompt->ended == MARK_LENGTH) return READERR;
    return paste_ends[prompt->ended++];
}

/* readline's rl_getc_function. */
static int next_byte(FILE *stream)
{
    unsigned char byte;
    ssize_t got;

    (void)stream;
    while (!answer_signals(asking)) {
        if (!wait_for_input(asking)) continue;
        got = read(STDIN_FILENO, &byte, 1);
        if (got == 1) {
            note_paste(asking, byte);
            return byte;
        }
        /* In raw mode even Ctrl-D is a byte: the terminal is gone. */
        if (got == 0 || !try_again()) asking->cut = CUT_HANGUP;
    }
    return last_byte(asking);
}

/* readline's rl_deprep_term_function. readline itself would end the line on
 * end of input, but only where it has bracketed paste; edit() always does. */
static void leave_raw_mode(void)
{
    rl_eof_found = 0;
    rl_deprep_terminal();
}

/* readline's rl_startup_hook. */
static int insert_prefill(void)
{
    if (asking->prefill) rl_insert_text(asking->prefill);
    asking->prefill = NULL;
    return 0;
}

/* Instead of readline's rl_newline: a line that the caller shows goes from the
 * screen. */
static int enter(int count, int key)
{
    asking->went = asking->shows != NULL &&
                   asking->shows(asking->shows_context, rl_line_buffer);
    if (!asking->went) return rl_newline(count, key);
    rl_clear_visible_line();
    fflush(rl_outstream);
    RL_SETSTATE(RL_STATE_DONE);
    rl_done = 1;
    return 0;
}

/* One call of readline(); the caller frees what it gives. */
static char *edit(struct prompt *prompt, const char *label)
{
    char *text;

    prompt->cut = CUT_NOTHING;
    prompt->pasting = false;
    prompt->ended = 0;
    prompt->went = false;
    rl_reset_screen_size();
    text = readline(label);
    if (!text && prompt->cut == CUT_NOTHING) {
        putc('\n', rl_outstream);
        fflush(rl_outstream);
    }
    return text;
}

static enum prompt_outcome outcome_of(enum cut cut, const char *text)
{
    if (cut == CUT_HANGUP) return PROMPT_HANGUP;
    if (cut == CUT_INTERRUPT) return PROMPT_INTERRUPT;
    if (cut == CUT_WOKEN) return PROMPT_WOKEN;
    return text ? PROMPT_LINE : PROMPT_END;
}

static enum prompt_outcome read_edited(struct prompt *prompt, const char *label,
                                       const char *prefill, struct buffer *line)
{
    enum prompt_outcome outcome;
    char *text;

    prompt->prefill = prefill;
    text = edit(prompt, label);
    while (prompt->cut == CUT_CLEAR) {
        free(text);
        text = edit(prompt, label);
    }
    outcome = outcome_of(prompt->cut, text);
    if (outcome == PROMPT_LINE) buffer_add_text(line, text);
    if (outcome == PROMPT_WOKEN)
        buffer_add_text(line, buffer_text(&prompt->unfinished));
    free(text);
    return outcome;
}

/* Elsewhere. */

/* Moves what the piece has of the line to LINE; true when that ends it. What
 * goes beyond LINE_MOST is dropped: such a line is far too long for anybody,
 * and shows it by its length. */
static bool take_line(struct prompt *prompt, struct buffer *line)
{
    const char *start = prompt->piece + prompt->start;
    size_t there = prompt->end - prompt->start;
    const char *newline = memchr(start, '\n', there);
    size_t length = newline ? (size_t)(newline - start) : there;
    size_t room = LINE_MOST - line->length;

    buffer_add(line, start, length < room ? length : room);
    prompt->start += newline ? length + 1 : length;
    return newline != NULL;
}

static void drop_return(struct buffer *line)
{
    if (line->length > 0 && line->bytes[line->length - 1] == '\r')
        line->bytes[--line->length] = '\0';
}

/* A terminal that closed says end of input as well, but it is no terminal any
 * more. */
static bool terminal_is_gone(bool was_terminal)
{
    return was_terminal && isatty(STDIN_FILENO) != 1;
}

/* The outcome when there is no more input; without a line end before it, the
 * last line counts. */
static enum prompt_outcome at_end(const struct buffer *line, bool gone)
{
    if (gone || signals_should_stop()) return PROMPT_HANGUP;
    return line->length > 0 ? PROMPT_LINE : PROMPT_END;
}

static enum prompt_outcome read_plain(struct prompt *prompt,
                                      struct buffer *line)
{
    bool was_terminal = isatty(STDIN_FILENO) == 1;

    while (!signals_should_stop()) {
        ssize_t got;

        if (line->length == 0 && is_woken(prompt)) return PROMPT_WOKEN;
        if (take_line(prompt, line)) {
            drop_return(line);
            return PROMPT_LINE;
        }
        if (!wait_for_input(prompt)) continue;
        got = read(STDIN_FILENO, prompt->piece, PIECE);
        if (got < 0 && try_again()) continue;
        if (got <= 0) return at_end(line, terminal_is_gone(was_terminal));
        prompt->start = 0;
        prompt->end = (size_t)got;
    }
    return PROMPT_HANGUP;
}

/* Completion. */

/* A generator for rl_completion_matches(): the next of what the caller offers
 * that goes on as WORD began. STATE is 0 on the first call. */
static char *next_offer(const char *word, int state)
{
    const char *line = buffer_text(&asking->to_complete);
    size_t start = asking->to_complete.length - strlen(word);
    const char *offered;

    if (state == 0) asking->offered = 0;
    do {
        offered =
            asking->offer(asking->context, line, start, asking->offered++);
    } while (offered && strncmp(offered, word, strlen(word)) != 0);
    /* readline frees what it is given, with free(). */
    return offered ? memory_copy(offered, strlen(offered)) : NULL;
}

/* readline's rl_attempted_completion_function. NULL lets it offer file
 * names. */
static char **complete(const char *word, int start, int end)
{
    (void)start;
    if (!asking->offer) return NULL;
    buffer_clear(&asking->to_complete);
    buffer_add(&asking->to_complete, rl_line_buffer, (size_t)end);
    return rl_completion_matches(word, next_offer);
}

/* History. */

/* The mark must be set before the first entry: it goes into each one's time,
 * and '#', readline's own, would make times of replies that begin with it. */
static void start_history(const struct prompt *prompt)
{
    using_history();
    history_comment_char = HISTORY_MARK;
    history_write_timestamps = 1;
    history_multiline_entries = 1;
    if (!prompt->history || read_history(prompt->history) != 0) return;
    if (history_length > HISTORY_MOST) {
        stifle_history(HISTORY_MOST);
        write_history(prompt->history);
        unstifle_history();
    }
}

/* The history file is there afterwards and nobody else may read it. */
static bool make_history_file(const char *path, struct error *error)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash && slash > path
                       ? memory_copy(path, (size_t)(slash - path))
                       : NULL;
    bool made = !folder || files_make_folder(folder, error);
    int file;

    free(folder);
    if (!made) return false;
    file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
    if (file < 0)
        return error_set(error, "cannot keep the history in %s: %s", path,
                         strerror(errno));
    fchmod(file, 0600);
    close(file);
    return true;
}

static bool is_newest(const char *line)
{
    const HIST_ENTRY *newest = history_get(history_base + history_length - 1);

    return newest && strcmp(newest->line, line) == 0;
}

bool prompt_remember(struct prompt *prompt, const char *line,
                     struct error *error)
{
    int reason;

    if (!prompt->is_terminal || *line == '\0' || is_newest(line)) return true;
    /* It would be read back as the time of an entry. */
    if (strchr(line, HISTORY_MARK)) return true;
    add_history(line);
    if (!prompt->history) return true;
    if (!make_history_file(prompt->history, error)) return false;
    reason = append_history(1, prompt->history);
    return reason == 0 || error_set(error, "cannot keep the history in %s: %s",
                                    prompt->history, strerror(reason));
}

/* The prompt itself. */

/* readline's own signal handlers stay away: see the top of this file. */
static void start_readline(void)
{
    rl_readline_name = "rapport";
    rl_instream = stdin;
    rl_outstream = stdout;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0;
    rl_getc_function = next_byte;
    rl_deprep_term_function = leave_raw_mode;
    rl_startup_hook = insert_prefill;
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = " \t\n";
}

/* Where a user's own file has not bound it otherwise, and where lines can be
 * taken from the screen. */
static void bind_enter(void)
{
    static const char ends[] = "\r\n";

    if (!rl_get_termcap("ce") || !rl_get_termcap("up")) return;
    for (const char *key = ends; *key; key++) {
        KEYMAP_ENTRY *entry = &emacs_standard_keymap[(unsigned char)*key];
        if (entry->type == ISFUNC && entry->function == rl_newline)
            entry->function = enter;
    }
}

/* Settings that a user's own file may have changed but that a reply depends
 * on: bytes come as typed, and a paste of several lines is one reply. Not
 * every terminal can do the latter; one that cannot clear to the end of the
 * line is taken for one that would only show the request. */
static void insist(void)
{
    rl_initialize();
    rl_variable_bind("input-meta", "on");
    rl_variable_bind("output-meta", "on");
    rl_variable_bind("convert-meta", "off");
    rl_variable_bind("enable-active-region", "off");
    if (rl_get_termcap("ce")) rl_variable_bind("enable-bracketed-paste", "on");
    bind_enter();
}

struct prompt *prompt_new(const char *history, prompt_offer *offer,
                          void *context)
{
    struct prompt *prompt = memory_new(1, sizeof *prompt);

    prompt->is_terminal =
        isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
    prompt->history = history ? memory_copy(history, strlen(history)) : NULL;
    prompt->offer = offer;
    prompt->context = context;
    asking = prompt;
    if (prompt->is_terminal) {
        start_readline();
        insist();
        start_history(prompt);
    } else {
        prompt->piece = memory_new(PIECE, 1);
    }
    return prompt;
}

void prompt_wake(struct prompt *prompt, prompt_look *look, void *context)
{
    prompt->look = look;
    prompt->look_context = context;
}

void prompt_leave_showing(struct prompt *prompt, prompt_shows *shows,
                          void *context)
{
    prompt->shows = shows;
    prompt->shows_context = context;
}

bool prompt_went(const struct prompt *prompt)
{
    return prompt->went;
}

bool prompt_is_terminal(const struct prompt *prompt)
{
    return prompt->is_terminal;
}

enum prompt_outcome prompt_read(struct prompt *prompt, const char *label,
                                const char *prefill, struct buffer *line)
{
    struct before before;
    enum prompt_outcome outcome;

    buffer_clear(line);
    fflush(stdout);
    hold_signals(prompt, &before);
    outcome = prompt->is_terminal ? read_edited(prompt, label, prefill, line)
                                  : read_plain(prompt, line);
    release_signals(prompt, &before);
    return outcome;
}

void prompt_free(struct prompt *prompt)
{
    if (!prompt) return;
    if (prompt->is_terminal) clear_history();
    asking = NULL;
    free(prompt->history);
    free(prompt->piece);
    buffer_free(&prompt->to_complete);
    buffer_free(&prompt->unfinished);
    free(prompt);
}

bool prompt_says_yes(void)
{
    struct buffer line = {0};
    struct prompt *prompt = prompt_new(NULL, NULL, NULL);
    bool yes = prompt_read(prompt, " > ", NULL, &line) == PROMPT_LINE &&
               strcmp(buffer_text(&line), "yes") == 0;

    prompt_free(prompt);
    buffer_free(&line);
    return yes;
}
