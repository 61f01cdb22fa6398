/* Patterns laid out as plans; see layout.h and plan.h.
 *
 * Most of what PCRE2 can do is not needed to say where a pattern matches: which
 * letters may follow which, and which way has precedence, is enough. So a
 * pattern is read here and laid out as steps, each piece directly behind the
 * one before it. Wherever a piece says more than steps can, the plan says less,
 * and PLAN_DOUBT; then PCRE2 has the last word:
 *
 * - A character beyond ASCII is any of them, and may be what \w, \W and every
 *   class asks for; k and s may be one, too (Kelvin sign, long s).
 * - Repeats of long pieces are not counted far (copies_of).
 * - . is any character, for versions of PCRE2 differ in what ends a line.
 * - \1 is what its group may match, and begins as that did (read_alternative).
 *   What calls or asks for a group, (?1) or (?(1)...), is any run of
 *   characters.
 * - What looks around is left out, but for (?!...) and a (?=...) with which all
 *   ends; of the (?<!...) that a pattern begins with most do not come here
 *   (behind.h). What is lazy is taken for greedy, which matches the same texts,
 *   but not the same parts of them.
 *
 * What is not known here, and a bare {, which versions of PCRE2 read
 * differently, makes the reader give up.
 *
 * What is left out may only ever make a plan match more. That is easy for what
 * must be there and needs care where something is forbidden: of a class with a
 * ^ only those are excluded that are surely members (struct symbols_members).
 *
 * Pieces are laid out without knowing where they will lie: steps say how far to
 * go, and all exits of a piece are its end. So a piece is repeated by copying
 * it, and a step is put before it by moving it.
 *
 * Begin with lay_out() at the end, then read_choice().
 */
#include "rubric/layout.h"

#include "base/memory.h"
#include "rubric/notation.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_STEPS = 16000, /* in a plan */
    MOST_DEPTH = 260,   /* groups in groups; PCRE2 takes 250 */
    MOST_COPIED = 4000, /* steps that a repeated piece becomes */
    NOT_COUNTED = 200   /* times, which may as well be endless in a text that is
                           no longer */
};

enum {
    NUMBERED = 10,        /* groups that \1 to \9 may mean, and none */
    MOST_FIRSTS = 48,     /* symbols with which what is said again may begin */
    MOST_SPELT_OUT = 4000 /* steps, when it is told apart by them */
};

/* What is in a group that \1 may mean: all of it lies in the same alternative
 * of the whole, once, and is read. LENGTH is 0 for any other. */
struct captured {
    size_t start;
    size_t length;
};

struct reader {
    struct notation notation;
    struct notation_item item; /* the one at hand */
    bool more;                 /* there is one */
    bool dash;                 /* and a - before it, within a class */
    bool gives_up;
    bool undecided; /* within what looks around, or decides */
    bool multiline; /* ^ and $ may be anywhere */
    bool cased;     /* a capital may differ from its small letter */
    size_t depth;
    bool unnumbered;    /* groups are not counted as usual */
    size_t sure_within; /* see layout_read() */
    size_t captures;    /* groups met that have a number */
    struct captured captured[NUMBERED];
    size_t again; /* the number of the group that is said again */
    const struct symbols *first; /* with what it begins, or NULL */
    struct plan plan;
    size_t letters[128]; /* the sets of ASCII literals, whatever their case:
                            their numbers + 1 */
};

static const char *text_here(const struct reader *reader)
{
    return reader->notation.bytes + reader->item.start;
}

static void advance(struct reader *reader)
{
    reader->dash = false;
    for (;;) {
        reader->more = notation_next(&reader->notation, &reader->item);
        if (!reader->more || reader->item.kind != NOTATION_NOTHING) return;
        reader->dash |= *text_here(reader) == '-';
    }
}

static bool at(const struct reader *reader, enum notation_kind kind)
{
    return reader->more && reader->item.kind == kind;
}

static void add(struct reader *reader, enum plan_kind kind, size_t what,
                size_t to)
{
    if (reader->plan.count >= MOST_STEPS)
        reader->gives_up = true;
    else
        plan_add(&reader->plan, kind, what, (int32_t)to);
}

static void copy(struct reader *reader, const struct plan_step *steps,
                 size_t count)
{
    for (size_t i = 0; i < count && !reader->gives_up; i++)
        add(reader, (enum plan_kind)steps[i].kind, steps[i].what,
            (size_t)steps[i].to);
}

/* Here the plan lets more pass than the pattern, or counts on to another end.
 */
