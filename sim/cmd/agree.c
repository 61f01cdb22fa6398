/* rapport agree: how far the rubric agrees with human-coded turns. */
#include "cmd/agree.h"

#include "base/count.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "cmd/accord.h"
#include "cmd/command.h"
#include "cmd/library.h"
#include "cmd/missed.h"
#include "world/signals.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTION_RUBRIC,
    OPTION_SHOW,
    OPTION_BARE,
    OPTION_UNRECOGNISED,
    OPTION_EXERCISE,
    OPTION_POINTS,
    OPTION_FORMAT,
    OPTION_THERAPIST,
    OPTION_JSON
};

static const struct command_option options[] = {
    [OPTION_RUBRIC] = {"rubric", COMMAND_RUBRIC, "RUBRIC",
                       "measure this rubric (alliance)"},
    [OPTION_SHOW] = {"show", COMMAND_TEXT, "N",
                     "show the N worst disagreements of each code"},
    [OPTION_BARE] = {"bare", COMMAND_FLAG, NULL,
                     "read all texts without marks and capitals"},
    [OPTION_UNRECOGNISED] = {"unrecognised", COMMAND_FLAG, NULL,
                             "instead: from transcripts, what was not seen"},
    [OPTION_EXERCISE] = {"exercise", COMMAND_FILE, "FILE",
                         "instead: points of its transcripts, and yours"},
    [OPTION_POINTS] = {"points", COMMAND_FILE, "FILE",
                       "your own points, as grade --overrides takes them"},
    [OPTION_FORMAT] = {"format", COMMAND_TEXT, "NAME",
                       "read files in this format, whatever their name"},
    [OPTION_THERAPIST] = {"therapist", COMMAND_TEXT, "NAME",
                          "who the therapist is; several with commas"},
    [OPTION_JSON] = {"json", COMMAND_FLAG, NULL, "print JSON"},
};

static const struct command_pair pairs[] = {
    {OPTION_EXERCISE, COMMAND_ONLY_WITH, OPTION_POINTS,
     "your points for its transcripts"},
    {OPTION_POINTS, COMMAND_ONLY_WITH, OPTION_EXERCISE,
     "for whose transcripts they are"},
    {OPTION_EXERCISE, COMMAND_NOT_WITH, OPTION_SHOW, "it compares points"},
    {OPTION_EXERCISE, COMMAND_NOT_WITH, OPTION_BARE, "it compares points"},
    {OPTION_EXERCISE, COMMAND_NOT_WITH, OPTION_UNRECOGNISED,
     "it compares points"},
    {OPTION_EXERCISE, COMMAND_NOT_WITH, OPTION_FORMAT, "it compares points"},
    {OPTION_EXERCISE, COMMAND_NOT_WITH, OPTION_THERAPIST, "it compares points"},
    {OPTION_SHOW, COMMAND_NOT_WITH, OPTION_JSON, NULL},
};

/* --- reading ------------------------------------------------------------- */

/* Each line is a source of its own: NUMBER is its place in the file. */
static void report_line(size_t number, struct problems *problems)
{
    struct buffer text = {0};
    for (size_t i = 0; i < problems->count; i++) {
        problems->list[i].line = number;
        problem_format(&problems->list[i], &text);
    }
    fputs(buffer_text(&text), stderr);
    buffer_free(&text);
}

struct reading {
    struct corpus *corpus;
    bool quiet;
    size_t unused;
};

static void read_line(void *context, const struct source *line, size_t number)
{
    struct reading *reading = context;
    struct problems problems = {0};
    if (!corpus_line(reading->corpus, line, &problems)) {
        if (!reading->quiet) report_line(number, &problems);
        reading->unused++;
    }
    problem_free(&problems);
}

static void report_lacking(const struct corpus *corpus)
{
    for (size_t i = 0; i < corpus->lacking_count; i++)
        command_say(stderr, "The rubric has no code '%s': it is left out.\n",
                    corpus->lacking_names[i]);
}

static bool are_alike(const struct corpus *corpus, size_t code)
{
    bool met[2] = {false, false};
    for (size_t i = 0; i < corpus->count; i++) {
        int level = corpus->replies[i].levels[code];
        if (level >= 0) met[level > 0] = true;
    }
    return met[false] != met[true];
}

