/* Rubrics for threads; see twin.h. */
#include "rubric/twin.h"

#include "base/memory.h"

#include <stdlib.h>

struct rubric *twin_new(const struct rubric *rubric)
{
    struct rubric *twin = memory_new(1, sizeof *twin);
    *twin = *rubric;
    language_own_filter(&twin->language);
    if (rubric->index != NULL)
        twin->index = index_new(twin->cues, twin->cue_count, twin->asked);
    return twin;
}

void twin_free(struct rubric *twin)
{
    if (twin == NULL) return;
    index_free(twin->index);
    language_free_filter(&twin->language);
    free(twin);
}
