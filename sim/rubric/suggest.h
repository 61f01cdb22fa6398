/* Words and short phrases that would help a code most.
 *
 * For an author to take or leave: each is a hint that the cues miss
 * something, not a cue. Ranked by the score test (Rao 1948) of adding the
 * phrase to the code's regression: how far people's codes of the replies that
 * hold it differ from what the present weights expect.
 */
#ifndef RUBRIC_SUGGEST_H
#define RUBRIC_SUGGEST_H

#include "rubric/corpus.h"
#include "rubric/fit.h"

enum { SUGGEST_WORDS = 3, SUGGEST_LEAST = 8 };

struct suggestion {
    const char *phrase;
    size_t replies;  /* that hold it */
    size_t with;     /* of these, coded with the code */
    double expected; /* of these, by the present weights */
    double strength; /* the test's square root, with its sign */
};

struct suggestions {
    struct arena arena;
    struct suggestion *list; /* strongest first */
    size_t count;
};

/* At most MOST, for the fitted CODE. */
struct suggestions suggest_cues(const struct corpus *corpus,
                                const struct fit *fit, size_t code,
                                size_t most);
void suggest_free(struct suggestions *suggestions);

#endif
