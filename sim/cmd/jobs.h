/* --jobs N: how many threads a command may use. */
#ifndef CMD_JOBS_H
#define CMD_JOBS_H

#include <stdbool.h>
#include <stddef.h>

/* What TEXT, the option's value, says; ALONE when it is NULL. False, and
 * printed why, when it is no such number. */
bool jobs_read(const char *text, size_t alone, size_t *jobs);

#endif
