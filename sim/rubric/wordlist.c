/* Lists of plain words: hashed for words, expanded for patterns.
 *
 * Begin with wordlist_fill() and wordlist_find() for the first use, with
 * wordlist_expand() for the second. Where a brace is only a brace is told by
 * notation.h; whether the pattern is well made is for PCRE2 to say.
 */
#include "rubric/wordlist.h"

#include "base/bits.h"
#include "base/memory.h"
#include "base/text.h"
#include "rubric/notation.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- Words in a hash ---- */

struct entry {
    size_t words;
    bool open; /* a * at its end */
};

/* Adds ENTRY folded, its words joined by one space, without its star. */
static struct entry fold_entry(const char *entry, struct buffer *out)
{
    size_t length = strlen(entry);
    struct entry found = {0, false};
    if (length > 0 && entry[length - 1] == '*') {
        found.open = true;
        length--;
    }
    bool in_word = false;
    size_t step;
    for (size_t i = 0; i < length; i += step) {
        int32_t code_point;
        step = text_next(entry + i, length - i, &code_point);
        if (text_is_space(code_point)) {
            in_word = false;
            continue;
        }
        if (!in_word && found.words++ > 0) buffer_add_byte(out, ' ');
        in_word = true;
        buffer_add(out, entry + i, step);
    }
    return found;
}

/* What a word is to a list. */
struct standing {
    bool alone; /* it is an entry */
    bool leads; /* entries of several words begin with it */
};

struct standing_slot {
    uint64_t key;
    const char *word; /* folded; NULL: the slot is free */
    struct standing standing;
};

/* Which words an entry may begin with. Most words of a text begin none of a
 * list, which is seen here at a glance. */
struct beginnings {
    uint64_t open[32]; /* by a word's first byte, a bit for its second */
    uint64_t *whole;   /* a bit for a word's key */
    size_t mask;
    struct standing_slot *slots; /* a hash table with open addresses */
    size_t slot_mask;
};

enum {
    SPARSE = 16,  /* bits of `whole` for an entry, at least … */
    SLOT_BITS = 4 /* … and of them for a slot */
};

static struct beginnings *new_beginnings(struct arena *arena, size_t entries)
{
    struct beginnings *beginnings = arena_new(arena, 1, sizeof *beginnings);
    size_t bits = 64;
    while (bits < entries * SPARSE)
        bits *= 2;
    beginnings->whole = arena_new(arena, bits / 64, sizeof(uint64_t));
    beginnings->mask = bits - 1;
    beginnings->slots =
        arena_new(arena, bits / SLOT_BITS, sizeof *beginnings->slots);
    beginnings->slot_mask = bits / SLOT_BITS - 1;
    return beginnings;
}

/* The slot of the word with this KEY or, if it has none, the free one where it
 * belongs. Hostile words crowd together no more than those of base/table.c. */
static struct standing_slot *slot_of(const struct beginnings *beginnings,
                                     uint64_t key, const char *word)
{
    struct standing_slot *slots = beginnings->slots;
    size_t step = (size_t)(key >> 32) | 1;
    size_t i = (size_t)key & beginnings->slot_mask;
    while (slots[i].word != NULL &&
           !words_are_same(slots[i].key, slots[i].word, key, word))
        i = (i + step) & beginnings->slot_mask;
    return &slots[i];
}

/* Notes that an entry begins with the first word of FOLDED, which may go on
 * where that is all of an OPEN one. */
static void note_beginning(struct beginnings *beginnings, struct arena *arena,
                           const char *folded, bool open)
{
    size_t length = strcspn(folded, " ");
    bool alone = folded[length] == '\0';
    if (open && alone) {
        beginnings->open[folded[0] & 31] |=
            length > 1 ? UINT64_C(1) << (folded[1] & 63) : UINT64_MAX;
        return;
    }
    uint64_t key = words_key(folded, length);
    bits_put(beginnings->whole, key & beginnings->mask);
    const char *word = alone ? folded : arena_copy(arena, folded, length);
    struct standing_slot *slot = slot_of(beginnings, key, word);
    slot->key = key;
    slot->word = word;
    slot->standing.alone |= alone;
    slot->standing.leads |= !alone;
}

static bool may_begin(const struct beginnings *beginnings, uint64_t key,
                      const char *folded)
{
    size_t bit = key & beginnings->mask;
    uint64_t open = beginnings->open[folded[0] & 31] >> (folded[1] & 63);
    return ((open | beginnings->whole[bit / 64] >> bit % 64) & 1) != 0;
}

static void note_prefix(struct wordlist *list, size_t length)
{
    if (list->shortest_prefix == 0 || length < list->shortest_prefix)
        list->shortest_prefix = length;
    if (length > list->longest_prefix) list->longest_prefix = length;
}

