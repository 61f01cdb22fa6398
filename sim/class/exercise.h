/* An exercise: scenarios and a rubric pinned by hash, with rules and with
 * criteria that give points.
 *
 * Immutable once loaded; it owns one arena. Begin with exercise_load(); what
 * it names in its rubric and scenarios is held against them by
 * exercise_check().
 */
#ifndef CLASS_EXERCISE_H
#define CLASS_EXERCISE_H

#include "class/transcript.h"
#include "rubric/rubric.h"
#include "scenario/scenario.h"

enum {
    EXERCISE_BYTES = 1 << 20,
    EXERCISE_SCENARIOS = 50,
    EXERCISE_CRITERIA = 100,
    EXERCISE_POINTS = 20,
    EXERCISE_MOST = 1000 /* points, of one criterion */
};

/* The problems of an exercise, 600 to 699; never used for anything else. */
enum {
    EXERCISE_TOO_MANY = 600,
    EXERCISE_TWICE = 601,
    EXERCISE_NO_SUCH_MODE = 602,
    EXERCISE_NO_SUCH_POLICY = 603,
    EXERCISE_DUE = 604,
    EXERCISE_KIND = 605,
    EXERCISE_STEPS = 606,
    EXERCISE_HASH = 607,
    EXERCISE_NO_SUCH_MEASURE = 608,
    EXERCISE_NO_SUCH_STATE = 609,
    EXERCISE_NO_SUCH_ENDING = 610,
    EXERCISE_LANGUAGE = 611,
    EXERCISE_NONE = 612,
    EXERCISE_NO_SUCH_DAY = 613, /* a note */
};

enum exercise_mode { EXERCISE_PRACTICE, EXERCISE_EXAM };

/* Which of several attempts is graded. */
enum exercise_policy { EXERCISE_LAST, EXERCISE_BEST, EXERCISE_FIRST };

enum criterion_kind {
    CRITERION_MEASURE, /* of the rubric, over all replies of all scenarios */
    CRITERION_STATE,   /* at the end; the mean of the scenarios that have it */
    CRITERION_ENDING   /* share of the scenarios that know one of these */
};

/* At VALUE (thousandths) one has POINTS (thousandths); between two of them, in
 * proportion; beyond the first and last, as there. */
struct criterion_step {
    int64_t value;
    int64_t points;
};

struct criterion {
    const char *id;
    const char *title;
    enum criterion_kind kind;
    const char *name;           /* of the measure or state */
    const char *const *endings; /* ids */
    size_t ending_count;
    const struct criterion_step *steps; /* of an ending: (0, 0), (1, most) */
    size_t step_count;
    int64_t most; /* thousandths of points */
    size_t at;
};

struct exercise {
    struct arena arena;
    const char *id;
    int version;
    const char *title;
    const char *language;
    const struct pinned *scenarios;
    size_t scenario_count;
    struct pinned rubric;
    enum exercise_mode mode;
    int most_attempts; /* 0: any number */
    enum exercise_policy policy;
    const char *due;      /* "2027-02-01T12:00:00Z", or NULL */
    size_t due_at;        /* of the file's bytes */
    const char *help_now; /* where to turn, or NULL */
    const char *seen_by;  /* who reads the transcripts, or NULL */
    int least_replies;
    const struct criterion *criteria;
    size_t criterion_count;
    char sha256[HASH_HEX];
};

/* NULL, with PROBLEMS, when it is none; the caller frees. */
struct exercise *exercise_load(const struct source *source,
                               struct problems *problems);
void exercise_free(struct exercise *exercise); /* takes NULL */

/* Adds a problem for each name that RUBRIC or SCENARIOS (as many as the
 * exercise pins, in that order; NULL for one that could not be had) lack. */
void exercise_check(const struct exercise *exercise,
                    const struct rubric *rubric,
                    const struct scenario *const *scenarios,
                    const struct source *source, struct problems *problems);

/* Adds to NOTES what can hardly be meant: to be due on a day that no calendar
 * has. It is no problem, for people may have played under it by now, and are to
 * be graded. */
void exercise_note(const struct exercise *exercise, const struct source *source,
                   struct problems *notes);

/* The place of the scenario with this hash, or SIZE_MAX. */
size_t exercise_scenario(const struct exercise *exercise, const char *sha256);

/* What VALUE (thousandths) earns, in thousandths of points. */
int64_t exercise_points(const struct criterion *criterion, int64_t value);

/* The sum of what all criteria can give. */
int64_t exercise_most(const struct exercise *exercise);

const char *exercise_mode_name(enum exercise_mode mode);
const char *exercise_policy_name(enum exercise_policy policy);

#endif
