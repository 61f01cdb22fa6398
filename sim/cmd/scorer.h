/* Scoring lines of turns, one after the other, for `score`.
 *
 * A scorer is for one thread; what a session is so far goes from line to line,
 * and from scorer to scorer, in a strand. Begin with scorer_line().
 */
#ifndef CMD_SCORER_H
#define CMD_SCORER_H

#include "base/source.h"
#include "cmd/telling.h"
#include "rubric/measure.h"
#include "rubric/printer.h"
#include "rubric/turns.h"

enum scorer_output {
    SCORER_LINES,    /* each line, scored */
    SCORER_MEASURES, /* a line for each session */
    SCORER_EXPLAINED /* each reply, to be read */
};

struct scorer {
    const struct rubric *rubric;   /* for this thread alone */
    const struct printer *printer; /* shared */
    enum scorer_output output;
    bool verify;     /* score once more, every cue tried */
    size_t verified; /* replies of which both ways made the same */
    bool problems;
    struct buffer room;
};

/* A session as far as it has come. {0}: none has begun. */
struct strand {
    struct talk talk;
    struct tally *tally; /* or NULL */
    int turn;            /* the last one's number */
};

struct scorer_line {
    struct source source; /* with a NUL behind its bytes, when it is scored */
    size_t number;        /* in its file */
    bool apart; /* another talk than before, whatever its session is called */
};

/* Scores LINE, which comes after what is in STRAND, and tells what comes of
 * it. */
void scorer_line(struct scorer *scorer, struct strand *strand,
                 const struct scorer_line *line, struct telling *telling);

/* The session in STRAND is over, if there is one: tells its measures, where
 * they are asked for, and lets go of the strand. */
void scorer_end(struct scorer *scorer, struct strand *strand,
                struct telling *telling);

/* Reads on from the session LATEST: true when LINE is a turn of another one,
 * or apart. "" is not known yet. */
bool scorer_begins(struct scorer *scorer, struct buffer *latest,
                   const struct scorer_line *line);

void scorer_free(struct scorer *scorer);

#endif
