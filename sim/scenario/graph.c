/* Scenarios drawn; see graph.h.
 *
 * Begin with graph_draw() at the end. How all things look stands in the
 * tables at the top: what differs does so in shape as well as in colour, so
 * that it can be told in black and white.
 */
#include "scenario/graph.h"

#include "base/count.h"
#include "base/memory.h"
#include "scenario/label.h"

#include <stdlib.h>
#include <string.h>

enum {
    MANY = 5,         /* boxes that lead to one: told in them, not drawn */
    NAMES = 3,        /* replies named on an arrow; the others are counted */
    WORDS_WIDTH = 22, /* of what the client says, two lines */
    ARROW_WIDTH = 28,
    RULE_WIDTH = 22,
    ALL_LINES = 1000
};

/* --- how things look ----------------------------------------------------- */

static const char head[] =
    " {\n"
    "  graph [rankdir=TB, nodesep=0.3, ranksep=0.45, concentrate=false,\n"
    "    fontname=\"Helvetica\", fontsize=9, labelloc=t, labeljust=l];\n"
    "  node [shape=box, fontname=\"Helvetica\", fontsize=9, "
    "margin=\"0.1,0.05\"];\n"
    "  edge [fontname=\"Helvetica\", fontsize=8, arrowsize=0.7];\n";

static const char quiet[] = ", color=\"#999999\", fontcolor=\"#777777\"";

/* What a reply does to the states that count; both is possible. */
enum { RAISES = 1, LOWERS = 2 };

struct arrow_look {
    const char *sign;
    const char *line;
    const char *head;
    const char *colour;
};

static const struct arrow_look arrow_looks[] = {
    [0] = {"", "solid", "vee", "#333333"},
    [RAISES] = {"+ ", "solid", "normal", "#1f5fa8"},
    [LOWERS] = {"− ", "dashed", "empty", "#a8201a"},
    [RAISES | LOWERS] = {"± ", "solid", "vee", "#333333"},
};

struct ending_look {
    const char *shape;
    const char *fill;
};

static const struct ending_look ending_looks[] = {
    [ENDING_GOOD] = {"shape=box, peripheries=2, style=filled", "#d3ebd1"},
    [ENDING_MIXED] = {"shape=box, style=\"filled,rounded\"", "#faf0c2"},
    [ENDING_POOR] = {"shape=octagon, style=filled", "#f4cdc7"},
};

/* --- what is drawn ------------------------------------------------------- */

struct drawing {
    const struct scenario *scenario;
    const struct session *taken; /* or NULL */
    bool *counts;                /* a state each: its ups and downs show */
    size_t *sources;             /* a node each: how many others lead there */
    bool *visited;               /* a node each */
    struct buffer *out;
};

/* The states that the client's card is read from, of which more is better;
 * where there is no card, all. */
static void find_counting(struct drawing *drawing)
{
    const struct scenario *scenario = drawing->scenario;
    bool any = false;
    drawing->counts = memory_new(scenario->state_count, sizeof(bool));
    for (size_t i = 0; i < CARD_COUNT; i++) {
        if (!scenario->card[i].discussed) continue;
        drawing->counts[scenario->card[i].state] = true;
        any = true;
    }
    for (size_t i = 0; !any && i < scenario->state_count; i++)
        drawing->counts[i] = true;
}

/* The way of NODE at or after FIRST that leads to TO; way_count when there is
 * none. */
static size_t next_to(const struct node *node, size_t to, size_t first)
{
    while (first < node->way_count && node->ways[first].to != to)
        first++;
    return first;
}

/* True when WAY stands for all of INDEX's ways to where it leads, which is
 * not the node itself. */
static bool is_first(const struct scenario *scenario, size_t index, size_t way)
{
    const struct node *node = &scenario->nodes[index];
    size_t to = node->ways[way].to;
    return to != index && next_to(node, to, 0) == way;
}

static void count_sources(struct drawing *drawing)
{
    const struct scenario *scenario = drawing->scenario;
    drawing->sources = memory_new(scenario->node_count, sizeof(size_t));
    for (size_t i = 0; i < scenario->node_count; i++)
        for (size_t way = 0; way < scenario->nodes[i].way_count; way++)
            if (is_first(scenario, i, way))
                drawing->sources[scenario->nodes[i].ways[way].to]++;
}

