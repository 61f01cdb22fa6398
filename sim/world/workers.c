/* Threads; see workers.h. Begin with serve(), which is what each does. One
 * lock guards all, and one condition tells that anything has changed: items
 * are large, so there is little to wait for. */
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
enum progress { GIVEN, PASSED, DONE };

struct workers {
    workers_work *work;
    void *context;
    struct worker *threads;
    size_t thread_count; /* 0: the owner does it all */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    enum progress *progress; /* of item N at N % room */
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

static void set_progress(struct workers *workers, size_t number,
                         enum progress progress)
{
    pthread_mutex_lock(&workers->lock);
    workers->progress[number % workers->room] = progress;
    pthread_cond_broadcast(&workers->changed);
    pthread_mutex_unlock(&workers->lock);
}

static void wait_for(struct workers *workers, size_t number,
                     enum progress progress)
{
    pthread_mutex_lock(&workers->lock);
    while (workers->progress[number % workers->room] < progress)
        pthread_cond_wait(&workers->changed, &workers->lock);
    pthread_mutex_unlock(&workers->lock);
}

/* False when there will be no more items. */
static bool begin_item(struct workers *workers, size_t *number)
{
    pthread_mutex_lock(&workers->lock);
    while (workers->begun == workers->given && !workers->ending)
        pthread_cond_wait(&workers->changed, &workers->lock);
    bool any = workers->begun < workers->given;
    if (any) *number = workers->begun++;
    pthread_mutex_unlock(&workers->lock);
    return any;
}

static void *serve(void *argument)
{
    struct worker *worker = argument;
    size_t number;
    while (begin_item(worker->workers, &number)) {
        worker->workers->work(worker->workers->context, worker->number, number);
        set_progress(worker->workers, number, DONE);
    }
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
                            void *context)
{
    assert(room >= 2);
    struct workers *workers = memory_new(1, sizeof *workers);
    workers->work = work;
    workers->context = context;
    workers->room = room;
    workers->progress = memory_new(room, sizeof *workers->progress);
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
    workers->progress[number % workers->room] = GIVEN;
    pthread_cond_broadcast(&workers->changed);
    pthread_mutex_unlock(&workers->lock);
    if (workers->thread_count > 0) return;
    workers->begun++;
    workers->work(workers->context, 0, number);
    set_progress(workers, number, DONE);
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
    wait_for(workers, workers->taken, DONE);
    return workers->taken++;
}

void workers_pass(struct workers *workers, size_t number)
{
    set_progress(workers, number, PASSED);
}

void workers_await(struct workers *workers, size_t number)
{
    if (number > 0) wait_for(workers, number - 1, PASSED);
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
    free(workers->progress);
    free(workers);
}

void workers_all(size_t jobs, size_t count, workers_work *work, void *context,
                 void (*look)(void *context, size_t done))
{
    if (jobs > count) jobs = count;
    struct workers *workers =
        workers_new(jobs, 4 * WORKERS_MOST, work, context);
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
