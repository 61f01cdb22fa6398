/* The book of lines to drill on, opened where it was written before.
 *
 * Making one scores every better line of every scenario. What that showed is
 * kept (known.h) for each scenario and rubric, by hash.
 */
#ifndef CMD_BOOK_H
#define CMD_BOOK_H

#include "class/drill.h"
#include "cmd/known.h"

/* As drill_book_new(); KNOWN may be NULL. */
struct drill_book *book_open(struct known *known, const struct rubric *rubric,
                             const struct scenario *const *scenarios,
                             size_t count);

#endif
