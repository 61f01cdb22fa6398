/* What a pattern cannot match without, found once; which of it a reply has,
 * found in one walk.
 *
 * A rubric has hundreds of patterns and a reply twenty words. Most patterns
 * name words that are not in it, and to hear that from PCRE2, pattern after
 * pattern, is nearly all that scoring costs. So each pattern is read first:
 * which literals must stand in any text that it matches? `\byou
 * (?:feel|felt)\b` needs "you feel" or "you felt"; `is .* or not` needs "is "
 * and " or not". A list of words needs one word of one of its entries. Only a
 * cue whose literals all stand in the reply is tried, so the cost of a turn
 * follows what is in the reply and not how many cues there are.
 *
 * needs.c reads patterns and lists; begin there with needs_find(). It must
 * never be wrong, so it says less than it could:
 *
 * - Characters count only if literal_folded() knows all that PCRE2 takes for
 *   them whatever the case: ASCII (k is also the Kelvin sign, s the long s) and
 *   the letters of Latin-1 but three. Any other literal is as good as a dot.
 * - What may be left out (? * {0,5}, lookarounds that forbid or look behind),
 *   classes but small ones, references and conditions need nothing; but where a
 *   whole word must be said again, that is looked for (LITERAL_ECHO). A pattern
 *   with a bare { needs nothing at all: versions of PCRE2 read it differently.
 * - The edge of a word (LITERAL_BOUND) stands between an ASCII letter or digit
 *   and what is none. It is put into literals and into the text by one rule,
 *   and before or behind a literal where \b, ^, $ or a character like \W says
 *   so. Where PCRE2 sees an edge beside an ASCII letter there is one, whatever
 *   its version takes for letters elsewhere. Where the text must end, no letter
 *   follows (LITERAL_END): a quotation mark at the end is not the one in don't.
 * - A sentence begins and ends at edges, so one walk over the reply serves its
 *   sentences too: for each literal it notes in which of them it ends.
 *
 * What comes of it is a few sets of strings, of each of which one must be
 * there. literal.c puts them into the form in which they are looked for; begin
 * there with literal_encode(). uses.c chooses which sets are looked for, and
 * says of each literal which cues it is of; begin there with uses_find(). All
 * strings of all cues that look at what the trainee says make one net, and
 * those of the cues that look at what the client says another. net.c reads
 * texts with them; begin there with net_put() and read_stretches(), and for the
 * machine in it with automaton.c. A cue is tried where each of its sets has
 * been seen: that is for this file. Sets that hardly a text is without are not
 * asked for: what they save is less than they cost. And where a word was seen
 * that bars it (bars.h) a cue is not tried; nor, if nobody asks where, where
 * one was seen that is enough.
 *
 * What is left is tried, but no more of the text than must be. Where strings of
 * the first set begin tells where a match may begin: there, or as far before it
 * as what the pattern says in between can reach (struct reach); onsets.h keeps
 * these places. So a set that tells it nearly to the byte is rather the first
 * than one that is seen less often. From each of them a filter reads
 * (filter.h), which knows all that most patterns say: where a match is, or that
 * there is none. Two of three fail after a few bytes. So they read all together
 * before any cue is tried (probes.h), and only cues of which something came are
 * candidates; where a filter is in doubt PCRE2 is asked. Texts beyond
 * PATTERN_TYPED, whose matching is counted, are left to the plain loop.
 *
 * A pattern that is not run cannot reach a limit. So a limit counts only where
 * neither literals nor filter are certain, and score_plainly() asks here before
 * it gives a reply up.
 *
 * Begin with index_new(), index_look() and index_try().
 */
#include "rubric/index.h"

#include "base/bits.h"
#include "base/memory.h"
#include "rubric/gauging.h"
#include "rubric/net.h"
#include "rubric/probes.h"
#include "rubric/uses.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* By whose words they are: enum whose. */
enum { WHOSES = WHOSE_BEFORE + 1 };

/* No text with onsets is so long. */
enum { FAR = UINT16_MAX };

/* What was seen of a cue at a moment. */
struct sighting {
    uint64_t onsets;            /* where by its first set a match may begin */
    uint64_t places[USES_NONE]; /* of each set, and bars: where one stands */
    uint16_t ahead; /* how far before FAR the first of these onsets is … */
    uint16_t end;   /* … and behind the last one; 0 where there is none */
    uint32_t first_probe; /* if it is a candidate */
};

