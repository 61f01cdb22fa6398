/* agree --unrecognised: what trainees said and the rubric did not see. */
#ifndef CMD_MISSED_H
#define CMD_MISSED_H

#include <stdbool.h>
#include <stddef.h>

/* Prints, from COUNT transcripts or folders of them, the replies in which
 * nothing was recognised; as JSON Lines with AS_JSON. The exit status. */
int missed_print(char **names, size_t count, bool as_json);

#endif
