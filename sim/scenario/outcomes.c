/* Finding out what may come of a reply; see outcomes.h.
 *
 * Begin with outcomes_from(). It asks for answers, the findings of one reply
 * for each thing that may come of one, and makes the move of each of them. An
 * answer serves for all spots of its kind: those that sign alike.
 */
#include "scenario/outcomes.h"

#include "base/memory.h"
#include "base/table.h"
#include "scenario/foresee.h"
#include "scenario/rehearsal.h"

#include <stdlib.h>
#include <string.h>

struct answer {
    size_t way; /* that takes it; not known of a sample */
    struct findings findings;
};

struct answers {
    struct answer *list;
    size_t count;
};

struct outcomes {
    const struct scenario *scenario;
    const struct rubric *rubric;
    struct foresee *foresee; /* NULL: samples only */
    struct session *session; /* where moves are made */
    struct arena arena;
    struct table kinds; /* of spots, by their sign: number in `answers` */
    struct answers *answers;
    size_t answers_count;
    size_t answers_room;
    struct buffer sign;
    struct wish *wishes;
    bool rules_ask; /* a rule of `always` asks what the reply shows */
    bool complete;
    struct way_facts **ways; /* a node each */
    struct rule_facts *rules;
    struct outcome *list; /* the last call's */
    size_t count;
    size_t room;
};

/* --- making and freeing -------------------------------------------------- */

static size_t most_ways(const struct scenario *scenario)
{
    size_t most = 0;
    for (size_t i = 0; i < scenario->node_count; i++)
        if (scenario->nodes[i].way_count > most)
            most = scenario->nodes[i].way_count;
    return most;
}

static struct outcomes *new_outcomes(const struct scenario *scenario,
                                     const struct rubric *rubric)
{
    struct outcomes *outcomes = memory_new(1, sizeof *outcomes);
    outcomes->scenario = scenario;
    outcomes->rubric = rubric;
    outcomes->session = session_new(scenario, rubric, NULL);
    outcomes->complete = true;
    outcomes->wishes = memory_new(
        most_ways(scenario) + scenario->always_count + 1, sizeof(struct wish));
    outcomes->rules =
        memory_new(scenario->always_count, sizeof(struct rule_facts));
    outcomes->ways = memory_new(scenario->node_count, sizeof *outcomes->ways);
    for (size_t i = 0; i < scenario->node_count; i++)
        outcomes->ways[i] =
            arena_new(&outcomes->arena, scenario->nodes[i].way_count,
                      sizeof(struct way_facts));
    for (size_t i = 0; i < scenario->always_count; i++)
        outcomes->rules_ask = outcomes->rules_ask ||
                              expression_asks_reply(scenario->always[i].when);
    return outcomes;
}

struct outcomes *outcomes_new(const struct scenario *scenario,
                              const struct rubric *rubric)
{
    struct outcomes *outcomes = new_outcomes(scenario, rubric);
    outcomes->foresee = foresee_new(scenario, rubric);
    return outcomes;
}

void outcomes_free(struct outcomes *outcomes)
{
    if (outcomes == NULL) return;
    foresee_free(outcomes->foresee);
    session_free(outcomes->session);
    table_free(&outcomes->kinds);
    buffer_free(&outcomes->sign);
    arena_free(&outcomes->arena);
    for (size_t i = 0; i < outcomes->room; i++)
        free(outcomes->list[i].values);
    free(outcomes->answers);
    free(outcomes->wishes);
    free(outcomes->ways);
    free(outcomes->rules);
    free(outcomes->list);
    free(outcomes);
}

/* --- answers ------------------------------------------------------------- */

static struct answers *new_answers(struct outcomes *outcomes)
{
    if (outcomes->answers_count == outcomes->answers_room) {
        outcomes->answers_room = outcomes->answers_room * 2 + 64;
        outcomes->answers =
            memory_resize(outcomes->answers, outcomes->answers_room,
                          sizeof *outcomes->answers);
    }
    struct answers *answers = &outcomes->answers[outcomes->answers_count++];
    *answers = (struct answers){0};
    return answers;
}

static void keep_answer(struct outcomes *outcomes, struct answer *answer,
                        size_t way, const struct findings *findings)
{
    size_t codes = outcomes->rubric->code_count;
    size_t listens = outcomes->scenario->listen_count;
    int *levels = arena_new(&outcomes->arena, codes, sizeof *levels);
    bool *heard = arena_new(&outcomes->arena, listens, sizeof *heard);
    memcpy(levels, findings->levels, codes * sizeof *levels);
    memcpy(heard, findings->listens, listens * sizeof *heard);
    *answer = (struct answer){way, *findings};
    answer->findings.levels = levels;
    answer->findings.listens = heard;
}

