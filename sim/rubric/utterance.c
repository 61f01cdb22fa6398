/* From typed bytes to words and sentences; see utterance.h.
 *
 * Begin with utterance_new(). Nearly all that is typed is ASCII, spaced and
 * spelt well, and is seen as it is: then finding its words and its sentences is
 * all. Any other text is first made what the patterns see: see_typed() and, if
 * a word is misspelt, see_spellings().
 */
#include "rubric/utterance.h"

#include "base/buffer.h"
#include "base/count.h"
#include "base/memory.h"
#include "base/text.h"
#include "rubric/literal.h"

#include <stdlib.h>
#include <string.h>

enum {
    FEW = 8,
    ROOM = 8000 /* bytes, enough for most, so that one text's serves another */
};

/* A text being made, each byte with the typed bytes it stands for. */
struct seen {
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

/* Typographic forms and what patterns see instead: an accent that is typed
 * for an apostrophe, too, and nothing for what nobody sees. */
static const struct straight straight[] = {
    {0x2018, "'"},  {0x2019, "'"},  {0x201B, "'"},  {0x02BC, "'"},
    {0x201C, "\""}, {0x201D, "\""}, {0x201E, "\""}, {0x2010, "-"},
    {0x2011, "-"},  {0x2012, "-"},  {0x2013, "-"},  {0x2014, "-"},
    {0x2015, "-"},  {0x2212, "-"},  {0x00B4, "'"},  {0x00AD, ""},
    {0x200B, ""},   {0x2060, ""},   {0xFEFF, ""},
};

static void reserve(struct seen *seen, size_t room)
{
    seen->room = room;
    seen->bytes = memory_resize(seen->bytes, room, 1);
    seen->starts = memory_resize(seen->starts, room, sizeof *seen->starts);
    seen->ends = memory_resize(seen->ends, room, sizeof *seen->ends);
}

static void forget(struct seen *seen)
{
    free(seen->bytes);
    free(seen->starts);
    free(seen->ends);
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
    size_t count = COUNT(straight);
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
    /* What followed a last space may be nothing that is seen. */
    while (seen->length > 0 && strchr(" \n", seen->bytes[seen->length - 1]))
        seen->length--;
    buffer_free(&composed);
}

static void see_again(struct seen *seen, const struct utterance *from,
                      struct span part)
{
    size_t count = part.end - part.start;
    size_t length = seen->length;
    if (length + count > seen->room) reserve(seen, (length + count) * 2);
    memcpy(seen->bytes + length, from->seen + part.start, count);
    for (size_t i = 0; i < count; i++) {
        size_t at = part.start + i;
        bool as_typed = from->starts == NULL;
        seen->starts[length + i] = as_typed ? (uint32_t)at : from->starts[at];
        seen->ends[length + i] = as_typed ? (uint32_t)at + 1 : from->ends[at];
    }
    seen->length += count;
}

/* Words that are known misspellings become what was meant; the whole of the
 * new word stands for the whole of the old. */
static void see_spellings(struct seen *seen, const struct utterance *from,
                          const struct words_found *words,
                          const struct lexicon *lexicon)
{
    size_t copied = 0;
    for (size_t i = 0; i < words->count; i++) {
        if (!words->keys[i].is.misspelt) continue;
        const char *meant =
            words_meant(lexicon, &words->keys[i], words->folded[i]);
        struct span word = words->at[i];
        see_again(seen, from, (struct span){copied, word.start});
        see(seen, meant, strlen(meant), utterance_typed(from, word));
        copied = word.end;
    }
    see_again(seen, from, (struct span){copied, from->length});
}

static bool is_end_mark(int32_t code_point)
{
    return code_point == '.' || code_point == '!' || code_point == '?' ||
           code_point == 0x2026 || code_point == 0xFF1F ||
           code_point == 0x3002 || code_point == 0xFF01;
}

/* Whether a character that ends a sentence may begin with BYTE. */
static bool may_end(char byte)
{
    return byte == '.' || byte == '?' || byte == '!' || byte == '\n' ||
           (byte & 0x80) != 0;
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

/* Where the sentences of an utterance are looked for. */
struct splitting {
    const struct lexicon *lexicon;
    struct utterance *utterance;
    struct sentence *list; /* of the utterance */
    size_t room;
    size_t from;       /* where the sentence begins that is not yet ended */
    size_t first_word; /* and its first word */
    size_t words_so_far;
};

/* Everything before the full stop at AT, back to a space, so that "e.g" can
 * be one. */
static struct span before_stop(const struct splitting *splitting, size_t at)
{
    const char *text = splitting->utterance->seen;
    size_t start = at;
    while (start > splitting->from && text[start - 1] != ' ' &&
           text[start - 1] != '\n' && text[start - 1] != '(')
        start--;
    return (struct span){start, at};
}

/* True when what stands before the full stop at AT is a known abbreviation.
 * Mostly it is just the word before, of which that is known already. */
static bool is_abbreviation(const struct splitting *splitting, size_t at)
{
    const struct utterance *utterance = splitting->utterance;
    struct span before = before_stop(splitting, at);
    if (splitting->words_so_far > 0) {
        size_t word = splitting->words_so_far - 1;
        if (utterance->words[word].start == before.start &&
            utterance->words[word].end == before.end)
            return utterance->keys[word].is.abbreviation;
    }
    struct buffer folded = {0};
    text_fold(utterance->seen + before.start, before.end - before.start,
              &folded);
    bool known = words_is_abbreviation(splitting->lexicon, buffer_text(&folded),
                                       folded.length);
    buffer_free(&folded);
    return known;
}

/* True when the marks at AT end a sentence: a question or exclamation mark
 * does; one full stop does unless it belongs to an abbreviation or stands
 * inside a number or a name; an ellipsis does where a capital follows. */
static bool ends_sentence(const struct splitting *splitting, size_t at,
                          const struct stop *stop)
{
    const char *text = splitting->utterance->seen;
    size_t length = splitting->utterance->length;
    if (stop->asks || stop->exclaims || stop->end >= length) return true;
    int32_t next = code_point_at(text, length, stop->end);
    bool spaced = text_is_space(next);
    if (next == '\n') return true;
    if (stop->dots <= 1 && spaced) return !is_abbreviation(splitting, at);
    int32_t after = code_point_at(text, length, stop->end + spaced);
    return text_is_upper(after);
}

/* Adds what stands from the end of the sentence before up to END. A stretch
 * without a word ("...") belongs to the sentence before it. */
static void add_sentence(struct splitting *splitting, size_t end, bool asks)
{
    struct utterance *utterance = splitting->utterance;
    size_t words = splitting->words_so_far - splitting->first_word;
    size_t count = utterance->sentence_count;
    if (words == 0 && count > 0) {
        struct sentence *last = &splitting->list[count - 1];
        last->at.end = end;
        last->question = last->question || asks;
        return;
    }
    if (count == splitting->room) {
        struct sentence *larger =
            arena_new(&utterance->arena, count * 2, sizeof *larger);
        memcpy(larger, splitting->list, count * sizeof *larger);
        splitting->list = larger;
        splitting->room = count * 2;
    }
    splitting->list[utterance->sentence_count++] = (struct sentence){
        {splitting->from, end}, splitting->first_word, words, asks};
    splitting->first_word = splitting->words_so_far;
}

/* The next sentence begins at AT or behind the space there. */
static size_t go_on(struct splitting *splitting, size_t at)
{
    const char *text = splitting->utterance->seen;
    while (text[at] == ' ' || text[at] == '\n')
        at++;
    splitting->from = at;
    return at;
}

/* Ends the sentences that end in a stretch without a word, GAP. */
static void split_gap(struct splitting *splitting, struct span gap)
{
    const char *text = splitting->utterance->seen;
    size_t at = gap.start;
    while (at < gap.end) {
        if (!may_end(text[at])) {
            at++;
            continue;
        }
        int32_t code_point = 0;
        size_t bytes = text_next(text + at, gap.end - at, &code_point);
        if (code_point == '\n') {
            add_sentence(splitting, at, false);
            at = go_on(splitting, at);
        } else if (is_end_mark(code_point)) {
            struct stop stop = read_stop(text, gap.end, at);
            bool ends = ends_sentence(splitting, at, &stop);
            at = stop.end;
            if (!ends) continue;
            add_sentence(splitting, at, stop.asks);
            at = go_on(splitting, at);
        } else {
            at += bytes;
        }
    }
}

/* Marks that end a sentence stand between words. */
static void split(struct splitting *splitting, const struct words_found *words)
{
    size_t length = splitting->utterance->length;
    for (size_t i = 0; i < words->gap_count; i++) {
        size_t next = words->gaps[i];
        struct span gap = {next > 0 ? words->at[next - 1].end : 0,
                           next < words->count ? words->at[next].start
                                               : length};
        splitting->words_so_far = next;
        split_gap(splitting, gap);
    }
    splitting->words_so_far = words->count;
    if (splitting->from < length) add_sentence(splitting, length, false);
}

/* A sentence without a mark, which may ask all the same. */
struct asking {
    const struct language *language;
    const struct utterance *utterance;
    const struct sentence *sentence;
    const char *text; /* of the sentence */
    size_t length;
    enum pattern_outcome outcome; /* of what was looked at so far */
};

/* Looks for a question that begins in BEGINS, unless one was found. */
static void look_in(struct asking *asking, struct span begins)
{
    const struct language *language = asking->language;
    struct span found;
    if (asking->outcome != PATTERN_NONE) return;
    asking->outcome = filter_find(language->question_filter, language->question,
                                  language->question_room, asking->text,
                                  asking->length, begins, &found);
}

static void look_at(struct asking *asking, size_t place)
{
    if (place < asking->length)
        look_in(asking, (struct span){place, place + 1});
}

/* Of a word with apostrophes the lexicon knows only the whole: what begins with
 * it, or behind one of them, is looked at here. */
static void look_beside_apostrophes(struct asking *asking)
{
    const char *text = asking->text;
    const char *end = text + asking->length;
    const char *behind = text; /* the one before */
    for (const char *at;
         (at = memchr(behind, '\'', (size_t)(end - behind))) != NULL;) {
        const char *start = at;
        while (start > behind && literal_is_word(start[-1]))
            start--;
        behind = at + 1;
        look_at(asking, (size_t)(start - text));
        look_at(asking, (size_t)(behind - text));
    }
}

/* Looks where the words say that a question may begin. */
static void look_at_words(struct asking *asking)
{
    const struct sentence *sentence = asking->sentence;
    const struct utterance *utterance = asking->utterance;
    size_t first = sentence->first_word;
    look_at(asking, 0);
    for (size_t i = first; i < first + sentence->word_count; i++)
        if (utterance->keys[i].is.asks)
            look_at(asking, utterance->words[i].start - sentence->at.start);
    look_beside_apostrophes(asking);
}

/* Texts in which words are what openings.h takes for words. */
static bool has_plain_words(const struct asking *asking)
{
    return asking->utterance->longest_streak > 0 &&
           asking->length <= PATTERN_TYPED;
}

/* A sentence may ask though it has no question mark. */
static void find_questions(struct utterance *utterance,
                           const struct language *language,
                           struct sentence *sentences)
{
    if (language->question == NULL) return;
    for (size_t i = 0; i < utterance->sentence_count; i++) {
        struct span at = sentences[i].at;
        struct asking asking = {.language = language,
                                .utterance = utterance,
                                .sentence = &sentences[i],
                                .text = utterance->seen + at.start,
                                .length = at.end - at.start,
                                .outcome = PATTERN_NONE};
        if (sentences[i].question) continue;
        if (language->question_opens && has_plain_words(&asking))
            look_at_words(&asking);
        else
            look_in(&asking, (struct span){0, asking.length});
        sentences[i].question = asking.outcome == PATTERN_FOUND;
        utterance->limited |= asking.outcome == PATTERN_LIMIT;
    }
}

/* An utterance while it is read. */
struct reading {
    const struct language *language;
    struct utterance *utterance;
    struct words_found words;
    struct sentence *sentences; /* room for the first FEW; then all of them */
};

static void take_words(struct utterance *utterance,
                       const struct words_found *words)
{
    utterance->words = words->at;
    utterance->folded = words->folded;
    utterance->keys = words->keys;
    utterance->pairs = words->pairs;
    utterance->mirrored_pairs = words->mirrored_pairs;
    utterance->word_count = words->count;
}

/* Line ends have done their work once a text is split. */
static void find_sentences(struct reading *reading)
{
    struct utterance *utterance = reading->utterance;
    struct splitting splitting = {.lexicon = &reading->language->lexicon,
                                  .utterance = utterance,
                                  .list = reading->sentences,
                                  .room = FEW};
    split(&splitting, &reading->words);
    char *at = reading->words.seen;
    char *end = at + utterance->length;
    while (!reading->words.simple &&
           (at = memchr(at, '\n', (size_t)(end - at))) != NULL)
        *at = ' ';
    reading->sentences = splitting.list;
    utterance->sentences = splitting.list;
}

/* An utterance with so much ROOM, cleared but for that: SPARE, if it has it. */
static struct utterance *clear(struct utterance *spare, size_t room)
{
    if (spare != NULL) arena_free(&spare->arena);
    if (spare == NULL || spare->room < room) {
        free(spare);
        room = (room / ROOM + 1) * ROOM;
        spare = memory_resize(NULL, 1, room);
        spare->room = room;
    }
    *spare = (struct utterance){.room = spare->room};
    return spare;
}

/* Begins with a TEXT of which each byte stands for itself or, if SEEN is not
 * NULL, for what it says. All that there is to say of it has room in one
 * piece, behind the utterance. */
static void begin(struct reading *reading, const char *text, size_t length,
                  const struct seen *seen)
{
    size_t few = FEW * sizeof *reading->sentences;
    size_t spans = seen != NULL ? length * sizeof *seen->starts : 0;
    struct utterance *utterance =
        clear(reading->utterance,
              sizeof *utterance + few + 2 * spans + words_room(length));
    utterance->length = length;
    reading->sentences = (struct sentence *)(utterance + 1);
    char *next = (char *)(reading->sentences + FEW);
    if (seen != NULL) {
        utterance->starts = memcpy(next, seen->starts, spans);
        utterance->ends = memcpy(next + spans, seen->ends, spans);
        next += 2 * spans;
    }
    reading->words = words_in(next, text, length);
    utterance->seen = reading->words.seen;
    reading->utterance = utterance;
}

/* Begins again, with what is to be SEEN instead. */
static void begin_again(struct reading *reading, const struct seen *seen)
{
    begin(reading, seen->bytes, seen->length, seen);
    words_find(&reading->words, &reading->utterance->arena,
               &reading->language->lexicon, seen->length);
}

static void read_typed(struct reading *reading, const char *typed,
                       size_t length)
{
    struct seen seen = {0};
    reserve(&seen, length);
    see_typed(&seen, typed, length);
    begin_again(reading, &seen);
    forget(&seen);
}

static void read_spellings(struct reading *reading)
{
    struct seen seen = {0};
    reserve(&seen, reading->utterance->length);
    see_spellings(&seen, reading->utterance, &reading->words,
                  &reading->language->lexicon);
    begin_again(reading, &seen);
    forget(&seen);
}

/* A streak is no longer than from where a word begins to where the next one
 * does. */
static size_t longest_streak(const struct utterance *utterance, bool simple)
{
    size_t begun = 0;
    size_t longest = 0;
    size_t length = utterance->length;
    if (!simple &&
        (!utterance->ascii || memchr(utterance->seen, '_', length) != NULL))
        return 0;
    for (size_t i = 0; i < utterance->word_count; i++) {
        size_t start = utterance->words[i].start;
        if (start - begun > longest) longest = start - begun;
        begun = start;
    }
    return length - begun > longest ? length - begun : longest;
}

static struct reading read(struct utterance *spare,
                           const struct language *language, const char *typed,
                           size_t length)
{
    struct reading reading = {.language = language, .utterance = spare};
    begin(&reading, typed, length, NULL);
    if (!words_find_plain(&reading.words, &language->lexicon, length))
        read_typed(&reading, typed, length);
    if (reading.words.misspelt) read_spellings(&reading);
    take_words(reading.utterance, &reading.words);
    find_sentences(&reading);
    bool simple = reading.words.simple;
    reading.utterance->ascii =
        simple || text_is_ascii(reading.words.seen, reading.utterance->length);
    reading.utterance->longest_streak =
        longest_streak(reading.utterance, simple);
    return reading;
}

struct utterance *utterance_again(struct utterance *spare,
                                  const struct language *language,
                                  const char *typed, size_t length)
{
    struct reading reading = read(spare, language, typed, length);
    find_questions(reading.utterance, language, reading.sentences);
    return reading.utterance;
}

struct utterance *utterance_new(const struct language *language,
                                const char *typed, size_t length)
{
    return utterance_again(NULL, language, typed, length);
}

struct utterance *utterance_heard(struct utterance *spare,
                                  const struct language *language,
                                  const char *typed, size_t length)
{
    return read(spare, language, typed, length).utterance;
}

bool utterance_same_word(const struct utterance *one, size_t index,
                         const struct utterance *other, size_t other_index)
{
    uint64_t key = one->keys[index].own;
    uint64_t other_key = other->keys[other_index].own;
    return key == other_key &&
           words_are_same(key, one->folded[index], other_key,
                          other->folded[other_index]);
}

struct span utterance_typed(const struct utterance *utterance, struct span seen)
{
    if (seen.start >= seen.end) return (struct span){0, 0};
    if (utterance->starts == NULL) return seen;
    return (struct span){utterance->starts[seen.start],
                         utterance->ends[seen.end - 1]};
}

void utterance_free(struct utterance *utterance)
{
    if (utterance == NULL) return;
    arena_free(&utterance->arena);
    free(utterance);
}
