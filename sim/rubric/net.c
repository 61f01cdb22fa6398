/* The literals of a net, and where a text has them; see net.h.
 *
 * A text is read in stretches. The automaton walks over one, and tells with
 * which bytes some string ends; then what ends there is noted. Begin with
 * read_stretches().
 */
#include "rubric/net.h"

#include "base/buffer.h"
#include "base/eight.h"
#include "base/memory.h"
#include "base/text.h"
#include "rubric/automaton.h"
#include "rubric/dialogue.h"
#include "rubric/literal.h"
#include "rubric/pattern.h"
#include "rubric/spelling.h"

#include <stdlib.h>
#include <string.h>

enum {
    READINGS = 2 * DIALOGUE_RECENT,  /* that are kept */
    MOST_ENDINGS = 2 * LITERAL_BYTES /* of a string */
};

static const uint64_t BEFORE = UINT64_C(1) << NET_BEFORE;

struct sights {
    struct net_sight *list;
    size_t count;
    size_t room;
};

/* What was seen in a text, which may be asked of again: see reading_of(). */
struct reading {
    struct buffer text;
    struct sights all;
    struct sights lasting; /* those of them that are */
    size_t used;           /* when last */
};

/* A literal that ends with a string of the automaton. */
struct ending {
    uint32_t tag;
    unsigned char length; /* in characters */
    bool closed;          /* no letter or digit may stand behind it */
    bool lasting;
    bool last; /* of those of its string, which lie together */
};

struct net {
    struct automaton *automaton;
    uint32_t *strings; /* of a string the literals + 1, open and closed; or 0 */
    size_t string_room;
    struct ending *literals; /* as endings */
    size_t literal_count;
    size_t literal_room;
    struct ending *endings;          /* a string's mark is its first one */
    bool word[256];                  /* an ASCII letter or digit */
    uint32_t echo;                   /* the literal LITERAL_ECHO + 1, or 0 */
    uint32_t noughts[SPELLING_WAYS]; /* the literals 0 + 1, or 0 */
    struct automaton_met met;        /* in the stretch that is being read */
    struct buffer folded;            /* a text that is not ASCII … */
    uint32_t *folded_ends;           /* … and where in it its bytes end */
    struct reading readings[READINGS];
    size_t looks;
};

/* ---- Making a net ---- */

struct net *net_new(void)
{
    struct net *net = memory_new(1, sizeof *net);
    net->automaton = automaton_new();
    for (size_t i = 0; i < 256; i++)
        net->word[i] = literal_is_word((char)i);
    return net;
}

static uint32_t new_literal(struct net *net, const struct spelling *way)
{
    if (net->literal_count == net->literal_room) {
        net->literal_room = net->literal_room * 2 + 64;
        net->literals = memory_resize(net->literals, net->literal_room,
                                      sizeof *net->literals);
    }
    struct ending *literal = &net->literals[net->literal_count];
    *literal = (struct ending){.closed = way->closed};
    for (size_t i = 0; i < way->length; i++)
        if (!text_continues((char)way->symbols[i])) literal->length++;
    return (uint32_t)net->literal_count++;
}

static uint32_t put_literal(struct net *net, const struct spelling *way)
{
    uint32_t string = automaton_put(net->automaton, way->symbols, way->length);
    size_t at = (size_t)string * 2 + way->closed;
    if (at >= net->string_room) {
        size_t old = net->string_room;
        net->string_room = old * 2 + 128;
        net->strings =
            memory_resize(net->strings, net->string_room, sizeof *net->strings);
        memset(net->strings + old, 0,
               (net->string_room - old) * sizeof *net->strings);
    }
    if (net->strings[at] == 0) net->strings[at] = new_literal(net, way) + 1;
    return net->strings[at] - 1;
}

/* Notes which literals stand for what is not known of a text: see doubt(). */
static void note_special(struct net *net, const char *string, size_t way,
                         uint32_t literal)
{
    static const char echo[] = {LITERAL_ECHO, '\0'};
    if (strcmp(string, echo) == 0) net->echo = literal + 1;
    if (strcmp(string, "0") == 0) net->noughts[way] = literal + 1;
}

