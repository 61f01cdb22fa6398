/* How a talk looks: who speaks, in columns or, with --plain, in labelled
 * lines.
 *
 * In columns a speaker's name stands at the left and the words beside it,
 * wrapped to the window. In plain every line begins with Client:, You: or
 * Coach: and is never wrapped or drawn over, fit for a screen reader.
 */
#ifndef CMD_SCREEN_H
#define CMD_SCREEN_H

#include "base/buffer.h"
#include "scenario/session.h"
#include "world/terminal.h"

#include <stdbool.h>
#include <stddef.h>

struct screen {
    struct terminal terminal;
    bool plain;
    size_t indent; /* of what is said, in cells */
};

struct screen screen_new(bool plain);

/* Makes room for the longest name of SCENARIO. */
void screen_fit(struct screen *screen, const struct scenario *scenario);

/* Columns free beside the names. */
size_t screen_room(const struct screen *screen);

/* The label of the trainee's prompt. */
void screen_prompt_label(const struct screen *screen, struct buffer *label);

void screen_client(const struct screen *screen, const struct scenario *scenario,
                   const struct speech *speech);

/* The trainee's reply; under each line a mark in each cell for which MARKED (a
 * byte of REPLY each; NULL for none) says so. TYPED: readline has shown it
 * already, so that where it fits in one line only the marks are printed. */
void screen_reply(const struct screen *screen, const char *reply,
                  const bool *marked, bool typed);

/* True when readline's own echo of TEXT takes more than a line, breaks it where
 * the window ends, and so is better shown again than left. */
bool screen_is_long(const struct screen *screen, const char *text);

/* A word from the coach, after SIGN where there is one: "+" what helped, "-"
 * what it cost, "~" what it did, ">" what to try, "*" one of a list; in plain
 * the first two and ">" are said in words. */
void screen_coach(const struct screen *screen, enum terminal_style style,
                  const char *sign, const char *text);

/* A row of two columns for the coach: what it is, and about it, beginning
 * WIDTH cells further on. */
enum { SCREEN_LABEL = 12, SCREEN_WORD = 24, SCREEN_PHRASE = 28 };
void screen_row(const struct screen *screen, size_t width, const char *left,
                const char *right);

/* A heading, after an empty line. */
void screen_heading(const struct screen *screen, const char *text);

/* Text from the program itself, from the left edge. */
void screen_note(const struct screen *screen, const char *text);
/* The same on one line however long, for what may be copied: a path. */
void screen_path(const struct screen *screen, const char *label,
                 const char *path);
void screen_format(const struct screen *screen, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void screen_gap(const struct screen *screen);

#endif
