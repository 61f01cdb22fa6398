/* rapport graph: a picture of a scenario, or of one talk's way through it.
 *
 * The picture is scenario/graph's, as text in Graphviz's language; `dot` makes
 * an SVG of it. Begin with graph() at the end.
 */
#include "scenario/graph.h"

#include "base/count.h"
#include "base/hash.h"
#include "class/replay.h"
#include "cmd/command.h"
#include "cmd/library.h"
#include "world/graphviz.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { OPTION_TRANSCRIPT, OPTION_FORMAT, OPTION_OUTPUT, OPTION_RUBRIC };

static const struct command_option options[] = {
    [OPTION_TRANSCRIPT] = {"transcript", COMMAND_FILE, "FILE",
                           "show the way that was taken in it"},
    [OPTION_FORMAT] = {"format", COMMAND_TEXT, "FORMAT", "dot or svg"},
    [OPTION_OUTPUT] = {"output", COMMAND_FILE, "FILE",
                       "write it here; .svg makes it an SVG"},
    [OPTION_RUBRIC] = {"rubric", COMMAND_RUBRIC, "RUBRIC",
                       "the rubric that the scenario goes by"},
};

/* What is drawn. */
struct work {
    const struct arguments *arguments;
    struct library library;
    struct pair pair;
    struct transcript *transcript; /* or NULL */
    struct session *taken;         /* or NULL */
};

static const char *option(const struct work *work, int number)
{
    return work->arguments->options[number];
}

static const char *operand(const struct work *work)
{
    return work->arguments->operand_count > 0 ? work->arguments->operands[0]
                                              : NULL;
}

/* --- the way that was taken ---------------------------------------------- */

/* What NAME means, which must be the very file that was pinned; NULL is the
 * one that was kept. */
static bool read_pinned(const struct work *work, enum library_shelf shelf,
                        const char *name, const struct pinned *pinned,
                        struct volume *volume)
{
    struct error error = {0};
    char hex[HASH_HEX];
    bool fine = name == NULL
                    ? library_read_kept(&work->library, shelf, pinned->id,
                                        pinned->sha256, volume, &error)
                    : library_read(&work->library, shelf, name, volume, &error);
    if (!fine) {
        command_fail(COMMAND_FAILED, "%s%s%s", error.text,
                     name == NULL ? "; where you have it, name it: " : "",
                     name != NULL                 ? ""
                     : shelf == LIBRARY_SCENARIOS ? "SCENARIO"
                                                  : "--rubric=FILE");
        return false;
    }
    hash_bytes(volume->source.bytes, volume->source.length, hex);
    if (strcmp(hex, pinned->sha256) == 0) return true;
    command_fail(COMMAND_FAILED,
                 "%s was played with '%s', version %d (SHA-256 %.12s…), and "
                 "%s is not that file; left out, the one that was kept is "
                 "taken",
                 option(work, OPTION_TRANSCRIPT), pinned->id, pinned->version,
                 pinned->sha256, name != NULL ? name : volume->source.name);
    return false;
}

static void replay(struct work *work)
{
    struct buffer differences = {0};
    work->taken = replay_session(work->transcript, work->pair.scenario,
                                 work->pair.rubric, &differences);
    if (differences.length > 0)
        command_say(stderr,
                    "The transcript differs from its replay, which is "
                    "drawn:\n%s",
                    buffer_text(&differences));
    buffer_free(&differences);
}

static bool load_taken(struct work *work)
{
    work->transcript = library_transcript(option(work, OPTION_TRANSCRIPT));
    if (work->transcript == NULL) return false;
    const struct transcript_header *header = &work->transcript->header;
    if (!read_pinned(work, LIBRARY_SCENARIOS, operand(work), &header->scenario,
                     &work->pair.scenario_volume) ||
        !read_pinned(work, LIBRARY_RUBRICS, option(work, OPTION_RUBRIC),
                     &header->rubric, &work->pair.rubric_volume) ||
        !library_load_pair(&work->library, &work->pair))
        return false;
    replay(work);
    return true;
}

