/* PCRE2, and the limits under which nothing it does can hurt.
 *
 * Patterns come from instructors and, one day, from the network; replies come
 * from anybody. The interpreter under fixed match, heap and depth limits
 * defines every result. The match limit alone does not bound the time (it
 * starts afresh at every start position and does not see single-character
 * scans), so a pattern is admitted only after it has run on hostile subjects
 * made from itself (subjects.h) within a number of steps, and on longer ones
 * within as many more as they are longer; some of them are looked for, step by
 * step, among mixtures of its pieces. More than four things that go on across
 * words, without end or a hundred times, are not even tried. A step is one item
 * tried, told by a callout, and so is every eighth byte of text that an item
 * ran over: a count that is the same on every machine.
 *
 * Begin with pattern_compile() and pattern_find(). Only this file knows PCRE2.
 */
#ifndef RUBRIC_PATTERN_H
#define RUBRIC_PATTERN_H

#include "base/source.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    PATTERN_MATCH_LIMIT = 100000,
    PATTERN_HEAP_LIMIT_KIB = 16384,
    PATTERN_DEPTH_LIMIT = 20000,
    PATTERN_STEPS_ADMITTED = 250000, /* for 1,024 bytes of a subject */
    PATTERN_STEPS_PER_BYTE = 1000,   /* on texts beyond PATTERN_TYPED */
    PATTERN_TYPED = 4096,            /* bytes; a typed reply is no longer */
    PATTERN_CLASS_RANGE = 4096       /* code points in one range of a class */
};

struct pattern;

/* Why a pattern is refused. */
enum pattern_fault {
    PATTERN_FINE,
    PATTERN_BAD_SYNTAX,      /* PCRE2 does not compile it */
    PATTERN_MATCHES_NOTHING, /* it can match the empty string */
    PATTERN_FORBIDDEN,       /* (*, (?C, \C, \K, the option x */
    PATTERN_WIDE_RANGE,      /* a class range too wide to compile quickly */
    PATTERN_TOO_COSTLY       /* not admitted: too many steps */
};

struct pattern_refusal {
    enum pattern_fault fault;
    size_t at;      /* offset in the pattern; 0 if it is all of it */
    char text[256]; /* in words: what PCRE2 says, or what is not allowed */
};

/* Compiles PATTERN, UTF-8, caseless, with UTF and UCP. Gives NULL and fills
 * REFUSAL when it cannot be used. Does not yet admit it: pattern_admit().
 * The caller owns the pattern; pattern_free() takes NULL. */
struct pattern *pattern_compile(const char *pattern, size_t length,
                                struct pattern_refusal *refusal);

/* Runs the pattern on its hostile subjects, also as long as a typed reply may
 * be where there is a doubt. False, with REFUSAL filled, when one of them takes
 * more than PATTERN_STEPS_ADMITTED steps for each 1,024 bytes or reaches a
 * limit. */
bool pattern_admit(struct pattern *pattern, struct pattern_refusal *refusal);

/* The pattern as it was compiled, borrowed from it. */
const char *pattern_text(const struct pattern *pattern, size_t *length);

enum pattern_outcome { PATTERN_NONE, PATTERN_FOUND, PATTERN_LIMIT };

/* The first match in SUBJECT at or after FROM. SUBJECT is valid UTF-8 and
 * stands alone: ^ and $ are its ends, nothing outside is seen. A text beyond
 * PATTERN_TYPED bytes is matched with counted steps. PATTERN_LIMIT: a limit
 * was reached and nothing is known. An empty match never comes out: a pattern
 * that makes one all the same (by look-around) is passed over to the next
 * non-empty match. Any number of threads may use a pattern at a time, unless
 * its cost is counted. */
enum pattern_outcome pattern_find(struct pattern *pattern, const char *subject,
                                  size_t length, size_t from,
                                  struct span *found);

/* What matching by machine code is done in, of one thread; the caller owns it.
 * It may serve for any pattern. */
struct pattern_room;
struct pattern_room *pattern_room_new(void);
void pattern_room_free(struct pattern_room *room);

/* Where a match may begin: at or after a place, or there only. */
enum pattern_start { PATTERN_FROM, PATTERN_AT, PATTERN_STARTS };

/* The same, sooner: once it has been asked often enough for that to pay,
 * matching is done by machine code where it is certain that this changes
 * nothing; see pattern.c. Any number of threads at a time. Without ROOM it is
 * always done by the interpreter. */
enum pattern_outcome pattern_find_fast(struct pattern *pattern,
                                       struct pattern_room *room,
                                       const char *subject, size_t length,
                                       size_t from, enum pattern_start start,
                                       struct span *found);

/* Makes the machine code for START now, if there may be any. */
void pattern_hasten(struct pattern *pattern, enum pattern_start start);

/* What matching has cost: a figure that is the same on every machine. */
struct pattern_cost {
    size_t calls;
    size_t steps;
};

/* From now on each pattern_find() adds to COST, which is borrowed, and takes
 * twice as long; NULL ends that. */
void pattern_count(struct pattern *pattern, struct pattern_cost *cost);

void pattern_free(struct pattern *pattern);

enum { PATTERN_VERSION = 64 };

/* The library's version, "10.42": a transcript says under which it was
 * scored. */
void pattern_version(char version[PATTERN_VERSION]);

#endif
