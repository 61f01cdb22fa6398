/* One automaton over all literals; see net.h.
 *
 * While strings are put in, a net is a tree (put_literal). Then each state gets
 * a way on for every byte (close_net), and all of it is laid out as one table
 * (lay_out), which is kept small: what costs is not looking at it, but waiting
 * for the memory in which it lies. A text is put into the form of literals as
 * it is read: characters folded, edges at every change. Begin with
 * read_stretch() and cell_for(), where the time goes: they are called for each
 * byte.
 */
#include "rubric/net.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "rubric/dialogue.h"
#include "rubric/literal.h"
#include "rubric/onsets.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_CELLS = 12000000, /* in one net; what is beyond is left out */
    LINE = 16,             /* cells that come from memory at once */
    NO_CLASS = 256,
    MOST_LINKS = 3,                /* of a state */
    READINGS = 2 * DIALOGUE_RECENT /* that are kept */
};

/* The cells of a link, behind the literal that ends there. */
enum { LINK_CLASS = 1, LINK_NEXT, LINK_FALLBACK, LINK_CELLS };

/* In a cell of the table: some literal ends in the state that it leads to. */
static const uint32_t ENDS = UINT32_C(1) << 31;

static const uint64_t BEFORE = UINT64_C(1) << NET_BEFORE;

/* What was read in a text that is asked of again: see reading_of(). */
struct reading {
    struct buffer text;
    uint32_t *literals;
    struct net_sight *sights;
    size_t count;
    size_t room;
    size_t used; /* when last */
};

/* One automaton: for each state and class of bytes the next state. State 0 is
 * the beginning, where nothing has been read; class 0 is bytes that are in no
 * literal. */
struct net {
    bool word[256];     /* an ASCII letter or digit */
    size_t counts[256]; /* of bytes: in how many literals they are */
    unsigned char classes[256];
    size_t class_count;
    uint32_t *next;
    size_t state_count;
    size_t room;
    uint32_t *ends;    /* the literal + 1 that ends in this state, or 0 */
    uint32_t *shorter; /* of a literal: the next shorter one in it + 1, or 0 */
    uint32_t *table;   /* all of that, to be walked: see lay_out() */
    size_t links;      /* where in it they begin */
    size_t width;      /* of states that are none */
    size_t literal_count;
    uint32_t echo;            /* the literal LITERAL_ECHO + 1, or 0 */
    uint32_t nought;          /* the literal 0 + 1, or 0 */
    struct net_sight *sights; /* by literal */
    size_t sight_room;
    uint32_t *touched; /* the literals that have places */
    size_t touched_count;
    struct reading readings[READINGS];
    size_t looks;
};

/* ---- Making a net ---- */

/* What becomes of a state when a net is laid out. */
struct shape {
    uint32_t place;                    /* in the table */
    uint32_t fallback;                 /* the state: see close_net() */
    uint32_t children;                 /* its own ways on */
    unsigned char classes[MOST_LINKS]; /* for which the first of them are */
};

struct net *net_new(void)
{
    struct net *net = memory_new(1, sizeof *net);
    net->class_count = 1;
    for (size_t i = 0; i < 256; i++)
        net->word[i] = literal_is_word((char)i);
    return net;
}

void net_count_bytes(struct net *net, const char *const *strings, size_t count)
{
    char bytes[LITERAL_BYTES];
    for (size_t i = 0; i < count; i++) {
        size_t length = literal_encode(strings[i], bytes);
        for (size_t j = 0; j < length; j++)
            net->counts[(unsigned char)bytes[j]]++;
    }
}

/* The bytes that are in most literals come first: so what is read of a row
 * mostly lies at its beginning, together. */
static void number_classes(struct net *net)
{
    for (;;) {
        size_t most = 0;
        for (size_t i = 1; i < 256; i++)
            if (net->classes[i] == 0 && net->counts[i] > net->counts[most])
                most = i;
        if (net->counts[most] == 0) return;
        net->classes[most] = (unsigned char)net->class_count++;
    }
}

