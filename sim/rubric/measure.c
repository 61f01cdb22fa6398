/* Session measures; see measure.h. Begin with measure_value(). */
#include "rubric/measure.h"

#include "base/memory.h"

#include <stdlib.h>

struct tally *measure_tally_new(const struct rubric *rubric)
{
    struct tally *tally = memory_new(1, sizeof *tally);
    tally->with = memory_new(rubric->code_count, sizeof *tally->with);
    tally->levels = memory_new(rubric->code_count, sizeof *tally->levels);
    tally->without = memory_new(rubric->measure_count, sizeof *tally->without);
    return tally;
}

/* The kinds that need replies with one code and not another. */
static bool is_without(const struct measure *measure)
{
    return measure->kind == MEASURE_WITHOUT || measure->kind == MEASURE_AMONG;
}

void measure_reply(struct tally *tally, const struct rubric *rubric,
                   const struct scoring *scoring, size_t words)
{
    tally->trainee_words += (int64_t)words;
    if (scoring->unscorable) {
        tally->unscorable++;
        return;
    }
    tally->replies++;
    for (size_t i = 0; i < rubric->code_count; i++) {
        if (scoring->levels[i] <= 0) continue;
        tally->with[i]++;
        tally->levels[i] += scoring->levels[i];
    }
    for (size_t i = 0; i < rubric->measure_count; i++) {
        const struct measure *measure = &rubric->measures[i];
        if (!is_without(measure)) continue;
        tally->without[i] += scoring->levels[measure->code] > 0 &&
                             scoring->levels[measure->other] == 0;
    }
}

void measure_client(struct tally *tally, size_t words)
{
    tally->client_words += (int64_t)words;
}

void measure_add(struct tally *tally, const struct rubric *rubric,
                 const struct tally *other)
{
    tally->replies += other->replies;
    tally->unscorable += other->unscorable;
    tally->trainee_words += other->trainee_words;
    tally->client_words += other->client_words;
    for (size_t i = 0; i < rubric->code_count; i++) {
        tally->with[i] += other->with[i];
        tally->levels[i] += other->levels[i];
    }
    for (size_t i = 0; i < rubric->measure_count; i++)
        tally->without[i] += other->without[i];
}

bool measure_counts(const struct rubric *rubric, size_t index, size_t code)
{
    const struct measure *measure = &rubric->measures[index];
    if (measure->kind == MEASURE_WORDS) return false;
    if (measure->kind != MEASURE_SUM)
        return measure->code == code || ((measure->kind == MEASURE_PER ||
                                          measure->kind == MEASURE_AMONG) &&
                                         measure->other == code);
    for (size_t i = 0; i < measure->term_count; i++)
        if (measure_counts(rubric, measure->terms[i].cue, code)) return true;
    return false;
}

bool measure_needs(const struct rubric *rubric, size_t index, size_t code)
{
    const struct measure *measure = &rubric->measures[index];
    return measure_counts(rubric, index, code) ||
           (measure->kind == MEASURE_WITHOUT && measure->other == code);
}

static int64_t divided(int64_t part, int64_t whole)
{
    int64_t half = part < 0 ? -whole / 2 : whole / 2;
    return (part + half) / whole;
}

static bool ratio(int64_t part, int64_t whole, int64_t *thousandths)
{
    if (whole == 0) return false;
    *thousandths = divided(part * 1000, whole);
    return true;
}

static bool sum(const struct tally *tally, const struct rubric *rubric,
                const struct measure *measure, int64_t *thousandths)
{
    int64_t millionths = 0;
    for (size_t i = 0; i < measure->term_count; i++) {
        int64_t value = 0;
        const struct weight *term = &measure->terms[i];
        if (!measure_value(tally, rubric, term->cue, &value)) return false;
        millionths += value * term->thousandths;
    }
    *thousandths = divided(millionths, 1000);
    return true;
}

bool measure_value(const struct tally *tally, const struct rubric *rubric,
                   size_t index, int64_t *thousandths)
{
    const struct measure *measure = &rubric->measures[index];
    switch (measure->kind) {
    case MEASURE_COUNT:
        *thousandths = tally->with[measure->code] * 1000;
        return true;
    case MEASURE_WITHOUT:
        *thousandths = tally->without[index] * 1000;
        return true;
    case MEASURE_PER:
        return ratio(tally->with[measure->code], tally->with[measure->other],
                     thousandths);
    case MEASURE_AMONG:
        return ratio(tally->with[measure->code],
                     tally->with[measure->other] + tally->without[index],
                     thousandths);
    case MEASURE_SHARE:
        return ratio(tally->with[measure->code], tally->replies, thousandths);
    case MEASURE_MEAN:
        return ratio(tally->levels[measure->code], tally->replies, thousandths);
    case MEASURE_WORDS:
        return ratio(tally->trainee_words,
                     tally->trainee_words + tally->client_words, thousandths);
    case MEASURE_SUM:
        return sum(tally, rubric, measure, thousandths);
    }
    return false;
}

enum measure_mark measure_mark(const struct measure *measure,
                               int64_t thousandths)
{
    int sign = measure->fair > measure->good ? -1 : 1;
    if (thousandths * sign >= (int64_t)measure->good * sign)
        return MEASURE_GOOD;
    if (thousandths * sign >= (int64_t)measure->fair * sign)
        return MEASURE_FAIR;
    return MEASURE_LOW;
}

void measure_tally_free(struct tally *tally)
{
    if (tally == NULL) return;
    free(tally->with);
    free(tally->levels);
    free(tally->without);
    free(tally);
}
