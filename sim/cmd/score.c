/* rapport score: turns in, the same turns scored out as JSON Lines.
 *
 * Of JSON Lines one line out for each line in; memory does not grow with the
 * input but for what a session needs. Recordings in other forms are made turns
 * first: see recorded.h. Lines are scored by scorer.c, in batches that may lie
 * side by side: batches.c.
 */
#include "base/count.h"
#include "cmd/batches.h"
#include "cmd/command.h"
#include "cmd/jobs.h"
#include "cmd/library.h"
#include "cmd/recorded.h"
#include "rubric/narrow.h"
#include "world/signals.h"
#include "world/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
    OPTION_RUBRIC,
    OPTION_MEASURES,
    OPTION_EXPLAIN,
    OPTION_VERIFY,
    OPTION_FORMAT,
    OPTION_THERAPIST,
    OPTION_JOBS
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
    [OPTION_JOBS] = {"jobs", COMMAND_TEXT, "N",
                     "score on N cores side by side (1)"},
};

static const struct command_pair pairs[] = {
    {OPTION_MEASURES, COMMAND_NOT_WITH, OPTION_EXPLAIN, NULL},
};

/* One run over all files. */
struct run {
    struct recorded recorded;
    struct batches *batches;
    bool apart; /* the next line begins a talk of its own */
};

static void take_line(void *context, const struct source *line, size_t number)
{
    struct run *run = context;
    batches_add(run->batches, &(struct scorer_line){*line, number, run->apart});
    run->apart = false;
}

/* Whoever waits for the lines that are scored shall have them, and what is said
 * of a file stands behind what came before it. */
static void settle(void *context)
{
    struct run *run = context;
    batches_settle(run->batches);
    fflush(stdout);
}

static bool is_enough(void *context)
{
    struct run *run = context;
    return batches_fault(run->batches) != 0;
}

/* Files of turns are one stream; a recording is a talk of its own, whatever
 * its name. */
static int take_files(struct run *run, const struct arguments *arguments)
{
    int status = COMMAND_YES;
    for (size_t i = 0; i < arguments->operand_count && !is_enough(run); i++) {
        const char *name = arguments->operands[i];
        run->apart = recorded_form(&run->recorded, name) != RECORDING_TURNS;
        int one = recorded_each(&run->recorded, name, take_line, run);
        if (one > status) status = one;
    }
    return status;
}

/* In writing: an errno. It is told here, and why. */
static int tell_fault(int fault)
{
    clearerr(stdout);
    if (signals_is_unread(stdout)) return COMMAND_FAILED;
    return command_fail(COMMAND_FAILED, "cannot write: %s", strerror(fault));
}

static void tell_finding(struct roll_finding finding, const char *what,
                         const char *then)
{
    if (finding.count == 0) return;
    command_say(stderr, "%s:%zu: %s%s.\n", finding.first.file,
                finding.first.line, what,
                finding.count > 1 ? ", and this is not the only one" : "");
    command_say(stderr, "  %s\n", then);
}

/* What a file is seldom meant to be like. */
static void tell_order(const struct roll *roll)
{
    tell_finding(roll_again(roll),
                 "a session comes again behind another one's turns",
                 "It is scored as if it began: let its turns stand together.");
    tell_finding(roll_lower(roll),
                 "this turn has a lower number than the one before it",
                 "Turns are scored as they stand: sort them, if they were not "
                 "said so.");
}

static int score_files(const struct arguments *arguments,
                       const struct recorded *recorded, size_t jobs,
                       struct scorer *scorer)
{
    struct run run = {.recorded = *recorded};
    run.recorded.blanks = true;
    run.recorded.hooks = (struct recorded_hooks){
        .context = &run,
        .speaks = settle,
        .waits = settle,
        .enough = is_enough,
    };
    struct roll *roll = roll_new();
    run.batches = batches_new(jobs, scorer, roll);
    int status = take_files(&run, arguments);
    int fault = batches_end(run.batches, scorer);
    if (fflush(stdout) != 0 && fault == 0) fault = errno;
    if (fault != 0)
        status = tell_fault(fault);
    else
        tell_order(roll);
    roll_free(roll);
    if (status == COMMAND_YES && scorer->problems) status = COMMAND_PROBLEMS;
    return status;
}

