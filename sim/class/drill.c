/* One skill, many client lines; see drill.h.
 *
 * From the book of all lines to the ring of those that serve a skill, to the
 * window of the ring that one drill takes; then the replies, one by one.
 */
#include "class/drill.h"

#include "base/count.h"
#include "base/json.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { RECORD_BYTES = 4 << 20 };

static const char format[] = "rapport-drill/1";

/* The code of scenarios in which a client may speak of suicide. */
static const char safety[] = "safety";

/* What must not stand beside a skill, by the rubric's names. */
static const char *const hurtful[] = {"advice", "reassurance", "judgement",
                                      "confront", "stereotyping"};

/* --- judging ------------------------------------------------------------- */

static struct session *answer(const struct scenario *scenario,
                              const struct rubric *rubric, size_t node,
                              const char *before, const char *reply)
{
    struct session *session = session_new(scenario, rubric, NULL);
    session_place(session, node, NULL, 1, 1, before);
    session_step(session, reply);
    return session;
}

static size_t spoiler(const struct rubric *rubric,
                      const struct scoring *scoring, size_t code)
{
    for (size_t i = 0; i < COUNT(hurtful); i++) {
        size_t hurts = rubric_code(rubric, hurtful[i]);
        if (hurts != RUBRIC_NONE && hurts != code && scoring->levels[hurts] > 0)
            return hurts;
    }
    return RUBRIC_NONE;
}

/* The cue that bars CODE though its score is there, or RUBRIC_NONE. */
static size_t bar(const struct code *code, const struct scoring *scoring,
                  size_t index)
{
    if (code->is_any || scoring->unscorable ||
        scoring->scores[index] < code->cuts[0])
        return RUBRIC_NONE;
    for (size_t i = 0; i < code->unless.count; i++)
        if (scoring->fired[code->unless.list[i]]) return code->unless.list[i];
    return RUBRIC_NONE;
}

struct drill_judgement drill_judge(const struct session *session, size_t code)
{
    const struct rubric *rubric = session->rubric;
    const struct record *record = session_last(session);
    const struct scoring *scoring = record->scoring;
    struct drill_judgement judgement = {DRILL_SHOWN, scoring->levels[code],
                                        RUBRIC_NONE, RUBRIC_NONE};
    if (judgement.level == 0) {
        judgement.cue = bar(&rubric->codes[code], scoring, code);
        judgement.verdict =
            judgement.cue != RUBRIC_NONE ? DRILL_BARRED : DRILL_MISSED;
        return judgement;
    }
    judgement.code = spoiler(rubric, scoring, code);
    if (judgement.code != RUBRIC_NONE)
        judgement.verdict = DRILL_SPOILT;
    else if (record->misheard)
        judgement.verdict = DRILL_MISHEARD;
    if (judgement.verdict != DRILL_SHOWN) judgement.level = 0;
    return judgement;
}

/* --- the book ------------------------------------------------------------ */

/* Notes in SHOWS what each better line of NODE shows. */
static void note_better(const struct rubric *rubric,
                        const struct scenario *scenario, size_t node,
                        bool *shows)
{
    const struct samples *better = &scenario->nodes[node].better;
    for (size_t i = 0; i < better->count; i++) {
        struct session *session =
            answer(scenario, rubric, node, NULL, better->list[i].reply);
        for (size_t code = 0; code < rubric->code_count; code++)
            if (drill_is_skill(&rubric->codes[code]) &&
                drill_judge(session, code).verdict == DRILL_SHOWN)
                shows[code] = true;
        session_free(session);
    }
}

bool *drill_shown(const struct rubric *rubric, const struct scenario *scenario)
{
    size_t codes = rubric->code_count;
    bool *shown = memory_new(scenario->node_count * codes, sizeof *shown);
    for (size_t i = 0; i < scenario->node_count; i++)
        note_better(rubric, scenario, i, shown + i * codes);
    return shown;
}

static bool shows_any(const bool *shows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (shows[i]) return true;
    return false;
}

static const struct node *node_of(const struct drill_book *book,
                                  const struct drill_line *line)
{
    return &book->scenarios[line->scenario]->nodes[line->node];
}

static bool same_words(const struct lines *one, const struct lines *other)
{
    if (one->count != other->count) return false;
    for (size_t i = 0; i < one->count; i++)
        if (strcmp(one->list[i].text, other->list[i].text) != 0) return false;
    return true;
}

