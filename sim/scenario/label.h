/* Text made fit for a label of a picture.
 *
 * Labels are written in the HTML-like form of Graphviz's DOT language: there
 * nothing but & < > " has a meaning, and a backslash is a backslash.
 */
#ifndef SCENARIO_LABEL_H
#define SCENARIO_LABEL_H

#include "base/buffer.h"

#include <stddef.h>

/* Adds TEXT (valid UTF-8) in at most LINES lines of about WIDTH cells, broken
 * at spaces, words wider than a line anywhere. What is left out at the end
 * shows as an ellipsis. Controls are made visible, all else is escaped. */
void label_add(const char *text, size_t width, size_t lines,
               struct buffer *out);

#endif
