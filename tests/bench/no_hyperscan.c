/* Stands in where there is no Hyperscan; see sieve.h. */
#include "sieve.h"

struct sieve *sieve_new(const struct cue *cues, size_t count,
                        struct buffer *about)
{
    (void)cues;
    (void)count;
    (void)about;
    return NULL;
}

void sieve_look(struct sieve *sieve, const struct dialogue *dialogue,
                const struct utterance *reply)
{
    (void)sieve;
    (void)dialogue;
    (void)reply;
}

size_t sieve_next(const struct sieve *sieve, size_t from)
{
    (void)sieve;
    return from;
}

bool sieve_holds(const struct sieve *sieve, size_t cue, size_t index)
{
    (void)sieve;
    (void)cue;
    (void)index;
    return true;
}

void sieve_free(struct sieve *sieve)
{
    (void)sieve;
}
