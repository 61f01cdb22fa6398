/* Counting what each cue costs. Begin with cost_print().
 *
 * Steps, not seconds: the characters that are read to find a pattern, and where
 * PCRE2 must be asked its steps (see pattern.h). They are the same on every
 * machine, so that two versions of a rubric can be compared.
 */
#include "cmd/cost.h"

#include "base/memory.h"
#include "cmd/command.h"
#include "cmd/recorded.h"
#include "rubric/example.h"
#include "rubric/turns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct line {
    const struct cue *cue;
    struct pattern_cost cost; /* of PCRE2; in the end of all */
    size_t read;              /* before the first reply */
};

struct count {
    const struct rubric *rubric;
    struct talk talk;
    size_t replies;
    bool problems;
};

static void score_examples(struct count *count)
{
    const struct rubric *rubric = count->rubric;
    for (size_t i = 0; i < rubric->code_count; i++)
        for (size_t j = 0; j < rubric->codes[i].example_count; j++) {
            const struct example *example = &rubric->codes[i].examples[j];
            score_free(example_score(rubric, example->before, example->client,
                                     example->reply));
            count->replies++;
        }
}

static void score_turn(struct count *count, const struct turn *turn)
{
    size_t words;
    size_t client_words;
    if (turns_begins(&count->talk, turn))
        turns_begin(&count->talk, turn->session);
    if (turn->by_client) {
        turns_client(&count->talk, turn->text);
        return;
    }
    turns_done(&count->talk, turns_reply(&count->talk, count->rubric,
                                         turn->text, &words, &client_words));
    count->replies++;
}

static void take_line(void *context, const struct source *line, size_t number)
{
    struct count *count = context;
    struct turn turn;
    struct problems problems = {0};
    if (turns_read(line, &turn, &problems)) {
        score_turn(count, &turn);
    } else {
        command_fail(COMMAND_PROBLEMS, "%s:%zu: %s", line->name, number,
                     problem_brief(&problems));
        count->problems = true;
    }
    turns_free(&turn);
    problem_free(&problems);
}

static int score_turns(struct count *count, const struct recorded *recorded,
                       const char *name)
{
    if (name == NULL) return COMMAND_YES;
    size_t before = count->replies;
    int status = recorded_each(recorded, name, take_line, count);
    turns_talk_free(&count->talk);
    if (status == COMMAND_YES && count->replies == before)
        command_say(stderr,
                    "%s: no reply of a therapist stands in it; counted are "
                    "the examples alone.\n",
                    name);
    if (status == COMMAND_YES && count->problems) return COMMAND_PROBLEMS;
    return status;
}

/* Dearest first, else as in the file. */
static int dearest_first(const void *left, const void *right)
{
    const struct line *one = left;
    const struct line *other = right;
    if (one->cost.steps != other->cost.steps)
        return one->cost.steps > other->cost.steps ? -1 : 1;
    return (one->cue > other->cue) - (one->cue < other->cue);
}

static void print_lines(struct line *lines, size_t count, size_t replies)
{
    struct pattern_cost all = {0, 0};
    for (size_t i = 0; i < count; i++) {
        all.calls += lines[i].cost.calls;
        all.steps += lines[i].cost.steps;
    }
    qsort(lines, count, sizeof *lines, dearest_first);
    printf("%zu replies, %zu steps, %zu calls of PCRE2\n", replies, all.steps,
           all.calls);
    printf("A step is a character read, or an item of a pattern tried.\n\n");
    printf("  share    steps    calls  cue\n");
    for (size_t i = 0; i < count; i++) {
        const struct pattern_cost *cost = &lines[i].cost;
        size_t share = all.steps == 0 ? 0 : cost->steps * 1000 / all.steps;
        printf("%4zu.%zu %% %8zu %8zu  %s\n", share / 10, share % 10,
               cost->steps, cost->calls, lines[i].cue->name);
    }
}

static void print_bare(const struct rubric *rubric)
{
    size_t count = 0;
    for (size_t i = 0; i < rubric->cue_count; i++) {
        if (!index_is_bare(rubric->index, i)) continue;
        if (count++ == 0)
            printf(
                "\nLooked for in every text, because there is no word without "
                "which they cannot match, or hardly a text has none of these:"
                "\n");
        printf("  %s\n", rubric->cues[i].name);
    }
}

int cost_print(const struct rubric *rubric, const struct recorded *recorded,
               const char *turns)
{
    struct count count = {.rubric = rubric};
    struct line *lines = memory_new(rubric->cue_count, sizeof *lines);
    size_t patterns = 0;
    for (size_t i = 0; i < rubric->cue_count; i++) {
        const struct cue *cue = &rubric->cues[i];
        if (cue->kind != CUE_PATTERN) continue;
        struct line *line = &lines[patterns++];
        line->cue = cue;
        line->read = index_read(rubric->index, i);
        pattern_count(cue->pattern, &line->cost);
    }
    score_examples(&count);
    int status = score_turns(&count, recorded, turns);
    for (size_t i = 0; i < patterns; i++) {
        struct line *line = &lines[i];
        size_t cue = (size_t)(line->cue - rubric->cues);
        pattern_count(line->cue->pattern, NULL);
        line->cost.steps += index_read(rubric->index, cue) - line->read;
    }
    if (status <= COMMAND_PROBLEMS) {
        print_lines(lines, patterns, count.replies);
        print_bare(rubric);
    }
    free(lines);
    return status;
}
