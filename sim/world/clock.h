/* The time, and numbers nobody else has: the two things that differ between
 * two plays of the same replies. */
#ifndef WORLD_CLOCK_H
#define WORLD_CLOCK_H

enum { CLOCK_STAMP = 21, CLOCK_ATTEMPT = 17 };

/* The time now in UTC, "2027-02-01T12:00:00Z". */
void clock_stamp(char stamp[CLOCK_STAMP]);

/* Sixteen random hex digits, to name an attempt. */
void clock_attempt(char attempt[CLOCK_ATTEMPT]);

#endif
