/* Which patterns may be met in which pieces of a moment, told by Hyperscan.
 *
 * hyperscan.c where libhs is there, else no_hyperscan.c.
 */
#ifndef BENCH_SIEVE_H
#define BENCH_SIEVE_H

#include "base/buffer.h"
#include "rubric/cue.h"

#include <stdint.h>

struct sieve;

/* NULL where there is no Hyperscan. ABOUT, if any, gets how many patterns it
 * takes. CUES are borrowed; the caller owns the sieve. */
struct sieve *sieve_new(const struct cue *cues, size_t count,
                        struct buffer *about);

void sieve_look(struct sieve *sieve, const struct dialogue *dialogue,
                const struct utterance *reply);

/* The first cue from FROM on that must be tried, or the number of cues. */
size_t sieve_next(const struct sieve *sieve, size_t from);

/* Whether CUE must be tried on its INDEX-th piece; see part_piece(). */
bool sieve_holds(const struct sieve *sieve, size_t cue, size_t index);

void sieve_free(struct sieve *sieve);

#endif
