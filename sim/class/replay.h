/* A transcript played again.
 *
 * Only its header and the trainee's own acts are believed; what the file
 * claims came of them is compared with what comes of them now.
 */
#ifndef CLASS_REPLAY_H
#define CLASS_REPLAY_H

#include "base/buffer.h"
#include "class/transcript.h"
#include "scenario/session.h"

/* The session as the transcript leaves it, owned by the caller. Every
 * difference from what the file claims is a line added to DIFFERENCES.
 * SCENARIO and RUBRIC must outlive the session. */
struct session *replay_session(const struct transcript *transcript,
                               const struct scenario *scenario,
                               const struct rubric *rubric,
                               struct buffer *differences);

/* The transcript's carried values as changes of SCENARIO's states, in ARENA;
 * names it does not have are left out. */
struct changes replay_carry(const struct transcript_header *header,
                            const struct scenario *scenario,
                            struct arena *arena);

#endif
