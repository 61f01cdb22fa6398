/* Hostile patterns, many of them: is any admitted that an unlucky reply could
 * keep busy, and does a limit that is reached ever pass for "no match"?
 *
 *   patterns FROM COUNT       COUNT generated ones, number FROM and after
 *   patterns --file FILE      patterns of a file (patterns.txt says how)
 *
 * A pattern is grown from its number alone, so each can be had again. Beside
 * it grows a text that it nearly matches, with chances of its own: the same
 * pattern grown again comes with another text. Four replies of 4,096 bytes
 * are made of that, by other rules than those by which patterns are admitted
 * (sim/rubric/subjects.c). A reply is four times as long as the subjects on
 * which PATTERN_STEPS_ADMITTED holds, and may take four times the steps.
 *
 * A limit must be told by pattern_find() itself. Whoever asks it may say "no
 * match" all the same where a filter has proved it; so the filter is held to
 * the truth as well.
 *
 * Prints a line for each breach, and then what was seen. Begin with judge().
 */
#include "base/buffer.h"
#include "rubric/filter.h"
#include "rubric/pattern.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
    REPLY = PATTERN_TYPED,
    GROWTH = REPLY / 1024,
    REPLIES = 4,
    DEEPEST = 4,
    PUMPS = 40,
    LONGEST = 512, /* bytes of a pattern that a rubric takes */
    LONGEST_TEXT = 1000,
    /* One of so many refused patterns is matched all the same, on a short
     * text, with limits so much wider beside ours. */
    REFUSED_TRIED = 8,
    REFUSED_BYTES = 400,
    WIDER = 4
};

/* ---- chance: the same everywhere ---- */

static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33) % below;
}

static const char *pick(uint64_t *state, const char *const *list, size_t count)
{
    return list[draw(state, (uint32_t)count)];
}

/* At most LENGTH bytes of whole characters. */
static void cut(struct buffer *reply, size_t length)
{
    if (reply->length <= length) return;
    while (length > 0 && ((unsigned char)reply->bytes[length] & 0xc0) == 0x80)
        length--;
    reply->length = length;
    reply->bytes[length] = '\0';
}

/* ---- growing a pattern ---- */

struct growth {
    uint64_t shape;  /* decides the pattern, */
    uint64_t chance; /* and this the text beside it */
    struct buffer pattern;
    struct buffer text;
    struct span pumps[PUMPS]; /* of the text: what the pattern repeats */
    size_t pump_count;
    int groups; /* that capture, so far */
};

static const char *const words[] = {
    "a",  "aa",  "ab",    "so",    "well", "i",      "i feel",    "you",
    "an", "and", "maybe", "mm",    "hmm",  "mm-hmm", "b",         "aab",
    "?",  " ",   ", ",    "sound", "s",    "!",      "caf\u00e9", "like"};
static const char *const lists[] = {
    "a|an|and|any",     "so|so well|well|well then|then",
    "mm|hmm|mm-hmm|hm", "a|aa|aaa",
    "ab|a|b",           "sad|sadd|saddened|sadness|s",
    "i|i'm|im|i am",    "very|really|very very|quite|so",
    "x|ab|c|a|bc|y",    " |  |\\s"};

/* A set, and texts that are in it. */
static const struct set {
    const char *pattern;
    const char *members;
} sets[] = {
    {"\\w", "ab1_"},    {".", "a b!"},      {"\\s", "  \t "},
    {"\\W", " !, "},    {"\\d", "1290"},    {"\\S", "ab!1"},
    {"[ab]", "abab"},   {"[^a]", "b !c"},   {"[^.?!]", "a ,b"},
    {"[\\w']", "a'b1"}, {"[a-z]", "azby"},  {"[[:alpha:]]", "abcd"},
    {"[, ]", ", , "},   {"\\p{L}", "abxy"}, {"[\\w ,]", "a b,"},
    {"[^\\n]", "ab !"}, {"\\N", "a !b"},    {"[a-z ]", "a b "},
    {"[^,]", "ab !"},   {"\\PL", " 1!,"},
};

