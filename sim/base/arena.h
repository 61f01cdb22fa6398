/* Many small things that live and die together.
 *
 * A rubric and a scenario each own one arena: everything that a loader builds
 * lies in it, and freeing it frees all. {0} is an empty arena. Nothing in it
 * is freed alone, and nothing in it moves.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *newest;
};

/* Room for COUNT things of SIZE bytes, all zero, aligned for anything. */
void *arena_new(struct arena *arena, size_t count, size_t size);

/* LENGTH bytes copied, and a NUL after them. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vformat(struct arena *arena, const char *format, va_list values)
    __attribute__((format(printf, 2, 0)));

/* Frees all that lies in ARENA and leaves it empty. */
void arena_free(struct arena *arena);

#endif
