/* Figures over time; see progress.h. Begin with progress_of(), then
 * progress_strength() and progress_work(). */
#include "class/progress.h"

#include "base/count.h"
#include "base/memory.h"
#include "class/feedback.h"

#include <stdlib.h>
#include <string.h>

/* --- sessions in groups -------------------------------------------------- */

static int compare_starts(const void *one, const void *other)
{
    const struct progress_talk *a = one;
    const struct progress_talk *b = other;
    return strcmp(a->start, b->start);
}

static struct progress_group *
group_for(struct progress *progress, const struct rubric *rubric, size_t most)
{
    for (size_t i = 0; i < progress->group_count; i++)
        if (progress->groups[i].rubric == rubric) return &progress->groups[i];
    struct progress_group *group = &progress->groups[progress->group_count++];
    group->rubric = rubric;
    group->talks = arena_new(&progress->arena, most, sizeof *group->talks);
    return group;
}

static void measure_group(struct progress *progress,
                          struct progress_group *group)
{
    size_t measures = group->rubric->measure_count;
    group->figures = arena_new(&progress->arena, group->count * measures,
                               sizeof *group->figures);
    for (size_t i = 0; i < group->count; i++) {
        struct tally *tally = session_tally(group->talks[i]->session);
        for (size_t j = 0; j < measures; j++) {
            struct progress_figure *figure = &group->figures[i * measures + j];
            figure->is_there =
                measure_value(tally, group->rubric, j, &figure->thousandths);
        }
        measure_tally_free(tally);
    }
}

static int compare_latest(const void *one, const void *other)
{
    const struct progress_group *a = one;
    const struct progress_group *b = other;
    return compare_starts(b->talks[b->count - 1], a->talks[a->count - 1]);
}

static void count_guess(struct progress_guesses *guesses,
                        const struct progress_talk *talk)
{
    int bond = 0;
    if (!progress_bond(talk, &bond)) return;
    guesses->high += talk->guess > bond;
    guesses->low += talk->guess < bond;
    guesses->right += talk->guess == bond;
}

struct progress *progress_of(struct progress_talk *talks, size_t count)
{
    struct progress *progress = memory_new(1, sizeof *progress);
    progress->groups =
        arena_new(&progress->arena, count, sizeof *progress->groups);
    if (count > 1) qsort(talks, count, sizeof *talks, compare_starts);
    for (size_t i = 0; i < count; i++) {
        if (talks[i].session->record_count < PROGRESS_REPLIES) {
            progress->short_count++;
            continue;
        }
        struct progress_group *group =
            group_for(progress, talks[i].session->rubric, count);
        group->talks[group->count++] = &talks[i];
        count_guess(&progress->guesses, &talks[i]);
    }
    for (size_t i = 0; i < progress->group_count; i++)
        measure_group(progress, &progress->groups[i]);
    if (progress->group_count > 1)
        qsort(progress->groups, progress->group_count, sizeof *progress->groups,
              compare_latest);
    return progress;
}

void progress_free(struct progress *progress)
{
    if (progress == NULL) return;
    arena_free(&progress->arena);
    free(progress);
}

const struct progress_figure *
progress_figure(const struct progress_group *group, size_t talk, size_t measure)
{
    return &group->figures[talk * group->rubric->measure_count + measure];
}

bool progress_bond(const struct progress_talk *talk, int *bond)
{
    const struct session *session = talk->session;
    const struct card_line *line = &session->scenario->card[CARD_BOND];
    if (talk->guess == 0 || !line->discussed) return false;
    *bond = scenario_card_value(line, session->position.values[line->state]);
    return true;
}

/* --- the plot ------------------------------------------------------------ */

/* The last talks that a plot of at most MOST has room for. */
static size_t first_of(const struct progress_group *group, size_t most)
{
    return group->count > most ? group->count - most : 0;
}

/* What a plot reaches from and to. */
struct reach {
    int64_t least;
    int64_t most;
};

static void stretch(struct reach *reach, int64_t value)
{
    if (value < reach->least) reach->least = value;
    if (value > reach->most) reach->most = value;
}

