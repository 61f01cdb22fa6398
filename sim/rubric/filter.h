/* What a pattern matches, told without PCRE2 wherever that is certain.
 *
 * A filter reads a text at a few machine instructions a byte, whatever the
 * pattern. When it says no, PCRE2 would find nothing; when it names a match,
 * PCRE2 would find that one; where it is in doubt, PCRE2 is asked: about one
 * time in forty. Whether it is in doubt may depend on what was read before
 * (matcher.h), so nothing but asking PCRE2 may come of it. What it says is
 * about matches, not about limits: a pattern that is not run cannot reach one.
 */
#ifndef RUBRIC_FILTER_H
#define RUBRIC_FILTER_H

#include "base/source.h"
#include "rubric/matcher.h"
#include "rubric/pattern.h"

#include <stdbool.h>
#include <stddef.h>

struct filter;

enum { FILTER_DOUBTS = 16 /* of one text that are asked of one by one */ };

/* A filter for PATTERN, which pattern_compile() must have taken and which must
 * stay where it is as long as the filter. It costs next to nothing: the pattern
 * is read when the first text comes. The caller owns the filter, which grows
 * while it reads: one thread at a time. */
struct filter *filter_new(const char *pattern, size_t length);

/* From then on it may name a match that ends sooner than the one that PCRE2
 * would find at that place. Before it has read a text. */
void filter_be_brief(struct filter *filter);

/* What pattern_find() finds of PATTERN, whose FILTER, if any, is asked before,
 * from the start of BEGINS on, which is at a character of TEXT, LENGTH bytes of
 * valid UTF-8. Where no match begins in BEGINS it may also be nothing; it is a
 * limit only where PCRE2 reaches one and the filter is in doubt. A text beyond
 * PATTERN_TYPED, in which steps are counted, is for PCRE2 alone. */
enum pattern_outcome filter_find(struct filter *filter, struct pattern *pattern,
                                 struct pattern_room *room, const char *text,
                                 size_t length, struct span begins,
                                 struct span *found);

/* Whether there is one that is right about texts of LENGTH bytes. Takes NULL.
 */
bool filter_tells(struct filter *filter, size_t length);

/* Makes plays, as matcher_set_out() does, of a filter that tells. */
size_t filter_set_out(struct filter *filter, const char *text, size_t length,
                      struct span begins, struct matcher_play *plays);

/* What came of one of them once it was played, and where; see
 * matcher_outcome(). */
enum matcher_outcome filter_outcome(const struct filter *filter,
                                    const struct matcher_play *play,
                                    struct span *found);

/* How many bytes it has read so far; of NULL none. */
size_t filter_read(const struct filter *filter);

void filter_free(struct filter *filter);

#endif