static const char *const repeats[] = {
    "*",  "+",     "?",      "{2}", "{0,40}", "{1,300}", "{3,}",
    "*?", "+?",    "{0,9}?", "*+",  "++",     "{2,5}",   "{0,100}",
    "??", "{1,3}", "*",      "+",   "*",      "+"};

static const char *const places[] = {"\\b", "^", "$", "\\b", "\\B", "\\A"};
static const char *const openings[] = {"(?:", "(?:", "(?:", "(",
                                       "(?>", "(?=", "(?!", "(?|"};

static void grow_alternatives(struct growth *growth, int depth);

static void grow_set(struct growth *growth)
{
    const struct set *set = &sets[draw(&growth->shape, COUNT(sets))];
    buffer_add_text(&growth->pattern, set->pattern);
    size_t count = strlen(set->members);
    buffer_add_byte(&growth->text,
                    set->members[draw(&growth->chance, (uint32_t)count)]);
}

static void grow_list(struct growth *growth)
{
    const char *list = pick(&growth->shape, lists, COUNT(lists));
    buffer_format(&growth->pattern, "(?:%s)", list);
    for (uint32_t skip = draw(&growth->chance, 5); skip > 0; skip--)
        if (strchr(list, '|') != NULL) list = strchr(list, '|') + 1;
    buffer_add(&growth->text, list, strcspn(list, "|"));
}

static void grow_group(struct growth *growth, int depth)
{
    const char *opening = pick(&growth->shape, openings, COUNT(openings));
    size_t before = growth->text.length;
    if (strcmp(opening, "(") == 0) growth->groups++;
    buffer_add_text(&growth->pattern, opening);
    grow_alternatives(growth, depth + 1);
    buffer_add_byte(&growth->pattern, ')');
    if (opening[1] != '?' || (opening[2] != '=' && opening[2] != '!')) return;
    cut(&growth->text, before);
    while (growth->pump_count > 0 &&
           growth->pumps[growth->pump_count - 1].end > before)
        growth->pump_count--;
}

static void grow_atom(struct growth *growth, int depth)
{
    uint32_t kind = draw(&growth->shape, depth < DEEPEST ? 20 : 12);
    if (kind < 4) {
        const char *word = pick(&growth->shape, words, COUNT(words));
        buffer_add_text(&growth->pattern, *word == '?' ? "\\?" : word);
        buffer_add_text(&growth->text, word);
    } else if (kind < 9) {
        grow_set(growth);
    } else if (kind < 11) {
        grow_list(growth);
    } else if (kind == 11 && growth->groups > 0) {
        buffer_add_text(&growth->pattern, "\\1");
    } else {
        grow_group(growth, depth);
    }
}

/* What is repeated stands in the text once or a few times. */
static void grow_repeat(struct growth *growth, size_t start)
{
    const char *repeat = pick(&growth->shape, repeats, COUNT(repeats));
    struct span span = {start, growth->text.length};
    buffer_add_text(&growth->pattern, repeat);
    if (span.end == span.start) return;
    if (growth->pump_count < PUMPS) growth->pumps[growth->pump_count++] = span;
    for (uint32_t more = draw(&growth->chance, 3); more > 0; more--) {
        struct buffer once = {0};
        buffer_add(&once, growth->text.bytes + span.start,
                   span.end - span.start);
        buffer_add(&growth->text, buffer_text(&once), once.length);
        buffer_free(&once);
    }
}

static void grow_sequence(struct growth *growth, int depth)
{
    for (uint32_t i = 1 + draw(&growth->shape, 4); i > 0; i--) {
        size_t start = growth->text.length;
        size_t from = growth->pattern.length;
        if (draw(&growth->shape, 12) == 0) {
            buffer_add_text(&growth->pattern,
                            pick(&growth->shape, places, COUNT(places)));
            continue;
        }
        grow_atom(growth, depth);
        if (growth->pattern.length > from && draw(&growth->shape, 9) < 4)
            grow_repeat(growth, start);
    }
}

