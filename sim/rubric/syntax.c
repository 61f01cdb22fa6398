/* Patterns, item by item: outside classes, inside them, and escapes in both.
 *
 * Begin with syntax_next(), at the end. Every other function looks at what
 * stands where the reader stands and makes an item of it; only syntax_next()
 * moves on.
 */
#include "rubric/syntax.h"

#include "base/text.h"

#include <string.h>

enum { NO_CHARACTER = -1 };

static char peek(const struct syntax *syntax, size_t ahead)
{
    size_t left = syntax->length - syntax->at;
    return ahead < left ? syntax->bytes[syntax->at + ahead] : '\0';
}

static bool sees(const struct syntax *syntax, const char *text)
{
    size_t length = strlen(text);
    return syntax->length - syntax->at >= length &&
           memcmp(syntax->bytes + syntax->at, text, length) == 0;
}

static bool is_one_of(char byte, const char *bytes)
{
    return byte != '\0' && strchr(bytes, byte) != NULL;
}

/* How far it is to the end of the first END from AHEAD on, or of the pattern.
 */
static size_t through(const struct syntax *syntax, size_t ahead, char end)
{
    size_t left = syntax->length - syntax->at;
    if (ahead >= left) return left;
    const char *here = syntax->bytes + syntax->at;
    const char *found = memchr(here + ahead, end, left - ahead);
    return found == NULL ? left : (size_t)(found - here) + 1;
}

static struct syntax_item item_of(const struct syntax *syntax,
                                  enum syntax_kind kind, size_t length)
{
    size_t left = syntax->length - syntax->at;
    return (struct syntax_item){.kind = kind,
                                .start = syntax->at,
                                .length = length < left ? length : left,
                                .character = NO_CHARACTER,
                                .low = NO_CHARACTER};
}

static struct syntax_item literal(const struct syntax *syntax, size_t length,
                                  int32_t character)
{
    struct syntax_item item = item_of(syntax, SYNTAX_LITERAL, length);
    item.character = item.low = character;
    return item;
}

