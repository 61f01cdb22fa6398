/* Threads that work side by side, while what they make is taken in order.
 *
 * Work is a row of items, known by their numbers from 0 on. The owner gives
 * one after the other and takes them back in the same order; in between, any
 * worker does any of them. What of an item needs something from the one before
 * is its rest, and is left until that has passed: meanwhile its worker goes on
 * with another item. With one job there are no threads: an item is done while
 * it is given.
 */
#ifndef WORLD_WORKERS_H
#define WORLD_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

enum { WORKERS_MOST = 64 };

struct workers;

/* Does item NUMBER, or the rest of it. WORKER is from 0 on, below the number of
 * jobs: what only one at a time may use can be had once for each. */
typedef void workers_work(void *context, size_t worker, size_t number);

/* How many cores there are, at least 1 and at most WORKERS_MOST. */
size_t workers_cores(void);

/* WORK does an item and then, when the one before has passed, REST does what is
 * left; REST may be NULL. ROOM, at least 2, is more than ever lie between one
 * that is given and the oldest that is not yet taken. The caller ends them with
 * workers_end(). */
struct workers *workers_new(size_t jobs, size_t room, workers_work *work,
                            workers_work *rest, void *context);

/* The next item may be done. There is room for it: workers_full(). */
void workers_give(struct workers *workers);
bool workers_full(const struct workers *workers);

/* Waits until the oldest item that was given and not taken is done, and gives
 * its number. There is one: workers_busy(). */
size_t workers_take(struct workers *workers);
bool workers_busy(const struct workers *workers);

/* While NUMBER is being done: what the next item needs of it is there. An item
 * that is done has passed. */
void workers_pass(struct workers *workers, size_t number);

/* All that was given has been taken. */
void workers_end(struct workers *workers);

/* Does COUNT items on up to JOBS threads; LOOK, if it is not NULL, is told by
 * the caller's own thread how many are done, in order. */
void workers_all(size_t jobs, size_t count, workers_work *work, void *context,
                 void (*look)(void *context, size_t done));

#endif
