/* Deriving rubrics; see grow.h. Begin with grow_rubric(). */
#include "grow.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST = 24, SHORTEST = 3, STEP = 17 };

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
