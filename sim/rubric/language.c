/* Freeing what a rubric knows of its language; see language.h. */
#include "rubric/language.h"

void language_free(struct language *language)
{
    table_free(&language->abbreviations);
    table_free(&language->function_words);
    table_free(&language->spellings);
    table_free(&language->mirror);
    filter_free(language->question_filter);
    pattern_room_free(language->question_room);
    pattern_free(language->question);
    wordlist_free(&language->negations);
}
