/* Where things lie: the trainee's own data and what was shipped.
 *
 * Own data: $XDG_DATA_HOME/rapport, else ~/.local/share/rapport, with ~ from
 * HOME or, without HOME, from the user database. Shipped: beside the program
 * when it runs from the tree (build/rapport: ../scenarios, ../rubrics), else
 * DATADIR as given at build time (PREFIX/share/rapport). Cache:
 * $XDG_CACHE_HOME/rapport, else ~/.cache/rapport. Configuration: the user's in
 * $XDG_CONFIG_HOME/rapport, else ~/.config/rapport; the system's in rapport/ of
 * each folder of $XDG_CONFIG_DIRS, else in /etc/xdg/rapport.
 */
#ifndef WORLD_FOLDERS_H
#define WORLD_FOLDERS_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>

struct folders {
    struct buffer data;    /* the trainee's own; empty when unknown */
    struct buffer cache;   /* what can be found out again; or empty */
    struct buffer shipped; /* holds scenarios/ and rubrics/ */
    struct buffer made;    /* where that lies which was made with the program */
};

/* False only when no home can be found; `shipped` is filled all the same. */
bool folders_find(struct folders *folders, struct error *error);
void folders_free(struct folders *folders);

/* Adds to PATH where the configuration's FILE lies: the user's, else the
 * system's. False, and nothing is added, when there is none. */
bool folders_find_config(const char *file, struct buffer *path);

#endif
