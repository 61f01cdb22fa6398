/* --jobs; see jobs.h. */
#include "cmd/jobs.h"

#include "cmd/command.h"
#include "world/workers.h"

#include <stdlib.h>
#include <string.h>

bool jobs_read(const char *text, size_t alone, size_t *jobs)
{
    *jobs = alone;
    if (text == NULL) return true;
    long number = strtol(text, NULL, 10);
    if (*text != '\0' && text[strspn(text, "0123456789")] == '\0' &&
        number >= 1 && number <= WORKERS_MOST) {
        *jobs = (size_t)number;
        return true;
    }
    command_fail(COMMAND_USAGE,
                 "--jobs=%s: write how many to do side by side, from 1 to %d",
                 text, WORKERS_MOST);
    return false;
}
