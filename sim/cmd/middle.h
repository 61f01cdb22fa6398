/* Beginning a session in the middle of its scenario, to try a place out:
 * --from NODE and --set STATE=VALUE,….
 */
#ifndef CMD_MIDDLE_H
#define CMD_MIDDLE_H

#include "base/error.h"
#include "scenario/session.h"

/* What was asked for; NULL where nothing was. */
struct middle {
    const char *from; /* a node's id */
    const char *set;  /* "trust=2,told=1"; visits and turn may be set too */
};

/* True when anything was asked for. */
bool middle_is_wanted(const struct middle *middle);

/* Puts SESSION, in which nothing was said yet, where MIDDLE says. False, and
 * the session is as it was, when the scenario has no such place. */
bool middle_place(struct session *session, const struct middle *middle,
                  struct error *error);

#endif
