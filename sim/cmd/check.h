/* What check says of one file, for other commands that must refuse what it
 * refuses. */
#ifndef CMD_CHECK_H
#define CMD_CHECK_H

#include "base/source.h"
#include "cmd/library.h"

enum check_kind {
    CHECK_UNREADABLE, /* no JSON: checking says why */
    CHECK_RUBRIC,
    CHECK_SCENARIO,
    CHECK_EXERCISE
};

/* What the file says it is, or what it looks like. */
enum check_kind check_kind(const struct source *source);

/* Checks the file in VOLUME, a scenario against RUBRIC (by name or path; NULL:
 * what it asks for). Problems go to standard output, that it is fine to
 * standard error. The exit status. VOLUME is no exercise. */
int check_volume(const struct library *library, struct volume *volume,
                 const char *rubric);

#endif
