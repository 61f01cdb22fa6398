/* A scenario: a client, in nodes of speech and ordered ways on.
 *
 * Immutable once loaded (scenariofile.h); it owns one arena. Nodes, states,
 * endings and people are known by their number, their place in the file. The
 * play of it is session.h.
 */
#ifndef SCENARIO_SCENARIO_H
#define SCENARIO_SCENARIO_H

#include "base/arena.h"
#include "base/hash.h"
#include "rubric/rubric.h"
#include "scenario/expression.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SCENARIO_BYTES = 1 << 20,
    SCENARIO_NODES = 2000,
    SCENARIO_STATES = 64,
    SCENARIO_VALUE = 1000000, /* bounds of a state, either way */
    SCENARIO_TURNS = 1000,
    SCENARIO_STEPS = 4 /* of a card: it goes from 1 to 5 */
};

#define SCENARIO_NONE SIZE_MAX

struct person {
    const char *id;
    const char *name;
};

struct state {
    const char *name;
    int min;
    int max;
    int start;
    size_t at; /* where it stands in the file */
};

enum ending_kind { ENDING_GOOD, ENDING_MIXED, ENDING_POOR };

struct ending {
    const char *id;
    enum ending_kind kind;
    const char *title;
    size_t at;
};

struct line {
    size_t who; /* a person */
    const char *text;
};

struct lines {
    const struct line *list;
    size_t count;
};

/* A value for a state: to set, to add, or given to a try. */
struct change {
    size_t state;
    int value;
};

struct changes {
    const struct change *list;
    size_t count;
};

/* A sample reply of the author's, and the state it is tried from. */
struct sample {
    const char *reply;
    const char *before; /* the trainee's reply before it, or NULL */
    struct changes given;
    int visits; /* 1 unless given */
    int turn;
    size_t at;
};

struct samples {
    const struct sample *list;
    size_t count;
};

/* One way a reply can be taken: `replies` in the file. */
struct way {
    const char *id;
    const char *when_text; /* NULL: always */
    const struct expression *when;
    struct changes set;
    struct changes add;
    size_t to; /* node; the node itself to stay */
    struct lines say;
    const char *coach; /* or NULL */
    struct samples tries;
    size_t at;
};

struct node {
    const char *id;
    struct lines say;
    const struct lines *again;
    size_t again_count;
    bool has_heard;
    struct wordlist fits;
    struct wordlist misses;
    struct samples better;
    const char *hint; /* or NULL */
    const struct way *ways;
    size_t way_count; /* 0: an ending */
    size_t ending;    /* SCENARIO_NONE where the talk goes on */
    size_t at;
};

/* What holds whichever way was won. */
struct rule {
    const char *id;
    const char *when_text;
    const struct expression *when;
    size_t to;
    size_t at;
};

enum card { CARD_BOND, CARD_GOALS, CARD_TASKS, CARD_COUNT };

/* One line of the client's alliance card (Bordin 1979). */
struct card_line {
    bool discussed;
    size_t state;
    int steps[SCENARIO_STEPS];
};

struct scenario {
    struct arena arena;
    const char *id;
    int version;
    const char *language;
    const char *title;
    const char *about;
    int difficulty;
    const char *content_note; /* or NULL */
    const char *rubric_id;
    const char *continues; /* scenario it goes on from, or NULL */
    char sha256[HASH_HEX];
    struct numbers practises; /* codes */
    struct numbers carry;     /* states */
    struct person *people;
    size_t person_count;
    struct state *states;
    size_t state_count;
    struct cue *listens;
    size_t listen_count;
    struct names names;
    struct ending *endings;
    size_t ending_count;
    struct card_line card[CARD_COUNT];
    size_t start;
    int most_turns; /* 0: no limit */
    size_t time_up; /* node */
    struct rule *always;
    size_t always_count;
    struct node *nodes;
    size_t node_count;
};

const char *scenario_ending_kind_name(enum ending_kind kind);
const char *scenario_card_name(enum card card);

/* The node, state or ending of this name, or SCENARIO_NONE. */
size_t scenario_node(const struct scenario *scenario, const char *id);
size_t scenario_state(const struct scenario *scenario, const char *name);
size_t scenario_ending(const struct scenario *scenario, const char *id);

/* True when the talk is over in NODE. */
bool scenario_ends(const struct scenario *scenario, size_t node);

/* What a card line says when its state has VALUE: 1 to 5. */
int scenario_card_value(const struct card_line *line, int value);

/* Takes NULL. */
void scenario_free(struct scenario *scenario);

#endif
