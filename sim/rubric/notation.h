/* The syntax of patterns, read item by item.
 *
 * Word lists are put into a pattern (wordlist.h), it is looked over before
 * PCRE2 sees it (pattern.h), texts are made that it nearly matches
 * (subjects.h), and it is read for what it cannot match without (needs.h) and
 * for what may follow what (filter.h): five readers, who must agree on where
 * each piece begins and ends. Begin with notation_next(). It never fails: what
 * is not well made comes out as something, and is for PCRE2 to refuse. Where a
 * pattern is well made, the items end where PCRE2 ends them; a bracket that
 * only one of the two took for the start of a class would hide a range.
 */
#ifndef RUBRIC_NOTATION_H
#define RUBRIC_NOTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum notation_kind {
    NOTATION_LITERAL,   /* one character, however it is written */
    NOTATION_SET,       /* one of many characters: . \w \p{L} [:alpha:] */
    NOTATION_PLACE,     /* between characters: ^ $ \b \K */
    NOTATION_REFERENCE, /* to a group: \1 \g{name} */
    NOTATION_CLASS,     /* [, and its members up to NOTATION_CLASS_END */
    NOTATION_CLASS_END,
    NOTATION_GROUP, /* ( with what tells its kind: (?: (?<name> (?<= (?i */
    NOTATION_GROUP_END,
    NOTATION_BAR,
    NOTATION_REPEAT, /* * + ? {2,5}, with the ? or + behind it */
    NOTATION_NOTHING /* what has no meaning of its own: \Q \E (?#…), the ^ at
                      the start of a class, the - of a range */
};

enum { NOTATION_ENDLESS = INT32_MAX };

struct notation_item {
    enum notation_kind kind;
    size_t start; /* in the pattern, in bytes */
    size_t length;
    int32_t character; /* of a literal; -1 for all else */
    int32_t low;       /* where the range begins that this literal ends, or
                          the same character */
    int32_t least;     /* of a repeat: how many there must be, … */
    int32_t most;      /* … and may be, or NOTATION_ENDLESS */
};

/* A pattern being read: set BYTES, valid UTF-8, and LENGTH, and all else to
 * zero. The reader borrows the bytes; a copy of it reads on by itself. */
struct notation {
    const char *bytes;
    size_t length;
    size_t at;     /* where the next item begins */
    bool quoted;   /* between \Q and \E */
    bool in_class; /* between [ and ] */
    bool negated;  /* and there was a ^ */
    bool opening;  /* and no member yet: a ] is still literal */
    int32_t low;   /* the member that may begin a range, or -1 */
    bool dash;     /* and a - after it */
};

/* Reads the next item; false at the end of the pattern. */
bool notation_next(struct notation *notation, struct notation_item *item);

/* A pattern being read, and the item at hand. */
struct notation_walk {
    struct notation notation;
    struct notation_item item;
    bool more; /* there is one */
};

/* At the first item of a PATTERN, which it borrows. */
struct notation_walk notation_begin(const char *pattern, size_t length);

/* Goes on to the next item. */
void notation_step(struct notation_walk *walk);

/* Whether the item at hand is of this KIND. */
bool notation_at(const struct notation_walk *walk, enum notation_kind kind);

/* Whether it is of this KIND and written as TEXT. */
bool notation_reads(const struct notation_walk *walk, enum notation_kind kind,
                    const char *text);

/* Whether from here on another alternative begins, of the group that is being
 * read, if it is one, or of the whole. */
bool notation_has_other(const struct notation_walk *walk);

/* True of a NOTATION_GROUP that has a number, as it is written: ( or (?<n> and
 * its like. */
bool notation_is_numbered(const char *group, size_t length);

/* True of a NOTATION_GROUP that sets options, (?i) or (?i-s:, as it is written.
 */
bool notation_is_options(const char *group, size_t length);

#endif
