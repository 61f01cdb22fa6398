/* How far judgements agree with people's codes.
 *
 * Per code, for the main behaviour, and over sessions; with intervals from
 * resampling whole sessions, since the turns of one are not independent.
 */
#ifndef CLASS_AGREEMENT_H
#define CLASS_AGREEMENT_H

#include "base/statistics.h"
#include "rubric/corpus.h"
#include "rubric/fit.h"

enum { AGREEMENT_DRAWS = 1000 };

struct figure {
    double value; /* NAN: none */
    struct interval interval;
};

/* Several people who coded the same turns. */
struct between_coders {
    size_t pairs;     /* of coders that judged turns in common; 0: none */
    double kappa;     /* one against another, mean over pairs */
    double to_others; /* one against the majority of the others, mean */
};

struct code_agreement {
    size_t code;
    int64_t judged;
    int64_t with; /* replies that people gave it */
    double precision;
    double recall;
    struct figure f1;
    struct figure kappa;
    bool has_levels;
    double accuracy;
    struct figure macro_f1;
    struct figure quadratic;
    struct between_coders between;
};

struct main_agreement {
    int64_t judged;
    double accuracy;
    struct figure macro_f1;
    struct figure kappa;
};

struct measure_agreement {
    size_t measure;
    size_t sessions; /* where both have a value */
    size_t left_out; /* where one has none */
    double icc;
    double correlation;
    struct figure auc; /* by the judgements */
    double coders_auc; /* by people's codes */
};

struct agreement {
    struct code_agreement *codes;
    size_t code_count;
    struct main_agreement main;
    struct measure_agreement *measures;
    size_t measure_count;
    size_t good; /* sessions */
    size_t poor;
};

/* JUDGEMENTS: one a reply of CORPUS. The caller frees. */
struct agreement *agreement_of(const struct corpus *corpus,
                               const struct judgement *judgements);
void agreement_free(struct agreement *agreement);

#endif
