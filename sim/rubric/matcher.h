/* A machine that finds the match that begins at a place, where that is certain.
 *
 * It plays a plan (plan.h) with one token that sets out at one place, and it
 * heeds which token has precedence: so it tells the match that PCRE2 would find
 * there, and no other. Where the plan knows less than the pattern it says so,
 * and PCRE2 must be asked.
 */
#ifndef RUBRIC_MATCHER_H
#define RUBRIC_MATCHER_H

#include "base/source.h"
#include "rubric/plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct matcher;

enum matcher_outcome {
    MATCHER_NONE,  /* no match begins there */
    MATCHER_FOUND, /* a match does, and its end is known */
    MATCHER_DOUBT, /* it may be that one does */
    MATCHER_OPEN   /* of a play: see matcher_outcome() */
};

/* Takes the plan, whose last step must be PLAN_DONE, and leaves it empty. NULL
 * when it is too large. A BRIEF one may tell a match that ends sooner than the
 * one that PCRE2 would find at that place. The caller owns the matcher, which
 * grows while it plays: one thread at a time. */
struct matcher *matcher_new(struct plan *plan, bool brief);

/* Looks for the first match that begins in BEGINS, which begins at a character
 * of TEXT, LENGTH bytes of UTF-8. FOUND is where it is, and where one may be,
 * it begins where that does. */
enum matcher_outcome matcher_find(struct matcher *matcher, const char *text,
                                  size_t length, struct span begins,
                                  struct span *found);

/* A token on its way, which has set out at one place of a text. Many may be at
 * once, of many matchers. All of it is for matcher_play() and what follows. */
struct matcher_play {
    struct matcher *matcher;
    const unsigned char *text;
    const unsigned char *at;    /* the byte that comes next … */
    const unsigned char *end;   /* … or the end of the text */
    const unsigned char *ended; /* where a match has ended last, or NULL */
    const uint32_t *cell;       /* to be looked up next */
    uint32_t row;               /* or what else the last cell said */
    uint32_t start;
    bool failed; /* no match begins there */
};

/* Makes a play for each place in BEGINS, as matcher_find() has it, where not
 * all is lost with the first symbol, in their order. PLAYS has room for as many
 * as there are places. Returns how many it made. TEXT must stay where it is. */
size_t matcher_set_out(struct matcher *matcher, const char *text, size_t length,
                       struct span begins, struct matcher_play *plays);

/* Plays COUNT plays side by side, a byte of each in turn; ORDER has room for as
 * many. From the first one's setting out until then, nothing else may be asked
 * of their matchers. */
void matcher_play(struct matcher_play *plays, size_t count,
                  struct matcher_play **order);

/* What came of it, and where. It is left open only where a matcher is tired. */
enum matcher_outcome matcher_outcome(const struct matcher_play *play,
                                     struct span *found);

/* How many bytes it has read so far. */
size_t matcher_read(const struct matcher *matcher);

/* A matcher whose table does not pay becomes tired, and doubts everything that
 * does not fail at once. Not while it is PATIENT: then what it says depends on
 * the plan and the text alone. */
void matcher_be_patient(struct matcher *matcher, bool patient);

void matcher_free(struct matcher *matcher);

#endif
