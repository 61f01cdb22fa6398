/* Scored turns; see printer.h. Begin with printer_scored(). */
#include "rubric/printer.h"

#include "base/memory.h"

#include <assert.h>
#include <stdint.h>
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

static const char ends[] = ",\"end\":";

struct printer {
    struct arena arena;
    const struct rubric *rubric;
    struct stretch codes;   /* all of them, at level 0 */
    size_t *levels;         /* of each code: where its level is in there */
    struct stretch *mains;  /* `"main":"NAME"`; last, that of `else` */
    size_t *firsts;         /* of each code, its first weight in these: */
    struct stretch *begins; /* `{"code":…,"of":` of each weight */
    struct stretch *adds;   /* `,"adds":…}` */
    struct stretch nothing; /* `"adds":0}`, of further spans */
    struct stretch whose[WHOSES]; /* `reply","start":`, … */
    struct digits digits[BRIEF];
    size_t longest; /* of one piece of evidence */
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
        assert(text->length <= BRIEF_CHUNK);
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
    assert(text->length <= BRIEF_CHUNK);
    printer->adds[place] = keep(printer, text);
    size_t length = printer->begins[place].length + printer->adds[place].length;
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
    printer->firsts =
        arena_new(&printer->arena, rubric->code_count, sizeof *printer->firsts);
    count = 0;
    for (size_t i = 0; i < rubric->code_count; i++) {
        printer->firsts[i] = count;
        for (size_t j = 0; j < rubric->codes[i].weight_count; j++)
            ready_weight(printer, &rubric->codes[i],
                         &rubric->codes[i].weights[j], count++, text);
    }
    buffer_add_text(text, ",\"adds\":0}");
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
    printer->longest += BRIEF_CHUNK + 2 * LONGEST_NUMBER + sizeof ends;
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
static char *put(char *at, const struct stretch *stretch)
{
    memcpy(at, stretch->bytes, CHUNK);
    for (size_t i = CHUNK; i < stretch->length; i += CHUNK)
        memcpy(at + i, stretch->bytes + i, CHUNK);
    return at + stretch->length;
}

/* The same of what is known to be brief. */
static char *put_brief(char *at, const struct stretch *stretch)
{
    memcpy(at, stretch->bytes, BRIEF_CHUNK);
    return at + stretch->length;
}

static char *put_long(const struct printer *printer, char *at, size_t number);

static char *put_number(const struct printer *printer, char *at, size_t number)
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

static char *put_match(const struct printer *printer, const struct match *match,
                       char *at)
{
    at = put_brief(at, &printer->whose[match->whose]);
    at = put_number(printer, at, match->span.start);
    memcpy(at, ends, sizeof ends);
    return put_number(printer, at + sizeof ends - 1, match->span.end);
}

static char *put_evidence(const struct printer *printer,
                          const struct evidence *evidence,
                          const struct match *matches, char *at)
{
    size_t weight = printer->firsts[evidence->code] + evidence->weight;
    const struct stretch *adds = &printer->adds[weight];
    for (size_t i = evidence->first; i < evidence->end; i++) {
        at = put(at, &printer->begins[weight]);
        at = put_match(printer, &matches[i], at);
        at = put_brief(at, adds);
        *at++ = ',';
        adds = &printer->nothing;
    }
    return at;
}

static void add_evidence(const struct printer *printer, struct scoring *scoring,
                         struct buffer *out)
{
    const struct evidence *list;
    size_t count = score_evidence(printer->rubric, scoring, &list);
    size_t spans = 0;
    for (size_t i = 0; i < count; i++)
        spans += list[i].end - list[i].first;
    if (spans == 0) return;
    char *at = buffer_reserve(out, printer->longest * spans + CHUNK);
    const char *start = at;
    for (size_t i = 0; i < count; i++)
        at = put_evidence(printer, &list[i], scoring->matches.list, at);
    buffer_took(out, (size_t)(at - start) - 1); /* no comma behind the last */
}

static void add_scored(const struct printer *printer, struct scoring *scoring,
                       struct buffer *out)
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
                    const struct turn *turn, struct scoring *scoring,
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