size_t net_put(struct net *net, const char *string, uint32_t literals[NET_WAYS])
{
    char bytes[LITERAL_BYTES];
    struct spelling ways[SPELLING_WAYS];
    if (!automaton_has_room(net->automaton, NET_WAYS * LITERAL_BYTES)) return 0;
    size_t length = literal_encode(string, bytes);
    size_t count = spelling_of(bytes, length, ways);
    for (size_t i = 0; i < count; i++) {
        literals[i] = put_literal(net, &ways[i]);
        note_special(net, string, i, literals[i]);
    }
    return count;
}

/* Writes the literals of STRING, and of all that it ends with, to ENDINGS,
 * which may be NULL; returns how many. */
static size_t list_endings(const struct net *net, uint32_t string,
                           struct ending *endings)
{
    size_t count = 0;
    for (uint32_t i = string + 1; i > 0;
         i = automaton_shorter(net->automaton, i - 1))
        for (size_t closed = 0; closed < 2; closed++) {
            uint32_t literal = net->strings[(i - 1) * 2 + closed];
            if (literal == 0) continue;
            if (endings != NULL) endings[count] = net->literals[literal - 1];
            count++;
        }
    if (endings != NULL) endings[count - 1].last = true;
    return count;
}

/* FIRSTS is where the endings of each string are to begin; returns how many
 * there are. */
static size_t count_endings(const struct net *net, uint32_t *firsts)
{
    size_t count = 0;
    size_t strings = automaton_count(net->automaton);
    for (uint32_t i = 0; i < strings && count < AUTOMATON_MARKS; i++) {
        firsts[i] = (uint32_t)count;
        count += list_endings(net, i, NULL);
    }
    return count;
}

static bool mark_strings(struct net *net, uint32_t *firsts)
{
    size_t strings = automaton_count(net->automaton);
    size_t count = count_endings(net, firsts);
    if (count >= AUTOMATON_MARKS) return false;
    net->endings = memory_new(count, sizeof *net->endings);
    for (uint32_t i = 0; i < strings; i++)
        list_endings(net, i, net->endings + firsts[i]);
    automaton_mark(net->automaton, firsts);
    return true;
}

bool net_finish(struct net *net)
{
    if (!automaton_finish(net->automaton)) return false;
    uint32_t *firsts =
        memory_new(automaton_count(net->automaton), sizeof *firsts);
    bool fits = mark_strings(net, firsts);
    free(firsts);
    free(net->strings);
    net->strings = NULL;
    return fits;
}

size_t net_count(const struct net *net)
{
    return net->literal_count;
}

void net_tag(struct net *net, uint32_t literal, uint32_t tag, bool lasting)
{
    net->literals[literal].tag = tag;
    net->literals[literal].lasting = lasting;
}

void net_free(struct net *net)
{
    if (net == NULL) return;
    automaton_free(net->automaton);
    buffer_free(&net->folded);
    free(net->folded_ends);
    free(net->strings);
    free(net->endings);
    free(net->literals);
    for (size_t i = 0; i < READINGS; i++) {
        buffer_free(&net->readings[i].text);
        free(net->readings[i].all.list);
        free(net->readings[i].lasting.list);
    }
    free(net);
}

/* ---- Reading a text ---- */

/* In which place of the moment a byte of the text is: the sentences of a reply,
 * or one for all. */
struct places {
    const struct utterance *reply; /* NULL: there is one */
    size_t number;                 /* of the sentence */
    size_t end;                    /* behind it; what ends there is in it */
    uint64_t place;
};

/* A text being read. */
struct walk {
    struct net *net;
    struct reading *reading; /* into this */
    const char *bytes;       /* folded, but for capitals */
    size_t length;
    const uint32_t *ends; /* where they end in the text; NULL: as they are */
    size_t at;            /* the stretch at hand */
    struct places places;
};

uint64_t net_place(size_t number)
{
    return UINT64_C(1) << (number < NET_BEFORE ? number : NET_BEFORE - 1);
}