static void put_entry(struct wordlist *list, struct arena *arena, size_t index)
{
    struct buffer plain = {0};
    struct buffer folded = {0};
    struct entry entry = fold_entry(list->entries[index], &plain);
    text_fold(buffer_text(&plain), plain.length, &folded);
    if (folded.length > 0) {
        const char *key =
            arena_copy(arena, buffer_text(&folded), folded.length);
        if (entry.open || entry.words > 1)
            table_put(entry.open ? &list->prefixes : &list->phrases, key,
                      folded.length, (int)index);
        if (entry.open) note_prefix(list, folded.length);
        note_beginning(list->beginnings, arena, key, entry.open);
        if (entry.words > list->most_words) list->most_words = entry.words;
    }
    buffer_free(&plain);
    buffer_free(&folded);
}

void wordlist_fill(struct wordlist *list, struct arena *arena, const char *name,
                   const char *const *entries, size_t count)
{
    *list = (struct wordlist){.name = name, .entries = entries, .count = count};
    if (count > 0) list->beginnings = new_beginnings(arena, count);
    for (size_t i = 0; i < count; i++)
        put_entry(list, arena, i);
}

void wordlist_free(struct wordlist *list)
{
    table_free(&list->phrases);
    table_free(&list->prefixes);
}

/* Words are looked up as they stand, without the marks around them. */
static const char *mark_fault(const char *entry, size_t length)
{
    if (entry[strcspn(entry, "|\\()[]{}^$+")] != '\0')
        return "words are no patterns: write each by itself, or a pattern as "
               "\"match\"";
    if (length > 0 && strchr(",;:!?", entry[length - 1]) != NULL)
        return "leave out the mark behind it";
    return NULL;
}

const char *wordlist_fault(const char *entry)
{
    size_t length = strlen(entry);
    bool has_word = false;
    bool after_space = true;
    size_t step;
    for (size_t i = 0; i < length; i += step) {
        int32_t code_point;
        step = text_next(entry + i, length - i, &code_point);
        if (code_point == '*' && i + 1 < length)
            return "a * may stand only at the end of an entry";
        if (code_point == '*' && !has_word)
            return "there must be a word before the *";
        if (code_point == '*' && after_space)
            return "the * must follow its word without a space";
        after_space = text_is_space(code_point);
        if (text_is_letter(code_point) || text_is_digit(code_point))
            has_word = true;
    }
    if (length == 0) return "it is empty";
    return has_word ? mark_fault(entry, length) : "it has no letter or digit";
}

/* Whether a prefix ends inside the last word of PHRASE, which begins at
 * LAST_WORD. */
static bool prefix_fits(const struct wordlist *list, const char *phrase,
                        size_t length, size_t last_word)
{
    if (list->shortest_prefix == 0) return false;
    size_t most = length < list->longest_prefix ? length : list->longest_prefix;
    size_t least = list->shortest_prefix;
    if (least <= last_word) least = last_word + 1;
    return table_has_beginning(&list->prefixes, phrase, least, most);
}

static bool phrase_fits(const struct wordlist *list, const char *phrase,
                        size_t length, size_t last_word)
{
    return table_get(&list->phrases, phrase, length) >= 0 ||
           prefix_fits(list, phrase, length, last_word);
}

/* match() for entries of two words or more: COUNT words joined, and the last
 * one dropped again and again until the rest is an entry. */
static size_t match_phrase(const struct wordlist *list,
                           const char *const *words, size_t count)
{
    struct buffer phrase = {0};
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buffer_add_byte(&phrase, ' ');
        buffer_add_text(&phrase, words[i]);
    }
    size_t length = phrase.length;
    size_t taken = count;
    for (; taken > 1; taken--) {
        size_t last_word = length - strlen(words[taken - 1]);
        if (phrase_fits(list, buffer_text(&phrase), length, last_word)) break;
        length = last_word - 1;
    }
    buffer_free(&phrase);
    return taken > 1 ? taken : 0;
}

/* How many words the longest entry takes that begins at WORDS[0], which has
 * this KEY; 0: none. */
static size_t match(const struct wordlist *list, uint64_t key,
                    const char *const *words, size_t count)
{
    size_t most = count < list->most_words ? count : list->most_words;
    struct standing standing =
        slot_of(list->beginnings, key, words[0])->standing;
    if (most > 1 && standing.leads) {
        size_t taken = match_phrase(list, words, most);
        if (taken > 0) return taken;
    }
    if (standing.alone || list->shortest_prefix == 0) return standing.alone;
    return prefix_fits(list, words[0], strlen(words[0]), 0);
}

size_t wordlist_find(const struct wordlist *list, const struct word_key *keys,
                     const char *const *words, size_t count, size_t *taken)
{
    *taken = 0;
    if (list->beginnings == NULL) return count;
    for (size_t i = 0; i < count; i++) {
        if (!may_begin(list->beginnings, keys[i].own, words[i])) continue;
        *taken = match(list, keys[i].own, &words[i], count - i);
        if (*taken > 0) return i;
    }
    return count;
}

/* ---- Words in a pattern ---- */

