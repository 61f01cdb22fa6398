/* What is looked for; see uses.h. Begin with uses_find().
 *
 * Of each cue's sets of strings (needs.h) the one that tells most is looked
 * for, and others where that saves more than it costs: sets that hardly a text
 * is without are not.
 */
#include "rubric/uses.h"

#include "base/count.h"
#include "base/memory.h"
#include "rubric/bars.h"
#include "rubric/worth.h"

#include <limits.h>
#include <stdlib.h>

enum {
    SMALL_SET = 1024,     /* strings in a set that is asked for besides */
    WORTHLESS = 160,      /* a set of which hardly a text has nothing */
    WORTH_FIRST = 140,    /* a set that is near comes first */
    WORTH_MOST = 1 << 20, /* no set is worth more */
    WORTH_ANCHORED = 100, /* one of a pattern that begins with ^, at least */
    NEAR = 8 /* characters, to which it is known where a match begins */
};

/* A literal of a net, and how far behind the beginning of a match it begins. */
struct needed {
    uint32_t literal;
    struct reach reach;
};

/* One set of a cue, as literals of its net. */
struct set {
    struct needed *list;
    size_t count;
};

/* A cue's sets as they were found, before there is a net to put them in, and
 * afterwards. */
struct wanted {
    const struct cue *cue;
    enum whose whose;
    bool anchored; /* a pattern that begins with ^ */
    struct arena arena;
    struct needs needs;
    int worth[NEEDS_SETS]; /* of each of them */
    struct bars bars;
    struct bars enough;
    struct set sets[USES_NONE];
    struct set enough_set; /* some of the first */
    size_t set_count;
};

struct making {
    struct uses *uses;
    struct wanted *wanted; /* a cue each */
    size_t cue_count;
};

/* ---- What cues need ---- */

static void find_needs(const struct cue *cue, struct wanted *wanted)
{
    struct needs *needs = &wanted->needs;
    if (cue->kind == CUE_WORDS)
        needs_of_list(cue->words, &wanted->arena, needs);
    if (cue->kind == CUE_PATTERN) {
        size_t length;
        const char *text = pattern_text(cue->pattern, &length);
        needs_find(text, length, &wanted->arena, needs);
        wanted->anchored = needs_anchored(text, length);
        bars_find(text, length, &wanted->arena, &wanted->bars);
    }
    for (size_t i = 0; i < needs->count; i++)
        wanted->worth[i] = worth_of(needs->sets[i].list, needs->sets[i].count);
}

/* Where nobody asks where a cue is met. */
static void find_enough(const struct cue *cue, struct wanted *wanted)
{
    if (cue->kind != CUE_PATTERN) return;
    size_t length;
    const char *text = pattern_text(cue->pattern, &length);
    bars_find_enough(text, length, &wanted->arena, &wanted->enough);
}

/* True when it is known nearly to the byte where a match begins. */
static bool is_near(const struct strings *strings)
{
    for (size_t i = 0; i < strings->count; i++) {
        struct reach reach = needs_reach(strings, i);
        if (reach.streaks > 0 || reach.most - reach.least > NEAR) return false;
    }
    return true;
}

static int rank_of(const struct wanted *wanted, size_t set)
{
    int worth = wanted->worth[set];
    bool first = worth >= WORTH_FIRST && is_near(&wanted->needs.sets[set]);
    return first ? WORTH_MOST + worth : worth;
}

/* The set that tells most comes first; but rather one that tells enough, and
 * where a match begins: by first sets that is known. */
static void put_first(struct wanted *wanted)
{
    struct needs *needs = &wanted->needs;
    size_t best = 0;
    int highest = INT_MIN;
    for (size_t i = 0; i < needs->count; i++) {
        int rank = rank_of(wanted, i);
        if (rank <= highest) continue;
        highest = rank;
        best = i;
    }
    if (best == 0) return;
    struct strings first = needs->sets[best];
    int worth = wanted->worth[best];
    needs->sets[best] = needs->sets[0];
    wanted->worth[best] = wanted->worth[0];
    needs->sets[0] = first;
    wanted->worth[0] = worth;
}

/* ---- Nets ---- */

/* The net that the text of a cue is read with. */
static size_t net_of(const struct wanted *wanted)
{
    return wanted->whose == WHOSE_REPLY || wanted->whose == WHOSE_BEFORE
               ? USES_OWN
               : USES_THEIRS;
}

static void begin_set(struct wanted *wanted, struct set *set, size_t strings)
{
    set->count = 0;
    set->list =
        arena_new(&wanted->arena, strings * NET_WAYS, sizeof *set->list);
}

