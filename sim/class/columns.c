/* What stands where in an LMS's file; see columns.h. Begin with
 * columns_find(). */
#include "class/columns.h"

#include "base/count.h"
#include "base/table.h"
#include "base/text.h"

#include <string.h>

/* Everything that looking for the columns needs. */
struct search {
    const struct source *source;
    const struct sheet *sheet;
    const struct columns_wish *wish;
    struct columns *columns;
    struct problems *problems;
};

/* --- cells --------------------------------------------------------------- */

/* TEXT without blanks at its ends, those within made one. */
static void add_trimmed(const char *text, struct buffer *out)
{
    size_t length = strlen(text);
    bool blank = false;
    for (size_t i = 0; i < length;) {
        int32_t character;
        size_t bytes = text_next(text + i, length - i, &character);
        if (text_is_space(character)) {
            blank = out->length > 0;
        } else {
            if (blank) buffer_add_byte(out, ' ');
            blank = false;
            buffer_add(out, text + i, bytes);
        }
        i += bytes;
    }
}

void columns_fold(const char *text, struct buffer *out)
{
    struct buffer trimmed = {0};
    add_trimmed(text, &trimmed);
    buffer_clear(out);
    text_fold(buffer_text(&trimmed), trimmed.length, out);
    buffer_free(&trimmed);
}

void columns_fold_name(const char *text, struct buffer *out)
{
    const char *comma = strchr(text, ',');
    struct buffer turned = {0};
    if (comma == NULL) {
        buffer_add_text(&turned, text);
    } else {
        buffer_format(&turned, "%s ", comma + 1);
        buffer_add(&turned, text, (size_t)(comma - text));
    }
    columns_fold(buffer_text(&turned), out);
    buffer_free(&turned);
}

const char *columns_cell(const struct columns *columns, size_t row,
                         size_t column, struct buffer *out)
{
    const struct sheet_row *cells = &columns->sheet->rows[row];
    buffer_clear(out);
    if (column < cells->count) add_trimmed(cells->cells[column], out);
    return buffer_text(out);
}

bool columns_is_empty(const struct columns *columns, size_t row)
{
    struct buffer cell = {0};
    bool empty = true;
    for (size_t i = 0; empty && i < columns->sheet->rows[row].count; i++)
        empty = *columns_cell(columns, row, i, &cell) == '\0';
    buffer_free(&cell);
    return empty;
}

bool columns_number(const char *text, int64_t *thousandths)
{
    enum { MOST_DIGITS = 12 };
    size_t whole = strspn(text, "0123456789");
    int64_t value = 0;
    if (whole == 0 || whole > MOST_DIGITS) return false;
    for (size_t i = 0; i < whole; i++)
        value = value * 10 + (text[i] - '0');
    const char *rest = text + whole;
    size_t decimals = 0;
    if (*rest == '.' || *rest == ',') {
        rest++;
        decimals = strspn(rest, "0123456789");
        if (decimals == 0) return false;
    }
    for (size_t i = 0; i < 3; i++)
        value = value * 10 + (i < decimals ? rest[i] - '0' : 0);
    for (size_t i = 3; i < decimals; i++)
        if (rest[i] != '0') return false;
    *thousandths = value;
    return rest[decimals] == '\0';
}

/* The decimal sign of TEXT, if it is a number that shows one; else 0. */
static char decimal_of(const char *text)
{
    int64_t ignored;
    const char *sign = strpbrk(text, ".,");
    return sign != NULL && columns_number(text, &ignored) ? *sign : '\0';
}

static bool folds_to(const char *text, const char *folded)
{
    struct buffer fold = {0};
    columns_fold(text, &fold);
    bool same = strcmp(buffer_text(&fold), folded) == 0;
    buffer_free(&fold);
    return same;
}

static bool same_title(const char *one, const char *other)
{
    struct buffer fold = {0};
    columns_fold(other, &fold);
    bool same = folds_to(one, buffer_text(&fold));
    buffer_free(&fold);
    return same;
}

