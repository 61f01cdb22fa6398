/* The automaton of Aho and Corasick; see automaton.h.
 *
 * A state is the longest beginning of a string that the text read so far ends
 * with, and for each class of bytes it has a way to the next. Most ways lead to
 * states of one or two symbols, and those the last two bytes read tell alone,
 * whatever the state: they are one small table (pairs). Those that lead to
 * states of three symbols are ways of the state of the last two bytes alone,
 * and those to states of four symbols of that of the last three. A state keeps
 * only its longer ways, mostly one or none. States are laid over each other
 * like combs, so that the teeth of one fill the gaps of others: each begins
 * somewhere in a row of cells, no two in one place, and its way for class c is
 * the cell c behind, if that cell says that it is for c. So it cannot be
 * another's. Where a string ends in a state, its comb begins in an odd cell,
 * and that cell says which.
 *
 * So a step is a look at three cells and at a pair, and the choice between
 * them. It has no branch that a processor could guess wrong.
 *
 * Begin with automaton_read(), then automaton_finish().
 */
#include "rubric/automaton.h"

#include "base/bits.h"
#include "base/memory.h"
#include "rubric/spelling.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_STATES = 1 << 19,
    MOST_CELLS = 1 << 23,
    SYMBOLS = 256,
    END = 0,   /* the class of the cell that says which string ends */
    OTHER = 1, /* the class of what is in no string */
    TWO = 2,   /* symbols of states that pairs lead to, at most */
    THREE = 3, /* and of those that keep the ways to states of one more */
    TRIES = 8, /* words of gaps into which a comb is tried */
    NEAR = 16  /* cells before the end that one of one way may still fill */
};

/* A state as cells and pairs have it: where its comb begins, above a byte. In a
 * cell that is the class for which it is a way; in pairs it is free. */
enum { PLACE_SHIFT = 8 };

/* While strings are put in: a tree. */
struct node {
    uint32_t child;
    uint32_t sibling;
    uint32_t end; /* the number + 1 of the string that ends here, or 0 */
    unsigned char symbol;
};

struct automaton {
    uint32_t *cells;
    size_t cell_count;
    uint32_t *pairs; /* states, by two classes */
    uint32_t *shorter;
    size_t class_count;
    unsigned char bytes[2 * SYMBOLS]; /* classes; behind letters and digits
                                         those of the second half */
    uint16_t halves[SYMBOLS]; /* where that half begins behind this byte */
    unsigned char classes[SYMBOLS]; /* of symbols */
    size_t counts[SYMBOLS];         /* in how many nodes a symbol is */
    struct node *nodes;
    size_t node_count;
    size_t node_room;
    size_t string_count;
};

struct automaton *automaton_new(void)
{
    struct automaton *automaton = memory_new(1, sizeof *automaton);
    automaton->node_room = 64;
    automaton->nodes = memory_new(automaton->node_room, sizeof(struct node));
    automaton->node_count = 1;
    return automaton;
}

/* ---- Putting strings in ---- */

static uint32_t child_of(const struct automaton *automaton, uint32_t node,
                         unsigned char symbol)
{
    uint32_t child = automaton->nodes[node].child;
    while (child > 0 && automaton->nodes[child].symbol != symbol)
        child = automaton->nodes[child].sibling;
    return child;
}

static uint32_t new_child(struct automaton *automaton, uint32_t node,
                          unsigned char symbol)
{
    if (automaton->node_count == automaton->node_room) {
        automaton->node_room *= 2;
        automaton->nodes = memory_resize(automaton->nodes, automaton->node_room,
                                         sizeof *automaton->nodes);
    }
    uint32_t child = (uint32_t)automaton->node_count++;
    struct node *parent = &automaton->nodes[node];
    automaton->nodes[child] =
        (struct node){.sibling = parent->child, .symbol = symbol};
    parent->child = child;
    automaton->counts[symbol]++;
    return child;
}

