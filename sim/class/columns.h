/* Which column of an LMS's own file is what, and which row is a person.
 *
 * Canvas's gradebook is known by the names of its columns, which are the same
 * in every language (Canvas, lib/gradebook_exporter.rb). Moodle's grading
 * worksheet has headers in the language of the one who exported it, so it is
 * known by its structure (Moodle, mod/assign/gradingtable.php): a first column
 * of a word and a number ("Participant 123"), a grade beside a maximum that is
 * the same number in every row, and behind it whether the grade can be changed.
 *
 * Begin with columns_find(). The columns point into the sheet.
 */
#ifndef CLASS_COLUMNS_H
#define CLASS_COLUMNS_H

#include "base/sheet.h"

#include <stdint.h>

/* The problems of a gradebook, 620 to 639; never used for anything else. */
enum {
    COLUMNS_UNKNOWN_FORM = 620,
    COLUMNS_NO_SUCH_COLUMN = 621,
    COLUMNS_SEVERAL_FIT = 622,
    COLUMNS_READ_ONLY = 623,
};

enum columns_form { COLUMNS_CANVAS, COLUMNS_MOODLE };

/* By what a row is found, the surest first. */
enum columns_key {
    COLUMNS_FIRST_ID,  /* Canvas: ID; Moodle: the identifier */
    COLUMNS_SECOND_ID, /* SIS User ID; ID number, user name, … */
    COLUMNS_LOGIN,     /* SIS Login ID; e-mail */
    COLUMNS_NAME,
    COLUMNS_KEYS
};

enum { COLUMNS_NONE = -1, COLUMNS_OF_A_KEY = 8 };

struct columns {
    const struct sheet *sheet;
    enum columns_form form;
    struct {
        size_t list[COLUMNS_OF_A_KEY];
        size_t count;
    } keys[COLUMNS_KEYS];
    size_t grade;
    size_t maximum; /* Moodle */
    bool has_feedback;
    size_t feedback; /* Moodle, where it has the column */
    char decimal;    /* '.' or ',' */
    int64_t most;    /* thousandths of points; COLUMNS_NONE: it is not said */
};

/* The column for the marks: the one called NAME, or, for NULL, TITLE or ID.
 * Canvas's own number after a title need not be named. */
struct columns_wish {
    const char *name;
    const char *title;
    const char *id;
};

/* False, and what is wrong in PROBLEMS, when SHEET, read from SOURCE, is
 * neither, or has no such column. */
bool columns_find(const struct source *source, const struct sheet *sheet,
                  const struct columns_wish *wish, struct columns *columns,
                  struct problems *problems);

/* "Canvas", "Moodle". */
const char *columns_form_name(const struct columns *columns);

/* The cell, without blanks around it; "" where ROW is too short. Good until
 * OUT is changed. */
const char *columns_cell(const struct columns *columns, size_t row,
                         size_t column, struct buffer *out);

/* Whether all its cells are. */
bool columns_is_empty(const struct columns *columns, size_t row);

/* Whether ROW is a trainee's, and not what Canvas adds: points possible,
 * manual posting, the test student. */
bool columns_is_person(const struct columns *columns, size_t row);

/* Whether the LMS says that the grade in ROW cannot be changed. */
bool columns_is_locked(const struct columns *columns, size_t row);

/* Gives ROW's NTH key of this kind as columns_fold() or, for names,
 * columns_fold_name() would give it, "" where it has none. False when there is
 * no NTH. */
bool columns_key(const struct columns *columns, size_t row,
                 enum columns_key kind, size_t nth, struct buffer *out);

/* What two spellings of a key have in common: capitals and blanks make no
 * difference. OUT is cleared before. */
void columns_fold(const char *text, struct buffer *out);
/* The same of a name, "Last, First" turned to "First Last". */
void columns_fold_name(const char *text, struct buffer *out);

/* Who ROW is, for people. */
void columns_label(const struct columns *columns, size_t row,
                   struct buffer *out);

/* TEXT as a number in thousandths, with either decimal sign; false when it is
 * none, or has more than three decimals that are not 0. */
bool columns_number(const char *text, int64_t *thousandths);

#endif
