/* An exercise with the rubric and scenarios that it pins, all loaded.
 *
 * {0} is none. Begin with course_open(); the owner calls course_close().
 */
#ifndef CMD_COURSE_H
#define CMD_COURSE_H

#include "class/exercise.h"
#include "cmd/library.h"

struct course {
    struct volume volume;
    struct exercise *exercise;
    struct volume rubric_volume;
    struct rubric *rubric;
    struct volume *scenario_volumes; /* as many as the exercise pins */
    struct scenario **scenarios;     /* NULL where one could not be had */
};

/* Reads the exercise in VOLUME, which the course then owns, and what it pins:
 * from beside its file, from what was kept, or from what was shipped, but only
 * with the right hash. RUBRIC, by name, is taken in place of the one that is
 * pinned, or NULL. What is missing or does not fit is a problem. False when
 * there is any. */
bool course_open(struct course *course, const struct library *library,
                 struct volume volume, const char *rubric,
                 struct problems *problems);

/* Reads the exercise PINNED alone, by its hash, from what was kept: its rules,
 * without the rubric and scenarios. False, and ERROR, when it is not there. */
bool course_open_rules(struct course *course, const struct library *library,
                       const struct pinned *pinned, struct error *error);

/* Moves the rubric and this scenario, both loaded, to PAIR, which then owns
 * them. No other scenario can be used after that. */
void course_hand_over(struct course *course, size_t scenario,
                      struct pair *pair);

void course_close(struct course *course);

#endif
