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

/* Where in a subject the text stands that it repeats. */
struct subjects_pump {
    size_t start;
    size_t end;  /* of the first; the same as START: it repeats nothing */
    size_t tail; /* where the last has ended */
};

struct subjects {
    /* Each at most SUBJECTS_BYTES of valid UTF-8. The first is one sample: a
     * text that nearly matches, once. */
    struct buffer *list;
    struct subjects_pump *pumps; /* as many */
    size_t count;
};

struct subjects subjects_new(const char *pattern, size_t length);

/* Adds to OUT the subject INDEX with room for BYTES of what it repeats, which
 * is there once at least. Returns how many bytes that takes; 0, and it is the
 * subject as it is, when it repeats nothing. */
size_t subjects_resize(const struct subjects *subjects, size_t index,
                       size_t bytes, struct buffer *out);

void subjects_free(struct subjects *subjects);

#endif
