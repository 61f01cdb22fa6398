/* What a pattern cannot match without, found once; which of it a reply has,
 * found in one walk.
 *
 * A rubric has hundreds of patterns and a reply twenty words. Most patterns
 * name words that are not in it, and to hear that from PCRE2, pattern after
 * pattern, is nearly all that scoring costs. So each pattern is read here first
 * (find_needs): which literals must stand in any text that it matches?
 * `\byou (?:feel|felt)\b` needs "you feel" or "you felt"; `is .* or not` needs
 * "is " and " or not". A list of words needs one word of one of its entries.
 * Only a cue whose literals all stand in the reply is tried, so the cost of a
 * turn follows what is in the reply and not how many cues there are.
 *
 * It must never be wrong, so it says less than it could:
 *
 * - Characters count only if index_folded() knows all that PCRE2 takes for them
 *   whatever the case: ASCII (k is also the Kelvin sign, s the long s) and the
 *   letters of Latin-1 but three. Any other literal is as good as a dot.
 * - What may be left out (? * {0,5}, lookarounds that forbid or look behind),
 *   classes but small ones, references and conditions need nothing. A pattern
 * with a bare { needs nothing at all: versions of PCRE2 read it differently.
 * - The edge of a word (BOUND) stands between an ASCII letter or digit and what
 *   is none. It is put into literals and into the text by one rule, and before
 *   or behind a literal where \b, ^, $ or a character like \W says so. Where
 *   PCRE2 sees an edge beside an ASCII letter there is one, whatever its
 *   version takes for letters elsewhere.
 * - A sentence begins and ends at edges, so one walk over the reply serves its
 *   sentences too: for each literal it notes in which of them it ends.
 *
 * Alternatives become sets, of which one string must be there (find_choice);
 * neighbours become longer strings as long as these are few (join). What is
 * left is a list of sets. All strings of all cues that look at the same text
 * make one automaton (Aho and Corasick's), a net. A cue is
 * tried where each of its sets has been seen.
 *
 * What is left is tried, but first a filter reads the text (filter.h), which
 * knows more of the pattern than its literals; and behind a match it is tried
 * again only where the trigger stands once more. Texts beyond PATTERN_TYPED,
 * whose matching is counted, are left to the plain loop.
 *
 * A pattern that is not run cannot reach a limit on the way to saying no. So a
 * limit counts only where neither literals nor filter can say no, and
 * score_plainly() asks here before it gives a reply up.
 *
 * Begin with index_new() and index_look(); find_needs() for the analysis.
 */
#include "rubric/index.h"

#include "base/memory.h"
#include "base/text.h"
#include "rubric/notation.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    BOUND = 1, /* the edge of a word, in nets and the text */
    CLAIM = 2, /* here is one if a letter stands here, in what is read */
    LITERAL_BYTES = 16,    /* of a string that is looked for */
    MOST_CROSSED = 64,     /* strings made of two sets */
    MOST_STRINGS = 2048,   /* in one set */
    MOST_MADE = 100000,    /* strings made for one pattern */
    MOST_CLASS = 8,        /* members of a class that are taken one by one */
    MOST_NEEDS = 4,        /* sets kept of one pattern */
    SMALL_SET = 1024,      /* strings in a set that is asked for besides */
    MOST_CELLS = 12000000, /* in one net; cues beyond it are always tried */
    SELDOM = 2,    /* a filter pays where one in so many pieces has a match */
    FEW = 32,      /* pieces that tell nothing yet */
    SENTENCES = 63 /* told apart; later ones are one */
};

/* ---- Characters ---- */

int32_t index_folded(int32_t code_point)
{
    if (code_point >= 'A' && code_point <= 'Z') return code_point - 'A' + 'a';
    if (code_point >= ' ' && code_point <= '~') return code_point;
    if (code_point == 0x212a) return 'k';
    if (code_point == 0x17f) return 's';
    if (code_point == 0x212b) return 0xe5;
    if (code_point == 0xd7 || code_point == 0xdf || code_point == 0xf7)
        return -1;
    if (code_point >= 0xc0 && code_point <= 0xde) return code_point + 0x20;
    if (code_point >= 0xe0 && code_point <= 0xfe) return code_point;
    return -1;
}

/* Of a character that index_folded() gave. */
static size_t put_character(int32_t code_point, char bytes[2])
{
    if (code_point < 0x80) {
        bytes[0] = (char)code_point;
        return 1;
    }
    bytes[0] = (char)(0xc0 | code_point >> 6);
    bytes[1] = (char)(0x80 | (code_point & 0x3f));
    return 2;
}

