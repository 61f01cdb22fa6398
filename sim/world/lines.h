/* A file or standard input, line by line: read in large blocks, one line in
 * memory at a time, however long the input is. */
#ifndef WORLD_LINES_H
#define WORLD_LINES_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct lines_visitor {
    void *context;
    /* A line without its line feed, good until it returns; NUMBER is from 1
     * on. False: no more are wanted. */
    bool (*visit)(void *context, const char *bytes, size_t length,
                  size_t number);
    /* More may come, but is not there yet. May be NULL. */
    void (*idle)(void *context);
};

/* PATH "-" is standard input. False, with ERROR, when it could not be read;
 * the lines before that have been visited. */
bool lines_each(const char *path, const struct lines_visitor *visitor,
                struct error *error);

#endif
