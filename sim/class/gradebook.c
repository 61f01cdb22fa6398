/* Marks into an LMS's file; see gradebook.h. Begin with gradebook_fill(). */
#include "class/gradebook.h"

#include "base/memory.h"
#include "base/table.h"
#include "base/text.h"
#include "class/report.h"

#include <stdlib.h>
#include <string.h>

enum { NOBODY = 0 }; /* the header's row; no row of a trainee */

/* The rows that have a key: SECOND is NOBODY where it is one alone. */
struct spot {
    size_t row;
    size_t second;
};

struct index {
    struct table table; /* of numbers in `spots` */
    struct spot *spots;
    size_t count;
};

struct filling {
    const struct source *file;
    const struct gradebook_wish *wish;
    const struct gradebook_trainee *trainees;
    size_t count;
    struct gradebook *gradebook;
    struct arena arena;
    struct sheet sheet;
    struct columns columns;
    struct source_marks marks;
    struct index keys[COLUMNS_KEYS];
    struct spot *found; /* for each trainee */
    size_t *claims;     /* on each row: by how many trainees */
    bool *told;         /* of each row: it was named already */
    struct sheet_edit *edits;
    size_t edit_count;
    size_t written;
    size_t there;
    struct buffer left;     /* what was not filled in, a line each */
    struct buffer over;     /* marks that were written over */
    struct buffer doubtful; /* what was, and must be looked at */
};

/* --- telling ------------------------------------------------------------- */

static void add_trainee(const struct gradebook_trainee *trainee,
                        struct buffer *out)
{
    if (*trainee->shown == '\0')
        buffer_add_text(out, "(no name)");
    else
        text_visible_line(trainee->shown, out);
}

static size_t line_of(struct filling *filling, size_t row)
{
    size_t offset = filling->sheet.rows[row].offset;
    return source_find(&filling->marks, filling->file, offset).line;
}

/* "line 7 (Doe, Jane, 1002)" */
static void add_row(struct filling *filling, size_t row, struct buffer *out)
{
    struct buffer label = {0};
    buffer_format(out, "line %zu", line_of(filling, row));
    if (!filling->wish->anonymous)
        columns_label(&filling->columns, row, &label);
    if (label.length > 0) {
        buffer_add_text(out, " (");
        text_visible_line(buffer_text(&label), out);
        buffer_add_byte(out, ')');
    }
    buffer_free(&label);
}

/* Begins a line about what was left. */
static struct buffer *left(struct filling *filling)
{
    filling->gradebook->problems++;
    buffer_add_text(&filling->left, "    ");
    return &filling->left;
}

static void tell_left(struct filling *filling, size_t trainee, size_t row,
                      const char *why)
{
    struct buffer *out = left(filling);
    add_trainee(&filling->trainees[trainee], out);
    buffer_add_text(out, ", ");
    add_row(filling, row, out);
    buffer_format(out, ": %s\n", why);
}

/* --- who is in which row ------------------------------------------------- */

static void put_key(struct filling *filling, struct index *index,
                    const struct buffer *key, size_t row)
{
    if (key->length == 0) return;
    int number = table_get(&index->table, key->bytes, key->length);
    if (number >= 0) {
        if (index->spots[number].row != row) index->spots[number].second = row;
        return;
    }
    const char *kept = arena_copy(&filling->arena, key->bytes, key->length);
    index->spots =
        memory_resize(index->spots, index->count + 1, sizeof *index->spots);
    index->spots[index->count] = (struct spot){row, NOBODY};
    table_put(&index->table, kept, key->length, (int)index->count++);
}

static void index_rows(struct filling *filling)
{
    struct buffer key = {0};
    for (size_t row = 1; row < filling->sheet.count; row++) {
        if (!columns_is_person(&filling->columns, row)) continue;
        for (int kind = 0; kind < COLUMNS_KEYS; kind++)
            for (size_t nth = 0; columns_key(&filling->columns, row,
                                             (enum columns_key)kind, nth, &key);
                 nth++)
                put_key(filling, &filling->keys[kind], &key, row);
    }
    buffer_free(&key);
}

static struct spot find_row(const struct filling *filling, const char *name)
{
    struct buffer key = {0};
    struct spot spot = {NOBODY, NOBODY};
    for (int kind = 0; kind < COLUMNS_KEYS && spot.row == NOBODY; kind++) {
        const struct index *index = &filling->keys[kind];
        if (kind == COLUMNS_NAME)
            columns_fold_name(name, &key);
        else
            columns_fold(name, &key);
        int number = key.length > 0
                         ? table_get(&index->table, key.bytes, key.length)
                         : -1;
        if (number >= 0) spot = index->spots[number];
    }
    buffer_free(&key);
    return spot;
}

