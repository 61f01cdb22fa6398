/* An exercise and what it pins; see course.h. */
#include "cmd/course.h"

#include "base/memory.h"
#include "cmd/admitted.h"

#include <stdlib.h>
#include <string.h>

/* From where to take what is pinned. */
struct pinning {
    const struct library *library;
    const struct course *course;
    struct problems *problems;
};

/* Of a thing that is not here; its own file may be, changed, or its name is
 * nearly another's. */
static const char *mend_of(const struct pinning *pinning,
                           enum library_shelf shelf, const char *id)
{
    struct buffer near = {0};
    const char *asked = problem_mend(
        pinning->problems,
        "put the file that was meant beside the exercise, as %s.json, or write "
        "into it the hash of the one that is there, which 'sha256sum FILE' "
        "prints",
        id);
    library_nearest(pinning->library, shelf, id, &near);
    if (near.length > 0 && strcmp(buffer_text(&near), id) != 0)
        asked = problem_mend(pinning->problems, "did you mean '%s'? Or %s",
                             buffer_text(&near), asked);
    buffer_free(&near);
    return asked;
}

static bool read_pinned(const struct pinning *pinning, enum library_shelf shelf,
                        const struct pinned *pinned, struct volume *volume)
{
    const struct volume *own = &pinning->course->volume;
    if (library_read_pinned(pinning->library, buffer_text(&own->path), shelf,
                            pinned->id, pinned->sha256, volume))
        return true;
    problem_add(pinning->problems, &own->source, pinned->at, EXERCISE_NONE,
                mend_of(pinning, shelf, pinned->id),
                "the %s '%s' with the hash that is pinned (%.12s…) is not here",
                library_thing(shelf), pinned->id, pinned->sha256);
    return false;
}

static bool read_named(const struct pinning *pinning, const char *name,
                       struct volume *volume)
{
    struct error error = {0};
    if (library_read(pinning->library, LIBRARY_RUBRICS, name, volume, &error))
        return true;
    problem_add(pinning->problems, &pinning->course->volume.source, 0,
                EXERCISE_NONE, NULL, "%s", error.text);
    return false;
}

static void open_rubric(const struct pinning *pinning, struct course *course,
                        const char *name)
{
    if (name != NULL
            ? read_named(pinning, name, &course->rubric_volume)
            : read_pinned(pinning, LIBRARY_RUBRICS, &course->exercise->rubric,
                          &course->rubric_volume))
        course->rubric =
            admitted_rubric(pinning->library->known,
                            &course->rubric_volume.source, pinning->problems);
}

static void open_scenarios(const struct pinning *pinning, struct course *course)
{
    const struct exercise *exercise = course->exercise;
    size_t count = exercise->scenario_count;
    course->scenario_volumes =
        memory_new(count, sizeof *course->scenario_volumes);
    course->scenarios = memory_new(count, sizeof(struct scenario *));
    for (size_t i = 0; i < count; i++) {
        struct volume *volume = &course->scenario_volumes[i];
        if (read_pinned(pinning, LIBRARY_SCENARIOS, &exercise->scenarios[i],
                        volume) &&
            course->rubric != NULL)
            course->scenarios[i] =
                admitted_scenario(pinning->library->known, &volume->source,
                                  course->rubric, pinning->problems);
    }
}

bool course_open(struct course *course, const struct library *library,
                 struct volume volume, const char *rubric,
                 struct problems *problems)
{
    size_t before = problems->count;
    struct pinning pinning = {library, course, problems};
    *course = (struct course){.volume = volume};
    course->exercise = exercise_load(&course->volume.source, problems);
    if (course->exercise == NULL) return false;
    open_rubric(&pinning, course, rubric);
    open_scenarios(&pinning, course);
    exercise_check(course->exercise, course->rubric,
                   (const struct scenario *const *)course->scenarios,
                   &course->volume.source, problems);
    return problems->count == before;
}

bool course_open_rules(struct course *course, const struct library *library,
                       const struct pinned *pinned, struct error *error)
{
    struct problems problems = {0};
    *course = (struct course){0};
    if (!library_read_kept(library, LIBRARY_EXERCISES, pinned->id,
                           pinned->sha256, &course->volume, error))
        return false;
    course->exercise = exercise_load(&course->volume.source, &problems);
    if (course->exercise == NULL)
        error_set(error, "%s cannot be read by this version of the program",
                  course->volume.source.name);
    problem_free(&problems);
    return course->exercise != NULL;
}

void course_hand_over(struct course *course, size_t scenario, struct pair *pair)
{
    pair->rubric = course->rubric;
    pair->rubric_volume = course->rubric_volume;
    pair->scenario = course->scenarios[scenario];
    pair->scenario_volume = course->scenario_volumes[scenario];
    course->rubric = NULL;
    course->rubric_volume = (struct volume){0};
    course->scenarios[scenario] = NULL;
    course->scenario_volumes[scenario] = (struct volume){0};
}

void course_close(struct course *course)
{
    size_t count =
        course->scenarios != NULL ? course->exercise->scenario_count : 0;
    for (size_t i = 0; i < count; i++) {
        scenario_free(course->scenarios[i]);
        library_volume_free(&course->scenario_volumes[i]);
    }
    free(course->scenarios);
    free(course->scenario_volumes);
    rubric_free(course->rubric);
    library_volume_free(&course->rubric_volume);
    exercise_free(course->exercise);
    library_volume_free(&course->volume);
}
