/* Labels, line by line; see label.h. Begin with label_add(). */
#include "scenario/label.h"

#include "base/count.h"
#include "base/text.h"

#include <stdbool.h>
#include <string.h>

static const char ellipsis[] = "…";
static const char line_end[] = "<BR/>";

struct wrap {
    size_t width;
    size_t lines; /* that are left, the one being filled included */
    struct buffer line;
    size_t used; /* cells of it */
    struct buffer *out;
};

/* What XML gives another spelling or, as with two characters that are none
 * (U+FFFE, U+FFFF), does not take at all. */
struct entity {
    const char *plain;
    const char *escaped;
};

static const struct entity entities[] = {
    {"&", "&amp;"},
    {"<", "&lt;"},
    {">", "&gt;"},
    {"\"", "&quot;"},
    {"\xef\xbf\xbe", "\\u{fffe}"},
    {"\xef\xbf\xbf", "\\u{ffff}"},
};

enum { ENTITIES = COUNT(entities) };

/* The entity that TEXT begins with, or NULL. */
static const struct entity *entity_at(const char *text)
{
    for (size_t i = 0; i < ENTITIES; i++)
        if (strncmp(text, entities[i].plain, strlen(entities[i].plain)) == 0)
            return &entities[i];
    return NULL;
}

static void escape(const char *text, struct buffer *out)
{
    while (*text != '\0') {
        const struct entity *entity = entity_at(text);
        if (entity == NULL) {
            buffer_add_byte(out, *text++);
            continue;
        }
        buffer_add_text(out, entity->escaped);
        text += strlen(entity->plain);
    }
}

static void end_line(struct wrap *wrap)
{
    escape(buffer_text(&wrap->line), wrap->out);
    buffer_clear(&wrap->line);
    wrap->used = 0;
    wrap->lines--;
    if (wrap->lines > 0) buffer_add_text(wrap->out, line_end);
}

static bool ends_with(const struct buffer *line, const char *tail)
{
    size_t length = strlen(tail);
    return line->length >= length &&
           memcmp(line->bytes + line->length - length, tail, length) == 0;
}

/* Drops what reads badly before an ellipsis. False when there is nothing to
 * drop. */
static bool drop_stop(struct buffer *line)
{
    static const char *const stops[] = {",", ".", ";", ":", " ", ellipsis};
    for (size_t i = 0; i < COUNT(stops); i++) {
        if (!ends_with(line, stops[i])) continue;
        line->length -= strlen(stops[i]);
        line->bytes[line->length] = '\0';
        return true;
    }
    return false;
}

/* The last line, when more would follow. */
static void end_short(struct wrap *wrap)
{
    while (drop_stop(&wrap->line))
        continue;
    buffer_add_text(&wrap->line, ellipsis);
    end_line(wrap);
}

/* Makes room for CELLS more. False when there are no lines left. */
static bool make_room(struct wrap *wrap, size_t cells)
{
    if (wrap->used == 0 || wrap->used + cells <= wrap->width) return true;
    if (wrap->lines == 1) {
        end_short(wrap);
        return false;
    }
    end_line(wrap);
    return true;
}

/* A word wider than a line, by what a reader takes for characters. */
static bool add_wide(struct wrap *wrap, const char *word, size_t length)
{
    for (size_t i = 0; i < length;) {
        size_t cluster = text_cluster(word + i, length - i);
        size_t cells = text_width(word + i, cluster);
        if (!make_room(wrap, cells)) return false;
        buffer_add(&wrap->line, word + i, cluster);
        wrap->used += cells;
        i += cluster;
    }
    return true;
}

static bool add_word(struct wrap *wrap, const char *word, size_t length)
{
    size_t cells = text_width(word, length);
    size_t space = wrap->used > 0 ? 1 : 0;
    if (cells <= wrap->width) {
        if (!make_room(wrap, cells + space)) return false;
    } else if (space == 1 && !make_room(wrap, wrap->width)) {
        return false;
    }
    if (wrap->used > 0) {
        buffer_add_byte(&wrap->line, ' ');
        wrap->used++;
    }
    return add_wide(wrap, word, length);
}

/* Where the word at TEXT ends, or, with SPACE, the space there. */
static size_t run_length(const char *text, size_t length, bool space)
{
    size_t i = 0;
    while (i < length) {
        int32_t code_point;
        size_t taken = text_next(text + i, length - i, &code_point);
        if (text_is_space(code_point) != space) break;
        i += taken;
    }
    return i;
}

void label_add(const char *text, size_t width, size_t lines, struct buffer *out)
{
    struct buffer visible = {0};
    struct wrap wrap = {.width = width, .lines = lines, .out = out};
    text_visible(text, strlen(text), &visible);
    const char *at = buffer_text(&visible);
    size_t left = visible.length;
    bool fits = true;
    while (fits) {
        size_t taken = run_length(at, left, true);
        at += taken;
        left -= taken;
        if (left == 0) break;
        taken = run_length(at, left, false);
        fits = add_word(&wrap, at, taken);
        at += taken;
        left -= taken;
    }
    if (fits) escape(buffer_text(&wrap.line), out);
    buffer_free(&wrap.line);
    buffer_free(&visible);
}
