/* What a later session takes over from the one it goes on from.
 *
 * {0} takes over nothing. The owner calls handover_free().
 */
#ifndef CMD_HANDOVER_H
#define CMD_HANDOVER_H

#include "base/arena.h"
#include "cmd/library.h"
#include "cmd/screen.h"

struct handover {
    struct transcript *earlier; /* or NULL */
    struct arena arena;
    struct changes carry;
    const char **names; /* of what is carried, as many */
    const char *from;   /* the earlier one's last chain, or NULL */
};

/* Finds the session that SCENARIO goes on from (in the file GIVEN, or for NULL
 * the last that was finished), replays it and says so on SCREEN. False, and
 * printed why, only when the one that was named cannot be used. */
bool handover_take(struct handover *handover, const struct library *library,
                   const struct scenario *scenario, const char *given,
                   const struct screen *screen);

void handover_free(struct handover *handover);

#endif
