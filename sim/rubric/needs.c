/* Patterns and lists of words, read for what they cannot match without; see
 * needs.h, and index.c for what counts and what does not.
 *
 * A stretch of a pattern is known exactly, as all strings that it matches, or
 * by what it needs (struct finding). Alternatives become sets (find_choice);
 * neighbours become longer strings as long as these are few (join).
 *
 * Begin with needs_find() and find_choice().
 */
#include "rubric/needs.h"

#include "base/memory.h"
#include "base/text.h"
#include "rubric/literal.h"
#include "rubric/notation.h"
#include "rubric/worth.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_CROSSED = 512,  /* strings made of two sets */
    MOST_STRINGS = 2048, /* in one set */
    MOST_MADE = 100000,  /* strings made for one pattern */
    MOST_CLASS = 8,      /* members of a class that are taken one by one */
    LINE_END = 2         /* characters that \R may be */
};

/* ---- Sets of strings ---- */

static const char empty[] = "";
static const char claim[] = {LITERAL_CLAIM, '\0'};
static const char ending[] = {LITERAL_END, '\0'};
static const char echo[] = {LITERAL_ECHO, '\0'};

static bool says_something(const char *string)
{
    while (literal_is_claim(*string))
        string++;
    return *string != '\0';
}

static bool all_say_something(const struct strings *strings)
{
    for (size_t i = 0; i < strings->count; i++)
        if (!says_something(strings->list[i])) return false;
    return true;
}

/* The characters of every string are either all in words or none. */
static bool all_even(const struct strings *strings)
{
    bool words = true;
    bool gaps = true;
    for (size_t i = 0; i < strings->count; i++)
        for (const char *c = strings->list[i]; *c != '\0'; c++) {
            bool word = literal_is_word(*c);
            words = words && (word || literal_is_claim(*c));
            gaps = gaps && !word && *c != '_' && !(*c & 0x80);
        }
    return words || gaps;
}

/* Every string ends where a letter behind it would have an edge. */
static bool all_closed(const struct strings *strings)
{
    for (size_t i = 0; i < strings->count; i++) {
        size_t length = strlen(strings->list[i]);
        char last = length == 0 ? 'a' : strings->list[i][length - 1];
        if (literal_is_word(last) || (last & 0x80)) return false;
    }
    return true;
}

/* How many characters of a text STRING is. */
static size_t characters_of(const char *string)
{
    size_t characters = 0;
    for (const char *c = string; *c != '\0'; c++)
        characters += !literal_is_claim(*c) && !text_continues(*c);
    return characters;
}

static size_t added(size_t one, size_t other)
{
    return one + other < NEEDS_FAR ? one + other : NEEDS_FAR;
}

static size_t multiplied(size_t length, int32_t times)
{
    if (length == 0) return 0;
    return (size_t)times < NEEDS_FAR / length ? length * (size_t)times
                                              : NEEDS_FAR;
}

/* What is too far to be told has no streaks. */
static struct reach reach_of(size_t least, size_t most, size_t streaks)
{
    bool known = most < NEEDS_FAR && streaks <= NEEDS_STREAKS;
    return (struct reach){least, known ? most : NEEDS_FAR, known ? streaks : 0};
}

static struct reach farther(struct reach one, struct reach other)
{
    return reach_of(added(one.least, other.least), added(one.most, other.most),
                    one.streaks + other.streaks);
}

static struct reach so_often(struct reach one, int32_t least, int32_t most)
{
    return reach_of(multiplied(one.least, least), multiplied(one.most, most),
                    multiplied(one.streaks, most));
}

/* As far as one or the other. */
static struct reach widened(struct reach one, struct reach other)
{
    size_t least = one.least < other.least ? one.least : other.least;
    size_t most = one.most > other.most ? one.most : other.most;
    bool more = one.streaks > other.streaks;
    return reach_of(least, most, more ? one.streaks : other.streaks);
}

struct reach needs_reach(const struct strings *strings, size_t number)
{
    if (strings->reaches == NULL) return strings->reach;
    return farther(strings->reach, strings->reaches[number]);
}

/* How far the string of this NUMBER ends. */
static struct reach end_of(const struct strings *strings, size_t number)
{
    size_t length = characters_of(strings->list[number]);
    return farther(needs_reach(strings, number),
                   (struct reach){length, length, 0});
}

/* How far one of them ends; there is one. */
static struct reach end_of_any(const struct strings *strings)
{
    struct reach end = end_of(strings, 0);
    for (size_t i = 1; i < strings->count; i++)
        end = widened(end, end_of(strings, i));
    return end;
}

