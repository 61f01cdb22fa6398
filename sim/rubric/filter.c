/* Patterns made into plans for an automaton.
 *
 * Most of what PCRE2 can do is not needed to say that a pattern cannot match:
 * which letters may follow which is enough. So a pattern is read here and laid
 * out as steps (automaton.h), each piece directly behind the one before it, and
 * wherever a piece says more than steps can, the plan says less:
 *
 * - A character beyond ASCII is any of them, and may be what \w, \W and every
 *   class asks for; k and s may be one, too (Kelvin sign, long s).
 * - Lookarounds are left out, but for a (?=...) with which all ends. Greedy,
 *   lazy and possessive are one: they differ in what is matched, not whether,
 *   or in that a possessive one matches less often.
 * - Repeats of long or wide pieces are not counted far (copies_of): after
 *   `[^?]{3,60}` each further character would be one more way of standing.
 * - . is any character, for versions of PCRE2 differ in what ends a line.
 *
 * - \1, (?1) and (?(1)...) are any run of characters.
 *
 * What is not known here, and a bare {, which versions of PCRE2 read
 * differently, makes the filter give up: it passes everything.
 *
 * What is left out may only ever make a plan match more. That is easy for what
 * must be there and needs care where something is forbidden: of a class with a
 * ^ only those are excluded that are surely members (struct members).
 *
 * Pieces are laid out without knowing where they will lie: steps say how far to
 * go, and all exits of a piece are its end. So a piece is repeated by copying
 * it, and a step is put before it by moving it.
 *
 * Begin with filter_passes(), then read_choice().
 */
#include "rubric/filter.h"

#include "base/memory.h"
#include "rubric/automaton.h"
#include "rubric/notation.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_STEPS = 16000,  /* in a plan */
    MOST_DEPTH = 260,    /* groups in groups; PCRE2 takes 250 */
    MOST_COPIED = 200,   /* steps that a repeated piece becomes */
    WIDE = 10,           /* symbols of a set, from which it is wide */
    MOST_WIDE_COPIES = 3 /* of one symbol of a wide set */
};

enum { ENDLESS = -1 };

struct filter {
    const char *pattern;
    size_t length;
    bool read;
    struct automaton *automaton; /* NULL: it passes everything */
};

struct reader {
    struct notation notation;
    struct notation_item item; /* the one at hand */
    bool more;                 /* there is one */
    bool dash;                 /* and a - before it, within a class */
    bool gives_up;
    bool multiline; /* ^ and $ may be anywhere */
    bool cased;     /* a capital may differ from its small letter */
    size_t depth;
    struct automaton_plan plan;
    size_t letters[128]; /* the sets of ASCII literals: their numbers + 1 */
};

static void advance(struct reader *reader)
{
    reader->dash = false;
    for (;;) {
        reader->more = notation_next(&reader->notation, &reader->item);
        if (!reader->more || reader->item.kind != NOTATION_NOTHING) return;
        reader->dash = reader->notation.bytes[reader->item.start] == '-';
    }
}

static bool at(const struct reader *reader, enum notation_kind kind)
{
    return reader->more && reader->item.kind == kind;
}

static const char *text_here(const struct reader *reader)
{
    return reader->notation.bytes + reader->item.start;
}

static void add(struct reader *reader, enum automaton_kind kind, size_t what,
                size_t to)
{
    if (reader->plan.count >= MOST_STEPS)
        reader->gives_up = true;
    else
        automaton_add(&reader->plan, kind, what, (int32_t)to);
}

/* ---- Sets of symbols ---- */

/* Which symbols may be what is asked for, and which surely are, in both cases.
 * Of a foreign character nothing is sure. */
struct members {
    struct automaton_set may;
    struct automaton_set sure;
};

static void put(struct automaton_set *set, size_t symbol)
{
    set->bits[symbol / 64] |= UINT64_C(1) << symbol % 64;
}

static bool is_letter(int32_t character)
{
    return (character >= 'a' && character <= 'z') ||
           (character >= 'A' && character <= 'Z');
}

