/* The words of a text, and what a rubric knows of single words.
 *
 * A lexicon holds all that a rubric says of a word by itself: that it carries
 * no content, what it becomes on the listener's side, what it was meant to be,
 * that a full stop behind it ends no sentence, that a question may begin with
 * it. So each word of a text is looked up once.
 */
#ifndef RUBRIC_WORDS_H
#define RUBRIC_WORDS_H

#include "base/arena.h"
#include "base/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is known of a word; of most, nothing. */
struct word_facts {
    bool function_word; /* it carries no content */
    bool abbreviation;
    bool misspelt; /* it is known what was meant: see words_meant() */
    bool asks;     /* what makes a question may begin with it */
};

/* What words are compared by: see words_are_same(). */
struct word_key {
    uint64_t own;
    uint64_t mirrored; /* of the word turned to the listener's side */
    struct word_facts is;
};

/* What a FOLDED word of LENGTH bytes goes by: its `own` key. */
uint64_t words_key(const char *folded, size_t length);

/* The same word has the same key, and another one almost never; never, if it
 * is a brief one. So two words with their keys are compared. */
bool words_are_same(uint64_t key, const char *folded, uint64_t other_key,
                    const char *other);

struct lexicon_entry;
struct lexicon_slot;

/* {0} is an empty one. Words are folded (see text_fold) and borrowed, as is
 * what is said of them. */
struct lexicon {
    struct lexicon_entry *entries;
    size_t count;
    struct lexicon_slot *slots;
    size_t room; /* of the slots: a power of two, or 0 */
};

void words_learn_function_word(struct lexicon *lexicon, const char *word);
void words_learn_abbreviation(struct lexicon *lexicon, const char *word);
void words_learn_asking(struct lexicon *lexicon, const char *word);

/* False, and nothing is changed, when WORD has one already. OTHER is folded,
 * MEANT is not. */
bool words_learn_mirror(struct lexicon *lexicon, const char *word,
                        const char *other);
bool words_learn_spelling(struct lexicon *lexicon, const char *word,
                          const char *meant);

bool words_is_abbreviation(const struct lexicon *lexicon, const char *folded,
                           size_t length);

/* The FOLDED word with this KEY, turned to the listener's side. */
const char *words_mirrored(const struct lexicon *lexicon,
                           const struct word_key *key, const char *folded);

/* What was meant by the FOLDED word with this KEY, or NULL. */
const char *words_meant(const struct lexicon *lexicon,
                        const struct word_key *key, const char *folded);

void words_forget(struct lexicon *lexicon);

/* The words of one text. */
struct words_found {
    struct span *at;
    const char **folded;
    struct word_key *keys;
    uint32_t *pairs; /* of each word and the one behind it, a key */
    uint32_t *mirrored_pairs;
    size_t count;
    uint32_t *gaps; /* words with something but one space before them; that
                       may be the end, as if one more word stood there */
    size_t gap_count;
    bool misspelt; /* some are */
    bool simple;   /* the text is one line of ASCII without an underscore */
    char *text;    /* room for the folded words, each where it stands */
    char *seen;    /* the text itself, ended by a NUL */
};

/* How many bytes the words of a text of LENGTH bytes need, and the text, at
 * most. */
size_t words_room(size_t length);

/* A TEXT of LENGTH bytes and no words yet. All lies in ROOM, which is aligned
 * for what they are and not cleared. */
struct words_found words_in(void *room, const char *text, size_t length);

/* Finds the words of a text in which each byte stands for itself: nothing but
 * ASCII that prints, and single spaces or line ends inside. False when it is
 * not such a text, and WORDS is of no use then. */
bool words_find_plain(struct words_found *words, const struct lexicon *lexicon,
                      size_t length);

/* The same of any text that is valid UTF-8. What has no room in WORDS, words
 * that grew when folded, goes into ARENA. */
void words_find(struct words_found *words, struct arena *arena,
                const struct lexicon *lexicon, size_t length);

#endif
