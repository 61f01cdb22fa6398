/* Loading what may have been loaded before.
 *
 * A rubric's or scenario's patterns are tried on hostile subjects when its
 * bytes are first seen; that they passed is kept (known.h), and they are not
 * tried again. With NULL for KNOWN they are tried, whatever is known: so does
 * whatever speaks for others, as `check`, `publish` and `update` do.
 *
 * Otherwise as rubricfile_load() and scenariofile_load().
 */
#ifndef CMD_ADMITTED_H
#define CMD_ADMITTED_H

#include "cmd/known.h"
#include "rubric/rubricfile.h"
#include "scenario/scenariofile.h"

struct rubric *admitted_rubric(struct known *known, const struct source *source,
                               struct problems *problems);

struct scenario *admitted_scenario(struct known *known,
                                   const struct source *source,
                                   const struct rubric *rubric,
                                   struct problems *problems);

#endif