static void add_column(struct columns *columns, enum columns_key key,
                       size_t column)
{
    if (columns->keys[key].count < COLUMNS_OF_A_KEY)
        columns->keys[key].list[columns->keys[key].count++] = column;
}

/* --- Canvas -------------------------------------------------------------- */

/* The columns before the assignments, and what a row is found by. */
static const struct {
    const char *title; /* folded */
    enum columns_key key;
} canvas_columns[] = {
    {"id", COLUMNS_FIRST_ID},         {"sis user id", COLUMNS_SECOND_ID},
    {"sis login id", COLUMNS_LOGIN},  {"student", COLUMNS_NAME},
    {"firstname", COLUMNS_NAME},      {"lastname", COLUMNS_NAME},
    {"integration id", COLUMNS_KEYS}, {"root account", COLUMNS_KEYS},
    {"section", COLUMNS_KEYS},
};

static size_t canvas_column(const char *title)
{
    size_t i = 0;
    while (i < COUNT(canvas_columns) &&
           !folds_to(title, canvas_columns[i].title))
        i++;
    return i;
}

static bool is_canvas(struct search *search)
{
    const struct sheet_row *header = &search->sheet->rows[0];
    struct columns *columns = search->columns;
    bool section = false;
    for (size_t i = 0; i < header->count; i++) {
        size_t found = canvas_column(header->cells[i]);
        if (found == COUNT(canvas_columns)) continue;
        if (canvas_columns[found].key != COLUMNS_KEYS)
            add_column(columns, canvas_columns[found].key, i);
        section =
            section || strcmp(canvas_columns[found].title, "section") == 0;
    }
    return section && columns->keys[COLUMNS_NAME].count > 0 &&
           columns->keys[COLUMNS_FIRST_ID].count == 1;
}

/* "Title (123)" without Canvas's number. */
static void add_without_number(const char *title, struct buffer *out)
{
    struct buffer trimmed = {0};
    add_trimmed(title, &trimmed);
    const char *text = buffer_text(&trimmed);
    const char *open = strrchr(text, '(');
    size_t digits = open != NULL ? strspn(open + 1, "0123456789") : 0;
    if (digits > 0 && strcmp(open + 1 + digits, ")") == 0)
        buffer_add(out, text, (size_t)(open - text));
    else
        buffer_add_text(out, text);
    buffer_free(&trimmed);
}

static bool is_wished(const struct columns_wish *wish, const char *title,
                      bool whole)
{
    struct buffer bare = {0};
    if (whole)
        buffer_add_text(&bare, title);
    else
        add_without_number(title, &bare);
    const char *text = buffer_text(&bare);
    bool fits = wish->name != NULL ? same_title(text, wish->name)
                                   : same_title(text, wish->title) ||
                                         same_title(text, wish->id);
    buffer_free(&bare);
    return fits;
}

/* How many columns fit; the first of them is kept. */
static size_t count_wished(struct search *search, bool whole)
{
    const struct sheet_row *header = &search->sheet->rows[0];
    size_t count = 0;
    for (size_t i = 0; i < header->count; i++) {
        const char *title = header->cells[i];
        if (canvas_column(title) < COUNT(canvas_columns) ||
            !is_wished(search->wish, title, whole))
            continue;
        if (count++ == 0) search->columns->grade = i;
    }
    return count;
}

/* The rest of the header, for the one who has to choose. */
static const char *choice_of(struct search *search)
{
    const struct sheet_row *header = &search->sheet->rows[0];
    struct buffer titles = {0};
    for (size_t i = 0; i < header->count && titles.length < 400; i++) {
        const char *title = header->cells[i];
        if (canvas_column(title) < COUNT(canvas_columns) || *title == '\0')
            continue;
        buffer_format(&titles, "%s'%s'", titles.length > 0 ? ", " : "", title);
    }
    const char *mend = problem_mend(
        search->problems, "name it as --column=TITLE; the columns are %s",
        titles.length > 0 ? buffer_text(&titles) : "none but names and ids");
    buffer_free(&titles);
    return mend;
}

