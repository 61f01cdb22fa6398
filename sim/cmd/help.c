/* rapport help: the commands and their options; the man page and the bash
 * completion, all from the one table of commands. */
#include "base/count.h"
#include "base/text.h"
#include "cmd/command.h"
#include "cmd/version.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { OPTION_MAN, OPTION_COMPLETION };

static const struct command_option options[] = {
    [OPTION_MAN] = {"man", COMMAND_FLAG, NULL, "print the man page"},
    [OPTION_COMPLETION] = {"completion", COMMAND_FLAG, NULL,
                           "print the completion for bash"},
};

static const char purpose[] =
    "a chat-style simulator to practise building a therapeutic alliance";

enum { OPTION_WIDTH = 22 }; /* columns for an option and its value */

/* Prints TEXT wrapped to 78 columns, each line after INDENT. */
static void print_wrapped(const char *text, const char *indent)
{
    size_t column = 0;
    while (*text != '\0') {
        size_t word = strcspn(text, " ");
        if (column > 0 && column + 1 + word > 78) {
            putchar('\n');
            column = 0;
        }
        column += (size_t)printf("%s%.*s", column == 0 ? indent : " ",
                                 (int)word, text);
        text += word;
        text += strspn(text, " ");
    }
    putchar('\n');
}

static void print_option(const struct command_option *option)
{
    char left[64];
    const char *open = option->value == COMMAND_OPTIONAL_FILE ? "[=" : "=";
    const char *close = option->value == COMMAND_OPTIONAL_FILE ? "]" : "";
    if (option->value_name == NULL)
        snprintf(left, sizeof left, "--%s", option->name);
    else
        snprintf(left, sizeof left, "--%s%s%s%s", option->name, open,
                 option->value_name, close);
    size_t width = text_width(left, strlen(left));
    int gap = width < OPTION_WIDTH ? (int)(OPTION_WIDTH - width) : 0;
    printf("  %s%*s %s\n", left, gap, "", option->help);
}

static void print_command(const struct command *command)
{
    printf("rapport %s%s%s%s\n\n", command->name,
           command->option_count > 0 ? " [OPTION…]" : "",
           command->operands[0] != '\0' ? " " : "", command->operands);
    print_wrapped(command->about, "");
    if (command->option_count > 0) puts("");
    for (size_t i = 0; i < command->option_count; i++)
        print_option(&command->options[i]);
}

static void print_all(void)
{
    size_t count = 0;
    const struct command *const *commands = command_all(&count);
    printf("rapport: %s\n\n", purpose);
    for (size_t i = 0; i < count; i++)
        printf("  rapport %-8s %s\n", commands[i]->name, commands[i]->line);
    puts("\n'rapport help COMMAND' says more of each.\n"
         "Exit status: 0 yes, 1 problems found, 2 wrong usage, 3 could not "
         "run.");
}

/* --- the man page -------------------------------------------------------- */

/* roff takes a dot or quote at a line's start as its own, and - as a
 * hyphen. */
static void print_roff(const char *text)
{
    if (*text == '.' || *text == '\'') fputs("\\&", stdout);
    for (; *text != '\0'; text++) {
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            putchar(*text);
    }
}

static void man_option(const struct command_option *option)
{
    fputs(".TP\n.B ", stdout);
    print_roff("--");
    print_roff(option->name);
    bool optional = option->value == COMMAND_OPTIONAL_FILE;
    if (option->value_name != NULL)
        printf("%s=\\fI%s\\fR%s", optional ? "[" : "", option->value_name,
               optional ? "]" : "");
    putchar('\n');
    print_roff(option->help);
    putchar('\n');
}

static void man_command(const struct command *command)
{
    printf(".SS \"rapport %s %s\"\n", command->name, command->operands);
    print_roff(command->about);
    putchar('\n');
    for (size_t i = 0; i < command->option_count; i++)
        man_option(&command->options[i]);
}

