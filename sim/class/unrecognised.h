/* Replies in which the rubric recognised nothing, gathered from transcripts.
 *
 * For whoever writes scenarios and rubrics: a kind reply among them is a cue
 * that is missing. Replies that were taken back count too, silence does not.
 * {0} is an empty list; begin with unrecognised_gather().
 */
#ifndef CLASS_UNRECOGNISED_H
#define CLASS_UNRECOGNISED_H

#include "base/arena.h"
#include "class/transcript.h"
#include "scenario/scenario.h"

struct unrecognised {
    const char *scenario;
    const char *node;
    const char *client; /* what she had said */
    const char *reply;
    const char *dispute; /* what the trainee said it was, or NULL */
    size_t count;        /* how often it was said there */
};

/* The list owns its texts; unrecognised_free() takes {0}. */
struct unrecognised_list {
    struct arena arena;
    struct unrecognised *list;
    size_t count;
    size_t room;
    size_t replies; /* looked at, silence left out */
};

/* Says again what TRANSCRIPT has, by what it was played by. */
void unrecognised_gather(struct unrecognised_list *list,
                         const struct transcript *transcript,
                         const struct scenario *scenario,
                         const struct rubric *rubric);

/* By scenario and node; in a node those that were said most first. */
void unrecognised_sort(struct unrecognised_list *list);
void unrecognised_free(struct unrecognised_list *list);

#endif