static void find_rows(struct filling *filling)
{
    index_rows(filling);
    for (size_t i = 0; i < filling->count; i++) {
        struct spot spot = find_row(filling, filling->trainees[i].name);
        filling->found[i] = spot;
        if (spot.row == NOBODY) continue;
        if (spot.second == NOBODY) {
            filling->claims[spot.row]++;
        } else {
            filling->told[spot.row] = true;
            filling->told[spot.second] = true;
        }
    }
}

/* --- filling in ---------------------------------------------------------- */

/* What is to stand in COLUMN, as bytes of the file. */
static void edit(struct filling *filling, size_t row, size_t column,
                 const char *text)
{
    struct span span = filling->sheet.rows[row].spans[column];
    struct buffer cell = {0};
    bool quoted =
        span.start < span.end && filling->file->bytes[span.start] == '"';
    sheet_add_cell(text, filling->sheet.separator, quoted, &cell);
    filling->edits[filling->edit_count++] = (struct sheet_edit){
        span, arena_copy(&filling->arena, buffer_text(&cell), cell.length)};
    buffer_free(&cell);
}

static void add_points(int64_t points, char decimal, struct buffer *out)
{
    size_t start = out->length;
    report_points(points, out);
    for (size_t i = start; i < out->length; i++)
        if (out->bytes[i] == '.') out->bytes[i] = decimal;
}

static bool same_number(const char *one, const char *other)
{
    int64_t a;
    int64_t b;
    return columns_number(one, &a) && columns_number(other, &b) && a == b;
}

/* A dash is how Moodle shows that there is no mark. */
static bool is_empty(const struct buffer *cell)
{
    return cell->length == 0 || strcmp(buffer_text(cell), "-") == 0;
}

/* "Ann, line 7 (…): '5'" */
static void add_there(struct filling *filling, size_t trainee, size_t row,
                      const struct buffer *there, struct buffer *out)
{
    add_trainee(&filling->trainees[trainee], out);
    buffer_add_text(out, ", ");
    add_row(filling, row, out);
    buffer_add_text(out, ": '");
    text_visible_line(buffer_text(there), out);
    buffer_add_byte(out, '\'');
}

/* False, and it is told, when the mark may not be written. */
static bool fill_grade(struct filling *filling, size_t trainee, size_t row)
{
    const struct columns *columns = &filling->columns;
    struct buffer there = {0};
    struct buffer points = {0};
    bool fine = true;
    add_points(filling->trainees[trainee].points, columns->decimal, &points);
    columns_cell(columns, row, columns->grade, &there);
    if (same_number(buffer_text(&there), buffer_text(&points))) {
        filling->there++;
    } else if (is_empty(&there) || filling->wish->force) {
        edit(filling, row, columns->grade, buffer_text(&points));
        filling->written++;
        if (!is_empty(&there)) {
            buffer_add_text(&filling->over, "    ");
            add_there(filling, trainee, row, &there, &filling->over);
            buffer_format(&filling->over, " is %s now\n", buffer_text(&points));
        }
    } else {
        add_there(filling, trainee, row, &there, left(filling));
        buffer_format(&filling->left,
                      " is there, not %s; --force writes over "
                      "it\n",
                      buffer_text(&points));
        fine = false;
    }
    buffer_free(&there);
    buffer_free(&points);
    return fine;
}

static void fill_feedback(struct filling *filling, size_t trainee, size_t row)
{
    const struct columns *columns = &filling->columns;
    const char *feedback = filling->trainees[trainee].feedback;
    const struct sheet_row *cells = &filling->sheet.rows[row];
    if (!columns->has_feedback || feedback == NULL) return;
    if (columns->feedback >= cells->count) {
        tell_left(filling, trainee, row,
                  "the row ends before the column for feedback");
        return;
    }
    struct buffer harmless = {0};
    const char *there = cells->cells[columns->feedback];
    bool blank = there[strspn(there, " \t\r\n")] == '\0';
    sheet_add_harmless(feedback, &harmless);
    if (blank ||
        (filling->wish->force && strcmp(there, buffer_text(&harmless)) != 0))
        edit(filling, row, columns->feedback, buffer_text(&harmless));
    else if (strcmp(there, buffer_text(&harmless)) != 0)
        tell_left(filling, trainee, row,
                  "other feedback is there, and was left; --force writes over "
                  "it");
    buffer_free(&harmless);
}

