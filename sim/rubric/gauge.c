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

/* What is to be measured, and what with. */
struct asked {
    const struct language *language;
    const struct dialogue *dialogue;
    const struct piece *piece;
    int least; /* values below are as good as each other */
};

typedef int measure_piece(const struct asked *asked);

static int in_thousandths(size_t part, size_t whole)
{
    return whole == 0 ? -1 : (int)(part * 1000 / whole);
}

static int count_in_thousandths(size_t count)
{
    return (int)(count < 1000000 ? count * 1000 : 1000000000);
}

static int words(const struct asked *asked)
{
    return count_in_thousandths(asked->piece->word_count);
}

static int sentences(const struct asked *asked)
{
    const struct piece *piece = asked->piece;
    size_t count = 0;
    for (size_t i = 0; i < piece->utterance->sentence_count; i++) {
        const struct span *at = &piece->utterance->sentences[i].at;
        count += at->start >= piece->at.start && at->end <= piece->at.end;
    }
    return count_in_thousandths(count);
}

/* Where a phrase stands; NULL where the dialogue was cut short before that. */
static const struct utterance *utterance_of(const struct dialogue *dialogue,
                                            const struct mention *mention)
{
    return mention->turn < dialogue->count
               ? dialogue->entries[mention->turn].utterance
               : NULL;
}

/* WORD of REPLY is one of the client's in the entries from FIRST on. */
static bool is_shared(const struct dialogue *dialogue, size_t first,
                      const struct utterance *reply, size_t word)
{
    const struct phrases *said = &dialogue->words;
    const struct mention *mention =
        phrases_newest(said, (uint32_t)reply->keys[word].own);
    for (; mention != NULL && mention->turn >= first;
         mention = phrases_older(said, mention)) {
        const struct utterance *client = utterance_of(dialogue, mention);
        if (client != NULL &&
            utterance_same_word(client, mention->word, reply, word))
            return true;
    }
    return false;
}