static void enter_sentence(struct places *places, size_t number)
{
    const struct utterance *reply = places->reply;
    bool last = number + 1 >= reply->sentence_count;
    places->number = number;
    places->place = net_place(number);
    places->end = last ? reply->length : reply->sentences[number + 1].at.start;
}

/* Where what ends at a byte is. Bytes come in their order. */
static inline uint64_t place_of(struct places *places, size_t end)
{
    while (end > places->end)
        enter_sentence(places, places->number + 1);
    return places->place;
}

/* ---- Characters ---- */

/* Folds what is not ASCII. That never takes more bytes. */
static void fold(struct walk *walk)
{
    struct net *net = walk->net;
    const char *bytes = walk->bytes;
    buffer_clear(&net->folded);
    net->folded_ends =
        memory_resize(net->folded_ends, walk->length, sizeof *net->folded_ends);
    for (size_t i = 0; i < walk->length;) {
        int32_t code_point;
        char folded[4];
        size_t taken = text_next(bytes + i, walk->length - i, &code_point);
        int32_t plain = literal_folded(code_point);
        size_t count = plain < 0 ? taken : literal_put(plain, folded);
        if (plain < 0) memcpy(folded, bytes + i, taken);
        i += taken;
        for (size_t j = 0; j < count; j++)
            net->folded_ends[net->folded.length + j] = (uint32_t)i;
        buffer_add(&net->folded, folded, count);
    }
    walk->bytes = buffer_text(&net->folded);
    walk->length = net->folded.length;
    walk->ends = net->folded_ends;
}

/* Where the text's byte of this NUMBER ends. */
static size_t end_of(const struct walk *walk, size_t number)
{
    return walk->ends == NULL ? number + 1 : walk->ends[number];
}

/* ---- What is seen ---- */

static void make_room(struct sights *sights)
{
    if (sights->count + MOST_ENDINGS <= sights->room) return;
    sights->room = sights->room * 2 + MOST_ENDINGS;
    sights->list =
        memory_resize(sights->list, sights->room, sizeof *sights->list);
}

/* Notes what ends, if that HOLDS. Whether it does cannot be guessed: so the
 * same is done in any case. */
static inline void see(struct reading *reading, const struct ending *ending,
                       uint64_t place, size_t begin, bool holds)
{
    const struct net_sight sight = {place, (uint32_t)begin, ending->tag};
    reading->all.list[reading->all.count] = sight;
    reading->all.count += holds;
    reading->lasting.list[reading->lasting.count] = sight;
    reading->lasting.count += holds & ending->lasting;
}

/* All that ends with a byte in this STATE. What stands behind it is no matter
 * where a sentence ends. */
static inline void see_hit(struct walk *walk, uint32_t state, size_t number)
{
    const struct net *net = walk->net;
    size_t end = end_of(walk, number);
    uint64_t place = place_of(&walk->places, end);
    bool closed = number + 1 == walk->length || end == walk->places.end ||
                  !net->word[(unsigned char)walk->bytes[number + 1]];
    const struct ending *ending =
        net->endings + automaton_longest(net->automaton, state);
    make_room(&walk->reading->all);
    make_room(&walk->reading->lasting);
    for (bool more = true; more; more = !ending++->last) {
        see(walk->reading, ending, place, end - ending->length,
            closed | !ending->closed);
    }
}

/* A literal that no string tells of. */
static void see_special(struct walk *walk, uint32_t literal, uint64_t place,
                        size_t begin)
{
    make_room(&walk->reading->all);
    make_room(&walk->reading->lasting);
    see(walk->reading, &walk->net->literals[literal], place, begin, true);
}

/* ---- Words that are said again ---- */

static bool is_same(char one, char other)
{
    return (one | 0x20) == (other | 0x20);
}

/* Whether a text says the whole word that begins with one byte again where
 * another does. */
static bool is_again(const struct walk *walk, size_t word, size_t again)
{
    const char *bytes = walk->bytes;
    size_t length = 0;
    for (; walk->net->word[(unsigned char)bytes[word + length]]; length++)
        if (again + length == walk->length ||
            !is_same(bytes[word + length], bytes[again + length]))
            return false;
    return length >= LITERAL_ECHOED;
}

