/* What is told of a grade; see report.h.
 *
 * Begin with report_class() and report_trainee(). Whatever a file may hold is
 * made visible before it is added.
 */
#include "class/report.h"

#include "base/count.h"
#include "base/memory.h"
#include "base/moment.h"
#include "base/table.h"
#include "base/text.h"
#include "class/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_WIDTH = 22, FIGURE_WIDTH = 10, PLACES = 5, BINS = 5 };

/* --- small things -------------------------------------------------------- */

void report_points(int64_t points, struct buffer *out)
{
    int64_t hundredths = (points + 5) / 10;
    buffer_format(out, "%lld", (long long)(hundredths / 100));
    if (hundredths % 100 == 0) return;
    buffer_format(out, ".%lld", (long long)(hundredths % 100 / 10));
    if (hundredths % 10 != 0)
        buffer_format(out, "%lld", (long long)(hundredths % 10));
}

static void pad(size_t from, size_t to, struct buffer *out)
{
    for (size_t i = from; i < to; i++)
        buffer_add_byte(out, ' ');
}

/* How many bytes of TEXT, in whole characters, take WIDTH cells at most. */
static size_t bytes_within(const struct buffer *text, size_t width)
{
    size_t at = 0;
    while (at < text->length) {
        const char *bytes = buffer_text(text);
        size_t next = at + text_cluster(bytes + at, text->length - at);
        if (text_width(bytes, next) > width) break;
        at = next;
    }
    return at;
}

/* TEXT at the left of WIDTH cells, cut off where it is longer. */
static void add_left(const char *text, size_t width, struct buffer *out)
{
    struct buffer seen = {0};
    text_visible_line(text, &seen);
    size_t cells = text_width(buffer_text(&seen), seen.length);
    if (cells <= width) {
        buffer_add_text(out, buffer_text(&seen));
        pad(cells, width, out);
    } else {
        size_t bytes = bytes_within(&seen, width - 1);
        buffer_add(out, buffer_text(&seen), bytes);
        buffer_add_text(out, "…");
        pad(text_width(buffer_text(&seen), bytes) + 1, width, out);
    }
    buffer_free(&seen);
}

/* TEXT at the right of WIDTH cells. */
static void add_right(const char *text, size_t width, struct buffer *out)
{
    pad(text_width(text, strlen(text)), width, out);
    buffer_add_text(out, text);
}

static void add_right_points(int64_t points, struct buffer *out)
{
    struct buffer text = {0};
    report_points(points, &text);
    add_right(buffer_text(&text), FIGURE_WIDTH, out);
    buffer_free(&text);
}

static const char *name_of(const struct grade_trainee *trainee)
{
    return *trainee->shown != '\0' ? trainee->shown : "(no name)";
}

/* --- the class ----------------------------------------------------------- */

static void add_heads(const struct exercise *exercise, struct buffer *out)
{
    pad(0, NAME_WIDTH, out);
    for (size_t i = 0; i < exercise->criterion_count; i++) {
        struct buffer id = {0};
        size_t length = strlen(exercise->criteria[i].id);
        add_left(exercise->criteria[i].id,
                 length < FIGURE_WIDTH ? length : FIGURE_WIDTH - 1, &id);
        add_right(buffer_text(&id), FIGURE_WIDTH, out);
        buffer_free(&id);
    }
    add_right("total", FIGURE_WIDTH, out);
    buffer_add_byte(out, '\n');
    add_left("of", NAME_WIDTH, out);
    for (size_t i = 0; i < exercise->criterion_count; i++)
        add_right_points(exercise->criteria[i].most, out);
    add_right_points(exercise_most(exercise), out);
    buffer_add_text(out, "\n\n");
}

