/* A choice at the prompt; see menu.h. Begin with menu_choose(). */
#include "cmd/menu.h"

#include "cmd/outline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The place that LINE means, or MENU->count. */
static size_t chosen(const struct menu *menu, struct buffer *line)
{
    while (line->length > 0 && line->bytes[line->length - 1] == ' ')
        line->bytes[--line->length] = 0;
    const char *text = line->length > 0 || menu->alone == NULL
                           ? buffer_text(line)
                           : menu->alone;
    char *end = NULL;
    unsigned long number = strtoul(text, &end, 10);
    if (*text != '\0' && *end == '\0' && number >= 1 && number <= menu->count)
        return number - 1;
    size_t i = 0;
    while (i < menu->count && strcmp(menu->rows[i].name, text) != 0)
        i++;
    return i;
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
        found = chosen(menu, &line);
        if (found == menu->count)
            screen_note(screen, "That is none of them. Ctrl-D leaves.");
    }
    buffer_free(&line);
    return found;
}

const char *menu_offer(const struct menu *menu, const char *word, size_t index)
{
    for (size_t i = 0; i < menu->count; i++)
        if (strncmp(menu->rows[i].name, word, strlen(word)) == 0 &&
            index-- == 0)
            return menu->rows[i].name;
    return NULL;
}