static bool is_taken(const struct drill_book *book, const struct lines *say)
{
    for (size_t i = 0; i < book->line_count; i++)
        if (same_words(&node_of(book, &book->lines[i])->say, say)) return true;
    return false;
}

static void add_lines(struct drill_book *book, size_t index, const bool *shown)
{
    const struct scenario *scenario = book->scenarios[index];
    size_t codes = book->rubric->code_count;
    for (size_t i = 0; i < scenario->node_count; i++) {
        const struct node *node = &scenario->nodes[i];
        if (node->say.count == 0 || is_taken(book, &node->say) ||
            !shows_any(shown + i * codes, codes))
            continue;
        bool *shows = arena_new(&book->arena, codes, sizeof *shows);
        memcpy(shows, shown + i * codes, codes * sizeof *shows);
        book->lines[book->line_count++] = (struct drill_line){index, i, shows};
    }
}

struct drill_book *drill_book_of(const struct rubric *rubric,
                                 const struct scenario *const *scenarios,
                                 size_t count, bool *const *shown)
{
    struct drill_book *book = memory_new(1, sizeof *book);
    size_t nodes = 0;
    for (size_t i = 0; i < count; i++)
        nodes += scenarios[i]->node_count;
    book->rubric = rubric;
    book->scenarios = scenarios;
    book->scenario_count = count;
    book->lines = memory_new(nodes, sizeof *book->lines);
    for (size_t i = 0; i < count; i++)
        add_lines(book, i, shown[i]);
    return book;
}

struct drill_book *drill_book_new(const struct rubric *rubric,
                                  const struct scenario *const *scenarios,
                                  size_t count)
{
    bool **shown = memory_new(count, sizeof *shown);
    for (size_t i = 0; i < count; i++)
        shown[i] = drill_shown(rubric, scenarios[i]);
    struct drill_book *book = drill_book_of(rubric, scenarios, count, shown);
    for (size_t i = 0; i < count; i++)
        free(shown[i]);
    free(shown);
    return book;
}

void drill_book_free(struct drill_book *book)
{
    if (book == NULL) return;
    free(book->lines);
    arena_free(&book->arena);
    free(book);
}

bool drill_is_skill(const struct code *code)
{
    return !code->is_any && code->strength != NULL;
}

static bool practises(const struct scenario *scenario, size_t code)
{
    for (size_t i = 0; i < scenario->practises.count; i++)
        if (scenario->practises.list[i] == code) return true;
    return false;
}

/* Which lines serve a skill. */
struct choice {
    const struct drill_book *book;
    size_t code;
    size_t grave; /* code whose scenarios stand apart, or RUBRIC_NONE */
    bool own;     /* only of scenarios that practise it */
};

static bool serves(const struct choice *choice, const struct drill_line *line)
{
    const struct scenario *scenario = choice->book->scenarios[line->scenario];
    bool apart = choice->grave != RUBRIC_NONE &&
                 choice->grave != choice->code &&
                 practises(scenario, choice->grave);
    return line->shows[choice->code] && !apart &&
           (!choice->own || practises(scenario, choice->code));
}

static size_t count_lines(const struct choice *choice)
{
    size_t count = 0;
    for (size_t i = 0; i < choice->book->line_count; i++)
        count += serves(choice, &choice->book->lines[i]);
    return count;
}

static struct choice choose(const struct drill_book *book, size_t code)
{
    struct choice choice = {book, code, rubric_code(book->rubric, safety),
                            true};
    choice.own = count_lines(&choice) >= DRILL_LEAST;
    return choice;
}

size_t drill_line_count(const struct drill_book *book, size_t code)
{
    struct choice choice = choose(book, code);
    return count_lines(&choice);
}

/* --- which lines --------------------------------------------------------- */

/* Lines that serve, in the order in which they are drilled. */
struct ring {
    const struct drill_line **lines;
    size_t count;
};

/* The ROUND-th line of scenario INDEX that serves, or NULL. */
static const struct drill_line *nth_line(const struct choice *choice,
                                         size_t index, size_t round)
{
    const struct drill_book *book = choice->book;
    for (size_t i = 0; i < book->line_count; i++)
        if (book->lines[i].scenario == index &&
            serves(choice, &book->lines[i]) && round-- == 0)
            return &book->lines[i];
    return NULL;
}

static int difficulty(const struct drill_book *book,
                      const struct drill_line *line)
{
    return book->scenarios[line->scenario]->difficulty;
}

