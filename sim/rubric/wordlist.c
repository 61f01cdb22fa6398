/* Lists of plain words: hashed for words, expanded for patterns.
 *
 * Begin with wordlist_fill() and wordlist_match() for the first use, with
 * wordlist_expand() for the second. The expansion reads just enough of the
 * syntax of patterns to know where a brace is only a brace; whether the
 * pattern is well made is for PCRE2 to say.
 */
#include "rubric/wordlist.h"

#include "base/memory.h"
#include "base/text.h"

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
        table_put(entry.open ? &list->prefixes : &list->exact, key,
                  folded.length, (int)index);
        if (entry.open) note_prefix(list, folded.length);
        if (entry.words > list->most_words) list->most_words = entry.words;
    }
    buffer_free(&plain);
    buffer_free(&folded);
}

void wordlist_fill(struct wordlist *list, struct arena *arena, const char *name,
                   const char *const *entries, size_t count)
{
    *list = (struct wordlist){.name = name, .entries = entries, .count = count};
    for (size_t i = 0; i < count; i++)
        put_entry(list, arena, i);
}

void wordlist_free(struct wordlist *list)
{
    table_free(&list->exact);
    table_free(&list->prefixes);
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
    return has_word ? NULL : "it has no letter or digit";
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
    for (size_t i = most; i >= least; i--)
        if (table_get(&list->prefixes, phrase, i) >= 0) return true;
    return false;
}

static bool phrase_fits(const struct wordlist *list, const char *phrase,
                        size_t length, size_t last_word)
{
    return table_get(&list->exact, phrase, length) >= 0 ||
           prefix_fits(list, phrase, length, last_word);
}

/* wordlist_match() for entries of two words or more: COUNT words joined, and
 * the last one dropped again and again until the rest is an entry. */
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

size_t wordlist_match(const struct wordlist *list, const char *const *words,
                      size_t count)
{
    size_t most = count < list->most_words ? count : list->most_words;
    if (most == 0) return 0;
    size_t taken = most > 1 ? match_phrase(list, words, most) : 0;
    if (taken > 0) return taken;
    return phrase_fits(list, words[0], strlen(words[0]), 0) ? 1 : 0;
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
    if (found.open) buffer_add_text(out, "[\\w']*");
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

/* A pattern being read. */
struct reader {
    const char *bytes;
    size_t length;
    size_t at;
    bool in_class;
    size_t class_start; /* where a ] is still literal */
};

static bool sees(const struct reader *reader, const char *text)
{
    size_t length = strlen(text);
    return reader->length - reader->at >= length &&
           memcmp(reader->bytes + reader->at, text, length) == 0;
}

/* How far it is from AT to the end of END, or to the end of the pattern. */
static size_t through(const struct reader *reader, size_t at, const char *end)
{
    size_t length = strlen(end);
    for (size_t i = at; i + length <= reader->length; i++)
        if (memcmp(reader->bytes + i, end, length) == 0)
            return i + length - reader->at;
    return reader->length - reader->at;
}

static size_t escape_length(const struct reader *reader)
{
    size_t left = reader->length - reader->at;
    if (left < 2) return left;
    char kind = reader->bytes[reader->at + 1];
    if (kind == 'Q') return through(reader, reader->at + 2, "\\E");
    if (left < 3) return left;
    if (kind == 'c') return 3;
    if (reader->bytes[reader->at + 2] == '{' && strchr("pPxogkN", kind) != NULL)
        return through(reader, reader->at + 3, "}");
    return 2;
}

/* "[:alpha:]" inside a class, or 1 for a bracket that is only a bracket. */
static size_t posix_length(const struct reader *reader)
{
    size_t i = reader->at + 2;
    if (!sees(reader, "[:")) return 1;
    while (i < reader->length &&
           strchr("^abcdefghijklmnopqrstuvwxyz<>", reader->bytes[i]) != NULL &&
           reader->bytes[i] != '\0')
        i++;
    if (i + 1 >= reader->length) return 1;
    bool closed = reader->bytes[i] == ':' && reader->bytes[i + 1] == ']';
    return closed ? i + 2 - reader->at : 1;
}

static size_t open_class(struct reader *reader)
{
    size_t length = sees(reader, "[^") ? 2 : 1;
    reader->in_class = true;
    reader->class_start = reader->at + length;
    return length;
}

static size_t inside_class(struct reader *reader)
{
    char byte = reader->bytes[reader->at];
    if (byte == '[') return posix_length(reader);
    if (byte == ']' && reader->at > reader->class_start)
        reader->in_class = false;
    return 1;
}

/* The length of the next piece that is no {name}, keeping track of classes. */
static size_t piece_length(struct reader *reader)
{
    if (reader->bytes[reader->at] == '\\') return escape_length(reader);
    if (reader->in_class) return inside_class(reader);
    if (reader->bytes[reader->at] == '[') return open_class(reader);
    if (sees(reader, "(?#")) return through(reader, reader->at, ")");
    return 1;
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

/* {2} {2,} {2,5} */
static bool is_quantifier(const char *braces, size_t length)
{
    size_t i = 1;
    while (is_digit(braces[i]))
        i++;
    if (i == 1) return false;
    if (braces[i] == ',') i++;
    while (is_digit(braces[i]))
        i++;
    return i + 1 == length;
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

/* The length of the {name} here, braces included, or 0 for anything else.
 * A brace without its partner is left for PCRE2, to which it is a literal. */
static size_t name_length(const struct reader *reader)
{
    const char *here = reader->bytes + reader->at;
    if (*here != '{') return 0;
    const char *end = memchr(here, '}', reader->length - reader->at);
    if (end == NULL) return 0;
    size_t length = (size_t)(end - here) + 1;
    if (reader->in_class) return is_named(here, length) ? length : 0;
    return is_quantifier(here, length) ? 0 : length;
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

bool wordlist_expand(const struct wordlist *lists, size_t list_count,
                     const char *pattern, size_t length, struct buffer *out,
                     size_t *at, size_t *at_length)
{
    struct reader reader = {.bytes = pattern, .length = length};
    while (reader.at < length) {
        size_t named = name_length(&reader);
        if (named == 0) {
            size_t step = piece_length(&reader);
            buffer_add(out, pattern + reader.at, step);
            reader.at += step;
            continue;
        }
        const struct wordlist *list =
            find_list(lists, list_count, pattern + reader.at + 1, named - 2);
        if (list == NULL || list->name[0] == '\0' || reader.in_class) {
            *at = reader.at;
            *at_length = named;
            return false;
        }
        add_list(out, list);
        reader.at += named;
    }
    return true;
}
