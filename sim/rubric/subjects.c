/* Hostile subjects: a way in, something to repeat, and an end that fails.
 *
 * The pattern is read once, from left to right, and as it is read a text grows
 * that it would nearly match (the sample). Whatever is repeated in the pattern
 * is noted as a pump: the sample so far leads to it, the pump is what to
 * repeat. Afterwards each pump becomes a subject that leads to it and stays
 * there, and one that leads to it again and again; each ends in characters
 * that the pattern does not mention, so that the match fails as late as it
 * can. A few subjects are made from the sample as a whole, and a few are the
 * same for all patterns.
 *
 * The first subject is always the sample itself, once.
 *
 * It does not matter if a piece of syntax is misread here: the subjects become
 * milder, nothing worse. Begin with subjects_new().
 */
#include "rubric/subjects.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    SAMPLE_BYTES = SUBJECTS_BYTES / 2, /* the sample stops growing here */
    MOST_PUMPS = 48,
    MOST_RANGES = 64, /* of one class; the rest is not looked at */
    MOST_DEPTH = 250  /* of groups in groups, as in PCRE2 */
};

/* ---- Kinds of characters ---- */

enum { LETTER = 1, DIGIT = 2, SPACE = 4, OTHER = 8, ANY = 15 };

struct kind {
    const char *name; /* lower case, without _ - and space */
    const char *member;
    unsigned kinds; /* of ASCII characters in it */
};

/* \p{…} and [:…:]. A name that is not here counts as letters. */
static const struct kind kinds[] = {
    {"alnum", "a", LETTER | DIGIT},
    {"alpha", "a", LETTER},
    {"any", "a", ANY},
    {"arabic", "\u0639", 0},
    {"armenian", "\u0561", 0},
    {"ascii", "a", ANY},
    {"bengali", "\u0985", 0},
    {"blank", " ", SPACE},
    {"c", "\x01", 0},
    {"cc", "\x01", 0},
    {"cf", "\u00ad", 0},
    {"cn", "\u0378", 0},
    {"cntrl", "\x01", 0},
    {"co", "\ue000", 0},
    {"common", "!", DIGIT | SPACE | OTHER},
    {"cyrillic", "\u044f", 0},
    {"devanagari", "\u0905", 0},
    {"digit", "1", DIGIT},
    {"emoji", "\u263a", DIGIT},
    {"emojipresentation", "\u26a1", 0},
    {"ethiopic", "\u1210", 0},
    {"extendedpictographic", "\u263a", 0},
    {"georgian", "\u10d0", 0},
    {"graph", "a", LETTER | DIGIT | OTHER},
    {"greek", "\u03b1", 0},
    {"han", "\u4e2d", 0},
    {"hangul", "\uac00", 0},
    {"hebrew", "\u05d0", 0},
    {"hiragana", "\u3042", 0},
    {"inherited", "\u0301", 0},
    {"katakana", "\u30a2", 0},
    {"lm", "\u02b0", 0},
    {"lo", "\u4e2d", 0},
    {"lt", "\u01c5", 0},
    {"m", "\u0301", 0},
    {"mc", "\u0903", 0},
    {"me", "\u20dd", 0},
    {"mn", "\u0301", 0},
    {"n", "1", DIGIT},
    {"nd", "1", DIGIT},
    {"nl", "\u2167", 0},
    {"no", "\u00b2", 0},
    {"p", "!", OTHER},
    {"pc", "_", 0},
    {"pd", "-", 0},
    {"pe", ")", 0},
    {"pf", "\u00bb", 0},
    {"pi", "\u00ab", 0},
    {"po", "!", OTHER},
    {"print", "a", LETTER | DIGIT | SPACE | OTHER},
    {"ps", "(", 0},
    {"punct", "!", OTHER},
    {"s", "+", 0},
    {"sc", "$", 0},
    {"sk", "^", 0},
    {"sm", "+", 0},
    {"so", "\u2603", 0},
    {"space", " ", SPACE},
    {"thai", "\u0e01", 0},
    {"whitespace", " ", SPACE},
    {"word", "a", LETTER | DIGIT},
    {"xan", "a", LETTER | DIGIT},
    {"xdigit", "1", DIGIT},
    {"xps", " ", SPACE},
    {"xsp", " ", SPACE},
    {"xwd", "a", LETTER | DIGIT},
    {"z", " ", SPACE},
    {"zl", "\u2028", 0},
    {"zp", "\u2029", 0},
    {"zs", " ", SPACE},
};

