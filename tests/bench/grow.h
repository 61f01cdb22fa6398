/* A rubric of any number of cues, derived from another by a fixed rule.
 *
 * The cues of the other in turn, spread evenly or again and again. In the k-th
 * copy of a pattern each word of three letters or more becomes another word of
 * the same length from the rubric's patterns: the 17 k-th behind it, or, where
 * it is small change ("you", "that"), the k-th such. So copies keep the shape
 * of their patterns, are about something else, and yet say what occurs: about
 * half as many of them fire. The bounds of a gauge rise by one with each copy.
 * Word lists stay.
 */
#ifndef BENCH_GROW_H
#define BENCH_GROW_H

#include "rubric/rubric.h"

/* Makes RUBRIC one of COUNT cues, ten to a code. What it takes it keeps. */
void grow_rubric(struct rubric *rubric, size_t count);

#endif
