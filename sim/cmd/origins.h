/* The sources that are trusted, for list: where each lies, whose key signs it,
 * what is installed from it and how old that is. */
#ifndef CMD_ORIGINS_H
#define CMD_ORIGINS_H

#include "cmd/library.h"

/* Prints them all; nothing where there are none. */
bool origins_print(const struct library *library, struct error *error);

#endif
