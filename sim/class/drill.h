/* A drill: one skill, many client lines.
 *
 * What trials of learning to listen agree on: feedback at once that names the
 * behaviour and shows a better line teaches, and so does trying again;
 * practice without feedback did not help; and what was gained with feedback
 * was gone when it stopped, unless practice without it had been part of the
 * training. So a drill has two halves: lines with feedback and a second try,
 * then others without a word; and it ends with how the two compare.
 *
 * A book holds every client line that can serve: a node of a scenario where at
 * least one of the author's `better` lines shows the skill. A better line is
 * judged as a reply is, so whatever is shown as better would have counted.
 * Scores err, and a line where nobody meant the skill is a poor one to drill it
 * on: so other scenarios than those that practise it serve only where these
 * have too few lines.
 *
 * Which lines: those of all scenarios in turn, the easier scenarios first, the
 * second line of each after the first of all. A drill takes the next thirteen
 * after the last drill's; at the end of the list it begins anew, shifted by
 * one. The lines taken are sorted by difficulty and dealt to the two halves in
 * turn, so that both rise alike and can be compared. No chance is in it: the
 * same lines and the same history give the same drill.
 *
 * Begin with drill_new() and drill_reply().
 */
#ifndef CLASS_DRILL_H
#define CLASS_DRILL_H

#include "base/buffer.h"
#include "base/source.h"
#include "scenario/scenario.h"
#include "scenario/session.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    DRILL_PROMPTED = 8,   /* lines with feedback, unless told otherwise */
    DRILL_UNPROMPTED = 5, /* and without */
    DRILL_LEAST = 6,      /* lines that a drill needs */
    DRILL_MOST = 100,     /* that can be asked for with feedback */
    DRILL_TRIES = 2
};

/* --- where the lines come from ------------------------------------------- */

/* The words of a client in one node. */
struct drill_line {
    size_t scenario; /* in the book */
    size_t node;
    const bool *shows; /* a code each: some better line here shows it */
};

struct drill_book {
    struct arena arena;
    const struct rubric *rubric;
    const struct scenario *const *scenarios;
    size_t scenario_count;
    struct drill_line *lines;
    size_t line_count;
};

/* All that the SCENARIOS offer, each loaded against RUBRIC; they and the list
 * must outlive the book, which the caller owns. Words that stand in two nodes
 * are taken once. */
struct drill_book *drill_book_new(const struct rubric *rubric,
                                  const struct scenario *const *scenarios,
                                  size_t count);

/* What the better lines of SCENARIO show, the costly part of making a book:
 * whether one of node n shows code c stands at n * rubric->code_count + c. The
 * caller frees. */
bool *drill_shown(const struct rubric *rubric, const struct scenario *scenario);

/* The book where that is known of each scenario; it is copied. */
struct drill_book *drill_book_of(const struct rubric *rubric,
                                 const struct scenario *const *scenarios,
                                 size_t count, bool *const *shown);

/* Takes NULL. */
void drill_book_free(struct drill_book *book);

/* True when CODE is a skill: something to say when it was shown. What is
 * better used less is not drilled, nor what is only a name for others. */
bool drill_is_skill(const struct code *code);

/* How many lines CODE can be drilled on; fewer than DRILL_LEAST is not enough.
 * Scenarios that practise `safety`, where a client may speak of suicide, serve
 * no other skill. */
size_t drill_line_count(const struct drill_book *book, size_t code);

/* --- judging ------------------------------------------------------------- */

enum drill_verdict {
    DRILL_SHOWN,
    DRILL_MISSED,
    DRILL_BARRED,   /* what else it did keeps it from being the skill */
    DRILL_SPOILT,   /* shown, with something that hurts beside it */
    DRILL_MISHEARD, /* shown, for what this client has not said */
    DRILL_REPEATED  /* said before in this drill */
};

struct drill_judgement {
    enum drill_verdict verdict;
    int level;   /* that counts: 0 unless shown */
    size_t code; /* that spoilt it, or RUBRIC_NONE */
    size_t cue;  /* that barred it, or RUBRIC_NONE */
};

