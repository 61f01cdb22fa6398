/* What a class said, as turns that people can code and `agree` can read: see
 * rubric/turns.h. */
#ifndef CLASS_SPOKEN_H
#define CLASS_SPOKEN_H

#include "base/buffer.h"
#include "class/grade.h"

/* Adds all turns of the sessions that count, client and therapist, a line of
 * JSON each, sessions by trainee and scenario; "codes" is for people to add.
 * Replies that were taken back are not among them. */
void spoken_turns(const struct grade *grade, struct buffer *out);

#endif
