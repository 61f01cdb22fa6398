#include "world/signals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <errno.h>
#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* What a signal changes stays changed, so each case has a process of its own.
 * True when CASE says so there. */
static bool holds(bool (*test_case)(void))
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        alarm(10); /* to fail, not to hang */
        _exit(test_case() ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Whoever runs the tests may ignore it, as nohup does. */
static bool raise_and_ask(int number)
{
    signal(number, SIG_DFL);
    signals_catch();
    if (signals_should_stop()) return false;
    raise(number);
    return signals_should_stop();
}

static bool term_is_noted(void)
{
    return raise_and_ask(SIGTERM);
}

static bool hup_is_noted(void)
{
    return raise_and_ask(SIGHUP);
}

static bool ignored_hup_stays_ignored(void)
{
    signal(SIGHUP, SIG_IGN);
    signals_catch();
    raise(SIGHUP);
    return !signals_should_stop();
}

static bool closed_pipe_is_an_error(void)
{
    int ends[2];

    signals_catch();
    if (pipe(ends) != 0) return false;
    close(ends[0]);
    return write(ends[1], "x", 1) < 0 && errno == EPIPE;
}

/* Signals PARENT until it is heard: one signal could come before the read. */
static void keep_signalling(pid_t parent)
{
    const struct timespec pause = {.tv_nsec = 20000000};

    while (getppid() == parent) {
        nanosleep(&pause, NULL);
        kill(parent, SIGTERM);
    }
    _exit(0);
}

static bool blocking_read_returns(void)
{
    pid_t parent = getpid();
    int ends[2];
    char byte;

    signals_catch();
    if (pipe(ends) != 0) return false;
    if (fork() == 0) keep_signalling(parent);
    return read(ends[0], &byte, 1) < 0 && errno == EINTR &&
           signals_should_stop();
}

static void notes_what_should_stop_it(void **state)
{
    (void)state;
    assert_true(holds(term_is_noted));
    assert_true(holds(hup_is_noted));
}

static void lets_nohup_have_its_way(void **state)
{
    (void)state;
    assert_true(holds(ignored_hup_stays_ignored));
}

static void makes_a_closed_pipe_an_error(void **state)
{
    (void)state;
    assert_true(holds(closed_pipe_is_an_error));
}

static void makes_a_blocking_read_return(void **state)
{
    (void)state;
    assert_true(holds(blocking_read_returns));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_what_should_stop_it),
        cmocka_unit_test(lets_nohup_have_its_way),
        cmocka_unit_test(makes_a_closed_pipe_an_error),
        cmocka_unit_test(makes_a_blocking_read_return),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
