/* What scoring a turn costs: the index and other engines, side by side.
 *
 *   score RUBRIC CUES ROUNDS|ours:TIMES|plain:TIMES [TURNS.jsonl [PYTHON]]
 *   score RUBRIC CUES,CUES… ROUNDS [TURNS.jsonl]
 *
 * CUES 0 takes the rubric as it is; any other number makes a rubric of so many
 * cues (grow.h). Without TURNS the rubric's examples are scored.
 *
 * First all engines (peer.h) must find the same matches, told by their hash;
 * then each round goes through the text in portions and times all on each, one
 * after the other; a round's ratios are taken from its own times. Splitting
 * into words and sentences and adding up weights are in all times; the last
 * engine, which is told what the patterns match, does nothing else. A line for
 * each engine, with tabs between: cues, engine, microseconds a reply, their
 * ratio to ours, the least, the greatest. Before Python can be compared it must
 * be there: PYTHON is its command. "ours" or "plain" in place of ROUNDS scores
 * all so many TIMES, for a profiler: the first times make what the later ones
 * use.
 *
 * With several numbers of CUES it is our engine that takes turns with itself:
 * one line says with which power of their number its time grows, the least,
 * the greatest.
 */
#define _POSIX_C_SOURCE 200809L

#include "base/hash.h"
#include "base/memory.h"
#include "grow.h"
#include "peer.h"
#include "python.h"
#include "rubric/rubricfile.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    MOST_ROUNDS = 100,
    MOST_ENGINES = 5,
    PORTIONS = 8, /* of the text, so that engines take turns often */
    LEAST_MICROSECONDS = 30000 /* that each is scored for */
};

struct engine {
    const char *name;
    bool is_peer;         /* scored by peer_reply() */
    struct rubric rubric; /* with the engine as its index */
    struct talk talk;     /* one session after the other, as in a stream */
    double times[MOST_ROUNDS];
    double ratios[MOST_ROUNDS]; /* to the first engine's */
    char hash[HASH_HEX];
    struct python *python; /* finds the patterns, or NULL */
};

/* Of the text: some sessions. */
struct portion {
    size_t begin;
    size_t end;
    size_t reply; /* the number of the first one in it */
};

struct contest {
    struct engine engines[MOST_ENGINES];
    size_t count;
    const struct text *text;
    struct portion portions[PORTIONS];
    size_t portion_count;
    size_t fired;         /* cues, over all replies */
    struct matches *told; /* ours, a reply each */
};

/* ---- Scoring ---- */

static void add_matches(struct contest *contest, const struct scoring *scoring,
                        size_t reply, struct buffer *out)
{
    if (contest->count == 1) {
        size_t count = scoring->matches.count;
        struct match *list = memory_new(count, sizeof *list);
        if (count > 0)
            memcpy(list, scoring->matches.list, count * sizeof *list);
        contest->told[reply] = (struct matches){list, count, count};
    }
    buffer_format(out, "%d:", scoring->unscorable);
    for (size_t i = 0; i < scoring->matches.count; i++) {
        const struct match *match = &scoring->matches.list[i];
        buffer_format(out, "%zu,%d,%zu,%zu;", match->cue, (int)match->whose,
                      match->span.start, match->span.end);
        contest->fired += i == 0 || match[-1].cue != match->cue;
    }
}

/* Scores PORTION; OUT, if any, gets all matches. */
static void score_portion(struct contest *contest, struct engine *engine,
                          const struct portion *portion, struct buffer *out)
{
    struct talk *talk = &engine->talk;
    size_t words;
    size_t client_words;
    size_t reply = portion->reply;
    talk->begun = false;
    if (engine->is_peer) peer_seek(engine->rubric.index, reply);
    for (size_t i = portion->begin; i < portion->end; i++) {
        const struct said *said = &contest->text->list[i];
        const struct turn turn = {.session = said->session};
        if (turns_begins(talk, &turn)) turns_begin(talk, said->session);
        if (said->by_client) {
            turns_client(talk, said->text);
            continue;
        }
        struct scoring *scoring = (engine->is_peer ? peer_reply : turns_reply)(
            talk, &engine->rubric, said->text, &words, &client_words);
        const struct evidence *evidence;
        score_evidence(&engine->rubric, scoring, &evidence);
        if (out != NULL) add_matches(contest, scoring, reply, out);
        reply++;
        turns_done(talk, scoring);
    }
}

static void score_all(struct contest *contest, struct engine *engine,
                      struct buffer *out)
{
    for (size_t i = 0; i < contest->portion_count; i++)
        score_portion(contest, engine, &contest->portions[i], out);
}

static double microseconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* Microseconds that PORTION takes; it is scored again until that takes long
 * enough to be measured, and for what the engine before left behind in the
 * processor's caches to be a small part of it. */