/* Sorts by difficulty; lines that are equally hard keep their order. */
static void sort_lines(const struct drill_book *book,
                       const struct drill_line **lines, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct drill_line *line = lines[i];
        size_t to = i;
        for (;
             to > 0 && difficulty(book, lines[to - 1]) > difficulty(book, line);
             to--)
            lines[to] = lines[to - 1];
        lines[to] = line;
    }
}

static struct ring make_ring(const struct drill_book *book, size_t code)
{
    struct choice choice = choose(book, code);
    size_t count = count_lines(&choice);
    struct ring ring = {memory_new(count, sizeof(struct drill_line *)), 0};
    for (size_t round = 0; ring.count < count; round++) {
        size_t begin = ring.count;
        for (size_t i = 0; i < book->scenario_count; i++) {
            const struct drill_line *line = nth_line(&choice, i, round);
            if (line != NULL) ring.lines[ring.count++] = line;
        }
        sort_lines(book, ring.lines + begin, ring.count - begin);
    }
    return ring;
}

/* How many of TAKEN lines go without feedback: the usual number, or where
 * there are too few for both, a third. */
static size_t unprompted_of(size_t taken, size_t prompted)
{
    if (taken == prompted + DRILL_UNPROMPTED) return DRILL_UNPROMPTED;
    size_t third = taken / 3;
    return third < DRILL_UNPROMPTED ? third : DRILL_UNPROMPTED;
}

/* Of the first COUNT lines of ALL, how many go without, evenly spread. */
static size_t dealt(size_t count, size_t unprompted, size_t all)
{
    return (2 * count * unprompted + all) / (2 * all);
}

/* Deals COUNT lines to the two halves in turn. */
static void deal(struct drill *drill, const struct drill_line *const *lines,
                 size_t count, size_t unprompted)
{
    size_t with = 0;
    size_t without = count - unprompted;
    for (size_t i = 0; i < count; i++) {
        bool alone =
            dealt(i + 1, unprompted, count) > dealt(i, unprompted, count);
        size_t to = alone ? without++ : with++;
        drill->items[to].line = lines[i];
        drill->items[to].prompted = !alone;
    }
}

struct drill *drill_new(const struct drill_book *book, size_t code,
                        size_t prompted, size_t done)
{
    struct ring ring = make_ring(book, code);
    if (ring.count < DRILL_LEAST) {
        free(ring.lines);
        return NULL;
    }
    size_t wanted = prompted + DRILL_UNPROMPTED;
    size_t taken = wanted < ring.count ? wanted : ring.count;
    size_t passed = done * taken;
    size_t start = (passed + passed / ring.count) % ring.count;
    size_t unprompted = unprompted_of(taken, prompted);
    const struct drill_line **lines = memory_new(taken, sizeof *lines);
    struct drill *drill = memory_new(1, sizeof *drill);
    for (size_t i = 0; i < taken; i++)
        lines[i] = ring.lines[(start + i) % ring.count];
    sort_lines(book, lines, taken);
    drill->book = book;
    drill->code = code;
    drill->items = memory_new(taken, sizeof *drill->items);
    drill->count = taken;
    drill->prompted = taken - unprompted;
    deal(drill, lines, taken, unprompted);
    free(lines);
    free(ring.lines);
    return drill;
}

void drill_free(struct drill *drill)
{
    if (drill == NULL) return;
    for (size_t i = 0; i < drill->count; i++) {
        free(drill->items[i].first);
        free(drill->items[i].reply);
    }
    session_free(drill->session);
    free(drill->items);
    free(drill);
}

/* --- replying ------------------------------------------------------------ */

const struct scenario *drill_scenario(const struct drill *drill,
                                      const struct drill_item *item)
{
    return drill->book->scenarios[item->line->scenario];
}

struct drill_item *drill_here(const struct drill *drill)
{
    return drill->at < drill->count ? &drill->items[drill->at] : NULL;
}

static struct session *answer_item(const struct drill *drill,
                                   const struct drill_item *item,
                                   const char *before, const char *reply)
{
    return answer(drill_scenario(drill, item), drill->book->rubric,
                  item->line->node, before, reply);
}

/* Whether the rubric bars REPLY to ITEM for what was said to another line.
 * It judges each line alone, and so is asked once for each earlier reply. */
