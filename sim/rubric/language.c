/* What a rubric knows of its language; see language.h. */
#include "rubric/language.h"

#include "rubric/openings.h"

void language_own_filter(struct language *language)
{
    size_t length;
    if (language->question == NULL) return;
    const char *text = pattern_text(language->question, &length);
    language->question_filter = filter_new(text, length);
    language->question_room = pattern_room_new();
}

void language_free_filter(struct language *language)
{
    filter_free(language->question_filter);
    pattern_room_free(language->question_room);
}

void language_take_question(struct language *language, struct pattern *pattern,
                            struct arena *arena)
{
    struct openings openings;
    size_t length;
    const char *text = pattern_text(pattern, &length);
    language->question = pattern;
    language_own_filter(language);
    language->question_opens = openings_find(text, length, arena, &openings);
    for (size_t i = 0; language->question_opens && i < openings.count; i++)
        words_learn_asking(&language->lexicon, openings.list[i]);
}

void language_free(struct language *language)
{
    words_forget(&language->lexicon);
    language_free_filter(language);
    pattern_free(language->question);
    wordlist_free(&language->negations);
}