static void add_row(const struct grade *grade,
                    const struct grade_trainee *trainee, struct buffer *out)
{
    bool overridden = false;
    add_left(name_of(trainee), NAME_WIDTH, out);
    for (size_t i = 0; i < grade->exercise->criterion_count; i++) {
        add_right_points(grade_points(&trainee->marks[i]), out);
        overridden = overridden || trainee->marks[i].overridden != GRADE_NONE;
    }
    add_right_points(trainee->total, out);
    if (trainee->late) buffer_add_text(out, "  late");
    if (trainee->incomplete) buffer_add_text(out, "  incomplete");
    if (trainee->too_short) buffer_add_text(out, "  too short");
    if (trainee->to_judge) buffer_add_text(out, ", yours to judge");
    if (overridden) buffer_add_text(out, "  overridden");
    buffer_add_byte(out, '\n');
}

/* One figure of each criterion and of the totals. */
static void add_figures(const struct grade *grade, const char *name,
                        int64_t which(const struct grade_figures *),
                        struct buffer *out)
{
    add_left(name, NAME_WIDTH, out);
    for (size_t i = 0; i <= grade->exercise->criterion_count; i++) {
        struct grade_figures figures = grade_figures(grade, i);
        add_right_points(which(&figures), out);
    }
    buffer_add_byte(out, '\n');
}

static int64_t least_of(const struct grade_figures *figures)
{
    return figures->least;
}

static int64_t median_of(const struct grade_figures *figures)
{
    return figures->median;
}

static int64_t mean_of(const struct grade_figures *figures)
{
    return figures->mean;
}

static int64_t most_of(const struct grade_figures *figures)
{
    return figures->most;
}

/* How many trainees have which fifth of the points. */
static void add_distribution(const struct grade *grade, size_t index,
                             struct buffer *out)
{
    const struct criterion *criterion = &grade->exercise->criteria[index];
    size_t bins[BINS] = {0};
    if (criterion->most == 0) return;
    for (size_t i = 0; i < grade->trainee_count; i++) {
        int64_t points = grade_points(&grade->trainees[i].marks[index]);
        int64_t bin = points * BINS / criterion->most;
        if (bin < 0) bin = 0;
        bins[bin < BINS ? bin : BINS - 1]++;
    }
    add_left(criterion->id, NAME_WIDTH, out);
    for (size_t i = 0; i < BINS; i++) {
        char count[24];
        snprintf(count, sizeof count, "%zu", bins[i]);
        add_right(count, FIGURE_WIDTH, out);
    }
    buffer_add_byte(out, '\n');
}

static void add_distributions(const struct grade *grade, struct buffer *out)
{
    static const char *const heads[BINS] = {"< 20 %", "20-40 %", "40-60 %",
                                            "60-80 %", "80-100 %"};
    buffer_add_text(out, "\nHow many trainees have which share of the "
                         "points:\n");
    pad(0, NAME_WIDTH, out);
    for (size_t i = 0; i < BINS; i++)
        add_right(heads[i], FIGURE_WIDTH, out);
    buffer_add_byte(out, '\n');
    for (size_t i = 0; i < grade->exercise->criterion_count; i++)
        add_distribution(grade, i, out);
}

void report_class(const struct grade *grade, struct buffer *out)
{
    text_visible_line(grade->exercise->title, out);
    buffer_format(out, " (%s): %zu trainee%s\n\n", grade->exercise->id,
                  grade->trainee_count, grade->trainee_count == 1 ? "" : "s");
    if (grade->trainee_count == 0) return;
    add_heads(grade->exercise, out);
    for (size_t i = 0; i < grade->trainee_count; i++)
        add_row(grade, &grade->trainees[i], out);
    buffer_add_byte(out, '\n');
    add_figures(grade, "least", least_of, out);
    add_figures(grade, "median", median_of, out);
    add_figures(grade, "mean", mean_of, out);
    add_figures(grade, "most", most_of, out);
    add_distributions(grade, out);
}

/* --- where most lost trust ----------------------------------------------- */

/* A place in a scenario, and what happened there. */
struct corner {
    size_t scenario;
    size_t node;
    size_t replies;
    size_t lost;
};

/* A reply that lowered a state that the client's card is read from. */
static bool lost(const struct scenario *scenario, const struct record *record)
{
    for (size_t i = 0; i < CARD_COUNT; i++) {
        size_t state = scenario->card[i].state;
        if (scenario->card[i].discussed &&
            record->after[state] < record->before[state])
            return true;
    }
    return false;
}

