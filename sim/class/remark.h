/* What a recording holds: who says what, in order.
 *
 * The readers of the forms that recordings come in (captions, script,
 * talkbank, messages, annomi) each give a list of remarks: a cue, a line, a
 * message, an utterance. Some forms say whose each is; for the others voice.h
 * finds it out. recording.h joins remarks to turns.
 *
 * {0} is an empty list. It owns copies of all it was given; remark_free()
 * frees them.
 */
#ifndef CLASS_REMARK_H
#define CLASS_REMARK_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* What people have coded, by the names that the shipped rubric has, too. */
enum remark_code {
    REMARK_QUESTION,
    REMARK_OPEN_QUESTION,
    REMARK_CLOSED_QUESTION,
    REMARK_REFLECTION,
    REMARK_SIMPLE_REFLECTION,
    REMARK_COMPLEX_REFLECTION,
    REMARK_INPUT,
    REMARK_INFORMATION,
    REMARK_ADVICE,
    REMARK_CODES
};

enum { REMARK_UNJUDGED = -1, REMARK_UNNUMBERED = -1 };

/* What can be wrong with a recording, 520 to 549. */
enum {
    REMARK_NO_HEADER = 520,
    REMARK_TIME = 521,
    REMARK_OUTSIDE = 522,
    REMARK_TAG = 523,
    REMARK_TORN = 524,
    REMARK_NO_LINE = 525,
    REMARK_NO_COLUMN = 526,
    REMARK_ROW = 527,
    REMARK_NO_TEXT = 528,
    REMARK_NOTHING = 529,
    REMARK_WHO = 530,
};

/* One person's levels, 0 or 1, or REMARK_UNJUDGED. */
struct remark_coding {
    const char *coder;
    int levels[REMARK_CODES];
};

struct remark {
    const char *session; /* NULL: it bears the file's name */
    int part;            /* which of the file's talks, where it has several */
    int turn;            /* its number in the file, or REMARK_UNNUMBERED */
    const char *speaker; /* as the file names them; NULL: it does not, here */
    const char *text;    /* may be "" */
    size_t offset;       /* where it stands in the file */
    const char *quality; /* of the session, or NULL */
    const char *main;    /* what it mainly does, or NULL */
    const struct remark_coding *coded; /* what most coders say, or NULL */
    const struct remark_coding *codings;
    size_t coding_count;
};

struct remarks {
    struct arena arena;
    struct remark *list;
    size_t count;
    size_t room;
    bool named;       /* the form itself says who speaks: no name is sought in
                         the texts */
    bool keeps_lines; /* line ends in a text are the speaker's own, and not
                         made spaces */
};

/* Adds LENGTH bytes said by nobody yet, without the blanks around them. The
 * remark may be filled in until the next one is added. */
struct remark *remark_add(struct remarks *remarks, const char *text,
                          size_t length, size_t offset);

/* "question", "open_question", … */
const char *remark_code_name(enum remark_code code);

void remark_free(struct remarks *remarks);

#endif
