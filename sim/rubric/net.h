/* All strings that are looked for in what one of the two says, found in one
 * walk over it, however many they are.
 *
 * A net is the automaton of Aho and Corasick. It is made in four steps:
 * net_new(); net_count_bytes() for every string; net_put() for every string;
 * net_finish(). Then net_read_reply() or net_read_texts() for each moment of
 * the talk, and net_seen() for what was found. Each string becomes a literal
 * (literal.h), known by its number; equal ones have one number.
 *
 * For each literal a net notes the places in which it ends, as bits: the
 * sentences of the reply, or the texts, and what was said before. Texts that
 * are asked of again are not read again.
 */
#ifndef RUBRIC_NET_H
#define RUBRIC_NET_H

#include "rubric/utterance.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct net;

enum { NET_BEFORE = 63 /* the bit of what was said before the reply */ };

/* The bit of the NUMBER-th sentence or text. The later ones share one. */
uint64_t net_place(size_t number);

/* The caller owns the net. */
struct net *net_new(void);

/* Takes note of the bytes of STRINGS that are to be put in. */
void net_count_bytes(struct net *net, const char *const *strings, size_t count);

/* Puts STRINGS in and writes the literal of each to LITERALS. False, and
 * nothing is put in, when the net would grow too large. */
bool net_put(struct net *net, const char *const *strings, size_t count,
             uint32_t *literals);

/* When all is in it, and before anything is read. */
void net_finish(struct net *net);

/* How many literals there are. */
size_t net_count(const struct net *net);

/* Lets TAG, the caller's own, come with what is seen of LITERAL. What is not
 * LASTING is looked for in replies only, not in what was said before. */
void net_tag(struct net *net, uint32_t literal, uint32_t tag, bool lasting);

/* Reads REPLY, and what its speaker said BEFORE it, which may be NULL. */
void net_read_reply(struct net *net, const struct utterance *before,
                    const struct utterance *reply);

/* Reads TEXTS, at most DIALOGUE_RECENT of them. */
void net_read_texts(struct net *net, const struct utterance *const *texts,
                    size_t count);

/* What was seen of a literal. */
struct net_sight {
    uint64_t places; /* in which it ends */
    uint64_t onsets; /* the steps of the text (onsets.h) in which it begins, of
                        the first text that has it; where not all is ASCII it
                        may also begin before them */
    uint32_t tag;    /* see net_tag() */
    bool lasting;    /* and here */
    unsigned char length; /* in characters */
};

/* What was found. It is the net's, and good until something else is read. */
struct net_seen {
    const uint32_t *literals; /* those that were seen */
    size_t count;
    const struct net_sight *sights; /* by literal */
};

struct net_seen net_seen(const struct net *net);

/* Takes NULL. */
void net_free(struct net *net);

#endif
