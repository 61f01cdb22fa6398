/* Finds all of many strings in one walk over a text, however many they are.
 *
 * The automaton of Aho and Corasick (Efficient string matching: an aid to
 * bibliographic search, 1975), laid out so that a step takes the same few
 * instructions whatever is read. Make it with automaton_new(), automaton_put()
 * for every string and automaton_finish(); then automaton_walk() for each
 * stretch of a text. Strings are of symbols, bytes but 0; a text is of their
 * classes.
 */
#ifndef RUBRIC_AUTOMATON_H
#define RUBRIC_AUTOMATON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct automaton;

/* The caller owns the automaton. */
struct automaton *automaton_new(void);

/* Whether there is room for strings of so many SYMBOLS. */
bool automaton_has_room(const struct automaton *automaton, size_t symbols);

/* Puts a string of LENGTH symbols in, one or more, for which there is room.
 * Returns its number: they begin with 0, and equal strings have one. */
uint32_t automaton_put(struct automaton *automaton,
                       const unsigned char *symbols, size_t length);

/* When all is in it, and before anything is read. False, and nothing can be
 * read, when it would be too large after all. */
bool automaton_finish(struct automaton *automaton);

/* How many strings there are. */
size_t automaton_count(const struct automaton *automaton);

/* The longest string that ends STRING: its number + 1; or 0. */
uint32_t automaton_shorter(const struct automaton *automaton, uint32_t string);

enum { AUTOMATON_MARKS = 1 << 24 };

/* Gives each string a MARK of the caller's, less than AUTOMATON_MARKS. Once,
 * after automaton_finish() and before anything is read. */
void automaton_mark(struct automaton *automaton, const uint32_t *marks);

enum { AUTOMATON_STRETCH = 512 /* bytes that are read at once, at most */ };

/* Where a walk over a text is; at its beginning all is 0. */
struct automaton_walk {
    uint32_t state;
    uint32_t two;   /* the state that the last two bytes tell alone */
    uint32_t three; /* and the last three */
    size_t before;  /* the class of the byte read last */
    size_t half;    /* what it says of how the next is read */
};

/* What was met in a stretch, by the numbers of its bytes. */
struct automaton_met {
    size_t hit_count;
    uint32_t hits[AUTOMATON_STRETCH];   /* states in which a string ends … */
    uint32_t hit_at[AUTOMATON_STRETCH]; /* … with this byte */
};

/* Reads COUNT bytes, as far as a stretch may be long, characters as
 * literal_folded() has them, but capitals may be among them. */
void automaton_read(const struct automaton *automaton,
                    struct automaton_walk *walk, const char *bytes,
                    size_t count, struct automaton_met *met);

/* The mark of the longest string that ends in the STATE of a hit. */
uint32_t automaton_longest(const struct automaton *automaton, uint32_t state);

/* Takes NULL. */
void automaton_free(struct automaton *automaton);

#endif
