/* What each habit says; see policy.h. Begin with the table of policies at the
 * end, then policy_says(). */
#include "scenario/policy.h"

#include "base/count.h"
#include "base/nearest.h"
#include "base/statistics.h"
#include "base/text.h"
#include "rubric/gauge.h"

#include <string.h>

/* What a reply can be; all but silence are codes of the rubric. */
enum habit {
    REFLECTION,
    EMPATHY,
    OPEN_QUESTION,
    ENCOURAGER,
    AUTONOMY,
    ADVICE,
    REASSURANCE,
    CLOSED_QUESTION,
    JUDGEMENT,
    INFORMATION,
    SILENCE
};

static const char *const code_names[] = {
    [REFLECTION] = "reflection",       [EMPATHY] = "empathy",
    [OPEN_QUESTION] = "open_question", [ENCOURAGER] = "encourager",
    [AUTONOMY] = "autonomy",           [ADVICE] = "advice",
    [REASSURANCE] = "reassurance",     [CLOSED_QUESTION] = "closed_question",
    [JUDGEMENT] = "judgement",         [INFORMATION] = "information",
};

enum hope { HOPE_ANY, HOPE_GOOD, HOPE_NOT_POOR, HOPE_NOT_GOOD };

typedef bool say(const struct policy *policy, const struct session *session,
                 struct buffer *reply, struct buffer *why);

struct policy {
    const char *name;
    enum hope hope;
    say *says;
    enum habit habit; /* of one that has a single one */
    size_t sequence;  /* of a novice */
};

/* --- the author's lines -------------------------------------------------- */

static const struct node *node_now(const struct session *session)
{
    return &session->scenario->nodes[session->position.node];
}

/* How many replies were given in the node one is in. */
static size_t replies_here(const struct session *session)
{
    size_t count = 0;
    for (size_t i = 0; i < session->record_count; i++)
        count += session->records[i].move.from == session->position.node;
    return count;
}

static bool has_no_line(const struct session *session, const char *kind,
                        struct buffer *why)
{
    buffer_format(why, "the node '%s' has no '%s' line", node_now(session)->id,
                  kind);
    return false;
}

static bool say_better(const struct policy *policy,
                       const struct session *session, struct buffer *reply,
                       struct buffer *why)
{
    const struct samples *better = &node_now(session)->better;
    if (better->count == 0) return has_no_line(session, policy->name, why);
    size_t next = replies_here(session) % better->count;
    buffer_add_text(reply, better->list[next].reply);
    return true;
}

static bool say_try(const struct policy *policy, const struct session *session,
                    struct buffer *reply, struct buffer *why)
{
    const struct node *node = node_now(session);
    size_t count = 0;
    for (size_t i = 0; i < node->way_count; i++)
        count += node->ways[i].tries.count;
    if (count == 0) return has_no_line(session, policy->name, why);
    size_t next = replies_here(session) % count;
    const struct way *way = node->ways;
    for (; next >= way->tries.count; way++)
        next -= way->tries.count;
    buffer_add_text(reply, way->tries.list[next].reply);
    return true;
}

/* --- the rubric's examples ----------------------------------------------- */

typedef bool is_wanted(const struct rubric *rubric,
                       const struct example *example);

static bool has_code(const struct rubric *rubric, const struct example *example)
{
    (void)rubric;
    return example->level > 0;
}

static bool stands_alone(const struct rubric *rubric,
                         const struct example *example)
{
    return has_code(rubric, example) && example->client == NULL;
}

/* The INDEX-th of the examples of CODE that are WANTED, over and over from the
 * first; NULL when there is none. */
static const char *nth_example(const struct rubric *rubric, enum habit habit,
                               is_wanted *wanted, size_t index)
{
    size_t number = rubric_code(rubric, code_names[habit]);
    if (number == RUBRIC_NONE) return NULL;
    const struct code *code = &rubric->codes[number];
    size_t count = 0;
    for (size_t i = 0; i < code->example_count; i++)
        count += wanted(rubric, &code->examples[i]);
    if (count == 0) return NULL;
    const struct example *example = code->examples;
    for (size_t left = index % count + 1;; example++) {
        left -= wanted(rubric, example);
        if (left == 0) return example->reply;
    }
}

/* EXAMPLE, or NULL for none. */
static bool say_example(const struct session *session, enum habit habit,
                        const char *example, struct buffer *reply,
                        struct buffer *why)
{
    if (example == NULL) {
        buffer_format(why, "the rubric '%s' has no example of '%s'",
                      session->rubric->id, code_names[habit]);
        return false;
    }
    buffer_add_text(reply, example);
    return true;
}

static bool say_code(const struct policy *policy, const struct session *session,
                     struct buffer *reply, struct buffer *why)
{
    const char *example = nth_example(session->rubric, policy->habit, has_code,
                                      session->record_count);
    return say_example(session, policy->habit, example, reply, why);
}

