/* What a pattern, or a list of words, cannot match without.
 *
 * It is told as sets of strings, of each of which one must stand in any text
 * that is matched. It says less than it could and is never wrong; index.c says
 * how, and what it is for.
 */
#ifndef RUBRIC_NEEDS_H
#define RUBRIC_NEEDS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "rubric/wordlist.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    NEEDS_SETS = 4,    /* kept of one pattern */
    NEEDS_FAR = 10000, /* characters; or more, or not known */
    NEEDS_STREAKS = 3  /* in one reach */
};

/* So many characters, in a text that is matched. A streak is a stretch of which
 * either every character is in a word or none is: `\w+`, or `\W*`. How long it
 * may be only the text can tell, which must be ASCII without an underscore. */
struct reach {
    size_t least;
    size_t most;    /* at most NEEDS_FAR: it may be more … */
    size_t streaks; /* … and so many streaks besides */
};

/* Strings of characters and claims; see literal.h. */
struct strings {
    const char **list;
    size_t count;
    struct reach reach;    /* of all; see needs_reach() */
    struct reach *reaches; /* and of each besides; or NULL */
};

/* Of each set one string is needed. Without sets all can be done without. */
struct needs {
    struct strings sets[NEEDS_SETS];
    size_t count;
};

/* Reads a PATTERN that pattern_compile() took. The strings lie in ARENA. */
void needs_find(const char *pattern, size_t length, struct arena *arena,
                struct needs *needs);

/* The same for LIST: one word of each entry, at whose ends edges are. */
void needs_of_list(const struct wordlist *list, struct arena *arena,
                   struct needs *needs);

/* True when each alternative of PATTERN begins with ^, the beginning of the
 * text, so that it matches once at most. */
bool needs_anchored(const char *pattern, size_t length);

/* How far behind the beginning of a match the string of this NUMBER begins, if
 * it is the one that is there. */
struct reach needs_reach(const struct strings *strings, size_t number);

/* Adds what a pattern cannot match without, to be read: "sound | sounds & you",
 * where | is or, & is and, _ the edge of a word, $ the end of what is no word,
 * and = a word said again. Adds nothing where it can do without anything. */
void needs_tell(const char *pattern, size_t length, struct buffer *out);

#endif
