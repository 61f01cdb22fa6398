/* Transcripts, line by line; see transcript.h.
 *
 * Begin with seal(), which closes every line that is written, and
 * check_chain(), which opens every line that is read.
 */
#include "class/transcript.h"

#include "base/count.h"
#include "base/form.h"
#include "base/json.h"
#include "base/memory.h"
#include "rubric/pattern.h"

#include <stdlib.h>
#include <string.h>

static const char *const event_names[] = {
    [TRANSCRIPT_REPLY] = "reply",     [TRANSCRIPT_RETRY] = "retry",
    [TRANSCRIPT_HINT] = "hint",       [TRANSCRIPT_BETTER] = "better",
    [TRANSCRIPT_DISPUTE] = "dispute", [TRANSCRIPT_FEEDBACK] = "feedback",
    [TRANSCRIPT_GUESS] = "guess",     [TRANSCRIPT_END] = "end",
};

enum { TRANSCRIPT_LINE_BYTES = 1 << 20 };

enum { EVENT_KINDS = COUNT(event_names) };

static const char chain_key[] = ",\"chain\":\"";

/* --- writing ------------------------------------------------------------- */

/* Prints VALUE, discards it, and closes the line with its chain. */
static void seal(struct transcript_seal *seal, struct json_value *value,
                 struct buffer *line)
{
    size_t start = line->length;
    json_print(value, line);
    json_discard(value);
    line->length--; /* the last brace */
    hash_pair(seal->chain, strlen(seal->chain), line->bytes + start,
              line->length - start, seal->chain);
    buffer_format(line, "%s%s\"}", chain_key, seal->chain);
}

static struct json_value *pinned_value(const struct pinned *pinned)
{
    struct json_value *value = json_object();
    json_set_text(value, "id", pinned->id);
    json_set_integer(value, "version", pinned->version);
    json_set_text(value, "sha256", pinned->sha256);
    return value;
}

static struct json_value *carry_value(const struct transcript_header *header)
{
    struct json_value *value = json_object();
    for (size_t i = 0; i < header->carry.count; i++)
        json_set_integer(value, header->carry_names[i],
                         header->carry.list[i].value);
    json_set_text(value, "from", header->carry_from);
    return value;
}

void transcript_format_header(struct transcript_seal *chain,
                              const struct transcript_header *header,
                              struct buffer *line)
{
    struct json_value *value = json_object();
    char pcre2[PATTERN_VERSION];
    pattern_version(pcre2);
    json_set_text(value, "format", "rapport-transcript/1");
    json_set_text(value, "attempt", header->attempt);
    json_set_text(value, "mode", header->mode);
    json_set_text(value, "program", header->program);
    json_set_text(value, "pcre2", pcre2);
    json_set_value(value, "scenario", pinned_value(&header->scenario));
    json_set_value(value, "rubric", pinned_value(&header->rubric));
    if (header->exercise.id != NULL)
        json_set_value(value, "exercise", pinned_value(&header->exercise));
    if (header->carry_from != NULL)
        json_set_value(value, "carry", carry_value(header));
    if (header->trainee != NULL)
        json_set_text(value, "trainee", header->trainee);
    json_set_text(value, "start", header->start);
    seal(chain, value, line);
}

static struct json_value *event_value(enum transcript_event_kind kind, int turn)
{
    struct json_value *value = json_object();
    json_set_text(value, "event", event_names[kind]);
    json_set_integer(value, "turn", turn);
    return value;
}

struct json_value *transcript_state(const struct scenario *scenario,
                                    const int *values)
{
    struct json_value *value = json_object();
    for (size_t i = 0; i < scenario->state_count; i++)
        json_set_integer(value, scenario->states[i].name, values[i]);
    return value;
}

/* Only the codes that were shown: the others are 0. */
static struct json_value *codes_value(const struct rubric *rubric,
                                      const struct scoring *scoring)
{
    struct json_value *value = json_object();
    for (size_t i = 0; i < rubric->code_count; i++)
        if (scoring->levels[i] > 0)
            json_set_integer(value, rubric->codes[i].name, scoring->levels[i]);
    return value;
}

