/* Finding words and looking them up; see words.h.
 *
 * Begin with words_find_plain(), which reads nearly all that is typed. It looks
 * at 64 bytes at once: which of them are in words, then where words begin and
 * end, becomes bits, and a brief word is one number (base/eight.h).
 * words_find() is the general way; both end in look_up_all() and pair_off().
 */
#include "rubric/words.h"

#include "base/bits.h"
#include "base/buffer.h"
#include "base/eight.h"
#include "base/memory.h"
#include "base/table.h"
#include "base/text.h"
#include "rubric/literal.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIRST_ROOM = 64,
    SPARSE = 4,   /* slots for a word, at least */
    STRETCH = 64, /* bytes that are looked at together, a bit for each */
    BEFORE = 1,   /* a byte that stands before a text … */
    WIDTH = 80,   /* … and so many NULs behind it, as are looked at */
    MARK = 0x80   /* see eight_bits() */
};

/* ---- What a word goes by ---- */

/* A word's spelling is its bytes as one number: no two words of BRIEF bytes or
 * fewer have the same, and as they are ASCII its highest bit is free. */
enum { BRIEF = EIGHT };

/* Keys with this bit are those of words that are not brief. */
static const uint64_t long_word = UINT64_C(1) << 63;

/* The key of a brief word: its spelling, of 63 bits, and each step could be
 * undone, so that different spellings have different keys. */
static uint64_t brief_key(uint64_t spelling)
{
    uint64_t key = spelling * UINT64_C(0x9e3779b97f4a7c15) & ~long_word;
    return key ^ key >> 32;
}

static uint64_t long_key(const char *folded, size_t length)
{
    return table_hash(folded, length) | long_word;
}

uint64_t words_key(const char *folded, size_t length)
{
    uint64_t spelling = 0;
    if (length > BRIEF) return long_key(folded, length);
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)folded[i];
        if (byte == '\0' || byte >= 0x80) return long_key(folded, length);
        spelling |= (uint64_t)byte << 8 * i;
    }
    return brief_key(spelling);
}

bool words_are_same(uint64_t key, const char *folded, uint64_t other_key,
                    const char *other)
{
    return key == other_key && (key < long_word || strcmp(folded, other) == 0);
}

/* What two words in a row go by. */
static uint32_t pair_key(uint64_t word, uint64_t next)
{
    return (uint32_t)(word >> 32) ^ (uint32_t)next;
}

/* ---- What is known of words ---- */

/* What a word goes by lies in its slot. */
struct lexicon_entry {
    const char *word;
    const char *mirrored; /* NULL: the word itself */
    const char *meant;    /* NULL: it is no known misspelling */
};

/* A hash table with open addresses, so sparse that most words that are not
 * known end at a free slot. Hostile words crowd together no more than those of
 * base/table.c do: see there. A free slot is all 0, and says of a word what is
 * to be said of one that is not known. */
struct lexicon_slot {
    uint64_t own;
    uint64_t turned; /* the bits in which its mirrored key is another */
    struct word_facts is;
    uint32_t entry; /* its number + 1; 0: the slot is free */
};

/* What is known of words where nothing was learnt. */
static const struct lexicon_slot free_slot;

/* Whether a slot holds the word. */
static bool holds(const struct lexicon *lexicon,
                  const struct lexicon_slot *slot, uint64_t key,
                  const char *folded)
{
    return words_are_same(slot->own, lexicon->entries[slot->entry - 1].word,
                          key, folded);
}

/* The slot that holds the word or, if none does, the free one where it
 * belongs. */
static struct lexicon_slot *slot_of(const struct lexicon *lexicon, uint64_t key,
                                    const char *folded)
{
    struct lexicon_slot *slots = lexicon->slots;
    size_t mask = lexicon->room - 1;
    size_t step = (size_t)(key >> 32) | 1;
    size_t i = (size_t)key & mask;
    while (slots[i].entry > 0 && !holds(lexicon, &slots[i], key, folded))
        i = (i + step) & mask;
    return &slots[i];
}

/* The same; there may be none yet. Nearly every word ends at the first slot
 * that is looked at: it is free, or it holds the word, which is brief. So which
 * of both it is need not be asked. */
static inline const struct lexicon_slot *
look_up(const struct lexicon *lexicon, uint64_t key, const char *folded)
{
    if (lexicon->room == 0) return &free_slot;
    const struct lexicon_slot *slot =
        &lexicon->slots[(size_t)key & (lexicon->room - 1)];
    bool told = ((slot->entry == 0) | (slot->own == key)) & (key < long_word);
    return told ? slot : slot_of(lexicon, key, folded);
}

