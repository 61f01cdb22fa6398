/* Captions: WebVTT (.vtt) and SubRip (.srt).
 *
 * Read are the texts of the cues. Voices (<v Kim Lee>), as Teams writes them,
 * say who speaks; where a file has none, names may stand in the texts, as
 * Zoom writes them ("Kim Lee: …"), which is for voice.h to see. Dropped: cue
 * names, times, settings, NOTE, STYLE and REGION, all other tags, and {\an8}
 * of SubRip. &amp; and its like are made what they stand for.
 *
 * Automatic captions roll: the last line of a cue comes again as the first of
 * the next, and a cue may hold what the one before had said. A file rolls when
 * its words are timed (<00:00:01.000>), or when two cues or more, and a
 * quarter of all, begin with the last line of the one before and go on; then
 * what a cue repeats is dropped.
 */
#ifndef CLASS_CAPTIONS_H
#define CLASS_CAPTIONS_H

#include "base/problem.h"
#include "base/source.h"
#include "class/remark.h"

/* Add to REMARKES what SOURCE, of valid UTF-8, holds: a remark a line. What
 * is wrong is in PROBLEMS. */
void captions_read_vtt(const struct source *source, struct remarks *remarks,
                       struct problems *problems);
void captions_read_srt(const struct source *source, struct remarks *remarks,
                       struct problems *problems);

#endif
