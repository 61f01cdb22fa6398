/* Agreement with people's codes; see agreement.h. Begin with
 * agreement_of(). */
#include "class/agreement.h"

#include "base/memory.h"
#include "rubric/measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef double summary(const struct confusion *confusion);

/* --- resampling ---------------------------------------------------------- */

static double second_f1(const struct confusion *confusion)
{
    return statistics_f1(confusion, 1);
}

/* TABLES: a confusion for each session. */
static struct figure resampled(const struct confusion *tables, size_t count,
                               summary *of)
{
    struct statistics_draw draw = {1};
    struct confusion all = {.classes = tables[0].classes};
    double *values = memory_new(AGREEMENT_DRAWS, sizeof *values);
    for (size_t i = 0; i < count; i++)
        statistics_add(&all, &tables[i]);
    for (size_t i = 0; i < AGREEMENT_DRAWS; i++) {
        struct confusion drawn = {.classes = tables[0].classes};
        for (size_t j = 0; j < count; j++)
            statistics_add(&drawn, &tables[statistics_pick(&draw, count)]);
        values[i] = of(&drawn);
    }
    struct figure figure = {of(&all),
                            statistics_middle(values, AGREEMENT_DRAWS)};
    free(values);
    return figure;
}

static struct confusion sum_of(const struct confusion *tables, size_t count)
{
    struct confusion sum = {.classes = tables[0].classes};
    for (size_t i = 0; i < count; i++)
        statistics_add(&sum, &tables[i]);
    return sum;
}

/* --- codes --------------------------------------------------------------- */

/* A table a session; levels above 0 count as one where BINARY. */
static struct confusion *code_tables(const struct corpus *corpus,
                                     const struct judgement *judgements,
                                     size_t code, bool binary)
{
    struct confusion *tables =
        memory_new(corpus->session_count, sizeof *tables);
    size_t classes = (size_t)corpus->rubric->codes[code].most + 1;
    for (size_t i = 0; i < corpus->session_count; i++)
        tables[i].classes = binary ? 2 : classes;
    for (size_t i = 0; i < corpus->count; i++) {
        const struct coded *reply = &corpus->replies[i];
        int truth = reply->levels[code];
        int claim = judgements[i].levels[code];
        if (truth < 0) continue;
        statistics_count(&tables[reply->session],
                         binary ? truth > 0 : (size_t)truth,
                         binary ? claim > 0 : (size_t)claim);
    }
    return tables;
}

/* The level the others gave most, without coder LEFT_OUT; -1 for none. */
static int majority(const struct coded *reply, size_t code, size_t left_out)
{
    int with = 0;
    int without = 0;
    for (size_t i = 0; i < reply->coding_count; i++) {
        int level = reply->codings[i].levels[code];
        if (reply->codings[i].coder == left_out || level < 0) continue;
        with += level > 0;
        without += level == 0;
    }
    if (with + without == 0) return -1;
    return with > without;
}

static int level_by(const struct coded *reply, size_t code, size_t coder)
{
    for (size_t i = 0; i < reply->coding_count; i++)
        if (reply->codings[i].coder == coder)
            return reply->codings[i].levels[code];
    return -1;
}

/* Kappa of ONE against OTHER, or against the majority of all others where
 * OTHER is ONE. */
static double coder_kappa(const struct corpus *corpus, size_t code, size_t one,
                          size_t other)
{
    struct confusion confusion = {.classes = 2};
    for (size_t i = 0; i < corpus->count; i++) {
        const struct coded *reply = &corpus->replies[i];
        int first = level_by(reply, code, one);
        int second = other == one ? majority(reply, code, one)
                                  : level_by(reply, code, other);
        if (first >= 0 && second >= 0)
            statistics_count(&confusion, second > 0, first > 0);
    }
    return statistics_kappa(&confusion);
}

static void take(double value, double *sum, size_t *count)
{
    if (isnan(value)) return;
    *sum += value;
    (*count)++;
}

