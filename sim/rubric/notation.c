/* Patterns, item by item: outside classes, inside them, and escapes in both.
 *
 * Begin with notation_next(), at the end. Every other function looks at what
 * stands where the reader stands and makes an item of it; only notation_next()
 * moves on.
 */
#include "rubric/notation.h"

#include "base/text.h"

#include <string.h>

enum { NO_CHARACTER = -1 };

static char peek(const struct notation *notation, size_t ahead)
{
    size_t left = notation->length - notation->at;
    return ahead < left ? notation->bytes[notation->at + ahead] : '\0';
}

static bool sees(const struct notation *notation, const char *text)
{
    size_t length = strlen(text);
    return notation->length - notation->at >= length &&
           memcmp(notation->bytes + notation->at, text, length) == 0;
}

static bool is_one_of(char byte, const char *bytes)
{
    return byte != '\0' && strchr(bytes, byte) != NULL;
}

/* How far it is to the end of the first END from AHEAD on, or of the pattern.
 */
static size_t through(const struct notation *notation, size_t ahead, char end)
{
    size_t left = notation->length - notation->at;
    if (ahead >= left) return left;
    const char *here = notation->bytes + notation->at;
    const char *found = memchr(here + ahead, end, left - ahead);
    return found == NULL ? left : (size_t)(found - here) + 1;
}

static struct notation_item item_of(const struct notation *notation,
                                    enum notation_kind kind, size_t length)
{
    size_t left = notation->length - notation->at;
    return (struct notation_item){.kind = kind,
                                  .start = notation->at,
                                  .length = length < left ? length : left,
                                  .character = NO_CHARACTER,
                                  .low = NO_CHARACTER};
}

static struct notation_item literal(const struct notation *notation,
                                    size_t length, int32_t character)
{
    struct notation_item item = item_of(notation, NOTATION_LITERAL, length);
    item.character = item.low = character;
    return item;
}

/* The character that stands AHEAD, as it is. */
static struct notation_item plain(const struct notation *notation, size_t ahead)
{
    size_t at = notation->at + ahead;
    if (at >= notation->length) return literal(notation, ahead, '\\');
    int32_t character;
    size_t length =
        text_next(notation->bytes + at, notation->length - at, &character);
    return literal(notation, ahead + length, character);
}

/* ---- Escapes ---- */

static int digit_value(char byte)
{
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return 16;
}

static bool is_digit(char byte)
{
    return digit_value(byte) < 10;
}

/* A number in BASE that begins AHEAD, of at most MOST digits. */
static struct notation_item number(const struct notation *notation,
                                   size_t ahead, int base, size_t most)
{
    int32_t value = 0;
    size_t at = ahead;
    for (; at < ahead + most; at++) {
        int digit = digit_value(peek(notation, at));
        if (digit >= base) break;
        if (value < 0x110000) value = value * base + digit;
    }
    return literal(notation, at, value);
}

static size_t past_blanks(const struct notation *notation, size_t ahead)
{
    while (is_one_of(peek(notation, ahead), " \t"))
        ahead++;
    return ahead;
}

/* A number between braces, which begins AHEAD; newer versions of PCRE2 allow
 * blanks around it. */
static struct notation_item braced(const struct notation *notation,
                                   size_t ahead, int base)
{
    struct notation_item item =
        number(notation, past_blanks(notation, ahead), base, notation->length);
    item.length = through(notation, ahead, '}');
    return item;
}

/* \N for any character but a line end, or \N{U+e9} for one. */
static struct notation_item numbered(const struct notation *notation)
{
    size_t ahead = past_blanks(notation, 3);
    if (peek(notation, 2) != '{') return item_of(notation, NOTATION_SET, 2);
    if (peek(notation, ahead) == 'U' && peek(notation, ahead + 1) == '+')
        return braced(notation, ahead + 2, 16);
    return item_of(notation, NOTATION_SET, through(notation, 3, '}'));
}

/* \pL or \p{Letter} */
static struct notation_item property(const struct notation *notation)
{
    bool named = peek(notation, 2) == '{';
    return item_of(notation, NOTATION_SET,
                   named ? through(notation, 3, '}') : 3);
}

/* \g{name} \k<name> \k'name' */
static struct notation_item named_reference(const struct notation *notation)
{
    char open = peek(notation, 2);
    size_t length = 2;
    if (open == '{') length = through(notation, 3, '}');
    if (open == '<') length = through(notation, 3, '>');
    if (open == '\'') length = through(notation, 3, '\'');
    return item_of(notation, NOTATION_REFERENCE, length);
}

/* \12 */
static struct notation_item numbered_reference(const struct notation *notation)
{
    size_t length = 2;
    while (is_digit(peek(notation, length)))
        length++;
    return item_of(notation, NOTATION_REFERENCE, length);
}

