/* Hostile subjects: a way in, something to repeat, and an end that fails.
 *
 * The pattern is read once, from left to right, and as it is read a text grows
 * that it would nearly match (the sample). Of a group with alternatives the
 * sample keeps the last; the others are noted as variants of it. Whatever is
 * repeated in the pattern is noted as a pump: the sample so far leads to it,
 * the pump is what to repeat; and so is each of its variants, because a group
 * that can read one of them in two ways takes twice the time for each time it
 * is there. Afterwards each pump becomes a subject that leads to it and stays
 * there, and one that leads to it again and again; each ends in characters
 * that the pattern does not mention, so that the match fails as late as it
 * can. A few subjects are made from the sample as a whole, and a few are the
 * same for all patterns.
 *
 * What the pattern names is also kept in short pieces: words, alternatives,
 * members of its sets, and a few characters that it may stop at. Mixtures of
 * them are made for whoever looks for one that is worse than all that has been
 * thought of here (pattern.c).
 *
 * The first subject is always the sample itself, once.
 *
 * It does not matter if a piece of syntax is misread here: the subjects become
 * milder, nothing worse. Begin with subjects_new(), at the end.
 */
#include "rubric/subjects.h"

#include "base/count.h"
#include "base/memory.h"
#include "base/text.h"
#include "rubric/notation.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* At most eight subjects are made of each pump, and sixty besides. */
enum {
    ASCII = 128,
    MOST_WORDS = 6,
    MOST_RUNS = 16,
    SAMPLE_BYTES = SUBJECTS_BYTES / 2, /* the sample stops growing here */
    MOST_PUMPS = 96,
    MOST_VARIED = 48, /* of them, for the variants of one repeated item */
    MOST_PAIRS = 12,  /* of them, for two variants in a row */
    MOST_OTHERS = 12, /* of them, for variants that are nobody's twin */
    MOST_VARIANTS = 1024,
    MOST_STORED = 1 << 20, /* bytes; beyond it nothing varies */
    MOST_RANGES = 64,      /* of one class; the rest is not looked at */
    MOST_DEPTH = 250       /* of groups in groups, as in PCRE2 */
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

/* The sets of one letter, as in \w, and the dot. */
static const struct {
    char letter;
    bool negated;
    struct kind kind;
} short_names[] = {
    {'.', false, {"", "a", ANY}},
    {'C', false, {"", "a", ANY}},
    {'D', true, {"", "1", DIGIT}},
    {'H', true, {"", " ", SPACE}},
    {'N', false, {"", "a", ANY}},
    {'R', false, {"", "\n", SPACE}},
    {'S', true, {"", " ", SPACE}},
    {'V', true, {"", "\n", SPACE}},
    {'W', true, {"", "a", LETTER | DIGIT}},
    {'X', false, {"", "a", ANY}},
    {'d', false, {"", "1", DIGIT}},
    {'h', false, {"", " ", SPACE}},
    {'s', false, {"", " ", SPACE}},
    {'v', false, {"", "\n", SPACE}},
    {'w', false, {"", "a", LETTER | DIGIT}},
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
    for (size_t i = 0; i < COUNT(kinds); i++)
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

/* NAME is what stands in \p{…} or [:…:]: "Greek", "^alpha", "sc=Greek". */
static void set_named(struct set *set, const char *name, size_t length,
                      bool negated)
{
    char plain[32];
    size_t plain_length = 0;
    for (size_t i = 0; i < length; i++) {
        if (name[i] == '^') negated = !negated;
        if (name[i] == ':' || name[i] == '=') plain_length = 0;
        if (strchr("^:={}_- ", name[i]) != NULL) continue;
        if (plain_length + 1 < sizeof plain)
            plain[plain_length++] = (char)lower((unsigned char)name[i]);
    }
    plain[plain_length] = '\0';
    set_kind(set, find_kind(plain), negated);
}

/* TEXT is an item of NOTATION_SET. */
static void set_item(struct set *set, const char *text, size_t length)
{
    char letter = text[0] == '\\' && length > 1 ? text[1] : text[0];
    if (letter == '[') set_named(set, text + 2, length - 4, false);
    if (letter == 'p') set_named(set, text + 2, length - 2, false);
    if (letter == 'P') set_named(set, text + 2, length - 2, true);
    for (size_t i = 0; i < COUNT(short_names); i++)
        if (short_names[i].letter == letter)
            set_kind(set, &short_names[i].kind, short_names[i].negated);
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
    size_t count = COUNT(candidates);
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
    size_t end;          /* in the sample, where what is repeated ends */
    struct piece after;  /* what follows it in a group that must not match */
};

/* TEXT, in the store, might stand where the sample has START up to END. */
struct variant {
    size_t start;
    size_t end;
    struct piece text;
};

struct maker {
    struct notation notation;
    struct buffer sample;
    size_t last_literal; /* where the last literal of the sample begins */
    size_t boundary;     /* where the last \b of the sample stands */
    int unwanted;        /* in so many groups of which nothing is kept */
    struct buffer store;
    struct pump pumps[MOST_PUMPS];
    size_t pump_count;
    struct variant variants[MOST_VARIANTS];
    size_t variant_count;
    struct buffer excluded; /* named by negated classes */
    struct buffer word;     /* of literals, as far as it was read */
    struct piece words[MOST_WORDS];
    size_t word_count;
    struct buffer *pieces; /* SUBJECTS_PIECES and SUBJECTS_EDGES of them */
    size_t piece_count;
    struct buffer edges[SUBJECTS_EDGES];
    size_t edge_count;
    bool ways_in[ASCII]; /* characters that an alternative begins with, and
                            no other follows */
    struct subjects made;
};

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

static struct piece keep_sample(struct maker *maker, size_t start)
{
    return keep(maker, buffer_text(&maker->sample) + start,
                maker->sample.length - start);
}

/* The sample from START on, with VARIANT in its place. */
static struct piece keep_varied(struct maker *maker, size_t start,
                                const struct variant *variant)
{
    const char *sample = buffer_text(&maker->sample);
    const char *text = buffer_text(&maker->store) + variant->text.start;
    struct buffer varied = {0};
    buffer_add(&varied, sample + start, variant->start - start);
    buffer_add(&varied, text, variant->text.length);
    buffer_add(&varied, sample + variant->end,
               maker->sample.length - variant->end);
    struct piece piece = keep(maker, buffer_text(&varied), varied.length);
    buffer_free(&varied);
    return piece;
}

static void cut_sample(struct maker *maker, size_t length)
{
    if (maker->sample.length <= length) return;
    maker->sample.length = length;
    maker->sample.bytes[length] = '\0';
    if (maker->last_literal > length) maker->last_literal = length;
    if (maker->boundary > length) maker->boundary = 0;
}

static void add_sample(struct maker *maker, int32_t character)
{
    if (maker->sample.length < SAMPLE_BYTES)
        add_character(&maker->sample, character);
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

static bool after_word(const struct maker *maker, size_t start)
{
    if (start == 0) return false;
    unsigned char last = (unsigned char)maker->sample.bytes[start - 1];
    return last >= 0x80 || (kind_of(last) & (LETTER | DIGIT)) != 0;
}

/* Whether the sample had, when it was START long, a \b after a word: then a
 * space must follow. */
static bool ends_word(const struct maker *maker, size_t start)
{
    return start == maker->boundary && after_word(maker, start);
}

/* ---- Pieces, for mixtures ---- */

enum { LONGEST_PIECE = 32 };

static void note_piece(struct maker *maker, const char *bytes, size_t length)
{
    if (length == 0 || length > LONGEST_PIECE) return;
    if (maker->piece_count == SUBJECTS_PIECES) return;
    for (size_t i = 0; i < maker->piece_count; i++)
        if (maker->pieces[i].length == length &&
            memcmp(maker->pieces[i].bytes, bytes, length) == 0)
            return;
    buffer_add(&maker->pieces[maker->piece_count++], bytes, length);
}

static void note_character(struct maker *maker, int32_t character)
{
    struct buffer piece = {0};
    add_character(&piece, character);
    note_piece(maker, piece.bytes, piece.length);
    buffer_free(&piece);
}

/* At a \b: what stood last in the sample may have to be a space there, after
 * which a word begins. */
static void note_edge(struct maker *maker)
{
    size_t length = maker->sample.length;
    if (length < 2 || maker->edge_count == SUBJECTS_EDGES) return;
    if (maker->sample.bytes[length - 1] == ' ') return;
    size_t start = length > LONGEST_PIECE ? length - LONGEST_PIECE : 0;
    struct buffer *edge = &maker->edges[maker->edge_count++];
    for (size_t i = start; i + 1 < length; i++)
        if ((maker->sample.bytes[i] & 0x80) == 0)
            buffer_add_byte(edge, maker->sample.bytes[i]);
    buffer_add_byte(edge, ' ');
}

/* ---- Pumps ---- */

static bool same_text(const struct maker *maker, struct piece a, struct piece b)
{
    const char *store = buffer_text(&maker->store);
    return a.length == b.length &&
           memcmp(store + a.start, store + b.start, a.length) == 0;
}

static bool begins_with(const struct maker *maker, struct piece text,
                        struct piece start)
{
    if (start.length == 0 || text.length < start.length) return false;
    text.length = start.length;
    return same_text(maker, text, start);
}

static void note_pump(struct maker *maker, struct pump pump)
{
    if (maker->pump_count == MOST_PUMPS || pump.pump.length == 0) return;
    for (size_t i = 0; i < maker->pump_count; i++)
        if (maker->pumps[i].lead.start == pump.lead.start &&
            same_text(maker, maker->pumps[i].pump, pump.pump))
            return;
    maker->pumps[maker->pump_count++] = pump;
}

/* What one repeated item might be read as. */
struct texts {
    struct piece *list;
    size_t count;
};

/* Whether another text is the same or the beginning of this one. */
static bool has_twin(const struct maker *maker, const struct texts *texts,
                     size_t index)
{
    for (size_t i = 0; i < texts->count; i++)
        if (i != index &&
            begins_with(maker, texts->list[index], texts->list[i]))
            return true;
    return false;
}

/* What two texts in a row may have in common with one: FIRST and any text that
 * begins as LONGER, which begins with FIRST, goes on. */
static void note_pairs_of(struct maker *maker, struct pump pump,
                          const struct texts *texts, struct piece first,
                          struct piece longer)
{
    struct piece rest = {longer.start + first.length,
                         longer.length - first.length};
    for (size_t i = 0; i < texts->count; i++) {
        struct piece next = texts->list[i];
        if (next.length == rest.length || !begins_with(maker, next, rest))
            continue;
        struct buffer both = {0};
        buffer_add(&both, buffer_text(&maker->store) + first.start,
                   first.length);
        buffer_add(&both, buffer_text(&maker->store) + next.start, next.length);
        pump.pump = keep(maker, buffer_text(&both), both.length);
        note_pump(maker, pump);
        buffer_free(&both);
    }
}

/* "so", "well then" can also be read as "so well", "then". */
static void note_pairs(struct maker *maker, struct pump pump,
                       const struct texts *texts)
{
    size_t most = maker->pump_count + MOST_PAIRS;
    for (size_t i = 0; i < texts->count; i++)
        for (size_t k = 0; k < texts->count; k++) {
            struct piece first = texts->list[i];
            struct piece longer = texts->list[k];
            if (maker->pump_count >= most) return;
            if (longer.length > first.length &&
                begins_with(maker, longer, first))
                note_pairs_of(maker, pump, texts, first, longer);
        }
}

static void note_texts(struct maker *maker, struct pump pump,
                       const struct texts *texts, bool with_twin)
{
    size_t most = maker->pump_count + (with_twin ? MOST_VARIED : MOST_OTHERS);
    for (size_t i = 0; i < texts->count && maker->pump_count < most; i++) {
        if (has_twin(maker, texts, i) != with_twin) continue;
        pump.pump = texts->list[i];
        note_pump(maker, pump);
    }
}

/* Notes that PUMP, which the sample has from START on, is repeated; its
 * variants are those from FIRST on. */
static void note_repeat(struct maker *maker, size_t start, struct pump pump,
                        size_t first)
{
    size_t count = maker->variant_count - first;
    note_pump(maker, pump);
    if (count == 0) return;
    struct texts texts = {memory_new(count + 1, sizeof *texts.list), count + 1};
    texts.list[0] = pump.pump;
    for (size_t i = 0; i < count; i++)
        texts.list[i + 1] =
            keep_varied(maker, start, &maker->variants[first + i]);
    note_texts(maker, pump, &texts, true);
    note_pairs(maker, pump, &texts);
    note_texts(maker, pump, &texts, false);
    free(texts.list);
}

static bool same_source(const struct maker *maker, const struct pump *a,
                        const struct pump *b)
{
    return a->source.length == b->source.length &&
           memcmp(maker->notation.bytes + a->source.start,
                  maker->notation.bytes + b->source.start,
                  a->source.length) == 0;
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

/* ---- Variants ---- */

static void note_variant(struct maker *maker, size_t start, struct piece text)
{
    if (maker->variant_count == MOST_VARIANTS) return;
    maker->variants[maker->variant_count++] =
        (struct variant){start, maker->sample.length, text};
}

/* Literals in a row are a word that may be said again and again. */
static void end_word(struct maker *maker)
{
    struct buffer *word = &maker->word;
    note_piece(maker, buffer_text(word), word->length);
    bool known = word->length < 2 || maker->word_count == MOST_WORDS;
    for (size_t i = 0; i < maker->word_count && !known; i++)
        known = maker->words[i].length == word->length &&
                memcmp(buffer_text(&maker->store) + maker->words[i].start,
                       word->bytes, word->length) == 0;
    if (!known)
        maker->words[maker->word_count++] =
            keep(maker, word->bytes, word->length);
    buffer_clear(word);
}

/* The alternatives of one group, or of the whole pattern: where they begin,
 * in the sample and in the lists of pumps and variants, and where in the
 * lists the one begins that is being read. */
struct alternatives {
    size_t start;
    size_t first_pump;
    size_t first_variant;
    size_t pump;
    size_t variant;
};

static struct alternatives begin_alternatives(const struct maker *maker)
{
    return (struct alternatives){maker->sample.length, maker->pump_count,
                                 maker->variant_count, maker->pump_count,
                                 maker->variant_count};
}

/* What varied within the alternative becomes a variant of the whole of it. */
static void end_alternative(struct maker *maker,
                            struct alternatives *alternatives)
{
    size_t start = alternatives->start;
    if (maker->store.length > MOST_STORED)
        maker->variant_count = alternatives->variant;
    for (size_t i = alternatives->variant; i < maker->variant_count; i++) {
        struct variant *variant = &maker->variants[i];
        variant->text = keep_varied(maker, start, variant);
        variant->start = start;
    }
    drop_alike(maker, alternatives->first_pump, alternatives->pump);
}

/* Where a group must not match, a text on which it does is what keeps the
 * search going: the pumps from FIRST on are followed by the rest of it. Where
 * it must, what follows in the sample is soon another text. */
static void note_after(struct maker *maker, size_t first)
{
    for (size_t i = first; i < maker->pump_count; i++) {
        struct pump *pump = &maker->pumps[i];
        if (maker->unwanted > 0 && pump->end < maker->sample.length)
            pump->after = keep_sample(maker, pump->end);
        pump->end = SIZE_MAX;
    }
}

static void next_alternative(struct maker *maker,
                             struct alternatives *alternatives)
{
    size_t start = alternatives->start;
    end_word(maker);
    end_alternative(maker, alternatives);
    note_after(maker, alternatives->pump);
    note_variant(maker, start, keep_sample(maker, start));
    note_piece(maker, buffer_text(&maker->sample) + start,
               maker->sample.length - start);
    cut_sample(maker, start);
    alternatives->pump = maker->pump_count;
    alternatives->variant = maker->variant_count;
}

static void end_alternatives(struct maker *maker,
                             struct alternatives *alternatives)
{
    end_word(maker);
    end_alternative(maker, alternatives);
    for (size_t i = alternatives->first_variant; i < maker->variant_count; i++)
        maker->variants[i].end = maker->sample.length;
}

/* ---- Reading the pattern ---- */

/* The repeat of the item before, if there is one; else it stands once. */
static struct notation_item read_repeat(struct maker *maker)
{
    struct notation ahead = maker->notation;
    struct notation_item item;
    while (notation_next(&ahead, &item)) {
        if (item.kind == NOTATION_NOTHING) continue;
        if (item.kind != NOTATION_REPEAT) break;
        maker->notation = ahead;
        return item;
    }
    return (struct notation_item){.least = 1, .most = 1};
}

/* The lead to what the sample has from START on. */
static struct piece keep_lead(struct maker *maker, size_t start)
{
    struct piece lead = keep(maker, buffer_text(&maker->sample), start);
    if (ends_word(maker, start)) lead.length += keep(maker, " ", 1).length;
    return lead;
}

/* The end of an item that began at START in the sample and at SOURCE in the
 * pattern; its variants are those from FIRST on. */
static void end_item(struct maker *maker, size_t start, size_t source,
                     size_t first)
{
    struct notation_item repeat = read_repeat(maker);
    if (repeat.most > 1) {
        struct pump pump = {.source = {source, maker->notation.at - source},
                            .end = maker->sample.length};
        pump.lead = keep_lead(maker, start);
        pump.pump = keep_sample(maker, start);
        note_piece(maker, buffer_text(&maker->sample) + start,
                   maker->sample.length - start);
        note_repeat(maker, start, pump, first);
    }
    repeat_sample(maker, start, repeat.least);
}

static void read_literal(struct maker *maker, const struct notation_item *item)
{
    size_t start = maker->sample.length;
    if (maker->word.length < SAMPLE_BYTES)
        add_character(&maker->word, item->character);
    maker->last_literal = start;
    add_sample(maker, item->character);
    end_item(maker, start, item->start, maker->variant_count);
}

static void read_class(struct maker *maker, struct set *set)
{
    struct notation_item item;
    while (notation_next(&maker->notation, &item) &&
           item.kind != NOTATION_CLASS_END) {
        if (item.kind == NOTATION_LITERAL)
            set_range(set, item.low, item.character);
        if (item.kind == NOTATION_SET)
            set_item(set, maker->notation.bytes + item.start, item.length);
    }
    set->negated = maker->notation.negated;
    if (set->negated && set->count > 0)
        add_character(&maker->excluded, set->ranges[0].low);
}

/* After a word a space, where the set has one, and must have or has no
 * letter: that is how people separate words. */
static int32_t sample_member(const struct maker *maker, const struct set *set)
{
    size_t start = maker->sample.length;
    bool gap = ends_word(maker, start) ||
               (after_word(maker, start) && !set_has(set, 'a'));
    return gap && set_has(set, ' ') ? ' ' : set_member(set, 0);
}

/* One member of a set goes into the sample; another varies what is repeated,
 * if the set itself is. */
static void read_set(struct maker *maker, const struct notation_item *item)
{
    struct set set;
    size_t start = maker->sample.length;
    size_t first = maker->variant_count;
    set_empty(&set);
    if (item->kind == NOTATION_CLASS)
        read_class(maker, &set);
    else
        set_item(&set, maker->notation.bytes + item->start, item->length);
    int32_t member = sample_member(maker, &set);
    int32_t other = set_member(&set, member == set_member(&set, 0) ? 1 : 0);
    struct buffer text = {0};
    note_character(maker, member);
    note_character(maker, other);
    add_character(&text, other);
    add_sample(maker, member);
    note_variant(maker, start, keep(maker, buffer_text(&text), text.length));
    buffer_free(&text);
    end_item(maker, start, item->start, first);
    maker->variant_count = first;
}

static void read_alternatives(struct maker *maker, int depth);

/* Of what it looks ahead for, or what must not be there, the sample keeps
 * nothing. */
static bool is_kept(const char *group, size_t length)
{
    static const char *const unwanted[] = {"(?=", "(?!", "(?*", "(?<!"};
    for (size_t i = 0; i < COUNT(unwanted); i++)
        if (strlen(unwanted[i]) == length &&
            memcmp(group, unwanted[i], length) == 0)
            return false;
    return true;
}

static void read_group(struct maker *maker, const struct notation_item *item,
                       int depth)
{
    size_t start = maker->sample.length;
    size_t first = maker->variant_count;
    size_t first_pump = maker->pump_count;
    bool kept = is_kept(maker->notation.bytes + item->start, item->length);
    maker->unwanted += !kept;
    read_alternatives(maker, depth + 1);
    if (!kept) {
        note_after(maker, first_pump);
        cut_sample(maker, start);
        maker->variant_count = first;
    }
    maker->unwanted -= !kept;
    end_item(maker, start, item->start, first);
    /* In no other group: nothing more can repeat it. */
    if (depth == 0) maker->variant_count = first;
}

/* What \1 or (?1) would match is not followed. */
static void read_item(struct maker *maker, const struct notation_item *item,
                      int depth)
{
    const char *text = maker->notation.bytes + item->start;
    if (item->kind != NOTATION_LITERAL) end_word(maker);
    if (item->kind == NOTATION_GROUP) read_group(maker, item, depth);
    if (item->kind == NOTATION_LITERAL) read_literal(maker, item);
    if (item->kind == NOTATION_SET || item->kind == NOTATION_CLASS)
        read_set(maker, item);
    if (item->kind == NOTATION_PLACE &&
        memcmp(text, "\\b", item->length) == 0) {
        maker->boundary = maker->sample.length;
        note_edge(maker);
    }
}

/* ITEM begins an alternative: notes its character if nothing else must follow.
 */
static void note_way_in(struct maker *maker, const struct notation_item *item)
{
    struct notation ahead = maker->notation;
    struct notation_item next;
    bool one = item->kind == NOTATION_LITERAL && item->character > 0 &&
               item->character < ASCII;
    if (!one) return;
    if (!notation_next(&ahead, &next) || next.kind != NOTATION_LITERAL ||
        lower(next.character) == lower(item->character))
        maker->ways_in[lower(item->character)] = true;
}

/* Up to the end of the group. The sample keeps the last alternative: in a word
 * list that is the shortest. */
static void read_alternatives(struct maker *maker, int depth)
{
    struct alternatives here = begin_alternatives(maker);
    struct notation_item item;
    bool begins = true;
    if (depth > MOST_DEPTH) return;
    while (notation_next(&maker->notation, &item) &&
           item.kind != NOTATION_GROUP_END) {
        if (begins) note_way_in(maker, &item);
        begins = item.kind == NOTATION_BAR;
        if (begins)
            next_alternative(maker, &here);
        else
            read_item(maker, &item, depth);
    }
    end_alternatives(maker, &here);
}

/* ---- Making the subjects ---- */

static const char other_letters[] = "qzxjvkw";
static const char other_signs[] = "!~%#=@";

/* The first of CHOICES that the pattern does not mention. */
static char unmentioned(const struct maker *maker, const char *choices)
{
    for (const char *c = choices; *c != '\0'; c++) {
        char capital = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
        if (memchr(maker->notation.bytes, *c, maker->notation.length) == NULL &&
            memchr(maker->notation.bytes, capital, maker->notation.length) ==
                NULL)
            return *c;
    }
    return choices[0];
}

/* What makes a match fail that has come as far as AFTER: a line end stops a
 * dot, a sign stops a word, a letter stops what is no word. */
static void add_tail(const struct maker *maker, const char *after,
                     size_t length, struct buffer *out)
{
    char sign = unmentioned(maker, other_signs);
    char last = length > 0 ? after[length - 1] : 'a';
    buffer_add_byte(out, sign);
    buffer_add_byte(out, '\n');
    buffer_add_byte(out, sign);
    add_character(out, 0x2603);
    if (maker->excluded.length < SUBJECTS_BYTES / 8)
        buffer_add(out, buffer_text(&maker->excluded), maker->excluded.length);
    if ((kind_of((unsigned char)last) & (LETTER | DIGIT)) == 0)
        buffer_add_byte(out, unmentioned(maker, other_letters));
}

/* Takes over SUBJECT, unless there is one like it. */
static void add_subject(struct maker *maker, struct buffer *subject,
                        struct subjects_pump pump)
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
    made->pumps =
        memory_resize(made->pumps, made->count + 1, sizeof *made->pumps);
    made->pumps[made->count] = pump;
    made->list[made->count++] = *subject;
}

/* TEXT, as often as there is room for it in BYTES. */
static void add_repeated(struct buffer *out, const char *text, size_t length,
                         size_t bytes)
{
    size_t times = bytes / length;
    if (times == 0) return;
    char *first = buffer_reserve(out, times * length);
    memcpy(first, text, length);
    for (size_t done = 1; done < times; done *= 2) {
        size_t more = times - done < done ? times - done : done;
        memcpy(first + done * length, first, more * length);
    }
    buffer_took(out, times * length);
}

/* LEAD, then PUMP again and again, and at last TAIL. */
static void add_ending(struct maker *maker, struct piece lead,
                       struct piece pump, const struct buffer *tail)
{
    const char *store = buffer_text(&maker->store);
    struct buffer subject = {0};
    struct subjects_pump place = {lead.length, lead.length + pump.length, 0};
    if (pump.length == 0) return;
    buffer_add(&subject, store + lead.start, lead.length);
    size_t fixed = lead.length + tail->length;
    if (fixed < SUBJECTS_BYTES)
        add_repeated(&subject, store + pump.start, pump.length,
                     SUBJECTS_BYTES - fixed);
    place.tail = subject.length;
    if (place.tail == place.start) place.end = place.start;
    buffer_add(&subject, buffer_text(tail), tail->length);
    add_subject(maker, &subject, place);
}

static void add_pumped(struct maker *maker, struct piece lead,
                       struct piece pump, bool with_tail)
{
    struct buffer tail = {0};
    if (with_tail)
        add_tail(maker, buffer_text(&maker->store) + pump.start, pump.length,
                 &tail);
    add_ending(maker, lead, pump, &tail);
    buffer_free(&tail);
}

/* The end may be what the pattern was waiting for; a letter that it does not
 * know ends no word and no line. */
static void add_unended(struct maker *maker, struct piece lead,
                        struct piece pump)
{
    struct buffer tail = {0};
    buffer_add_byte(&tail, unmentioned(maker, other_letters));
    add_ending(maker, lead, pump, &tail);
    buffer_free(&tail);
}

static void add_pump_unended(struct maker *maker, const struct pump *pump)
{
    struct piece none = {0, 0};
    struct buffer after = {0};
    add_unended(maker, pump->lead, pump->pump);
    add_unended(maker, none, pump->pump);
    add_unended(maker, none, pump->lead);
    add_pumped(maker, pump->lead, pump->pump, false);
    add_pumped(maker, none, pump->pump, false);
    buffer_add(&after, buffer_text(&maker->store) + pump->after.start,
               pump->after.length);
    if (after.length > 0) add_ending(maker, pump->lead, pump->pump, &after);
    buffer_free(&after);
}

static void add_sample_subjects(struct maker *maker)
{
    struct piece none = {0, 0};
    struct piece whole = keep_sample(maker, 0);
    struct piece start = whole;
    struct buffer once = {0};
    if (maker->last_literal < start.length) start.length = maker->last_literal;
    buffer_add(&once, buffer_text(&maker->sample), maker->sample.length);
    add_subject(maker, &once, (struct subjects_pump){0});
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
        add_pump_unended(maker, &maker->pumps[i]);
    for (size_t i = 0; i < maker->pump_count; i++)
        add_pumped(maker, none, maker->pumps[i].lead, true);
}

/* Another way into a repeat than the sample's may be a single character, or a
 * word that stands in the pattern. */
static void add_runs(struct maker *maker)
{
    struct piece none = {0, 0};
    if (maker->pump_count == 0) return;
    for (int i = 0, runs = 0; i < ASCII && runs < MOST_RUNS; i++) {
        char character = (char)i;
        if (!maker->ways_in[i]) continue;
        struct piece run = keep(maker, &character, 1);
        add_unended(maker, none, run);
        add_pumped(maker, none, run, false);
        runs++;
    }
    for (size_t i = 0; i < maker->word_count; i++)
        add_unended(maker, none, maker->words[i]);
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
    add_subject(maker, &subject,
                (struct subjects_pump){0, subject.length, subject.length});
}

static void add_common_subjects(struct maker *maker)
{
    struct piece none = {0, 0};
    add_pumped(maker, none, keep(maker, "a", 1), true);
    add_pumped(maker, none, keep(maker, "a", 1), false);
    add_pumped(maker, none, keep(maker, "a ", 2), true);
    add_pumped(maker, none, keep(maker, " ", 1), true);
    char other[] = {unmentioned(maker, other_letters), ' ', '\n', '1',
                    unmentioned(maker, other_signs)};
    add_pumped(maker, none, keep(maker, other, 2), false);
    for (size_t i = 0; i < sizeof other; i++)
        add_pumped(maker, none, keep(maker, other + i, 1), false);
    add_words(maker);
    add_runs(maker);
}

/* Besides what the pattern names, what it may take or stop at. */
static void note_common_pieces(struct maker *maker)
{
    const char others[] = {'a',
                           ' ',
                           '!',
                           '1',
                           'b',
                           ',',
                           '\n',
                           unmentioned(maker, other_letters),
                           unmentioned(maker, other_signs)};
    for (size_t i = 0; i < sizeof others; i++)
        note_piece(maker, others + i, 1);
}

struct subjects subjects_new(const char *pattern, size_t length)
{
    struct maker *maker = memory_new(1, sizeof *maker);
    maker->pieces =
        memory_new(SUBJECTS_PIECES + SUBJECTS_EDGES, sizeof *maker->pieces);
    maker->notation = (struct notation){.bytes = pattern, .length = length};
    note_common_pieces(maker);
    while (maker->notation.at < length)
        read_alternatives(maker, 0);
    add_sample_subjects(maker);
    add_pump_subjects(maker);
    add_common_subjects(maker);
    note_piece(maker, buffer_text(&maker->sample), maker->sample.length);
    struct subjects made = maker->made;
    made.pieces = maker->pieces;
    made.piece_count = maker->piece_count;
    made.edge_count = maker->edge_count;
    for (size_t i = 0; i < maker->edge_count; i++)
        made.pieces[made.piece_count + i] = maker->edges[i];
    buffer_free(&maker->sample);
    buffer_free(&maker->store);
    buffer_free(&maker->excluded);
    buffer_free(&maker->word);
    free(maker);
    return made;
}

size_t subjects_resize(const struct subjects *subjects, size_t index,
                       size_t bytes, struct buffer *out)
{
    const struct buffer *subject = &subjects->list[index];
    const struct subjects_pump *pump = &subjects->pumps[index];
    const char *text = buffer_text(subject);
    size_t length = pump->end - pump->start;
    size_t before = out->length + pump->start;
    buffer_add(out, text, pump->start);
    if (length > 0)
        add_repeated(out, text + pump->start, length,
                     bytes < length ? length : bytes);
    size_t pumped = out->length - before;
    buffer_add(out, text + pump->tail, subject->length - pump->tail);
    return pumped;
}

static uint32_t draw(uint64_t *chance, size_t below)
{
    *chance = *chance * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((*chance >> 33) % below);
}

void subjects_mix(const struct subjects *subjects,
                  const struct subjects_mixture *mixture, size_t bytes,
                  struct buffer *out)
{
    uint64_t chance = mixture->order;
    size_t count = mixture->count;
    for (size_t i = 0;; i++) {
        size_t next = mixture->order == 0 ? i % count : draw(&chance, count);
        const struct buffer *piece = &subjects->pieces[mixture->pieces[next]];
        if (out->length + piece->length > bytes) return;
        buffer_add(out, piece->bytes, piece->length);
    }
}

struct subjects_mixture subjects_draw(const struct subjects *subjects,
                                      uint64_t *chance)
{
    struct subjects_mixture mixture = {.count = 1};
    mixture.count += draw(chance, 1 + draw(chance, SUBJECTS_MIXED));
    mixture.order = draw(chance, 3) == 0 ? 0 : 1 + draw(chance, 1000);
    for (size_t i = 0; i < mixture.count; i++)
        mixture.pieces[i] = (unsigned char)draw(chance, subjects->piece_count);
    return mixture;
}

/* One thing is other: a piece more or less, another one, or the order. */
struct subjects_mixture subjects_vary(const struct subjects *subjects,
                                      const struct subjects_mixture *mixture,
                                      uint64_t *chance)
{
    struct subjects_mixture varied = *mixture;
    unsigned char piece = (unsigned char)draw(chance, subjects->piece_count);
    uint32_t kind = draw(chance, 8);
    size_t at = draw(chance, varied.count);
    if (kind < 3 && varied.count < SUBJECTS_MIXED)
        varied.pieces[varied.count++] = piece;
    else if (kind < 5 && varied.count > 1)
        varied.pieces[at] = varied.pieces[--varied.count];
    else if (kind < 7)
        varied.pieces[at] = piece;
    else
        varied.order = varied.order == 0 ? 1 + draw(chance, 1000) : 0;
    return varied;
}

void subjects_free(struct subjects *subjects)
{
    for (size_t i = 0; i < SUBJECTS_PIECES + SUBJECTS_EDGES; i++)
        buffer_free(&subjects->pieces[i]);
    free(subjects->pieces);
    for (size_t i = 0; i < subjects->count; i++)
        buffer_free(&subjects->list[i]);
    free(subjects->list);
    free(subjects->pumps);
    *subjects = (struct subjects){0};
}