static struct between_coders between(const struct corpus *corpus, size_t code)
{
    double pairs_sum = 0;
    double others_sum = 0;
    size_t pairs = 0;
    size_t others = 0;
    for (size_t i = 0; i < corpus->coder_count; i++) {
        take(coder_kappa(corpus, code, i, i), &others_sum, &others);
        for (size_t j = i + 1; j < corpus->coder_count; j++)
            take(coder_kappa(corpus, code, i, j), &pairs_sum, &pairs);
    }
    return (struct between_coders){
        pairs, pairs > 0 ? pairs_sum / (double)pairs : NAN,
        others > 0 ? others_sum / (double)others : NAN};
}

static struct code_agreement code_of(const struct corpus *corpus,
                                     const struct judgement *judgements,
                                     size_t code)
{
    size_t sessions = corpus->session_count;
    struct confusion *tables = code_tables(corpus, judgements, code, true);
    struct confusion all = sum_of(tables, sessions);
    struct code_agreement agreement = {
        .code = code,
        .judged = statistics_total(&all),
        .with = all.cells[1][0] + all.cells[1][1],
        .precision = statistics_precision(&all, 1),
        .recall = statistics_recall(&all, 1),
        .f1 = resampled(tables, sessions, second_f1),
        .kappa = resampled(tables, sessions, statistics_kappa),
        .has_levels = corpus->rubric->codes[code].most > 1,
        .between = between(corpus, code),
    };
    free(tables);
    if (!agreement.has_levels) return agreement;
    tables = code_tables(corpus, judgements, code, false);
    all = sum_of(tables, sessions);
    agreement.accuracy = statistics_accuracy(&all);
    agreement.macro_f1 = resampled(tables, sessions, statistics_macro_f1);
    agreement.quadratic =
        resampled(tables, sessions, statistics_quadratic_kappa);
    free(tables);
    return agreement;
}

/* --- main ---------------------------------------------------------------- */

static struct main_agreement main_of(const struct corpus *corpus,
                                     const struct judgement *judgements)
{
    size_t classes = corpus->rubric->main.count + 1;
    struct main_agreement agreement = {0};
    struct confusion *tables =
        memory_new(corpus->session_count, sizeof *tables);
    if (classes > STATISTICS_CLASSES) goto done;
    for (size_t i = 0; i < corpus->session_count; i++)
        tables[i].classes = classes;
    for (size_t i = 0; i < corpus->count; i++) {
        const struct coded *reply = &corpus->replies[i];
        if (reply->main == RUBRIC_NONE) continue;
        statistics_count(&tables[reply->session], reply->main,
                         judgements[i].main);
        agreement.judged++;
    }
    if (agreement.judged == 0) goto done;
    struct confusion all = sum_of(tables, corpus->session_count);
    agreement.accuracy = statistics_accuracy(&all);
    agreement.macro_f1 =
        resampled(tables, corpus->session_count, statistics_macro_f1);
    agreement.kappa =
        resampled(tables, corpus->session_count, statistics_kappa);
done:
    free(tables);
    return agreement;
}

/* --- measures over sessions ---------------------------------------------- */

/* A session's measure by LEVELS_OF each reply; NAN where there is none. */
static double measured(const struct corpus *corpus,
                       const struct judgement *judgements, size_t session,
                       size_t measure, bool by_people)
{
    const struct rubric *rubric = corpus->rubric;
    const struct corpus_session *of = &corpus->sessions[session];
    struct tally *tally = measure_tally_new(rubric);
    int64_t value = 0;
    for (size_t i = of->first; i < of->first + of->count; i++) {
        const struct coded *reply = &corpus->replies[i];
        const struct scoring scoring = {
            .levels = by_people ? reply->levels : judgements[i].levels,
            .unscorable = reply->scoring->unscorable};
        measure_reply(tally, rubric, &scoring, reply->words);
    }
    measure_client(tally, (size_t)of->client_words);
    bool has = measure_value(tally, rubric, measure, &value);
    measure_tally_free(tally);
    return has ? (double)value / 1000.0 : NAN;
}