/* ---- What is known of a stretch of a pattern ---- */

struct finding {
    bool exact;          /* it matches one of `says`, and nothing else */
    struct strings says; /* when exact */
    struct strings needs[NEEDS_SETS]; /* when not: one string of each */
    size_t need_count;
    struct reach length; /* when not exact: what it matches … */
    bool even;           /* … each character of which is in a word, or none */
    bool opens;          /* it begins with what is no letter */
    bool closes; /* a letter behind what it matched has an edge before it … */
    bool edged;  /* … and where it matched nothing, too */
};

/* How much has been read of `\b(\w{3,})\W+\1`, for which a word must be said
 * again. */
enum saying { SAID_NOTHING, SAID_WORD, SAID_GAP };

struct reader {
    struct notation notation;
    struct notation_item item; /* the one at hand */
    bool more;                 /* there is one */
    bool gives_up;             /* nothing can be said of the pattern */
    bool multiline;            /* ^ is not only the beginning */
    bool edge;                 /* a letter that came next would have one */
    enum saying saying;
    size_t said;     /* the number of the group that is the word */
    size_t captures; /* groups met that have a number */
    bool unnumbered; /* they are not counted as usual */
    size_t made;     /* strings */
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
        .list = arena_new(reader->arena, count, sizeof(const char *)),
        .count = count};
}

static struct strings only(struct reader *reader, const char *string)
{
    struct strings one = {.list = arena_new(reader->arena, 1, sizeof string),
                          .count = 1};
    one.list[0] = string;
    return one;
}

static struct finding exactly(struct strings strings)
{
    return (struct finding){.exact = true, .says = strings};
}

static int worth(const struct strings *strings)
{
    return worth_of(strings->list, strings->count);
}

static void add_need(struct finding *finding, struct strings strings)
{
    if (strings.count == 0 || !all_say_something(&strings)) return;
    if (finding->need_count < NEEDS_SETS) {
        finding->needs[finding->need_count++] = strings;
        return;
    }
    size_t least = 0;
    for (size_t i = 1; i < NEEDS_SETS; i++)
        if (worth(&finding->needs[i]) < worth(&finding->needs[least]))
            least = i;
    if (worth(&strings) > worth(&finding->needs[least]))
        finding->needs[least] = strings;
}

static bool closes(const struct finding *finding)
{
    return finding->exact ? all_closed(&finding->says) : finding->closes;
}

static bool is_even(const struct finding *finding)
{
    return finding->exact ? all_even(&finding->says) : finding->even;
}

static bool is_edged(const struct finding *finding)
{
    return finding->exact ? all_closed(&finding->says) : finding->edged;
}

static struct reach length_of(const struct finding *finding)
{
    return finding->exact ? end_of_any(&finding->says) : finding->length;
}