/* An ASCII letter or digit. */
static bool is_word(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

/* ---- Sets of strings ---- */

struct strings {
    const char **list;
    size_t count;
};

static const char empty[] = "";
static const char claim[] = {CLAIM, '\0'};

static bool says_something(const char *string)
{
    while (*string == CLAIM)
        string++;
    return *string != '\0';
}

static bool all_say_something(const struct strings *strings)
{
    for (size_t i = 0; i < strings->count; i++)
        if (!says_something(strings->list[i])) return false;
    return true;
}

/* Every string ends where a letter behind it would have an edge. */
static bool all_closed(const struct strings *strings)
{
    for (size_t i = 0; i < strings->count; i++) {
        size_t length = strlen(strings->list[i]);
        char last = length == 0 ? 'a' : strings->list[i][length - 1];
        if (is_word(last) || (last & 0x80)) return false;
    }
    return true;
}

/* A guess at how much a string tells: letters, and edges half as much. */
static int weight_of(const char *string)
{
    int weight = 0;
    for (const char *c = string; *c != '\0'; c++)
        weight += is_word(*c) || (*c & 0x80) ? 4 : *c == CLAIM ? 2 : 1;
    return weight;
}

static int worth(const struct strings *strings)
{
    int least = 1000;
    for (size_t i = 0; i < strings->count; i++) {
        int weight = weight_of(strings->list[i]);
        if (weight < least) least = weight;
    }
    return least * 16 - (strings->count < 15 ? (int)strings->count : 15);
}

/* ---- What is known of a stretch of a pattern ---- */

struct finding {
    bool exact;          /* it matches one of `says`, and nothing else */
    struct strings says; /* when exact */
    struct strings needs[MOST_NEEDS]; /* when not: one string of each */
    size_t need_count;
    bool optional; /* when not exact: it may match nothing */
    bool opens;    /* it begins with what is no letter */
    bool closes;   /* a letter behind what it matched has an edge before it */
};

struct reader {
    struct notation notation;
    struct notation_item item; /* the one at hand */
    bool more;                 /* there is one */
    bool gives_up;             /* nothing can be said of the pattern */
    bool multiline;            /* ^ is not only the beginning */
    size_t made;               /* strings */
    struct arena *arena;
};

static void advance(struct reader *reader)
{
    do {
        reader->more = notation_next(&reader->notation, &reader->item);
    } while (reader->more && reader->item.kind == NOTATION_NOTHING);
}

static bool at(const struct reader *reader, enum notation_kind kind)
{
    return reader->more && reader->item.kind == kind;
}

static struct strings new_strings(struct reader *reader, size_t count)
{
    reader->made += count;
    if (reader->made > MOST_MADE) reader->gives_up = true;
    return (struct strings){
        arena_new(reader->arena, count, sizeof(const char *)), count};
}

static struct strings only(struct reader *reader, const char *string)
{
    struct strings one = {arena_new(reader->arena, 1, sizeof string), 1};
    one.list[0] = string;
    return one;
}

static struct finding exactly(struct strings strings)
{
    return (struct finding){.exact = true, .says = strings};
}

static void add_need(struct finding *finding, struct strings strings)
{
    if (strings.count == 0 || !all_say_something(&strings)) return;
    if (finding->need_count < MOST_NEEDS) {
        finding->needs[finding->need_count++] = strings;
        return;
    }
    size_t least = 0;
    for (size_t i = 1; i < MOST_NEEDS; i++)
        if (worth(&finding->needs[i]) < worth(&finding->needs[least]))
            least = i;
    if (worth(&strings) > worth(&finding->needs[least]))
        finding->needs[least] = strings;
}

static bool may_be_empty(const struct finding *finding)
{
    return finding->exact ? !all_say_something(&finding->says)
                          : finding->optional;
}

static bool closes(const struct finding *finding)
{
    return finding->exact ? all_closed(&finding->says) : finding->closes;
}

/* The set that tells most; false when there is none. */
static bool best_need(const struct finding *finding, struct strings *best)
{
    struct finding all = *finding;
    if (finding->exact) {
        all.need_count = 0;
        add_need(&all, finding->says);
    }
    for (size_t i = 0; i < all.need_count; i++)
        if (i == 0 || worth(&all.needs[i]) > worth(best)) *best = all.needs[i];
    return all.need_count > 0;
}

/* ---- One after the other ---- */

struct sequence {
    struct strings run; /* what the end of it says, as far back as is known */
    bool whole;         /* and that is all of it */
    struct finding found;
};

static const char *joined(struct reader *reader, const char *one,
                          const char *other)
{
    if (*one == '\0') return other;
    if (*other == '\0') return one;
    size_t length = strlen(one);
    size_t more = strlen(other);
    char *both = arena_new(reader->arena, length + more + 1, 1);
    memcpy(both, one, length);
    memcpy(both + length, other, more);
    return both;
}

static struct strings crossed(struct reader *reader, struct strings one,
                              struct strings other)
{
    if (one.count * other.count == 1)
        return only(reader, joined(reader, one.list[0], other.list[0]));
    struct strings both = new_strings(reader, one.count * other.count);
    if (reader->gives_up) return one;
    for (size_t i = 0; i < one.count; i++)
        for (size_t j = 0; j < other.count; j++)
            both.list[i * other.count + j] =
                joined(reader, one.list[i], other.list[j]);
    return both;
}

/* The run so far becomes a need, and a new one begins. */
static void end_run(struct reader *reader, struct sequence *sequence,
                    bool before_edge, bool behind_edge)
{
    if (before_edge)
        sequence->run = crossed(reader, sequence->run, only(reader, claim));
    add_need(&sequence->found, sequence->run);
    sequence->run = only(reader, behind_edge ? claim : empty);
    sequence->whole = false;
}

static void join(struct reader *reader, struct sequence *sequence,
                 const struct finding *next)
{
    struct finding *found = &sequence->found;
    found->optional = found->optional && may_be_empty(next);
    if (next->exact) {
        size_t one = sequence->run.count;
        size_t other = next->says.count;
        if (one > 1 && other > 1 && one * other > MOST_CROSSED)
            end_run(reader, sequence, false, all_closed(&sequence->run));
        sequence->run = crossed(reader, sequence->run, next->says);
        return;
    }
    bool behind_edge =
        next->closes && (!next->optional || all_closed(&sequence->run));
    end_run(reader, sequence, next->opens, behind_edge);
    for (size_t i = 0; i < next->need_count; i++)
        add_need(found, next->needs[i]);
}

/* ---- The pieces ---- */

/* Nothing is known but that it takes up room, or may not. */
static struct finding anything(bool optional)
{
    return (struct finding){.optional = optional};
}

static struct finding of_character(struct reader *reader, int32_t character)
{
    char bytes[2];
    int32_t folded = index_folded(character);
    if (folded < 0) return anything(false);
    size_t length = put_character(folded, bytes);
    return exactly(only(reader, arena_copy(reader->arena, bytes, length)));
}

static struct finding find_literal(struct reader *reader)
{
    const char *bytes = reader->notation.bytes + reader->item.start;
    bool quoted = reader->notation.quoted;
    if (*bytes == '{' && !quoted) reader->gives_up = true;
    struct finding found = of_character(reader, reader->item.character);
    advance(reader);
    return found;
}

static struct finding find_set(struct reader *reader)
{
    const char *bytes = reader->notation.bytes + reader->item.start;
    bool no_letter = reader->item.length == 2 && bytes[0] == '\\' &&
                     strchr("WshvR", bytes[1]) != NULL;
    advance(reader);
    return (struct finding){.opens = no_letter, .closes = no_letter};
}

/* ^ and $ are edges: line ends, beside which they may stand, are no letters. */
static struct finding find_place(struct reader *reader)
{
    const char *bytes = reader->notation.bytes + reader->item.start;
    char kind = bytes[0] == '\\' ? bytes[1] : bytes[0];
    bool edge = strchr("^$bAzZ", kind) != NULL;
    advance(reader);
    return exactly(only(reader, edge ? claim : empty));
}

/* A class of a few characters is a choice of them. */
static struct finding find_class(struct reader *reader)
{
    int32_t members[MOST_CLASS];
    size_t count = 0;
    bool few = true;
    for (advance(reader); reader->more && !at(reader, NOTATION_CLASS_END);
         advance(reader)) {
        const struct notation_item *item = &reader->item;
        few = few && item->kind == NOTATION_LITERAL && count < MOST_CLASS &&
              item->low == item->character &&
              index_folded(item->character) >= 0;
        if (few) members[count++] = item->character;
    }
    few = few && count > 0 && !reader->notation.negated;
    advance(reader);
    if (!few) return anything(false);
    struct strings strings = new_strings(reader, count);
    for (size_t i = 0; i < count; i++)
        strings.list[i] = of_character(reader, members[i]).says.list[0];
    return exactly(strings);
}

enum group { GROUP_PLAIN, GROUP_AHEAD, GROUP_BESIDE, GROUP_UNKNOWN };

/* (?i) and (?i: have only such letters. */
static bool is_options(const char *text, size_t length)
{
    for (size_t i = 2; i < length; i++)
        if (strchr("imnsJU^-:", text[i]) == NULL) return false;
    return true;
}

static enum group group_of(const char *text, size_t length)
{
    if (length == 1) return GROUP_PLAIN;
    char kind = length > 2 ? text[2] : '\0';
    char next = length > 3 ? text[3] : '\0';
    if (kind == '=' || kind == '*') return GROUP_AHEAD;
    if (kind == '!') return GROUP_BESIDE;
    if (kind == '<' && strchr("=*!", next) != NULL) return GROUP_BESIDE;
    if (kind == '<' || kind == '\'' || kind == '|' || kind == '>')
        return GROUP_PLAIN;
    if (kind == 'P' && next == '<') return GROUP_PLAIN;
    if (kind != '\0' && is_options(text, length)) return GROUP_PLAIN;
    return GROUP_UNKNOWN;
}

static struct finding find_choice(struct reader *reader);

static struct finding find_group(struct reader *reader)
{
    const char *text = reader->notation.bytes + reader->item.start;
    size_t length = reader->item.length;
    enum group group = group_of(text, length);
    if (group == GROUP_PLAIN && length > 2 && is_options(text, length) &&
        memchr(text, 'm', length) != NULL)
        reader->multiline = true;
    advance(reader);
    struct finding inside = find_choice(reader);
    advance(reader); /* the ) */
    switch (group) {
    case GROUP_PLAIN:
        return inside;
    case GROUP_BESIDE:
        return exactly(only(reader, empty));
    case GROUP_UNKNOWN:
        return anything(true);
    case GROUP_AHEAD:
        break;
    }
    struct finding ahead = anything(true);
    if (inside.exact)
        add_need(&ahead, inside.says);
    else
        memcpy(ahead.needs, inside.needs, sizeof ahead.needs);
    if (!inside.exact) ahead.need_count = inside.need_count;
    return ahead;
}

static struct finding repeated(struct reader *reader, struct finding one,
                               int32_t least, bool many)
{
    if (least == 1 && !many) return one;
    if (least == 0 && !many && one.exact) {
        struct strings more = new_strings(reader, one.says.count + 1);
        memcpy(more.list, one.says.list, one.says.count * sizeof *more.list);
        more.list[one.says.count] = empty;
        return exactly(more);
    }
    struct finding all = anything(least == 0 || may_be_empty(&one));
    all.closes = closes(&one);
    if (least == 0) return all;
    all.opens = !one.exact && one.opens;
    if (one.exact) add_need(&all, one.says);
    for (size_t i = 0; i < one.need_count; i++)
        add_need(&all, one.needs[i]);
    return all;
}

static struct finding find_piece(struct reader *reader)
{
    switch (reader->item.kind) {
    case NOTATION_LITERAL:
        return find_literal(reader);
    case NOTATION_SET:
        return find_set(reader);
    case NOTATION_PLACE:
        return find_place(reader);
    case NOTATION_CLASS:
        return find_class(reader);
    case NOTATION_GROUP:
        return find_group(reader);
    default:
        advance(reader);
        return anything(true);
    }
}

static struct finding find_sequence(struct reader *reader)
{
    struct sequence sequence = {only(reader, empty), true, anything(true)};
    while (reader->more && !at(reader, NOTATION_BAR) &&
           !at(reader, NOTATION_GROUP_END) && !reader->gives_up) {
        struct finding piece = find_piece(reader);
        while (at(reader, NOTATION_REPEAT)) {
            piece =
                repeated(reader, piece, reader->item.least, reader->item.many);
            advance(reader);
        }
        join(reader, &sequence, &piece);
    }
    if (sequence.whole) return exactly(sequence.run);
    sequence.found.closes = all_closed(&sequence.run);
    add_need(&sequence.found, sequence.run);
    return sequence.found;
}

static struct strings united(struct reader *reader, struct strings one,
                             struct strings other)
{
    struct strings all = new_strings(reader, one.count + other.count);
    if (one.count > 0) memcpy(all.list, one.list, one.count * sizeof *all.list);
    if (other.count > 0)
        memcpy(all.list + one.count, other.list,
               other.count * sizeof *all.list);
    return all;
}

/* One alternative or another. */
static struct finding either(struct reader *reader, const struct finding *one,
                             const struct finding *other)
{
    size_t count = one->says.count + other->says.count;
    if (one->exact && other->exact && count <= MOST_STRINGS)
        return exactly(united(reader, one->says, other->says));
    struct finding found = anything(may_be_empty(one) || may_be_empty(other));
    found.closes = closes(one) && closes(other);
    struct strings left;
    struct strings right;
    if (best_need(one, &left) && best_need(other, &right) &&
        left.count + right.count <= MOST_STRINGS)
        add_need(&found, united(reader, left, right));
    return found;
}

/* Alternatives are united in pairs, and pairs in pairs, so that a long list
 * of them is not copied again with each. */
static struct finding unite(struct reader *reader,
                            const struct finding *alternatives, size_t count)
{
    if (count == 1) return alternatives[0];
    struct finding left = unite(reader, alternatives, count / 2);
    struct finding right =
        unite(reader, alternatives + count / 2, count - count / 2);
    return either(reader, &left, &right);
}

static struct finding find_choice(struct reader *reader)
{
    struct finding *alternatives = NULL;
    size_t count = 0;
    size_t room = 0;
    bool again;
    do {
        if (count == room) {
            room = room * 2 + 4;
            alternatives =
                memory_resize(alternatives, room, sizeof *alternatives);
        }
        alternatives[count++] = find_sequence(reader);
        again = at(reader, NOTATION_BAR) && !reader->gives_up;
        if (again) advance(reader);
    } while (again);
    struct finding found = unite(reader, alternatives, count);
    free(alternatives);
    return found;
}

/* ---- The whole pattern ---- */

struct needs {
    struct strings sets[MOST_NEEDS];
    size_t count;
};

static void find_needs(const char *pattern, size_t length, struct arena *arena,
                       struct needs *needs)
{
    struct reader reader = {.notation = {.bytes = pattern, .length = length},
                            .arena = arena};
    advance(&reader);
    struct finding found = find_choice(&reader);
    needs->count = 0;
    if (reader.gives_up || reader.more) return;
    if (found.exact) {
        struct strings says = found.says;
        found = anything(false);
        add_need(&found, says);
    }
    for (size_t i = 0; i < found.need_count; i++)
        needs->sets[needs->count++] = found.needs[i];
}

/* True when each alternative begins with ^, the beginning of the text. */
static bool is_anchored(const char *pattern, size_t length)
{
    struct reader reader = {.notation = {.bytes = pattern, .length = length}};
    bool begins = true;
    size_t depth = 0;
    for (advance(&reader); reader.more;) {
        struct notation_item item = reader.item;
        const char *text = pattern + item.start;
        advance(&reader);
        if (begins && (item.kind != NOTATION_PLACE || *text != '^' ||
                       at(&reader, NOTATION_REPEAT)))
            return false;
        if (item.kind == NOTATION_GROUP && item.length > 2 &&
            is_options(text, item.length) &&
            memchr(text, 'm', item.length) != NULL)
            return false;
        depth += item.kind == NOTATION_GROUP;
        depth -= item.kind == NOTATION_GROUP_END && depth > 0;
        begins = item.kind == NOTATION_BAR && depth == 0;
    }
    return !begins;
}

/* What is looked for when STRING is needed: edges at every change, and at its
 * ends where it claims them. */
static size_t encode(const char *string, char out[LITERAL_BYTES])
{
    size_t length = 0;
    bool claimed = false;
    bool word = false;
    for (const char *c = string; *c != '\0' && length < LITERAL_BYTES; c++) {
        if (*c == CLAIM) {
            claimed = true;
            continue;
        }
        bool edge = length == 0 ? claimed && is_word(*c) : word != is_word(*c);
        if (edge) out[length++] = BOUND;
        if (length < LITERAL_BYTES) out[length++] = *c;
        word = is_word(*c);
        claimed = false;
        if (c[1] == '\0') return length;
    }
    if (claimed && word && length < LITERAL_BYTES) out[length++] = BOUND;
    return length;
}

/* The longest word of ENTRY, which is its ending where OPEN: see wordlist.h. */
static const char *longest_word(struct arena *arena, const char *entry)
{
    size_t length = strlen(entry);
    bool open = length > 0 && entry[length - 1] == '*';
    struct span best = {0, 0};
    struct span word = {0, 0};
    length -= open;
    for (size_t i = 0, step; i < length; i += step) {
        int32_t code_point;
        step = text_next(entry + i, length - i, &code_point);
        if (text_is_space(code_point))
            word.start = i + step;
        else
            word.end = i + step;
        if (word.end > word.start &&
            word.end - word.start > best.end - best.start)
            best = word;
    }
    struct buffer folded = {0};
    bool whole = !open || best.end < length;
    buffer_add_byte(&folded, CLAIM);
    text_fold(entry + best.start, best.end - best.start, &folded);
    if (whole) buffer_add_byte(&folded, CLAIM);
    const char *kept = arena_copy(arena, folded.bytes, folded.length);
    buffer_free(&folded);
    return says_something(kept) ? kept : NULL;
}

static void list_needs(const struct wordlist *list, struct arena *arena,
                       struct needs *needs)
{
    struct strings strings = {
        arena_new(arena, list->count, sizeof(const char *)), list->count};
    needs->count = 0;
    for (size_t i = 0; i < list->count; i++) {
        strings.list[i] = longest_word(arena, list->entries[i]);
        if (strings.list[i] == NULL) return;
    }
    if (list->count > 0) needs->sets[needs->count++] = strings;
}

/* ---- Nets ---- */

/* By whose words they are: enum whose. */
enum { WHOSES = WHOSE_BEFORE + 1 };

/* Two nets: for what the trainee says, now and before, and for what the client
 * says. So each text is read once, though it is asked of at several replies. */
enum { OWN, THEIRS, NETS, READINGS = 2 * DIALOGUE_RECENT };

/* The place of what was said before; the others are the reply's sentences. */
static const uint64_t BEFORE = UINT64_C(1) << SENTENCES;

/* What was read in a text that is asked of again: see reading_of(). */
struct reading {
    struct buffer text;
    uint32_t *literals;
    size_t *last; /* where each ends last */
    size_t count;
    size_t used; /* when last */
};

/* A literal stands in a set of a cue. */
struct use {
    uint32_t cue;
    uint32_t set;
};

/* One automaton: for each state and class of bytes the next state. State 0 is
 * the beginning, where nothing has been read; class 0 is bytes that are in no
 * literal. */
struct net {
    unsigned char classes[256];
    size_t class_count;
    uint32_t *next;
    size_t state_count;
    size_t room;
    uint32_t *ends;    /* the literal + 1 that ends in this state, or 0 */
    uint32_t *shorter; /* of a literal: the next shorter one in it + 1, or 0 */
    uint32_t *table;   /* all of that, to be walked: see lay_out() */
    size_t width;
    uint32_t *first_use; /* of a literal: where its uses begin */
    struct use *uses;
    size_t literal_count;
    uint64_t *seen;    /* of a literal: in which sentences; see `touched` */
    size_t *last;      /* of a literal that is seen: where it ends last */
    uint32_t *touched; /* the literals of which that is not 0 */
    size_t touched_count;
    struct reading readings[READINGS];
    size_t looks;
};

/* One set of a cue, as literals of its net. */
struct set {
    uint32_t *literals;
    size_t count;
};

struct entry {
    struct set sets[MOST_NEEDS];
    size_t set_count;
    bool once;             /* it matches at most once: it begins with ^ */
    struct filter *filter; /* of a pattern */
    uint32_t tried;        /* pieces that were filtered … */
    uint32_t passed;       /* … and those in which something was found */
};

/* What was seen of a cue at a moment. */
struct sighting {
    size_t look;                 /* at which one, or it is of an earlier one */
    uint64_t places[MOST_NEEDS]; /* of each set: where one of it stands */
    size_t last;                 /* where the first set ends last */
};

struct index {
    struct arena arena;
    const struct cue *cues;
    size_t cue_count;
    struct entry *entries;
    struct net nets[NETS];
    uint64_t *always;     /* a bit for each cue that is always tried */
    uint64_t *candidates; /* a bit for each that is tried at this moment */
    struct sighting *sightings; /* a cue each */
    uint32_t *sighted;          /* the cues of this look */
    size_t sighted_count;
    size_t look;
    size_t bit_words;
    struct pattern_room *room;
    uint64_t *watched[WHOSES]; /* a bit for each cue that looks at this */
    bool plain[WHOSES];        /* it is too long: all its cues are tried */
    uint64_t masks[WHOSES];    /* the bits of places that are of this */
    /* What gauges say of whole texts, as far as they have been asked. */
    bool gauged[WHOSES][GAUGE_COUNT];
    int gauges[WHOSES][GAUGE_COUNT];
};

static void set_bit(uint64_t *bits, size_t bit)
{
    bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

static enum whose whose_of(enum part part)
{
    switch (part) {
    case PART_CLIENT:
        return WHOSE_CLIENT;
    case PART_RECENT:
        return WHOSE_RECENT;
    case PART_BEFORE:
        return WHOSE_BEFORE;
    default:
        return WHOSE_REPLY;
    }
}

/* While strings are put in, `next` is a tree: no state follows itself, and 0
 * is none. */
static size_t new_state(struct net *net)
{
    if (net->state_count == net->room) {
        size_t old = net->room;
        net->room = net->room * 2 + 64;
        net->next = memory_resize(net->next, net->room * net->class_count,
                                  sizeof *net->next);
        net->ends = memory_resize(net->ends, net->room, sizeof *net->ends);
        memset(net->next + old * net->class_count, 0,
               (net->room - old) * net->class_count * sizeof *net->next);
        memset(net->ends + old, 0, (net->room - old) * sizeof *net->ends);
    }
    return net->state_count++;
}

static uint32_t put_literal(struct net *net, const char *bytes, size_t length)
{
    size_t state = 0;
    for (size_t i = 0; i < length; i++) {
        size_t at =
            state * net->class_count + net->classes[(unsigned char)bytes[i]];
        state = net->next[at];
        if (state > 0) continue;
        state = new_state(net);
        net->next[at] = (uint32_t)state;
    }
    if (net->ends[state] == 0)
        net->ends[state] = (uint32_t)++net->literal_count;
    return net->ends[state] - 1;
}

/* Each state gets the way on of the longest ending of it that is a state too
 * (its fallback), where it has none of its own; breadth first, so that the
 * fallback is finished before. */
static void close_net(struct net *net)
{
    size_t *queue = memory_new(net->state_count, sizeof *queue);
    size_t *fallback = memory_new(net->state_count, sizeof *fallback);
    size_t count = 0;
    net->shorter = memory_new(net->literal_count, sizeof *net->shorter);
    queue[count++] = 0;
    for (size_t i = 0; i < count; i++) {
        size_t state = queue[i];
        uint32_t *next = net->next + state * net->class_count;
        const uint32_t *other = net->next + fallback[state] * net->class_count;
        uint32_t shorter = state == 0 ? 0 : net->ends[fallback[state]];
        if (net->ends[state] > 0 && state > 0)
            net->shorter[net->ends[state] - 1] = shorter;
        else
            net->ends[state] = shorter;
        for (size_t c = 0; c < net->class_count; c++) {
            uint32_t way = state == 0 ? 0 : other[c];
            if (next[c] == 0) {
                next[c] = way;
                continue;
            }
            fallback[next[c]] = way;
            queue[count++] = next[c];
        }
    }
    free(queue);
    free(fallback);
}

/* A row for each state: the literal + 1 that ends there, then for each class of
 * bytes the row of the next state. Capitals are of the class of their small
 * letters. */
static void lay_out(struct net *net)
{
    net->width = net->class_count + 1;
    net->table = memory_new(net->state_count * net->width, sizeof *net->table);
    for (size_t i = 0; i < net->state_count; i++) {
        uint32_t *row = net->table + i * net->width;
        row[0] = net->ends[i];
        for (size_t c = 0; c < net->class_count; c++)
            row[c + 1] =
                net->next[i * net->class_count + c] * (uint32_t)net->width;
    }
    for (size_t i = 'A'; i <= 'Z'; i++)
        net->classes[i] = net->classes[i - 'A' + 'a'];
    for (size_t i = 0; i < 256; i++)
        net->classes[i]++;
    free(net->next);
    free(net->ends);
    net->next = NULL;
    net->ends = NULL;
}

/* ---- Reading a text ---- */

struct walk {
    struct net *net;
    size_t row;
    size_t at;    /* how far it has read */
    bool word;    /* the character before was an ASCII letter or digit */
    bool foreign; /* some character was not ASCII */
};

static void see(struct net *net, uint32_t literal, uint64_t where, size_t end)
{
    for (; literal > 0; literal = net->shorter[literal - 1]) {
        uint64_t *seen = &net->seen[literal - 1];
        if (*seen == 0) net->touched[net->touched_count++] = literal - 1;
        *seen |= where;
        net->last[literal - 1] = end;
    }
}

static void step(struct walk *walk, unsigned char byte, uint64_t where)
{
    struct net *net = walk->net;
    walk->row = net->table[walk->row + net->classes[byte]];
    if (net->table[walk->row] > 0)
        see(net, net->table[walk->row], where, walk->at);
}

/* Reads the character at BYTES and returns its length. The edge before it
 * belongs to what stood BEFORE it. */
static size_t read_character(struct walk *walk, const char *bytes,
                             size_t length, uint64_t before, uint64_t where)
{
    int32_t code_point;
    char folded[4];
    size_t taken = text_next(bytes, length, &code_point);
    int32_t plain = index_folded(code_point);
    size_t count = plain < 0 ? taken : put_character(plain, folded);
    if (plain < 0) memcpy(folded, bytes, taken);
    if (code_point >= 0x80) walk->foreign = true;
    if (walk->word != is_word(folded[0])) {
        walk->word = !walk->word;
        step(walk, BOUND, before);
    }
    walk->at += taken;
    for (size_t i = 0; i < count; i++)
        step(walk, (unsigned char)folded[i], where);
    return taken;
}

static void read_stretch(struct walk *walk, const char *bytes, size_t end,
                         uint64_t before, uint64_t where)
{
    while (walk->at < end) {
        char byte = bytes[walk->at];
        if (byte & 0x80) {
            read_character(walk, bytes + walk->at, end - walk->at, before,
                           where);
            before = where;
            continue;
        }
        if (walk->word != is_word(byte)) {
            walk->word = !walk->word;
            step(walk, BOUND, before);
        }
        before = where;
        walk->at++;
        step(walk, (unsigned char)byte, where);
    }
}

static bool read_text(struct net *net, const char *bytes, size_t length,
                      uint64_t where)
{
    struct walk walk = {.net = net};
    read_stretch(&walk, bytes, length, where, where);
    if (walk.word) step(&walk, BOUND, where);
    return walk.foreign;
}

static uint64_t bit_of(size_t sentence)
{
    return UINT64_C(1) << (sentence < SENTENCES ? sentence : SENTENCES - 1);
}

/* A word by itself, folded: as if it stood behind everything, since it is not
 * asked where it stands. */
static void read_word(struct net *net, const char *word, uint64_t where)
{
    struct walk walk = {.net = net, .at = SIZE_MAX / 2};
    size_t length = strlen(word);
    for (size_t i = 0; i < length;)
        i += read_character(&walk, word + i, length - i, where, where);
    if (walk.word) step(&walk, BOUND, where);
}

/* Lists compare words by full case folding, which index_folded() does not
 * know: ß is ss. So words that are not ASCII are read again, folded. */
static void read_folded(struct net *net, const struct utterance *utterance,
                        uint64_t where)
{
    size_t sentence = 0;
    for (size_t i = 0; i < utterance->word_count; i++) {
        struct span at = utterance->words[i];
        size_t j = at.start;
        while (sentence + 1 < utterance->sentence_count &&
               at.start >= utterance->sentences[sentence + 1].at.start)
            sentence++;
        while (j < at.end && !(utterance->seen[j] & 0x80))
            j++;
        if (j < at.end)
            read_word(net, utterance->folded[i],
                      where > 0 ? where : bit_of(sentence));
    }
}

static void forget(struct net *net)
{
    for (size_t i = 0; i < net->touched_count; i++)
        net->seen[net->touched[i]] = 0;
    net->touched_count = 0;
}

/* The reply: each literal in the sentence where it ends. */
static void read_reply(struct net *net, const struct utterance *reply)
{
    struct walk walk = {.net = net};
    uint64_t before = 1;
    for (size_t i = 0; i < reply->sentence_count; i++) {
        bool last = i + 1 == reply->sentence_count;
        size_t end = last ? reply->length : reply->sentences[i + 1].at.start;
        uint64_t where = bit_of(i);
        if (walk.at < end) read_stretch(&walk, reply->seen, end, before, where);
        before = where;
    }
    if (walk.word) step(&walk, BOUND, before);
    if (walk.foreign) read_folded(net, reply, 0);
}

/* ---- Texts that come again ---- */

/* What the client said recently is asked of at each of several replies, and
 * each reply is once the one before. So what was read in a text is kept, by the
 * text: the reading that has it, or the one longest unused. */
static struct reading *
find_reading(struct net *net, const struct utterance *utterance, bool *known)
{
    struct reading *oldest = &net->readings[0];
    for (size_t i = 0; i < READINGS; i++) {
        struct reading *reading = &net->readings[i];
        *known = reading->used > 0 &&
                 reading->text.length == utterance->length &&
                 memcmp(buffer_text(&reading->text), utterance->seen,
                        utterance->length) == 0;
        if (*known) return reading;
        if (reading->used < oldest->used) oldest = reading;
    }
    return oldest;
}

/* Keeps what was seen in the net, where nothing else has been read. */
static void keep_reading(struct net *net, const struct utterance *utterance,
                         struct reading *reading)
{
    size_t count = net->touched_count;
    buffer_clear(&reading->text);
    buffer_add(&reading->text, utterance->seen, utterance->length);
    reading->literals =
        memory_resize(reading->literals, count + 1, sizeof *reading->literals);
    reading->last =
        memory_resize(reading->last, count + 1, sizeof *reading->last);
    for (size_t i = 0; i < count; i++) {
        reading->literals[i] = net->touched[i];
        reading->last[i] = net->last[net->touched[i]];
    }
    reading->count = count;
}

static const struct reading *reading_of(struct net *net,
                                        const struct utterance *utterance)
{
    bool known;
    struct reading *reading = find_reading(net, utterance, &known);
    reading->used = net->looks;
    if (known) return reading;
    forget(net);
    if (read_text(net, utterance->seen, utterance->length, 1))
        read_folded(net, utterance, 1);
    keep_reading(net, utterance, reading);
    return reading;
}

static void see_reading(struct net *net, const struct reading *reading,
                        uint64_t where)
{
    for (size_t i = 0; i < reading->count; i++) {
        uint32_t literal = reading->literals[i];
        if (net->seen[literal] == 0) {
            net->touched[net->touched_count++] = literal;
            net->last[literal] = reading->last[i];
        }
        net->seen[literal] |= where;
    }
}

/* What the trainee says: now, and BEFORE. */
static void read_own(struct index *index, const struct utterance *before,
                     const struct utterance *reply)
{
    struct net *net = &index->nets[OWN];
    const struct reading *earlier = NULL;
    bool known;
    net->looks++;
    if (before != NULL) earlier = reading_of(net, before);
    forget(net);
    read_reply(net, reply);
    struct reading *reading = find_reading(net, reply, &known);
    if (!known) keep_reading(net, reply, reading);
    reading->used = net->looks;
    if (earlier != NULL) see_reading(net, earlier, BEFORE);
}

/* What the client has said: now, which is 0, and earlier. */
static void read_theirs(struct index *index, const struct dialogue *dialogue)
{
    struct net *net = &index->nets[THEIRS];
    const struct utterance *recent[DIALOGUE_RECENT];
    const struct reading *readings[DIALOGUE_RECENT];
    size_t count = dialogue_recent(dialogue, recent);
    net->looks++;
    for (size_t i = 0; i < count; i++)
        readings[i] = reading_of(net, recent[i]);
    forget(net);
    for (size_t i = 0; i < count; i++)
        see_reading(net, readings[i], bit_of(i));
}

/* ---- Making an index ---- */

/* A cue's sets as they were found, before there is a net to put them in. */
struct wanted {
    struct arena arena;
    struct needs needs;
};

static void want(const struct cue *cue, struct entry *entry,
                 struct wanted *wanted)
{
    if (cue->kind == CUE_WORDS)
        list_needs(cue->words, &wanted->arena, &wanted->needs);
    if (cue->kind != CUE_PATTERN) return;
    size_t length;
    const char *text = pattern_text(cue->pattern, &length);
    find_needs(text, length, &wanted->arena, &wanted->needs);
    entry->once = is_anchored(text, length);
    entry->filter = filter_new(text, length);
}

/* Bytes are numbered in the order in which literals bring them. */
static void number_bytes(struct net *net, const struct needs *needs)
{
    char bytes[LITERAL_BYTES];
    for (size_t i = 0; i < needs->count; i++)
        for (size_t j = 0; j < needs->sets[i].count; j++) {
            size_t length = encode(needs->sets[i].list[j], bytes);
            for (size_t k = 0; k < length; k++) {
                unsigned char *number = &net->classes[(unsigned char)bytes[k]];
                if (*number == 0) *number = (unsigned char)net->class_count++;
            }
        }
}

/* False, and nothing is put in, when the net would grow too large. */
static bool put_set(struct index *index, struct net *net,
                    const struct strings *strings, struct entry *entry)
{
    char bytes[LITERAL_BYTES];
    struct set *set = &entry->sets[entry->set_count];
    size_t states = net->state_count + strings->count * LITERAL_BYTES;
    if (states * net->class_count > MOST_CELLS) return false;
    set->literals =
        arena_new(&index->arena, strings->count, sizeof *set->literals);
    for (size_t i = 0; i < strings->count; i++)
        set->literals[set->count++] =
            put_literal(net, bytes, encode(strings->list[i], bytes));
    entry->set_count++;
    return true;
}

/* The set that tells most, or else any for which there is room; and of the
 * OTHERS, when it is their turn, those that are small. */
static void put_needs(struct index *index, struct net *net, struct needs *needs,
                      struct entry *entry, bool others)
{
    for (size_t i = 0; i < needs->count && !others; i++)
        for (size_t j = i + 1; j < needs->count; j++)
            if (worth(&needs->sets[j]) > worth(&needs->sets[i])) {
                struct strings set = needs->sets[i];
                needs->sets[i] = needs->sets[j];
                needs->sets[j] = set;
            }
    for (size_t i = 0; i < needs->count; i++) {
        if (others && (i == 0 || needs->sets[i].count > SMALL_SET)) continue;
        if (put_set(index, net, &needs->sets[i], entry) && !others) return;
    }
}

static struct net *net_of(struct index *index, size_t cue)
{
    enum whose whose = whose_of(index->cues[cue].in);
    bool own = whose == WHOSE_REPLY || whose == WHOSE_BEFORE;
    return &index->nets[own ? OWN : THEIRS];
}

static void make_nets(struct index *index)
{
    struct wanted *wanted = memory_new(index->cue_count, sizeof *wanted);
    for (size_t i = 0; i < NETS; i++)
        index->nets[i].class_count = 1;
    for (size_t i = 0; i < index->cue_count; i++) {
        want(&index->cues[i], &index->entries[i], &wanted[i]);
        number_bytes(net_of(index, i), &wanted[i].needs);
    }
    for (size_t i = 0; i < NETS; i++)
        new_state(&index->nets[i]);
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < index->cue_count; i++)
            put_needs(index, net_of(index, i), &wanted[i].needs,
                      &index->entries[i], pass == 1);
    for (size_t i = 0; i < index->cue_count; i++)
        arena_free(&wanted[i].arena);
    free(wanted);
}

static void finish_net(struct net *net)
{
    close_net(net);
    lay_out(net);
    net->seen = memory_new(net->literal_count, sizeof *net->seen);
    net->last = memory_new(net->literal_count, sizeof *net->last);
    net->touched = memory_new(net->literal_count, sizeof *net->touched);
    net->first_use = memory_new(net->literal_count + 1, sizeof *net->first_use);
}

/* For each literal the sets that it stands in: counted, then laid out. */
static void link_uses(struct index *index, struct net *net)
{
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = index->cue_count; i-- > 0;) {
            const struct entry *entry = &index->entries[i];
            if (net_of(index, i) != net) continue;
            for (size_t j = 0; j < entry->set_count; j++)
                for (size_t k = 0; k < entry->sets[j].count; k++) {
                    uint32_t *place =
                        &net->first_use[entry->sets[j].literals[k]];
                    if (pass == 0)
                        ++*place;
                    else
                        net->uses[--*place] =
                            (struct use){(uint32_t)i, (uint32_t)j};
                }
        }
        if (pass == 1) break;
        for (size_t i = 0; i < net->literal_count; i++)
            net->first_use[i + 1] += net->first_use[i];
        size_t all = net->first_use[net->literal_count];
        net->uses = memory_new(all, sizeof *net->uses);
    }
}