bool automaton_has_room(const struct automaton *automaton, size_t symbols)
{
    return automaton->node_count + symbols <= MOST_STATES;
}

uint32_t automaton_put(struct automaton *automaton,
                       const unsigned char *symbols, size_t length)
{
    uint32_t node = 0;
    for (size_t i = 0; i < length; i++) {
        uint32_t child = child_of(automaton, node, symbols[i]);
        node = child > 0 ? child : new_child(automaton, node, symbols[i]);
    }
    struct node *last = &automaton->nodes[node];
    if (last->end == 0) last->end = (uint32_t)++automaton->string_count;
    return last->end - 1;
}

size_t automaton_count(const struct automaton *automaton)
{
    return automaton->string_count;
}

/* The symbols that are in most strings come first: so what is read of the pairs
 * lies together. */
static void number_classes(struct automaton *automaton)
{
    memset(automaton->classes, OTHER, sizeof automaton->classes);
    automaton->class_count = OTHER + 1;
    for (;;) {
        size_t most = 0;
        for (size_t i = 1; i < SYMBOLS; i++)
            if (automaton->classes[i] == OTHER &&
                automaton->counts[i] > automaton->counts[most])
                most = i;
        if (automaton->counts[most] == 0) return;
        automaton->classes[most] = (unsigned char)automaton->class_count++;
    }
}

/* The classes of bytes. */
static void class_bytes(struct automaton *automaton)
{
    for (size_t i = 0; i < SYMBOLS; i++) {
        unsigned char byte = (unsigned char)i;
        automaton->bytes[i] = automaton->classes[spelling_symbol(byte, true)];
        automaton->bytes[SYMBOLS + i] =
            automaton->classes[spelling_symbol(byte, false)];
        if (literal_is_word((char)byte)) automaton->halves[i] = SYMBOLS;
    }
}

/* ---- Ways ---- */

struct way {
    uint32_t class;
    uint32_t state;
};

/* What is known of a state, by the number of its node, until it is laid out. */
struct state {
    uint32_t fallback; /* the longest ending of it that is a state too */
    uint32_t two;      /* the longest of at most two symbols */
    uint32_t three;    /* and of three */
    uint32_t class;    /* of its last symbol */
    uint32_t depth;    /* symbols */
    uint32_t first;    /* of its ways */
    uint32_t count;    /* of them */
    uint32_t place;
};

struct making {
    struct automaton *automaton;
    struct state *states;
    uint32_t *order; /* shorter states come first */
    uint32_t *pairs; /* the states of at most two symbols, by both */
    struct way *ways;
    size_t way_count;
    size_t way_room;
};

/* Where two classes lead: to the state of both, or that of the second. */
static void pair_up(struct making *making)
{
    const struct automaton *automaton = making->automaton;
    const struct node *nodes = automaton->nodes;
    size_t width = automaton->class_count;
    making->pairs = memory_new(width * width, sizeof *making->pairs);
    for (uint32_t one = nodes[0].child; one > 0; one = nodes[one].sibling) {
        size_t class = automaton->classes[nodes[one].symbol];
        for (size_t i = 0; i < width; i++)
            making->pairs[i * width + class] = one;
    }
    for (uint32_t one = nodes[0].child; one > 0; one = nodes[one].sibling) {
        uint32_t *row =
            making->pairs + automaton->classes[nodes[one].symbol] * width;
        for (uint32_t i = nodes[one].child; i > 0; i = nodes[i].sibling)
            row[automaton->classes[nodes[i].symbol]] = i;
    }
}

static const struct way *find_way(const struct making *making, uint32_t number,
                                  uint32_t class)
{
    const struct state *state = &making->states[number];
    const struct way *ways = making->ways + state->first;
    for (size_t i = 0; i < state->count; i++)
        if (ways[i].class == class) return &ways[i];
    return NULL;
}

/* The states of at most two, and three, symbols that come behind a state. */
static uint32_t next_two(const struct making *making, uint32_t number,
                         uint32_t class)
{
    size_t width = making->automaton->class_count;
    return making->pairs[making->states[number].class * width + class];
}

