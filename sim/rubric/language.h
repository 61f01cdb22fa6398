/* What a rubric knows of the language it is written for.
 *
 * No English word stands in C: abbreviations, what opens a question, which
 * words carry no content, how the client's words turn to the listener's side,
 * all come from the rubric.
 */
#ifndef RUBRIC_LANGUAGE_H
#define RUBRIC_LANGUAGE_H

#include "base/arena.h"
#include "rubric/filter.h"
#include "rubric/pattern.h"
#include "rubric/wordlist.h"
#include "rubric/words.h"

struct language {
    struct lexicon lexicon;   /* what is known of single words */
    struct pattern *question; /* a question without its mark, or NULL */
    bool question_opens; /* its matches begin with a sentence, or with a word
                            of which the lexicon says so: see openings.h */
    struct filter *question_filter;
    struct pattern_room *question_room; /* of one thread, as the filter */
    struct wordlist negations;
    int negation_reach; /* words */
};

/* Takes PATTERN, which LANGUAGE owns from then on, for what makes a question.
 * The words with which one may begin lie in ARENA, which is to live as long. */
void language_take_question(struct language *language, struct pattern *pattern,
                            struct arena *arena);

/* Gives LANGUAGE, which may be a copy for another thread, a filter and a room
 * of its own for its question, if it has one. language_free_filter() frees
 * both.
 */
void language_own_filter(struct language *language);
void language_free_filter(struct language *language);

/* Frees the lexicon, the lists and the pattern; texts belong to the rubric's
 * arena. */
void language_free(struct language *language);

#endif