/* The character that stands AHEAD, as it is. */
static struct syntax_item plain(const struct syntax *syntax, size_t ahead)
{
    size_t at = syntax->at + ahead;
    if (at >= syntax->length) return literal(syntax, ahead, '\\');
    int32_t character;
    size_t length =
        text_next(syntax->bytes + at, syntax->length - at, &character);
    return literal(syntax, ahead + length, character);
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
static struct syntax_item number(const struct syntax *syntax, size_t ahead,
                                 int base, size_t most)
{
    int32_t value = 0;
    size_t at = ahead;
    for (; at < ahead + most; at++) {
        int digit = digit_value(peek(syntax, at));
        if (digit >= base) break;
        if (value < 0x110000) value = value * base + digit;
    }
    return literal(syntax, at, value);
}

static size_t past_blanks(const struct syntax *syntax, size_t ahead)
{
    while (is_one_of(peek(syntax, ahead), " \t"))
        ahead++;
    return ahead;
}

/* A number between braces, which begins AHEAD; newer versions of PCRE2 allow
 * blanks around it. */
static struct syntax_item braced(const struct syntax *syntax, size_t ahead,
                                 int base)
{
    struct syntax_item item =
        number(syntax, past_blanks(syntax, ahead), base, syntax->length);
    item.length = through(syntax, ahead, '}');
    return item;
}

/* \N for any character but a line end, or \N{U+e9} for one. */
static struct syntax_item numbered(const struct syntax *syntax)
{
    size_t ahead = past_blanks(syntax, 3);
    if (peek(syntax, 2) != '{') return item_of(syntax, SYNTAX_SET, 2);
    if (peek(syntax, ahead) == 'U' && peek(syntax, ahead + 1) == '+')
        return braced(syntax, ahead + 2, 16);
    return item_of(syntax, SYNTAX_SET, through(syntax, 3, '}'));
}

/* \pL or \p{Letter} */
static struct syntax_item property(const struct syntax *syntax)
{
    bool named = peek(syntax, 2) == '{';
    return item_of(syntax, SYNTAX_SET, named ? through(syntax, 3, '}') : 3);
}

/* \g{name} \k<name> \k'name' */
static struct syntax_item named_reference(const struct syntax *syntax)
{
    char open = peek(syntax, 2);
    size_t length = 2;
    if (open == '{') length = through(syntax, 3, '}');
    if (open == '<') length = through(syntax, 3, '>');
    if (open == '\'') length = through(syntax, 3, '\'');
    return item_of(syntax, SYNTAX_REFERENCE, length);
}

/* \12 */
static struct syntax_item numbered_reference(const struct syntax *syntax)
{
    size_t length = 2;
    while (is_digit(peek(syntax, length)))
        length++;
    return item_of(syntax, SYNTAX_REFERENCE, length);
}

static struct syntax_item control(const struct syntax *syntax)
{
    static const char names[] = "aefnrt";
    static const char values[] = "\a\x1b\f\n\r\t";
    const char *found = strchr(names, peek(syntax, 1));
    return literal(syntax, 2, values[found - names]);
}

/* What has its own meaning between [ and ]. \g is a g there. */
static struct syntax_item escape_in_class(const struct syntax *syntax)
{
    char letter = peek(syntax, 1);
    if (letter == 'b') return literal(syntax, 2, '\b');
    if (is_one_of(letter, "1234567")) return number(syntax, 1, 8, 3);
    return plain(syntax, 1);
}

static struct syntax_item escape_outside(const struct syntax *syntax)
{
    char letter = peek(syntax, 1);
    if (is_one_of(letter, "bBAzZGK")) return item_of(syntax, SYNTAX_PLACE, 2);
    if (is_one_of(letter, "gk")) return named_reference(syntax);
    if (is_digit(letter)) return numbered_reference(syntax);
    return plain(syntax, 1);
}

static struct syntax_item escape(const struct syntax *syntax)
{
    char letter = peek(syntax, 1);
    if (sees(syntax, "\\x{")) return braced(syntax, 3, 16);
    if (sees(syntax, "\\o{")) return braced(syntax, 3, 8);
    if (letter == 'x') return number(syntax, 2, 16, 2);
    if (letter == '0') return number(syntax, 1, 8, 3);
    if (letter == 'N') return numbered(syntax);
    if (letter == 'c') return literal(syntax, 3, peek(syntax, 2) & 0x1f);
    if (is_one_of(letter, "pP")) return property(syntax);
    if (is_one_of(letter, "aefnrt")) return control(syntax);
    if (is_one_of(letter, "dDhHsSvVwWRXC"))
        return item_of(syntax, SYNTAX_SET, 2);
    return syntax->in_class ? escape_in_class(syntax) : escape_outside(syntax);
}

/* ---- Outside classes ---- */

/* {2} {2,} {2,5}, or 0 for a brace that counts nothing */
static size_t count_length(const struct syntax *syntax)
{
    size_t ahead = 1;
    if (peek(syntax, 0) != '{' || !is_digit(peek(syntax, 1))) return 0;
    while (is_digit(peek(syntax, ahead)))
        ahead++;
    if (peek(syntax, ahead) == ',') ahead++;
    while (is_digit(peek(syntax, ahead)))
        ahead++;
    return peek(syntax, ahead) == '}' ? ahead + 1 : 0;
}

static struct syntax_item repeat(const struct syntax *syntax)
{
    size_t count = count_length(syntax);
    size_t length = count > 0 ? count : 1;
    bool suffix = is_one_of(peek(syntax, length), "?+");
    struct syntax_item item =
        item_of(syntax, SYNTAX_REPEAT, suffix ? length + 1 : length);
    item.least = peek(syntax, 0) == '+' ? 1 : 0;
    item.many = peek(syntax, 0) != '?';
    if (count == 0) return item;
    struct syntax_item least = number(syntax, 1, 10, 8);
    item.least = least.character;
    item.many = item.least > 1 || peek(syntax, least.length) == ',';
    return item;
}

/* (?(1) (?(<name>) (?(DEFINE), up to its ), or (?( alone where what follows
 * is a group: (?(?=a) */
static size_t condition_length(const struct syntax *syntax)
{
    return is_one_of(peek(syntax, 3), "?*") ? 2 : through(syntax, 3, ')');
}

/* The options of (?i: or (?i), and the target of (?R) (?-1) (?&name). */
static size_t options_length(const struct syntax *syntax)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789_^-+=>&";
    size_t length = 2;
    while (is_one_of(peek(syntax, length), letters))
        length++;
    return peek(syntax, length) == ':' ? length + 1 : length;
}