static bool may_be_empty(const struct finding *finding)
{
    return length_of(finding).least == 0;
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

static struct strings only_at(struct reader *reader, const char *string,
                              struct reach reach)
{
    struct strings one = only(reader, string);
    one.reach = reach;
    return one;
}

static struct strings crossed(struct reader *reader, struct strings one,
                              struct strings other)
{
    if (one.count * other.count == 1)
        return only_at(reader, joined(reader, one.list[0], other.list[0]),
                       one.reach);
    struct strings both = new_strings(reader, one.count * other.count);
    both.reach = one.reach;
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
    sequence->run = only_at(reader, behind_edge ? claim : empty,
                            end_of_any(&sequence->run));
    sequence->whole = false;
}

static void join(struct reader *reader, struct sequence *sequence,
                 const struct finding *next)
{
    struct finding *found = &sequence->found;
    if (next->exact) {
        size_t one = sequence->run.count;
        size_t other = next->says.count;
        if (one > 1 && other > 1 && one * other > MOST_CROSSED)
            end_run(reader, sequence, false, all_closed(&sequence->run));
        sequence->run = crossed(reader, sequence->run, next->says);
        return;
    }
    bool behind_edge =
        next->edged ||
        (next->closes && (!may_be_empty(next) || all_closed(&sequence->run)));
    end_run(reader, sequence, next->opens, behind_edge);
    struct reach reach = sequence->run.reach;
    for (size_t i = 0; i < next->need_count; i++) {
        struct strings need = next->needs[i];
        need.reach = farther(reach, need.reach);
        add_need(found, need);
    }
    sequence->run.reach = farther(reach, next->length);
}

/* ---- What is said again ---- */

/* Whether what is in a group, from START on, is \w{3,} or more of them. */
static bool is_word(const struct reader *reader, size_t start)
{
    struct notation inside = {.bytes = reader->notation.bytes,
                              .length = reader->notation.length,
                              .at = start};
    struct notation_item item;
    if (!notation_next(&inside, &item) || item.length != 2 ||
        memcmp(inside.bytes + item.start, "\\w", 2) != 0)
        return false;
    return notation_next(&inside, &item) && item.kind == NOTATION_REPEAT &&
           item.least >= LITERAL_ECHOED && notation_next(&inside, &item) &&
           item.kind == NOTATION_GROUP_END;
}

/* Notes a group of which the inside began at START and which has been read,
 * EDGE before it. */
static void note_group(struct reader *reader, size_t start, size_t number,
                       bool edge)
{
    reader->saying = SAID_NOTHING;
    if (number == 0 || !edge || reader->unnumbered ||
        at(reader, NOTATION_REPEAT) || !is_word(reader, start))
        return;
    reader->saying = SAID_WORD;
    reader->said = number;
}

/* True when it matches something, and no part of a word. */
static bool is_gap(const struct finding *piece)
{
    if (!piece->exact) return piece->opens && piece->closes;
    for (size_t i = 0; i < piece->says.count; i++) {
        const char *string = piece->says.list[i];
        if (*string == '\0') return false;
        for (; *string != '\0'; string++)
            if (literal_is_word(*string) || *string == '_' ||
                literal_is_claim(*string) || (*string & 0x80))
                return false;
    }
    return true;
}

/* Notes a PIECE that is no group, and comes at least once or is not SURE. */
static void note_piece(struct reader *reader, const struct finding *piece,
                       bool sure)
{
    if (!is_gap(piece))
        reader->saying = SAID_NOTHING;
    else if (reader->saying == SAID_WORD)
        reader->saying = sure ? SAID_GAP : SAID_NOTHING;
}

/* True of a reference to what was said just before. */
static bool says_again(const struct reader *reader)
{
    const char *text = reader->notation.bytes + reader->item.start;
    return at(reader, NOTATION_REFERENCE) && reader->saying == SAID_GAP &&
           reader->item.length == 2 && text[1] == (char)('0' + reader->said);
}

/* ---- The pieces ---- */

/* Nothing is known but how much room it takes up. */
static struct finding anything(size_t least, size_t most)
{
    return (struct finding){.length = {least, most, 0}};
}

static struct finding of_character(struct reader *reader, int32_t character)
{
    char bytes[2];
    int32_t folded = literal_folded(character);
    if (folded < 0) return anything(1, 1);
    size_t length = literal_put(folded, bytes);
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

/* \d: one of ten, or a digit beyond ASCII, for which net.c stands in. */
static struct finding find_digit(struct reader *reader)
{
    struct finding found = anything(1, 1);
    found.even = true;
    struct strings digits = new_strings(reader, 10);
    for (int32_t i = 0; i < 10; i++)
        digits.list[i] = of_character(reader, '0' + i).says.list[0];
    add_need(&found, digits);
    return found;
}

static struct finding find_set(struct reader *reader)
{
    const char *bytes = reader->notation.bytes + reader->item.start;
    if (reader->item.length == 2 && memcmp(bytes, "\\d", 2) == 0) {
        advance(reader);
        return find_digit(reader);
    }
    bool escaped = bytes[0] == '\\';
    bool brief = reader->item.length == 2 && escaped;
    bool letter = brief && bytes[1] == 'w';
    bool no_letter = brief && strchr("WshvR", bytes[1]) != NULL;
    size_t length = escaped && bytes[1] == 'X'   ? NEEDS_FAR
                    : escaped && bytes[1] == 'R' ? LINE_END
                                                 : 1;
    advance(reader);
    struct finding found = anything(1, length);
    found.opens = no_letter;
    found.closes = no_letter;
    found.even = letter || no_letter;
    return found;
}

/* ^ and $ are edges: line ends, beside which they may stand, are no letters.
 * Behind $ no letter can stand in any case. */
static struct finding find_place(struct reader *reader)
{
    const char *bytes = reader->notation.bytes + reader->item.start;
    char kind = bytes[0] == '\\' ? bytes[1] : bytes[0];
    bool begins = strchr("^bA", kind) != NULL;
    bool ends = strchr("$zZ", kind) != NULL;
    if (kind == 'G') reader->gives_up = true; /* where looking began */
    advance(reader);
    return exactly(only(reader, ends ? ending : begins ? claim : empty));
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
              literal_folded(item->character) >= 0;
        if (few) members[count++] = item->character;
    }
    few = few && count > 0 && !reader->notation.negated;
    advance(reader);
    if (!few) return anything(1, 1);
    struct strings strings = new_strings(reader, count);
    for (size_t i = 0; i < count; i++)
        strings.list[i] = of_character(reader, members[i]).says.list[0];
    return exactly(strings);
}

enum group { GROUP_PLAIN, GROUP_AHEAD, GROUP_BESIDE, GROUP_UNKNOWN };

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
    if (notation_is_options(text, length)) return GROUP_PLAIN;
    return GROUP_UNKNOWN;
}