/* While strings are put in, `next` is a tree: no state follows itself, and 0
 * is none. */
static size_t new_state(struct net *net)
{
    if (net->state_count == net->room) {
        size_t old = net->room;
        net->room = net->room * 2 + 64;
        net->next = memory_resize(net->next, net->room * net->class_count,
                                  sizeof *net->next);
        net->ends = memory_resize(net->ends, net->room, sizeof *net->ends);
        memset(net->next + old * net->class_count, 0,
               (net->room - old) * net->class_count * sizeof *net->next);
        memset(net->ends + old, 0, (net->room - old) * sizeof *net->ends);
    }
    return net->state_count++;
}

/* State 0 waits until it is known how many classes there are. */
static void begin(struct net *net)
{
    if (net->state_count > 0) return;
    number_classes(net);
    new_state(net);
}

/* A literal that has not been put in before; returns its number. */
static uint32_t new_literal(struct net *net, const char *bytes, size_t length)
{
    if (net->literal_count == net->sight_room) {
        net->sight_room = net->sight_room * 2 + 64;
        net->sights =
            memory_resize(net->sights, net->sight_room, sizeof *net->sights);
    }
    struct net_sight *sight = &net->sights[net->literal_count];
    *sight = (struct net_sight){0};
    for (size_t i = 0; i < length; i++)
        if (bytes[i] != LITERAL_BOUND && !text_continues(bytes[i]))
            sight->length++;
    return (uint32_t)net->literal_count++;
}

static uint32_t put_literal(struct net *net, const char *bytes, size_t length)
{
    size_t state = 0;
    for (size_t i = 0; i < length; i++) {
        size_t at =
            state * net->class_count + net->classes[(unsigned char)bytes[i]];
        state = net->next[at];
        if (state > 0) continue;
        state = new_state(net);
        net->next[at] = (uint32_t)state;
    }
    if (net->ends[state] == 0)
        net->ends[state] = new_literal(net, bytes, length) + 1;
    return net->ends[state] - 1;
}

bool net_put(struct net *net, const char *const *strings, size_t count,
             uint32_t *literals)
{
    char bytes[LITERAL_BYTES];
    begin(net);
    size_t states = net->state_count + count * LITERAL_BYTES;
    if (states * net->class_count > MOST_CELLS) return false;
    for (size_t i = 0; i < count; i++)
        literals[i] =
            put_literal(net, bytes, literal_encode(strings[i], bytes));
    return true;
}

/* Each state gets the way on of the longest ending of it that is a state too
 * (its fallback), where it has none of its own; breadth first, so that the
 * fallback is finished before. */
static void close_net(struct net *net, struct shape *shapes, size_t *order)
{
    size_t count = 0;
    net->shorter = memory_new(net->literal_count, sizeof *net->shorter);
    order[count++] = 0;
    for (size_t i = 0; i < count; i++) {
        size_t state = order[i];
        struct shape *shape = &shapes[state];
        uint32_t *next = net->next + state * net->class_count;
        const uint32_t *other = net->next + shape->fallback * net->class_count;
        uint32_t shorter = state == 0 ? 0 : net->ends[shape->fallback];
        if (net->ends[state] > 0 && state > 0)
            net->shorter[net->ends[state] - 1] = shorter;
        else
            net->ends[state] = shorter;
        for (size_t c = 0; c < net->class_count; c++) {
            uint32_t way = state == 0 ? 0 : other[c];
            if (next[c] == 0) {
                next[c] = way;
                continue;
            }
            if (shape->children < MOST_LINKS)
                shape->classes[shape->children] = (unsigned char)c;
            shape->children++;
            shapes[next[c]].fallback = way;
            order[count++] = next[c];
        }
    }
}

/* Most states have one way on of their own, or two or none: they are links of
 * chains, one for each way, which take little room, and the end of a word lies
 * beside its beginning. */
