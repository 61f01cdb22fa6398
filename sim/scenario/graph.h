/* A scenario as a picture: text in the DOT language of Graphviz.
 *
 * A box for each node, an arrow for all replies that lead from one node to
 * the same other one. What would make the picture unreadable is told in words
 * in the boxes: replies on which the client stays, and ways to a node that
 * very many lead to. The same scenario always gives the same text.
 */
#ifndef SCENARIO_GRAPH_H
#define SCENARIO_GRAPH_H

#include "base/buffer.h"
#include "scenario/session.h"

/* Adds the picture of SCENARIO to OUT. TAKEN is a play of it whose way is
 * shown, or NULL. */
void graph_draw(const struct scenario *scenario, const struct session *taken,
                struct buffer *out);

#endif
