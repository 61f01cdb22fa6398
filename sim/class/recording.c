/* From the bytes of a recording to turns; see recording.h. Begin with
 * recording_read(). A new form is a row in `forms`, and a reader. */
#include "class/recording.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "class/annomi.h"
#include "class/captions.h"
#include "class/messages.h"
#include "class/script.h"
#include "class/talkbank.h"
#include "rubric/turns.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void read_script(const struct source *source, struct remarks *remarks,
                        struct problems *problems)
{
    (void)problems;
    script_read(source, remarks);
}

static const struct {
    const char *name;
    const char *ending; /* of a file */
    bool has_lines;     /* that nobody makes overly long */
    void (*read)(const struct source *source, struct remarks *remarks,
                 struct problems *problems);
} forms[RECORDING_FORMS] = {
    [RECORDING_TURNS] = {"turns", ".jsonl", false, NULL},
    [RECORDING_VTT] = {"vtt", ".vtt", true, captions_read_vtt},
    [RECORDING_SRT] = {"srt", ".srt", true, captions_read_srt},
    [RECORDING_SCRIPT] = {"script", ".txt", true, read_script},
    [RECORDING_CHA] = {"cha", ".cha", true, talkbank_read},
    [RECORDING_ANNOMI] = {"annomi", ".csv", false, annomi_read},
    [RECORDING_CHAT] = {"chat", ".json", false, messages_read},
};

/* --- forms --------------------------------------------------------------- */

enum recording_form recording_form_of(const char *path)
{
    size_t length = strlen(path);
    for (int i = 0; i < RECORDING_FORMS; i++) {
        size_t ending = strlen(forms[i].ending);
        if (length > ending &&
            strcasecmp(path + length - ending, forms[i].ending) == 0)
            return (enum recording_form)i;
    }
    return RECORDING_TURNS;
}

enum recording_form recording_form_named(const char *name)
{
    int i = 0;
    while (i < RECORDING_FORMS && strcmp(forms[i].name, name) != 0)
        i++;
    return (enum recording_form)i;
}

void recording_form_names(struct buffer *out)
{
    for (int i = 0; i < RECORDING_FORMS; i++)
        buffer_format(out, "%s%s", i > 0 ? ", " : "", forms[i].name);
}

/* --- bytes --------------------------------------------------------------- */

static bool check_lines(const struct source *source, struct problems *problems)
{
    struct span line;
    size_t at = 0;
    while (source_line(source, &at, &line)) {
        if (line.end - line.start <= TURNS_LINE_BYTES) continue;
        problem_add(problems, source, line.start, PROBLEM_TOO_LARGE, NULL,
                    "a line has at most %d bytes", TURNS_LINE_BYTES);
        return false;
    }
    return true;
}

static bool check_bytes(const struct source *source, enum recording_form form,
                        struct problems *problems)
{
    size_t bad = 0;
    const char *nul =
        source->length > 0 ? memchr(source->bytes, '\0', source->length) : NULL;
    if (source->length == 0)
        problem_add(problems, source, 1, PROBLEM_EMPTY, NULL,
                    "there is nothing here");
    else if (nul != NULL)
        problem_add(problems, source, (size_t)(nul - source->bytes),
                    PROBLEM_NUL, "save it as plain text in UTF-8",
                    "a NUL byte stands here");
    else if (!text_valid(source->bytes, source->length, &bad))
        problem_add(problems, source, bad, PROBLEM_NOT_UTF8, "save it as UTF-8",
                    "the byte 0x%02X does not belong to UTF-8",
                    (unsigned)(unsigned char)source->bytes[bad]);
    else
        return !forms[form].has_lines || check_lines(source, problems);
    return false;
}

/* The bytes without a byte order mark, and with a line feed for a return that
 * stands alone, as old systems end lines. Places stay what they were. */
static void take_bytes(const struct source *source, struct buffer *bytes)
{
    size_t mark = source_mark_length(source);
    buffer_add(bytes, source->bytes + mark, source->length - mark);
    for (size_t i = 0; i < bytes->length; i++)
        if (bytes->bytes[i] == '\r' &&
            (i + 1 == bytes->length || bytes->bytes[i + 1] != '\n'))
            bytes->bytes[i] = '\n';
}

/* --- turns --------------------------------------------------------------- */