static struct finding find_choice(struct reader *reader);

/* The number of a group, or 0 where it has none or it is not known. */
static size_t number_of(struct reader *reader, const char *text, size_t length)
{
    if (length > 2 && text[2] == '|') reader->unnumbered = true;
    if (notation_is_options(text, length) && memchr(text, 'n', length) != NULL)
        reader->unnumbered = true;
    return notation_is_numbered(text, length) ? ++reader->captures : 0;
}

static struct finding find_group(struct reader *reader)
{
    const char *text = reader->notation.bytes + reader->item.start;
    size_t length = reader->item.length;
    enum group group = group_of(text, length);
    if (group == GROUP_PLAIN && notation_is_options(text, length) &&
        memchr(text, 'm', length) != NULL)
        reader->multiline = true;
    bool edge = reader->edge;
    size_t number = number_of(reader, text, length);
    size_t start = reader->item.start + length;
    advance(reader);
    if (group == GROUP_BESIDE) reader->edge = false; /* it may look back */
    struct finding inside = find_choice(reader);
    advance(reader); /* the ) */
    note_group(reader, start, number, edge);
    switch (group) {
    case GROUP_PLAIN:
        return inside;
    case GROUP_BESIDE:
        return exactly(only(reader, empty));
    case GROUP_UNKNOWN:
        return anything(0, NEEDS_FAR);
    case GROUP_AHEAD:
        break;
    }
    struct finding ahead = anything(0, 0);
    if (inside.exact)
        add_need(&ahead, inside.says);
    else
        memcpy(ahead.needs, inside.needs, sizeof ahead.needs);
    if (!inside.exact) ahead.need_count = inside.need_count;
    return ahead;
}

static struct finding repeated(struct reader *reader, struct finding one,
                               const struct notation_item *repeat)
{
    int32_t least = repeat->least;
    bool many = repeat->most > 1;
    if (repeat->most == 0) reader->gives_up = true; /* see layout.c */
    if (least == 1 && !many) return one;
    if (least == 0 && !many && one.exact) {
        struct strings more = new_strings(reader, one.says.count + 1);
        memcpy(more.list, one.says.list, one.says.count * sizeof *more.list);
        more.list[one.says.count] = empty;
        return exactly(more);
    }
    struct finding all = {.length =
                              so_often(length_of(&one), least, repeat->most)};
    all.even = is_even(&one);
    if (all.even && all.length.most == NEEDS_FAR)
        all.length = reach_of(all.length.least, 0, 1);
    all.closes = closes(&one);
    if (least == 0) return all;
    all.edged = is_edged(&one);
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
        return anything(0, NEEDS_FAR);
    }
}

/* PIECE with what repeats it. What must come once is joined to SEQUENCE by
 * itself, and makes a longer string with what stands before it. */
static struct finding find_repeats(struct reader *reader,
                                   struct sequence *sequence,
                                   struct finding piece, bool *optional)
{
    while (at(reader, NOTATION_REPEAT)) {
        struct notation_item repeat = reader->item;
        advance(reader);
        if (repeat.least == 0) *optional = true;
        if (piece.exact && repeat.least > 0 && repeat.most > 1 &&
            !at(reader, NOTATION_REPEAT)) {
            join(reader, sequence, &piece);
            repeat.least--;
            if (repeat.most != NOTATION_ENDLESS) repeat.most--;
        }
        piece = repeated(reader, piece, &repeat);
    }
    return piece;
}

