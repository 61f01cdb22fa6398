/* A matcher before PCRE2; see filter.h.
 *
 * It is made when it is first needed: most filters are never asked. Begin with
 * filter_find().
 */
#include "rubric/filter.h"

#include "base/memory.h"
#include "rubric/layout.h"
#include "rubric/matcher.h"

#include <stdlib.h>

struct filter {
    struct matcher *matcher; /* NULL: there is none, or none yet */
    size_t sure_within;      /* it is right about texts of so many bytes */
    const char *pattern;     /* NULL when it has been read */
    size_t length;
};

struct filter *filter_new(const char *pattern, size_t length)
{
    struct filter *filter = memory_new(1, sizeof *filter);
    filter->pattern = pattern;
    filter->length = length;
    return filter;
}

static void make_matcher(struct filter *filter)
{
    struct plan plan;
    if (layout_read(filter->pattern, filter->length, &plan,
                    &filter->sure_within))
        filter->matcher = matcher_new(&plan);
    if (filter->sure_within > PATTERN_TYPED)
        filter->sure_within = PATTERN_TYPED;
    filter->pattern = NULL;
}

/* What is certain without PCRE2. FOUND begins where a match does, or may. */
static inline enum matcher_outcome find_alone(struct filter *filter,
                                              const char *text, size_t length,
                                              struct span begins,
                                              struct span *found)
{
    found->start = begins.start;
    if (filter == NULL) return MATCHER_DOUBT;
    if (filter->pattern != NULL && length <= PATTERN_TYPED)
        make_matcher(filter);
    if (filter->matcher == NULL || length > filter->sure_within)
        return MATCHER_DOUBT;
    return matcher_find(filter->matcher, text, length, begins, found);
}

/* A limit was reached. It may be that all would have been certain, or that no
 * match begins where it was reached: what comes out must not depend on what the
 * filter had been asked for before. */
static enum pattern_outcome
find_patiently(struct filter *filter, struct pattern *pattern, const char *text,
               size_t length, struct span begins, struct span *found)
{
    size_t tried = found->start;
    if (filter == NULL || filter->matcher == NULL) return PATTERN_LIMIT;
    matcher_be_patient(filter->matcher, true);
    enum matcher_outcome alone =
        find_alone(filter, text, length, begins, found);
    matcher_be_patient(filter->matcher, false);
    if (alone == MATCHER_NONE) return PATTERN_NONE;
    if (alone == MATCHER_FOUND) return PATTERN_FOUND;
    if (found->start == tried) return PATTERN_LIMIT;
    return pattern_find(pattern, text, length, found->start, found);
}

enum pattern_outcome filter_find(struct filter *filter, struct pattern *pattern,
                                 struct pattern_room *room, const char *text,
                                 size_t length, struct span begins,
                                 struct span *found)
{
    if (begins.start >= begins.end) return PATTERN_NONE;
    enum matcher_outcome alone =
        find_alone(filter, text, length, begins, found);
    if (alone == MATCHER_NONE) return PATTERN_NONE;
    if (alone == MATCHER_FOUND) return PATTERN_FOUND;
    enum pattern_outcome outcome =
        pattern_find_fast(pattern, room, text, length, found->start, found);
    return outcome == PATTERN_LIMIT
               ? find_patiently(filter, pattern, text, length, begins, found)
               : outcome;
}

size_t filter_read(const struct filter *filter)
{
    return filter == NULL || filter->matcher == NULL
               ? 0
               : matcher_read(filter->matcher);
}

void filter_free(struct filter *filter)
{
    if (filter == NULL) return;
    matcher_free(filter->matcher);
    free(filter);
}