struct index *index_new(const struct cue *cues, size_t cue_count)
{
    struct index *index = memory_new(1, sizeof *index);
    index->cues = cues;
    index->cue_count = cue_count;
    index->bit_words = cue_count / 64 + 1;
    index->entries = memory_new(cue_count, sizeof *index->entries);
    index->sightings = memory_new(cue_count, sizeof *index->sightings);
    index->sighted = memory_new(cue_count, sizeof *index->sighted);
    index->always = memory_new(index->bit_words, sizeof *index->always);
    index->candidates = memory_new(index->bit_words, sizeof *index->candidates);
    index->room = pattern_room_new();
    for (size_t i = 0; i < WHOSES; i++)
        index->watched[i] =
            memory_new(index->bit_words, sizeof *index->watched[i]);
    make_nets(index);
    for (size_t i = 0; i < NETS; i++) {
        struct net *net = &index->nets[i];
        finish_net(net);
        link_uses(index, net);
    }
    for (size_t i = 0; i < cue_count; i++) {
        set_bit(index->watched[whose_of(cues[i].in)], i);
        if (index->entries[i].set_count == 0) set_bit(index->always, i);
    }
    return index;
}

static void free_net(struct net *net)
{
    free(net->next);
    free(net->ends);
    free(net->table);
    free(net->shorter);
    free(net->first_use);
    free(net->uses);
    free(net->seen);
    free(net->last);
    free(net->touched);
    for (size_t i = 0; i < READINGS; i++) {
        buffer_free(&net->readings[i].text);
        free(net->readings[i].literals);
        free(net->readings[i].last);
    }
}