static void count_session(const struct attempt *attempt, struct corner *places)
{
    const struct session *session = attempt->session;
    for (size_t i = 0; i < session->record_count; i++) {
        const struct record *record = &session->records[i];
        places[record->move.from].replies++;
        places[record->move.from].lost += lost(session->scenario, record);
    }
}

/* Most lost first; then as they stand in the file. */
static int by_lost(const void *one, const void *other)
{
    const struct corner *a = one;
    const struct corner *b = other;
    if (a->lost != b->lost) return (a->lost < b->lost) - (a->lost > b->lost);
    if (a->scenario != b->scenario) return a->scenario < b->scenario ? -1 : 1;
    return (a->node > b->node) - (a->node < b->node);
}

static size_t count_places(const struct grade *grade, struct corner *places)
{
    size_t count = 0;
    for (size_t s = 0; s < grade->exercise->scenario_count; s++) {
        size_t nodes = grade->scenarios[s]->node_count;
        for (size_t i = 0; i < nodes; i++)
            places[count + i] = (struct corner){s, i, 0, 0};
        for (size_t i = 0; i < grade->trainee_count; i++)
            if (grade->trainees[i].counted[s] != NULL)
                count_session(grade->trainees[i].counted[s], places + count);
        count += nodes;
    }
    return count;
}

void report_places(const struct grade *grade, struct buffer *out)
{
    size_t room = 0;
    for (size_t i = 0; i < grade->exercise->scenario_count; i++)
        room += grade->scenarios[i]->node_count;
    struct corner *places = memory_new(room, sizeof *places);
    size_t count = count_places(grade, places);
    if (count > 0) qsort(places, count, sizeof *places, by_lost);
    for (size_t i = 0; i < count && i < PLACES && places[i].lost > 0; i++) {
        const struct corner *place = &places[i];
        const struct scenario *scenario = grade->scenarios[place->scenario];
        if (i == 0)
            buffer_add_text(
                out, "\nWhere most replies cost trust (places as 'rapport "
                     "graph' draws them):\n");
        buffer_format(out, "  %s, %s: %zu of %zu replies\n", scenario->id,
                      scenario->nodes[place->node].id, place->lost,
                      place->replies);
    }
    free(places);
}

/* --- what needs a person ------------------------------------------------- */

/* Codes that no machine grades. */
static const char *const for_people[] = {"safety", "skirts_suicide",
                                         "stereotyping"};

static void add_who(const struct grade_trainee *trainee,
                    const struct attempt *attempt, int turn, struct buffer *out)
{
    buffer_add_text(out, "  ");
    text_visible_line(name_of(trainee), out);
    buffer_format(out, ", %s", attempt->session->scenario->id);
    if (turn > 0) buffer_format(out, ", turn %d", turn);
    buffer_add_text(out, ": ");
}

static void add_quoted(const char *text, struct buffer *out)
{
    buffer_add_byte(out, '"');
    text_visible_line(*text != '\0' ? text : "(silence)", out);
    buffer_add_text(out, "\"\n");
}

static void review_disputes(const struct grade_trainee *trainee,
                            const struct attempt *attempt, struct buffer *out)
{
    const struct transcript *transcript = attempt->transcript;
    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct transcript_event *event = &transcript->events[i];
        if (event->kind != TRANSCRIPT_DISPUTE) continue;
        add_who(trainee, attempt, event->turn, out);
        if (event->code != NULL) {
            text_visible_line(event->code, out);
            buffer_add_text(out, ", ");
        }
        add_quoted(event->text != NULL ? event->text : "", out);
    }
}

static void review_codes(const struct grade_trainee *trainee,
                         const struct attempt *attempt, struct buffer *out)
{
    const struct session *session = attempt->session;
    for (size_t c = 0; c < COUNT(for_people); c++) {
        size_t code = rubric_code(session->rubric, for_people[c]);
        for (size_t i = 0; code != RUBRIC_NONE && i < session->record_count;
             i++) {
            const struct record *record = &session->records[i];
            if (record->scoring->levels[code] <= 0) continue;
            add_who(trainee, attempt, record->turn, out);
            buffer_format(out, "%s, ", for_people[c]);
            add_quoted(record->reply, out);
        }
    }
}

