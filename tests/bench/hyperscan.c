/* Hyperscan as a sieve; see sieve.h.
 *
 * Cues that look at the same texts (the reply, its sentences, the client's
 * turn, …) are one database, so that no text is scanned for what cannot be
 * in it. A pattern that Hyperscan cannot take whole is taken as a prefilter,
 * which reports a superset; one that it cannot take even so is always tried.
 *
 * With HS_FLAG_UCP a rubric takes minutes to compile and texts longer to scan.
 * In a text of ASCII alone nothing is met with it that is not met without, so
 * only such texts are scanned; in the others, one in a thousand, all is tried.
 * Begin with sieve_new() and sieve_look().
 */
#include "sieve.h"

#include "base/memory.h"

#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BITS = 64 };

/* The texts that a database is scanned over. */
enum group { IN_REPLY, IN_SENTENCES, IN_CLIENT, IN_RECENT, IN_BEFORE, GROUPS };

struct sieve {
    const struct cue *cues;
    size_t count;
    hs_database_t *groups[GROUPS];
    hs_scratch_t *scratch;
    uint64_t *always; /* a bit a cue */
    uint64_t *members[GROUPS];
    uint64_t *reported; /* the same, for this moment */
    uint64_t *pieces;   /* a cue each: a bit for each piece it was met in */
};

/* Patterns on their way into a database. */
struct batch {
    const char **texts;
    unsigned *flags;
    unsigned *cues;
    unsigned count;
};

struct counts {
    size_t whole;
    size_t prefiltered;
    size_t refused;
};

static enum group group_of(enum part part)
{
    switch (part) {
    case PART_REPLY:
        return IN_REPLY;
    case PART_CLIENT:
        return IN_CLIENT;
    case PART_RECENT:
        return IN_RECENT;
    case PART_BEFORE:
        return IN_BEFORE;
    default:
        return IN_SENTENCES;
    }
}

static void set_bit(uint64_t *bits, size_t bit)
{
    bits[bit / BITS] |= (uint64_t)1 << bit % BITS;
}

/* ---- Making it ---- */

static bool is_ascii(const char *text, size_t length)
{
    unsigned char all = 0;
    for (size_t i = 0; i < length; i++)
        all |= (unsigned char)text[i];
    return all < 0x80;
}

static bool takes(const char *text, unsigned flags)
{
    hs_expr_info_t *info = NULL;
    hs_compile_error_t *error = NULL;
    bool fine = hs_expression_info(text, flags, &info, &error) == HS_SUCCESS;
    free(info);
    hs_free_compile_error(error);
    return fine;
}

static void add_pattern(struct batch *batch, const struct cue *cue,
                        unsigned number)
{
    unsigned flags = HS_FLAG_CASELESS | HS_FLAG_SINGLEMATCH;
    size_t length;
    const char *text = pattern_text(cue->pattern, &length);
    if (!is_ascii(text, length) || !takes(text, flags | HS_FLAG_PREFILTER))
        flags |= HS_FLAG_UTF8;
    if (!takes(text, flags)) flags |= HS_FLAG_PREFILTER | HS_FLAG_ALLOWEMPTY;
    batch->texts[batch->count] = text;
    batch->flags[batch->count] = flags;
    batch->cues[batch->count++] = number;
}

static void drop_pattern(struct batch *batch, unsigned index)
{
    batch->count--;
    batch->texts[index] = batch->texts[batch->count];
    batch->flags[index] = batch->flags[batch->count];
    batch->cues[index] = batch->cues[batch->count];
}

/* Leaves out, one after the other, what Hyperscan does not take. */
static hs_database_t *compile(struct batch *batch, struct sieve *sieve)
{
    while (batch->count > 0) {
        hs_database_t *database = NULL;
        hs_compile_error_t *error = NULL;
        if (hs_compile_multi(batch->texts, batch->flags, batch->cues,
                             batch->count, HS_MODE_BLOCK, NULL, &database,
                             &error) == HS_SUCCESS)
            return database;
        if (error->expression < 0) {
            fprintf(stderr, "hyperscan: %s\n", error->message);
            exit(3);
        }
        unsigned index = (unsigned)error->expression;
        hs_free_compile_error(error);
        set_bit(sieve->always, batch->cues[index]);
        drop_pattern(batch, index);
    }
    return NULL;
}

static void make_group(struct sieve *sieve, enum group group,
                       struct counts *counts)
{
    struct batch batch = {
        memory_new(sieve->count, sizeof *batch.texts),
        memory_new(sieve->count, sizeof *batch.flags),
        memory_new(sieve->count, sizeof *batch.cues),
        0,
    };
    for (size_t i = 0; i < sieve->count; i++)
        if (sieve->cues[i].kind == CUE_PATTERN &&
            group_of(sieve->cues[i].in) == group)
            add_pattern(&batch, &sieve->cues[i], (unsigned)i);
    sieve->members[group] =
        memory_new(sieve->count / BITS + 1, sizeof *sieve->always);
    for (unsigned i = 0; i < batch.count; i++)
        set_bit(sieve->members[group], batch.cues[i]);
    counts->refused += batch.count;
    sieve->groups[group] = compile(&batch, sieve);
    counts->refused -= batch.count;
    for (unsigned i = 0; i < batch.count; i++) {
        bool filters = (batch.flags[i] & HS_FLAG_PREFILTER) != 0;
        counts->prefiltered += filters;
        counts->whole += !filters;
    }
    if (sieve->groups[group] != NULL)
        hs_alloc_scratch(sieve->groups[group], &sieve->scratch);
    free(batch.texts);
    free(batch.flags);
    free(batch.cues);
}

