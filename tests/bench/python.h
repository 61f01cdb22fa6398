/* Python's re: one pattern after the other, in a process of its own.
 *
 * It is given the pieces that our splitting makes, and finds the patterns in
 * them. Cues that are no patterns, and scoring, are left to peer_told().
 */
#ifndef BENCH_PYTHON_H
#define BENCH_PYTHON_H

#include "base/hash.h"
#include "base/json.h"
#include "rubric/rubric.h"

struct python;

/* Starts COMMAND with SCRIPT, peer.py, and gives it RUBRIC's patterns and
 * REPLIES, the texts of each part of each reply, which it takes over.
 * NULL where it cannot be had, or does not take all patterns: said on
 * standard error. */
struct python *python_new(const char *command, const char *script,
                          const struct rubric *rubric,
                          struct json_value *replies);

/* Finds all patterns everywhere. The microseconds that took; HASH is of the
 * matches, told as peer_log() does. Below zero: it has ended. */
double python_find(struct python *python, char hash[HASH_HEX]);

/* Takes NULL. */
void python_free(struct python *python);

#endif
