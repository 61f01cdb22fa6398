/* What is said before a session: what it is about, and once, what the program
 * is and is not. */
#ifndef CMD_GREETING_H
#define CMD_GREETING_H

#include "cmd/library.h"
#include "cmd/screen.h"

struct greeting {
    const struct library *library;
    const struct pair *pair;
    bool keeps;    /* a transcript */
    bool hands_in; /* it: somebody else will read it */
    bool exam;     /* there are no hints */
    bool later;    /* feedback comes at the end */
};

/* True for a trainee who has not been told yet. */
bool greeting_is_first(const struct library *library);

void greeting_show(const struct greeting *greeting,
                   const struct screen *screen);

#endif
