/* rapport fit: weights from human-coded turns, written back into the rubric's
 * file in their places. */
#include "rubric/fit.h"
#include "base/count.h"
#include "cmd/agree.h"
#include "cmd/command.h"
#include "cmd/library.h"
#include "rubric/example.h"
#include "rubric/mistake.h"
#include "rubric/rubricfile.h"
#include "rubric/suggest.h"
#include "world/signals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTION_DRY_RUN,
    OPTION_COST,
    OPTION_SUGGEST,
    OPTION_BARE,
    OPTION_FORMAT,
    OPTION_THERAPIST,
    OPTION_JSON
};

static const struct command_option options[] = {
    [OPTION_DRY_RUN] = {"dry-run", COMMAND_FLAG, NULL,
                        "print the agreement, write nothing"},
    [OPTION_COST] = {"cost", COMMAND_TEXT, "C",
                     "how much a misfit costs against large weights (0.1)"},
    [OPTION_SUGGEST] = {"suggest", COMMAND_TEXT, "N",
                        "name N words or phrases that would help each code"},
    [OPTION_BARE] = {"bare", COMMAND_FLAG, NULL,
                     "judge texts without marks and capitals"},
    [OPTION_FORMAT] = {"format", COMMAND_TEXT, "NAME",
                       "read files in this format, whatever their name"},
    [OPTION_THERAPIST] = {"therapist", COMMAND_TEXT, "NAME",
                          "who the therapist is; several with commas"},
    [OPTION_JSON] = {"json", COMMAND_FLAG, NULL, "print JSON"},
};

static const struct command_pair pairs[] = {
    {OPTION_SUGGEST, COMMAND_NOT_WITH, OPTION_JSON, NULL},
};

static bool cost_of(const struct arguments *arguments, double *cost)
{
    char *end = NULL;
    const char *text = arguments->options[OPTION_COST];
    *cost = 0.1;
    if (text == NULL) return true;
    *cost = strtod(text, &end);
    if (*end == '\0' && *cost > 0 && *cost <= 1000) return true;
    command_fail(COMMAND_USAGE, "--cost takes a number above 0, not '%s'",
                 text);
    return false;
}

/* A rubric given as a file is written; a shipped one, named, is measured. */
static bool writes(const struct volume *volume,
                   const struct arguments *arguments)
{
    return arguments->options[OPTION_DRY_RUN] == NULL &&
           strcmp(volume->source.name, arguments->operands[0]) == 0;
}

/* What a rubric file was before new weights came is kept beside it. */
static const char kept_as[] = ".before";

static bool keep(const struct source *source, struct error *error)
{
    struct buffer path = {0};
    buffer_format(&path, "%s%s", source->name, kept_as);
    bool kept =
        files_share(buffer_text(&path), source->bytes, source->length, error);
    buffer_free(&path);
    return kept;
}

/* Says whether the rubric's examples hold by its new weights. */
static void tell_examples(const struct source *source)
{
    struct problems problems = {0};
    size_t failing = 0;
    struct rubric *rubric = rubricfile_load(source, &problems);
    if (rubric == NULL) goto done;
    size_t count = example_check(rubric, source, &problems);
    for (size_t i = 0; i < problems.count; i++)
        failing += problems.list[i].number == MISTAKE_EXAMPLE_FAILS;
    if (failing == 0)
        command_say(stderr, "Its examples score as they say: all %zu.\n",
                    count);
    else
        command_say(stderr,
                    "Of its %zu examples %zu do not score as they say: "
                    "'rapport check %s' names them. What none of the turns "
                    "meets has no weight now.\n",
                    count, failing, source->name);
done:
    rubric_free(rubric);
    problem_free(&problems);
}

static int write_back(const struct fit *fit, const struct rubric *rubric,
                      const struct volume *volume)
{
    struct buffer bytes = {0};
    struct error error = {0};
    const char *name = volume->source.name;
    int status = COMMAND_YES;
    if (!fit_rewrite(fit, rubric, &volume->source, &bytes, &error) ||
        !keep(&volume->source, &error) ||
        !files_share(name, bytes.bytes, bytes.length, &error)) {
        status = command_fail(COMMAND_FAILED, "%s", error.text);
    } else {
        command_say(stderr, "%s: weights written. As it was it is in %s%s.\n",
                    name, name, kept_as);
        tell_examples(&(struct source){name, bytes.bytes, bytes.length});
    }
    buffer_free(&bytes);
    return status;
}

