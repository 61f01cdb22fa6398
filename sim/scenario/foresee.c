/* Looking for findings that fulfil conditions; see foresee.h.
 *
 * Each finding starts as wide as it can be. A condition that is still open
 * hangs on one of them, its crux: that one's range is cut in two there, and
 * each half is tried. Begin with try_wishes().
 */
#include "scenario/foresee.h"

#include "base/memory.h"
#include "rubric/silence.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Conditions are written by people and come to tens of cuts; only one made to
 * be slow comes here. */
enum { MOST_CUTS = 20000 };

struct foresee {
    const struct scenario *scenario;
    const struct rubric *rubric;
    int *most_silent;   /* levels an empty reply may have, a code each */
    int *listen_silent; /* the same of the scenario's own cues */
    struct range *levels;
    struct range *listens;
    int *found_levels;
    bool *found_listens;
    struct outlook outlook;
    size_t cuts;
};

struct foresee *foresee_new(const struct scenario *scenario,
                            const struct rubric *rubric)
{
    struct foresee *foresee = memory_new(1, sizeof *foresee);
    size_t codes = rubric->code_count;
    size_t listens = scenario->listen_count;
    foresee->scenario = scenario;
    foresee->rubric = rubric;
    foresee->most_silent = memory_new(codes, sizeof(int));
    foresee->listen_silent = memory_new(listens, sizeof(int));
    foresee->levels = memory_new(codes, sizeof(struct range));
    foresee->listens = memory_new(listens, sizeof(struct range));
    foresee->found_levels = memory_new(codes, sizeof(int));
    foresee->found_listens = memory_new(listens, sizeof(bool));
    silence_bounds(rubric, foresee->most_silent);
    for (size_t i = 0; i < listens; i++)
        foresee->listen_silent[i] =
            silence_may_meet(&scenario->listens[i], NULL);
    return foresee;
}

void foresee_free(struct foresee *foresee)
{
    if (foresee == NULL) return;
    free(foresee->most_silent);
    free(foresee->listen_silent);
    free(foresee->levels);
    free(foresee->listens);
    free(foresee->found_levels);
    free(foresee->found_listens);
    free(foresee);
}

/* --- ranges -------------------------------------------------------------- */

static void open_all(struct foresee *foresee, const struct node *node,
                     int visits, int turn)
{
    const struct rubric *rubric = foresee->rubric;
    for (size_t i = 0; i < rubric->code_count; i++)
        foresee->levels[i] = (struct range){0, rubric->codes[i].most};
    for (size_t i = 0; i < foresee->scenario->listen_count; i++)
        foresee->listens[i] = (struct range){0, 1};
    foresee->outlook = (struct outlook){
        .levels = foresee->levels,
        .listens = foresee->listens,
        .heard = {0, node->fits.count > 0},
        .misheard = {0, node->misses.count > 0},
        .silence = {0, 1},
        .visits = visits,
        .turn = turn,
    };
}

/* False when nothing is left of RANGE. */
static bool lower_to(struct range *range, int most)
{
    if (range->most > most) range->most = most;
    return range->least <= range->most;
}

static bool fall_silent(struct foresee *foresee)
{
    bool left = lower_to(&foresee->outlook.heard, 0) &&
                lower_to(&foresee->outlook.misheard, 0);
    for (size_t i = 0; left && i < foresee->scenario->listen_count; i++)
        left = lower_to(&foresee->listens[i], foresee->listen_silent[i]);
    for (size_t i = 0; left && i < foresee->rubric->code_count; i++)
        if (!foresee->rubric->codes[i].is_any)
            left = lower_to(&foresee->levels[i], foresee->most_silent[i]);
    return left;
}

/* A code made of others is as high as the highest of them. */
static void follow_parts(struct foresee *foresee)
{
    for (size_t i = 0; i < foresee->rubric->code_count; i++) {
        const struct code *code = &foresee->rubric->codes[i];
        if (!code->is_any) continue;
        struct range range = {0, 0};
        for (size_t j = 0; j < code->any.count; j++) {
            struct range part = foresee->levels[code->any.list[j]];
            if (part.least > range.least) range.least = part.least;
            if (part.most > range.most) range.most = part.most;
        }
        foresee->levels[i] = range;
    }
}

/* Of a code made of others the part that can still reach FROM and need not:
 * one there is, or the code would not be open there. */
static size_t open_part(const struct foresee *foresee, size_t index, int from)
{
    const struct code *code = &foresee->rubric->codes[index];
    if (!code->is_any) return index;
    for (size_t i = 0; i < code->any.count; i++)
        if (foresee->levels[code->any.list[i]].most >= from)
            return code->any.list[i];
    assert(false);
    return index;
}

