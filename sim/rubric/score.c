/* Scoring a reply; see score.h. Begin with score(). */
#include "rubric/score.h"

#include "base/memory.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* What a scoring is written on, again and again. */
struct slate {
    int *levels;
    int *scores;
    bool *fired;
    bool *barred;     /* codes that an `unless` put to level 0 */
    uint32_t *counts; /* how much evidence there is of each code */
    /* Where that begins and, so far, ends. */
    uint32_t *begins;
    uint32_t *ends;
};

/* A scoring while it is made. */
struct work {
    const struct rubric *rubric;
    struct scoring *scoring;
    struct index *index; /* NULL: every cue is tried */
    const struct dialogue *dialogue;
    const struct utterance *reply;
};

/* ---- Cues ---- */

/* A cue reached its limit, but that is nothing to go by where it can be seen
 * that it has no match: then the index had not tried it. */
static enum cue_outcome settle(const struct work *work, size_t cue)
{
    struct index *index = work->rubric->index;
    if (work->index != NULL || index == NULL) return CUE_LIMITED;
    index_look(index, &work->rubric->language, work->dialogue, work->reply);
    if (index_next(index, cue) != cue) return CUE_SILENT;
    return index_try(index, cue, &work->scoring->matches);
}

static void make_room(struct scoring *scoring)
{
    scoring->firing_room = scoring->firing_room * 2 + 32;
    scoring->firings = memory_resize(scoring->firings, scoring->firing_room,
                                     sizeof *scoring->firings);
}

static inline void note_firing(struct scoring *scoring, size_t cue,
                               size_t first)
{
    if (scoring->firing_count == scoring->firing_room) make_room(scoring);
    scoring->firings[scoring->firing_count++] = (struct firing){
        (uint32_t)cue, (uint32_t)first, (uint32_t)scoring->matches.count};
    scoring->slate->fired[cue] = true;
}

/* Takes what came of CUE, of which the matches from FIRST on are. False: the
 * reply cannot be scored. */
static bool take_outcome(const struct work *work, size_t cue, size_t first,
                         enum cue_outcome outcome)
{
    struct scoring *scoring = work->scoring;
    if (outcome == CUE_LIMITED) {
        scoring->matches.count = first;
        outcome = settle(work, cue);
    }
    if (outcome == CUE_FIRED) note_firing(scoring, cue, first);
    if (outcome != CUE_LIMITED) return true;
    scoring->unscorable = true;
    scoring->limited = cue;
    return false;
}

static enum cue_outcome try_cue(const struct work *work, size_t index)
{
    const struct rubric *rubric = work->rubric;
    const struct cue *cue = &rubric->cues[index];
    struct matches *matches = &work->scoring->matches;
    if (bits_has(rubric->together, index))
        return cue_join(cue, index, work->scoring->fired, matches);
    if (work->index == NULL)
        return cue_try(cue, index, &rubric->language, work->dialogue,
                       work->reply, matches);
    return index_try(work->index, index, matches);
}

/* With an index those that it does not rule out: a few dozen, most of them
 * silent. */
static size_t next_cue(const struct work *work, size_t from)
{
    return work->index == NULL ? from : index_next(work->index, from);
}

static void try_cues(const struct work *work)
{
    const struct rubric *rubric = work->rubric;
    if (work->index != NULL)
        index_look(work->index, &rubric->language, work->dialogue, work->reply);
    for (size_t i = next_cue(work, 0); i < rubric->cue_count;
         i = next_cue(work, i + 1)) {
        size_t first = work->scoring->matches.count;
        enum cue_outcome outcome = try_cue(work, i);
        if (outcome != CUE_SILENT && !take_outcome(work, i, first, outcome))
            return;
    }
}

/* ---- Codes ---- */

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

/* What CUE, which fired, does to the codes. Counting its evidence here is
 * hardly more than going over its weights. */
static void reckon(const struct rubric *rubric, size_t cue,
                   struct scoring *scoring)
{
    int *scores = scoring->slate->scores;
    uint32_t *counts = scoring->slate->counts;
    const struct weight_place *end =
        rubric->places + rubric->first_places[cue + 1];
    for (const struct weight_place *place =
             rubric->places + rubric->first_places[cue];
         place < end; place++) {
        scores[place->code] += place->thousandths;
        counts[place->code]++;
    }
    const struct numbers *bars = &rubric->bars[cue];
    for (size_t i = 0; i < bars->count; i++)
        scoring->slate->barred[bars->list[i]] = true;
}