static void add_doubt(struct reader *reader)
{
    add(reader, PLAN_DOUBT, 0, 0);
}

/* ---- Sets of symbols ---- */

static void add_read(struct reader *reader,
                     const struct symbols_members *members)
{
    struct plan_set set = {members->may, members->sure};
    add(reader, PLAN_READ, plan_number(&reader->plan, &set), 0);
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
    struct symbols_members members = {.cased = reader->cased};
    bool usual = character <= 0x7f && !reader->cased;
    size_t *known = usual ? &reader->letters[character] : NULL;
    if (known != NULL && *known > 0) return *known - 1;
    symbols_put_range(&members, character, character);
    struct plan_set set = {members.may, members.sure};
    size_t number = plan_number(&reader->plan, &set);
    if (known != NULL) *known = number + 1;
    return number;
}

static void read_literal(struct reader *reader)
{
    bool brace = *text_here(reader) == '{' && !reader->notation.quoted;
    if (brace || is_obscure(reader))
        reader->gives_up = true;
    else
        add(reader, PLAN_READ, set_of(reader, reader->item.character), 0);
    advance(reader);
}

/* \R may be two characters, and \X any number. */
static void read_set(struct reader *reader)
{
    const char *text = text_here(reader);
    size_t length = reader->item.length;
    struct symbols_members members = {.cased = reader->cased};
    bool escaped = length > 1 && text[0] == '\\';
    if (escaped && (text[1] == 'C' || (text[1] == 'N' && length > 2)))
        reader->gives_up = true;
    bool line_end = escaped && text[1] == 'R';
    symbols_put_kind(&members, line_end ? "\\v" : text, length);
    add_read(reader, &members);
    if (line_end) {
        add(reader, PLAN_FORK, 0, 2);
        add_read(reader, &members);
    }
    if (escaped && text[1] == 'X') add(reader, PLAN_FORK, 0, (size_t)-1);
    if (escaped && (line_end || text[1] == 'X')) add_doubt(reader);
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
    struct symbols_members members = {.cased = reader->cased};
    for (advance(reader); reader->more && !at(reader, NOTATION_CLASS_END);
         advance(reader)) {
        const struct notation_item *item = &reader->item;
        if (is_no_member(reader)) reader->gives_up = true;
        if (item->kind == NOTATION_SET)
            symbols_put_kind(&members, text_here(reader), item->length);
        else if (is_obscure(reader))
            reader->gives_up = true;
        else
            symbols_put_range(&members, item->low, item->character);
    }
    if (reader->notation.negated) members = symbols_others(&members);
    add_read(reader, &members);
    advance(reader);
}

/* ---- Places ---- */

static void read_place(struct reader *reader)
{
    const char *text = text_here(reader);
    char kind = text[0] == '\\' ? text[1] : text[0];
    bool line = kind == '^' || kind == '$';
    advance(reader);
    if (line && reader->multiline) {
        add_doubt(reader);
        return;
    }
    switch (kind) {
    case '^':
    case 'A':
        add(reader, PLAN_CHECK, PLAN_BEGINNING, 0);
        break;
    case '$':
    case 'Z':
        add(reader, PLAN_CHECK, PLAN_LAST_LINE, 0);
        break;
    case 'z':
        add(reader, PLAN_CHECK, PLAN_END, 0);
        break;
    case 'b':
        add(reader, PLAN_CHECK, PLAN_EDGE, 0);
        break;
    case 'B':
        add(reader, PLAN_CHECK, PLAN_NO_EDGE, 0);
        break;
    default:
        reader->gives_up = true;
    }
}

/* ---- Groups ---- */

