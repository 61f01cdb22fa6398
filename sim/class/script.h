/* Plain scripts (.txt): lines of talk, a name and a colon before what each
 * says, long ones wrapped. voice.h knows the names. */
#ifndef CLASS_SCRIPT_H
#define CLASS_SCRIPT_H

#include "base/source.h"
#include "class/remark.h"

/* Adds to REMARKES each line of SOURCE that is not blank. */
void script_read(const struct source *source, struct remarks *remarks);

#endif