/* The score of CODE reached its first cut. */
static void rise(const struct rubric *rubric, size_t code,
                 struct scoring *scoring)
{
    int level = level_of(&rubric->codes[code], scoring->scores[code]);
    const struct numbers *wholes = &rubric->wholes[code];
    int *levels = scoring->slate->levels;
    scoring->recognised = true;
    levels[code] = level;
    for (size_t i = 0; i < wholes->count; i++)
        if (levels[wholes->list[i]] < level) levels[wholes->list[i]] = level;
}

/* A rubric has hundreds of weights, a reply a dozen cues: only theirs are gone
 * over. */
static void judge_codes(const struct rubric *rubric, struct scoring *scoring)
{
    size_t count = rubric->code_count;
    memcpy(scoring->slate->scores, rubric->biases, count * sizeof(int));
    for (size_t i = 0; i < scoring->firing_count; i++)
        reckon(rubric, scoring->firings[i].cue, scoring);
    for (size_t i = 0; i < count; i++)
        if (scoring->scores[i] >= rubric->first_cuts[i] &&
            !scoring->slate->barred[i])
            rise(rubric, i, scoring);
}

/* Score less first cut; a code barred by an `unless` has none: LONG_MIN. */
static long own_margin(const struct rubric *rubric,
                       const struct scoring *scoring, size_t code)
{
    if (scoring->slate->barred[code]) return LONG_MIN;
    return (long)scoring->scores[code] - rubric->first_cuts[code];
}

/* Of an `any` code the greatest of its parts. */
static long margin(const struct rubric *rubric, const struct scoring *scoring,
                   size_t index)
{
    const struct code *code = &rubric->codes[index];
    if (!code->is_any) return own_margin(rubric, scoring, index);
    long greatest = LONG_MIN;
    for (size_t i = 0; i < code->any.count; i++) {
        long part = own_margin(rubric, scoring, code->any.list[i]);
        if (part > greatest) greatest = part;
    }
    return greatest;
}

static size_t choose_main(const struct rubric *rubric,
                          const struct scoring *scoring)
{
    const struct main_rule *rule = &rubric->main;
    size_t chosen = RUBRIC_NONE;
    long best = 0;
    for (size_t i = 0; i < rule->count; i++) {
        long value = margin(rubric, scoring, rule->codes[i]);
        if (value == LONG_MIN || value + rule->offsets[i] <= best) continue;
        best = value + rule->offsets[i];
        chosen = rule->codes[i];
    }
    return chosen;
}

/* ---- A scoring ---- */

static struct scoring *new_scoring(const struct rubric *rubric)
{
    struct scoring *scoring = memory_new(1, sizeof *scoring);
    struct arena *arena = &scoring->arena;
    struct slate *slate = arena_new(arena, 1, sizeof *slate);
    scoring->slate = slate;
    scoring->code_count = rubric->code_count;
    scoring->cue_count = rubric->cue_count;
    slate->levels = arena_new(arena, rubric->code_count, sizeof(int));
    slate->scores = arena_new(arena, rubric->code_count, sizeof(int));
    slate->fired = arena_new(arena, rubric->cue_count, sizeof(bool));
    slate->barred = arena_new(arena, rubric->code_count, sizeof(bool));
    slate->counts = arena_new(arena, rubric->code_count, sizeof(uint32_t));
    scoring->levels = slate->levels;
    scoring->scores = slate->scores;
    scoring->fired = slate->fired;
    return scoring;
}

/* As new, but what has grown stays. */
static void clear(struct scoring *scoring)
{
    size_t count = scoring->code_count;
    struct slate *slate = scoring->slate;
    for (size_t i = 0; i < scoring->firing_count; i++)
        slate->fired[scoring->firings[i].cue] = false;
    memset(slate->levels, 0, count * sizeof *slate->levels);
    memset(slate->scores, 0, count * sizeof *slate->scores);
    memset(slate->barred, 0, count * sizeof *slate->barred);
    memset(slate->counts, 0, count * sizeof *slate->counts);
    scoring->firing_count = 0;
    scoring->matches.count = 0;
    scoring->evidence_count = 0;
    scoring->gathered = false;
    scoring->recognised = false;
}

static void score(const struct work *work)
{
    struct scoring *scoring = work->scoring;
    scoring->main = RUBRIC_NONE;
    scoring->limited = RUBRIC_NONE;
    scoring->silent = work->reply->length == 0;
    scoring->unscorable = work->reply->limited;
    if (scoring->unscorable) return;
    try_cues(work);
    if (scoring->unscorable) return;
    judge_codes(work->rubric, scoring);
    scoring->main = choose_main(work->rubric, scoring);
}

