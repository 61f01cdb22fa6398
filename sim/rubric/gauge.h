/* The built-in measures of a text: words, echo, repeats, …
 *
 * Each is a closed form over folded words, in whole thousandths rounded down,
 * so that it is the same on every machine; rubrics/README.md gives the
 * formulas to authors.
 */
#ifndef RUBRIC_GAUGE_H
#define RUBRIC_GAUGE_H

#include "rubric/part.h"

enum gauge {
    GAUGE_WORDS,
    GAUGE_SENTENCES,
    GAUGE_SHARED,
    GAUGE_ECHO,
    GAUGE_VERBATIM,
    GAUGE_REPEATS,
    GAUGE_SILENCE,
    GAUGE_COUNT
};

const char *gauge_name(enum gauge gauge);
const char *const *gauge_names(void); /* GAUGE_COUNT of them */

/* The gauge of this name, or GAUGE_COUNT. */
enum gauge gauge_named(const char *name);

/* True when the gauge may be taken `in` this part: those that compare the
 * reply with other texts only in parts of the reply. */
bool gauge_fits(enum gauge gauge, enum part part);

/* The value in thousandths (a count of 3 is 3,000); -1 when there is nothing
 * to measure, as with the content words of a reply that has none. Who asks only
 * whether it is LEAST or more need not wait for it: in place of a value below
 * LEAST another one may be given, 0 or more and below LEAST as well. */
int gauge_value(enum gauge gauge, const struct language *language,
                const struct dialogue *dialogue, const struct piece *piece,
                int least);

#endif
