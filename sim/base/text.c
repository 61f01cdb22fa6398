/* Unicode, by utf8proc.
 *
 * Most of what people type here is ASCII, and for ASCII all of this is simple;
 * so each costly function first asks text_is_ascii() and leaves utf8proc alone
 * when it may. Bytes that are not UTF-8 have no place here, but a broken file's
 * lines are shown to its author: such bytes count as one character each, and
 * nothing reads past the end.
 */
#include "base/text.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

enum { REPLACEMENT = 0xfffd, LONGEST_CHARACTER = 4, MOST_SHOWN = 40 };

/* All bytes together, eight at a time: nearly always it comes to the end. */
bool text_is_ascii(const char *bytes, size_t length)
{
    uint64_t all = 0;
    size_t i = 0;
    for (uint64_t eight; length - i >= sizeof eight; i += sizeof eight) {
        memcpy(&eight, bytes + i, sizeof eight);
        all |= eight;
    }
    for (; i < length; i++)
        all |= (unsigned char)bytes[i];
    return (all & UINT64_C(0x8080808080808080)) == 0;
}

/* As text_next(), but 0 when what stands there is not UTF-8. */
static size_t decode(const char *bytes, size_t length, int32_t *code_point)
{
    utf8proc_ssize_t taken = utf8proc_iterate(
        (const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length, code_point);
    return taken > 0 ? (size_t)taken : 0;
}

bool text_valid(const char *bytes, size_t length, size_t *bad)
{
    size_t i = 0;
    while (i < length) {
        size_t taken = 1;
        int32_t code_point;
        if ((unsigned char)bytes[i] >= 0x80)
            taken = decode(bytes + i, length - i, &code_point);
        if (taken == 0) {
            *bad = i;
            return false;
        }
        i += taken;
    }
    return true;
}

size_t text_next(const char *bytes, size_t length, int32_t *code_point)
{
    unsigned char first = (unsigned char)bytes[0];
    if (first < 0x80) {
        *code_point = first;
        return 1;
    }
    size_t taken = decode(bytes, length, code_point);
    if (taken > 0) return taken;
    *code_point = REPLACEMENT;
    return 1;
}

bool text_continues(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

size_t text_before(const char *bytes, size_t end)
{
    size_t start = end - 1;
    while (start > 0 && end - start < LONGEST_CHARACTER &&
           text_continues(bytes[start]))
        start--;
    int32_t code_point;
    size_t taken = text_next(bytes + start, end - start, &code_point);
    return taken == end - start ? taken : 1;
}

bool text_is_letter(int32_t code_point)
{
    switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return true;
    default:
        return false;
    }
}

bool text_is_digit(int32_t code_point)
{
    return utf8proc_category(code_point) == UTF8PROC_CATEGORY_ND;
}

bool text_is_upper(int32_t code_point)
{
    utf8proc_category_t category = utf8proc_category(code_point);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

bool text_is_space(int32_t code_point)
{
    if (code_point >= '\t' && code_point <= '\r') return true;
    if (code_point == 0x85) return true;
    switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return true;
    default:
        return false;
    }
}

/* Adds the bytes decomposed and composed again under OPTIONS. The two halves
 * of utf8proc_map(), because that one allocates by itself and may fail. */
static void map(const char *bytes, size_t length, utf8proc_option_t options,
                struct buffer *out)
{
    const utf8proc_uint8_t *in = (const utf8proc_uint8_t *)bytes;
    utf8proc_ssize_t size = (utf8proc_ssize_t)length;
    utf8proc_ssize_t count = utf8proc_decompose(in, size, NULL, 0, options);
    if (count < 0) {
        buffer_add(out, bytes, length);
        return;
    }
    /* One more, for the NUL that utf8proc_reencode() writes. */
    int32_t *points = memory_new((size_t)count + 1, sizeof *points);
    utf8proc_decompose(in, size, points, count, options);
    utf8proc_ssize_t written = utf8proc_reencode(points, count, options);
    if (written > 0) buffer_add(out, (const char *)points, (size_t)written);
    free(points);
}

void text_fold(const char *bytes, size_t length, struct buffer *out)
{
    if (!text_is_ascii(bytes, length)) {
        map(bytes, length,
            UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD, out);
        return;
    }
    size_t start = out->length;
    buffer_add(out, bytes, length);
    for (size_t i = start; i < out->length; i++) {
        if (out->bytes[i] >= 'A' && out->bytes[i] <= 'Z')
            out->bytes[i] = (char)(out->bytes[i] - 'A' + 'a');
    }
}

void text_compose(const char *bytes, size_t length, struct buffer *out)
{
    if (text_is_ascii(bytes, length))
        buffer_add(out, bytes, length);
    else
        map(bytes, length, UTF8PROC_STABLE | UTF8PROC_COMPOSE, out);
}

size_t text_cluster(const char *bytes, size_t length)
{
    if (length < 2) return length;
    if (text_is_ascii(bytes, 2))
        return bytes[0] == '\r' && bytes[1] == '\n' ? 2 : 1;
    int32_t last;
    int32_t state = 0;
    size_t end = text_next(bytes, length, &last);
    while (end < length) {
        int32_t next;
        size_t taken = text_next(bytes + end, length - end, &next);
        if (utf8proc_grapheme_break_stateful(last, next, &state)) break;
        last = next;
        end += taken;
    }
    return end;
}

/* Of a printing ASCII character 1, of a control 0. */
static size_t ascii_width(const char *bytes, size_t length)
{
    size_t width = 0;
    for (size_t i = 0; i < length; i++)
        width += bytes[i] >= ' ' && bytes[i] <= '~';
    return width;
}

/* A cluster takes two cells at most: what is joined (a family, a flag) is
 * drawn as one. */
static size_t cluster_width(const char *bytes, size_t length)
{
    size_t width = 0;
    for (size_t i = 0; i < length;) {
        int32_t code_point;
        i += text_next(bytes + i, length - i, &code_point);
        int cells = utf8proc_charwidth(code_point);
        if (cells > 0) width += (size_t)cells;
    }
    return width < 2 ? width : 2;
}

size_t text_width(const char *bytes, size_t length)
{
    if (text_is_ascii(bytes, length)) return ascii_width(bytes, length);
    size_t width = 0;
    for (size_t i = 0; i < length;) {
        size_t cluster = text_cluster(bytes + i, length - i);
        width += cluster_width(bytes + i, cluster);
        i += cluster;
    }
    return width;
}

static bool is_control(int32_t code_point)
{
    if (code_point == '\n') return false;
    return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0);
}

