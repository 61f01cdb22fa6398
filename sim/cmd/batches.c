/* Batches of lines; see batches.h. Begin with score_tail() and score_head(). */
#include "cmd/batches.h"

#include "base/memory.h"
#include "rubric/twin.h"
#include "world/signals.h"
#include "world/workers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Side by side only batches in which a session begins are scored at once, so
 * those are large; one after the other small ones take less memory. */
enum { BATCH_BYTES = 1 << 16, BATCH_ALONE = 1 << 13, BATCHES_FOR_EACH = 3 };

struct batch_line {
    struct scorer_line line; /* its bytes are in the batch */
    size_t start;
};

struct batch {
    struct buffer bytes;
    struct batch_line *lines;
    size_t count;
    size_t room;
    size_t tail_start; /* the first line that does not go on with the session
                          before */
    struct telling head;
    struct telling tail;
    struct strand strand; /* what it leaves to the next one */
};

struct batches {
    size_t jobs;
    struct scorer *scorers; /* a job each */
    struct rubric **twins;  /* as well; the first job has the rubric itself */
    struct batch *ring;     /* batch N is at N % room */
    size_t room;
    size_t number; /* of the one that lines are added to */
    int fault;     /* in writing: an errno */
    struct roll *roll;
    struct workers *workers;
};

static struct batch *batch_at(struct batches *batches, size_t number)
{
    return &batches->ring[number % batches->room];
}

static struct batch *batch_before(struct batches *batches, size_t number)
{
    return batch_at(batches, number + batches->room - 1);
}

/* --- scoring ------------------------------------------------------------- */

static const struct scorer_line *line_at(const struct batch *batch, size_t i)
{
    struct batch_line *line = &batch->lines[i];
    line->line.source.bytes = buffer_text(&batch->bytes) + line->start;
    return &line->line;
}

static size_t find_tail(struct scorer *scorer, const struct batch *batch)
{
    struct buffer latest = {0};
    size_t i = 0;
    while (i < batch->count &&
           !scorer_begins(scorer, &latest, line_at(batch, i)))
        i++;
    buffer_free(&latest);
    return i;
}

static void score_lines(struct scorer *scorer, const struct batch *batch,
                        size_t start, size_t end, struct strand *strand,
                        struct telling *telling)
{
    for (size_t i = start; i < end; i++)
        scorer_line(scorer, strand, line_at(batch, i), telling);
}

/* A thread makes its twin of the rubric itself, while others score. */
static struct scorer *scorer_of(struct batches *batches, size_t worker)
{
    struct scorer *scorer = &batches->scorers[worker];
    if (worker == 0 || batches->twins[worker] != NULL) return scorer;
    batches->twins[worker] = twin_new(scorer->rubric);
    scorer->rubric = batches->twins[worker];
    return scorer;
}

/* Sessions that begin in a batch need nothing of the one before. */
static void score_tail(void *context, size_t worker, size_t number)
{
    struct batches *batches = context;
    struct batch *batch = batch_at(batches, number);
    struct scorer *scorer = scorer_of(batches, worker);
    size_t count = batch->count;
    batch->tail_start = batches->jobs > 1 ? find_tail(scorer, batch) : count;
    if (batch->tail_start == count) return;
    struct strand strand = {0};
    score_lines(scorer, batch, batch->tail_start, count, &strand, &batch->tail);
    batch->strand = strand;
    workers_pass(batches->workers, number);
}

/* The session of the batch before goes on in this one. */
static void score_head(void *context, size_t worker, size_t number)
{
    struct batches *batches = context;
    struct batch *batch = batch_at(batches, number);
    struct batch *before = batch_before(batches, number);
    struct scorer *scorer = scorer_of(batches, worker);
    struct strand strand = before->strand;
    before->strand = (struct strand){0};
    score_lines(scorer, batch, 0, batch->tail_start, &strand, &batch->head);
    if (batch->tail_start < batch->count)
        scorer_end(scorer, &strand, &batch->head);
    else
        batch->strand = strand;
}

