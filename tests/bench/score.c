/* What scoring a turn costs with the index and without, side by side.
 *
 *   score RUBRIC CUES ROUNDS [TURNS.jsonl]
 *
 * CUES 0 takes the rubric as it is. Any other number makes a rubric of so many
 * cues by a fixed rule: the cues of RUBRIC in turn, spread evenly or again and
 * again; in the k-th copy each word of three letters or more becomes another
 * word of the same length from the rubric's patterns, the 17 k-th behind it,
 * so that copies keep the shape of their patterns and speak of things that
 * people say. Without TURNS the rubric's examples are scored.
 *
 * First both must find the same matches; then each round times both, one after
 * the other, and a round's ratio is taken from its own two times. Splitting
 * into words and sentences is in all times, and given alone.
 */
#define _POSIX_C_SOURCE 200809L

#include "base/hash.h"
#include "base/memory.h"
#include "rubric/rubricfile.h"
#include "rubric/turns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LONGEST = 24, SHORTEST = 3, STEP = 17, MOST_ROUNDS = 100 };

static struct buffer read_file(const char *name)
{
    struct buffer text = {0};
    char bytes[65536];
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        perror(name);
        exit(3);
    }
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;)
        buffer_add(&text, bytes, got);
    fclose(file);
    return text;
}

/* ---- Turns ---- */

struct said {
    const char *session;
    const char *text;
    bool by_client;
};

struct saids {
    struct arena arena;
    struct said *list;
    size_t count;
    size_t room;
    size_t replies;
};

static void add_said(struct saids *saids, const char *session, const char *text,
                     bool by_client)
{
    if (text == NULL) return;
    if (saids->count == saids->room) {
        saids->room = saids->room * 2 + 64;
        saids->list =
            memory_resize(saids->list, saids->room, sizeof *saids->list);
    }
    saids->list[saids->count++] =
        (struct said){arena_copy(&saids->arena, session, strlen(session)),
                      arena_copy(&saids->arena, text, strlen(text)), by_client};
    saids->replies += !by_client;
}

static void add_examples(struct saids *saids, const struct rubric *rubric)
{
    for (size_t i = 0; i < rubric->code_count; i++)
        for (size_t j = 0; j < rubric->codes[i].example_count; j++) {
            const struct example *example = &rubric->codes[i].examples[j];
            char session[64];
            snprintf(session, sizeof session, "%zu.%zu", i, j);
            add_said(saids, session, example->client, true);
            add_said(saids, session, example->reply, false);
        }
}

static void add_turns(struct saids *saids, const char *name)
{
    struct buffer text = read_file(name);
    const char *end;
    for (const char *line = buffer_text(&text); *line != '\0'; line = end) {
        size_t length = strcspn(line, "\n");
        struct source source = {name, line, length};
        struct problems problems = {0};
        struct turn turn;
        if (turns_read(&source, &turn, &problems))
            add_said(saids, turn.session, turn.text, turn.by_client);
        turns_free(&turn);
        problem_free(&problems);
        end = line + length + (line[length] == '\n');
    }
    buffer_free(&text);
}

/* ---- Rubrics ---- */

struct words {
    const char **list[LONGEST + 1];
    size_t count[LONGEST + 1];
    struct table known;
};

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* The next word of PATTERN at or after *AT, outside classes and escapes. */
static size_t next_word(const char *pattern, size_t length, size_t *at)
{
    size_t i = *at;
    while (i < length && !is_letter(pattern[i])) {
        if (pattern[i] == '[')
            while (i < length && pattern[i] != ']')
                i += pattern[i] == '\\' ? 2 : 1;
        else if (pattern[i] == '\\')
            i++;
        i++;
    }
    *at = i < length ? i : length;
    size_t end = *at;
    while (end < length && is_letter(pattern[end]))
        end++;
    return end - *at;
}

