/* The ladder as `rapport list` shows it: the shipped scenarios by difficulty,
 * what the trainee has done with each, and what to take next. */
#ifndef CMD_STEPS_H
#define CMD_STEPS_H

#include "base/json.h"
#include "cmd/loaded.h"

struct steps;

/* Loads the shipped scenarios and skims the trainee's own transcripts. NULL and
 * ERROR when the shelf cannot be read; the caller frees. LOADED must outlive
 * it. */
struct steps *steps_new(struct loaded *loaded, struct error *error);
void steps_free(struct steps *steps);

/* The scenarios; and, for after all that is listed, what the words mean, what
 * could not be read, and one proposal. */
void steps_print(const struct steps *steps);
void steps_print_next(const struct steps *steps);

/* Both as members of OBJECT. */
void steps_json(const struct steps *steps, struct json_value *object);

#endif
