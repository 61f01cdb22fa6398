/* Trying an author's lines; see rehearsal.h. Begin with rehearsal_check(). */
#include "scenario/rehearsal.h"

#include "base/text.h"
#include "scenario/fault.h"

#include <string.h>

struct rehearsal {
    const struct scenario *scenario;
    const struct rubric *rubric;
    const struct source *source;
    struct problems *problems;
    size_t tried;
};

struct session *rehearsal_play(const struct scenario *scenario,
                               const struct rubric *rubric, size_t node,
                               const struct sample *sample)
{
    struct session *session = session_new(scenario, rubric, NULL);
    session_place(session, node, &sample->given, sample->visits, sample->turn,
                  sample->before);
    session_step(session, sample->reply);
    return session;
}

static struct session *play(struct rehearsal *rehearsal, size_t node,
                            const struct sample *sample)
{
    rehearsal->tried++;
    return rehearsal_play(rehearsal->scenario, rehearsal->rubric, node, sample);
}

/* --- the words that decided ---------------------------------------------- */

enum { MOST_WORDS = 3 };

/* Stretches of a reply, no two the same. */
struct words {
    const struct rehearsal *rehearsal;
    const struct session *session;
    struct span list[MOST_WORDS];
    size_t count;
};

static void add_words(struct words *words, struct span span)
{
    for (size_t i = 0; i < words->count; i++)
        if (words->list[i].start == span.start) return;
    if (words->count < MOST_WORDS && span.start < span.end)
        words->list[words->count++] = span;
}

/* What in the reply spoke most for the code. */
static void add_evidence(struct words *words, size_t code)
{
    const struct scoring *scoring = session_last(words->session)->scoring;
    const struct code *spoken = &words->rehearsal->rubric->codes[code];
    const struct match *best = NULL;
    int most = 0;
    if (scoring->unscorable) return;
    for (size_t i = 0; i < spoken->weight_count; i++) {
        const struct weight *weight = &spoken->weights[i];
        const struct match *match = score_match(scoring, weight->cue, 0);
        if (match == NULL || match->whose != WHOSE_REPLY ||
            weight->thousandths <= most)
            continue;
        best = match;
        most = weight->thousandths;
    }
    if (best != NULL) add_words(words, best->span);
}

static void add_code(struct words *words, size_t index)
{
    const struct code *code = &words->rehearsal->rubric->codes[index];
    const int *levels = session_last(words->session)->scoring->levels;
    if (!code->is_any) add_evidence(words, index);
    for (size_t i = 0; code->is_any && i < code->any.count; i++)
        if (levels[code->any.list[i]] > 0)
            add_evidence(words, code->any.list[i]);
}

/* What the scenario's own cue INDEX makes of the last reply. */
static enum cue_outcome listen_again(const struct rehearsal *rehearsal,
                                     const struct session *session,
                                     size_t index, struct matches *matches)
{
    const struct language *language = &rehearsal->rubric->language;
    const char *reply = session_last(session)->reply;
    struct utterance *said = utterance_new(language, reply, strlen(reply));
    enum cue_outcome outcome =
        cue_try(&rehearsal->scenario->listens[index], index, language,
                &session->dialogue, said, matches);
    utterance_free(said);
    return outcome;
}

static void add_listened(struct words *words, size_t index)
{
    struct matches matches = {0};
    listen_again(words->rehearsal, words->session, index, &matches);
    if (matches.count > 0 && matches.list[0].whose == WHOSE_REPLY)
        add_words(words, matches.list[0].span);
    cue_matches_free(&matches);
}

static void add_reasons(struct words *words, const struct expression *when)
{
    enum { MOST_REASONS = 16 };
    const struct name *names[MOST_REASONS];
    struct moment moment = session_moment(session_last(words->session));
    size_t count = expression_reasons(when, &moment, names, MOST_REASONS);
    for (size_t i = 0; i < count; i++) {
        if (names[i]->operand == OPERAND_CODE) add_code(words, names[i]->index);
        if (names[i]->operand == OPERAND_LISTEN)
            add_listened(words, names[i]->index);
    }
}

/* ", because of 'should'", or nothing. */
static void add_because(struct rehearsal *rehearsal,
                        const struct expression *when,
                        const struct session *session, struct buffer *out)
{
    const struct record *record = session_last(session);
    struct words words = {.rehearsal = rehearsal, .session = session};
    add_reasons(&words, when);
    for (size_t i = 0; i < words.count; i++) {
        const char *at = record->reply + words.list[i].start;
        size_t length = words.list[i].end - words.list[i].start;
        buffer_format(out, "%s'%.*s'", i > 0 ? " and " : ", because of ",
                      text_shown(at, length), at);
    }
}

/* --- trying -------------------------------------------------------------- */

/* Names the words that made a lost line lose: what the winning way asked
 * for, or what the wanted one missed. */
