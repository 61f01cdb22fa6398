/* Turns, line by line, from files in whatever form people have them: for
 * `score`, `agree` and `fit`. */
#ifndef CMD_RECORDED_H
#define CMD_RECORDED_H

#include "base/source.h"
#include "class/recording.h"

/* What a command that does its work later wants to know, each with its
 * context; each may be NULL. */
struct recorded_hooks {
    void *context;
    void (*speaks)(void *context); /* something will be said of a file */
    void (*waits)(void *context);  /* more lines will come, but not now */
    bool (*enough)(void *context); /* no more lines are wanted */
};

/* What is said of the files on the command line. */
struct recorded {
    enum recording_form form; /* RECORDING_FORMS: by each file's name */
    const char *therapist;    /* NULL: by how speakers are called */
    bool quiet;               /* say nothing of what is wrong */
    bool blanks;              /* visit empty lines of turns, too */
    struct recorded_hooks hooks;
};

/* What --format and --therapist say; either may be NULL. False, and printed
 * why, when there is no such form. */
bool recorded_options(const char *form, const char *therapist,
                      struct recorded *recorded);

/* The form in which PATH is read. */
enum recording_form recorded_form(const struct recorded *recorded,
                                  const char *path);

/* What is done with each line; NUMBER is its place in the file. */
typedef void recorded_visit(void *context, const struct source *line,
                            size_t number);

/* Calls VISIT for each line of a file of turns, as it stands; of a file in
 * another form, for the line that each of its turns makes. Prints what is
 * wrong. An exit status: COMMAND_YES, or that the file cannot be read, has
 * problems, or does not say who speaks; then nothing is visited, but the
 * lines of turns before a fault in reading. */
int recorded_each(const struct recorded *recorded, const char *path,
                  recorded_visit *visit, void *context);

#endif