static double timed(struct contest *contest, struct engine *engine,
                    const struct portion *portion)
{
    double start = microseconds();
    double taken = 0;
    size_t runs = 0;
    for (; taken < LEAST_MICROSECONDS; runs++) {
        score_portion(contest, engine, portion, NULL);
        taken = microseconds() - start;
    }
    return taken / (double)runs;
}

static void add_engine(struct contest *contest, const char *name,
                       const struct rubric *rubric, struct index *index)
{
    if (index == NULL) return;
    struct engine *engine = &contest->engines[contest->count++];
    struct buffer matches = {0};
    engine->name = name;
    engine->is_peer = contest->count > 1;
    engine->rubric = *rubric;
    engine->rubric.index = index;
    contest->fired = 0;
    score_all(contest, engine, &matches);
    hash_bytes(buffer_text(&matches), matches.length, engine->hash);
    buffer_free(&matches);
    if (strcmp(engine->hash, contest->engines[0].hash) == 0) return;
    fprintf(stderr, "%zu cues, %s: other matches than ours\n",
            rubric->cue_count, name);
    exit(1);
}

/* Python's re, COMMAND; the matches are held to those of the plain loop. */
static void add_python(struct contest *contest, const struct rubric *rubric,
                       const char *command)
{
    struct index *plain = peer_plain(rubric);
    struct json_value *replies = json_array();
    struct buffer matches = {0};
    struct engine logged = {.is_peer = true, .rubric = *rubric};
    char ours[HASH_HEX];
    char theirs[HASH_HEX];
    logged.rubric.index = plain;
    peer_log(plain, replies, &matches);
    score_all(contest, &logged, NULL);
    turns_talk_free(&logged.talk);
    hash_bytes(buffer_text(&matches), matches.length, ours);
    buffer_free(&matches);
    peer_free(plain);
    struct python *python =
        python_new(command, "tests/bench/peer.py", rubric, replies);
    if (python == NULL) return;
    if (python_find(python, theirs) < 0 || strcmp(ours, theirs) != 0) {
        fprintf(stderr, "Python finds other matches: not compared.\n");
        return;
    }
    add_engine(contest, "Python re", rubric,
               peer_told(rubric, contest->told, contest->text->replies));
    contest->engines[contest->count - 1].python = python;
}

/* ---- Telling ---- */

static int ascending(const void *left, const void *right)
{
    double one = *(const double *)left;
    double other = *(const double *)right;
    return (one > other) - (one < other);
}

static void tell(struct engine *engine, size_t rounds)
{
    qsort(engine->times, rounds, sizeof *engine->times, ascending);
    qsort(engine->ratios, rounds, sizeof *engine->ratios, ascending);
    printf("%zu\t%s\t%.2f\t%.2f\t%.2f\t%.2f\n", engine->rubric.cue_count,
           engine->name, engine->times[rounds / 2], engine->ratios[rounds / 2],
           engine->ratios[0], engine->ratios[rounds - 1]);
}

/* Microseconds a reply, for each engine. */
static void time_all(struct contest *contest, size_t round)
{
    double replies = (double)contest->text->replies;
    for (size_t i = 0; i < contest->portion_count; i++)
        for (size_t j = 0; j < contest->count; j++) {
            struct engine *engine = &contest->engines[j];
            engine->times[round] +=
                timed(contest, engine, &contest->portions[i]) / replies;
        }
    for (size_t i = 0; i < contest->count; i++) {
        struct engine *engine = &contest->engines[i];
        char hash[HASH_HEX];
        if (engine->python != NULL)
            engine->times[round] += python_find(engine->python, hash) / replies;
        engine->ratios[round] =
            engine->times[round] / contest->engines[0].times[round];
    }
}

static void compare(struct contest *contest, size_t rounds)
{
    for (size_t i = 0; i < rounds; i++)
        time_all(contest, i);
    for (size_t i = 0; i < contest->count; i++)
        tell(&contest->engines[i], rounds);
}

static void enter(struct contest *contest, const struct rubric *rubric)
{
    struct buffer about = {0};
    add_engine(contest, "ours", rubric, rubric->index);
    add_engine(contest, "plain loop, PCRE2 with JIT", rubric,
               peer_plain(rubric));
    add_engine(contest, "Hyperscan, then PCRE2", rubric,
               peer_sieved(rubric, &about));
    add_engine(contest, "all but finding patterns", rubric,
               peer_told(rubric, contest->told, contest->text->replies));
    fprintf(stderr, "%zu cues: %.1f are met in a reply%s%s\n",
            rubric->cue_count,
            (double)contest->fired / (double)contest->text->replies,
            about.length > 0 ? "; " : "", buffer_text(&about));
    buffer_free(&about);
}

/* ---- Growth ---- */

/* With which power of the number of cues the times of ROUND grow: least squares
 * over the logarithms. */