static bool is_link(const struct shape *shapes, size_t state)
{
    return state > 0 && shapes[state].children <= MOST_LINKS;
}

/* Gives each state its place in the table, those first that are no links.
 * Returns how long the table is. */
static size_t place_states(struct net *net, struct shape *shapes,
                           const size_t *order)
{
    size_t end = 0;
    for (size_t i = 0; i < net->state_count; i++) {
        if (is_link(shapes, order[i])) continue;
        shapes[order[i]].place = (uint32_t)end;
        end += net->width;
    }
    net->links = end;
    for (size_t i = 0; i < net->state_count; i++) {
        size_t state = order[i];
        while (is_link(shapes, state) && shapes[state].place == 0) {
            struct shape *shape = &shapes[state];
            shape->place = (uint32_t)end;
            end += LINK_CELLS * (shape->children > 1 ? shape->children : 1);
            if (shape->children == 0) break;
            state = net->next[state * net->class_count + shape->classes[0]];
        }
    }
    return end;
}

/* Where STATE lies, and whether a literal ends in it. */
static uint32_t cell_of(const struct net *net, const struct shape *shapes,
                        size_t state)
{
    return shapes[state].place | (net->ends[state] > 0 ? ENDS : 0);
}

/* The links of STATE, each the fallback of the one before. */
static void lay_links(struct net *net, const struct shape *shapes, size_t state)
{
    const struct shape *shape = &shapes[state];
    const uint32_t *next = net->next + state * net->class_count;
    uint32_t place = shape->place;
    uint32_t *link = net->table + place;
    link[LINK_CLASS] = NO_CLASS;
    for (size_t i = 0; i < shape->children; i++) {
        link = net->table + place;
        link[LINK_CLASS] = shape->classes[i] + 1u;
        link[LINK_NEXT] = cell_of(net, shapes, next[shape->classes[i]]);
        place += LINK_CELLS;
        link[LINK_FALLBACK] = place;
    }
    link[LINK_FALLBACK] = shapes[shape->fallback].place;
}

static void lay_state(struct net *net, const struct shape *shapes, size_t state)
{
    const uint32_t *next = net->next + state * net->class_count;
    uint32_t *row = net->table + shapes[state].place;
    row[0] = net->ends[state];
    if (is_link(shapes, state)) {
        lay_links(net, shapes, state);
        return;
    }
    for (size_t c = 0; c < net->class_count; c++)
        row[c + 1] = cell_of(net, shapes, next[c]);
}

/* The table: of each state the literal + 1 that ends there; then of a link the
 * class of bytes for which it has a way of its own, the cell for that, and
 * where its fallback lies; of others a cell for each class. Capitals are of the
 * class of their small letters. States lie in the ORDER in which they were
 * closed: those that are read most, near the beginning, together. */
static void lay_out(struct net *net, struct shape *shapes, const size_t *order)
{
    net->width = (net->class_count + 1 + LINE - 1) / LINE * LINE;
    net->table =
        memory_new(place_states(net, shapes, order), sizeof *net->table);
    for (size_t i = 0; i < net->state_count; i++)
        lay_state(net, shapes, i);
    for (size_t i = 'A'; i <= 'Z'; i++)
        net->classes[i] = net->classes[i - 'A' + 'a'];
    for (size_t i = 0; i < 256; i++)
        net->classes[i]++;
    free(net->next);
    free(net->ends);
    net->next = NULL;
    net->ends = NULL;
}

/* The literal + 1 that is only BYTE, or 0. */
static uint32_t literal_of_byte(const struct net *net, unsigned char byte)
{
    size_t class = net->classes[byte];
    return class == 0 ? 0 : net->ends[net->next[class]];
}

void net_finish(struct net *net)
{
    begin(net);
    size_t *order = memory_new(net->state_count, sizeof *order);
    struct shape *shapes = memory_new(net->state_count, sizeof *shapes);
    close_net(net, shapes, order);
    net->echo = literal_of_byte(net, LITERAL_ECHO);
    net->nought = literal_of_byte(net, '0');
    lay_out(net, shapes, order);
    free(order);
    free(shapes);
    net->touched = memory_new(net->literal_count, sizeof *net->touched);
}