/* Unicode's property Bidi_Control. */
static bool is_bidirectional(int32_t code_point)
{
    return code_point == 0x61c || code_point == 0x200e ||
           code_point == 0x200f ||
           (code_point >= 0x202a && code_point <= 0x202e) ||
           (code_point >= 0x2066 && code_point <= 0x2069);
}

bool text_steers(int32_t code_point)
{
    return is_control(code_point) || is_bidirectional(code_point);
}

/* Adds the character at BYTES, made visible, and returns its length. */
static size_t add_visible(const char *bytes, size_t length, struct buffer *out)
{
    int32_t code_point;
    size_t taken = decode(bytes, length, &code_point);
    if (taken == 0) {
        buffer_format(out, "\\x%02x", (unsigned)(unsigned char)bytes[0]);
        return 1;
    }
    if (is_control(code_point))
        buffer_format(out, "\\x%02x", (unsigned)code_point);
    else if (is_bidirectional(code_point))
        buffer_format(out, "\\u{%x}", (unsigned)code_point);
    else
        buffer_add(out, bytes, taken);
    return taken;
}

void text_visible(const char *bytes, size_t length, struct buffer *out)
{
    size_t i = 0;
    while (i < length) {
        size_t plain = i;
        while (plain < length &&
               ((bytes[plain] >= ' ' && bytes[plain] <= '~') ||
                bytes[plain] == '\n'))
            plain++;
        buffer_add(out, bytes + i, plain - i);
        i = plain;
        if (i < length) i += add_visible(bytes + i, length - i, out);
    }
}

void text_visible_line(const char *text, struct buffer *out)
{
    size_t start = out->length;
    text_visible(text, strlen(text), out);
    for (size_t i = start; i < out->length; i++)
        if (out->bytes[i] == '\n') out->bytes[i] = ' ';
}

size_t text_characters(const char *bytes, size_t length)
{
    if (text_is_ascii(bytes, length)) return length;
    size_t count = 0;
    for (size_t i = 0; i < length; count++) {
        int32_t code_point;
        i += text_next(bytes + i, length - i, &code_point);
    }
    return count;
}

int text_shown(const char *bytes, size_t length)
{
    if (length <= MOST_SHOWN) return (int)length;
    size_t end = MOST_SHOWN;
    while (end > 0 && text_continues(bytes[end]))
        end--;
    return (int)end;
}
