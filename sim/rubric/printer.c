/* Scored turns; see printer.h. Begin with printer_scored(). */
#include "rubric/printer.h"

#include "base/memory.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { WHOSES = WHOSE_BEFORE + 1, LONGEST_NUMBER = 20, LONGEST_WHOSE = 32 };

struct stretch {
    const char *bytes;
    size_t length;
};

struct printer {
    struct arena arena;
    const struct rubric *rubric;
    struct stretch codes;  /* all of them, at level 0 */
    size_t *levels;        /* of each code: where its level is in there */
    struct stretch *mains; /* `"main":"NAME"`; last, that of `else` */
    /* Of each weight: `{"code":…,"of":` and `,"adds":…}`. */
    struct stretch *begins;
    struct stretch *adds;
    uint32_t *weights;            /* of each code and cue, the place in those */
    struct stretch nothing;       /* `"adds":0}`, of further spans */
    struct stretch whose[WHOSES]; /* `reply","start":`, … */
    size_t longest;               /* of one piece of evidence */
};

/* --- what can be made ready ---------------------------------------------- */

/* Moves what is in TEXT to the arena. */
static struct stretch keep(struct printer *printer, struct buffer *text)
{
    size_t length = text->length;
    const char *bytes =
        arena_copy(&printer->arena, buffer_text(text), text->length);
    buffer_clear(text);
    return (struct stretch){bytes, length};
}

static void ready_codes(struct printer *printer, struct buffer *text)
{
    const struct rubric *rubric = printer->rubric;
    printer->levels =
        arena_new(&printer->arena, rubric->code_count, sizeof *printer->levels);
    buffer_add_text(text, "{\"codes\":{");
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
        printer->mains[i] = keep(printer, text);
    }
}

static void ready_whose(struct printer *printer, struct buffer *text)
{
    for (size_t i = 0; i < WHOSES; i++) {
        buffer_format(text, "%s\",\"start\":", part_whose_name((enum whose)i));
        assert(text->length <= LONGEST_WHOSE);
        printer->whose[i] = keep(printer, text);
    }
}

static void ready_weight(struct printer *printer, const struct code *code,
                         const struct weight *weight, size_t place,
                         struct buffer *text)
{
    buffer_add_text(text, "{\"code\":");
    json_quote(code->name, text);
    buffer_add_text(text, ",\"cue\":");
    json_quote(printer->rubric->cues[weight->cue].name, text);
    buffer_add_text(text, ",\"of\":\"");
    printer->begins[place] = keep(printer, text);
    buffer_add_text(text, ",\"adds\":");
    json_add_thousandths(weight->thousandths, text);
    buffer_add_byte(text, '}');
    printer->adds[place] = keep(printer, text);
    size_t length = printer->begins[place].length + printer->adds[place].length;
    length += LONGEST_WHOSE;
    if (length > printer->longest) printer->longest = length;
}

static void ready_weights(struct printer *printer, struct buffer *text)
{
    const struct rubric *rubric = printer->rubric;
    size_t count = 0;
    for (size_t i = 0; i < rubric->code_count; i++)
        count += rubric->codes[i].weight_count;
    printer->begins =
        arena_new(&printer->arena, count, sizeof *printer->begins);
    printer->adds = arena_new(&printer->arena, count, sizeof *printer->adds);
    printer->weights =
        arena_new(&printer->arena, rubric->code_count * rubric->cue_count,
                  sizeof *printer->weights);
    count = 0;
    for (size_t i = 0; i < rubric->code_count; i++)
        for (size_t j = 0; j < rubric->codes[i].weight_count; j++) {
            const struct weight *weight = &rubric->codes[i].weights[j];
            printer->weights[i * rubric->cue_count + weight->cue] =
                (uint32_t)count;
            ready_weight(printer, &rubric->codes[i], weight, count++, text);
        }
    buffer_add_text(text, ",\"adds\":0}");
    printer->nothing = keep(printer, text);
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

static char *put(char *at, const char *bytes, size_t length)
{
    memcpy(at, bytes, length);
    return at + length;
}

/* Offsets in a reply seldom have more than three digits. */
static char *put_number(char *at, size_t number)
{
    if (number >= 1000) {
        at = put_number(at, number / 1000);
        number %= 1000;
        *at++ = (char)('0' + number / 100);
        *at++ = (char)('0' + number / 10 % 10);
    } else {
        if (number >= 100) *at++ = (char)('0' + number / 100);
        if (number >= 10) *at++ = (char)('0' + number / 10 % 10);
    }
    *at++ = (char)('0' + number % 10);
    return at;
}

static const char ends[] = ",\"end\":";

/* WEIGHT is the place of what EVIDENCE rests on; FURTHER: of a span that is
 * not its first. */
static char *put_evidence(const struct printer *printer,
                          const struct evidence *evidence, size_t weight,
                          bool further, char *at)
{
    const struct stretch *begin = &printer->begins[weight];
    const struct stretch *adds =
        further ? &printer->nothing : &printer->adds[weight];
    const struct stretch *whose = &printer->whose[evidence->whose];
    at = put(at, begin->bytes, begin->length);
    at = put(at, whose->bytes, whose->length);
    at = put_number(at, evidence->span.start);
    at = put(at, ends, sizeof ends - 1);
    at = put_number(at, evidence->span.end);
    return put(at, adds->bytes, adds->length);
}

static void add_evidence(const struct printer *printer,
                         const struct scoring *scoring, struct buffer *out)
{
    size_t most = printer->longest + sizeof ends + 2 * LONGEST_NUMBER + 1;
    char *at = buffer_reserve(out, most * scoring->evidence_count);
    const char *start = at;
    size_t last = RUBRIC_NONE;
    for (size_t i = 0; i < scoring->evidence_count; i++) {
        const struct evidence *evidence = &scoring->evidence[i];
        size_t weight =
            printer->weights[evidence->code * printer->rubric->cue_count +
                             evidence->cue];
        if (i > 0) *at++ = ',';
        at = put_evidence(printer, evidence, weight, weight == last, at);
        last = weight;
    }
    buffer_took(out, (size_t)(at - start));
}

static void add_scored(const struct printer *printer,
                       const struct scoring *scoring, struct buffer *out)
{
    const struct rubric *rubric = printer->rubric;
    size_t start = out->length;
    size_t main =
        scoring->main == RUBRIC_NONE ? rubric->code_count : scoring->main;
    buffer_add(out, printer->codes.bytes, printer->codes.length);
    for (size_t i = 0; i < rubric->code_count; i++)
        out->bytes[start + printer->levels[i]] =
            (char)('0' + scoring->levels[i]);
    buffer_add(out, printer->mains[main].bytes, printer->mains[main].length);
    add_evidence(printer, scoring, out);
    buffer_add_text(out, "]}");
}

static void add_unscorable(const struct rubric *rubric,
                           const struct scoring *scoring, struct buffer *out)
{
    buffer_add_text(out, "{\"unscorable\":true,\"cue\":");
    json_quote(scoring->limited == RUBRIC_NONE
                   ? "sentences"
                   : rubric->cues[scoring->limited].name,
               out);
    buffer_add_byte(out, '}');
}

void printer_scored(const struct printer *printer, const struct source *line,
                    const struct turn *turn, const struct scoring *scoring,
                    struct buffer *out)
{
    buffer_add(out, line->bytes, turn->close);
    buffer_add_text(out, ", \"scored\": ");
    if (scoring->unscorable)
        add_unscorable(printer->rubric, scoring, out);
    else
        add_scored(printer, scoring, out);
    buffer_add(out, line->bytes + turn->close, line->length - turn->close);
}
