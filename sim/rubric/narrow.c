/* Which codes and cues measures go by; see narrow.h. Begin with
 * narrow_to_measures(). */
#include "rubric/narrow.h"

#include "base/bits.h"
#include "base/memory.h"
#include "rubric/measure.h"

#include <stdlib.h>

/* A code that some measure counts; what a code of `any` is, its parts are. */
static void need_codes(const struct rubric *rubric, bool *needed)
{
    for (size_t i = 0; i < rubric->code_count; i++)
        for (size_t j = 0; j < rubric->measure_count; j++)
            needed[i] = needed[i] || measure_needs(rubric, j, i);
    for (size_t i = 0; i < rubric->code_count; i++) {
        const struct numbers *parts = &rubric->codes[i].any;
        for (size_t j = 0; j < parts->count && needed[i]; j++)
            needed[parts->list[j]] = true;
    }
}

static void ask_all(uint64_t *asked, const struct numbers *cues)
{
    for (size_t i = 0; i < cues->count; i++)
        bits_put(asked, cues->list[i]);
}

/* The cues that say whether CODE is there. */
static void ask_code(uint64_t *asked, const struct code *code)
{
    for (size_t i = 0; i < code->weight_count; i++)
        bits_put(asked, code->weights[i].cue);
    ask_all(asked, &code->unless);
}

/* A cue of others that are met together names earlier ones. */
static void ask_others(uint64_t *asked, const struct rubric *rubric)
{
    for (size_t i = rubric->cue_count; i-- > 0;) {
        if (!bits_has(asked, i)) continue;
        ask_all(asked, &rubric->cues[i].all);
        ask_all(asked, &rubric->cues[i].none);
    }
}

void narrow_to_measures(struct rubric *rubric)
{
    uint64_t *asked =
        arena_new(&rubric->arena, rubric->cue_count / 64 + 1, sizeof *asked);
    bool *needed = memory_new(rubric->code_count, sizeof *needed);
    need_codes(rubric, needed);
    for (size_t i = 0; i < rubric->code_count; i++) {
        if (needed[i])
            ask_code(asked, &rubric->codes[i]);
        else
            rubric->codes[i].weight_count = 0;
    }
    ask_others(asked, rubric);
    index_free(rubric->index);
    rubric->index = index_new(rubric->cues, rubric->cue_count, asked);
    rubric->asked = asked;
    rubric_make_ready(rubric);
    free(needed);
}