enum group {
    GROUP_PLAIN,
    GROUP_ATOMIC, /* it is not gone back into */
    GROUP_AHEAD,
    GROUP_FORBIDDEN, /* (?!...) */
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

static enum group group_of(const char *text, size_t length)
{
    if (length == 1) return GROUP_PLAIN;
    char kind = length > 2 ? text[2] : '\0';
    char next = length > 3 ? text[3] : '\0';
    if (kind == '=') return GROUP_AHEAD;
    if (kind == '!') return GROUP_FORBIDDEN;
    if (kind == '*') return GROUP_LEFT_OUT;
    if (kind == '<' && next != '\0' && strchr("=!*", next) != NULL)
        return GROUP_LEFT_OUT;
    if (kind == '>') return GROUP_ATOMIC;
    if (kind != '\0' && strchr("<'|:", kind) != NULL) return GROUP_PLAIN;
    if (kind == 'P' && next == '<') return GROUP_PLAIN;
    if (is_call(text, length)) return GROUP_ANYTHING;
    return notation_is_options(text, length) ? GROUP_PLAIN : GROUP_UNKNOWN;
}

/* Options hold to the end of a group. Here they hold to the end of the
 * pattern: to know less of cases and lines is never wrong. */
static void heed_options(struct reader *reader, const char *text, size_t length)
{
    if (!notation_is_options(text, length)) return;
    if (memchr(text, 'U', length) != NULL)
        reader->gives_up = true; /* lazy is greedy now, and greedy lazy */
    if (memchr(text, 'm', length) != NULL) reader->multiline = true;
    if (memchr(text, 'n', length) != NULL) reader->unnumbered = true;
    if (memchr(text, '-', length) != NULL || memchr(text, '^', length) != NULL)
        reader->cased = true;
}

static void read_choice(struct reader *reader);

/* Any run of characters, or none. */
static void add_anything(struct reader *reader)
{
    struct symbols_members all = {.may = {{UINT64_MAX, UINT64_MAX, 1}}};
    add(reader, PLAN_FORK, 0, 3);
    add_read(reader, &all);
    add(reader, PLAN_JUMP, 0, (size_t)-2);
}

/* Where what is said twice is looked for by its first symbol, it must come. */
static void add_first(struct reader *reader, size_t number)
{
    if (reader->first == NULL || number != reader->again) return;
    struct plan_set first = {.may = *reader->first};
    add(reader, PLAN_NEXT, plan_number(&reader->plan, &first), 0);
}

/* Around a piece that is repeated a way may lead past its decisions: they are
 * left to PCRE2. */
static void leave_undecided(struct plan_step *steps, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool vetoes = steps[i].kind == PLAN_VETO;
        if (!vetoes && steps[i].kind != PLAN_COMMIT) continue;
        struct plan_step *enter = &steps[i] + steps[i].to;
        *enter = (struct plan_step){.kind = PLAN_DOUBT};
        if (vetoes) enter[1].kind = PLAN_JUMP; /* past what is forbidden */
        steps[i] = (struct plan_step){.kind = PLAN_JUMP, .to = 1};
    }
}

/* What was CAPTURED, wherever it now stands: what was asked of its place does
 * not count. */
static void add_echo(struct reader *reader, struct captured captured)
{
    struct plan_step *steps = memory_new(captured.length, sizeof *steps);
    memcpy(steps, reader->plan.steps + captured.start,
           captured.length * sizeof *steps);
    leave_undecided(steps, captured.length);
    for (size_t i = 0; i < captured.length; i++)
        if (steps[i].kind == PLAN_CHECK || steps[i].kind == PLAN_NEXT ||
            steps[i].kind == PLAN_OTHER)
            steps[i] = (struct plan_step){.kind = PLAN_JUMP, .to = 1};
    copy(reader, steps, captured.length);
    free(steps);
}

/* \1: what the group matched, which is something it can match. Where cases
 * differ not even that is known: what matched a Kelvin sign and no k may be
 * said again as a k. */
static void read_reference(struct reader *reader)
{
    const char *text = text_here(reader);
    size_t number = reader->item.length == 2 && text[1] >= '1' && text[1] <= '9'
                        ? (size_t)(text[1] - '0')
                        : 0;
    struct captured captured = reader->captured[number];
    advance(reader);
    add_doubt(reader);
    if (captured.length == 0 || reader->unnumbered) {
        add_anything(reader);
        return;
    }
    if (reader->again == 0) reader->again = number;
    add_first(reader, number);
    if (reader->cased)
        add_anything(reader);
    else
        add_echo(reader, captured);
}

/* What stands ahead may be read as if it were matched when nothing follows
 * that would have to be matched there too. */
static bool all_ends(const struct reader *reader)
{
    return reader->depth == 0 && (!reader->more || at(reader, NOTATION_BAR));
}

/* A piece that decides over what comes of it (plan.h). One within another
 * would decide when that has decided already. */
static bool decides(const struct reader *reader, enum group group)
{
    return !reader->undecided &&
           (group == GROUP_ATOMIC || group == GROUP_FORBIDDEN);
}

/* What is forbidden is looked for on a way of its own. */
static void enter(struct reader *reader, enum group group)
{
    add(reader, PLAN_ENTER, 0, 0);
    if (group == GROUP_FORBIDDEN) add(reader, PLAN_FORK, 0, 0);
}