/* Too many lead there for arrows. */
static bool is_told(const struct drawing *drawing, size_t to)
{
    return drawing->sources[to] >= MANY;
}

static void find_visited(struct drawing *drawing)
{
    const struct session *taken = drawing->taken;
    drawing->visited = memory_new(drawing->scenario->node_count, sizeof(bool));
    if (taken == NULL) return;
    for (size_t i = 0; i < taken->record_count; i++)
        drawing->visited[taken->records[i].move.from] = true;
    drawing->visited[taken->position.node] = true;
}

static int effect_of(const struct drawing *drawing, const struct way *way)
{
    int effect = 0;
    for (size_t i = 0; i < way->add.count; i++) {
        const struct change *change = &way->add.list[i];
        if (drawing->counts[change->state])
            effect |= change->value < 0   ? LOWERS
                      : change->value > 0 ? RAISES
                                          : 0;
    }
    return effect;
}

/* All that the ways of NODE to TO do. */
static int effect_to(const struct drawing *drawing, const struct node *node,
                     size_t to)
{
    int effect = 0;
    for (size_t way = next_to(node, to, 0); way < node->way_count;
         way = next_to(node, to, way + 1))
        effect |= effect_of(drawing, &node->ways[way]);
    return effect;
}

/* --- words --------------------------------------------------------------- */

static void add(const struct drawing *drawing, const char *text)
{
    buffer_add_text(drawing->out, text);
}

/* "felt, listened, let_be +2": the ways of NODE to TO. */
static void name_ways(const struct node *node, size_t to, struct buffer *names)
{
    size_t count = 0;
    for (size_t way = next_to(node, to, 0); way < node->way_count;
         way = next_to(node, to, way + 1))
        if (++count <= NAMES)
            buffer_format(names, "%s%s", count > 1 ? ", " : "",
                          node->ways[way].id);
    if (count > NAMES) buffer_format(names, " +%zu", count - NAMES);
}

static size_t count_staying(const struct drawing *drawing, size_t index)
{
    const struct node *node = &drawing->scenario->nodes[index];
    size_t count = 0;
    for (size_t way = 0; way < node->way_count; way++)
        count += node->ways[way].to == index;
    return count;
}

/* What the client says there first; her name too, where there are several. */
static void add_words(const struct drawing *drawing, const struct node *node)
{
    struct buffer words = {0};
    struct buffer shown = {0};
    if (node->say.count == 0) return;
    const struct line *line = &node->say.list[0];
    if (drawing->scenario->person_count > 1)
        buffer_format(&words,
                      "%s: ", drawing->scenario->people[line->who].name);
    buffer_add_text(&words, line->text);
    label_add(buffer_text(&words), WORDS_WIDTH, 2, &shown);
    if (shown.length > 0)
        buffer_format(drawing->out, "<BR/><I>%s</I>", buffer_text(&shown));
    buffer_free(&words);
    buffer_free(&shown);
}

/* --- the way that was taken ---------------------------------------------- */

/* Adds "turn 1-3, 7": when the talk was in NODE; nothing when it got no reply
 * there. */
static void add_turns_in(const struct drawing *drawing, size_t node)
{
    const struct session *taken = drawing->taken;
    const char *before = "turn ";
    for (size_t i = 0; i < taken->record_count; i++) {
        size_t first = i;
        if (taken->records[i].move.from != node) continue;
        while (i + 1 < taken->record_count &&
               taken->records[i + 1].move.from == node)
            i++;
        buffer_format(drawing->out, "%s%d", before, taken->records[first].turn);
        if (i > first)
            buffer_format(drawing->out, "-%d", taken->records[i].turn);
        before = ", ";
    }
}

static void add_visit(const struct drawing *drawing, size_t node)
{
    const struct session *taken = drawing->taken;
    if (taken == NULL || !drawing->visited[node]) return;
    bool last = taken->position.node == node;
    if (scenario_ends(drawing->scenario, node)) {
        buffer_format(drawing->out, "<BR/><B>after turn %d</B>",
                      taken->position.turn - 1);
        return;
    }
    add(drawing, "<BR/><B>");
    size_t length = drawing->out->length;
    add_turns_in(drawing, node);
    if (last)
        add(drawing, drawing->out->length > length ? ", it stopped here"
                                                   : "it stopped here");
    add(drawing, "</B>");
}

/* What decided a move. */
enum decider { BY_WAY, BY_RULE, BY_TURNS };

