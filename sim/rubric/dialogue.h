/* What has been said so far, by whom: the context of a reply.
 *
 * One entry a turn: all that the client says between two replies is one.
 * The dialogue owns its utterances. Going back to an earlier point is cutting
 * the list short: dialogue_return().
 */
#ifndef RUBRIC_DIALOGUE_H
#define RUBRIC_DIALOGUE_H

#include "rubric/phrases.h"
#include "rubric/utterance.h"

enum speaker { SPEAKER_CLIENT, SPEAKER_TRAINEE };

enum {
    DIALOGUE_RECENT = 4, /* client turns that `recent` reaches back */
    DIALOGUE_REACH = 512 /* entries that anything reaches back */
};

struct dialogue_entry {
    enum speaker speaker;
    struct utterance *utterance;
    size_t recent; /* dialogue_recent_first() as of this entry */
};

struct dialogue {
    struct dialogue_entry *entries;
    size_t count;
    size_t room;
    /* Their turns are entries. A copy of the dialogue that is cut short by its
     * count borrows them: whoever looks something up passes over what is of an
     * entry behind the last one. */
    struct phrases words;    /* the client's content words */
    struct phrases turned;   /* the client's pairs of words, turned */
    struct phrases pairs;    /* the trainee's pairs of words, once a turn */
    struct utterance *spare; /* forgotten ones, each with the next */
    size_t spare_count;
    size_t missed; /* how often a spare one was asked for in vain */
};

/* Takes over UTTERANCE. */
void dialogue_add(struct dialogue *dialogue, enum speaker speaker,
                  struct utterance *utterance);

/* A forgotten utterance to be written over, which the caller then owns, or
 * NULL. As many are kept as have been asked for: with nobody asking, none. */
struct utterance *dialogue_spare(struct dialogue *dialogue);

/* What the client has said since the last reply, or NULL. */
const struct utterance *dialogue_client(const struct dialogue *dialogue);

/* The trainee's own last reply, or NULL. */
const struct utterance *dialogue_before(const struct dialogue *dialogue);

/* The client's last turns, newest first; returns how many. */
size_t dialogue_recent(const struct dialogue *dialogue,
                       const struct utterance *recent[DIALOGUE_RECENT]);

/* The number of an entry: what the client said in it and behind it are their
 * last turns. */
size_t dialogue_recent_first(const struct dialogue *dialogue);

/* The number of the first entry that a reply can still be compared with. */
size_t dialogue_first(const struct dialogue *dialogue);

/* Drops what nothing reaches any more, so that a talk without end takes no
 * more memory than a long one; the entries that are left are numbered anew. */
void dialogue_forget(struct dialogue *dialogue);

/* Forgets all entries from COUNT on. */
void dialogue_return(struct dialogue *dialogue, size_t count);

void dialogue_free(struct dialogue *dialogue);

#endif