static void decide(struct reader *reader, enum group group, size_t start)
{
    size_t length = reader->plan.count - start;
    bool forbidden = group == GROUP_FORBIDDEN;
    add(reader, forbidden ? PLAN_VETO : PLAN_COMMIT, 0, -length);
    if (forbidden && !reader->gives_up)
        reader->plan.steps[start + 1].to = (int32_t)length;
}

static bool may_be_nothing(const struct reader *reader, size_t start);

/* Where there is a way through an atomic piece that matches nothing, PCRE2 does
 * not always look behind it for what a repeat before it may have to give back:
 * 10.42 finds no `a+(?:b)?+ab` in aab. */
static void doubt_nothing(struct reader *reader, size_t start)
{
    if (!reader->gives_up && may_be_nothing(reader, start)) add_doubt(reader);
}

/* Of a group that was laid out from START on not all may be wanted. */
static void close_group(struct reader *reader, enum group group, size_t start)
{
    if (decides(reader, group)) {
        decide(reader, group, start);
        if (group == GROUP_ATOMIC) doubt_nothing(reader, start);
        return;
    }
    bool kept = group == GROUP_PLAIN || group == GROUP_ATOMIC ||
                (group == GROUP_AHEAD && all_ends(reader));
    if (!kept) reader->plan.count = start;
    if (group == GROUP_ANYTHING) add_anything(reader);
    if (group != GROUP_PLAIN) add_doubt(reader);
}

static void read_group(struct reader *reader)
{
    const char *text = text_here(reader);
    size_t length = reader->item.length;
    size_t start = reader->plan.count;
    enum group group = group_of(text, length);
    if (decides(reader, group)) enter(reader, group);
    heed_options(reader, text, length);
    if (group == GROUP_UNKNOWN || reader->depth == MOST_DEPTH)
        reader->gives_up = true;
    if (reader->gives_up) return;
    size_t number = notation_is_numbered(text, length) ? ++reader->captures : 0;
    if (length > 2 && text[2] == '|') reader->unnumbered = true;
    if (number > 0) add_first(reader, number);
    size_t inside = reader->plan.count;
    bool undecided = reader->undecided;
    reader->undecided |= group != GROUP_PLAIN;
    reader->depth++;
    advance(reader);
    read_choice(reader);
    if (!at(reader, NOTATION_GROUP_END)) reader->gives_up = true;
    advance(reader);
    reader->depth--;
    reader->undecided = undecided;
    if (reader->depth == 0 && number > 0 && number < NUMBERED &&
        !at(reader, NOTATION_REPEAT))
        reader->captured[number] =
            (struct captured){inside, reader->plan.count - inside};
    close_group(reader, group, start);
}

/* ---- Repeats ---- */

/* With which symbols what is captured, or only laid out, may begin. False when
 * it may be nothing at all. */
static bool find_firsts(const struct plan *plan, struct captured captured,
                        struct symbols *firsts)
{
    const struct plan_step *steps = plan->steps + captured.start;
    size_t *stack = memory_new(captured.length * 2 + 1, sizeof *stack);
    bool *seen = memory_new(captured.length + 1, sizeof *seen);
    size_t left = 1;
    while (left > 0) {
        size_t here = stack[--left];
        if (seen[here]) continue;
        seen[here] = true;
        if (here == captured.length) continue;
        const struct plan_step *step = &steps[here];
        for (size_t i = 0; i < 3 && step->kind == PLAN_READ; i++)
            firsts->bits[i] |= plan->sets[step->what].may.bits[i];
        if (step->kind != PLAN_READ && step->kind != PLAN_JUMP)
            stack[left++] = here + 1;
        if (step->kind == PLAN_FORK || step->kind == PLAN_JUMP)
            stack[left++] = here + (size_t)step->to;
    }
    bool something = !seen[captured.length];
    free(seen);
    free(stack);
    return something;
}

/* How many copies of a piece of LENGTH steps may be made to count with. */
static int32_t copies_of(size_t length)
{
    return length < MOST_COPIED ? (int32_t)(MOST_COPIED / length) : 1;
}

/* A piece that is repeated. */
struct repeated {
    const struct plan_step *steps;
    size_t length;
    int32_t least;
    int32_t most;
    bool to_the_last; /* it is read, and as often as it comes */
    bool bare;        /* it is no group */
};

