/* What a class handed in: every file looked at, those that can be graded
 * played again, the others named with the reason.
 *
 * {0} is none. Begin with submissions_read(); the owner calls
 * submissions_free().
 */
#ifndef CMD_SUBMISSIONS_H
#define CMD_SUBMISSIONS_H

#include "class/attempt.h"
#include "cmd/course.h"
#include "world/files.h"

/* Why a file is not graded: REASON, then, where there is OTHER, that path and
 * REST. Paths may name people, and reasons do not. */
struct submission_refused {
    const char *path;
    const char *reason; /* a line */
    const char *other;
    const char *rest;
    const char *trainee; /* whose it says it is, or NULL */
};

struct submissions {
    struct arena arena;
    struct files_listing paths;
    struct files_listing missed; /* in folders, what is no file to be read */
    struct attempt **attempts;
    size_t attempt_count;
    struct submission_refused *refused;
    size_t refused_count;
};

/* Reads COUNT names: files, or folders with all that is in them, JOBS side by
 * side. Copies of a file that is there already are refused as such. LOOK, if it
 * is not NULL, is told after each how many of how many are done. */
void submissions_read(struct submissions *submissions,
                      const struct course *course, char **names, size_t count,
                      size_t jobs, void (*look)(size_t done, size_t all));

/* Adds a line "PATH (TRAINEE): REASON" for each file that is not graded.
 * ANONYMOUS: "file 7" in place of both, by the order in which they were
 * read. */
void submissions_tell_refused(const struct submissions *submissions,
                              bool anonymous, struct buffer *out);

void submissions_free(struct submissions *submissions);

#endif
