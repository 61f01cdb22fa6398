/* One thing somebody said, as the patterns see it.
 *
 * The typed bytes in NFC, curly quotes and dashes straightened, runs of space
 * made one and none at the ends, known misspellings read as what was meant;
 * cut into words and sentences. Every byte of the seen text remembers which
 * typed bytes it came from, so that a score can point at what was typed.
 */
#ifndef RUBRIC_UTTERANCE_H
#define RUBRIC_UTTERANCE_H

#include "base/arena.h"
#include "base/source.h"
#include "rubric/language.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sentence {
    struct span at; /* in the seen text, end mark included */
    size_t first_word;
    size_t word_count;
    bool question;
};

struct utterance {
    struct arena arena;
    const char *seen; /* behind it are as many NULs as a word is read with */
    size_t length;
    bool ascii; /* all of what is seen */
    /* Of bytes that are all in a word, or all in none, at most; 0 where that is
     * not known: what is seen is not ASCII, has an underscore, or is nothing.
     */
    size_t longest_streak;
    const uint32_t *starts;    /* of each seen byte: where it begins as typed */
    const uint32_t *ends;      /* and where it ends; NULL: as it is seen */
    const struct span *words;  /* in the seen text */
    const char *const *folded; /* the words, case-folded */
    const struct word_key *keys; /* of the words */
    const uint32_t *pairs;       /* of each word and the one behind it, a key */
    const uint32_t *mirrored_pairs;
    size_t word_count;
    const struct sentence *sentences;
    size_t sentence_count;
    bool limited; /* the question pattern reached a limit: unscorable */
    size_t room;  /* bytes, of this and of what lies behind it */
    struct utterance *next; /* of several that are spare */
};

/* TYPED is valid UTF-8 and less than 4 GiB. The caller owns the utterance. */
struct utterance *utterance_new(const struct language *language,
                                const char *typed, size_t length);

/* The same, written over SPARE, which is needed no more; or it is NULL. */
struct utterance *utterance_again(struct utterance *spare,
                                  const struct language *language,
                                  const char *typed, size_t length);

/* The same of what the client says. Which of her sentences ask is only told
 * where they have their mark: nothing looks at her questions. */
struct utterance *utterance_heard(struct utterance *spare,
                                  const struct language *language,
                                  const char *typed, size_t length);

bool utterance_same_word(const struct utterance *one, size_t index,
                         const struct utterance *other, size_t other_index);

/* The typed bytes behind a stretch of the seen text. */
struct span utterance_typed(const struct utterance *utterance,
                            struct span seen);

void utterance_free(struct utterance *utterance);

#endif
