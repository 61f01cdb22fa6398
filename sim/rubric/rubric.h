/* A rubric: what is scored, by which cues, and what to say about it.
 *
 * Immutable once loaded (rubricfile.h); it owns one arena, in which all of its
 * texts and tables lie. Codes, cues and measures are known by their number,
 * their place in the file.
 */
#ifndef RUBRIC_RUBRIC_H
#define RUBRIC_RUBRIC_H

#include "base/arena.h"
#include "base/hash.h"
#include "rubric/cue.h"
#include "rubric/index.h"
#include "rubric/language.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RUBRIC_BYTES = 1 << 20,
    RUBRIC_CUES = 2000,
    RUBRIC_CODES = 500,
    RUBRIC_LEVELS = 9,
    RUBRIC_PATTERN_BYTES = 512 /* before word lists */
};

/* "No such number." */
#define RUBRIC_NONE SIZE_MAX

struct weight {
    size_t cue;
    int thousandths;
    size_t at; /* where it stands in the file */
};

struct example {
    const char *client; /* may be NULL */
    const char *before; /* the trainee's reply before it; may be NULL */
    const char *reply;
    int level;
    size_t at;
};

struct code {
    const char *name;
    const char *title;
    const char *source;
    const char *hint;     /* how to show it, or NULL */
    const char *strength; /* said when it was shown, or NULL */
    const char *instead; /* said when it was shown and is better used less … */
    struct numbers instead_unless; /* … and none of these codes was */
    bool is_any;
    struct numbers any; /* of an `any` code: the `from` codes in it, even
                           where it names other `any` codes */
    int bias;           /* thousandths */
    const struct weight *weights;
    size_t weight_count;
    const int *cuts; /* thousandths, ascending */
    size_t cut_count;
    struct numbers unless; /* cues */
    const struct example *examples;
    size_t example_count;
    int most;         /* the highest level it can have */
    bool is_measured; /* against trained coders, with a 95 % interval */
    int kappa;        /* thousandths */
    int kappa_low;
    int kappa_high;
    bool quiet;           /* not shown after a reply where others are */
    const char *weakness; /* where it is known to err, or NULL */
    size_t at;
};

/* What the code of a reply is chosen by: largest margin plus offset. */
struct main_rule {
    const size_t *codes;
    const int *offsets; /* thousandths */
    size_t count;
    const char *otherwise;
};

enum measure_kind {
    MEASURE_COUNT,
    MEASURE_PER,     /* replies with one code for each with another */
    MEASURE_AMONG,   /* replies with one code, of those with it or another */
    MEASURE_WITHOUT, /* replies with one code and not another */
    MEASURE_SHARE,   /* of all replies */
    MEASURE_MEAN,    /* level */
    MEASURE_WORDS,   /* the trainee's share of all words */
    MEASURE_SUM      /* of other measures, weighted */
};

struct measure {
    const char *id;
    const char *title;
    enum measure_kind kind;
    size_t code;
    size_t other; /* code, of MEASURE_PER, MEASURE_AMONG, MEASURE_WITHOUT */
    const struct weight *terms; /* of MEASURE_SUM; `cue` is a measure */
    size_t term_count;
    int fair; /* thousandths; above `good`: less is better */
    int good;
    bool experimental; /* shown, and nobody is sent to work on it */
    size_t at;
};

/* How far the rubric agreed with trained coders when that was measured: for
 * the card of the rubric and for what a trainee is told of its errors. */
struct measured {
    const char *on; /* the data; NULL: not measured */
    const char *date;
    int turns;
    int accuracy; /* of the main behaviour, thousandths */
};

/* A weight of a code. */
struct weight_place {
    uint32_t code;
    uint32_t weight;
    int thousandths;
};

struct rubric {
    struct arena arena;
    const char *id;
    int version;
    const char *title;
    const char *about;
    const char *language_name; /* "en" */
    char sha256[HASH_HEX];
    struct language language;
    struct wordlist *lists; /* `words` */
    size_t list_count;
    struct cue *cues;
    size_t cue_count;
    struct index *index;   /* of the cues; NULL: each is tried */
    const uint64_t *asked; /* cues, as index_new() has it; NULL: all are */
    struct code *codes;
    size_t code_count;
    struct main_rule main;
    struct measure *measures;
    size_t measure_count;
    struct measured measured;
    /* Made ready for scoring by rubric_make_ready(), so that little has to be
     * read for a reply. */
    struct weight_place *places; /* of the weights of cue 0, 1, … in turn */
    size_t *first_places;        /* of each cue; last, how many there are */
    uint64_t *together;          /* a bit for each cue of CUE_TOGETHER */
    struct numbers *bars;   /* of each cue, the codes with it in `unless` */
    struct numbers *wholes; /* of each code, the `any` codes with it */
    int *biases;            /* a code each, 0 of an `any` code */
    int *first_cuts;        /* as well; INT_MAX of an `any` code */
};

/* The code of this name, or RUBRIC_NONE. */
size_t rubric_code(const struct rubric *rubric, const char *name);

/* The measure of this id, or RUBRIC_NONE. */
size_t rubric_measure(const struct rubric *rubric, const char *id);

/* Makes ready, in the arena, what scoring goes by: for whoever has given the
 * rubric its cues and codes. */
void rubric_make_ready(struct rubric *rubric);

/* Takes NULL. */
void rubric_free(struct rubric *rubric);

#endif
