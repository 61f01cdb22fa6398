/* What a rubric knows of the language it is written for.
 *
 * No English word stands in C: abbreviations, what opens a question, which
 * words carry no content, how the client's words turn to the listener's side,
 * all come from the rubric.
 */
#ifndef RUBRIC_LANGUAGE_H
#define RUBRIC_LANGUAGE_H

#include "base/table.h"
#include "rubric/filter.h"
#include "rubric/pattern.h"
#include "rubric/wordlist.h"

struct language {
    struct table abbreviations; /* folded, without the last full stop */
    struct table function_words;
    struct table spellings; /* folded word, to an index of `spelt` */
    const char *const *spelt;
    struct table mirror; /* folded word, to an index of `mirrored` */
    const char *const *mirrored;
    struct pattern *question; /* a question without its mark, or NULL */
    struct filter *question_filter;
    struct pattern_room *question_room; /* of one thread, as the filter */
    struct wordlist negations;
    int negation_reach; /* words */
};

/* Frees tables and the pattern; texts belong to the rubric's arena. */
void language_free(struct language *language);

#endif
