/* rapport check --replies: replies played through scenarios, and where each
 * play ends.
 *
 * A file of them, a line each as piped to `rapport play`, or the habits of
 * scenario/policy.h. Every play goes through session_step(), as a trainee's.
 */
#ifndef CMD_REPLIES_H
#define CMD_REPLIES_H

#include <stdbool.h>
#include <stddef.h>

struct replies_request {
    const char *from;   /* a file (with a slash or dot in its name), a policy */
    const char *rubric; /* by name; NULL: the one each scenario asks for */
    bool json;
    bool expect;        /* policies must come to what is hoped of them */
    char *const *names; /* of scenarios; none: all that were shipped */
    size_t count;
};

/* Returns the exit status: problems found when a reply could not be taken, or
 * when what was to be expected did not come true. */
int replies_run(const struct replies_request *request);

#endif