static void add_literal(struct buffer *out, char byte)
{
    if (byte != '\0' && strchr("\\^$.[]|()?*+{}", byte) != NULL)
        buffer_add_byte(out, '\\');
    buffer_add_byte(out, byte);
}

static void add_entry(struct buffer *out, const char *entry)
{
    struct buffer plain = {0};
    struct buffer composed = {0};
    struct entry found = fold_entry(entry, &plain);
    text_compose(buffer_text(&plain), plain.length, &composed);
    for (size_t i = 0; i < composed.length; i++)
        add_literal(out, composed.bytes[i]);
    if (found.open) buffer_add_text(out, "[\\w']*+");
    buffer_free(&plain);
    buffer_free(&composed);
}

static int longest_first(const void *left, const void *right)
{
    const char *const *a = *(const char *const *const *)left;
    const char *const *b = *(const char *const *const *)right;
    size_t a_length = strlen(*a);
    size_t b_length = strlen(*b);
    if (a_length != b_length) return a_length > b_length ? -1 : 1;
    return (a > b) - (a < b);
}

static void add_list(struct buffer *out, const struct wordlist *list)
{
    if (list->count == 0) {
        buffer_add_text(out, "(?!)");
        return;
    }
    const char *const **sorted = memory_new(list->count, sizeof *sorted);
    for (size_t i = 0; i < list->count; i++)
        sorted[i] = &list->entries[i];
    qsort(sorted, list->count, sizeof *sorted, longest_first);
    for (size_t i = 0; i < list->count; i++) {
        buffer_add_text(out, i == 0 ? "(?:" : "|");
        add_entry(out, *sorted[i]);
    }
    buffer_add_byte(out, ')');
    free(sorted);
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_name(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           is_digit(byte) || byte == '_' || byte == '-';
}

/* Something that looks like the name of a list; what stands between braces
 * in a class is mostly a list of characters. */
static bool is_named(const char *braces, size_t length)
{
    if (length < 4 || is_digit(braces[1])) return false;
    for (size_t i = 1; i + 1 < length; i++)
        if (!is_name(braces[i])) return false;
    return true;
}

/* The length of the {name} that begins with ITEM, braces included, or 0 for
 * anything else. A brace without its partner is left for PCRE2, to which it is
 * a literal. */
static size_t name_length(const struct notation *notation,
                          const struct notation_item *item)
{
    const char *here = notation->bytes + item->start;
    bool brace = item->kind == NOTATION_LITERAL && *here == '{';
    if (!brace || notation->quoted) return 0;
    const char *end = memchr(here, '}', notation->length - item->start);
    if (end == NULL) return 0;
    size_t length = (size_t)(end - here) + 1;
    return notation->in_class && !is_named(here, length) ? 0 : length;
}

static const struct wordlist *find_list(const struct wordlist *lists,
                                        size_t count, const char *name,
                                        size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(lists[i].name) == length &&
            memcmp(lists[i].name, name, length) == 0)
            return &lists[i];
    return NULL;
}

enum step { STEP_PLAIN, STEP_LIST, STEP_FAULT };

/* Expands the next item; its span is *TAKEN. */
static enum step expand_next(const struct wordlist *lists, size_t count,
                             struct notation *notation, struct buffer *out,
                             struct span *taken)
{
    struct notation_item item;
    notation_next(notation, &item);
    size_t named = name_length(notation, &item);
    if (named > 0) notation->at = item.start + named;
    *taken = (struct span){item.start, notation->at};
    const char *bytes = notation->bytes + item.start;
    if (named == 0) {
        buffer_add(out, bytes, item.length);
        return STEP_PLAIN;
    }
    const struct wordlist *list = find_list(lists, count, bytes + 1, named - 2);
    if (list == NULL || list->name[0] == '\0' || notation->in_class)
        return STEP_FAULT;
    add_list(out, list);
    return STEP_LIST;
}

bool wordlist_expand(const struct wordlist *lists, size_t list_count,
                     const char *pattern, size_t length, struct buffer *out,
                     size_t *at, size_t *at_length)
{
    struct notation notation = {.bytes = pattern, .length = length};
    struct span taken;
    while (notation.at < length) {
        if (expand_next(lists, list_count, &notation, out, &taken) !=
            STEP_FAULT)
            continue;
        *at = taken.start;
        *at_length = taken.end - taken.start;
        return false;
    }
    return true;
}

size_t wordlist_origin(const struct wordlist *lists, size_t list_count,
                       const char *pattern, size_t length, size_t offset)
{
    struct notation notation = {.bytes = pattern, .length = length};
    struct buffer out = {0};
    size_t origin = length;
    while (notation.at < length && origin == length) {
        struct span taken;
        size_t before = out.length;
        enum step step =
            expand_next(lists, list_count, &notation, &out, &taken);
        if (out.length <= offset) continue;
        origin = taken.start;
        if (step == STEP_PLAIN) origin += offset - before;
    }
    buffer_free(&out);
    return origin;
}