void transcript_format_reply(struct transcript_seal *chain,
                             const struct session *session, const char *time,
                             struct buffer *line)
{
    const struct scenario *scenario = session->scenario;
    const struct record *record = session_last(session);
    const struct node *node = &scenario->nodes[record->move.from];
    struct json_value *value = event_value(TRANSCRIPT_REPLY, record->turn);
    json_set_text(value, "text", record->reply);
    json_set_text(value, "time", time);
    json_set_text(value, "node", node->id);
    json_set_text(value, "won", node->ways[record->move.way].id);
    if (record->move.rule != SCENARIO_NONE)
        json_set_text(value, "always", scenario->always[record->move.rule].id);
    json_set_text(value, "next", scenario->nodes[record->move.to].id);
    json_set_value(value, "state", transcript_state(scenario, record->after));
    json_set_value(value, "codes",
                   codes_value(session->rubric, record->scoring));
    if (record->scoring->unscorable) json_set_bool(value, "unscorable", true);
    seal(chain, value, line);
}

void transcript_format_event(struct transcript_seal *chain,
                             const struct transcript_event *event,
                             const char *time, struct buffer *line)
{
    struct json_value *value = event_value(event->kind, event->turn);
    if (event->code != NULL) json_set_text(value, "code", event->code);
    if (event->text != NULL) json_set_text(value, "text", event->text);
    if (event->kind == TRANSCRIPT_GUESS)
        json_set_integer(value, "heard", event->heard);
    json_set_text(value, "time", time);
    seal(chain, value, line);
}

static struct json_value *card_value(const struct session *session)
{
    struct json_value *value = json_object();
    for (size_t i = 0; i < CARD_COUNT; i++) {
        const struct card_line *line = &session->scenario->card[i];
        if (line->discussed)
            json_set_integer(value, scenario_card_name((enum card)i),
                             scenario_card_value(
                                 line, session->position.values[line->state]));
    }
    return value;
}

void transcript_format_end(struct transcript_seal *chain,
                           const struct session *session, const char *time,
                           struct buffer *line)
{
    const struct scenario *scenario = session->scenario;
    size_t ending = session_ending(session);
    struct json_value *value =
        event_value(TRANSCRIPT_END, session->position.turn - 1);
    if (ending == SCENARIO_NONE) {
        json_set_null(value, "ending");
    } else {
        json_set_text(value, "ending", scenario->endings[ending].id);
        json_set_text(
            value, "kind",
            scenario_ending_kind_name(scenario->endings[ending].kind));
    }
    json_set_integer(value, "turns", (int64_t)session->record_count);
    json_set_value(value, "state",
                   transcript_state(scenario, session->position.values));
    json_set_value(value, "card", card_value(session));
    json_set_text(value, "time", time);
    seal(chain, value, line);
}

/* --- reading ------------------------------------------------------------- */

static const struct form_field header_fields[] = {
    {"format", FORM_TEXT, true},   {"attempt", FORM_TEXT, true},
    {"mode", FORM_TEXT, true},     {"program", FORM_TEXT, true},
    {"pcre2", FORM_TEXT, true},    {"scenario", FORM_OBJECT, true},
    {"rubric", FORM_OBJECT, true}, {"exercise", FORM_OBJECT, false},
    {"carry", FORM_OBJECT, false}, {"trainee", FORM_TEXT, false},
    {"start", FORM_TEXT, true},    {"chain", FORM_TEXT, true},
};
static const struct form_field pinned_fields[] = {
    {"id", FORM_TEXT, true},
    {"version", FORM_INTEGER, true},
    {"sha256", FORM_TEXT, true},
};
static const struct form_field event_fields[] = {
    {"event", FORM_TEXT, true},       {"turn", FORM_INTEGER, true},
    {"text", FORM_ANY, false},        {"time", FORM_TEXT, true},
    {"node", FORM_TEXT, false},       {"won", FORM_TEXT, false},
    {"always", FORM_TEXT, false},     {"next", FORM_TEXT, false},
    {"state", FORM_OBJECT, false},    {"codes", FORM_OBJECT, false},
    {"unscorable", FORM_BOOL, false}, {"code", FORM_TEXT, false},
    {"heard", FORM_INTEGER, false},   {"ending", FORM_ANY, false},
    {"kind", FORM_TEXT, false},       {"turns", FORM_INTEGER, false},
    {"card", FORM_OBJECT, false},     {"chain", FORM_TEXT, true},
};