static void put_character(const struct reader *reader, struct members *members,
                          int32_t character)
{
    if (character > 0x7f) {
        put(&members->may, AUTOMATON_FOREIGN);
        return;
    }
    size_t symbol = (size_t)character;
    if (character >= 'A' && character <= 'Z') symbol += 'a' - 'A';
    put(&members->may, symbol);
    if (symbol == 'k' || symbol == 's') put(&members->may, AUTOMATON_FOREIGN);
    if (!reader->cased || !is_letter(character)) put(&members->sure, symbol);
}

/* A range of them. Beyond ASCII there are a Kelvin sign and a long s, and the
 * dotted and the dotless i, of which nobody knows what comes. */
static void put_range(const struct reader *reader, struct members *members,
                      int32_t low, int32_t high)
{
    for (int32_t c = low; c <= high && c <= 0x7f; c++)
        put_character(reader, members, c);
    if (high <= 0x7f) return;
    put(&members->may, AUTOMATON_FOREIGN);
    put(&members->may, 'k');
    put(&members->may, 's');
    put(&members->may, 'i');
}

static bool is_word(size_t symbol)
{
    return (symbol >= 'a' && symbol <= 'z') ||
           (symbol >= '0' && symbol <= '9') || symbol == '_';
}

/* Whether an ASCII symbol belongs to \w, \d, \s, \h or \v. */
static bool belongs(char kind, size_t symbol)
{
    switch (kind) {
    case 'w':
        return is_word(symbol);
    case 'd':
        return symbol >= '0' && symbol <= '9';
    case 's':
        return symbol == ' ' || (symbol >= '\t' && symbol <= '\r');
    case 'h':
        return symbol == ' ' || symbol == '\t';
    default:
        return symbol >= '\n' && symbol <= '\r';
    }
}

/* What \w, \W and their like ask for is known; of all else it is only known
 * that it is one character. */
static void put_set(struct members *members, const char *text, size_t length)
{
    bool known =
        length == 2 && text[0] == '\\' && strchr("wWdDsShHvV", text[1]) != NULL;
    bool negated = known && text[1] >= 'A' && text[1] <= 'Z';
    char kind = negated ? (char)(text[1] - 'A' + 'a') : text[1];
    put(&members->may, AUTOMATON_FOREIGN);
    for (size_t i = 0; i < AUTOMATON_FOREIGN; i++) {
        bool is_member = known && belongs(kind, i) != negated;
        if (!known || is_member) put(&members->may, i);
        if (is_member) put(&members->sure, i);
    }
}

static void add_read(struct reader *reader, const struct automaton_set *set)
{
    add(reader, AUTOMATON_READ, automaton_number(&reader->plan, set), 0);
}

/* \c[ and its like, which are seldom and odd. */
static bool is_obscure(const struct reader *reader)
{
    const char *text = text_here(reader);
    return reader->item.character < 0 ||
           (reader->item.length > 2 && text[0] == '\\' && text[1] == 'c');
}

/* The number of the set of all that a literal CHARACTER may be. */
static size_t set_of(struct reader *reader, int32_t character)
{
    struct members members = {0};
    size_t *known = character <= 0x7f ? &reader->letters[character] : NULL;
    bool odd = character == 0x212a || character == 0x17f ||
               character == 0x130 || character == 0x131;
    if (known != NULL && *known > 0) return *known - 1;
    if (odd)
        put_range(reader, &members, character, character);
    else
        put_character(reader, &members, character);
    size_t number = automaton_number(&reader->plan, &members.may);
    if (known != NULL) *known = number + 1;
    return number;
}

static void read_literal(struct reader *reader)
{
    bool brace = *text_here(reader) == '{' && !reader->notation.quoted;
    if (brace || is_obscure(reader))
        reader->gives_up = true;
    else
        add(reader, AUTOMATON_READ, set_of(reader, reader->item.character), 0);
    advance(reader);
}

/* \R may be two characters, and \X any number. */
static void read_set(struct reader *reader)
{
    const char *text = text_here(reader);
    size_t length = reader->item.length;
    struct members members = {0};
    bool escaped = length > 1 && text[0] == '\\';
    if (escaped && (text[1] == 'C' || (text[1] == 'N' && length > 2)))
        reader->gives_up = true;
    bool line_end = escaped && text[1] == 'R';
    put_set(&members, line_end ? "\\v" : text, length);
    add_read(reader, &members.may);
    if (line_end) {
        add(reader, AUTOMATON_FORK, 0, 2);
        add_read(reader, &members.may);
    }
    if (escaped && text[1] == 'X') add(reader, AUTOMATON_FORK, 0, (size_t)-1);
    advance(reader);
}

