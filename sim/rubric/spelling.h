/* How literals and texts are spelled for an automaton.
 *
 * The letter with which a word begins is another symbol than the same letter
 * within it. So where words begin is found like any other letter, and two
 * symbols tell more of where in a text one is. Whether a word ends behind the
 * last letter of a literal has to be asked of the text.
 *
 *   literal.h:  |you| |f    you|                  ee
 *   here:       You F       you, You: closed      ee, Ee
 */
#ifndef RUBRIC_SPELLING_H
#define RUBRIC_SPELLING_H

#include "rubric/literal.h"

#include <stdbool.h>
#include <stddef.h>

enum { SPELLING_WAYS = 2 };

struct spelling {
    unsigned char symbols[LITERAL_BYTES];
    size_t length;
    bool closed; /* no letter or digit stands behind it */
};

/* The symbol of a BYTE, whatever its case; or the one with which a word BEGINS,
 * if it is a letter or a digit. */
unsigned char spelling_symbol(unsigned char byte, bool begins);

/* Spells a literal, as literal_encode() gives it, in each way in which it may
 * stand in a text. Returns how many: two, if it begins with a letter that may
 * or may not begin a word. */
size_t spelling_of(const char *literal, size_t length,
                   struct spelling ways[SPELLING_WAYS]);

#endif
