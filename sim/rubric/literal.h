/* What literals are made of: characters and the edges of words.
 *
 * A pattern and the text that it is looked for in are put into one form, so
 * that a string of it is found byte by byte: characters as literal_folded()
 * has them, and edges between letters and what is none. index.c says why.
 */
#ifndef RUBRIC_LITERAL_H
#define RUBRIC_LITERAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LITERAL_BOUND = 1,  /* the edge of a word, in literals and the text */
    LITERAL_CLAIM = 2,  /* in what patterns need: here is one if a letter stands
                           beside it */
    LITERAL_ECHO = 3,   /* a literal of its own: a word begins as the whole one
                           before it, or it is not known whether one does */
    LITERAL_END = 4,    /* at the end of what patterns need, a claim and more:
                           no letter stands behind. In literals, behind what is
                           no letter, the same */
    LITERAL_ECHOED = 3, /* letters of an echo, at least */
    LITERAL_BYTES = 20  /* of a string that is looked for */
};

/* The character that stands for CODE_POINT and all that PCRE2 takes for it
 * whatever its case, or -1 where that is not known for sure. */
int32_t literal_folded(int32_t code_point);

/* Writes a character that literal_folded() gave, as UTF-8; returns how many
 * bytes. */
size_t literal_put(int32_t folded, char bytes[2]);

/* True of LITERAL_CLAIM and LITERAL_END. */
bool literal_is_claim(char byte);

/* True of an ASCII letter or digit: beside what is none it has an edge. */
bool literal_is_word(char byte);

/* What is looked for when STRING, of characters and claims, is needed: edges
 * at every change, and at its ends where it claims them, and the end. Of a long
 * string the beginning. Returns how many bytes. */
size_t literal_encode(const char *string, char out[LITERAL_BYTES]);

#endif
