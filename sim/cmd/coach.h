/* What the coach says: feedback on a reply, why it scored and won as it did,
 * and the look back over the whole session. */
#ifndef CMD_COACH_H
#define CMD_COACH_H

#include "class/feedback.h"
#include "cmd/screen.h"

/* Adds how often the rubric misjudges, in one sentence, as it was measured. */
void coach_honesty(const struct rubric *rubric, struct buffer *out);

/* The reply, with the words marked that the feedback quotes, where TELLS. */
void coach_reply(const struct screen *screen, const struct session *session,
                 const struct record *record, bool tells, bool typed);

/* What was recognised, what it did, one strength, one step, and at a terminal
 * what one can ask about it. */
void coach_feedback(const struct screen *screen, const struct session *session,
                    const struct record *record);

/* A row for each code that FEEDBACK on RECORD shows, with the words that earned
 * it; those that the same words earned stand in one. */
void coach_codes(const struct screen *screen, const struct session *session,
                 const struct record *record, const struct feedback *feedback);

/* Every cue that fired, and why the client reacted as she did. */
void coach_why(const struct screen *screen, const struct session *session,
               const struct record *record);

/* Each turn so far in short. */
void coach_recap(const struct screen *screen, const struct session *session);

/* "good", "fair" or "not there yet". */
const char *coach_mark(const struct measure *measure, int64_t value);
/* Adds the figure alone, with as many decimals as it deserves. */
void coach_figure(const struct measure *measure, int64_t value,
                  struct buffer *out);

/* Measures against their marks, and the client's card with the turns that
 * moved it. GUESS is how heard the trainee thought she felt, 0 for none. */
void coach_report(const struct screen *screen, const struct session *session,
                  int guess);

#endif
