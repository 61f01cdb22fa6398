/* How much a set of strings that are needed tells: the less often a text has
 * one of them, the more.
 *
 * It is a guess. What is looked for depends on it (needs.c, uses.c), and so
 * does what scoring costs, but not what comes of it.
 */
#ifndef RUBRIC_WORTH_H
#define RUBRIC_WORTH_H

#include <stddef.h>

/* The more, the more letters the shortest string of the set has, the fewer of
 * its strings are words that are everywhere, and the fewer strings it has;
 * below 1, nothing. */
int worth_of(const char **strings, size_t count);

#endif