static bool say_stock(const struct policy *policy,
                      const struct session *session, struct buffer *reply,
                      struct buffer *why)
{
    const struct rubric *rubric = session->rubric;
    const char *example = nth_example(rubric, policy->habit, stands_alone, 0);
    if (example == NULL)
        example = nth_example(rubric, policy->habit, has_code, 0);
    return say_example(session, policy->habit, example, reply, why);
}

/* --- the novice ---------------------------------------------------------- */

enum { BRIEF = 8, ONE_IN = 4, LONGEST_SEQUENCE = SCENARIO_TURNS };

/* How often he does what, when it is no mistake. */
static const enum habit good_habits[] = {
    REFLECTION, REFLECTION,    REFLECTION,    REFLECTION, EMPATHY,  EMPATHY,
    EMPATHY,    OPEN_QUESTION, OPEN_QUESTION, ENCOURAGER, AUTONOMY, SILENCE,
};

static const enum habit mistakes[] = {ADVICE, REASSURANCE, CLOSED_QUESTION,
                                      JUDGEMENT, INFORMATION};

enum { GOOD_HABITS = COUNT(good_habits), MISTAKES = COUNT(mistakes) };

/* What he does at TURN, counted from 0. */
static enum habit habit_at(size_t sequence, size_t turn)
{
    size_t place = sequence + turn;
    if (place % ONE_IN == 0)
        return mistakes[(sequence + turn / ONE_IN) % MISTAKES];
    struct statistics_draw draw = {sequence * LONGEST_SEQUENCE + turn};
    return good_habits[statistics_pick(&draw, GOOD_HABITS)];
}

static size_t done_before(size_t sequence, size_t turn, enum habit habit)
{
    size_t count = 0;
    for (size_t i = 0; i < turn; i++)
        count += habit_at(sequence, i) == habit;
    return count;
}

/* Whether a reply of at most BRIEF words takes up no word of the client for
 * whom it was written, and so can be said to another. */
static bool is_brief(const struct rubric *rubric, const struct example *example)
{
    const struct language *language = &rubric->language;
    struct dialogue dialogue = {0};
    struct piece piece;
    if (!has_code(rubric, example)) return false;
    const char *client = example->client != NULL ? example->client : "";
    dialogue_add(&dialogue, SPEAKER_CLIENT,
                 utterance_new(language, client, strlen(client)));
    struct utterance *reply =
        utterance_new(language, example->reply, strlen(example->reply));
    bool brief = reply->word_count <= BRIEF &&
                 part_piece(PART_REPLY, &dialogue, reply, 0, &piece) &&
                 gauge_value(GAUGE_SHARED, language, &dialogue, &piece, 1) <= 0;
    utterance_free(reply);
    dialogue_free(&dialogue);
    return brief;
}

static bool say_novice(const struct policy *policy,
                       const struct session *session, struct buffer *reply,
                       struct buffer *why)
{
    const struct rubric *rubric = session->rubric;
    size_t turn = session->record_count;
    enum habit habit = habit_at(policy->sequence, turn);
    if (habit == SILENCE) return true;
    size_t next = policy->sequence + done_before(policy->sequence, turn, habit);
    const char *example = nth_example(rubric, habit, is_brief, next);
    if (example == NULL) example = nth_example(rubric, habit, has_code, next);
    return say_example(session, habit, example, reply, why);
}

/* --- nothing of one's own ------------------------------------------------ */

static bool say_nothing(const struct policy *policy,
                        const struct session *session, struct buffer *reply,
                        struct buffer *why)
{
    (void)policy;
    (void)session;
    (void)reply;
    (void)why;
    return true;
}

/* What can be seen, not heard, stands in brackets as a line of its own. */
static bool is_spoken(const struct line *line)
{
    size_t length = strlen(line->text);
    return length > 0 &&
           !(line->text[0] == '(' && line->text[length - 1] == ')');
}

static void add_spoken(const struct speech *speech, struct buffer *reply)
{
    for (size_t i = 0; i < speech->count; i++)
        if (is_spoken(speech->lines[i]))
            buffer_format(reply, "%s%s", reply->length > 0 ? " " : "",
                          speech->lines[i]->text);
}

static bool say_echo(const struct policy *policy, const struct session *session,
                     struct buffer *reply, struct buffer *why)
{
    (void)policy;
    add_spoken(&session->speech, reply);
    for (size_t i = session->record_count; i > 0 && reply->length == 0; i--)
        add_spoken(&session->records[i - 1].asked, reply);
    if (reply->length == 0) buffer_add_text(why, "the client has said nothing");
    return reply->length > 0;
}

/* --- words without sense ------------------------------------------------- */

enum { DOZEN = 12 };

struct words {
    struct arena arena;
    const char **list;
    size_t count;
};

static void count_or_add(struct words *words, const struct utterance *said)
{
    for (size_t i = 0; i < said->word_count; i++) {
        struct span span = said->words[i];
        if (words->list != NULL)
            words->list[words->count] = arena_copy(
                &words->arena, said->seen + span.start, span.end - span.start);
        words->count++;
    }
}

