/* Playing; see session.h. Begin with session_move(), then session_step(). */
#include "scenario/session.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* --- positions ----------------------------------------------------------- */

static struct position new_position(const struct scenario *scenario)
{
    return (struct position){
        .values = memory_new(scenario->state_count, sizeof(int)),
        .visits = memory_new(scenario->node_count, sizeof(int)),
        .agains = memory_new(scenario->node_count, sizeof(int)),
    };
}

static void copy_position(const struct scenario *scenario, struct position *to,
                          const struct position *from)
{
    to->node = from->node;
    to->turn = from->turn;
    memcpy(to->values, from->values, scenario->state_count * sizeof(int));
    memcpy(to->visits, from->visits, scenario->node_count * sizeof(int));
    memcpy(to->agains, from->agains, scenario->node_count * sizeof(int));
}

static void free_position(struct position *position)
{
    free(position->values);
    free(position->visits);
    free(position->agains);
}

static void set_value(struct session *session, size_t state, int value)
{
    const struct state *bounds = &session->scenario->states[state];
    if (value < bounds->min) value = bounds->min;
    if (value > bounds->max) value = bounds->max;
    session->position.values[state] = value;
}

static void begin(struct session *session)
{
    const struct scenario *scenario = session->scenario;
    for (size_t i = 0; i < scenario->state_count; i++)
        session->position.values[i] = scenario->states[i].start;
    session->position.node = scenario->start;
    session->position.turn = 1;
    session->position.visits[scenario->start] = 1;
}

/* --- moving -------------------------------------------------------------- */

struct moment session_see(const struct findings *findings, const int *values,
                          int visits, int turn)
{
    return (struct moment){
        .levels = findings->levels,
        .values = values,
        .listens = findings->listens,
        .heard = findings->heard,
        .misheard = findings->misheard,
        .silence = findings->silence,
        .visits = visits,
        .turn = turn,
    };
}

/* The loader has made sure that the last way has no condition. */
size_t session_way(const struct node *node, const struct moment *moment)
{
    size_t way = 0;
    while (way + 1 < node->way_count &&
           !expression_holds(node->ways[way].when, moment))
        way++;
    return way;
}

static void change_state(struct session *session, const struct way *way)
{
    for (size_t i = 0; i < way->set.count; i++)
        set_value(session, way->set.list[i].state, way->set.list[i].value);
    for (size_t i = 0; i < way->add.count; i++) {
        size_t state = way->add.list[i].state;
        set_value(session, state,
                  session->position.values[state] + way->add.list[i].value);
    }
}

static size_t first_rule(const struct session *session,
                         const struct moment *moment)
{
    const struct scenario *scenario = session->scenario;
    for (size_t i = 0; i < scenario->always_count; i++)
        if (scenario->always[i].to != session->position.node &&
            expression_holds(scenario->always[i].when, moment))
            return i;
    return SCENARIO_NONE;
}

struct move session_move(struct session *session,
                         const struct findings *findings)
{
    const struct scenario *scenario = session->scenario;
    struct position *position = &session->position;
    const struct node *node = &scenario->nodes[position->node];
    struct moment moment =
        session_see(findings, position->values,
                    position->visits[position->node], position->turn);
    struct move move = {.from = position->node,
                        .way = session_way(node, &moment)};
    const struct way *way = &node->ways[move.way];
    change_state(session, way);
    move.rule = first_rule(session, &moment);
    move.to =
        move.rule == SCENARIO_NONE ? way->to : scenario->always[move.rule].to;
    if (scenario->most_turns > 0 && position->turn >= scenario->most_turns &&
        !scenario_ends(scenario, move.to)) {
        move.time_up = true;
        move.to = scenario->time_up;
    }
    position->node = move.to;
    position->visits[move.to]++;
    position->turn++;
    return move;
}

/* --- what the client says ------------------------------------------------ */

static void add_speech(struct session *session, const struct lines *lines)
{
    struct speech *speech = &session->speech;
    speech->lines = memory_resize(speech->lines, speech->count + lines->count,
                                  sizeof *speech->lines);
    for (size_t i = 0; i < lines->count; i++)
        speech->lines[speech->count++] = &lines->list[i];
}

static void add_again(struct session *session, size_t index)
{
    const struct node *node = &session->scenario->nodes[index];
    if (node->again_count == 0) {
        add_speech(session, &node->say);
        return;
    }
    int *spoken = &session->position.agains[index];
    size_t next = (size_t)*spoken;
    if (next + 1 < node->again_count) (*spoken)++;
    add_speech(session, &node->again[next]);
}

