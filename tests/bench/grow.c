/* Deriving rubrics; see grow.h. Begin with grow_rubric(). */
#include "grow.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 24, SHORTEST = 3, STEP = 17, COMMON = 20, GAUGE_STEP = 1000 };

struct word {
    const char *letters;
    size_t times; /* in all patterns */
};

struct words {
    struct word *list[LONGEST + 1]; /* by length */
    size_t count[LONGEST + 1];
    struct table known;
};

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* The next word of PATTERN at or after *AT, outside classes and escapes;
 * "don't" is one. */
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
    while (end < length && (is_letter(pattern[end]) ||
                            (pattern[end] == '\'' && end > *at &&
                             end + 1 < length && is_letter(pattern[end + 1]))))
        end++;
    return end - *at;
}

static void learn_word(struct words *words, struct arena *arena,
                       const char *letters, size_t length)
{
    struct word **list = &words->list[length];
    size_t *count = &words->count[length];
    int known = table_get(&words->known, letters, length);
    if (known >= 0) {
        (*list)[known].times++;
        return;
    }
    const char *copy = arena_copy(arena, letters, length);
    table_put(&words->known, copy, length, (int)*count);
    *list = memory_resize(*list, *count + 1, sizeof **list);
    (*list)[(*count)++] = (struct word){copy, 1};
}

static void learn(struct words *words, struct arena *arena, const char *pattern,
                  size_t length)
{
    size_t at = 0;
    size_t word;
    for (; (word = next_word(pattern, length, &at)) > 0; at += word)
        if (word >= SHORTEST && word <= LONGEST)
            learn_word(words, arena, pattern + at, word);
}

static bool is_common(const struct word *word)
{
    return word->times >= COMMON;
}

/* The word for the one at INDEX in the COPY-th copy. */
static const char *other_word(const struct words *words, size_t length,
                              size_t index, size_t copy)
{
    const struct word *list = words->list[length];
    bool common = is_common(&list[index]);
    size_t steps = common ? copy : copy * STEP;
    while (steps > 0) {
        index = (index + 1) % words->count[length];
        steps -= is_common(&list[index]) == common;
    }
    return list[index].letters;
}

static void change(const struct words *words, char *pattern, size_t length,
                   size_t copy)
{
    size_t at = 0;
    size_t word;
    for (; (word = next_word(pattern, length, &at)) > 0; at += word) {
        int index = table_get(&words->known, pattern + at, word);
        if (index >= 0)
            memcpy(pattern + at, other_word(words, word, (size_t)index, copy),
                   word);
    }
}

/* Cues met together are those of the same copy; where only some cues are
 * taken, the two before. */
static struct numbers earlier(struct rubric *rubric, struct numbers numbers,
                              size_t index, bool whole)
{
    size_t copy = index / rubric->cue_count;
    size_t count = whole ? numbers.count : 2;
    size_t *list = arena_new(&rubric->arena, count, sizeof *list);
    for (size_t i = 0; i < count; i++)
        list[i] =
            whole ? numbers.list[i] + copy * rubric->cue_count : index - 1 - i;
    return (struct numbers){list, count};
}

static struct pattern *other_words(const struct words *words,
                                   const struct pattern *pattern, size_t copy)
{
    struct pattern_refusal refusal;
    size_t length;
    const char *text = pattern_text(pattern, &length);
    char *changed = memory_copy(text, length);
    change(words, changed, length, copy);
    struct pattern *other = pattern_compile(changed, length, &refusal);
    free(changed);
    return other;
}

/* The cue that is number INDEX of COUNT. */
static struct cue derive(struct rubric *rubric, const struct words *words,
                         size_t index, size_t count)
{
    size_t all = rubric->cue_count;
    bool whole = count >= all;
    struct cue cue = rubric->cues[whole ? index % all : index * all / count];
    int copy = (int)(index / all);
    if (cue.kind == CUE_TOGETHER) {
        cue.all = earlier(rubric, cue.all, index, whole);
        cue.none = whole ? earlier(rubric, cue.none, index, true)
                         : (struct numbers){0};
    }
    if (copy == 0) return cue;
    if (cue.kind == CUE_GAUGE) {
        if (cue.least != CUE_NO_LEAST) cue.least += copy * GAUGE_STEP;
        if (cue.most != CUE_NO_MOST) cue.most += copy * GAUGE_STEP;
    }
    if (cue.kind == CUE_PATTERN) {
        struct pattern *other = other_words(words, cue.pattern, index / all);
        if (other != NULL) cue.pattern = other;
    }
    return cue;
}

void grow_rubric(struct rubric *rubric, size_t count)
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