static void review_unseen(const struct grade_trainee *trainee,
                          const struct attempt *attempt, struct buffer *out)
{
    const struct session *session = attempt->session;
    for (size_t i = 0; i < session->record_count; i++) {
        const struct record *record = &session->records[i];
        if (record->scoring->recognised || record->reply[0] == '\0') continue;
        add_who(trainee, attempt, record->turn, out);
        add_quoted(record->reply, out);
    }
}

/* The file is named, as it may have to be opened; but not where its name could
 * tell what an alias hides. */
static void review_differences(const struct grade_trainee *trainee,
                               const struct attempt *attempt,
                               struct buffer *out)
{
    const char *line = buffer_text(&attempt->differences);
    while (*line != '\0') {
        size_t length = strcspn(line, "\n");
        char *copy = memory_copy(line, length);
        buffer_add_text(out, "  ");
        text_visible_line(name_of(trainee), out);
        buffer_format(out, ", %s", attempt->session->scenario->id);
        if (trainee->shown == trainee->name) {
            buffer_add_text(out, ", ");
            text_visible_line(attempt->path, out);
        }
        buffer_add_text(out, attempt->counts ? ": " : " (not counted): ");
        text_visible_line(copy, out);
        buffer_add_byte(out, '\n');
        free(copy);
        line += length + (line[length] == '\n');
    }
}

/* Adds LEAD and the scenarios that TRAINEE did not play. */
static void add_unplayed(const struct grade *grade,
                         const struct grade_trainee *trainee, const char *lead,
                         struct buffer *out)
{
    bool first = true;
    for (size_t i = 0; i < grade->exercise->scenario_count; i++) {
        if (trainee->counted[i] != NULL) continue;
        buffer_add_text(out, first ? lead : ", ");
        buffer_add_text(out, grade->exercise->scenarios[i].id);
        first = false;
    }
}

static void review_lengths(const struct grade *grade, struct buffer *out)
{
    for (size_t i = 0; i < grade->trainee_count; i++) {
        const struct grade_trainee *trainee = &grade->trainees[i];
        if (!trainee->too_short && !trainee->incomplete &&
            *trainee->name != '\0')
            continue;
        buffer_add_text(out, "  ");
        text_visible_line(name_of(trainee), out);
        if (*trainee->name == '\0')
            buffer_add_text(out, ": the transcript names nobody");
        if (trainee->incomplete)
            add_unplayed(grade, trainee, ": not played: ", out);
        if (trainee->too_short)
            buffer_format(out, "%s %lld of at least %d replies",
                          trainee->incomplete ? ";" : ":",
                          (long long)trainee->tally->replies,
                          grade->exercise->least_replies);
        buffer_add_byte(out, '\n');
    }
}

static void review_excess(const struct grade *grade, struct buffer *out)
{
    const struct exercise *exercise = grade->exercise;
    int most = exercise->most_attempts;
    for (size_t i = 0; most > 0 && i < grade->trainee_count; i++)
        for (size_t s = 0; s < exercise->scenario_count; s++) {
            const struct grade_trainee *trainee = &grade->trainees[i];
            int count = 0;
            for (size_t j = 0; j < trainee->attempt_count; j++)
                count += trainee->attempts[j]->scenario == s;
            if (count <= most) continue;
            buffer_add_text(out, "  ");
            text_visible_line(name_of(trainee), out);
            buffer_format(out,
                          ", %s: %d sessions were handed in, %d may be played; "
                          "the first by time were looked at\n",
                          exercise->scenarios[s].id, count, most);
        }
}

/* Two people who gave the same name are one trainee to the program; sessions
 * that ran at one time are the only sign of it. */
