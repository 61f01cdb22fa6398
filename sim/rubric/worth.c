/* What looking for a set of strings is worth; see worth.h. */
#include "rubric/worth.h"

#include "base/count.h"
#include "rubric/literal.h"

#include <stdlib.h>
#include <string.h>

/* A word that is everywhere, and what it weighs: of 254,000 words that were
 * said and written in such talks (AnnoMI, Wu et al. 2023; EPITOME, Sharma et
 * al. 2020) it is more than one in a hundred, or in two hundred. */
struct common_word {
    const char *word;
    int weight;
};

enum { EVERYWHERE = 7, OFTEN = 9, LONGEST_COMMON = 5 };

/* In the order of strcmp(). */
static const struct common_word common_words[] = {
    {"a", EVERYWHERE},   {"about", OFTEN},   {"and", EVERYWHERE},
    {"be", OFTEN},       {"but", OFTEN},     {"can", OFTEN},
    {"do", OFTEN},       {"feel", OFTEN},    {"for", OFTEN},
    {"have", OFTEN},     {"i", EVERYWHERE},  {"if", OFTEN},
    {"in", OFTEN},       {"is", EVERYWHERE}, {"it", EVERYWHERE},
    {"just", OFTEN},     {"know", OFTEN},    {"like", OFTEN},
    {"me", OFTEN},       {"my", OFTEN},      {"not", OFTEN},
    {"of", EVERYWHERE},  {"so", OFTEN},      {"that", EVERYWHERE},
    {"the", EVERYWHERE}, {"this", OFTEN},    {"to", EVERYWHERE},
    {"what", OFTEN},     {"with", OFTEN},    {"yeah", OFTEN},
    {"you", EVERYWHERE}, {"your", OFTEN},
};

static int by_word(const void *word, const void *common)
{
    return strcmp(word, ((const struct common_word *)common)->word);
}

/* NULL when STRING, whatever stands around it, is no such word. */
static const struct common_word *common_word(const char *string)
{
    char word[LONGEST_COMMON + 1];
    size_t length = 0;
    for (; *string != '\0'; string++) {
        if (literal_is_claim(*string) || *string == ' ') continue;
        if (length == LONGEST_COMMON) return NULL;
        word[length++] = *string;
    }
    word[length] = '\0';
    return bsearch(word, common_words, COUNT(common_words),
                   sizeof *common_words, by_word);
}

/* A guess at how much a string tells: letters, edges half as much, and spaces,
 * without which hardly a text is, nothing. */
static int weight_of(const char *string)
{
    const struct common_word *common = common_word(string);
    int weight = 0;
    if (common != NULL) return common->weight;
    for (const char *c = string; *c != '\0'; c++) {
        bool letter = literal_is_word(*c) || *c == LITERAL_ECHO || (*c & 0x80);
        weight += letter ? 4 : literal_is_claim(*c) ? 2 : *c != ' ';
    }
    return weight;
}

int worth_of(const char **strings, size_t count)
{
    int least = 1000;
    for (size_t i = 0; i < count; i++) {
        int weight = weight_of(strings[i]);
        if (weight < least) least = weight;
    }
    return least * 16 - (count < 15 ? (int)count : 15);
}
