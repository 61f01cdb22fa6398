/* The ladder as `rapport list` shows it: the shipped scenarios by difficulty,
 * what the trainee has done with each, and what to take next. */
#ifndef CMD_STEPS_H
#define CMD_STEPS_H

#include "base/json.h"
#include "cmd/outline.h"

struct steps;

/* Outlines of the scenarios that can be had, and the trainee's own transcripts,
 * skimmed. NULL and ERROR when the shelf cannot be read; the caller frees.
 * OUTLINES must outlive it. */
struct steps *steps_new(struct outline_shelf *outlines, struct error *error);
void steps_free(struct steps *steps);

/* The scenarios; and, for after all that is listed, what the words mean, what
 * could not be read, and one proposal. */
void steps_print(const struct steps *steps);
void steps_print_next(const struct steps *steps);

/* Both as members of OBJECT. */
void steps_json(const struct steps *steps, struct json_value *object);

#endif