static bool refuse_column(struct search *search, size_t count)
{
    const struct columns_wish *wish = search->wish;
    const char *mend = choice_of(search);
    size_t at = search->sheet->rows[0].offset;
    if (count > 1)
        problem_add(search->problems, search->source, at, COLUMNS_SEVERAL_FIT,
                    mend, "%zu columns are called '%s'", count,
                    wish->name != NULL ? wish->name : wish->title);
    else if (wish->name != NULL)
        problem_add(search->problems, search->source, at,
                    COLUMNS_NO_SUCH_COLUMN, mend,
                    "no column for marks is called '%s'", wish->name);
    else if (strcmp(wish->title, wish->id) == 0)
        problem_add(search->problems, search->source, at,
                    COLUMNS_NO_SUCH_COLUMN, mend,
                    "no column is called as the exercise is, '%s'", wish->id);
    else
        problem_add(search->problems, search->source, at,
                    COLUMNS_NO_SUCH_COLUMN, mend,
                    "no column is called as the exercise is, '%s' or '%s'",
                    wish->title, wish->id);
    return false;
}

static bool is_points_row(const struct columns *columns, size_t row)
{
    struct buffer cell = {0};
    size_t name = columns->keys[COLUMNS_NAME].list[0];
    size_t id = columns->keys[COLUMNS_FIRST_ID].list[0];
    bool points =
        *columns_cell(columns, row, id, &cell) == '\0' &&
        folds_to(columns_cell(columns, row, name, &cell), "points possible");
    buffer_free(&cell);
    return points;
}

/* The points that can be had, or that the column is Canvas's own. */
static bool read_points_row(struct search *search, size_t row)
{
    struct columns *columns = search->columns;
    struct buffer cell = {0};
    const char *text = columns_cell(columns, row, columns->grade, &cell);
    bool own = *text == '(';
    if (own)
        problem_add(search->problems, search->source,
                    search->sheet->rows[row].offset, COLUMNS_READ_ONLY, NULL,
                    "the column '%s' is one that Canvas fills in itself",
                    search->sheet->rows[0].cells[columns->grade]);
    else if (!columns_number(text, &columns->most))
        columns->most = COLUMNS_NONE;
    buffer_free(&cell);
    return !own;
}

/* As the column itself writes numbers; else as any other does. */
static void find_decimal(struct search *search, size_t own, size_t first)
{
    struct columns *columns = search->columns;
    struct buffer cell = {0};
    char any = '\0';
    char sign = '\0';
    for (size_t row = 1; row < search->sheet->count && sign == '\0'; row++) {
        sign = decimal_of(columns_cell(columns, row, own, &cell));
        size_t count = search->sheet->rows[row].count;
        for (size_t i = first; i < count && any == '\0'; i++)
            any = decimal_of(columns_cell(columns, row, i, &cell));
    }
    columns->decimal = sign != '\0' ? sign : any != '\0' ? any : '.';
    buffer_free(&cell);
}

static size_t after_known(const struct sheet_row *header)
{
    size_t first = 0;
    for (size_t i = 0; i < header->count; i++)
        if (canvas_column(header->cells[i]) < COUNT(canvas_columns))
            first = i + 1;
    return first;
}

static bool find_canvas(struct search *search)
{
    struct columns *columns = search->columns;
    size_t count = count_wished(search, true);
    if (count == 0) count = count_wished(search, false);
    if (count != 1) return refuse_column(search, count);
    columns->form = COLUMNS_CANVAS;
    find_decimal(search, columns->grade, after_known(&search->sheet->rows[0]));
    for (size_t row = 1; row < search->sheet->count; row++)
        if (is_points_row(columns, row)) return read_points_row(search, row);
    return true;
}

/* --- Moodle -------------------------------------------------------------- */

