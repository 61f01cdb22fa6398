/* play --watch: a scenario is played while its author writes on it.
 *
 * When the scenario's or the rubric's file is saved, it is loaded anew and the
 * replies so far are said again. What is wrong with it is shown; where it
 * cannot be played so, the last good version stays. Begin with
 * workshop_load().
 */
#ifndef CMD_WORKSHOP_H
#define CMD_WORKSHOP_H

#include "cmd/library.h"
#include "cmd/middle.h"
#include "cmd/sitting.h"
#include "world/files.h"

enum { WORKSHOP_FILES = 2 };

struct workshop {
    const struct library *library;
    const char *rubric; /* as named on the command line, or NULL */
    struct middle middle;
    struct changes carry; /* what an earlier session handed on */
    struct pair *pair;    /* what is being played; replaced when it is saved */
    struct files_stamp loaded[WORKSHOP_FILES];
    struct files_stamp seen[WORKSHOP_FILES]; /* the time before */
};

/* Loads what WORKSHOP names into its pair, as library_load() does; where it
 * cannot be played, waits at PROMPT until its file is saved and tries again.
 * False when that was given up. */
bool workshop_load(struct workshop *workshop, const char *name,
                   struct prompt *prompt);

/* Watches the files of WORKSHOP's pair, whose other members are set, while
 * SITTING talks. Both must outlive the talk. */
void workshop_open(struct workshop *workshop, struct sitting *sitting);

#endif
