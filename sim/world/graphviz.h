/* Pictures laid out by Graphviz, through its program `dot`. */
#ifndef WORLD_GRAPHVIZ_H
#define WORLD_GRAPHVIZ_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>

/* Adds to SVG the picture that DOT, in the language of the same name,
 * describes. False, with the reason, when there is no `dot` in PATH or it does
 * not do it. */
bool graphviz_svg(const struct buffer *dot, struct buffer *svg,
                  struct error *error);

#endif
