/* Which stretch of which text a cue looks at: `in`. */
#ifndef RUBRIC_PART_H
#define RUBRIC_PART_H

#include "rubric/dialogue.h"

enum part {
    PART_REPLY,
    PART_SENTENCE,  /* each */
    PART_QUESTION,  /* each sentence that asks */
    PART_STATEMENT, /* each that does not */
    PART_FIRST,
    PART_LAST,
    PART_CLIENT, /* what the client has said since the last reply */
    PART_RECENT, /* the client's last turns, each */
    PART_BEFORE, /* the trainee's own last reply */
    PART_COUNT
};

/* Whose words they are. */
enum whose { WHOSE_REPLY, WHOSE_CLIENT, WHOSE_RECENT, WHOSE_BEFORE };

/* One text that a cue is tried on, alone. */
struct piece {
    const struct utterance *utterance;
    enum whose whose;
    struct span at; /* in the seen text */
    size_t first_word;
    size_t word_count;
};

const char *part_name(enum part part);
const char *part_whose_name(enum whose whose);

/* Whose words PART is of. */
enum whose part_whose(enum part part);

/* All of an utterance; of NULL a piece that has none. */
struct piece part_whole(const struct utterance *utterance, enum whose whose);

/* The part of this name, or PART_COUNT. */
enum part part_named(const char *name);

/* True when the part has no more than one piece. */
bool part_is_single(enum part part);

/* The INDEX-th piece of the part, from 0; false when there is none. */
bool part_piece(enum part part, const struct dialogue *dialogue,
                const struct utterance *reply, size_t index,
                struct piece *piece);

/* The NUMBER-th sentence of the reply, or of PART_RECENT the NUMBER-th text,
 * where PART is it or has it among its pieces; of a part that is one whole text
 * just that. */
bool part_at(enum part part, const struct dialogue *dialogue,
             const struct utterance *reply, size_t number, struct piece *piece);

#endif