bool transcript_begins(const char *bytes, size_t length)
{
    static const char begins[] = "{\"format\":\"rapport-transcript/";
    return length >= strlen(begins) &&
           memcmp(bytes, begins, strlen(begins)) == 0;
}

/* A transcript while it is read, one line at a time. */
struct reading {
    const struct source *file;
    struct transcript *transcript;
    struct problems *problems;
    struct form form; /* of the line at hand */
    size_t room;
    bool skims; /* replies are passed over */
};

static bool check_chain(struct reading *reading, struct span line)
{
    const char *bytes = reading->file->bytes + line.start;
    size_t length = line.end - line.start;
    size_t tail = strlen(chain_key) + 64 + 2;
    char *chain = reading->transcript->chain;
    char claimed[HASH_HEX] = "";
    bool closed = length > tail && memcmp(bytes + length - tail, chain_key,
                                          strlen(chain_key)) == 0;
    if (closed) {
        memcpy(claimed, bytes + length - 66, 64);
        hash_pair(chain, strlen(chain), bytes, length - tail, chain);
    }
    if (closed && memcmp(chain, claimed, 64) == 0) return true;
    if (!closed && chain[0] == '\0' && !transcript_begins(bytes, length)) {
        problem_add(reading->problems, reading->file, line.start,
                    TRANSCRIPT_NO_HEADER, NULL,
                    "this is no transcript of rapport");
        return false;
    }
    problem_add(reading->problems, reading->file, line.start,
                TRANSCRIPT_BROKEN_CHAIN,
                "use the file as the program wrote it; lines before this one "
                "are whole",
                "this line, or one before it, is not as it was written");
    return false;
}

static struct pinned read_pinned(struct reading *reading,
                                 const struct json_node *node)
{
    struct pinned pinned = {0};
    const struct form *form = &reading->form;
    if (!form_check(form, node, "a pinned file", pinned_fields,
                    COUNT(pinned_fields)))
        return pinned;
    pinned.id = form_text(form, node, "id");
    pinned.version = form_integer(form, node, "version", 1, 1000000, 1);
    pinned.sha256 = form_text(form, node, "sha256");
    return pinned;
}

static void read_carry(struct reading *reading, const struct json_node *node)
{
    struct transcript_header *header = &reading->transcript->header;
    struct arena *arena = &reading->transcript->arena;
    if (node == NULL || node->kind != JSON_OBJECT) return;
    struct change *list = arena_new(arena, node->count, sizeof *list);
    const char **names = arena_new(arena, node->count, sizeof *names);
    size_t count = 0;
    for (const struct json_node *n = node->child; n != NULL; n = n->next) {
        if (n->kind != JSON_NUMBER) continue;
        list[count] = (struct change){
            SCENARIO_NONE, form_integer(&reading->form, node, n->key,
                                        -SCENARIO_VALUE, SCENARIO_VALUE, 0)};
        names[count++] = arena_copy(arena, n->key, strlen(n->key));
    }
    header->carry = (struct changes){list, count};
    header->carry_names = names;
    header->carry_from = form_text(&reading->form, node, "from");
}

static bool is_format(const struct form *form, const struct json_node *root)
{
    static const char family[] = "rapport-transcript/";
    const struct json_node *format = form_word(root, "format");
    if (format != NULL && strcmp(format->text, "rapport-transcript/1") == 0)
        return true;
    if (format != NULL && strncmp(format->text, family, strlen(family)) == 0)
        form_problem(form, root, TRANSCRIPT_NO_HEADER, NULL,
                     "it was written by another version of the program, as "
                     "%.40s",
                     format->text);
    else
        form_problem(form, root, TRANSCRIPT_NO_HEADER, NULL,
                     "this is no transcript of rapport");
    return false;
}