void progress_plot(const struct progress_group *group, size_t index,
                   struct buffer *out)
{
    static const char *const blocks[] = {"▁", "▂", "▃", "▄",
                                         "▅", "▆", "▇", "█"};
    enum { TOP = COUNT(blocks) - 1 };
    const struct measure *measure = &group->rubric->measures[index];
    size_t first = first_of(group, PROGRESS_PLOT);
    struct reach reach = {measure->fair, measure->fair};
    stretch(&reach, measure->good);
    for (size_t i = first; i < group->count; i++) {
        const struct progress_figure *figure = progress_figure(group, i, index);
        if (figure->is_there) stretch(&reach, figure->thousandths);
    }
    int64_t range = reach.most > reach.least ? reach.most - reach.least : 1;
    for (size_t i = first; i < group->count; i++) {
        const struct progress_figure *figure = progress_figure(group, i, index);
        int64_t height = figure->thousandths - reach.least;
        buffer_add_text(out, figure->is_there
                                 ? blocks[(height * TOP + range / 2) / range]
                                 : "·");
    }
}

/* --- looking for turns --------------------------------------------------- */

/* What turns are looked for. */
struct search {
    const struct rubric *rubric;
    size_t code;    /* shown, or not; RUBRIC_NONE: any turn */
    bool missing;   /* it is not to be shown */
    size_t with;    /* shown as well, or RUBRIC_NONE */
    size_t without; /* not shown, or RUBRIC_NONE */
    bool unmarred;  /* nothing that is better used less is shown */
};

static bool shows(const struct record *record, size_t code)
{
    return code != RUBRIC_NONE && record->scoring->levels[code] > 0;
}

/* The code shown that is better used less and stands last: a rubric puts what
 * matters most last. RUBRIC_NONE where there is none. */
static size_t shown_amiss(const struct rubric *rubric,
                          const struct record *record)
{
    for (size_t i = rubric->code_count; i > 0; i--)
        if (!rubric->codes[i - 1].is_any &&
            rubric->codes[i - 1].instead != NULL && shows(record, i - 1))
            return i - 1;
    return RUBRIC_NONE;
}

/* Silence is an answer, and what could not be scored says nothing. */
static bool fits(const struct search *search, const struct record *record)
{
    if (record->scoring->silent || record->scoring->unscorable) return false;
    if (search->code != RUBRIC_NONE &&
        shows(record, search->code) == search->missing)
        return false;
    if (search->with != RUBRIC_NONE && !shows(record, search->with))
        return false;
    if (search->unmarred && shown_amiss(search->rubric, record) != RUBRIC_NONE)
        return false;
    return search->without == RUBRIC_NONE || !shows(record, search->without);
}

/* The code whose words to quote: of an `any` code the part that was shown. */
static size_t quotable(const struct search *search, const struct record *record)
{
    size_t code = search->missing ? search->with : search->code;
    if (code == RUBRIC_NONE) return shown_amiss(search->rubric, record);
    const struct code *searched = &search->rubric->codes[code];
    if (!searched->is_any) return code;
    for (size_t i = searched->any.count; i > 0; i--)
        if (shows(record, searched->any.list[i - 1]))
            return searched->any.list[i - 1];
    return RUBRIC_NONE;
}

static bool has_words(const struct session *session,
                      const struct record *record, size_t code)
{
    if (code == RUBRIC_NONE || !shows(record, code)) return false;
    struct shown shown = feedback_shown(session, record, code);
    return shown.reasons > 0 && shown.quotes[0] != NULL;
}

static bool is_taken(const struct progress_turns *turns,
                     const struct record *record)
{
    for (size_t i = 0; i < turns->count; i++)
        if (strcmp(turns->list[i].record->reply, record->reply) == 0)
            return true;
    return false;
}

/* Too short to stand for anything: "Mm.", "Goodbye then." */
enum { FEW_WORDS = 2 };

/* Takes the newest turns that fit; with TELLING only those that have words to
 * quote, else those of more than a few words. */
