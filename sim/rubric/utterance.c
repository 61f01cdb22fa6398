/* From typed bytes to words and sentences; see utterance.h.
 *
 * Begin with utterance_new(): see_typed(), find_words(), see_spellings() if any
 * is misspelt, find_sentences(), in this order. Nearly all that is typed is
 * ASCII, which has its own short way through each.
 */
#include "rubric/utterance.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* A text being made, each byte with the typed bytes it stands for. */
struct seen {
    struct arena *arena;
    char *bytes;
    uint32_t *starts;
    uint32_t *ends;
    size_t length;
    size_t room;
};

struct straight {
    int32_t curly;
    const char *plain;
};

/* Typographic forms and what patterns see instead. */
static const struct straight straight[] = {
    {0x2018, "'"},  {0x2019, "'"},  {0x201B, "'"},  {0x02BC, "'"},
    {0x201C, "\""}, {0x201D, "\""}, {0x201E, "\""}, {0x2010, "-"},
    {0x2011, "-"},  {0x2012, "-"},  {0x2013, "-"},  {0x2014, "-"},
    {0x2015, "-"},  {0x2212, "-"},
};

static void reserve(struct seen *seen, size_t room)
{
    struct seen larger = {.arena = seen->arena, .room = room};
    larger.bytes = arena_new(seen->arena, room + 1, 1);
    larger.starts = arena_new(seen->arena, room, sizeof *larger.starts);
    larger.ends = arena_new(seen->arena, room, sizeof *larger.ends);
    larger.length = seen->length;
    if (seen->length > 0) {
        memcpy(larger.bytes, seen->bytes, seen->length);
        memcpy(larger.starts, seen->starts,
               seen->length * sizeof *larger.starts);
        memcpy(larger.ends, seen->ends, seen->length * sizeof *larger.ends);
    }
    *seen = larger;
}

static void see_byte(struct seen *seen, char byte, struct span typed)
{
    if (seen->length == seen->room) reserve(seen, seen->room * 2 + 64);
    seen->bytes[seen->length] = byte;
    seen->starts[seen->length] = (uint32_t)typed.start;
    seen->ends[seen->length++] = (uint32_t)typed.end;
}

static void see(struct seen *seen, const char *bytes, size_t length,
                struct span typed)
{
    for (size_t i = 0; i < length; i++)
        see_byte(seen, bytes[i], typed);
}

static const char *straightened(int32_t code_point)
{
    size_t count = sizeof straight / sizeof *straight;
    for (size_t i = 0; i < count; i++)
        if (straight[i].curly == code_point) return straight[i].plain;
    return NULL;
}

/* One space for a run of it, a line end where the run has one: sentences end
 * there. Nothing at the start. */
static size_t see_space(struct seen *seen, const char *typed, size_t length,
                        size_t at)
{
    size_t end = at;
    bool line_end = false;
    int32_t code_point = 0;
    while (end < length) {
        size_t bytes = text_next(typed + end, length - end, &code_point);
        if (!text_is_space(code_point)) break;
        line_end = line_end || code_point == '\n' || code_point == '\r';
        end += bytes;
    }
    if (seen->length > 0 && end < length)
        see_byte(seen, line_end ? '\n' : ' ', (struct span){at, end});
    return end;
}

static size_t see_cluster(struct seen *seen, const char *typed, size_t length,
                          size_t at, struct buffer *composed)
{
    size_t end = at + text_cluster(typed + at, length - at);
    int32_t code_point = 0;
    size_t first = text_next(typed + at, length - at, &code_point);
    const char *plain = straightened(code_point);
    struct span span = {at, end};
    buffer_clear(composed);
    if (plain != NULL) {
        buffer_add_text(composed, plain);
        text_compose(typed + at + first, end - at - first, composed);
    } else {
        text_compose(typed + at, end - at, composed);
    }
    see(seen, buffer_text(composed), composed->length, span);
    return end;
}

/* A printing ASCII character that stands for itself, or one space, and no
 * mark follows to change it. */
static bool is_plain(const char *typed, size_t length, size_t at)
{
    unsigned char byte = (unsigned char)typed[at];
    unsigned char next = at + 1 < length ? (unsigned char)typed[at + 1] : ' ';
    if (byte == ' ') return next > ' ' && next < 0x7f;
    return byte > ' ' && byte < 0x7f && next < 0x80;
}

static void see_typed(struct seen *seen, const char *typed, size_t length)
{
    struct buffer composed = {0};
    size_t at = 0;
    while (at < length) {
        int32_t code_point = 0;
        if (is_plain(typed, length, at) &&
            (typed[at] != ' ' || seen->length > 0)) {
            see_byte(seen, typed[at], (struct span){at, at + 1});
            at++;
            continue;
        }
        text_next(typed + at, length - at, &code_point);
        at = text_is_space(code_point)
                 ? see_space(seen, typed, length, at)
                 : see_cluster(seen, typed, length, at, &composed);
    }
    buffer_free(&composed);
}

