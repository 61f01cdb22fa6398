/* From a name to a small number.
 *
 * {0} is an empty table. Keys are borrowed: they must outlive the table.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct table_slot;

struct table {
    struct table_slot *slots;
    size_t room; /* a power of two, or 0 */
    size_t count;
};

/* Puts KEY (LENGTH bytes) with VALUE (0 or more). False, and nothing is
 * changed, when KEY is there already. */
bool table_put(struct table *table, const char *key, size_t length, int value);

/* The value, or -1 when KEY is not there. */
int table_get(const struct table *table, const char *key, size_t length);

/* What a table goes by. */
uint64_t table_hash(const char *key, size_t length);

/* True when one of the beginnings of KEY that are LEAST (at least 1) to MOST
 * bytes long is there. */
bool table_has_beginning(const struct table *table, const char *key,
                         size_t least, size_t most);

void table_free(struct table *table);

#endif
