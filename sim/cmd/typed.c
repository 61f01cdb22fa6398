/* What a line at the prompt means; see typed.h. */
#include "cmd/typed.h"

#include "base/memory.h"
#include "base/nearest.h"
#include "base/text.h"
#include "scenario/session.h"

#include <stdlib.h>
#include <string.h>

/* What COMMAND is for, or NULL where the table has it not. */
static const char *help_of(const struct typed_table *table,
                           const struct typed_command *command)
{
    return table->exam ? command->exam : command->help;
}

static const struct typed_command *find(const struct typed_table *table,
                                        const char *line)
{
    size_t length = strcspn(line, " \n");
    for (size_t i = 0; i < table->count; i++)
        if (strlen(table->commands[i].name) == length &&
            strncmp(table->commands[i].name, line, length) == 0)
            return &table->commands[i];
    return NULL;
}

static const char *nearest_command(const struct typed_table *table,
                                   const char *line)
{
    const char **names = memory_new(table->count, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < table->count; i++)
        if (help_of(table, &table->commands[i]) != NULL)
            names[count++] = table->commands[i].name;
    const char *near = nearest_name(line, names, count);
    free(names);
    return near;
}

/* The command that a single word like ":retyr", ":q" or ":why?" may have meant,
 * or NULL; "" for one like none. Others, as ":)" or a sentence, are replies. */
static const char *meant(const struct typed_table *table, const char *line)
{
    if (line[0] != ':' || line[1] == ':') return NULL;
    size_t letters = strspn(line + 1, "abcdefghijklmnopqrstuvwxyz"
                                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ-");
    size_t marks = strspn(line + 1 + letters, "?!.,;");
    if (line[1 + letters + marks] != '\0' || letters == 0) return NULL;
    const char *begun = typed_offer(table, line, 0);
    if (begun != NULL) return begun;
    const char *near = letters > 2 ? nearest_command(table, line) : NULL;
    return near != NULL ? near : letters > 1 ? "" : NULL;
}

bool typed_refuses(const struct buffer *line, struct buffer *why)
{
    const char *bytes = buffer_text(line);
    size_t bad = 0;
    if (line->length > SESSION_REPLY_BYTES) {
        buffer_format(why,
                      "That reply has %zu bytes, more than the %d a reply "
                      "may have. Say it in two.",
                      line->length, SESSION_REPLY_BYTES);
        return true;
    }
    if (!text_valid(bytes, line->length, &bad)) {
        buffer_format(why,
                      "Byte %zu of that reply is no UTF-8 text. Type it "
                      "again, or look at your terminal's encoding.",
                      bad + 1);
        return true;
    }
    for (size_t i = 0; i < line->length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if ((byte >= 0x20 || byte == '\n' || byte == '\t') && byte != 0x7f)
            continue;
        buffer_format(why,
                      "Byte %zu of that reply is a control character "
                      "(0x%02x). Take it out and send it again.",
                      i + 1, byte);
        return true;
    }
    return false;
}

void typed_clean(const struct buffer *line, struct buffer *out)
{
    size_t bad = 0;
    if (text_valid(buffer_text(line), line->length, &bad)) bad = line->length;
    for (size_t i = 0; i < bad; i++) {
        char byte = line->bytes[i];
        bool control = (unsigned char)byte < 0x20 && byte != '\n';
        if (!control && byte != 0x7f) buffer_add_byte(out, byte);
    }
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\n")] == '\0';
}

static struct typed say_no_exam(const char *line, struct buffer *why)
{
    buffer_add_text(why, "There is none in an exam.");
    return (struct typed){.kind = TYPED_NO_EXAM, .text = line};
}

static struct typed read_command(const struct typed_command *command,
                                 const char *line, struct buffer *why)
{
    const char *argument = line + strlen(command->name);
    struct typed typed = {TYPED_COMMAND, argument + strspn(argument, " "),
                          command};
    if (command->argument[0] != '\0' || typed.text[0] == '\0') return typed;
    typed.kind = TYPED_ALONE;
    buffer_format(why,
                  "%s stands alone. To say this to the client, begin with ::",
                  command->name);
    return typed;
}

/* In an exam, what comes near only to one that it has not is not said to the
 * client either. */
static struct typed read_slip(const struct typed_table *table, const char *line,
                              const char *near, struct buffer *why)
{
    struct typed_table all = {table->commands, table->count, false};
    bool is_near = near != NULL && near[0] != '\0';
    const char *otherwise = is_near ? NULL : meant(&all, line);
    if (otherwise != NULL && otherwise[0] != '\0')
        return say_no_exam(line, why);
    if (near == NULL) return (struct typed){.kind = TYPED_REPLY, .text = line};
    buffer_format(why,
                  "There is no %s; %s%s%s To say it to the client, begin with "
                  "::",
                  line, near[0] != '\0' ? "did you mean " : ":help lists them.",
                  near, near[0] != '\0' ? "?" : "");
    return (struct typed){.kind = TYPED_UNKNOWN, .text = line};
}

struct typed typed_read(const struct typed_table *table,
                        const struct buffer *line, struct buffer *why)
{
    const char *text = buffer_text(line);
    if (typed_refuses(line, why)) return (struct typed){.kind = TYPED_REFUSED};
    const struct typed_command *command = find(table, text);
    if (command != NULL && help_of(table, command) == NULL)
        return say_no_exam(text, why);
    if (command != NULL) return read_command(command, text, why);
    if (is_blank(text)) return (struct typed){TYPED_SILENCE, "", NULL};
    if (text[0] == ':' && text[1] == ':')
        return (struct typed){TYPED_REPLY, text + 1, NULL};
    return read_slip(table, text, meant(table, text), why);
}

void typed_help(const struct typed_table *table, const struct screen *screen)
{
    struct buffer left = {0};
    for (size_t i = 0; i < table->count; i++) {
        const struct typed_command *command = &table->commands[i];
        const char *help = help_of(table, command);
        if (help == NULL) continue;
        buffer_clear(&left);
        buffer_format(&left, "%s %s", command->name, command->argument);
        screen_row(screen, SCREEN_WORD, buffer_text(&left), help);
    }
    screen_coach(screen, TERMINAL_QUIET, "",
                 "Everything else you type is said to the client. An empty "
                 "line is silence; a reply that must begin with : begins "
                 "with ::.");
    screen_gap(screen);
    buffer_free(&left);
}

const char *typed_offer(const struct typed_table *table, const char *word,
                        size_t index)
{
    size_t length = strlen(word);
    for (size_t i = 0; i < table->count; i++)
        if (help_of(table, &table->commands[i]) != NULL &&
            strncmp(table->commands[i].name, word, length) == 0 && index-- == 0)
            return table->commands[i].name;
    return NULL;
}
