/* Proposing cues; see suggest.h. Begin with suggest_cues(). */
#include "rubric/suggest.h"

#include "base/memory.h"
#include "base/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A phrase while it is counted. */
struct candidate {
    const char *phrase;
    size_t replies;
    size_t with;
    double expected;
    double spread;
    size_t last; /* reply it was met in, from 1: counted once in each */
};

struct search {
    struct arena arena;
    struct table phrases;
    struct candidate *list;
    size_t count;
    size_t room;
};

static struct candidate *candidate_of(struct search *search, const char *phrase,
                                      size_t length)
{
    int index = table_get(&search->phrases, phrase, length);
    if (index >= 0) return &search->list[index];
    if (search->count == search->room) {
        search->room = search->room * 2 + 1024;
        search->list =
            memory_resize(search->list, search->room, sizeof *search->list);
    }
    const char *kept = arena_copy(&search->arena, phrase, length);
    table_put(&search->phrases, kept, length, (int)search->count);
    search->list[search->count] = (struct candidate){.phrase = kept};
    return &search->list[search->count++];
}

/* How likely the present weights hold the code to be. */
static double expected(const struct code *code, const struct fitted *fitted,
                       const struct scoring *scoring)
{
    int score = fitted->bias + fitted->shift;
    for (size_t i = 0; i < code->weight_count; i++)
        if (scoring->fired[code->weights[i].cue]) score += fitted->weights[i];
    return 1 / (1 + exp(-score / 1000.0));
}

static void count_reply(struct search *search,
                        const struct utterance *utterance, size_t number,
                        bool with, double likely)
{
    struct buffer phrase = {0};
    for (size_t i = 0; i < utterance->word_count; i++) {
        buffer_clear(&phrase);
        for (size_t j = i; j < utterance->word_count && j < i + SUGGEST_WORDS;
             j++) {
            if (j > i) buffer_add_byte(&phrase, ' ');
            buffer_add_text(&phrase, utterance->folded[j]);
            struct candidate *candidate =
                candidate_of(search, buffer_text(&phrase), phrase.length);
            if (candidate->last == number) continue;
            candidate->last = number;
            candidate->replies++;
            candidate->with += with;
            candidate->expected += likely;
            candidate->spread += likely * (1 - likely);
        }
    }
    buffer_free(&phrase);
}

static void count_all(struct search *search, const struct corpus *corpus,
                      const struct fit *fit, size_t index)
{
    const struct code *code = &corpus->rubric->codes[index];
    for (size_t i = 0; i < corpus->count; i++) {
        const struct coded *reply = &corpus->replies[i];
        if (reply->levels[index] < 0) continue;
        struct utterance *utterance = utterance_new(
            &corpus->rubric->language, reply->text, strlen(reply->text));
        count_reply(search, utterance, i + 1, reply->levels[index] > 0,
                    expected(code, &fit->codes[index], reply->scoring));
        utterance_free(utterance);
    }
}

static double strength(const struct candidate *candidate)
{
    return ((double)candidate->with - candidate->expected) /
           sqrt(candidate->spread + 1);
}

static int by_strength(const void *one, const void *other)
{
    const struct suggestion *first = one;
    const struct suggestion *second = other;
    double a = fabs(first->strength);
    double b = fabs(second->strength);
    if (a != b) return a < b ? 1 : -1;
    return strcmp(first->phrase, second->phrase);
}

struct suggestions suggest_cues(const struct corpus *corpus,
                                const struct fit *fit, size_t code, size_t most)
{
    struct search search = {0};
    struct suggestions suggestions = {0};
    count_all(&search, corpus, fit, code);
    suggestions.list =
        arena_new(&suggestions.arena, search.count, sizeof *suggestions.list);
    for (size_t i = 0; i < search.count; i++) {
        const struct candidate *candidate = &search.list[i];
        if (candidate->replies < SUGGEST_LEAST) continue;
        suggestions.list[suggestions.count++] = (struct suggestion){
            arena_copy(&suggestions.arena, candidate->phrase,
                       strlen(candidate->phrase)),
            candidate->replies, candidate->with, candidate->expected,
            strength(candidate)};
    }
    if (suggestions.count > 0)
        qsort(suggestions.list, suggestions.count, sizeof *suggestions.list,
              by_strength);
    if (suggestions.count > most) suggestions.count = most;
    table_free(&search.phrases);
    arena_free(&search.arena);
    free(search.list);
    return suggestions;
}

void suggest_free(struct suggestions *suggestions)
{
    arena_free(&suggestions->arena);
    *suggestions = (struct suggestions){0};
}