/* Lays a piece out; each time more is tried before going on. */
static void lay_out_times(struct reader *reader, const struct repeated *piece)
{
    size_t length = piece->length;
    int32_t most = piece->most == NOTATION_ENDLESS ? piece->least : piece->most;
    for (int32_t i = 0; i < piece->least; i++)
        copy(reader, piece->steps, length);
    if (piece->most == NOTATION_ENDLESS) {
        add(reader, PLAN_FORK, 0, length + 2);
        copy(reader, piece->steps, length);
        add(reader, PLAN_JUMP, 0, -(length + 1));
    }
    for (int32_t i = piece->least; i < most; i++) {
        add(reader, PLAN_FORK, 0,
            (size_t)(most - i) * (length + 1) + piece->to_the_last);
        copy(reader, piece->steps, length);
    }
    if (!piece->to_the_last) return;
    if (piece->most != NOTATION_ENDLESS) add(reader, PLAN_JUMP, 0, 2);
    add(reader, PLAN_OTHER, piece->steps[0].what, 0);
}

/* What comes without end stops where it was nothing once. */
static bool may_be_nothing(const struct reader *reader, size_t start)
{
    struct symbols firsts = {{0}};
    struct captured piece = {start, reader->plan.count - start};
    return !find_firsts(&reader->plan, piece, &firsts);
}

static char last_of_item(const struct reader *reader)
{
    return text_here(reader)[reader->item.length - 1];
}

/* *? and its like. */
static bool is_lazy(const struct reader *reader)
{
    return reader->item.length > 1 && last_of_item(reader) == '?';
}

static bool is_possessive(const struct reader *reader)
{
    return reader->item.length > 1 && last_of_item(reader) == '+';
}

/* Lays out PIECE, which stood at START, with what makes a repeat possessive;
 * where DOUBT, it is less than the pattern says. What ends is atomic to PCRE2,
 * unless it is one character. */
static void lay_out_repeat(struct reader *reader, struct repeated *piece,
                           size_t start, bool doubt)
{
    bool ends = reader->item.most != NOTATION_ENDLESS;
    bool possessive = is_possessive(reader);
    bool reads = piece->length == 1 && piece->steps[0].kind == PLAN_READ;
    piece->to_the_last = possessive && reads;
    bool once = possessive && !reads && decides(reader, GROUP_ATOMIC);
    reader->plan.count = start;
    if (once) enter(reader, GROUP_ATOMIC);
    lay_out_times(reader, piece);
    if (doubt || (possessive && !reads && !once)) add_doubt(reader);
    if (once) decide(reader, GROUP_ATOMIC, start);
    if (possessive && ends && !(reads && piece->bare))
        doubt_nothing(reader, start);
}

/* Lays out the piece at START anew, as often as the item at hand says; where
 * that is too often, at least as often as it can be counted. */
static void repeat(struct reader *reader, size_t start, bool bare)
{
    struct repeated piece = {
        .length = reader->plan.count - start,
        .least = reader->item.least,
        .most = reader->item.most,
        .bare = bare,
    };
    /* (?:\A){0}: PCRE2 takes such a pattern for bound to where it looks. */
    if (piece.most == 0) reader->gives_up = true;
    bool endless = piece.most == NOTATION_ENDLESS;
    if (piece.length == 0 || reader->gives_up) return;
    if (!endless && piece.most >= NOT_COUNTED) {
        if ((size_t)piece.most < reader->sure_within)
            reader->sure_within = (size_t)piece.most;
        piece.most = NOTATION_ENDLESS;
        endless = true;
    }
    int32_t copies = copies_of(piece.length);
    bool doubt = is_lazy(reader) || piece.least > copies ||
                 (piece.most > copies && !endless) ||
                 (endless && may_be_nothing(reader, start));
    if (piece.most > copies) piece.most = NOTATION_ENDLESS;
    if (piece.least > copies) piece.least = copies;
    struct plan_step *steps = memory_new(piece.length, sizeof *steps);
    memcpy(steps, reader->plan.steps + start, piece.length * sizeof *steps);
    leave_undecided(steps, piece.length);
    piece.steps = steps;
    lay_out_repeat(reader, &piece, start, doubt);
    free(steps);
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
        read_reference(reader);
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
        bool bare = !at(reader, NOTATION_GROUP);
        read_piece(reader);
        while (at(reader, NOTATION_REPEAT) && !reader->gives_up) {
            repeat(reader, start, bare);
            advance(reader);
            /* PCRE2 reads `a+(?#so)?` as `a+?`. */
            if (at(reader, NOTATION_REPEAT)) reader->gives_up = true;
        }
    }
}

/* Before the alternative at START comes a fork to the next one, and behind it
 * a jump to the end of all, which is not known yet: until then the jumps are a
 * chain. */
