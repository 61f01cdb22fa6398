/* Which cues a reply can meet at all, told without PCRE2.
 *
 * Made once from a rubric's cues; then for each reply index_look(), and
 * index_next() and index_try() for what is left. It finds what cue_try() finds
 * on every cue, match for match, only sooner: index.c says why.
 */
#ifndef RUBRIC_INDEX_H
#define RUBRIC_INDEX_H

#include "rubric/cue.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct index;

/* CUES are borrowed and must outlive the index, which the caller owns. ASKED is
 * NULL, or has a bit for each cue of which it will be asked whether it is met,
 * no matter where: it need not tell its matches, nor try others. It costs next
 * to nothing: the cues are read when the first look is taken. */
struct index *index_new(const struct cue *cues, size_t cue_count,
                        const uint64_t *asked);

/* Reads the moment: REPLY, which follows DIALOGUE. All are borrowed until the
 * next look. One thread at a time. */
void index_look(struct index *index, const struct language *language,
                const struct dialogue *dialogue, const struct utterance *reply);

/* The first cue from FROM on that must be tried on the moment looked at, or
 * the number of cues when there is none. */
size_t index_next(const struct index *index, size_t from);

/* cue_try() on the moment looked at, for a cue that index_next() gave; a cue
 * of CUE_TOGETHER is for cue_join(). */
enum cue_outcome index_try(struct index *index, size_t cue,
                           struct matches *matches);

/* True when CUE is a pattern or a list of words that is tried on every text:
 * there is nothing that it cannot match without, or hardly a text has none of
 * that. */
bool index_is_bare(struct index *index, size_t cue);

/* How many bytes have been read so far to find CUE without PCRE2. */
size_t index_read(const struct index *index, size_t cue);

/* Takes NULL. */
void index_free(struct index *index);

#endif