void index_free(struct index *index)
{
    if (index == NULL) return;
    for (size_t i = 0; i < NETS; i++)
        free_net(&index->nets[i]);
    for (size_t i = 0; i < WHOSES; i++)
        free(index->watched[i]);
    for (size_t i = 0; i < index->cue_count; i++)
        filter_free(index->entries[i].filter);
    pattern_room_free(index->room);
    free(index->entries);
    free(index->sightings);
    free(index->sighted);
    free(index->always);
    free(index->candidates);
    arena_free(&index->arena);
    free(index);
}

/* ---- A moment of the talk ---- */

static void sight(struct index *index, const struct use *use, uint64_t places,
                  size_t last)
{
    struct sighting *sighting = &index->sightings[use->cue];
    if (sighting->look != index->look) {
        *sighting = (struct sighting){.look = index->look};
        index->sighted[index->sighted_count++] = use->cue;
    }
    sighting->places[use->set] |= places;
    if (use->set == 0 && last > sighting->last) sighting->last = last;
}

static void sight_all(struct index *index, const struct net *net)
{
    for (size_t i = 0; i < net->touched_count; i++) {
        uint32_t literal = net->touched[i];
        for (uint32_t j = net->first_use[literal];
             j < net->first_use[literal + 1]; j++) {
            const struct use *use = &net->uses[j];
            enum whose whose = whose_of(index->cues[use->cue].in);
            uint64_t places = net->seen[literal] & index->masks[whose];
            if (places > 0) sight(index, use, places, net->last[literal]);
        }
    }
}