static void review_overlaps(const struct grade *grade, struct buffer *out)
{
    for (size_t i = 0; i < grade->trainee_count; i++) {
        const struct grade_trainee *trainee = &grade->trainees[i];
        const struct attempt *before = NULL; /* the one that ended last */
        for (size_t j = 0; j < trainee->attempt_count; j++) {
            const struct attempt *attempt = trainee->attempts[j];
            const char *start = attempt->transcript->header.start;
            if (before != NULL && strcmp(start, attempt_end(before)) < 0) {
                buffer_add_text(out, "  ");
                text_visible_line(name_of(trainee), out);
                buffer_format(out, ": %s and %s, around ",
                              before->session->scenario->id,
                              attempt->session->scenario->id);
                text_visible_line(start, out);
                buffer_add_byte(out, '\n');
            }
            if (before == NULL ||
                strcmp(attempt_end(before), attempt_end(attempt)) < 0)
                before = attempt;
        }
    }
}

/* One person who wrote her name in two ways is two trainees to the program. */
static void review_names(const struct grade *grade, struct buffer *out)
{
    struct table seen = {0};
    struct arena arena = {0};
    struct buffer folded = {0};
    for (size_t i = 0; i < grade->trainee_count; i++) {
        const struct grade_trainee *trainee = &grade->trainees[i];
        columns_fold_name(trainee->name, &folded);
        size_t length = folded.length;
        const char *key = arena_copy(&arena, buffer_text(&folded), length);
        if (table_put(&seen, key, length, (int)i)) continue;
        buffer_add_text(out, "  ");
        text_visible_line(
            name_of(&grade->trainees[table_get(&seen, key, length)]), out);
        buffer_add_text(out, " and ");
        text_visible_line(name_of(trainee), out);
        buffer_add_byte(out, '\n');
    }
    buffer_free(&folded);
    arena_free(&arena);
    table_free(&seen);
}

enum { SESSIONS_TOLD = 5 };

/* Adds to OUT the sessions of the exercise HASH: one line, however many. */
static void add_exercise(const struct grade *grade, const char *hash,
                         struct buffer *out)
{
    size_t count = 0;
    buffer_format(out, "  %.12s…: ", hash);
    for (size_t i = 0; i < grade->trainee_count; i++) {
        const struct grade_trainee *trainee = &grade->trainees[i];
        for (size_t j = 0; j < trainee->attempt_count; j++) {
            const struct attempt *attempt = trainee->attempts[j];
            if (strcmp(attempt->transcript->header.exercise.sha256, hash) !=
                    0 ||
                ++count > SESSIONS_TOLD)
                continue;
            if (count > 1) buffer_add_text(out, ", ");
            text_visible_line(name_of(trainee), out);
            if (trainee->shown != trainee->name) continue;
            buffer_add_text(out, " (");
            text_visible_line(attempt->path, out);
            buffer_add_byte(out, ')');
        }
    }
    if (count > SESSIONS_TOLD)
        buffer_format(out, " and %zu more", count - SESSIONS_TOLD);
    buffer_add_byte(out, '\n');
}

static void review_exercises(const struct grade *grade, struct buffer *out)
{
    struct table seen = {0};
    for (size_t i = 0; i < grade->trainee_count; i++)
        for (size_t j = 0; j < grade->trainees[i].attempt_count; j++) {
            const struct attempt *attempt = grade->trainees[i].attempts[j];
            const char *hash = attempt->transcript->header.exercise.sha256;
            if (!attempt->other_exercise ||
                table_get(&seen, hash, strlen(hash)) >= 0)
                continue;
            table_put(&seen, hash, strlen(hash), 0);
            add_exercise(grade, hash, out);
        }
    table_free(&seen);
}

typedef void review(const struct grade_trainee *trainee,
                    const struct attempt *attempt, struct buffer *out);

struct list {
    const char *title;
    review *review;
    bool of_all; /* attempts that do not count are looked at, too */
};

static void add_list(const struct grade *grade, const struct list *list,
                     struct buffer *out)
{
    struct buffer lines = {0};
    for (size_t i = 0; i < grade->trainee_count; i++)
        for (size_t j = 0; j < grade->trainees[i].attempt_count; j++)
            if (list->of_all || grade->trainees[i].attempts[j]->counts)
                list->review(&grade->trainees[i],
                             grade->trainees[i].attempts[j], &lines);
    if (lines.length > 0)
        buffer_format(out, "\n%s\n%s", list->title, buffer_text(&lines));
    buffer_free(&lines);
}

