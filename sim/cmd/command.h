/* A subcommand: one file, one row in main.c's table.
 *
 * The table also makes the help, the man page and the completion, so nothing
 * about a command is written twice.
 */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include <stddef.h>
#include <stdio.h>

enum {
    COMMAND_YES = 0,
    COMMAND_PROBLEMS = 1,
    COMMAND_USAGE = 2,
    COMMAND_FAILED = 3
};

enum { COMMAND_OPTIONS = 16 };

/* What an option's value completes to. */
enum command_value {
    COMMAND_FLAG, /* takes none */
    COMMAND_TEXT,
    COMMAND_FILE,
    COMMAND_SCENARIO,
    COMMAND_RUBRIC,
    COMMAND_THING,        /* the word "scenario" or "rubric", or a file */
    COMMAND_OPTIONAL_FILE /* --name or --name=FILE */
};

struct command_option {
    const char *name; /* without dashes */
    enum command_value value;
    const char *value_name; /* "FILE", or NULL */
    const char *help;
};

/* Two options of which the first is of use only without, or only with, the
 * other. */
enum command_relation { COMMAND_NOT_WITH, COMMAND_ONLY_WITH };

struct command_pair {
    int option;
    enum command_relation relation;
    int other;
    const char *why; /* or NULL */
};

/* A command line taken apart: options by their number in the command's table,
 * NULL when not given, "" for a flag that is; and what is left. */
struct arguments {
    const char *options[COMMAND_OPTIONS];
    char **operands;
    size_t operand_count;
};

struct command {
    const char *name;
    const char *line;     /* what it does, in one line */
    const char *operands; /* "[SCENARIO]" */
    enum command_value operand_kind;
    const char *about; /* a paragraph or two */
    const struct command_option *options;
    size_t option_count;
    const struct command_pair *pairs; /* checked before run() is called */
    size_t pair_count;
    int (*run)(const struct arguments *arguments);
};

extern const struct command command_play;
extern const struct command command_drill;
extern const struct command command_list;
extern const struct command command_progress;
extern const struct command command_score;
extern const struct command command_check;
extern const struct command command_graph;
extern const struct command command_new;
extern const struct command command_agree;
extern const struct command command_fit;
extern const struct command command_grade;
extern const struct command command_publish;
extern const struct command command_trust;
extern const struct command command_update;
extern const struct command command_help;

/* All commands, in the order of the help. */
const struct command *const *command_all(size_t *count);

/* Prints to FILE, with all that could steer a terminal made visible. */
void command_say(FILE *file, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Prints "rapport: …" to standard error and gives STATUS back. */
int command_fail(int status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
