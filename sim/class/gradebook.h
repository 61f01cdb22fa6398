/* Marks into the file that an LMS exported: Canvas's gradebook, Moodle's
 * grading worksheet.
 *
 * Bytes in, bytes out. Only the cells that are filled in change; ids, columns,
 * language, separators, quotes and line ends are the file's own. Nothing is
 * guessed: a trainee whom two rows fit, or a row that two trainees fit, is
 * left and told, and so is whoever has no row and every row without a trainee.
 * Begin with gradebook_fill().
 */
#ifndef CLASS_GRADEBOOK_H
#define CLASS_GRADEBOOK_H

#include "base/buffer.h"
#include "base/problem.h"
#include "base/source.h"
#include "class/columns.h"

/* Problems beside those of columns.h. */
enum { GRADEBOOK_OTHER_BYTES = 630, GRADEBOOK_OTHER_MAXIMUM = 631 };

struct gradebook_trainee {
    const char *name;     /* by which a row is found */
    const char *shown;    /* in what is told */
    int64_t points;       /* thousandths */
    const char *feedback; /* for a column that takes it */
    const char *doubt;    /* why a person must look at the mark, or NULL */
    const char *withheld; /* why it is no mark yet, and not written; or NULL */
};

struct gradebook_wish {
    struct columns_wish column;
    int64_t most;   /* that the exercise gives */
    bool force;     /* write over what is in the cells, and whatever the
                     * column's maximum is */
    bool anonymous; /* tell of rows without saying whose they are */
};

struct gradebook {
    struct buffer bytes; /* the file, filled in */
    struct buffer told;  /* what was done, and all that was not, for people */
    size_t problems;     /* how many of those need a person */
};

/* Fills the marks of COUNT trainees into FILE. False, and what is wrong in
 * PROBLEMS, when FILE cannot be read as either form, or its column has another
 * maximum than the exercise. The caller calls
 * gradebook_free() in any case. */
bool gradebook_fill(const struct source *file,
                    const struct gradebook_wish *wish,
                    const struct gradebook_trainee *trainees, size_t count,
                    struct gradebook *gradebook, struct problems *problems);
void gradebook_free(struct gradebook *gradebook);

#endif
