/* Loading what may have been loaded before; see admitted.h. */
#include "cmd/admitted.h"

#include "base/hash.h"

#include <stdio.h>

/* In facts: what was admitted. */
static const char of_rubric[] = "admitted rubric";
static const char of_scenario[] = "admitted scenario";

struct rubric *admitted_rubric(struct known *known, const struct source *source,
                               struct problems *problems)
{
    char about[HASH_HEX];
    if (known == NULL) return rubricfile_load(source, problems);
    hash_bytes(source->bytes, source->length, about);
    if (known_find(known, of_rubric, about) != NULL)
        return rubricfile_load_admitted(source, problems);
    struct rubric *rubric = rubricfile_load(source, problems);
    if (rubric != NULL) known_add(known, of_rubric, about, "");
    return rubric;
}

/* Its patterns may use the rubric's word lists, so it is admitted with that
 * rubric. */
struct scenario *admitted_scenario(struct known *known,
                                   const struct source *source,
                                   const struct rubric *rubric,
                                   struct problems *problems)
{
    char hex[HASH_HEX];
    char about[2 * HASH_HEX];
    if (known == NULL) return scenariofile_load(source, rubric, problems);
    hash_bytes(source->bytes, source->length, hex);
    snprintf(about, sizeof about, "%s %s", hex, rubric->sha256);
    if (known_find(known, of_scenario, about) != NULL)
        return scenariofile_load_admitted(source, rubric, problems);
    struct scenario *scenario = scenariofile_load(source, rubric, problems);
    if (scenario != NULL) known_add(known, of_scenario, about, "");
    return scenario;
}
