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

enum { FAST_SIZES = 4 };

/* Texts up to so many bytes have one limit. */
static const size_t fast_bytes[FAST_SIZES] = {64, 192, 768, PATTERN_TYPED};

/* Machine code for a pattern, and within which limits it is to be trusted. */
struct fast {
    pcre2_code *code;
    pcre2_match_context *limits[FAST_SIZES];
};

struct pattern {
    char *text;
    size_t length;
    pcre2_code *code;
    _Atomic(pcre2_code *) counted; /* calls out at every step; NULL until
                                      needed */
    pcre2_general_context *memory;
    pcre2_match_context *limits;
    _Atomic(struct fast *) fast; /* NULL until it pays */
    atomic_uint calls;           /* of pattern_find_fast() */
    struct pattern_cost *cost;   /* counted there, unless it is NULL */
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
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
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
    for (size_t i = 0; i < sizeof plain_words / sizeof *plain_words; i++)
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

static pcre2_code *compile(const struct pattern *pattern, uint32_t more,
                           int *error, size_t *at)
{
    pcre2_compile_context *context =
        pcre2_compile_context_create(pattern->memory);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern->text, pattern->length,
                                     OPTIONS | more, error, at, context);
    pcre2_compile_context_free(context);
    return code;
}

static bool compile_ordinary(struct pattern *pattern,
                             struct pattern_refusal *refusal)
{
    int error;
    size_t at;
    uint32_t matches_nothing;
    pattern->code = compile(pattern, 0, &error, &at);
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
    for (size_t i = 0; i < FAST_SIZES; i++)
        pcre2_match_context_free(fast->limits[i]);
    free(fast);
}

void pattern_free(struct pattern *pattern)
{
    if (pattern == NULL) return;
    pcre2_code_free(pattern->code);
    pcre2_code_free(atomic_load(&pattern->counted));
    free_fast(atomic_load(&pattern->fast));
    pcre2_match_context_free(pattern->limits);
    pcre2_general_context_free(pattern->memory);
    free(pattern->text);
    free(pattern);
}

/* ---- Matching ---- */

/* What pcre2_match() says, as it says it. The match data holds on to the heap
 * that a match took, as much as the heap limit allows; it is made anew for each
 * match, or every pattern of a rubric would keep that much. */
static int run(const struct pattern *pattern, const pcre2_code *code,
               pcre2_match_context *limits, const char *subject, size_t length,
               size_t from, struct span *found)
{
    pcre2_match_data *data = pcre2_match_data_create(1, pattern->memory);
    int result = pcre2_match(code, (PCRE2_SPTR)subject, length, from,
                             PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY, data, limits);
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
                                  size_t from, struct span *found)
{
    return outcome_of(run(pattern, code, limits, subject, length, from, found));
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
    code = compile(pattern, COUNTING, &error, &at);
    if (code == NULL ||
        atomic_compare_exchange_strong(&pattern->counted, &none, code))
        return code;
    pcre2_code_free(code);
    return none;
}

static enum pattern_outcome match_counted(struct pattern *pattern,
                                          const char *subject, size_t length,
                                          size_t from, struct steps *steps,
                                          struct span *found)
{
    pcre2_code *code = counted_code(pattern);
    if (code == NULL) return PATTERN_LIMIT;
    pcre2_match_context *limits = pcre2_match_context_copy(pattern->limits);
    pcre2_set_callout(limits, count_step, steps);
    enum pattern_outcome outcome =
        match(pattern, code, limits, subject, length, from, found);
    pcre2_match_context_free(limits);
    return outcome;
}

void pattern_count(struct pattern *pattern, struct pattern_cost *cost)
{
    pattern->cost = cost;
}

static void count_find(struct pattern *pattern, const char *subject,
                       size_t length, size_t from)
{
    struct steps steps = {.most = PATTERN_STEPS_PER_BYTE * length};
    struct span found;
    match_counted(pattern, subject, length, from, &steps, &found);
    pattern->cost->calls++;
    pattern->cost->steps += steps.taken;
}

