/* Reading a cue, a pattern or a list of words from a file's JSON.
 *
 * For rubricfile.c and, since a scenario has cues of its own, for the loader
 * of scenarios.
 */
#ifndef RUBRIC_CUEFILE_H
#define RUBRIC_CUEFILE_H

#include "base/form.h"
#include "rubric/cue.h"

/* The named lists that patterns and cues may use. */
struct cuefile {
    const struct form *form;
    const struct wordlist *lists;
    size_t list_count;
    const struct table *cues; /* cues so far, by name; NULL: none to join */
    bool admitted; /* its patterns were, before: they are not tried again */
};

/* Fills CUE from NODE: an object with `match`, `words`, `measure` or `all`,
 * or, for short, an array of words. NAME is borrowed. Reports what is wrong and
 * returns false; CUE may then be released all the same. */
bool cuefile_read(const struct cuefile *file, const struct json_node *node,
                  const char *name, bool needs_why, struct cue *cue);

/* The text NODE as a pattern, expanded, compiled and admitted; NULL, and
 * reported, when it cannot be. WHAT names it in messages. */
struct pattern *cuefile_pattern(const struct cuefile *file,
                                const struct json_node *node, const char *what);

/* The array of words NODE as a list. NAME is borrowed. False when an entry
 * is no word (reported; the list holds the others). */
bool cuefile_words(const struct cuefile *file, const struct json_node *node,
                   const char *name, struct wordlist *list);

#endif
