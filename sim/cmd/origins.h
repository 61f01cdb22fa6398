/* The sources that are trusted, for list: where each lies, whose key signs it,
 * what is installed from it and how old that is. */
#ifndef CMD_ORIGINS_H
#define CMD_ORIGINS_H

#include "base/json.h"
#include "cmd/library.h"

/* Prints them all; nothing where there are none. */
bool origins_print(const struct library *library, struct error *error);

/* The same as the member "sources" of OBJECT. */
bool origins_json(const struct library *library, struct json_value *object,
                  struct error *error);

#endif