enum pattern_outcome pattern_find(struct pattern *pattern, const char *subject,
                                  size_t length, size_t from,
                                  struct span *found)
{
    assert(from <= length);
    if (pattern->cost != NULL) count_find(pattern, subject, length, from);
    if (length <= PATTERN_TYPED)
        return match(pattern, pattern->code, pattern->limits, subject, length,
                     from, found);
    struct steps steps = {.most = PATTERN_STEPS_PER_BYTE * length};
    return match_counted(pattern, subject, length, from, &steps, found);
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
 * nothing: one for every alternative and group in the pattern, of which there
 * are no more than its code has room for, and one for every byte that a repeat
 * ran over and gave back. Of those calls only the former nest. So a limit on
 * what the JIT counts is a limit on what the interpreter would have taken; it
 * is set so that this stays within all limits of the interpreter. Where the JIT
 * reaches it, or has any other error, the interpreter is asked again. A test
 * holds both to one another on patterns and texts made to go wrong. */
enum {
    CALLS_THAT_PAY = 60,  /* measured: what compiling costs, in calls */
    FAST_GROUPS = 32,     /* they make what is nested larger, in the heap */
    ALTERNATIVE_BYTES = 5 /* of compiled code, at the least */
};

/* For texts of at most BYTES; 0 when the JIT may never answer. */
static uint32_t fast_limit(const pcre2_code *code, size_t bytes)
{
    uint32_t groups = 0;
    size_t size = 0;
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
    pcre2_pattern_info(code, PCRE2_INFO_SIZE, &size);
    size_t room = size / ALTERNATIVE_BYTES + 1;
    size_t calls = PATTERN_MATCH_LIMIT / (room + bytes + 1);
    size_t nested = PATTERN_DEPTH_LIMIT / room;
    if (groups > FAST_GROUPS) return 0;
    return (uint32_t)(calls < nested ? calls : nested);
}

static struct fast *new_fast(const struct pattern *pattern)
{
    struct fast *fast = memory_new(1, sizeof *fast);
    for (size_t i = 0; i < FAST_SIZES; i++)
        fast->limits[i] = new_limits(pattern->memory,
                                     fast_limit(pattern->code, fast_bytes[i]));
    fast->code = pcre2_code_copy(pattern->code);
    if (fast->code != NULL &&
        pcre2_jit_compile(fast->code, PCRE2_JIT_COMPLETE) == 0)
        return fast;
    free_fast(fast);
    return NULL;
}

void pattern_hasten(struct pattern *pattern)
{
    struct fast *none = NULL;
    if (fast_limit(pattern->code, PATTERN_TYPED) == 0) return;
    struct fast *fast = new_fast(pattern);
    if (fast == NULL) return;
    if (!atomic_compare_exchange_strong(&pattern->fast, &none, fast))
        free_fast(fast); /* another thread was sooner */
}

struct pattern_room {
    pcre2_match_data *data;
};

struct pattern_room *pattern_room_new(void)
{
    struct pattern_room *room = memory_new(1, sizeof *room);
    room->data = pcre2_match_data_create(1, NULL);
    return room;
}

void pattern_room_free(struct pattern_room *room)
{
    if (room == NULL) return;
    pcre2_match_data_free(room->data);
    free(room);
}

/* Machine code takes no memory of the match data, so these may be kept. */
static int run_fast(const struct pattern *pattern, const struct fast *fast,
                    struct pattern_room *room, const char *subject,
                    size_t length, size_t from, struct span *found)
{
    size_t size = 0;
    while (length > fast_bytes[size])
        size++;
    pcre2_match_context *limits = fast->limits[size];
    if (room == NULL || room->data == NULL)
        return run(pattern, fast->code, limits, subject, length, from, found);
    int result = pcre2_jit_match(fast->code, (PCRE2_SPTR)subject, length, from,
                                 PCRE2_NOTEMPTY, room->data, limits);
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(room->data);
    if (result >= 0) *found = (struct span){ends[0], ends[1]};
    return result;
}

enum pattern_outcome pattern_find_fast(struct pattern *pattern,
                                       struct pattern_room *room,
                                       const char *subject, size_t length,
                                       size_t from, struct span *found)
{
    const struct fast *fast = atomic_load(&pattern->fast);
    if (fast == NULL &&
        atomic_fetch_add(&pattern->calls, 1) == CALLS_THAT_PAY) {
        pattern_hasten(pattern);
        fast = atomic_load(&pattern->fast);
    }
    if (fast == NULL || length > PATTERN_TYPED || pattern->cost != NULL)
        return pattern_find(pattern, subject, length, from, found);
    int result = run_fast(pattern, fast, room, subject, length, from, found);
    if (result >= 0 || result == PCRE2_ERROR_NOMATCH) return outcome_of(result);
    return pattern_find(pattern, subject, length, from, found);
}

/* ---- Admission ---- */

/* A typed reply may be longer than a subject, and may take as many more steps
 * as it is longer. What a subject takes says little of that where the steps
 * grow with the square of the text; so a subject that is as long as a reply is
 * tried too, unless what a subject and a shorter one take shows that there is
 * no need. Most patterns are harmless, and that shows on very short ones. */
enum {
    GLANCE_FIRST = 64, /* bytes of what is repeated */
    GLANCE_LAST = SUBJECTS_BYTES / 2,
    GLANCE_STEPS = PATTERN_STEPS_ADMITTED / 4,
    TYPED_GROWTH = PATTERN_TYPED / SUBJECTS_BYTES,
    TYPED_STEPS = PATTERN_STEPS_ADMITTED * TYPED_GROWTH,
    TYPED_HARMLESS = PATTERN_STEPS_ADMITTED / (TYPED_GROWTH * TYPED_GROWTH)
};

/* The steps that one match takes, up to a limit or to more than MOST. */
static size_t count_to_limit(struct pattern *pattern, const char *subject,
                             size_t length, size_t most, bool *limited)
{
    struct steps steps = {.most = most};
    struct span found;
    *limited = match_counted(pattern, subject, length, 0, &steps, &found) ==
               PATTERN_LIMIT;
    return steps.taken;
}

/* The steps that one match takes, or more than MOST where a limit is reached.
 */
static size_t count_steps(struct pattern *pattern, const char *subject,
                          size_t length, size_t most)
{
    bool limited;
    size_t steps = count_to_limit(pattern, subject, length, most, &limited);
    return limited ? most + 1 : steps;
}

/* The steps on subject INDEX with room for BYTES of what it repeats, which come
 * to PUMPED; up to a limit or to more than MOST. */
static size_t count_resized(struct pattern *pattern,
                            const struct subjects *subjects, size_t index,
                            size_t bytes, size_t most, size_t *pumped)
{
    struct buffer resized = {0};
    bool limited;
    *pumped = subjects_resize(subjects, index, bytes, &resized);
    size_t steps = count_to_limit(pattern, buffer_text(&resized),
                                  resized.length, most, &limited);
    buffer_free(&resized);
    return steps;
}

/* True when steps that grew from BEFORE to NOW while what is repeated was
 * doubled, to PUMPED bytes, will be few where it is as long as a reply. Were
 * they A for the text and B for its square, NOW would be A + B and BEFORE
 * A / 2 + B / 4. Of a B that is not seen a fiftieth part is feared, and where
 * one is seen only a long text is believed. */
static bool stays_harmless(size_t before, size_t now, size_t pumped)
{
    double growth = (double)PATTERN_TYPED / (double)pumped;
    double square = 2.0 * (double)now - 4.0 * (double)before;
    double feared = (double)now / 50;
    bool in_step = square <= feared;
    if (in_step) square = feared;
    double foreseen = growth * ((double)now + growth * square);
    if (in_step) return foreseen <= TYPED_STEPS;
    return pumped > SUBJECTS_BYTES / 2 && foreseen <= TYPED_STEPS / 2;
}

/* A bounded repeat that is not full yet looks as if it grew with the square:
 * so from glance to glance the text is longer. */
static bool harmless_at_a_glance(struct pattern *pattern,
                                 const struct subjects *subjects, size_t index)
{
    size_t most = GLANCE_STEPS;
    size_t pumped;
    size_t before =
        count_resized(pattern, subjects, index, GLANCE_FIRST, most, &pumped);
    while (pumped > 0 && pumped <= GLANCE_LAST / 2 && before <= most) {
        size_t now =
            count_resized(pattern, subjects, index, 2 * pumped, most, &pumped);
        if (now <= most && stays_harmless(before, now, pumped)) return true;
        before = now;
    }
    return false;
}

/* Subject INDEX, and where that says too little a longer one like it. Reaching
 * a limit there is no harm: such a reply is not scored, and soon done with. */
static bool bears(struct pattern *pattern, const struct subjects *subjects,
                  size_t index)
{
    const struct buffer *subject = &subjects->list[index];
    const struct subjects_pump *pump = &subjects->pumps[index];
    size_t most = PATTERN_STEPS_ADMITTED;
    size_t pumped = pump->tail - pump->start;
    size_t ignored;
    if (harmless_at_a_glance(pattern, subjects, index)) return true;
    size_t steps =
        count_steps(pattern, buffer_text(subject), subject->length, most);
    if (steps > most) return false;
    if (steps <= TYPED_HARMLESS || pumped == 0) return true;
    size_t half =
        count_resized(pattern, subjects, index, pumped / 2, most, &ignored);
    if (stays_harmless(half, steps, pumped)) return true;
    pumped += PATTERN_TYPED - subject->length;
    return count_resized(pattern, subjects, index, pumped, TYPED_STEPS,
                         &ignored) <= TYPED_STEPS;
}

bool pattern_admit(struct pattern *pattern, struct pattern_refusal *refusal)
{
    struct subjects subjects = subjects_new(pattern->text, pattern->length);
    bool admitted = true;
    for (size_t i = 0; i < subjects.count && admitted; i++)
        admitted = bears(pattern, &subjects, i);
    subjects_free(&subjects);
    *refusal = (struct pattern_refusal){.fault = PATTERN_FINE};
    if (admitted) return true;
    return refuse(
        refusal, PATTERN_TOO_COSTLY, 0,
        "an unlucky reply would keep it busy for too long: write {0,40} "
        "for * or +, leave out .* at the start, use shorter word "
        "lists, and do not repeat a group that has a repeat in it, "
        "as (\\w+ ?)+ does");
}

void pattern_version(char version[PATTERN_VERSION])
{
    pcre2_config(PCRE2_CONFIG_VERSION, version);
    version[strcspn(version, " ")] = '\0';
}
