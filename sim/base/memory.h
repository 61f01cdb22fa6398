/* Memory that is there, or the program ends.
 *
 * Every turn is on disk before its answer is on the screen, so a program that
 * runs out of memory loses nothing by stopping; checking each allocation would
 * cost every function a second way out. This is the one place in the core that
 * may end the program: it says so on standard error and exits with status 3.
 *
 * What these functions return is owned by the caller and freed with free().
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* Room for COUNT things of SIZE bytes, all zero. COUNT may be 0. */
void *memory_new(size_t count, size_t size);

/* OLD (or NULL) with room for COUNT things of SIZE bytes; what is new is not
 * cleared. */
void *memory_resize(void *old, size_t count, size_t size);

/* LENGTH bytes copied, and a NUL after them. */
char *memory_copy(const char *bytes, size_t length);

#endif
