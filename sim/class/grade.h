/* Grades: which attempts count, what they earn, and what a person must look at.
 *
 * Begin with grade_new(); then all is computed, and nothing in it changes but
 * by grade_override(). It points into the exercise and the attempts, which must
 * outlive it.
 */
#ifndef CLASS_GRADE_H
#define CLASS_GRADE_H

#include "class/attempt.h"
#include "rubric/measure.h"

/* "There is nothing to count": no points, and left out of averages. */
#define GRADE_NONE INT64_MIN

struct grade_mark {
    int64_t value;      /* thousandths, or GRADE_NONE */
    int64_t points;     /* thousandths; what the machine gives */
    int64_t overridden; /* what the instructor gives instead, or GRADE_NONE */
    const char *reason; /* for it, or NULL */
};

struct grade_trainee {
    const char *name;
    const char *alias;         /* "T-" and six digits */
    const char *shown;         /* the name, or the alias */
    struct attempt **attempts; /* all of them, by start */
    size_t attempt_count;
    struct attempt **counted; /* a scenario each, or NULL */
    struct tally *tally;      /* over all that count */
    struct grade_mark *marks; /* a criterion each */
    int64_t total;            /* thousandths of points */
    bool too_short;           /* fewer replies than asked for */
    bool to_judge;            /* that, and not all points are a person's yet */
    bool incomplete;          /* a scenario was not played */
    bool late;                /* one that counts is */
};

struct grade {
    struct arena arena;
    const struct exercise *exercise;
    const struct rubric *rubric;
    const struct scenario *const *scenarios;
    struct grade_trainee *trainees; /* by name */
    size_t trainee_count;
};

/* Grades COUNT attempts, which are put in order of trainee and time; RUBRIC and
 * SCENARIOS are those that the exercise pins. The caller frees. */
struct grade *grade_new(const struct exercise *exercise,
                        const struct rubric *rubric,
                        const struct scenario *const *scenarios,
                        struct attempt **attempts, size_t count);
void grade_free(struct grade *grade); /* takes NULL */

/* The instructor's POINTS (thousandths) win over the machine's. False when
 * there is no such trainee or criterion. REASON is borrowed. */
bool grade_override(struct grade *grade, const char *trainee,
                    const char *criterion, int64_t points, const char *reason);

/* The place of the trainee of this name, or, when there is none, this alias;
 * only good when *FITS, how many there are, is 1. */
size_t grade_trainee(const struct grade *grade, const char *name, size_t *fits);

/* The place of the criterion, or how many there are. */
size_t grade_criterion(const struct grade *grade, const char *id);

/* Shows aliases in place of names from now on, and in their order, which tells
 * nothing of names. They are made of the exercise's id and the name, so that
 * they stay the same. */
void grade_anonymise(struct grade *grade);

/* The measure that CRITERION rests on, over TALLY, in thousandths; GRADE_NONE
 * where RUBRIC has no such measure or nothing was said. */
int64_t grade_measure(const struct rubric *rubric, const struct tally *tally,
                      const struct criterion *criterion);

/* What counts of a mark. */
int64_t grade_points(const struct grade_mark *mark);

/* Whether reply RECORD of ATTEMPT was counted for CRITERION. */
bool grade_counts(const struct grade *grade, const struct criterion *criterion,
                  const struct attempt *attempt, const struct record *record);

/* Over the trainees' points for criterion INDEX, or, with the number of
 * criteria, their totals; in thousandths. */
struct grade_figures {
    size_t count;
    int64_t least;
    int64_t median;
    int64_t mean;
    int64_t most;
};
struct grade_figures grade_figures(const struct grade *grade, size_t index);

#endif