static void take_turns(const struct progress_group *group,
                       const struct search *search, bool telling,
                       struct progress_turns *turns)
{
    size_t first = first_of(group, PROGRESS_RECENT);
    for (size_t i = group->count; i > first; i--) {
        const struct progress_talk *talk = group->talks[i - 1];
        const struct session *session = talk->session;
        for (size_t j = session->record_count; j > 0; j--) {
            const struct record *record = &session->records[j - 1];
            if (turns->count == PROGRESS_TURNS) return;
            if (!fits(search, record) || is_taken(turns, record)) continue;
            size_t code = quotable(search, record);
            if (telling ? !has_words(session, record, code)
                        : record->words <= FEW_WORDS)
                continue;
            turns->list[turns->count++] =
                (struct progress_turn){talk, record, code};
        }
    }
}

static void find_turns(const struct progress_group *group,
                       const struct search *search,
                       struct progress_turns *turns)
{
    turns->count = 0;
    take_turns(group, search, true, turns);
    take_turns(group, search, false, turns);
}

/* How many replies of the last sessions there are that SEARCH fits; with NULL
 * how many in all. */
static size_t count_replies(const struct progress_group *group,
                            const struct search *search)
{
    size_t count = 0;
    for (size_t i = first_of(group, PROGRESS_RECENT); i < group->count; i++) {
        const struct session *session = group->talks[i]->session;
        for (size_t j = 0; j < session->record_count; j++)
            count += search == NULL || fits(search, &session->records[j]);
    }
    return count;
}

/* --- what goes well ------------------------------------------------------ */

static struct search search_for(const struct rubric *rubric, size_t code)
{
    return (struct search){.rubric = rubric,
                           .code = code,
                           .with = RUBRIC_NONE,
                           .without = RUBRIC_NONE};
}

bool progress_strength(const struct progress_group *group,
                       struct progress_strength *strength)
{
    const struct rubric *rubric = group->rubric;
    *strength = (struct progress_strength){.code = RUBRIC_NONE,
                                           .of = count_replies(group, NULL)};
    for (size_t i = 0; i < rubric->code_count; i++) {
        const struct code *code = &rubric->codes[i];
        struct search search = search_for(rubric, i);
        search.unmarred = true;
        if (code->strength == NULL || code->is_any || code->quiet) continue;
        size_t replies = count_replies(group, &search);
        if (replies <= strength->replies) continue;
        strength->code = i;
        strength->replies = replies;
        find_turns(group, &search, &strength->turns);
    }
    return strength->code != RUBRIC_NONE;
}

/* --- what to work on ----------------------------------------------------- */

/* The mean over the last sessions of a measure that has a figure there. */
static bool mean_of(const struct progress_group *group, size_t measure,
                    int64_t *mean)
{
    int64_t sum = 0;
    int64_t count = 0;
    for (size_t i = first_of(group, PROGRESS_RECENT); i < group->count; i++) {
        const struct progress_figure *f = progress_figure(group, i, measure);
        if (!f->is_there) continue;
        sum += f->thousandths;
        count++;
    }
    if (count == 0) return false;
    *mean = sum / count;
    return true;
}

static bool less_is_better(const struct measure *measure)
{
    return measure->fair > measure->good;
}

/* Thousandths of the way from good back to fair; 0 or less: it is good. */
static int64_t farness(const struct measure *measure, int64_t mean)
{
    int64_t step = (int64_t)measure->good - measure->fair;
    if (step == 0) return 0;
    return (measure->good - mean) * 1000 / step;
}

static size_t farthest(const struct progress_group *group, int64_t *mean)
{
    const struct rubric *rubric = group->rubric;
    size_t found = RUBRIC_NONE;
    int64_t most = 0;
    for (size_t i = 0; i < rubric->measure_count; i++) {
        const struct measure *measure = &rubric->measures[i];
        int64_t value = 0;
        if (measure->kind == MEASURE_SUM || measure->experimental ||
            !mean_of(group, i, &value) || farness(measure, value) <= most)
            continue;
        found = i;
        most = farness(measure, value);
        *mean = value;
    }
    return found;
}

/* The turns that keep MEASURE from being good. */
static struct search search_behind(const struct rubric *rubric,
                                   const struct measure *measure)
{
    struct search search = search_for(rubric, measure->code);
    search.missing = !less_is_better(measure);
    if (measure->kind == MEASURE_WORDS)
        search = search_for(rubric, RUBRIC_NONE);
    if ((measure->kind == MEASURE_PER || measure->kind == MEASURE_AMONG) &&
        search.missing)
        search.with = measure->other;
    if (measure->kind == MEASURE_WITHOUT && !search.missing)
        search.without = measure->other;
    return search;
}