static enum foresight foresee(struct outcomes *outcomes,
                              const struct spot *spot, size_t count,
                              struct findings *found)
{
    const struct node *node = &outcomes->scenario->nodes[spot->node];
    enum foresight foresight =
        foresee_reply(outcomes->foresee, node, spot->visits, spot->turn,
                      outcomes->wishes, count, found);
    if (foresight == FORESIGHT_UNKNOWN) outcomes->complete = false;
    return foresight;
}

/* Wishes that WAY takes the reply: it holds and none before it does. Returns
 * how many. */
static size_t wish_way(struct outcomes *outcomes, const struct spot *spot,
                       size_t way)
{
    const struct node *node = &outcomes->scenario->nodes[spot->node];
    for (size_t i = 0; i <= way; i++)
        outcomes->wishes[i] =
            (struct wish){node->ways[i].when, i == way, spot->values};
    return way + 1;
}

static bool can_be(struct outcomes *outcomes, const struct spot *spot,
                   const struct expression *when, bool holds,
                   struct findings *found)
{
    outcomes->wishes[0] = (struct wish){when, holds, spot->values};
    return foresee(outcomes, spot, 1, found) != FORESIGHT_NO;
}

static struct moment moment_of(const struct spot *spot,
                               const struct findings *findings)
{
    return session_see(findings, spot->values, spot->visits, spot->turn);
}

static void note_way(struct outcomes *outcomes, const struct spot *spot,
                     size_t index, bool wins)
{
    const struct node *node = &outcomes->scenario->nodes[spot->node];
    const struct expression *when = node->ways[index].when;
    struct way_facts *facts = &outcomes->ways[spot->node][index];
    struct findings found;
    if (wins) facts->wins = facts->holds = true;
    if (!facts->holds && can_be(outcomes, spot, when, true, &found)) {
        facts->holds = true;
        struct moment moment = moment_of(spot, &found);
        if (outcomes->complete) facts->taker = session_way(node, &moment);
    }
    if (!facts->fails && can_be(outcomes, spot, when, false, &found))
        facts->fails = true;
}

/* An answer for every way that some reply can win here. */
static void answer_ways(struct outcomes *outcomes, const struct spot *spot,
                        struct answers *answers)
{
    const struct node *node = &outcomes->scenario->nodes[spot->node];
    answers->list =
        arena_new(&outcomes->arena, node->way_count, sizeof(struct answer));
    for (size_t i = 0; i < node->way_count; i++) {
        struct findings found;
        size_t wishes = wish_way(outcomes, spot, i);
        bool wins = foresee(outcomes, spot, wishes, &found) == FORESIGHT_YES;
        if (wins)
            keep_answer(outcomes, &answers->list[answers->count++], i, &found);
        note_way(outcomes, spot, i, wins);
    }
}

/* --- kinds of spots ----------------------------------------------------- */

static void sign_ways(struct outcomes *outcomes, const struct spot *spot)
{
    const struct node *node = &outcomes->scenario->nodes[spot->node];
    struct moment moment = moment_of(spot, &(struct findings){0});
    buffer_clear(&outcomes->sign);
    buffer_add(&outcomes->sign, (const char *)&spot->node, sizeof spot->node);
    for (size_t i = 0; i < node->way_count; i++)
        expression_sign(node->ways[i].when, &moment, &outcomes->sign);
}

/* The answers kept under the sign at hand; NULL when there are none yet. */
static struct answers *kept_answers(const struct outcomes *outcomes)
{
    int number = table_get(&outcomes->kinds, outcomes->sign.bytes,
                           outcomes->sign.length);
    return number < 0 ? NULL : &outcomes->answers[number];
}

static struct answers *keep_kind(struct outcomes *outcomes)
{
    const struct buffer *sign = &outcomes->sign;
    char *key = arena_copy(&outcomes->arena, sign->bytes, sign->length);
    table_put(&outcomes->kinds, key, sign->length,
              (int)outcomes->answers_count);
    return new_answers(outcomes);
}

