/* A growing list; see indices.h. */
#include "base/indices.h"

#include "base/memory.h"

enum { FIRST_ROOM = 16 };

void indices_add(struct indices *indices, uint32_t index)
{
    if (indices->count == indices->room) {
        indices->room = indices->room * 2 + FIRST_ROOM;
        indices->list =
            memory_resize(indices->list, indices->room, sizeof *indices->list);
    }
    indices->list[indices->count++] = index;
}
