/* A stream of turns, scored in batches of lines side by side, and told in the
 * order in which it came.
 *
 * A reply is scored by what was said before it, so a batch cannot be scored
 * alone: its first lines go on with the session that the batch before has left
 * off. From the first line of another session on it needs nothing, and that
 * part, the tail, is done at once; the head waits for the strand of the batch
 * before. However long the input, only a few batches are in memory.
 */
#ifndef CMD_BATCHES_H
#define CMD_BATCHES_H

#include "cmd/scorer.h"

struct batches;

/* MODEL says how to score; its rubric is borrowed, and so is the ROLL on which
 * all sessions are called. The caller ends them with batches_end(). */
struct batches *batches_new(size_t jobs, const struct scorer *model,
                            struct roll *roll);

/* Adds a line, which is copied; its name is borrowed. */
void batches_add(struct batches *batches, const struct scorer_line *line);

/* Waits until all that was added is scored and told. */
void batches_settle(struct batches *batches);

/* Why standard output takes no more, an errno, or 0: then nothing else is
 * told. */
int batches_fault(const struct batches *batches);

/* Settles, ends the last session and frees. What scorers have counted goes to
 * MODEL. Gives batches_fault() as it is at the end. */
int batches_end(struct batches *batches, struct scorer *model);

#endif