static bool read_header(struct reading *reading, const struct json_node *root)
{
    struct transcript_header *header = &reading->transcript->header;
    const struct form *form = &reading->form;
    if (!is_format(form, root)) return false;
    if (!form_check(form, root, "the header", header_fields,
                    COUNT(header_fields)))
        return false;
    header->attempt = form_text(form, root, "attempt");
    header->mode = form_text(form, root, "mode");
    header->program = form_text(form, root, "program");
    header->trainee = form_text(form, root, "trainee");
    header->start = form_text(form, root, "start");
    header->scenario = read_pinned(reading, json_member(root, "scenario"));
    header->rubric = read_pinned(reading, json_member(root, "rubric"));
    if (json_member(root, "exercise") != NULL)
        header->exercise = read_pinned(reading, json_member(root, "exercise"));
    read_carry(reading, json_member(root, "carry"));
    return true;
}

static struct transcript_event *new_event(struct reading *reading)
{
    struct transcript *transcript = reading->transcript;
    if (transcript->event_count == reading->room) {
        reading->room = reading->room * 2 + 32;
        transcript->events = memory_resize(transcript->events, reading->room,
                                           sizeof *transcript->events);
    }
    return &transcript->events[transcript->event_count++];
}

/* What the trainee did, and when, is believed; all else is a claim. */
static bool is_claim(const char *key)
{
    static const char *const acts[] = {"event", "text",  "time",
                                       "code",  "heard", "chain"};
    for (size_t i = 0; i < COUNT(acts); i++)
        if (strcmp(acts[i], key) == 0) return false;
    return true;
}

static void read_claims(struct arena *arena, const struct source *line,
                        const struct json_node *root,
                        struct transcript_event *event)
{
    struct claim *claims = arena_new(arena, root->count, sizeof *claims);
    for (const struct json_node *n = root->child; n != NULL; n = n->next)
        if (is_claim(n->key))
            claims[event->claim_count++] =
                (struct claim){arena_copy(arena, n->key, strlen(n->key)),
                               arena_copy(arena, line->bytes + n->span.start,
                                          n->span.end - n->span.start)};
    event->claims = claims;
}

static const char nothing[] = "nothing"; /* which is no JSON */

static const char *claimed(const struct transcript_event *event,
                           const char *key)
{
    for (size_t i = 0; i < event->claim_count; i++)
        if (strcmp(event->claims[i].key, key) == 0)
            return event->claims[i].value;
    return nothing;
}

static void compare_claim(const struct transcript_event *event, const char *key,
                          const struct transcript_event *now,
                          struct buffer *differences)
{
    const char *says = claimed(event, key);
    const char *is = claimed(now, key);
    if (strcmp(says, is) != 0)
        buffer_format(differences, "turn %d: the file says %s %s, replay %s\n",
                      event->turn, key, says, is);
}

void transcript_compare(const struct transcript_event *event,
                        const struct buffer *line, struct buffer *differences)
{
    struct arena arena = {0};
    struct problems problems = {0};
    struct source source = {"", line->bytes, line->length};
    struct transcript_event now = {.turn = event->turn};
    struct json_document *document =
        json_read(&source, JSON_STRICT, TRANSCRIPT_LINE_BYTES, &problems);
    if (document != NULL) {
        read_claims(&arena, &source, json_root(document), &now);
        for (size_t i = 0; i < event->claim_count; i++)
            compare_claim(event, event->claims[i].key, &now, differences);
        for (size_t i = 0; i < now.claim_count; i++)
            if (strcmp(claimed(event, now.claims[i].key), nothing) == 0)
                compare_claim(event, now.claims[i].key, &now, differences);
    }
    json_free(document);
    problem_free(&problems);
    arena_free(&arena);
}

static bool read_event(struct reading *reading, const struct json_node *root,
                       size_t at)
{
    const struct form *form = &reading->form;
    if (!form_check(form, root, "an event", event_fields, COUNT(event_fields)))
        return false;
    const struct json_node *name = json_member(root, "event");
    size_t kind = 0;
    while (kind < EVENT_KINDS && strcmp(event_names[kind], name->text) != 0)
        kind++;
    if (kind == EVENT_KINDS) {
        form_problem(form, name, TRANSCRIPT_UNKNOWN_EVENT,
                     "a newer version of the program may have written it",
                     "'%s' is no event it knows", name->text);
        return false;
    }
    struct transcript_event *event = new_event(reading);
    *event = (struct transcript_event){
        .kind = (enum transcript_event_kind)kind,
        .turn = form_integer(form, root, "turn", 0, 1000000, 0),
        .text = form_text(form, root, "text"),
        .code = form_text(form, root, "code"),
        .time = form_text(form, root, "time"),
        .heard = form_integer(form, root, "heard", 1, 5, 0),
        .at = at,
    };
    read_claims(&reading->transcript->arena, form->source, root, event);
    if (event->kind == TRANSCRIPT_END) reading->transcript->ended = true;
    if (event->kind != TRANSCRIPT_REPLY || event->text != NULL) return true;
    form_problem(form, root, PROBLEM_MISSING_KEY, NULL,
                 "a reply must have its 'text'");
    return false;
}