size_t net_count(const struct net *net)
{
    return net->literal_count;
}

void net_tag(struct net *net, uint32_t literal, uint32_t tag, bool lasting)
{
    net->sights[literal].tag = tag;
    net->sights[literal].lasting = lasting;
}

void net_free(struct net *net)
{
    if (net == NULL) return;
    free(net->next);
    free(net->ends);
    free(net->table);
    free(net->shorter);
    free(net->sights);
    free(net->touched);
    for (size_t i = 0; i < READINGS; i++) {
        buffer_free(&net->readings[i].text);
        free(net->readings[i].literals);
        free(net->readings[i].sights);
    }
    free(net);
}

/* ---- Reading a text ---- */

struct walk {
    struct net *net;
    size_t row;
    size_t length;      /* of the text */
    size_t at;          /* how far it has read */
    unsigned doublings; /* see onsets.h */
    bool nowhere;       /* what it reads is nowhere in the text as it stands */
    size_t begin;       /* of the word at hand */
    struct span word_before;
    bool word;    /* the character before was an ASCII letter or digit */
    bool foreign; /* some character was not ASCII */
};

static void see(const struct walk *walk, uint32_t literal, uint64_t where)
{
    struct net *net = walk->net;
    size_t at = walk->at;
    for (; literal > 0; literal = net->shorter[literal - 1]) {
        struct net_sight *sight = &net->sights[literal - 1];
        if (sight->places == 0) {
            net->touched[net->touched_count++] = literal - 1;
            sight->onsets = 0;
        }
        sight->places |= where;
        sight->onsets |= walk->nowhere
                             ? UINT64_MAX
                             : UINT64_C(1)
                                   << ((at - sight->length) >> walk->doublings);
    }
}

/* Whether LENGTH bytes of ASCII are the same, whatever the case. */
static bool is_same(const char *one, const char *other, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((one[i] | 0x20) != (other[i] | 0x20)) return false;
    return true;
}

/* The cell that holds the next state, when a byte of CLASS comes. */
static uint32_t cell_for(const struct net *net, size_t row, unsigned char class)
{
    const uint32_t *table = net->table;
    while (row >= net->links) {
        const uint32_t *link = table + row;
        if (link[LINK_CLASS] == class) return link[LINK_NEXT];
        row = link[LINK_FALLBACK];
    }
    return table[row + class];
}

/* The row that comes next, when a byte of CLASS does. */
static inline size_t next_row(const struct walk *walk, size_t row,
                              unsigned char class, uint64_t where)
{
    uint32_t cell = cell_for(walk->net, row, class);
    row = cell & ~ENDS;
    if (cell & ENDS) see(walk, walk->net->table[row], where);
    return row;
}

static void step(struct walk *walk, unsigned char byte, uint64_t where)
{
    walk->row = next_row(walk, walk->row, walk->net->classes[byte], where);
}

/* Reads the character at BYTES and returns its length. The edge before it
 * belongs to what stood BEFORE it. */
static size_t read_character(struct walk *walk, const char *bytes,
                             size_t length, uint64_t before, uint64_t where)
{
    int32_t code_point;
    char folded[4];
    size_t taken = text_next(bytes, length, &code_point);
    int32_t plain = literal_folded(code_point);
    size_t count = plain < 0 ? taken : literal_put(plain, folded);
    if (plain < 0) memcpy(folded, bytes, taken);
    if (code_point >= 0x80) walk->foreign = true;
    if (walk->word != walk->net->word[(unsigned char)folded[0]]) {
        walk->word = !walk->word;
        step(walk, LITERAL_BOUND, before);
    }
    walk->at += taken;
    for (size_t i = 0; i < count; i++)
        step(walk, (unsigned char)folded[i], where);
    return taken;
}

