/* "Did you mean …?" */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

/* The name of NAMES most like WORD (Damerau-Levenshtein distance, at most a
 * third of WORD's length and at least 1), or NULL when none is near. The
 * first wins a tie. What is returned is one of NAMES. */
const char *nearest_name(const char *word, const char *const *names,
                         size_t count);

#endif
