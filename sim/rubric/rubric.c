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
