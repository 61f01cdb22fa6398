/* Recordings read for a command; see recorded.h. */
#include "cmd/recorded.h"

#include "class/transcript.h"
#include "cmd/command.h"
#include "cmd/library.h"
#include "rubric/turns.h"
#include "world/files.h"
#include "world/lines.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

bool recorded_options(const char *form, const char *therapist,
                      struct recorded *recorded)
{
    struct buffer names = {0};
    *recorded =
        (struct recorded){.form = RECORDING_FORMS, .therapist = therapist};
    if (form == NULL) return true;
    recorded->form = recording_form_named(form);
    if (recorded->form != RECORDING_FORMS) return true;
    recording_form_names(&names);
    command_fail(COMMAND_USAGE, "there is no format '%s': it is one of %s",
                 form, buffer_text(&names));
    buffer_free(&names);
    return false;
}

enum recording_form recorded_form(const struct recorded *recorded,
                                  const char *path)
{
    return recorded->form != RECORDING_FORMS ? recorded->form
                                             : recording_form_of(path);
}

/* --- turns as they stand ------------------------------------------------- */

/* A file while its lines are visited. */
struct visiting {
    const struct recorded *recorded;
    const char *path;
    recorded_visit *visit;
    void *context;
    bool refused; /* it is a transcript of a session */
    bool unknown; /* by its name, and its first line, it is nothing known */
};

static bool is_enough(const struct recorded *recorded)
{
    const struct recorded_hooks *hooks = &recorded->hooks;
    return hooks->enough != NULL && hooks->enough(hooks->context);
}

static void before_speaking(const struct recorded *recorded)
{
    const struct recorded_hooks *hooks = &recorded->hooks;
    if (hooks->speaks != NULL) hooks->speaks(hooks->context);
}

/* A file is taken for lines of JSON if its name tells of nothing else. */
static bool is_unknown(const struct visiting *visiting,
                       const struct source *line)
{
    const char *name = strrchr(visiting->path, '/');
    const char *ending = strrchr(name != NULL ? name : visiting->path, '.');
    bool named = visiting->recorded->form != RECORDING_FORMS;
    if (named || ending == NULL || strncasecmp(ending, ".json", 5) == 0 ||
        strcasecmp(ending, ".ndjson") == 0)
        return false;
    return line->length > 0 && line->bytes[0] != '{' && !turns_is_blank(line);
}

static int refuse_unknown(const char *path)
{
    struct buffer names = {0};
    recording_form_names(&names);
    command_fail(COMMAND_PROBLEMS,
                 "%s is no JSON Lines, and its name does not tell what it is: "
                 "say --format=NAME, one of %s",
                 path, buffer_text(&names));
    buffer_free(&names);
    return COMMAND_PROBLEMS;
}

static bool visit_line(void *context, const char *bytes, size_t length,
                       size_t number)
{
    struct visiting *visiting = context;
    const struct recorded *recorded = visiting->recorded;
    struct source line = {visiting->path, bytes, length};
    size_t mark = number == 1 ? source_mark_length(&line) : 0;
    line.bytes += mark;
    line.length -= mark;
    visiting->refused =
        number == 1 && transcript_begins(line.bytes, line.length);
    visiting->unknown = number == 1 && is_unknown(visiting, &line);
    if (visiting->refused || visiting->unknown) return false;
    if (recorded->blanks || !turns_is_blank(&line))
        visiting->visit(visiting->context, &line, number);
    return !is_enough(recorded);
}

static void wait_idly(void *context)
{
    const struct visiting *visiting = context;
    const struct recorded_hooks *hooks = &visiting->recorded->hooks;
    if (hooks->waits != NULL) hooks->waits(hooks->context);
}

