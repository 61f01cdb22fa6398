/* A trainee's sessions in the order of time, and what a look at them is for:
 * the figures, one thing that goes well, one to work on.
 *
 * Figures are kept apart by the rubric's file, since two rubrics do not count
 * the same. Sessions of fewer than PROGRESS_REPLIES replies are left out and
 * counted: a figure over three turns says nothing.
 *
 * What goes well is the code with a word of praise in the rubric that most
 * replies of the last sessions showed, without one that is better used less
 * beside it. To work on is the measure that is farthest from good over those
 * sessions, counted in steps from fair to good; where all are good, the code
 * that is better used less and was shown most. A sum of other measures is never
 * chosen: they are.
 *
 * Begin with progress_of().
 */
#ifndef CLASS_PROGRESS_H
#define CLASS_PROGRESS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "scenario/session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PROGRESS_REPLIES = 5, /* a session must have */
    PROGRESS_RECENT = 5,  /* sessions that advice looks at */
    PROGRESS_TURNS = 2,   /* that stand for what is said */
    PROGRESS_PLOT = 20    /* sessions in a plot, at most */
};

/* One session, replayed; all borrowed. */
struct progress_talk {
    const char *start; /* time */
    const struct session *session;
    int guess; /* how heard the client felt, 1 to 5; 0: none was made */
};

struct progress_figure {
    bool is_there; /* there was something to divide by */
    int64_t thousandths;
};

/* The sessions played by one rubric, oldest first. */
struct progress_group {
    const struct rubric *rubric;
    const struct progress_talk **talks;
    size_t count;
    struct progress_figure *figures; /* talk by talk, a measure each */
};

/* How guesses stood to the card's bond. */
struct progress_guesses {
    size_t high;
    size_t low;
    size_t right;
};

struct progress {
    struct arena arena;
    struct progress_group *groups; /* the one played last first */
    size_t group_count;
    size_t short_count; /* sessions left out */
    struct progress_guesses guesses;
};

/* TALKS are sorted in place by start and must outlive the progress; talks by
 * the same rubric must share the pointer to it. The caller frees. */
struct progress *progress_of(struct progress_talk *talks, size_t count);
void progress_free(struct progress *progress);

/* The figure of TALK, by number, for MEASURE. */
const struct progress_figure *
progress_figure(const struct progress_group *group, size_t talk,
                size_t measure);

/* True, and *BOND, when the trainee guessed and the card tells of the bond. */
bool progress_bond(const struct progress_talk *talk, int *bond);

/* Adds a mark for each of the last talks: from the lowest block to the full one
 * for the least and the greatest of the figures and of what is fair and good,
 * so that a small change looks small; a dot where there is no figure. */
void progress_plot(const struct progress_group *group, size_t measure,
                   struct buffer *out);

/* A turn that stands for what is said. */
struct progress_turn {
    const struct progress_talk *talk;
    const struct record *record;
    size_t code; /* whose words to quote, no `any` code; or RUBRIC_NONE */
};

struct progress_turns {
    struct progress_turn list[PROGRESS_TURNS]; /* newest first */
    size_t count;
};

struct progress_strength {
    size_t code;
    size_t replies; /* that showed it, */
    size_t of;      /* of so many */
    struct progress_turns turns;
};

/* False when nothing of the kind was shown. */
bool progress_strength(const struct progress_group *group,
                       struct progress_strength *strength);

struct progress_work {
    size_t measure;   /* RUBRIC_NONE: all are good, and CODE is shown most */
    size_t code;      /* RUBRIC_NONE of a measure of words */
    int64_t mean;     /* of the measure, over the last sessions */
    size_t replies;   /* that showed the code, where there is no measure */
    const char *text; /* the rubric's hint or word on what to do instead */
    size_t practise;  /* a code to practise for it, or RUBRIC_NONE */
    struct progress_turns turns;
};

/* False when there is nothing: all is good. */
bool progress_work(const struct progress_group *group,
                   struct progress_work *work);

#endif