static void learn(struct words *words, struct arena *arena, const char *pattern,
                  size_t length)
{
    size_t at = 0;
    size_t word;
    for (; (word = next_word(pattern, length, &at)) > 0; at += word) {
        if (word < SHORTEST || word > LONGEST) continue;
        const char *copy = arena_copy(arena, pattern + at, word);
        size_t *count = &words->count[word];
        if (!table_put(&words->known, copy, word, (int)*count)) continue;
        words->list[word] = memory_resize(words->list[word], *count + 1,
                                          sizeof *words->list[word]);
        words->list[word][(*count)++] = copy;
    }
}

static void change(const struct words *words, char *pattern, size_t length,
                   size_t copy)
{
    size_t at = 0;
    size_t word;
    for (; (word = next_word(pattern, length, &at)) > 0; at += word) {
        int index = table_get(&words->known, pattern + at, word);
        if (index < 0) continue;
        size_t other = ((size_t)index + STEP * copy) % words->count[word];
        memcpy(pattern + at, words->list[word][other], word);
    }
}

/* The cue that is number INDEX of COUNT. */
static struct cue derive(const struct rubric *rubric, const struct words *words,
                         size_t index, size_t count)
{
    size_t all = rubric->cue_count;
    size_t from = count < all ? index * all / count : index % all;
    struct cue cue = rubric->cues[from];
    size_t copy = index / all;
    if (cue.kind == CUE_TOGETHER) {
        cue.kind = CUE_GAUGE;
        cue.gauge = GAUGE_WORDS;
        cue.least = 1000;
        cue.most = CUE_NO_MOST;
    }
    if (cue.kind != CUE_PATTERN || copy == 0) return cue;
    struct pattern_refusal refusal;
    size_t length;
    const char *text = pattern_text(cue.pattern, &length);
    char *changed = memory_copy(text, length);
    change(words, changed, length, copy);
    struct pattern *pattern = pattern_compile(changed, length, &refusal);
    free(changed);
    if (pattern != NULL) cue.pattern = pattern;
    return cue;
}

/* RUBRIC with COUNT cues, ten to a code. What it takes it keeps. */
static void grow(struct rubric *rubric, size_t count)
{
    struct words words = {0};
    for (size_t i = 0; i < rubric->cue_count; i++) {
        size_t length;
        if (rubric->cues[i].kind != CUE_PATTERN) continue;
        const char *text = pattern_text(rubric->cues[i].pattern, &length);
        learn(&words, &rubric->arena, text, length);
    }
    struct cue *cues = memory_new(count, sizeof *cues);
    struct weight *weights = memory_new(count, sizeof *weights);
    struct code *codes = memory_new(count / 10, sizeof *codes);
    static const int cuts[] = {300};
    for (size_t i = 0; i < count; i++) {
        cues[i] = derive(rubric, &words, i, count);
        weights[i] = (struct weight){i, 100, 0};
    }
    for (size_t i = 0; i < count / 10; i++)
        codes[i] = (struct code){.name = "code",
                                 .cuts = cuts,
                                 .cut_count = 1,
                                 .weights = weights + i * 10,
                                 .weight_count = 10};
    rubric->cues = cues;
    rubric->cue_count = count;
    rubric->codes = codes;
    rubric->code_count = count / 10;
    rubric->main = (struct main_rule){.otherwise = "other"};
}

/* ---- Scoring ---- */

static void add_matches(const struct rubric *rubric,
                        const struct scoring *scoring, struct buffer *out)
{
    buffer_format(out, "%d:", scoring->unscorable);
    for (size_t i = 0; i < rubric->cue_count; i++) {
        const struct match *match;
        for (size_t j = 0; (match = score_match(scoring, i, j)) != NULL; j++)
            buffer_format(out, "%zu,%d,%zu,%zu;", i, (int)match->whose,
                          match->span.start, match->span.end);
    }
}

