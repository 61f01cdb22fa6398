/* A rubric of which only the measures are asked.
 *
 * Many of its cues then need not be tried, since no measure goes by a code that
 * they speak to.
 */
#ifndef RUBRIC_NARROW_H
#define RUBRIC_NARROW_H

#include "rubric/rubric.h"

/* From now on scorings by RUBRIC are good for its measures alone: tallies have
 * the same values as before, but codes that no measure counts may have any
 * level, and where a cue was met is not told. */
void narrow_to_measures(struct rubric *rubric);

#endif