static const struct lexicon_entry *entry_of(const struct lexicon *lexicon,
                                            uint64_t key, const char *folded)
{
    const struct lexicon_slot *slot = look_up(lexicon, key, folded);
    return slot->entry > 0 ? &lexicon->entries[slot->entry - 1] : NULL;
}

static void grow(struct lexicon *lexicon)
{
    struct lexicon_slot *old = lexicon->slots;
    size_t count = lexicon->room;
    lexicon->room = count > 0 ? count * 2 : FIRST_ROOM;
    lexicon->slots = memory_new(lexicon->room, sizeof *lexicon->slots);
    lexicon->entries = memory_resize(lexicon->entries, lexicon->room / SPARSE,
                                     sizeof *lexicon->entries);
    for (size_t i = 0; i < count; i++) {
        if (old[i].entry == 0) continue;
        const char *word = lexicon->entries[old[i].entry - 1].word;
        *slot_of(lexicon, old[i].own, word) = old[i];
    }
    free(old);
}

/* The slot of WORD, made if it has none; it stays where it is until the next
 * one is made. */
static struct lexicon_slot *learn(struct lexicon *lexicon, const char *word)
{
    if (lexicon->count == lexicon->room / SPARSE) grow(lexicon);
    uint64_t key = words_key(word, strlen(word));
    struct lexicon_slot *slot = slot_of(lexicon, key, word);
    if (slot->entry == 0) {
        lexicon->entries[lexicon->count] = (struct lexicon_entry){.word = word};
        *slot = (struct lexicon_slot){.own = key};
        slot->entry = (uint32_t)++lexicon->count;
    }
    return slot;
}

void words_learn_function_word(struct lexicon *lexicon, const char *word)
{
    learn(lexicon, word)->is.function_word = true;
}

void words_learn_abbreviation(struct lexicon *lexicon, const char *word)
{
    learn(lexicon, word)->is.abbreviation = true;
}

void words_learn_asking(struct lexicon *lexicon, const char *word)
{
    learn(lexicon, word)->is.asks = true;
}

bool words_learn_mirror(struct lexicon *lexicon, const char *word,
                        const char *other)
{
    struct lexicon_slot *slot = learn(lexicon, word);
    struct lexicon_entry *entry = &lexicon->entries[slot->entry - 1];
    if (entry->mirrored != NULL) return false;
    entry->mirrored = other;
    slot->turned = slot->own ^ words_key(other, strlen(other));
    return true;
}

bool words_learn_spelling(struct lexicon *lexicon, const char *word,
                          const char *meant)
{
    struct lexicon_slot *slot = learn(lexicon, word);
    struct lexicon_entry *entry = &lexicon->entries[slot->entry - 1];
    if (entry->meant != NULL) return false;
    entry->meant = meant;
    slot->is.misspelt = true;
    return true;
}

bool words_is_abbreviation(const struct lexicon *lexicon, const char *folded,
                           size_t length)
{
    return look_up(lexicon, words_key(folded, length), folded)->is.abbreviation;
}

const char *words_mirrored(const struct lexicon *lexicon,
                           const struct word_key *key, const char *folded)
{
    const struct lexicon_entry *entry = entry_of(lexicon, key->own, folded);
    return entry != NULL && entry->mirrored != NULL ? entry->mirrored : folded;
}

const char *words_meant(const struct lexicon *lexicon,
                        const struct word_key *key, const char *folded)
{
    const struct lexicon_entry *entry = entry_of(lexicon, key->own, folded);
    return entry != NULL ? entry->meant : NULL;
}

void words_forget(struct lexicon *lexicon)
{
    free(lexicon->entries);
    free(lexicon->slots);
    *lexicon = (struct lexicon){0};
}

/* ---- Words of a text ---- */

/* Between two words stands at least one byte; and one more for the last of
 * `gaps`. */
static size_t most_words(size_t length)
{
    return length / 2 + 2;
}

/* Folded words are written a stretch at a time, and read eight bytes. */
static size_t folded_room(size_t length)
{
    return length + STRETCH + EIGHT;
}

size_t words_room(size_t length)
{
    const struct words_found *words = NULL;
    size_t of_word = sizeof *words->keys + sizeof *words->at +
                     sizeof *words->folded + sizeof *words->pairs +
                     sizeof *words->mirrored_pairs + sizeof *words->gaps;
    return most_words(length) * of_word + folded_room(length) + BEFORE +
           length + WIDTH;
}