static uint32_t next_three(const struct making *making, uint32_t number,
                           uint32_t class)
{
    const struct way *way = find_way(making, making->states[number].two, class);
    return way != NULL ? way->state : next_two(making, number, class);
}

/* The state that comes behind another. */
static uint32_t next_state(const struct making *making, uint32_t number,
                           uint32_t class)
{
    const struct way *way = find_way(making, number, class);
    if (way == NULL)
        way = find_way(making, making->states[number].three, class);
    return way != NULL ? way->state : next_three(making, number, class);
}

static void add_way(struct making *making, struct state *state, uint32_t class,
                    uint32_t to)
{
    if (making->way_count == making->way_room) {
        making->way_room = making->way_room * 2 + 256;
        making->ways =
            memory_resize(making->ways, making->way_room, sizeof *making->ways);
    }
    making->ways[making->way_count++] = (struct way){class, to};
    state->count++;
}

/* What becomes of the children of a state. Returns how many are in order. */
static size_t place_children(struct making *making, uint32_t number,
                             size_t count)
{
    const struct automaton *automaton = making->automaton;
    const struct node *nodes = automaton->nodes;
    struct state *state = &making->states[number];
    for (uint32_t i = nodes[number].child; i > 0; i = nodes[i].sibling) {
        struct state *child = &making->states[i];
        child->class = automaton->classes[nodes[i].symbol];
        child->depth = state->depth + 1;
        if (number > 0)
            child->fallback = next_state(making, state->fallback, child->class);
        if (child->depth > TWO) add_way(making, state, child->class, i);
        child->two = next_two(making, number, child->class);
        child->three = next_three(making, number, child->class);
        making->order[count++] = i;
    }
    return count;
}

/* A state gets the ways of its fallback too, where it has none of its own; but
 * not those of a short one, which are looked at as well. */
static void inherit(struct making *making, uint32_t number)
{
    struct state *state = &making->states[number];
    const struct state *fallback = &making->states[state->fallback];
    for (size_t i = 0; i < fallback->count && fallback->depth > THREE; i++) {
        struct way way = making->ways[fallback->first + i];
        if (way.class != END && find_way(making, number, way.class) == NULL)
            add_way(making, state, way.class, way.state);
    }
}

/* Which string ends in a state. */
static void find_end_of(struct making *making, uint32_t number)
{
    struct automaton *automaton = making->automaton;
    struct state *state = &making->states[number];
    struct node *node = &automaton->nodes[number];
    uint32_t shorter = automaton->nodes[state->fallback].end;
    if (node->end > 0)
        automaton->shorter[node->end - 1] = shorter;
    else
        node->end = shorter;
    if (node->end > 0) add_way(making, state, END, 0);
}

/* Breadth first, so that the fallback of each state is finished before. */
static void find_ways(struct making *making)
{
    size_t count = 1;
    making->states[0].class = OTHER;
    for (size_t i = 0; i < count; i++) {
        uint32_t number = making->order[i];
        making->states[number].first = (uint32_t)making->way_count;
        count = place_children(making, number, count);
        inherit(making, number);
        find_end_of(making, number);
    }
}

/* ---- Layout ---- */

/* The row of cells while combs are laid; a bit for each cell. */
struct row {
    uint64_t *taken; /* a way */
    uint64_t *begun; /* a comb begins here */
    size_t words;
    size_t full; /* words in which no cell is free, from the first on */
    size_t end;  /* behind all */
};

/* 64 bits, from that of CELL on. */
static uint64_t bits_from(const uint64_t *bits, size_t cell)
{
    uint64_t low = bits[cell / 64] >> cell % 64;
    if (cell % 64 == 0) return low;
    return low | bits[cell / 64 + 1] << (64 - cell % 64);
}

