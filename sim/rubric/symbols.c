/* Sets of symbols, and what PCRE2 takes for what; see symbols.h.
 *
 * Two foreign characters are ASCII letters in another case, and only two: the
 * Kelvin sign is a k, and the long s an s. Begin with symbols_put_range().
 */
#include "rubric/symbols.h"

#include "base/bits.h"

#include <string.h>

bool symbols_is_word(size_t symbol)
{
    return (symbol >= 'a' && symbol <= 'z') ||
           (symbol >= '0' && symbol <= '9') || symbol == '_';
}

bool symbols_is_line_end(size_t symbol)
{
    return symbol >= '\n' && symbol <= '\r';
}

void symbols_put(struct symbols *symbols, size_t symbol)
{
    bits_put(symbols->bits, symbol);
}

bool symbols_has(const struct symbols *symbols, size_t symbol)
{
    return bits_has(symbols->bits, symbol);
}

size_t symbols_size(const struct symbols *symbols)
{
    size_t size = 0;
    for (size_t i = 0; i < SYMBOLS_COUNT; i++)
        size += symbols_has(symbols, i);
    return size;
}

/* ---- What a pattern asks for ---- */

static void put_ascii(struct symbols_members *members, int32_t character)
{
    bool capital = character >= 'A' && character <= 'Z';
    size_t symbol = (size_t)character + (capital ? 'a' - 'A' : 0);
    bool letter = symbol >= 'a' && symbol <= 'z';
    symbols_put(&members->may, symbol);
    if (symbol == 'k' || symbol == 's')
        symbols_put(&members->may, SYMBOLS_FOREIGN);
    if (!members->cased || !letter) symbols_put(&members->sure, symbol);
}

static bool holds(int32_t low, int32_t high, int32_t character)
{
    return low <= character && character <= high;
}

void symbols_put_range(struct symbols_members *members, int32_t low,
                       int32_t high)
{
    for (int32_t c = low; c <= high && c <= 0x7f; c++)
        put_ascii(members, c);
    if (high <= 0x7f) return;
    symbols_put(&members->may, SYMBOLS_FOREIGN);
    if (holds(low, high, 0x212a)) symbols_put(&members->may, 'k');
    if (holds(low, high, 0x17f)) symbols_put(&members->may, 's');
    /* Dotted capital and dotless i: not now, but nobody knows what comes. */
    if (holds(low, high, 0x130) || holds(low, high, 0x131))
        symbols_put(&members->may, 'i');
}

/* Whether an ASCII symbol belongs to \w, \d, \s, \h or \v. */
static bool belongs(char kind, size_t symbol)
{
    switch (kind) {
    case 'w':
        return symbols_is_word(symbol);
    case 'd':
        return symbol >= '0' && symbol <= '9';
    case 's':
        return symbol == ' ' || (symbol >= '\t' && symbol <= '\r');
    case 'h':
        return symbol == ' ' || symbol == '\t';
    default:
        return symbols_is_line_end(symbol);
    }
}

/* A dot takes all that no version of PCRE2 takes for the end of a line. */
static bool is_under_dot(size_t symbol)
{
    return symbol != '\0' && !symbols_is_line_end(symbol);
}

/* What \w, \W and their like ask for is known; of all else it is only known
 * that it is one character. */
void symbols_put_kind(struct symbols_members *members, const char *text,
                      size_t length)
{
    bool known =
        length == 2 && text[0] == '\\' && strchr("wWdDsShHvV", text[1]) != NULL;
    bool dot = length == 1 && text[0] == '.';
    bool negated = known && text[1] >= 'A' && text[1] <= 'Z';
    char kind = known ? (char)(text[1] | 0x20) : '\0';
    symbols_put(&members->may, SYMBOLS_FOREIGN);
    for (size_t i = 0; i < SYMBOLS_FOREIGN; i++) {
        bool is_member = known && belongs(kind, i) != negated;
        if (!known || is_member) symbols_put(&members->may, i);
        if (is_member || (dot && is_under_dot(i)))
            symbols_put(&members->sure, i);
    }
}