/* [[:<:]] is the edge of a word and no character. */
static bool is_no_member(const struct reader *reader)
{
    const char *text = text_here(reader);
    return reader->item.kind == NOTATION_SET &&
           (reader->dash || (text[0] == '[' && reader->item.length > 2 &&
                             (text[2] == '<' || text[2] == '>')));
}

static void read_class(struct reader *reader)
{
    struct members members = {0};
    for (advance(reader); reader->more && !at(reader, NOTATION_CLASS_END);
         advance(reader)) {
        const struct notation_item *item = &reader->item;
        if (is_no_member(reader)) reader->gives_up = true;
        if (item->kind == NOTATION_SET)
            put_set(&members, text_here(reader), item->length);
        else if (is_obscure(reader))
            reader->gives_up = true;
        else
            put_range(reader, &members, item->low, item->character);
    }
    if (reader->notation.negated)
        for (size_t i = 0; i < 3; i++)
            members.may.bits[i] = ~members.sure.bits[i];
    members.may.bits[2] &= 1;
    add_read(reader, &members.may);
    advance(reader);
}

/* ---- Places ---- */

static void read_place(struct reader *reader)
{
    const char *text = text_here(reader);
    char kind = text[0] == '\\' ? text[1] : text[0];
    bool line = kind == '^' || kind == '$';
    advance(reader);
    if (line && reader->multiline) return;
    switch (kind) {
    case '^':
    case 'A':
        add(reader, AUTOMATON_CHECK, AUTOMATON_BEGINNING, 0);
        break;
    case '$':
    case 'Z':
        add(reader, AUTOMATON_CHECK, AUTOMATON_LAST_LINE, 0);
        break;
    case 'z':
        add(reader, AUTOMATON_CHECK, AUTOMATON_END, 0);
        break;
    case 'b':
        add(reader, AUTOMATON_CHECK, AUTOMATON_EDGE, 0);
        break;
    case 'B':
        add(reader, AUTOMATON_CHECK, AUTOMATON_NO_EDGE, 0);
        break;
    case 'G': /* where matching begins, which may be here */
        break;
    default:
        reader->gives_up = true;
    }
}

/* ---- Groups ---- */

enum group {
    GROUP_PLAIN,
    GROUP_AHEAD,
    GROUP_LEFT_OUT,
    GROUP_ANYTHING, /* (?1) (?&name) (?(1)...) */
    GROUP_UNKNOWN
};

/* Calls of groups, and conditions. LENGTH is 2 where the condition is a group
 * of its own. */
static bool is_call(const char *text, size_t length)
{
    if (length == 2) return text[2] == '(';
    if (text[2] == 'P') return length > 3 && strchr("=>", text[3]) != NULL;
    return strchr("0123456789R&(", text[2]) != NULL ||
           (length > 3 && strchr("+-", text[2]) != NULL && text[3] >= '0' &&
            text[3] <= '9');
}

/* (?i) and (?i: have only such letters. */
static bool is_options(const char *text, size_t length)
{
    for (size_t i = 2; i < length; i++)
        if (strchr("imnsJU^-:", text[i]) == NULL) return false;
    return length > 2;
}

static enum group group_of(const char *text, size_t length)
{
    if (length == 1) return GROUP_PLAIN;
    char kind = length > 2 ? text[2] : '\0';
    char next = length > 3 ? text[3] : '\0';
    if (kind == '=') return GROUP_AHEAD;
    if (kind == '!' || kind == '*') return GROUP_LEFT_OUT;
    if (kind == '<' && next != '\0' && strchr("=!*", next) != NULL)
        return GROUP_LEFT_OUT;
    if (kind != '\0' && strchr("<'|>:", kind) != NULL) return GROUP_PLAIN;
    if (kind == 'P' && next == '<') return GROUP_PLAIN;
    if (is_call(text, length)) return GROUP_ANYTHING;
    return is_options(text, length) ? GROUP_PLAIN : GROUP_UNKNOWN;
}

/* Options hold to the end of a group. Here they hold to the end of the
 * pattern: to know less of cases and lines is never wrong. */