/* The reaction first; then the node one comes to. Where the client stays, a
 * reaction stands instead of `again`. */
static void speak(struct session *session, const struct move *move)
{
    const struct node *from = &session->scenario->nodes[move->from];
    const struct node *to = &session->scenario->nodes[move->to];
    const struct lines *reaction = &from->ways[move->way].say;
    add_speech(session, reaction);
    if (move->from == move->to) {
        if (reaction->count == 0) add_again(session, move->to);
    } else if (session->position.visits[move->to] == 1) {
        add_speech(session, &to->say);
    } else {
        add_again(session, move->to);
    }
}

static void hear(struct session *session)
{
    struct buffer text = {0};
    for (size_t i = 0; i < session->speech.count; i++) {
        if (i > 0) buffer_add_byte(&text, '\n');
        buffer_add_text(&text, session->speech.lines[i]->text);
    }
    if (session->speech.count > 0)
        dialogue_add(&session->dialogue, SPEAKER_CLIENT,
                     utterance_new(&session->rubric->language,
                                   buffer_text(&text), text.length));
    buffer_free(&text);
}

/* --- what a reply shows -------------------------------------------------- */

static bool is_negated(const struct language *language,
                       const struct utterance *reply, size_t first, size_t word)
{
    size_t reach = (size_t)language->negation_reach;
    size_t from = word > first + reach ? word - reach : first;
    size_t taken;
    wordlist_find(&language->negations, reply->keys + from,
                  reply->folded + from, word - from, &taken);
    return taken > 0;
}

/* A word of LIST stands in a statement of the reply, not negated. */
static bool states(const struct language *language,
                   const struct utterance *reply, const struct wordlist *list)
{
    for (size_t i = 0; i < reply->sentence_count; i++) {
        const struct sentence *sentence = &reply->sentences[i];
        if (sentence->question) continue;
        size_t end = sentence->first_word + sentence->word_count;
        for (size_t word = sentence->first_word; word < end; word++) {
            size_t taken;
            word += wordlist_find(list, reply->keys + word,
                                  reply->folded + word, end - word, &taken);
            if (taken > 0 &&
                !is_negated(language, reply, sentence->first_word, word))
                return true;
        }
    }
    return false;
}

/* What only this scenario listens for. A cue that reaches a limit makes the
 * reply unscorable: it is not known to be there or not. */
static void listen(const struct session *session, const struct utterance *reply,
                   struct record *record)
{
    const struct scenario *scenario = session->scenario;
    struct matches matches = {0};
    record->listens = memory_new(scenario->listen_count, sizeof(bool));
    for (size_t i = 0; i < scenario->listen_count; i++) {
        enum cue_outcome outcome =
            cue_try(&scenario->listens[i], i, &session->rubric->language,
                    &session->dialogue, reply, &matches);
        record->listens[i] = outcome == CUE_FIRED;
        if (outcome == CUE_LIMITED)
            score_void(record->scoring, session->rubric);
    }
    cue_matches_free(&matches);
}

static void hear_feeling(const struct session *session,
                         const struct utterance *reply, struct record *record)
{
    const struct language *language = &session->rubric->language;
    const struct node *node = &session->scenario->nodes[session->position.node];
    if (!node->has_heard) return;
    record->misheard = states(language, reply, &node->misses);
    record->heard = !record->misheard && states(language, reply, &node->fits);
}

/* --- steps --------------------------------------------------------------- */

static int *copy_values(const struct session *session)
{
    size_t count = session->scenario->state_count;
    int *values = memory_new(count, sizeof *values);
    memcpy(values, session->position.values, count * sizeof *values);
    return values;
}

static struct record *new_record(struct session *session, const char *reply)
{
    if (session->record_count == session->record_room) {
        session->record_room = session->record_room * 2 + 16;
        session->records = memory_resize(session->records, session->record_room,
                                         sizeof *session->records);
    }
    struct record *record = &session->records[session->record_count++];
    *record = (struct record){
        .asked = session->speech,
        .reply = memory_copy(reply, strlen(reply)),
        .turn = session->position.turn,
        .visits = session->position.visits[session->position.node],
        .before = copy_values(session),
        .entries = session->dialogue.count,
    };
    session->speech = (struct speech){0};
    return record;
}

static void free_record(struct record *record)
{
    free(record->asked.lines);
    free(record->reply);
    score_free(record->scoring);
    free(record->listens);
    free(record->before);
    free(record->after);
}

