/* Scored turns, and measures; see printer.h. Begin with printer_scored(). */
#include "rubric/printer.h"

#include "base/memory.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    WHOSES = WHOSE_BEFORE + 1,
    CHUNK = 96, /* bytes copied at once */
    BRIEF_CHUNK = 32,
    BRIEF = 1000, /* offsets in a reply are seldom longer */
    LONGEST_NUMBER = 20
};

/* What is copied in whole chunks: so much may be read behind it. */
struct stretch {
    const char *bytes;
    size_t length;
};

/* A number below BRIEF; copied with its length, which is one instruction. */
struct digits {
    char bytes[3];
    char length;
};

/* Of a weight: where among the bytes of all weights `{"code":…,"cue":…,
 * "of":"reply","start":` is, and behind that `,"adds":…},`. */
struct ready {
    uint32_t start;
    uint32_t of;     /* how much of it comes before `reply` */
    uint32_t length; /* and how much is there up to `,"adds"` */
    uint32_t adds;
};

static const char ends[] = ",\"end\":";

struct printer {
    struct arena arena;
    const struct rubric *rubric;
    struct stretch codes;  /* all of them, at level 0 */
    size_t *levels;        /* of each code: where its level is in there */
    struct stretch *mains; /* `"main":"NAME"`; last, that of `else` */
    size_t *firsts;        /* of each code, its first weight in these: */
    struct ready *weights;
    const char *bytes;
    struct stretch nothing;       /* `,"adds":0},`, of further spans */
    struct stretch whose[WHOSES]; /* `reply","start":`, … */
    struct digits digits[BRIEF];
    struct stretch *measures; /* `"ID":` */
    size_t longest;           /* of one piece of evidence */
    size_t most;              /* of all that is no evidence */
};

/* --- what can be made ready ---------------------------------------------- */

/* Moves what is in TEXT to the arena. */
static struct stretch keep(struct printer *printer, struct buffer *text)
{
    size_t length = text->length;
    char *bytes = arena_new(&printer->arena, length + CHUNK, 1);
    memcpy(bytes, buffer_text(text), length);
    buffer_clear(text);
    return (struct stretch){bytes, length};
}

static void ready_codes(struct printer *printer, struct buffer *text)
{
    const struct rubric *rubric = printer->rubric;
    printer->levels =
        arena_new(&printer->arena, rubric->code_count, sizeof *printer->levels);
    buffer_add_text(text, ", \"scored\": {\"codes\":{");
    for (size_t i = 0; i < rubric->code_count; i++) {
        if (i > 0) buffer_add_byte(text, ',');
        json_quote(rubric->codes[i].name, text);
        buffer_add_byte(text, ':');
        printer->levels[i] = text->length;
        buffer_add_byte(text, '0');
    }
    buffer_add_text(text, "},");
    printer->codes = keep(printer, text);
}

static void ready_mains(struct printer *printer, struct buffer *text)
{
    const struct rubric *rubric = printer->rubric;
    size_t count = rubric->code_count;
    printer->mains =
        arena_new(&printer->arena, count + 1, sizeof *printer->mains);
    for (size_t i = 0; i <= count; i++) {
        buffer_add_text(text, "\"main\":");
        json_quote(i < count ? rubric->codes[i].name : rubric->main.otherwise,
                   text);
        buffer_add_text(text, ",\"evidence\":[");
        if (text->length > printer->most) printer->most = text->length;
        printer->mains[i] = keep(printer, text);
    }
}

static void ready_whose(struct printer *printer, struct buffer *text)
{
    for (size_t i = 0; i < WHOSES; i++) {
        buffer_format(text, "%s\",\"start\":", part_whose_name((enum whose)i));
        assert(text->length <= BRIEF_CHUNK);
        printer->whose[i] = keep(printer, text);
    }
}

static struct ready ready_weight(struct printer *printer,
                                 const struct code *code,
                                 const struct weight *weight,
                                 struct buffer *text)
{
    size_t start = text->length;
    buffer_add_text(text, "{\"code\":");
    json_quote(code->name, text);
    buffer_add_text(text, ",\"cue\":");
    json_quote(printer->rubric->cues[weight->cue].name, text);
    buffer_add_text(text, ",\"of\":\"");
    size_t of = text->length - start;
    buffer_add_text(text, printer->whose[WHOSE_REPLY].bytes);
    size_t length = text->length - start;
    buffer_add_text(text, ",\"adds\":");
    json_add_thousandths(weight->thousandths, text);
    buffer_add_text(text, "},");
    size_t adds = text->length - start - length;
    assert(adds <= BRIEF_CHUNK);
    if (length > printer->longest) printer->longest = length;
    return (struct ready){(uint32_t)start, (uint32_t)of, (uint32_t)length,
                          (uint32_t)adds};
}