struct symbols_members symbols_others(const struct symbols_members *members)
{
    const uint64_t *sure = members->sure.bits;
    const uint64_t *may = members->may.bits;
    return (struct symbols_members){
        .may = {{~sure[0], ~sure[1], 1}},
        .sure = {{~may[0], ~may[1], 0}},
        .cased = members->cased,
    };
}

struct symbols symbols_echo(size_t symbol)
{
    struct symbols echo = {{0}};
    symbols_put(&echo, symbol);
    if (symbol == 'k' || symbol == 's') symbols_put(&echo, SYMBOLS_FOREIGN);
    if (symbol == SYMBOLS_FOREIGN) symbols_put(&echo, 'k');
    if (symbol == SYMBOLS_FOREIGN) symbols_put(&echo, 's');
    return echo;
}

/* ---- Numbers ---- */

struct numbering {
    unsigned char *numbers;
    size_t next;
};

/* The only ASCII symbol of a set, or SYMBOLS_FOREIGN where it has another
 * number of them. */
static size_t only_one(const struct symbols *set)
{
    uint64_t bits = set->bits[0] | set->bits[1];
    size_t symbol = set->bits[0] == 0 ? 64 : 0;
    bool one =
        (set->bits[0] == 0) != (set->bits[1] == 0) && (bits & (bits - 1)) == 0;
    if (!one) return SYMBOLS_FOREIGN;
    while (!(bits >> symbol % 64 & 1))
        symbol++;
    return symbol;
}

/* Most sets are one letter, which needs a number of its own. */
static void single_out(struct numbering *numbering, const struct symbols *sets,
                       size_t count)
{
    bool alone[SYMBOLS_COUNT] = {false};
    alone[SYMBOLS_FOREIGN] = true;
    numbering->numbers[SYMBOLS_FOREIGN] = (unsigned char)numbering->next++;
    for (size_t i = 0; i < count; i++) {
        size_t symbol = only_one(&sets[i]);
        if (alone[symbol]) continue;
        alone[symbol] = true;
        numbering->numbers[symbol] = (unsigned char)numbering->next++;
    }
}

/* Makes one more difference between symbols that had the same number. */
static void split(struct numbering *numbering, const struct symbols *set)
{
    unsigned char with[SYMBOLS_COUNT + UINT8_MAX] = {0};
    bool without[SYMBOLS_COUNT + UINT8_MAX] = {false};
    for (size_t i = 0; i < SYMBOLS_COUNT; i++)
        if (!symbols_has(set, i)) without[numbering->numbers[i]] = true;
    for (size_t i = 0; i < SYMBOLS_COUNT; i++) {
        size_t number = numbering->numbers[i];
        if (!symbols_has(set, i) || !without[number]) continue;
        if (with[number] == 0) with[number] = (unsigned char)numbering->next++;
        numbering->numbers[i] = with[number];
    }
}

static struct symbols all_that(bool (*belongs_to)(size_t symbol))
{
    struct symbols set = {{0}};
    for (size_t i = 0; i < SYMBOLS_FOREIGN; i++)
        if (belongs_to(i)) symbols_put(&set, i);
    return set;
}

size_t symbols_number(const struct symbols *sets, size_t count,
                      unsigned char numbers[SYMBOLS_COUNT], size_t first)
{
    struct numbering numbering = {numbers, first + 1};
    struct symbols words = all_that(symbols_is_word);
    struct symbols line_ends = all_that(symbols_is_line_end);
    memset(numbers, (int)first, SYMBOLS_COUNT);
    single_out(&numbering, sets, count);
    split(&numbering, &words);
    split(&numbering, &line_ends);
    for (size_t i = 0; i < count; i++)
        if (only_one(&sets[i]) == SYMBOLS_FOREIGN) split(&numbering, &sets[i]);
    return numbering.next;
}
