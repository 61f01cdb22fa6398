/* Replies that people have coded, beside what the rubric says of them.
 *
 * Read from turns as JSON Lines (turns.h), line by line; scored on the way.
 * A line that cannot be used is a problem with its number, and the rest is
 * used. For fitting weights and for measuring agreement.
 */
#ifndef RUBRIC_CORPUS_H
#define RUBRIC_CORPUS_H

#include "base/arena.h"
#include "base/problem.h"
#include "base/table.h"
#include "rubric/score.h"
#include "rubric/turns.h"

#include <stdbool.h>

enum { CORPUS_UNJUDGED = -1, CORPUS_FOLDS = 10 };

/* The problems of coded turns, 250 to 269; see mistake.h for the others. */
enum {
    CORPUS_LEVEL_RANGE = 250,
    CORPUS_SPLIT_SESSION = 251,
    CORPUS_NO_SUCH_MAIN = 252,
    CORPUS_NO_SUCH_QUALITY = 253,
    CORPUS_TWO_QUALITIES = 254,
};

enum quality { QUALITY_UNKNOWN, QUALITY_POOR, QUALITY_GOOD };

/* One person's levels, a code each, or CORPUS_UNJUDGED. */
struct coding {
    size_t coder; /* of the corpus's names */
    const int *levels;
};

struct coded {
    size_t session;
    int turn;
    const char *client; /* what was said before it, or "" */
    const char *text;
    size_t words;
    struct scoring *scoring;
    const int *levels; /* by people: a code each, or CORPUS_UNJUDGED */
    size_t main;       /* a place in the rubric's `main`, its count for
                          `else`, or RUBRIC_NONE when not judged */
    const struct coding *codings;
    size_t coding_count;
};

struct corpus_session {
    const char *id;
    size_t first; /* reply */
    size_t count;
    int64_t client_words;
    enum quality quality;
    int fold;
};

struct corpus {
    const struct rubric *rubric;
    bool bare; /* texts are read without marks and capitals */
    struct arena arena;
    struct coded *replies;
    size_t count;
    size_t room;
    struct corpus_session *sessions;
    size_t session_count;
    size_t session_room;
    struct table session_names;
    struct table coder_names;
    const char **coders;
    size_t coder_count;
    struct table lacking; /* codes of the file that the rubric lacks */
    const char **lacking_names;
    size_t lacking_count;
    bool *judged; /* a code each: some line judges it */
    struct talk talk;
};

/* RUBRIC must outlive the corpus; the caller owns it. BARE: take marks and
 * capitals from all texts, as when people type without them. */
struct corpus *corpus_new(const struct rubric *rubric, bool bare);

/* Takes one line. False: it was not used, and PROBLEMS says why. */
bool corpus_line(struct corpus *corpus, const struct source *line,
                 struct problems *problems);

/* To be called after the last line. */
void corpus_end(struct corpus *corpus);

/* Takes NULL. */
void corpus_free(struct corpus *corpus);

#endif
