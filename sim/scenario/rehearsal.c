/* Trying an author's lines; see rehearsal.h. Begin with rehearsal_check(). */
#include "scenario/rehearsal.h"

#include "scenario/fault.h"
#include "scenario/session.h"

#include <string.h>

struct rehearsal {
    const struct scenario *scenario;
    const struct rubric *rubric;
    const struct source *source;
    struct problems *problems;
    size_t tried;
};

/* The session after SAMPLE was said in NODE. */
static struct session *play(struct rehearsal *rehearsal, size_t node,
                            const struct sample *sample)
{
    const struct rubric *rubric = rehearsal->rubric;
    struct session *session = session_new(rehearsal->scenario, rubric, NULL);
    session_place(session, node, &sample->given, sample->visits, sample->turn,
                  sample->before);
    session_step(session, sample->reply);
    rehearsal->tried++;
    return session;
}

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
    if (won < wanted)
        buffer_format(&why, "'%s' stands before it and holds (%s)", won->id,
                      won->when_text != NULL ? won->when_text : "always");
    else
        expression_explain(wanted->when, &moment, &why);
    problem_add(rehearsal->problems, rehearsal->source, sample->at,
                FAULT_TRY_LOST,
                problem_mend(rehearsal->problems, "%s", buffer_text(&why)),
                "this 'try' of '%s' was won by '%s'", wanted->id, won->id);
    buffer_free(&why);
}

static bool check_scorable(struct rehearsal *rehearsal,
                           const struct sample *sample,
                           const struct session *session)
{
    if (!session_last(session)->scoring->unscorable) return true;
    problem_add(rehearsal->problems, rehearsal->source, sample->at,
                FAULT_UNSCORABLE, "shorten it",
                "a pattern reaches its limit on this line");
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
