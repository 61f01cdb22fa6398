/* What a list says of a scenario or rubric, without loading it whole where that
 * was done before.
 *
 * An outline is given only of what can be used: it was loaded once, and what
 * it says is kept (known.h) under the hash of its bytes and, for a scenario,
 * of its rubric's. A file that has changed, or could not be used, is loaded
 * anew each time.
 *
 * Outlines are borrowed, and good until outline_shelf_free().
 */
#ifndef CMD_OUTLINE_H
#define CMD_OUTLINE_H

#include "cmd/loaded.h"

/* A code that a scenario practises. */
struct outline_code {
    const char *name;
    const char *title;
};

struct outline {
    const char *id;
    const char *title;
    int version;
    int difficulty; /* this and the rest: of a scenario */
    const char *continues;
    const struct outline_code *practises;
    size_t practise_count;
};

/* The id of the rubric that the scenario in VOLUME asks for, kept in ARENA, or
 * NULL. KNOWN may be NULL. */
const char *outline_needs(struct known *known, const struct volume *volume,
                          struct arena *arena);

struct outline_rubric;

struct outline_shelf {
    const struct library *library;
    struct loaded loaded;
    struct arena arena;
    struct outline_rubric *rubrics; /* those that were asked for */
    size_t rubric_count;
};

/* {.library = …, .loaded.library = …} is a new one. */
void outline_shelf_free(struct outline_shelf *shelf);

/* NULL when it cannot be used. */
const struct outline *outline_rubric(struct outline_shelf *shelf,
                                     const struct volume *volume);
const struct outline *outline_scenario(struct outline_shelf *shelf,
                                       const struct volume *volume);

#endif
