/* Attempts at exercises whose transcripts lie elsewhere than among the own
 * data: one is noted as it begins, so that it counts like any other.
 *
 * A line of JSON each, in attempts.jsonl.
 */
#ifndef CMD_TRIES_H
#define CMD_TRIES_H

#include "cmd/library.h"

struct tries_one {
    const char *exercise; /* by hash */
    const char *scenario; /* by hash */
    const char *attempt;
    const char *trainee; /* whose: several may share a computer */
    const char *start;
};

/* Adds ONE at the end. Fine, and nothing done, where there is no home. */
bool tries_note(const struct library *library, const struct tries_one *one,
                struct error *error);

typedef void tries_visit(const struct tries_one *one, void *context);

/* Shows VISIT each that can be read, oldest first. */
void tries_each(const struct library *library, tries_visit *visit,
                void *context);

#endif