static const struct kind letters = {"", "a", LETTER};

/* \w and its like; the capital is its opposite. */
static const struct {
    char letter;
    struct kind kind;
} short_names[] = {
    {'d', {"", "1", DIGIT}},          {'h', {"", " ", SPACE}},
    {'s', {"", " ", SPACE}},          {'v', {"", "\n", SPACE}},
    {'w', {"", "a", LETTER | DIGIT}},
};

static unsigned kind_of(int32_t character)
{
    if (character >= 0x80) return 0;
    if (text_is_space(character)) return SPACE;
    if (text_is_digit(character)) return DIGIT;
    return text_is_letter(character) || character == '_' ? LETTER : OTHER;
}

static int32_t lower(int32_t character)
{
    bool capital = character >= 'A' && character <= 'Z';
    return capital ? character - 'A' + 'a' : character;
}

static const struct kind *find_kind(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, name) == 0) return &kinds[i];
    return &letters;
}

/* ---- Sets of characters: a class, a \w, a dot or one character ---- */

struct range {
    int32_t low;
    int32_t high;
};

struct set {
    unsigned kinds;
    struct range ranges[MOST_RANGES];
    size_t count;
    bool negated;
};

/* What a set is tried with, most telling first. */
static const int32_t candidates[] = {'a', 'b',  '1',    ' ',    '!', '-',
                                     'e', '\n', 0x00e9, 0x4e2d, 'z', '?'};

static void set_empty(struct set *set)
{
    set->kinds = 0;
    set->count = 0;
    set->negated = false;
}

static void set_range(struct set *set, int32_t low, int32_t high)
{
    if (set->count < MOST_RANGES)
        set->ranges[set->count++] = (struct range){low, high};
}

static void set_kind(struct set *set, const struct kind *kind, bool negated)
{
    int32_t member;
    text_next(kind->member, strlen(kind->member), &member);
    set->kinds |= negated ? ANY & ~kind->kinds : kind->kinds;
    if (!negated) set_range(set, member, member);
}

static bool set_has(const struct set *set, int32_t character)
{
    bool found = (set->kinds & kind_of(character)) != 0;
    for (size_t i = 0; i < set->count && !found; i++) {
        const struct range *range = &set->ranges[i];
        found = (character >= range->low && character <= range->high) ||
                (lower(character) >= lower(range->low) &&
                 lower(character) <= lower(range->high));
    }
    return found != set->negated;
}

/* A member: the first (0) or the last (1) that was named, or else one of the
 * candidates, from the front or from the back. */
static int32_t set_member(const struct set *set, int last)
{
    size_t count = sizeof candidates / sizeof *candidates;
    if (!set->negated && set->count > 0)
        return last == 0 ? set->ranges[0].low
                         : set->ranges[set->count - 1].high;
    for (size_t i = 0; i < count; i++) {
        int32_t candidate = candidates[last == 0 ? i : count - 1 - i];
        if (set_has(set, candidate)) return candidate;
    }
    return 'a';
}

/* ---- The maker ---- */

struct piece {
    size_t start;
    size_t length;
};

/* LEAD, then PUMP again and again; both lie in the store. */
struct pump {
    struct piece lead;
    struct piece pump;
    struct piece source; /* of what is repeated, in the pattern */
};

struct maker {
    const char *bytes;
    size_t length;
    size_t at;
    struct buffer sample;
    size_t last_literal; /* where the last literal of the sample begins */
    size_t boundary;     /* where the last \b of the sample stands */
    struct buffer store;
    struct pump pumps[MOST_PUMPS];
    size_t pump_count;
    struct buffer excluded; /* named by negated classes */
    struct subjects made;
};

static char peek(const struct maker *maker, size_t ahead)
{
    size_t left = maker->length - maker->at;
    return ahead < left ? maker->bytes[maker->at + ahead] : '\0';
}

static bool sees(const struct maker *maker, const char *text)
{
    size_t length = strlen(text);
    return maker->length - maker->at >= length &&
           memcmp(maker->bytes + maker->at, text, length) == 0;
}

