/* Sessions that begin, and what is not in its order.
 *
 * The turns of a session are to stand together, as they were said. Where they
 * do not, it begins anew each time, or replies are scored by what came later:
 * somebody should hear of that.
 */
#ifndef CMD_ROLL_H
#define CMD_ROLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a session begins, or where a turn has a lower number than the one
 * before it. */
struct roll_entry {
    uint64_t session; /* a hash of its name */
    bool is_lower;
    const char *file; /* borrowed */
    size_t line;
};

/* Entries, in order. {0} is none; roll_list_free() frees what is in it. */
struct roll_list {
    struct roll_entry *list;
    size_t count;
    size_t room;
};

/* What the session of this NAME goes by. */
uint64_t roll_session(const char *name);

void roll_note(struct roll_list *entries, const struct roll_entry *entry);
void roll_list_free(struct roll_list *entries);

struct roll;

/* The caller owns the roll. Its size does not grow with what is called. */
struct roll *roll_new(void);

/* Calls all ENTRIES, which come behind those called before, and leaves none. */
void roll_call(struct roll *roll, struct roll_list *entries);

/* Something of which there is so much, and where first; or nothing of it. */
struct roll_finding {
    size_t count;
    struct roll_entry first;
};

/* Sessions that came again, unless thousands of others stand between. */
struct roll_finding roll_again(const struct roll *roll);

/* Turns with a lower number. */
struct roll_finding roll_lower(const struct roll *roll);

/* Takes NULL. */
void roll_free(struct roll *roll);

#endif
