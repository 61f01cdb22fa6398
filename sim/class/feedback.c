/* Choosing what to say about a reply; see feedback.h. */
#include "class/feedback.h"

#include "base/memory.h"

#include <ctype.h>
#include <stdlib.h>

/* In what order cues are quoted: what adds more first, then the file's. */
static bool comes_before(const struct weight *one, const struct weight *other)
{
    if (one->thousandths != other->thousandths)
        return one->thousandths > other->thousandths;
    return one < other;
}

/* The cue that fired and adds most to CODE of those after PREVIOUS, or of
 * all. */
static const struct weight *strongest(const struct code *code,
                                      const struct scoring *scoring,
                                      const struct weight *previous)
{
    const struct weight *best = NULL;
    for (size_t i = 0; i < code->weight_count; i++) {
        const struct weight *weight = &code->weights[i];
        if (!scoring->fired[weight->cue] || weight->thousandths <= 0) continue;
        if (previous != NULL && !comes_before(previous, weight)) continue;
        if (best == NULL || comes_before(weight, best)) best = weight;
    }
    return best;
}

/* The first words of the trainee's own that the cue met, if they are worth
 * quoting: more than a letter. */
static const struct match *quote(const struct record *record, size_t cue)
{
    const struct match *match = score_match(record->scoring, cue, 0);
    if (match == NULL || match->whose != WHOSE_REPLY) return NULL;
    return match->span.end > match->span.start + 1 ? match : NULL;
}

/* True when these words, or some of them, are quoted already. */
static bool is_quoted(const struct shown *shown, const struct match *match)
{
    for (size_t i = 0; i < shown->reasons; i++)
        if (shown->quotes[i] != NULL &&
            shown->quotes[i]->span.start < match->span.end &&
            match->span.start < shown->quotes[i]->span.end)
            return true;
    return false;
}

/* A reason that has no words of its own is given only where there is no
 * other. */
static void give_reason(struct shown *shown, const struct record *record,
                        const struct cue *cue, size_t index)
{
    const struct match *match =
        cue->kind == CUE_GAUGE ? NULL : quote(record, index);
    if (match == NULL ? shown->reasons > 0 : is_quoted(shown, match)) return;
    if (match != NULL && shown->reasons == 1 && shown->quotes[0] == NULL)
        shown->reasons = 0;
    shown->quotes[shown->reasons] = match;
    shown->whys[shown->reasons++] = cue->why;
}

struct shown feedback_shown(const struct session *session,
                            const struct record *record, size_t index)
{
    const struct rubric *rubric = session->rubric;
    const struct code *code = &rubric->codes[index];
    struct shown shown = {.code = index,
                          .level = record->scoring->levels[index]};
    const struct weight *weight = NULL;
    while (shown.reasons < FEEDBACK_QUOTES &&
           (weight = strongest(code, record->scoring, weight)) != NULL)
        give_reason(&shown, record, &rubric->cues[weight->cue], weight->cue);
    return shown;
}

/* The strength of the clearest code shown that has one. */
static const char *find_strength(const struct session *session,
                                 const struct record *record,
                                 const struct feedback *feedback)
{
    const char *best = NULL;
    long best_margin = -1;
    for (size_t i = 0; i < feedback->shown_count; i++) {
        size_t index = feedback->shown[i].code;
        const struct code *code = &session->rubric->codes[index];
        long margin = (long)record->scoring->scores[index] - code->cuts[0];
        if (code->strength == NULL || margin <= best_margin) continue;
        best = code->strength;
        best_margin = margin;
    }
    return best;
}

/* A closed question is as it should be where one asks leave, or about
 * suicide. */
static bool is_in_place(const struct code *code, const struct record *record)
{
    for (size_t i = 0; i < code->instead_unless.count; i++)
        if (record->scoring->levels[code->instead_unless.list[i]] > 0)
            return true;
    return false;
}

/* What to do instead of the last code shown that has such a word: a rubric
 * puts what matters most last. */
static const char *find_instead(const struct session *session,
                                const struct record *record,
                                const struct feedback *feedback)
{
    for (size_t i = feedback->shown_count; i > 0; i--) {
        size_t index = feedback->shown[i - 1].code;
        const struct code *code = &session->rubric->codes[index];
        if (code->instead != NULL && !is_in_place(code, record))
            return code->instead;
    }
    return NULL;
}

/* The hint of the first thing the scenario practises that was not there. */
static const char *missing(const struct session *session,
                           const struct record *record)
{
    const struct numbers *practises = &session->scenario->practises;
    for (size_t i = 0; i < practises->count; i++) {
        const struct code *code = &session->rubric->codes[practises->list[i]];
        if (record->scoring->levels[practises->list[i]] == 0 &&
            code->hint != NULL)
            return code->hint;
    }
    return NULL;
}

static enum feedback_change change_of(const struct session *session,
                                      const struct record *record)
{
    enum feedback_change change = FEEDBACK_KEPT;
    for (size_t i = 0; i < CARD_COUNT; i++) {
        const struct card_line *line = &session->scenario->card[i];
        if (!line->discussed) continue;
        int moved = record->after[line->state] - record->before[line->state];
        if (moved < 0) return FEEDBACK_LOST;
        if (moved > 0) change = FEEDBACK_GAINED;
    }
    return change;
}

static void show_all(struct feedback *feedback, const struct session *session,
                     const struct record *record, bool quiet)
{
    const struct rubric *rubric = session->rubric;
    for (size_t i = 0; i < rubric->code_count; i++)
        if (record->scoring->levels[i] > 0 && !rubric->codes[i].is_any &&
            rubric->codes[i].quiet == quiet)
            feedback->shown[feedback->shown_count++] =
                feedback_shown(session, record, i);
}

struct feedback feedback_of(const struct session *session,
                            const struct record *record)
{
    const struct rubric *rubric = session->rubric;
    const struct node *node = &session->scenario->nodes[record->move.from];
    struct feedback feedback = {
        .shown = memory_new(rubric->code_count, sizeof(struct shown)),
        .effect = node->ways[record->move.way].coach,
        .change = change_of(session, record),
    };
    show_all(&feedback, session, record, false);
    if (feedback.shown_count == 0) show_all(&feedback, session, record, true);
    feedback.strength = find_strength(session, record, &feedback);
    feedback.step = find_instead(session, record, &feedback);
    if (feedback.step == NULL && feedback.strength == NULL &&
        !record->scoring->silent)
        feedback.step = missing(session, record);
    return feedback;
}

void feedback_free(struct feedback *feedback)
{
    free(feedback->shown);
    *feedback = (struct feedback){0};
}

/* ---- Quotes ---- */

static bool in_word(char byte)
{
    return ((unsigned char)byte & 0x80) != 0 || isalnum((unsigned char)byte);
}

/* A pause before words, of which it says nothing. */
static bool is_pause(const char *reply, struct span span)
{
    bool more = span.end - span.start > 1;
    return more && reply[span.start] == ',' && reply[span.start + 1] == ' ';
}

struct span feedback_words(const char *reply, const struct match *match)
{
    struct span span = match->span;
    while (span.end > span.start && reply[span.end - 1] == ' ')
        span.end--;
    while (span.start < span.end &&
           (reply[span.start] == ' ' || is_pause(reply, span)))
        span.start++;
    while (span.start > 0 && in_word(reply[span.start]) &&
           in_word(reply[span.start - 1]))
        span.start--;
    while (in_word(reply[span.end - 1]) && in_word(reply[span.end]))
        span.end++;
    return span;
}
