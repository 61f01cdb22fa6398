/* A class's talks as turns; see spoken.h. */
#include "class/spoken.h"

#include "base/json.h"

static void add_turn(const char *session, int turn, const char *speaker,
                     const char *text, struct buffer *out)
{
    struct json_value *value = json_object();
    json_set_text(value, "session", session);
    json_set_integer(value, "turn", turn);
    json_set_text(value, "speaker", speaker);
    json_set_text(value, "text", text);
    json_print_visible(value, out);
    buffer_add_byte(out, '\n');
    json_discard(value);
}

static void add_client(const char *session, int turn,
                       const struct speech *speech, struct buffer *out)
{
    struct buffer text = {0};
    for (size_t i = 0; i < speech->count; i++)
        buffer_format(&text, "%s%s", i > 0 ? " " : "", speech->lines[i]->text);
    if (text.length > 0)
        add_turn(session, turn, "client", buffer_text(&text), out);
    buffer_free(&text);
}

/* A silent reply is a turn, too. */
static void add_talk(const char *who, const struct attempt *attempt,
                     struct buffer *out)
{
    const struct session *session = attempt->session;
    struct buffer name = {0};
    int turn = 1;
    buffer_format(&name, "%s, %s", who, session->scenario->id);
    for (size_t i = 0; i < session->record_count; i++) {
        const struct record *record = &session->records[i];
        add_client(buffer_text(&name), turn++, &record->asked, out);
        add_turn(buffer_text(&name), turn++, "therapist", record->reply, out);
    }
    add_client(buffer_text(&name), turn, &session->speech, out);
    buffer_free(&name);
}

void spoken_turns(const struct grade *grade, struct buffer *out)
{
    for (size_t i = 0; i < grade->trainee_count; i++) {
        const struct grade_trainee *trainee = &grade->trainees[i];
        for (size_t s = 0; s < grade->exercise->scenario_count; s++)
            if (trainee->counted[s] != NULL)
                add_talk(trainee->shown, trainee->counted[s], out);
    }
}