static size_t group_length(const struct syntax *syntax)
{
    if (peek(syntax, 1) != '?') return 1;
    char kind = peek(syntax, 2);
    if (kind == '<' && is_one_of(peek(syntax, 3), "=!*")) return 4;
    if (is_one_of(kind, ":|>=!*")) return 3;
    if (kind == '<' || sees(syntax, "(?P<")) return through(syntax, 3, '>');
    if (kind == '\'') return through(syntax, 3, '\'');
    if (kind == '(') return condition_length(syntax);
    return options_length(syntax);
}

static struct syntax_item open_class(struct syntax *syntax)
{
    syntax->in_class = true;
    syntax->negated = false;
    syntax->opening = true;
    syntax->low = NO_CHARACTER;
    syntax->dash = false;
    return item_of(syntax, SYNTAX_CLASS, 1);
}

static struct syntax_item outside(struct syntax *syntax)
{
    switch (peek(syntax, 0)) {
    case '\\':
        return escape(syntax);
    case '[':
        return open_class(syntax);
    case ')':
        return item_of(syntax, SYNTAX_GROUP_END, 1);
    case '|':
        return item_of(syntax, SYNTAX_BAR, 1);
    case '.':
        return item_of(syntax, SYNTAX_SET, 1);
    case '^':
    case '$':
        return item_of(syntax, SYNTAX_PLACE, 1);
    case '*':
    case '+':
    case '?':
        return repeat(syntax);
    case '(':
        if (sees(syntax, "(?#"))
            return item_of(syntax, SYNTAX_NOTHING, through(syntax, 3, ')'));
        return item_of(syntax, SYNTAX_GROUP, group_length(syntax));
    default:
        return count_length(syntax) > 0 ? repeat(syntax) : plain(syntax, 0);
    }
}

/* ---- Inside a class ---- */

/* [:alpha:], or 0 for a bracket that is only a bracket */
static size_t posix_length(const struct syntax *syntax)
{
    size_t length = 2;
    if (!sees(syntax, "[:")) return 0;
    while (is_one_of(peek(syntax, length), "^<>abcdefghijklmnopqrstuvwxyz"))
        length++;
    bool closed =
        peek(syntax, length) == ':' && peek(syntax, length + 1) == ']';
    return closed ? length + 2 : 0;
}

static bool begins_range(const struct syntax *syntax)
{
    return syntax->low != NO_CHARACTER && !syntax->dash &&
           peek(syntax, 1) != ']';
}

/* ITEM is a member, the end of a range if a - stood before it. */
static struct syntax_item member(struct syntax *syntax, struct syntax_item item)
{
    bool range = syntax->dash && item.kind == SYNTAX_LITERAL;
    if (range) item.low = syntax->low;
    syntax->low = range ? NO_CHARACTER : item.character;
    syntax->dash = false;
    syntax->opening = false;
    return item;
}

static struct syntax_item inside(struct syntax *syntax)
{
    char byte = peek(syntax, 0);
    size_t posix = posix_length(syntax);
    if (byte == '\\') return member(syntax, escape(syntax));
    if (posix > 0) return member(syntax, item_of(syntax, SYNTAX_SET, posix));
    if (byte == '^' && syntax->opening && !syntax->negated) {
        syntax->negated = true;
        return item_of(syntax, SYNTAX_NOTHING, 1);
    }
    if (byte == ']' && !syntax->opening) {
        syntax->in_class = false;
        return item_of(syntax, SYNTAX_CLASS_END, 1);
    }
    if (byte == '-' && begins_range(syntax)) {
        syntax->dash = true;
        return item_of(syntax, SYNTAX_NOTHING, 1);
    }
    return member(syntax, plain(syntax, 0));
}

/* ---- Everywhere ---- */

/* \Q and \E stand for nothing, even inside a range. */
static bool quotes(const struct syntax *syntax)
{
    return sees(syntax, "\\E") || (!syntax->quoted && sees(syntax, "\\Q"));
}

static struct syntax_item item_here(struct syntax *syntax)
{
    if (quotes(syntax)) {
        syntax->quoted = peek(syntax, 1) == 'Q';
        return item_of(syntax, SYNTAX_NOTHING, 2);
    }
    if (!syntax->quoted)
        return syntax->in_class ? inside(syntax) : outside(syntax);
    struct syntax_item item = plain(syntax, 0);
    return syntax->in_class ? member(syntax, item) : item;
}

bool syntax_next(struct syntax *syntax, struct syntax_item *item)
{
    if (syntax->at >= syntax->length) return false;
    *item = item_here(syntax);
    syntax->at += item->length;
    return true;
}