static void gather_once(const struct session *session, struct words *words)
{
    const struct rubric *rubric = session->rubric;
    const struct numbers *codes = &session->scenario->practises;
    words->count = 0;
    for (size_t i = 0; i < codes->count; i++) {
        const struct code *code = &rubric->codes[codes->list[i]];
        for (size_t j = 0; j < code->example_count; j++) {
            const char *reply = code->examples[j].reply;
            if (!has_code(rubric, &code->examples[j])) continue;
            struct utterance *said =
                utterance_new(&rubric->language, reply, strlen(reply));
            count_or_add(words, said);
            utterance_free(said);
        }
    }
}

/* All words of the examples of what the scenario practises. */
static void gather(const struct session *session, struct words *words)
{
    gather_once(session, words);
    words->list = arena_new(&words->arena, words->count, sizeof *words->list);
    gather_once(session, words);
}

static bool say_shuffled(const struct policy *policy,
                         const struct session *session, struct buffer *reply,
                         struct buffer *why)
{
    (void)policy;
    struct words words = {0};
    struct statistics_draw draw = {session->record_count};
    gather(session, &words);
    size_t most = words.count < DOZEN ? words.count : DOZEN;
    for (size_t i = 0; i < most; i++) {
        size_t other = i + statistics_pick(&draw, words.count - i);
        const char *word = words.list[other];
        words.list[other] = words.list[i];
        buffer_format(reply, "%s%s", i > 0 ? " " : "", word);
    }
    arena_free(&words.arena);
    if (most == 0)
        buffer_format(why,
                      "the rubric '%s' has no examples of what the scenario "
                      "practises",
                      session->rubric->id);
    return most > 0;
}

/* --- the policies -------------------------------------------------------- */

static const struct policy policies[] = {
    {"better", HOPE_GOOD, say_better, SILENCE, 0},
    {"try", HOPE_ANY, say_try, SILENCE, 0},
    {"novice-1", HOPE_NOT_POOR, say_novice, SILENCE, 1},
    {"novice-2", HOPE_NOT_POOR, say_novice, SILENCE, 2},
    {"novice-3", HOPE_NOT_POOR, say_novice, SILENCE, 3},
    {"novice-4", HOPE_NOT_POOR, say_novice, SILENCE, 4},
    {"novice-5", HOPE_NOT_POOR, say_novice, SILENCE, 5},
    {"advice", HOPE_NOT_GOOD, say_code, ADVICE, 0},
    {"closed", HOPE_NOT_GOOD, say_code, CLOSED_QUESTION, 0},
    {"silence", HOPE_NOT_GOOD, say_nothing, SILENCE, 0},
    {"stock", HOPE_NOT_GOOD, say_stock, REFLECTION, 0},
    {"echo", HOPE_NOT_GOOD, say_echo, SILENCE, 0},
    {"shuffled", HOPE_NOT_GOOD, say_shuffled, SILENCE, 0},
};

enum { POLICIES = COUNT(policies) };

static const char everyone[] = "all";
static const char novices[] = "novice";

size_t policy_count(void)
{
    return POLICIES;
}

const struct policy *policy_nth(size_t index)
{
    return &policies[index];
}

const char *policy_name(const struct policy *policy)
{
    return policy->name;
}

bool policy_fits(const struct policy *policy, const char *word)
{
    size_t length = strlen(word);
    if (strcmp(word, everyone) == 0) return true;
    return strncmp(policy->name, word, length) == 0 &&
           (policy->name[length] == '\0' ||
            (policy->name[length] == '-' && length > 0));
}

const char *policy_nearest(const char *word)
{
    const char *names[POLICIES + 2] = {everyone, novices};
    for (size_t i = 0; i < POLICIES; i++)
        names[i + 2] = policies[i].name;
    return nearest_name(word, names, POLICIES + 2);
}

/* As much of it as a reply may have. */
static void shorten(struct buffer *reply)
{
    size_t length = reply->length;
    while (length > SESSION_REPLY_BYTES)
        length -= text_before(reply->bytes, length);
    if (length == reply->length) return;
    reply->length = length;
    reply->bytes[length] = '\0';
}

bool policy_says(const struct policy *policy, const struct session *session,
                 struct buffer *reply, struct buffer *why)
{
    bool says = policy->says(policy, session, reply, why);
    shorten(reply);
    return says;
}

const char *policy_hope(const struct policy *policy)
{
    static const char *const hopes[] = {
        [HOPE_ANY] = NULL,
        [HOPE_GOOD] = "a good ending",
        [HOPE_NOT_POOR] = "a good or mixed ending",
        [HOPE_NOT_GOOD] = "no good ending",
    };
    return hopes[policy->hope];
}

bool policy_hope_holds(const struct policy *policy, const struct ending *ending)
{
    bool good = ending != NULL && ending->kind == ENDING_GOOD;
    bool mixed = ending != NULL && ending->kind == ENDING_MIXED;
    switch (policy->hope) {
    case HOPE_GOOD:
        return good;
    case HOPE_NOT_POOR:
        return good || mixed;
    case HOPE_NOT_GOOD:
        return !good;
    case HOPE_ANY:
        break;
    }
    return true;
}
