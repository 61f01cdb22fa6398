/* What must not stand before a match.
 *
 * `(?<!how )(?<!nor )do you` begins a pattern that matches only where no such
 * string stands before it. What begins at a place is for a matcher to tell
 * (matcher.h), which reads on from there; what stands before is told here.
 */
#ifndef RUBRIC_BEHIND_H
#define RUBRIC_BEHIND_H

#include "base/buffer.h"

#include <stddef.h>

/* {0} is nothing; behind_free() frees what it has grown to. */
struct behind {
    struct buffer strings; /* in small letters, each with its '\0' */
};

enum behind_answer {
    BEHIND_NOTHING,   /* stands there */
    BEHIND_FORBIDDEN, /* one of them does */
    BEHIND_PERHAPS    /* there is what is no ASCII, and may be a letter of it */
};

/* Reads what PATTERN, which pattern_compile() took, begins with: (?<!...) of
 * ASCII characters alone, and alternatives of such. Returns how many bytes of
 * it that is; what follows is a pattern that matches where this one does, but
 * for what is forbidden. 0 when it does not begin so, or not all of it does. */
size_t behind_read(const char *pattern, size_t length, struct behind *behind);

/* What stands in TEXT before the byte AT. */
enum behind_answer behind_at(const struct behind *behind, const char *text,
                             size_t at);

void behind_free(struct behind *behind);

#endif
