/* The parts of a moment in the talk; see part.h. */
#include "rubric/part.h"

#include <string.h>

static const char *const part_names[PART_COUNT] = {
    [PART_REPLY] = "reply",       [PART_SENTENCE] = "sentence",
    [PART_QUESTION] = "question", [PART_STATEMENT] = "statement",
    [PART_FIRST] = "first",       [PART_LAST] = "last",
    [PART_CLIENT] = "client",     [PART_RECENT] = "recent",
    [PART_BEFORE] = "before",
};

/* Those of the reply where nothing else is said. */
static const enum whose part_whoses[PART_COUNT] = {
    [PART_CLIENT] = WHOSE_CLIENT,
    [PART_RECENT] = WHOSE_RECENT,
    [PART_BEFORE] = WHOSE_BEFORE,
};

static const char *const whose_names[] = {
    [WHOSE_REPLY] = "reply",
    [WHOSE_CLIENT] = "client",
    [WHOSE_RECENT] = "recent",
    [WHOSE_BEFORE] = "before",
};

const char *part_name(enum part part)
{
    return part_names[part];
}

const char *part_whose_name(enum whose whose)
{
    return whose_names[whose];
}

enum whose part_whose(enum part part)
{
    return part_whoses[part];
}

enum part part_named(const char *name)
{
    size_t part = 0;
    while (part < PART_COUNT && strcmp(part_names[part], name) != 0)
        part++;
    return (enum part)part;
}

bool part_is_single(enum part part)
{
    return part != PART_SENTENCE && part != PART_QUESTION &&
           part != PART_STATEMENT && part != PART_RECENT;
}

static bool is_of_reply(enum part part)
{
    return part <= PART_LAST;
}

struct piece part_whole(const struct utterance *utterance, enum whose whose)
{
    if (utterance == NULL) return (struct piece){.whose = whose};
    return (struct piece){
        utterance, whose, {0, utterance->length}, 0, utterance->word_count};
}

static bool whole(const struct utterance *utterance, enum whose whose,
                  struct piece *piece)
{
    *piece = part_whole(utterance, whose);
    return utterance != NULL;
}

static bool one_sentence(const struct utterance *reply, size_t index,
                         struct piece *piece)
{
    if (index >= reply->sentence_count) return false;
    const struct sentence *sentence = &reply->sentences[index];
    *piece = (struct piece){reply, WHOSE_REPLY, sentence->at,
                            sentence->first_word, sentence->word_count};
    return true;
}

/* The INDEX-th of the sentences that ask, or of those that do not. */
static bool one_kind(const struct utterance *reply, bool question, size_t index,
                     struct piece *piece)
{
    for (size_t i = 0; i < reply->sentence_count; i++) {
        if (reply->sentences[i].question != question) continue;
        if (index-- == 0) return one_sentence(reply, i, piece);
    }
    return false;
}

/* The INDEX-th whole text of a part that is none of the reply. */
static bool one_text(enum part part, const struct dialogue *dialogue,
                     size_t index, struct piece *piece)
{
    const struct utterance *recent[DIALOGUE_RECENT];
    const struct utterance *client = dialogue_client(dialogue);
    if (part == PART_CLIENT) return whole(client, WHOSE_CLIENT, piece);
    if (part == PART_BEFORE)
        return whole(dialogue_before(dialogue), WHOSE_BEFORE, piece);
    if (index >= dialogue_recent(dialogue, recent)) return false;
    return whole(recent[index],
                 recent[index] == client ? WHOSE_CLIENT : WHOSE_RECENT, piece);
}

/* A stretch of the reply: see part_at(). */
static bool one_stretch(enum part part, const struct utterance *reply,
                        size_t number, struct piece *piece)
{
    switch (part) {
    case PART_SENTENCE:
        return one_sentence(reply, number, piece);
    case PART_QUESTION:
    case PART_STATEMENT:
        return one_sentence(reply, number, piece) &&
               reply->sentences[number].question == (part == PART_QUESTION);
    case PART_FIRST:
        return number == 0 && one_sentence(reply, 0, piece);
    case PART_LAST:
        return number + 1 == reply->sentence_count &&
               one_sentence(reply, number, piece);
    default:
        return whole(reply, WHOSE_REPLY, piece);
    }
}

bool part_at(enum part part, const struct dialogue *dialogue,
             const struct utterance *reply, size_t number, struct piece *piece)
{
    return is_of_reply(part) ? one_stretch(part, reply, number, piece)
                             : one_text(part, dialogue, number, piece);
}

bool part_piece(enum part part, const struct dialogue *dialogue,
                const struct utterance *reply, size_t index,
                struct piece *piece)
{
    if (part == PART_QUESTION || part == PART_STATEMENT)
        return one_kind(reply, part == PART_QUESTION, index, piece);
    if (index > 0 && part_is_single(part)) return false;
    if (part == PART_LAST && reply->sentence_count > 0)
        index = reply->sentence_count - 1;
    return part_at(part, dialogue, reply, index, piece);
}
