/* The built-in measures of a text; see gauge.h.
 *
 * Begin with the table `gauges`: one row a measure. To add one, add it to the
 * enum, write its function, give it a row and a name in the tables, and its
 * formula to rubrics/README.md.
 */
#include "rubric/gauge.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

typedef int measure_piece(const struct language *language,
                          const struct dialogue *dialogue,
                          const struct piece *piece);

static int in_thousandths(size_t part, size_t whole)
{
    return whole == 0 ? -1 : (int)(part * 1000 / whole);
}

static int count_in_thousandths(size_t count)
{
    return (int)(count < 1000000 ? count * 1000 : 1000000000);
}

static int words(const struct language *language,
                 const struct dialogue *dialogue, const struct piece *piece)
{
    (void)language;
    (void)dialogue;
    return count_in_thousandths(piece->word_count);
}

static int sentences(const struct language *language,
                     const struct dialogue *dialogue, const struct piece *piece)
{
    (void)language;
    (void)dialogue;
    size_t count = 0;
    for (size_t i = 0; i < piece->utterance->sentence_count; i++) {
        const struct span *at = &piece->utterance->sentences[i].at;
        count += at->start >= piece->at.start && at->end <= piece->at.end;
    }
    return count_in_thousandths(count);
}

static bool is_content(const struct language *language, const char *word)
{
    return table_get(&language->function_words, word, strlen(word)) < 0;
}

/* WORD turned from the client's side to the listener's. */
static const char *mirrored(const struct language *language, const char *word)
{
    int index = table_get(&language->mirror, word, strlen(word));
    return index < 0 ? word : language->mirrored[index];
}

static bool has_word(const struct utterance *utterance, const char *word)
{
    for (size_t i = 0; i < utterance->word_count; i++)
        if (strcmp(utterance->folded[i], word) == 0) return true;
    return false;
}

static bool recently_said(const struct dialogue *dialogue, const char *word)
{
    const struct utterance *recent[DIALOGUE_RECENT];
    size_t count = dialogue_recent(dialogue, recent);
    for (size_t i = 0; i < count; i++)
        if (has_word(recent[i], word)) return true;
    return false;
}

static int shared(const struct language *language,
                  const struct dialogue *dialogue, const struct piece *piece)
{
    size_t content = 0;
    size_t found = 0;
    for (size_t i = 0; i < piece->word_count; i++) {
        const char *word = piece->utterance->folded[piece->first_word + i];
        if (!is_content(language, word)) continue;
        content++;
        found += recently_said(dialogue, word);
    }
    return in_thousandths(found, content);
}

static bool has_mirrored_pair(const struct language *language,
                              const struct utterance *utterance,
                              const char *const pair[2])
{
    for (size_t i = 0; i + 1 < utterance->word_count; i++)
        if (strcmp(mirrored(language, utterance->folded[i]), pair[0]) == 0 &&
            strcmp(mirrored(language, utterance->folded[i + 1]), pair[1]) == 0)
            return true;
    return false;
}

static int echo(const struct language *language,
                const struct dialogue *dialogue, const struct piece *piece)
{
    const struct utterance *recent[DIALOGUE_RECENT];
    size_t count = dialogue_recent(dialogue, recent);
    size_t pairs = piece->word_count > 0 ? piece->word_count - 1 : 0;
    size_t found = 0;
    for (size_t i = 0; i < pairs; i++) {
        const char *const *pair =
            &piece->utterance->folded[piece->first_word + i];
        bool here = false;
        for (size_t j = 0; j < count && !here; j++)
            here = has_mirrored_pair(language, recent[j], pair);
        found += here;
    }
    return in_thousandths(found, pairs);
}

static bool has_run(const struct utterance *utterance, const char *const *run,
                    size_t length)
{
    for (size_t i = 0; i + length <= utterance->word_count; i++) {
        size_t same = 0;
        while (same < length &&
               strcmp(utterance->folded[i + same], run[same]) == 0)
            same++;
        if (same == length) return true;
    }
    return false;
}