/* A word begins where the walk is: it may be the one before it again. */
static void begin_word(struct walk *walk, const char *bytes, uint64_t where)
{
    struct span before = walk->word_before;
    size_t length = before.end - before.start;
    walk->begin = walk->at;
    if (walk->net->echo == 0 || length < LITERAL_ECHOED) return;
    if (length <= walk->length - walk->at &&
        is_same(bytes + before.start, bytes + walk->at, length))
        see(walk, walk->net->echo, where);
}

/* Reads ASCII: each byte, and each edge, is one look at the table. */
static void read_ascii(struct walk *walk, const char *bytes, size_t end,
                       uint64_t before, uint64_t where)
{
    const struct net *net = walk->net;
    const unsigned char edge = net->classes[LITERAL_BOUND];
    bool word = walk->word;
    size_t row = walk->row;
    size_t at = walk->at;
    for (; at < end; before = where) {
        unsigned char byte = (unsigned char)bytes[at];
        if (byte >= 0x80) break;
        if (net->word[byte] != word) {
            word = !word;
            row = next_row(walk, row, edge, before);
            if (word)
                begin_word(walk, bytes, where);
            else
                walk->word_before = (struct span){walk->begin, at};
        }
        walk->at = ++at;
        row = next_row(walk, row, net->classes[byte], where);
    }
    walk->word = word;
    walk->row = row;
}

static void read_stretch(struct walk *walk, const char *bytes, size_t end,
                         uint64_t before, uint64_t where)
{
    for (; walk->at < end; before = where) {
        if ((unsigned char)bytes[walk->at] < 0x80)
            read_ascii(walk, bytes, end, before, where);
        else
            read_character(walk, bytes + walk->at, end - walk->at, before,
                           where);
    }
}

/* What is a letter or a digit beyond ASCII is not known here, and to \w an
 * underscore is a letter: so it may be that a word is said again, and that
 * there is a digit. */
static void doubt(struct walk *walk, const char *bytes, size_t length,
                  uint64_t where)
{
    const struct net *net = walk->net;
    bool underscore =
        net->echo > 0 && !walk->foreign && memchr(bytes, '_', length) != NULL;
    walk->nowhere = true;
    if (walk->foreign || underscore) see(walk, net->echo, where);
    if (walk->foreign) see(walk, net->nought, where);
}

static bool read_text(struct net *net, const char *bytes, size_t length,
                      uint64_t where)
{
    struct walk walk = {
        .net = net, .length = length, .doublings = onsets_doublings(length)};
    read_stretch(&walk, bytes, length, where, where);
    if (walk.word) step(&walk, LITERAL_BOUND, where);
    doubt(&walk, bytes, length, where);
    return walk.foreign;
}

uint64_t net_place(size_t number)
{
    return UINT64_C(1) << (number < NET_BEFORE ? number : NET_BEFORE - 1);
}

/* A word by itself, folded. Where it stands is not told: it may be anywhere. */
static void read_word(struct net *net, const char *word, uint64_t where)
{
    struct walk walk = {.net = net, .nowhere = true};
    size_t length = strlen(word);
    for (size_t i = 0; i < length;)
        i += read_character(&walk, word + i, length - i, where, where);
    if (walk.word) step(&walk, LITERAL_BOUND, where);
}

/* Lists compare words by full case folding, which literal_folded() does not
 * know: ß is ss. So words that are not ASCII are read again, folded. */
static void read_folded(struct net *net, const struct utterance *utterance,
                        uint64_t where)
{
    size_t sentence = 0;
    for (size_t i = 0; i < utterance->word_count; i++) {
        struct span at = utterance->words[i];
        size_t j = at.start;
        while (sentence + 1 < utterance->sentence_count &&
               at.start >= utterance->sentences[sentence + 1].at.start)
            sentence++;
        while (j < at.end && !(utterance->seen[j] & 0x80))
            j++;
        if (j < at.end)
            read_word(net, utterance->folded[i],
                      where > 0 ? where : net_place(sentence));
    }
}

