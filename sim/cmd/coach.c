/* What the coach says; see coach.h. */
#include "cmd/coach.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT_WHOLE = 24 /* bytes of a reply */ };

void coach_honesty(const struct rubric *rubric, struct buffer *out)
{
    const struct measured *measured = &rubric->measured;
    if (measured->on == NULL) {
        buffer_add_text(out, "How often they misjudge is not yet measured.");
        return;
    }
    buffer_format(
        out,
        "In about %d of 10 turns they name what a trained coder would "
        "(measured on %d turns).",
        measured->accuracy / 100, measured->turns);
}

static void mark(bool *marked, struct span span)
{
    for (size_t at = span.start; at < span.end; at++)
        marked[at] = true;
}

void coach_reply(const struct screen *screen, const struct session *session,
                 const struct record *record, bool tells, bool typed)
{
    bool *marked = memory_new(strlen(record->reply) + 1, sizeof *marked);
    struct feedback feedback = feedback_of(session, record);
    for (size_t i = 0; tells && i < feedback.shown_count; i++)
        for (size_t j = 0; j < feedback.shown[i].reasons; j++)
            if (feedback.shown[i].quotes[j] != NULL)
                mark(marked, feedback_words(record->reply,
                                            feedback.shown[i].quotes[j]));
    screen_reply(screen, record->reply, marked, typed);
    feedback_free(&feedback);
    free(marked);
}

static void name_level(const struct session *session, const struct shown *shown,
                       struct buffer *out)
{
    const struct code *code = &session->rubric->codes[shown->code];
    if (out->length > 0) buffer_add_text(out, ", ");
    buffer_add_text(out, code->title);
    if (code->most > 1)
        buffer_format(out, " %d of %d", shown->level, code->most);
}

/* The trainee's own words. */
static void quote(const struct record *record, const struct match *match,
                  struct buffer *out)
{
    struct span words = feedback_words(record->reply, match);
    buffer_add_text(out, "\"");
    buffer_add(out, record->reply + words.start, words.end - words.start);
    buffer_add_text(out, "\"");
}

static void give_reasons(const struct record *record, const struct shown *shown,
                         struct buffer *out)
{
    for (size_t i = 0; i < shown->reasons; i++) {
        if (i > 0) buffer_add_text(out, "; ");
        if (shown->quotes[i] != NULL) {
            quote(record, shown->quotes[i], out);
            buffer_add_text(out, " ");
        }
        buffer_add_text(out, shown->whys[i] != NULL ? shown->whys[i] : "");
    }
}

static bool gives(const struct shown *shown, const struct match *quote,
                  const char *why)
{
    for (size_t i = 0; i < shown->reasons; i++)
        if (shown->quotes[i] == quote && shown->whys[i] == why) return true;
    return false;
}

static bool same_reasons(const struct shown *one, const struct shown *other)
{
    if (one->reasons != other->reasons) return false;
    for (size_t i = 0; i < one->reasons; i++)
        if (!gives(other, one->quotes[i], one->whys[i])) return false;
    return true;
}

void coach_codes(const struct screen *screen, const struct session *session,
                 const struct record *record, const struct feedback *feedback)
{
    struct buffer left = {0};
    struct buffer right = {0};
    for (size_t i = 0; i < feedback->shown_count; i++) {
        const struct shown *shown = &feedback->shown[i];
        name_level(session, shown, &left);
        if (i + 1 < feedback->shown_count && same_reasons(shown, shown + 1))
            continue;
        buffer_clear(&right);
        give_reasons(record, shown, &right);
        screen_row(screen, SCREEN_WORD, buffer_text(&left),
                   buffer_text(&right));
        buffer_clear(&left);
    }
    buffer_free(&left);
    buffer_free(&right);
}

