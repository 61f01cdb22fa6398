/* A matcher before PCRE2; see filter.h.
 *
 * It is made when it is first needed: most filters are never asked. What must
 * not stand before a match is taken off the pattern and asked of the text where
 * the rest matches (behind.h). Begin with filter_find().
 */
#include "rubric/filter.h"

#include "base/memory.h"
#include "base/text.h"
#include "rubric/behind.h"
#include "rubric/layout.h"
#include "rubric/matcher.h"

#include <stdlib.h>

struct filter {
    struct matcher *matcher; /* NULL: there is none, or none yet */
    size_t sure_within;      /* it is right about texts of so many bytes */
    const char *pattern;     /* NULL when it has been read */
    size_t length;
    bool brief;
    struct behind behind; /* what the pattern begins with */
};

struct filter *filter_new(const char *pattern, size_t length)
{
    struct filter *filter = memory_new(1, sizeof *filter);
    filter->pattern = pattern;
    filter->length = length;
    return filter;
}

void filter_be_brief(struct filter *filter)
{
    filter->brief = true;
}

static void make_matcher(struct filter *filter)
{
    struct plan plan;
    size_t begun =
        behind_read(filter->pattern, filter->length, &filter->behind);
    if (layout_read(filter->pattern + begun, filter->length - begun, &plan,
                    &filter->sure_within))
        filter->matcher = matcher_new(&plan, filter->brief);
    if (filter->sure_within > PATTERN_TYPED)
        filter->sure_within = PATTERN_TYPED;
    filter->pattern = NULL;
}

bool filter_tells(struct filter *filter, size_t length)
{
    if (filter == NULL) return false;
    if (filter->pattern != NULL && length <= PATTERN_TYPED)
        make_matcher(filter);
    return filter->matcher != NULL && length <= filter->sure_within;
}

size_t filter_set_out(struct filter *filter, const char *text, size_t length,
                      struct span begins, struct matcher_play *plays)
{
    return matcher_set_out(filter->matcher, text, length, begins, plays);
}

/* What came of a place in TEXT for the matcher, and before it. */
static enum matcher_outcome outcome_at(const struct filter *filter,
                                       enum matcher_outcome ahead,
                                       const char *text, size_t place)
{
    if (ahead != MATCHER_FOUND && ahead != MATCHER_DOUBT) return ahead;
    switch (behind_at(&filter->behind, text, place)) {
    case BEHIND_FORBIDDEN:
        return MATCHER_NONE;
    case BEHIND_PERHAPS:
        return MATCHER_DOUBT;
    case BEHIND_NOTHING:
        break;
    }
    return ahead;
}

enum matcher_outcome filter_outcome(const struct filter *filter,
                                    const struct matcher_play *play,
                                    struct span *found)
{
    enum matcher_outcome ahead = matcher_outcome(play, found);
    return outcome_at(filter, ahead, (const char *)play->text, found->start);
}

/* A text that is looked through. */
struct looking {
    struct filter *filter;
    struct pattern *pattern;
    struct pattern_room *room;
    const char *text;
    size_t length;
};

static enum pattern_outcome ask(const struct looking *looking, size_t from,
                                enum pattern_start start, struct span *found)
{
    return pattern_find_fast(looking->pattern, looking->room, looking->text,
                             looking->length, from, start, found);
}

static size_t next_character(const struct looking *looking, size_t at)
{
    at++;
    while (at < looking->length && text_continues(looking->text[at]))
        at++;
    return at;
}

/* The matcher looks, and wherever it is in doubt PCRE2 is asked of that one
 * place; of all the rest when there is no end of doubts. */
static enum pattern_outcome look(const struct looking *looking,
                                 struct span begins, struct span *found)
{
    for (size_t doubts = 0; begins.start < begins.end; doubts++) {
        enum matcher_outcome ahead =
            matcher_find(looking->filter->matcher, looking->text,
                         looking->length, begins, found);
        if (ahead == MATCHER_NONE) break;
        size_t place = found->start;
        enum matcher_outcome all =
            outcome_at(looking->filter, ahead, looking->text, place);
        if (all == MATCHER_FOUND) return PATTERN_FOUND;
        if (doubts == FILTER_DOUBTS)
            return ask(looking, place, PATTERN_FROM, found);
        enum pattern_outcome outcome =
            all == MATCHER_NONE ? PATTERN_NONE
                                : ask(looking, place, PATTERN_AT, found);
        if (outcome != PATTERN_NONE) return outcome;
        begins.start = next_character(looking, place);
    }
    return PATTERN_NONE;
}

/* A limit was reached. It may be that without being tired the matcher would not
 * have asked there: what comes out must not depend on what the filter had been
 * asked for before. */
static enum pattern_outcome look_patiently(const struct looking *looking,
                                           struct span begins,
                                           struct span *found)
{
    struct matcher *matcher = looking->filter->matcher;
    matcher_be_patient(matcher, true);
    enum pattern_outcome outcome = look(looking, begins, found);
    matcher_be_patient(matcher, false);
    return outcome;
}

enum pattern_outcome filter_find(struct filter *filter, struct pattern *pattern,
                                 struct pattern_room *room, const char *text,
                                 size_t length, struct span begins,
                                 struct span *found)
{
    const struct looking looking = {filter, pattern, room, text, length};
    if (begins.start >= begins.end) return PATTERN_NONE;
    if (!filter_tells(filter, length))
        return ask(&looking, begins.start, PATTERN_FROM, found);
    enum pattern_outcome outcome = look(&looking, begins, found);
    return outcome == PATTERN_LIMIT ? look_patiently(&looking, begins, found)
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
    behind_free(&filter->behind);
    free(filter);
}