static struct answers ways_answers(struct outcomes *outcomes,
                                   const struct spot *spot)
{
    sign_ways(outcomes, spot);
    struct answers *answers = kept_answers(outcomes);
    if (answers != NULL) return *answers;
    answers = keep_kind(outcomes);
    answer_ways(outcomes, spot, answers);
    return *answers;
}

/* --- moving -------------------------------------------------------------- */

static struct move move_from(struct outcomes *outcomes, const struct spot *spot,
                             const struct findings *findings)
{
    struct position *position = &outcomes->session->position;
    position->node = spot->node;
    position->turn = spot->turn;
    position->visits[spot->node] = spot->visits;
    memcpy(position->values, spot->values,
           outcomes->scenario->state_count * sizeof(int));
    return session_move(outcomes->session, findings);
}

static void note_rules(struct outcomes *outcomes, const struct spot *spot,
                       const struct findings *findings, size_t fired)
{
    const struct scenario *scenario = outcomes->scenario;
    struct moment moment = moment_of(spot, findings);
    moment.values = outcomes->session->position.values;
    for (size_t i = 0; i < scenario->always_count; i++) {
        struct rule_facts *facts = &outcomes->rules[i];
        if (facts->holds && facts->fails) continue;
        if (expression_holds(scenario->always[i].when, &moment))
            facts->holds = true;
        else
            facts->fails = true;
    }
    if (fired != SCENARIO_NONE) outcomes->rules[fired].fires = true;
}

static void add_outcome(struct outcomes *outcomes, const struct spot *spot,
                        const struct findings *findings)
{
    size_t states = outcomes->scenario->state_count;
    if (outcomes->count == outcomes->room) {
        size_t room = outcomes->room * 2 + 32;
        outcomes->list =
            memory_resize(outcomes->list, room, sizeof *outcomes->list);
        for (size_t i = outcomes->room; i < room; i++)
            outcomes->list[i].values = memory_new(states, sizeof(int));
        outcomes->room = room;
    }
    struct outcome *outcome = &outcomes->list[outcomes->count++];
    outcome->move = move_from(outcomes, spot, findings);
    memcpy(outcome->values, outcomes->session->position.values,
           states * sizeof(int));
    note_rules(outcomes, spot, findings, outcome->move.rule);
}

/* --- rules that ask what the reply shows --------------------------------- */

/* Wishes more, behind COUNT: that of the rules RULE decides, or none does for
 * SCENARIO_NONE, seeing VALUES. */
static size_t wish_rule(struct outcomes *outcomes, size_t node, size_t rule,
                        const int *values, size_t count)
{
    const struct scenario *scenario = outcomes->scenario;
    for (size_t i = 0; i < scenario->always_count; i++) {
        if (scenario->always[i].to == node) continue;
        outcomes->wishes[count++] =
            (struct wish){scenario->always[i].when, i == rule, values};
        if (i == rule) break;
    }
    return count;
}

static void sign_rules(struct outcomes *outcomes, const struct spot *spot,
                       size_t way, const int *values)
{
    const struct scenario *scenario = outcomes->scenario;
    struct moment moment = moment_of(spot, &(struct findings){0});
    sign_ways(outcomes, spot);
    buffer_add(&outcomes->sign, (const char *)&way, sizeof way);
    moment.values = values;
    for (size_t i = 0; i < scenario->always_count; i++)
        expression_sign(scenario->always[i].when, &moment, &outcomes->sign);
}

/* Whether RULE can hold, and can fail, once WAY has taken the reply. */
static void note_rule(struct outcomes *outcomes, const struct spot *spot,
                      size_t way, size_t rule, const int *values)
{
    const struct expression *when = outcomes->scenario->always[rule].when;
    struct rule_facts *facts = &outcomes->rules[rule];
    struct findings found;
    for (int holds = 0; holds <= 1; holds++) {
        bool *fact = holds ? &facts->holds : &facts->fails;
        if (*fact) continue;
        size_t wishes = wish_way(outcomes, spot, way);
        outcomes->wishes[wishes++] = (struct wish){when, holds != 0, values};
        *fact = foresee(outcomes, spot, wishes, &found) != FORESIGHT_NO;
    }
}

