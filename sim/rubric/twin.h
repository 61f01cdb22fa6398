/* The same rubric once more, for a thread of its own.
 *
 * A rubric's texts, figures and patterns may be used by all. What the index
 * has seen of a moment is of one thread, and so are filters, which grow as they
 * read: a twin has its own, and shares the rest. What was scored with one may
 * be read with the other: codes, cues and measures have the same numbers.
 */
#ifndef RUBRIC_TWIN_H
#define RUBRIC_TWIN_H

#include "rubric/rubric.h"

/* RUBRIC must outlive its twin, which the caller frees with twin_free(); that
 * takes NULL. */
struct rubric *twin_new(const struct rubric *rubric);
void twin_free(struct rubric *twin);

#endif
