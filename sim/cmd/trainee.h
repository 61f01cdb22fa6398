/* Whose transcript it is: a name or number, as the instructor knows it.
 *
 * Remembered among the own data, in a file of its own.
 */
#ifndef CMD_TRAINEE_H
#define CMD_TRAINEE_H

#include "cmd/library.h"
#include "cmd/screen.h"
#include "world/prompt.h"

/* True, and why added to WHY, when NAME names nobody. */
bool trainee_refuses(const char *name, struct buffer *why);

/* Adds to NAME the one that is GIVEN (not refused; or NULL), else the one that
 * is remembered. False when there is none. */
bool trainee_known(const struct library *library, const char *given,
                   struct buffer *name);

/* Adds to NAME the one that is GIVEN (not refused; or NULL), else the one that
 * is remembered, else one that is asked for; and remembers it. False when none
 * was given. */
bool trainee_find(const struct library *library, const char *given,
                  const struct screen *screen, struct prompt *prompt,
                  struct buffer *name);

#endif
