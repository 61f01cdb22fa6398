/* What check tells of a scenario's endings, once all has been proved of it
 * (proof.h): who comes to them, with what values, and by which shortest talk.
 */
#ifndef SCENARIO_ACCOUNT_H
#define SCENARIO_ACCOUNT_H

#include "scenario/proof.h"

/* Adds to OUT, for people: a line that names the file, and a paragraph for
 * each ending. */
void account_tell(const struct proof *proof, const char *name,
                  struct buffer *out);

/* Adds to OUT, for programs: a line of JSON for each ending. */
void account_json(const struct proof *proof, const char *name,
                  struct buffer *out);

#endif
