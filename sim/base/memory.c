/* Allocation that does not fail; memory.h says why. */
#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void end_program(void)
{
    fputs("rapport: out of memory\n", stderr);
    exit(3);
}

void *memory_new(size_t count, size_t size)
{
    void *room = calloc(count > 0 ? count : 1, size > 0 ? size : 1);
    if (!room) end_program();
    return room;
}

void *memory_resize(void *old, size_t count, size_t size)
{
    if (size > 0 && count > SIZE_MAX / size) end_program();
    size_t bytes = count * size;
    void *room = realloc(old, bytes > 0 ? bytes : 1);
    if (!room) end_program();
    return room;
}

char *memory_copy(const char *bytes, size_t length)
{
    if (length == SIZE_MAX) end_program();
    char *copy = memory_resize(NULL, length + 1, 1);
    if (length > 0) memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}
