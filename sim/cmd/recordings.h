/* rapport grade --measures: recordings in place of transcripts. */
#ifndef CMD_RECORDINGS_H
#define CMD_RECORDINGS_H

#include "cmd/course.h"
#include "cmd/pages.h"
#include "cmd/recorded.h"

enum recordings_form { RECORDINGS_FOR_PEOPLE, RECORDINGS_CSV, RECORDINGS_JSON };

/* Holds COUNT names, files or folders with all that is in them, to COURSE's
 * measures and prints in FORM what each talk earns; writes it to PAGES, too,
 * unless its folder is NULL. A recording that cannot be read is named, and the
 * others are graded. An exit status. */
int recordings_grade(const struct course *course,
                     const struct recorded *recorded, char **names,
                     size_t count, enum recordings_form form,
                     const struct pages *pages);

#endif
