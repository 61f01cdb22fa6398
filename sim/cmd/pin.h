/* new exercise: a file that pins scenarios and a rubric as they are now. */
#ifndef CMD_PIN_H
#define CMD_PIN_H

#include "cmd/library.h"

/* What was asked for. */
struct pin {
    const char *id;     /* of the exercise */
    const char *path;   /* of its file, or "-" */
    const char *rubric; /* by name, or NULL for what the scenarios ask for */
    char **scenarios;   /* names */
    size_t count;
};

/* Writes the file and says what to do next. The exit status. */
int pin_exercise(const struct library *library, const struct pin *pin);

#endif