static bool is_repeated(const struct drill *drill,
                        const struct drill_item *item, const char *reply,
                        size_t *cue)
{
    const struct code *code = &drill->book->rubric->codes[drill->code];
    *cue = RUBRIC_NONE;
    for (size_t i = 0; i < drill->at && *cue == RUBRIC_NONE; i++) {
        const struct drill_item *earlier = &drill->items[i];
        if (earlier->level == 0) continue;
        struct session *session =
            answer_item(drill, item, earlier->reply, reply);
        *cue = bar(code, session_last(session)->scoring, drill->code);
        session_free(session);
    }
    return *cue != RUBRIC_NONE;
}

static struct drill_judgement judge(const struct drill *drill,
                                    const struct drill_item *item,
                                    const char *reply)
{
    struct drill_judgement judgement = drill_judge(drill->session, drill->code);
    size_t cue = RUBRIC_NONE;
    if (judgement.verdict != DRILL_SHOWN ||
        !is_repeated(drill, item, reply, &cue))
        return judgement;
    return (struct drill_judgement){DRILL_REPEATED, 0, RUBRIC_NONE, cue};
}

const struct drill_item *drill_reply(struct drill *drill, const char *reply)
{
    struct drill_item *item = drill_here(drill);
    session_free(drill->session);
    drill->session = answer_item(drill, item, NULL, reply);
    item->judgement = judge(drill, item, reply);
    item->level = item->judgement.level;
    item->tries++;
    item->first = item->reply;
    item->reply = memory_copy(reply, strlen(reply));
    if (!drill_again(item)) drill->at++;
    return item;
}

bool drill_again(const struct drill_item *item)
{
    return item->prompted && item->level == 0 && !item->skipped &&
           item->tries < DRILL_TRIES;
}

void drill_skip(struct drill *drill)
{
    drill_here(drill)->skipped = true;
    drill->at++;
}

struct session *drill_better(const struct drill *drill, struct drill_item *item)
{
    const struct samples *better = &node_of(drill->book, item->line)->better;
    for (size_t i = 0; i < 2 * better->count; i++) {
        size_t next = (item->shown + i) % better->count;
        struct session *session =
            answer_item(drill, item, NULL, better->list[next].reply);
        if (drill_judge(session, drill->code).verdict == DRILL_SHOWN) {
            item->shown = next + 1;
            return session;
        }
        session_free(session);
    }
    return NULL; /* never: the book has taken no such line */
}

struct session *drill_session(const struct drill *drill,
                              const struct drill_item *item)
{
    return answer_item(drill, item, NULL, item->reply);
}

void drill_help(struct drill_item *item)
{
    if (item->tries == 0) item->tries = 1;
}

static bool at_first(const struct drill_item *item)
{
    return item->level > 0 && item->tries == 1;
}

size_t drill_streak(const struct drill *drill)
{
    size_t streak = 0;
    for (size_t i = drill->at; i > 0 && at_first(&drill->items[i - 1]); i--)
        streak++;
    return streak;
}

/* --- looking back -------------------------------------------------------- */

static void sum_item(const struct drill_item *item, struct drill_sum *sum,
                     size_t *streak)
{
    struct drill_half *half =
        item->prompted ? &sum->prompted : &sum->unprompted;
    if (item->reply != NULL) half->said++;
    if (at_first(item)) half->shown++;
    if (item->prompted && item->level > 0 && !at_first(item)) sum->second++;
    *streak = item->prompted && at_first(item) ? *streak + 1 : 0;
    if (*streak > sum->streak) sum->streak = *streak;
}

/* The code that stood most often beside the skill at the last try. */
static void sum_spoilers(const struct drill *drill, struct drill_sum *sum)
{
    for (size_t i = 0; i < drill->count; i++) {
        size_t code = drill->items[i].judgement.code;
        size_t count = 0;
        if (drill->items[i].judgement.verdict != DRILL_SPOILT) continue;
        for (size_t j = 0; j < drill->count; j++)
            count += drill->items[j].judgement.verdict == DRILL_SPOILT &&
                     drill->items[j].judgement.code == code;
        if (count <= sum->spoilt) continue;
        sum->spoilt = count;
        sum->spoiler = code;
    }
}

struct drill_sum drill_sum(const struct drill *drill)
{
    struct drill_sum sum = {.spoiler = RUBRIC_NONE};
    size_t streak = 0;
    for (size_t i = 0; i < drill->count; i++)
        sum_item(&drill->items[i], &sum, &streak);
    sum_spoilers(drill, &sum);
    return sum;
}

