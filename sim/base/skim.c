/* Lines read in one pass; see skim.h. Begin with skim_object(): each take_*
 * function is given where something must stand, and gives where that ends, or
 * NULL when anything else stands there.
 *
 * The NUL behind a line is nowhere right, so whatever goes on byte by byte
 * ends there at the latest, and only what looks further ahead is told where
 * the line ends. */
#include "base/skim.h"

#include "base/count.h"
#include "base/eight.h"
#include "base/text.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

enum {
    MOST_DIGITS = 9,   /* any such number is one */
    MOST_MEMBERS = 64, /* of an object inside, whose keys are compared */
    DEEPEST = 4
};

/* What stands between two quotes. */
struct stretch {
    const char *start;
    size_t length;
    bool escaped;
};

/* ---- Texts ---- */

/* Times a byte: that byte eight times. */
static const uint64_t each = UINT64_MAX / 255;

/* The high bit of each byte of WORD that is not printable ASCII, or a quote or
 * backslash, and perhaps of some behind the first such one: what is taken away
 * from a byte sets its high bit where there is too little of it, and then
 * lacks in the next one. A quote with its second bit turned is a space, so
 * that it and the controls are all that is not above a space. */
static uint64_t odd_bytes(uint64_t word)
{
    uint64_t quotes = (word ^ (each * ('"' ^ ' '))) - each * (' ' + 1);
    uint64_t backslashes = (word ^ (each * '\\')) - each;
    return (word | quotes | backslashes) & (each * 0x80);
}

/* How many bytes stand before the first whose high bit is set in ODD. */
static size_t bytes_before(uint64_t odd)
{
    uint64_t lower = (odd & (~odd + 1)) - 1;
    return (size_t)((lower & each) * each >> 56) - 1;
}

static bool is_plain(char byte)
{
    return (unsigned char)byte < 0x80 && byte >= ' ' && byte != '"' &&
           byte != '\\';
}

static inline const char *pass_plain(const char *at, const char *end)
{
    for (; end - at >= EIGHT; at += EIGHT) {
        uint64_t odd = odd_bytes(eight_load(at));
        if (odd != 0) return at + bytes_before(odd);
    }
    while (is_plain(*at))
        at++;
    return at;
}

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return -1;
}