const struct record *session_step(struct session *session, const char *reply)
{
    struct utterance *utterance =
        utterance_new(&session->rubric->language, reply, strlen(reply));
    copy_position(session->scenario, &session->earlier, &session->position);
    session->can_retry = true;
    struct record *record = new_record(session, reply);
    record->words = utterance->word_count;
    record->scoring =
        score_reply(session->rubric, &session->dialogue, utterance);
    listen(session, utterance, record);
    hear_feeling(session, utterance, record);
    struct findings findings = session_findings(record);
    record->move = session_move(session, &findings);
    record->after = copy_values(session);
    dialogue_add(&session->dialogue, SPEAKER_TRAINEE, utterance);
    speak(session, &record->move);
    hear(session);
    return record;
}

bool session_retry(struct session *session)
{
    if (!session->can_retry) return false;
    struct record *last = &session->records[--session->record_count];
    copy_position(session->scenario, &session->position, &session->earlier);
    dialogue_return(&session->dialogue, last->entries);
    free(session->speech.lines);
    session->speech = last->asked;
    last->asked = (struct speech){0};
    free_record(last);
    session->can_retry = false;
    return true;
}

/* --- sessions ------------------------------------------------------------ */

static void carry_over(struct session *session, const struct changes *carry)
{
    for (size_t i = 0; carry != NULL && i < carry->count; i++)
        set_value(session, carry->list[i].state, carry->list[i].value);
}

struct session *session_new(const struct scenario *scenario,
                            const struct rubric *rubric,
                            const struct changes *carry)
{
    struct session *session = memory_new(1, sizeof *session);
    session->scenario = scenario;
    session->rubric = rubric;
    session->position = new_position(scenario);
    session->earlier = new_position(scenario);
    begin(session);
    carry_over(session, carry);
    add_speech(session, &scenario->nodes[scenario->start].say);
    hear(session);
    return session;
}

void session_place(struct session *session, size_t node,
                   const struct changes *given, int visits, int turn,
                   const char *before)
{
    const struct scenario *scenario = session->scenario;
    memset(session->position.visits, 0, scenario->node_count * sizeof(int));
    memset(session->position.agains, 0, scenario->node_count * sizeof(int));
    begin(session);
    session->position.visits[scenario->start] = 0;
    session->position.node = node;
    session->position.visits[node] = visits;
    session->position.turn = turn;
    carry_over(session, given);
    dialogue_return(&session->dialogue, 0);
    if (before != NULL)
        dialogue_add(
            &session->dialogue, SPEAKER_TRAINEE,
            utterance_new(&session->rubric->language, before, strlen(before)));
    session->speech.count = 0;
    add_speech(session, &scenario->nodes[node].say);
    hear(session);
}

size_t session_ending(const struct session *session)
{
    return session->scenario->nodes[session->position.node].ending;
}

const struct record *session_last(const struct session *session)
{
    if (session->record_count == 0) return NULL;
    return &session->records[session->record_count - 1];
}

struct findings session_findings(const struct record *record)
{
    return (struct findings){record->scoring->levels, record->listens,
                             record->heard, record->misheard,
                             record->scoring->silent};
}

struct moment session_moment(const struct record *record)
{
    struct findings findings = session_findings(record);
    return session_see(&findings, record->before, record->visits, record->turn);
}

static size_t client_words(const struct dialogue *dialogue)
{
    size_t words = 0;
    for (size_t i = 0; i < dialogue->count; i++)
        if (dialogue->entries[i].speaker == SPEAKER_CLIENT)
            words += dialogue->entries[i].utterance->word_count;
    return words;
}

void session_close(struct session *session, const struct rubric *rubric)
{
    session->client_words += client_words(&session->dialogue);
    session->can_retry = false;
    session->rubric = rubric;
    dialogue_free(&session->dialogue);
}

struct tally *session_tally(const struct session *session)
{
    struct tally *tally = measure_tally_new(session->rubric);
    measure_client(tally, session->client_words);
    for (size_t i = 0; i < session->record_count; i++)
        measure_reply(tally, session->rubric, session->records[i].scoring,
                      session->records[i].words);
    measure_client(tally, client_words(&session->dialogue));
    return tally;
}

void session_free(struct session *session)
{
    if (session == NULL) return;
    for (size_t i = 0; i < session->record_count; i++)
        free_record(&session->records[i]);
    free(session->records);
    free(session->speech.lines);
    dialogue_free(&session->dialogue);
    free_position(&session->position);
    free_position(&session->earlier);
    free(session);
}