/* One of the alternatives stays in the text. */
static void grow_alternatives(struct growth *growth, int depth)
{
    uint32_t count = 1 + draw(&growth->shape, 5) / 2;
    uint32_t kept = draw(&growth->chance, count);
    struct buffer text = {0};
    size_t start = growth->text.length;
    for (uint32_t i = 0; i < count; i++) {
        size_t pumps = growth->pump_count;
        if (i > 0) buffer_add_byte(&growth->pattern, '|');
        grow_sequence(growth, depth);
        if (i == kept)
            buffer_add(&text, buffer_text(&growth->text) + start,
                       growth->text.length - start);
        else
            growth->pump_count = pumps;
        cut(&growth->text, start);
    }
    buffer_add(&growth->text, buffer_text(&text), text.length);
    buffer_free(&text);
}

static void grow(struct growth *growth, uint64_t number, uint64_t chance)
{
    *growth = (struct growth){.shape = number * 2654435761u + 7,
                              .chance = number * 40503u + chance};
    for (int i = 0; i < 3; i++)
        draw(&growth->shape, 2), draw(&growth->chance, 2);
    grow_alternatives(growth, 0);
    cut(&growth->text, LONGEST_TEXT);
}

static void growth_free(struct growth *growth)
{
    buffer_free(&growth->pattern);
    buffer_free(&growth->text);
}

/* ---- replies ---- */

static const char *const prose[] = {
    "it sounds",  "as if",      "you are", "worn out, ",  "and",       "alone",
    "with it. ",  "what",       "was",     "that like? ", "i",         "wonder",
    "whether",    "so, ",       "maybe",   "the nights",  "are",       "long",
    "mm-hmm. ",   "you said",   "really",  "- and then",  "he died",   "it's",
    "not easy! ", "how come? ", "a",       "well",        "caf\u00e9", "1989"};
static const char *const tails[] = {"!", "", "\n!", "z", " ", "\u2603", "?"};

/* LEAD, then PUMP until LENGTH bytes are full but for the tail. */
static void pump_up(struct buffer *reply, size_t length, const char *lead,
                    size_t lead_length, const char *pump, size_t pump_length,
                    const char *tail)
{
    buffer_add(reply, lead, lead_length);
    while (pump_length > 0 && reply->length < length)
        buffer_add(reply, pump, pump_length);
    cut(reply, length - strlen(tail));
    buffer_add_text(reply, tail);
}

/* What the pattern repeats, repeated, behind what leads to it. */
static void reply_pumped(const struct growth *growth, uint64_t *chance,
                         size_t length, struct buffer *reply)
{
    const char *text = buffer_text(&growth->text);
    struct span pump = {0, growth->text.length};
    if (growth->pump_count > 0)
        pump = growth->pumps[draw(chance, (uint32_t)growth->pump_count)];
    pump_up(reply, length, text, pump.start, text + pump.start,
            pump.end - pump.start, pick(chance, tails, COUNT(tails)));
}

/* Near matches of the whole, each another one, in a row. */
static void reply_near(uint64_t number, uint64_t *chance, size_t length,
                       struct buffer *reply)
{
    for (int i = 0; i < 400 && reply->length < length; i++) {
        struct growth other;
        grow(&other, number, 1000 + draw(chance, 1000));
        size_t kept = other.text.length;
        if (kept > 0 && draw(chance, 2) == 0)
            kept = draw(chance, (uint32_t)kept + 1);
        cut(&other.text, kept);
        buffer_add(reply, buffer_text(&other.text), other.text.length);
        if (draw(chance, 3) == 0) buffer_add_byte(reply, ' ');
        growth_free(&other);
    }
    cut(reply, length);
}

