/* A file to begin with, made from a shipped skeleton: its id and its title are
 * put in their places, and not a byte beside them changes. */
#ifndef CMD_SKELETON_H
#define CMD_SKELETON_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/source.h"

/* Adds to ID what PATH is called without folder and ending ("anna-1" of
 * "mine/anna-1.json"). False, and why, when that cannot be an id. */
bool skeleton_id(const char *path, struct buffer *id, struct error *error);

/* Adds SKELETON's bytes to OUT, with ID and a title made of it ("Anna 1") in
 * place of its own. False, and why, when SKELETON is no object with both. */
bool skeleton_fill(const struct source *skeleton, const char *id,
                   struct buffer *out, struct error *error);

#endif
