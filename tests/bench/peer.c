/* Other engines in the index's place; see peer.h.
 *
 * The functions named peer_index_… are what peer_reply() calls where
 * turns_reply() calls index_… . Begin with peer_index_try().
 */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "peer.h"

#include "base/memory.h"
#include "sieve.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

enum { STACK_LEAST = 32 << 10, STACK_MOST = 1 << 20 };

/* The scorer knows it as its index. */
struct index {
    const struct rubric *rubric;
    pcre2_code **codes; /* a cue each; NULL where it is no pattern */
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    struct sieve *sieve;      /* NULL: every cue is tried */
    struct json_value *texts; /* where they are logged; else NULL */
    struct buffer *lines;
    const struct matches *told;
    size_t told_count;
    size_t now; /* which of the told it is */
    size_t at;  /* in the matches told of that */
    /* The moment looked at. */
    const struct language *language;
    const struct dialogue *dialogue;
    const struct utterance *reply;
};

void peer_index_look(struct index *index, const struct language *language,
                     const struct dialogue *dialogue,
                     const struct utterance *reply);
size_t peer_index_next(const struct index *index, size_t from);
enum cue_outcome peer_index_try(struct index *index, size_t cue,
                                struct matches *matches);

/* ---- Making one ---- */

static pcre2_code *compile(const struct pattern *pattern)
{
    size_t length;
    const char *text = pattern_text(pattern, &length);
    int error;
    size_t at;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)text, length,
                                     PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS,
                                     &error, &at, NULL);
    if (code != NULL && pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0)
        return code;
    fprintf(stderr, "PCRE2 with JIT does not take %s\n", text);
    exit(3);
}

struct index *peer_plain(const struct rubric *rubric)
{
    struct index *peer = memory_new(1, sizeof *peer);
    peer->rubric = rubric;
    peer->codes = memory_new(rubric->cue_count, sizeof(pcre2_code *));
    peer->data = pcre2_match_data_create(1, NULL);
    peer->context = pcre2_match_context_create(NULL);
    peer->stack = pcre2_jit_stack_create(STACK_LEAST, STACK_MOST, NULL);
    pcre2_jit_stack_assign(peer->context, NULL, peer->stack);
    for (size_t i = 0; i < rubric->cue_count; i++)
        if (rubric->cues[i].kind == CUE_PATTERN)
            peer->codes[i] = compile(rubric->cues[i].pattern);
    return peer;
}

struct index *peer_sieved(const struct rubric *rubric, struct buffer *about)
{
    struct sieve *sieve = sieve_new(rubric->cues, rubric->cue_count, about);
    if (sieve == NULL) return NULL;
    struct index *peer = peer_plain(rubric);
    peer->sieve = sieve;
    return peer;
}

struct index *peer_told(const struct rubric *rubric,
                        const struct matches *matches, size_t replies)
{
    struct index *peer = peer_plain(rubric);
    peer->told = matches;
    peer->told_count = replies;
    return peer;
}

void peer_log(struct index *peer, struct json_value *replies,
              struct buffer *matches)
{
    peer->texts = replies;
    peer->lines = matches;
}

void peer_seek(struct index *peer, size_t number)
{
    peer->now = number;
}

void peer_free(struct index *peer)
{
    if (peer == NULL) return;
    for (size_t i = 0; i < peer->rubric->cue_count; i++)
        pcre2_code_free(peer->codes[i]);
    free(peer->codes);
    pcre2_match_data_free(peer->data);
    pcre2_match_context_free(peer->context);
    pcre2_jit_stack_free(peer->stack);
    sieve_free(peer->sieve);
    free(peer);
}

/* ---- Logging ---- */

static void log_texts(struct index *index, const struct dialogue *dialogue,
                      const struct utterance *reply)
{
    struct json_value *parts = json_array();
    struct piece piece;
    for (enum part part = 0; part < PART_COUNT; part++) {
        struct json_value *texts = json_array();
        for (size_t i = 0; part_piece(part, dialogue, reply, i, &piece); i++) {
            char *text = memory_copy(piece.utterance->seen + piece.at.start,
                                     piece.at.end - piece.at.start);
            json_append_text(texts, text);
            free(text);
        }
        json_append(parts, texts);
    }
    json_append(index->texts, parts);
}