/* What the rubric weighs against MEASURE: the code of a measure that stands in
 * a sum with the other sign. */
static size_t opposite(const struct rubric *rubric, size_t measure)
{
    for (size_t i = 0; i < rubric->measure_count; i++) {
        const struct measure *sum = &rubric->measures[i];
        int sign = 0;
        for (size_t j = 0; j < sum->term_count; j++)
            if (sum->terms[j].cue == measure)
                sign = sum->terms[j].thousandths < 0 ? -1 : 1;
        for (size_t j = 0; j < sum->term_count; j++) {
            const struct measure *other = &rubric->measures[sum->terms[j].cue];
            if (sum->terms[j].thousandths * sign < 0 &&
                !less_is_better(other) && other->kind != MEASURE_WORDS &&
                other->kind != MEASURE_SUM)
                return other->code;
        }
    }
    return RUBRIC_NONE;
}

static size_t to_practise(const struct rubric *rubric, size_t index)
{
    const struct measure *measure = &rubric->measures[index];
    if (measure->kind == MEASURE_WORDS) return RUBRIC_NONE;
    if (!less_is_better(measure)) return measure->code;
    if (measure->kind == MEASURE_WITHOUT) return measure->other;
    return opposite(rubric, index);
}

/* The longest replies, for a measure of words. */
static void find_longest(const struct progress_group *group,
                         struct progress_turns *turns)
{
    turns->count = 0;
    for (size_t i = first_of(group, PROGRESS_RECENT); i < group->count; i++) {
        const struct session *session = group->talks[i]->session;
        for (size_t j = 0; j < session->record_count; j++) {
            const struct record *record = &session->records[j];
            struct progress_turn turn = {group->talks[i], record, RUBRIC_NONE};
            if (turns->count < PROGRESS_TURNS) {
                turns->list[turns->count++] = turn;
                continue;
            }
            size_t least = 0;
            for (size_t k = 1; k < PROGRESS_TURNS; k++)
                if (turns->list[k].record->words <
                    turns->list[least].record->words)
                    least = k;
            if (record->words > turns->list[least].record->words)
                turns->list[least] = turn;
        }
    }
}

static const char *text_of(const struct rubric *rubric, size_t code, bool less)
{
    if (code == RUBRIC_NONE) return NULL;
    const struct code *of = &rubric->codes[code];
    return less && of->instead != NULL ? of->instead : of->hint;
}

/* All is good: what is better used less and was shown most, if more than
 * once. */
static bool find_amiss(const struct progress_group *group,
                       struct progress_work *work)
{
    const struct rubric *rubric = group->rubric;
    work->replies = 1;
    for (size_t i = 0; i < rubric->code_count; i++) {
        struct search search = search_for(rubric, i);
        if (rubric->codes[i].instead == NULL || rubric->codes[i].is_any)
            continue;
        size_t replies = count_replies(group, &search);
        if (replies <= work->replies) continue;
        work->replies = replies;
        work->code = i;
    }
    if (work->code == RUBRIC_NONE) return false;
    struct search search = search_for(rubric, work->code);
    work->text = text_of(rubric, work->code, true);
    find_turns(group, &search, &work->turns);
    return true;
}

bool progress_work(const struct progress_group *group,
                   struct progress_work *work)
{
    const struct rubric *rubric = group->rubric;
    *work =
        (struct progress_work){.code = RUBRIC_NONE, .practise = RUBRIC_NONE};
    work->measure = farthest(group, &work->mean);
    if (work->measure == RUBRIC_NONE) return find_amiss(group, work);
    const struct measure *measure = &rubric->measures[work->measure];
    work->practise = to_practise(rubric, work->measure);
    if (measure->kind == MEASURE_WORDS) {
        find_longest(group, &work->turns);
        return true;
    }
    struct search search = search_behind(rubric, measure);
    work->code = measure->code;
    work->text = text_of(rubric, work->code, less_is_better(measure));
    find_turns(group, &search, &work->turns);
    return true;
}
