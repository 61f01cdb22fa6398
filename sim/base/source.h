/* The bytes of one file and where in them something stands.
 *
 * Loaders take a struct source and never open a file. The bytes are borrowed
 * and outlive whatever was loaded from them only if the owner says so; loaders
 * copy what they keep.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

struct source {
    const char *name; /* as the user named the file */
    const char *bytes;
    size_t length;
};

/* A stretch of bytes: from START up to, not including, END. */
struct span {
    size_t start;
    size_t end;
};

struct place {
    size_t line;      /* from 1 */
    size_t column;    /* from 1, in characters */
    struct span text; /* the line itself, without its line end */
};

struct place source_place(const struct source *source, size_t offset);

/* The length of the byte order mark (U+FEFF) that SOURCE begins with, or 0.
 * Some programs write one; it says nothing. */
size_t source_mark_length(const struct source *source);

/* Nothing but spaces, tabs and carriage returns stands in SPAN. */
bool source_is_blank(const struct source *source, struct span span);

/* Gives the line that begins at *AT, without its line end, and moves *AT
 * behind that. False at the end of the file. */
bool source_line(const struct source *source, size_t *at, struct span *line);

/* What is known of the places in one source, so that each of many is found
 * from one nearby and not by reading from the start. {0} knows nothing; the
 * owner calls source_forget(). */
struct source_marks {
    struct source_mark *list;
    size_t count;
    size_t room;
};

/* As source_place(). MARKS has served this source only, whose bytes have not
 * changed since. */
struct place source_find(struct source_marks *marks,
                         const struct source *source, size_t offset);
void source_forget(struct source_marks *marks);

#endif
