/* rapport score: turns in, the same turns scored out as JSON Lines.
 *
 * Of JSON Lines one line out for each line in; memory does not grow with the
 * input but for what a session needs. Recordings in other forms are made turns
 * first: see recorded.h.
 */
#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "cmd/command.h"
#include "cmd/library.h"
#include "cmd/recorded.h"
#include "rubric/measure.h"
#include "rubric/printer.h"
#include "rubric/turns.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
    OPTION_RUBRIC,
    OPTION_MEASURES,
    OPTION_EXPLAIN,
    OPTION_VERIFY,
    OPTION_FORMAT,
    OPTION_THERAPIST
};

static const struct command_option options[] = {
    [OPTION_RUBRIC] = {"rubric", COMMAND_RUBRIC, "RUBRIC",
                       "score by this rubric (alliance)"},
    [OPTION_MEASURES] = {"measures", COMMAND_FLAG, NULL,
                         "print a line per session: its measures"},
    [OPTION_EXPLAIN] = {"explain", COMMAND_FLAG, NULL,
                        "print each reply for reading, cue by cue"},
    [OPTION_VERIFY] = {"verify", COMMAND_FLAG, NULL,
                       "score each reply once more, without the index"},
    [OPTION_FORMAT] = {"format", COMMAND_TEXT, "NAME",
                       "read files in this format, whatever their name"},
    [OPTION_THERAPIST] = {"therapist", COMMAND_TEXT, "NAME",
                          "who the therapist is; several with commas"},
};

enum output { OUTPUT_LINES, OUTPUT_MEASURES, OUTPUT_EXPLAINED };

/* One run over all files. */
struct run {
    const struct rubric *rubric;
    struct recorded recorded;
    enum output output;
    struct talk talk;
    struct printer *printer;
    struct buffer room;
    struct tally *tally; /* of the session at hand, or NULL */
    bool problems;
    bool verify;
    size_t verified; /* replies of which both ways made the same */
};

static void print(const struct buffer *line)
{
    fwrite(line->bytes, 1, line->length, stdout);
    putchar('\n');
}

/* --- measures ------------------------------------------------------------ */

static struct json_value *measures_value(const struct run *run)
{
    struct json_value *measures = json_object();
    for (size_t i = 0; i < run->rubric->measure_count; i++) {
        const char *id = run->rubric->measures[i].id;
        int64_t value = 0;
        if (measure_value(run->tally, run->rubric, i, &value))
            json_set_thousandths(measures, id, value);
        else
            json_set_null(measures, id);
    }
    return measures;
}

static void end_session(struct run *run)
{
    if (run->tally == NULL) return;
    measure_client(run->tally, turns_rest(&run->talk, run->rubric));
    struct json_value *row = json_object();
    json_set_text(row, "session", buffer_text(&run->talk.session));
    json_set_integer(row, "replies",
                     run->tally->replies + run->tally->unscorable);
    if (run->tally->unscorable > 0)
        json_set_integer(row, "unscorable", run->tally->unscorable);
    json_set_value(row, "measures", measures_value(run));
    struct buffer line = {0};
    json_print(row, &line);
    print(&line);
    buffer_free(&line);
    json_discard(row);
    measure_tally_free(run->tally);
    run->tally = NULL;
}

/* --- explaining ---------------------------------------------------------- */

static void print_visible(const char *bytes, size_t length)
{
    struct buffer seen = {0};
    text_visible(bytes, length, &seen);
    fputs(buffer_text(&seen), stdout);
    buffer_free(&seen);
}

static void explain_code(const struct rubric *rubric,
                         const struct scoring *scoring, const char *text,
                         size_t index)
{
    const struct code *code = &rubric->codes[index];
    printf("  %-20s level %d   score %g, first cut %g\n", code->name,
           scoring->levels[index], scoring->scores[index] / 1000.0,
           code->cuts[0] / 1000.0);
    printf("      %+7.3f  to start from\n", code->bias / 1000.0);
    for (size_t i = 0; i < code->weight_count; i++) {
        const struct weight *weight = &code->weights[i];
        const struct match *match = score_match(scoring, weight->cue, 0);
        if (match == NULL) continue;
        printf("      %+7.3f  %s (%s): ", weight->thousandths / 1000.0,
               rubric->cues[weight->cue].name, part_whose_name(match->whose));
        if (match->whose == WHOSE_REPLY)
            print_visible(text + match->span.start,
                          match->span.end - match->span.start);
        putchar('\n');
    }
    for (size_t i = 0; i < code->unless.count; i++)
        if (scoring->fired[code->unless.list[i]])
            printf("               level 0 because of %s\n",
                   rubric->cues[code->unless.list[i]].name);
}

