/* One fault from outside, in one line of text.
 *
 * A file that cannot be read, a full disk, a refused connection: functions
 * that can meet one return bool and take a struct error, which they fill when
 * they return false. What an author or a trainee got wrong is not a fault but
 * data: see problem.h. Only sim/cmd prints either.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

struct error {
    char text[512];
};

/* Fills ERROR, cutting what does not fit, and returns false, so that a
 * function can end with it. */
bool error_set(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
