/* Fitting weights; see fit.h.
 *
 * Begin with fit_weights(): for each fold, learn() on all other sessions and
 * judge() the fold's; then learn() on all.
 */
#include "rubric/fit.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/statistics.h"
#include "rubric/logistic.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ALL_FOLDS = -1, OFFSET_STEP = 100, OFFSET_REACH = 2000, PASSES = 3 };

/* What one learning found. */
struct lesson {
    const struct corpus *corpus;
    int without; /* the fold left out, or ALL_FOLDS */
    struct fitted *codes;
    int *offsets;
    bool has_offsets;
};

static bool is_used(const struct lesson *lesson, const struct coded *reply)
{
    return lesson->corpus->sessions[reply->session].fold != lesson->without;
}

/* --- judging with other weights ------------------------------------------ */

static int score_with(const struct code *code, const struct fitted *fitted,
                      const struct scoring *scoring)
{
    int score = fitted->is_fitted ? fitted->bias : code->bias;
    for (size_t i = 0; i < code->weight_count; i++)
        if (scoring->fired[code->weights[i].cue])
            score += fitted->is_fitted ? fitted->weights[i]
                                       : code->weights[i].thousandths;
    return score;
}

static int level_with(const struct code *code, const struct fitted *fitted,
                      int score)
{
    const int *cuts = fitted->is_fitted ? fitted->cuts : code->cuts;
    int level = 0;
    while ((size_t)level < code->cut_count && score >= cuts[level])
        level++;
    return level;
}

static int first_cut(const struct code *code, const struct fitted *fitted)
{
    return fitted->is_fitted ? fitted->cuts[0] : code->cuts[0];
}

/* Score less first cut, of a `from` code or the greatest of an `any`'s. */
static long margin_with(const struct lesson *lesson, size_t index,
                        const struct scoring *scoring)
{
    const struct rubric *rubric = lesson->corpus->rubric;
    const struct code *code = &rubric->codes[index];
    const size_t self[] = {index};
    struct numbers parts = code->is_any ? code->any : (struct numbers){self, 1};
    long greatest = LONG_MIN;
    for (size_t i = 0; i < parts.count; i++) {
        const struct code *part = &rubric->codes[parts.list[i]];
        const struct fitted *fitted = &lesson->codes[parts.list[i]];
        if (score_is_barred(part, scoring->fired)) continue;
        long margin =
            (long)score_with(part, fitted, scoring) - first_cut(part, fitted);
        if (margin > greatest) greatest = margin;
    }
    return greatest;
}

static size_t choose(const long *margins, const int *offsets, size_t count)
{
    size_t chosen = count;
    long best = 0;
    for (size_t i = 0; i < count; i++) {
        if (margins[i] == LONG_MIN || margins[i] + offsets[i] <= best) continue;
        best = margins[i] + offsets[i];
        chosen = i;
    }
    return chosen;
}

static void judge_levels(const struct lesson *lesson,
                         const struct scoring *scoring, int *levels)
{
    const struct rubric *rubric = lesson->corpus->rubric;
    for (size_t i = 0; i < rubric->code_count; i++) {
        const struct code *code = &rubric->codes[i];
        const struct fitted *fitted = &lesson->codes[i];
        if (code->is_any || score_is_barred(code, scoring->fired)) continue;
        levels[i] = level_with(code, fitted, score_with(code, fitted, scoring));
    }
    for (size_t i = 0; i < rubric->code_count; i++) {
        const struct code *code = &rubric->codes[i];
        for (size_t j = 0; code->is_any && j < code->any.count; j++)
            if (levels[code->any.list[j]] > levels[i])
                levels[i] = levels[code->any.list[j]];
    }
}

static struct judgement judge(const struct lesson *lesson,
                              const struct scoring *scoring,
                              struct arena *arena)
{
    const struct rubric *rubric = lesson->corpus->rubric;
    const struct main_rule *rule = &rubric->main;
    int *levels = arena_new(arena, rubric->code_count, sizeof *levels);
    long *margins = memory_new(rule->count, sizeof *margins);
    size_t main = rule->count;
    if (!scoring->unscorable) {
        judge_levels(lesson, scoring, levels);
        for (size_t i = 0; i < rule->count; i++)
            margins[i] = margin_with(lesson, rule->codes[i], scoring);
        main = choose(margins,
                      lesson->has_offsets ? lesson->offsets : rule->offsets,
                      rule->count);
    }
    free(margins);
    return (struct judgement){levels, main};
}

/* --- cuts ---------------------------------------------------------------- */

