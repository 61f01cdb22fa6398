/* A line of JSON Lines read in one pass over its bytes, as far as it is beyond
 * doubt.
 *
 * A stream has millions of lines, nearly all of them as they should be, and
 * building a tree for each would cost more than all that is done with it. This
 * reader knows only the one way in which a line is right. Whatever is not
 * plainly that way it leaves to json_read() and form_check(), which take
 * everything that JSON allows and say what is wrong with the rest: so there is
 * one judge of mistakes, and this file never speaks of one.
 *
 * What it takes, those two take as well, with the same values.
 */
#ifndef BASE_SKIM_H
#define BASE_SKIM_H

#include "base/form.h"
#include "base/source.h"

#include <stdbool.h>
#include <stddef.h>

enum { SKIM_FIELDS = 16 }; /* at most so many are asked for */

/* A value, as it stands in the line; of a text without its quotes. */
struct skim_value {
    bool there;
    bool escaped; /* a text with a backslash in it */
    const char *bytes;
    size_t length;
};

/* True when LINE, behind whose bytes there is a NUL, is an object of FIELDS, of
 * which FORM_TEXT, FORM_INTEGER, FORM_OBJECT and FORM_ANY (here a text, which
 * may be empty) are known. Then VALUES, a field each, says where they are, and
 * *CLOSE where its last brace is. False: ask json_read(). */
bool skim_object(const struct source *line, const struct form_field *fields,
                 size_t field_count, struct skim_value *values, size_t *close);

/* Writes the text VALUE, with its escapes undone and a NUL behind it, to AT,
 * where there is room for one byte more than it takes in the line. Gives where
 * the NUL is. */
char *skim_text(const struct skim_value *value, char *at);

/* True when VALUE is TEXT, which needs no escapes. */
bool skim_is(const struct skim_value *value, const char *text);

int skim_integer(const struct skim_value *value);

#endif