static void answer_rules(struct outcomes *outcomes, const struct spot *spot,
                         size_t way, const int *values, struct answers *answers)
{
    const struct scenario *scenario = outcomes->scenario;
    answers->list = arena_new(&outcomes->arena, scenario->always_count + 1,
                              sizeof(struct answer));
    for (size_t i = 0; i <= scenario->always_count; i++) {
        struct findings found;
        size_t rule = i < scenario->always_count ? i : SCENARIO_NONE;
        if (rule != SCENARIO_NONE) note_rule(outcomes, spot, way, i, values);
        if (rule != SCENARIO_NONE && scenario->always[i].to == spot->node)
            continue;
        size_t wishes = wish_rule(outcomes, spot->node, rule, values,
                                  wish_way(outcomes, spot, way));
        if (foresee(outcomes, spot, wishes, &found) == FORESIGHT_YES)
            keep_answer(outcomes, &answers->list[answers->count++], way,
                        &found);
    }
}

/* The same way may be won by replies for which different rules decide. */
static void add_with_rules(struct outcomes *outcomes, const struct spot *spot,
                           const struct answer *answer)
{
    move_from(outcomes, spot, &answer->findings);
    const int *values = outcomes->session->position.values;
    sign_rules(outcomes, spot, answer->way, values);
    struct answers *kept = kept_answers(outcomes);
    if (kept == NULL) {
        kept = keep_kind(outcomes);
        answer_rules(outcomes, spot, answer->way, values, kept);
    }
    struct answers answers = *kept;
    for (size_t i = 0; i < answers.count; i++)
        add_outcome(outcomes, spot, &answers.list[i].findings);
}

/* --- samples ------------------------------------------------------------- */

static void answer_sample(struct outcomes *outcomes, struct answers *answers,
                          size_t node, const struct sample *sample)
{
    struct session *session =
        rehearsal_play(outcomes->scenario, outcomes->rubric, node, sample);
    const struct record *record = session_last(session);
    struct findings findings = session_findings(record);
    keep_answer(outcomes, &answers->list[answers->count++], record->move.way,
                &findings);
    session_free(session);
}

static void answer_samples(struct outcomes *outcomes, size_t index)
{
    const struct node *node = &outcomes->scenario->nodes[index];
    struct answers *answers = new_answers(outcomes);
    size_t count = node->better.count;
    for (size_t i = 0; i < node->way_count; i++)
        count += node->ways[i].tries.count;
    answers->list = arena_new(&outcomes->arena, count, sizeof(struct answer));
    for (size_t i = 0; i < node->better.count && node->way_count > 0; i++)
        answer_sample(outcomes, answers, index, &node->better.list[i]);
    for (size_t i = 0; i < node->way_count; i++)
        for (size_t j = 0; j < node->ways[i].tries.count; j++)
            answer_sample(outcomes, answers, index,
                          &node->ways[i].tries.list[j]);
}

struct outcomes *outcomes_of_samples(const struct scenario *scenario,
                                     const struct rubric *rubric)
{
    struct outcomes *outcomes = new_outcomes(scenario, rubric);
    for (size_t i = 0; i < scenario->node_count; i++)
        answer_samples(outcomes, i);
    return outcomes;
}

/* --- the whole ----------------------------------------------------------- */

struct outcome_list outcomes_from(struct outcomes *outcomes,
                                  const struct spot *spot)
{
    bool free_codes = outcomes->foresee != NULL;
    struct answers answers = free_codes ? ways_answers(outcomes, spot)
                                        : outcomes->answers[spot->node];
    outcomes->count = 0;
    for (size_t i = 0; i < answers.count; i++) {
        if (free_codes && outcomes->rules_ask)
            add_with_rules(outcomes, spot, &answers.list[i]);
        else
            add_outcome(outcomes, spot, &answers.list[i].findings);
    }
    return (struct outcome_list){outcomes->list, outcomes->count};
}

void outcomes_forget(struct outcomes *outcomes)
{
    const struct scenario *scenario = outcomes->scenario;
    for (size_t i = 0; i < scenario->node_count; i++)
        memset(outcomes->ways[i], 0,
               scenario->nodes[i].way_count * sizeof(struct way_facts));
    memset(outcomes->rules, 0,
           scenario->always_count * sizeof(struct rule_facts));
    if (outcomes->foresee == NULL) return;
    table_free(&outcomes->kinds);
    outcomes->answers_count = 0;
}

bool outcomes_complete(const struct outcomes *outcomes)
{
    return outcomes->complete;
}

const struct way_facts *outcomes_way(const struct outcomes *outcomes,
                                     size_t node, size_t way)
{
    return &outcomes->ways[node][way];
}

const struct rule_facts *outcomes_rule(const struct outcomes *outcomes,
                                       size_t rule)
{
    return &outcomes->rules[rule];
}
