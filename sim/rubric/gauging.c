/* Measures asked together; see gauging.h. Begin with gauging_ask(). */
#include "rubric/gauging.h"

#include "base/bits.h"
#include "base/memory.h"

#include <stdlib.h>

/* What one cue asks. */
struct bounds {
    size_t cue;
    int least;
    int most;
};

/* The cues that ask one gauge of one part. */
struct group {
    enum gauge gauge;
    int least;  /* below it all say the same: see gauge_value() */
    size_t end; /* in the bounds: behind its own */
};

struct gauging {
    struct bounds *bounds; /* part by part, and gauge by gauge */
    struct group *groups;
    size_t ends[PART_COUNT]; /* of each part: behind its groups */
};

/* The cues that it is made of. */
struct choice {
    const struct cue *cues;
    size_t count;
    const uint64_t *asked; /* for of these */
};

static bool is_chosen(const struct choice *choice, size_t cue)
{
    return choice->cues[cue].kind == CUE_GAUGE &&
           cue_is_asked(choice->asked, cue);
}

static size_t count_chosen(const struct choice *choice)
{
    size_t found = 0;
    for (size_t i = 0; i < choice->count; i++)
        found += is_chosen(choice, i);
    return found;
}

/* Adds what cues ask of a gauge and a part behind END; returns the new end. */
static size_t add_group(struct gauging *gauging, struct group *group,
                        const struct choice *choice, enum part part, size_t end)
{
    group->least = CUE_NO_MOST;
    for (size_t i = 0; i < choice->count; i++) {
        const struct cue *cue = &choice->cues[i];
        if (!is_chosen(choice, i) || cue->in != part ||
            cue->gauge != group->gauge)
            continue;
        gauging->bounds[end++] = (struct bounds){i, cue->least, cue->most};
        if (cue_least(cue) < group->least) group->least = cue_least(cue);
    }
    group->end = end;
    return end;
}

struct gauging *gauging_new(const struct cue *cues, size_t cue_count,
                            const uint64_t *asked)
{
    struct gauging *gauging = memory_new(1, sizeof *gauging);
    const struct choice choice = {cues, cue_count, asked};
    size_t all = count_chosen(&choice);
    size_t count = 0;
    size_t end = 0;
    gauging->bounds = memory_new(all, sizeof *gauging->bounds);
    gauging->groups = memory_new(all + 1, sizeof *gauging->groups);
    for (size_t i = 0; i < PART_COUNT; i++) {
        for (size_t j = 0; j < GAUGE_COUNT; j++) {
            struct group *group = &gauging->groups[count];
            size_t begin = end;
            group->gauge = (enum gauge)j;
            end = add_group(gauging, group, &choice, (enum part)i, end);
            count += end > begin;
        }
        gauging->ends[i] = count;
    }
    return gauging;
}

static void ask_group(const struct gauging *gauging, size_t number, int value,
                      uint64_t *bits)
{
    size_t begin = number == 0 ? 0 : gauging->groups[number - 1].end;
    for (size_t i = begin; i < gauging->groups[number].end; i++) {
        const struct bounds *bounds = &gauging->bounds[i];
        if (value >= bounds->least && value <= bounds->most)
            bits_put(bits, bounds->cue);
    }
}

/* Asks all groups from BEGIN to END, of one part, about one piece of it. */
static void ask_piece(const struct gauging *gauging, size_t begin, size_t end,
                      const struct language *language,
                      const struct dialogue *dialogue,
                      const struct piece *piece, uint64_t *bits)
{
    for (size_t i = begin; i < end; i++) {
        const struct group *group = &gauging->groups[i];
        int value =
            gauge_value(group->gauge, language, dialogue, piece, group->least);
        if (value >= 0) ask_group(gauging, i, value, bits);
    }
}

void gauging_ask(const struct gauging *gauging, const struct language *language,
                 const struct dialogue *dialogue, const struct utterance *reply,
                 uint64_t *bits)
{
    struct piece piece;
    size_t begin = 0;
    for (enum part part = 0; part < PART_COUNT; part++) {
        size_t end = gauging->ends[part];
        size_t most = begin == end ? 0 : part_is_single(part) ? 1 : SIZE_MAX;
        for (size_t i = 0;
             i < most && part_piece(part, dialogue, reply, i, &piece); i++)
            ask_piece(gauging, begin, end, language, dialogue, &piece, bits);
        begin = end;
    }
}

void gauging_free(struct gauging *gauging)
{
    if (gauging == NULL) return;
    free(gauging->bounds);
    free(gauging->groups);
    free(gauging);
}
