/* PCRE2 kept within bounds.
 *
 * A pattern is looked at three times. Its text is read before PCRE2 sees it
 * (look_over), because a wide class range costs its time in the compiler and
 * some constructs are not allowed at all. Then it is compiled, and PCRE2 is
 * asked whether it can match nothing. pattern_admit() at last runs a second
 * copy, compiled so that it reports every step, on hostile subjects; the same
 * copy serves long texts.
 *
 * Begin with pattern_compile(); below it, pattern_find() is short.
 */
#include "rubric/pattern.h"

#include "base/buffer.h"
#include "base/count.h"
#include "base/memory.h"
#include "rubric/notation.h"
#include "rubric/subjects.h"

#include <assert.h>
#include <ctype.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* What a pattern may do between two times that machine code counts. */
struct burden {
    size_t branches;   /* alternatives, groups and repeats it may try */
    size_t nested;     /* of which so many may stand in one another */
    size_t given_back; /* characters that a repeat ran over */
};

/* Machine code for a pattern. */
struct fast {
    pcre2_code *code;
    struct burden burden;
};

struct pattern {
    char *text;
    size_t length;
    pcre2_code *code;
    _Atomic(pcre2_code *) counted; /* calls out at every step; NULL until
                                      needed */
    pcre2_general_context *memory;
    pcre2_match_context *limits;
    _Atomic(struct fast *) fast[PATTERN_STARTS]; /* NULL until it pays */
    atomic_uint calls[PATTERN_STARTS];           /* of pattern_find_fast() */
    struct pattern_cost *cost; /* counted there, unless it is NULL */
};

static bool refuse(struct pattern_refusal *refusal, enum pattern_fault fault,
                   size_t at, const char *text)
{
    refusal->fault = fault;
    refusal->at = at;
    snprintf(refusal->text, sizeof refusal->text, "%s", text);
    return false;
}

/* ---- Looking over the text of a pattern ---- */

/* Nothing of this is meant for authors; (*, (?C and \C could also take away a
 * limit, call a program or cut a character in two. */
static const struct {
    const char *text;
    const char *refusal;
} forbidden[] = {
    {"(*", "(* is not allowed: write \\(\\* for the characters themselves"},
    {"(?C", "(?C calls a program, which is not allowed: take it out"},
    {"\\C", "\\C is not allowed: write . for any one character"},
    {"\\K", "\\K is not allowed: put what must stand before the match into "
            "(?<=...)"},
};

static bool begins(const char *bytes, size_t length, const char *text)
{
    return length >= strlen(text) && memcmp(bytes, text, strlen(text)) == 0;
}

/* (?x) or (?i-x: or (?^x), but not (?&x) */
static bool sets_free_spacing(const char *group, size_t length)
{
    bool found = false;
    if (!begins(group, length, "(?")) return false;
    for (size_t i = 2; i < length; i++) {
        if (!isalpha((unsigned char)group[i]) && !strchr("^-:", group[i]))
            return false;
        found |= group[i] == 'x';
    }
    return found;
}

static bool allow(const char *pattern, size_t length,
                  const struct notation_item *item,
                  struct pattern_refusal *refusal)
{
    const char *here = pattern + item->start;
    for (size_t i = 0; i < COUNT(forbidden); i++)
        if (begins(here, length - item->start, forbidden[i].text))
            return refuse(refusal, PATTERN_FORBIDDEN, item->start,
                          forbidden[i].refusal);
    if (item->kind != NOTATION_GROUP || !sets_free_spacing(here, item->length))
        return true;
    return refuse(refusal, PATTERN_FORBIDDEN, item->start,
                  "the option x is not allowed: take it out, with the spaces "
                  "and comments that it was for");
}

static bool is_wide(const struct notation_item *item)
{
    return item->character > 0x7f &&
           item->character - item->low >= PATTERN_CLASS_RANGE;
}

/* Refuses what must not reach the compiler. */
static bool look_over(const char *pattern, size_t length,
                      struct pattern_refusal *refusal)
{
    struct notation notation = {.bytes = pattern, .length = length};
    struct notation_item item;
    while (notation_next(&notation, &item)) {
        if (is_wide(&item))
            return refuse(refusal, PATTERN_WIDE_RANGE, item.start,
                          "the range that ends here is too wide: name a kind "
                          "of character instead, such as \\p{L} for any "
                          "letter");
        if (pattern[item.start] == '\b')
            return refuse(refusal, PATTERN_FORBIDDEN, item.start,
                          "\\b written once is a backspace in JSON: write "
                          "\\\\b for the edge of a word");
        if (item.kind == NOTATION_LITERAL || notation.in_class) continue;
        if (!allow(pattern, length, &item, refusal)) return false;
    }
    return true;
}

/* ---- Compiling ---- */

enum {
    OPTIONS = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C,
    COUNTING = PCRE2_AUTO_CALLOUT | PCRE2_NO_START_OPTIMIZE
};

/* What PCRE2 says, said to people who do not write programs. What is not
 * here comes in PCRE2's own words. */
