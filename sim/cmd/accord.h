/* rapport agree --exercise --points: an instructor's points against the
 * program's, criterion by criterion. */
#ifndef CMD_ACCORD_H
#define CMD_ACCORD_H

#include <stdbool.h>
#include <stddef.h>

/* What is compared: hers in the file POINTS, in the form of overrides, and the
 * program's for what was handed in for EXERCISE, in COUNT files or folders. */
struct accord {
    const char *exercise;
    const char *points;
    const char *rubric; /* NULL: the one that is pinned */
    char **names;
    size_t count;
};

/* Prints how far they agree; what is wrong goes to standard error. An exit
 * status. */
int accord_print(const struct accord *accord, bool as_json);

#endif
