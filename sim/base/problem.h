/* What an author or a trainee got wrong: where, what, and how to mend it.
 *
 * Loaders go on after a problem, so that all of them are reported at once.
 * Every kind of problem has a number that never changes its meaning; the
 * numbers 1 to 99 are JSON's and the forms' (below), each room to the right
 * has its own range in a header of its own.
 *
 * {0} is an empty list. It owns copies of all it was given; problem_free()
 * frees them.
 */
#ifndef BASE_PROBLEM_H
#define BASE_PROBLEM_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/source.h"

#include <stddef.h>

enum {
    PROBLEM_TOO_LARGE = 1,
    PROBLEM_EMPTY = 2,
    PROBLEM_NOT_UTF8 = 3,
    PROBLEM_SYNTAX = 4,
    PROBLEM_TRAILING = 5,
    PROBLEM_DUPLICATE_KEY = 6,
    PROBLEM_NUMBER = 7,
    PROBLEM_CONTROL = 8,
    PROBLEM_NUL = 9,
    PROBLEM_TOO_MANY = 10,
    PROBLEM_UNKNOWN_KEY = 20,
    PROBLEM_MISSING_KEY = 21,
    PROBLEM_WRONG_KIND = 22,
    PROBLEM_OUT_OF_RANGE = 23,
    PROBLEM_EMPTY_TEXT = 24,
    PROBLEM_WRONG_FORMAT = 25,
    PROBLEM_BAD_NAME = 26,
};

struct problem {
    int number;
    const char *file;
    size_t line; /* 0: the file as a whole */
    size_t column;
    const char *source_line; /* the line itself, or NULL */
    size_t place;            /* in bytes of the line */
    const char *message;
    const char *mend; /* how to mend it, or NULL */
};

struct problems {
    struct arena arena;
    struct problem *list;
    size_t count;
    size_t room;
    struct source latest;      /* what the last problem is in, */
    struct source_marks marks; /* and what is known of its places */
};

/* Adds a problem at OFFSET of SOURCE, whose bytes must stay as they are until
 * the last problem in it is added. MEND may be NULL. FORMAT and what follows
 * make the message: no capital at its start, no full stop at its end. Returns
 * the problem, so that a caller may set its mend later. */
struct problem *problem_add(struct problems *problems,
                            const struct source *source, size_t offset,
                            int number, const char *mend, const char *format,
                            ...) __attribute__((format(printf, 6, 7)));

/* A mend made with printf, kept by PROBLEMS. */
const char *problem_mend(struct problems *problems, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The mend "did you mean …?" with the one of NAMES that is near to WORD, or
 * OTHERWISE, which may be NULL, where none is. */
const char *problem_did_you_mean(struct problems *problems, const char *word,
                                 const char *const *names, size_t count,
                                 const char *otherwise);

/* Sorts by place, keeping the order of what stands in the same place. */
void problem_sort(struct problems *problems);

/* Adds to OUT, for people: "file:3:9: [210] message", the source line with a
 * caret under the place, and "mend: …". Bytes from the file are made visible
 * (text_visible), long source lines are cut around the place. */
void problem_format(const struct problem *problem, struct buffer *out);

/* The first problem in one line without its place: "message; mend". Kept by
 * PROBLEMS, of which there is one at least. */
const char *problem_brief(struct problems *problems);

void problem_free(struct problems *problems);

#endif
