/* What is to be printed, kept until it is its turn: bytes for standard output,
 * and among them, each at its place, what is said on standard error.
 *
 * {0} is nothing. The owner calls telling_free().
 */
#ifndef CMD_TELLING_H
#define CMD_TELLING_H

#include "base/buffer.h"
#include "cmd/roll.h"

#include <stdbool.h>

struct telling_remark;

struct telling {
    struct buffer out; /* to be added to */
    struct buffer said;
    struct telling_remark *remarks;
    size_t remark_count;
    size_t remark_room;
    struct roll_list roll; /* for whoever calls it */
};

/* To be said as command_fail() does, behind what is in OUT by now. */
void telling_fail(struct telling *telling, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Prints all in order, and forgets it. False when standard output does not
 * take it. */
bool telling_print(struct telling *telling);

void telling_free(struct telling *telling);

#endif