enum drill_next drill_next(const struct drill_sum *sum)
{
    const struct drill_half *with = &sum->prompted;
    const struct drill_half *without = &sum->unprompted;
    if (sum->spoilt >= 2) return DRILL_NEXT_SPOILER;
    if (without->said == 0) return DRILL_NEXT_FINISH;
    if (2 * without->shown < without->said) return DRILL_NEXT_AGAIN;
    /* A quarter fewer, which is more than one line of the usual numbers. */
    if (4 * (with->shown * without->said) >
        4 * (without->shown * with->said) + with->said * without->said)
        return DRILL_NEXT_ALONE;
    return DRILL_NEXT_TALK;
}

const struct scenario *drill_talk(const struct drill *drill)
{
    const struct scenario *easiest = NULL;
    for (size_t i = 0; i < drill->book->scenario_count; i++) {
        const struct scenario *scenario = drill->book->scenarios[i];
        if (practises(scenario, drill->code) &&
            (easiest == NULL || scenario->difficulty < easiest->difficulty))
            easiest = scenario;
    }
    if (easiest != NULL) return easiest;
    return drill_scenario(drill, &drill->items[drill->count - 1]);
}

/* --- the record ---------------------------------------------------------- */

static struct json_value *item_value(const struct drill *drill,
                                     const struct drill_item *item)
{
    struct json_value *value = json_object();
    const struct scenario *scenario = drill_scenario(drill, item);
    json_set_text(value, "scenario", scenario->id);
    json_set_text(value, "node", scenario->nodes[item->line->node].id);
    if (item->first != NULL) json_set_text(value, "first", item->first);
    json_set_text(value, "reply", item->reply);
    json_set_integer(value, "level", item->level);
    json_set_integer(value, "tries", item->tries);
    return value;
}

static struct json_value *half_value(const struct drill *drill, bool prompted)
{
    struct json_value *list = json_array();
    for (size_t i = 0; i < drill->count; i++)
        if (drill->items[i].prompted == prompted &&
            drill->items[i].reply != NULL)
            json_append(list, item_value(drill, &drill->items[i]));
    return list;
}

void drill_format(const struct drill *drill, const char *time,
                  struct buffer *line)
{
    const struct rubric *rubric = drill->book->rubric;
    struct json_value *value = json_object();
    struct json_value *pinned = json_object();
    json_set_text(value, "format", format);
    json_set_text(value, "code", rubric->codes[drill->code].name);
    json_set_text(pinned, "id", rubric->id);
    json_set_integer(pinned, "version", rubric->version);
    json_set_text(pinned, "sha256", rubric->sha256);
    json_set_value(value, "rubric", pinned);
    json_set_text(value, "time", time);
    json_set_value(value, "with", half_value(drill, true));
    json_set_value(value, "without", half_value(drill, false));
    json_print(value, line);
    json_discard(value);
}

static bool is_text(const struct json_node *node, const char *text)
{
    return node != NULL && node->kind == JSON_TEXT &&
           strcmp(node->text, text) == 0;
}

/* Counts the drill that LINE records; false when it is no record. */
static bool count_drill(const struct source *line, const struct rubric *rubric,
                        size_t *done)
{
    struct problems ignored = {0};
    struct json_document *document =
        json_read(line, JSON_STRICT, RECORD_BYTES, &ignored);
    problem_free(&ignored);
    if (document == NULL) return false;
    const struct json_node *root = json_root(document);
    const struct json_node *code = json_member(root, "code");
    bool fine = is_text(json_member(root, "format"), format) && code != NULL &&
                code->kind == JSON_TEXT;
    size_t index = fine ? rubric_code(rubric, code->text) : RUBRIC_NONE;
    if (index != RUBRIC_NONE) done[index]++;
    json_free(document);
    return fine;
}

size_t drill_history(const struct source *source, const struct rubric *rubric,
                     size_t *done)
{
    size_t unreadable = 0;
    size_t at = 0;
    while (at < source->length) {
        const char *start = source->bytes + at;
        const char *end = memchr(start, '\n', source->length - at);
        size_t length =
            end != NULL ? (size_t)(end - start) : source->length - at;
        struct source line = {source->name, start, length};
        unreadable += !count_drill(&line, rubric, done);
        at += length + 1;
    }
    return unreadable;
}