static void suggest(const struct corpus *corpus, const struct fit *fit,
                    const char *number)
{
    size_t most = (size_t)strtoul(number, NULL, 10);
    for (size_t i = 0; i < corpus->rubric->code_count; i++) {
        if (!fit->codes[i].is_fitted) continue;
        struct suggestions found = suggest_cues(corpus, fit, i, most);
        printf("\n%s: phrase, replies with it, coded so, expected\n",
               corpus->rubric->codes[i].name);
        for (size_t j = 0; j < found.count; j++)
            printf("  %+6.1f  %-28s %5zu %5zu %7.1f\n", found.list[j].strength,
                   found.list[j].phrase, found.list[j].replies,
                   found.list[j].with, found.list[j].expected);
        suggest_free(&found);
    }
}

static int fit_files(const struct rubric *rubric, const struct volume *volume,
                     const struct recorded *recorded,
                     const struct arguments *arguments, double cost)
{
    char *const *files = arguments->operands + 1;
    size_t count = arguments->operand_count - 1;
    bool bare = arguments->options[OPTION_BARE] != NULL;
    struct agree_problems problems = {0};
    struct corpus *corpus = corpus_new(rubric, false);
    struct corpus *test = bare ? corpus_new(rubric, true) : corpus;
    struct fit *fit = NULL;
    struct agreement *agreement = NULL;
    int status = agree_read(corpus, recorded, files, count, &problems);
    if (bare) agree_read(test, recorded, files, count, NULL);
    if (signals_should_stop()) goto done;
    signals_let_go();
    fit = fit_weights(corpus, test, cost);
    agreement = agreement_of(test, fit->judgements);
    agree_print(test, agreement, arguments->options[OPTION_JSON] != NULL);
    if (arguments->options[OPTION_SUGGEST] != NULL)
        suggest(corpus, fit, arguments->options[OPTION_SUGGEST]);
    if (status == COMMAND_YES && problems.lines > 0) status = COMMAND_PROBLEMS;
    if (writes(volume, arguments)) {
        if (status == COMMAND_YES)
            status = write_back(fit, rubric, volume);
        else
            command_fail(status, "no weights were written: mend first what "
                                 "is named above, or take it out");
    }
    if (status == COMMAND_YES && problems.codes > 0) status = COMMAND_PROBLEMS;
done:
    agreement_free(agreement);
    fit_free(fit);
    if (bare) corpus_free(test);
    corpus_free(corpus);
    return status;
}

/* --bare reads the files twice, which standard input cannot be. */
static bool is_twice_input(const struct arguments *arguments)
{
    bool standard = false;
    for (size_t i = 1; i < arguments->operand_count; i++)
        if (strcmp(arguments->operands[i], "-") == 0) standard = true;
    return standard && arguments->options[OPTION_BARE] != NULL;
}

static bool is_usable(const struct arguments *arguments)
{
    const char *most = arguments->options[OPTION_SUGGEST];
    if (arguments->operand_count < 2)
        command_fail(COMMAND_USAGE,
                     "a rubric and at least one file of coded turns");
    else if (is_twice_input(arguments))
        command_fail(COMMAND_USAGE, "--bare reads its files twice: it needs "
                                    "their names, not '-'");
    else if (most != NULL && strspn(most, "0123456789") != strlen(most))
        command_fail(COMMAND_USAGE, "--suggest takes a number, not '%s'", most);
    else
        return true;
    return false;
}

static int fit(const struct arguments *arguments)
{
    struct library library;
    struct volume volume = {0};
    struct recorded recorded;
    double cost = 0;
    int status = COMMAND_FAILED;
    if (!is_usable(arguments) || !cost_of(arguments, &cost) ||
        !recorded_options(arguments->options[OPTION_FORMAT],
                          arguments->options[OPTION_THERAPIST], &recorded))
        return COMMAND_USAGE;
    library_open(&library);
    library_remember(&library);
    struct rubric *rubric =
        library_rubric(&library, arguments->operands[0], &volume);
    if (rubric != NULL)
        status = fit_files(rubric, &volume, &recorded, arguments, cost);
    rubric_free(rubric);
    library_volume_free(&volume);
    library_close(&library);
    return status;
}

const struct command command_fit = {
    .name = "fit",
    .line = "fits a rubric's weights to human-coded turns",
    .operands = "RUBRIC FILE…",
    .operand_kind = COMMAND_FILE,
    .about =
        "Fits the weights of each code that the files judge, by logistic "
        "regression on the cues its 'from' names, and prints the agreement "
        "that ten folds by session give: every turn judged by weights that "
        "have not seen its session. The new numbers of 'from', 'cut' and "
        "'main' go into the file; nothing else in it changes, and as it was it "
        "stays beside it, as RUBRIC.before. A rubric named without a path is "
        "a shipped one: it is measured, not written.",
    .options = options,
    .option_count = COUNT(options),
    .pairs = pairs,
    .pair_count = COUNT(pairs),
    .run = fit,
};
