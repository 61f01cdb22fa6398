/* The Damerau-Levenshtein distance in its common, restricted form: a letter
 * left out, put in, taken for another, or two neighbours swapped; no stretch
 * is edited twice. Words are short, so it works on three rows on the stack. */
#include "base/nearest.h"

#include "base/text.h"

#include <string.h>

/* Names in files have at most 64 bytes; what is much longer is no slip. */
enum { LONGEST = 80 };

struct word {
    int32_t letters[LONGEST];
    size_t length;
};

/* False when TEXT is too long. */
static bool read_word(const char *text, struct word *word)
{
    size_t length = strlen(text);
    word->length = 0;
    for (size_t i = 0; i < length;) {
        if (word->length == LONGEST) return false;
        i += text_next(text + i, length - i, &word->letters[word->length++]);
    }
    return true;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool swapped(const struct word *a, size_t i, const struct word *b,
                    size_t j)
{
    return i > 1 && j > 1 && a->letters[i - 1] == b->letters[j - 2] &&
           a->letters[i - 2] == b->letters[j - 1];
}

/* Row I of the distances between the beginnings of A and B. Returns its
 * least entry. */
static size_t fill_row(const struct word *a, size_t i, const struct word *b,
                       size_t rows[3][LONGEST + 1])
{
    size_t *row = rows[i % 3];
    const size_t *above = rows[(i + 2) % 3];
    const size_t *above_that = rows[(i + 1) % 3];
    size_t row_least = row[0] = i;
    for (size_t j = 1; j <= b->length; j++) {
        bool same = a->letters[i - 1] == b->letters[j - 1];
        row[j] = least(above[j], row[j - 1]) + 1;
        row[j] = least(row[j], above[j - 1] + !same);
        if (swapped(a, i, b, j)) row[j] = least(row[j], above_that[j - 2] + 1);
        row_least = least(row_least, row[j]);
    }
    return row_least;
}

/* The distance, or something above LIMIT when it is above LIMIT. */
static size_t distance(const struct word *a, const struct word *b, size_t limit)
{
    if (a->length > b->length + limit || b->length > a->length + limit)
        return limit + 1;
    size_t rows[3][LONGEST + 1];
    for (size_t j = 0; j <= b->length; j++)
        rows[0][j] = j;
    size_t last_least = 0;
    for (size_t i = 1; i <= a->length; i++) {
        size_t row_least = fill_row(a, i, b, rows);
        /* A swap reaches back two rows. */
        if (row_least > limit && last_least > limit) return limit + 1;
        last_least = row_least;
    }
    return rows[a->length % 3][b->length];
}

const char *nearest_name(const char *word, const char *const *names,
                         size_t count)
{
    struct word wanted;
    if (!read_word(word, &wanted)) return NULL;
    size_t limit = wanted.length >= 3 ? wanted.length / 3 : 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        struct word name;
        if (!read_word(names[i], &name)) continue;
        size_t far = distance(&wanted, &name, limit);
        if (far > limit) continue;
        nearest = names[i];
        if (far == 0) return nearest;
        limit = far - 1; /* from here on only a nearer one wins */
    }
    return nearest;
}