static struct range *range_at(struct foresee *foresee,
                              const struct expression_crux *crux)
{
    size_t index = crux->name->index;
    switch (crux->name->operand) {
    case OPERAND_CODE:
        return &foresee->levels[open_part(foresee, index, crux->from)];
    case OPERAND_LISTEN:
        return &foresee->listens[index];
    case OPERAND_HEARD:
        return &foresee->outlook.heard;
    case OPERAND_MISHEARD:
        return &foresee->outlook.misheard;
    case OPERAND_SILENCE:
        return &foresee->outlook.silence;
    case OPERAND_STATE:
    case OPERAND_VISITS:
    case OPERAND_TURN:
        break;
    }
    assert(false);
    return NULL;
}

/* What must hold between findings; false when it cannot. */
static bool settle(struct foresee *foresee)
{
    struct outlook *outlook = &foresee->outlook;
    bool left = true;
    if (outlook->silence.least > 0) left = fall_silent(foresee);
    if (left && outlook->heard.least > 0)
        left = lower_to(&outlook->misheard, 0);
    if (left && outlook->misheard.least > 0)
        left = lower_to(&outlook->heard, 0);
    if (left) follow_parts(foresee);
    return left;
}

/* --- searching ----------------------------------------------------------- */

/* All ranges, to come back to. */
struct standing {
    struct range *levels;
    struct range *listens;
    struct outlook outlook;
};

static struct standing stand(const struct foresee *foresee)
{
    size_t codes = foresee->rubric->code_count;
    size_t listens = foresee->scenario->listen_count;
    struct standing standing = {memory_new(codes, sizeof(struct range)),
                                memory_new(listens, sizeof(struct range)),
                                foresee->outlook};
    memcpy(standing.levels, foresee->levels, codes * sizeof(struct range));
    memcpy(standing.listens, foresee->listens, listens * sizeof(struct range));
    return standing;
}

static void come_back(struct foresee *foresee, struct standing *standing)
{
    memcpy(foresee->levels, standing->levels,
           foresee->rubric->code_count * sizeof(struct range));
    memcpy(foresee->listens, standing->listens,
           foresee->scenario->listen_count * sizeof(struct range));
    foresee->outlook = standing->outlook;
    free(standing->levels);
    free(standing->listens);
}

static enum foresight try_wishes(struct foresee *foresee,
                                 const struct wish *wishes, size_t count);

/* Tries the half of what CRUX cuts that lies below it, or the other. */
static enum foresight try_half(struct foresee *foresee,
                               const struct expression_crux *crux, bool below,
                               const struct wish *wishes, size_t count)
{
    struct standing standing = stand(foresee);
    struct range *range = range_at(foresee, crux);
    if (below)
        range->most = crux->from - 1;
    else
        range->least = crux->from;
    enum foresight foresight =
        settle(foresee) ? try_wishes(foresee, wishes, count) : FORESIGHT_NO;
    if (foresight == FORESIGHT_YES) {
        free(standing.levels);
        free(standing.listens);
    } else {
        come_back(foresee, &standing);
    }
    return foresight;
}

static enum foresight try_wishes(struct foresee *foresee,
                                 const struct wish *wishes, size_t count)
{
    struct expression_crux crux = {0};
    bool open = false;
    for (size_t i = 0; i < count; i++) {
        struct expression_crux here;
        foresee->outlook.values = wishes[i].values;
        enum expression_verdict verdict =
            expression_foresee(wishes[i].when, &foresee->outlook, &here);
        if (verdict == EXPRESSION_OPEN && !open) crux = here;
        open = open || verdict == EXPRESSION_OPEN;
        if (verdict == (wishes[i].holds ? EXPRESSION_NO : EXPRESSION_YES))
            return FORESIGHT_NO;
    }
    if (!open) return FORESIGHT_YES;
    if (foresee->cuts++ >= MOST_CUTS) return FORESIGHT_UNKNOWN;
    enum foresight above = try_half(foresee, &crux, false, wishes, count);
    if (above != FORESIGHT_NO) return above;
    return try_half(foresee, &crux, true, wishes, count);
}

/* Whatever is left open does not matter: the least of it. */
static struct findings take_least(struct foresee *foresee)
{
    const struct outlook *outlook = &foresee->outlook;
    for (size_t i = 0; i < foresee->rubric->code_count; i++)
        foresee->found_levels[i] = foresee->levels[i].least;
    for (size_t i = 0; i < foresee->scenario->listen_count; i++)
        foresee->found_listens[i] = foresee->listens[i].least > 0;
    return (struct findings){
        .levels = foresee->found_levels,
        .listens = foresee->found_listens,
        .heard = outlook->heard.least > 0,
        .misheard = outlook->misheard.least > 0,
        .silence = outlook->silence.least > 0,
    };
}

enum foresight foresee_reply(struct foresee *foresee, const struct node *node,
                             int visits, int turn, const struct wish *wishes,
                             size_t count, struct findings *found)
{
    foresee->cuts = 0;
    open_all(foresee, node, visits, turn);
    follow_parts(foresee);
    enum foresight foresight = try_wishes(foresee, wishes, count);
    if (foresight == FORESIGHT_YES) *found = take_least(foresee);
    return foresight;
}