/* --- in order ------------------------------------------------------------ */

static void tell(struct batches *batches, struct telling *telling)
{
    roll_call(batches->roll, &telling->roll);
    if (batches->fault != 0 || telling_print(telling)) return;
    batches->fault = errno != 0 ? errno : EIO;
}

static void take_one(struct batches *batches)
{
    struct batch *batch = batch_at(batches, workers_take(batches->workers));
    tell(batches, &batch->head);
    tell(batches, &batch->tail);
}

static void begin_batch(struct batches *batches)
{
    struct batch *batch = batch_at(batches, batches->number);
    buffer_clear(&batch->bytes);
    batch->count = 0;
}

static void give_one(struct batches *batches)
{
    workers_give(batches->workers);
    batches->number++;
    while (workers_full(batches->workers) ||
           (batches->jobs == 1 && workers_busy(batches->workers)))
        take_one(batches);
    begin_batch(batches);
}

/* With a NUL behind them, which scorer_line() wants. */
static void add_bytes(struct buffer *bytes, const struct source *line)
{
    char *at = buffer_reserve(bytes, line->length + 1);
    if (line->length > 0) memcpy(at, line->bytes, line->length);
    at[line->length] = '\0';
    buffer_took(bytes, line->length + 1);
}

void batches_add(struct batches *batches, const struct scorer_line *line)
{
    struct batch *batch = batch_at(batches, batches->number);
    if (batch->count == batch->room) {
        batch->room = batch->room * 2 + 64;
        batch->lines =
            memory_resize(batch->lines, batch->room, sizeof *batch->lines);
    }
    batch->lines[batch->count++] =
        (struct batch_line){*line, batch->bytes.length};
    add_bytes(&batch->bytes, &line->source);
    size_t enough = batches->jobs > 1 ? BATCH_BYTES : BATCH_ALONE;
    if (batch->bytes.length >= enough) give_one(batches);
}

void batches_settle(struct batches *batches)
{
    if (batch_at(batches, batches->number)->count > 0) give_one(batches);
    while (workers_busy(batches->workers))
        take_one(batches);
}

int batches_fault(const struct batches *batches)
{
    return batches->fault;
}

/* --- beginning and end --------------------------------------------------- */

struct batches *batches_new(size_t jobs, const struct scorer *model,
                            struct roll *roll)
{
    struct batches *batches = memory_new(1, sizeof *batches);
    batches->jobs = jobs;
    batches->room = jobs * BATCHES_FOR_EACH + 1;
    batches->ring = memory_new(batches->room, sizeof *batches->ring);
    batches->scorers = memory_new(jobs, sizeof *batches->scorers);
    batches->twins = memory_new(jobs, sizeof(struct rubric *));
    batches->roll = roll;
    for (size_t i = 0; i < jobs; i++)
        batches->scorers[i] = *model;
    batches->workers =
        workers_new(jobs, batches->room, score_tail, score_head, batches);
    return batches;
}

static void free_batch(struct batch *batch)
{
    buffer_free(&batch->bytes);
    free(batch->lines);
    telling_free(&batch->head);
    telling_free(&batch->tail);
}

int batches_end(struct batches *batches, struct scorer *model)
{
    batches_settle(batches);
    struct batch *last = batch_before(batches, batches->number);
    scorer_end(model, &last->strand, &last->head);
    /* A session that was cut off has no figures. */
    if (!signals_should_stop()) tell(batches, &last->head);
    int fault = batches->fault;
    workers_end(batches->workers);
    for (size_t i = 0; i < batches->jobs; i++) {
        struct scorer *scorer = &batches->scorers[i];
        model->verified += scorer->verified;
        model->problems = model->problems || scorer->problems;
        twin_free(batches->twins[i]);
        scorer_free(scorer);
    }
    for (size_t i = 0; i < batches->room; i++)
        free_batch(&batches->ring[i]);
    free(batches->scorers);
    free(batches->twins);
    free(batches->ring);
    free(batches);
    return fault;
}
