/* In which earlier turns a phrase stands: one look instead of a walk over all
 * that was said.
 *
 * Phrases go by 32 bits of a hash, so two that differ may have one key: whoever
 * must know compares the words. They are put in turn by turn, and the newest
 * come out first.
 */
#ifndef RUBRIC_PHRASES_H
#define RUBRIC_PHRASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mention {
    uint32_t key;
    uint32_t older; /* the next in its bucket, counted from 1; 0: none */
    uint32_t turn;
    uint32_t word; /* with which it begins */
};

/* {0} is empty. */
struct phrases {
    struct mention *list;
    uint32_t *newest; /* of each bucket, counted from 1; 0: none */
    size_t count;
    size_t room;    /* for phrases */
    size_t buckets; /* how many: a power of two, or 0 */
};

/* Puts a phrase of TURN in, which is none before the last one's; or does as if,
 * where it does not COUNT. Of words which do could not be guessed. */
void phrases_put(struct phrases *phrases, uint32_t key, uint32_t turn,
                 uint32_t word, bool counts);

/* Puts COUNT of them in, that begin with one word after the other. */
void phrases_put_all(struct phrases *phrases, const uint32_t *keys,
                     size_t count, uint32_t turn);

/* The same, but of those of one key only the first: so there are never more of
 * a key than there are turns. */
void phrases_put_once(struct phrases *phrases, const uint32_t *keys,
                      size_t count, uint32_t turn);

/* The newest phrase of KEY, or NULL; and the next older than MENTION. */
const struct mention *phrases_newest(const struct phrases *phrases,
                                     uint32_t key);
const struct mention *phrases_older(const struct phrases *phrases,
                                    const struct mention *mention);

/* Which of COUNT keys, from FROM on, is the first of which there is a phrase;
 * COUNT if none is. */
size_t phrases_find(const struct phrases *phrases, const uint32_t *keys,
                    size_t count, size_t from);

/* Forgets the phrases of all turns from TURN on. */
void phrases_return(struct phrases *phrases, size_t turn);

void phrases_free(struct phrases *phrases);

#endif