/* A file that is one session bears its own name, without the ending. */
static const char *session_name(struct recording *recording, const char *path,
                                enum recording_form form)
{
    struct buffer name = {0};
    size_t length = strlen(path);
    size_t ending = strlen(forms[form].ending);
    size_t bad = 0;
    if (length > ending &&
        strcasecmp(path + length - ending, forms[form].ending) == 0)
        length -= ending;
    if (text_valid(path, length, &bad))
        buffer_add(&name, path, length);
    else
        text_visible(path, length, &name);
    const char *kept =
        arena_copy(&recording->remarks.arena, buffer_text(&name), name.length);
    buffer_free(&name);
    return kept;
}

static struct recording_turn *add_turn(struct recording *recording)
{
    if (recording->count == recording->room) {
        recording->room = recording->room * 2 + 64;
        recording->turns = memory_resize(recording->turns, recording->room,
                                         sizeof *recording->turns);
    }
    return &recording->turns[recording->count++];
}

static bool goes_on(const struct remark *remark, const struct remark *next)
{
    return remark->turn == REMARK_UNNUMBERED &&
           next->turn == REMARK_UNNUMBERED &&
           strcmp(remark->speaker, next->speaker) == 0 &&
           remark->part == next->part &&
           (remark->session == next->session ||
            (remark->session != NULL && next->session != NULL &&
             strcmp(remark->session, next->session) == 0));
}

/* One turn from the remarks FIRST up to END, which have one speaker. */
static void join(struct recording *recording, size_t first, size_t end,
                 const char *session)
{
    struct remarks *remarks = &recording->remarks;
    const struct remark *remark = &remarks->list[first];
    struct voice *voice = voice_of(&recording->voices, remark->speaker);
    struct buffer text = {0};
    for (size_t i = first; i < end; i++) {
        if (i > first)
            buffer_add_byte(&text, remarks->keeps_lines ? '\n' : ' ');
        buffer_add_text(&text, remarks->list[i].text);
    }
    const struct recording_turn *before =
        recording->count > 0 ? &recording->turns[recording->count - 1] : NULL;
    if (remark->session != NULL)
        session = remark->session;
    else if (remark->part > 0)
        session = arena_format(&remarks->arena, "%s-%d", session, remark->part);
    int number = remark->turn;
    if (number == REMARK_UNNUMBERED)
        number = before != NULL && strcmp(before->session, session) == 0
                     ? before->number + 1
                     : 1;
    *add_turn(recording) = (struct recording_turn){
        .session = session,
        .number = number,
        .text = arena_copy(&remarks->arena, buffer_text(&text), text.length),
        .remark = remark,
    };
    voice->turns++;
    buffer_free(&text);
}

/* Remarks without a word, or without a speaker, give no turn. */
static void keep_spoken(struct recording *recording)
{
    struct remarks *remarks = &recording->remarks;
    size_t kept = 0;
    for (size_t i = 0; i < remarks->count; i++) {
        const struct remark *remark = &remarks->list[i];
        if (remark->text[0] == '\0') continue;
        if (remark->speaker == NULL)
            recording->left_out++;
        else
            remarks->list[kept++] = *remark;
    }
    remarks->count = kept;
}

static void make_turns(struct recording *recording, const char *session)
{
    const struct remarks *remarks = &recording->remarks;
    for (size_t i = 0; i < remarks->count;) {
        size_t end = i + 1;
        while (end < remarks->count &&
               goes_on(&remarks->list[i], &remarks->list[end]))
            end++;
        join(recording, i, end, session);
        i = end;
    }
}

/* Where turns stand, and whether one is too long. */
static bool place_turns(struct recording *recording,
                        const struct source *source, struct problems *problems)
{
    struct source_marks marks = {0};
    size_t before = problems->count;
    for (size_t i = 0; i < recording->count; i++) {
        struct recording_turn *turn = &recording->turns[i];
        turn->line = source_find(&marks, source, turn->remark->offset).line;
        if (strlen(turn->text) > TURNS_TEXT_BYTES)
            problem_add(problems, source, turn->remark->offset,
                        PROBLEM_TOO_LARGE, "does the file name all who speak?",
                        "the turn that begins here has more than %d bytes",
                        TURNS_TEXT_BYTES);
    }
    source_forget(&marks);
    return problems->count == before;
}

/* --- who speaks ---------------------------------------------------------- */