/* Codes that are there, and those to which at least one cue spoke. */
static void explain(const struct rubric *rubric, const struct turn *turn,
                    const struct scoring *scoring)
{
    fputs("> ", stdout);
    print_visible(turn->text, strlen(turn->text));
    printf("\n  main: %s%s\n", score_main_name(rubric, scoring),
           scoring->recognised ? "" : " (nothing recognised)");
    for (size_t i = 0; i < rubric->code_count; i++) {
        const struct code *code = &rubric->codes[i];
        bool touched = scoring->levels[i] > 0;
        for (size_t j = 0; j < code->weight_count; j++)
            touched = touched || scoring->fired[code->weights[j].cue];
        if (touched && !code->is_any)
            explain_code(rubric, scoring, turn->text, i);
    }
}

/* --- turns --------------------------------------------------------------- */

/* Says where the index and the plain loop differ. */
static void verify(struct run *run, const struct source *line,
                   const struct turn *turn, const struct scoring *scoring)
{
    size_t cue;
    if (turns_verify(&run->talk, run->rubric, scoring, &cue)) {
        run->verified++;
        return;
    }
    run->problems = true;
    command_fail(COMMAND_PROBLEMS,
                 "%s: session '%s', turn %d: cue '%s' is met otherwise when "
                 "every cue is tried. That is a mistake in the program: "
                 "please report it with this line",
                 line->name, turn->session, turn->turn,
                 cue < run->rubric->cue_count ? run->rubric->cues[cue].name
                                              : "(sentences)");
}

static void take_reply(struct run *run, const struct source *line,
                       const struct turn *turn)
{
    size_t words = 0;
    size_t client_words = 0;
    struct scoring *scoring =
        turns_reply(&run->talk, run->rubric, turn->text, &words, &client_words);
    struct buffer out = {0};
    if (run->verify) verify(run, line, turn, scoring);
    measure_client(run->tally, client_words);
    measure_reply(run->tally, run->rubric, scoring, words);
    if (run->output == OUTPUT_EXPLAINED) {
        explain(run->rubric, turn, scoring);
    } else if (run->output == OUTPUT_LINES) {
        printer_scored(run->printer, line, turn, scoring, &out);
        print(&out);
    }
    buffer_free(&out);
    score_free(scoring);
}

static void take_turn(struct run *run, const struct source *line,
                      const struct turn *turn)
{
    if (turns_begins(&run->talk, turn)) {
        if (run->output == OUTPUT_MEASURES) end_session(run);
        measure_tally_free(run->tally);
        run->tally = measure_tally_new(run->rubric);
        turns_begin(&run->talk, turn->session);
    }
    if (!turn->by_client) {
        take_reply(run, line, turn);
        return;
    }
    turns_client(&run->talk, turn->text);
    if (run->output != OUTPUT_LINES) return;
    struct buffer out = {0};
    buffer_add(&out, line->bytes, line->length);
    print(&out);
    buffer_free(&out);
}

/* A line that is no turn is reported at its place, and still comes out. */
static void refuse_line(struct run *run, const struct source *line,
                        const struct turn *turn, size_t number,
                        const struct problems *problems)
{
    const char *message = problems->list[0].message;
    run->problems = true;
    command_fail(COMMAND_PROBLEMS, "%s:%zu: %s", line->name, number, message);
    if (run->output != OUTPUT_LINES) return;
    struct buffer out = {0};
    turns_failed(line, turn, message, &out);
    print(&out);
    buffer_free(&out);
}

