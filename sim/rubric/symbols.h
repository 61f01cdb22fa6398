/* Characters as a filter sees them: 129 symbols, and sets of these.
 *
 * A symbol is an ASCII character, capitals as small letters, or SYMBOLS_FOREIGN
 * for any other, of which nothing is known. What a pattern asks for in one
 * place, a letter or a class, becomes a set of symbols. It must have every
 * symbol that PCRE2 might take there, and may have more.
 */
#ifndef RUBRIC_SYMBOLS_H
#define RUBRIC_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SYMBOLS_FOREIGN = 128, SYMBOLS_COUNT };

/* A bit for each symbol. */
struct symbols {
    uint64_t bits[3];
};

/* A class being read: which symbols may be members, and which surely are, in
 * both cases. Of a foreign character nothing is sure. */
struct symbols_members {
    struct symbols may;
    struct symbols sure;
    bool cased; /* a capital may differ from its small letter */
};

bool symbols_is_word(size_t symbol);     /* as \w has it, among ASCII */
bool symbols_is_line_end(size_t symbol); /* as \v has it */

void symbols_put(struct symbols *symbols, size_t symbol);
bool symbols_has(const struct symbols *symbols, size_t symbol);
size_t symbols_size(const struct symbols *symbols);

/* All code points from LOW to HIGH; of one, both are the same. */
void symbols_put_range(struct symbols_members *members, int32_t low,
                       int32_t high);

/* A kind of character as a pattern names it: . \w \P{Lu} [:alpha:] */
void symbols_put_kind(struct symbols_members *members, const char *text,
                      size_t length);

/* Where members must not stand: others may that are not surely members, and
 * surely those that can be none. */
struct symbols_members symbols_others(const struct symbols_members *members);

/* The symbols that may be SYMBOL when it is said again, whatever the case. */
struct symbols symbols_echo(size_t symbol);

/* Numbers the symbols from FIRST on, with one number for all those that
 * neither the COUNT sets tell apart, nor the edges of words and lines. Returns
 * the number behind the last. */
size_t symbols_number(const struct symbols *sets, size_t count,
                      unsigned char numbers[SYMBOLS_COUNT], size_t first);

#endif
