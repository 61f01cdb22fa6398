/* Standard output, as wide and as colourful as it is.
 *
 * Everything shown goes through here, so no text of a scenario, a rubric or a
 * trainee ever reaches the terminal raw: text_visible() first. Colour is off
 * for NO_COLOR, TERM=dumb and where standard output is no terminal; the words
 * carry everything without it.
 */
#ifndef WORLD_TERMINAL_H
#define WORLD_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum terminal_style {
    TERMINAL_NORMAL,
    TERMINAL_NAME,  /* who speaks */
    TERMINAL_QUIET, /* what may be passed over */
    TERMINAL_GOOD,
    TERMINAL_WARNING,
    TERMINAL_STRONG
};

struct terminal {
    bool colour;
    bool is_terminal;
};

struct terminal terminal_new(void);

/* True when somebody sees what is printed to FILE. */
bool terminal_shows(FILE *file);

/* Columns now: the window's, else COLUMNS, else 80; 20 at least. A file or
 * pipe has 80. */
size_t terminal_columns(const struct terminal *terminal);

/* Prints TEXT without a line end, in STYLE. */
void terminal_print(const struct terminal *terminal, enum terminal_style style,
                    const char *text);
void terminal_newline(const struct terminal *terminal);

/* Prints TEXT wrapped at spaces between columns INDENT and the right edge,
 * with a line end. The cursor stands at column AT (so a label may have been
 * printed before); lines after the first begin at INDENT. Words longer than a
 * line are broken; width is counted in cells. Newlines in TEXT are kept. */
void terminal_wrap(const struct terminal *terminal, enum terminal_style style,
                   size_t at, size_t indent, const char *text);

/* Flushes; false when standard output cannot be written (a full disk, a
 * closed pipe). */
bool terminal_flush(const struct terminal *terminal);

#endif
