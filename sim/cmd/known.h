/* What was found out about files before, so that it need not be again: that a
 * rubric's patterns were admitted, what a scenario is called.
 *
 * A fact is a line of text, found by what it is about: the hash of a file's
 * bytes. It holds for this program alone, made from these sources and with
 * this PCRE2; after any change to one of them nothing is known, and all is
 * found out anew. So nothing here can be wrong for being old.
 *
 * Facts about what was shipped are made with the program and installed beside
 * it; the others lie in the user's own cache folder. Nothing of it is ever
 * handed on, and nobody takes another's. What is damaged, or may have been
 * written by somebody else, is not used, and what cannot be written is not
 * kept: nobody is told, since all that is lost is time.
 *
 * Begin with known_find().
 */
#ifndef CMD_KNOWN_H
#define CMD_KNOWN_H

#include "world/folders.h"

struct known;

/* FOLDERS must outlive it; the caller calls known_free(). */
struct known *known_new(const struct folders *folders);

/* Writes what was added, if anything was. Takes NULL. */
void known_free(struct known *known);

/* Nothing that is added will be written. */
void known_leave_no_trace(struct known *known);

/* The fact of the kind WHAT about ABOUT, borrowed until known_free(), or
 * NULL. */
const char *known_find(struct known *known, const char *what,
                       const char *about);

/* FACT has one line. */
void known_add(struct known *known, const char *what, const char *about,
               const char *fact);

#endif