static void take_line(void *context, const struct source *line, size_t number)
{
    struct run *run = context;
    struct turn turn;
    struct problems problems = {0};
    if (turns_skim(line, &run->room, &turn) ||
        turns_read(line, &turn, &problems))
        take_turn(run, line, &turn);
    else
        refuse_line(run, line, &turn, number, &problems);
    turns_free(&turn);
    problem_free(&problems);
}

/* Files of turns are one stream; a recording is a talk of its own, whatever
 * its name. */
static int take_file(struct run *run, const char *name)
{
    if (recorded_form(&run->recorded, name) != RECORDING_TURNS)
        run->talk.begun = false;
    return recorded_each(&run->recorded, name, take_line, run);
}

static int score_files(struct run *run, const struct arguments *arguments)
{
    int status = COMMAND_YES;
    for (size_t i = 0; i < arguments->operand_count; i++) {
        int one = take_file(run, arguments->operands[i]);
        if (one > status) status = one;
    }
    if (run->output == OUTPUT_MEASURES) end_session(run);
    if (fflush(stdout) != 0)
        status =
            command_fail(COMMAND_FAILED, "cannot write: %s", strerror(errno));
    if (status == COMMAND_YES && run->problems) status = COMMAND_PROBLEMS;
    return status;
}

static int score_by(const struct rubric *rubric,
                    const struct recorded *recorded,
                    const struct arguments *arguments)
{
    struct run run = {.rubric = rubric, .recorded = *recorded};
    if (arguments->options[OPTION_EXPLAIN] != NULL)
        run.output = OUTPUT_EXPLAINED;
    if (arguments->options[OPTION_MEASURES] != NULL)
        run.output = OUTPUT_MEASURES;
    run.verify = arguments->options[OPTION_VERIFY] != NULL;
    run.printer = printer_new(rubric);
    int status = score_files(&run, arguments);
    printer_free(run.printer);
    buffer_free(&run.room);
    if (run.verify)
        command_say(stderr,
                    "Verified: %zu replies scored the same when every "
                    "cue was tried.\n",
                    run.verified);
    measure_tally_free(run.tally);
    turns_talk_free(&run.talk);
    return status;
}

static int score(const struct arguments *arguments)
{
    struct library library;
    struct volume volume = {0};
    struct recorded recorded;
    if (arguments->operand_count == 0)
        return command_fail(COMMAND_USAGE, "which file? '-' is standard input");
    if (!recorded_options(arguments->options[OPTION_FORMAT],
                          arguments->options[OPTION_THERAPIST], &recorded))
        return COMMAND_USAGE;
    library_open(&library);
    library_remember(&library);
    struct rubric *rubric =
        library_rubric(&library, arguments->options[OPTION_RUBRIC], &volume);
    int status = rubric != NULL ? score_by(rubric, &recorded, arguments)
                                : COMMAND_FAILED;
    rubric_free(rubric);
    library_volume_free(&volume);
    library_close(&library);
    return status;
}

const struct command command_score = {
    .name = "score",
    .line = "turns of talk in, the same turns scored out",
    .operands = "FILE…",
    .operand_kind = COMMAND_FILE,
    .about =
        "Each line is one turn: {\"session\", \"turn\", \"speaker\": "
        "\"client\" or \"therapist\", \"text\"}, in order. Each comes out as "
        "it was, therapist turns with \"scored\" added: all codes, the main "
        "one, and the evidence in byte offsets. A line that is no turn comes "
        "out with \"error\". '-' is standard input. "
        "Recordings are known by the end of their name, or by --format: vtt "
        "(WebVTT: Zoom, Teams, automatic captions), srt (SubRip), script "
        "(.txt: lines like \"T: …\" and \"C: …\"), cha (CHAT), annomi (.csv: "
        "the AnnoMI corpus), chat (.json: {\"role\", "
        "\"content\"}, in an array or one a line). Each turn comes out as such "
        "a line. Names like Therapist, "
        "T, Dr or Interviewer say who is the therapist; where they do not, "
        "--therapist=NAME does, and everybody else is the client. From a file "
        "with a problem nothing is scored. --verify holds the index, which "
        "spares cues whose words are not there, to trying them all.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = score,
};
