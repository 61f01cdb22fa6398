/* What is said after a session: the look back, or why there is none, and where
 * the transcript lies. */
#ifndef CMD_FAREWELL_H
#define CMD_FAREWELL_H

#include "cmd/assignment.h"
#include "cmd/sitting.h"

/* Ends the transcript of a sitting that is done, and says what there is to
 * say; ASSIGNMENT may be none. The exit status. */
int farewell_say(struct sitting *sitting, const struct assignment *assignment);

#endif
