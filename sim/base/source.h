/* The bytes of one file and where in them something stands.
 *
 * Loaders take a struct source and never open a file. The bytes are borrowed
 * and outlive whatever was loaded from them only if the owner says so; loaders
 * copy what they keep.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stddef.h>

struct source {
    const char *name; /* as the user named the file */
    const char *bytes;
    size_t length;
};

/* A stretch of bytes: from START up to, not including, END. */
struct span {
    size_t start;
    size_t end;
};

struct place {
    size_t line;      /* from 1 */
    size_t column;    /* from 1, in characters */
    struct span text; /* the line itself, without its line end */
};

struct place source_place(const struct source *source, size_t offset);

#endif