/* A few of the text's characters and words, in any order. */
static void reply_mixed(const struct growth *growth, uint64_t *chance,
                        size_t length, struct buffer *reply)
{
    uint32_t few = 1 + draw(chance, 4);
    const char *pieces[5] = {"a", " ", "a ", "!", "1"};
    char own[5][2] = {{0}};
    for (uint32_t i = 0; i < few && growth->text.length > 0; i++) {
        own[i][0] =
            growth->text.bytes[draw(chance, (uint32_t)growth->text.length)];
        if ((own[i][0] & 0x80) == 0) pieces[i] = own[i];
    }
    while (reply->length < length)
        buffer_add_text(reply, pieces[draw(chance, few)]);
    cut(reply, length);
}

/* What people say, with pieces of the pattern's text strewn in. */
static void reply_prose(const struct growth *growth, uint64_t *chance,
                        size_t length, struct buffer *reply)
{
    while (reply->length < length) {
        if (draw(chance, 6) == 0)
            buffer_add(reply, buffer_text(&growth->text), growth->text.length);
        buffer_add_text(reply, pick(chance, prose, COUNT(prose)));
        buffer_add_byte(reply, ' ');
    }
    cut(reply, length);
}

static void make_reply(const struct growth *growth, uint64_t number, int which,
                       size_t length, struct buffer *reply)
{
    uint64_t chance = number * 69069u + (uint64_t)which + 11;
    draw(&chance, 2), draw(&chance, 2);
    if (which == 0) reply_pumped(growth, &chance, length, reply);
    if (which == 1) reply_near(number, &chance, length, reply);
    if (which == 2) reply_mixed(growth, &chance, length, reply);
    if (which == 3) reply_prose(growth, &chance, length, reply);
}

/* ---- judging ---- */

struct seen {
    size_t patterns, compiled, admitted, refused, breaches;
    size_t limits, spared; /* and where no match can be all the same */
    size_t most_steps;     /* on a reply, of an admitted pattern */
    double most_ms;
    struct buffer dearest; /* the pattern of most_steps, */
    struct buffer slowest; /* and of most_ms */
};

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return 1000.0 * (double)now.tv_sec + (double)now.tv_nsec / 1e6;
}

static void breach(struct seen *seen, const char *what, const char *pattern,
                   const struct buffer *reply, size_t figure)
{
    struct buffer shown = {0};
    for (size_t i = 0; i < reply->length && i < 60; i++)
        buffer_add_text(&shown, reply->bytes[i] == '\n' ? "\\n" : ""),
            buffer_add_byte(&shown,
                            reply->bytes[i] == '\n' ? ' ' : reply->bytes[i]);
    seen->breaches++;
    printf("BREACH %s: %s (%zu; %s...)\n", what, pattern, figure,
           buffer_text(&shown));
    buffer_free(&shown);
}

/* What PCRE2 says with limits that are so many TIMES ours. */
static enum pattern_outcome match_within(uint32_t times, const char *pattern,
                                         size_t length,
                                         const struct buffer *subject,
                                         struct span *found)
{
    int error;
    PCRE2_SIZE at;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, length,
                                     PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS |
                                         PCRE2_NEVER_BACKSLASH_C,
                                     &error, &at, NULL);
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    pcre2_set_match_limit(limits, times * PATTERN_MATCH_LIMIT);
    pcre2_set_heap_limit(limits, times * PATTERN_HEAP_LIMIT_KIB);
    pcre2_set_depth_limit(limits, times * PATTERN_DEPTH_LIMIT);
    assert(code != NULL);
    int result =
        pcre2_match(code, (PCRE2_SPTR)buffer_text(subject), subject->length, 0,
                    PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY, data, limits);
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);
    if (result >= 0) *found = (struct span){ends[0], ends[1]};
    pcre2_match_data_free(data);
    pcre2_match_context_free(limits);
    pcre2_code_free(code);
    if (result >= 0) return PATTERN_FOUND;
    return result == PCRE2_ERROR_NOMATCH ? PATTERN_NONE : PATTERN_LIMIT;
}

/* A filter may know what comes of it where a limit is reached, and then that
 * may be said (filter.h); it must be what comes of it with more patience. */