static const struct {
    int error;
    const char *text;
} plain_words[] = {
    {PCRE2_ERROR_END_BACKSLASH,
     "it ends in a single \\: write \\\\ for the character itself"},
    {PCRE2_ERROR_UNKNOWN_ESCAPE,
     "this \\ stands before a letter with which it means nothing: take the \\ "
     "out"},
    {PCRE2_ERROR_QUANTIFIER_OUT_OF_ORDER,
     "the numbers in the braces are the wrong way round: the smaller comes "
     "first, as in {2,5}"},
    {PCRE2_ERROR_QUANTIFIER_TOO_BIG,
     "the number in the braces is too large: ask for fewer"},
    {PCRE2_ERROR_MISSING_SQUARE_BRACKET,
     "a [ is never closed: add its ], or write \\[ for the character itself"},
    {PCRE2_ERROR_ESCAPE_INVALID_IN_CLASS,
     "this \\ and the letter after it mean nothing between [ and ]: take them "
     "out"},
    {PCRE2_ERROR_CLASS_RANGE_ORDER,
     "the ends of this range are the wrong way round: a-z, not z-a, and a "
     "plain - stands last, as in [a-z-]"},
    {PCRE2_ERROR_CLASS_INVALID_RANGE,
     "this - stands between things that make no range: put a plain - last, as "
     "in [\\w.-]"},
    {PCRE2_ERROR_QUANTIFIER_INVALID,
     "there is nothing here to repeat: write \\* \\+ or \\? for the character "
     "itself"},
    {PCRE2_ERROR_INVALID_AFTER_PARENS_QUERY,
     "(? must be followed by : = ! <= or <!: write \\( and \\? for the "
     "characters themselves"},
    {PCRE2_ERROR_UNKNOWN_POSIX_CLASS,
     "no kind of characters has this name: [:alpha:] is any letter, [:digit:] "
     "any digit, [:punct:] any punctuation"},
    {PCRE2_ERROR_DUPLICATE_SUBPATTERN_NAME,
     "two groups have this name: give each its own"},
    {PCRE2_ERROR_UNSUPPORTED_ESCAPE_SEQUENCE,
     "this \\ stands before a letter with which it means nothing: take the \\ "
     "out"},
    {PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS,
     "a ( is never closed: add its ), or write \\( for the character itself"},
    {PCRE2_ERROR_UNMATCHED_CLOSING_PARENTHESIS,
     "this ) closes nothing: take it out, or write \\) for the character "
     "itself"},
    {PCRE2_ERROR_BAD_SUBPATTERN_REFERENCE,
     "this refers to a group (...) that is not there: count the groups"},
    {PCRE2_ERROR_PATTERN_TOO_LARGE,
     "it is too large once its word lists are put in: use shorter lists, or "
     "make two cues of it"},
    {PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH,
     "what stands in (?<=...) or (?<!...) must have a fixed length: leave out "
     "* + ? and {...} there"},
    {PCRE2_ERROR_UNKNOWN_UNICODE_PROPERTY,
     "no kind of character has this name: \\p{L} is any letter, \\p{N} any "
     "digit, \\p{P} any punctuation"},
    {PCRE2_ERROR_MALFORMED_UNICODE_PROPERTY,
     "\\p must be followed by the name of a kind of character in braces, such "
     "as \\p{L}"},
};

static bool refuse_error(struct pattern_refusal *refusal, int error, size_t at)
{
    for (size_t i = 0; i < COUNT(plain_words); i++)
        if (plain_words[i].error == error)
            return refuse(refusal, PATTERN_BAD_SYNTAX, at, plain_words[i].text);
    PCRE2_UCHAR text[sizeof refusal->text];
    pcre2_get_error_message(error, text, sizeof text);
    return refuse(refusal, PATTERN_BAD_SYNTAX, at, (const char *)text);
}

/* PCRE2's memory comes from where all memory comes from, so that running out
 * of it is never taken for a limit of the pattern. */
static void *take(size_t size, void *unused)
{
    (void)unused;
    return memory_resize(NULL, 1, size);
}

static void give_back(void *bytes, void *unused)
{
    (void)unused;
    free(bytes);
}

static pcre2_match_context *new_limits(pcre2_general_context *memory,
                                       uint32_t match_limit)
{
    pcre2_match_context *limits = pcre2_match_context_create(memory);
    pcre2_set_match_limit(limits, match_limit);
    pcre2_set_heap_limit(limits, PATTERN_HEAP_LIMIT_KIB);
    pcre2_set_depth_limit(limits, PATTERN_DEPTH_LIMIT);
    return limits;
}

static pcre2_code *compile(const struct pattern *pattern, const char *text,
                           size_t length, uint32_t more, int *error, size_t *at)
{
    pcre2_compile_context *context =
        pcre2_compile_context_create(pattern->memory);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)text, length, OPTIONS | more,
                                     error, at, context);
    pcre2_compile_context_free(context);
    return code;
}

static bool compile_ordinary(struct pattern *pattern,
                             struct pattern_refusal *refusal)
{
    int error;
    size_t at;
    uint32_t matches_nothing;
    pattern->code =
        compile(pattern, pattern->text, pattern->length, 0, &error, &at);
    if (pattern->code == NULL) return refuse_error(refusal, error, at);
    pcre2_pattern_info(pattern->code, PCRE2_INFO_MATCHEMPTY, &matches_nothing);
    if (matches_nothing == 0) return true;
    return refuse(refusal, PATTERN_MATCHES_NOTHING, 0,
                  "it can match where nothing stands: it needs a letter or a "
                  "word that must be there (+ for *, and something besides "
                  "\\b ^ $ and (?=...))");
}

