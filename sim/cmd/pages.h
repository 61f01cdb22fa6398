/* What `grade --output` writes into a folder: nothing over what is there,
 * unless that is asked for. */
#ifndef CMD_PAGES_H
#define CMD_PAGES_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

struct pages {
    const char *folder;
    bool force;
};

/* Writes TEXT as NAME in the folder. False, and printed why, when it cannot. */
bool pages_write(const struct pages *pages, const char *name,
                 const struct buffer *text);

/* Adds the name of the page of WHO, the NUMBERth from 1: letters, digits and
 * hyphens, and the number that keeps two apart. */
void pages_name(const char *who, size_t number, struct buffer *out);

#endif