static bool is_long(const struct utterance *utterance)
{
    return utterance != NULL && utterance->length > PATTERN_TYPED;
}

/* Which places are of whom, and whose text is too long to be told of. */
static void note_texts(struct index *index, const struct dialogue *dialogue,
                       const struct utterance *reply)
{
    const struct utterance *recent[DIALOGUE_RECENT];
    size_t count = dialogue_recent(dialogue, recent);
    bool spoke = dialogue_client(dialogue) != NULL;
    index->masks[WHOSE_REPLY] = ~BEFORE;
    index->masks[WHOSE_BEFORE] = BEFORE;
    index->masks[WHOSE_CLIENT] = spoke ? bit_of(0) : 0;
    index->masks[WHOSE_RECENT] = bit_of(count) - 1;
    index->plain[WHOSE_REPLY] = is_long(reply);
    index->plain[WHOSE_BEFORE] = is_long(dialogue_before(dialogue));
    index->plain[WHOSE_CLIENT] = is_long(dialogue_client(dialogue));
    index->plain[WHOSE_RECENT] = false;
    for (size_t i = 0; i < count; i++)
        if (is_long(recent[i])) index->plain[WHOSE_RECENT] = true;
}

/* A cue that looks at one whole text: where in it a literal is says nothing. */
static bool looks_at_all(enum part part)
{
    return part == PART_REPLY || part == PART_CLIENT || part == PART_BEFORE;
}

