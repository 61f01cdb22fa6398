/* Turns in and out; see turns.h. */
#include "rubric/turns.h"

#include "base/form.h"
#include "base/memory.h"
#include "base/skim.h"
#include "rubric/mistake.h"

#include <string.h>

enum {
    SESSION,
    TURN,
    QUALITY,
    SPEAKER,
    TEXT,
    MAIN,
    CODES,
    CODERS,
    SKIMMED, /* so many are known at a glance */
    SCORED = SKIMMED,
    ERROR,
    FIELDS
};

/* In the order in which most streams have them; what scoring adds is last. */
static const struct form_field turn_fields[FIELDS] = {
    [SESSION] = {"session", FORM_TEXT, true},
    [TURN] = {"turn", FORM_INTEGER, true},
    [QUALITY] = {"quality", FORM_TEXT, false},
    [SPEAKER] = {"speaker", FORM_TEXT, true},
    [TEXT] = {"text", FORM_ANY, true},
    [MAIN] = {"main", FORM_TEXT, false},
    [CODES] = {"codes", FORM_OBJECT, false},
    [CODERS] = {"coders", FORM_OBJECT, false},
    [SCORED] = {"scored", FORM_ANY, false},
    [ERROR] = {"error", FORM_ANY, false},
};

static bool read_speaker(const struct form *form, const struct json_node *root,
                         struct turn *turn)
{
    const struct json_node *speaker = json_member(root, "speaker");
    turn->by_client = strcmp(speaker->text, "client") == 0;
    if (turn->by_client || strcmp(speaker->text, "therapist") == 0) return true;
    form_problem(form, speaker, PROBLEM_OUT_OF_RANGE,
                 "write \"client\" or \"therapist\"", "'%s' is no speaker",
                 speaker->text);
    return false;
}

static bool read_text(const struct form *form, const struct json_node *root,
                      struct turn *turn)
{
    const struct json_node *text = json_member(root, "text");
    if (text->kind != JSON_TEXT) {
        form_problem(form, text, PROBLEM_WRONG_KIND, NULL,
                     "'text' must be a text");
        return false;
    }
    turn->text = text->text;
    if (strlen(text->text) <= TURNS_TEXT_BYTES) return true;
    form_problem(form, text, PROBLEM_TOO_LARGE, "cut it in two turns",
                 "a turn has at most %d bytes", TURNS_TEXT_BYTES);
    return false;
}

bool turns_read(const struct source *line, struct turn *turn,
                struct problems *problems)
{
    *turn = (struct turn){0};
    turn->document = json_read(line, JSON_STRICT, TURNS_LINE_BYTES, problems);
    if (turn->document == NULL) return false;
    const struct json_node *root = json_root(turn->document);
    struct form form = {line, problems, NULL};
    if (root->kind == JSON_OBJECT) turn->close = root->span.end - 1;
    if (!form_check(&form, root, "a turn", turn_fields, FIELDS)) return false;
    turn->session = json_member(root, "session")->text;
    turn->turn = (int)json_member(root, "turn")->number;
    return read_speaker(&form, root, turn) && read_text(&form, root, turn);
}

bool turns_skim(const struct source *line, struct buffer *room,
                struct turn *turn)
{
    struct skim_value values[SKIMMED];
    *turn = (struct turn){0};
    if (line->length > TURNS_LINE_BYTES ||
        !skim_object(line, turn_fields, SKIMMED, values, &turn->close))
        return false;
    turn->by_client = skim_is(&values[SPEAKER], "client");
    if (!turn->by_client && !skim_is(&values[SPEAKER], "therapist"))
        return false;
    turn->turn = skim_integer(&values[TURN]);
    char *session =
        buffer_reserve(room, values[SESSION].length + values[TEXT].length + 2);
    char *text = skim_text(&values[SESSION], session) + 1;
    const char *end = skim_text(&values[TEXT], text);
    turn->session = session;
    turn->text = text;
    return end - text <= TURNS_TEXT_BYTES;
}

/* ---- What was scored before ---- */

static bool is_added(const struct json_node *member)
{
    return strcmp(member->key, turn_fields[SCORED].key) == 0 ||
           strcmp(member->key, turn_fields[ERROR].key) == 0;
}

bool turns_was_scored(const struct turn *turn)
{
    if (turn->document == NULL) return false;
    const struct json_node *root = json_root(turn->document);
    if (root->kind != JSON_OBJECT) return false;
    const struct json_node *member = root->child;
    while (member != NULL && !is_added(member))
        member = member->next;
    return member != NULL;
}

