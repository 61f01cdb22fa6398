/* Standings and the next step; see ladder.h, which tells the rule. */
#include "class/ladder.h"

#include "base/count.h"

#include <string.h>

const char *ladder_outcome_words(enum ladder_outcome outcome)
{
    static const char *const words[] = {
        [LADDER_LEFT] = "left open", [LADDER_CLOSED] = "closed by you",
        [LADDER_POOR] = "poor",      [LADDER_MIXED] = "mixed",
        [LADDER_GOOD] = "good",
    };
    return words[outcome];
}

int ladder_compare(const void *one, const void *other)
{
    const struct ladder_rung *a = one;
    const struct ladder_rung *b = other;
    if (a->difficulty != b->difficulty)
        return a->difficulty < b->difficulty ? -1 : 1;
    return strcmp(a->id, b->id);
}

/* --- one session --------------------------------------------------------- */

/* What the end of a session claims of its kind; nothing is graded by it. */
static enum ladder_outcome outcome_of(const struct transcript_event *end)
{
    static const struct {
        const char *kind; /* as it stands in the file */
        enum ladder_outcome outcome;
    } kinds[] = {{"\"good\"", LADDER_GOOD},
                 {"\"mixed\"", LADDER_MIXED},
                 {"\"poor\"", LADDER_POOR}};
    for (size_t i = 0; i < end->claim_count; i++)
        for (size_t j = 0; j < COUNT(kinds); j++)
            if (strcmp(end->claims[i].key, "kind") == 0 &&
                strcmp(end->claims[i].value, kinds[j].kind) == 0)
                return kinds[j].outcome;
    return LADDER_CLOSED;
}

bool ladder_session(const struct transcript *transcript, size_t rung,
                    struct ladder_session *session)
{
    size_t replies = 0;
    *session = (struct ladder_session){.rung = rung};
    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct transcript_event *event = &transcript->events[i];
        enum transcript_event_kind kind = event->kind;
        replies += kind == TRANSCRIPT_REPLY;
        session->helped = session->helped || kind == TRANSCRIPT_HINT ||
                          kind == TRANSCRIPT_BETTER || kind == TRANSCRIPT_RETRY;
        if (kind == TRANSCRIPT_END) session->outcome = outcome_of(event);
    }
    return replies > 0;
}

/* --- standings ----------------------------------------------------------- */

static bool is_finished(const struct ladder_session *session)
{
    return session->outcome >= LADDER_POOR;
}

/* True when the last two finished sessions of RUNG went well unaided. */
static bool is_mastered(size_t rung, const struct ladder_session *sessions,
                        size_t count)
{
    size_t well = 0;
    for (size_t i = count; i > 0 && well < 2; i--) {
        const struct ladder_session *session = &sessions[i - 1];
        if (session->rung != rung || !is_finished(session)) continue;
        if (session->outcome != LADDER_GOOD || session->helped) return false;
        well++;
    }
    return well == 2;
}

void ladder_stand(struct ladder *ladder, const struct ladder_session *sessions,
                  size_t count)
{
    ladder->last_finished = LADDER_NONE;
    for (size_t i = 0; i < count; i++) {
        struct ladder_rung *rung = &ladder->rungs[sessions[i].rung];
        rung->sessions++;
        rung->last = sessions[i].outcome;
        if (!is_finished(&sessions[i])) continue;
        rung->finished = true;
        rung->ended_poorly = sessions[i].outcome == LADDER_POOR;
        ladder->last_finished = sessions[i].rung;
    }
    for (size_t i = 0; i < ladder->count; i++)
        ladder->rungs[i].mastered = is_mastered(i, sessions, count);
}

static bool practises(const struct ladder_rung *rung, const char *code)
{
    for (size_t i = 0; i < rung->practise_count; i++)
        if (strcmp(rung->practises[i], code) == 0) return true;
    return false;
}

size_t ladder_practised(const struct ladder *ladder, const char *code)
{
    size_t sessions = 0;
    for (size_t i = 0; i < ladder->count; i++)
        if (practises(&ladder->rungs[i], code))
            sessions += ladder->rungs[i].sessions;
    return sessions;
}

/* --- the next step ------------------------------------------------------- */

/* How little what a rung practises was practised: its rarest codes. */
struct rarity {
    size_t sessions;
    size_t codes; /* that were practised in so few */
};

static struct rarity rarity_of(const struct ladder *ladder,
                               const struct ladder_rung *rung)
{
    struct rarity rarity = {SIZE_MAX, 0};
    for (size_t i = 0; i < rung->practise_count; i++) {
        size_t sessions = ladder_practised(ladder, rung->practises[i]);
        if (sessions < rarity.sessions) rarity = (struct rarity){sessions, 0};
        rarity.codes += sessions == rarity.sessions;
    }
    return rarity;
}

static bool comes_before(const struct ladder *ladder, size_t one, size_t other)
{
    const struct ladder_rung *a = &ladder->rungs[one];
    const struct ladder_rung *b = &ladder->rungs[other];
    struct rarity of_a = rarity_of(ladder, a);
    struct rarity of_b = rarity_of(ladder, b);
    if (of_a.sessions != of_b.sessions) return of_a.sessions < of_b.sessions;
    if (of_a.codes != of_b.codes) return of_a.codes > of_b.codes;
    if (a->sessions != b->sessions) return a->sessions < b->sessions;
    return one < other;
}

/* True when RUNG can be proposed, and there is something left to do on it. */
static bool is_open(const struct ladder *ladder, const struct ladder_rung *rung)
{
    if (rung->mastered || rung->is_tutorial) return false;
    return rung->continues == LADDER_NONE ||
           ladder->rungs[rung->continues].finished;
}

/* Rungs are sorted by difficulty, so the first open one has the lowest. */
static size_t least_practised(const struct ladder *ladder)
{
    size_t best = LADDER_NONE;
    for (size_t i = 0; i < ladder->count; i++) {
        const struct ladder_rung *rung = &ladder->rungs[i];
        if (!is_open(ladder, rung)) continue;
        if (best != LADDER_NONE &&
            rung->difficulty != ladder->rungs[best].difficulty)
            break;
        if (best == LADDER_NONE || comes_before(ladder, i, best)) best = i;
    }
    return best;
}

/* The tutorial for who has no session yet, else LADDER_NONE. */
static size_t way_around(const struct ladder *ladder)
{
    size_t tutorial = LADDER_NONE;
    for (size_t i = 0; i < ladder->count; i++) {
        if (ladder->rungs[i].sessions > 0) return LADDER_NONE;
        if (ladder->rungs[i].is_tutorial) tutorial = i;
    }
    return tutorial;
}

struct ladder_proposal ladder_propose(const struct ladder *ladder)
{
    size_t last = ladder->last_finished;
    size_t rung = way_around(ladder);
    if (rung != LADDER_NONE)
        return (struct ladder_proposal){LADDER_BEGIN, rung, 0};
    /* A later session that was only left or closed does not settle it. */
    if (last != LADDER_NONE && ladder->rungs[last].ended_poorly)
        return (struct ladder_proposal){LADDER_AGAIN, last, 0};
    rung = least_practised(ladder);
    if (rung == LADDER_NONE)
        return (struct ladder_proposal){LADDER_ALL_MASTERED, rung, 0};
    return (struct ladder_proposal){
        LADDER_LEAST, rung, rarity_of(ladder, &ladder->rungs[rung]).sessions};
}
