/* rapport: talk with a scripted client, and see what your words did.
 *
 * Begin here: the table of commands, and finding the one that was asked for.
 * Each command is a file of its own beside this one.
 */
#include "base/arena.h"
#include "base/count.h"
#include "base/json.h"
#include "base/nearest.h"
#include "base/text.h"
#include "cmd/command.h"
#include "cmd/version.h"
#include "world/signals.h"

#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command *const commands[] = {
    &command_play,   &command_drill,   &command_list,  &command_progress,
    &command_score,  &command_check,   &command_graph, &command_new,
    &command_agree,  &command_fit,     &command_grade, &command_trust,
    &command_update, &command_publish, &command_help,
};

enum { COMMANDS = COUNT(commands) };

const struct command *const *command_all(size_t *count)
{
    *count = COMMANDS;
    return commands;
}

/* Names and texts from files and arguments never reach a terminal raw. */
static void print_visible(FILE *file, const char *format, va_list values)
{
    struct arena arena = {0};
    struct buffer shown = {0};
    const char *text = arena_vformat(&arena, format, values);
    text_visible(text, strlen(text), &shown);
    fputs(buffer_text(&shown), file);
    buffer_free(&shown);
    arena_free(&arena);
}

void command_say(FILE *file, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    print_visible(file, format, values);
    va_end(values);
}

int command_fail(int status, const char *format, ...)
{
    va_list values;
    fflush(stdout);
    fputs("rapport: ", stderr);
    va_start(values, format);
    print_visible(stderr, format, values);
    va_end(values);
    fputc('\n', stderr);
    return status;
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i]->name, name) == 0) return commands[i];
    return NULL;
}

static int unknown_command(const char *name)
{
    const char *names[COMMANDS];
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i]->name;
    const char *near = nearest_name(name, names, COMMANDS);
    if (near != NULL)
        return command_fail(COMMAND_USAGE,
                            "'%s' is no command: did you mean '%s'?", name,
                            near);
    return command_fail(COMMAND_USAGE,
                        "'%s' is no command; 'rapport help' lists them", name);
}

static int wrong_usage(const struct command *command)
{
    return command_fail(COMMAND_USAGE, "try 'rapport help %s'", command->name);
}

/* getopt_long's table, made from ours. */
static void fill_options(const struct command *command, struct option *options)
{
    for (size_t i = 0; i < command->option_count; i++) {
        enum command_value value = command->options[i].value;
        int takes = value == COMMAND_FLAG            ? no_argument
                    : value == COMMAND_OPTIONAL_FILE ? optional_argument
                                                     : required_argument;
        options[i] =
            (struct option){command->options[i].name, takes, NULL, (int)i};
    }
}

static bool breaks(const struct command_pair *pair,
                   const struct arguments *arguments)
{
    bool other = arguments->options[pair->other] != NULL;
    return arguments->options[pair->option] != NULL &&
           other == (pair->relation == COMMAND_NOT_WITH);
}

/* Reports the first pair of options that does not hold. */
static bool keeps_pairs(const struct command *command,
                        const struct arguments *arguments)
{
    static const char *const relations[] = {
        [COMMAND_NOT_WITH] = "does not go with",
        [COMMAND_ONLY_WITH] = "goes only with",
    };
    for (size_t i = 0; i < command->pair_count; i++) {
        const struct command_pair *pair = &command->pairs[i];
        if (!breaks(pair, arguments)) continue;
        command_fail(
            COMMAND_USAGE, "--%s %s --%s%s%s",
            command->options[pair->option].name, relations[pair->relation],
            command->options[pair->other].name, pair->why != NULL ? ": " : "",
            pair->why != NULL ? pair->why : "");
        return false;
    }
    return true;
}

/* What could not be written was not done. */
static int flushed(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    if (signals_is_unread(stdout)) return COMMAND_FAILED;
    return command_fail(COMMAND_FAILED, "cannot write to standard output");
}

static int run(const struct command *command, int argc, char **argv)
{
    struct option options[COMMAND_OPTIONS + 2] = {{0}};
    struct arguments arguments = {0};
    int found = 0;
    fill_options(command, options);
    options[command->option_count] =
        (struct option){"help", no_argument, NULL, COMMAND_OPTIONS};
    while ((found = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (found == 'h' || found == COMMAND_OPTIONS) {
            arguments = (struct arguments){
                .operands = (char *[]){(char *)command->name},
                .operand_count = 1};
            return flushed(command_help.run(&arguments));
        }
        if (found == '?') return wrong_usage(command);
        arguments.options[found] = optarg != NULL ? optarg : "";
    }
    arguments.operands = argv + optind;
    arguments.operand_count = (size_t)(argc - optind);
    if (!keeps_pairs(command, &arguments)) return COMMAND_USAGE;
    return flushed(command->run(&arguments));
}

/* Only LC_CTYPE: numbers and order are the same everywhere. Text is UTF-8
 * even where the locale does not say so. */
static void choose_locale(void)
{
    if (setlocale(LC_CTYPE, "") != NULL &&
        strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
        return;
    setenv("LC_ALL", "C.UTF-8", 1); /* readline asks the environment */
    setlocale(LC_CTYPE, "C.UTF-8");
}

int main(int argc, char **argv)
{
    choose_locale();
    json_begin();
    signals_catch();
    if (argc < 2) {
        struct arguments none = {0};
        command_help.run(&none);
        return COMMAND_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("rapport " VERSION);
        return flushed(COMMAND_YES);
    }
    const char *name =
        strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ? "help"
                                                                     : argv[1];
    const struct command *command = find_command(name);
    if (command == NULL) return unknown_command(name);
    return run(command, argc - 1, argv + 1);
}
