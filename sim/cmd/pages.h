/* What `grade --output` writes into a folder: nothing over what is there,
 * unless that is asked for. */
#ifndef CMD_PAGES_H
#define CMD_PAGES_H

#include "base/buffer.h"
#include "world/files.h"

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

/* Says which pages lie in the folder that are none of those WRITTEN now, or how
 * many unless they may be NAMED: an earlier grading left them, in which
 * somebody had another number. They are not deleted, for somebody may have
 * written into them. */
void pages_tell_others(const struct pages *pages,
                       const struct files_listing *written, bool named);

#endif