struct other {
    uint32_t cue;
    uint32_t set;
    uint64_t places;
};

/* A cue, small: it is touched for each word that it shares with a reply. */
struct entry {
    struct sighting seen;
    unsigned char set_count;
    unsigned char whose; /* words its cue looks at: enum whose */
    bool all;    /* it looks at one whole text: where in it says nothing */
    bool once;   /* it matches at most once: it begins with ^ */
    bool placed; /* tried by probes; else cue_try() sees to it */
};

struct index {
    const struct cue *cues;
    size_t cue_count;
    const uint64_t *asked; /* see index_new() */
    struct entry *entries;
    struct filter **filters; /* of the cues that are patterns; or NULL there */
    struct uses uses;
    uint64_t *always;     /* a bit for each cue that is always tried */
    uint64_t *candidates; /* a bit for each that is tried at this moment */
    uint64_t *met;        /* and for each of which that need not be */
    uint32_t *sighted;    /* the cues of this look */
    size_t sighted_count;
    struct other *others; /* what was seen of sets that are not the first */
    size_t other_count;
    size_t other_room;
    size_t bit_words;
    struct pattern_room *room;
    uint64_t *watched[WHOSES];   /* a bit for each cue that looks at this */
    bool plain[WHOSES];          /* it is too long: all its cues are tried */
    bool barred[WHOSES];         /* it is as bars want it: see bars.h */
    unsigned doublings[WHOSES];  /* see onsets.h */
    size_t streaks[WHOSES];      /* see utterance.h; 0: where in it a match
                                 begins is not known */
    uint64_t places[PART_COUNT]; /* the bits of the places of each part */
    struct piece *sentences;     /* of the reply */
    size_t sentence_room;
    struct piece wholes[WHOSES]; /* and what each said; or NULL there */
    struct piece recent[DIALOGUE_RECENT];
    struct gauging *gauging;
    struct probes probes; /* of the candidates */
    /* The moment looked at. */
    const struct language *language;
    const struct dialogue *dialogue;
    const struct utterance *reply;
};

/* A cue that looks at one whole text. */
static bool looks_at_all(enum part part)
{
    return part == PART_REPLY || part == PART_CLIENT || part == PART_BEFORE;
}

/* ---- Making an index ---- */

static void make_entry(struct index *index, size_t number)
{
    const struct cue *cue = &index->cues[number];
    struct entry *entry = &index->entries[number];
    entry->whose = (unsigned char)part_whose(cue->in);
    entry->all = looks_at_all(cue->in);
    entry->set_count = index->uses.set_counts[number];
    entry->once = index->uses.anchored[number];
    entry->placed = cue->kind == CUE_PATTERN ||
                    (cue->kind == CUE_WORDS && entry->set_count > 0);
    if (cue->kind == CUE_PATTERN) {
        size_t length;
        const char *text = pattern_text(cue->pattern, &length);
        index->filters[number] = filter_new(text, length);
        if (index->asked != NULL) filter_be_brief(index->filters[number]);
    }
    if (cue->kind == CUE_GAUGE) return; /* see gauging_ask() */
    bits_put(index->watched[entry->whose], number);
    if (entry->set_count == 0 && cue_is_asked(index->asked, number))
        bits_put(index->always, number);
}

struct index *index_new(const struct cue *cues, size_t cue_count,
                        const uint64_t *asked)
{
    struct index *index = memory_new(1, sizeof *index);
    index->cues = cues;
    index->cue_count = cue_count;
    index->asked = asked;
    return index;
}

/* Makes it what it is, unless it is that already. */
static void make_ready(struct index *index)
{
    size_t count = index->cue_count;
    if (index->entries != NULL) return;
    index->bit_words = count / 64 + 1;
    index->entries = memory_new(count + 1, sizeof *index->entries);
    index->filters = memory_new(count, sizeof *index->filters);
    index->sighted = memory_new(count + 1, sizeof *index->sighted);
    index->always = memory_new(index->bit_words, sizeof *index->always);
    index->candidates = memory_new(index->bit_words, sizeof *index->candidates);
    index->met = memory_new(index->bit_words, sizeof *index->met);
    index->room = pattern_room_new();
    for (size_t i = 0; i < WHOSES; i++)
        index->watched[i] =
            memory_new(index->bit_words, sizeof *index->watched[i]);
    index->gauging = gauging_new(index->cues, count, index->asked);
    uses_find(&index->uses, index->cues, count, index->asked);
    for (size_t i = 0; i < count; i++)
        make_entry(index, i);
}