struct pattern *pattern_compile(const char *text, size_t length,
                                struct pattern_refusal *refusal)
{
    *refusal = (struct pattern_refusal){.fault = PATTERN_FINE};
    if (!look_over(text, length, refusal)) return NULL;
    struct pattern *pattern = memory_new(1, sizeof *pattern);
    pattern->text = memory_copy(text, length);
    pattern->length = length;
    pattern->memory = pcre2_general_context_create(take, give_back, NULL);
    pattern->limits = new_limits(pattern->memory, PATTERN_MATCH_LIMIT);
    if (compile_ordinary(pattern, refusal)) return pattern;
    pattern_free(pattern);
    return NULL;
}

const char *pattern_text(const struct pattern *pattern, size_t *length)
{
    *length = pattern->length;
    return pattern->text;
}

static void free_fast(struct fast *fast)
{
    if (fast == NULL) return;
    pcre2_code_free(fast->code);
    free(fast);
}

void pattern_free(struct pattern *pattern)
{
    if (pattern == NULL) return;
    pcre2_code_free(pattern->code);
    pcre2_code_free(atomic_load(&pattern->counted));
    for (size_t i = 0; i < PATTERN_STARTS; i++)
        free_fast(atomic_load(&pattern->fast[i]));
    pcre2_match_context_free(pattern->limits);
    pcre2_general_context_free(pattern->memory);
    free(pattern->text);
    free(pattern);
}

/* ---- Matching ---- */

/* Where in a subject a match may begin. */
struct search {
    size_t from;
    enum pattern_start start;
};

static uint32_t options_of(enum pattern_start start)
{
    return start == PATTERN_AT ? PCRE2_ANCHORED : 0;
}

/* What pcre2_match() says, as it says it. The match data holds on to the heap
 * that a match took, as much as the heap limit allows; it is made anew for each
 * match, or every pattern of a rubric would keep that much. */
static int run(const struct pattern *pattern, const pcre2_code *code,
               pcre2_match_context *limits, const char *subject, size_t length,
               struct search search, struct span *found)
{
    pcre2_match_data *data = pcre2_match_data_create(1, pattern->memory);
    int result = pcre2_match(code, (PCRE2_SPTR)subject, length, search.from,
                             PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY |
                                 options_of(search.start),
                             data, limits);
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);
    if (result >= 0) *found = (struct span){ends[0], ends[1]};
    pcre2_match_data_free(data);
    return result;
}

static enum pattern_outcome outcome_of(int result)
{
    if (result >= 0) return PATTERN_FOUND;
    return result == PCRE2_ERROR_NOMATCH ? PATTERN_NONE : PATTERN_LIMIT;
}

static enum pattern_outcome match(const struct pattern *pattern,
                                  const pcre2_code *code,
                                  pcre2_match_context *limits,
                                  const char *subject, size_t length,
                                  struct search search, struct span *found)
{
    return outcome_of(
        run(pattern, code, limits, subject, length, search, found));
}

/* A step is a callout, of which there is one before every item that is tried.
 * Between two of them an item such as \w+ may run over any stretch of text,
 * which is counted too, or \w{0,100}\w*!! would take few steps and minutes. */
enum { BYTES_PER_STEP = 8 };

struct steps {
    size_t taken;
    size_t most;
    size_t at; /* in the subject, at the last callout */
};

static int count_step(pcre2_callout_block *block, void *data)
{
    struct steps *steps = data;
    steps->taken++;
    if (block->current_position > steps->at)
        steps->taken += (block->current_position - steps->at) / BYTES_PER_STEP;
    steps->at = block->current_position;
    return steps->taken > steps->most ? PCRE2_ERROR_CALLOUT : 0;
}

/* Two threads may both make it; then one of the two is thrown away. With its
 * callouts a pattern may outgrow what PCRE2 can compile: NULL. */
static pcre2_code *counted_code(struct pattern *pattern)
{
    int error;
    size_t at;
    pcre2_code *none = NULL;
    pcre2_code *code = atomic_load(&pattern->counted);
    if (code != NULL) return code;
    code =
        compile(pattern, pattern->text, pattern->length, COUNTING, &error, &at);
    if (code == NULL ||
        atomic_compare_exchange_strong(&pattern->counted, &none, code))
        return code;
    pcre2_code_free(code);
    return none;
}

static enum pattern_outcome
match_counted(struct pattern *pattern, const char *subject, size_t length,
              struct search search, struct steps *steps, struct span *found)
{
    pcre2_code *code = counted_code(pattern);
    if (code == NULL) return PATTERN_LIMIT;
    pcre2_match_context *limits = pcre2_match_context_copy(pattern->limits);
    pcre2_set_callout(limits, count_step, steps);
    enum pattern_outcome outcome =
        match(pattern, code, limits, subject, length, search, found);
    pcre2_match_context_free(limits);
    return outcome;
}

void pattern_count(struct pattern *pattern, struct pattern_cost *cost)
{
    pattern->cost = cost;
}

static void count_find(struct pattern *pattern, const char *subject,
                       size_t length, struct search search)
{
    struct steps steps = {.most = PATTERN_STEPS_PER_BYTE * length};
    struct span found;
    match_counted(pattern, subject, length, search, &steps, &found);
    pattern->cost->calls++;
    pattern->cost->steps += steps.taken;
}

static enum pattern_outcome find(struct pattern *pattern, const char *subject,
                                 size_t length, struct search search,
                                 struct span *found)
{
    assert(search.from <= length);
    if (pattern->cost != NULL) count_find(pattern, subject, length, search);
    if (length <= PATTERN_TYPED)
        return match(pattern, pattern->code, pattern->limits, subject, length,
                     search, found);
    struct steps steps = {.most = PATTERN_STEPS_PER_BYTE * length};
    return match_counted(pattern, subject, length, search, &steps, found);
}

