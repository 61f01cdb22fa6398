/* Everything shown passes put(), which lets nothing through that could steer
 * the terminal. Begin with terminal_wrap(). */
#include "world/terminal.h"

#include "base/buffer.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMNS_LEAST = 20, COLUMNS_USUAL = 80, COLUMNS_MOST = 1000 };

static bool is_set(const char *name)
{
    const char *value = getenv(name);

    return value && *value;
}

static bool terminal_has_colour(void)
{
    return is_set("TERM") && strcmp(getenv("TERM"), "dumb") != 0 &&
           !is_set("NO_COLOR");
}

struct terminal terminal_new(void)
{
    bool is_terminal = isatty(STDOUT_FILENO) == 1;

    return (struct terminal){.colour = is_terminal && terminal_has_colour(),
                             .is_terminal = is_terminal};
}

static size_t window_columns(void)
{
    struct winsize size;

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static size_t environment_columns(void)
{
    const char *value = getenv("COLUMNS");
    long columns = value ? strtol(value, NULL, 10) : 0;

    return columns > 0 && columns <= COLUMNS_MOST ? (size_t)columns : 0;
}

size_t terminal_columns(const struct terminal *terminal)
{
    size_t columns = 0;

    if (terminal->is_terminal) columns = window_columns();
    if (terminal->is_terminal && columns == 0) columns = environment_columns();
    if (columns == 0) columns = COLUMNS_USUAL;
    return columns < COLUMNS_LEAST ? COLUMNS_LEAST : columns;
}

/* TEXT as it may be shown, whatever bytes it holds: file names need not be
 * UTF-8. */
static void make_visible(const char *text, struct buffer *out)
{
    size_t length = strlen(text);
    size_t bad = 0;

    while (!text_valid(text, length, &bad)) {
        text_visible(text, bad, out);
        buffer_format(out, "\\x%02x", (unsigned char)text[bad]);
        text += bad + 1;
        length -= bad + 1;
    }
    text_visible(text, length, out);
}

/* Select Graphic Rendition, ECMA-48 8.3.117. */
static const char *const style_codes[] = {
    [TERMINAL_NORMAL] = "", [TERMINAL_NAME] = "1;36",  [TERMINAL_QUIET] = "2",
    [TERMINAL_GOOD] = "32", [TERMINAL_WARNING] = "33", [TERMINAL_STRONG] = "1",
};

/* Writes bytes that are visible already. Whether it worked is noted in
 * stdout, where terminal_flush() finds it. */
static void put(const struct terminal *terminal, enum terminal_style style,
                const char *bytes, size_t length)
{
    bool styled = terminal->colour && style != TERMINAL_NORMAL && length > 0;

    if (styled) fprintf(stdout, "\x1b[%sm", style_codes[style]);
    fwrite(bytes, 1, length, stdout);
    if (styled) fputs("\x1b[0m", stdout);
}

void terminal_print(const struct terminal *terminal, enum terminal_style style,
                    const char *text)
{
    struct buffer visible = {0};

    make_visible(text, &visible);
    put(terminal, style, buffer_text(&visible), visible.length);
    buffer_free(&visible);
}

void terminal_newline(const struct terminal *terminal)
{
    (void)terminal;
    putc('\n', stdout);
}

/* Wrapping. A line is collected, then put out in one piece. */

struct wrap {
    const struct terminal *terminal;
    enum terminal_style style;
    size_t edge;   /* columns there are */
    size_t indent; /* where lines begin */
    size_t pad;    /* spaces still to be put before the line */
    size_t column; /* where the line collected so far ends */
    struct buffer line;
};

static void put_line(struct wrap *wrap)
{
    if (wrap->line.length > 0) {
        fprintf(stdout, "%*s", (int)wrap->pad, "");
        put(wrap->terminal, wrap->style, wrap->line.bytes, wrap->line.length);
    }
    putc('\n', stdout);
    buffer_clear(&wrap->line);
    wrap->pad = wrap->indent;
    wrap->column = wrap->indent;
}

static void collect(struct wrap *wrap, const char *bytes, size_t length,
                    size_t width)
{
    buffer_add(&wrap->line, bytes, length);
    wrap->column += width;
}

/* A word that no line could hold, filling each line to its edge. */
static void collect_broken(struct wrap *wrap, const char *word, size_t length)
{
    while (length > 0) {
        size_t bytes = text_cluster(word, length);
        size_t width = text_width(word, bytes);

        if (wrap->column + width > wrap->edge && wrap->line.length > 0)
            put_line(wrap);
        collect(wrap, word, bytes, width);
        word += bytes;
        length -= bytes;
    }
}

/* A word and the GAP spaces before it, which vanish when the line ends
 * there. */
static void wrap_word(struct wrap *wrap, size_t gap, const char *word,
                      size_t length)
{
    size_t width = text_width(word, length);
    bool fits = wrap->column + gap + width <= wrap->edge;

    if (!fits && wrap->column > wrap->indent) {
        put_line(wrap);
        gap = 0;
    }
    if (wrap->column + gap + width > wrap->edge) {
        collect_broken(wrap, word, length);
        return;
    }
    buffer_repeat(&wrap->line, " ", gap);
    wrap->column += gap;
    collect(wrap, word, length, width);
}

static size_t run_of(const char *bytes, size_t length, bool spaces)
{
    size_t count = 0;

    while (count < length && (bytes[count] == ' ') == spaces)
        count++;
    return count;
}

/* One line of the text as given, ended. */
static void wrap_line(struct wrap *wrap, const char *bytes, size_t length)
{
    while (length > 0) {
        size_t gap = run_of(bytes, length, true);
        size_t word = run_of(bytes + gap, length - gap, false);

        if (word > 0) wrap_word(wrap, gap, bytes + gap, word);
        bytes += gap + word;
        length -= gap + word;
    }
    put_line(wrap);
}

static struct wrap wrap_start(const struct terminal *terminal,
                              enum terminal_style style, size_t at,
                              size_t indent)
{
    struct wrap wrap = {.terminal = terminal, .style = style};

    wrap.edge = terminal_columns(terminal);
    /* Half of the window at least is for the text. */
    wrap.indent = indent > wrap.edge / 2 ? wrap.edge / 2 : indent;
    wrap.pad = at < wrap.indent ? wrap.indent - at : 0;
    wrap.column = at + wrap.pad;
    return wrap;
}

void terminal_wrap(const struct terminal *terminal, enum terminal_style style,
                   size_t at, size_t indent, const char *text)
{
    struct wrap wrap = wrap_start(terminal, style, at, indent);
    struct buffer visible = {0};
    const char *line;
    const char *end;

    make_visible(text, &visible);
    line = buffer_text(&visible);
    while ((end = strchr(line, '\n')) != NULL) {
        wrap_line(&wrap, line, (size_t)(end - line));
        line = end + 1;
    }
    wrap_line(&wrap, line, strlen(line));
    buffer_free(&visible);
    buffer_free(&wrap.line);
}

bool terminal_flush(const struct terminal *terminal)
{
    (void)terminal;
    return fflush(stdout) == 0 && ferror(stdout) == 0;
}

bool terminal_shows(FILE *file)
{
    return isatty(fileno(file)) == 1;
}
