/* Places in other lists, that grow: a queue of what is still to be looked at.
 *
 * {0} is an empty list. The owner frees `list`.
 */
#ifndef BASE_INDICES_H
#define BASE_INDICES_H

#include <stddef.h>
#include <stdint.h>

struct indices {
    uint32_t *list;
    size_t count;
    size_t room;
};

void indices_add(struct indices *indices, uint32_t index);

#endif