static void log_match(struct index *index, size_t cue, size_t piece,
                      struct span found)
{
    size_t pattern = 0;
    for (size_t i = 0; i < cue; i++)
        pattern += index->codes[i] != NULL;
    buffer_format(index->lines, "%zu %zu %zu %zu %zu\n", index->now - 1,
                  pattern, piece, found.start, found.end);
}

/* ---- What the scorer calls ---- */

static void keep(struct matches *matches, struct match match)
{
    if (matches->count == matches->room) {
        matches->room = matches->room * 2 + 32;
        matches->list =
            memory_resize(matches->list, matches->room, sizeof *matches->list);
    }
    matches->list[matches->count++] = match;
}

static enum cue_outcome try_piece(struct index *index, size_t cue,
                                  size_t number, const struct piece *piece,
                                  struct matches *matches)
{
    enum cue_outcome outcome = CUE_SILENT;
    PCRE2_SPTR text = (PCRE2_SPTR)(piece->utterance->seen + piece->at.start);
    size_t length = piece->at.end - piece->at.start;
    const size_t *ends = pcre2_get_ovector_pointer(index->data);
    for (size_t from = 0; from < length; from = ends[1]) {
        int result = pcre2_match(index->codes[cue], text, length, from,
                                 PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY,
                                 index->data, index->context);
        if (result == PCRE2_ERROR_NOMATCH) return outcome;
        if (result < 0) return CUE_LIMITED;
        struct span seen = {piece->at.start + ends[0],
                            piece->at.start + ends[1]};
        keep(matches, (struct match){cue, piece->whose,
                                     utterance_typed(piece->utterance, seen)});
        if (index->lines != NULL)
            log_match(index, cue, number, (struct span){ends[0], ends[1]});
        outcome = CUE_FIRED;
    }
    return outcome;
}

static enum cue_outcome tell(struct index *index, size_t cue,
                             struct matches *matches)
{
    const struct matches *told = &index->told[index->now - 1];
    size_t before = matches->count;
    while (index->at < told->count && told->list[index->at].cue < cue)
        index->at++;
    while (index->at < told->count && told->list[index->at].cue == cue)
        keep(matches, told->list[index->at++]);
    return matches->count > before ? CUE_FIRED : CUE_SILENT;
}

void peer_index_look(struct index *index, const struct language *language,
                     const struct dialogue *dialogue,
                     const struct utterance *reply)
{
    index->language = language;
    index->dialogue = dialogue;
    index->reply = reply;
    if (index->sieve != NULL) sieve_look(index->sieve, dialogue, reply);
    if (index->texts != NULL) log_texts(index, dialogue, reply);
    index->now++;
    index->at = 0;
}

size_t peer_index_next(const struct index *index, size_t from)
{
    if (index->sieve != NULL) return sieve_next(index->sieve, from);
    if (index->told == NULL) return from;
    const struct matches *told = &index->told[index->now - 1];
    size_t at = 0;
    while (at < told->count && told->list[at].cue < from)
        at++;
    size_t next = at < told->count ? told->list[at].cue : SIZE_MAX;
    while (from < next && from < index->rubric->cue_count &&
           index->rubric->cues[from].kind == CUE_PATTERN)
        from++;
    return from;
}

enum cue_outcome peer_index_try(struct index *index, size_t cue,
                                struct matches *matches)
{
    const struct cue *tried = &index->rubric->cues[cue];
    enum cue_outcome outcome = CUE_SILENT;
    struct piece piece;
    if (tried->kind != CUE_PATTERN)
        return cue_try(tried, cue, index->language, index->dialogue,
                       index->reply, matches);
    if (index->told != NULL) return tell(index, cue, matches);
    for (size_t i = 0;
         part_piece(tried->in, index->dialogue, index->reply, i, &piece); i++) {
        if (index->sieve != NULL && !sieve_holds(index->sieve, cue, i))
            continue;
        enum cue_outcome here = try_piece(index, cue, i, &piece, matches);
        if (here > outcome) outcome = here;
    }
    return outcome;
}
