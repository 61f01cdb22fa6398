/* Hostile subjects for a pattern, made from the pattern itself.
 *
 * What makes a backtracking matcher slow is text that nearly matches. The
 * subjects are built from the pattern's own literals, one member of each of
 * its classes, "a" and space: each repeated, and mixed, with and without the
 * last literal. They depend on nothing but the pattern's bytes. No PCRE2
 * here, only its syntax.
 */
#ifndef RUBRIC_SUBJECTS_H
#define RUBRIC_SUBJECTS_H

#include "base/buffer.h"

#include <stddef.h>

enum { SUBJECTS_BYTES = 1024 };

struct subjects {
    struct buffer *list; /* each at most SUBJECTS_BYTES of valid UTF-8 */
    size_t count;
};

struct subjects subjects_new(const char *pattern, size_t length);
void subjects_free(struct subjects *subjects);

#endif
