/* Rubrics and scenarios, each loaded once, however many talks were played by
 * them: loading a rubric tries all of its patterns, which takes time.
 *
 * What is handed out is borrowed, and good until loaded_free(). Nothing is
 * printed.
 */
#ifndef CMD_LOADED_H
#define CMD_LOADED_H

#include "cmd/library.h"

struct loaded_rubric;
struct loaded_scenario;

struct loaded {
    const struct library *library;
    struct loaded_rubric *rubrics; /* also those that could not be loaded */
    size_t rubric_count;
    struct loaded_scenario *scenarios;
    size_t scenario_count;
};

/* A scenario and the rubric it is played by; NULL what cannot be had. */
struct played_by {
    const struct rubric *rubric;
    const struct scenario *scenario;
};

/* The rubric in VOLUME, or NULL when it cannot be used. */
const struct rubric *loaded_rubric(struct loaded *loaded,
                                   const struct volume *volume);

/* The scenario in VOLUME, with the rubric that it asks for. False when
 * it cannot be used. */
bool loaded_scenario(struct loaded *loaded, const struct volume *volume,
                     struct played_by *pair);

/* The same with a rubric that was loaded here; NULL when it cannot be used. */
const struct scenario *loaded_scenario_for(struct loaded *loaded,
                                           const struct volume *volume,
                                           const struct rubric *rubric);

/* What a transcript was played by, found by its hash; false and ERROR when that
 * is not to be had. */
bool loaded_pinned(struct loaded *loaded,
                   const struct transcript_header *header,
                   struct played_by *pair, struct error *error);

void loaded_free(struct loaded *loaded);

#endif