/* Scores everything; OUT, if any, gets all matches. */
static void score_all(const struct rubric *rubric, const struct saids *saids,
                      struct buffer *out)
{
    struct talk talk = {0};
    size_t words;
    size_t client_words;
    for (size_t i = 0; i < saids->count; i++) {
        const struct said *said = &saids->list[i];
        const struct turn turn = {.session = said->session};
        if (turns_begins(&talk, &turn)) turns_begin(&talk, said->session);
        if (said->by_client) {
            turns_client(&talk, said->text);
            continue;
        }
        struct scoring *scoring =
            turns_reply(&talk, rubric, said->text, &words, &client_words);
        if (out != NULL) add_matches(rubric, scoring, out);
        score_free(scoring);
    }
    turns_talk_free(&talk);
}

static double timed(const struct rubric *rubric, const struct saids *saids)
{
    struct timespec start;
    struct timespec end;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
    score_all(rubric, saids, NULL);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    double nanoseconds = (double)(end.tv_sec - start.tv_sec) * 1e9 +
                         (double)(end.tv_nsec - start.tv_nsec);
    return nanoseconds / 1000 / (double)saids->replies;
}

static int ascending(const void *left, const void *right)
{
    double one = *(const double *)left;
    double other = *(const double *)right;
    return (one > other) - (one < other);
}

static bool same_matches(struct rubric *rubric, struct index *index,
                         const struct saids *saids)
{
    struct buffer plain = {0};
    struct buffer indexed = {0};
    char one[HASH_HEX];
    char other[HASH_HEX];
    rubric->index = NULL;
    score_all(rubric, saids, &plain);
    rubric->index = index;
    score_all(rubric, saids, &indexed);
    hash_bytes(buffer_text(&plain), plain.length, one);
    hash_bytes(buffer_text(&indexed), indexed.length, other);
    buffer_free(&plain);
    buffer_free(&indexed);
    return strcmp(one, other) == 0;
}

static void compare(struct rubric *rubric, const struct saids *saids,
                    size_t rounds)
{
    double plain[MOST_ROUNDS];
    double indexed[MOST_ROUNDS];
    double ratios[MOST_ROUNDS];
    double split[MOST_ROUNDS];
    struct rubric bare = *rubric;
    struct index *index = index_new(rubric->cues, rubric->cue_count, NULL, 0);
    if (rubric->index != NULL) index = rubric->index;
    if (!same_matches(rubric, index, saids)) {
        printf("%5zu cues: the matches differ\n", rubric->cue_count);
        exit(1);
    }
    bare.cue_count = bare.code_count = bare.main.count = 0;
    bare.index = NULL;
    for (size_t i = 0; i < rounds; i++) {
        rubric->index = NULL;
        plain[i] = timed(rubric, saids);
        rubric->index = index;
        indexed[i] = timed(rubric, saids);
        split[i] = timed(&bare, saids);
        ratios[i] = plain[i] / indexed[i];
    }
    qsort(plain, rounds, sizeof *plain, ascending);
    qsort(indexed, rounds, sizeof *indexed, ascending);
    qsort(ratios, rounds, sizeof *ratios, ascending);
    qsort(split, rounds, sizeof *split, ascending);
    printf("%5zu cues %9.1f %9.1f %9.1f %8.1f (%.1f to %.1f)\n",
           rubric->cue_count, plain[rounds / 2], indexed[rounds / 2],
           split[rounds / 2], ratios[rounds / 2], ratios[0],
           ratios[rounds - 1]);
}

int main(int argc, char **argv)
{
    if (argc < 4) return 2;
    struct buffer text = read_file(argv[1]);
    struct problems problems = {0};
    struct source source = {argv[1], buffer_text(&text), text.length};
    struct rubric *rubric = rubricfile_load(&source, &problems);
    if (rubric == NULL) return 1;
    struct saids saids = {0};
    size_t cues = (size_t)strtoul(argv[2], NULL, 10);
    size_t rounds = (size_t)strtoul(argv[3], NULL, 10);
    if (argc > 4)
        add_turns(&saids, argv[4]);
    else
        add_examples(&saids, rubric);
    if (cues > 0) {
        rubric->index = NULL;
        grow(rubric, cues);
    }
    if (rounds < 1 || rounds > MOST_ROUNDS) return 2;
    compare(rubric, &saids, rounds);
    return 0;
}
