/* Trying a cue on a moment of the talk; see cue.h. Begin with cue_try(). */
#include "rubric/cue.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>

static void keep_match(struct matches *matches, struct match match)
{
    if (matches->count == matches->room) {
        matches->room = matches->room * 2 + 32;
        matches->list =
            memory_resize(matches->list, matches->room, sizeof *matches->list);
    }
    matches->list[matches->count++] = match;
}

static void add_match(struct matches *matches, size_t cue,
                      const struct piece *piece, struct span seen)
{
    keep_match(matches,
               (struct match){cue, piece->whose,
                              utterance_typed(piece->utterance, seen)});
}

/* A pattern that is tried on a piece. */
struct trial {
    const struct cue *cue;
    const struct cue_hint *hint;
    const char *text;
    size_t length;
    struct span found; /* in the text */
    size_t next;       /* of the plays; earlier ones are told of */
};

/* What begins at PLACE, where a filter is in doubt. */
static enum pattern_outcome ask_at(struct trial *trial, size_t place)
{
    return pattern_find_fast(trial->cue->pattern, trial->hint->room,
                             trial->text, trial->length, place, PATTERN_AT,
                             &trial->found);
}

static enum pattern_outcome find_in(struct trial *trial, struct span begins)
{
    return filter_find(trial->hint->filter, trial->cue->pattern,
                       trial->hint->room, trial->text, trial->length, begins,
                       &trial->found);
}

/* The first match from FROM on that begins at an onset. */
static enum pattern_outcome find_begun(struct trial *trial, size_t from)
{
    struct span begins;
    for (; onsets_next(&trial->hint->onsets, from, &begins);
         from = begins.end) {
        enum pattern_outcome outcome = find_in(trial, begins);
        if (outcome != PATTERN_NONE) return outcome;
    }
    return PATTERN_NONE;
}

/* The same where plays have told most of it. When there is no end of doubts,
 * they are no help. */
static enum pattern_outcome find_played(struct trial *trial, size_t from)
{
    const struct cue_hint *hint = trial->hint;
    size_t doubts = 0;
    while (trial->next < hint->play_count) {
        enum matcher_outcome played = filter_outcome(
            hint->filter, &hint->plays[trial->next++], &trial->found);
        size_t place = trial->found.start;
        if (played == MATCHER_NONE || place < from) continue;
        if (played == MATCHER_FOUND) return PATTERN_FOUND;
        if (doubts++ == FILTER_DOUBTS) return find_begun(trial, place);
        enum pattern_outcome outcome =
            played == MATCHER_DOUBT
                ? ask_at(trial, place)
                : find_in(trial, (struct span){place, place + 1});
        if (outcome != PATTERN_NONE) return outcome;
    }
    return PATTERN_NONE;
}

static enum cue_outcome try_pattern(const struct cue *cue, size_t index,
                                    const struct cue_hint *hint,
                                    const struct piece *piece,
                                    struct matches *matches)
{
    enum cue_outcome outcome = CUE_SILENT;
    size_t start = piece->at.start;
    struct trial trial = {
        .cue = cue,
        .hint = hint,
        .text = piece->utterance->seen + start,
        .length = piece->at.end - start,
    };
    for (size_t from = 0;; from = trial.found.end) {
        switch (hint->plays != NULL ? find_played(&trial, from)
                                    : find_begun(&trial, from)) {
        case PATTERN_NONE:
            return outcome;
        case PATTERN_LIMIT:
            return CUE_LIMITED;
        case PATTERN_FOUND:
            break;
        }
        add_match(
            matches, index, piece,
            (struct span){start + trial.found.start, start + trial.found.end});
        outcome = CUE_FIRED;
        if (hint->once) return outcome;
    }
}

static enum cue_outcome try_words(const struct cue *cue, size_t index,
                                  const struct cue_hint *hint,
                                  const struct piece *piece,
                                  struct matches *matches)
{
    const struct utterance *utterance = piece->utterance;
    const struct span *words = utterance->words;
    size_t count = matches->count;
    size_t end = piece->first_word + piece->word_count;
    size_t i = piece->first_word;
    for (size_t taken; i < end; i += taken) {
        i += wordlist_find(cue->words, utterance->keys + i,
                           utterance->folded + i, end - i, &taken);
        if (taken > 0)
            add_match(matches, index, piece,
                      (struct span){words[i].start, words[i + taken - 1].end});
        if (taken > 0 && hint->once) break;
    }
    return matches->count > count ? CUE_FIRED : CUE_SILENT;
}

int cue_least(const struct cue *cue)
{
    if (cue->least > 0) return cue->least;
    return cue->most == CUE_NO_MOST ? CUE_NO_MOST : cue->most + 1;
}

enum cue_outcome cue_meet(size_t index, const struct piece *piece,
                          struct matches *matches)
{
    add_match(matches, index, piece, piece->at);
    return CUE_FIRED;
}

static enum cue_outcome try_gauge(const struct cue *cue, size_t index,
                                  const struct language *language,
                                  const struct dialogue *dialogue,
                                  const struct piece *piece,
                                  struct matches *matches)
{
    int value =
        gauge_value(cue->gauge, language, dialogue, piece, cue_least(cue));
    if (value < 0 || value < cue->least || value > cue->most) return CUE_SILENT;
    return cue_meet(index, piece, matches);
}

enum cue_outcome cue_try_piece(const struct cue *cue, size_t index,
                               const struct cue_hint *hint,
                               const struct piece *piece,
                               struct matches *matches)
{
    return cue->kind == CUE_PATTERN
               ? try_pattern(cue, index, hint, piece, matches)
               : try_words(cue, index, hint, piece, matches);
}

enum cue_outcome cue_try(const struct cue *cue, size_t index,
                         const struct language *language,
                         const struct dialogue *dialogue,
                         const struct utterance *reply, struct matches *matches)
{
    enum cue_outcome outcome = CUE_SILENT;
    struct piece piece;
    if (cue->kind == CUE_TOGETHER) return CUE_SILENT;
    for (size_t i = 0; part_piece(cue->in, dialogue, reply, i, &piece); i++) {
        const struct cue_hint nothing = {
            .onsets = {piece.at, 1, ONSETS_WHOLE, piece.at.start}};
        enum cue_outcome here =
            cue->kind == CUE_GAUGE
                ? try_gauge(cue, index, language, dialogue, &piece, matches)
                : cue_try_piece(cue, index, &nothing, &piece, matches);
        if (here > outcome) outcome = here;
    }
    return outcome;
}

static bool fits_together(const struct cue *cue, const bool *fired)
{
    for (size_t i = 0; i < cue->all.count; i++)
        if (!fired[cue->all.list[i]]) return false;
    for (size_t i = 0; i < cue->none.count; i++)
        if (fired[cue->none.list[i]]) return false;
    return true;
}

enum cue_outcome cue_join(const struct cue *cue, size_t index,
                          const bool *fired, struct matches *matches)
{
    if (!fits_together(cue, fired)) return CUE_SILENT;
    size_t count = matches->count;
    for (size_t i = 0; i < count; i++) {
        struct match match = matches->list[i];
        if (match.cue != cue->all.list[0]) continue;
        match.cue = index;
        keep_match(matches, match);
    }
    return CUE_FIRED;
}

void cue_release(struct cue *cue)
{
    pattern_free(cue->pattern);
    wordlist_free(&cue->own);
}

void cue_matches_free(struct matches *matches)
{
    free(matches->list);
    *matches = (struct matches){0};
}
