/* SIGTERM, SIGHUP and SIGINT as something to ask about. */
#ifndef WORLD_SIGNALS_H
#define WORLD_SIGNALS_H

#include <stdbool.h>

/* From now on SIGTERM and SIGHUP only note that the program should stop (and
 * make a blocking read return), and SIGPIPE is ignored, so that a write says
 * what went wrong. */
void signals_catch(void);

/* True once SIGTERM or SIGHUP has come. */
bool signals_should_stop(void);

#endif