/* False when the net would grow too large. */
static bool put_string(struct net *net, const char *string, struct reach reach,
                       struct set *set)
{
    uint32_t literals[NET_WAYS];
    size_t ways = net_put(net, string, literals);
    for (size_t i = 0; i < ways; i++)
        set->list[set->count++] = (struct needed){literals[i], reach};
    return ways > 0;
}

static int by_literal(const void *one, const void *other)
{
    const struct needed *a = one;
    const struct needed *b = other;
    if (a->literal != b->literal) return a->literal < b->literal ? -1 : 1;
    if (a->reach.streaks != b->reach.streaks)
        return a->reach.streaks < b->reach.streaks ? -1 : 1;
    return (a->reach.least > b->reach.least) -
           (a->reach.least < b->reach.least);
}

/* Strings that differ only behind the bytes that are looked for are one
 * literal, and so is a word that several alternatives begin with: it is looked
 * at once, wherever a match may begin by any of them. */
static void unite(struct set *set)
{
    size_t count = 0;
    if (set->count > 1)
        qsort(set->list, set->count, sizeof *set->list, by_literal);
    for (size_t i = 0; i < set->count; i++) {
        struct needed next = set->list[i];
        struct needed *last = &set->list[count > 0 ? count - 1 : 0];
        if (count == 0 || last->literal != next.literal ||
            last->reach.streaks != next.reach.streaks ||
            next.reach.least > last->reach.most + 1)
            set->list[count++] = next;
        else if (next.reach.most > last->reach.most)
            last->reach.most = next.reach.most;
    }
    set->count = count;
}

static bool put_set(struct net *net, const struct strings *strings,
                    struct wanted *wanted)
{
    struct set *set = &wanted->sets[wanted->set_count];
    begin_set(wanted, set, strings->count);
    for (size_t i = 0; i < strings->count; i++)
        if (!put_string(net, strings->list[i], needs_reach(strings, i), set)) {
            set->count = 0;
            return false;
        }
    unite(set);
    wanted->set_count++;
    return true;
}

/* As many as there is room for. */
static void put_words(struct net *net, const struct bars *words,
                      struct wanted *wanted, struct set *set)
{
    const struct reach none = {0};
    begin_set(wanted, set, words->count);
    for (size_t i = 0; i < words->count; i++)
        if (!put_string(net, words->list[i], none, set)) break;
    unite(set);
}

static void put_bars(struct net *net, struct wanted *wanted)
{
    put_words(net, &wanted->bars, wanted, &wanted->sets[USES_BARS]);
}

static void put_enough(struct net *net, struct wanted *wanted)
{
    if (wanted->set_count > 0)
        put_words(net, &wanted->enough, wanted, &wanted->enough_set);
}

/* Where a pattern can begin at one place of a text alone, to try it there costs
 * less than to look out for what nearly every text has. */
static int least_worth(const struct wanted *wanted)
{
    bool many =
        wanted->cue->in == PART_SENTENCE || wanted->cue->in == PART_STATEMENT;
    return wanted->anchored && !many ? WORTH_ANCHORED : 1;
}

/* The first set, or else any that tells something and for which there is
 * room. */
static void put_one(struct net *net, struct wanted *wanted)
{
    const struct needs *needs = &wanted->needs;
    int least = least_worth(wanted);
    put_first(wanted);
    for (size_t i = 0; i < needs->count; i++)
        if (wanted->worth[i] >= least && put_set(net, &needs->sets[i], wanted))
            return;
}

/* And of the others those that are small. */
static void put_others(struct net *net, struct wanted *wanted)
{
    const struct needs *needs = &wanted->needs;
    for (size_t i = 1; i < needs->count; i++)
        if (wanted->worth[i] >= WORTHLESS && needs->sets[i].count <= SMALL_SET)
            put_set(net, &needs->sets[i], wanted);
}

/* Should there be too little room, what comes first matters most. */
static void fill_nets(const struct making *making)
{
    static void (*const put[])(struct net *, struct wanted *) = {
        put_one, put_others, put_bars, put_enough};
    for (size_t i = 0; i < COUNT(put); i++)
        for (size_t cue = 0; cue < making->cue_count; cue++) {
            struct wanted *wanted = &making->wanted[cue];
            put[i](making->uses->nets[net_of(wanted)], wanted);
        }
}

/* ---- Uses ---- */

/* The uses of the literals of a net, while they are laid out. */
struct layout {
    uint32_t *begins; /* of a literal: where its uses begin; last, all */
    struct use *list; /* NULL while they are counted */
};

static void put_use(struct layout *layout, uint32_t literal, struct use use)
{
    uint32_t *place = &layout->begins[literal];
    if (layout->list == NULL)
        ++*place;
    else
        layout->list[--*place] = use;
}