enum pattern_outcome pattern_find(struct pattern *pattern, const char *subject,
                                  size_t length, size_t from,
                                  struct span *found)
{
    return find(pattern, subject, length, (struct search){from, PATTERN_FROM},
                found);
}

/* ---- Machine code ---- */

/* PCRE2's JIT finds the matches that the interpreter finds, several times as
 * fast, but it knows no depth and no heap limit and counts otherwise against
 * the match limit, so it may find a match where the interpreter gives up. What
 * the interpreter says is the result; so the JIT may answer only where the
 * interpreter would have had an answer, too.
 *
 * The JIT counts each time that it goes on behind a repeat or a group. For each
 * time that it did, the interpreter may have made other calls that came to
 * nothing: one for every alternative, group and repeat in the pattern, and one
 * for every character that a repeat ran over and gave back (struct burden). Of
 * those calls only groups and repeats nest. So a limit on what the JIT counts
 * is a limit on what the interpreter would have taken; it is set so that this
 * stays within all limits of the interpreter. Where the JIT reaches it, or has
 * any other error, the interpreter is asked again. A test holds both to one
 * another on patterns and texts made to go wrong. */
enum {
    CALLS_THAT_PAY = 60,   /* measured: what compiling costs, in calls */
    FAST_GROUPS = 32,      /* they make what is nested larger, in the heap */
    ALTERNATIVE_BYTES = 5, /* of compiled code, at the least */
    MOST_NESTED = 250      /* groups in groups: PCRE2 takes no more */
};

/* A group while its burden is found: what is in it so far. */
struct load {
    size_t branches;
    size_t nested;
};

/* How often REPEAT makes PCRE2 write down what it repeats: each time that it
 * may be there, and where there is no end each time that it must, and one. */
static size_t copies_of(const struct notation_item *repeat)
{
    if (repeat->most == NOTATION_ENDLESS) return (size_t)repeat->least + 1;
    return repeat->most > 0 ? (size_t)repeat->most : 1;
}

/* What is called, (?1), or asked for, (?(1)...), or said again is not seen
 * here. */
static bool calls(const char *text, const struct notation_item *item)
{
    return item->kind == NOTATION_REFERENCE ||
           (item->kind == NOTATION_GROUP && item->length > 2 &&
            strchr("!=<:", text[2]) == NULL);
}

static void take_up(struct load *load, const struct load *more, size_t times)
{
    load->branches += more->branches * times;
    load->nested += more->nested * times;
}

/* Reads the pattern's text; false where that does not tell. */
static bool read_burden(const struct pattern *pattern, struct burden *burden)
{
    struct notation notation = {.bytes = pattern->text,
                                .length = pattern->length};
    struct notation_item item;
    struct load loads[MOST_NESTED + 2] = {{1, 1}}; /* groups around */
    struct load last = {0, 0};                     /* the piece read last */
    size_t depth = 0;
    burden->given_back = 0;
    while (notation_next(&notation, &item)) {
        const char *text = pattern->text + item.start;
        if (calls(text, &item) || depth > MOST_NESTED) return false;
        if (item.kind == NOTATION_NOTHING) continue;
        if (item.kind == NOTATION_REPEAT) {
            size_t times = (size_t)item.most;
            if (times > burden->given_back) burden->given_back = times;
            take_up(&loads[depth], &last, copies_of(&item) - 1);
            take_up(&loads[depth], &(struct load){2, 2}, 1);
            continue;
        }
        last = (struct load){0, 0};
        if (item.kind == NOTATION_GROUP) loads[++depth] = (struct load){2, 2};
        if (item.kind == NOTATION_BAR) loads[depth].branches++;
        if (item.kind != NOTATION_GROUP_END || depth == 0) continue;
        last = loads[depth--];
        take_up(&loads[depth], &last, 1);
    }
    burden->branches = loads[0].branches;
    burden->nested = loads[0].nested;
    return true;
}

/* No more than what the compiled pattern has room for. */
static struct burden burden_of(const struct pattern *pattern)
{
    size_t size = 0;
    struct burden burden;
    pcre2_pattern_info(pattern->code, PCRE2_INFO_SIZE, &size);
    size_t room = size / ALTERNATIVE_BYTES + 1;
    if (!read_burden(pattern, &burden))
        burden = (struct burden){room, room, SIZE_MAX};
    if (burden.branches > room) burden.branches = room;
    if (burden.nested > room) burden.nested = room;
    return burden;
}

/* For a text of LENGTH bytes. */
static uint32_t fast_limit(const struct burden *burden, size_t length)
{
    size_t given_back =
        burden->given_back < length ? burden->given_back : length;
    size_t calls = PATTERN_MATCH_LIMIT / (burden->branches + given_back + 1);
    size_t nested = PATTERN_DEPTH_LIMIT / burden->nested;
    return (uint32_t)(calls < nested ? calls : nested);
}

/* Where a pattern begins with repeats the JIT remembers what came to nothing,
 * and neither tries nor counts it again. It does so only up to the first
 * look-around: so it is given one that always holds. */
static pcre2_code *compile_countable(const struct pattern *pattern,
                                     enum pattern_start start)
{
    int error;
    size_t at;
    struct buffer text = {0};
    buffer_add_text(&text, "(?!(?!))(?:");
    buffer_add(&text, pattern->text, pattern->length);
    buffer_add_text(&text, "\\E)"); /* a \Q may be open */
    pcre2_code *code = compile(pattern, buffer_text(&text), text.length,
                               options_of(start), &error, &at);
    buffer_free(&text);
    return code;
}

