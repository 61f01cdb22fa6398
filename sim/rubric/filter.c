/* An automaton and a matcher before PCRE2; see filter.h.
 *
 * The automaton reads many places of a text at once and says before which no
 * match begins; the matcher reads from one place and mostly knows the match.
 * Both are made when they are first needed: most filters are never asked, and
 * many need only one of the two. Begin with filter_find() and find_alone().
 */
#include "rubric/filter.h"

#include "base/memory.h"
#include "rubric/automaton.h"
#include "rubric/layout.h"
#include "rubric/matcher.h"

#include <stdlib.h>

enum { NEAR = 24 /* places where a match may begin: they are tried in turn */ };

struct filter {
    const char *pattern;
    size_t length;
    bool read;
    struct automaton *automaton; /* NULL: it passes everything */
    bool matches;                /* the matcher has been made, or cannot be */
    struct matcher *matcher;     /* NULL: it doubts everything */
    size_t sure_within;          /* it is right about texts of so many bytes */
};

struct filter *filter_new(const char *pattern, size_t length)
{
    struct filter *filter = memory_new(1, sizeof *filter);
    filter->pattern = pattern;
    filter->length = length;
    return filter;
}

static struct automaton *automaton_of(struct filter *filter)
{
    struct plan plan;
    if (filter == NULL) return NULL;
    if (!filter->read && layout_loosely(filter->pattern, filter->length, &plan))
        filter->automaton = automaton_new(&plan);
    filter->read = true;
    return filter->automaton;
}

/* The matcher for a text of LENGTH bytes, or NULL. */
static struct matcher *matcher_for(struct filter *filter, size_t length)
{
    struct plan plan;
    if (filter == NULL) return NULL;
    if (!filter->matches && layout_strictly(filter->pattern, filter->length,
                                            &plan, &filter->sure_within))
        filter->matcher = matcher_new(&plan);
    filter->matches = true;
    return length <= filter->sure_within ? filter->matcher : NULL;
}

bool filter_narrow(struct filter *filter, const char *text, size_t length,
                   struct span *stretch)
{
    struct automaton *automaton = automaton_of(filter);
    return automaton == NULL ||
           automaton_narrow(automaton, text, length, stretch);
}

bool filter_narrow_patiently(struct filter *filter, const char *text,
                             size_t length, struct span *stretch)
{
    struct automaton *automaton = automaton_of(filter);
    return automaton == NULL ||
           automaton_narrow_patiently(automaton, text, length, stretch);
}

/* What comes of it depends on the pattern and the text alone. */
static enum matcher_outcome find_surely(struct matcher *matcher,
                                        const char *text, size_t length,
                                        struct span *begins, size_t *end)
{
    if (matcher == NULL) return MATCHER_DOUBT;
    matcher_be_patient(matcher, true);
    enum matcher_outcome outcome =
        matcher_find(matcher, text, length, begins, end);
    matcher_be_patient(matcher, false);
    return outcome;
}

/* A limit was reached. It may have been where no match can begin, or all would
 * have been certain: what comes out must not depend on what the filter had been
 * asked for before. */
static enum pattern_outcome
find_patiently(struct filter *filter, struct pattern *pattern, const char *text,
               size_t length, struct span *begins, struct span *found)
{
    size_t tried = begins->start;
    if (!filter_narrow_patiently(filter, text, length, begins))
        return PATTERN_NONE;
    switch (find_surely(matcher_for(filter, length), text, length, begins,
                        &found->end)) {
    case MATCHER_NONE:
        return PATTERN_NONE;
    case MATCHER_FOUND:
        found->start = begins->start;
        return PATTERN_FOUND;
    case MATCHER_DOUBT:
        break;
    }
    if (begins->start == tried) return PATTERN_LIMIT;
    return pattern_find(pattern, text, length, begins->start, found);
}

/* What is certain without PCRE2. Of many places where a match may begin the
 * automaton tells the first that is worth looking at. */
static enum matcher_outcome find_alone(struct filter *filter, const char *text,
                                       size_t length, struct span *begins,
                                       size_t *end)
{
    struct matcher *matcher = matcher_for(filter, length);
    if (matcher != NULL && matcher_is_anchored(matcher)) {
        if (begins->start > 0) return MATCHER_NONE;
        begins->end = 1;
    }
    bool near = matcher != NULL && begins->end - begins->start <= NEAR;
    if (!near && !filter_narrow(filter, text, length, begins))
        return MATCHER_NONE;
    if (matcher == NULL) return MATCHER_DOUBT;
    return matcher_find(matcher, text, length, begins, end);
}

enum pattern_outcome filter_find(struct filter *filter, struct pattern *pattern,
                                 struct pattern_room *room, const char *text,
                                 size_t length, struct span *begins,
                                 struct span *found)
{
    enum matcher_outcome alone = MATCHER_DOUBT;
    if (begins->start >= begins->end) return PATTERN_NONE;
    if (filter != NULL && length <= PATTERN_TYPED)
        alone = find_alone(filter, text, length, begins, &found->end);
    found->start = begins->start;
    if (alone == MATCHER_NONE) return PATTERN_NONE;
    if (alone == MATCHER_FOUND) return PATTERN_FOUND;
    enum pattern_outcome outcome =
        pattern_find_fast(pattern, room, text, length, begins->start, found);
    return outcome == PATTERN_LIMIT
               ? find_patiently(filter, pattern, text, length, begins, found)
               : outcome;
}

bool filter_is_of_use(const struct filter *filter)
{
    return !filter->read || (filter->automaton != NULL &&
                             !automaton_is_tired(filter->automaton));
}

size_t filter_states(const struct filter *filter, size_t *bytes)
{
    *bytes = 0;
    return filter->automaton == NULL
               ? 0
               : automaton_states(filter->automaton, bytes);
}

size_t filter_read(const struct filter *filter)
{
    size_t read = 0;
    if (filter == NULL) return 0;
    if (filter->automaton != NULL) read += automaton_read(filter->automaton);
    if (filter->matcher != NULL) read += matcher_read(filter->matcher);
    return read;
}

void filter_free(struct filter *filter)
{
    if (filter == NULL) return;
    automaton_free(filter->automaton);
    matcher_free(filter->matcher);
    free(filter);
}