static void tell_doubt(struct filling *filling, size_t trainee, size_t row)
{
    struct buffer *out = &filling->doubtful;
    if (filling->trainees[trainee].doubt == NULL) return;
    buffer_add_text(out, "    ");
    add_trainee(&filling->trainees[trainee], out);
    buffer_add_text(out, ", ");
    add_row(filling, row, out);
    buffer_format(out, ": %s\n", filling->trainees[trainee].doubt);
}

/* Cells beyond the header: something has moved the others. */
static bool is_shifted(const struct filling *filling, size_t row)
{
    const struct sheet_row *cells = &filling->sheet.rows[row];
    for (size_t i = filling->sheet.rows[0].count; i < cells->count; i++)
        if (*cells->cells[i] != '\0') return true;
    return false;
}

static void fill_row(struct filling *filling, size_t trainee, size_t row)
{
    const struct columns *columns = &filling->columns;
    if (is_shifted(filling, row))
        tell_left(filling, trainee, row,
                  "the row has more cells than the header; is a separator in "
                  "it that should stand between quotes?");
    else if (columns->grade >= filling->sheet.rows[row].count)
        tell_left(filling, trainee, row, "the row ends before the column");
    else if (columns_is_locked(columns, row))
        tell_left(filling, trainee, row,
                  "the file says that this grade cannot be changed");
    else if (filling->trainees[trainee].withheld != NULL)
        tell_left(filling, trainee, row, filling->trainees[trainee].withheld);
    else if (fill_grade(filling, trainee, row)) {
        fill_feedback(filling, trainee, row);
        tell_doubt(filling, trainee, row);
    }
}

static void tell_two_rows(struct filling *filling, size_t trainee)
{
    struct buffer *out = left(filling);
    add_trainee(&filling->trainees[trainee], out);
    buffer_add_text(out, ": more than one row fits, ");
    add_row(filling, filling->found[trainee].row, out);
    buffer_add_text(out, " and ");
    add_row(filling, filling->found[trainee].second, out);
    buffer_add_byte(out, '\n');
}

/* Once for the row: when its first trainee is looked at. */
static void tell_two_trainees(struct filling *filling, size_t row)
{
    if (filling->told[row]) return;
    filling->told[row] = true;
    struct buffer *out = left(filling);
    add_row(filling, row, out);
    buffer_add_text(out, ": more than one trainee fits, ");
    const char *between = "";
    for (size_t i = 0; i < filling->count; i++) {
        const struct spot *spot = &filling->found[i];
        if (spot->row != row || spot->second != NOBODY) continue;
        buffer_add_text(out, between);
        add_trainee(&filling->trainees[i], out);
        between = " and ";
    }
    buffer_add_byte(out, '\n');
}

static void fill(struct filling *filling)
{
    for (size_t i = 0; i < filling->count; i++) {
        const struct spot *spot = &filling->found[i];
        if (spot->row == NOBODY) continue;
        if (spot->second != NOBODY)
            tell_two_rows(filling, i);
        else if (filling->claims[spot->row] > 1)
            tell_two_trainees(filling, spot->row);
        else
            fill_row(filling, i, spot->row);
    }
}

/* --- what is told -------------------------------------------------------- */

static bool has_other_maximum(const struct filling *filling)
{
    return filling->columns.most != COLUMNS_NONE &&
           filling->columns.most != filling->wish->most;
}

static void tell_head(const struct filling *filling, struct buffer *out)
{
    const struct columns *columns = &filling->columns;
    buffer_format(out, "Gradebook (%s, column '", columns_form_name(columns));
    text_visible_line(filling->sheet.rows[0].cells[columns->grade], out);
    buffer_format(out, "'):\n  %zu mark%s written, %zu already there.\n",
                  filling->written, filling->written == 1 ? "" : "s",
                  filling->there);
    if (!has_other_maximum(filling)) return;
    filling->gradebook->problems++;
    buffer_add_text(out, "  The column gives ");
    report_points(columns->most, out);
    buffer_add_text(out, " points at most, the exercise ");
    report_points(filling->wish->most, out);
    buffer_add_text(out, ": with --force they are written as they are.\n");
}

static void tell_missing(const struct filling *filling, struct buffer *out)
{
    bool first = true;
    for (size_t i = 0; i < filling->count; i++) {
        if (filling->found[i].row != NOBODY) continue;
        if (first) buffer_add_text(out, "  Trainees without a row:\n");
        first = false;
        filling->gradebook->problems++;
        buffer_add_text(out, "    ");
        add_trainee(&filling->trainees[i], out);
        buffer_add_byte(out, '\n');
    }
}

static void tell_unmet(struct filling *filling, struct buffer *out)
{
    bool first = true;
    for (size_t row = 1; row < filling->sheet.count; row++) {
        if (filling->claims[row] > 0 || filling->told[row] ||
            !columns_is_person(&filling->columns, row))
            continue;
        if (first) buffer_add_text(out, "  Rows without a trainee:\n");
        first = false;
        filling->gradebook->problems++;
        buffer_add_text(out, "    ");
        add_row(filling, row, out);
        buffer_add_byte(out, '\n');
    }
}

