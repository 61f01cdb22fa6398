/* Sessions called one after the other; see roll.h. Begin with roll_call(). */
#include "cmd/roll.h"

#include "base/memory.h"
#include "base/table.h"

#include <stdlib.h>
#include <string.h>

/* The last session in each of so many slots is known. */
enum { SLOTS = 1 << 13 };

struct roll {
    uint64_t slots[SLOTS];
    struct roll_finding again;
    struct roll_finding lower;
};

uint64_t roll_session(const char *name)
{
    return table_hash(name, strlen(name));
}

void roll_note(struct roll_list *entries, const struct roll_entry *entry)
{
    if (entries->count == entries->room) {
        entries->room = entries->room * 2 + 16;
        entries->list =
            memory_resize(entries->list, entries->room, sizeof *entries->list);
    }
    entries->list[entries->count++] = *entry;
}

void roll_list_free(struct roll_list *entries)
{
    free(entries->list);
    *entries = (struct roll_list){0};
}

struct roll *roll_new(void)
{
    return memory_new(1, sizeof(struct roll));
}

static void find(struct roll_finding *finding, const struct roll_entry *entry)
{
    if (finding->count++ == 0) finding->first = *entry;
}

static void call(struct roll *roll, const struct roll_entry *entry)
{
    uint64_t *slot = &roll->slots[entry->session % SLOTS];
    if (entry->is_lower)
        find(&roll->lower, entry);
    else if (*slot == entry->session)
        find(&roll->again, entry);
    *slot = entry->session;
}

void roll_call(struct roll *roll, struct roll_list *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        call(roll, &entries->list[i]);
    entries->count = 0;
}

struct roll_finding roll_again(const struct roll *roll)
{
    return roll->again;
}

struct roll_finding roll_lower(const struct roll *roll)
{
    return roll->lower;
}

void roll_free(struct roll *roll)
{
    free(roll);
}
