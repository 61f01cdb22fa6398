/* The cues that are measures, asked all together.
 *
 * Many ask one gauge of one part, each with bounds of its own. So each gauge is
 * asked once for each piece, and the cues only whether that is within bounds.
 */
#ifndef RUBRIC_GAUGING_H
#define RUBRIC_GAUGING_H

#include "rubric/cue.h"

struct gauging;

/* Of CUES those ASKED for: see cue_is_asked(). They are borrowed and must
 * outlive it; the caller owns it. */
struct gauging *gauging_new(const struct cue *cues, size_t cue_count,
                            const uint64_t *asked);

/* Sets the bit of each cue that is met by what REPLY, which follows DIALOGUE,
 * measures. */
void gauging_ask(const struct gauging *gauging, const struct language *language,
                 const struct dialogue *dialogue, const struct utterance *reply,
                 uint64_t *bits);

/* Takes NULL. */
void gauging_free(struct gauging *gauging);

#endif