/* Codes that people gave to every reply they judged, or to none. */
static size_t report_alike(const struct corpus *corpus)
{
    size_t alike = 0;
    for (size_t i = 0; i < corpus->rubric->code_count; i++) {
        if (!are_alike(corpus, i)) continue;
        command_fail(COMMAND_PROBLEMS,
                     "every turn is coded alike for '%s': there is nothing to "
                     "tell apart. (A turn whose codes leave it out counts as "
                     "not judged: write 0 where it was judged and is not "
                     "there.)",
                     corpus->rubric->codes[i].name);
        alike++;
    }
    return alike;
}

static bool is_coded(const struct corpus *corpus, const struct coded *reply)
{
    bool coded = reply->main != RUBRIC_NONE || reply->coding_count > 0;
    for (size_t i = 0; i < corpus->rubric->code_count && !coded; i++)
        coded = reply->levels[i] != CORPUS_UNJUDGED;
    return coded;
}

/* No turns, or such as nobody has coded yet. Returns how many problems that
 * is. */
static size_t report_uncoded(const struct corpus *corpus)
{
    if (corpus->count == 0) {
        command_fail(COMMAND_PROBLEMS, "no turn of a therapist is there");
        return 1;
    }
    for (size_t i = 0; i < corpus->count; i++)
        if (is_coded(corpus, &corpus->replies[i])) return 0;
    if (corpus->lacking_count > 0) return 1; /* that is why, and it is said */
    command_fail(COMMAND_PROBLEMS,
                 "no turn of a therapist is coded, so there is nothing to "
                 "compare: add \"codes\": {\"%s\": 1} to it, or 0 where that "
                 "is not there",
                 corpus->rubric->codes[0].name);
    return 1;
}

/* PROBLEMS may be NULL: the files have been read before, and what is wrong
 * with them has been said. */
int agree_read(struct corpus *corpus, const struct recorded *recorded,
               char *const *files, size_t count,
               struct agree_problems *problems)
{
    struct reading reading = {corpus, problems == NULL, 0};
    struct recorded how = *recorded;
    int status = COMMAND_YES;
    how.quiet = reading.quiet;
    for (size_t i = 0; i < count; i++) {
        int one = recorded_each(&how, files[i], read_line, &reading);
        if (one > status) status = one;
    }
    corpus_end(corpus);
    if (signals_should_stop()) return COMMAND_FAILED;
    if (reading.quiet) return status;
    report_lacking(corpus);
    problems->lines = reading.unused;
    problems->codes = report_alike(corpus);
    if (status == COMMAND_YES) problems->lines += report_uncoded(corpus);
    return status;
}

/* --- tables -------------------------------------------------------------- */

/* ".71 [.66, .75]", without the 0 before the point, as the field writes. */
static void put_number(double value, char *text, size_t room)
{
    char number[32];
    if (isnan(value)) {
        snprintf(text, room, "-");
        return;
    }
    snprintf(number, sizeof number, "%.2f", value);
    if (strncmp(number, "0.", 2) == 0)
        snprintf(text, room, "%s", number + 1);
    else if (strncmp(number, "-0.", 3) == 0)
        snprintf(text, room, "-%s", number + 2);
    else
        snprintf(text, room, "%s", number);
}

static void print_number(double value)
{
    char text[32];
    put_number(value, text, sizeof text);
    printf(" %6s", text);
}

static void print_figure(const struct figure *figure)
{
    char value[32];
    char low[32];
    char high[32];
    char whole[112];
    put_number(figure->value, value, sizeof value);
    put_number(figure->interval.low, low, sizeof low);
    put_number(figure->interval.high, high, sizeof high);
    snprintf(whole, sizeof whole, "%s [%s, %s]", value, low, high);
    printf("  %-16s", whole);
}

static void print_codes(const struct corpus *corpus,
                        const struct agreement *agreement)
{
    printf("%-20s %6s %6s %6s %6s  %-16s  %-16s\n", "code", "turns", "coded",
           "prec.", "recall", "F1 [95 %]", "kappa [95 %]");
    for (size_t i = 0; i < agreement->code_count; i++) {
        const struct code_agreement *code = &agreement->codes[i];
        printf("%-20s %6lld %6lld", corpus->rubric->codes[code->code].name,
               (long long)code->judged, (long long)code->with);
        print_number(code->precision);
        print_number(code->recall);
        print_figure(&code->f1);
        print_figure(&code->kappa);
        putchar('\n');
    }
}

static void print_levels(const struct corpus *corpus,
                         const struct agreement *agreement)
{
    bool any = false;
    for (size_t i = 0; i < agreement->code_count; i++) {
        const struct code_agreement *code = &agreement->codes[i];
        if (!code->has_levels) continue;
        if (!any)
            printf("\n%-20s %6s  %-16s  %-16s\n", "levels", "acc.",
                   "macro F1 [95 %]", "quadratic kappa");
        any = true;
        printf("%-20s", corpus->rubric->codes[code->code].name);
        print_number(code->accuracy);
        print_figure(&code->macro_f1);
        print_figure(&code->quadratic);
        putchar('\n');
    }
}