static int score_by(struct rubric *rubric, const struct recorded *recorded,
                    size_t jobs, const struct arguments *arguments)
{
    struct scorer scorer = {
        .rubric = rubric,
        .verify = arguments->options[OPTION_VERIFY] != NULL,
    };
    if (arguments->options[OPTION_EXPLAIN] != NULL)
        scorer.output = SCORER_EXPLAINED;
    if (arguments->options[OPTION_MEASURES] != NULL) {
        scorer.output = SCORER_MEASURES;
        if (!scorer.verify) narrow_to_measures(rubric);
    }
    struct printer *printer = printer_new(rubric);
    scorer.printer = printer;
    int status = score_files(arguments, recorded, jobs, &scorer);
    if (scorer.verify)
        command_say(stderr,
                    "Verified: %zu replies scored the same when every "
                    "cue was tried.\n",
                    scorer.verified);
    printer_free(printer);
    return status;
}

/* Whoever looks at lines that are for programs is told what there is to read.
 */
static void say_whom_for(const struct arguments *arguments)
{
    if (!terminal_shows(stdout) ||
        arguments->options[OPTION_MEASURES] != NULL ||
        arguments->options[OPTION_EXPLAIN] != NULL)
        return;
    fflush(stdout);
    command_say(stderr,
                "Those lines are for other programs. --explain shows the "
                "scores for reading, and\n--measures the figures of each "
                "session.\n");
}

static int score(const struct arguments *arguments)
{
    struct library library;
    struct volume volume = {0};
    struct recorded recorded;
    size_t jobs;
    if (!jobs_read(arguments->options[OPTION_JOBS], 1, &jobs))
        return COMMAND_USAGE;
    if (arguments->operand_count == 0)
        return command_fail(COMMAND_USAGE, "which file? '-' is standard input");
    if (!recorded_options(arguments->options[OPTION_FORMAT],
                          arguments->options[OPTION_THERAPIST], &recorded))
        return COMMAND_USAGE;
    library_open(&library);
    library_remember(&library);
    struct rubric *rubric =
        library_rubric(&library, arguments->options[OPTION_RUBRIC], &volume);
    int status = rubric != NULL ? score_by(rubric, &recorded, jobs, arguments)
                                : COMMAND_FAILED;
    if (rubric != NULL) say_whom_for(arguments);
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
        "\"client\" or \"therapist\", \"text\"}. The turns of a session stand "
        "together, in the order in which they were said: where one of another "
        "session stands between, it begins anew. Several files of turns are "
        "read as one. Each comes out as it was, "
        "therapist turns with \"scored\" added: all codes, the main "
        "one, and the evidence in byte offsets. A line that is no turn comes "
        "out with \"error\". Either takes the place of what an earlier "
        "scoring added. '-' is standard input. "
        "Recordings are known by the end of their name, or by --format: vtt "
        "(WebVTT: Zoom, Teams, automatic captions), srt (SubRip), script "
        "(.txt: lines like \"T: …\" and \"C: …\"), cha (CHAT), annomi (.csv: "
        "the AnnoMI corpus), chat (.json: {\"role\", "
        "\"content\"}, in an array or one a line). Each turn comes out as such "
        "a line. Names like Therapist, "
        "T, Dr or Interviewer say who is the therapist; where they do not, "
        "--therapist=NAME does, and everybody else is the client. From a file "
        "with a problem nothing is scored. With --jobs what is printed is the "
        "same, in the same order. --verify holds the index, which "
        "spares cues whose words are not there, to trying them all.",
    .options = options,
    .option_count = COUNT(options),
    .pairs = pairs,
    .pair_count = COUNT(pairs),
    .run = score,
};
