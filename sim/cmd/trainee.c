/* Whose transcript it is; see trainee.h. Begin with trainee_find(). */
#include "cmd/trainee.h"

#include "base/text.h"
#include "cmd/command.h"
#include "cmd/own.h"

#include <string.h>

enum { NAME_BYTES = 200, NAME_WORDS = 7 };

static const char file[] = "trainee";
static const char blanks[] = " \t\n";

static const char question[] =
    "Your name or number, as your instructor knows you. It goes into the "
    "transcript, and is remembered for the next time.";

/* A reply, from a file that begins with no name. */
static bool is_said(const char *name)
{
    size_t words = 0;
    for (const char *at = name + strspn(name, blanks); *at != '\0'; words++) {
        at += strcspn(at, blanks);
        at += strspn(at, blanks);
    }
    return words > NAME_WORDS || strpbrk(name, "?!") != NULL;
}

bool trainee_refuses(const char *name, struct buffer *why)
{
    size_t length = strlen(name);
    size_t bad = 0;
    if (name[strspn(name, blanks)] == '\0') {
        buffer_add_text(why, "without a name or number nobody can tell whose "
                             "transcript it is");
        return true;
    }
    if (length > NAME_BYTES) {
        buffer_format(why, "a name has at most %d bytes, and this has %zu",
                      NAME_BYTES, length);
        return true;
    }
    if (is_said(name)) {
        buffer_add_text(why, "this reads like something said: a name has no ? "
                             "or !, and at most seven words");
        return true;
    }
    bool fine = text_valid(name, length, &bad);
    for (size_t i = 0; fine && i < length; i++)
        fine = (unsigned char)name[i] >= 0x20 && name[i] != 0x7f;
    if (!fine)
        buffer_add_text(why, "a name is plain text in UTF-8, without control "
                             "characters");
    return !fine;
}

/* Adds NAME without the blanks around it. */
static void add_trimmed(const char *name, struct buffer *out)
{
    name += strspn(name, blanks);
    size_t length = strlen(name);
    while (length > 0 && strchr(blanks, name[length - 1]) != NULL)
        length--;
    buffer_add(out, name, length);
}

static bool is_remembered(const struct library *library, struct buffer *name)
{
    struct buffer path = {0};
    struct buffer bytes = {0};
    struct buffer line = {0};
    struct buffer ignored = {0};
    struct error error;
    bool found = false;
    if (library->folders.data.length == 0) return false;
    own_path(library, file, &path);
    if (files_read(buffer_text(&path), 2 * NAME_BYTES, &bytes, &error) &&
        strlen(buffer_text(&bytes)) == bytes.length) {
        add_trimmed(buffer_text(&bytes), &line);
        found = !trainee_refuses(buffer_text(&line), &ignored);
    }
    if (found) buffer_add_text(name, buffer_text(&line));
    buffer_free(&path);
    buffer_free(&bytes);
    buffer_free(&line);
    buffer_free(&ignored);
    return found;
}

static void remember(const struct library *library, const char *name)
{
    struct buffer path = {0};
    struct buffer line = {0};
    struct error error = {0};
    if (library->folders.data.length == 0) return;
    own_path(library, file, &path);
    buffer_format(&line, "%s\n", name);
    if (!files_write(buffer_text(&path), line.bytes, line.length, &error))
        command_fail(COMMAND_PROBLEMS,
                     "%s; you will be asked for your name again", error.text);
    buffer_free(&path);
    buffer_free(&line);
}

/* A capital first, and a full stop. */
static void say_why(const struct screen *screen, const struct buffer *why)
{
    const char *text = buffer_text(why);
    screen_format(screen, "%c%s. Once more, please; Ctrl-D leaves.",
                  text[0] - 'a' + 'A', text + 1);
}

static bool ask(const struct screen *screen, struct prompt *prompt,
                struct buffer *name)
{
    struct buffer line = {0};
    struct buffer why = {0};
    bool named = false;
    screen_gap(screen);
    screen_note(screen, question);
    while (!named) {
        terminal_flush(&screen->terminal);
        buffer_clear(&line);
        buffer_clear(&why);
        if (prompt_read(prompt, screen->plain ? "Your name: " : " your name > ",
                        NULL, &line) != PROMPT_LINE)
            break;
        bool nul = strlen(buffer_text(&line)) != line.length;
        named = !nul && !trainee_refuses(buffer_text(&line), &why);
        if (nul) buffer_add_text(&why, "a name has no NUL in it");
        if (!named) say_why(screen, &why);
    }
    if (named) add_trimmed(buffer_text(&line), name);
    buffer_free(&line);
    buffer_free(&why);
    return named;
}

bool trainee_known(const struct library *library, const char *given,
                   struct buffer *name)
{
    if (given == NULL) return is_remembered(library, name);
    add_trimmed(given, name);
    return true;
}

bool trainee_find(const struct library *library, const char *given,
                  const struct screen *screen, struct prompt *prompt,
                  struct buffer *name)
{
    bool known = trainee_known(library, given, name);
    if (known && given == NULL) return true;
    if (!known && !ask(screen, prompt, name)) return false;
    remember(library, buffer_text(name));
    return true;
}
