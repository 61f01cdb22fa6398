/* Words, and marks, that tell by themselves whether a pattern matches.
 *
 * `^(?!.*\b(?:you|your)\b)` begins a pattern that matches no text that has one
 * of these words, and `^(?!.*\?)` one that matches no text with that mark. And
 * `\b(?:you|your)\b` matches any text that has one of them. So where one was
 * seen the pattern need not be tried.
 */
#ifndef RUBRIC_BARS_H
#define RUBRIC_BARS_H

#include "base/arena.h"

#include <stddef.h>

/* Words of ASCII letters and digits, with apostrophes within, at both ends of
 * which an edge is claimed (LITERAL_CLAIM); or one ASCII mark. */
struct bars {
    const char **list;
    size_t count;
};

/* Reads a PATTERN that pattern_compile() took; what it finds is no more than
 * is certain, and lies in ARENA. The words bar a match in texts of ASCII alone
 * without line ends and underscores; to \b these are letters. */
void bars_find(const char *pattern, size_t length, struct arena *arena,
               struct bars *bars);

/* The same of words of which one is enough for a match, without apostrophes;
 * there may be others. */
void bars_find_enough(const char *pattern, size_t length, struct arena *arena,
                      struct bars *enough);

#endif