void report_review(const struct grade *grade, struct buffer *out)
{
    static const struct list lists[] = {
        {"The file says otherwise than its replies, or is not as it was "
         "written:",
         review_differences, true},
        {"The trainee sees a score otherwise:", review_disputes, false},
        {"For a person to judge, not graded:", review_codes, false},
        {"Nothing was recognised, which counts as nothing:", review_unseen,
         false},
    };
    static const struct {
        const char *title;
        void (*review)(const struct grade *grade, struct buffer *out);
    } of_class[] = {
        {"Less than was asked for, so look at these yourself:", review_lengths},
        {"Played more often than allowed; what is beyond does not count:",
         review_excess},
        {"Two sessions at one time, perhaps of two people by one name:",
         review_overlaps},
        {"Names that are nearly the same, perhaps of one person:",
         review_names},
        {"The exercise was not as it is now when these were played; they are "
         "graded by\nwhat it is now:",
         review_exercises},
    };
    for (size_t i = 0; i < COUNT(of_class); i++) {
        struct buffer lines = {0};
        of_class[i].review(grade, &lines);
        if (lines.length > 0)
            buffer_format(out, "\n%s\n%s", of_class[i].title,
                          buffer_text(&lines));
        buffer_free(&lines);
    }
    for (size_t i = 0; i < COUNT(lists); i++)
        add_list(grade, &lists[i], out);
}

/* --- another rubric ------------------------------------------------------ */

enum { TURNS_TOLD = 6 };

static const char *code_name(const struct rubric *rubric, size_t code)
{
    return rubric->codes[code].name;
}

static bool shows(const struct session *session, const struct record *record,
                  const char *name)
{
    size_t code = rubric_code(session->rubric, name);
    return code != RUBRIC_NONE && record->scoring->levels[code] > 0;
}

/* Adds " SIGNcode" for each code that RECORD shows and OTHER does not. */
static void add_only(const struct session *session, const struct record *record,
                     const struct session *other_session,
                     const struct record *other, const char *sign,
                     struct buffer *out)
{
    const struct rubric *rubric = session->rubric;
    for (size_t i = 0; i < rubric->code_count; i++)
        if (record->scoring->levels[i] > 0 &&
            !shows(other_session, other, code_name(rubric, i)))
            buffer_format(out, " %s%s", sign, code_name(rubric, i));
}

static void add_changed_turns(const struct attempt *before,
                              const struct attempt *now, struct buffer *out)
{
    const struct session *old = before->session;
    const struct session *new = now->session;
    size_t told = 0;
    for (size_t i = 0; i < old->record_count && i < new->record_count; i++) {
        struct buffer codes = {0};
        add_only(new, &new->records[i], old, &old->records[i], "+", &codes);
        add_only(old, &old->records[i], new, &new->records[i], "-", &codes);
        if (codes.length > 0 && told++ < TURNS_TOLD) {
            buffer_format(out, "    %s, turn %d:%s, ", new->scenario->id,
                          new->records[i].turn, buffer_text(&codes));
            add_quoted(new->records[i].reply, out);
        }
        buffer_free(&codes);
    }
    if (told > TURNS_TOLD)
        buffer_format(out, "    %s: %zu more turns\n", new->scenario->id,
                      told - TURNS_TOLD);
}

static void add_from_to(int64_t before, int64_t now, struct buffer *out)
{
    report_points(before, out);
    buffer_add_text(out, " to ");
    report_points(now, out);
}

static void add_change(const struct grade *grade,
                       const struct grade_trainee *before,
                       const struct grade_trainee *now, struct buffer *out)
{
    const struct exercise *exercise = grade->exercise;
    buffer_add_text(out, "  ");
    text_visible_line(name_of(now), out);
    buffer_add_text(out, ": ");
    add_from_to(before->total, now->total, out);
    buffer_add_byte(out, '\n');
    for (size_t i = 0; i < exercise->scenario_count; i++)
        if (before->counted[i] != NULL && now->counted[i] != NULL)
            add_changed_turns(before->counted[i], now->counted[i], out);
}