static void heed_options(struct reader *reader, const char *text, size_t length)
{
    if (length < 3 || !is_options(text, length)) return;
    if (memchr(text, 'm', length) != NULL) reader->multiline = true;
    if (memchr(text, '-', length) != NULL || memchr(text, '^', length) != NULL)
        reader->cased = true;
}

static void read_choice(struct reader *reader);

/* Any run of characters, or none. */
static void add_anything(struct reader *reader)
{
    struct automaton_set all = {{UINT64_MAX, UINT64_MAX, 1}};
    add(reader, AUTOMATON_FORK, 0, 3);
    add_read(reader, &all);
    add(reader, AUTOMATON_JUMP, 0, (size_t)-2);
}

/* What stands ahead may be read as if it were matched when nothing follows
 * that would have to be matched there too. */
static bool all_ends(const struct reader *reader)
{
    return reader->depth == 0 && (!reader->more || at(reader, NOTATION_BAR));
}

static void read_group(struct reader *reader)
{
    const char *text = text_here(reader);
    size_t length = reader->item.length;
    size_t start = reader->plan.count;
    enum group group = group_of(text, length);
    heed_options(reader, text, length);
    if (group == GROUP_UNKNOWN || reader->depth == MOST_DEPTH)
        reader->gives_up = true;
    if (reader->gives_up) return;
    reader->depth++;
    advance(reader);
    read_choice(reader);
    if (!at(reader, NOTATION_GROUP_END)) reader->gives_up = true;
    advance(reader);
    reader->depth--;
    if (group == GROUP_PLAIN || (group == GROUP_AHEAD && all_ends(reader)))
        return;
    reader->plan.count = start;
    if (group == GROUP_ANYTHING) add_anything(reader);
}

/* ---- Repeats ---- */

/* The greatest number of {2,5}; ENDLESS where there is none. */
static int32_t most_of(const char *text, const struct notation_item *item)
{
    if (*text == '?') return 1;
    if (*text != '{') return ENDLESS;
    const char *comma = memchr(text, ',', item->length);
    if (comma == NULL) return item->least;
    if (comma[1] == '}') return ENDLESS;
    int32_t most = 0;
    for (const char *c = comma + 1; *c >= '0' && *c <= '9'; c++)
        if (most < 100000) most = most * 10 + (*c - '0');
    return most;
}

static size_t size_of(const struct automaton_set *set)
{
    size_t size = 0;
    for (size_t i = 0; i < AUTOMATON_SYMBOLS; i++)
        size += set->bits[i / 64] >> i % 64 & 1;
    return size;
}

/* How many copies of the LENGTH steps at START may be made to count with. */
static int32_t copies_of(const struct reader *reader, size_t start,
                         size_t length)
{
    const struct automaton_step *step = &reader->plan.steps[start];
    bool wide = length == 1 && step->kind == AUTOMATON_READ &&
                size_of(&reader->plan.sets[step->what]) >= WIDE;
    return wide ? MOST_WIDE_COPIES : (int32_t)(MOST_COPIED / length);
}

static void copy(struct reader *reader, const struct automaton_step *steps,
                 size_t count)
{
    for (size_t i = 0; i < count && !reader->gives_up; i++)
        add(reader, (enum automaton_kind)steps[i].kind, steps[i].what,
            (size_t)steps[i].to);
}

/* Lays out the piece at START anew, LEAST to MOST times; where that is too
 * often, at least as often as it can be counted. */
static void repeat(struct reader *reader, size_t start, int32_t least,
                   int32_t most)
{
    size_t length = reader->plan.count - start;
    if (length == 0 || reader->gives_up) return;
    int32_t copies = copies_of(reader, start, length);
    if (least > copies || most > copies) most = ENDLESS;
    if (least > copies) least = copies > 0 ? copies : 1;
    struct automaton_step *piece = memory_new(length, sizeof *piece);
    memcpy(piece, reader->plan.steps + start, length * sizeof *piece);
    reader->plan.count = start;
    for (int32_t i = 0; i < least; i++)
        copy(reader, piece, length);
    if (most == ENDLESS) {
        add(reader, AUTOMATON_FORK, 0, length + 2);
        copy(reader, piece, length);
        add(reader, AUTOMATON_JUMP, 0, -(length + 1));
    }
    for (int32_t i = least; i < most; i++) {
        add(reader, AUTOMATON_FORK, 0, (size_t)(most - i) * (length + 1));
        copy(reader, piece, length);
    }
    free(piece);
}