/* A member goes with the comma before it, or if none is kept before it, with
 * the one behind. */
void turns_unscored(const struct source *line, const struct turn *turn,
                    struct buffer *out)
{
    const struct json_node *kept = NULL;
    const struct json_node *member = json_root(turn->document)->child;
    size_t at = 0;
    for (; member != NULL; member = member->next) {
        size_t end = member->span.end;
        if (!is_added(member)) {
            kept = member;
            continue;
        }
        size_t start = kept != NULL ? kept->span.end : member->key_span.start;
        if (kept == NULL && member->next != NULL)
            end = member->next->key_span.start;
        if (start > at) buffer_add(out, line->bytes + at, start - at);
        at = end;
    }
    buffer_add(out, line->bytes + at, line->length - at);
}

bool turns_is_blank(const struct source *line)
{
    return line->length <= TURNS_LINE_BYTES &&
           source_is_blank(line, (struct span){0, line->length});
}

void turns_free(struct turn *turn)
{
    json_free(turn->document);
    turn->document = NULL;
}

bool turns_begins(const struct talk *talk, const struct turn *turn)
{
    return !talk->begun ||
           strcmp(buffer_text(&talk->session), turn->session) != 0;
}

void turns_begin(struct talk *talk, const char *session)
{
    talk->begun = true;
    talk->client_spoke = false;
    buffer_clear(&talk->client);
    buffer_clear(&talk->session);
    buffer_add_text(&talk->session, session);
    dialogue_return(&talk->dialogue, 0);
}

void turns_client(struct talk *talk, const char *text)
{
    if (talk->client_spoke) buffer_add_byte(&talk->client, '\n');
    buffer_add_text(&talk->client, text);
    talk->client_spoke = true;
}

struct scoring *turns_reply(struct talk *talk, const struct rubric *rubric,
                            const char *text, size_t *words,
                            size_t *client_words)
{
    *client_words = 0;
    if (talk->client_spoke) {
        struct utterance *client =
            utterance_heard(dialogue_spare(&talk->dialogue), &rubric->language,
                            buffer_text(&talk->client), talk->client.length);
        *client_words = client->word_count;
        dialogue_add(&talk->dialogue, SPEAKER_CLIENT, client);
        talk->client_spoke = false;
        buffer_clear(&talk->client);
    }
    struct utterance *reply = utterance_again(
        dialogue_spare(&talk->dialogue), &rubric->language, text, strlen(text));
    *words = reply->word_count;
    struct scoring *scoring =
        score_again(talk->spare, rubric, &talk->dialogue, reply);
    talk->spare = NULL;
    dialogue_add(&talk->dialogue, SPEAKER_TRAINEE, reply);
    dialogue_forget(&talk->dialogue);
    return scoring;
}

void turns_done(struct talk *talk, struct scoring *scoring)
{
    score_free(talk->spare);
    talk->spare = scoring;
}

bool turns_verify(const struct talk *talk, const struct rubric *rubric,
                  const struct scoring *scoring, size_t *cue)
{
    struct dialogue before = talk->dialogue;
    const struct utterance *reply = before.entries[--before.count].utterance;
    struct scoring *plain = score_plainly(rubric, &before, reply);
    bool same = score_same(rubric, scoring, plain, cue);
    score_free(plain);
    return same;
}

size_t turns_rest(const struct talk *talk, const struct rubric *rubric)
{
    if (!talk->client_spoke) return 0;
    struct utterance *client =
        utterance_heard(NULL, &rubric->language, buffer_text(&talk->client),
                        talk->client.length);
    size_t words = client->word_count;
    utterance_free(client);
    return words;
}

void turns_talk_free(struct talk *talk)
{
    buffer_free(&talk->session);
    buffer_free(&talk->client);
    dialogue_free(&talk->dialogue);
    score_free(talk->spare);
    talk->spare = NULL;
}

void turns_failed(const struct source *line, const struct turn *turn,
                  const char *message, struct buffer *out)
{
    struct json_value *error = json_object();
    json_set_text(error, "error", message);
    struct buffer printed = {0};
    json_print(error, &printed);
    if (turn->close == 0) {
        buffer_add(out, printed.bytes, printed.length);
    } else {
        const struct json_node *root = json_root(turn->document);
        buffer_add(out, line->bytes, turn->close);
        if (root->count > 0) buffer_add_text(out, ", ");
        buffer_add(out, printed.bytes + 1, printed.length - 2);
        buffer_add(out, line->bytes + turn->close, line->length - turn->close);
    }
    buffer_free(&printed);
    json_discard(error);
}
