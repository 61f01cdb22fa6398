/* An arena is a chain of blocks, filled one after the other. The first is
 * small, for there are arenas by the hundred thousand (one to a turn); each is
 * twice the one before, up to BLOCK_ROOM. What has no room there and would
 * fill most of a block gets one of its own, put behind the newest, so that the
 * newest's room is not lost. */
#include "base/arena.h"

#include "base/memory.h"

#include <assert.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 2 * 1024, BLOCK_ROOM = 16 * 1024, LARGE = FIRST_ROOM };

struct arena_block {
    struct arena_block *older;
    size_t room;
    size_t used;
    _Alignas(max_align_t) char bytes[];
};

/* What lies in it is not yet zero. */
static struct arena_block *new_block(size_t room)
{
    struct arena_block *block =
        memory_resize(NULL, 1, sizeof(struct arena_block) + room);
    *block = (struct arena_block){.room = room};
    return block;
}

static void *take_large(struct arena *arena, size_t size)
{
    struct arena_block *block = new_block(size);
    if (arena->newest) {
        block->older = arena->newest->older;
        arena->newest->older = block;
    } else {
        block->used = size; /* full */
        arena->newest = block;
    }
    return block->bytes;
}

/* When the newest block has no room for it. */
static void *take_anew(struct arena *arena, size_t size)
{
    if (size >= LARGE) return take_large(arena, size);
    struct arena_block *newest = arena->newest;
    size_t room = newest ? newest->room * 2 : FIRST_ROOM;
    struct arena_block *block =
        new_block(room < BLOCK_ROOM ? room : BLOCK_ROOM);
    block->older = newest;
    block->used = size;
    arena->newest = block;
    return block->bytes;
}

/* ALIGNMENT is a power of two. */
static void *take(struct arena *arena, size_t size, size_t alignment)
{
    struct arena_block *block = arena->newest;
    if (!block) return take_anew(arena, size);
    size_t start = (block->used + alignment - 1) & ~(alignment - 1);
    if (start > block->room || size > block->room - start)
        return take_anew(arena, size);
    block->used = start + size;
    return block->bytes + start;
}

void *arena_new(struct arena *arena, size_t count, size_t size)
{
    /* Two numbers of half as many bits have a product without a division. */
    size_t half = SIZE_MAX >> (sizeof half * CHAR_BIT / 2);
    size_t most = SIZE_MAX - sizeof(struct arena_block);
    if ((count | size) > half && size > 0 && count > most / size) {
        /* More than there can be: memory_resize() ends the program. */
        free(memory_resize(NULL, count, size));
    }
    size_t bytes = count * size > 0 ? count * size : 1;
    return memset(take(arena, bytes, _Alignof(max_align_t)), 0, bytes);
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = take(arena, length + 1, 1);
    if (length > 0) memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

char *arena_vformat(struct arena *arena, const char *format, va_list values)
{
    char brief[256];
    va_list again;
    va_copy(again, values);
    int length = vsnprintf(brief, sizeof brief, format, again);
    va_end(again);
    assert(length >= 0);
    if ((size_t)length < sizeof brief)
        return arena_copy(arena, brief, (size_t)length);
    char *text = take(arena, (size_t)length + 1, 1);
    vsnprintf(text, (size_t)length + 1, format, values);
    return text;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    char *text = arena_vformat(arena, format, values);
    va_end(values);
    return text;
}

void arena_free(struct arena *arena)
{
    struct arena_block *block = arena->newest;
    while (block) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
    arena->newest = NULL;
}