static void report_lost(struct rehearsal *rehearsal, const struct node *node,
                        const struct way *wanted, const struct sample *sample,
                        const struct session *session)
{
    const struct record *record = session_last(session);
    const struct way *won = &node->ways[record->move.way];
    struct moment moment = session_moment(record);
    struct buffer why = {0};
    struct buffer words = {0};
    add_because(rehearsal, won < wanted ? won->when : wanted->when, session,
                &words);
    if (won < wanted)
        buffer_format(&why, "'%s' stands before it and holds (%s)", won->id,
                      won->when_text != NULL ? won->when_text : "always");
    else
        expression_explain(wanted->when, &moment, &why);
    problem_add(rehearsal->problems, rehearsal->source, sample->at,
                FAULT_TRY_LOST,
                problem_mend(rehearsal->problems, "%s", buffer_text(&why)),
                "this 'try' of '%s' was won by '%s'%s", wanted->id, won->id,
                buffer_text(&words));
    buffer_free(&words);
    buffer_free(&why);
}

/* What reached its limit on the last reply. */
static const char *limited(const struct rehearsal *rehearsal,
                           const struct session *session)
{
    const struct scenario *scenario = rehearsal->scenario;
    size_t cue = session_last(session)->scoring->limited;
    const char *name = NULL;
    if (cue != RUBRIC_NONE) name = rehearsal->rubric->cues[cue].name;
    for (size_t i = 0; name == NULL && i < scenario->listen_count; i++) {
        struct matches matches = {0};
        if (listen_again(rehearsal, session, i, &matches) == CUE_LIMITED)
            name = scenario->listens[i].name;
        cue_matches_free(&matches);
    }
    if (name == NULL) return "the pattern of what makes a question";
    return problem_mend(rehearsal->problems, "the cue '%s'", name);
}

static bool check_scorable(struct rehearsal *rehearsal,
                           const struct sample *sample,
                           const struct session *session)
{
    if (!session_last(session)->scoring->unscorable) return true;
    problem_add(rehearsal->problems, rehearsal->source, sample->at,
                FAULT_UNSCORABLE, "shorten it",
                "%s reaches its limit on this line",
                limited(rehearsal, session));
    return false;
}

static void check_try(struct rehearsal *rehearsal, size_t index,
                      const struct way *way, const struct sample *sample)
{
    const struct node *node = &rehearsal->scenario->nodes[index];
    struct session *session = play(rehearsal, index, sample);
    const struct record *record = session_last(session);
    if (check_scorable(rehearsal, sample, session) &&
        &node->ways[record->move.way] != way)
        report_lost(rehearsal, node, way, sample, session);
    session_free(session);
}

/* The state that RECORD lowered, or NULL. */
static const char *lowered(const struct scenario *scenario,
                           const struct record *record)
{
    for (size_t i = 0; i < scenario->state_count; i++)
        if (record->after[i] < record->before[i])
            return scenario->states[i].name;
    return NULL;
}

static void check_better(struct rehearsal *rehearsal, size_t index,
                         const struct sample *sample)
{
    const struct scenario *scenario = rehearsal->scenario;
    const struct node *node = &scenario->nodes[index];
    struct session *session = play(rehearsal, index, sample);
    const struct record *record = session_last(session);
    const char *way = node->ways[record->move.way].id;
    const char *state = lowered(scenario, record);
    size_t ending = session_ending(session);
    bool poor = ending != SCENARIO_NONE &&
                scenario->endings[ending].kind == ENDING_POOR;
    if (check_scorable(rehearsal, sample, session) && state != NULL)
        problem_add(
            rehearsal->problems, rehearsal->source, sample->at,
            FAULT_BETTER_POOR, "reword it, or look at what that reply asks for",
            "this 'better' line is won by '%s', which lowers '%s'", way, state);
    else if (poor)
        problem_add(
            rehearsal->problems, rehearsal->source, sample->at,
            FAULT_BETTER_POOR, "reword it, or look at what that reply asks for",
            "this 'better' line is won by '%s', which ends poorly", way);
    session_free(session);
}

static void check_way(struct rehearsal *rehearsal, size_t index,
                      const struct way *way)
{
    if (way->tries.count == 0)
        problem_add(rehearsal->problems, rehearsal->source, way->at,
                    FAULT_NO_TRY,
                    "add 'try': what a trainee might say that this reply wins",
                    "nothing shows that the reply '%s' can be won", way->id);
    for (size_t i = 0; i < way->tries.count; i++)
        check_try(rehearsal, index, way, &way->tries.list[i]);
}

size_t rehearsal_check(const struct scenario *scenario,
                       const struct rubric *rubric, const struct source *source,
                       struct problems *problems)
{
    struct rehearsal rehearsal = {scenario, rubric, source, problems, 0};
    for (size_t i = 0; i < scenario->node_count; i++) {
        const struct node *node = &scenario->nodes[i];
        for (size_t j = 0; j < node->way_count; j++)
            check_way(&rehearsal, i, &node->ways[j]);
        for (size_t j = 0; j < node->better.count && node->way_count > 0; j++)
            check_better(&rehearsal, i, &node->better.list[j]);
    }
    return rehearsal.tried;
}
