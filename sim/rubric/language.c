/* What a rubric knows of its language; see language.h. */
#include "rubric/language.h"

#include "rubric/openings.h"

void language_take_question(struct language *language, struct pattern *pattern,
                            struct arena *arena)
{
    struct openings openings;
    size_t length;
    const char *text = pattern_text(pattern, &length);
    language->question = pattern;
    language->question_filter = filter_new(text, length);
    language->question_room = pattern_room_new();
    language->question_opens = openings_find(text, length, arena, &openings);
    for (size_t i = 0; language->question_opens && i < openings.count; i++)
        words_learn_asking(&language->lexicon, openings.list[i]);
}

void language_free(struct language *language)
{
    words_forget(&language->lexicon);
    filter_free(language->question_filter);
    pattern_room_free(language->question_room);
    pattern_free(language->question);
    wordlist_free(&language->negations);
}
