/* Weights from replies that people have coded.
 *
 * For each code that is made of cues and judged by the data: logistic
 * regression on the cues its `from` names, no others; weights in whole
 * thousandths; the first cut folded into the bias, further cuts and the
 * offsets of `main` chosen where they agree best. Cross-validated by session
 * in ten folds: a reply is judged by weights, cuts and offsets that have not
 * seen its session. The same input gives the same numbers.
 */
#ifndef RUBRIC_FIT_H
#define RUBRIC_FIT_H

#include "base/buffer.h"
#include "base/error.h"
#include "rubric/corpus.h"

/* What a rubric with some weights says of a reply. */
struct judgement {
    const int *levels; /* a code each */
    size_t main;       /* a place in `main`, or its count for `else` */
};

/* A code's new numbers; `weights` as many as the code has. */
struct fitted {
    bool is_fitted;
    int bias;
    int *weights;
    int cuts[RUBRIC_LEVELS];
    int shift; /* what the bias took over from the first cut */
};

struct fit {
    struct arena arena;
    struct fitted *codes;
    int *offsets; /* of `main`, as many as it has codes */
    bool has_offsets;
    struct judgement *judgements; /* out of fold, a reply of TEST each */
};

/* Fits on CORPUS. The judgements are of TEST, line for line the same replies
 * (the corpus itself, or its texts read bare). COST is the regression's C.
 * The caller frees. */
struct fit *fit_weights(const struct corpus *corpus, const struct corpus *test,
                        double cost);

/* The judgements of the rubric as it is. In ARENA. */
struct judgement *fit_as_is(const struct corpus *corpus, struct arena *arena);

/* Adds SOURCE to OUT with the new numbers in their places: nothing else is
 * changed. False, and nothing is added, when SOURCE is not the rubric's file
 * or a place is missing. */
bool fit_rewrite(const struct fit *fit, const struct rubric *rubric,
                 const struct source *source, struct buffer *out,
                 struct error *error);

void fit_free(struct fit *fit);

#endif
