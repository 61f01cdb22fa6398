/* One session at the prompt: what is typed becomes replies and commands.
 *
 * A turn is on disk before its answer is on the screen. Begin with
 * sitting_run(): its loop reads a line, and a line is either one of the
 * commands in the table or a reply.
 */
#ifndef CMD_SITTING_H
#define CMD_SITTING_H

#include "class/transcript.h"
#include "cmd/screen.h"
#include "scenario/session.h"
#include "world/journal.h"
#include "world/prompt.h"

enum sitting_feedback { SITTING_TURN, SITTING_END, SITTING_OFF };

enum sitting_state {
    SITTING_TALKING,
    SITTING_GUESSING, /* the talk is over; how heard did the client feel? */
    SITTING_DONE,     /* ended, and the journal says so */
    SITTING_LEFT      /* left in the middle: can be resumed */
};

struct sitting {
    struct screen screen;
    struct prompt *prompt;
    struct session *session;
    struct journal *journal; /* NULL: nothing is kept */
    bool named;              /* it lies where somebody wanted it to */
    struct transcript_seal seal;
    enum sitting_feedback feedback;
    enum sitting_state state;
    bool may_better;      /* after a retry of this turn */
    bool exam;            /* no hints, no second tries, no feedback */
    const char *help_now; /* what to say before the general words, or NULL */
    int guess;
    bool trouble; /* something typed could not be taken */
    bool failed;  /* the journal could not be written, and nobody to ask */
    struct buffer first_reply; /* before a retry */
    struct buffer first_answer;
    struct buffer prefill; /* what to put back on the line */
    void (*wake)(struct sitting *sitting, void *context); /* or NULL: when the
                              prompt is woken; it may put another session in */
    void *wake_context;
};

/* Talks until the session is done or left. The opening has been shown. */
void sitting_run(struct sitting *sitting);

/* Frees what the sitting itself owns: not session, prompt or journal. */
void sitting_release(struct sitting *sitting);

/* What is said to the client by LINE: "" for a blank one; NULL, and why added
 * to WHY, when it cannot be a reply, is a command, or was meant as one. */
const char *sitting_reply(const struct buffer *line, struct buffer *why);

/* What Tab may offer; CONTEXT is the sitting. */
const char *sitting_offer(void *context, const char *line, size_t start,
                          size_t index);

/* General words on where to turn. */
extern const char sitting_help_now[];

#endif
