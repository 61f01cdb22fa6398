/* Other engines in the index's place.
 *
 * Each finds what the index finds, by another road, and feeds the same scorer:
 * peer_reply() is turns_reply() itself, the very object code, linked to the
 * engine's functions where it calls the index's (the Makefile does that). So a
 * rubric whose `index` is one of these is scored by it.
 */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include "rubric/turns.h"

/* Every pattern in turn, by pcre2_match() with JIT. RUBRIC is borrowed; the
 * caller owns the engine. */
struct index *peer_plain(const struct rubric *rubric);

/* Hyperscan first, then PCRE2 with JIT on what it reports. NULL where it is
 * not to be had. ABOUT, if any, gets what it made of the patterns. */
struct index *peer_sieved(const struct rubric *rubric, struct buffer *about);

/* Finds nothing by itself: for each reply of the text in turn it has the
 * MATCHES, which are borrowed, of its patterns. */
struct index *peer_told(const struct rubric *rubric,
                        const struct matches *matches, size_t replies);

/* From now on a plain engine adds to REPLIES, for each reply, the texts of its
 * parts, an array of arrays, and to MATCHES a line for each match: the numbers
 * of the reply, of the pattern among the patterns and of the piece of its
 * part; start and end in that. */
void peer_log(struct index *peer, struct json_value *replies,
              struct buffer *matches);

/* Goes to the reply of this NUMBER, for an engine that is told. */
void peer_seek(struct index *peer, size_t number);

void peer_free(struct index *peer);

/* See turns_reply(). */
struct scoring *peer_reply(struct talk *talk, const struct rubric *rubric,
                           const char *text, size_t *words,
                           size_t *client_words);

#endif
