/* Files, read whole and written whole. */
#ifndef WORLD_FILES_H
#define WORLD_FILES_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Adds the file's bytes to BYTES. "-" is standard input. At most LIMIT bytes;
 * a directory, a larger file, or one that changes meanwhile is an error. */
bool files_read(const char *path, size_t limit, struct buffer *bytes,
                struct error *error);

/* The same for a plain file that is the user's own and that nobody else may
 * change; any other is an error. */
bool files_read_own(const char *path, size_t limit, struct buffer *bytes,
                    struct error *error);

/* Writes all or nothing: to a temporary file beside PATH (mode 0600), synced,
 * then renamed. Makes the folders above (mode 0700). */
bool files_write(const char *path, const char *bytes, size_t length,
                 struct error *error);

/* The same for what others may read: with the mode of the file that is
 * replaced, or as the umask has it. */
bool files_share(const char *path, const char *bytes, size_t length,
                 struct error *error);

/* Takes away from FOLDER what files_write() and files_share() leave there when
 * they are killed. Only where nobody else may be writing; no harm if it cannot.
 */
void files_sweep(const char *folder);

/* Makes PATH and the folders above it (mode 0700); there already is fine. */
bool files_make_folder(const char *path, struct error *error);

/* Gives the folder FROM, whose files are on disk, the name TO, in one step and
 * for good. Nothing but an empty folder may have that name. */
bool files_move_folder(const char *from, const char *to, struct error *error);

bool files_exists(const char *path);
bool files_is_folder(const char *path);

/* Tells one state of a file from another, without reading it. */
struct files_stamp {
    long long changed_s;
    long changed_ns;
    long long bytes;
    unsigned long long number; /* of the file itself: editors write a new one */
};

/* All zero for a file that is not there. */
struct files_stamp files_stamp(const char *path);
bool files_same_stamp(const struct files_stamp *one,
                      const struct files_stamp *other);

struct files_listing {
    char **names; /* file names without folder, sorted bytewise */
    size_t count;
};

/* Adds a copy of NAME at the end. */
void files_add(struct files_listing *listing, const char *name);

/* The regular files in FOLDER whose names end with ENDING. A folder that is
 * not there has none. */
bool files_list(const char *folder, const char *ending,
                struct files_listing *listing, struct error *error);
void files_listing_free(struct files_listing *listing);

/* The same of the folders in FOLDER; hidden ones are left out. */
bool files_folders(const char *folder, struct files_listing *listing,
                   struct error *error);

/* Adds to LISTING the paths of all regular files in FOLDER and below, sorted;
 * no link to a folder is followed. Adds to MISSED, unless it is NULL, what was
 * passed over: such links, links to nothing, what is no file, and folders that
 * cannot be opened. False when there is no such folder. */
bool files_tree(const char *folder, struct files_listing *listing,
                struct files_listing *missed, struct error *error);

/* Deletes FOLDER and all below it, following no link. *DELETED counts
 * files. */
bool files_delete_tree(const char *folder, size_t *deleted,
                       struct error *error);

#endif
