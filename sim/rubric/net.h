/* All strings that are looked for in what one of the two says, found in one
 * walk over it, however many they are.
 *
 * A net is made with net_new(), net_put() for every string, net_tag() for every
 * literal and net_finish(). Then net_read_reply() or net_read_texts() for each
 * moment of the talk. Each string becomes a literal (literal.h), known by its
 * number, or two (spelling.h); equal ones have one number.
 *
 * For each literal a net notes the places in which it ends, as bits: the
 * sentences of the reply, or the texts, and what was said before. Texts that
 * are asked of again are not read again.
 */
#ifndef RUBRIC_NET_H
#define RUBRIC_NET_H

#include "rubric/dialogue.h"
#include "rubric/utterance.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct net;

enum {
    NET_BEFORE = 63, /* the bit of what was said before the reply */
    NET_WAYS = 2     /* literals of a string, at most */
};

/* The bit of the NUMBER-th sentence or text. The later ones share one. */
uint64_t net_place(size_t number);

/* The caller owns the net. */
struct net *net_new(void);

/* Puts STRING in, and writes its literals to LITERALS. Returns how many: one or
 * two, or none, and nothing has been put in, when the net would grow too
 * large. */
size_t net_put(struct net *net, const char *string,
               uint32_t literals[NET_WAYS]);

/* How many literals there are. */
size_t net_count(const struct net *net);

/* Lets TAG, the caller's own, come with what is seen of LITERAL. What is not
 * LASTING is looked for in what was said last only, not in what was before. */
void net_tag(struct net *net, uint32_t literal, uint32_t tag, bool lasting);

/* When all is put in and tagged, and before anything is read. False, and
 * nothing can be read, when the net is too large after all. */
bool net_finish(struct net *net);

/* That a literal was seen. */
struct net_sight {
    uint64_t places; /* in which it ends */
    uint32_t begin;  /* the byte of the text with which it begins, if all is
                        ASCII */
    uint32_t tag;    /* see net_tag() */
};

/* What was seen of a text. It is the net's, and good until something else is
 * read. */
struct net_seen {
    const struct net_sight *list;
    size_t count;
    uint64_t place; /* in which all of it is; or 0, and each tells its own */
};

/* Reads REPLY, and what its speaker said BEFORE it, which may be NULL. Returns
 * how many there are of SEEN. Nothing is seen in texts beyond PATTERN_TYPED. */
size_t net_read_reply(struct net *net, const struct utterance *before,
                      const struct utterance *reply, struct net_seen seen[2]);

/* Reads TEXTS, at most DIALOGUE_RECENT of them, the last one first; the
 * same. */
size_t net_read_texts(struct net *net, const struct utterance *const *texts,
                      size_t count, struct net_seen seen[DIALOGUE_RECENT]);

/* Takes NULL. */
void net_free(struct net *net);

#endif
