/* Finding things in a rubric, and letting go of it; see rubric.h. */
#include "rubric/rubric.h"

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

void rubric_place_weights(struct rubric *rubric)
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
                (struct weight_place){i, j};
    first[rubric->cue_count] = count;
    rubric->places = places;
    rubric->first_places = first;
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
