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

/* A set of keys, a bit for many: what is not in it is certainly not there. */
enum { MARKS = 2048 };

struct marks {
    uint64_t bits[MARKS / 64];
};

static void mark(struct marks *marks, uint64_t key)
{
    marks->bits[key % MARKS / 64] |= UINT64_C(1) << key % 64;
}

static bool is_marked(const struct marks *marks, uint64_t key)
{
    return (marks->bits[key % MARKS / 64] >> key % 64 & 1) != 0;
}

/* What the phrase of one word or two goes by that begins with WORD. */
static uint64_t phrase_key(const struct utterance *utterance, size_t word,
                           size_t size)
{
    return size == 1 ? utterance->keys[word].own : utterance->pairs[word];
}

static bool has_word(const struct utterance *utterance,
                     const struct utterance *of, size_t word)
{
    for (size_t i = 0; i < utterance->word_count; i++)
        if (utterance_same_word(utterance, i, of, word)) return true;
    return false;
}

static void mark_words(struct marks *marks, const struct utterance *utterance)
{
    for (size_t i = 0; i < utterance->word_count; i++)
        mark(marks, utterance->keys[i].own);
}

static int shared(const struct language *language,
                  const struct dialogue *dialogue, const struct piece *piece)
{
    (void)language;
    const struct utterance *recent[DIALOGUE_RECENT];
    size_t count = dialogue_recent(dialogue, recent);
    struct marks marks = {0};
    size_t content = 0;
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        mark_words(&marks, recent[i]);
    for (size_t i = 0; i < piece->word_count; i++) {
        size_t word = piece->first_word + i;
        bool here = false;
        if (!piece->utterance->keys[word].content) continue;
        content++;
        if (!is_marked(&marks, piece->utterance->keys[word].own)) continue;
        for (size_t j = 0; j < count && !here; j++)
            here = has_word(recent[j], piece->utterance, word);
        found += here;
    }
    return in_thousandths(found, content);
}

/* WORD of UTTERANCE, turned from the client's side to the listener's. */
static const char *mirrored(const struct language *language,
                            const struct utterance *utterance, size_t word)
{
    return words_mirrored(&language->lexicon, &utterance->keys[word],
                          utterance->folded[word]);
}

/* The client's WORD, turned, is the reply's OTHER. */
static bool mirrors(const struct language *language,
                    const struct utterance *client, size_t word,
                    const struct utterance *reply, size_t other)
{
    return client->keys[word].mirrored == reply->keys[other].own &&
           strcmp(mirrored(language, client, word), reply->folded[other]) == 0;
}

static bool has_mirrored_pair(const struct language *language,
                              const struct utterance *client,
                              const struct utterance *reply, size_t word)
{
    for (size_t i = 0; i + 1 < client->word_count; i++)
        if (mirrors(language, client, i, reply, word) &&
            mirrors(language, client, i + 1, reply, word + 1))
            return true;
    return false;
}

static int echo(const struct language *language,
                const struct dialogue *dialogue, const struct piece *piece)
{
    const struct utterance *recent[DIALOGUE_RECENT];
    size_t count = dialogue_recent(dialogue, recent);
    size_t pairs = piece->word_count > 0 ? piece->word_count - 1 : 0;
    struct marks marks = {0};
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j + 1 < recent[i]->word_count; j++)
            mark(&marks, recent[i]->mirrored_pairs[j]);
    for (size_t i = 0; i < pairs; i++) {
        size_t word = piece->first_word + i;
        bool here = false;
        if (!is_marked(&marks, piece->utterance->pairs[word])) continue;
        for (size_t j = 0; j < count && !here; j++)
            here =
                has_mirrored_pair(language, recent[j], piece->utterance, word);
        found += here;
    }
    return in_thousandths(found, pairs);
}

/* LENGTH words from the FIRST of ONE on are those from OTHER_FIRST on. */
static bool same_run(const struct utterance *one, size_t first,
                     const struct utterance *other, size_t other_first,
                     size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!utterance_same_word(one, first + i, other, other_first + i))
            return false;
    return true;
}

