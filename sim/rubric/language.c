/* Freeing what a rubric knows of its language; see language.h. */
#include "rubric/language.h"

void language_free(struct language *language)
{
    words_forget(&language->lexicon);
    filter_free(language->question_filter);
    pattern_room_free(language->question_room);
    pattern_free(language->question);
    wordlist_free(&language->negations);
}