static struct finding find_sequence(struct reader *reader)
{
    struct sequence sequence = {only(reader, reader->edge ? claim : empty),
                                true, anything(0, 0)};
    while (reader->more && !at(reader, NOTATION_BAR) &&
           !at(reader, NOTATION_GROUP_END) && !reader->gives_up) {
        bool group = at(reader, NOTATION_GROUP);
        bool again = says_again(reader);
        reader->edge = all_closed(&sequence.run);
        bool optional = false;
        struct finding once = find_piece(reader);
        struct finding piece = find_repeats(reader, &sequence, once, &optional);
        if (!group) note_piece(reader, &once, !optional);
        if (again && !optional)
            add_need(&sequence.found,
                     only_at(reader, echo, end_of_any(&sequence.run)));
        join(reader, &sequence, &piece);
    }
    if (sequence.whole) return exactly(sequence.run);
    sequence.found.closes = all_closed(&sequence.run);
    sequence.found.edged = sequence.found.closes;
    sequence.found.length = end_of_any(&sequence.run);
    add_need(&sequence.found, sequence.run);
    return sequence.found;
}

static bool is_same(struct reach one, struct reach other)
{
    return one.least == other.least && one.most == other.most &&
           one.streaks == other.streaks;
}

static struct reach *reaches_of_both(struct reader *reader,
                                     const struct strings *one,
                                     const struct strings *other)
{
    struct reach *reaches =
        arena_new(reader->arena, one->count + other->count, sizeof *reaches);
    for (size_t i = 0; i < one->count; i++)
        reaches[i] = needs_reach(one, i);
    for (size_t i = 0; i < other->count; i++)
        reaches[one->count + i] = needs_reach(other, i);
    return reaches;
}

static struct strings united(struct reader *reader, struct strings one,
                             struct strings other)
{
    struct strings all = new_strings(reader, one.count + other.count);
    if (is_same(one.reach, other.reach) && one.reaches == NULL &&
        other.reaches == NULL)
        all.reach = one.reach;
    else
        all.reaches = reaches_of_both(reader, &one, &other);
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
    struct finding found = {.length =
                                widened(length_of(one), length_of(other))};
    found.closes = closes(one) && closes(other);
    found.edged = is_edged(one) && is_edged(other);
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
    bool edge = reader->edge;
    enum saying saying = reader->saying;
    bool again;
    do {
        reader->edge = edge;
        reader->saying = saying;
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

void needs_find(const char *pattern, size_t length, struct arena *arena,
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
        found = anything(0, 0);
        add_need(&found, says);
    }
    for (size_t i = 0; i < found.need_count; i++)
        needs->sets[needs->count++] = found.needs[i];
}

/* True when each alternative begins with ^, the beginning of the text. */
bool needs_anchored(const char *pattern, size_t length)
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
        if (item.kind == NOTATION_GROUP &&
            notation_is_options(text, item.length) &&
            memchr(text, 'm', item.length) != NULL)
            return false;
        depth += item.kind == NOTATION_GROUP;
        depth -= item.kind == NOTATION_GROUP_END && depth > 0;
        begins = item.kind == NOTATION_BAR && depth == 0;
    }
    return !begins;
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
    buffer_add_byte(&folded, LITERAL_CLAIM);
    text_fold(entry + best.start, best.end - best.start, &folded);
    if (whole) buffer_add_byte(&folded, LITERAL_CLAIM);
    const char *kept = arena_copy(arena, folded.bytes, folded.length);
    buffer_free(&folded);
    return says_something(kept) ? kept : NULL;
}

void needs_of_list(const struct wordlist *list, struct arena *arena,
                   struct needs *needs)
{
    struct strings strings = {
        .list = arena_new(arena, list->count, sizeof(const char *)),
        .count = list->count,
        .reach = {0, NEEDS_FAR, 0}};
    needs->count = 0;
    for (size_t i = 0; i < list->count; i++) {
        strings.list[i] = longest_word(arena, list->entries[i]);
        if (strings.list[i] == NULL) return;
    }
    if (list->count > 0) needs->sets[needs->count++] = strings;
}

static char shown(char byte)
{
    if (byte == LITERAL_BOUND) return '_';
    if (byte == LITERAL_END) return '$';
    return byte == LITERAL_ECHO ? '=' : byte;
}

void needs_tell(const char *pattern, size_t length, struct buffer *out)
{
    struct arena arena = {0};
    struct needs needs;
    needs_find(pattern, length, &arena, &needs);
    for (size_t i = 0; i < needs.count; i++) {
        if (i > 0) buffer_add_text(out, " & ");
        for (size_t j = 0; j < needs.sets[i].count; j++) {
            char bytes[LITERAL_BYTES];
            size_t count = literal_encode(needs.sets[i].list[j], bytes);
            if (j > 0) buffer_add_text(out, " | ");
            for (size_t k = 0; k < count; k++)
                buffer_add_byte(out, shown(bytes[k]));
        }
    }
    arena_free(&arena);
}