static struct fast *new_fast(const struct pattern *pattern,
                             enum pattern_start start)
{
    struct fast *fast = memory_new(1, sizeof *fast);
    fast->burden = burden_of(pattern);
    fast->code = compile_countable(pattern, start);
    if (fast->code != NULL &&
        pcre2_jit_compile(fast->code, PCRE2_JIT_COMPLETE) == 0)
        return fast;
    free_fast(fast);
    return NULL;
}

/* \1 or (?(1)...): where a group matched, and all was gone back on, the machine
 * code of PCRE2 10.42 may still take it for matched, as in
 * `(?:(b)*+c){0,2}d|b(?(1)a)`. */
static bool asks_for_groups(const struct pattern *pattern)
{
    struct notation notation = {.bytes = pattern->text,
                                .length = pattern->length};
    struct notation_item item;
    while (notation_next(&notation, &item)) {
        const char *text = pattern->text + item.start;
        if (item.kind == NOTATION_REFERENCE ||
            (item.kind == NOTATION_GROUP && item.length > 1 && text[2] == '('))
            return true;
    }
    return false;
}

void pattern_hasten(struct pattern *pattern, enum pattern_start start)
{
    uint32_t groups = 0;
    struct fast *none = NULL;
    pcre2_pattern_info(pattern->code, PCRE2_INFO_CAPTURECOUNT, &groups);
    if (groups > FAST_GROUPS || asks_for_groups(pattern)) return;
    struct fast *fast = new_fast(pattern, start);
    if (fast == NULL) return;
    if (!atomic_compare_exchange_strong(&pattern->fast[start], &none, fast))
        free_fast(fast); /* another thread was sooner */
}

/* Machine code takes no memory of the match data, so this may be kept. */
struct pattern_room {
    pcre2_match_data *data;
    pcre2_match_context *limits;
};

struct pattern_room *pattern_room_new(void)
{
    struct pattern_room *room = memory_new(1, sizeof *room);
    room->data = pcre2_match_data_create(1, NULL);
    room->limits = pcre2_match_context_create(NULL);
    if (room->data != NULL && room->limits != NULL) return room;
    pattern_room_free(room);
    return NULL;
}

void pattern_room_free(struct pattern_room *room)
{
    if (room == NULL) return;
    pcre2_match_data_free(room->data);
    pcre2_match_context_free(room->limits);
    free(room);
}

static int run_fast(const struct fast *fast, struct pattern_room *room,
                    const char *subject, size_t length, size_t from,
                    struct span *found)
{
    pcre2_set_match_limit(room->limits, fast_limit(&fast->burden, length));
    int result = pcre2_jit_match(fast->code, (PCRE2_SPTR)subject, length, from,
                                 PCRE2_NOTEMPTY, room->data, room->limits);
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(room->data);
    if (result >= 0) *found = (struct span){ends[0], ends[1]};
    return result;
}

enum pattern_outcome pattern_find_fast(struct pattern *pattern,
                                       struct pattern_room *room,
                                       const char *subject, size_t length,
                                       size_t from, enum pattern_start start,
                                       struct span *found)
{
    const struct search search = {from, start};
    if (room == NULL) return find(pattern, subject, length, search, found);
    const struct fast *fast = atomic_load(&pattern->fast[start]);
    if (fast == NULL &&
        atomic_fetch_add(&pattern->calls[start], 1) == CALLS_THAT_PAY) {
        pattern_hasten(pattern, start);
        fast = atomic_load(&pattern->fast[start]);
    }
    if (fast == NULL || length > PATTERN_TYPED || pattern->cost != NULL)
        return find(pattern, subject, length, search, found);
    int result = run_fast(fast, room, subject, length, from, found);
    if (result >= 0 || result == PCRE2_ERROR_NOMATCH) return outcome_of(result);
    return find(pattern, subject, length, search, found);
}

/* ---- Admission ---- */

/* A typed reply may be longer than a subject, and may take as many more steps
 * as it is longer. What a subject takes says little of that where the steps
 * grow with the square of the text; so a subject that is as long as a reply is
 * tried too, unless what a subject and a shorter one take shows that there is
 * no need. Most patterns are harmless, and that shows on very short ones. */
enum {
    GLANCE_FIRST = 128, /* bytes of what is repeated, at the least */
    GLANCE_LAST = SUBJECTS_BYTES / 2,
    GLANCE_STEPS = PATTERN_STEPS_ADMITTED / 4,
    TYPED_GROWTH = PATTERN_TYPED / SUBJECTS_BYTES,
    TYPED_STEPS = PATTERN_STEPS_ADMITTED * TYPED_GROWTH,
    TYPED_HARMLESS = PATTERN_STEPS_ADMITTED / (TYPED_GROWTH * TYPED_GROWTH),
    MOST_DOUBTS = 12
};

/* A subject to be tried as long as a reply. */
struct doubt {
    size_t index;
    size_t pumped;
    double foreseen; /* steps */
};

/* A pattern on trial. */
struct trial {
    struct pattern *pattern;
    struct subjects subjects;
    size_t bound;  /* the longest bounded repeat, in times */
    bool anchored; /* a match begins at the start or not at all */
    struct doubt doubts[MOST_DOUBTS]; /* the greatest, greatest first */
    size_t broad; /* repeats without end, or nearly, of what crosses words */
    bool wide;    /* something is repeated often, or without end */
};

