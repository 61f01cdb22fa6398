/* Transcripts that were collected: files, and folders of them. */
#ifndef CMD_COLLECTED_H
#define CMD_COLLECTED_H

#include "cmd/loaded.h"

/* What is done with each; PAIR is what it was played by. */
typedef void collected_visit(void *context, const char *path,
                             const struct transcript *transcript,
                             const struct played_by *pair);

/* Reads each of COUNT names, or all .jsonl files in it where it is a folder,
 * and calls VISIT. Returns how many could not be used: why is printed. */
size_t collected_each(const struct library *library, char **names, size_t count,
                      collected_visit *visit, void *context);

#endif
