/* Scoring a reply; see score.h. Begin with score_reply(). */
#include "rubric/score.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* A weight of a code, the first match of its cue. */
struct hit {
    size_t weight;
    size_t match;
};

/* A scoring while it is made. */
struct work {
    const struct rubric *rubric;
    struct scoring *scoring;
    int *levels;
    int *scores;
    bool *fired;
    bool *barred;        /* codes that an `unless` put to level 0 */
    struct hit *hits;    /* weights whose cue fired, code by code */
    size_t *hit_ends;    /* of each code: where its hits end; last, all */
    struct index *index; /* NULL: every cue is tried */
};

static enum cue_outcome try_cue(struct work *work, size_t index,
                                const struct dialogue *dialogue,
                                const struct utterance *reply)
{
    const struct cue *cue = &work->rubric->cues[index];
    struct matches *matches = &work->scoring->matches;
    if (cue->kind == CUE_TOGETHER)
        return cue_join(cue, index, work->fired, matches);
    const struct language *language = &work->rubric->language;
    if (work->index == NULL)
        return cue_try(cue, index, language, dialogue, reply, matches);
    return index_try(work->index, index, language, dialogue, reply, matches);
}

/* A cue reached its limit, but that is nothing to go by where it can be seen
 * that it has no match: then the index had not tried it. */
static enum cue_outcome settle(struct work *work, size_t cue,
                               const struct dialogue *dialogue,
                               const struct utterance *reply)
{
    struct index *index = work->rubric->index;
    if (work->index != NULL || index == NULL) return CUE_LIMITED;
    index_look(index, &work->rubric->language, dialogue, reply);
    if (index_next(index, cue) != cue) return CUE_SILENT;
    return index_try(index, cue, &work->rubric->language, dialogue, reply,
                     &work->scoring->matches);
}

static size_t next_cue(const struct work *work, size_t from)
{
    return work->index == NULL ? from : index_next(work->index, from);
}

static void try_cues(struct work *work, const struct dialogue *dialogue,
                     const struct utterance *reply)
{
    size_t count = work->rubric->cue_count;
    if (work->index != NULL)
        index_look(work->index, &work->rubric->language, dialogue, reply);
    for (size_t i = next_cue(work, 0); i < count; i = next_cue(work, i + 1)) {
        size_t before = work->scoring->matches.count;
        enum cue_outcome outcome = try_cue(work, i, dialogue, reply);
        if (outcome == CUE_LIMITED) {
            work->scoring->matches.count = before;
            outcome = settle(work, i, dialogue, reply);
        }
        work->fired[i] = outcome == CUE_FIRED;
        if (outcome != CUE_LIMITED) continue;
        work->scoring->unscorable = true;
        work->scoring->limited = i;
        return;
    }
}

/* The cues that fired, each once: they lie together. */
static size_t next_match(const struct matches *matches, size_t match)
{
    size_t cue = matches->list[match].cue;
    while (match < matches->count && matches->list[match].cue == cue)
        match++;
    return match;
}

/* Adds to ENDS, a code each, how many weights of it count. */
static void count_hits(const struct work *work, size_t *ends)
{
    const struct rubric *rubric = work->rubric;
    const struct matches *matches = &work->scoring->matches;
    for (size_t i = 0; i < matches->count; i = next_match(matches, i)) {
        size_t cue = matches->list[i].cue;
        for (size_t j = rubric->first_places[cue];
             j < rubric->first_places[cue + 1]; j++)
            ends[rubric->places[j].code]++;
    }
}

/* Puts HIT among those of its code, of which COUNT are there, in the order of
 * the code's weights. */
static void put_hit(struct hit *hits, size_t count, struct hit hit)
{
    for (; count > 0 && hits[count - 1].weight > hit.weight; count--)
        hits[count] = hits[count - 1];
    hits[count] = hit;
}

/* Of each cue that fired its weights, code by code. A rubric has hundreds of
 * weights, a reply a dozen cues: only theirs are gone over. */
