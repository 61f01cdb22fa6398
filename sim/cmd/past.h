/* Sessions that were: transcripts read, and each replayed by the rubric and
 * the scenario it was played by. */
#ifndef CMD_PAST_H
#define CMD_PAST_H

#include "class/progress.h"
#include "cmd/loaded.h"

struct past {
    struct arena arena;
    struct loaded loaded;
    struct progress_talk *talks;
    struct session **sessions; /* the talks', owned */
    size_t count;
    size_t lost;      /* transcripts that could not be read or replayed, */
    const char *why;  /* and why the first of them could not */
    size_t differing; /* that claim what replay did not find */
    size_t exams;     /* that were left out */
};

/* Replays the transcripts at PATHS. Those that cannot be are counted, and so
 * are those of exams, which are left out but WITH_EXAMS. */
void past_replay(struct past *past, const struct library *library,
                 const struct files_listing *paths, bool with_exams);
void past_free(struct past *past);

#endif