static void hold_filter_to_truth(struct seen *seen, struct pattern *pattern,
                                 const struct buffer *reply,
                                 enum pattern_outcome outcome,
                                 enum pattern_outcome with_patience,
                                 struct span theirs)
{
    size_t length;
    const char *text = pattern_text(pattern, &length);
    struct filter *filter = filter_new(text, length);
    struct span found;
    enum pattern_outcome here =
        filter_find(filter, pattern, NULL, buffer_text(reply), reply->length,
                    (struct span){0, reply->length}, &found);
    bool known = here != PATTERN_LIMIT && with_patience != PATTERN_LIMIT;
    if (known && here != with_patience)
        breach(seen, "the filter is wrong", text, reply, 0);
    else if (known && here == PATTERN_FOUND &&
             (found.start != theirs.start || found.end != theirs.end))
        breach(seen, "the filter finds another match", text, reply, 0);
    if (here != PATTERN_LIMIT && outcome == PATTERN_LIMIT) seen->spared++;
    filter_free(filter);
}

/* Where PCRE2 reaches a limit that is said, and whatever else is said is so:
 * with more patience the same comes out. */
static void hold_to_truth(struct seen *seen, struct pattern *pattern,
                          const struct buffer *reply)
{
    struct span ours = {0}, plain = {0}, theirs = {0};
    size_t length;
    const char *text = pattern_text(pattern, &length);
    enum pattern_outcome outcome =
        pattern_find(pattern, buffer_text(reply), reply->length, 0, &ours);
    enum pattern_outcome within = match_within(1, text, length, reply, &plain);
    enum pattern_outcome with_patience =
        match_within(WIDER, text, length, reply, &theirs);
    hold_filter_to_truth(seen, pattern, reply, outcome, with_patience, theirs);
    if (outcome == PATTERN_LIMIT) seen->limits++;
    if (within != outcome)
        breach(seen, "a limit passed for an answer", text, reply, outcome);
    else if (outcome != PATTERN_LIMIT && outcome != with_patience)
        breach(seen, "another answer", text, reply, outcome);
    else if (outcome == PATTERN_FOUND &&
             (ours.start != theirs.start || ours.end != theirs.end))
        breach(seen, "another match", text, reply, ours.start);
}

static void hold_to_bound(struct seen *seen, struct pattern *pattern,
                          const struct buffer *reply)
{
    struct pattern_cost cost = {0};
    struct span found;
    size_t length;
    const char *text = pattern_text(pattern, &length);
    double before = now_ms();
    pattern_find(pattern, buffer_text(reply), reply->length, 0, &found);
    double took = now_ms() - before;
    pattern_count(pattern, &cost);
    pattern_find(pattern, buffer_text(reply), reply->length, 0, &found);
    pattern_count(pattern, NULL);
    if (cost.steps > seen->most_steps) {
        seen->most_steps = cost.steps;
        buffer_clear(&seen->dearest);
        buffer_add(&seen->dearest, text, length);
    }
    if (took > seen->most_ms) {
        seen->most_ms = took;
        buffer_clear(&seen->slowest);
        buffer_add(&seen->slowest, text, length);
    }
    if (cost.steps > (size_t)GROWTH * PATTERN_STEPS_ADMITTED)
        breach(seen, "admitted, and too many steps", text, reply, cost.steps);
}

static bool admit(struct seen *seen, struct pattern *pattern)
{
    struct pattern_refusal refusal;
    bool admitted = pattern_admit(pattern, &refusal);
    if (admitted)
        seen->admitted++;
    else
        seen->refused++;
    return admitted;
}

static void judge(struct seen *seen, uint64_t number)
{
    struct growth growth;
    struct pattern_refusal refusal;
    grow(&growth, number, 0);
    seen->patterns++;
    struct pattern *pattern = pattern_compile(buffer_text(&growth.pattern),
                                              growth.pattern.length, &refusal);
    bool admitted = pattern != NULL && admit(seen, pattern);
    bool tried = admitted || number % REFUSED_TRIED == 0;
    seen->compiled += pattern != NULL;
    for (int i = 0; pattern != NULL && tried && i < REPLIES; i++) {
        struct buffer reply = {0};
        make_reply(&growth, number, i, admitted ? REPLY : REFUSED_BYTES,
                   &reply);
        if (admitted) hold_to_bound(seen, pattern, &reply);
        hold_to_truth(seen, pattern, &reply);
        buffer_free(&reply);
    }
    pattern_free(pattern);
    growth_free(&growth);
}

