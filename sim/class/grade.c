/* Grading; see grade.h. Begin with grade_new(). */
#include "class/grade.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* --- who, and in which order --------------------------------------------- */

/* Times are whole seconds: of two that began in one, the first to end was the
 * first. */
static int by_trainee_and_time(const void *one, const void *other)
{
    const struct attempt *a = *(struct attempt *const *)one;
    const struct attempt *b = *(struct attempt *const *)other;
    int order = strcmp(attempt_trainee(a), attempt_trainee(b));
    if (order == 0)
        order =
            strcmp(a->transcript->header.start, b->transcript->header.start);
    if (order == 0) order = strcmp(attempt_end(a), attempt_end(b));
    if (order == 0)
        order = strcmp(a->transcript->header.attempt,
                       b->transcript->header.attempt);
    return order != 0 ? order : strcmp(a->path, b->path);
}

static const char *alias_of(struct grade *grade, const char *name)
{
    const char *id = grade->exercise->id;
    char hash[HASH_HEX];
    hash_pair(id, strlen(id), name, strlen(name), hash);
    return arena_format(&grade->arena, "T-%.6s", hash);
}

static void divide(struct grade *grade, struct attempt **attempts, size_t count)
{
    size_t scenarios = grade->exercise->scenario_count;
    qsort(attempts, count, sizeof(struct attempt *), by_trainee_and_time);
    grade->trainees = memory_new(count, sizeof *grade->trainees);
    for (size_t i = 0; i < count; i++) {
        const char *name = attempt_trainee(attempts[i]);
        struct grade_trainee *trainee = &grade->trainees[grade->trainee_count];
        bool same =
            grade->trainee_count > 0 && strcmp(trainee[-1].name, name) == 0;
        if (same) {
            trainee[-1].attempt_count++;
            continue;
        }
        trainee->name = name;
        trainee->alias = alias_of(grade, name);
        trainee->shown = name;
        trainee->attempts = &attempts[i];
        trainee->attempt_count = 1;
        trainee->counted = memory_new(scenarios, sizeof *trainee->counted);
        grade->trainee_count++;
    }
}

/* --- values -------------------------------------------------------------- */

static int64_t mean_of(int64_t sum, int64_t count)
{
    return count > 0 ? sum / count : GRADE_NONE;
}

/* The mean, over the scenarios that have the state, of its last value; the
 * least there is for one that was not played. */
static int64_t state_value(const struct grade *grade,
                           const struct grade_trainee *trainee,
                           const struct criterion *criterion)
{
    int64_t sum = 0;
    int64_t count = 0;
    for (size_t i = 0; i < grade->exercise->scenario_count; i++) {
        const struct scenario *scenario = grade->scenarios[i];
        const struct attempt *attempt = trainee->counted[i];
        size_t state = scenario_state(scenario, criterion->name);
        if (state == SCENARIO_NONE) continue;
        sum += attempt != NULL ? attempt->session->position.values[state]
                               : scenario->states[state].min;
        count++;
    }
    return mean_of(sum * 1000, count);
}

static bool is_listed(const struct criterion *criterion, const char *id)
{
    for (size_t i = 0; i < criterion->ending_count; i++)
        if (strcmp(criterion->endings[i], id) == 0) return true;
    return false;
}

static bool knows_one(const struct criterion *criterion,
                      const struct scenario *scenario)
{
    for (size_t i = 0; i < criterion->ending_count; i++)
        if (scenario_ending(scenario, criterion->endings[i]) != SCENARIO_NONE)
            return true;
    return false;
}

/* The share of scenarios that know one of the endings and came to it. */
static int64_t ending_value(const struct grade *grade,
                            const struct grade_trainee *trainee,
                            const struct criterion *criterion)
{
    int64_t met = 0;
    int64_t count = 0;
    for (size_t i = 0; i < grade->exercise->scenario_count; i++) {
        const struct scenario *scenario = grade->scenarios[i];
        const struct attempt *attempt = trainee->counted[i];
        if (!knows_one(criterion, scenario)) continue;
        size_t ending =
            attempt != NULL ? session_ending(attempt->session) : SCENARIO_NONE;
        count++;
        met += ending != SCENARIO_NONE &&
               is_listed(criterion, scenario->endings[ending].id);
    }
    return mean_of(met * 1000, count);
}

int64_t grade_measure(const struct rubric *rubric, const struct tally *tally,
                      const struct criterion *criterion)
{
    int64_t value = GRADE_NONE;
    size_t measure = rubric_measure(rubric, criterion->name);
    if (measure == RUBRIC_NONE || tally->replies == 0 ||
        !measure_value(tally, rubric, measure, &value))
        return GRADE_NONE;
    return value;
}

