/* The words with which matches begin; see openings.h.
 *
 * Each alternative of a pattern begins with ^, or is known to need a string
 * that stands where its match begins (needs.h) and begins with a word.
 *
 * Begin with openings_find(), then take_alternative().
 */
#include "rubric/openings.h"

#include "base/source.h"
#include "rubric/literal.h"
#include "rubric/needs.h"
#include "rubric/notation.h"

#include <string.h>

/* The word with which STRING begins, where an edge is. It is empty when there
 * is none, or when it may go on behind the string. */
static struct span word_of(const char *string)
{
    struct span word = {0, 0};
    while (string[word.start] == LITERAL_CLAIM)
        word.start++;
    if (word.start == 0) return word;
    word.end = word.start;
    while (literal_is_word(string[word.end]))
        word.end++;
    return string[word.end] == '\0' ? (struct span){0, 0} : word;
}

/* Whether each of STRINGS is a word that begins where a match begins. */
static bool all_open(const struct strings *strings)
{
    for (size_t i = 0; i < strings->count; i++) {
        struct reach reach = needs_reach(strings, i);
        if (reach.most > 0 || reach.streaks > 0) return false;
        struct span word = word_of(strings->list[i]);
        if (word.start == word.end) return false;
    }
    return true;
}

/* Strings that begin with the same word stand together, mostly: then it is
 * added once. */
static void add_words(const struct strings *strings, struct arena *arena,
                      struct openings *openings)
{
    const char **list =
        arena_new(arena, openings->count + strings->count, sizeof *list);
    if (openings->count > 0)
        memcpy(list, openings->list, openings->count * sizeof *list);
    const char *last = "";
    for (size_t i = 0; i < strings->count; i++) {
        struct span at = word_of(strings->list[i]);
        const char *word = strings->list[i] + at.start;
        size_t length = at.end - at.start;
        if (strlen(last) == length && memcmp(last, word, length) == 0) continue;
        last = arena_copy(arena, word, length);
        list[openings->count++] = last;
    }
    openings->list = list;
}

/* Adds the words with which one alternative begins. */
static bool take_alternative(const char *pattern, size_t length,
                             struct arena *arena, struct openings *openings)
{
    struct arena own = {0};
    struct needs needs;
    size_t set = 0;
    if (needs_anchored(pattern, length)) return true;
    needs_find(pattern, length, &own, &needs);
    while (set < needs.count && !all_open(&needs.sets[set]))
        set++;
    bool known = set < needs.count;
    if (known) add_words(&needs.sets[set], arena, openings);
    arena_free(&own);
    return known;
}

/* Whether what the item at hand means may depend on another alternative. */
static bool looks_elsewhere(const struct notation_walk *walk)
{
    const char *text = walk->notation.bytes + walk->item.start;
    size_t length = walk->item.length;
    if (notation_at(walk, NOTATION_REFERENCE)) return true;
    return notation_at(walk, NOTATION_GROUP) && length > strlen("(?:") &&
           notation_is_options(text, length);
}

bool openings_find(const char *pattern, size_t length, struct arena *arena,
                   struct openings *openings)
{
    struct notation_walk walk = notation_begin(pattern, length);
    size_t depth = 0;
    size_t begin = 0;
    *openings = (struct openings){0};
    for (; walk.more; notation_step(&walk)) {
        depth += notation_at(&walk, NOTATION_GROUP);
        depth -= notation_at(&walk, NOTATION_GROUP_END) && depth > 0;
        if (looks_elsewhere(&walk)) return false;
        if (depth > 0 || !notation_at(&walk, NOTATION_BAR)) continue;
        size_t end = walk.item.start;
        if (!take_alternative(pattern + begin, end - begin, arena, openings))
            return false;
        begin = end + walk.item.length;
    }
    return take_alternative(pattern + begin, length - begin, arena, openings);
}