static enum decider decider_of(const struct move *move)
{
    if (move->time_up) return BY_TURNS;
    return move->rule != SCENARIO_NONE ? BY_RULE : BY_WAY;
}

/* Adds to LABEL a line "turn 3: felt" for each move out of FROM that DECIDER
 * sent to TO, a node or, of a rule, the rule; returns how many. SCENARIO_NONE
 * is from anywhere. */
static size_t add_moves(const struct drawing *drawing, enum decider decider,
                        size_t from, size_t to, struct buffer *label)
{
    const struct session *taken = drawing->taken;
    size_t count = 0;
    for (size_t i = 0; taken != NULL && i < taken->record_count; i++) {
        const struct move *move = &taken->records[i].move;
        size_t led = decider == BY_RULE ? move->rule : move->to;
        if (decider_of(move) != decider || led != to) continue;
        if (from != SCENARIO_NONE && move->from != from) continue;
        if (++count <= NAMES)
            buffer_format(
                label, "%sturn %d: %s", count > 1 ? "<BR/>" : "",
                taken->records[i].turn,
                drawing->scenario->nodes[move->from].ways[move->way].id);
    }
    if (count > NAMES) buffer_format(label, "<BR/>+%zu", count - NAMES);
    return count;
}

/* --- boxes --------------------------------------------------------------- */

static void add_told(const struct drawing *drawing, size_t index)
{
    const struct scenario *scenario = drawing->scenario;
    const struct node *node = &scenario->nodes[index];
    const char *before = "<BR/>";
    for (size_t way = 0; way < node->way_count; way++) {
        size_t to = node->ways[way].to;
        struct buffer names = {0};
        if (!is_first(scenario, index, way) || !is_told(drawing, to)) continue;
        int effect = effect_to(drawing, node, to);
        name_ways(node, to, &names);
        buffer_format(drawing->out,
                      "%s<FONT POINT-SIZE=\"8\">%sto <B>%s</B>: %s</FONT>"
                      "<BR ALIGN=\"LEFT\"/>",
                      before, arrow_looks[effect].sign, scenario->nodes[to].id,
                      buffer_text(&names));
        before = "";
        buffer_free(&names);
    }
}

static void draw_box(const struct drawing *drawing, size_t index)
{
    const struct node *node = &drawing->scenario->nodes[index];
    size_t staying = count_staying(drawing, index);
    buffer_format(drawing->out, "  \"%s\" [label=<<B>%s</B>", node->id,
                  node->id);
    add_words(drawing, node);
    add_visit(drawing, index);
    if (staying > 0) buffer_format(drawing->out, "<BR/>stays on %zu", staying);
    if (is_told(drawing, index))
        buffer_format(drawing->out, "<BR/>from %zu boxes",
                      drawing->sources[index]);
    add_told(drawing, index);
    add(drawing, ">");
    if (drawing->visited[index])
        add(drawing, ", style=filled, fillcolor=\"#dce8f7\", penwidth=2.5");
    else if (drawing->taken != NULL)
        add(drawing, quiet);
    else if (is_told(drawing, index))
        add(drawing, ", style=filled, fillcolor=\"#eeeeee\"");
    add(drawing, "];\n");
}

static void draw_ending(const struct drawing *drawing, size_t index)
{
    const struct node *node = &drawing->scenario->nodes[index];
    const struct ending *ending = &drawing->scenario->endings[node->ending];
    bool passed = drawing->taken != NULL && !drawing->visited[index];
    buffer_format(drawing->out, "  \"%s\" [label=<<B>%s</B><BR/>", node->id,
                  node->id);
    label_add(ending->title, WORDS_WIDTH, ALL_LINES, drawing->out);
    buffer_format(drawing->out, "<BR/>%s ending",
                  scenario_ending_kind_name(ending->kind));
    if (is_told(drawing, index))
        buffer_format(drawing->out, "<BR/>from %zu boxes",
                      drawing->sources[index]);
    add_visit(drawing, index);
    buffer_format(drawing->out, ">, %s, fillcolor=\"%s\"%s%s];\n",
                  ending_looks[ending->kind].shape,
                  passed ? "#ffffff" : ending_looks[ending->kind].fill,
                  passed ? quiet : "",
                  drawing->visited[index] ? ", penwidth=2.5" : "");
}

