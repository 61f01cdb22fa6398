/* How a talk looks; see screen.h. */
#include "cmd/screen.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    LEAST_INDENT = 8,
    MOST_INDENT = 16,
    NARROW = 56 /* below this, rows stand one under the other */
};

static const char you[] = "you";
static const char mark[] = "\u203e";

struct screen screen_new(bool plain)
{
    struct terminal terminal = terminal_new();
    terminal.colour = terminal.colour && !plain;
    return (struct screen){terminal, plain, LEAST_INDENT};
}

void screen_fit(struct screen *screen, const struct scenario *scenario)
{
    for (size_t i = 0; i < scenario->person_count; i++) {
        const char *name = scenario->people[i].name;
        size_t need = text_width(name, strlen(name)) + 3;
        if (need > screen->indent) screen->indent = need;
    }
    if (screen->indent > MOST_INDENT) screen->indent = MOST_INDENT;
}

size_t screen_room(const struct screen *screen)
{
    return terminal_columns(&screen->terminal) - screen->indent;
}

void screen_prompt_label(const struct screen *screen, struct buffer *label)
{
    buffer_clear(label);
    if (screen->plain) {
        buffer_add_text(label, "You: ");
        return;
    }
    buffer_format(label, " %s > ", you);
    while (label->length < screen->indent)
        buffer_add_byte(label, ' ');
}

/* One line with its label, never wrapped. */
static void plain_line(const struct screen *screen, const char *label,
                       const char *text)
{
    terminal_print(&screen->terminal, TERMINAL_NORMAL, label);
    terminal_print(&screen->terminal, TERMINAL_NORMAL, ": ");
    terminal_print(&screen->terminal, TERMINAL_NORMAL, text);
    terminal_newline(&screen->terminal);
}

static void spaces(const struct screen *screen, size_t count)
{
    for (size_t i = 0; i < count; i++)
        terminal_print(&screen->terminal, TERMINAL_NORMAL, " ");
}

static void wrap(const struct screen *screen, enum terminal_style style,
                 size_t at, size_t indent, const char *text)
{
    terminal_wrap(&screen->terminal, style, at, indent, text);
}

/* The name at the left edge; where it does not fit, on a line of its own. */
static void print_name(const struct screen *screen, const char *name)
{
    size_t width = text_width(name, strlen(name)) + 1;
    terminal_print(&screen->terminal, TERMINAL_NORMAL, " ");
    terminal_print(&screen->terminal, TERMINAL_NAME, name);
    if (width + 1 > screen->indent) {
        terminal_newline(&screen->terminal);
        width = 0;
    }
    spaces(screen, screen->indent - width);
}

static enum terminal_style line_style(const char *text)
{
    return text[0] == '(' ? TERMINAL_QUIET : TERMINAL_NORMAL;
}

static void client_line(const struct screen *screen,
                        const struct scenario *scenario,
                        const struct line *line, bool named)
{
    const char *name = scenario->people[line->who].name;
    struct buffer label = {0};
    if (screen->plain) {
        buffer_add_text(&label, "Client");
        if (scenario->person_count > 1) buffer_format(&label, " %s", name);
        plain_line(screen, buffer_text(&label), line->text);
    } else {
        if (named)
            print_name(screen, name);
        else
            spaces(screen, screen->indent);
        wrap(screen, line_style(line->text), screen->indent, screen->indent,
             line->text);
    }
    buffer_free(&label);
}

void screen_client(const struct screen *screen, const struct scenario *scenario,
                   const struct speech *speech)
{
    for (size_t i = 0; i < speech->count; i++) {
        bool named =
            i == 0 || speech->lines[i]->who != speech->lines[i - 1]->who;
        client_line(screen, scenario, speech->lines[i], named);
    }
    screen_gap(screen);
}

