/* The trainee's own data: where it lies, the transcripts in it, and deleting
 * all of it. */
#ifndef CMD_OWN_H
#define CMD_OWN_H

#include "cmd/library.h"
#include "cmd/screen.h"
#include "world/journal.h"

/* Puts in PATH where NAME lies among the own data. */
void own_path(const struct library *library, const char *name,
              struct buffer *path);

/* True when there is a place for own data; says so when there is none. */
bool own_has_home(const struct library *library);

/* Opens the file PATH for more lines, or makes it; a torn last line is cut
 * off. NULL and ERROR on failure. */
struct journal *own_journal(const char *path, struct error *error);

typedef bool own_wanted(const struct transcript *transcript, void *context);

/* The newest transcript that WANTED says yes to, and its file in PATH; NULL
 * when there is none, and WANTED was then shown all of them. The caller frees
 * it. */
struct transcript *own_newest(const struct library *library,
                              struct buffer *path, own_wanted *wanted,
                              void *context);

/* Deletes all own data, after asking. The exit status. */
int own_forget(const struct library *library, const struct screen *screen);

#endif