struct scoring *score_again(struct scoring *old, const struct rubric *rubric,
                            const struct dialogue *dialogue,
                            const struct utterance *reply)
{
    if (old != NULL && (old->code_count != rubric->code_count ||
                        old->cue_count != rubric->cue_count)) {
        score_free(old);
        old = NULL;
    }
    if (old == NULL)
        old = new_scoring(rubric);
    else
        clear(old);
    score(&(struct work){rubric, old, rubric->index, dialogue, reply});
    return old;
}

struct scoring *score_reply(const struct rubric *rubric,
                            const struct dialogue *dialogue,
                            const struct utterance *reply)
{
    return score_again(NULL, rubric, dialogue, reply);
}

struct scoring *score_plainly(const struct rubric *rubric,
                              const struct dialogue *dialogue,
                              const struct utterance *reply)
{
    struct scoring *scoring = new_scoring(rubric);
    score(&(struct work){rubric, scoring, NULL, dialogue, reply});
    return scoring;
}

/* ---- Evidence ---- */

/* Says of each code where its evidence begins; returns how much there is of
 * all. */
static size_t place_codes(const struct scoring *scoring, size_t code_count)
{
    const uint32_t *counts = scoring->slate->counts;
    uint32_t *begins = scoring->slate->begins;
    uint32_t *ends = scoring->slate->ends;
    uint32_t count = 0;
    for (size_t i = 0; i < code_count; i++) {
        begins[i] = count;
        ends[i] = count;
        count += counts[i];
    }
    return count;
}

/* Moves the last of what is from BEGIN to END forward to its place, by weight.
 */
static void move_forward(const struct evidence *begin, struct evidence *end)
{
    struct evidence last = *--end;
    for (; end > begin && end[-1].weight > last.weight; end--)
        *end = end[-1];
    *end = last;
}

/* Each code's evidence comes in the order of its weights; nearly always it does
 * so by itself. */
static void put_firing(const struct rubric *rubric, struct firing firing,
                       struct scoring *scoring)
{
    const uint32_t *begins = scoring->slate->begins;
    uint32_t *ends = scoring->slate->ends;
    struct evidence *list = scoring->evidence;
    const struct weight_place *place =
        rubric->places + rubric->first_places[firing.cue];
    const struct weight_place *end =
        rubric->places + rubric->first_places[firing.cue + 1];
    scoring->evidence_spans +=
        (size_t)(end - place) * (firing.end - firing.first);
    for (; place < end; place++) {
        uint32_t code = place->code;
        uint32_t at = ends[code]++;
        list[at] =
            (struct evidence){code, place->weight, firing.first, firing.end};
        if (at > begins[code] && list[at - 1].weight > place->weight)
            move_forward(list + begins[code], list + at + 1);
    }
}

static void gather(const struct rubric *rubric, struct scoring *scoring)
{
    struct slate *slate = scoring->slate;
    if (slate->begins == NULL) {
        size_t codes = scoring->code_count;
        slate->begins = arena_new(&scoring->arena, codes, sizeof(uint32_t));
        slate->ends = arena_new(&scoring->arena, codes, sizeof(uint32_t));
    }
    scoring->evidence_count = place_codes(scoring, rubric->code_count);
    if (scoring->evidence_count > scoring->evidence_room) {
        scoring->evidence_room = scoring->evidence_count * 2;
        scoring->evidence =
            memory_resize(scoring->evidence, scoring->evidence_room,
                          sizeof *scoring->evidence);
    }
    scoring->evidence_spans = 0;
    for (size_t i = 0; i < scoring->firing_count; i++)
        put_firing(rubric, scoring->firings[i], scoring);
}

size_t score_evidence(const struct rubric *rubric, struct scoring *scoring,
                      const struct evidence **list)
{
    if (!scoring->gathered && !scoring->unscorable) gather(rubric, scoring);
    scoring->gathered = true;
    *list = scoring->evidence;
    return scoring->evidence_count;
}

/* ---- The rest ---- */

void score_void(struct scoring *scoring, const struct rubric *rubric)
{
    memset(scoring->slate->levels, 0, rubric->code_count * sizeof(int));
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
    const struct firing *firing = scoring->firings;
    for (size_t low = 0, high = scoring->firing_count; low < high;) {
        size_t middle = low + (high - low) / 2;
        firing = &scoring->firings[middle];
        if (firing->cue == cue) break;
        if (firing->cue < cue)
            low = middle + 1;
        else
            high = middle;
    }
    if (index >= firing->end - firing->first) return NULL;
    return &scoring->matches.list[firing->first + index];
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
    free(scoring->firings);
    free(scoring->evidence);
    arena_free(&scoring->arena);
    free(scoring);
}