static int64_t value_of(const struct grade *grade,
                        const struct grade_trainee *trainee,
                        const struct criterion *criterion)
{
    switch (criterion->kind) {
    case CRITERION_MEASURE:
        return grade_measure(grade->rubric, trainee->tally, criterion);
    case CRITERION_STATE:
        return state_value(grade, trainee, criterion);
    case CRITERION_ENDING:
        return ending_value(grade, trainee, criterion);
    }
    return GRADE_NONE;
}

/* --- marks --------------------------------------------------------------- */

int64_t grade_points(const struct grade_mark *mark)
{
    return mark->overridden != GRADE_NONE ? mark->overridden : mark->points;
}

static void add_up(const struct grade *grade, struct grade_trainee *trainee)
{
    trainee->total = 0;
    trainee->to_judge = false;
    for (size_t i = 0; i < grade->exercise->criterion_count; i++) {
        const struct grade_mark *mark = &trainee->marks[i];
        trainee->total += grade_points(mark);
        if (trainee->too_short && mark->overridden == GRADE_NONE)
            trainee->to_judge = true;
    }
}

/* What the attempts that count earn together. */
static void mark(const struct grade *grade, struct grade_trainee *trainee)
{
    const struct exercise *exercise = grade->exercise;
    measure_tally_free(trainee->tally);
    trainee->tally = measure_tally_new(grade->rubric);
    for (size_t i = 0; i < exercise->scenario_count; i++) {
        if (trainee->counted[i] == NULL) continue;
        struct tally *one = session_tally(trainee->counted[i]->session);
        measure_add(trainee->tally, grade->rubric, one);
        measure_tally_free(one);
    }
    if (trainee->marks == NULL)
        trainee->marks =
            memory_new(exercise->criterion_count, sizeof *trainee->marks);
    for (size_t i = 0; i < exercise->criterion_count; i++) {
        struct grade_mark *given = &trainee->marks[i];
        const struct criterion *criterion = &exercise->criteria[i];
        given->value = value_of(grade, trainee, criterion);
        given->points = given->value == GRADE_NONE
                            ? 0
                            : exercise_points(criterion, given->value);
        given->overridden = GRADE_NONE;
    }
    add_up(grade, trainee);
}

/* --- which attempt counts ------------------------------------------------ */

/* What ATTEMPT alone would earn. */
static int64_t worth(const struct grade *grade, struct grade_trainee *trainee,
                     struct attempt *attempt)
{
    size_t scenarios = grade->exercise->scenario_count;
    memset(trainee->counted, 0, scenarios * sizeof *trainee->counted);
    trainee->counted[attempt->scenario] = attempt;
    mark(grade, trainee);
    return trainee->total;
}

/* The one of TRAINEE's attempts at SCENARIO that the policy chooses among
 * those that are allowed, in order of time; NULL when there is none. */
static struct attempt *choose(const struct grade *grade,
                              struct grade_trainee *trainee, size_t scenario)
{
    const struct exercise *exercise = grade->exercise;
    struct attempt *chosen = NULL;
    int64_t most = -1;
    int number = 0;
    for (size_t i = 0; i < trainee->attempt_count; i++) {
        struct attempt *attempt = trainee->attempts[i];
        if (attempt->scenario != scenario) continue;
        number++;
        if (exercise->most_attempts > 0 && number > exercise->most_attempts)
            break;
        if (exercise->policy == EXERCISE_FIRST && chosen != NULL) break;
        if (exercise->policy == EXERCISE_BEST) {
            int64_t points = worth(grade, trainee, attempt);
            if (points <= most) continue;
            most = points;
        }
        chosen = attempt;
    }
    return chosen;
}

static void grade_one(const struct grade *grade, struct grade_trainee *trainee)
{
    const struct exercise *exercise = grade->exercise;
    size_t scenarios = exercise->scenario_count;
    struct attempt **chosen = memory_new(scenarios, sizeof *chosen);
    size_t replies = 0;
    for (size_t i = 0; i < scenarios; i++)
        chosen[i] = choose(grade, trainee, i);
    memcpy(trainee->counted, chosen, scenarios * sizeof *chosen);
    free(chosen);
    for (size_t i = 0; i < scenarios; i++) {
        struct attempt *attempt = trainee->counted[i];
        if (attempt == NULL) {
            trainee->incomplete = true;
            continue;
        }
        attempt->counts = true;
        replies += attempt_replies(attempt);
        trainee->late = trainee->late || attempt->late;
    }
    trainee->too_short = replies < (size_t)exercise->least_replies;
    mark(grade, trainee);
}