/* Points of the instructor's own, where the program changed its mind. */
static void add_kept(const struct grade *grade,
                     const struct grade_trainee *before,
                     const struct grade_trainee *now, struct buffer *out)
{
    for (size_t i = 0; i < grade->exercise->criterion_count; i++) {
        const struct grade_mark *mark = &now->marks[i];
        if (mark->overridden == GRADE_NONE ||
            before->marks[i].points == mark->points)
            continue;
        buffer_add_text(out, "  ");
        text_visible_line(name_of(now), out);
        buffer_format(out, ", %s: yours are ", grade->exercise->criteria[i].id);
        report_points(mark->overridden, out);
        buffer_add_text(out, "; the program goes from ");
        add_from_to(before->marks[i].points, mark->points, out);
        buffer_add_byte(out, '\n');
    }
}

/* The trainee of the same name. */
static const struct grade_trainee *
same_trainee(const struct grade *grade, const struct grade_trainee *trainee)
{
    size_t fits = 0;
    size_t which = grade_trainee(grade, trainee->name, &fits);
    return fits == 1 ? &grade->trainees[which] : NULL;
}

/* Whoever changes a rubric may forget its version: then the hashes tell. */
static void add_rubrics(const struct rubric *before, const struct rubric *now,
                        struct buffer *out)
{
    bool alike =
        strcmp(before->id, now->id) == 0 && before->version == now->version;
    buffer_format(out, "\nWith the rubric '%s', version %d", now->id,
                  now->version);
    if (alike) buffer_format(out, " (file %.8s…)", now->sha256);
    buffer_format(out, ", in place of '%s', version %d", before->id,
                  before->version);
    if (alike) buffer_format(out, " (file %.8s…)", before->sha256);
    buffer_add_text(out, ":\n");
}

void report_changes(const struct grade *before, const struct grade *now,
                    struct buffer *out)
{
    size_t changed = 0;
    struct buffer kept = {0};
    for (size_t i = 0; i < now->trainee_count; i++) {
        const struct grade_trainee *new = &now->trainees[i];
        const struct grade_trainee *old = same_trainee(before, new);
        if (old == NULL) continue;
        add_kept(now, old, new, &kept);
        if (old->total == new->total) continue;
        if (changed++ == 0) add_rubrics(before->rubric, now->rubric, out);
        add_change(now, old, new, out);
    }
    buffer_format(out,
                  "\nTrainees with other points than before: %zu of %zu.\n",
                  changed, now->trainee_count);
    if (kept.length > 0)
        buffer_format(out, "Points that you gave stay as they are:\n%s",
                      buffer_text(&kept));
    buffer_free(&kept);
}

/* --- a trainee's page ---------------------------------------------------- */

/* "maya-1: 2, 5, 7" for the turns that were counted. */
static void add_turns(const struct grade *grade,
                      const struct criterion *criterion,
                      const struct attempt *attempt, struct buffer *out)
{
    const struct session *session = attempt->session;
    struct buffer turns = {0};
    size_t count = 0;
    for (size_t i = 0; i < session->record_count; i++) {
        const struct record *record = &session->records[i];
        if (!grade_counts(grade, criterion, attempt, record)) continue;
        buffer_format(&turns, "%s%d", count++ > 0 ? ", " : "", record->turn);
    }
    if (count > 0)
        buffer_format(out, "    %s, turn%s %s\n", session->scenario->id,
                      count == 1 ? "" : "s", buffer_text(&turns));
    buffer_free(&turns);
}