/* Replies are most of a file, and told from other lines by how the program
 * begins them. */
static bool passes_over(struct reading *reading, struct span line)
{
    static const char begins[] = "{\"event\":\"reply\",";
    size_t length = strlen(begins);
    if (!reading->skims || line.end - line.start < length ||
        memcmp(reading->file->bytes + line.start, begins, length) != 0)
        return false;
    *new_event(reading) =
        (struct transcript_event){.kind = TRANSCRIPT_REPLY, .at = line.start};
    return true;
}

static bool read_line(struct reading *reading, struct span line, bool first)
{
    /* Places are those of the file: the line is read where it lies. */
    struct source source = {reading->file->name,
                            reading->file->bytes + line.start,
                            line.end - line.start};
    struct problems inner = {0};
    if (!check_chain(reading, line)) return false;
    if (passes_over(reading, line)) return true;
    struct json_document *document =
        json_read(&source, JSON_STRICT, TRANSCRIPT_LINE_BYTES, &inner);
    bool fine = document != NULL;
    reading->form = (struct form){&source, &inner, &reading->transcript->arena};
    if (fine)
        fine = first ? read_header(reading, json_root(document))
                     : read_event(reading, json_root(document), line.start);
    for (size_t i = 0; i < inner.count; i++)
        problem_add(reading->problems, reading->file, line.start,
                    inner.list[i].number, NULL, "%s", inner.list[i].message);
    fine = fine && inner.count == 0;
    problem_free(&inner);
    json_free(document);
    return fine;
}

/* Mail programs and editors put carriage returns at the ends of lines, and a
 * mark before the first; the chain shows whether that was all. */
static struct span without_return(struct reading *reading, size_t start,
                                  size_t stop)
{
    if (stop == start || reading->file->bytes[stop - 1] != '\r')
        return (struct span){start, stop};
    reading->transcript->converted = true;
    return (struct span){start, stop - 1};
}

/* The last line, begun AT and without a line end, is one that was not written
 * to its end. */
static bool is_torn(struct reading *reading, size_t at)
{
    size_t stop = reading->file->length;
    reading->transcript->torn =
        stop - at < 2 || memcmp(reading->file->bytes + stop - 2, "\"}", 2) != 0;
    return reading->transcript->torn;
}

static struct transcript *read_file(const struct source *source, bool skims,
                                    struct problems *problems)
{
    struct transcript *transcript = memory_new(1, sizeof *transcript);
    struct reading reading = {.file = source,
                              .transcript = transcript,
                              .problems = problems,
                              .skims = skims};
    size_t start = source_mark_length(source);
    size_t at = start;
    bool fine = true;
    transcript->converted = start > 0;
    while (fine && at < source->length) {
        const char *end = memchr(source->bytes + at, '\n', source->length - at);
        size_t stop =
            end != NULL ? (size_t)(end - source->bytes) : source->length;
        if (end == NULL && at > start && is_torn(&reading, at)) break;
        fine = read_line(&reading, without_return(&reading, at, stop),
                         at == start);
        at = stop + 1;
    }
    if (start == source->length) {
        problem_add(problems, source, 0, PROBLEM_EMPTY, NULL,
                    "the transcript is empty");
        fine = false;
    }
    if (fine) return transcript;
    transcript_free(transcript);
    return NULL;
}

struct transcript *transcript_read(const struct source *source,
                                   struct problems *problems)
{
    return read_file(source, false, problems);
}

struct transcript *transcript_skim(const struct source *source,
                                   struct problems *problems)
{
    return read_file(source, true, problems);
}

void transcript_free(struct transcript *transcript)
{
    if (transcript == NULL) return;
    free(transcript->events);
    arena_free(&transcript->arena);
    free(transcript);
}
