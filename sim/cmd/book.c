/* The book of lines to drill on; see book.h. */
#include "cmd/book.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* In facts: what each node shows, as the numbers of codes with a space after
 * each, and a comma after each node. */
static const char of_lines[] = "drill lines";

static void write_shown(const bool *shown, size_t nodes, size_t codes,
                        struct buffer *fact)
{
    for (size_t node = 0; node < nodes; node++) {
        for (size_t code = 0; code < codes; code++)
            if (shown[node * codes + code]) buffer_format(fact, "%zu ", code);
        buffer_add_text(fact, ",");
    }
}

/* NULL for what write_shown() would not have written. */
static bool *read_shown(const char *fact, size_t nodes, size_t codes)
{
    bool *shown = memory_new(nodes * codes, sizeof *shown);
    size_t node = 0;
    while (node < nodes && *fact != '\0') {
        char *end = NULL;
        if (*fact == ',') {
            node++;
            fact++;
            continue;
        }
        unsigned long code = strtoul(fact, &end, 10);
        if (end == fact || *end != ' ' || code >= codes) break;
        shown[node * codes + code] = true;
        fact = end + 1;
    }
    if (node == nodes && *fact == '\0') return shown;
    free(shown);
    return NULL;
}

static bool *find_shown(struct known *known, const struct rubric *rubric,
                        const struct scenario *scenario)
{
    size_t nodes = scenario->node_count;
    size_t codes = rubric->code_count;
    struct buffer about = {0};
    struct buffer fact = {0};
    bool *shown = NULL;
    if (known == NULL) return drill_shown(rubric, scenario);
    buffer_format(&about, "%s %s", scenario->sha256, rubric->sha256);
    const char *found = known_find(known, of_lines, buffer_text(&about));
    if (found != NULL) shown = read_shown(found, nodes, codes);
    if (shown == NULL) {
        shown = drill_shown(rubric, scenario);
        write_shown(shown, nodes, codes, &fact);
        known_add(known, of_lines, buffer_text(&about), buffer_text(&fact));
    }
    buffer_free(&about);
    buffer_free(&fact);
    return shown;
}

struct drill_book *book_open(struct known *known, const struct rubric *rubric,
                             const struct scenario *const *scenarios,
                             size_t count)
{
    bool **shown = memory_new(count, sizeof *shown);
    for (size_t i = 0; i < count; i++)
        shown[i] = find_shown(known, rubric, scenarios[i]);
    struct drill_book *book = drill_book_of(rubric, scenarios, count, shown);
    for (size_t i = 0; i < count; i++)
        free(shown[i]);
    free(shown);
    return book;
}