/* ---- patterns of a file ---- */

/* Takes the next field off *LINE, up to a tab, with \n and \t in it read. */
static void take_field(const char **line, struct buffer *field, bool escapes)
{
    buffer_clear(field);
    for (; **line != '\0' && **line != '\t'; (*line)++) {
        if (escapes && **line == '\\' && (*line)[1] == 'n')
            buffer_add_byte(field, '\n'), (*line)++;
        else
            buffer_add_byte(field, **line);
    }
    if (**line == '\t') (*line)++;
}

/* VERDICT, PATTERN, LEAD, PUMP */
static void judge_line(struct seen *seen, const char *line)
{
    struct buffer verdict = {0}, text = {0}, lead = {0}, pump = {0};
    struct pattern_refusal refusal;
    take_field(&line, &verdict, false);
    take_field(&line, &text, false);
    take_field(&line, &lead, true);
    take_field(&line, &pump, true);
    seen->patterns++;
    struct pattern *pattern =
        pattern_compile(buffer_text(&text), text.length, &refusal);
    bool admitted = pattern != NULL && admit(seen, pattern);
    seen->compiled += pattern != NULL;
    if (pattern == NULL)
        breach(seen, refusal.text, buffer_text(&text), &text, 0);
    else if (admitted != (strcmp(buffer_text(&verdict), "admitted") == 0))
        breach(seen, admitted ? "admitted" : "refused", buffer_text(&text),
               &text, 0);
    for (int i = 0; pattern != NULL && i < REPLIES; i++) {
        struct buffer reply = {0};
        const char *tail = tails[(size_t)i % COUNT(tails)];
        pump_up(&reply, admitted ? REPLY : REFUSED_BYTES, buffer_text(&lead),
                lead.length, buffer_text(&pump), pump.length, tail);
        if (admitted) hold_to_bound(seen, pattern, &reply);
        hold_to_truth(seen, pattern, &reply);
        buffer_free(&reply);
    }
    pattern_free(pattern);
    buffer_free(&verdict), buffer_free(&text);
    buffer_free(&lead), buffer_free(&pump);
}

static bool judge_file(struct seen *seen, const char *path)
{
    char line[4096];
    FILE *file = fopen(path, "r");
    if (file == NULL) return false;
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (*line != '\0' && *line != '#') judge_line(seen, line);
    }
    fclose(file);
    return true;
}

/* ---- */

static void tell(const struct seen *seen)
{
    printf("%zu patterns, %zu compiled, %zu admitted, %zu refused, "
           "%zu limits (%zu where a filter knew), %zu breaches\n",
           seen->patterns, seen->compiled, seen->admitted, seen->refused,
           seen->limits, seen->spared, seen->breaches);
    printf("most steps %zu: %s\n", seen->most_steps,
           buffer_text(&seen->dearest));
    printf("slowest %.1f ms: %s\n", seen->most_ms, buffer_text(&seen->slowest));
}

int main(int argc, char **argv)
{
    struct seen seen = {0};
    if (argc == 3 && strcmp(argv[1], "--file") == 0) {
        if (!judge_file(&seen, argv[2])) return 3;
    } else if (argc == 3) {
        uint64_t from = strtoull(argv[1], NULL, 10);
        uint64_t count = strtoull(argv[2], NULL, 10);
        while (seen.compiled < count)
            judge(&seen, from++);
    } else {
        fprintf(stderr, "usage: patterns FROM COUNT | --file FILE\n");
        return 2;
    }
    tell(&seen);
    buffer_free(&seen.dearest);
    buffer_free(&seen.slowest);
    return seen.breaches == 0 ? 0 : 1;
}