/* The sentences (or recent texts) that have a string of each set. */
static uint64_t places_of(const struct index *index, size_t cue)
{
    const struct entry *entry = &index->entries[cue];
    const struct sighting *sighting = &index->sightings[cue];
    bool all = looks_at_all(index->cues[cue].in);
    if (entry->set_count == 0)
        return index->masks[whose_of(index->cues[cue].in)];
    if (sighting->look != index->look) return 0;
    uint64_t places = sighting->places[0];
    for (size_t i = 1; i < entry->set_count; i++) {
        uint64_t seen = sighting->places[i];
        places = !all ? places & seen : seen > 0 ? places : 0;
    }
    return places;
}

void index_look(struct index *index, const struct dialogue *dialogue,
                const struct utterance *reply)
{
    memset(index->gauged, 0, sizeof index->gauged);
    note_texts(index, dialogue, reply);
    read_own(index, dialogue_before(dialogue), reply);
    read_theirs(index, dialogue);
    memcpy(index->candidates, index->always,
           index->bit_words * sizeof *index->always);
    index->look++;
    index->sighted_count = 0;
    for (size_t i = 0; i < NETS; i++)
        sight_all(index, &index->nets[i]);
    for (size_t i = 0; i < index->sighted_count; i++)
        if (places_of(index, index->sighted[i]) > 0)
            set_bit(index->candidates, index->sighted[i]);
    for (size_t i = 0; i < WHOSES; i++)
        for (size_t j = 0; j < index->bit_words && index->plain[i]; j++)
            index->candidates[j] |= index->watched[i][j];
}