static bool has_literal(const struct set *set, uint32_t literal)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->list[i].literal == literal) return true;
    return false;
}

/* Those of the SET of all cues. */
static void link_set(const struct making *making, struct layout *layout,
                     size_t net, size_t set)
{
    for (size_t cue = making->cue_count; cue-- > 0;) {
        const struct wanted *wanted = &making->wanted[cue];
        const struct set *literals = &wanted->sets[set];
        struct use use = {.cue = (uint16_t)cue,
                          .set = (unsigned char)set,
                          .part = (unsigned char)wanted->cue->in,
                          .whose = (unsigned char)wanted->whose};
        if (net_of(wanted) != net) continue;
        for (size_t i = 0; i < literals->count; i++) {
            const struct needed *one = &literals->list[i];
            use.nearest = (uint16_t)one->reach.least;
            use.farthest = (uint16_t)one->reach.most;
            use.streaks = (unsigned char)one->reach.streaks;
            use.enough =
                set == 0 && has_literal(&wanted->enough_set, one->literal);
            put_use(layout, one->literal, use);
        }
    }
}

/* From the last to the first. */
static void link_sets(const struct making *making, struct layout *layout,
                      size_t net)
{
    for (uint32_t i = 0; i < net_count(making->uses->nets[net]); i++)
        put_use(layout, i, (struct use){.set = USES_NONE});
    for (size_t set = USES_NONE; set-- > 0;)
        link_set(making, layout, net, set);
}

/* What is looked for only in the reply, or in what the client said last, is of
 * no use later. */
static bool any_lasts(const struct use *use)
{
    for (; use->set < USES_NONE; use++) {
        if (use->whose == WHOSE_BEFORE || use->whose == WHOSE_RECENT)
            return true;
    }
    return false;
}

/* For each literal the sets that it stands in. */
static void link_uses(const struct making *making, size_t net)
{
    struct uses *uses = making->uses;
    size_t count = net_count(uses->nets[net]);
    struct layout layout = {0};
    layout.begins = memory_new(count + 1, sizeof *layout.begins);
    link_sets(making, &layout, net);
    for (size_t i = 0; i < count; i++)
        layout.begins[i + 1] += layout.begins[i];
    layout.list = memory_new(layout.begins[count], sizeof *layout.list);
    uses->count += layout.begins[count];
    link_sets(making, &layout, net);
    for (uint32_t i = 0; i < count; i++)
        net_tag(uses->nets[net], i, layout.begins[i],
                any_lasts(layout.list + layout.begins[i]));
    uses->lists[net] = layout.list;
    free(layout.begins);
}

/* Should a net be too large, its cues are always tried. */
static void finish_net(const struct making *making, size_t net)
{
    struct uses *uses = making->uses;
    if (net_finish(uses->nets[net])) return;
    net_free(uses->nets[net]);
    uses->nets[net] = net_new();
    net_finish(uses->nets[net]);
    for (size_t i = 0; i < making->cue_count; i++)
        if (net_of(&making->wanted[i]) == net) making->wanted[i].set_count = 0;
}

void uses_find(struct uses *uses, const struct cue *cues, size_t cue_count,
               const uint64_t *asked)
{
    struct making making = {uses, memory_new(cue_count, sizeof *making.wanted),
                            cue_count};
    *uses = (struct uses){
        .anchored = memory_new(cue_count, sizeof *uses->anchored),
        .set_counts = memory_new(cue_count, sizeof *uses->set_counts),
    };
    for (size_t i = 0; i < cue_count; i++) {
        making.wanted[i].cue = &cues[i];
        making.wanted[i].whose = part_whose(cues[i].in);
        if (!cue_is_asked(asked, i)) continue;
        find_needs(&cues[i], &making.wanted[i]);
        if (asked != NULL) find_enough(&cues[i], &making.wanted[i]);
    }
    for (size_t i = 0; i < USES_NETS; i++)
        uses->nets[i] = net_new();
    fill_nets(&making);
    for (size_t i = 0; i < USES_NETS; i++) {
        link_uses(&making, i);
        finish_net(&making, i);
    }
    for (size_t i = 0; i < cue_count; i++) {
        uses->anchored[i] = making.wanted[i].anchored;
        uses->set_counts[i] = (unsigned char)making.wanted[i].set_count;
        arena_free(&making.wanted[i].arena);
    }
    free(making.wanted);
}

void uses_free(struct uses *uses)
{
    for (size_t i = 0; i < USES_NETS; i++) {
        net_free(uses->nets[i]);
        free(uses->lists[i]);
    }
    free(uses->anchored);
    free(uses->set_counts);
}