static void show_nothing(const struct screen *screen,
                         const struct record *record)
{
    if (record->scoring->unscorable)
        screen_coach(screen, TERMINAL_WARNING, "",
                     "This reply could not be scored: it reached a limit of "
                     "the pattern matcher. It counts as nothing, not as a "
                     "fault.");
    else if (record->scoring->silent)
        screen_coach(screen, TERMINAL_QUIET, "", "You stayed silent.");
    else
        screen_coach(screen, TERMINAL_QUIET, "",
                     "Nothing in this reply was recognised. That counts as "
                     "nothing, not as a fault; :dispute says if it should "
                     "have been.");
}

static void show_effect(const struct screen *screen,
                        const struct feedback *feedback)
{
    static const struct {
        enum terminal_style style;
        const char *sign;
    } shows[] = {[FEEDBACK_LOST] = {TERMINAL_WARNING, "-"},
                 [FEEDBACK_KEPT] = {TERMINAL_NORMAL, "~"},
                 [FEEDBACK_GAINED] = {TERMINAL_GOOD, "+"}};
    screen_coach(screen, shows[feedback->change].style,
                 shows[feedback->change].sign, feedback->effect);
}

void coach_feedback(const struct screen *screen, const struct session *session,
                    const struct record *record)
{
    struct feedback feedback = feedback_of(session, record);
    if (feedback.shown_count > 0)
        coach_codes(screen, session, record, &feedback);
    else
        show_nothing(screen, record);
    if (feedback.effect != NULL)
        show_effect(screen, &feedback);
    else if (feedback.strength != NULL)
        screen_coach(screen, TERMINAL_GOOD, "+", feedback.strength);
    if (feedback.step != NULL)
        screen_coach(screen, TERMINAL_NORMAL, ">", feedback.step);
    if (screen->terminal.is_terminal && !screen->plain)
        screen_coach(screen, TERMINAL_QUIET, "", ":why  :retry  :better");
    screen_gap(screen);
    feedback_free(&feedback);
}

/* --- why ----------------------------------------------------------------- */

/* What all of a reply showed is many lines: there it is not quoted again and
 * again, but where it is short. */
static bool is_long_whole(const struct record *record, struct span span)
{
    return span.start == 0 && span.end > SHORT_WHOLE &&
           span.end == strlen(record->reply);
}

static void add_match_words(const struct record *record,
                            const struct match *match, struct buffer *out)
{
    if (match->whose != WHOSE_REPLY)
        buffer_format(out, "(in %s words)",
                      match->whose == WHOSE_BEFORE ? "your earlier"
                                                   : "the client's");
    else if (is_long_whole(record, match->span))
        buffer_add_text(out, "(the whole reply)");
    else if (match->span.end > match->span.start + 1)
        quote(record, match, out);
}

static void add_added(const struct rubric *rubric, size_t cue,
                      struct buffer *out)
{
    bool first = true;
    for (size_t i = 0; i < rubric->code_count; i++) {
        const struct code *code = &rubric->codes[i];
        for (size_t j = 0; j < code->weight_count; j++) {
            if (code->weights[j].cue != cue) continue;
            buffer_format(out, "%s%s %+g", first ? "" : ", ", code->title,
                          code->weights[j].thousandths / 1000.0);
            first = false;
        }
        for (size_t j = 0; j < code->unless.count; j++) {
            if (code->unless.list[j] != cue) continue;
            buffer_format(out, "%sno %s", first ? "" : ", ", code->title);
            first = false;
        }
    }
    if (first) buffer_add_text(out, "adds to nothing");
}

static void why_cues(const struct screen *screen, const struct session *session,
                     const struct record *record)
{
    const struct rubric *rubric = session->rubric;
    struct buffer text = {0};
    bool any = false;
    for (size_t i = 0; i < rubric->cue_count; i++) {
        const struct match *match = score_match(record->scoring, i, 0);
        if (match == NULL) continue;
        any = true;
        buffer_clear(&text);
        add_match_words(record, match, &text);
        if (text.length > 0) buffer_add_text(&text, " ");
        buffer_format(&text, "%s: ",
                      rubric->cues[i].why != NULL ? rubric->cues[i].why
                                                  : rubric->cues[i].name);
        add_added(rubric, i, &text);
        screen_coach(screen, TERMINAL_NORMAL, "*", buffer_text(&text));
    }
    if (!any) screen_coach(screen, TERMINAL_NORMAL, "", "No cue was met.");
    buffer_free(&text);
}