static size_t lowest_bit(uint64_t bits)
{
    size_t bit = 0;
    for (size_t half = 32; half > 0; half /= 2)
        if ((bits & ((UINT64_C(1) << half) - 1)) == 0) {
            bits >>= half;
            bit += half;
        }
    return bit;
}

size_t index_next(const struct index *index, size_t from)
{
    if (from >= index->cue_count) return index->cue_count;
    size_t word = from / 64;
    uint64_t bits = index->candidates[word] >> from % 64 << from % 64;
    while (bits == 0) {
        if (++word == index->bit_words) return index->cue_count;
        bits = index->candidates[word];
    }
    return word * 64 + lowest_bit(bits);
}

/* Where the first set of a cue ends last: a match behind that would have to
 * have another one. Of several texts, or the reply before, nothing is known. */
static size_t last_of(const struct index *index, size_t cue)
{
    enum whose whose = whose_of(index->cues[cue].in);
    if (index->entries[cue].set_count == 0 ||
        (whose != WHOSE_REPLY && whose != WHOSE_CLIENT))
        return SIZE_MAX;
    return index->sightings[cue].last;
}

/* The NUMBER-th sentence, or recent text, if PART is or has it. */
static bool place_piece(enum part part, const struct dialogue *dialogue,
                        const struct utterance *reply, size_t number,
                        struct piece *piece)
{
    switch (part) {
    case PART_QUESTION:
    case PART_STATEMENT:
        return reply->sentences[number].question == (part == PART_QUESTION) &&
               part_piece(PART_SENTENCE, dialogue, reply, number, piece);
    case PART_FIRST:
        return number == 0 && part_piece(part, dialogue, reply, 0, piece);
    case PART_LAST:
        return number + 1 == reply->sentence_count &&
               part_piece(part, dialogue, reply, 0, piece);
    default:
        return part_piece(part, dialogue, reply, number, piece);
    }
}

