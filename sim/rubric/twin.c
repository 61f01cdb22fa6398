/* Rubrics for threads; see twin.h. */
#include "rubric/twin.h"

#include "base/memory.h"
#include "rubric/rubricfile.h"

#include <stdlib.h>

struct rubric *twin_new(const struct rubric *rubric)
{
    struct rubric *twin = memory_new(1, sizeof *twin);
    *twin = *rubric;
    if (rubric->index != NULL) rubricfile_index(twin);
    return twin;
}

void twin_free(struct rubric *twin)
{
    if (twin == NULL) return;
    index_free(twin->index);
    free(twin);
}