void screen_reply(const struct screen *screen, const char *reply)
{
    const char *said = reply[0] != '\0' ? reply : "(silence)";
    struct buffer label = {0};
    if (screen->plain) {
        plain_line(screen, "You", said);
        return;
    }
    screen_prompt_label(screen, &label);
    terminal_print(&screen->terminal, TERMINAL_QUIET, buffer_text(&label));
    wrap(screen, line_style(said), screen->indent, screen->indent, said);
    buffer_free(&label);
}

void screen_marks(const struct screen *screen, const char *reply,
                  const bool *marked)
{
    size_t length = strlen(reply);
    struct buffer line = {0};
    bool any = false;
    if (screen->plain || strchr(reply, '\n') != NULL ||
        text_width(reply, length) >= screen_room(screen))
        return;
    size_t at = 0;
    while (at < length) {
        size_t bytes = text_cluster(reply + at, length - at);
        buffer_repeat(&line, marked[at] ? mark : " ",
                      text_width(reply + at, bytes));
        any = any || marked[at];
        at += bytes;
    }
    while (line.length > 0 && line.bytes[line.length - 1] == ' ')
        line.bytes[--line.length] = '\0';
    if (any) {
        spaces(screen, screen->indent);
        terminal_print(&screen->terminal, TERMINAL_GOOD, buffer_text(&line));
        terminal_newline(&screen->terminal);
    }
    buffer_free(&line);
}

void screen_coach(const struct screen *screen, enum terminal_style style,
                  const char *sign, const char *text)
{
    if (screen->plain) {
        plain_line(screen, "Coach", text);
        return;
    }
    size_t indent = screen->indent;
    spaces(screen, indent);
    if (sign[0] != '\0') {
        terminal_print(&screen->terminal, style, sign);
        terminal_print(&screen->terminal, style, " ");
        indent += 2;
    }
    wrap(screen, style, indent, indent, text);
}

void screen_row(const struct screen *screen, size_t width, const char *left,
                const char *right)
{
    struct buffer line = {0};
    if (screen->plain) {
        buffer_format(&line, "%s: %s", left, right);
        plain_line(screen, "Coach", buffer_text(&line));
        buffer_free(&line);
        return;
    }
    size_t used = text_width(left, strlen(left));
    size_t column = screen->indent + width;
    spaces(screen, screen->indent);
    if (terminal_columns(&screen->terminal) < NARROW || used + 1 > width) {
        wrap(screen, TERMINAL_STRONG, screen->indent, screen->indent, left);
        column = screen->indent + 2;
        spaces(screen, column);
    } else {
        terminal_print(&screen->terminal, TERMINAL_STRONG, left);
        spaces(screen, width - used);
    }
    wrap(screen, TERMINAL_NORMAL, column, column, right);
    buffer_free(&line);
}

void screen_heading(const struct screen *screen, const char *text)
{
    screen_gap(screen);
    if (!screen->plain) terminal_print(&screen->terminal, TERMINAL_NORMAL, " ");
    terminal_print(&screen->terminal, TERMINAL_STRONG, text);
    terminal_newline(&screen->terminal);
}

void screen_note(const struct screen *screen, const char *text)
{
    if (screen->plain) {
        terminal_print(&screen->terminal, TERMINAL_NORMAL, text);
        terminal_newline(&screen->terminal);
        return;
    }
    spaces(screen, 1);
    wrap(screen, TERMINAL_NORMAL, 1, 1, text);
}

void screen_path(const struct screen *screen, const char *label,
                 const char *path)
{
    if (!screen->plain) spaces(screen, 1);
    terminal_print(&screen->terminal, TERMINAL_NORMAL, label);
    terminal_print(&screen->terminal, TERMINAL_NORMAL, path);
    terminal_newline(&screen->terminal);
}

void screen_format(const struct screen *screen, const char *format, ...)
{
    char text[1024];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    screen_note(screen, text);
}

void screen_gap(const struct screen *screen)
{
    terminal_newline(&screen->terminal);
}