/* Several cues ask one gauge, each with bounds of its own. */
static enum cue_outcome try_gauge(struct index *index, size_t number,
                                  const struct language *language,
                                  const struct dialogue *dialogue,
                                  const struct utterance *reply,
                                  struct matches *matches)
{
    const struct cue *cue = &index->cues[number];
    enum whose whose = whose_of(cue->in);
    int *value = &index->gauges[whose][cue->gauge];
    struct piece piece;
    if (!part_piece(cue->in, dialogue, reply, 0, &piece)) return CUE_SILENT;
    if (!index->gauged[whose][cue->gauge])
        *value = gauge_value(cue->gauge, language, dialogue, &piece);
    index->gauged[whose][cue->gauge] = true;
    return cue_try_value(cue, number, *value, &piece, matches);
}

enum cue_outcome index_try(struct index *index, size_t number,
                           const struct language *language,
                           const struct dialogue *dialogue,
                           const struct utterance *reply,
                           struct matches *matches)
{
    const struct cue *cue = &index->cues[number];
    struct entry *entry = &index->entries[number];
    if (cue->kind == CUE_GAUGE && looks_at_all(cue->in))
        return try_gauge(index, number, language, dialogue, reply, matches);
    if (cue->kind != CUE_PATTERN && entry->set_count == 0)
        return cue_try(cue, number, language, dialogue, reply, matches);
    if (index->plain[whose_of(cue->in)])
        return cue_try(cue, number, language, dialogue, reply, matches);
    uint64_t places = places_of(index, number);
    if (places == 0) return CUE_SILENT;
    enum cue_outcome outcome = CUE_SILENT;
    bool all = looks_at_all(cue->in);
    const struct cue_hint hint = {
        .once = entry->once,
        .last = last_of(index, number),
        .fast = true,
        .room = index->room,
        .filter = entry->filter,
        .filtered = entry->passed * SELDOM <= entry->tried + SELDOM * FEW,
    };
    size_t count = all                      ? 1
                   : cue->in == PART_RECENT ? DIALOGUE_RECENT
                                            : reply->sentence_count;
    for (size_t i = 0; i < count; i++) {
        struct piece piece;
        if ((!all && !(places & bit_of(i))) ||
            !place_piece(cue->in, dialogue, reply, i, &piece))
            continue;
        enum cue_outcome here = cue_try_piece(cue, number, &hint, language,
                                              dialogue, &piece, matches);
        entry->tried++;
        entry->passed += here == CUE_FIRED;
        if (here > outcome) outcome = here;
    }
    return outcome;
}

/* ---- For people ---- */

bool index_is_bare(const struct index *index, size_t cue)
{
    enum cue_kind kind = index->cues[cue].kind;
    return (kind == CUE_PATTERN || kind == CUE_WORDS) &&
           index->entries[cue].set_count == 0;
}

void index_tell(const char *pattern, size_t length, struct buffer *out)
{
    struct arena arena = {0};
    struct needs needs;
    find_needs(pattern, length, &arena, &needs);
    for (size_t i = 0; i < needs.count; i++) {
        if (i > 0) buffer_add_text(out, " & ");
        for (size_t j = 0; j < needs.sets[i].count; j++) {
            char bytes[LITERAL_BYTES];
            size_t count = encode(needs.sets[i].list[j], bytes);
            if (j > 0) buffer_add_text(out, " | ");
            for (size_t k = 0; k < count; k++)
                buffer_add_byte(out, bytes[k] == BOUND ? '_' : bytes[k]);
        }
    }
    arena_free(&arena);
}