/* True when the measure is made of two codes. */
static bool has_other(const struct measure *measure)
{
    return measure->kind == MEASURE_PER || measure->kind == MEASURE_AMONG ||
           measure->kind == MEASURE_WITHOUT;
}

/* True when people judged every code the measure is made of. */
static bool is_judged(const struct corpus *corpus, size_t index)
{
    const struct measure *measure = &corpus->rubric->measures[index];
    bool pair = has_other(measure);
    if (measure->kind == MEASURE_WORDS) return true;
    if (measure->kind != MEASURE_SUM)
        return corpus->judged[measure->code] &&
               (!pair || corpus->judged[measure->other]);
    for (size_t i = 0; i < measure->term_count; i++)
        if (!is_judged(corpus, measure->terms[i].cue)) return false;
    return true;
}

/* True when people judged CODE in every reply of SESSION. */
static bool is_code_coded(const struct corpus *corpus, size_t session,
                          size_t code)
{
    const struct corpus_session *of = &corpus->sessions[session];
    for (size_t i = of->first; i < of->first + of->count; i++)
        if (corpus->replies[i].levels[code] < 0) return false;
    return true;
}

/* True when people judged in every reply of SESSION what the measure is made
 * of: else what it is by their codes cannot be told. */
static bool is_coded(const struct corpus *corpus, size_t session, size_t index)
{
    const struct measure *measure = &corpus->rubric->measures[index];
    bool pair = has_other(measure);
    if (measure->kind == MEASURE_WORDS) return true;
    if (measure->kind != MEASURE_SUM)
        return is_code_coded(corpus, session, measure->code) &&
               (!pair || is_code_coded(corpus, session, measure->other));
    for (size_t i = 0; i < measure->term_count; i++)
        if (!is_coded(corpus, session, measure->terms[i].cue)) return false;
    return true;
}

/* A session's measure by people's codes; NAN where there is none. */
static double measured_by_people(const struct corpus *corpus,
                                 const struct judgement *judgements,
                                 size_t session, size_t index)
{
    return is_coded(corpus, session, index)
               ? measured(corpus, judgements, session, index, true)
               : NAN;
}

/* Values of a measure over sessions that have one, with their quality. */
struct row {
    double *machine;
    double *people;
    bool *good;
    size_t count;
};

static struct row new_row(size_t room)
{
    return (struct row){memory_new(room, sizeof(double)),
                        memory_new(room, sizeof(double)),
                        memory_new(room, sizeof(bool)), 0};
}

static void free_row(struct row *row)
{
    free(row->machine);
    free(row->people);
    free(row->good);
}

static struct interval auc_interval(const struct row *row)
{
    struct statistics_draw draw = {1};
    struct row drawn = new_row(row->count);
    double *values = memory_new(AGREEMENT_DRAWS, sizeof *values);
    for (size_t i = 0; i < AGREEMENT_DRAWS; i++) {
        for (size_t j = 0; j < row->count; j++) {
            size_t pick = statistics_pick(&draw, row->count);
            drawn.machine[j] = row->machine[pick];
            drawn.good[j] = row->good[pick];
        }
        values[i] = statistics_auc(drawn.machine, drawn.good, row->count);
    }
    struct interval interval = statistics_middle(values, AGREEMENT_DRAWS);
    free(values);
    free_row(&drawn);
    return interval;
}

/* Less is better where `fair` lies above `good`: the sign turns it. */
static double sign_of(const struct measure *measure)
{
    return measure->fair > measure->good ? -1 : 1;
}

