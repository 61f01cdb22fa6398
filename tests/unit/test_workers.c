/* Workers: whatever their number, each item is done once, is taken in order,
 * and can have what the one before has handed on, which holds up no other. */
#include "world/workers.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ITEMS = 500, ROOM = 5 };

/* Each item adds its number to what the one before has made. */
struct chain {
    struct workers *workers;
    size_t sums[ROOM];
    size_t begun[ITEMS];
    size_t done[ITEMS];
    size_t jobs;
    size_t looks;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool later; /* has begun */
};

static void begin(void *context, size_t worker, size_t number)
{
    struct chain *chain = context;
    assert_true(worker < chain->jobs);
    chain->begun[number]++;
}

static void add_to_chain(void *context, size_t worker, size_t number)
{
    struct chain *chain = context;
    assert_true(worker < chain->jobs);
    assert_int_equal(chain->begun[number], 1);
    size_t before = number > 0 ? chain->sums[(number - 1) % ROOM] : 0;
    chain->sums[number % ROOM] = before + number;
    if (number % 3 > 0) workers_pass(chain->workers, number);
    chain->done[number]++;
}

static void run_chain(size_t jobs)
{
    struct chain chain = {.jobs = jobs};
    size_t next = 0;
    chain.workers = workers_new(jobs, ROOM, begin, add_to_chain, &chain);
    for (size_t i = 0; i < ITEMS; i++) {
        while (workers_full(chain.workers))
            assert_int_equal(workers_take(chain.workers), next++);
        workers_give(chain.workers);
    }
    while (workers_busy(chain.workers))
        assert_int_equal(workers_take(chain.workers), next++);
    workers_end(chain.workers);
    assert_int_equal(next, ITEMS);
    assert_int_equal(chain.sums[(ITEMS - 1) % ROOM], ITEMS * (ITEMS - 1) / 2);
    for (size_t i = 0; i < ITEMS; i++)
        assert_int_equal(chain.done[i], 1);
}

static void hands_on_from_item_to_item(void **state)
{
    (void)state;
    run_chain(1);
    run_chain(2);
    run_chain(7);
}

enum { LATER = 3 };

/* The first item waits for one that comes later, and others wait for it. */
static void begin_late(void *context, size_t worker, size_t number)
{
    struct chain *chain = context;
    begin(context, worker, number);
    pthread_mutex_lock(&chain->lock);
    chain->later = chain->later || number == LATER;
    pthread_cond_broadcast(&chain->changed);
    while (number == 0 && !chain->later)
        pthread_cond_wait(&chain->changed, &chain->lock);
    pthread_mutex_unlock(&chain->lock);
}

static void goes_on_while_items_wait(void **state)
{
    (void)state;
    struct chain chain = {.jobs = 2,
                          .lock = PTHREAD_MUTEX_INITIALIZER,
                          .changed = PTHREAD_COND_INITIALIZER};
    chain.workers = workers_new(2, ROOM, begin_late, add_to_chain, &chain);
    for (size_t i = 0; i <= LATER; i++)
        workers_give(chain.workers);
    for (size_t i = 0; i <= LATER; i++)
        assert_int_equal(workers_take(chain.workers), i);
    workers_end(chain.workers);
    assert_int_equal(chain.sums[LATER], LATER * (LATER + 1) / 2);
}

static void note(void *context, size_t worker, size_t number)
{
    struct chain *chain = context;
    assert_true(worker < chain->jobs);
    chain->done[number]++;
}

static void look(void *context, size_t done)
{
    struct chain *chain = context;
    assert_int_equal(done, ++chain->looks);
}

static void does_all(void **state)
{
    (void)state;
    for (size_t jobs = 1; jobs <= WORKERS_MOST; jobs *= 4)
        for (size_t count = 0; count <= ITEMS; count += ITEMS / 2) {
            struct chain chain = {.jobs = jobs};
            workers_all(jobs, count, note, &chain, look);
            assert_int_equal(chain.looks, count);
            for (size_t i = 0; i < ITEMS; i++)
                assert_int_equal(chain.done[i], i < count);
        }
}

static void waits_for_no_item_that_never_comes(void **state)
{
    (void)state;
    struct chain chain = {.jobs = 3};
    struct workers *workers = workers_new(3, 2, note, NULL, &chain);
    assert_false(workers_busy(workers));
    assert_false(workers_full(workers));
    workers_end(workers);
    assert_in_range(workers_cores(), 1, WORKERS_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_on_from_item_to_item),
        cmocka_unit_test(goes_on_while_items_wait),
        cmocka_unit_test(does_all),
        cmocka_unit_test(waits_for_no_item_that_never_comes),
    };
    return cmocka_run_group_tests_name("workers", tests, NULL, NULL);
}