static void make_room(struct row *row)
{
    size_t old = row->words;
    if (row->end / 64 + 2 * SYMBOLS / 64 < old) return;
    row->words = row->end / 32 + 4 * SYMBOLS / 64;
    row->taken = memory_resize(row->taken, row->words, sizeof *row->taken);
    row->begun = memory_resize(row->begun, row->words, sizeof *row->begun);
    memset(row->taken + old, 0, (row->words - old) * sizeof *row->taken);
    memset(row->begun + old, 0, (row->words - old) * sizeof *row->begun);
}

/* Odd cells, or even ones. */
static uint64_t half_of_cells(bool odd)
{
    return UINT64_C(0x5555555555555555) << odd;
}

/* Where a comb can begin so that all its WAYS fall into gaps. */
static size_t find_gaps(struct row *row, const struct way *ways, size_t count,
                        bool odd)
{
    while (row->taken[row->full] == UINT64_MAX)
        row->full++;
    size_t word = row->full > SYMBOLS / 64 ? row->full - SYMBOLS / 64 : 0;
    if (row->end / 64 > word + TRIES) word = row->end / 64 - TRIES;
    for (;; word++) {
        uint64_t taken = row->begun[word] | half_of_cells(!odd);
        for (size_t i = 0; i < count; i++)
            taken |= bits_from(row->taken, word * 64 + ways[i].class);
        if (taken != UINT64_MAX) return word * 64 + bits_lowest(~taken);
    }
}

/* Where a comb of one way can begin so that the way lies near the end, behind
 * that of the state before it in a string. */
static size_t find_end(const struct row *row, const struct way *way, bool odd)
{
    size_t reach = way->class + NEAR;
    size_t begin = row->end > reach ? row->end - reach : 0;
    begin += begin % 2 != odd;
    while (bits_has(row->begun, begin) ||
           bits_has(row->taken, begin + way->class))
        begin += 2;
    return begin;
}

static void place_comb(const struct making *making, uint32_t number,
                       struct row *row)
{
    struct state *state = &making->states[number];
    const struct way *ways = making->ways + state->first;
    bool ends = making->automaton->nodes[number].end > 0;
    make_room(row);
    size_t place = state->count == 1 ? find_end(row, ways, ends)
                                     : find_gaps(row, ways, state->count, ends);
    state->place = (uint32_t)place;
    bits_put(row->begun, place);
    for (size_t i = 0; i < state->count; i++) {
        size_t end = place + ways[i].class + 1;
        bits_put(row->taken, end - 1);
        if (end > row->end) row->end = end;
    }
    if (place >= row->end) row->end = place + 1;
}

/* The walk begins at 0. Then come short states; of others the combs of several
 * ways; those of one way, in the order in which strings were put in; and those
 * of none. */
static void place_combs(struct making *making, struct row *row)
{
    size_t count = making->automaton->node_count;
    const struct state *states = making->states;
    make_room(row);
    bits_put(row->begun, 0);
    for (size_t i = 1; i < count && states[making->order[i]].depth <= TWO; i++)
        place_comb(making, making->order[i], row);
    for (size_t i = 1; i < count; i++) {
        const struct state *state = &states[making->order[i]];
        if (state->depth > TWO && state->count > 1)
            place_comb(making, making->order[i], row);
    }
    for (uint32_t i = 1; i < count; i++)
        if (states[i].depth > TWO && states[i].count == 1)
            place_comb(making, i, row);
    row->full = 0;
    for (uint32_t i = 1; i < count; i++)
        if (states[i].depth > TWO && states[i].count == 0)
            place_comb(making, i, row);
}

/* A state as cells and pairs have it. */
static uint32_t laid_out(const struct making *making, uint32_t number)
{
    return making->states[number].place << PLACE_SHIFT;
}