/* A reply's score and whether people gave it the level that is sought. */
struct scored {
    int score;
    bool truth;
};

static int by_score(const void *one, const void *other)
{
    const struct scored *first = one;
    const struct scored *second = other;
    return (first->score > second->score) - (first->score < second->score);
}

/* LIST is sorted. */
static int cut_above_all(const struct scored *list, size_t count, int above)
{
    int highest = count > 0 ? list[count - 1].score : above;
    return (highest > above ? highest : above) + 1;
}

/* The cut above ABOVE at which scores and people agree best (kappa); the
 * lowest of equals. It stands half way between two scores, and above all of
 * them where people gave the level to no reply. */
static int best_cut(struct scored *list, size_t count, int above)
{
    struct confusion confusion = {.classes = 2};
    int cut = above;
    double best = -2;
    if (count > 0) qsort(list, count, sizeof *list, by_score);
    for (size_t i = 0; i < count; i++)
        statistics_count(&confusion, list[i].truth, 1);
    if (confusion.cells[1][1] == 0) return cut_above_all(list, count, above);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || list[i].score != list[i - 1].score) {
            double kappa = statistics_kappa(&confusion);
            int here = i == 0 ? list[i].score
                              : list[i - 1].score +
                                    (list[i].score - list[i - 1].score + 1) / 2;
            if (here > above && kappa > best + 1e-9) {
                best = kappa;
                cut = here;
            }
        }
        confusion.cells[list[i].truth][1]--;
        confusion.cells[list[i].truth][0]++;
    }
    return cut > above ? cut : above + 1;
}

static void choose_cuts(const struct lesson *lesson, size_t index)
{
    const struct corpus *corpus = lesson->corpus;
    const struct code *code = &corpus->rubric->codes[index];
    struct fitted *fitted = &lesson->codes[index];
    struct scored *list = memory_new(corpus->count, sizeof *list);
    for (size_t k = 0; k < code->cut_count; k++) {
        size_t count = 0;
        for (size_t i = 0; i < corpus->count; i++) {
            const struct coded *reply = &corpus->replies[i];
            if (!is_used(lesson, reply) || reply->levels[index] < 0 ||
                score_is_barred(code, reply->scoring->fired))
                continue;
            list[count++] =
                (struct scored){score_with(code, fitted, reply->scoring),
                                reply->levels[index] > (int)k};
        }
        fitted->cuts[k] =
            best_cut(list, count, k == 0 ? -100000000 : fitted->cuts[k - 1]);
    }
    free(list);
    /* The first cut becomes 0, and the bias takes what it was. */
    int first = fitted->cuts[0];
    fitted->bias -= first;
    fitted->shift = first;
    for (size_t k = 0; k < code->cut_count; k++)
        fitted->cuts[k] -= first;
}

/* --- weights ------------------------------------------------------------- */

static int thousandths(double value)
{
    return (int)floor(value * 1000 + 0.5);
}

static void take_weights(const struct code *code, const double *values,
                         struct fitted *fitted)
{
    for (size_t i = 0; i < code->weight_count; i++)
        fitted->weights[i] = thousandths(values[i]);
    fitted->bias = thousandths(values[code->weight_count]);
    fitted->is_fitted = true;
}

/* Replies of which all or none have the code teach no weights, and those of
 * the file may have seen the fold that is left out: all replies are judged as
 * these were. */
static void learn_alike(const struct code *code, bool label,
                        struct fitted *fitted)
{
    fitted->is_fitted = true;
    fitted->bias = label ? 0 : -1;
    for (size_t k = 0; k < code->cut_count; k++)
        fitted->cuts[k] = (int)k;
}

static void learn_code(const struct lesson *lesson, size_t index, double cost)
{
    const struct corpus *corpus = lesson->corpus;
    const struct code *code = &corpus->rubric->codes[index];
    bool *cells =
        memory_new(corpus->count * (code->weight_count + 1), sizeof *cells);
    const bool **rows = memory_new(corpus->count, sizeof *rows);
    bool *labels = memory_new(corpus->count, sizeof *labels);
    double *values = memory_new(code->weight_count + 1, sizeof *values);
    size_t count = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        const struct coded *reply = &corpus->replies[i];
        if (!is_used(lesson, reply) || reply->levels[index] < 0 ||
            score_is_barred(code, reply->scoring->fired))
            continue;
        bool *row = cells + count * (code->weight_count + 1);
        for (size_t j = 0; j < code->weight_count; j++)
            row[j] = reply->scoring->fired[code->weights[j].cue];
        labels[count] = reply->levels[index] > 0;
        rows[count++] = row;
    }
    struct logistic_data data = {rows, labels, count, code->weight_count};
    if (logistic_fit(&data, cost, values)) {
        take_weights(code, values, &lesson->codes[index]);
        choose_cuts(lesson, index);
    } else if (lesson->without != ALL_FOLDS) {
        learn_alike(code, count > 0 && labels[0], &lesson->codes[index]);
    }
    free(cells);
    free(rows);
    free(labels);
    free(values);
}