/* All of it lies in one place, so that little memory is gone over. */
static void ready_weights(struct printer *printer, struct buffer *text)
{
    const struct rubric *rubric = printer->rubric;
    size_t count = 0;
    for (size_t i = 0; i < rubric->code_count; i++)
        count += rubric->codes[i].weight_count;
    printer->weights =
        arena_new(&printer->arena, count, sizeof *printer->weights);
    printer->firsts =
        arena_new(&printer->arena, rubric->code_count, sizeof *printer->firsts);
    count = 0;
    for (size_t i = 0; i < rubric->code_count; i++) {
        const struct code *code = &rubric->codes[i];
        printer->firsts[i] = count;
        for (size_t j = 0; j < code->weight_count; j++)
            printer->weights[count++] =
                ready_weight(printer, code, &code->weights[j], text);
    }
    printer->bytes = keep(printer, text).bytes;
    buffer_add_text(text, ",\"adds\":0},");
    printer->nothing = keep(printer, text);
}

static void ready_digits(struct printer *printer, struct buffer *text)
{
    for (size_t i = 0; i < BRIEF; i++) {
        struct digits *digits = &printer->digits[i];
        buffer_format(text, "%zu", i);
        digits->length = (char)text->length;
        memcpy(digits->bytes, text->bytes, text->length);
        buffer_clear(text);
    }
}

static void ready_measures(struct printer *printer, struct buffer *text)
{
    size_t count = printer->rubric->measure_count;
    printer->measures =
        arena_new(&printer->arena, count, sizeof *printer->measures);
    for (size_t i = 0; i < count; i++) {
        json_quote(printer->rubric->measures[i].id, text);
        buffer_add_byte(text, ':');
        printer->measures[i] = keep(printer, text);
    }
}

struct printer *printer_new(const struct rubric *rubric)
{
    struct printer *printer = memory_new(1, sizeof *printer);
    struct buffer text = {0};
    printer->rubric = rubric;
    ready_codes(printer, &text);
    ready_mains(printer, &text);
    ready_whose(printer, &text);
    ready_weights(printer, &text);
    ready_digits(printer, &text);
    ready_measures(printer, &text);
    printer->longest += 2 * BRIEF_CHUNK + 2 * LONGEST_NUMBER + sizeof ends;
    printer->most += printer->codes.length + 2 * CHUNK;
    buffer_free(&text);
    return printer;
}

void printer_free(struct printer *printer)
{
    if (printer == NULL) return;
    arena_free(&printer->arena);
    free(printer);
}

/* --- a turn -------------------------------------------------------------- */

/* Copies whole chunks, the last of which reaches too far: what comes next is
 * written over that. Hardly anything takes more than one. */
static char *put(char *at, const char *bytes, size_t length)
{
    memcpy(at, bytes, CHUNK);
    for (size_t i = CHUNK; i < length; i += CHUNK)
        memcpy(at + i, bytes + i, CHUNK);
    return at + length;
}

/* The same of what is known to be brief. */
static char *put_brief(char *at, const struct stretch *stretch)
{
    memcpy(at, stretch->bytes, BRIEF_CHUNK);
    return at + stretch->length;
}

static char *put_long(const struct printer *printer, char *at, size_t number);

static inline char *put_number(const struct printer *printer, char *at,
                               size_t number)
{
    if (number >= BRIEF) return put_long(printer, at, number);
    const struct digits *digits = &printer->digits[number];
    memcpy(at, digits, sizeof *digits);
    return at + digits->length;
}

static char *put_long(const struct printer *printer, char *at, size_t number)
{
    at = put_number(printer, at, number / BRIEF);
    number %= BRIEF;
    *at++ = (char)('0' + number / 100);
    *at++ = (char)('0' + number / 10 % 10);
    *at++ = (char)('0' + number % 10);
    return at;
}

/* What a match has to show, up to what that adds. */
static inline char *put_match(const struct printer *printer, const char *bytes,
                              const struct ready *ready,
                              const struct match *match, char *at)
{
    char *behind = put(at, bytes, ready->length);
    if (match->whose != WHOSE_REPLY)
        behind = put_brief(at + ready->of, &printer->whose[match->whose]);
    behind = put_number(printer, behind, match->span.start);
    memcpy(behind, ends, sizeof ends);
    return put_number(printer, behind + sizeof ends - 1, match->span.end);
}

