/* Times as files write them, "2027-02-01T12:00:00Z", and how far apart they
 * are: the calendar alone, with no clock and no time zone. */
#ifndef BASE_MOMENT_H
#define BASE_MOMENT_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

enum { MOMENT_TEXT = 21, MOMENT_DAY = 86400 };

/* Digits stand where those of a time stand, and all else is as there: what has
 * this form sorts as text in the order of time. */
bool moment_has_form(const char *text);

/* The seconds from 1970 to TEXT. False when TEXT has another form, names a
 * day that no calendar has, or lies before 1970. */
bool moment_read(const char *text, int64_t *seconds);

/* The same back; what lies outside the years 1970 to 9999 is put at the end
 * that is nearer. */
void moment_write(int64_t seconds, char text[MOMENT_TEXT]);

/* Adds how long so many SECONDS, 0 or more, are, in the greatest unit of which
 * there is a whole one: "1 day", "23 hours", "less than a minute". */
void moment_span(int64_t seconds, struct buffer *out);

#endif