void index_free(struct index *index)
{
    if (index == NULL) return;
    uses_free(&index->uses);
    for (size_t i = 0; i < WHOSES; i++)
        free(index->watched[i]);
    for (size_t i = 0; i < index->cue_count && index->filters != NULL; i++)
        filter_free(index->filters[i]);
    pattern_room_free(index->room);
    gauging_free(index->gauging);
    probes_free(&index->probes);
    free(index->entries);
    free(index->filters);
    free(index->sentences);
    free(index->sighted);
    free(index->others);
    free(index->always);
    free(index->candidates);
    free(index->met);
    free(index);
}

/* ---- A moment of the talk ---- */

/* For what may be put off of one literal. */
static void make_room(struct index *index)
{
    if (index->other_count + index->uses.count <= index->other_room) return;
    index->other_room = index->other_room * 2 + index->uses.count;
    index->others =
        memory_resize(index->others, index->other_room, sizeof *index->others);
}

/* What was seen of other sets is put off until it is known of which cues that
 * is worth looking at. */
static void put_off(struct index *index, const struct use *use, uint64_t where)
{
    make_room(index);
    struct other *others = index->others;
    size_t count = index->other_count;
    for (; use->set < USES_NONE; use++) {
        uint64_t places = where & index->places[use->part];
        others[count] = (struct other){use->cue, use->set, places};
        count += places > 0;
    }
    index->other_count = count;
}

/* What was seen of a first set, in PLACES. False when something was before, or
 * when that is nowhere. With a mask, for compilers make a branch of a choice,
 * and which it is cannot be guessed. */
static inline bool sight_first(struct sighting *seen, uint64_t places,
                               struct span onsets, unsigned doublings)
{
    bool any = (places > 0) & (onsets.end > 0);
    bool first = (places > 0) & (seen->places[0] == 0);
    uint64_t mask = ~(uint64_t)any + 1; /* all, or nothing */
    uint16_t ahead = (uint16_t)((FAR - onsets.start) & mask);
    uint16_t end = (uint16_t)(onsets.end & mask);
    seen->places[0] |= places;
    seen->onsets |= onsets_steps(onsets, doublings) & mask;
    seen->ahead = ahead > seen->ahead ? ahead : seen->ahead;
    seen->end = end > seen->end ? end : seen->end;
    return first;
}

/* Of late sentences it is not known whether the cue looks there. */
static void note_enough(struct index *index, const struct use *use,
                        uint64_t places)
{
    const uint64_t late = net_place(NET_BEFORE - 1);
    if (index->barred[use->whose] && (places & ~late) > 0)
        bits_put(index->met, use->cue);
}

/* What was seen in a text. Of first sets it makes no difference whether that is
 * in a place where the cue looks: it would have to be guessed, and often
 * wrongly. */
static void sight_all(struct index *index, size_t net,
                      const struct net_seen *seen)
{
    struct entry *entries = index->entries;
    uint32_t *sighted = index->sighted;
    size_t count = index->sighted_count;
    for (size_t i = 0; i < seen->count; i++) {
        const struct net_sight *one = &seen->list[i];
        const struct use *use = index->uses.lists[net] + one->tag;
        uint64_t where = seen->place > 0 ? seen->place : one->places;
        for (; use->set == 0; use++) {
            size_t farthest =
                use->farthest + use->streaks * index->streaks[use->whose];
            struct span onsets =
                onsets_before(one->begin, use->nearest, farthest);
            sighted[count] = use->cue;
            uint64_t places = where & index->places[use->part];
            count += sight_first(&entries[use->cue].seen, places, onsets,
                                 index->doublings[use->whose]);
            if (use->enough) note_enough(index, use, places);
        }
        if (use->set < USES_NONE) put_off(index, use, where);
    }
    index->sighted_count = count;
}

static void sight_others(struct index *index)
{
    for (size_t i = 0; i < index->other_count; i++) {
        const struct other *other = &index->others[i];
        struct sighting *seen = &index->entries[other->cue].seen;
        if (seen->places[0] > 0) seen->places[other->set] |= other->places;
    }
}

