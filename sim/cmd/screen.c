/* How a talk looks; see screen.h. */
#include "cmd/screen.h"

#include "base/count.h"
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

static bool any_marked(const bool *marked, struct span span)
{
    for (size_t i = span.start; marked != NULL && i < span.end; i++)
        if (marked[i]) return true;
    return false;
}

static void print_marks(const struct screen *screen, const char *reply,
                        const bool *marked, struct span span)
{
    struct buffer line = {0};
    if (!any_marked(marked, span)) return;
    for (size_t at = span.start; at < span.end;) {
        size_t bytes = text_cluster(reply + at, span.end - at);
        buffer_repeat(&line, marked[at] ? mark : " ",
                      text_width(reply + at, bytes));
        at += bytes;
    }
    while (line.bytes[line.length - 1] == ' ')
        line.bytes[--line.length] = '\0';
    spaces(screen, screen->indent);
    terminal_print(&screen->terminal, TERMINAL_GOOD, buffer_text(&line));
    terminal_newline(&screen->terminal);
    buffer_free(&line);
}

/* What of TEXT from AT on fits in ROOM cells: up to a line end, else up to
 * the last blank, else as many characters as there is room for. */
static struct span next_line(const char *text, size_t at, size_t room)
{
    size_t length = strlen(text);
    size_t end = at;
    size_t blank = at;
    size_t width = 0;
    while (end < length && text[end] != '\n') {
        size_t bytes = text_cluster(text + end, length - end);
        width += text_width(text + end, bytes);
        if (width > room) break;
        if (text[end] == ' ') blank = end;
        end += bytes;
    }
    bool whole = end == length || text[end] == '\n' || text[end] == ' ';
    return (struct span){at, whole || blank == at ? end : blank};
}

static void print_line(const struct screen *screen, const char *text,
                       struct span span)
{
    struct buffer line = {0};
    buffer_add(&line, text + span.start, span.end - span.start);
    wrap(screen, line_style(text), screen->indent, screen->indent,
         buffer_text(&line));
    buffer_free(&line);
}

static void print_marked(const struct screen *screen, const char *text,
                         const bool *marked)
{
    size_t at = 0;
    bool first = true;
    while (text[at] != '\0' || first) {
        struct span line = next_line(text, at, screen_room(screen) - 1);
        if (!first) spaces(screen, screen->indent);
        print_line(screen, text, line);
        print_marks(screen, text, marked, line);
        at = line.end;
        while (text[at] == ' ' || text[at] == '\n')
            at++;
        first = false;
    }
}

static bool fits_one_line(const struct screen *screen, const char *reply)
{
    return strchr(reply, '\n') == NULL &&
           text_width(reply, strlen(reply)) < screen_room(screen);
}

bool screen_is_long(const struct screen *screen, const char *text)
{
    return !screen->plain && !fits_one_line(screen, text);
}

void screen_reply(const struct screen *screen, const char *reply,
                  const bool *marked, bool typed)
{
    const char *said = reply[0] != '\0' ? reply : "(silence)";
    struct span whole = {0, strlen(reply)};
    struct buffer label = {0};
    bool any = any_marked(marked, whole);
    if (screen->plain) {
        if (!typed || reply[0] == '\0') plain_line(screen, "You", said);
        return;
    }
    if (typed && reply[0] != '\0' && (!any || fits_one_line(screen, reply))) {
        print_marks(screen, reply, marked, whole);
        return;
    }
    screen_prompt_label(screen, &label);
    if (typed)
        spaces(screen, screen->indent);
    else
        terminal_print(&screen->terminal, TERMINAL_NORMAL, buffer_text(&label));
    print_marked(screen, said, reply[0] != '\0' ? marked : NULL);
    buffer_free(&label);
}

/* What a sign means, for those who hear the screen. */
static const char *sign_words(const char *sign)
{
    static const struct {
        const char *sign;
        const char *words;
    } signs[] = {
        {"+", "what helped: "}, {"-", "what it cost: "}, {">", "to try: "}};
    for (size_t i = 0; i < COUNT(signs); i++)
        if (strcmp(signs[i].sign, sign) == 0) return signs[i].words;
    return "";
}

void screen_coach(const struct screen *screen, enum terminal_style style,
                  const char *sign, const char *text)
{
    if (screen->plain) {
        struct buffer words = {0};
        buffer_format(&words, "%s%s", sign_words(sign), text);
        plain_line(screen, "Coach", buffer_text(&words));
        buffer_free(&words);
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
