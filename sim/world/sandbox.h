/* Work on what came from elsewhere, done in a child process.
 *
 * The child has so much processor time, memory and time by the clock and no
 * more, writes no file and prints nothing. What it finds comes back as text
 * through a pipe. If it crashes, or does not end, that is a reason like any
 * other, and nothing here is harmed.
 */
#ifndef WORLD_SANDBOX_H
#define WORLD_SANDBOX_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { SANDBOX_SAID = 64 << 10 };

struct sandbox_limits {
    int processor_s;
    int clock_s;
    size_t memory; /* in bytes, beyond what the program has already */
};

/* Runs JOB with CONTEXT in a child. Adds to SAID what the job adds to its own
 * SAID, of which SANDBOX_SAID bytes at most count. True when the job returned
 * true; else ERROR says in one line how it ended: what it said, if it returned
 * false. Whatever else the job does is undone: the child has its own memory. */
bool sandbox_run(const struct sandbox_limits *limits,
                 bool (*job)(void *context, struct buffer *said), void *context,
                 struct buffer *said, struct error *error);

#endif