/* Nearly all of it has one span; that is gone through without a loop. */
static char *put_evidence(const struct printer *printer,
                          const struct evidence *evidence,
                          const struct match *matches, char *at)
{
    const struct ready *ready =
        &printer->weights[printer->firsts[evidence->code] + evidence->weight];
    const char *bytes = printer->bytes + ready->start;
    struct stretch adds = {bytes + ready->length, ready->adds};
    at = put_match(printer, bytes, ready, &matches[evidence->first], at);
    at = put_brief(at, &adds);
    for (size_t i = evidence->first + 1; i < evidence->end; i++) {
        at = put_match(printer, bytes, ready, &matches[i], at);
        at = put_brief(at, &printer->nothing);
    }
    return at;
}

static char *put_codes(const struct printer *printer, const int *levels,
                       char *at)
{
    size_t count = printer->rubric->code_count;
    const size_t *places = printer->levels;
    char *behind = put(at, printer->codes.bytes, printer->codes.length);
    for (size_t i = 0; i < count; i++)
        at[places[i]] = (char)('0' + levels[i]);
    return behind;
}

static char *put_scored(const struct printer *printer,
                        const struct scoring *scoring,
                        const struct evidence *list, size_t count, char *at)
{
    const struct stretch *main =
        &printer
             ->mains[scoring->main == RUBRIC_NONE ? printer->rubric->code_count
                                                  : scoring->main];
    at = put_codes(printer, scoring->levels, at);
    at = put(at, main->bytes, main->length);
    for (size_t i = 0; i < count; i++)
        at = put_evidence(printer, &list[i], scoring->matches.list, at);
    if (scoring->evidence_spans > 0) at--; /* no comma behind the last */
    *at++ = ']';
    *at++ = '}';
    return at;
}

/* There is room for all of it before the first byte is written. */
static void add_scored(const struct printer *printer, const struct source *line,
                       const struct turn *turn, struct scoring *scoring,
                       struct buffer *out)
{
    const struct evidence *list;
    size_t count = score_evidence(printer->rubric, scoring, &list);
    char *start =
        buffer_reserve(out, line->length + printer->most +
                                printer->longest * scoring->evidence_spans);
    memcpy(start, line->bytes, turn->close);
    char *end = put_scored(printer, scoring, list, count, start + turn->close);
    size_t rest = line->length - turn->close;
    memcpy(end, line->bytes + turn->close, rest);
    buffer_took(out, (size_t)(end - start) + rest);
}

static void add_unscorable(const struct printer *printer,
                           const struct source *line, const struct turn *turn,
                           const struct scoring *scoring, struct buffer *out)
{
    buffer_add(out, line->bytes, turn->close);
    buffer_add_text(out, ", \"scored\": {\"unscorable\":true,\"cue\":");
    json_quote(scoring->limited == RUBRIC_NONE
                   ? "sentences"
                   : printer->rubric->cues[scoring->limited].name,
               out);
    buffer_add_byte(out, '}');
    buffer_add(out, line->bytes + turn->close, line->length - turn->close);
}

void printer_scored(const struct printer *printer, const struct source *line,
                    const struct turn *turn, struct scoring *scoring,
                    struct buffer *out)
{
    if (scoring->unscorable)
        add_unscorable(printer, line, turn, scoring, out);
    else
        add_scored(printer, line, turn, scoring, out);
}

/* --- a session ----------------------------------------------------------- */

static void add_measure(const struct printer *printer,
                        const struct tally *tally, size_t index,
                        struct buffer *out)
{
    const struct stretch *key = &printer->measures[index];
    int64_t value = 0;
    if (index > 0) buffer_add_byte(out, ',');
    buffer_add(out, key->bytes, key->length);
    if (measure_value(tally, printer->rubric, index, &value))
        json_add_thousandths(value, out);
    else
        buffer_add_text(out, "null");
}

void printer_measures(const struct printer *printer, const char *session,
                      const struct tally *tally, struct buffer *out)
{
    buffer_add_text(out, "{\"session\":");
    json_quote(session, out);
    buffer_format(out, ",\"replies\":%" PRId64,
                  tally->replies + tally->unscorable);
    if (tally->unscorable > 0)
        buffer_format(out, ",\"unscorable\":%" PRId64, tally->unscorable);
    buffer_add_text(out, ",\"measures\":{");
    for (size_t i = 0; i < printer->rubric->measure_count; i++)
        add_measure(printer, tally, i, out);
    buffer_add_text(out, "}}");
}
