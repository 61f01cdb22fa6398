/* Rubrics for threads; see twin.h. */
#include "rubric/twin.h"

#include "base/memory.h"
#include "rubric/filter.h"

#include <stdlib.h>

static struct filter *question_filter(const struct rubric *rubric)
{
    size_t length;
    const char *text = pattern_text(rubric->language.question, &length);
    return filter_new(text, length);
}

struct rubric *twin_new(const struct rubric *rubric)
{
    struct rubric *twin = memory_new(1, sizeof *twin);
    *twin = *rubric;
    if (rubric->language.question != NULL) {
        twin->language.question_filter = question_filter(rubric);
        twin->language.question_room = pattern_room_new();
    }
    if (rubric->index != NULL)
        twin->index = index_new(twin->cues, twin->cue_count, twin->asked);
    return twin;
}

void twin_free(struct rubric *twin)
{
    if (twin == NULL) return;
    index_free(twin->index);
    filter_free(twin->language.question_filter);
    pattern_room_free(twin->language.question_room);
    free(twin);
}
