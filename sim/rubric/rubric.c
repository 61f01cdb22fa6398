/* Finding things in a rubric, and letting go of it; see rubric.h. */
#include "rubric/rubric.h"

#include "base/memory.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

size_t rubric_code(const struct rubric *rubric, const char *name)
{
    for (size_t i = 0; i < rubric->code_count; i++)
        if (strcmp(rubric->codes[i].name, name) == 0) return i;
    return RUBRIC_NONE;
}

size_t rubric_measure(const struct rubric *rubric, const char *id)
{
    for (size_t i = 0; i < rubric->measure_count; i++)
        if (strcmp(rubric->measures[i].id, id) == 0) return i;
    return RUBRIC_NONE;
}

static void place_weights(struct rubric *rubric)
{
    size_t *first =
        arena_new(&rubric->arena, rubric->cue_count + 1, sizeof *first);
    size_t count = 0;
    for (size_t i = 0; i < rubric->code_count; i++)
        for (size_t j = 0; j < rubric->codes[i].weight_count; j++, count++)
            first[rubric->codes[i].weights[j].cue]++;
    for (size_t i = 0; i < rubric->cue_count; i++)
        first[i + 1] += first[i];
    struct weight_place *places =
        arena_new(&rubric->arena, count, sizeof *places);
    for (size_t i = rubric->code_count; i-- > 0;)
        for (size_t j = rubric->codes[i].weight_count; j-- > 0;)
            places[--first[rubric->codes[i].weights[j].cue]] =
                (struct weight_place){(uint32_t)i, (uint32_t)j,
                                      rubric->codes[i].weights[j].thousandths};
    first[rubric->cue_count] = count;
    rubric->places = places;
    rubric->first_places = first;
}

/* LISTS are COUNT, of numbers below KEYS: of each such number, the lists that
 * it is in. */
static struct numbers *inverted(struct arena *arena,
                                const struct numbers *lists, size_t count,
                                size_t keys)
{
    struct numbers *inverse = arena_new(arena, keys, sizeof *inverse);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < lists[i].count; j++)
            inverse[lists[i].list[j]].count++;
    size_t **at = memory_new(keys, sizeof *at);
    for (size_t i = 0; i < keys; i++)
        inverse[i].list = at[i] =
            arena_new(arena, inverse[i].count, sizeof *at[i]);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < lists[i].count; j++)
            *at[lists[i].list[j]]++ = i;
    free(at);
    return inverse;
}

static void mark_joined(struct rubric *rubric)
{
    size_t words = rubric->cue_count / 64 + 1;
    rubric->together =
        arena_new(&rubric->arena, words, sizeof *rubric->together);
    for (size_t i = 0; i < rubric->cue_count; i++)
        if (rubric->cues[i].kind == CUE_TOGETHER) bits_put(rubric->together, i);
}

void rubric_make_ready(struct rubric *rubric)
{
    struct arena *arena = &rubric->arena;
    size_t count = rubric->code_count;
    struct numbers *unless = memory_new(count, sizeof *unless);
    struct numbers *any = memory_new(count, sizeof *any);
    rubric->biases = arena_new(arena, count, sizeof *rubric->biases);
    rubric->first_cuts = arena_new(arena, count, sizeof *rubric->first_cuts);
    for (size_t i = 0; i < count; i++) {
        const struct code *code = &rubric->codes[i];
        unless[i] = code->unless;
        any[i] = code->any;
        rubric->biases[i] = code->is_any ? 0 : code->bias;
        rubric->first_cuts[i] = code->is_any ? INT_MAX : code->cuts[0];
    }
    rubric->bars = inverted(arena, unless, count, rubric->cue_count);
    rubric->wholes = inverted(arena, any, count, count);
    free(unless);
    free(any);
    place_weights(rubric);
    mark_joined(rubric);
}

void rubric_free(struct rubric *rubric)
{
    if (rubric == NULL) return;
    index_free(rubric->index);
    for (size_t i = 0; i < rubric->cue_count; i++)
        cue_release(&rubric->cues[i]);
    for (size_t i = 0; i < rubric->list_count; i++)
        wordlist_free(&rubric->lists[i]);
    language_free(&rubric->language);
    arena_free(&rubric->arena);
    free(rubric);
}