struct sieve *sieve_new(const struct cue *cues, size_t count,
                        struct buffer *about)
{
    size_t words = count / BITS + 1;
    struct sieve *sieve = memory_new(1, sizeof *sieve);
    struct counts counts = {0};
    sieve->cues = cues;
    sieve->count = count;
    sieve->always = memory_new(words, sizeof *sieve->always);
    sieve->reported = memory_new(words, sizeof *sieve->reported);
    sieve->pieces = memory_new(count, sizeof *sieve->pieces);
    for (size_t i = 0; i < count; i++)
        if (cues[i].kind != CUE_PATTERN) set_bit(sieve->always, i);
    for (enum group i = 0; i < GROUPS; i++)
        make_group(sieve, i, &counts);
    if (about != NULL)
        buffer_format(about,
                      "Hyperscan %s takes %zu patterns whole and %zu as "
                      "prefilters; %zu are always tried",
                      hs_version(), counts.whole, counts.prefiltered,
                      counts.refused);
    return sieve;
}

void sieve_free(struct sieve *sieve)
{
    if (sieve == NULL) return;
    for (enum group i = 0; i < GROUPS; i++) {
        hs_free_database(sieve->groups[i]);
        free(sieve->members[i]);
    }
    hs_free_scratch(sieve->scratch);
    free(sieve->always);
    free(sieve->reported);
    free(sieve->pieces);
    free(sieve);
}

/* ---- Looking ---- */

/* Which piece a scanned text is, for each part that it is a piece of; below
 * zero: it is none. */
struct scanned {
    struct sieve *sieve;
    int piece[PART_COUNT];
};

static int report(unsigned cue, unsigned long long from, unsigned long long to,
                  unsigned flags, void *context)
{
    struct scanned *scanned = context;
    int piece = scanned->piece[scanned->sieve->cues[cue].in];
    (void)from;
    (void)to;
    (void)flags;
    if (piece < 0) return 0;
    uint64_t *reported = &scanned->sieve->reported[cue / BITS];
    uint64_t bit = (uint64_t)1 << cue % BITS;
    if ((*reported & bit) == 0) scanned->sieve->pieces[cue] = 0;
    *reported |= bit;
    scanned->sieve->pieces[cue] |= (uint64_t)1 << (piece < BITS ? piece : 0);
    return 0;
}

/* All cues of GROUP are to be tried on all pieces. */
static void report_all(struct sieve *sieve, enum group group)
{
    for (size_t i = 0; i <= sieve->count / BITS; i++)
        sieve->reported[i] |= sieve->members[group][i];
    for (size_t i = 0; i < sieve->count; i++)
        if ((sieve->members[group][i / BITS] >> i % BITS & 1) != 0)
            sieve->pieces[i] = UINT64_MAX;
}

static void scan(struct scanned *scanned, enum group group, const char *text,
                 size_t length)
{
    if (scanned->sieve->groups[group] == NULL || length == 0) return;
    if (!is_ascii(text, length)) {
        report_all(scanned->sieve, group);
        return;
    }
    hs_scan(scanned->sieve->groups[group], text, (unsigned)length, 0,
            scanned->sieve->scratch, report, scanned);
}

static void scan_sentences(struct scanned *scanned,
                           const struct utterance *reply)
{
    int questions = 0;
    int statements = 0;
    for (size_t i = 0; i < reply->sentence_count; i++) {
        const struct sentence *sentence = &reply->sentences[i];
        scanned->piece[PART_SENTENCE] = (int)i;
        scanned->piece[PART_QUESTION] = sentence->question ? questions++ : -1;
        scanned->piece[PART_STATEMENT] = sentence->question ? -1 : statements++;
        scanned->piece[PART_FIRST] = i == 0 ? 0 : -1;
        scanned->piece[PART_LAST] = i + 1 == reply->sentence_count ? 0 : -1;
        scan(scanned, IN_SENTENCES, reply->seen + sentence->at.start,
             sentence->at.end - sentence->at.start);
    }
}

static void scan_whole(struct scanned *scanned, enum group group,
                       const struct utterance *utterance)
{
    if (utterance == NULL) return;
    scan(scanned, group, utterance->seen, utterance->length);
}

void sieve_look(struct sieve *sieve, const struct dialogue *dialogue,
                const struct utterance *reply)
{
    const struct utterance *recent[DIALOGUE_RECENT];
    struct scanned scanned = {.sieve = sieve};
    memcpy(sieve->reported, sieve->always,
           (sieve->count / BITS + 1) * sizeof *sieve->reported);
    scan_whole(&scanned, IN_REPLY, reply);
    scan_whole(&scanned, IN_CLIENT, dialogue_client(dialogue));
    scan_whole(&scanned, IN_BEFORE, dialogue_before(dialogue));
    size_t count = dialogue_recent(dialogue, recent);
    for (size_t i = 0; i < count; i++) {
        scanned.piece[PART_RECENT] = (int)i;
        scan_whole(&scanned, IN_RECENT, recent[i]);
    }
    scan_sentences(&scanned, reply);
}

size_t sieve_next(const struct sieve *sieve, size_t from)
{
    size_t word = from / BITS;
    if (from >= sieve->count) return sieve->count;
    uint64_t bits = sieve->reported[word] & (UINT64_MAX << from % BITS);
    while (bits == 0) {
        if (++word > sieve->count / BITS) return sieve->count;
        bits = sieve->reported[word];
    }
    return word * BITS + (size_t)__builtin_ctzll(bits);
}

bool sieve_holds(const struct sieve *sieve, size_t cue, size_t index)
{
    if ((sieve->always[cue / BITS] >> cue % BITS & 1) != 0) return true;
    return index >= BITS || (sieve->pieces[cue] >> index & 1) != 0;
}
