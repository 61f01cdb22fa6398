/* What runs in the sandbox; see trial.h. Begin with try_file(). */
#include "cmd/trial.h"

#include "base/arena.h"
#include "rubric/difference.h"
#include "rubric/example.h"
#include "rubric/rubricfile.h"
#include "scenario/carry.h"
#include "scenario/rehearsal.h"
#include "scenario/scenariofile.h"
#include "world/sandbox.h"

#include <string.h>

/* A rubric of the size and cost that can be admitted takes a few seconds. */
static const struct sandbox_limits limits = {
    .processor_s = 60,
    .clock_s = 180,
    .memory = (size_t)512 << 20,
};

enum { DIFFERENCES = 30 }; /* told of one rubric */

static const char usual_rubric[] = "alliance";

/* What the child is given. */
struct trial {
    const struct manifest_file *file;
    struct source source;
    struct source rubric;  /* of a scenario */
    struct source earlier; /* that a scenario goes on from, of this delivery */
    struct source before;  /* when compared */
};

/* --- in the child -------------------------------------------------------- */

/* The first of PROBLEMS, which are some. */
static bool tell_problem(struct problems *problems, struct buffer *said)
{
    problem_sort(problems);
    const struct problem *first = &problems->list[0];
    buffer_format(said, "line %zu: %s", first->line, first->message);
    if (problems->count > 1)
        buffer_format(said, " (and %zu more)", problems->count - 1);
    return false;
}

static bool is_named(const struct trial *trial, const char *id, int version,
                     struct buffer *said)
{
    if (strcmp(id, trial->file->id) == 0 && version == trial->file->version)
        return true;
    buffer_format(said, "it calls itself '%s', version %d", id, version);
    return false;
}

static bool try_rubric(const struct trial *trial, struct problems *problems,
                       struct buffer *said)
{
    struct rubric *rubric = rubricfile_load(&trial->source, problems);
    bool fine = rubric != NULL;
    if (fine) {
        example_check(rubric, &trial->source, problems);
        fine = problems->count == 0 &&
               is_named(trial, rubric->id, rubric->version, said);
    }
    rubric_free(rubric);
    return fine;
}

/* Where the scenario goes on from one that comes with it. */
static void check_sequel(const struct trial *trial,
                         const struct scenario *scenario,
                         const struct rubric *rubric, struct problems *problems)
{
    struct problems ignored = {0};
    if (trial->earlier.bytes == NULL) return;
    struct scenario *earlier =
        scenariofile_load(&trial->earlier, rubric, &ignored);
    if (earlier != NULL)
        carry_check(scenario, earlier, &trial->source, problems);
    scenario_free(earlier);
    problem_free(&ignored);
}

/* What `check` finds in it, but for what only all ways through it show: for
 * that `publish` has looked. */
static bool try_scenario(const struct trial *trial, struct problems *problems,
                         struct buffer *said)
{
    struct rubric *rubric = rubricfile_load(&trial->rubric, problems);
    struct scenario *scenario =
        rubric != NULL ? scenariofile_load(&trial->source, rubric, problems)
                       : NULL;
    bool fine = scenario != NULL &&
                is_named(trial, scenario->id, scenario->version, said);
    if (fine) {
        rehearsal_check(scenario, rubric, &trial->source, problems);
        check_sequel(trial, scenario, rubric, problems);
    }
    scenario_free(scenario);
    rubric_free(rubric);
    return fine;
}

static bool try_file(void *context, struct buffer *said)
{
    const struct trial *trial = context;
    struct problems problems = {0};
    bool fine = trial->file->is_rubric ? try_rubric(trial, &problems, said)
                                       : try_scenario(trial, &problems, said);
    if (problems.count > 0) fine = tell_problem(&problems, said);
    problem_free(&problems);
    return fine;
}

static bool compare(void *context, struct buffer *said)
{
    const struct trial *trial = context;
    if (!difference_tell(&trial->before, &trial->source, DIFFERENCES, said))
        buffer_add_text(said, "it cannot be compared\n");
    return true;
}

/* --- in the parent ------------------------------------------------------- */

static struct source source_of(const struct incoming *incoming, size_t index)
{
    return (struct source){incoming->manifest->files[index].name,
                           buffer_text(&incoming->files[index]),
                           incoming->files[index].length};
}

/* The rubric that a scenario asks for: of this delivery, else any that is
 * here; and the scenario that it goes on from, if that is in this delivery. */
static bool find_needed(const struct library *library,
                        const struct incoming *incoming, struct trial *trial,
                        struct volume *volume, struct error *error)
{
    struct arena arena = {0};
    const struct manifest *manifest = incoming->manifest;
    const char *needed = NULL;
    const char *continues = NULL;
    scenariofile_needs(&trial->source, &arena, &needed, &continues);
    if (needed == NULL) needed = usual_rubric;
    const struct manifest_file *file = manifest_find(manifest, true, needed);
    bool fine = true;
    if (file != NULL) {
        trial->rubric = source_of(incoming, (size_t)(file - manifest->files));
    } else {
        fine = library_read(library, LIBRARY_RUBRICS, needed, volume, error);
        trial->rubric = volume->source;
    }
    if (continues != NULL) file = manifest_find(manifest, false, continues);
    if (continues != NULL && file != NULL)
        trial->earlier = source_of(incoming, (size_t)(file - manifest->files));
    arena_free(&arena);
    return fine;
}

bool trial_run(const struct library *library, const struct incoming *incoming,
               size_t index, struct error *error)
{
    const struct manifest_file *file = &incoming->manifest->files[index];
    struct trial trial = {.file = file, .source = source_of(incoming, index)};
    struct volume volume = {0};
    struct buffer said = {0};
    struct error why = {0};
    bool fine = (file->is_rubric ||
                 find_needed(library, incoming, &trial, &volume, &why)) &&
                sandbox_run(&limits, try_file, &trial, &said, &why);
    if (!fine)
        error_set(error,
                  "the %s '%s' cannot be used: %.300s; tell your instructor",
                  file->is_rubric ? "rubric" : "scenario", file->id, why.text);
    library_volume_free(&volume);
    buffer_free(&said);
    return fine;
}

bool trial_compare(const struct incoming *incoming, size_t index,
                   const struct buffer *before, struct buffer *out,
                   struct error *error)
{
    struct trial trial = {
        .file = &incoming->manifest->files[index],
        .source = source_of(incoming, index),
        .before = {"before", buffer_text(before), before->length},
    };
    return sandbox_run(&limits, compare, &trial, out, error);
}