/* Echoes do not come in the order of the text. */
static void see_echo(struct walk *walk, size_t word, size_t again)
{
    if (!is_again(walk, word, again)) return;
    struct places places = walk->places;
    see_special(walk, walk->net->echo - 1, place_of(&places, again + 1), again);
}

/* How many letters stand from a byte on. */
static size_t letters_from(const struct walk *walk, size_t at)
{
    size_t end = at;
    while (end < walk->length &&
           walk->net->word[(unsigned char)walk->bytes[end]])
        end++;
    return end - at;
}

/* What is one word to an utterance is to a pattern two, on both sides of its
 * apostrophe. After most there is too little for an echo. */
static void see_echoes_beside(struct walk *walk, size_t apostrophe)
{
    const bool *word = walk->net->word;
    size_t behind = apostrophe + 1;
    size_t before = apostrophe;
    size_t length = letters_from(walk, behind);
    size_t next = behind + length;
    if (length < LITERAL_ECHOED) return;
    while (before > 0 && word[(unsigned char)walk->bytes[before - 1]])
        before--;
    while (next < walk->length && !word[(unsigned char)walk->bytes[next]])
        next++;
    see_echo(walk, before, behind);
    see_echo(walk, behind, next);
}

/* The letters of a word that an echo has at least, as one number. */
static uint64_t first_letters(const char *word)
{
    const uint64_t small = UINT64_C(0x2020202020202020);
    return eight_first(eight_load(word) | small, LITERAL_ECHOED);
}

/* Words that begin as the whole one before them, in a text of which it is known
 * what its letters are. The walk is at its first place. */
static void see_echoes(struct walk *walk, const struct utterance *utterance)
{
    const struct span *words = utterance->words;
    const char *bytes = walk->bytes;
    const char *end = bytes + walk->length;
    uint64_t before = 0;
    for (size_t i = 0; i < utterance->word_count; i++) {
        uint64_t letters = first_letters(bytes + words[i].start);
        if (letters == before)
            see_echo(walk, words[i - 1].start, words[i].start);
        before = letters;
    }
    for (const char *at = bytes;
         (at = memchr(at, '\'', (size_t)(end - at))) != NULL; at++)
        see_echoes_beside(walk, (size_t)(at - bytes));
}

/* ---- What is not known ---- */

/* What is a letter or a digit beyond ASCII is not known here, and to \w an
 * underscore is a letter: so it may be that a word is said again, and that
 * there is a digit. Wherever that is, it is not behind the last byte. */
static void doubt(struct walk *walk, const struct utterance *utterance,
                  uint64_t place)
{
    const struct net *net = walk->net;
    bool foreign = walk->ends != NULL;
    if (net->echo > 0 && utterance->longest_streak == 0)
        see_special(walk, net->echo - 1, place, walk->length - 1);
    for (size_t i = 0; i < SPELLING_WAYS && foreign; i++)
        if (net->noughts[i] > 0)
            see_special(walk, net->noughts[i] - 1, place, 0);
}

static void read_stretches(struct walk *walk)
{
    struct net *net = walk->net;
    struct automaton_met *met = &net->met;
    struct automaton_walk reader = {0};
    for (; walk->at < walk->length; walk->at += AUTOMATON_STRETCH) {
        size_t left = walk->length - walk->at;
        automaton_read(net->automaton, &reader, walk->bytes + walk->at,
                       left < AUTOMATON_STRETCH ? left : AUTOMATON_STRETCH,
                       met);
        for (size_t i = 0; i < met->hit_count; i++)
            see_hit(walk, met->hits[i], walk->at + met->hit_at[i]);
    }
}

/* A word by itself, folded. Where it stands is not told: it may be anywhere. */
static void read_word(struct net *net, const char *word, uint64_t place,
                      struct reading *reading)
{
    const struct places places = {NULL, 0, SIZE_MAX, place};
    size_t length = strlen(word);
    struct walk walk = {
        .net = net,
        .reading = reading,
        .bytes = word,
        .length = length,
        .places = places,
    };
    if (!text_is_ascii(word, length)) fold(&walk);
    read_stretches(&walk);
}