static struct notation_item control(const struct notation *notation)
{
    static const char names[] = "aefnrt";
    static const char values[] = "\a\x1b\f\n\r\t";
    const char *found = strchr(names, peek(notation, 1));
    return literal(notation, 2, values[found - names]);
}

/* What has its own meaning between [ and ]. \g is a g there. */
static struct notation_item escape_in_class(const struct notation *notation)
{
    char letter = peek(notation, 1);
    if (letter == 'b') return literal(notation, 2, '\b');
    if (is_one_of(letter, "1234567")) return number(notation, 1, 8, 3);
    return plain(notation, 1);
}

static struct notation_item escape_outside(const struct notation *notation)
{
    char letter = peek(notation, 1);
    if (is_one_of(letter, "bBAzZGK"))
        return item_of(notation, NOTATION_PLACE, 2);
    if (is_one_of(letter, "gk")) return named_reference(notation);
    if (is_digit(letter)) return numbered_reference(notation);
    return plain(notation, 1);
}

static struct notation_item escape(const struct notation *notation)
{
    char letter = peek(notation, 1);
    if (sees(notation, "\\x{")) return braced(notation, 3, 16);
    if (sees(notation, "\\o{")) return braced(notation, 3, 8);
    if (letter == 'x') return number(notation, 2, 16, 2);
    if (letter == '0') return number(notation, 1, 8, 3);
    if (letter == 'N') return numbered(notation);
    if (letter == 'c') return literal(notation, 3, peek(notation, 2) & 0x1f);
    if (is_one_of(letter, "pP")) return property(notation);
    if (is_one_of(letter, "aefnrt")) return control(notation);
    if (is_one_of(letter, "dDhHsSvVwWRXC"))
        return item_of(notation, NOTATION_SET, 2);
    return notation->in_class ? escape_in_class(notation)
                              : escape_outside(notation);
}

/* ---- Outside classes ---- */

/* {2} {2,} {2,5}, or 0 for a brace that counts nothing */
static size_t count_length(const struct notation *notation)
{
    size_t ahead = 1;
    if (peek(notation, 0) != '{' || !is_digit(peek(notation, 1))) return 0;
    while (is_digit(peek(notation, ahead)))
        ahead++;
    if (peek(notation, ahead) == ',') ahead++;
    while (is_digit(peek(notation, ahead)))
        ahead++;
    return peek(notation, ahead) == '}' ? ahead + 1 : 0;
}

static struct notation_item repeat(const struct notation *notation)
{
    size_t count = count_length(notation);
    size_t length = count > 0 ? count : 1;
    bool suffix = is_one_of(peek(notation, length), "?+");
    struct notation_item item =
        item_of(notation, NOTATION_REPEAT, suffix ? length + 1 : length);
    item.least = peek(notation, 0) == '+' ? 1 : 0;
    item.most = peek(notation, 0) == '?' ? 1 : NOTATION_ENDLESS;
    if (count == 0) return item;
    struct notation_item least = number(notation, 1, 10, 8);
    size_t comma = least.length;
    item.least = least.character;
    if (peek(notation, comma) != ',')
        item.most = item.least;
    else if (is_digit(peek(notation, comma + 1)))
        item.most = number(notation, comma + 1, 10, 8).character;
    return item;
}

/* (?(1) (?(<name>) (?(DEFINE), up to its ), or (?( alone where what follows
 * is a group: (?(?=a) */
static size_t condition_length(const struct notation *notation)
{
    return is_one_of(peek(notation, 3), "?*") ? 2 : through(notation, 3, ')');
}

/* The options of (?i: or (?i), and the target of (?R) (?-1) (?&name). */
static size_t options_length(const struct notation *notation)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789_^-+=>&";
    size_t length = 2;
    while (is_one_of(peek(notation, length), letters))
        length++;
    return peek(notation, length) == ':' ? length + 1 : length;
}

static size_t group_length(const struct notation *notation)
{
    if (peek(notation, 1) != '?') return 1;
    char kind = peek(notation, 2);
    if (kind == '<' && is_one_of(peek(notation, 3), "=!*")) return 4;
    if (is_one_of(kind, ":|>=!*")) return 3;
    if (kind == '<' || sees(notation, "(?P<")) return through(notation, 3, '>');
    if (kind == '\'') return through(notation, 3, '\'');
    if (kind == '(') return condition_length(notation);
    return options_length(notation);
}

static struct notation_item open_class(struct notation *notation)
{
    notation->in_class = true;
    notation->negated = false;
    notation->opening = true;
    notation->low = NO_CHARACTER;
    notation->dash = false;
    return item_of(notation, NOTATION_CLASS, 1);
}

