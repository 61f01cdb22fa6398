/* Coded files read, and agreement shown: for `agree` and `fit`. */
#ifndef CMD_AGREE_H
#define CMD_AGREE_H

#include "class/agreement.h"
#include "cmd/recorded.h"
#include "rubric/corpus.h"

#include <stdbool.h>

/* How much of what was read cannot be used. */
struct agree_problems {
    size_t lines; /* among them all, where nobody has coded any */
    size_t codes; /* that all turns have alike */
};

/* Reads the coded turns of all FILES into CORPUS. What cannot be used is
 * reported and counted in PROBLEMS (NULL: read without a word). The worst of
 * what recorded_each() says of the files. */
int agree_read(struct corpus *corpus, const struct recorded *recorded,
               char *const *files, size_t count,
               struct agree_problems *problems);

/* Prints the tables, as text or as one JSON object; of no turns nothing. */
void agree_print(const struct corpus *corpus, const struct agreement *agreement,
                 bool as_json);

#endif
