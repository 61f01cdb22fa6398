/* Recorded talks held to an exercise: the points of those criteria that rest
 * on measures.
 *
 * A recording has replies and no client who reacts, so there is no state and no
 * ending; what they would give is left out of the points and of their maximum.
 * Begin with hearing_turn(), turn by turn, and hearing_end().
 */
#ifndef CLASS_HEARING_H
#define CLASS_HEARING_H

#include "base/buffer.h"
#include "class/exercise.h"
#include "rubric/measure.h"
#include "rubric/turns.h"

/* A reply: its number, what was said, and the level of each code. */
struct hearing_reply {
    int turn;
    const char *text;
    int *levels;
};

struct hearing_talk {
    const char *file;
    const char *session;
    struct hearing_reply *replies;
    size_t reply_count;
    size_t reply_room;
    struct tally *tally;
    int64_t *values; /* a criterion each: thousandths, or GRADE_NONE */
    int64_t *points; /* thousandths; 0 where it is not from a recording */
    int64_t total;
    bool too_short; /* fewer replies than asked for: a person judges */
};

/* All talks of one run. */
struct hearing {
    struct arena arena;
    const struct exercise *exercise;
    const struct rubric *rubric;
    struct talk talk; /* the one at hand */
    struct hearing_talk *talks;
    size_t count;
    size_t room;
    bool open; /* the last is not ended */
};

/* {exercise, rubric} is a good beginning, and nothing of it is owned. */
struct hearing hearing_new(const struct exercise *exercise,
                           const struct rubric *rubric);
void hearing_free(struct hearing *hearing);

/* Scores TURN of FILE, which begins another talk where its session is another.
 * FILE is copied. */
void hearing_turn(struct hearing *hearing, const char *file,
                  const struct turn *turn);

/* Ends the talk at hand, if there is one: at a file's end. */
void hearing_end(struct hearing *hearing);

/* Forgets all talks from the COUNTth on: their file was no good. */
void hearing_forget(struct hearing *hearing, size_t count);

bool hearing_counts(const struct criterion *criterion);

/* What all criteria that rest on measures give at most. */
int64_t hearing_most(const struct exercise *exercise);

/* Adds TALK for people: points, and the turns that earned them. */
void hearing_tell(const struct hearing *hearing,
                  const struct hearing_talk *talk, struct buffer *out);

/* The same with all replies, and what was seen in them. */
void hearing_page(const struct hearing *hearing,
                  const struct hearing_talk *talk, struct buffer *out);

/* Adds a table of all (RFC 4180); a cell is empty where its criterion is not
 * from a recording. */
void hearing_csv(const struct hearing *hearing, struct buffer *out);

/* Adds a line of JSON. */
void hearing_json(const struct hearing *hearing,
                  const struct hearing_talk *talk, struct buffer *out);

#endif
