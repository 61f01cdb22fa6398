/* Threads; see workers.h. Begin with serve(), which is what each does, and
 * find_task(). One lock guards all, and one condition tells that anything has
 * changed: items are large, so there is little to wait for. */
#include "world/workers.h"

#include "base/memory.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* What a thread is told when it starts. */
struct worker {
    struct workers *workers;
    size_t number;
    pthread_t thread;
};

/* How far an item has come. */
enum stage { GIVEN, IN_HAND, LEFT, DONE }; /* LEFT: but for its rest */

struct item {
    enum stage stage;
    bool passed;
};

struct workers {
    workers_work *work;
    workers_work *rest;
    void *context;
    struct worker *threads;
    size_t thread_count; /* 0: the owner does it all */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct item *items; /* item N at N % room */
    size_t room;
    size_t given;
    size_t begun;
    size_t taken;
    bool ending;
};

size_t workers_cores(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (cores < 1) return 1;
    return cores < WORKERS_MOST ? (size_t)cores : WORKERS_MOST;
}

static struct item *item_at(const struct workers *workers, size_t number)
{
    return &workers->items[number % workers->room];
}

/* ---- With the lock ---- */

static bool may_go_on(const struct workers *workers, size_t number)
{
    return item_at(workers, number)->stage == LEFT &&
           (number == 0 || item_at(workers, number - 1)->passed);
}

/* What there is to do: the rest of the oldest item that may go on, or a new
 * one. */
static bool find_task(struct workers *workers, size_t *number)
{
    for (*number = workers->taken; *number < workers->begun; ++*number)
        if (may_go_on(workers, *number)) return true;
    return workers->begun < workers->given;
}

/* False when there will be none any more. */
static bool wait_for_task(struct workers *workers, size_t *number)
{
    while (!find_task(workers, number)) {
        if (workers->ending) return false;
        pthread_cond_wait(&workers->changed, &workers->lock);
    }
    return true;
}

static void finish(struct workers *workers, size_t number)
{
    item_at(workers, number)->stage = DONE;
    item_at(workers, number)->passed = true;
}

/* ---- Threads ---- */

/* Does what there is to do of item NUMBER, without the lock; returns with it.
 */
static void do_task(struct workers *workers, size_t worker, size_t number)
{
    struct item *item = item_at(workers, number);
    bool left = item->stage == LEFT;
    workers_work *work = left ? workers->rest : workers->work;
    if (!left) workers->begun++;
    item->stage = IN_HAND;
    pthread_mutex_unlock(&workers->lock);
    work(workers->context, worker, number);
    pthread_mutex_lock(&workers->lock);
    if (left || workers->rest == NULL)
        finish(workers, number);
    else
        item->stage = LEFT;
    pthread_cond_broadcast(&workers->changed);
}

static void *serve(void *argument)
{
    struct worker *worker = argument;
    struct workers *workers = worker->workers;
    size_t number;
    pthread_mutex_lock(&workers->lock);
    while (wait_for_task(workers, &number))
        do_task(workers, worker->number, number);
    pthread_mutex_unlock(&workers->lock);
    return NULL;
}

/* Signals are the owner's. A system that has no thread to give gets by with
 * fewer, or none. */
static void start(struct workers *workers, size_t jobs)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    workers->threads = memory_new(jobs, sizeof *workers->threads);
    while (workers->thread_count < jobs) {
        struct worker *worker = &workers->threads[workers->thread_count];
        *worker = (struct worker){.workers = workers,
                                  .number = workers->thread_count};
        if (pthread_create(&worker->thread, NULL, serve, worker) != 0) break;
        workers->thread_count++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct workers *workers_new(size_t jobs, size_t room, workers_work *work,
                            workers_work *rest, void *context)
{
    assert(room >= 2);
    struct workers *workers = memory_new(1, sizeof *workers);
    workers->work = work;
    workers->rest = rest;
    workers->context = context;
    workers->room = room;
    workers->items = memory_new(room, sizeof *workers->items);
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->changed, NULL);
    if (jobs > 1) start(workers, jobs);
    return workers;
}

void workers_give(struct workers *workers)
{
    assert(!workers_full(workers));
    pthread_mutex_lock(&workers->lock);
    size_t number = workers->given++;
    *item_at(workers, number) = (struct item){.stage = GIVEN};
    pthread_cond_broadcast(&workers->changed);
    while (workers->thread_count == 0 && find_task(workers, &number))
        do_task(workers, 0, number);
    pthread_mutex_unlock(&workers->lock);
}

/* One place is kept for the item before the oldest: it may still be asked
 * whether it has passed. */
bool workers_full(const struct workers *workers)
{
    return workers->given - workers->taken == workers->room - 1;
}

bool workers_busy(const struct workers *workers)
{
    return workers->given > workers->taken;
}

size_t workers_take(struct workers *workers)
{
    assert(workers_busy(workers));
    pthread_mutex_lock(&workers->lock);
    while (item_at(workers, workers->taken)->stage != DONE)
        pthread_cond_wait(&workers->changed, &workers->lock);
    size_t number = workers->taken++;
    pthread_mutex_unlock(&workers->lock);
    return number;
}

void workers_pass(struct workers *workers, size_t number)
{
    pthread_mutex_lock(&workers->lock);
    item_at(workers, number)->passed = true;
    pthread_cond_broadcast(&workers->changed);
    pthread_mutex_unlock(&workers->lock);
}

void workers_end(struct workers *workers)
{
    assert(!workers_busy(workers));
    pthread_mutex_lock(&workers->lock);
    workers->ending = true;
    pthread_cond_broadcast(&workers->changed);
    pthread_mutex_unlock(&workers->lock);
    for (size_t i = 0; i < workers->thread_count; i++)
        pthread_join(workers->threads[i].thread, NULL);
    pthread_cond_destroy(&workers->changed);
    pthread_mutex_destroy(&workers->lock);
    free(workers->threads);
    free(workers->items);
    free(workers);
}

void workers_all(size_t jobs, size_t count, workers_work *work, void *context,
                 void (*look)(void *context, size_t done))
{
    if (jobs > count) jobs = count;
    struct workers *workers =
        workers_new(jobs, 4 * WORKERS_MOST, work, NULL, context);
    for (size_t given = 0; given < count || workers_busy(workers);) {
        if (given < count && !workers_full(workers)) {
            workers_give(workers);
            given++;
            if (jobs > 1) continue;
        }
        size_t number = workers_take(workers);
        if (look != NULL) look(context, number + 1);
    }
    workers_end(workers);
}
