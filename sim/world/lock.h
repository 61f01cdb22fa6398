/* One program at a time: a lock that ends with whoever holds it, however it
 * ends. */
#ifndef WORLD_LOCK_H
#define WORLD_LOCK_H

#include "base/error.h"

#include <stdbool.h>

/* A lock; -1 in FILE is none. */
struct lock {
    int file;
};

enum lock_outcome { LOCK_TAKEN, LOCK_BUSY, LOCK_FAULT };

/* Takes the lock that the file PATH stands for (it is made, and stays), if
 * nobody else has it. */
enum lock_outcome lock_try(struct lock *lock, const char *path,
                           struct error *error);

/* The same, waiting until it is free, but WAIT_S seconds at most or until the
 * program should stop: LOCK_BUSY then. */
enum lock_outcome lock_wait(struct lock *lock, const char *path, int wait_s,
                            struct error *error);

void lock_release(struct lock *lock);

#endif