/* What one match took: up to a limit, or to more than was allowed. */
struct taken {
    size_t steps;
    enum pattern_outcome outcome;
    size_t pumped; /* bytes of what is repeated */
};

static struct taken take_steps(struct pattern *pattern,
                               const struct buffer *subject, size_t most)
{
    struct steps steps = {.most = most};
    struct taken taken = {0};
    struct span found;
    taken.outcome =
        match_counted(pattern, buffer_text(subject), subject->length,
                      (struct search){0, PATTERN_FROM}, &steps, &found);
    taken.steps = steps.taken;
    return taken;
}

/* On subject INDEX with room for BYTES of what it repeats. */
static struct taken take_resized(const struct trial *trial, size_t index,
                                 size_t bytes, size_t most)
{
    struct buffer resized = {0};
    size_t pumped = subjects_resize(&trial->subjects, index, bytes, &resized);
    struct taken taken = take_steps(trial->pattern, &resized, most);
    taken.pumped = pumped;
    buffer_free(&resized);
    return taken;
}

/* The steps that grew from BEFORE to NOW while what is repeated was doubled, to
 * PUMPED bytes, where it is as long as a reply. Were they A for the text and B
 * for its square, NOW would be A + B and BEFORE A / 2 + B / 4. Of a B that is
 * not seen a fiftieth part is feared: IN_STEP. */
static double foresee(size_t before, size_t now, size_t pumped, bool *in_step)
{
    double growth = (double)PATTERN_TYPED / (double)pumped;
    double square = 2.0 * (double)now - 4.0 * (double)before;
    double feared = (double)now / 50;
    *in_step = square <= feared;
    if (*in_step) square = feared;
    return growth * ((double)now + growth * square);
}

/* Where the square is seen only a long text is believed. */
static bool stays_harmless(size_t before, size_t now, size_t pumped)
{
    bool in_step;
    double foreseen = foresee(before, now, pumped, &in_step);
    if (in_step) return foreseen <= TYPED_STEPS;
    return pumped > SUBJECTS_BYTES / 2 && foreseen <= TYPED_STEPS / 2;
}

/* The same, whatever BEFORE was: if all of it were for the square. */
static bool is_little(const struct taken *now)
{
    size_t growth = PATTERN_TYPED / now->pumped + 1;
    return now->steps * growth * growth <= TYPED_STEPS;
}

/* Texts shorter than a bounded repeat say little of it. One that is not full
 * yet may fail at once, as \w{99,300}! does, and it may match only because it
 * is not full: \p{L}{1,300}\b. */
static bool says_something(const struct trial *trial, const struct taken *taken)
{
    size_t times = taken->outcome == PATTERN_FOUND ? 2 : 1;
    return taken->pumped >= times * trial->bound;
}

/* A bounded repeat that is not full yet looks as if it grew with the square:
 * so from glance to glance the text is longer. */
static bool harmless_at_a_glance(const struct trial *trial, size_t index)
{
    size_t most = GLANCE_STEPS;
    size_t bytes = GLANCE_FIRST;
    const struct subjects_pump *pump = &trial->subjects.pumps[index];
    while (bytes < trial->bound)
        bytes *= 2;
    if (pump->end == pump->start || bytes > GLANCE_LAST) return false;
    struct taken now = take_resized(trial, index, bytes, most);
    if (now.pumped > GLANCE_LAST || now.steps > most) return false;
    if (says_something(trial, &now) && is_little(&now)) return true;
    struct taken before = take_resized(trial, index, now.pumped / 2, most);
    while (now.steps <= most) {
        if (says_something(trial, &now) &&
            stays_harmless(before.steps, now.steps, now.pumped))
            return true;
        if (now.pumped > GLANCE_LAST / 2) return false;
        before = now;
        now = take_resized(trial, index, 2 * now.pumped, most);
    }
    return false;
}

/* Of subjects from which the same is foreseen one is enough. */
static void note_doubt(struct trial *trial, struct doubt doubt)
{
    struct doubt *doubts = trial->doubts;
    for (size_t i = 0; i < MOST_DOUBTS; i++)
        if (doubt.foreseen <= doubts[i].foreseen &&
            doubt.foreseen >= 0.995 * doubts[i].foreseen)
            return;
    for (size_t i = 0; i < MOST_DOUBTS; i++) {
        struct doubt less = doubts[i];
        if (doubt.foreseen <= less.foreseen) continue;
        doubts[i] = doubt;
        doubt = less;
    }
}

/* Subject INDEX. Where that says too little a longer one is in doubt. */
static bool bears(struct trial *trial, size_t index)
{
    const struct buffer *subject = &trial->subjects.list[index];
    const struct subjects_pump *pump = &trial->subjects.pumps[index];
    size_t most = PATTERN_STEPS_ADMITTED;
    size_t pumped = pump->tail - pump->start;
    bool ignored;
    if (harmless_at_a_glance(trial, index)) return true;
    struct taken taken = take_steps(trial->pattern, subject, most);
    if (taken.outcome == PATTERN_LIMIT) return false;
    if (pumped == 0) return true;
    taken.pumped = pumped;
    bool says = says_something(trial, &taken);
    if (says && taken.steps <= TYPED_HARMLESS) return true;
    struct taken half = take_resized(trial, index, pumped / 2, most);
    if (says && stays_harmless(half.steps, taken.steps, pumped)) return true;
    note_doubt(trial, (struct doubt){
                          index, pumped + PATTERN_TYPED - subject->length,
                          foresee(half.steps, taken.steps, pumped, &ignored)});
    return true;
}