static int verbatim(const struct language *language,
                    const struct dialogue *dialogue, const struct piece *piece)
{
    (void)language;
    const struct utterance *client = dialogue_client(dialogue);
    if (client == NULL || piece->word_count == 0) return -1;
    size_t length = piece->word_count < 3 ? piece->word_count : 3;
    size_t runs = piece->word_count - length + 1;
    size_t found = 0;
    for (size_t i = 0; i < runs; i++)
        found += has_run(
            client, &piece->utterance->folded[piece->first_word + i], length);
    return in_thousandths(found, runs);
}

/* Dice's coefficient over two-word phrases (over words where either text has
 * only one), each phrase counted once for each time it can be paired off. */
static int likeness(const char *const *one, size_t one_count,
                    const char *const *other, size_t other_count)
{
    if (one_count == 0 || other_count == 0) return 0;
    size_t size = one_count < 2 || other_count < 2 ? 1 : 2;
    size_t ones = one_count - size + 1;
    size_t others = other_count - size + 1;
    bool *taken = memory_new(others, sizeof *taken);
    size_t common = 0;
    for (size_t i = 0; i < ones; i++)
        for (size_t j = 0; j < others; j++) {
            if (taken[j] || strcmp(one[i], other[j]) != 0) continue;
            if (size == 2 && strcmp(one[i + 1], other[j + 1]) != 0) continue;
            taken[j] = true;
            common++;
            break;
        }
    free(taken);
    return in_thousandths(2 * common, ones + others);
}

static int repeats(const struct language *language,
                   const struct dialogue *dialogue, const struct piece *piece)
{
    (void)language;
    int most = 0;
    for (size_t i = 0; i < dialogue->count; i++) {
        const struct dialogue_entry *entry = &dialogue->entries[i];
        if (entry->speaker != SPEAKER_TRAINEE) continue;
        int like = likeness(piece->utterance->folded + piece->first_word,
                            piece->word_count, entry->utterance->folded,
                            entry->utterance->word_count);
        if (like > most) most = like;
    }
    return most;
}

static int silence(const struct language *language,
                   const struct dialogue *dialogue, const struct piece *piece)
{
    (void)language;
    (void)dialogue;
    return piece->utterance->length == 0 ? 1000 : 0;
}

struct gauge_row {
    measure_piece *measure;
    bool compares; /* the reply with other texts */
};

static const struct gauge_row gauges[GAUGE_COUNT] = {
    [GAUGE_WORDS] = {words, false},      [GAUGE_SENTENCES] = {sentences, false},
    [GAUGE_SHARED] = {shared, true},     [GAUGE_ECHO] = {echo, true},
    [GAUGE_VERBATIM] = {verbatim, true}, [GAUGE_REPEATS] = {repeats, true},
    [GAUGE_SILENCE] = {silence, true},
};

static const char *const names[GAUGE_COUNT] = {
    [GAUGE_WORDS] = "words",       [GAUGE_SENTENCES] = "sentences",
    [GAUGE_SHARED] = "shared",     [GAUGE_ECHO] = "echo",
    [GAUGE_VERBATIM] = "verbatim", [GAUGE_REPEATS] = "repeats",
    [GAUGE_SILENCE] = "silence",
};

const char *gauge_name(enum gauge gauge)
{
    return names[gauge];
}

const char *const *gauge_names(void)
{
    return names;
}

enum gauge gauge_named(const char *name)
{
    size_t gauge = 0;
    while (gauge < GAUGE_COUNT && strcmp(names[gauge], name) != 0)
        gauge++;
    return (enum gauge)gauge;
}

bool gauge_fits(enum gauge gauge, enum part part)
{
    bool of_reply =
        part != PART_CLIENT && part != PART_RECENT && part != PART_BEFORE;
    return of_reply || !gauges[gauge].compares;
}

int gauge_value(enum gauge gauge, const struct language *language,
                const struct dialogue *dialogue, const struct piece *piece)
{
    return gauges[gauge].measure(language, dialogue, piece);
}
