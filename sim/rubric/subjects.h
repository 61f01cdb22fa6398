/* Hostile subjects for a pattern, made from the pattern itself.
 *
 * What makes a backtracking matcher slow is text that nearly matches. The
 * subjects are built from the pattern's own literals, a member or two of each
 * of its classes, "a" and space. Whatever the pattern repeats is repeated; of
 * a repeated group, that is each of its alternatives, and pairs that can be
 * split in two ways.
 * They depend on nothing but the pattern's bytes. No PCRE2 here, only its
 * syntax (notation.h).
 */
#ifndef RUBRIC_SUBJECTS_H
#define RUBRIC_SUBJECTS_H

#include "base/buffer.h"

#include <stddef.h>

enum { SUBJECTS_BYTES = 1024 };

struct subjects {
    /* Each at most SUBJECTS_BYTES of valid UTF-8. The first is one sample: a
     * text that nearly matches, once. */
    struct buffer *list;
    size_t count;
};

struct subjects subjects_new(const char *pattern, size_t length);
void subjects_free(struct subjects *subjects);

#endif