static void compare_quality(const struct corpus *corpus,
                            const struct judgement *judgements,
                            struct measure_agreement *agreement)
{
    const struct measure *measure =
        &corpus->rubric->measures[agreement->measure];
    struct row row = new_row(corpus->session_count);
    struct row people = new_row(corpus->session_count);
    for (size_t i = 0; i < corpus->session_count; i++) {
        enum quality quality = corpus->sessions[i].quality;
        if (quality == QUALITY_UNKNOWN) continue;
        double value =
            measured(corpus, judgements, i, agreement->measure, false);
        double coded =
            measured_by_people(corpus, judgements, i, agreement->measure);
        if (!isnan(value)) {
            row.machine[row.count] = value * sign_of(measure);
            row.good[row.count++] = quality == QUALITY_GOOD;
        }
        if (!isnan(coded)) {
            people.machine[people.count] = coded * sign_of(measure);
            people.good[people.count++] = quality == QUALITY_GOOD;
        }
    }
    agreement->auc.value = statistics_auc(row.machine, row.good, row.count);
    agreement->auc.interval = auc_interval(&row);
    agreement->coders_auc =
        is_judged(corpus, agreement->measure)
            ? statistics_auc(people.machine, people.good, people.count)
            : NAN;
    free_row(&row);
    free_row(&people);
}

static double icc_of(const struct row *row)
{
    double *pairs = memory_new(row->count * 2, sizeof *pairs);
    for (size_t i = 0; i < row->count; i++) {
        pairs[2 * i] = row->machine[i];
        pairs[2 * i + 1] = row->people[i];
    }
    double icc = statistics_icc(pairs, row->count, 2);
    free(pairs);
    return icc;
}

static struct measure_agreement measure_of(const struct corpus *corpus,
                                           const struct judgement *judgements,
                                           size_t index)
{
    struct measure_agreement agreement = {
        .measure = index, .icc = NAN, .correlation = NAN};
    struct row row = new_row(corpus->session_count);
    bool judged = is_judged(corpus, index);
    for (size_t i = 0; i < corpus->session_count; i++) {
        double machine = measured(corpus, judgements, i, index, false);
        double people = measured_by_people(corpus, judgements, i, index);
        if (isnan(machine) || (judged && isnan(people))) {
            agreement.left_out++;
            continue;
        }
        row.machine[row.count] = machine;
        row.people[row.count++] = people;
    }
    agreement.sessions = row.count;
    if (judged) {
        agreement.icc = icc_of(&row);
        agreement.correlation =
            statistics_correlation(row.machine, row.people, row.count);
    }
    free_row(&row);
    compare_quality(corpus, judgements, &agreement);
    return agreement;
}

/* --- the whole ----------------------------------------------------------- */

static void count_quality(const struct corpus *corpus,
                          struct agreement *agreement)
{
    for (size_t i = 0; i < corpus->session_count; i++) {
        agreement->good += corpus->sessions[i].quality == QUALITY_GOOD;
        agreement->poor += corpus->sessions[i].quality == QUALITY_POOR;
    }
}

struct agreement *agreement_of(const struct corpus *corpus,
                               const struct judgement *judgements)
{
    const struct rubric *rubric = corpus->rubric;
    struct agreement *agreement = memory_new(1, sizeof *agreement);
    agreement->codes = memory_new(rubric->code_count, sizeof *agreement->codes);
    agreement->measures =
        memory_new(rubric->measure_count, sizeof *agreement->measures);
    if (corpus->session_count == 0) return agreement;
    for (size_t i = 0; i < rubric->code_count; i++)
        if (corpus->judged[i])
            agreement->codes[agreement->code_count++] =
                code_of(corpus, judgements, i);
    agreement->main = main_of(corpus, judgements);
    count_quality(corpus, agreement);
    for (size_t i = 0; i < rubric->measure_count; i++) {
        bool tells = agreement->good > 0 && agreement->poor > 0;
        if (tells || is_judged(corpus, i))
            agreement->measures[agreement->measure_count++] =
                measure_of(corpus, judgements, i);
    }
    return agreement;
}

void agreement_free(struct agreement *agreement)
{
    if (agreement == NULL) return;
    free(agreement->codes);
    free(agreement->measures);
    free(agreement);
}