static double power(const struct contest *contest, size_t round)
{
    double n = (double)contest->count;
    double sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (size_t i = 0; i < contest->count; i++) {
        const struct engine *engine = &contest->engines[i];
        double x = log((double)engine->rubric.cue_count);
        double y = log(engine->times[round]);
        sx += x;
        sy += y;
        sxx += x * x;
        sxy += x * y;
    }
    return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

static void compare_sizes(struct contest *contest, size_t rounds)
{
    double powers[MOST_ROUNDS];
    for (size_t i = 0; i < rounds; i++) {
        time_all(contest, i);
        powers[i] = power(contest, i);
    }
    qsort(powers, rounds, sizeof *powers, ascending);
    printf("%.3f\t%.3f\t%.3f\n", powers[rounds / 2], powers[0],
           powers[rounds - 1]);
}

/* Scores so often, with the index (ENGINE is "ours:7") or in a plain loop. */
static void repeat(struct contest *contest, const struct rubric *rubric,
                   const char *engine)
{
    bool ours = strncmp(engine, "ours", 4) == 0;
    const char *times = strchr(engine, ':');
    struct engine *one = &contest->engines[0];
    one->rubric = *rubric;
    one->is_peer = !ours;
    if (!ours) one->rubric.index = peer_plain(rubric);
    for (long i = times == NULL ? 1 : atol(times + 1); i > 0; i--)
        score_all(contest, one, NULL);
}

/* Into portions of much the same length, each of whole sessions. */
static void divide_text(struct contest *contest)
{
    const struct text *text = contest->text;
    struct portion portion = {0};
    size_t replies = 0;
    for (size_t i = 0; i < text->count; i++) {
        bool ends =
            i + 1 == text->count ||
            strcmp(text->list[i].session, text->list[i + 1].session) != 0;
        size_t wanted = (contest->portion_count + 1) * text->count / PORTIONS;
        replies += !text->list[i].by_client;
        if (!ends || i + 1 < wanted) continue;
        portion.end = i + 1;
        contest->portions[contest->portion_count++] = portion;
        portion = (struct portion){.begin = portion.end, .reply = replies};
    }
}

/* RUBRIC with CUES cues, and their index as a rubric has one when loaded. */
static void grow(struct rubric *rubric, size_t cues)
{
    grow_rubric(rubric, cues);
    rubric->index = index_new(rubric->cues, cues, NULL);
    rubric_make_ready(rubric);
}

/* Our engine with a rubric of so many cues, which has scored all once. */
static void enter_size(struct contest *contest, struct rubric *rubric,
                       size_t cues)
{
    struct engine *engine = &contest->engines[contest->count++];
    grow(rubric, cues);
    engine->rubric = *rubric;
    score_all(contest, engine, NULL);
}

/* SIZES is numbers with commas between. */
static int run_sizes(struct contest *contest, const struct source *source,
                     const char *sizes, size_t rounds)
{
    struct problems problems = {0};
    if (rounds == 0 || rounds > MOST_ROUNDS) return 2;
    for (const char *at = sizes; at != NULL;) {
        char *end;
        size_t cues = (size_t)strtoul(at, &end, 10);
        struct rubric *rubric = rubricfile_load(source, &problems);
        if (rubric == NULL) return 1;
        if (cues == 0 || contest->count == MOST_ENGINES) return 2;
        enter_size(contest, rubric, cues);
        at = *end == ',' ? end + 1 : NULL;
    }
    compare_sizes(contest, rounds);
    return 0;
}

static int run(struct contest *contest, struct rubric *rubric,
               const char *rounds, const char *python)
{
    size_t count = (size_t)strtoul(rounds, NULL, 10);
    if (count > MOST_ROUNDS) return 2;
    if (count == 0) {
        repeat(contest, rubric, rounds);
        return 0;
    }
    contest->told = memory_new(contest->text->replies, sizeof *contest->told);
    enter(contest, rubric);
    if (python != NULL) add_python(contest, rubric, python);
    compare(contest, count);
    for (size_t i = 0; i < contest->count; i++) {
        python_free(contest->engines[i].python);
        turns_talk_free(&contest->engines[i].talk);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 4) return 2;
    struct buffer bytes = text_read_file(argv[1]);
    struct problems problems = {0};
    struct source source = {argv[1], buffer_text(&bytes), bytes.length};
    struct rubric *rubric = rubricfile_load(&source, &problems);
    if (rubric == NULL) return 1;
    struct text text = {0};
    struct contest contest = {.text = &text};
    size_t cues = (size_t)strtoul(argv[2], NULL, 10);
    if (argc > 4)
        text_add_turns(&text, argv[4]);
    else
        text_add_examples(&text, rubric);
    divide_text(&contest);
    if (strchr(argv[2], ',') != NULL)
        return run_sizes(&contest, &source, argv[2],
                         (size_t)strtoul(argv[3], NULL, 10));
    if (cues > 0) grow(rubric, cues);
    return run(&contest, rubric, argv[3], argc > 5 ? argv[5] : NULL);
}