static void tell_list(const char *title, const struct buffer *lines,
                      struct buffer *out)
{
    if (lines->length > 0)
        buffer_format(out, "  %s:\n%s", title, buffer_text(lines));
}

static void tell(struct filling *filling)
{
    struct buffer *out = &filling->gradebook->told;
    tell_head(filling, out);
    tell_missing(filling, out);
    tell_unmet(filling, out);
    tell_list("Left as they are", &filling->left, out);
    tell_list("Written over, with --force", &filling->over, out);
    tell_list("Written, and for you to judge", &filling->doubtful, out);
}

/* --- the whole ----------------------------------------------------------- */

static bool is_readable(const struct source *file, struct problems *problems)
{
    size_t bad = 0;
    const char *nul = memchr(file->bytes, '\0', file->length);
    if (nul == NULL && text_valid(file->bytes, file->length, &bad)) return true;
    if (nul != NULL) bad = (size_t)(nul - file->bytes);
    problem_add(problems, file, bad, GRADEBOOK_OTHER_BYTES,
                "take the file as the LMS exported it; if a spreadsheet saved "
                "it anew, save it as 'CSV UTF-8'",
                "this is no text in UTF-8");
    return false;
}

static bool open_file(struct filling *filling, struct problems *problems)
{
    const struct source *file = filling->file;
    return is_readable(file, problems) &&
           sheet_read_separated(file, sheet_separator(file), &filling->sheet,
                                problems) &&
           columns_find(file, &filling->sheet, &filling->wish->column,
                        &filling->columns, problems);
}

/* 20 points in a column of 100 look like a poor mark: they are not written
 * unless that is meant. */
static bool is_of_same_maximum(struct filling *filling,
                               struct problems *problems)
{
    struct buffer column = {0};
    struct buffer exercise = {0};
    if (filling->wish->force || !has_other_maximum(filling)) return true;
    report_points(filling->columns.most, &column);
    report_points(filling->wish->most, &exercise);
    problem_add(
        problems, filling->file,
        filling->sheet.rows[0].spans[filling->columns.grade].start,
        GRADEBOOK_OTHER_MAXIMUM,
        problem_mend(problems,
                     "set the maximum to %s in the LMS and export again; or "
                     "let the exercise's criteria add up to %s; or take "
                     "--force, which writes points as they are, and over "
                     "other marks, too",
                     buffer_text(&exercise), buffer_text(&column)),
        "this column gives %s points at most, and the exercise %s: nothing "
        "was written",
        buffer_text(&column), buffer_text(&exercise));
    buffer_free(&column);
    buffer_free(&exercise);
    return false;
}

static void clean_up(struct filling *filling)
{
    for (int kind = 0; kind < COLUMNS_KEYS; kind++) {
        table_free(&filling->keys[kind].table);
        free(filling->keys[kind].spots);
    }
    free(filling->found);
    free(filling->claims);
    free(filling->told);
    free(filling->edits);
    buffer_free(&filling->left);
    buffer_free(&filling->over);
    buffer_free(&filling->doubtful);
    source_forget(&filling->marks);
    sheet_free(&filling->sheet);
    arena_free(&filling->arena);
}

bool gradebook_fill(const struct source *file,
                    const struct gradebook_wish *wish,
                    const struct gradebook_trainee *trainees, size_t count,
                    struct gradebook *gradebook, struct problems *problems)
{
    struct filling filling = {.file = file,
                              .wish = wish,
                              .trainees = trainees,
                              .count = count,
                              .gradebook = gradebook};
    *gradebook = (struct gradebook){0};
    bool fine =
        open_file(&filling, problems) && is_of_same_maximum(&filling, problems);
    if (fine) {
        size_t rows = filling.sheet.count;
        filling.found = memory_new(count, sizeof *filling.found);
        filling.claims = memory_new(rows, sizeof *filling.claims);
        filling.told = memory_new(rows, sizeof *filling.told);
        filling.edits = memory_new(2 * count, sizeof *filling.edits);
        find_rows(&filling);
        fill(&filling);
        tell(&filling);
        sheet_splice(file, filling.edits, filling.edit_count,
                     &gradebook->bytes);
    }
    clean_up(&filling);
    return fine;
}

void gradebook_free(struct gradebook *gradebook)
{
    buffer_free(&gradebook->bytes);
    buffer_free(&gradebook->told);
    *gradebook = (struct gradebook){0};
}
