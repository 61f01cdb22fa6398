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
#include <stdint.h>

enum {
    SUBJECTS_BYTES = 1024,
    SUBJECTS_PIECES = 48,
    SUBJECTS_EDGES = 4,
    SUBJECTS_MIXED = 6
};

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
    struct buffer *pieces; /* what the pattern names, in short texts */
    size_t piece_count;
    size_t edge_count; /* and behind them, to be tried alone: what leads to an
                          edge of a word, with a space there */
};

/* A few pieces, which follow one another in turn (ORDER is 0) or by chance. */
struct subjects_mixture {
    unsigned char pieces[SUBJECTS_MIXED];
    size_t count; /* one at least */
    uint32_t order;
};

struct subjects subjects_new(const char *pattern, size_t length);

/* Adds to OUT the subject INDEX with room for BYTES of what it repeats, which
 * is there once at least. Returns how many bytes that takes; 0, and it is the
 * subject as it is, when it repeats nothing. */
size_t subjects_resize(const struct subjects *subjects, size_t index,
                       size_t bytes, struct buffer *out);

/* A mixture by chance, and another that is nearly the same. CHANCE is the state
 * of the generator, which depends on nothing else. */
struct subjects_mixture subjects_draw(const struct subjects *subjects,
                                      uint64_t *chance);
struct subjects_mixture subjects_vary(const struct subjects *subjects,
                                      const struct subjects_mixture *mixture,
                                      uint64_t *chance);

/* Adds to OUT, which is empty, the mixture in up to BYTES bytes. */
void subjects_mix(const struct subjects *subjects,
                  const struct subjects_mixture *mixture, size_t bytes,
                  struct buffer *out);

void subjects_free(struct subjects *subjects);

#endif