static void print_man(void)
{
    size_t count = 0;
    const struct command *const *commands = command_all(&count);
    printf(".TH RAPPORT 1 \"\" \"rapport " VERSION "\" \"User Commands\"\n"
           ".SH NAME\nrapport \\- ");
    print_roff(purpose);
    puts("\n.SH SYNOPSIS\n.B rapport\n.I COMMAND\n[\\fIOPTION\\fR...] "
         "[\\fIFILE\\fR...]\n.SH COMMANDS");
    for (size_t i = 0; i < count; i++)
        man_command(commands[i]);
    puts(".SH FILES\n.TP\n.I $XDG_DATA_HOME/rapport\n"
         "Your own data (else ~/.local/share/rapport): transcripts, history, "
         "and the scenarios and rubrics they were played by.\n"
         ".TP\n.I $XDG_CACHE_HOME/rapport\n"
         "Which files were found fit for use (else ~/.cache/rapport), so that "
         "they load at once; nothing of yours, and it may be deleted.\n"
         ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nNo colour.\n"
         ".SH \"EXIT STATUS\"\n0 yes, 1 problems found, 2 wrong usage, "
         "3 could not run.");
}

/* --- the completion ------------------------------------------------------ */

static const char completion_head[] =
    "_rapport()\n"
    "{\n"
    "    local word=${COMP_WORDS[COMP_CWORD]}\n"
    "    local before=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local command=${COMP_WORDS[1]}\n"
    "    local names='' files=''\n"
    "    if [ \"$before\" = '=' ]; then before=${COMP_WORDS[COMP_CWORD - 2]}; "
    "fi\n"
    "    if [ \"$word\" = '=' ]; then word=''; fi\n";

static const char completion_tail[] =
    "    mapfile -t COMPREPLY < <(compgen -W \"$names\" -- \"$word\")\n"
    "    if [ -n \"$files\" ]; then\n"
    "        mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY "
    "< <(compgen -f -- \"$word\")\n"
    "    fi\n"
    "}\n"
    "complete -o filenames -F _rapport rapport";

/* The shell words that offer what a value can be. */
static const char *offers(enum command_value value)
{
    static const char *const words[] = {
        [COMMAND_FLAG] = "",
        [COMMAND_TEXT] = "",
        [COMMAND_FILE] = "files=1",
        [COMMAND_SCENARIO] =
            ("names+=\" $(rapport list --names=scenarios 2>/dev/null)\" "
             "files=1"),
        [COMMAND_RUBRIC] =
            "names+=\" $(rapport list --names=rubrics 2>/dev/null)\" files=1",
        [COMMAND_THING] = "names+=' scenario rubric exercise' files=1",
        [COMMAND_OPTIONAL_FILE] = "files=1",
    };
    return words[value];
}

static void complete_command(const struct command *command)
{
    printf("    %s)\n        case $before in\n", command->name);
    for (size_t i = 0; i < command->option_count; i++)
        if (command->options[i].value != COMMAND_FLAG)
            printf("        --%s) %s ;;\n", command->options[i].name,
                   offers(command->options[i].value));
    fputs("        *)\n            names='--help", stdout);
    for (size_t i = 0; i < command->option_count; i++)
        printf(" --%s", command->options[i].name);
    printf("'\n            %s\n            ;;\n        esac\n        ;;\n",
           offers(command->operand_kind));
}

static void print_completion(void)
{
    size_t count = 0;
    const struct command *const *commands = command_all(&count);
    fputs(completion_head, stdout);
    fputs("    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        names='", stdout);
    for (size_t i = 0; i < count; i++)
        printf("%s%s", i > 0 ? " " : "", commands[i]->name);
    puts("'\n    else case $command in");
    for (size_t i = 0; i < count; i++)
        complete_command(commands[i]);
    puts("    esac; fi");
    puts(completion_tail);
}

static int help(const struct arguments *arguments)
{
    size_t count = 0;
    const struct command *const *commands = command_all(&count);
    if (arguments->options[OPTION_MAN] != NULL) {
        print_man();
        return COMMAND_YES;
    }
    if (arguments->options[OPTION_COMPLETION] != NULL) {
        print_completion();
        return COMMAND_YES;
    }
    if (arguments->operand_count == 0) {
        print_all();
        return COMMAND_YES;
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(commands[i]->name, arguments->operands[0]) != 0) continue;
        print_command(commands[i]);
        return COMMAND_YES;
    }
    return command_fail(COMMAND_USAGE, "'%s' is no command",
                        arguments->operands[0]);
}

const struct command command_help = {
    .name = "help",
    .line = "what a command does, and its options",
    .operands = "[COMMAND]",
    .operand_kind = COMMAND_TEXT,
    .about = "Says what a command does; without a name, lists them all.",
    .options = options,
    .option_count = COUNT(options),
    .run = help,
};