static void why_lost(const struct screen *screen, const struct way *way,
                     const struct moment *moment)
{
    struct buffer text = {0};
    struct buffer reason = {0};
    expression_explain(way->when, moment, &reason);
    buffer_format(&text, "not '%s' (%s): %s", way->id, way->when_text,
                  buffer_text(&reason));
    screen_coach(screen, TERMINAL_QUIET, "*", buffer_text(&text));
    buffer_free(&text);
    buffer_free(&reason);
}

static void why_state(const struct screen *screen,
                      const struct session *session,
                      const struct record *record)
{
    const struct scenario *scenario = session->scenario;
    struct buffer text = {0};
    for (size_t i = 0; i < scenario->state_count; i++)
        if (record->after[i] != record->before[i])
            buffer_format(&text, "%s%s went from %d to %d",
                          text.length > 0 ? ", " : "", scenario->states[i].name,
                          record->before[i], record->after[i]);
    if (record->move.rule != SCENARIO_NONE)
        buffer_format(&text, "%sthe rule '%s' (%s) then decided",
                      text.length > 0 ? "; " : "",
                      scenario->always[record->move.rule].id,
                      scenario->always[record->move.rule].when_text);
    if (record->move.time_up)
        buffer_format(&text, "%sthe time was up", text.length > 0 ? "; " : "");
    if (text.length > 0)
        screen_coach(screen, TERMINAL_NORMAL, "=", buffer_text(&text));
    buffer_free(&text);
}

void coach_why(const struct screen *screen, const struct session *session,
               const struct record *record)
{
    const struct node *node = &session->scenario->nodes[record->move.from];
    const struct way *won = &node->ways[record->move.way];
    struct moment moment = session_moment(record);
    struct buffer text = {0};
    screen_coach(screen, TERMINAL_STRONG, "", "What your words showed:");
    why_cues(screen, session, record);
    screen_coach(screen, TERMINAL_STRONG, "", "Why the client reacted so:");
    buffer_format(&text, "'%s' won%s%s%s", won->id,
                  won->when_text != NULL ? " (" : ": nothing before it fitted",
                  won->when_text != NULL ? won->when_text : "",
                  won->when_text != NULL ? ")" : "");
    screen_coach(screen, TERMINAL_NORMAL, "=", buffer_text(&text));
    why_state(screen, session, record);
    for (size_t i = 0; i < record->move.way; i++)
        why_lost(screen, &node->ways[i], &moment);
    screen_gap(screen);
    buffer_free(&text);
}

/* --- looking back -------------------------------------------------------- */

void coach_recap(const struct screen *screen, const struct session *session)
{
    struct buffer left = {0};
    if (session->record_count == 0)
        screen_coach(screen, TERMINAL_NORMAL, "", "Nothing was said yet.");
    for (size_t i = 0; i < session->record_count; i++) {
        const struct record *record = &session->records[i];
        struct feedback feedback = feedback_of(session, record);
        screen_gap(screen);
        screen_format(screen, "Turn %d", record->turn);
        screen_client(screen, session->scenario, &record->asked);
        coach_reply(screen, session, record, true, false);
        buffer_clear(&left);
        for (size_t j = 0; j < feedback.shown_count; j++)
            name_level(session, &feedback.shown[j], &left);
        if (feedback.shown_count == 0)
            buffer_add_text(&left, record->scoring->silent
                                       ? "silence"
                                       : "nothing recognised");
        screen_coach(screen, TERMINAL_QUIET, "", buffer_text(&left));
        if (feedback.effect != NULL) show_effect(screen, &feedback);
        feedback_free(&feedback);
    }
    screen_gap(screen);
    buffer_free(&left);
}

