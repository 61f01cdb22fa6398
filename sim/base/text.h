/* Unicode, by utf8proc: what is a word, how wide is it, how is it folded.
 *
 * All functions but text_valid() take valid UTF-8.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True when the bytes are UTF-8; else *BAD is the offset of the first byte
 * that is not. */
bool text_valid(const char *bytes, size_t length, size_t *bad);

bool text_is_ascii(const char *bytes, size_t length);

/* The code point at BYTES and how many bytes it takes (at least 1; LENGTH is
 * at least 1). */
size_t text_next(const char *bytes, size_t length, int32_t *code_point);

/* True of a byte of UTF-8 that begins no character. */
bool text_continues(char byte);

/* How many bytes the character before BYTES[END] takes (END is at least 1). */
size_t text_before(const char *bytes, size_t end);

bool text_is_letter(int32_t code_point); /* a letter or a mark on one */
bool text_is_digit(int32_t code_point);
bool text_is_upper(int32_t code_point);
bool text_is_space(int32_t code_point); /* line ends included */

/* Adds the full case folding of the bytes, in NFC: what two spellings of a
 * word have in common. */
void text_fold(const char *bytes, size_t length, struct buffer *out);

/* Where the user-perceived character at BYTES ends, in bytes. */
size_t text_cluster(const char *bytes, size_t length);

/* Adds the bytes in NFC. */
void text_compose(const char *bytes, size_t length, struct buffer *out);

/* How many cells of a terminal the bytes take. */
size_t text_width(const char *bytes, size_t length);

/* Adds the bytes with everything that could steer a terminal made visible:
 * C0 but newline, DEL, C1, and the bidirectional controls come out as
 * \x1b or \u{202e}. */
void text_visible(const char *bytes, size_t length, struct buffer *out);

/* The same of TEXT on one line: its newlines come out as spaces. */
void text_visible_line(const char *text, struct buffer *out);

/* Whether a character could steer a terminal: one that text_visible() shows
 * otherwise. */
bool text_steers(int32_t code_point);

/* How many characters. */
size_t text_characters(const char *bytes, size_t length);

/* How many of the bytes a message repeats, for its %.*s: at most 40, and no
 * half characters. */
int text_shown(const char *bytes, size_t length);

#endif
