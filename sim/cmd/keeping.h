/* The transcript of a sitting: begun, gone on with, ended.
 *
 * With it is kept, by hash, what is needed to replay it. The journal is the
 * sitting's; its owner closes it.
 */
#ifndef CMD_KEEPING_H
#define CMD_KEEPING_H

#include "cmd/course.h"
#include "cmd/handover.h"
#include "cmd/library.h"
#include "cmd/sitting.h"

/* What a new transcript says of itself. */
struct keeping {
    const struct library *library;
    const struct pair *pair;
    const struct course *course;     /* its exercise may be NULL: none */
    const struct handover *handover; /* what it goes on from */
    const char *trainee;             /* or NULL */
    const char *file;                /* or NULL: among the own data */
};

/* Makes the file and writes its header. False, and printed why. */
bool keeping_begin(const struct keeping *keeping, struct sitting *sitting);

/* Opens the file under its lock, so that nothing changes between reading it
 * and writing on. What it holds, which the caller frees; NULL, and printed
 * why, when it cannot be gone on with. */
struct transcript *keeping_reopen(const char *path, struct sitting *sitting);

/* Writes that the session has ended. False, and printed why. */
bool keeping_end(struct sitting *sitting);

#endif