static void print_between(const struct corpus *corpus,
                          const struct agreement *agreement)
{
    if (corpus->coder_count < 2) return;
    printf("\n%zu coders, kappa%*s one against another   one against the "
           "others' majority\n",
           corpus->coder_count, 4, "");
    for (size_t i = 0; i < agreement->code_count; i++) {
        const struct code_agreement *code = &agreement->codes[i];
        if (code->between.pairs == 0) continue;
        printf("%-20s", corpus->rubric->codes[code->code].name);
        print_number(code->between.kappa);
        printf("%20s", "");
        print_number(code->between.to_others);
        putchar('\n');
    }
}

static void print_main(const struct agreement *agreement)
{
    if (agreement->main.judged == 0) return;
    printf("\n%-20s %6lld  accuracy", "main behaviour",
           (long long)agreement->main.judged);
    print_number(agreement->main.accuracy);
    printf("  macro F1");
    print_figure(&agreement->main.macro_f1);
    printf("  kappa");
    print_figure(&agreement->main.kappa);
    putchar('\n');
}

static void print_measures(const struct corpus *corpus,
                           const struct agreement *agreement)
{
    bool quality = agreement->good > 0 && agreement->poor > 0;
    if (agreement->measure_count == 0) return;
    printf("\n%-26s %8s %6s %6s", "over sessions", "(none)", "ICC", "r");
    if (quality)
        printf("  AUC, %zu good, %zu poor  by the coders' own", agreement->good,
               agreement->poor);
    putchar('\n');
    for (size_t i = 0; i < agreement->measure_count; i++) {
        const struct measure_agreement *measure = &agreement->measures[i];
        printf("%-26s %4zu (%zu)",
               corpus->rubric->measures[measure->measure].id, measure->sessions,
               measure->left_out);
        print_number(measure->icc);
        print_number(measure->correlation);
        if (quality) {
            print_figure(&measure->auc);
            print_number(measure->coders_auc);
        }
        putchar('\n');
    }
}

/* --- JSON ---------------------------------------------------------------- */

static void set_number(struct json_value *object, const char *key, double value)
{
    if (isnan(value))
        json_set_null(object, key);
    else
        json_set_thousandths(object, key, (int64_t)llround(value * 1000));
}

static void set_figure(struct json_value *object, const char *key,
                       const struct figure *figure)
{
    struct json_value *value = json_object();
    set_number(value, "value", figure->value);
    set_number(value, "low", figure->interval.low);
    set_number(value, "high", figure->interval.high);
    json_set_value(object, key, value);
}

static struct json_value *code_value(const struct code_agreement *code)
{
    struct json_value *value = json_object();
    json_set_integer(value, "judged", code->judged);
    json_set_integer(value, "with", code->with);
    set_number(value, "precision", code->precision);
    set_number(value, "recall", code->recall);
    set_figure(value, "f1", &code->f1);
    set_figure(value, "kappa", &code->kappa);
    if (code->has_levels) {
        set_number(value, "accuracy", code->accuracy);
        set_figure(value, "macro_f1", &code->macro_f1);
        set_figure(value, "quadratic_kappa", &code->quadratic);
    }
    if (code->between.pairs > 0) {
        set_number(value, "coders_kappa", code->between.kappa);
        set_number(value, "coder_to_others_kappa", code->between.to_others);
    }
    return value;
}

static struct json_value *
measure_value_json(const struct measure_agreement *measure)
{
    struct json_value *value = json_object();
    json_set_integer(value, "sessions", (int64_t)measure->sessions);
    json_set_integer(value, "left_out", (int64_t)measure->left_out);
    set_number(value, "icc", measure->icc);
    set_number(value, "correlation", measure->correlation);
    set_figure(value, "auc", &measure->auc);
    set_number(value, "coders_auc", measure->coders_auc);
    return value;
}

