/* What is wrong with a JSON text that a parser could not read.
 *
 * A parser says where it stopped, and no more. Here is found out what stood
 * there and what was due instead, so that a person is told "a comma is missing
 * before 'true'" and how to mend it. Only base/json has use for this.
 */
#ifndef BASE_SYNTAX_H
#define BASE_SYNTAX_H

#include "base/problem.h"
#include "base/source.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    /* Far more than a person nests, far less than the stack holds. */
    SYNTAX_DEEPEST = 100
};

/* A JSON text, borrowed, and where what is wrong with it goes. */
struct syntax {
    const struct source *source;
    /* The source's bytes with spaces for whatever the parser is not to see,
     * and a NUL after them: the first LENGTH of both are the same places. */
    const char *text;
    size_t length;
    bool comments; /* may stand in the source */
    struct problems *problems;
};

/* Reports the one syntax error. STOP is where the parser stopped: what stands
 * before it is right, and nests no deeper than SYNTAX_DEEPEST. */
void syntax_explain(const struct syntax *syntax, size_t stop);

/* Reports a number in a form that JSON lacks. */
void syntax_explain_number(const struct syntax *syntax, struct span number);

#endif