static void close_alternative(struct reader *reader, size_t start, size_t *jump)
{
    struct plan *plan = &reader->plan;
    size_t length = plan->count - start;
    add(reader, PLAN_FORK, 0, 0);
    add(reader, PLAN_JUMP, 0, *jump);
    if (reader->gives_up) return;
    struct plan_step fork = plan->steps[plan->count - 2];
    fork.to = (int32_t)length + 2;
    memmove(plan->steps + start + 1, plan->steps + start,
            length * sizeof *plan->steps);
    plan->steps[start] = fork;
    *jump = plan->count - 1;
}

/* How far what came through the decisions in an alternative may be. */
static void bound_decisions(struct reader *reader, size_t start)
{
    struct plan *plan = &reader->plan;
    for (size_t i = start; i < plan->count; i++) {
        struct plan_step *step = &plan->steps[i];
        if (step->kind != PLAN_ENTER) continue;
        if (step->what == 0) step->what = (uint16_t)(plan->count - i);
        if (reader->depth == 0) step->to = (int32_t)(plan->count - i);
    }
}

/* An alternative of the whole ends by itself, so that what it decides is its
 * own matter alone. */
static void end_alternative(struct reader *reader, size_t start)
{
    if (reader->depth == 0) add(reader, PLAN_DONE, 0, 0);
    bound_decisions(reader, start);
}

/* Back to where BEGUN was, with what has been laid out so far. */
static void go_back(struct reader *reader, const struct reader *begun)
{
    struct plan plan = reader->plan;
    size_t again = reader->again;
    *reader = *begun;
    reader->plan = plan;
    reader->again = again;
}

/* Whether an alternative of LENGTH steps, which says something again, is worth
 * being laid out once for each of the symbols with which that may begin. */
static bool is_worth_spelling(const struct reader *reader, size_t length,
                              struct symbols *firsts)
{
    if (reader->again == 0 || reader->gives_up) return false;
    if (!find_firsts(&reader->plan, reader->captured[reader->again], firsts))
        return false;
    size_t count = symbols_size(firsts);
    return count <= MOST_FIRSTS && count * length <= MOST_SPELT_OUT;
}

/* Reads an alternative of the whole. `\b(\w+) \1` is a word and one that begins
 * alike: it becomes as many alternatives as there are beginnings. Returns where
 * the last one begins. */
static size_t read_alternative(struct reader *reader, size_t *jump)
{
    struct symbols firsts = {{0}};
    size_t start = reader->plan.count;
    memset(reader->captured, 0, sizeof reader->captured);
    reader->again = 0;
    struct reader begun = *reader;
    read_sequence(reader);
    if (!is_worth_spelling(reader, reader->plan.count - start, &firsts))
        return start;
    size_t left = symbols_size(&firsts);
    reader->plan.count = start;
    for (size_t symbol = 0; symbol < SYMBOLS_COUNT; symbol++) {
        struct symbols echo = symbols_echo(symbol);
        if (!symbols_has(&firsts, symbol)) continue;
        start = reader->plan.count;
        go_back(reader, &begun);
        reader->first = &echo;
        read_sequence(reader);
        reader->first = NULL;
        if (--left == 0) break;
        end_alternative(reader, start);
        close_alternative(reader, start, jump);
    }
    return start;
}

static void read_choice(struct reader *reader)
{
    struct plan *plan = &reader->plan;
    const size_t none = SIZE_MAX;
    size_t jump = none;
    for (;;) {
        size_t start = plan->count;
        if (reader->depth == 0)
            start = read_alternative(reader, &jump);
        else
            read_sequence(reader);
        end_alternative(reader, start);
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

/* ---- Plans ---- */

/* False, and nothing is left of the plan, when it cannot be made. */
static bool lay_out(struct reader *reader, struct plan *plan)
{
    advance(reader);
    read_choice(reader);
    if (!reader->gives_up && may_be_nothing(reader, 0)) reader->gives_up = true;
    add(reader, PLAN_DONE, 0, 0);
    *plan = reader->plan;
    if (!reader->gives_up && !reader->more) return true;
    plan_free(plan);
    return false;
}

bool layout_read(const char *pattern, size_t length, struct plan *plan,
                 size_t *sure_within)
{
    struct reader reader = {
        .notation = {.bytes = pattern, .length = length},
        .sure_within = SIZE_MAX,
    };
    bool made = lay_out(&reader, plan);
    *sure_within = reader.sure_within;
    return made;
}