/* Lists compare words by full case folding, which literal_folded() does not
 * know: ß is ss. So words that are not ASCII are read again, folded. */
static void read_folded(struct net *net, const struct utterance *utterance,
                        bool sentences, struct reading *reading)
{
    size_t sentence = 0;
    for (size_t i = 0; i < utterance->word_count; i++) {
        struct span at = utterance->words[i];
        while (sentence + 1 < utterance->sentence_count &&
               at.start >= utterance->sentences[sentence + 1].at.start)
            sentence++;
        if (!text_is_ascii(utterance->seen + at.start, at.end - at.start))
            read_word(net, utterance->folded[i],
                      net_place(sentences ? sentence : 0), reading);
    }
}

/* Reads a text: each literal in the SENTENCE where it ends, or all in place
 * 0. */
static void read_text(struct net *net, const struct utterance *utterance,
                      bool sentences, struct reading *reading)
{
    struct places places = {NULL, 0, SIZE_MAX, net_place(0)};
    if (sentences) {
        places.reply = utterance;
        enter_sentence(&places, 0);
    }
    struct walk walk = {
        .net = net,
        .reading = reading,
        .bytes = utterance->seen,
        .length = utterance->length,
        .places = places,
    };
    if (!utterance->ascii) fold(&walk);
    read_stretches(&walk);
    walk.places = places;
    if (net->echo > 0 && utterance->longest_streak > 0)
        see_echoes(&walk, utterance);
    doubt(&walk, utterance, sentences ? ~BEFORE : net_place(0));
    if (walk.ends != NULL) read_folded(net, utterance, sentences, reading);
}

/* ---- Texts that come again ---- */

/* What the client said recently is asked of at each of several replies, and
 * each reply is once the one before. So what was read in a text is kept, by the
 * text: the reading that has it, or the one longest unused. */
static struct reading *
find_reading(struct net *net, const struct utterance *utterance, bool *known)
{
    struct reading *oldest = &net->readings[0];
    for (size_t i = 0; i < READINGS; i++) {
        struct reading *reading = &net->readings[i];
        *known = reading->used > 0 &&
                 reading->text.length == utterance->length &&
                 memcmp(buffer_text(&reading->text), utterance->seen,
                        utterance->length) == 0;
        if (*known) return reading;
        if (reading->used < oldest->used) oldest = reading;
    }
    return oldest;
}

/* Whose text is longer is not asked what was seen in it. */
static const struct reading *
reading_of(struct net *net, const struct utterance *utterance, bool sentences)
{
    bool known;
    struct reading *reading = find_reading(net, utterance, &known);
    reading->used = net->looks;
    if (known) return reading;
    buffer_clear(&reading->text);
    buffer_add(&reading->text, utterance->seen, utterance->length);
    reading->all.count = 0;
    reading->lasting.count = 0;
    if (utterance->length > 0 && utterance->length <= PATTERN_TYPED)
        read_text(net, utterance, sentences, reading);
    return reading;
}

/* ---- Moments of the talk ---- */

/* What was seen in PLACE: all of it, or of an earlier text what LASTS. */
static struct net_seen seen_in(const struct reading *reading, bool lasts,
                               uint64_t place)
{
    const struct sights *sights = lasts ? &reading->lasting : &reading->all;
    return (struct net_seen){sights->list, sights->count, place};
}

size_t net_read_reply(struct net *net, const struct utterance *before,
                      const struct utterance *reply, struct net_seen seen[2])
{
    size_t count = 0;
    net->looks++;
    if (before != NULL)
        seen[count++] = seen_in(reading_of(net, before, true), true, BEFORE);
    seen[count++] = seen_in(reading_of(net, reply, true), false, 0);
    return count;
}

size_t net_read_texts(struct net *net, const struct utterance *const *texts,
                      size_t count, struct net_seen seen[DIALOGUE_RECENT])
{
    net->looks++;
    for (size_t i = 0; i < count; i++)
        seen[i] =
            seen_in(reading_of(net, texts[i], false), i > 0, net_place(i));
    return count;
}
