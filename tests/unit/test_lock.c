#include "world/lock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void one_at_a_time(void **state)
{
    char path[] = "/tmp/rapport-lock-XXXXXX";
    struct lock lock;
    struct lock other;
    struct error error = {0};
    (void)state;
    close(mkstemp(path));
    assert_int_equal(lock_try(&lock, path, &error), LOCK_TAKEN);
    assert_int_equal(lock_try(&other, path, &error), LOCK_BUSY);
    assert_int_equal(lock_wait(&other, path, 1, &error), LOCK_BUSY);
    lock_release(&other); /* which it has not */
    assert_int_equal(lock_try(&other, path, &error), LOCK_BUSY);
    lock_release(&lock);
    assert_int_equal(lock_wait(&other, path, 1, &error), LOCK_TAKEN);
    lock_release(&other);
    unlink(path);
}

static void ends_with_its_holder(void **state)
{
    char path[] = "/tmp/rapport-lock-XXXXXX";
    struct lock lock;
    struct error error = {0};
    int told[2];
    char byte;
    (void)state;
    close(mkstemp(path));
    assert_int_equal(pipe(told), 0);
    pid_t child = fork();
    if (child == 0) {
        if (lock_try(&lock, path, &error) != LOCK_TAKEN) _exit(1);
        if (write(told[1], "x", 1) != 1) _exit(1);
        for (;;)
            pause();
    }
    assert_int_equal(read(told[0], &byte, 1), 1);
    assert_int_equal(lock_try(&lock, path, &error), LOCK_BUSY);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(lock_try(&lock, path, &error), LOCK_TAKEN);
    lock_release(&lock);
    close(told[0]);
    close(told[1]);
    unlink(path);
}

static void no_place_is_a_fault(void **state)
{
    struct lock lock;
    struct error error = {0};
    (void)state;
    assert_int_equal(lock_try(&lock, "/nowhere/at/all", &error), LOCK_FAULT);
    assert_non_null(strstr(error.text, "/nowhere/at/all"));
    lock_release(&lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_at_a_time),
        cmocka_unit_test(ends_with_its_holder),
        cmocka_unit_test(no_place_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
