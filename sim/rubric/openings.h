/* Words with which the matches of a pattern begin.
 *
 * Where a text's words are known already, a pattern that says so needs to be
 * tried only at these, and not from every byte.
 */
#ifndef RUBRIC_OPENINGS_H
#define RUBRIC_OPENINGS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* Letters and digits in a row, folded. */
struct openings {
    const char **list;
    size_t count;
};

/* True when every match of PATTERN, which pattern_compile() took, in a text of
 * ASCII without an underscore begins either with the text, or with one of
 * OPENINGS behind what is no letter or digit. They lie in ARENA. False where
 * that is not known. */
bool openings_find(const char *pattern, size_t length, struct arena *arena,
                   struct openings *openings);

#endif
