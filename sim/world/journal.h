/* An append-only file of lines that are on disk before anybody sees them.
 *
 * One program at a time: the file is locked while it is open. A line is
 * written, synced, and only then acknowledged. When a write fails half way
 * (a full disk), the file is cut back to its last whole line. A last line
 * without a line end, left by a crash, is dropped when the journal is opened
 * again, and that is said; nothing before it is ever changed.
 */
#ifndef WORLD_JOURNAL_H
#define WORLD_JOURNAL_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct journal;

/* Makes the file (mode 0600; its folder too, mode 0700); it must not be
 * there. NULL and ERROR on failure. */
struct journal *journal_create(const char *path, struct error *error);

/* Opens a file that is there for more lines. LINES gets all whole lines it
 * holds; *DROPPED how many bytes of a torn last line are not among them.
 * Nothing is changed yet: see journal_cut(). Fails when
 * another program has it open ("is open in another rapport"). */
struct journal *journal_open(const char *path, struct buffer *lines,
                             size_t *dropped, struct error *error);

/* Cuts a torn last line off, once the caller knows from the lines that the
 * file is a journal. */
bool journal_cut(struct journal *journal, struct error *error);

/* Appends LINE (no line end in it) and a line end, and syncs. False: nothing
 * was added, and the journal can be tried again. */
bool journal_append(struct journal *journal, const char *line, size_t length,
                    struct error *error);

const char *journal_path(const struct journal *journal);

/* Unlocks and closes; takes NULL. */
void journal_close(struct journal *journal);

#endif