/* --- the offsets of `main` ----------------------------------------------- */

/* All replies whose main behaviour people judged, with their margins. */
struct mains {
    long *margins;
    size_t *truth;
    size_t count;
    size_t classes;
};

static struct mains gather_mains(const struct lesson *lesson)
{
    const struct corpus *corpus = lesson->corpus;
    const struct main_rule *rule = &corpus->rubric->main;
    struct mains mains = {
        memory_new(corpus->count * (rule->count + 1), sizeof(long)),
        memory_new(corpus->count, sizeof(size_t)), 0, rule->count};
    for (size_t i = 0; i < corpus->count; i++) {
        const struct coded *reply = &corpus->replies[i];
        if (!is_used(lesson, reply) || reply->main == RUBRIC_NONE) continue;
        for (size_t j = 0; j < rule->count; j++)
            mains.margins[mains.count * rule->count + j] =
                margin_with(lesson, rule->codes[j], reply->scoring);
        mains.truth[mains.count++] = reply->main;
    }
    return mains;
}

static double agreement_of(const struct mains *mains, const int *offsets)
{
    struct confusion confusion = {.classes = mains->classes + 1};
    for (size_t i = 0; i < mains->count; i++)
        statistics_count(&confusion, mains->truth[i],
                         choose(mains->margins + i * mains->classes, offsets,
                                mains->classes));
    return statistics_macro_f1(&confusion);
}

/* One offset after the other, a few times round: the best of a grid. */
static void learn_offsets(struct lesson *lesson)
{
    struct mains mains = gather_mains(lesson);
    lesson->has_offsets =
        mains.count > 0 && mains.classes + 1 <= STATISTICS_CLASSES;
    size_t rounds = lesson->has_offsets ? PASSES * mains.classes : 0;
    for (size_t i = 0; i < rounds; i++) {
        size_t place = i % mains.classes;
        double best = -1;
        int chosen = 0;
        for (int offset = -OFFSET_REACH; offset <= OFFSET_REACH;
             offset += OFFSET_STEP) {
            lesson->offsets[place] = offset;
            double value = agreement_of(&mains, lesson->offsets);
            if (value <= best + 1e-9) continue;
            best = value;
            chosen = offset;
        }
        lesson->offsets[place] = chosen;
    }
    free(mains.margins);
    free(mains.truth);
}

/* --- the whole ----------------------------------------------------------- */

static struct lesson learn(const struct corpus *corpus, int without,
                           double cost, struct arena *arena)
{
    const struct rubric *rubric = corpus->rubric;
    struct lesson lesson = {
        .corpus = corpus,
        .without = without,
        .codes = arena_new(arena, rubric->code_count, sizeof(struct fitted)),
        .offsets = arena_new(arena, rubric->main.count, sizeof(int)),
    };
    for (size_t i = 0; i < rubric->code_count; i++) {
        const struct code *code = &rubric->codes[i];
        lesson.codes[i].weights =
            arena_new(arena, code->weight_count, sizeof(int));
        if (!code->is_any && corpus->judged[i]) learn_code(&lesson, i, cost);
    }
    learn_offsets(&lesson);
    return lesson;
}

struct fit *fit_weights(const struct corpus *corpus, const struct corpus *test,
                        double cost)
{
    struct fit *fit = memory_new(1, sizeof *fit);
    fit->judgements =
        arena_new(&fit->arena, test->count, sizeof *fit->judgements);
    for (int fold = 0; fold < CORPUS_FOLDS; fold++) {
        struct arena scratch = {0};
        struct lesson lesson = learn(corpus, fold, cost, &scratch);
        for (size_t i = 0; i < test->count; i++)
            if (test->sessions[test->replies[i].session].fold == fold)
                fit->judgements[i] =
                    judge(&lesson, test->replies[i].scoring, &fit->arena);
        arena_free(&scratch);
    }
    struct lesson lesson = learn(corpus, ALL_FOLDS, cost, &fit->arena);
    fit->codes = lesson.codes;
    fit->offsets = lesson.offsets;
    fit->has_offsets = lesson.has_offsets;
    return fit;
}

