/* What saying nothing can show.
 *
 * An empty reply has no words, so most cues cannot be met by it; those that
 * look at the client's words or at the trainee's reply before it still may.
 * For whoever asks what a reply could do without having one.
 */
#ifndef RUBRIC_SILENCE_H
#define RUBRIC_SILENCE_H

#include "rubric/rubric.h"

/* False when CUE is met by no empty reply, whatever was said before it.
 * EARLIER says the same of the cues that a cue of CUE_TOGETHER names; it may
 * be NULL for any other kind. */
bool silence_may_meet(const struct cue *cue, const bool *earlier);

/* Fills MOST, a code each, with a level above which no empty reply comes. */
void silence_bounds(const struct rubric *rubric, int *most);

#endif
