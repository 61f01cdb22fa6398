/* SIGTERM, SIGHUP and SIGPIPE as something to ask about. */
#ifndef WORLD_SIGNALS_H
#define WORLD_SIGNALS_H

#include <stdbool.h>
#include <stdio.h>

/* From now on SIGTERM and SIGHUP only note that the program should stop (and
 * make a blocking read return), and SIGPIPE is ignored, so that a write says
 * what went wrong. */
void signals_catch(void);

/* True once SIGTERM or SIGHUP has come. */
bool signals_should_stop(void);

/* From now on they end the program at once, as they do any other: for long
 * reckoning of which nothing is kept. */
void signals_let_go(void);

/* True when FILE is a pipe that nobody reads any more, as behind `| head`: that
 * is no fault of which anybody wants to be told. */
bool signals_is_unread(FILE *file);

#endif
