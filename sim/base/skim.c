/* Lines read in one pass; see skim.h. Begin with skim_object(): each take_*
 * function goes over what must come next and says false when it is anything
 * else. */
#include "base/skim.h"

#include "base/text.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

enum {
    MOST_DIGITS = 9,   /* any such number is one */
    MOST_MEMBERS = 64, /* of an object inside, whose keys are compared */
    DEEPEST = 4
};

struct cursor {
    const char *start;
    const char *at;
    const char *end;
};

/* ---- Texts ---- */

/* Times a byte: that byte eight times. */
static const uint64_t each = UINT64_MAX / 255;

/* Eight bytes, the first one lowest, written so that it is one instruction
 * where that is how the machine lays them. */
static uint64_t word_at(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 |
           (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 |
           (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

/* The high bit of each byte of WORD that is not printable ASCII, or a quote or
 * backslash, and perhaps of some behind the first such one: what is taken away
 * from a byte sets its high bit where there is too little of it, and then
 * lacks in the next one. */
static uint64_t odd_bytes(uint64_t word)
{
    uint64_t controls = word - each * ' ';
    uint64_t quotes = (word ^ (each * '"')) - each;
    uint64_t backslashes = (word ^ (each * '\\')) - each;
    return (word | controls | quotes | backslashes) & (each * 0x80);
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

static inline void pass_plain(struct cursor *cursor)
{
    while (cursor->end - cursor->at >= 8) {
        uint64_t odd = odd_bytes(word_at(cursor->at));
        if (odd != 0) {
            cursor->at += bytes_before(odd);
            return;
        }
        cursor->at += 8;
    }
    while (cursor->at < cursor->end && is_plain(*cursor->at))
        cursor->at++;
}

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return -1;
}

/* The number in \uXXXX at BYTES, or -1. */
static int32_t escaped_unit(const char *bytes, const char *end)
{
    int32_t unit = 0;
    if (end - bytes < 6 || bytes[0] != '\\' || bytes[1] != 'u') return -1;
    for (size_t i = 2; i < 6; i++) {
        int digit = hex_digit(bytes[i]);
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/* The character that the \u at BYTES stands for, two of them where it takes
 * two, and in *TAKEN their bytes; -1 for halves, NUL and what is none. */
static int32_t escaped_character(const char *bytes, const char *end,
                                 size_t *taken)
{
    int32_t high = escaped_unit(bytes, end);
    *taken = 6;
    if (high <= 0 || (high >= 0xdc00 && high <= 0xdfff)) return -1;
    if (high < 0xd800 || high > 0xdfff) return high;
    int32_t low = escaped_unit(bytes + 6, end);
    *taken = 12;
    if (low < 0xdc00 || low > 0xdfff) return -1;
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

static const char short_escapes[] = "\"\\/bfnrt";
static const char short_meanings[] = "\"\\/\b\f\n\r\t";

static bool take_escape(struct cursor *cursor)
{
    if (cursor->end - cursor->at < 2) return false;
    size_t taken = 2;
    char letter = cursor->at[1];
    if (letter == 'u') {
        if (escaped_character(cursor->at, cursor->end, &taken) < 0)
            return false;
    } else if (letter == '\0' || strchr(short_escapes, letter) == NULL) {
        return false;
    }
    cursor->at += taken;
    return true;
}

/* The text whose opening quote the cursor is at. */
static bool take_text(struct cursor *cursor, struct skim_value *value)
{
    size_t bad;
    bool ascii = true;
    const char *start = ++cursor->at;
    *value = (struct skim_value){.there = true};
    for (;;) {
        pass_plain(cursor);
        if (cursor->at == cursor->end) return false;
        if (*cursor->at == '"') break;
        if (*cursor->at == '\\') {
            value->escaped = true;
            if (!take_escape(cursor)) return false;
        } else if ((unsigned char)*cursor->at >= 0x80) {
            ascii = false;
            cursor->at++;
        } else {
            return false;
        }
    }
    value->span = (struct span){(size_t)(start - cursor->start),
                                (size_t)(cursor->at - cursor->start)};
    cursor->at++;
    return ascii || text_valid(start, (size_t)(cursor->at - start), &bad);
}

/* ---- Other values ---- */

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Nearly always there is none, or one. */
static inline void pass_blanks(struct cursor *cursor)
{
    const char *at = cursor->at;
    const char *end = cursor->end;
    while (at < end && (unsigned char)*at <= ' ' && is_blank(*at))
        at++;
    cursor->at = at;
}

static inline bool next_is(const struct cursor *cursor, char byte)
{
    return cursor->at < cursor->end && *cursor->at == byte;
}

static inline bool take(struct cursor *cursor, char byte)
{
    pass_blanks(cursor);
    if (!next_is(cursor, byte)) return false;
    cursor->at++;
    return true;
}

static size_t take_digits(struct cursor *cursor)
{
    const char *start = cursor->at;
    while (cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9')
        cursor->at++;
    return (size_t)(cursor->at - start);
}

static bool take_whole(struct cursor *cursor)
{
    if (next_is(cursor, '-')) cursor->at++;
    bool zero = next_is(cursor, '0');
    size_t digits = take_digits(cursor);
    return digits > 0 && digits <= MOST_DIGITS && !(zero && digits > 1);
}

static bool take_number(struct cursor *cursor)
{
    if (!take_whole(cursor)) return false;
    if (next_is(cursor, '.')) {
        cursor->at++;
        size_t digits = take_digits(cursor);
        if (digits == 0 || digits > MOST_DIGITS) return false;
    }
    return !next_is(cursor, 'e') && !next_is(cursor, 'E');
}

static bool take_word(struct cursor *cursor)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if ((size_t)(cursor->end - cursor->at) < length ||
            memcmp(cursor->at, words[i], length) != 0)
            continue;
        cursor->at += length;
        return true;
    }
    return false;
}

/* A key without escapes, and its colon. */
static bool take_key(struct cursor *cursor, struct span *key)
{
    pass_blanks(cursor);
    if (!next_is(cursor, '"')) return false;
    const char *start = cursor->at++;
    pass_plain(cursor);
    if (next_is(cursor, '"')) {
        *key = (struct span){(size_t)(start + 1 - cursor->start),
                             (size_t)(cursor->at - cursor->start)};
        cursor->at++;
        return take(cursor, ':');
    }
    struct skim_value text;
    cursor->at = start;
    if (!take_text(cursor, &text) || text.escaped) return false;
    *key = text.span;
    return take(cursor, ':');
}

static bool same_bytes(const struct cursor *cursor, struct span one,
                       struct span other)
{
    size_t length = one.end - one.start;
    return length == other.end - other.start &&
           memcmp(cursor->start + one.start, cursor->start + other.start,
                  length) == 0;
}

static bool take_value(struct cursor *cursor, int depth);

/* An object inside, of whatever keys, each only once. */
static bool take_object(struct cursor *cursor, int depth)
{
    struct span keys[MOST_MEMBERS];
    size_t count = 0;
    cursor->at++;
    if (take(cursor, '}')) return true;
    do {
        struct span key;
        if (count == MOST_MEMBERS || !take_key(cursor, &key)) return false;
        for (size_t i = 0; i < count; i++)
            if (same_bytes(cursor, keys[i], key)) return false;
        keys[count++] = key;
        if (!take_value(cursor, depth)) return false;
    } while (take(cursor, ','));
    return take(cursor, '}');
}

static bool take_array(struct cursor *cursor, int depth)
{
    cursor->at++;
    if (take(cursor, ']')) return true;
    do {
        if (!take_value(cursor, depth)) return false;
    } while (take(cursor, ','));
    return take(cursor, ']');
}

static bool take_value(struct cursor *cursor, int depth)
{
    struct skim_value text;
    pass_blanks(cursor);
    if (depth == DEEPEST || cursor->at == cursor->end) return false;
    switch (*cursor->at) {
    case '"':
        return take_text(cursor, &text);
    case '{':
        return take_object(cursor, depth + 1);
    case '[':
        return take_array(cursor, depth + 1);
    case 't':
    case 'f':
    case 'n':
        return take_word(cursor);
    default:
        return take_number(cursor);
    }
}

/* ---- The object ---- */

static bool take_field(struct cursor *cursor, enum form_kind kind,
                       struct skim_value *value)
{
    pass_blanks(cursor);
    if (cursor->at == cursor->end) return false;
    value->there = true;
    value->span.start = (size_t)(cursor->at - cursor->start);
    bool good = false;
    if (kind == FORM_TEXT || kind == FORM_ANY)
        return *cursor->at == '"' && take_text(cursor, value) &&
               (kind == FORM_ANY || value->span.end > value->span.start);
    if (kind == FORM_OBJECT)
        good = *cursor->at == '{' && take_object(cursor, 1);
    else if (kind == FORM_INTEGER)
        good = take_whole(cursor);
    value->span.end = (size_t)(cursor->at - cursor->start);
    return good;
}

/* Goes behind KEY and its closing quote, if that is what comes. */
static bool take_name(struct cursor *cursor, const char *key)
{
    const char *at = cursor->at;
    for (; at < cursor->end && *key != '\0' && *at == *key; at++)
        key++;
    if (*key != '\0' || at == cursor->end || *at != '"') return false;
    cursor->at = at + 1;
    return true;
}

/* Which of FIELDS the key is that comes, and its colon; COUNT: none. A stream's
 * lines have their keys in one order: the one after LAST is tried first. */
static size_t take_field_key(struct cursor *cursor,
                             const struct form_field *fields, size_t count,
                             size_t last)
{
    if (!take(cursor, '"')) return count;
    for (size_t tried = 0, i = last; tried < count; tried++) {
        i = i + 1 < count ? i + 1 : 0;
        if (take_name(cursor, fields[i].key))
            return take(cursor, ':') ? i : count;
    }
    return count;
}

static bool take_members(struct cursor *cursor, const struct form_field *fields,
                         size_t count, struct skim_value *values)
{
    size_t field = count;
    do {
        field = take_field_key(cursor, fields, count, field);
        if (field == count || values[field].there ||
            !take_field(cursor, fields[field].kind, &values[field]))
            return false;
    } while (take(cursor, ','));
    return take(cursor, '}');
}

bool skim_object(const struct source *line, const struct form_field *fields,
                 size_t count, struct skim_value *values, size_t *close)
{
    assert(count <= SKIM_FIELDS);
    struct cursor cursor = {line->bytes, line->bytes,
                            line->bytes + line->length};
    memset(values, 0, count * sizeof *values);
    if (!take(&cursor, '{') || !take_members(&cursor, fields, count, values))
        return false;
    *close = (size_t)(cursor.at - cursor.start) - 1;
    pass_blanks(&cursor);
    if (cursor.at != cursor.end) return false;
    for (size_t i = 0; i < count; i++)
        if (fields[i].required && !values[i].there) return false;
    return true;
}

/* ---- What stands there ---- */

static void add_character(struct buffer *out, int32_t character)
{
    char bytes[4];
    size_t length = 0;
    if (character < 0x80) {
        bytes[length++] = (char)character;
    } else if (character < 0x800) {
        bytes[length++] = (char)(0xc0 | character >> 6);
    } else if (character < 0x10000) {
        bytes[length++] = (char)(0xe0 | character >> 12);
        bytes[length++] = (char)(0x80 | (character >> 6 & 0x3f));
    } else {
        bytes[length++] = (char)(0xf0 | character >> 18);
        bytes[length++] = (char)(0x80 | (character >> 12 & 0x3f));
        bytes[length++] = (char)(0x80 | (character >> 6 & 0x3f));
    }
    if (character >= 0x80) bytes[length++] = (char)(0x80 | (character & 0x3f));
    buffer_add(out, bytes, length);
}

/* The escape at BYTES; returns how long it is. */
static size_t undo_escape(const char *bytes, const char *end,
                          struct buffer *out)
{
    size_t taken = 2;
    if (bytes[1] == 'u')
        add_character(out, escaped_character(bytes, end, &taken));
    else
        buffer_add_byte(
            out,
            short_meanings[strchr(short_escapes, bytes[1]) - short_escapes]);
    return taken;
}

void skim_text(const struct source *line, const struct skim_value *value,
               struct buffer *out)
{
    const char *at = line->bytes + value->span.start;
    const char *end = line->bytes + value->span.end;
    while (value->escaped && at < end) {
        const char *escape = memchr(at, '\\', (size_t)(end - at));
        if (escape == NULL) break;
        buffer_add(out, at, (size_t)(escape - at));
        at = escape + undo_escape(escape, end, out);
    }
    buffer_add(out, at, (size_t)(end - at));
}

bool skim_is(const struct source *line, const struct skim_value *value,
             const char *text)
{
    size_t length = value->span.end - value->span.start;
    return length == strlen(text) &&
           memcmp(line->bytes + value->span.start, text, length) == 0;
}

int skim_integer(const struct source *line, const struct skim_value *value)
{
    int number = 0;
    size_t at = value->span.start;
    bool negative = line->bytes[at] == '-';
    for (at += negative; at < value->span.end; at++)
        number = number * 10 + (line->bytes[at] - '0');
    return negative ? -number : number;
}