/* Reaching a limit on a long text is no harm: such a reply is not scored, and
 * soon done with. */
static bool bears_doubts(const struct trial *trial)
{
    for (size_t i = 0; i < MOST_DOUBTS; i++) {
        const struct doubt *doubt = &trial->doubts[i];
        if (doubt->foreseen > 0 &&
            take_resized(trial, doubt->index, doubt->pumped, TYPED_STEPS)
                    .steps > TYPED_STEPS)
            return false;
    }
    return true;
}

enum { WIDE = 20, BROAD = 100, MOST_BROAD = 4 };

/* Whether ITEM, a set of one letter, crosses words: it has letters and others,
 * or letters are all that it has not. */
static bool is_broad_set(const char *text, const struct notation_item *item)
{
    return text[0] == '.' || (item->length > 1 && text[0] == '\\' &&
                              strchr("NSDXPHV", text[1]) != NULL);
}

/* What is repeated may be broad: a group, or a set or class that crosses words.
 * ITEM is the next of the pattern; returns what is known behind it. */
static bool is_broad(const struct trial *trial, bool before,
                     const struct notation *notation,
                     const struct notation_item *item)
{
    const char *text = trial->pattern->text + item->start;
    bool blank = item->character == ' ' || item->character == ',';
    if (item->kind == NOTATION_CLASS_END) return before || notation->negated;
    if (item->kind == NOTATION_CLASS) return false;
    if (notation->in_class)
        return before || notation->negated || blank ||
               (item->kind == NOTATION_SET && is_broad_set(text, item));
    if (item->kind == NOTATION_GROUP_END) return true;
    return item->kind == NOTATION_SET && is_broad_set(text, item);
}

static void note_times(struct trial *trial, int32_t most, bool broad)
{
    size_t times = (size_t)most;
    bool endless = most == NOTATION_ENDLESS;
    if (!endless && times > trial->bound) trial->bound = times;
    if (times >= WIDE) trial->wide = true;
    if (times >= BROAD && broad) trial->broad++;
}

/* Finds how often, and what, the pattern repeats. */
static void measure_repeats(struct trial *trial)
{
    const struct pattern *pattern = trial->pattern;
    struct notation notation = {.bytes = pattern->text,
                                .length = pattern->length};
    struct notation_item item;
    bool broad = false;
    uint32_t options = 0;
    pcre2_pattern_info(pattern->code, PCRE2_INFO_ALLOPTIONS, &options);
    trial->anchored = (options & PCRE2_ANCHORED) != 0;
    while (notation_next(&notation, &item)) {
        if (item.kind == NOTATION_REPEAT)
            note_times(trial, item.most, broad);
        else if (item.kind != NOTATION_NOTHING)
            broad = is_broad(trial, broad, &notation, &item);
    }
}

/* ---- Mixtures ---- */

/* What makes a pattern slow may be a text that follows from none of its parts
 * alone: one sets a search going and another keeps it up, or a third is what no
 * way to a match takes. So beside the subjects that are made by rule mixtures
 * of the pattern's pieces are tried, and of the dearest one others that differ
 * a little, as long as that makes it dearer.
 *
 * Who is looked for so long says what nobody says: "if,if,if,". Where such a
 * text takes many steps for each byte, but no more when it is longer, it is
 * borne up to MIXTURE_SLACK times as many: that is soon over. Where the steps
 * grow with the square there is no slack. */
enum {
    MIXTURE_BYTES = 192,
    MIXTURES_ALONE = 20, /* of one piece */
    MIXTURES_DRAWN = 8,
    MIXTURES_VARIED = 24,   /* at the most, */
    MIXTURES_PATIENCE = 12, /* and so many without a gain; */
    MIXTURES_BROAD = 6,     /* times as many of each for what crosses words */
    MIXTURE_SLACK = 6,
    MIXTURES_KEPT = 3,                   /* the dearest, tried at full length */
    MIXTURE_HARMLESS = 4 * MIXTURE_BYTES /* steps; below, few are tried */
};

struct tried {
    struct subjects_mixture mixture;
    size_t steps;
    bool borne; /* at full length, too */
};

static struct taken take_mixture(const struct trial *trial,
                                 const struct subjects_mixture *mixture,
                                 size_t bytes, size_t most)
{
    struct buffer text = {0};
    subjects_mix(&trial->subjects, mixture, bytes, &text);
    struct taken taken = take_steps(trial->pattern, &text, most);
    buffer_free(&text);
    return taken;
}

/* Tries MIXTURE on a short text, and keeps it if it is one of the dearest. */
static void try_mixture(const struct trial *trial, struct tried *kept,
                        struct subjects_mixture mixture)
{
    struct taken taken =
        take_mixture(trial, &mixture, MIXTURE_BYTES, PATTERN_STEPS_ADMITTED);
    size_t rank = MIXTURES_KEPT;
    while (rank > 0 && taken.steps > kept[rank - 1].steps)
        rank--;
    if (rank == MIXTURES_KEPT) return;
    if (rank > 0 && taken.steps == kept[rank - 1].steps) return;
    for (size_t i = MIXTURES_KEPT - 1; i > rank; i--)
        kept[i] = kept[i - 1];
    kept[rank] = (struct tried){mixture, taken.steps, false};
}