static int verbatim(const struct language *language,
                    const struct dialogue *dialogue, const struct piece *piece)
{
    (void)language;
    const struct utterance *client = dialogue_client(dialogue);
    if (client == NULL || piece->word_count == 0) return -1;
    size_t length = piece->word_count < 3 ? piece->word_count : 3;
    size_t runs = piece->word_count - length + 1;
    struct marks marks = {0};
    size_t found = 0;
    size_t size = length < 3 ? length : 2;
    for (size_t i = 0; i + size <= client->word_count; i++)
        mark(&marks, phrase_key(client, i, size));
    for (size_t i = 0; i < runs; i++) {
        size_t word = piece->first_word + i;
        bool here = false;
        if (!is_marked(&marks, phrase_key(piece->utterance, word, size)))
            continue;
        for (size_t j = 0; j + length <= client->word_count && !here; j++)
            here = same_run(client, j, piece->utterance, word, length);
        found += here;
    }
    return in_thousandths(found, runs);
}

/* Two texts of which it is asked how alike they are, in phrases of SIZE words:
 * of a piece, and all of an utterance. */
struct pairing {
    const struct piece *piece;
    const struct utterance *other;
    size_t size;
    size_t ones;
    size_t others;
};

static struct pairing pair_off(const struct piece *piece,
                               const struct utterance *other)
{
    size_t one_count = piece->word_count;
    size_t other_count = other->word_count;
    size_t size = one_count < 2 || other_count < 2 ? 1 : 2;
    struct pairing pairing = {piece, other, size, 0, 0};
    if (one_count == 0 || other_count == 0) return pairing;
    pairing.ones = one_count - size + 1;
    pairing.others = other_count - size + 1;
    return pairing;
}

/* The phrases of one word and of two that a piece has. */
static void mark_phrases(const struct piece *piece, struct marks *marks)
{
    for (size_t size = 1; size <= 2; size++)
        for (size_t i = 0; i + size <= piece->word_count; i++)
            mark(&marks[size - 1],
                 phrase_key(piece->utterance, piece->first_word + i, size));
}

/* No more than this can likeness() be: what is not marked is paired off with
 * nothing. */
static int most_likeness(const struct pairing *pairing,
                         const struct marks *marks)
{
    size_t size = pairing->size;
    size_t common = 0;
    for (size_t i = 0; i < pairing->others; i++)
        common +=
            is_marked(&marks[size - 1], phrase_key(pairing->other, i, size));
    return in_thousandths(2 * common, pairing->ones + pairing->others);
}

/* Finds a phrase of the piece that is the OTHER-th of the other text and has
 * not been TAKEN, and takes it. */
static bool pair_one(const struct pairing *pairing, size_t other, bool *taken)
{
    const struct piece *piece = pairing->piece;
    uint64_t key = phrase_key(pairing->other, other, pairing->size);
    for (size_t i = 0; i < pairing->ones; i++) {
        size_t word = piece->first_word + i;
        if (taken[i] ||
            phrase_key(piece->utterance, word, pairing->size) != key ||
            !same_run(piece->utterance, word, pairing->other, other,
                      pairing->size))
            continue;
        taken[i] = true;
        return true;
    }
    return false;
}

/* Dice's coefficient, each phrase counted once for each time it can be paired
 * off. */
static int likeness(const struct pairing *pairing, const struct marks *marks)
{
    bool *taken = memory_new(pairing->ones, sizeof *taken);
    size_t size = pairing->size;
    size_t common = 0;
    for (size_t i = 0; i < pairing->others; i++)
        if (is_marked(&marks[size - 1], phrase_key(pairing->other, i, size)))
            common += pair_one(pairing, i, taken);
    free(taken);
    return in_thousandths(2 * common, pairing->ones + pairing->others);
}

static int repeats(const struct language *language,
                   const struct dialogue *dialogue, const struct piece *piece)
{
    (void)language;
    struct marks marks[2] = {0};
    int most = 0;
    mark_phrases(piece, marks);
    for (size_t i = dialogue_first(dialogue); i < dialogue->count; i++) {
        const struct dialogue_entry *entry = &dialogue->entries[i];
        if (entry->speaker != SPEAKER_TRAINEE) continue;
        struct pairing pairing = pair_off(piece, entry->utterance);
        if (pairing.others == 0 || most_likeness(&pairing, marks) <= most)
            continue;
        int like = likeness(&pairing, marks);
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