static bool is_ascii_word(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

static bool in_word(int32_t code_point)
{
    if (code_point < 0x80) return is_ascii_word((char)code_point);
    return text_is_letter(code_point) || text_is_digit(code_point);
}

/* The next word at or after *AT, with its inner apostrophes. */
static bool next_word(const char *text, size_t length, size_t *at,
                      struct span *word)
{
    int32_t code_point = 0;
    size_t i = *at;
    size_t bytes = 0;
    while (i < length && !is_ascii_word(text[i]) && !(text[i] & 0x80))
        i++;
    for (; i < length; i += bytes) {
        bytes = text_next(text + i, length - i, &code_point);
        if (in_word(code_point)) break;
    }
    if (i >= length) return false;
    word->start = i;
    word->end = i;
    while (i < length) {
        while (i < length && is_ascii_word(text[i]))
            word->end = ++i;
        if (i == length) break;
        bytes = text_next(text + i, length - i, &code_point);
        if (in_word(code_point))
            word->end = i + bytes;
        else if (code_point != '\'' || word->end != i)
            break;
        i += bytes;
    }
    *at = word->end;
    return true;
}

/* Words while they are found; SPELT: of each, what it was meant to be, or
 * NULL. */
struct words {
    struct span *at;
    const char **folded;
    struct word_key *keys;
    const char **spelt;
    char *room; /* for what is folded of ASCII words */
    size_t count;
    bool misspelt;
};

/* WORD as it is compared: see text_fold(). An ASCII word has its small letters
 * and its room; any other is folded in full, into the arena. */
static const char *fold_word(struct words *words, struct arena *arena,
                             const char *word, size_t length,
                             size_t *folded_length)
{
    char *folded = words->room;
    for (size_t i = 0; i < length; i++) {
        char byte = word[i];
        if (byte & 0x80) {
            struct buffer full = {0};
            text_fold(word, length, &full);
            *folded_length = full.length;
            folded = arena_copy(arena, buffer_text(&full), full.length);
            buffer_free(&full);
            return folded;
        }
        folded[i] =
            (char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
    }
    folded[length] = '\0';
    words->room += length + 1;
    *folded_length = length;
    return folded;
}

static void key_word(const struct language *language, struct words *words,
                     size_t index, size_t length)
{
    const char *word = words->folded[index];
    struct word_key *key = &words->keys[index];
    key->own = table_hash(word, length);
    key->content =
        table_get_hashed(&language->function_words, word, length, key->own) < 0;
    int mirror = table_get_hashed(&language->mirror, word, length, key->own);
    key->mirrored = key->own;
    if (mirror >= 0) {
        const char *other = language->mirrored[mirror];
        key->mirrored = table_hash(other, strlen(other));
    }
    int meant = table_get_hashed(&language->spellings, word, length, key->own);
    words->spelt[index] = meant < 0 ? NULL : language->spelt[meant];
    words->misspelt = words->misspelt || meant >= 0;
}

static uint32_t pair_key(uint64_t word, uint64_t next)
{
    return (uint32_t)(word * 31 >> 32) ^ (uint32_t)next;
}

/* Between two words stands at least one byte that this counts. */
static size_t most_words(const struct seen *seen)
{
    size_t most = 1;
    for (size_t i = 0; i < seen->length; i++)
        most += !is_ascii_word(seen->bytes[i]);
    return most;
}

static struct words find_words(const struct seen *seen,
                               const struct language *language)
{
    struct arena *arena = seen->arena;
    size_t most = most_words(seen);
    struct words words = {
        .at = arena_new(arena, most, sizeof *words.at),
        .folded = arena_new(arena, most, sizeof *words.folded),
        .keys = arena_new(arena, most, sizeof *words.keys),
        .spelt = arena_new(arena, most, sizeof *words.spelt),
        .room = arena_new(arena, seen->length + most, 1),
    };
    struct span word;
    size_t at = 0;
    while (next_word(seen->bytes, seen->length, &at, &word)) {
        size_t length;
        words.at[words.count] = word;
        words.folded[words.count] =
            fold_word(&words, arena, seen->bytes + word.start,
                      word.end - word.start, &length);
        key_word(language, &words, words.count++, length);
    }
    return words;
}

static void see_again(struct seen *to, const struct seen *from,
                      struct span part)
{
    for (size_t i = part.start; i < part.end; i++)
        see_byte(to, from->bytes[i],
                 (struct span){from->starts[i], from->ends[i]});
}

/* Words that are known misspellings become what was meant; the whole of the
 * new word stands for the whole of the old. */
static void see_spellings(struct seen *seen, const struct words *words)
{
    struct seen again = {.arena = seen->arena};
    size_t copied = 0;
    for (size_t i = 0; i < words->count; i++) {
        const char *meant = words->spelt[i];
        struct span word = words->at[i];
        if (meant == NULL) continue;
        struct span typed = {seen->starts[word.start],
                             seen->ends[word.end - 1]};
        see_again(&again, seen, (struct span){copied, word.start});
        see(&again, meant, strlen(meant), typed);
        copied = word.end;
    }
    see_again(&again, seen, (struct span){copied, seen->length});
    *seen = again;
}

static bool is_end_mark(int32_t code_point)
{
    return code_point == '.' || code_point == '!' || code_point == '?' ||
           code_point == 0x2026 || code_point == 0xFF1F ||
           code_point == 0x3002 || code_point == 0xFF01;
}

static bool is_closing(int32_t code_point)
{
    return code_point == '"' || code_point == '\'' || code_point == ')' ||
           code_point == ']';
}

/* A run of end marks, as met: "?!", "...", ".". */
struct stop {
    size_t end; /* behind the marks and what closes after them */
    size_t dots;
    bool asks;
    bool exclaims;
};

static struct stop read_stop(const char *text, size_t length, size_t at)
{
    struct stop stop = {at, 0, false, false};
    while (stop.end < length) {
        int32_t mark = 0;
        size_t bytes = text_next(text + stop.end, length - stop.end, &mark);
        if (!is_end_mark(mark)) break;
        stop.dots += mark == '.' ? 1 : mark == 0x2026 ? 3 : 0;
        stop.asks = stop.asks || mark == '?' || mark == 0xFF1F;
        stop.exclaims = stop.exclaims || mark == '!' || mark == 0xFF01;
        stop.end += bytes;
    }
    while (stop.end < length && is_closing(text[stop.end]))
        stop.end++;
    return stop;
}

static int32_t code_point_at(const char *text, size_t length, size_t at)
{
    int32_t code_point = 0;
    if (at < length) text_next(text + at, length - at, &code_point);
    return code_point;
}

/* True when what stands before the full stop at AT is a known abbreviation:
 * everything back to a space, so that "e.g" can be one. */
static bool is_abbreviation(const struct language *language, const char *text,
                            size_t from, size_t at)
{
    size_t start = at;
    while (start > from && text[start - 1] != ' ' && text[start - 1] != '\n' &&
           text[start - 1] != '(')
        start--;
    struct buffer folded = {0};
    text_fold(text + start, at - start, &folded);
    bool known = table_get(&language->abbreviations, buffer_text(&folded),
                           folded.length) >= 0;
    buffer_free(&folded);
    return known;
}

/* True when the marks at AT end a sentence: a question or exclamation mark
 * does; one full stop does unless it belongs to an abbreviation or stands
 * inside a number or a name; an ellipsis does where a capital follows. */
static bool ends_sentence(const struct language *language, const char *text,
                          size_t length, size_t from, size_t at,
                          const struct stop *stop)
{
    if (stop->asks || stop->exclaims || stop->end >= length) return true;
    int32_t next = code_point_at(text, length, stop->end);
    bool spaced = text_is_space(next);
    int32_t after = code_point_at(text, length, stop->end + spaced);
    if (next == '\n') return true;
    if (stop->dots > 1) return text_is_upper(after);
    if (!spaced) return text_is_upper(next);
    return !is_abbreviation(language, text, from, at);
}

struct sentences {
    struct sentence *list;
    size_t count;
    size_t room;
    size_t next_word;
};

/* A stretch without a word ("...") belongs to the sentence before it. */
static void add_sentence(struct sentences *sentences,
                         const struct utterance *utterance, struct span at,
                         bool asks)
{
    size_t first = sentences->next_word;
    while (sentences->next_word < utterance->word_count &&
           utterance->words[sentences->next_word].start < at.end)
        sentences->next_word++;
    size_t words = sentences->next_word - first;
    if (words == 0 && sentences->count > 0) {
        struct sentence *last = &sentences->list[sentences->count - 1];
        last->at.end = at.end;
        last->question = last->question || asks;
        return;
    }
    if (sentences->count == sentences->room) {
        sentences->room = sentences->room * 2 + 8;
        sentences->list = memory_resize(sentences->list, sentences->room,
                                        sizeof *sentences->list);
    }
    sentences->list[sentences->count++] =
        (struct sentence){at, first, words, asks};
}

static void split(struct sentences *sentences, const struct language *language,
                  const struct utterance *utterance, const char *text)
{
    size_t length = utterance->length;
    size_t from = 0;
    size_t at = 0;
    while (at < length) {
        int32_t code_point = 0;
        while (at + 1 < length && is_ascii_word(text[at]))
            at++;
        size_t bytes = text_next(text + at, length - at, &code_point);
        struct stop stop = {at, 0, false, false};
        bool ends = code_point == '\n';
        if (is_end_mark(code_point)) {
            stop = read_stop(text, length, at);
            ends = ends_sentence(language, text, length, from, at, &stop);
            bytes = stop.end - at;
        }
        at += bytes;
        if (!ends && at < length) continue;
        size_t end = stop.end > from && code_point == '\n' ? stop.end : at;
        if (end > from)
            add_sentence(sentences, utterance, (struct span){from, end},
                         stop.asks);
        from = at;
        while (from < length && (text[from] == ' ' || text[from] == '\n'))
            from++;
        at = from;
    }
}

/* A sentence without a question mark may still ask. */
static void find_questions(struct utterance *utterance,
                           const struct language *language,
                           struct sentences *sentences)
{
    if (language->question == NULL) return;
    for (size_t i = 0; i < sentences->count; i++) {
        struct sentence *sentence = &sentences->list[i];
        const char *text = utterance->seen + sentence->at.start;
        size_t length = sentence->at.end - sentence->at.start;
        struct span found;
        if (sentence->question ||
            (length <= PATTERN_TYPED &&
             !filter_passes(language->question_filter, text, length, 0)))
            continue;
        switch (pattern_find_fast(language->question, language->question_room,
                                  text, length, 0, &found)) {
        case PATTERN_FOUND:
            sentence->question = true;
            break;
        case PATTERN_LIMIT:
            if (filter_passes_patiently(language->question_filter, text, length,
                                        0))
                utterance->limited = true;
            break;
        case PATTERN_NONE:
            break;
        }
    }
}

static void find_sentences(struct utterance *utterance,
                           const struct language *language, char *text)
{
    struct sentences sentences = {0};
    split(&sentences, language, utterance, text);
    for (size_t i = 0; i < utterance->length; i++)
        if (text[i] == '\n') text[i] = ' ';
    find_questions(utterance, language, &sentences);
    struct sentence *kept =
        arena_new(&utterance->arena, sentences.count, sizeof *kept);
    if (sentences.count > 0)
        memcpy(kept, sentences.list, sentences.count * sizeof *kept);
    utterance->sentences = kept;
    utterance->sentence_count = sentences.count;
    free(sentences.list);
}

static void find_pairs(struct utterance *utterance)
{
    size_t count = utterance->word_count;
    const struct word_key *keys = utterance->keys;
    uint32_t *pairs = arena_new(&utterance->arena, count, sizeof *pairs);
    uint32_t *mirrored = arena_new(&utterance->arena, count, sizeof *mirrored);
    for (size_t i = 0; i + 1 < count; i++) {
        pairs[i] = pair_key(keys[i].own, keys[i + 1].own);
        mirrored[i] = pair_key(keys[i].mirrored, keys[i + 1].mirrored);
    }
    utterance->pairs = pairs;
    utterance->mirrored_pairs = mirrored;
}

struct utterance *utterance_new(const struct language *language,
                                const char *typed, size_t length)
{
    struct utterance *utterance = memory_new(1, sizeof *utterance);
    struct seen seen = {.arena = &utterance->arena};
    reserve(&seen, length);
    see_typed(&seen, typed, length);
    struct words words = find_words(&seen, language);
    if (words.misspelt) {
        see_spellings(&seen, &words);
        words = find_words(&seen, language);
    }
    seen.bytes[seen.length] = '\0';
    utterance->seen = seen.bytes;
    utterance->length = seen.length;
    utterance->starts = seen.starts;
    utterance->ends = seen.ends;
    utterance->words = words.at;
    utterance->folded = words.folded;
    utterance->keys = words.keys;
    utterance->word_count = words.count;
    find_pairs(utterance);
    find_sentences(utterance, language, seen.bytes);
    return utterance;
}

bool utterance_same_word(const struct utterance *one, size_t index,
                         const struct utterance *other, size_t other_index)
{
    return one->keys[index].own == other->keys[other_index].own &&
           strcmp(one->folded[index], other->folded[other_index]) == 0;
}

struct span utterance_typed(const struct utterance *utterance, struct span seen)
{
    if (seen.start >= seen.end) return (struct span){0, 0};
    return (struct span){utterance->starts[seen.start],
                         utterance->ends[seen.end - 1]};
}

void utterance_free(struct utterance *utterance)
{
    if (utterance == NULL) return;
    arena_free(&utterance->arena);
    free(utterance);
}