static int each_line(const struct recorded *recorded, const char *path,
                     recorded_visit *visit, void *context)
{
    struct error error = {0};
    struct visiting visiting = {
        .recorded = recorded, .path = path, .visit = visit, .context = context};
    struct lines_visitor visitor = {&visiting, visit_line, wait_idly};
    bool read = lines_each(path, &visitor, &error);
    if (read && !visiting.refused && !visiting.unknown) return COMMAND_YES;
    if (read && recorded->quiet) return COMMAND_PROBLEMS;
    before_speaking(recorded);
    if (!read) return command_fail(COMMAND_FAILED, "%s", error.text);
    if (visiting.unknown) return refuse_unknown(path);
    return command_fail(COMMAND_PROBLEMS,
                        "%s is a transcript of a session here, not turns: "
                        "'rapport progress' and 'rapport grade' read it, and "
                        "'rapport agree --unrecognised'",
                        path);
}

/* --- other forms --------------------------------------------------------- */

static void visit_turns(const struct recording *recording, const char *path,
                        recorded_visit *visit, void *context)
{
    struct buffer line = {0};
    for (size_t i = 0; i < recording->count; i++) {
        buffer_clear(&line);
        recording_line(&recording->turns[i], &line);
        visit(context, &(struct source){path, buffer_text(&line), line.length},
              recording->turns[i].line);
    }
    buffer_free(&line);
}

/* A talk of one may be a talk of two in which a name went unseen. */
static void tell_alone(const struct recorded *recorded,
                       const struct recording *recording, const char *path)
{
    struct buffer names = {0};
    before_speaking(recorded);
    voice_describe(&recording->voices, &names);
    command_say(stderr, "%s: only one speaker was found: %s.\n", path,
                buffer_text(&names));
    buffer_free(&names);
}

/* One who spoke once would speak with the voice of whoever spoke before. */
static void tell_once(const struct recorded *recorded,
                      const struct recording *recording, const char *path)
{
    struct buffer names = {0};
    size_t count = voice_list_once(&recording->voices, &names);
    if (count > 0) {
        before_speaking(recorded);
        command_say(stderr,
                    "%s: taken for text, since %s only once: %s. If somebody "
                    "speaks there, write Client (or Client 2) before the "
                    "colon.\n",
                    path, count == 1 ? "it stands" : "they stand",
                    buffer_text(&names));
    }
    buffer_free(&names);
}

static void tell_speakers(const struct recorded *recorded,
                          const struct recording *recording, const char *path)
{
    size_t speakers = 0;
    for (size_t i = 0; i < recording->voices.count; i++)
        speakers += recording->voices.list[i].speaks;
    if (speakers > 1)
        tell_once(recorded, recording, path);
    else
        tell_alone(recorded, recording, path);
}

static void tell_left_out(const struct recorded *recorded,
                          const struct recording *recording, const char *path)
{
    if (recording->left_out == 0) return;
    before_speaking(recorded);
    command_say(stderr,
                "%s: what stands before the first speaker's name is left out "
                "(%zu line%s).\n",
                path, recording->left_out, recording->left_out == 1 ? "" : "s");
}

static int each_turn(const struct recorded *recorded, const char *path,
                     recorded_visit *visit, void *context)
{
    struct buffer bytes = {0};
    struct error error = {0};
    struct problems problems = {0};
    struct recording recording;
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    if (!files_read(path, RECORDING_BYTES, &bytes, &error)) {
        buffer_free(&bytes);
        before_speaking(recorded);
        return command_fail(COMMAND_FAILED, "%s", error.text);
    }
    int status = COMMAND_YES;
    if (recording_read(
            &(struct source){name, buffer_text(&bytes), bytes.length},
            recorded_form(recorded, path), recorded->therapist, &recording,
            &problems)) {
        if (!recorded->quiet) {
            tell_left_out(recorded, &recording, name);
            tell_speakers(recorded, &recording, name);
        }
        visit_turns(&recording, name, visit, context);
    } else {
        status = recording.is_undecided ? COMMAND_USAGE : COMMAND_PROBLEMS;
        if (!recorded->quiet) before_speaking(recorded);
        if (!recorded->quiet) library_print_problems(&problems, false);
    }
    recording_free(&recording);
    problem_free(&problems);
    buffer_free(&bytes);
    return status;
}

int recorded_each(const struct recorded *recorded, const char *path,
                  recorded_visit *visit, void *context)
{
    return recorded_form(recorded, path) == RECORDING_TURNS
               ? each_line(recorded, path, visit, context)
               : each_turn(recorded, path, visit, context);
}
