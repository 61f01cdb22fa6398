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

#include "base/buffer.h"
#include "base/form.h"
#include "base/source.h"

#include <stdbool.h>
#include <stddef.h>

enum { SKIM_FIELDS = 16 }; /* at most so many are asked for */

/* A value in the line; of a text without its quotes. */
struct skim_value {
    bool there;
    bool escaped; /* a text with a backslash in it */
    struct span span;
};

/* True when LINE is an object of FIELDS, of which FORM_TEXT, FORM_INTEGER,
 * FORM_OBJECT and FORM_ANY (here a text, which may be empty) are known. Then
 * VALUES, a field each, says where they are, and *CLOSE where its last brace
 * is. False: ask json_read(). */
bool skim_object(const struct source *line, const struct form_field *fields,
                 size_t field_count, struct skim_value *values, size_t *close);

/* Adds the text VALUE of LINE to OUT, with its escapes undone. */
void skim_text(const struct source *line, const struct skim_value *value,
               struct buffer *out);

/* True when VALUE of LINE is TEXT, which needs no escapes. */
bool skim_is(const struct source *line, const struct skim_value *value,
             const char *text);

int skim_integer(const struct source *line, const struct skim_value *value);

#endif
