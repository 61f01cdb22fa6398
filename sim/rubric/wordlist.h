/* Lists of plain words and phrases.
 *
 * "sad", "worn out", "worr*": an entry is one or more words; a * at its end
 * takes any ending of the last word. A list is used in two ways: put into a
 * pattern as alternatives for {name}, and looked up in a hash against the
 * words of a text, without PCRE2. Words are compared by full case folding.
 */
#ifndef RUBRIC_WORDLIST_H
#define RUBRIC_WORDLIST_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/source.h"
#include "base/table.h"
#include "rubric/words.h"

#include <stdbool.h>
#include <stddef.h>

struct wordlist {
    const char *name; /* "" for a list that stands alone */
    const char *const *entries;
    size_t count;
    struct table phrases;  /* folded entries of several words, joined by one
                              space */
    struct table prefixes; /* folded entries that ended in *, without it */
    struct beginnings *beginnings; /* NULL when there are no entries */
    size_t most_words;             /* in one entry */
    size_t shortest_prefix;        /* bytes; 0 when there is no prefix */
    size_t longest_prefix;
};

/* ENTRIES are borrowed and must outlive the list; folded copies go to ARENA.
 * wordlist_free() frees the tables only. */
void wordlist_fill(struct wordlist *list, struct arena *arena, const char *name,
                   const char *const *entries, size_t count);
void wordlist_free(struct wordlist *list);

/* Why ENTRY cannot stand in a list (empty, only *, a * inside, no letter or
 * digit in it, what only patterns have, a mark at its end), in words, or NULL
 * when it can. */
const char *wordlist_fault(const char *entry);

/* The first of COUNT folded WORDS in order, which have these KEYS, that an
 * entry begins with: its number, and in *TAKEN how many words the longest such
 * entry takes; COUNT and 0 if there is none. */
size_t wordlist_find(const struct wordlist *list, const struct word_key *keys,
                     const char *const *words, size_t count, size_t *taken);

/* PATTERN with every {name} replaced by the list of that name as
 * (?:longest|…|shortest), its words quoted literally, spaces as they are, a
 * trailing * as [\w']*+, which never gives back what it took. A list without
 * entries becomes (?!). A {name} is a list only where unescaped, outside
 * \Q…\E and (?#…) and not after \p \P \x \o \g \k \N, and where it is not
 * a quantifier; inside a character class it is a mistake. Returns false with
 * *AT the offset of a {name} that is no list (or stands in a class), its
 * length in *AT_LENGTH. */
bool wordlist_expand(const struct wordlist *lists, size_t list_count,
                     const char *pattern, size_t length, struct buffer *out,
                     size_t *at, size_t *at_length);

/* Where in PATTERN that stands which stands at OFFSET of its expansion: for
 * what came from a list, the { of its name. PATTERN is one that
 * wordlist_expand() takes. */
size_t wordlist_origin(const struct wordlist *lists, size_t list_count,
                       const char *pattern, size_t length, size_t offset);

#endif