static void draw_nodes(const struct drawing *drawing)
{
    const struct scenario *scenario = drawing->scenario;
    for (size_t i = 0; i < scenario->node_count; i++) {
        if (scenario_ends(scenario, i))
            draw_ending(drawing, i);
        else
            draw_box(drawing, i);
    }
}

/* The start above all, the endings below. */
static void draw_ranks(const struct drawing *drawing)
{
    const struct scenario *scenario = drawing->scenario;
    buffer_format(drawing->out,
                  "  \"start:\" [shape=plain, label=<<B>start</B>>];\n"
                  "  \"start:\" -> \"%s\" [penwidth=2];\n"
                  "  {rank=source; \"start:\"}\n"
                  "  {rank=sink",
                  scenario->nodes[scenario->start].id);
    for (size_t i = 0; i < scenario->node_count; i++)
        if (scenario_ends(scenario, i))
            buffer_format(drawing->out, "; \"%s\"", scenario->nodes[i].id);
    add(drawing, "}\n");
}

/* --- arrows -------------------------------------------------------------- */

static void draw_arrow(const struct drawing *drawing, size_t from, size_t to)
{
    const struct scenario *scenario = drawing->scenario;
    const struct node *node = &scenario->nodes[from];
    struct buffer label = {0};
    struct buffer names = {0};
    const struct arrow_look *look = &arrow_looks[effect_to(drawing, node, to)];
    size_t moves = add_moves(drawing, BY_WAY, from, to, &label);
    if (moves > 0 || !is_told(drawing, to)) {
        if (moves == 0) {
            name_ways(node, to, &names);
            label_add(buffer_text(&names), ARROW_WIDTH, ALL_LINES, &label);
        }
        bool passed = drawing->taken != NULL && moves == 0;
        buffer_format(
            drawing->out,
            "  \"%s\" -> \"%s\" [label=<&#160;%s&#160;>, style=\"%s%s\", "
            "arrowhead=%s, color=\"%s\", fontcolor=\"%s\"];\n",
            node->id, scenario->nodes[to].id, buffer_text(&label), look->line,
            moves > 0 ? ",bold" : "", look->head,
            passed ? "#bbbbbb" : look->colour,
            passed ? "#999999" : look->colour);
    }
    buffer_free(&label);
    buffer_free(&names);
}

static void draw_arrows(const struct drawing *drawing)
{
    const struct scenario *scenario = drawing->scenario;
    for (size_t i = 0; i < scenario->node_count; i++)
        for (size_t way = 0; way < scenario->nodes[i].way_count; way++)
            if (is_first(scenario, i, way))
                draw_arrow(drawing, i, scenario->nodes[i].ways[way].to);
}

/* --- what holds everywhere ----------------------------------------------- */

/* A diamond of its own, so that it need not be drawn from every box; from the
 * boxes only where it decided. DECIDED is what add_moves() counts. */
static void draw_source(const struct drawing *drawing, const char *name,
                        const char *label, size_t to, enum decider decider,
                        size_t decided)
{
    const struct scenario *scenario = drawing->scenario;
    struct buffer ignored = {0};
    size_t moves =
        add_moves(drawing, decider, SCENARIO_NONE, decided, &ignored);
    bool passed = drawing->taken != NULL && moves == 0;
    buffer_format(drawing->out,
                  "  \"%s\" [shape=diamond, margin=\"0,0\", fontsize=8, "
                  "label=<%s>%s];\n"
                  "  \"%s\" -> \"%s\" [style=dashed, penwidth=%s%s];\n",
                  name, label,
                  passed      ? quiet
                  : moves > 0 ? ", penwidth=2.5"
                              : "",
                  name, scenario->nodes[to].id, passed ? "1" : "2",
                  passed ? quiet : "");
    buffer_free(&ignored);
    for (size_t from = 0; moves > 0 && from < scenario->node_count; from++) {
        struct buffer turns = {0};
        if (add_moves(drawing, decider, from, decided, &turns) > 0)
            buffer_format(drawing->out,
                          "  \"%s\" -> \"%s\" [label=<&#160;%s&#160;>, "
                          "style=\"dashed,bold\"];\n",
                          scenario->nodes[from].id, name, buffer_text(&turns));
        buffer_free(&turns);
    }
}

