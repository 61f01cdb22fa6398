/* What a line at the prompt means: a command, a slip of the hand, silence, or
 * words for the client.
 *
 * A line is a command only where it begins with a command's own name; what
 * looks like a misspelt one is asked back about, and anything else, as ":)",
 * is a reply. Each talk has its table of commands. Begin with typed_read().
 */
#ifndef CMD_TYPED_H
#define CMD_TYPED_H

#include "base/buffer.h"
#include "cmd/screen.h"

#include <stdbool.h>
#include <stddef.h>

struct typed_command {
    const char *name;     /* ":hint" */
    const char *argument; /* for the help; "": it stands alone */
    const char *help;
    const char *exam; /* the help in an exam; NULL where an exam has it not */
    void (*run)(void *context, const char *argument);
};

struct typed_table {
    const struct typed_command *commands;
    size_t count;
    bool exam; /* only what an exam has can be run, and is shown */
};

enum typed_kind {
    TYPED_REPLY,
    TYPED_SILENCE,
    TYPED_COMMAND,
    TYPED_ALONE,   /* words behind a command that takes none: those may have
                      been meant for the client */
    TYPED_UNKNOWN, /* meant as a command, and none */
    TYPED_NO_EXAM, /* one that an exam has not, or meant as such */
    TYPED_REFUSED  /* its bytes cannot be a reply */
};

struct typed {
    enum typed_kind kind;
    const char *text; /* of a reply what is said; of a command its argument;
                         borrowed from the line */
    const struct typed_command *command; /* or NULL */
};

/* What LINE means; of the last four kinds what to say about it is added to
 * WHY. */
struct typed typed_read(const struct typed_table *table,
                        const struct buffer *line, struct buffer *why);

/* True, and why added to WHY, when the bytes cannot be a reply. */
bool typed_refuses(const struct buffer *line, struct buffer *why);

/* Adds of a line that was refused what can stand on the line again. */
void typed_clean(const struct buffer *line, struct buffer *out);

/* Shows the commands of TABLE and how all else is taken. */
void typed_help(const struct typed_table *table, const struct screen *screen);

/* The command of TABLE that begins with WORD, after INDEX others that do, or
 * NULL: what Tab may offer. */
const char *typed_offer(const struct typed_table *table, const char *word,
                        size_t index);

#endif