/* Judges the last reply of SESSION by CODE alone. */
struct drill_judgement drill_judge(const struct session *session, size_t code);

/* --- a drill ------------------------------------------------------------- */

struct drill_item {
    const struct drill_line *line;
    bool prompted; /* of the half with feedback */
    bool skipped;
    int tries;    /* a better line that was asked for is one */
    char *first;  /* reply, where there was a second; or NULL */
    char *reply;  /* the last, or NULL */
    int level;    /* of the last that counts */
    size_t shown; /* better lines shown so far */
    struct drill_judgement judgement; /* of the last reply */
};

struct drill {
    const struct drill_book *book;
    size_t code;
    struct drill_item *items; /* first those with feedback */
    size_t count;
    size_t prompted;         /* how many of them */
    size_t at;               /* the line at hand; `count` when it is over */
    struct session *session; /* of the last reply, or NULL */
};

/* The lines of a drill of CODE after DONE earlier ones, PROMPTED of them with
 * feedback if there are that many and the others' share is left. NULL when
 * there are fewer than DRILL_LEAST. The caller owns it. */
struct drill *drill_new(const struct drill_book *book, size_t code,
                        size_t prompted, size_t done);
/* Takes NULL. */
void drill_free(struct drill *drill);

const struct scenario *drill_scenario(const struct drill *drill,
                                      const struct drill_item *item);

/* The item at hand, or NULL when the drill is over. */
struct drill_item *drill_here(const struct drill *drill);

/* Takes REPLY (as session_step() does) to the line at hand, and judges it. The
 * line stays at hand for a second try, or the next one is. What is given back
 * is the item replied to; DRILL's session holds the record of it. */
const struct drill_item *drill_reply(struct drill *drill, const char *reply);

/* Whether another try at ITEM, the last one replied to, is due. */
bool drill_again(const struct drill_item *item);

void drill_skip(struct drill *drill);

/* The session after the next better line of ITEM that shows the skill; the
 * first again after the last. The caller owns it. */
struct session *drill_better(const struct drill *drill,
                             struct drill_item *item);

/* The session after ITEM's last reply, which there is. The caller owns it. */
struct session *drill_session(const struct drill *drill,
                              const struct drill_item *item);

/* That a better line was asked for: what is said next is no first try. */
void drill_help(struct drill_item *item);

/* Asked lines in a row, up to now, whose first try showed it. */
size_t drill_streak(const struct drill *drill);

/* --- looking back -------------------------------------------------------- */

struct drill_half {
    size_t said;  /* lines replied to */
    size_t shown; /* at the first try */
};

struct drill_sum {
    struct drill_half prompted;
    struct drill_half unprompted;
    size_t streak;  /* the longest, with feedback */
    size_t second;  /* shown at the second try */
    size_t spoiler; /* code that most often stood beside it, or
                       RUBRIC_NONE */
    size_t spoilt;  /* how often */
};

struct drill_sum drill_sum(const struct drill *drill);

/* What to do next; in this order the first that fits. */
enum drill_next {
    DRILL_NEXT_SPOILER, /* leave out what stood beside it twice or more */
    DRILL_NEXT_FINISH,  /* nothing was said without a word from the coach */
    DRILL_NEXT_AGAIN,   /* under half of those without: the hint, and again */
    DRILL_NEXT_ALONE,   /* it goes when the feedback does: fewer lines of it */
    DRILL_NEXT_TALK     /* it holds: take it into a talk */
};

enum drill_next drill_next(const struct drill_sum *sum);

/* The easiest scenario of the book that practises the drill's skill, or else
 * the one whose line came last. */
const struct scenario *drill_talk(const struct drill *drill);

/* --- the record ---------------------------------------------------------- */

/* Adds to LINE, without a line end, what was done: a JSON object with the
 * format "rapport-drill/1". Lines that were skipped or never reached are left
 * out; `level` is the one that counts. */
void drill_format(const struct drill *drill, const char *time,
                  struct buffer *line);

/* Adds to DONE, a code each of RUBRIC, how many drills of it the lines of
 * SOURCE record. Gives back how many lines are no record. */
size_t drill_history(const struct source *source, const struct rubric *rubric,
                     size_t *done);

#endif