static void find_hits(struct work *work)
{
    const struct rubric *rubric = work->rubric;
    const struct matches *matches = &work->scoring->matches;
    struct arena *arena = &work->scoring->arena;
    size_t codes = rubric->code_count;
    work->hit_ends = arena_new(arena, codes + 1, sizeof *work->hit_ends);
    size_t *begins = arena_new(arena, codes + 1, sizeof *begins);
    size_t *ends = work->hit_ends;
    count_hits(work, begins + 1);
    for (size_t i = 0; i < codes; i++) {
        begins[i + 1] += begins[i];
        ends[i] = begins[i];
    }
    ends[codes] = begins[codes];
    work->hits = arena_new(arena, begins[codes], sizeof *work->hits);
    for (size_t i = 0; i < matches->count; i = next_match(matches, i)) {
        size_t cue = matches->list[i].cue;
        for (size_t j = rubric->first_places[cue];
             j < rubric->first_places[cue + 1]; j++) {
            const struct weight_place *place = &rubric->places[j];
            size_t code = place->code;
            put_hit(work->hits + begins[code], ends[code] - begins[code],
                    (struct hit){place->weight, i});
            ends[code]++;
        }
    }
}

static int add_up(const struct work *work, size_t index)
{
    const struct code *code = &work->rubric->codes[index];
    size_t begin = index == 0 ? 0 : work->hit_ends[index - 1];
    int score = code->bias;
    for (size_t i = begin; i < work->hit_ends[index]; i++)
        score += code->weights[work->hits[i].weight].thousandths;
    return score;
}

bool score_is_barred(const struct code *code, const bool *fired)
{
    for (size_t i = 0; i < code->unless.count; i++)
        if (fired[code->unless.list[i]]) return true;
    return false;
}

static int level_of(const struct code *code, int score)
{
    int level = 0;
    while ((size_t)level < code->cut_count && score >= code->cuts[level])
        level++;
    return level;
}

static void judge_from(struct work *work, size_t index)
{
    const struct code *code = &work->rubric->codes[index];
    work->scores[index] = add_up(work, index);
    work->barred[index] = score_is_barred(code, work->fired);
    if (!work->barred[index])
        work->levels[index] = level_of(code, work->scores[index]);
}

static int level_of_any(const struct work *work, const struct code *code)
{
    int highest = 0;
    for (size_t i = 0; i < code->any.count; i++) {
        int level = work->levels[code->any.list[i]];
        if (level > highest) highest = level;
    }
    return highest;
}

static void judge_codes(struct work *work)
{
    const struct rubric *rubric = work->rubric;
    for (size_t i = 0; i < rubric->code_count; i++)
        if (!rubric->codes[i].is_any) judge_from(work, i);
    for (size_t i = 0; i < rubric->code_count; i++) {
        if (rubric->codes[i].is_any)
            work->levels[i] = level_of_any(work, &rubric->codes[i]);
        if (work->levels[i] > 0) work->scoring->recognised = true;
    }
}

/* Score less first cut; a code barred by an `unless` has none: LONG_MIN. */
static long own_margin(const struct work *work, size_t index)
{
    if (work->barred[index]) return LONG_MIN;
    return (long)work->scores[index] - work->rubric->codes[index].cuts[0];
}

/* Of an `any` code the greatest of its parts. */
static long margin(const struct work *work, size_t index)
{
    const struct code *code = &work->rubric->codes[index];
    if (!code->is_any) return own_margin(work, index);
    long greatest = LONG_MIN;
    for (size_t i = 0; i < code->any.count; i++) {
        long part = own_margin(work, code->any.list[i]);
        if (part > greatest) greatest = part;
    }
    return greatest;
}

static size_t choose_main(const struct work *work)
{
    const struct main_rule *rule = &work->rubric->main;
    size_t chosen = RUBRIC_NONE;
    long best = 0;
    for (size_t i = 0; i < rule->count; i++) {
        long value = margin(work, rule->codes[i]);
        if (value == LONG_MIN || value + rule->offsets[i] <= best) continue;
        best = value + rule->offsets[i];
        chosen = rule->codes[i];
    }
    return chosen;
}

/* Adds what HIT of CODE shows. */
static size_t add_evidence(const struct work *work, size_t code,
                           const struct hit *hit, struct evidence *list)
{
    const struct weight *weight =
        &work->rubric->codes[code].weights[hit->weight];
    const struct match *matches = work->scoring->matches.list;
    size_t end = next_match(&work->scoring->matches, hit->match);
    for (size_t i = hit->match; i < end; i++)
        *list++ = (struct evidence){code, weight->cue, matches[i].whose,
                                    matches[i].span,
                                    i == hit->match ? weight->thousandths : 0};
    return end - hit->match;
}

static size_t count_evidence(const struct work *work)
{
    const struct matches *matches = &work->scoring->matches;
    size_t count = 0;
    for (size_t i = 0; i < work->hit_ends[work->rubric->code_count]; i++)
        count += next_match(matches, work->hits[i].match) - work->hits[i].match;
    return count;
}