/* --- out ------------------------------------------------------------------ */

static bool ends_with(const char *text, const char *tail)
{
    size_t length = strlen(text);
    return length >= strlen(tail) &&
           strcmp(text + length - strlen(tail), tail) == 0;
}

static bool wants_svg(const struct work *work)
{
    const char *format = option(work, OPTION_FORMAT);
    const char *output = option(work, OPTION_OUTPUT);
    if (format != NULL) return strcmp(format, "svg") == 0;
    return output != NULL && ends_with(output, ".svg");
}

static int put(const struct work *work, const struct buffer *picture)
{
    struct error error = {0};
    const char *output = option(work, OPTION_OUTPUT);
    if (output == NULL || strcmp(output, "-") == 0) {
        fwrite(picture->bytes, 1, picture->length, stdout);
        return COMMAND_YES;
    }
    if (files_share(output, picture->bytes, picture->length, &error))
        return COMMAND_YES;
    return command_fail(COMMAND_FAILED, "%s", error.text);
}

static int draw(const struct work *work)
{
    struct buffer dot = {0};
    struct buffer svg = {0};
    struct error error = {0};
    int status = COMMAND_FAILED;
    graph_draw(work->pair.scenario, work->taken, &dot);
    if (!wants_svg(work))
        status = put(work, &dot);
    else if (graphviz_svg(&dot, &svg, &error))
        status = put(work, &svg);
    else
        command_fail(COMMAND_FAILED, "%s", error.text);
    buffer_free(&dot);
    buffer_free(&svg);
    return status;
}

static int check_usage(const struct arguments *arguments)
{
    const char *format = arguments->options[OPTION_FORMAT];
    if (format != NULL && strcmp(format, "dot") != 0 &&
        strcmp(format, "svg") != 0)
        return command_fail(COMMAND_USAGE, "--format=dot or svg, not '%s'",
                            format);
    const char *output = arguments->options[OPTION_OUTPUT];
    const char *ending = output != NULL ? strrchr(output, '.') : NULL;
    if (format == NULL && ending != NULL &&
        (strcasecmp(ending, ".png") == 0 || strcasecmp(ending, ".pdf") == 0))
        return command_fail(COMMAND_USAGE,
                            "'%s': pictures are made as .svg; other programs "
                            "turn that into %s",
                            output, ending + 1);
    if (arguments->operand_count > 1)
        return command_fail(COMMAND_USAGE, "one scenario at a time");
    if (arguments->operand_count == 0 &&
        arguments->options[OPTION_TRANSCRIPT] == NULL)
        return command_fail(COMMAND_USAGE,
                            "which scenario? 'rapport list' shows what there "
                            "is; see also 'rapport help graph'");
    return COMMAND_YES;
}

static int graph(const struct arguments *arguments)
{
    struct work work = {.arguments = arguments};
    int status = check_usage(arguments);
    if (status != COMMAND_YES) return status;
    library_open(&work.library);
    library_remember(&work.library);
    bool ready = option(&work, OPTION_TRANSCRIPT) != NULL
                     ? load_taken(&work)
                     : library_load(&work.library, operand(&work),
                                    option(&work, OPTION_RUBRIC), &work.pair);
    status = ready ? draw(&work) : COMMAND_FAILED;
    session_free(work.taken);
    transcript_free(work.transcript);
    library_pair_free(&work.pair);
    library_close(&work.library);
    return status;
}

const struct command command_graph = {
    .name = "graph",
    .line = "a picture of a scenario, or of the way taken through it",
    .operands = "[SCENARIO]",
    .operand_kind = COMMAND_SCENARIO,
    .about =
        "Draws a scenario, by name or file: a box for each moment, arrows for "
        "the replies that lead on, the endings below. It is text for "
        "Graphviz, or with --format=svg, where Graphviz is installed, a "
        "picture that any browser shows. With --transcript the way that was "
        "taken stands out, retries left aside; the scenario may then be left "
        "out, for the very one that was played is taken.",
    .options = options,
    .option_count = COUNT(options),
    .run = graph,
};