static void draw_rule(const struct drawing *drawing, size_t index)
{
    const struct rule *rule = &drawing->scenario->always[index];
    struct buffer name = {0};
    struct buffer label = {0};
    struct buffer when = {0};
    buffer_format(&name, "rule:%s", rule->id);
    buffer_format(&label, "<B>%s</B><BR/>", rule->id);
    buffer_format(&when, "whenever %s", rule->when_text);
    label_add(buffer_text(&when), RULE_WIDTH, 4, &label);
    draw_source(drawing, buffer_text(&name), buffer_text(&label), rule->to,
                BY_RULE, index);
    buffer_free(&name);
    buffer_free(&label);
    buffer_free(&when);
}

static void draw_sources(const struct drawing *drawing)
{
    const struct scenario *scenario = drawing->scenario;
    struct buffer label = {0};
    for (size_t i = 0; i < scenario->always_count; i++)
        draw_rule(drawing, i);
    if (scenario->most_turns == 0) return;
    buffer_format(&label, "after<BR/>turn %d", scenario->most_turns);
    draw_source(drawing, "turns:", buffer_text(&label), scenario->time_up,
                BY_TURNS, scenario->time_up);
    buffer_free(&label);
}

/* --- title and legend ---------------------------------------------------- */

/* "trust or agreed" */
static void add_counting(const struct drawing *drawing)
{
    const struct scenario *scenario = drawing->scenario;
    const char *before = "";
    for (size_t i = 0; i < scenario->state_count; i++) {
        if (!drawing->counts[i]) continue;
        buffer_format(drawing->out, "%s%s", before, scenario->states[i].name);
        before = " or ";
    }
}

static void end_legend_line(const struct drawing *drawing)
{
    add(drawing, "<BR ALIGN=\"LEFT\"/>\n");
}

static void add_arrow_legend(const struct drawing *drawing, int effect,
                             const char *sample, const char *what)
{
    buffer_format(drawing->out, "      <FONT COLOR=\"%s\">%s</FONT>  %s",
                  arrow_looks[effect].colour, sample, what);
    if (effect != 0) add_counting(drawing);
    end_legend_line(drawing);
}

static void add_legend(const struct drawing *drawing)
{
    static const char *const lines[] = {
        ("<I>from 9 boxes</I>: where so many lead, no arrows are drawn; in "
         "those boxes it says <I>to</I>, with + or − or ± for what it does."),
        "Diamond: holds in every box.",
        "Ending: double frame good, rounded mixed, eight corners poor.",
        "The way taken is bold, with its turns; all else is grey.",
    };
    size_t count = COUNT(lines);
    add(drawing,
        "Box: a moment of the talk, by its name, and the first words that "
        "the client says there; <I>stays on 6</I>: after six replies the "
        "client stays there.<BR ALIGN=\"LEFT\"/>\n"
        "Arrow: the replies that lead on, by their "
        "names.<BR ALIGN=\"LEFT\"/>\n");
    if (drawing->scenario->state_count > 0) {
        add_arrow_legend(drawing, RAISES, "——▶", "full head: these raise ");
        add_arrow_legend(drawing, LOWERS, "– – –▷",
                         "dashed, hollow head: these lower ");
        add_arrow_legend(drawing, 0, "——&gt;",
                         "open head: neither, or some of each");
    }
    if (drawing->taken == NULL) count--;
    for (size_t i = 0; i < count; i++) {
        add(drawing, lines[i]);
        end_legend_line(drawing);
    }
}

static void add_title(const struct drawing *drawing)
{
    const struct scenario *scenario = drawing->scenario;
    add(drawing, "  label=<<FONT POINT-SIZE=\"14\"><B>");
    label_add(scenario->title, 80, ALL_LINES, drawing->out);
    buffer_format(drawing->out, "</B></FONT>  %s, version %d", scenario->id,
                  scenario->version);
    end_legend_line(drawing);
    add_legend(drawing);
    add(drawing, ">;\n");
}

void graph_draw(const struct scenario *scenario, const struct session *taken,
                struct buffer *out)
{
    struct drawing drawing = {.scenario = scenario, .taken = taken, .out = out};
    find_counting(&drawing);
    count_sources(&drawing);
    find_visited(&drawing);
    buffer_format(out, "digraph \"%s\"", scenario->id);
    buffer_add_text(out, head);
    add_title(&drawing);
    draw_nodes(&drawing);
    draw_ranks(&drawing);
    draw_arrows(&drawing);
    draw_sources(&drawing);
    buffer_add_text(out, "}\n");
    free(drawing.counts);
    free(drawing.sources);
    free(drawing.visited);
}
