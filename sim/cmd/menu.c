/* A choice at the prompt; see menu.h. Begin with menu_choose(). */
#include "cmd/menu.h"

#include "base/text.h"
#include "cmd/outline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char none[] = "That is none of them. :quit leaves.";
static const char too_many[] =
    "More than one name begins so. Tab shows which; :quit leaves.";

bool menu_of_scenarios(struct menu *menu, const struct library *library,
                       struct arena *arena, struct error *error)
{
    struct files_listing names = {0};
    if (!library_list(library, LIBRARY_SCENARIOS, &names, error)) return false;
    struct menu_row *rows = arena_new(arena, names.count, sizeof *rows);
    struct outline_shelf outlines = {.library = library,
                                     .loaded.library = library};
    for (size_t i = 0; i < names.count; i++) {
        const char *name = names.names[i];
        struct volume volume = {0};
        struct error ignored;
        const struct outline *outline = NULL;
        rows[i].name = arena_copy(arena, name, strlen(name));
        if (library_read(library, LIBRARY_SCENARIOS, name, &volume, &ignored))
            outline = outline_scenario(&outlines, &volume);
        if (outline != NULL)
            rows[i].title =
                arena_copy(arena, outline->title, strlen(outline->title));
        library_volume_free(&volume);
    }
    outline_shelf_free(&outlines);
    menu->rows = rows;
    menu->count = names.count;
    files_listing_free(&names);
    return true;
}

static void show(const struct menu *menu, const struct screen *screen)
{
    char number[96];
    screen_heading(screen, menu->heading);
    for (size_t i = 0; i < menu->count; i++) {
        const struct menu_row *row = &menu->rows[i];
        snprintf(number, sizeof number, "%zu  %s", i + 1, row->name);
        if (row->title != NULL)
            screen_row(screen, SCREEN_WORD, number, row->title);
    }
    screen_gap(screen);
    if (menu->note != NULL) screen_note(screen, menu->note);
}

/* The next place, not before FROM, whose name begins with TEXT; beyond all when
 * there is none. */
static size_t next_beginning(const struct menu *menu, const char *text,
                             size_t from)
{
    while (from < menu->count &&
           strncmp(menu->rows[from].name, text, strlen(text)) != 0)
        from++;
    return from;
}

/* The place that TEXT means, a number, a name, or the beginning of one only; or
 * MENU->count, when SEVERAL may begin so. */
static size_t place_of(const struct menu *menu, const char *text, bool *several)
{
    char *end = NULL;
    *several = false;
    if (*text == '\0') return menu->count;
    unsigned long number = strtoul(text, &end, 10);
    if (*end == '\0' && number >= 1 && number <= menu->count) return number - 1;
    for (size_t i = 0; i < menu->count; i++)
        if (strcmp(menu->rows[i].name, text) == 0) return i;
    size_t first = next_beginning(menu, text, 0);
    *several = next_beginning(menu, text, first + 1) < menu->count;
    return *several ? menu->count : first;
}

static void trim_end(struct buffer *line)
{
    while (line->length > 0 && line->bytes[line->length - 1] == ' ')
        line->bytes[--line->length] = 0;
}

/* The same of a LINE, in which capitals are no matter. */
static size_t chosen(const struct menu *menu, const struct buffer *line,
                     bool *several)
{
    struct buffer folded = {0};
    if (line->length == 0 && menu->alone != NULL)
        return place_of(menu, menu->alone, several);
    size_t place = place_of(menu, buffer_text(line), several);
    if (place < menu->count) return place;
    text_fold(buffer_text(line), line->length, &folded);
    place = place_of(menu, buffer_text(&folded), several);
    buffer_free(&folded);
    return place;
}

size_t menu_choose(const struct menu *menu, const struct screen *screen,
                   struct prompt *prompt)
{
    struct buffer line = {0};
    size_t found = menu->count;
    show(menu, screen);
    while (found == menu->count) {
        terminal_flush(&screen->terminal);
        buffer_clear(&line);
        if (prompt_read(prompt, " a number or name > ", NULL, &line) !=
            PROMPT_LINE)
            break;
        trim_end(&line);
        if (strcmp(buffer_text(&line), ":quit") == 0) break;
        bool several = false;
        found = chosen(menu, &line, &several);
        if (found == menu->count)
            screen_note(screen, several ? too_many : none);
    }
    buffer_free(&line);
    return found;
}

const char *menu_offer(const struct menu *menu, const char *word, size_t index)
{
    size_t place = next_beginning(menu, word, 0);
    for (; index > 0; index--)
        place = next_beginning(menu, word, place + 1);
    return place < menu->count ? menu->rows[place].name : NULL;
}