static struct notation_item outside(struct notation *notation)
{
    switch (peek(notation, 0)) {
    case '\\':
        return escape(notation);
    case '[':
        return open_class(notation);
    case ')':
        return item_of(notation, NOTATION_GROUP_END, 1);
    case '|':
        return item_of(notation, NOTATION_BAR, 1);
    case '.':
        return item_of(notation, NOTATION_SET, 1);
    case '^':
    case '$':
        return item_of(notation, NOTATION_PLACE, 1);
    case '*':
    case '+':
    case '?':
        return repeat(notation);
    case '(':
        if (sees(notation, "(?#"))
            return item_of(notation, NOTATION_NOTHING,
                           through(notation, 3, ')'));
        return item_of(notation, NOTATION_GROUP, group_length(notation));
    default:
        return count_length(notation) > 0 ? repeat(notation)
                                          : plain(notation, 0);
    }
}

/* ---- Inside a class ---- */

/* [:alpha:], or 0 for a bracket that is only a bracket */
static size_t posix_length(const struct notation *notation)
{
    size_t length = 2;
    if (!sees(notation, "[:")) return 0;
    while (is_one_of(peek(notation, length), "^<>abcdefghijklmnopqrstuvwxyz"))
        length++;
    bool closed =
        peek(notation, length) == ':' && peek(notation, length + 1) == ']';
    return closed ? length + 2 : 0;
}

static bool begins_range(const struct notation *notation)
{
    return notation->low != NO_CHARACTER && !notation->dash &&
           peek(notation, 1) != ']';
}

/* ITEM is a member, the end of a range if a - stood before it. */
static struct notation_item member(struct notation *notation,
                                   struct notation_item item)
{
    bool range = notation->dash && item.kind == NOTATION_LITERAL;
    if (range) item.low = notation->low;
    notation->low = range ? NO_CHARACTER : item.character;
    notation->dash = false;
    notation->opening = false;
    return item;
}

static struct notation_item inside(struct notation *notation)
{
    char byte = peek(notation, 0);
    size_t posix = posix_length(notation);
    if (byte == '\\') return member(notation, escape(notation));
    if (posix > 0)
        return member(notation, item_of(notation, NOTATION_SET, posix));
    if (byte == '^' && notation->opening && !notation->negated) {
        notation->negated = true;
        return item_of(notation, NOTATION_NOTHING, 1);
    }
    if (byte == ']' && !notation->opening) {
        notation->in_class = false;
        return item_of(notation, NOTATION_CLASS_END, 1);
    }
    if (byte == '-' && begins_range(notation)) {
        notation->dash = true;
        return item_of(notation, NOTATION_NOTHING, 1);
    }
    return member(notation, plain(notation, 0));
}

/* ---- Everywhere ---- */

/* \Q and \E stand for nothing, even inside a range. */
static bool quotes(const struct notation *notation)
{
    return sees(notation, "\\E") ||
           (!notation->quoted && sees(notation, "\\Q"));
}

static struct notation_item item_here(struct notation *notation)
{
    if (quotes(notation)) {
        notation->quoted = peek(notation, 1) == 'Q';
        return item_of(notation, NOTATION_NOTHING, 2);
    }
    if (!notation->quoted)
        return notation->in_class ? inside(notation) : outside(notation);
    struct notation_item item = plain(notation, 0);
    return notation->in_class ? member(notation, item) : item;
}

bool notation_next(struct notation *notation, struct notation_item *item)
{
    if (notation->at >= notation->length) return false;
    *item = item_here(notation);
    notation->at += item->length;
    return true;
}

bool notation_is_numbered(const char *group, size_t length)
{
    if (length == 1) return true;
    if (length > 3 && group[2] == 'P' && group[3] != '<') return false;
    return group[length - 1] == '\'' ||
           (group[length - 1] == '>' && length > 3);
}

bool notation_is_options(const char *group, size_t length)
{
    for (size_t i = 2; i < length; i++)
        if (strchr("imnsJU^-:", group[i]) == NULL) return false;
    return length > 2;
}

struct notation_walk notation_begin(const char *pattern, size_t length)
{
    struct notation_walk walk = {
        .notation = {.bytes = pattern, .length = length}};
    notation_step(&walk);
    return walk;
}

void notation_step(struct notation_walk *walk)
{
    walk->more = notation_next(&walk->notation, &walk->item);
}

bool notation_at(const struct notation_walk *walk, enum notation_kind kind)
{
    return walk->more && walk->item.kind == kind;
}

bool notation_reads(const struct notation_walk *walk, enum notation_kind kind,
                    const char *text)
{
    size_t length = strlen(text);
    return notation_at(walk, kind) && walk->item.length == length &&
           memcmp(walk->notation.bytes + walk->item.start, text, length) == 0;
}

bool notation_has_other(const struct notation_walk *walk)
{
    struct notation_walk ahead = *walk;
    size_t depth = 0;
    for (; ahead.more; notation_step(&ahead)) {
        if (depth == 0 && notation_at(&ahead, NOTATION_BAR)) return true;
        depth += notation_at(&ahead, NOTATION_GROUP);
        depth -= notation_at(&ahead, NOTATION_GROUP_END) && depth > 0;
    }
    return false;
}
