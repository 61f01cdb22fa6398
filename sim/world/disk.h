/* What has to be done so that bytes and names are on disk for good.
 *
 * Only world/files and world/journal, which promise it, have use for this.
 */
#ifndef WORLD_DISK_H
#define WORLD_DISK_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* "cannot WHAT PATH: " and errno's reason. Returns false. */
bool disk_cannot(struct error *error, const char *what, const char *path);

/* The part of PATH before its last slash, "." when it has none. The caller
 * frees it. */
char *disk_folder_of(const char *path);

/* Waits until what was made or renamed in FOLDER is on disk. False, and errno
 * says why, when it may not be. */
bool disk_sync_folder(const char *folder);

/* Writes all of the bytes, or says false and errno why. */
bool disk_write_all(int file, const char *bytes, size_t length);

/* close() that leaves errno as it was, for the way out after a failure. */
void disk_close_quietly(int file);

#endif
