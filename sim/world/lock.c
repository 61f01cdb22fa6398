/* flock(), asked for again and again; see lock.h. */
#include "world/lock.h"

#include "world/disk.h"
#include "world/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum { TRIES_A_SECOND = 10 };

enum lock_outcome lock_try(struct lock *lock, const char *path,
                           struct error *error)
{
    lock->file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock->file < 0) {
        disk_cannot(error, "write", path);
        return LOCK_FAULT;
    }
    if (flock(lock->file, LOCK_EX | LOCK_NB) == 0) return LOCK_TAKEN;
    bool busy = errno == EWOULDBLOCK;
    if (!busy) disk_cannot(error, "lock", path);
    lock_release(lock);
    return busy ? LOCK_BUSY : LOCK_FAULT;
}

enum lock_outcome lock_wait(struct lock *lock, const char *path, int wait_s,
                            struct error *error)
{
    enum lock_outcome outcome = LOCK_BUSY;
    for (int i = 0; outcome == LOCK_BUSY && i < wait_s * TRIES_A_SECOND; i++) {
        struct timespec pause = {.tv_nsec = 1000000000L / TRIES_A_SECOND};
        if (signals_should_stop()) return LOCK_BUSY;
        nanosleep(&pause, NULL);
        outcome = lock_try(lock, path, error);
    }
    return outcome;
}

void lock_release(struct lock *lock)
{
    if (lock->file >= 0) disk_close_quietly(lock->file);
    lock->file = -1;
}