/* What needs the widest alignment comes first. */
struct words_found words_in(void *room, const char *text, size_t length)
{
    size_t most = most_words(length);
    struct words_found words = {.keys = room};
    words.at = (struct span *)(words.keys + most);
    words.folded = (const char **)(words.at + most);
    words.pairs = (uint32_t *)(words.folded + most);
    words.mirrored_pairs = words.pairs + most;
    words.gaps = words.mirrored_pairs + most;
    words.text = (char *)(words.gaps + most);
    words.seen = words.text + folded_room(length) + BEFORE;
    words.seen[-BEFORE] = ' ';
    if (length > 0) memcpy(words.seen, text, length);
    memset(words.seen + length, '\0', WIDTH);
    return words;
}

/* Adds a word, of which all is known but what the lexicon says. */
static void add_word(struct words_found *words, struct span at,
                     const char *folded, uint64_t key)
{
    size_t index = words->count++;
    words->at[index] = at;
    words->folded[index] = folded;
    words->keys[index].own = key;
}

static void add_gap(struct words_found *words)
{
    words->gaps[words->gap_count++] = (uint32_t)words->count;
}

/* Notes what the lexicon says of each word. */
static void look_up_all(struct words_found *words,
                        const struct lexicon *lexicon)
{
    bool misspelt = false;
    for (size_t i = 0; i < words->count; i++) {
        struct word_key *key = &words->keys[i];
        const struct lexicon_slot *slot =
            look_up(lexicon, key->own, words->folded[i]);
        key->mirrored = key->own ^ slot->turned;
        key->is = slot->is;
        misspelt |= slot->is.misspelt;
    }
    words->misspelt = misspelt;
}

/* What each word goes by together with the one behind it. */
static void pair_off(struct words_found *words)
{
    const struct word_key *keys = words->keys;
    for (size_t i = 0; i + 1 < words->count; i++) {
        words->pairs[i] = pair_key(keys[i].own, keys[i + 1].own);
        words->mirrored_pairs[i] =
            pair_key(keys[i].mirrored, keys[i + 1].mirrored);
    }
}

/* What is in words, in a stretch whose bytes are BYTES[1] and what follows: the
 * one before it and the one behind it count, too. Here as in what follows there
 * is no branch: compilers look at sixteen bytes at once. */
static void mark_words(const unsigned char *restrict bytes,
                       unsigned char words[restrict STRETCH])
{
    unsigned char letters[WIDTH]; /* and digits */
    for (size_t i = 0; i < WIDTH; i++) {
        unsigned char byte = bytes[i];
        unsigned char small = byte | ' ';
        bool letter = (unsigned char)(small - 'a') <= 'z' - 'a' ||
                      (unsigned char)(byte - '0') <= '9' - '0';
        letters[i] = letter ? MARK : 0;
    }
    for (size_t i = 0; i < STRETCH; i++) {
        unsigned char apostrophe = bytes[i + 1] == '\'' ? MARK : 0;
        words[i] = letters[i + 1] | (apostrophe & letters[i] & letters[i + 2]);
    }
}

/* What a stretch has, as bits. */
enum { ODD = 1 /* what is not plain */, RARE = 2 /* a line end, or _ */ };

/* Folds a stretch: what is in words, as words are compared; what else comes of
 * it has no meaning. Returns what it has; the NULs behind the text are plain.
 */
static unsigned fold_stretch(const unsigned char *restrict bytes,
                             unsigned char *restrict folded)
{
    unsigned char has = 0;
    for (size_t i = 0; i < STRETCH; i++) {
        unsigned char before = bytes[i];
        unsigned char byte = bytes[i + 1];
        bool space = byte == ' ' || byte == '\n';
        bool spaced = before == ' ' || before == '\n';
        bool prints = (unsigned char)(byte - ' ') <= '~' - ' ';
        bool fine = prints || space || byte == '\0';
        bool rare = byte == '\n' || byte == '_';
        has |= (fine && !(space && spaced) ? 0 : ODD) | (rare ? RARE : 0);
        folded[i] = byte | ' ';
    }
    return has;
}

static uint64_t bits_of(const unsigned char *marks)
{
    uint64_t bits = 0;
    for (size_t at = 0; at < STRETCH; at += EIGHT)
        bits |= eight_bits(eight_load((const char *)marks + at)) << at;
    return bits;
}