static void forget(struct net *net)
{
    for (size_t i = 0; i < net->touched_count; i++)
        net->sights[net->touched[i]].places = 0;
    net->touched_count = 0;
}

/* The reply: each literal in the sentence where it ends. */
static void read_reply(struct net *net, const struct utterance *reply)
{
    struct walk walk = {.net = net,
                        .length = reply->length,
                        .doublings = onsets_doublings(reply->length)};
    uint64_t before = 1;
    for (size_t i = 0; i < reply->sentence_count; i++) {
        bool last = i + 1 == reply->sentence_count;
        size_t end = last ? reply->length : reply->sentences[i + 1].at.start;
        uint64_t where = net_place(i);
        if (walk.at < end) read_stretch(&walk, reply->seen, end, before, where);
        before = where;
    }
    if (walk.word) step(&walk, LITERAL_BOUND, before);
    doubt(&walk, reply->seen, reply->length, ~BEFORE);
    if (walk.foreign) read_folded(net, reply, 0);
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

static void keep_sight(struct reading *reading, uint32_t literal,
                       const struct net_sight *sight)
{
    if (reading->count == reading->room) {
        reading->room = reading->room * 2 + 16;
        reading->literals = memory_resize(reading->literals, reading->room,
                                          sizeof *reading->literals);
        reading->sights = memory_resize(reading->sights, reading->room,
                                        sizeof *reading->sights);
    }
    reading->literals[reading->count] = literal;
    reading->sights[reading->count++] = *sight;
}

/* Keeps what was seen in the net, where nothing else has been read. */
static void keep_reading(struct net *net, const struct utterance *utterance,
                         struct reading *reading)
{
    buffer_clear(&reading->text);
    buffer_add(&reading->text, utterance->seen, utterance->length);
    reading->count = 0;
    for (size_t i = 0; i < net->touched_count; i++) {
        uint32_t literal = net->touched[i];
        if (net->sights[literal].lasting)
            keep_sight(reading, literal, &net->sights[literal]);
    }
}

static const struct reading *reading_of(struct net *net,
                                        const struct utterance *utterance)
{
    bool known;
    struct reading *reading = find_reading(net, utterance, &known);
    reading->used = net->looks;
    if (known) return reading;
    forget(net);
    if (read_text(net, utterance->seen, utterance->length, 1))
        read_folded(net, utterance, 1);
    keep_reading(net, utterance, reading);
    return reading;
}

static void see_reading(struct net *net, const struct reading *reading,
                        uint64_t where)
{
    for (size_t i = 0; i < reading->count; i++) {
        uint32_t literal = reading->literals[i];
        struct net_sight *sight = &net->sights[literal];
        uint64_t places = sight->places | where;
        if (sight->places == 0) {
            net->touched[net->touched_count++] = literal;
            *sight = reading->sights[i];
        }
        sight->places = places;
    }
}

/* ---- Moments of the talk ---- */

void net_read_reply(struct net *net, const struct utterance *before,
                    const struct utterance *reply)
{
    const struct reading *earlier = NULL;
    bool known;
    net->looks++;
    if (before != NULL) earlier = reading_of(net, before);
    forget(net);
    read_reply(net, reply);
    struct reading *reading = find_reading(net, reply, &known);
    if (!known) keep_reading(net, reply, reading);
    reading->used = net->looks;
    if (earlier != NULL) see_reading(net, earlier, BEFORE);
}

void net_read_texts(struct net *net, const struct utterance *const *texts,
                    size_t count)
{
    const struct reading *readings[DIALOGUE_RECENT];
    net->looks++;
    for (size_t i = 0; i < count; i++)
        readings[i] = reading_of(net, texts[i]);
    forget(net);
    for (size_t i = 0; i < count; i++)
        see_reading(net, readings[i], net_place(i));
}

struct net_seen net_seen(const struct net *net)
{
    return (struct net_seen){net->touched, net->touched_count, net->sights};
}