/* The number in \uXXXX at BYTES, or -1. */
static int32_t escaped_unit(const char *bytes)
{
    int32_t unit = 0;
    if (bytes[0] != '\\' || bytes[1] != 'u') return -1;
    for (size_t i = 2; i < 6; i++) {
        int digit = hex_digit(bytes[i]);
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/* The character that the \u at BYTES stands for, two of them where it takes
 * two, and in *TAKEN their bytes; -1 for halves, NUL and what is none. */
static int32_t escaped_character(const char *bytes, size_t *taken)
{
    int32_t high = escaped_unit(bytes);
    *taken = 6;
    if (high <= 0 || (high >= 0xdc00 && high <= 0xdfff)) return -1;
    if (high < 0xd800 || high > 0xdfff) return high;
    int32_t low = escaped_unit(bytes + 6);
    *taken = 12;
    if (low < 0xdc00 || low > 0xdfff) return -1;
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

static const char short_escapes[] = "\"\\/bfnrt";
static const char short_meanings[] = "\"\\/\b\f\n\r\t";

static const char *take_escape(const char *at)
{
    size_t taken = 2;
    char letter = at[1];
    if (letter == 'u')
        return escaped_character(at, &taken) < 0 ? NULL : at + taken;
    if (letter == '\0' || strchr(short_escapes, letter) == NULL) return NULL;
    return at + taken;
}

/* From AT on, the first byte of a text that is not plain. */
static const char *take_odd_text(const char *at, const char *end,
                                 struct stretch *text)
{
    size_t bad;
    bool ascii = true;
    for (; *at != '"'; at = pass_plain(at, end)) {
        if (*at == '\\') {
            text->escaped = true;
            at = take_escape(at);
            if (at == NULL) return NULL;
        } else if ((unsigned char)*at >= 0x80) {
            ascii = false;
            at++;
        } else {
            return NULL;
        }
    }
    text->length = (size_t)(at - text->start);
    if (!ascii && !text_valid(text->start, text->length, &bad)) return NULL;
    return at + 1;
}

/* Nearly all are plain up to their quote. */
static inline const char *take_text(const char *at, const char *end,
                                    struct stretch *text)
{
    if (*at != '"') return NULL;
    const char *start = at + 1;
    at = pass_plain(start, end);
    *text = (struct stretch){start, (size_t)(at - start), false};
    return *at == '"' ? at + 1 : take_odd_text(at, end, text);
}

/* ---- Other values ---- */

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Nearly always there is none, or one space. */
static inline const char *pass_blanks(const char *at)
{
    if (*at == ' ') at++;
    while ((unsigned char)*at <= ' ' && is_blank(*at))
        at++;
    return at;
}

static inline const char *pass_digits(const char *at)
{
    while (*at >= '0' && *at <= '9')
        at++;
    return at;
}

static inline const char *take_digits(const char *at)
{
    const char *end = pass_digits(at);
    return end > at && end - at <= MOST_DIGITS ? end : NULL;
}

static inline const char *take_whole(const char *at)
{
    if (*at == '-') at++;
    if (*at == '0') return at[1] >= '0' && at[1] <= '9' ? NULL : at + 1;
    return take_digits(at);
}

static inline const char *take_number(const char *at)
{
    at = take_whole(at);
    if (at != NULL && *at == '.') at = take_digits(at + 1);
    return at != NULL && *at != 'e' && *at != 'E' ? at : NULL;
}

static const char *take_word(const char *at)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < COUNT(words); i++) {
        size_t length = strlen(words[i]);
        if (strncmp(at, words[i], length) == 0) return at + length;
    }
    return NULL;
}

static inline const char *take_colon(const char *at)
{
    at = pass_blanks(at);
    return *at == ':' ? pass_blanks(at + 1) : NULL;
}

static bool is_among(const struct stretch *keys, size_t count,
                     const struct stretch *key)
{
    for (size_t i = 0; i < count; i++)
        if (keys[i].length == key->length &&
            memcmp(keys[i].start, key->start, key->length) == 0)
            return true;
    return false;
}

static const char *take_value(const char *at, const char *end, int depth);

/* An object inside, of whatever keys, each only once and without escapes. */
static const char *take_object(const char *at, const char *end, int depth)
{
    struct stretch keys[MOST_MEMBERS];
    size_t count = 0;
    at = pass_blanks(at + 1);
    if (*at == '}') return at + 1;
    for (;; at = pass_blanks(at + 1)) {
        if (count == MOST_MEMBERS) return NULL;
        struct stretch *key = &keys[count];
        at = take_text(at, end, key);
        if (at == NULL || key->escaped || is_among(keys, count++, key))
            return NULL;
        at = take_colon(at);
        if (at != NULL) at = take_value(at, end, depth);
        if (at == NULL) return NULL;
        at = pass_blanks(at);
        if (*at != ',') return *at == '}' ? at + 1 : NULL;
    }
}

static const char *take_array(const char *at, const char *end, int depth)
{
    at = pass_blanks(at + 1);
    if (*at == ']') return at + 1;
    for (;; at = pass_blanks(at + 1)) {
        at = take_value(at, end, depth);
        if (at == NULL) return NULL;
        at = pass_blanks(at);
        if (*at != ',') return *at == ']' ? at + 1 : NULL;
    }
}

static const char *take_value(const char *at, const char *end, int depth)
{
    struct stretch text;
    if (depth == DEEPEST) return NULL;
    switch (*at) {
    case '"':
        return take_text(at, end, &text);
    case '{':
        return take_object(at, end, depth + 1);
    case '[':
        return take_array(at, end, depth + 1);
    case 't':
    case 'f':
    case 'n':
        return take_word(at);
    default:
        return take_number(at);
    }
}

/* ---- The object ---- */

static const char *take_field(const char *at, const char *end,
                              enum form_kind kind, struct skim_value *value)
{
    struct stretch text = {at, 0, false};
    value->there = true;
    if (kind == FORM_TEXT || kind == FORM_ANY) {
        at = take_text(at, end, &text);
        if (kind == FORM_TEXT && text.length == 0) return NULL;
    } else {
        if (kind == FORM_OBJECT)
            at = *at == '{' ? take_object(at, end, 1) : NULL;
        else
            at = kind == FORM_INTEGER ? take_whole(at) : NULL;
        if (at != NULL) text.length = (size_t)(at - text.start);
    }
    value->bytes = text.start;
    value->length = text.length;
    value->escaped = text.escaped;
    return at;
}

/* Behind KEY and its closing quote, if that is what stands at AT. */
static inline const char *take_name(const char *at, const char *key)
{
    for (; *key != '\0' && *at == *key; at++)
        key++;
    return *key == '\0' && *at == '"' ? at + 1 : NULL;
}

/* Which of FIELDS the key at AT is, in *FIELD. A stream's lines have their keys
 * in one order: the one after the last *FIELD is tried first. */
static const char *take_field_key(const char *at,
                                  const struct form_field *fields, size_t count,
                                  size_t *field)
{
    if (*at++ != '"') return NULL;
    for (size_t tried = 0, i = *field; tried < count; tried++) {
        i = i + 1 < count ? i + 1 : 0;
        const char *behind = take_name(at, fields[i].key);
        if (behind == NULL) continue;
        *field = i;
        return take_colon(behind);
    }
    return NULL;
}

/* From the opening brace to the closing one. */
static const char *take_members(const char *at, const char *end,
                                const struct form_field *fields, size_t count,
                                struct skim_value *values)
{
    size_t field = count;
    if (*at != '{') return NULL;
    do {
        at = take_field_key(pass_blanks(at + 1), fields, count, &field);
        if (at == NULL || values[field].there) return NULL;
        at = take_field(at, end, fields[field].kind, &values[field]);
        if (at == NULL) return NULL;
        at = pass_blanks(at);
    } while (*at == ',');
    return *at == '}' ? at : NULL;
}

bool skim_object(const struct source *line, const struct form_field *fields,
                 size_t count, struct skim_value *values, size_t *close)
{
    assert(count <= SKIM_FIELDS && line->bytes[line->length] == '\0');
    const char *end = line->bytes + line->length;
    memset(values, 0, count * sizeof *values);
    const char *at =
        take_members(pass_blanks(line->bytes), end, fields, count, values);
    if (at == NULL || pass_blanks(at + 1) != end) return false;
    *close = (size_t)(at - line->bytes);
    for (size_t i = 0; i < count; i++)
        if (fields[i].required && !values[i].there) return false;
    return true;
}

/* ---- What stands there ---- */

static char *put_character(char *at, int32_t character)
{
    if (character < 0x80) {
        *at++ = (char)character;
        return at;
    }
    if (character < 0x800) {
        *at++ = (char)(0xc0 | character >> 6);
    } else if (character < 0x10000) {
        *at++ = (char)(0xe0 | character >> 12);
        *at++ = (char)(0x80 | (character >> 6 & 0x3f));
    } else {
        *at++ = (char)(0xf0 | character >> 18);
        *at++ = (char)(0x80 | (character >> 12 & 0x3f));
        *at++ = (char)(0x80 | (character >> 6 & 0x3f));
    }
    *at++ = (char)(0x80 | (character & 0x3f));
    return at;
}

/* What the escape at BYTES stands for goes to *AT; returns how long it is. */
static size_t undo_escape(const char *bytes, char **at)
{
    size_t taken = 2;
    if (bytes[1] == 'u')
        *at = put_character(*at, escaped_character(bytes, &taken));
    else
        *(*at)++ =
            short_meanings[strchr(short_escapes, bytes[1]) - short_escapes];
    return taken;
}

static char *put_bytes(char *at, const char *bytes, size_t length)
{
    memcpy(at, bytes, length);
    return at + length;
}

char *skim_text(const struct skim_value *value, char *at)
{
    const char *bytes = value->bytes;
    const char *end = bytes + value->length;
    while (value->escaped && bytes < end) {
        const char *escape = memchr(bytes, '\\', (size_t)(end - bytes));
        if (escape == NULL) break;
        at = put_bytes(at, bytes, (size_t)(escape - bytes));
        bytes = escape + undo_escape(escape, &at);
    }
    at = put_bytes(at, bytes, (size_t)(end - bytes));
    *at = '\0';
    return at;
}

bool skim_is(const struct skim_value *value, const char *text)
{
    return value->length == strlen(text) &&
           memcmp(value->bytes, text, value->length) == 0;
}

int skim_integer(const struct skim_value *value)
{
    int number = 0;
    bool negative = value->bytes[0] == '-';
    for (size_t i = negative; i < value->length; i++)
        number = number * 10 + (value->bytes[i] - '0');
    return negative ? -number : number;
}