/* ---- Sequences and alternatives ---- */

static void read_piece(struct reader *reader)
{
    switch (reader->item.kind) {
    case NOTATION_LITERAL:
        read_literal(reader);
        break;
    case NOTATION_SET:
        read_set(reader);
        break;
    case NOTATION_PLACE:
        read_place(reader);
        break;
    case NOTATION_CLASS:
        read_class(reader);
        break;
    case NOTATION_GROUP:
        read_group(reader);
        break;
    case NOTATION_REFERENCE:
        add_anything(reader);
        advance(reader);
        break;
    default:
        reader->gives_up = true;
    }
}

static void read_sequence(struct reader *reader)
{
    while (reader->more && !at(reader, NOTATION_BAR) &&
           !at(reader, NOTATION_GROUP_END) && !reader->gives_up) {
        size_t start = reader->plan.count;
        read_piece(reader);
        while (at(reader, NOTATION_REPEAT) && !reader->gives_up) {
            repeat(reader, start, reader->item.least,
                   most_of(text_here(reader), &reader->item));
            advance(reader);
        }
    }
}

/* Before the alternative at START comes a fork to the next one, and behind it
 * a jump to the end of all, which is not known yet: until then the jumps are a
 * chain. */
static void close_alternative(struct reader *reader, size_t start, size_t *jump)
{
    struct automaton_plan *plan = &reader->plan;
    size_t length = plan->count - start;
    add(reader, AUTOMATON_FORK, 0, 0);
    add(reader, AUTOMATON_JUMP, 0, *jump);
    if (reader->gives_up) return;
    struct automaton_step fork = plan->steps[plan->count - 2];
    fork.to = (int32_t)length + 2;
    memmove(plan->steps + start + 1, plan->steps + start,
            length * sizeof *plan->steps);
    plan->steps[start] = fork;
    *jump = plan->count - 1;
}

static void read_choice(struct reader *reader)
{
    struct automaton_plan *plan = &reader->plan;
    const size_t none = SIZE_MAX;
    size_t jump = none;
    for (;;) {
        size_t start = plan->count;
        read_sequence(reader);
        if (!at(reader, NOTATION_BAR) || reader->gives_up) break;
        close_alternative(reader, start, &jump);
        advance(reader);
    }
    while (jump != none && !reader->gives_up) {
        int32_t before = plan->steps[jump].to;
        plan->steps[jump].to = (int32_t)(plan->count - jump);
        jump = before < 0 ? none : (size_t)before;
    }
}

/* ---- Filters ---- */

static struct automaton *read_pattern(const char *pattern, size_t length)
{
    struct reader reader = {.notation = {.bytes = pattern, .length = length}};
    advance(&reader);
    read_choice(&reader);
    add(&reader, AUTOMATON_DONE, 0, 0);
    if (!reader.gives_up && !reader.more) return automaton_new(&reader.plan);
    automaton_plan_free(&reader.plan);
    return NULL;
}

struct filter *filter_new(const char *pattern, size_t length)
{
    struct filter *filter = memory_new(1, sizeof *filter);
    filter->pattern = pattern;
    filter->length = length;
    return filter;
}

bool filter_passes(struct filter *filter, const char *text, size_t length,
                   size_t from)
{
    if (filter == NULL) return true;
    if (!filter->read) {
        filter->automaton = read_pattern(filter->pattern, filter->length);
        filter->read = true;
    }
    return filter->automaton == NULL ||
           automaton_passes(filter->automaton, text, length, from);
}

bool filter_is_of_use(const struct filter *filter)
{
    return !filter->read || (filter->automaton != NULL &&
                             !automaton_is_tired(filter->automaton));
}

size_t filter_states(const struct filter *filter, size_t *bytes)
{
    *bytes = 0;
    return filter->automaton == NULL
               ? 0
               : automaton_states(filter->automaton, bytes);
}

void filter_free(struct filter *filter)
{
    if (filter == NULL) return;
    automaton_free(filter->automaton);
    free(filter);
}
