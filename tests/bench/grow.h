/* A rubric of any number of cues, derived from another by a fixed rule.
 *
 * The cues of the other in turn, spread evenly or again and again; in the k-th
 * copy each word of three letters or more becomes another word of the same
 * length from the rubric's patterns, the 17 k-th behind it, so that copies
 * keep the shape of their patterns and speak of things that people say.
 */
#ifndef BENCH_GROW_H
#define BENCH_GROW_H

#include "rubric/rubric.h"

/* Makes RUBRIC one of COUNT cues, ten to a code. What it takes it keeps. */
void grow_rubric(struct rubric *rubric, size_t count);

#endif