/* Where words begin and end, in a stretch AT. */
static void note_words(struct words_found *words, bool *in_word, uint64_t bits,
                       size_t at)
{
    uint64_t before = bits << 1 | *in_word;
    struct span *begun = words->at + words->count;
    struct span *ended = begun - *in_word;
    for (uint64_t left = bits & ~before; left > 0; left &= left - 1)
        begun++->start = at + bits_lowest(left);
    for (uint64_t left = ~bits & before; left > 0; left &= left - 1)
        ended++->end = at + bits_lowest(left);
    words->count = (size_t)(begun - words->at);
    *in_word = bits >> 63;
}

/* Finds where words begin and end; false when the text is not plain. */
static bool find_all(struct words_found *words, size_t length)
{
    const char *text = words->seen;
    bool in_word = false;
    unsigned has = 0;
    if (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\n'))
        return false;
    for (size_t at = 0; at < length; at += STRETCH) {
        unsigned char marks[STRETCH];
        const unsigned char *bytes = (const unsigned char *)text + at - BEFORE;
        mark_words(bytes, marks);
        has |= fold_stretch(bytes, (unsigned char *)words->text + at);
        if (has & ODD) return false;
        note_words(words, &in_word, bits_of(marks), at);
    }
    if (in_word) words->at[words->count - 1].end = length;
    words->simple = has == 0;
    return true;
}

/* What words go by, and where more than a space stands before them. Writing a
 * byte might change WORDS, for all that a compiler knows: so this holds on to
 * what is in it. */
static void key_all(struct words_found *words, size_t length)
{
    const struct words_found all = *words;
    size_t gaps = 0;
    size_t end = 0;
    for (size_t i = 0; i < all.count; i++) {
        struct span at = all.at[i];
        char *folded = all.text + at.start;
        size_t bytes = at.end - at.start;
        uint64_t spelling = eight_load(folded);
        bool spaced = at.start == end + 1 && all.seen[end] == ' ';
        all.gaps[gaps] = (uint32_t)i;
        gaps += !spaced && at.start > 0;
        all.folded[i] = folded;
        all.text[at.end] = '\0';
        all.keys[i].own = bytes <= BRIEF
                              ? brief_key(eight_first(spelling, bytes))
                              : long_key(folded, bytes);
        end = at.end;
    }
    all.gaps[gaps] = (uint32_t)all.count;
    words->gap_count = gaps + (length > 0);
}

bool words_find_plain(struct words_found *words, const struct lexicon *lexicon,
                      size_t length)
{
    if (!find_all(words, length)) return false;
    key_all(words, length);
    look_up_all(words, lexicon);
    pair_off(words);
    return true;
}

/* ---- Words of any text ---- */

static bool in_word(int32_t code_point)
{
    if (code_point < 0x80) return literal_is_word((char)code_point);
    return text_is_letter(code_point) || text_is_digit(code_point);
}

/* The next word at or after *AT, with its inner apostrophes. */
static bool next_word(const char *text, size_t length, size_t *at,
                      struct span *word)
{
    int32_t code_point = 0;
    size_t i = *at;
    size_t bytes = 0;
    for (; i < length; i += bytes) {
        bytes = text_next(text + i, length - i, &code_point);
        if (in_word(code_point)) break;
    }
    if (i >= length) return false;
    word->start = i;
    word->end = i;
    for (; i < length; i += bytes) {
        bytes = text_next(text + i, length - i, &code_point);
        if (in_word(code_point))
            word->end = i + bytes;
        else if (code_point != '\'' || word->end != i)
            break;
    }
    *at = word->end;
    return true;
}

/* The word AT as it is compared: see text_fold(). What is longer than it was
 * goes into ARENA. */
static const char *fold_word(struct words_found *words, struct arena *arena,
                             const char *text, struct span at, size_t *length)
{
    struct buffer folded = {0};
    text_fold(text + at.start, at.end - at.start, &folded);
    *length = folded.length;
    char *kept = words->text + at.start;
    if (folded.length <= at.end - at.start)
        memcpy(kept, buffer_text(&folded), folded.length + 1);
    else
        kept = arena_copy(arena, buffer_text(&folded), folded.length);
    buffer_free(&folded);
    return kept;
}

void words_find(struct words_found *words, struct arena *arena,
                const struct lexicon *lexicon, size_t length)
{
    const char *text = words->seen;
    struct span word;
    size_t at = 0;
    if (words_find_plain(words, lexicon, length)) return;
    words->count = 0;
    words->gap_count = 0;
    while (next_word(text, length, &at, &word)) {
        size_t bytes;
        add_gap(words);
        const char *folded = fold_word(words, arena, text, word, &bytes);
        add_word(words, word, folded, words_key(folded, bytes));
    }
    add_gap(words);
    look_up_all(words, lexicon);
    pair_off(words);
}