/* --- the whole ----------------------------------------------------------- */

struct grade *grade_new(const struct exercise *exercise,
                        const struct rubric *rubric,
                        const struct scenario *const *scenarios,
                        struct attempt **attempts, size_t count)
{
    struct grade *grade = memory_new(1, sizeof *grade);
    grade->exercise = exercise;
    grade->rubric = rubric;
    grade->scenarios = scenarios;
    divide(grade, attempts, count);
    for (size_t i = 0; i < grade->trainee_count; i++)
        grade_one(grade, &grade->trainees[i]);
    return grade;
}

void grade_free(struct grade *grade)
{
    if (grade == NULL) return;
    for (size_t i = 0; i < grade->trainee_count; i++) {
        free(grade->trainees[i].counted);
        free(grade->trainees[i].marks);
        measure_tally_free(grade->trainees[i].tally);
    }
    free(grade->trainees);
    arena_free(&grade->arena);
    free(grade);
}

size_t grade_trainee(const struct grade *grade, const char *name, size_t *fits)
{
    size_t found = 0;
    *fits = 0;
    for (size_t i = 0; i < grade->trainee_count; i++) {
        if (strcmp(grade->trainees[i].name, name) != 0) continue;
        *fits = 1;
        return i;
    }
    for (size_t i = 0; i < grade->trainee_count; i++) {
        if (strcmp(grade->trainees[i].alias, name) != 0) continue;
        found = i;
        (*fits)++;
    }
    return found;
}

size_t grade_criterion(const struct grade *grade, const char *id)
{
    size_t i = 0;
    while (i < grade->exercise->criterion_count &&
           strcmp(grade->exercise->criteria[i].id, id) != 0)
        i++;
    return i;
}

bool grade_override(struct grade *grade, const char *trainee,
                    const char *criterion, int64_t points, const char *reason)
{
    size_t fits = 0;
    size_t which = grade_trainee(grade, trainee, &fits);
    size_t index = grade_criterion(grade, criterion);
    if (fits != 1 || index == grade->exercise->criterion_count) return false;
    grade->trainees[which].marks[index].overridden = points;
    grade->trainees[which].marks[index].reason = reason;
    add_up(grade, &grade->trainees[which]);
    return true;
}

static int by_alias(const void *one, const void *other)
{
    const struct grade_trainee *a = one;
    const struct grade_trainee *b = other;
    int order = strcmp(a->alias, b->alias);
    return order != 0 ? order : strcmp(a->name, b->name);
}

void grade_anonymise(struct grade *grade)
{
    for (size_t i = 0; i < grade->trainee_count; i++)
        grade->trainees[i].shown = grade->trainees[i].alias;
    if (grade->trainee_count > 0)
        qsort(grade->trainees, grade->trainee_count, sizeof *grade->trainees,
              by_alias);
}

bool grade_counts(const struct grade *grade, const struct criterion *criterion,
                  const struct attempt *attempt, const struct record *record)
{
    if (criterion->kind == CRITERION_ENDING)
        return record == session_last(attempt->session);
    if (criterion->kind == CRITERION_STATE) {
        size_t state =
            scenario_state(attempt->session->scenario, criterion->name);
        return state != SCENARIO_NONE &&
               record->before[state] != record->after[state];
    }
    size_t measure = rubric_measure(grade->rubric, criterion->name);
    for (size_t i = 0; i < grade->rubric->code_count; i++)
        if (record->scoring->levels[i] > 0 && measure != RUBRIC_NONE &&
            measure_counts(grade->rubric, measure, i))
            return true;
    return false;
}

/* --- over the class ------------------------------------------------------ */

static int by_size(const void *one, const void *other)
{
    int64_t a = *(const int64_t *)one;
    int64_t b = *(const int64_t *)other;
    return (a > b) - (a < b);
}

struct grade_figures grade_figures(const struct grade *grade, size_t index)
{
    struct grade_figures figures = {0};
    int64_t *points = memory_new(grade->trainee_count, sizeof *points);
    int64_t sum = 0;
    size_t count = grade->trainee_count;
    for (size_t i = 0; i < count; i++) {
        const struct grade_trainee *trainee = &grade->trainees[i];
        points[i] = index < grade->exercise->criterion_count
                        ? grade_points(&trainee->marks[index])
                        : trainee->total;
        sum += points[i];
    }
    if (count > 0) {
        qsort(points, count, sizeof *points, by_size);
        figures = (struct grade_figures){
            count, points[0], (points[(count - 1) / 2] + points[count / 2]) / 2,
            sum / (int64_t)count, points[count - 1]};
    }
    free(points);
    return figures;
}