/* True when twice the text took hardly more than twice the steps. */
static bool is_in_proportion(const struct taken *half, const struct taken *now)
{
    return now->outcome == PATTERN_NONE && 4 * now->steps <= 9 * half->steps;
}

/* SLACK is 1 for a mixture that was not looked for. */
static bool bears_at_length(const struct trial *trial,
                            const struct tried *tried, size_t slack)
{
    size_t most = slack * PATTERN_STEPS_ADMITTED;
    if (tried->steps == 0) return true;
    struct taken now =
        take_mixture(trial, &tried->mixture, SUBJECTS_BYTES, most);
    if (now.outcome == PATTERN_LIMIT) return false;
    if (now.steps <= TYPED_HARMLESS) return true;
    struct taken half =
        take_mixture(trial, &tried->mixture, SUBJECTS_BYTES / 2, most);
    now.pumped = SUBJECTS_BYTES;
    bool says = says_something(trial, &now);
    if (says && stays_harmless(half.steps, now.steps, SUBJECTS_BYTES))
        return true;
    if (says && slack > 1 && is_in_proportion(&half, &now)) return true;
    return take_mixture(trial, &tried->mixture, PATTERN_TYPED, TYPED_STEPS)
               .steps <= TYPED_STEPS;
}

static bool bear_at_length(const struct trial *trial, struct tried *kept,
                           size_t slack)
{
    for (size_t i = 0; i < MIXTURES_KEPT; i++) {
        if (!kept[i].borne && !bears_at_length(trial, &kept[i], slack))
            return false;
        kept[i].borne = true;
    }
    return true;
}

static void vary_mixtures(const struct trial *trial, struct tried *kept,
                          uint64_t *chance)
{
    int times = trial->broad > 0 ? MIXTURES_BROAD : 1;
    int most = MIXTURES_PATIENCE * times;
    int patience = most;
    for (int i = 0; i < MIXTURES_VARIED * times && patience > 0; i++) {
        const struct tried *from = &kept[i % 3 == 2 && kept[1].steps > 0];
        size_t before = kept[0].steps;
        if (before <= MIXTURE_HARMLESS) return;
        try_mixture(trial, kept,
                    subjects_vary(&trial->subjects, &from->mixture, chance));
        patience = kept[0].steps > before ? most : patience - 1;
    }
}

static bool bears_edges(const struct trial *trial)
{
    for (size_t i = 0; i < trial->subjects.edge_count; i++) {
        size_t piece = trial->subjects.piece_count + i;
        struct tried tried = {
            .mixture = {.pieces = {(unsigned char)piece}, .count = 1},
        };
        tried.steps = take_mixture(trial, &tried.mixture, MIXTURE_BYTES,
                                   PATTERN_STEPS_ADMITTED)
                          .steps;
        if (tried.steps > MIXTURE_HARMLESS &&
            !bears_at_length(trial, &tried, 1))
            return false;
    }
    return true;
}

static bool bears_mixtures(const struct trial *trial)
{
    struct tried kept[MIXTURES_KEPT] = {{.steps = 0}};
    size_t pieces = trial->subjects.piece_count;
    uint64_t chance = 1;
    for (size_t i = 0; i < pieces && i < MIXTURES_ALONE; i++)
        try_mixture(trial, kept,
                    (struct subjects_mixture){.pieces = {(unsigned char)i},
                                              .count = 1});
    int drawn_most = MIXTURES_DRAWN * (trial->broad > 0 ? MIXTURES_BROAD : 1);
    for (int i = 0; i < drawn_most; i++)
        try_mixture(trial, kept, subjects_draw(&trial->subjects, &chance));
    if (!bear_at_length(trial, kept, 1)) return false;
    vary_mixtures(trial, kept, &chance);
    if (!bear_at_length(trial, kept, MIXTURE_SLACK)) return false;
    return trial->broad == 0 || bears_edges(trial);
}

bool pattern_admit(struct pattern *pattern, struct pattern_refusal *refusal)
{
    struct trial trial = {
        .pattern = pattern,
        .subjects = subjects_new(pattern->text, pattern->length),
    };
    measure_repeats(&trial);
    if (trial.broad > MOST_BROAD && !trial.anchored) {
        subjects_free(&trial.subjects);
        return refuse(refusal, PATTERN_TOO_COSTLY, 0,
                      "it repeats more than four things that go on across "
                      "words, such as .* or [^?]+ or (?:so )*, without end or "
                      "a hundred times: write {0,40} for * or +, or make two "
                      "cues of it");
    }
    bool admitted = true;
    for (size_t i = 0; i < trial.subjects.count && admitted; i++)
        admitted = bears(&trial, i);
    admitted = admitted && bears_doubts(&trial) &&
               (!trial.wide || trial.anchored || bears_mixtures(&trial));
    subjects_free(&trial.subjects);
    *refusal = (struct pattern_refusal){.fault = PATTERN_FINE};
    if (admitted) return true;
    return refuse(refusal, PATTERN_TOO_COSTLY, 0,
                  "an unlucky reply would keep it busy for too long: write "
                  "{0,40} for * + or a greater number, leave out .* at the "
                  "start, use shorter word lists, and do not repeat a group "
                  "that has a repeat in it, as (\\w+ ?)+ does");
}

void pattern_version(char version[PATTERN_VERSION])
{
    pcre2_config(PCRE2_CONFIG_VERSION, version);
    version[strcspn(version, " ")] = '\0';
}