size_t index_next(const struct index *index, size_t from)
{
    if (from >= index->cue_count) return index->cue_count;
    size_t word = from / 64;
    uint64_t bits = index->candidates[word] >> from % 64 << from % 64;
    while (bits == 0) {
        if (++word == index->bit_words) return index->cue_count;
        bits = index->candidates[word];
    }
    return word * 64 + bits_lowest(bits);
}

static void forget(struct index *index)
{
    for (size_t i = 0; i < index->sighted_count; i++)
        index->entries[index->sighted[i]].seen = (struct sighting){.onsets = 0};
    index->sighted_count = 0;
    index->other_count = 0;
}

static bool is_placed(const struct index *index, size_t cue)
{
    const struct entry *entry = &index->entries[cue];
    return entry->placed && !index->plain[entry->whose];
}

/* A pattern that can do without any literal may match wherever it looks. */
static void sight_always(struct index *index)
{
    for (size_t cue = index_next(index, 0); cue < index->cue_count;
         cue = index_next(index, cue + 1)) {
        if (!is_placed(index, cue)) continue;
        index->candidates[cue / 64] &= ~(UINT64_C(1) << cue % 64);
        index->entries[cue].seen.places[0] = index->places[index->cues[cue].in];
        index->sighted[index->sighted_count++] = (uint32_t)cue;
    }
}

/* What is known of WHOSE words besides where literals are: COUNT texts, of
 * which steps are of one length. */
static void note_text(struct index *index, enum whose whose,
                      const struct utterance *const *texts, size_t count)
{
    size_t longest = 0;
    size_t streak = 0;
    bool known = true;
    for (size_t i = 0; i < count; i++) {
        if (texts[i]->length > longest) longest = texts[i]->length;
        if (texts[i]->longest_streak > streak)
            streak = texts[i]->longest_streak;
        known = known && texts[i]->longest_streak > 0;
    }
    index->plain[whose] = longest > PATTERN_TYPED;
    index->doublings[whose] = onsets_doublings(longest);
    index->streaks[whose] = known ? streak : 0;
}

/* The same of one that may be NULL. */
static void note_one(struct index *index, enum whose whose,
                     const struct utterance *text)
{
    note_text(index, whose, &text, text != NULL);
    index->wholes[whose] = part_whole(text, whose);
    index->barred[whose] = index->streaks[whose] > 0 && whose != WHOSE_BEFORE;
}

/* Of sentences of the reply. */
static void make_pieces(struct index *index, size_t count)
{
    if (count <= index->sentence_room) return;
    index->sentence_room = count * 2;
    index->sentences = memory_resize(index->sentences, index->sentence_room,
                                     sizeof *index->sentences);
}

/* What the sentences of the reply are, and in which places. */
static void note_sentences(struct index *index, const struct utterance *reply)
{
    uint64_t asking = 0;
    uint64_t telling = 0;
    size_t count = reply->sentence_count;
    make_pieces(index, count);
    for (size_t i = 0; i < count; i++) {
        part_at(PART_SENTENCE, NULL, reply, i, &index->sentences[i]);
        if (reply->sentences[i].question)
            asking |= net_place(i);
        else
            telling |= net_place(i);
    }
    index->places[PART_SENTENCE] = asking | telling;
    index->places[PART_QUESTION] = asking;
    index->places[PART_STATEMENT] = telling;
    index->places[PART_FIRST] = count > 0 ? net_place(0) : 0;
    index->places[PART_LAST] = count > 0 ? net_place(count - 1) : 0;
}

/* In which places what is, and whose text is too long to be told of. */
static void note_texts(struct index *index, const struct dialogue *dialogue,
                       const struct utterance *reply)
{
    const struct utterance *recent[DIALOGUE_RECENT];
    size_t count = dialogue_recent(dialogue, recent);
    bool spoke = dialogue_client(dialogue) != NULL;
    const uint64_t before = UINT64_C(1) << NET_BEFORE;
    note_sentences(index, reply);
    index->places[PART_REPLY] = ~before;
    index->places[PART_BEFORE] = dialogue_before(dialogue) ? before : 0;
    index->places[PART_CLIENT] = spoke ? net_place(0) : 0;
    index->places[PART_RECENT] = net_place(count) - 1;
    note_one(index, WHOSE_REPLY, reply);
    note_one(index, WHOSE_BEFORE, dialogue_before(dialogue));
    note_one(index, WHOSE_CLIENT, dialogue_client(dialogue));
    note_text(index, WHOSE_RECENT, recent, count);
    for (size_t i = 0; i < count; i++)
        index->recent[i] = part_whole(
            recent[i], recent[i] == dialogue_client(dialogue) ? WHOSE_CLIENT
                                                              : WHOSE_RECENT);
}

