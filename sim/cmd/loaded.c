/* Loading each file once; see loaded.h. */
#include "cmd/loaded.h"

#include "base/hash.h"
#include "base/memory.h"
#include "cmd/admitted.h"
#include "scenario/scenariofile.h"

#include <stdlib.h>
#include <string.h>

struct loaded_rubric {
    char sha256[HASH_HEX];
    struct rubric *rubric; /* or NULL */
};

struct loaded_scenario {
    char sha256[HASH_HEX];
    const struct rubric *rubric;
    struct scenario *scenario; /* or NULL */
};

/* --- by hash ------------------------------------------------------------- */

static const struct loaded_rubric *find_rubric(const struct loaded *loaded,
                                               const char *sha256)
{
    for (size_t i = 0; i < loaded->rubric_count; i++)
        if (strcmp(loaded->rubrics[i].sha256, sha256) == 0)
            return &loaded->rubrics[i];
    return NULL;
}

static const struct loaded_scenario *find_scenario(const struct loaded *loaded,
                                                   const char *sha256,
                                                   const struct rubric *rubric)
{
    for (size_t i = 0; i < loaded->scenario_count; i++)
        if (loaded->scenarios[i].rubric == rubric &&
            strcmp(loaded->scenarios[i].sha256, sha256) == 0)
            return &loaded->scenarios[i];
    return NULL;
}

const struct rubric *loaded_rubric(struct loaded *loaded,
                                   const struct volume *volume)
{
    struct loaded_rubric fresh = {0};
    struct problems ignored = {0};
    hash_bytes(volume->source.bytes, volume->source.length, fresh.sha256);
    const struct loaded_rubric *found = find_rubric(loaded, fresh.sha256);
    if (found != NULL) return found->rubric;
    fresh.rubric =
        admitted_rubric(loaded->library->known, &volume->source, &ignored);
    problem_free(&ignored);
    loaded->rubrics = memory_resize(loaded->rubrics, loaded->rubric_count + 1,
                                    sizeof *loaded->rubrics);
    loaded->rubrics[loaded->rubric_count++] = fresh;
    return fresh.rubric;
}

const struct scenario *loaded_scenario_for(struct loaded *loaded,
                                           const struct volume *volume,
                                           const struct rubric *rubric)
{
    struct loaded_scenario fresh = {.rubric = rubric};
    struct problems ignored = {0};
    hash_bytes(volume->source.bytes, volume->source.length, fresh.sha256);
    const struct loaded_scenario *found =
        find_scenario(loaded, fresh.sha256, rubric);
    if (found != NULL) return found->scenario;
    fresh.scenario = admitted_scenario(loaded->library->known, &volume->source,
                                       rubric, &ignored);
    problem_free(&ignored);
    loaded->scenarios =
        memory_resize(loaded->scenarios, loaded->scenario_count + 1,
                      sizeof *loaded->scenarios);
    loaded->scenarios[loaded->scenario_count++] = fresh;
    return fresh.scenario;
}

/* --- as it was shipped --------------------------------------------------- */

bool loaded_scenario(struct loaded *loaded, const struct volume *volume,
                     struct played_by *pair)
{
    struct arena arena = {0};
    struct volume rubric = {0};
    struct error ignored = {0};
    const char *needed = NULL;
    const char *continues = NULL;
    *pair = (struct played_by){0};
    if (scenariofile_needs(&volume->source, &arena, &needed, &continues) &&
        needed != NULL &&
        library_read_asked(loaded->library, volume, needed, &rubric, &ignored))
        pair->rubric = loaded_rubric(loaded, &rubric);
    if (pair->rubric != NULL)
        pair->scenario = loaded_scenario_for(loaded, volume, pair->rubric);
    library_volume_free(&rubric);
    arena_free(&arena);
    return pair->scenario != NULL;
}

/* --- as it was played ---------------------------------------------------- */

/* The file is read only where it is not loaded already. */
static const struct rubric *pinned_rubric(struct loaded *loaded,
                                          const struct pinned *pinned,
                                          struct error *error)
{
    struct volume volume = {0};
    const struct loaded_rubric *found = find_rubric(loaded, pinned->sha256);
    const struct rubric *rubric = NULL;
    if (found != NULL)
        rubric = found->rubric;
    else if (library_read_kept(loaded->library, LIBRARY_RUBRICS, pinned->id,
                               pinned->sha256, &volume, error))
        rubric = loaded_rubric(loaded, &volume);
    if (rubric == NULL && error->text[0] == '\0')
        error_set(error, "the rubric '%s' that was used cannot be loaded",
                  pinned->id);
    library_volume_free(&volume);
    return rubric;
}

static const struct scenario *pinned_scenario(struct loaded *loaded,
                                              const struct pinned *pinned,
                                              const struct rubric *rubric,
                                              struct error *error)
{
    struct volume volume = {0};
    const struct loaded_scenario *found =
        find_scenario(loaded, pinned->sha256, rubric);
    const struct scenario *scenario = NULL;
    if (found != NULL)
        scenario = found->scenario;
    else if (library_read_kept(loaded->library, LIBRARY_SCENARIOS, pinned->id,
                               pinned->sha256, &volume, error))
        scenario = loaded_scenario_for(loaded, &volume, rubric);
    if (scenario == NULL && error->text[0] == '\0')
        error_set(error, "the scenario '%s' that was used cannot be loaded",
                  pinned->id);
    library_volume_free(&volume);
    return scenario;
}

bool loaded_pinned(struct loaded *loaded,
                   const struct transcript_header *header,
                   struct played_by *pair, struct error *error)
{
    *pair = (struct played_by){0};
    error->text[0] = '\0';
    pair->rubric = pinned_rubric(loaded, &header->rubric, error);
    if (pair->rubric != NULL)
        pair->scenario =
            pinned_scenario(loaded, &header->scenario, pair->rubric, error);
    return pair->scenario != NULL;
}

void loaded_free(struct loaded *loaded)
{
    for (size_t i = 0; i < loaded->scenario_count; i++)
        scenario_free(loaded->scenarios[i].scenario);
    for (size_t i = 0; i < loaded->rubric_count; i++)
        rubric_free(loaded->rubrics[i].rubric);
    free(loaded->scenarios);
    free(loaded->rubrics);
    *loaded = (struct loaded){.library = loaded->library};
}