/* "Participant 123", "Teilnehmer/in123": letters, then a number. */
static bool is_identifier(const char *text, size_t *number)
{
    size_t length = strlen(text);
    size_t at = length;
    while (at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9')
        at--;
    *number = at;
    return at > 0 && at < length && strcspn(text, "0123456789") == at &&
           strchr(text, '@') == NULL;
}

static bool is_text(const char *text)
{
    int64_t ignored;
    return *text != '\0' && !columns_number(text, &ignored);
}

static bool is_grade(const char *text)
{
    int64_t ignored;
    return *text == '\0' || strcmp(text, "-") == 0 ||
           columns_number(text, &ignored);
}

static bool looks_like_identifier(const char *text)
{
    size_t ignored;
    return is_identifier(text, &ignored);
}

static bool is_number(const char *text)
{
    int64_t ignored;
    return columns_number(text, &ignored);
}

static bool is_address(const char *text)
{
    return *text == '\0' || strchr(text, '@') != NULL;
}

static bool is_word(const char *text)
{
    return strchr(text, ' ') == NULL;
}

/* Whether all cells of COLUMN below the header are so, and there are any. */
static bool all(const struct columns *columns, size_t column,
                bool so(const char *text))
{
    struct buffer cell = {0};
    bool fine = true;
    bool any = false;
    for (size_t row = 1; fine && row < columns->sheet->count; row++) {
        if (columns_is_empty(columns, row)) continue;
        any = true;
        fine = so(columns_cell(columns, row, column, &cell));
    }
    buffer_free(&cell);
    return fine && any;
}

/* How many different cells COLUMN has; empty ones are not counted. */
static size_t different(const struct columns *columns, size_t column,
                        size_t *filled)
{
    struct buffer cell = {0};
    struct arena arena = {0};
    struct table seen = {0};
    *filled = 0;
    for (size_t row = 1; row < columns->sheet->count; row++) {
        const char *text = columns_cell(columns, row, column, &cell);
        if (*text == '\0') continue;
        (*filled)++;
        table_put(&seen, arena_copy(&arena, text, cell.length), cell.length, 0);
    }
    size_t count = seen.count;
    table_free(&seen);
    arena_free(&arena);
    buffer_free(&cell);
    return count;
}

/* The first row's is every row's. */
static void find_most(struct columns *columns)
{
    struct buffer cell = {0};
    size_t row = 1;
    while (columns_is_empty(columns, row))
        row++;
    columns_number(columns_cell(columns, row, columns->maximum, &cell),
                   &columns->most);
    buffer_free(&cell);
}

/* A grade before it, the same number all the way down, and behind it words of
 * which there are two. */
static bool is_maximum(const struct columns *columns, size_t column)
{
    size_t filled;
    return column > 0 && all(columns, column, is_number) &&
           different(columns, column, &filled) == 1 &&
           all(columns, column - 1, is_grade) &&
           all(columns, column + 1, is_text);
}

static bool find_maximum(struct search *search, size_t from)
{
    struct columns *columns = search->columns;
    size_t count = search->sheet->rows[0].count;
    for (size_t i = from; i + 1 < count; i++) {
        if (!is_maximum(columns, i)) continue;
        columns->maximum = i;
        columns->grade = i - 1;
        return true;
    }
    return false;
}

/* "Last modified (grade)": "-", or a time of day with a year. */
static bool is_time(const char *text)
{
    if (*text == '\0' || strcmp(text, "-") == 0) return true;
    const char *colon = strchr(text, ':');
    for (const char *c = text; colon != NULL && *c != '\0'; c++)
        if (strspn(c, "0123456789") == 4) return strlen(text) < 80;
    return false;
}

/* The last column with a title, unless it holds times. */
static void find_feedback(struct search *search)
{
    struct columns *columns = search->columns;
    const struct sheet_row *header = &search->sheet->rows[0];
    size_t last = header->count;
    size_t filled = 0;
    while (last > columns->maximum + 3 && *header->cells[last - 1] == '\0')
        last--;
    if (last <= columns->maximum + 3) return;
    different(columns, last - 1, &filled);
    columns->feedback = last - 1;
    columns->has_feedback =
        filled == 0 || !all(columns, columns->feedback, is_time);
}

/* Between the identifier and the status stand the full name, unless marking is
 * blind, and whatever else tells people apart. */
static void find_moodle_keys(struct columns *columns, size_t identifier)
{
    add_column(columns, COLUMNS_FIRST_ID, identifier);
    if (identifier + 2 < columns->grade)
        add_column(columns, COLUMNS_NAME, identifier + 1);
    for (size_t i = identifier + 2; i + 1 < columns->grade; i++) {
        size_t filled = 0;
        size_t count = different(columns, i, &filled);
        if (filled == 0) continue;
        if (all(columns, i, is_address))
            add_column(columns, COLUMNS_LOGIN, i);
        else if (count == filled && all(columns, i, is_word))
            add_column(columns, COLUMNS_SECOND_ID, i);
    }
}

static bool is_moodle(struct search *search)
{
    struct columns *columns = search->columns;
    size_t identifier = 0;
    size_t count = search->sheet->rows[0].count;
    while (identifier < count &&
           !all(columns, identifier, looks_like_identifier))
        identifier++;
    if (identifier == count || !find_maximum(search, identifier + 2))
        return false;
    columns->form = COLUMNS_MOODLE;
    find_moodle_keys(columns, identifier);
    return true;
}

static bool find_moodle(struct search *search)
{
    struct columns *columns = search->columns;
    const struct columns_wish *wish = search->wish;
    find_feedback(search);
    find_decimal(search, columns->maximum, columns->grade);
    find_most(columns);
    if (wish->name == NULL ||
        same_title(search->sheet->rows[0].cells[columns->grade], wish->name))
        return true;
    problem_add(search->problems, search->source, 0, COLUMNS_NO_SUCH_COLUMN,
                "leave out --column: Moodle's worksheet has one for the grade",
                "the column for the grade is not called '%s'", wish->name);
    return false;
}

/* --- both ---------------------------------------------------------------- */

bool columns_find(const struct source *source, const struct sheet *sheet,
                  const struct columns_wish *wish, struct columns *columns,
                  struct problems *problems)
{
    struct search search = {source, sheet, wish, columns, problems};
    *columns = (struct columns){.sheet = sheet, .most = COLUMNS_NONE};
    if (sheet->count > 0 && is_canvas(&search)) return find_canvas(&search);
    *columns = (struct columns){.sheet = sheet, .most = COLUMNS_NONE};
    if (sheet->count > 0 && is_moodle(&search)) return find_moodle(&search);
    problem_add(problems, source, 0, COLUMNS_UNKNOWN_FORM,
                "export it anew, and do not change its columns: in Canvas, "
                "Grades, Export; in Moodle, the assignment's 'Download "
                "grading worksheet', with points, not a scale",
                "this is neither Canvas's gradebook nor Moodle's grading "
                "worksheet");
    return false;
}

const char *columns_form_name(const struct columns *columns)
{
    return columns->form == COLUMNS_CANVAS ? "Canvas" : "Moodle";
}

/* Canvas's test student logs in with a SHA-1; its name is in the language of
 * the course. */
static bool is_test_student(const struct columns *columns, size_t row)
{
    struct buffer cell = {0};
    columns_key(columns, row, COLUMNS_NAME, 0, &cell);
    bool test = strcmp(buffer_text(&cell), "test student") == 0;
    if (!test && columns->keys[COLUMNS_LOGIN].count > 0) {
        columns_cell(columns, row, columns->keys[COLUMNS_LOGIN].list[0], &cell);
        test = cell.length == 40 &&
               strspn(buffer_text(&cell), "0123456789abcdef") == 40;
    }
    buffer_free(&cell);
    return test;
}

bool columns_is_person(const struct columns *columns, size_t row)
{
    if (row == 0) return false;
    if (columns->form == COLUMNS_MOODLE) return !columns_is_empty(columns, row);
    struct buffer cell = {0};
    columns_key(columns, row, COLUMNS_NAME, 0, &cell);
    bool person = cell.length > 0;
    columns_cell(columns, row, columns->keys[COLUMNS_FIRST_ID].list[0], &cell);
    person = (person || cell.length > 0) && !is_points_row(columns, row) &&
             !is_test_student(columns, row);
    buffer_free(&cell);
    return person;
}

/* "No" in Moodle's languages, folded. A word that is not here does no harm:
 * Moodle itself passes over grades that are locked. */
static const char *const noes[] = {
    "no",     "nein",   "non",    "não", "nao",   "nee",   "nei", "nej",
    "ei",     "nie",    "ne",     "nē",  "nem",   "nu",    "ez",  "hayır",
    "hayir",  "нет",    "ні",     "не",  "όχι",   "לא",    "لا",  "خیر",
    "いいえ", "아니오", "아니요", "否",  "không", "tidak", "ไม่",
};

bool columns_is_locked(const struct columns *columns, size_t row)
{
    struct buffer cell = {0};
    bool locked = false;
    if (columns->form == COLUMNS_CANVAS) return false;
    /* With marking by workflow its state stands before. */
    for (size_t i = 1; i <= 2 && !locked; i++) {
        columns_cell(columns, row, columns->maximum + i, &cell);
        for (size_t j = 0; j < COUNT(noes) && !locked; j++)
            locked = same_title(buffer_text(&cell), noes[j]);
    }
    buffer_free(&cell);
    return locked;
}

/* Canvas may give first and last name a column each. */
static void name_key(const struct columns *columns, size_t row,
                     struct buffer *out)
{
    struct buffer cell = {0};
    struct buffer last = {0};
    const size_t *list = columns->keys[COLUMNS_NAME].list;
    if (columns->keys[COLUMNS_NAME].count == 2) {
        columns_cell(columns, row, list[0], &last);
        columns_cell(columns, row, list[1], &cell);
        if (last.length > 0) buffer_format(&last, ", %s", buffer_text(&cell));
    } else {
        columns_cell(columns, row, list[0], &last);
    }
    columns_fold_name(buffer_text(&last), out);
    buffer_free(&last);
    buffer_free(&cell);
}

bool columns_key(const struct columns *columns, size_t row,
                 enum columns_key kind, size_t nth, struct buffer *out)
{
    struct buffer cell = {0};
    size_t count = columns->keys[kind].count;
    buffer_clear(out);
    if (kind == COLUMNS_NAME) {
        if (count == 0 || nth > 0) return false;
        name_key(columns, row, out);
        return true;
    }
    bool numbered = columns->form == COLUMNS_MOODLE && kind == COLUMNS_FIRST_ID;
    if (nth >= count + numbered) return false;
    size_t column = columns->keys[kind].list[nth < count ? nth : 0];
    const char *text = columns_cell(columns, row, column, &cell);
    size_t number = 0;
    if (nth == count) is_identifier(text, &number);
    columns_fold(text + number, out);
    buffer_free(&cell);
    return true;
}

void columns_label(const struct columns *columns, size_t row,
                   struct buffer *out)
{
    struct buffer cell = {0};
    bool first = true;
    static const enum columns_key shown[] = {COLUMNS_NAME, COLUMNS_FIRST_ID};
    for (size_t i = 0; i < COUNT(shown); i++) {
        size_t count = columns->keys[shown[i]].count;
        for (size_t j = 0; j < count; j++) {
            size_t column = columns->keys[shown[i]].list[j];
            if (*columns_cell(columns, row, column, &cell) == '\0') continue;
            buffer_format(out, "%s%s", first ? "" : ", ", buffer_text(&cell));
            first = false;
        }
    }
    buffer_free(&cell);
}