static void print_json(const struct corpus *corpus,
                       const struct agreement *agreement)
{
    const struct rubric *rubric = corpus->rubric;
    struct json_value *whole = json_object();
    struct json_value *codes = json_object();
    struct json_value *measures = json_object();
    for (size_t i = 0; i < agreement->code_count; i++)
        json_set_value(codes, rubric->codes[agreement->codes[i].code].name,
                       code_value(&agreement->codes[i]));
    for (size_t i = 0; i < agreement->measure_count; i++)
        json_set_value(measures,
                       rubric->measures[agreement->measures[i].measure].id,
                       measure_value_json(&agreement->measures[i]));
    json_set_text(whole, "rubric", rubric->id);
    json_set_integer(whole, "version", rubric->version);
    json_set_text(whole, "sha256", rubric->sha256);
    json_set_integer(whole, "sessions", (int64_t)corpus->session_count);
    json_set_value(whole, "codes", codes);
    if (agreement->main.judged > 0) {
        struct json_value *main = json_object();
        json_set_integer(main, "judged", agreement->main.judged);
        set_number(main, "accuracy", agreement->main.accuracy);
        set_figure(main, "macro_f1", &agreement->main.macro_f1);
        set_figure(main, "kappa", &agreement->main.kappa);
        json_set_value(whole, "main", main);
    }
    json_set_value(whole, "measures", measures);
    struct buffer line = {0};
    json_print(whole, &line);
    puts(buffer_text(&line));
    buffer_free(&line);
    json_discard(whole);
}

void agree_print(const struct corpus *corpus, const struct agreement *agreement,
                 bool as_json)
{
    if (corpus->count == 0) return;
    if (as_json) {
        print_json(corpus, agreement);
        return;
    }
    print_codes(corpus, agreement);
    print_levels(corpus, agreement);
    print_between(corpus, agreement);
    print_main(agreement);
    print_measures(corpus, agreement);
}

/* --- disagreements ------------------------------------------------------- */

/* How wrong the program is about a reply: how far its score lies on the
 * wrong side of the cut. */
struct disagreement {
    const struct coded *reply;
    int by; /* thousandths */
};

static int by_size(const void *one, const void *other)
{
    const struct disagreement *first = one;
    const struct disagreement *second = other;
    return (second->by > first->by) - (second->by < first->by);
}

static void print_text(const char *label, const char *text)
{
    struct buffer seen = {0};
    text_visible_line(text, &seen);
    printf("  %s %s\n", label, buffer_text(&seen));
    buffer_free(&seen);
}

static void print_disagreement(const struct corpus *corpus, size_t index,
                               const struct disagreement *disagreement)
{
    const struct rubric *rubric = corpus->rubric;
    const struct code *code = &rubric->codes[index];
    const struct coded *reply = disagreement->reply;
    command_say(
        stdout,
        "\n%s, turn %d: people %d, program %d (score %+g beyond the cut)\n",
        corpus->sessions[reply->session].id, reply->turn, reply->levels[index],
        reply->scoring->levels[index], disagreement->by / 1000.0);
    if (reply->client[0] != '\0') print_text("<", reply->client);
    print_text(">", reply->text);
    printf("   ");
    for (size_t i = 0; i < code->weight_count; i++)
        if (reply->scoring->fired[code->weights[i].cue])
            printf(" %s %+g", rubric->cues[code->weights[i].cue].name,
                   code->weights[i].thousandths / 1000.0);
    for (size_t i = 0; i < code->unless.count; i++)
        if (reply->scoring->fired[code->unless.list[i]])
            printf(" [barred by %s]", rubric->cues[code->unless.list[i]].name);
    putchar('\n');
}

static void show_code(const struct corpus *corpus, size_t index, size_t most)
{
    const struct code *code = &corpus->rubric->codes[index];
    struct disagreement *list = memory_new(corpus->count, sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        const struct coded *reply = &corpus->replies[i];
        if (reply->levels[index] < 0 ||
            (reply->levels[index] > 0) == (reply->scoring->levels[index] > 0))
            continue;
        list[count++] = (struct disagreement){
            reply, abs(reply->scoring->scores[index] - code->cuts[0])};
    }
    if (count > 0) qsort(list, count, sizeof *list, by_size);
    printf("\n== %s: %zu disagreement%s\n", code->name, count,
           count == 1 ? "" : "s");
    for (size_t i = 0; i < count && i < most; i++)
        print_disagreement(corpus, index, &list[i]);
    free(list);
}

static void show_worst(const struct corpus *corpus, const char *number)
{
    size_t most = (size_t)strtoul(number, NULL, 10);
    for (size_t i = 0; i < corpus->rubric->code_count; i++)
        if (corpus->judged[i] && !corpus->rubric->codes[i].is_any)
            show_code(corpus, i, most);
}

/* --- the command --------------------------------------------------------- */