static void gather_evidence(struct work *work)
{
    struct scoring *scoring = work->scoring;
    size_t codes = work->rubric->code_count;
    struct evidence *list =
        arena_new(&scoring->arena, count_evidence(work), sizeof *list);
    size_t count = 0;
    size_t hit = 0;
    for (size_t i = 0; i < codes; i++)
        for (; hit < work->hit_ends[i]; hit++)
            count += add_evidence(work, i, &work->hits[hit], list + count);
    scoring->evidence = list;
    scoring->evidence_count = count;
}

static struct scoring *score(const struct rubric *rubric, struct index *index,
                             const struct dialogue *dialogue,
                             const struct utterance *reply)
{
    struct scoring *scoring = memory_new(1, sizeof *scoring);
    struct arena *arena = &scoring->arena;
    struct work work = {
        .rubric = rubric,
        .scoring = scoring,
        .levels = arena_new(arena, rubric->code_count, sizeof(int)),
        .scores = arena_new(arena, rubric->code_count, sizeof(int)),
        .fired = arena_new(arena, rubric->cue_count, sizeof(bool)),
        .barred = arena_new(arena, rubric->code_count, sizeof(bool)),
        .index = index,
    };
    scoring->levels = work.levels;
    scoring->scores = work.scores;
    scoring->fired = work.fired;
    scoring->main = RUBRIC_NONE;
    scoring->limited = RUBRIC_NONE;
    scoring->silent = reply->length == 0;
    scoring->unscorable = reply->limited;
    if (!scoring->unscorable) try_cues(&work, dialogue, reply);
    if (scoring->unscorable) return scoring;
    find_hits(&work);
    judge_codes(&work);
    scoring->main = choose_main(&work);
    gather_evidence(&work);
    return scoring;
}

struct scoring *score_reply(const struct rubric *rubric,
                            const struct dialogue *dialogue,
                            const struct utterance *reply)
{
    return score(rubric, rubric->index, dialogue, reply);
}

struct scoring *score_plainly(const struct rubric *rubric,
                              const struct dialogue *dialogue,
                              const struct utterance *reply)
{
    return score(rubric, NULL, dialogue, reply);
}

void score_void(struct scoring *scoring, const struct rubric *rubric)
{
    scoring->levels =
        arena_new(&scoring->arena, rubric->code_count, sizeof(int));
    scoring->unscorable = true;
    scoring->recognised = false;
    scoring->main = RUBRIC_NONE;
    scoring->evidence_count = 0;
}

const char *score_main_name(const struct rubric *rubric,
                            const struct scoring *scoring)
{
    if (scoring->main == RUBRIC_NONE) return rubric->main.otherwise;
    return rubric->codes[scoring->main].name;
}

const struct match *score_match(const struct scoring *scoring, size_t cue,
                                size_t index)
{
    if (!scoring->fired[cue]) return NULL;
    /* Matches lie in the order of their cues. */
    size_t low = 0;
    size_t high = scoring->matches.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (scoring->matches.list[middle].cue < cue)
            low = middle + 1;
        else
            high = middle;
    }
    if (low + index >= scoring->matches.count) return NULL;
    const struct match *match = &scoring->matches.list[low + index];
    return match->cue == cue ? match : NULL;
}

static bool same_matches(const struct scoring *one, const struct scoring *other,
                         size_t cue)
{
    for (size_t i = 0;; i++) {
        const struct match *left = score_match(one, cue, i);
        const struct match *right = score_match(other, cue, i);
        if (left == NULL || right == NULL) return left == right;
        if (left->whose != right->whose ||
            left->span.start != right->span.start ||
            left->span.end != right->span.end)
            return false;
    }
}

bool score_same(const struct rubric *rubric, const struct scoring *one,
                const struct scoring *other, size_t *cue)
{
    if (one->unscorable && other->unscorable && one->limited == other->limited)
        return true;
    *cue = one->unscorable ? one->limited : other->limited;
    if (one->unscorable || other->unscorable) return false;
    for (*cue = 0; *cue < rubric->cue_count; ++*cue)
        if (!same_matches(one, other, *cue)) return false;
    return true;
}

void score_free(struct scoring *scoring)
{
    if (scoring == NULL) return;
    cue_matches_free(&scoring->matches);
    arena_free(&scoring->arena);
    free(scoring);
}
