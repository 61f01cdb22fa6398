/* One line from the trainee: readline at a terminal, plain lines elsewhere.
 *
 * At a terminal: editing, Tab completion, history in a file of its own (0600,
 * with timestamps, so that multi-line entries and lines that begin with #
 * survive), a multi-line paste taken as one reply. Ctrl-C clears the line;
 * pressed on an empty line it asks to leave. SIGTERM, SIGHUP and a terminal
 * that closes end the reading.
 * Elsewhere: one line is one reply; the line end is taken off.
 */
#ifndef WORLD_PROMPT_H
#define WORLD_PROMPT_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum prompt_outcome {
    PROMPT_LINE,      /* a line, which may be empty */
    PROMPT_END,       /* Ctrl-D or end of input */
    PROMPT_INTERRUPT, /* Ctrl-C on an empty line, or twice */
    PROMPT_HANGUP,    /* SIGTERM, SIGHUP, the terminal is gone */
    PROMPT_WOKEN      /* what prompt_wake() was told to look for has come */
};

/* What Tab may offer for the word at START of LINE: called with INDEX 0, 1, …
 * until it gives NULL. What it gives is borrowed until the next call. */
typedef const char *prompt_offer(void *context, const char *line, size_t start,
                                 size_t index);

struct prompt;

/* Reads from standard input. HISTORY is the history file's path, or NULL for
 * none. OFFER may be NULL; file names are then offered. One prompt at a time
 * (readline is one). Never fails: a history that cannot be read starts
 * empty. */
struct prompt *prompt_new(const char *history, prompt_offer *offer,
                          void *context);

/* While it waits, prompt_read() asks LOOK a few times a second, and gives
 * PROMPT_WOKEN once that says yes; LINE then has what was typed so far. */
typedef bool prompt_look(void *context);
void prompt_wake(struct prompt *prompt, prompt_look *look, void *context);

/* Asked about TEXT as it is entered: true when the caller will show it in a
 * way of its own. Then it goes from the screen, where the terminal can do that
 * and Enter is as readline has it, and prompt_went() is true of that line. */
typedef bool prompt_shows(void *context, const char *text);
void prompt_leave_showing(struct prompt *prompt, prompt_shows *shows,
                          void *context);
bool prompt_went(const struct prompt *prompt);

/* True when a person types: standard input and output are a terminal. */
bool prompt_is_terminal(const struct prompt *prompt);

/* Asks with LABEL (in front of the line; nothing is printed where there is no
 * terminal). PREFILL (or NULL) stands in the line already, to be edited.
 * LINE gets the bytes as typed, without line end; NUL bytes and invalid UTF-8
 * included, for the caller to judge. */
enum prompt_outcome prompt_read(struct prompt *prompt, const char *label,
                                const char *prefill, struct buffer *line);

/* Puts LINE in the history and saves it. False when it cannot be saved. */
bool prompt_remember(struct prompt *prompt, const char *line,
                     struct error *error);

/* Reads one line with a prompt of its own, no other being there: true when it
 * is "yes". */
bool prompt_says_yes(void);

/* Restores the terminal; takes NULL. */
void prompt_free(struct prompt *prompt);

#endif