/* No function word is among the client's: see note_words() in dialogue.c. */
static int shared(const struct asked *asked)
{
    const struct piece *piece = asked->piece;
    size_t first = dialogue_recent_first(asked->dialogue);
    size_t content = 0;
    size_t found = 0;
    for (size_t i = 0; i < piece->word_count; i++) {
        size_t word = piece->first_word + i;
        content += !piece->utterance->keys[word].is.function_word;
        found += is_shared(asked->dialogue, first, piece->utterance, word);
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

/* The two words of the reply that begin with WORD are two of the client's,
 * turned, in the entries from FIRST on. */
static bool is_echoed(const struct asked *asked, size_t first, size_t word)
{
    const struct utterance *reply = asked->piece->utterance;
    const struct phrases *said = &asked->dialogue->turned;
    const struct mention *mention = phrases_newest(said, reply->pairs[word]);
    for (; mention != NULL && mention->turn >= first;
         mention = phrases_older(said, mention)) {
        const struct utterance *client = utterance_of(asked->dialogue, mention);
        if (client != NULL &&
            mirrors(asked->language, client, mention->word, reply, word) &&
            mirrors(asked->language, client, mention->word + 1, reply,
                    word + 1))
            return true;
    }
    return false;
}

static int echo(const struct asked *asked)
{
    const struct piece *piece = asked->piece;
    size_t first = dialogue_recent_first(asked->dialogue);
    const struct phrases *said = &asked->dialogue->turned;
    const uint32_t *keys = piece->utterance->pairs + piece->first_word;
    size_t pairs = piece->word_count > 0 ? piece->word_count - 1 : 0;
    size_t found = 0;
    for (size_t i = phrases_find(said, keys, pairs, 0); i < pairs;
         i = phrases_find(said, keys, pairs, i + 1))
        found += is_echoed(asked, first, piece->first_word + i);
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

/* A set of keys, a place for many: what is not in it is certainly not there. */
enum { MARKS = 1024 };

static void mark_pairs(bool *marks, const struct utterance *said)
{
    for (size_t i = 0; i + 1 < said->word_count; i++)
        marks[said->pairs[i] % MARKS] = true;
}

/* Whether each pair of LENGTH words, the first of which has the first of KEYS,
 * may be marked; of one word there is no pair. */
static bool may_be_marked(const bool *marks, const uint32_t *keys,
                          size_t length)
{
    bool may_be = true;
    for (size_t i = 0; i + 1 < length; i++)
        may_be &= marks[keys[i] % MARKS];
    return may_be;
}

/* LENGTH words of the reply from WORD on are some of the client's. */
static bool is_copied(const struct utterance *client,
                      const struct utterance *reply, size_t word, size_t length)
{
    for (size_t i = 0; i + length <= client->word_count; i++)
        if ((length == 1 || client->pairs[i] == reply->pairs[word]) &&
            same_run(client, i, reply, word, length))
            return true;
    return false;
}

static int verbatim(const struct asked *asked)
{
    const struct piece *piece = asked->piece;
    const struct utterance *client = dialogue_client(asked->dialogue);
    if (client == NULL || piece->word_count == 0) return -1;
    size_t length = piece->word_count < 3 ? piece->word_count : 3;
    size_t runs = piece->word_count - length + 1;
    const uint32_t *keys = piece->utterance->pairs + piece->first_word;
    bool marks[MARKS] = {false};
    size_t found = 0;
    mark_pairs(marks, client);
    for (size_t i = 0; i < runs; i++)
        if (may_be_marked(marks, keys + i, length))
            found += is_copied(client, piece->utterance, piece->first_word + i,
                               length);
    return in_thousandths(found, runs);
}

/* Dice's coefficient of two texts, when COMMON of their ONES and OTHERS can be
 * paired off. */
static int dice(size_t common, size_t ones, size_t others)
{
    return in_thousandths(2 * common, ones + others);
}

/* Finds a pair of words of the piece that is the OTHER-th of the other text
 * and has not been TAKEN, and takes it. */
static bool pair_off(const struct piece *piece, const struct utterance *said,
                     size_t other, bool *taken)
{
    uint32_t key = said->pairs[other];
    for (size_t i = 0; i + 1 < piece->word_count; i++) {
        size_t word = piece->first_word + i;
        if (taken[i] || piece->utterance->pairs[word] != key ||
            !same_run(piece->utterance, word, said, other, 2))
            continue;
        taken[i] = true;
        return true;
    }
    return false;
}

/* How alike a piece and what was SAID are, both of two words or more: in pairs
 * of words, each counted once for each time it can be paired off. */
static int likeness(const struct piece *piece, const struct utterance *said)
{
    bool *taken = memory_new(piece->word_count, sizeof *taken);
    size_t common = 0;
    for (size_t i = 0; i + 1 < said->word_count; i++)
        common += pair_off(piece, said, i, taken);
    free(taken);
    return dice(common, piece->word_count - 1, said->word_count - 1);
}

/* The trainee's earlier replies that have a pair of words in common with a
 * piece: which, and how many at most. */
struct alike {
    size_t first; /* entry that counts */
    uint32_t common[DIALOGUE_REACH];
    uint32_t entries[DIALOGUE_REACH];
    size_t count;
};

/* Counted are the piece's pairs whose key the entry has: never fewer than can
 * be paired off. */
static void find_alike(const struct dialogue *dialogue,
                       const struct piece *piece, struct alike *alike)
{
    const struct phrases *said = &dialogue->pairs;
    alike->first = dialogue_first(dialogue);
    alike->count = 0;
    memset(alike->common, 0,
           (dialogue->count - alike->first) * sizeof *alike->common);
    const uint32_t *keys = piece->utterance->pairs + piece->first_word;
    size_t pairs = piece->word_count - 1;
    for (size_t i = phrases_find(said, keys, pairs, 0); i < pairs;
         i = phrases_find(said, keys, pairs, i + 1)) {
        const struct mention *mention = phrases_newest(said, keys[i]);
        for (; mention != NULL && mention->turn >= alike->first;
             mention = phrases_older(said, mention)) {
            if (mention->turn >= dialogue->count) continue;
            uint32_t *common = &alike->common[mention->turn - alike->first];
            if (*common == 0) alike->entries[alike->count++] = mention->turn;
            ++*common;
        }
    }
}

/* The greatest likeness in pairs of words, if it is more than MOST; or MOST. */
static int most_alike(const struct dialogue *dialogue,
                      const struct piece *piece, int most)
{
    struct alike alike;
    find_alike(dialogue, piece, &alike);
    for (size_t i = 0; i < alike.count; i++) {
        size_t entry = alike.entries[i];
        const struct utterance *said = dialogue->entries[entry].utterance;
        size_t common = alike.common[entry - alike.first];
        if (dice(common, piece->word_count - 1, said->word_count - 1) <= most)
            continue;
        int like = likeness(piece, said);
        if (like > most) most = like;
    }
    return most;
}

/* A piece has a word in common with what was SAID. */
static bool has_word_of(const struct piece *piece, const struct utterance *said)
{
    for (size_t i = 0; i < piece->word_count; i++)
        for (size_t j = 0; j < said->word_count; j++)
            if (utterance_same_word(piece->utterance, piece->first_word + i,
                                    said, j))
                return true;
    return false;
}

/* The same where one of the two has a single word, which is all that they can
 * have in common. */
static int most_alike_singly(const struct dialogue *dialogue,
                             const struct piece *piece, int most)
{
    size_t first = dialogue_first(dialogue);
    if (dice(1, piece->word_count, 1) <= most) return most;
    for (size_t i = dialogue->count; i > first && most < 1000; i--) {
        const struct dialogue_entry *entry = &dialogue->entries[i - 1];
        const struct utterance *said = entry->utterance;
        if (entry->speaker != SPEAKER_TRAINEE ||
            (piece->word_count != 1 && said->word_count != 1))
            continue;
        int like = dice(1, piece->word_count, said->word_count);
        if (like > most && has_word_of(piece, said)) most = like;
    }
    return most;
}

static int repeats(const struct asked *asked)
{
    const struct piece *piece = asked->piece;
    int most = asked->least > 0 ? asked->least - 1 : 0;
    if (piece->word_count == 0) return most;
    if (piece->word_count > 1) most = most_alike(asked->dialogue, piece, most);
    return most_alike_singly(asked->dialogue, piece, most);
}

static int silence(const struct asked *asked)
{
    return asked->piece->utterance->length == 0 ? 1000 : 0;
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
                const struct dialogue *dialogue, const struct piece *piece,
                int least)
{
    const struct asked asked = {language, dialogue, piece, least};
    return gauges[gauge].measure(&asked);
}
