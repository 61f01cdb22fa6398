/* The time by the system's clock, attempts by its random numbers. */
#include "world/clock.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

void clock_stamp(char stamp[CLOCK_STAMP])
{
    time_t now = time(NULL);
    struct tm parts;

    if (!gmtime_r(&now, &parts) ||
        strftime(stamp, CLOCK_STAMP, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        memcpy(stamp, "1970-01-01T00:00:00Z", CLOCK_STAMP);
}

/* For a kernel without getrandom(): attempts must differ, not be secret. */
static uint64_t mix_time_and_process(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec +
           ((uint64_t)getpid() << 40);
}

void clock_attempt(char attempt[CLOCK_ATTEMPT])
{
    uint64_t number = 0;
    ssize_t got;

    do {
        got = getrandom(&number, sizeof number, 0);
    } while (got < 0 && errno == EINTR);
    if (got != (ssize_t)sizeof number) number = mix_time_and_process();
    snprintf(attempt, CLOCK_ATTEMPT, "%016llx", (unsigned long long)number);
}