static void lay_out(const struct making *making)
{
    struct automaton *automaton = making->automaton;
    size_t pairs = automaton->class_count * automaton->class_count;
    automaton->cells =
        memory_new(automaton->cell_count, sizeof *automaton->cells);
    for (uint32_t i = 0; i < automaton->node_count; i++) {
        const struct state *state = &making->states[i];
        for (size_t j = 0; j < state->count; j++) {
            struct way way = making->ways[state->first + j];
            automaton->cells[state->place + way.class] =
                way.class == END ? automaton->nodes[i].end << PLACE_SHIFT
                                 : laid_out(making, way.state) | way.class;
        }
    }
    automaton->pairs = memory_new(pairs, sizeof *automaton->pairs);
    for (size_t i = 0; i < pairs; i++)
        automaton->pairs[i] = laid_out(making, making->pairs[i]);
}

bool automaton_finish(struct automaton *automaton)
{
    size_t count = automaton->node_count;
    struct making making = {.automaton = automaton};
    struct row row = {0};
    making.states = memory_new(count, sizeof *making.states);
    making.order = memory_new(count, sizeof *making.order);
    automaton->shorter =
        memory_new(automaton->string_count, sizeof *automaton->shorter);
    number_classes(automaton);
    class_bytes(automaton);
    pair_up(&making);
    find_ways(&making);
    place_combs(&making, &row);
    automaton->cell_count = row.end + SYMBOLS; /* all that is looked at */
    bool fits = automaton->cell_count <= MOST_CELLS;
    if (fits) lay_out(&making);
    free(making.pairs);
    free(row.taken);
    free(row.begun);
    free(making.states);
    free(making.order);
    free(making.ways);
    free(automaton->nodes);
    automaton->nodes = NULL;
    return fits;
}

/* ---- Reading ---- */

/* The state that a way leads to, if its cell is for this class; else OTHER. */
static inline uint32_t way_or(uint32_t cell, unsigned char class,
                              uint32_t other)
{
    return (unsigned char)cell == class ? cell : other;
}

void automaton_read(const struct automaton *automaton,
                    struct automaton_walk *walk, const char *bytes,
                    size_t count, struct automaton_met *met)
{
    const uint32_t *pairs = automaton->pairs;
    size_t width = automaton->class_count;
    uint32_t state = walk->state;
    uint32_t three = walk->three;
    uint32_t two = walk->two;
    size_t row = walk->before * width;
    size_t half = walk->half;
    size_t hits = 0;
    for (uint32_t i = 0; i < count; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        unsigned char class = automaton->bytes[half + byte];
        const uint32_t *cells = automaton->cells + class;
        uint32_t own = cells[state >> PLACE_SHIFT];
        uint32_t third = cells[three >> PLACE_SHIFT];
        uint32_t second = cells[two >> PLACE_SHIFT];
        two = pairs[row + class];
        three = way_or(second, class, two);
        state = way_or(own, class, way_or(third, class, three));
        met->hits[hits] = state;
        met->hit_at[hits] = i;
        hits += state >> PLACE_SHIFT & 1;
        row = class * width;
        half = automaton->halves[byte];
    }
    *walk = (struct automaton_walk){state, two, three, row / width, half};
    met->hit_count = hits;
}

/* A cell of no class that is not free says which string ends. */
void automaton_mark(struct automaton *automaton, const uint32_t *marks)
{
    for (size_t i = 0; i < automaton->cell_count; i++) {
        uint32_t cell = automaton->cells[i];
        if (cell > 0 && (unsigned char)cell == END)
            automaton->cells[i] = marks[(cell >> PLACE_SHIFT) - 1]
                                  << PLACE_SHIFT;
    }
}

uint32_t automaton_longest(const struct automaton *automaton, uint32_t state)
{
    return automaton->cells[state >> PLACE_SHIFT] >> PLACE_SHIFT;
}

uint32_t automaton_shorter(const struct automaton *automaton, uint32_t string)
{
    return automaton->shorter[string];
}

void automaton_free(struct automaton *automaton)
{
    if (automaton == NULL) return;
    free(automaton->cells);
    free(automaton->pairs);
    free(automaton->shorter);
    free(automaton->nodes);
    free(automaton);
}
