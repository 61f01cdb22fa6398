/* What `rapport progress` tells, apart from how it is put in words: which
 * guesses, lines and command, and all of it as JSON. */
#ifndef CMD_RETROSPECT_H
#define CMD_RETROSPECT_H

#include "base/json.h"
#include "cmd/past.h"

/* The last talks with a guess and a bond, newest first; returns how many. */
size_t retrospect_guesses(const struct progress *progress,
                          const struct progress_talk *last[PROGRESS_RECENT]);

/* "too high", "too low" or "right". */
const char *retrospect_compared(int guess, int bond);

/* The client's last line of speech before the reply; where she only did
 * something, that. NULL when there is nothing. */
const struct line *retrospect_line(const struct record *record);

/* What the rubric says on it, or what is said where it has no word. */
const char *retrospect_advice(const struct progress_work *work);

/* Adds the command that practises it to OUT, which is empty. */
void retrospect_command(struct past *past, const struct progress_group *group,
                        const struct progress_work *work, struct buffer *out);

/* All as JSON; the caller owns it. */
struct json_value *retrospect_value(const struct progress *progress,
                                    struct past *past);

#endif
