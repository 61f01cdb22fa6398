/* Bounds for an empty reply; see silence.h. They may be too generous, never
 * too strict. */
#include "rubric/silence.h"

#include "base/memory.h"

#include <stdlib.h>

static bool looks_at_reply(enum part part)
{
    return part != PART_CLIENT && part != PART_RECENT && part != PART_BEFORE;
}

/* Of an empty reply: no words, no sentences, nothing to compare. */
static bool gauge_may_meet(const struct cue *cue)
{
    int value = cue->gauge == GAUGE_SILENCE ? 1000 : 0;
    if (!looks_at_reply(cue->in)) return true;
    return cue->least <= value && value <= cue->most;
}

static bool together_may_meet(const struct cue *cue, const bool *earlier)
{
    for (size_t i = 0; i < cue->all.count; i++)
        if (!earlier[cue->all.list[i]]) return false;
    return true;
}

bool silence_may_meet(const struct cue *cue, const bool *earlier)
{
    switch (cue->kind) {
    case CUE_PATTERN:
    case CUE_WORDS:
        return !looks_at_reply(cue->in);
    case CUE_GAUGE:
        return gauge_may_meet(cue);
    case CUE_TOGETHER:
        return together_may_meet(cue, earlier);
    }
    return true;
}

static int greatest_level(const struct code *code, const bool *may)
{
    int score = code->bias;
    int level = 0;
    for (size_t i = 0; i < code->weight_count; i++)
        if (may[code->weights[i].cue] && code->weights[i].thousandths > 0)
            score += code->weights[i].thousandths;
    while ((size_t)level < code->cut_count && score >= code->cuts[level])
        level++;
    return level;
}

void silence_bounds(const struct rubric *rubric, int *most)
{
    bool *may = memory_new(rubric->cue_count, sizeof *may);
    for (size_t i = 0; i < rubric->cue_count; i++)
        may[i] = silence_may_meet(&rubric->cues[i], may);
    for (size_t i = 0; i < rubric->code_count; i++)
        if (!rubric->codes[i].is_any)
            most[i] = greatest_level(&rubric->codes[i], may);
    for (size_t i = 0; i < rubric->code_count; i++) {
        const struct code *code = &rubric->codes[i];
        if (!code->is_any) continue;
        most[i] = 0;
        for (size_t j = 0; j < code->any.count; j++)
            if (most[code->any.list[j]] > most[i])
                most[i] = most[code->any.list[j]];
    }
    free(may);
}
