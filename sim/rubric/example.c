/* Running examples; see example.h. Begin with example_check(). */
#include "rubric/example.h"

#include "base/memory.h"
#include "rubric/mistake.h"

#include <stdlib.h>
#include <string.h>

static void say(struct dialogue *dialogue, const struct rubric *rubric,
                enum speaker speaker, const char *text)
{
    if (text == NULL) return;
    dialogue_add(dialogue, speaker,
                 utterance_new(&rubric->language, text, strlen(text)));
}

struct scoring *example_score(const struct rubric *rubric, const char *before,
                              const char *client, const char *reply)
{
    struct dialogue dialogue = {0};
    say(&dialogue, rubric, SPEAKER_TRAINEE, before);
    say(&dialogue, rubric, SPEAKER_CLIENT, client);
    struct utterance *utterance =
        utterance_new(&rubric->language, reply, strlen(reply));
    struct scoring *scoring = score_reply(rubric, &dialogue, utterance);
    utterance_free(utterance);
    dialogue_free(&dialogue);
    return scoring;
}

/* What an author needs to see why: "sounds_like +2.4, advises −3". */
static void explain(const struct rubric *rubric, const struct code *code,
                    const struct scoring *scoring, struct buffer *out)
{
    buffer_format(out, "starts from %g", code->bias / 1000.0);
    for (size_t i = 0; i < code->weight_count; i++) {
        const struct weight *weight = &code->weights[i];
        if (scoring->fired[weight->cue])
            buffer_format(out, ", %s %+g", rubric->cues[weight->cue].name,
                          weight->thousandths / 1000.0);
    }
    buffer_format(out, "; makes %g, first cut %g",
                  scoring->scores[code - rubric->codes] / 1000.0,
                  code->cuts[0] / 1000.0);
    for (size_t i = 0; i < code->unless.count; i++)
        if (scoring->fired[code->unless.list[i]])
            buffer_format(out, "; barred by %s",
                          rubric->cues[code->unless.list[i]].name);
}

/* The parts of an `any` code: "'open' has level 1, 'closed' has level 0". */
static void explain_any(const struct rubric *rubric, const struct code *code,
                        const struct scoring *scoring, struct buffer *out)
{
    enum { MOST_NAMED = 10 };
    for (size_t i = 0; i < code->any.count; i++) {
        size_t part = code->any.list[i];
        if (i == MOST_NAMED) {
            buffer_add_text(out, ", …");
            return;
        }
        buffer_format(out, "%s'%s' has level %d", i > 0 ? ", " : "",
                      rubric->codes[part].name, scoring->levels[part]);
    }
}

/* What reached its limit, as "the cue 'asks'". */
static const char *limited(const struct rubric *rubric,
                           const struct scoring *scoring,
                           struct problems *problems)
{
    if (scoring->limited == RUBRIC_NONE)
        return "the pattern of what makes a question";
    return problem_mend(problems, "the cue '%s'",
                        rubric->cues[scoring->limited].name);
}

static void report_failure(const struct rubric *rubric, const struct code *code,
                           const struct example *example,
                           const struct scoring *scoring,
                           const struct source *source,
                           struct problems *problems)
{
    struct buffer why = {0};
    int level = scoring->levels[code - rubric->codes];
    if (code->is_any)
        explain_any(rubric, code, scoring, &why);
    else
        explain(rubric, code, scoring, &why);
    problem_add(problems, source, example->at, MISTAKE_EXAMPLE_FAILS,
                problem_mend(problems, "%s", buffer_text(&why)),
                "this example has %s at level %d, not %d", code->name, level,
                example->level);
    buffer_free(&why);
}

static void run(const struct rubric *rubric, const struct code *code,
                const struct example *example, const struct source *source,
                struct problems *problems, bool *met)
{
    struct scoring *scoring =
        example_score(rubric, example->before, example->client, example->reply);
    if (scoring->unscorable)
        problem_add(problems, source, example->at, MISTAKE_EXAMPLE_UNSCORABLE,
                    "shorten it, or make the pattern simpler",
                    "%s reaches its limit on this example",
                    limited(rubric, scoring, problems));
    else if (example->level <= code->most &&
             scoring->levels[code - rubric->codes] != example->level)
        report_failure(rubric, code, example, scoring, source, problems);
    for (size_t i = 0; i < rubric->cue_count; i++)
        met[i] = met[i] || scoring->fired[i];
    score_free(scoring);
}

static void check_count(const struct code *code, const struct source *source,
                        struct problems *problems)
{
    size_t with = 0;
    size_t without = 0;
    for (size_t i = 0; i < code->example_count; i++) {
        const struct example *example = &code->examples[i];
        if (example->level > code->most)
            problem_add(problems, source, example->at, MISTAKE_EXAMPLE_LEVEL,
                        "a code has one level for each of its cuts",
                        "'%s' has no level above %d", code->name, code->most);
        with += example->level > 0;
        without += example->level == 0;
    }
    if (with >= EXAMPLE_LEAST && without >= EXAMPLE_LEAST) return;
    problem_add(problems, source, code->at, MISTAKE_FEW_EXAMPLES,
                "add replies that show it, and replies that nearly do",
                "code '%s' has %zu examples that have it and %zu that do not; "
                "%d of each are needed",
                code->name, with, without, EXAMPLE_LEAST);
}

size_t example_check(const struct rubric *rubric, const struct source *source,
                     struct problems *problems)
{
    bool *met = memory_new(rubric->cue_count, sizeof *met);
    size_t count = 0;
    for (size_t i = 0; i < rubric->code_count; i++) {
        const struct code *code = &rubric->codes[i];
        check_count(code, source, problems);
        for (size_t j = 0; j < code->example_count; j++)
            run(rubric, code, &code->examples[j], source, problems, met);
        count += code->example_count;
    }
    for (size_t i = 0; i < rubric->cue_count; i++)
        if (!met[i])
            problem_add(problems, source, rubric->cues[i].at, MISTAKE_CUE_UNMET,
                        "add an example whose words it meets",
                        "no example meets the cue '%s'", rubric->cues[i].name);
    free(met);
    return count;
}