struct judgement *fit_as_is(const struct corpus *corpus, struct arena *arena)
{
    struct judgement *judgements =
        arena_new(arena, corpus->count, sizeof *judgements);
    for (size_t i = 0; i < corpus->count; i++) {
        const struct scoring *scoring = corpus->replies[i].scoring;
        const struct main_rule *rule = &corpus->rubric->main;
        size_t main = 0;
        while (main < rule->count && rule->codes[main] != scoring->main)
            main++;
        judgements[i] = (struct judgement){scoring->levels, main};
    }
    return judgements;
}

void fit_free(struct fit *fit)
{
    if (fit == NULL) return;
    arena_free(&fit->arena);
    free(fit);
}

/* --- writing back -------------------------------------------------------- */

/* New numbers for stretches of the file, in the order of the file. */
struct edit {
    struct span span;
    int thousandths;
};

struct edits {
    struct edit *list;
    size_t count;
    size_t room;
};

static bool change(struct edits *edits, const struct json_node *node, int value)
{
    if (node == NULL || node->kind != JSON_NUMBER) return false;
    if (edits->count == edits->room) {
        edits->room = edits->room * 2 + 256;
        edits->list =
            memory_resize(edits->list, edits->room, sizeof *edits->list);
    }
    edits->list[edits->count++] = (struct edit){node->span, value};
    return true;
}

static bool change_code(struct edits *edits, const struct json_node *json,
                        const struct rubric *rubric, const struct code *code,
                        const struct fitted *fitted)
{
    const struct json_node *from = json_member(json, "from");
    const struct json_node *cut = json_member(json, "cut");
    bool fine = change(edits, json_member(from, "bias"), fitted->bias);
    for (size_t i = 0; i < code->weight_count; i++) {
        const char *name = rubric->cues[code->weights[i].cue].name;
        fine =
            change(edits, json_member(from, name), fitted->weights[i]) && fine;
    }
    if (cut == NULL) return fine;
    size_t k = 0;
    for (const struct json_node *n = cut->child; n != NULL; n = n->next)
        fine = change(edits, n, fitted->cuts[k++]) && fine;
    return fine;
}

static int by_place(const void *one, const void *other)
{
    const struct edit *first = one;
    const struct edit *second = other;
    return (first->span.start > second->span.start) -
           (first->span.start < second->span.start);
}

static void write_edits(struct edits *edits, const struct source *source,
                        struct buffer *out)
{
    size_t at = 0;
    if (edits->count > 0)
        qsort(edits->list, edits->count, sizeof *edits->list, by_place);
    for (size_t i = 0; i < edits->count; i++) {
        const struct edit *edit = &edits->list[i];
        buffer_add(out, source->bytes + at, edit->span.start - at);
        buffer_format(out, "%g", edit->thousandths / 1000.0);
        at = edit->span.end;
    }
    buffer_add(out, source->bytes + at, source->length - at);
}

static bool is_file_of(const struct rubric *rubric, const struct source *source)
{
    char hex[HASH_HEX];
    hash_bytes(source->bytes, source->length, hex);
    return strcmp(hex, rubric->sha256) == 0;
}

bool fit_rewrite(const struct fit *fit, const struct rubric *rubric,
                 const struct source *source, struct buffer *out,
                 struct error *error)
{
    struct problems problems = {0};
    struct edits edits = {0};
    struct json_document *document =
        json_read(source, JSON_WITH_COMMENTS, RUBRIC_BYTES, &problems);
    const struct json_node *root =
        document != NULL ? json_root(document) : NULL;
    bool fine = root != NULL && is_file_of(rubric, source);
    if (!fine) error_set(error, "%s is not the rubric's file", source->name);
    for (size_t i = 0; fine && i < rubric->code_count; i++) {
        const struct code *code = &rubric->codes[i];
        if (!fit->codes[i].is_fitted) continue;
        fine = change_code(&edits,
                           json_member(json_member(root, "codes"), code->name),
                           rubric, code, &fit->codes[i]);
        if (!fine)
            error_set(error,
                      "code '%s' needs a \"bias\" in its 'from' to be fitted",
                      code->name);
    }
    const struct json_node *of = json_member(json_member(root, "main"), "of");
    for (size_t i = 0; fine && fit->has_offsets && i < rubric->main.count; i++)
        fine = change(
            &edits, json_member(of, rubric->codes[rubric->main.codes[i]].name),
            fit->offsets[i]);
    if (fine) write_edits(&edits, source, out);
    free(edits.list);
    problem_free(&problems);
    json_free(document);
    return fine;
}
