/* The addresses that are taken for a source: https, and nothing that could
 * carry more than where a folder lies. */
#ifndef CMD_ADDRESS_H
#define CMD_ADDRESS_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>

/* Adds GIVEN to URL as a folder's address: with a slash at its end, and
 * without manifest.json, which people copy along. LOOPBACK takes plain http to
 * this computer, for tests. False with the reason. */
bool address_tidy(const char *given, bool loopback, struct buffer *url,
                  struct error *error);

/* Adds to NAME the last part of a tidy URL that can be an id, else its host's
 * name with - for dots. Adds nothing when neither will do. */
void address_name(const char *url, struct buffer *name);

#endif
