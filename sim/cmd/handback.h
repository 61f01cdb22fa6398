/* Marks handed back: the gradebook that the LMS exported, filled in and written
 * beside it.
 */
#ifndef CMD_HANDBACK_H
#define CMD_HANDBACK_H

#include "base/buffer.h"
#include "class/grade.h"

struct handback {
    const char *file;   /* as the LMS exported it; it is only read */
    const char *output; /* or NULL for "-graded" before FILE's ending */
    const char *column; /* or NULL for the exercise's title or id */
    bool force;         /* write over marks, and over the output */
    bool anonymous;     /* what is told names nobody */
};

enum handback_result {
    HANDBACK_FINE,
    HANDBACK_PROBLEMS, /* told, or printed */
    HANDBACK_FAILED    /* printed: nothing was written */
};

/* Fills in and writes; adds to TOLD what was done and what was not. */
enum handback_result handback_write(const struct handback *handback,
                                    const struct grade *grade,
                                    struct buffer *told);

#endif
