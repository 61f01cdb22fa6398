/* What is scored: who said what, in memory. */
#ifndef BENCH_TEXT_H
#define BENCH_TEXT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "rubric/rubric.h"

#include <stdbool.h>
#include <stddef.h>

struct said {
    const char *session;
    const char *text;
    bool by_client;
};

struct text {
    struct arena arena;
    struct said *list;
    size_t count;
    size_t room;
    size_t replies;
};

/* The turns of the file NAME, JSON Lines. Ends the program where it cannot be
 * read. */
void text_add_turns(struct text *text, const char *name);

/* The replies that RUBRIC gives as examples, each a session of its own. */
void text_add_examples(struct text *text, const struct rubric *rubric);

/* The bytes of the file NAME, or the program ends. The caller owns them. */
struct buffer text_read_file(const char *name);

#endif