static int measure(const struct rubric *rubric, const struct recorded *recorded,
                   const struct arguments *arguments)
{
    struct agree_problems problems = {0};
    struct arena arena = {0};
    struct agreement *agreement = NULL;
    struct corpus *corpus =
        corpus_new(rubric, arguments->options[OPTION_BARE] != NULL);
    int status = agree_read(corpus, recorded, arguments->operands,
                            arguments->operand_count, &problems);
    if (signals_should_stop()) goto done;
    signals_let_go();
    agreement = agreement_of(corpus, fit_as_is(corpus, &arena));
    if (status != COMMAND_USAGE) {
        agree_print(corpus, agreement, arguments->options[OPTION_JSON] != NULL);
        if (arguments->options[OPTION_SHOW] != NULL)
            show_worst(corpus, arguments->options[OPTION_SHOW]);
    }
    if (status == COMMAND_YES && problems.lines + problems.codes > 0)
        status = COMMAND_PROBLEMS;
done:
    agreement_free(agreement);
    arena_free(&arena);
    corpus_free(corpus);
    return status;
}

static bool is_usable(const struct arguments *arguments)
{
    const char *show = arguments->options[OPTION_SHOW];
    bool unrecognised = arguments->options[OPTION_UNRECOGNISED] != NULL;
    bool exercise = arguments->options[OPTION_EXERCISE] != NULL;
    if (arguments->operand_count == 0)
        command_fail(COMMAND_USAGE,
                     unrecognised || exercise
                         ? "which transcripts, or folders of them?"
                         : "which coded turns? '-' is standard input");
    else if (show != NULL && strspn(show, "0123456789") != strlen(show))
        command_fail(COMMAND_USAGE, "--show takes a number, not '%s'", show);
    else
        return true;
    return false;
}

static int agree_on_points(const struct arguments *arguments)
{
    struct accord accord = {
        .exercise = arguments->options[OPTION_EXERCISE],
        .points = arguments->options[OPTION_POINTS],
        .rubric = arguments->options[OPTION_RUBRIC],
        .names = arguments->operands,
        .count = arguments->operand_count,
    };
    return accord_print(&accord, arguments->options[OPTION_JSON] != NULL);
}

static int agree(const struct arguments *arguments)
{
    struct library library;
    struct volume volume = {0};
    struct recorded recorded;
    int status = COMMAND_FAILED;
    if (!is_usable(arguments) ||
        !recorded_options(arguments->options[OPTION_FORMAT],
                          arguments->options[OPTION_THERAPIST], &recorded))
        return COMMAND_USAGE;
    if (arguments->options[OPTION_UNRECOGNISED] != NULL)
        return missed_print(arguments->operands, arguments->operand_count,
                            arguments->options[OPTION_JSON] != NULL);
    if (arguments->options[OPTION_EXERCISE] != NULL)
        return agree_on_points(arguments);
    library_open(&library);
    library_remember(&library);
    struct rubric *rubric =
        library_rubric(&library, arguments->options[OPTION_RUBRIC], &volume);
    if (rubric != NULL) status = measure(rubric, &recorded, arguments);
    rubric_free(rubric);
    library_volume_free(&volume);
    library_close(&library);
    return status;
}

const struct command command_agree = {
    .name = "agree",
    .line = "how far the rubric agrees with human-coded turns",
    .operands = "FILE…",
    .operand_kind = COMMAND_FILE,
    .about =
        "Reads turns as JSON Lines (see 'rapport help score') that people "
        "have coded: \"codes\": {code: level} on therapist turns, \"main\" "
        "and the session's \"quality\" where there are any, or \"coders\": "
        "{name: {code: level}} for several people. A turn whose codes leave "
        "one out counts as not judged for it: write 0 where it was judged "
        "and is not there. Prints agreement per "
        "code, for the main behaviour, and of each measure over sessions, "
        "with 95 % intervals from resampling whole sessions: in how many "
        "turns it was judged and in how many people saw it, precision (of "
        "the turns where the program sees it, how many people do), recall "
        "(of those where people do, how many the program), F1, which is both "
        "together, and kappa, which takes off what chance would agree on; "
        "over sessions how many had the figure and, in brackets, how many "
        "had none. AnnoMI's CSV "
        "files are read as they are, and whatever else 'rapport help score' "
        "names. With "
        "--unrecognised it reads transcripts, or folders of them, and prints "
        "the replies in which nothing was recognised: a kind one among them "
        "is a cue that is missing. With --exercise and --points it reads what "
        "was handed in, files or folders, and prints how far the points that "
        "the program gives agree with yours, criterion by criterion.",
    .options = options,
    .option_count = COUNT(options),
    .pairs = pairs,
    .pair_count = COUNT(pairs),
    .run = agree,
};