static void undecided(const struct recording *recording,
                      const struct source *source, enum voice_verdict verdict,
                      const char *therapist, struct problems *problems)
{
    static const char *const said[] = {
        [VOICE_NOBODY] = "nobody is named: whose are the words?",
        [VOICE_ALONE] = "only one speaker is named.",
        [VOICE_UNNAMED] = "nobody is called",
        [VOICE_UNKNOWN] = "who is the therapist?",
    };
    static const char *const mends[] = {
        [VOICE_NOBODY] = "begin each turn with a name and a colon, as in "
                         "\"Therapist: …\" and \"Client: …\"",
        [VOICE_ALONE] = "name the others, too; or say --therapist=NAME, if "
                        "nobody else speaks",
        [VOICE_UNNAMED] = "name one of them with --therapist=NAME",
        [VOICE_UNKNOWN] = "say it with --therapist=NAME",
    };
    struct buffer found = {0};
    voice_describe(&recording->voices, &found);
    const char *list = found.length > 0 ? buffer_text(&found) : "none";
    size_t whole = source->length + 1;
    if (verdict == VOICE_UNNAMED)
        problem_add(problems, source, whole, REMARK_WHO, mends[verdict],
                    "%s '%s'; speakers found: %s", said[verdict], therapist,
                    list);
    else
        problem_add(problems, source, whole, REMARK_WHO, mends[verdict],
                    "%s Speakers found: %s", said[verdict], list);
    buffer_free(&found);
}

static bool decide(struct recording *recording, const struct source *source,
                   const char *therapist, struct problems *problems)
{
    enum voice_verdict verdict = voice_decide(&recording->voices, therapist);
    if (verdict != VOICE_KNOWN) {
        recording->is_undecided = true;
        undecided(recording, source, verdict, therapist, problems);
        return false;
    }
    for (size_t i = 0; i < recording->count; i++) {
        struct recording_turn *turn = &recording->turns[i];
        turn->by_client =
            !voice_of(&recording->voices, turn->remark->speaker)->is_therapist;
    }
    return true;
}

/* --- all of it ----------------------------------------------------------- */

static bool is_silent(size_t count, const struct source *source,
                      struct problems *problems)
{
    if (count == 0)
        problem_add(problems, source, source->length + 1, REMARK_NOTHING, NULL,
                    "nobody says anything here");
    return count == 0;
}

static bool read_clean(const struct source *source, enum recording_form form,
                       const char *therapist, struct recording *recording,
                       struct problems *problems)
{
    struct remarks *remarks = &recording->remarks;
    forms[form].read(source, remarks, problems);
    if (problems->count > 0 || is_silent(remarks->count, source, problems))
        return false;
    voice_find(remarks, therapist, &recording->voices);
    keep_spoken(recording);
    make_turns(recording, session_name(recording, source->name, form));
    return decide(recording, source, therapist, problems) &&
           !is_silent(recording->count, source, problems) &&
           place_turns(recording, source, problems);
}

bool recording_read(const struct source *source, enum recording_form form,
                    const char *therapist, struct recording *recording,
                    struct problems *problems)
{
    struct buffer bytes = {0};
    *recording = (struct recording){0};
    take_bytes(source, &bytes);
    struct source clean = {source->name, buffer_text(&bytes), bytes.length};
    bool fine = check_bytes(&clean, form, problems) &&
                read_clean(&clean, form, therapist, recording, problems);
    if (!fine) recording->count = 0;
    buffer_free(&bytes);
    return fine;
}

/* --- out ----------------------------------------------------------------- */

static struct json_value *levels_value(const int *levels)
{
    struct json_value *codes = json_object();
    for (int i = 0; i < REMARK_CODES; i++)
        if (levels[i] != REMARK_UNJUDGED)
            json_set_integer(codes, remark_code_name((enum remark_code)i),
                             levels[i]);
    return codes;
}

void recording_line(const struct recording_turn *turn, struct buffer *out)
{
    const struct remark *remark = turn->remark;
    struct json_value *value = json_object();
    json_set_text(value, "session", turn->session);
    json_set_integer(value, "turn", turn->number);
    json_set_text(value, "speaker", turn->by_client ? "client" : "therapist");
    json_set_text(value, "text", turn->text);
    if (remark->quality != NULL)
        json_set_text(value, "quality", remark->quality);
    if (remark->coded != NULL)
        json_set_value(value, "codes", levels_value(remark->coded->levels));
    if (remark->main != NULL) json_set_text(value, "main", remark->main);
    if (remark->coding_count > 1) {
        struct json_value *coders = json_object();
        for (size_t i = 0; i < remark->coding_count; i++)
            json_set_value(coders, remark->codings[i].coder,
                           levels_value(remark->codings[i].levels));
        json_set_value(value, "coders", coders);
    }
    json_print(value, out);
    json_discard(value);
}

void recording_free(struct recording *recording)
{
    remark_free(&recording->remarks);
    voice_free(&recording->voices);
    free(recording->turns);
    *recording = (struct recording){0};
}