static void add_mark(const struct grade *grade,
                     const struct grade_trainee *trainee, size_t index,
                     struct buffer *out)
{
    const struct criterion *criterion = &grade->exercise->criteria[index];
    const struct grade_mark *mark = &trainee->marks[index];
    buffer_add_text(out, "\n  ");
    text_visible_line(criterion->title, out);
    buffer_add_text(out, ": ");
    report_points(grade_points(mark), out);
    buffer_add_text(out, " of ");
    report_points(criterion->most, out);
    if (mark->value == GRADE_NONE)
        buffer_add_text(out, " (there was nothing to count)");
    else
        buffer_format(out, " (value %.3g)", (double)mark->value / 1000);
    buffer_add_byte(out, '\n');
    if (mark->overridden != GRADE_NONE) {
        buffer_add_text(out, "    Your instructor gave this in place of ");
        report_points(mark->points, out);
        buffer_add_text(out, ": ");
        text_visible_line(
            mark->reason != NULL ? mark->reason : "no reason given", out);
        buffer_add_byte(out, '\n');
    }
    for (size_t i = 0; i < grade->exercise->scenario_count; i++)
        if (trainee->counted[i] != NULL)
            add_turns(grade, criterion, trainee->counted[i], out);
}

static void add_levels(const struct session *session,
                       const struct record *record, struct buffer *out)
{
    const struct rubric *rubric = session->rubric;
    bool first = true;
    for (size_t i = 0; i < rubric->code_count; i++) {
        if (record->scoring->levels[i] <= 0 || rubric->codes[i].quiet) continue;
        buffer_format(out, "%s%s", first ? "" : ", ", rubric->codes[i].title);
        first = false;
    }
    if (first) buffer_add_text(out, "nothing recognised");
}

static void add_lateness(const struct exercise *exercise,
                         const struct attempt *attempt, struct buffer *out)
{
    int64_t due = 0;
    int64_t end = 0;
    if (!attempt->late) return;
    if (!moment_read(exercise->due, &due) ||
        !moment_read(attempt_end(attempt), &end)) {
        buffer_add_text(out, " (late: played after it was due)");
        return;
    }
    buffer_add_text(out, " (late by ");
    moment_span(end - due, out);
    buffer_add_byte(out, ')');
}

static void add_talk(const struct exercise *exercise,
                     const struct attempt *attempt, struct buffer *out)
{
    const struct session *session = attempt->session;
    size_t ending = session_ending(session);
    buffer_add_byte(out, '\n');
    text_visible_line(session->scenario->title, out);
    buffer_format(out, ": %s",
                  ending == SCENARIO_NONE
                      ? "not ended"
                      : session->scenario->endings[ending].title);
    add_lateness(exercise, attempt, out);
    buffer_add_byte(out, '\n');
    for (size_t i = 0; i < session->record_count; i++) {
        const struct record *record = &session->records[i];
        buffer_format(out, "  %2d  ", record->turn);
        add_quoted(record->reply, out);
        buffer_add_text(out, "      ");
        add_levels(session, record, out);
        buffer_add_byte(out, '\n');
    }
}

void report_trainee(const struct grade *grade,
                    const struct grade_trainee *trainee, struct buffer *out)
{
    const struct exercise *exercise = grade->exercise;
    text_visible_line(exercise->title, out);
    buffer_add_text(out, ": ");
    text_visible_line(name_of(trainee), out);
    buffer_add_text(out, "\n\nPoints: ");
    report_points(trainee->total, out);
    buffer_add_text(out, " of ");
    report_points(exercise_most(exercise), out);
    buffer_add_byte(out, '\n');
    if (trainee->to_judge)
        buffer_format(
            out,
            "\nThat is no mark yet: %d replies are asked for, and there "
            "are %lld. Your\ninstructor decides.\n",
            exercise->least_replies, (long long)trainee->tally->replies);
    if (trainee->incomplete) {
        add_unplayed(grade, trainee, "\nNot played: ", out);
        buffer_add_text(out, ". Its ending and its states count as the "
                             "lowest.\n");
    }
    for (size_t i = 0; i < exercise->criterion_count; i++)
        add_mark(grade, trainee, i, out);
    for (size_t i = 0; i < exercise->scenario_count; i++)
        if (trainee->counted[i] != NULL)
            add_talk(exercise, trainee->counted[i], out);
    buffer_add_text(out,
                    "\nA value is what was measured; your exercise says how "
                    "many points it earns.\nThese figures are estimates by a "
                    "program that looks for patterns in words;\nit hears no "
                    "tone. If you see a score otherwise, say so to your "
                    "instructor.\n");
}