static void read_texts(struct index *index, const struct dialogue *dialogue,
                       const struct utterance *reply)
{
    const struct utterance *recent[DIALOGUE_RECENT];
    struct net_seen seen[DIALOGUE_RECENT + 2];
    size_t count = dialogue_recent(dialogue, recent);
    size_t own = net_read_reply(index->uses.nets[USES_OWN],
                                dialogue_before(dialogue), reply, seen);
    for (size_t i = 0; i < own; i++)
        sight_all(index, USES_OWN, &seen[i]);
    size_t theirs =
        net_read_texts(index->uses.nets[USES_THEIRS], recent, count, seen);
    for (size_t i = 0; i < theirs; i++)
        sight_all(index, USES_THEIRS, &seen[i]);
    sight_others(index);
}

/* The sentences (or recent texts) that have a string of each set, and no bar;
 * of late sentences it is not known in which of them one is. */
static uint64_t places_of(const struct index *index, const struct entry *entry)
{
    uint64_t places = entry->seen.places[0];
    for (size_t i = 1; i < entry->set_count; i++) {
        uint64_t seen = entry->seen.places[i];
        places = !entry->all ? places & seen : seen > 0 ? places : 0;
    }
    uint64_t barred = entry->seen.places[USES_BARS];
    if (barred == 0 || !index->barred[entry->whose]) return places;
    return entry->all ? 0 : places & ~(barred & (net_place(NET_BEFORE) - 1));
}

/* ---- Probes ---- */

/* Where a match of a cue may begin, by where its first set does. Nothing is
 * known where a character may take more room than the one it stands for. */
static struct onsets onsets_of(const struct index *index, size_t cue,
                               const struct piece *piece)
{
    const struct entry *entry = &index->entries[cue];
    const struct sighting *seen = &entry->seen;
    struct onsets onsets = {piece->at, 1, ONSETS_WHOLE, piece->at.start};
    if (entry->once && onsets.within.end > onsets.within.start)
        onsets.within.end = onsets.within.start + 1;
    if (entry->set_count == 0 || index->streaks[entry->whose] == 0)
        return onsets;
    size_t start = FAR - (size_t)seen->ahead;
    if (start > onsets.within.start) onsets.within.start = start;
    if (seen->end < onsets.within.end) onsets.within.end = seen->end;
    onsets.doublings = index->doublings[entry->whose];
    onsets.steps = seen->onsets;
    return onsets;
}

/* What a cue looks at: the NUMBER-th sentence or text, or one whole text. */
static const struct piece *piece_at(const struct index *index,
                                    const struct entry *entry, size_t number)
{
    if (entry->all) return &index->wholes[entry->whose];
    if (entry->whose == WHOSE_RECENT) return &index->recent[number];
    return &index->sentences[number];
}

static void put_at(struct index *index, size_t cue, size_t number)
{
    const struct entry *entry = &index->entries[cue];
    const struct piece *piece = piece_at(index, entry, number);
    const struct onsets onsets = onsets_of(index, cue, piece);
    probes_put(&index->probes, cue, index->filters[cue], piece, &onsets);
}

/* Late sentences share a place, and not all may be such as the cue looks at. */
static void put_late(struct index *index, size_t cue)
{
    struct piece piece;
    enum part part = index->cues[cue].in;
    for (size_t i = NET_BEFORE - 1; i < index->reply->sentence_count; i++)
        if (part_at(part, index->dialogue, index->reply, i, &piece))
            put_at(index, cue, i);
}

/* A cue of patterns or words is to be tried in all PLACES. */
static void put_places(struct index *index, size_t cue, uint64_t places)
{
    const uint64_t late = net_place(NET_BEFORE - 1);
    if (index->entries[cue].all) {
        if (places > 0) put_at(index, cue, 0);
        return;
    }
    for (uint64_t left = places & ~late; left > 0; left &= left - 1)
        put_at(index, cue, bits_lowest(left));
    if (places & late) put_late(index, cue);
}

