/* A choice by number or name at the prompt. */
#ifndef CMD_MENU_H
#define CMD_MENU_H

#include "base/arena.h"
#include "cmd/library.h"
#include "cmd/screen.h"
#include "world/prompt.h"

struct menu_row {
    const char *name;
    const char *title; /* NULL: it is not shown, but can be chosen */
};

struct menu {
    const char *heading;
    const struct menu_row *rows;
    size_t count;
    const char *alone; /* what an empty line stands for, or NULL */
    const char *note;  /* said below the rows, or NULL */
};

/* Fills in the rows with what was shipped; they lie in ARENA. */
bool menu_of_scenarios(struct menu *menu, const struct library *library,
                       struct arena *arena, struct error *error);

/* Shows MENU and asks until one is chosen: its place, or MENU->count when it
 * was left. */
size_t menu_choose(const struct menu *menu, const struct screen *screen,
                   struct prompt *prompt);

/* What Tab may offer while it is asked. */
const char *menu_offer(const struct menu *menu, const char *word, size_t index);

#endif