static const char *const marks[] = {
    [MEASURE_LOW] = "not there yet",
    [MEASURE_FAIR] = "fair",
    [MEASURE_GOOD] = "good",
};

const char *coach_mark(const struct measure *measure, int64_t value)
{
    return marks[measure_mark(measure, value)];
}

void coach_figure(const struct measure *measure, int64_t value,
                  struct buffer *out)
{
    bool counts =
        measure->kind == MEASURE_COUNT || measure->kind == MEASURE_WITHOUT;
    buffer_format(out, "%.*f", counts ? 0 : 2, (double)value / 1000.0);
}

static void describe(const struct measure *measure, int64_t value,
                     struct buffer *out)
{
    const char *less = measure->fair > measure->good ? " or less" : "";
    coach_figure(measure, value, out);
    buffer_format(out, ": %s (%g%s is fair, %g good)",
                  coach_mark(measure, value), measure->fair / 1000.0, less,
                  measure->good / 1000.0);
}

static void report_measures(const struct screen *screen,
                            const struct session *session)
{
    const struct rubric *rubric = session->rubric;
    struct tally *tally = session_tally(session);
    struct buffer text = {0};
    screen_heading(screen, "The session in figures (estimates)");
    for (size_t i = 0; i < rubric->measure_count; i++) {
        const struct measure *measure = &rubric->measures[i];
        int64_t value = 0;
        buffer_clear(&text);
        if (measure_value(tally, rubric, i, &value))
            describe(measure, value, &text);
        else
            buffer_add_text(&text, "none: there was nothing to count");
        screen_row(screen, SCREEN_PHRASE, measure->title, buffer_text(&text));
    }
    buffer_free(&text);
    measure_tally_free(tally);
}

/* "turn 3 +2, turn 7 -1": the replies that moved the state behind a line. */
static void add_turns(const struct session *session, size_t state,
                      struct buffer *out)
{
    bool first = true;
    for (size_t i = 0; i < session->record_count; i++) {
        const struct record *record = &session->records[i];
        int moved = record->after[state] - record->before[state];
        if (moved == 0) continue;
        buffer_format(out, "%s%d (%+d)", first ? "; moved by turn " : ", ",
                      record->turn, moved);
        first = false;
    }
}

static const char *const card_titles[] = {
    [CARD_BOND] = "Bond: with this person",
    [CARD_GOALS] = "Goals: what it is for",
    [CARD_TASKS] = "Tasks: what we do here",
};

static void report_card(const struct screen *screen,
                        const struct session *session)
{
    struct buffer text = {0};
    for (size_t i = 0; i < CARD_COUNT; i++) {
        const struct card_line *line = &session->scenario->card[i];
        buffer_clear(&text);
        if (line->discussed) {
            int value = session->position.values[line->state];
            buffer_format(&text, "%d of 5", scenario_card_value(line, value));
            add_turns(session, line->state, &text);
        } else {
            buffer_add_text(&text, "not discussed");
        }
        screen_row(screen, SCREEN_PHRASE, card_titles[i], buffer_text(&text));
    }
    buffer_free(&text);
}

void coach_report(const struct screen *screen, const struct session *session,
                  int guess)
{
    char heading[256];
    if (session->record_count > 0 && session->rubric->measure_count > 0)
        report_measures(screen, session);
    snprintf(heading, sizeof heading, "How it was for %s",
             session->scenario->people[0].name);
    screen_heading(screen, heading);
    if (guess > 0) {
        const struct card_line *bond = &session->scenario->card[CARD_BOND];
        char text[96];
        int length = snprintf(text, sizeof text, "%d of 5", guess);
        if (bond->discussed)
            snprintf(text + length, sizeof text - (size_t)length,
                     "; the bond, on the card, is %d",
                     scenario_card_value(
                         bond, session->position.values[bond->state]));
        screen_row(screen, SCREEN_PHRASE, "Felt heard, you guessed", text);
    }
    report_card(screen, session);
}