/* Cues that were sighted, where all their sets are. */
static void put_sighted(struct index *index)
{
    for (size_t i = 0; i < index->sighted_count; i++) {
        uint32_t cue = index->sighted[i];
        const struct entry *entry = &index->entries[cue];
        if (!index->plain[entry->whose] && !bits_has(index->met, cue))
            put_places(index, cue, places_of(index, entry));
    }
}

/* Tries all side by side. Candidates are then those of which something may
 * come. */
static void try_candidates(struct index *index)
{
    probes_clear(&index->probes);
    put_sighted(index);
    probes_play(&index->probes);
    for (size_t i = index->probes.count; i-- > 0;) {
        size_t cue = index->probes.list[i].cue;
        index->entries[cue].seen.first_probe = (uint32_t)i;
        bits_put(index->candidates, cue);
    }
    for (size_t i = 0; i < index->bit_words; i++)
        index->candidates[i] |= index->met[i];
}

void index_look(struct index *index, const struct language *language,
                const struct dialogue *dialogue, const struct utterance *reply)
{
    make_ready(index);
    index->language = language;
    index->dialogue = dialogue;
    index->reply = reply;
    note_texts(index, dialogue, reply);
    forget(index);
    memcpy(index->candidates, index->always,
           index->bit_words * sizeof *index->always);
    memset(index->met, 0, index->bit_words * sizeof *index->met);
    sight_always(index);
    read_texts(index, dialogue, reply);
    try_candidates(index);
    gauging_ask(index->gauging, language, dialogue, reply, index->candidates);
    for (size_t i = 0; i < WHOSES; i++)
        for (size_t j = 0; j < index->bit_words && index->plain[i]; j++)
            index->candidates[j] |= index->watched[i][j];
}

static enum cue_outcome try_one(struct index *index, const struct probe *one,
                                struct matches *matches)
{
    const struct entry *entry = &index->entries[one->cue];
    const struct cue_hint hint = {
        .once = entry->once || index->asked != NULL, /* one is enough */
        .onsets = onsets_of(index, one->cue, one->piece),
        .room = index->room,
        .filter = index->filters[one->cue],
        .plays = probes_plays(&index->probes, one),
        .play_count = one->count,
    };
    return cue_try_piece(&index->cues[one->cue], one->cue, &hint, one->piece,
                         matches);
}

/* Some play of a probe has found a match. */
static bool is_met(const struct index *index, const struct probe *one)
{
    const struct filter *filter = index->filters[one->cue];
    const struct matcher_play *plays = probes_plays(&index->probes, one);
    struct span found;
    if (plays == NULL) return false;
    for (size_t i = 0; i < one->count; i++)
        if (filter_outcome(filter, &plays[i], &found) == MATCHER_FOUND)
            return true;
    return false;
}

static enum cue_outcome try_all(struct index *index, size_t cue,
                                struct matches *matches)
{
    const struct probes *probes = &index->probes;
    enum cue_outcome outcome = CUE_SILENT;
    for (size_t i = index->entries[cue].seen.first_probe;
         i < probes->count && probes->list[i].cue == cue; i++) {
        const struct probe *one = &probes->list[i];
        if (index->asked != NULL && is_met(index, one)) return CUE_FIRED;
        enum cue_outcome here = try_one(index, one, matches);
        if (here > outcome) outcome = here;
    }
    return outcome;
}

enum cue_outcome index_try(struct index *index, size_t number,
                           struct matches *matches)
{
    const struct cue *cue = &index->cues[number];
    struct piece piece;
    if (bits_has(index->met, number)) return CUE_FIRED;
    if (is_placed(index, number)) return try_all(index, number, matches);
    if (cue->kind == CUE_GAUGE && part_is_single(cue->in) &&
        part_piece(cue->in, index->dialogue, index->reply, 0, &piece))
        return cue_meet(number, &piece, matches);
    return cue_try(cue, number, index->language, index->dialogue, index->reply,
                   matches);
}

size_t index_read(const struct index *index, size_t cue)
{
    return index->filters == NULL ? 0 : filter_read(index->filters[cue]);
}

bool index_is_bare(struct index *index, size_t cue)
{
    enum cue_kind kind = index->cues[cue].kind;
    make_ready(index);
    return (kind == CUE_PATTERN || kind == CUE_WORDS) &&
           index->entries[cue].set_count == 0;
}