static void skip(struct maker *maker, size_t bytes)
{
    size_t left = maker->length - maker->at;
    maker->at += bytes < left ? bytes : left;
}

static void skip_through(struct maker *maker, char end)
{
    const char *here = maker->bytes + maker->at;
    const char *found = memchr(here, end, maker->length - maker->at);
    maker->at =
        found == NULL ? maker->length : maker->at + (size_t)(found - here) + 1;
}

static void add_character(struct buffer *out, int32_t character)
{
    uint32_t c = (uint32_t)character;
    bool valid = c > 0 && c < 0x110000 && (c < 0xd800 || c > 0xdfff);
    if (!valid) c = 'a';
    if (c < 0x80) {
        buffer_add_byte(out, (char)c);
        return;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char first[] = {0, 0xc0, 0xe0, 0xf0};
    buffer_add_byte(out, (char)(first[more] | c >> (6 * more)));
    while (more-- > 0)
        buffer_add_byte(out, (char)(0x80 | (c >> (6 * more) & 0x3f)));
}

static struct piece keep(struct maker *maker, const char *bytes, size_t length)
{
    struct piece piece = {maker->store.length, length};
    buffer_add(&maker->store, bytes, length);
    return piece;
}

/* Whether the sample had, when it was START long, a \b after a word: then a
 * space must follow. */
static bool ends_word(const struct maker *maker, size_t start)
{
    if (start == 0 || start != maker->boundary) return false;
    unsigned char last = (unsigned char)maker->sample.bytes[start - 1];
    return last >= 0x80 || (kind_of(last) & (LETTER | DIGIT)) != 0;
}

/* Notes that PUMP may be repeated where the sample has the byte START. */
static void note_pump(struct maker *maker, size_t start, struct piece pump,
                      struct piece source)
{
    if (maker->pump_count == MOST_PUMPS || pump.length == 0) return;
    struct pump *added = &maker->pumps[maker->pump_count++];
    added->lead = keep(maker, buffer_text(&maker->sample), start);
    added->pump = pump;
    added->source = source;
    if (!ends_word(maker, start)) return;
    keep(maker, " ", 1);
    added->lead.length++;
}

/* ---- Reading characters ---- */

static int digit_value(char byte)
{
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return 16;
}

static int32_t read_number(struct maker *maker, int base, size_t most)
{
    int32_t value = 0;
    for (size_t i = 0; i < most; i++) {
        int digit = digit_value(peek(maker, 0));
        if (digit >= base) break;
        if (value < 0x110000) value = value * base + digit;
        skip(maker, 1);
    }
    return value;
}

static int32_t read_braced(struct maker *maker, size_t ahead, int base)
{
    skip(maker, ahead);
    int32_t value = read_number(maker, base, 16);
    if (peek(maker, 0) == '}') skip(maker, 1);
    return value;
}

/* The end of \p{…} or [:…:], from its first letter on. */
static void read_kind(struct maker *maker, char end, bool negated,
                      struct set *set)
{
    char name[32];
    size_t length = 0;
    while (maker->at < maker->length && peek(maker, 0) != end) {
        char byte = (char)lower((unsigned char)peek(maker, 0));
        skip(maker, 1);
        if (byte == '^') negated = !negated;
        if (byte == ':' || byte == '=') length = 0; /* sc:greek */
        if (strchr("^:=_- ", byte) != NULL) continue;
        if (length + 1 < sizeof name) name[length++] = byte;
    }
    skip(maker, 1);
    name[length] = '\0';
    set_kind(set, find_kind(name), negated);
}

static void read_property(struct maker *maker, struct set *set)
{
    bool negated = peek(maker, 1) == 'P';
    skip(maker, 2);
    if (peek(maker, 0) == '{') {
        skip(maker, 1);
        read_kind(maker, '}', negated, set);
        return;
    }
    char name[2] = {(char)lower((unsigned char)peek(maker, 0)), '\0'};
    set_kind(set, find_kind(name), negated);
    skip(maker, 1);
}

static bool read_short_name(struct maker *maker, struct set *set)
{
    char letter = peek(maker, 1);
    char small = (char)lower((unsigned char)letter);
    for (size_t i = 0; i < sizeof short_names / sizeof *short_names; i++) {
        if (short_names[i].letter != small) continue;
        set_kind(set, &short_names[i].kind, letter != small);
        skip(maker, 2);
        return true;
    }
    return false;
}

static int32_t control(char letter)
{
    static const char names[] = "aefnrt";
    static const char values[] = "\a\x1b\f\n\r\t";
    const char *found = letter == '\0' ? NULL : strchr(names, letter);
    return found == NULL ? 0 : values[found - names];
}

/* The character for which an escape stands. */
static int32_t read_escaped(struct maker *maker)
{
    char letter = peek(maker, 1);
    int32_t character = control(letter);
    if (sees(maker, "\\x{")) return read_braced(maker, 3, 16);
    if (sees(maker, "\\o{")) return read_braced(maker, 3, 8);
    if (sees(maker, "\\N{U+")) return read_braced(maker, 5, 16);
    if (character != 0) {
        skip(maker, 2);
        return character;
    }
    skip(maker, 1);
    if (letter >= '0' && letter <= '7') return read_number(maker, 8, 3);
    if (letter == 'x' || letter == 'c') skip(maker, 1);
    if (letter == 'x') return read_number(maker, 16, 2);
    if (maker->at == maker->length) return '\\';
    skip(maker, text_next(maker->bytes + maker->at, maker->length - maker->at,
                          &character));
    return character;
}

static int32_t read_literal(struct maker *maker)
{
    int32_t character;
    skip(maker, text_next(maker->bytes + maker->at, maker->length - maker->at,
                          &character));
    return character;
}

static int32_t read_character(struct maker *maker)
{
    bool escaped = peek(maker, 0) == '\\';
    return escaped ? read_escaped(maker) : read_literal(maker);
}

static bool reads_kind(struct maker *maker, struct set *set)
{
    if (sees(maker, "[:")) {
        skip(maker, 2);
        read_kind(maker, ':', false, set);
        if (peek(maker, 0) == ']') skip(maker, 1);
        return true;
    }
    if (sees(maker, "\\p") || sees(maker, "\\P")) {
        read_property(maker, set);
        return true;
    }
    return peek(maker, 0) == '\\' && read_short_name(maker, set);
}

static void read_member(struct maker *maker, struct set *set)
{
    if (reads_kind(maker, set)) return;
    if (sees(maker, "\\Q") || sees(maker, "\\E")) {
        skip(maker, 2);
        return;
    }
    int32_t low = read_character(maker);
    int32_t high = low;
    if (peek(maker, 0) == '-' && peek(maker, 1) != ']') {
        skip(maker, 1);
        high = read_character(maker);
    }
    set_range(set, low, high);
}

static void read_class(struct maker *maker, struct set *set)
{
    skip(maker, 1);
    set->negated = peek(maker, 0) == '^';
    if (set->negated) skip(maker, 1);
    do
        read_member(maker, set);
    while (maker->at < maker->length && peek(maker, 0) != ']');
    skip(maker, 1);
    if (set->negated && set->count > 0)
        add_character(&maker->excluded, set->ranges[0].low);
}

/* ---- Reading the pattern ---- */

static struct piece read_alternatives(struct maker *maker, int depth);

struct repeat {
    int32_t least;
    bool many;
};

static bool sees_count(const struct maker *maker)
{
    size_t ahead = 1;
    if (peek(maker, 0) != '{') return false;
    while (digit_value(peek(maker, ahead)) < 10)
        ahead++;
    if (ahead == 1) return false;
    if (peek(maker, ahead) == ',') ahead++;
    while (digit_value(peek(maker, ahead)) < 10)
        ahead++;
    return peek(maker, ahead) == '}';
}

static struct repeat read_repeat(struct maker *maker)
{
    struct repeat repeat = {1, false};
    char byte = peek(maker, 0);
    bool counted = sees_count(maker);
    if (!counted && byte != '*' && byte != '+' && byte != '?') return repeat;
    skip(maker, 1);
    repeat.many = byte != '?';
    if (counted) {
        repeat.least = read_number(maker, 10, 8);
        repeat.many = !sees(maker, "}") || repeat.least > 1;
        skip_through(maker, '}');
    }
    if (peek(maker, 0) == '?' || peek(maker, 0) == '+') skip(maker, 1);
    return repeat;
}

static void cut_sample(struct maker *maker, size_t length)
{
    if (maker->sample.length <= length) return;
    maker->sample.length = length;
    maker->sample.bytes[length] = '\0';
}

static struct piece keep_sample(struct maker *maker, size_t start)
{
    return keep(maker, buffer_text(&maker->sample) + start,
                maker->sample.length - start);
}

/* What the sample holds from START is there LEAST times. */
static void repeat_sample(struct maker *maker, size_t start, int32_t least)
{
    size_t length = maker->sample.length - start;
    if (least < 2 || length == 0) return;
    char *unit = memory_copy(buffer_text(&maker->sample) + start, length);
    for (int32_t i = 1; i < least; i++) {
        if (maker->sample.length + length > SAMPLE_BYTES) break;
        buffer_add(&maker->sample, unit, length);
    }
    free(unit);
}

static void add_sample(struct maker *maker, int32_t character)
{
    if (maker->sample.length < SAMPLE_BYTES)
        add_character(&maker->sample, character);
}

/* The end of an item that began at START in the sample and at SOURCE in the
 * pattern; OTHER is another text that it would match, if any. */
static void end_item(struct maker *maker, size_t start, size_t source,
                     struct piece other)
{
    struct repeat repeat = read_repeat(maker);
    struct piece read = {source, maker->at - source};
    if (repeat.many) {
        note_pump(maker, start, keep_sample(maker, start), read);
        note_pump(maker, start, other, read);
    }
    repeat_sample(maker, start, repeat.least);
}

static void read_quoted(struct maker *maker)
{
    skip(maker, 2);
    maker->last_literal = maker->sample.length;
    while (maker->at < maker->length && !sees(maker, "\\E"))
        add_sample(maker, read_literal(maker));
    skip(maker, 2);
}

/* Whether an escape stands for no character of its own; then it is skipped.
 * What \1 or (?1) would match is not followed. */
static bool skips_escape(struct maker *maker)
{
    char letter = peek(maker, 1);
    if (sees(maker, "\\N{U+")) return false;
    if (letter == '\0' || strchr("bBAzZGEgk123456789", letter) == NULL)
        return false;
    if (letter == 'b') maker->boundary = maker->sample.length;
    skip(maker, 2);
    if ((letter == 'g' || letter == 'k') && peek(maker, 0) == '{')
        skip_through(maker, '}');
    return true;
}

/* Fills SET with what \w, a class or a dot stands for. */
static bool reads_set(struct maker *maker, struct set *set)
{
    static const struct kind line_end = {"", "\n", SPACE};
    static const struct kind any = {"", "a", ANY};
    if (peek(maker, 0) == '[') {
        read_class(maker, set);
        return true;
    }
    bool line = sees(maker, "\\R");
    bool wide =
        sees(maker, "\\X") || (sees(maker, "\\N") && !sees(maker, "\\N{U+"));
    if (peek(maker, 0) == '.' || line || wide) {
        set_kind(set, line ? &line_end : &any, false);
        skip(maker, peek(maker, 0) == '.' ? 1 : 2);
        return true;
    }
    return reads_kind(maker, set);
}

static struct piece keep_member(struct maker *maker, const struct set *set)
{
    struct piece piece = {maker->store.length, 0};
    add_character(&maker->store, set_member(set, 1));
    piece.length = maker->store.length - piece.start;
    return piece;
}

static void read_one(struct maker *maker)
{
    struct set set;
    struct piece other = {0, 0};
    size_t source = maker->at;
    size_t start = maker->sample.length;
    set_empty(&set);
    if (reads_set(maker, &set)) {
        bool gap = ends_word(maker, start) && set_has(&set, ' ');
        add_sample(maker, gap ? ' ' : set_member(&set, 0));
        other = keep_member(maker, &set);
    } else {
        maker->last_literal = start;
        add_sample(maker, read_character(maker));
    }
    end_item(maker, start, source, other);
}

/* The options, name, number or condition of a group, up to its first item. */
static void skip_opening(struct maker *maker)
{
    if (sees(maker, "?<") || sees(maker, "?P<")) {
        skip_through(maker, '>');
        return;
    }
    if (sees(maker, "?'")) {
        skip(maker, 2);
        skip_through(maker, '\'');
        return;
    }
    if (sees(maker, "?(")) {
        skip_through(maker, ')');
        return;
    }
    while (maker->at < maker->length && strchr(":|>)", peek(maker, 0)) == NULL)
        skip(maker, 1);
    if (peek(maker, 0) != ')') skip(maker, 1);
}

/* True when the group looks ahead, or for what must not be there: the sample
 * does not keep what it looks for. */
static bool open_group(struct maker *maker)
{
    bool ahead = sees(maker, "(?=") || sees(maker, "(?!");
    bool behind = sees(maker, "(?<=") || sees(maker, "(?<!");
    bool unwanted = ahead || sees(maker, "(?<!");
    skip(maker, 1);
    if (ahead || behind)
        skip(maker, behind ? 3 : 2);
    else if (peek(maker, 0) == '?')
        skip_opening(maker);
    return unwanted;
}

static void read_group(struct maker *maker, int depth)
{
    size_t source = maker->at;
    size_t start = maker->sample.length;
    if (sees(maker, "(?#")) {
        skip_through(maker, ')');
        return;
    }
    bool unwanted = open_group(maker);
    struct piece first = read_alternatives(maker, depth + 1);
    skip(maker, 1);
    if (unwanted) cut_sample(maker, start);
    end_item(maker, start, source, first);
}

static void read_item(struct maker *maker, int depth)
{
    char byte = peek(maker, 0);
    if (byte == '(')
        read_group(maker, depth);
    else if (byte == '^' || byte == '$')
        skip(maker, 1);
    else if (sees(maker, "\\Q"))
        read_quoted(maker);
    else if (byte != '\\' || !skips_escape(maker))
        read_one(maker);
}

static bool same_source(const struct maker *maker, const struct pump *a,
                        const struct pump *b)
{
    return a->source.length == b->source.length &&
           memcmp(maker->bytes + a->source.start,
                  maker->bytes + b->source.start, a->source.length) == 0;
}

/* An expanded word list has many alternatives that end alike, and one of them
 * is enough: the pumps from COUNT on are dropped when they are of one item
 * only, and that is also the item of the pump FIRST. */
static void drop_alike(struct maker *maker, size_t first, size_t count)
{
    const struct pump *pumps = maker->pumps;
    for (size_t i = count; i < maker->pump_count; i++)
        if (first == count || !same_source(maker, &pumps[first], &pumps[i]) ||
            pumps[i].source.start != pumps[count].source.start)
            return;
    maker->pump_count = count;
}

/* Up to the end of the group. The sample keeps the last alternative: in a word
 * list that is the shortest. Returns the first one if there are several. */
static struct piece read_alternatives(struct maker *maker, int depth)
{
    size_t start = maker->sample.length;
    size_t first_pump = maker->pump_count;
    size_t pumps = first_pump;
    struct piece first = {0, 0};
    if (depth > MOST_DEPTH) return first;
    while (maker->at < maker->length && peek(maker, 0) != ')') {
        if (peek(maker, 0) != '|') {
            read_item(maker, depth);
            continue;
        }
        if (first.length == 0) first = keep_sample(maker, start);
        cut_sample(maker, start);
        skip(maker, 1);
        drop_alike(maker, first_pump, pumps);
        pumps = maker->pump_count;
    }
    drop_alike(maker, first_pump, pumps);
    return first;
}

/* ---- Making the subjects ---- */

/* The first of CHOICES that the pattern does not mention. */
static char unmentioned(const struct maker *maker, const char *choices)
{
    for (const char *c = choices; *c != '\0'; c++) {
        char capital = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
        if (memchr(maker->bytes, *c, maker->length) == NULL &&
            memchr(maker->bytes, capital, maker->length) == NULL)
            return *c;
    }
    return choices[0];
}

/* What makes a match fail that has come as far as AFTER: a line end stops a
 * dot, a sign stops a word, a letter stops what is no word. */
static void add_tail(const struct maker *maker, const char *after,
                     size_t length, struct buffer *out)
{
    char sign = unmentioned(maker, "!~%#=@");
    char last = length > 0 ? after[length - 1] : 'a';
    buffer_add_byte(out, sign);
    buffer_add_byte(out, '\n');
    buffer_add_byte(out, sign);
    add_character(out, 0x2603);
    if (maker->excluded.length < SUBJECTS_BYTES / 8)
        buffer_add(out, buffer_text(&maker->excluded), maker->excluded.length);
    if ((kind_of((unsigned char)last) & (LETTER | DIGIT)) == 0)
        buffer_add_byte(out, unmentioned(maker, "qzxjvkw"));
}

/* Takes over SUBJECT, unless there is one like it. */
static void add_subject(struct maker *maker, struct buffer *subject)
{
    struct subjects *made = &maker->made;
    for (size_t i = 0; i < made->count; i++) {
        if (made->list[i].length == subject->length &&
            memcmp(buffer_text(&made->list[i]), buffer_text(subject),
                   subject->length) == 0) {
            buffer_free(subject);
            return;
        }
    }
    made->list = memory_resize(made->list, made->count + 1, sizeof *made->list);
    made->list[made->count++] = *subject;
}

static void add_pumped(struct maker *maker, struct piece lead,
                       struct piece pump, bool with_tail)
{
    const char *store = buffer_text(&maker->store);
    struct buffer subject = {0};
    struct buffer tail = {0};
    if (pump.length == 0) return;
    if (with_tail) add_tail(maker, store + pump.start, pump.length, &tail);
    buffer_add(&subject, store + lead.start, lead.length);
    while (subject.length + pump.length + tail.length <= SUBJECTS_BYTES)
        buffer_add(&subject, store + pump.start, pump.length);
    buffer_add(&subject, buffer_text(&tail), tail.length);
    buffer_free(&tail);
    add_subject(maker, &subject);
}

static void add_sample_subjects(struct maker *maker)
{
    struct piece none = {0, 0};
    struct piece whole = keep_sample(maker, 0);
    struct piece start = whole;
    struct buffer once = {0};
    if (maker->last_literal < start.length) start.length = maker->last_literal;
    buffer_add(&once, buffer_text(&maker->sample), maker->sample.length);
    add_subject(maker, &once);
    add_pumped(maker, none, whole, true);
    add_pumped(maker, none, whole, false);
    add_pumped(maker, none, start, true);
}

static void add_pump_subjects(struct maker *maker)
{
    struct piece none = {0, 0};
    for (size_t i = 0; i < maker->pump_count; i++)
        add_pumped(maker, maker->pumps[i].lead, maker->pumps[i].pump, true);
    for (size_t i = 0; i < maker->pump_count; i++)
        add_pumped(maker, none, maker->pumps[i].lead, true);
}

/* Words of two letters, no two alike: what a back reference does not like. */
static void add_words(struct maker *maker)
{
    struct buffer subject = {0};
    for (int i = 0; subject.length + 3 < SUBJECTS_BYTES; i++) {
        buffer_add_byte(&subject, (char)('a' + i / 26 % 26));
        buffer_add_byte(&subject, (char)('a' + i % 26));
        buffer_add_byte(&subject, ' ');
    }
    add_subject(maker, &subject);
}

static void add_common_subjects(struct maker *maker)
{
    struct piece none = {0, 0};
    add_pumped(maker, none, keep(maker, "a", 1), true);
    add_pumped(maker, none, keep(maker, "a ", 2), true);
    add_pumped(maker, none, keep(maker, " ", 1), true);
    add_words(maker);
}

struct subjects subjects_new(const char *pattern, size_t length)
{
    struct maker *maker = memory_new(1, sizeof *maker);
    maker->bytes = pattern;
    maker->length = length;
    while (maker->at < length) {
        read_alternatives(maker, 0);
        skip(maker, 1);
    }
    add_sample_subjects(maker);
    add_pump_subjects(maker);
    add_common_subjects(maker);
    struct subjects made = maker->made;
    buffer_free(&maker->sample);
    buffer_free(&maker->store);
    buffer_free(&maker->excluded);
    free(maker);
    return made;
}

void subjects_free(struct subjects *subjects)
{
    for (size_t i = 0; i < subjects->count; i++)
        buffer_free(&subjects->list[i]);
    free(subjects->list);
    *subjects = (struct subjects){0};
}
