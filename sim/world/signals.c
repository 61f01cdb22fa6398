/* The handlers only set a flag; whoever blocks asks for it when a system call
 * came back with EINTR. Begin with signals_catch(). */
#include "world/signals.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>

/* A handler takes no context, so what it notes has to lie here. */
static volatile sig_atomic_t stop_came;

static void note_stop(int number)
{
    (void)number;
    stop_came = 1;
}

/* Without SA_RESTART, so that a blocking read returns. */
static void handle(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};

    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

static bool is_ignored(int number)
{
    struct sigaction now;

    return sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

void signals_catch(void)
{
    handle(SIGTERM, note_stop);
    /* Started by nohup, the program is meant to outlive its terminal. */
    if (!is_ignored(SIGHUP)) handle(SIGHUP, note_stop);
    handle(SIGPIPE, SIG_IGN);
}

bool signals_should_stop(void)
{
    return stop_came != 0;
}

void signals_let_go(void)
{
    handle(SIGTERM, SIG_DFL);
    if (!is_ignored(SIGHUP)) handle(SIGHUP, SIG_DFL);
}

bool signals_is_unread(FILE *file)
{
    struct pollfd end = {.fd = fileno(file)};

    return poll(&end, 1, 0) == 1 && (end.revents & POLLERR) != 0;
}
