/* The instructor's own points; see overrides.h. Begin with overrides_read(). */
#include "class/overrides.h"

#include "base/count.h"
#include "base/form.h"
#include "base/sheet.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

enum { LINE_BYTES = 1 << 20 };

struct overriding {
    const struct source *source;
    struct grade *grade;
    struct problems *problems;
    size_t *lines; /* of each trainee's marks: where it was given, from 1 */
};

/* One override as it stands in the file, and where each part does. */
struct override {
    const char *trainee;
    const char *criterion;
    const char *reason;
    int64_t points;
    size_t trainee_at;
    size_t criterion_at;
    size_t points_at;
};

/* --- giving -------------------------------------------------------------- */

static void no_such_trainee(const struct overriding *reading,
                            const struct override *override)
{
    const struct grade *grade = reading->grade;
    struct arena arena = {0};
    const char **names = arena_new(&arena, grade->trainee_count, sizeof *names);
    for (size_t i = 0; i < grade->trainee_count; i++)
        names[i] = grade->trainees[i].name;
    const char *mend = problem_did_you_mean(
        reading->problems, override->trainee, names, grade->trainee_count,
        "write the name as the class list shows it");
    arena_free(&arena);
    problem_add(reading->problems, reading->source, override->trainee_at,
                OVERRIDES_NO_SUCH_TRAINEE, mend,
                "nothing was handed in by '%s'", override->trainee);
}

static void no_such_criterion(const struct overriding *reading,
                              const struct override *override)
{
    const struct exercise *exercise = reading->grade->exercise;
    const char *names[EXERCISE_CRITERIA];
    for (size_t i = 0; i < exercise->criterion_count; i++)
        names[i] = exercise->criteria[i].id;
    const char *mend = problem_did_you_mean(
        reading->problems, override->criterion, names,
        exercise->criterion_count, "write its id, as the exercise has it");
    problem_add(reading->problems, reading->source, override->criterion_at,
                OVERRIDES_NO_SUCH_CRITERION, mend,
                "'%s' is no criterion of the exercise", override->criterion);
}

static bool is_within(const struct overriding *reading,
                      const struct override *override,
                      const struct criterion *criterion)
{
    if (override->points >= 0 && override->points <= criterion->most)
        return true;
    problem_add(reading->problems, reading->source, override->points_at,
                OVERRIDES_POINTS, NULL, "'%s' gives 0 to %g points",
                criterion->id, (double)criterion->most / 1000);
    return false;
}

static bool is_first(const struct overriding *reading,
                     const struct override *override, size_t mark)
{
    size_t line = source_place(reading->source, override->trainee_at).line;
    if (reading->lines[mark] == 0) {
        reading->lines[mark] = line;
        return true;
    }
    problem_add(reading->problems, reading->source, override->trainee_at,
                OVERRIDES_TWICE, "take one of them out; the first counts",
                "line %zu gives '%s' points for '%s' already",
                reading->lines[mark], override->trainee, override->criterion);
    return false;
}

static void give(const struct overriding *reading,
                 const struct override *override)
{
    struct grade *grade = reading->grade;
    size_t fits = 0;
    size_t criterion = grade_criterion(grade, override->criterion);
    size_t trainee = grade_trainee(grade, override->trainee, &fits);
    size_t criteria = grade->exercise->criterion_count;
    if (fits > 1)
        problem_add(reading->problems, reading->source, override->trainee_at,
                    OVERRIDES_SEVERAL_TRAINEES, "write the name",
                    "'%s' is the alias of several trainees", override->trainee);
    else if (fits == 0)
        no_such_trainee(reading, override);
    if (criterion == criteria) no_such_criterion(reading, override);
    if (fits != 1 || criterion == criteria ||
        !is_within(reading, override, &grade->exercise->criteria[criterion]) ||
        !is_first(reading, override, trainee * criteria + criterion))
        return;
    grade_override(
        grade, grade->trainees[trainee].name, override->criterion,
        override->points,
        arena_copy(&grade->arena, override->reason, strlen(override->reason)));
}

/* --- JSON Lines ---------------------------------------------------------- */

static size_t place_of(const struct json_node *root, const char *key,
                       size_t start)
{
    return start + json_member(root, key)->span.start;
}

static void give_line(const struct overriding *reading, const struct form *form,
                      const struct json_node *root, size_t start)
{
    static const struct form_field fields[] = {
        {"trainee", FORM_TEXT, true},
        {"criterion", FORM_TEXT, true},
        {"points", FORM_DECIMAL, true},
        {"reason", FORM_TEXT, true},
    };
    if (!form_check(form, root, "an override", fields, COUNT(fields))) return;
    struct override override = {
        .trainee = form_text(form, root, "trainee"),
        .criterion = form_text(form, root, "criterion"),
        .reason = form_text(form, root, "reason"),
        .points = form_thousandths(form, root, "points", 0),
        .trainee_at = place_of(root, "trainee", start),
        .criterion_at = place_of(root, "criterion", start),
        .points_at = place_of(root, "points", start),
    };
    give(reading, &override);
}

/* The line is read where it lies, and its problems are put where they are in
 * the file. */
static void read_line(const struct overriding *reading, struct span line)
{
    struct problems inner = {0};
    struct arena arena = {0};
    struct source source = {reading->source->name,
                            reading->source->bytes + line.start,
                            line.end - line.start};
    struct form form = {&source, &inner, &arena};
    struct json_document *document =
        json_read(&source, JSON_STRICT, LINE_BYTES, &inner);
    if (document != NULL)
        give_line(reading, &form, json_root(document), line.start);
    for (size_t i = 0; i < inner.count; i++)
        problem_add(reading->problems, reading->source,
                    line.start + inner.list[i].place, inner.list[i].number,
                    inner.list[i].mend, "%s", inner.list[i].message);
    json_free(document);
    arena_free(&arena);
    problem_free(&inner);
}

static void read_lines(const struct overriding *reading)
{
    const struct source *source = reading->source;
    struct span line;
    size_t at = source_mark_length(source);
    while (source_line(source, &at, &line))
        if (!source_is_blank(source, line)) read_line(reading, line);
}

/* --- tables -------------------------------------------------------------- */

enum field {
    FIELD_TRAINEE,
    FIELD_CRITERION,
    FIELD_POINTS,
    FIELD_REASON,
    FIELDS
};

static const char *const field_names[FIELDS] = {"trainee", "criterion",
                                                "points", "reason"};

struct table_reading {
    const struct overriding *reading;
    struct sheet sheet;
    size_t columns[FIELDS];
    const struct sheet_row *row;
};

static const char *cell(const struct table_reading *table, enum field field)
{
    return table->row->cells[table->columns[field]];
}

static size_t place(const struct table_reading *table, enum field field)
{
    return table->row->spans[table->columns[field]].start;
}

static bool is_field(const struct sheet_row *header, size_t column)
{
    struct sheet_row one = {.cells = header->cells + column, .count = 1};
    for (size_t i = 0; i < FIELDS; i++)
        if (sheet_column(&one, field_names[i]) == 0) return true;
    return false;
}

static bool read_header(struct table_reading *table)
{
    const struct overriding *reading = table->reading;
    const struct sheet_row *header = &table->sheet.rows[0];
    size_t before = reading->problems->count;
    for (size_t i = 0; i < header->count; i++) {
        if (is_field(header, i) || *header->cells[i] == '\0') continue;
        const char *mend =
            problem_did_you_mean(reading->problems, header->cells[i],
                                 field_names, FIELDS, "take it out");
        problem_add(reading->problems, reading->source, header->spans[i].start,
                    OVERRIDES_COLUMN, mend, "an override has no column '%.40s'",
                    header->cells[i]);
    }
    for (size_t i = 0; i < FIELDS; i++) {
        table->columns[i] = sheet_column(header, field_names[i]);
        if (table->columns[i] == header->count)
            problem_add(reading->problems, reading->source, header->offset,
                        OVERRIDES_COLUMN,
                        "the first row names the columns: trainee, criterion, "
                        "points, reason, in any order",
                        "no column is called '%s'", field_names[i]);
    }
    return reading->problems->count == before;
}

/* "7.5" or "7,5": at most three decimals. */
static bool read_points(const char *text, int64_t *thousandths)
{
    bool minus = *text == '-';
    const char *digit = text + minus;
    int64_t value = 0;
    int decimals = -1; /* none, as long as there is no sign */
    size_t digits = 0;
    for (; *digit != '\0'; digit++) {
        bool sign = *digit == '.' || *digit == ',';
        if (sign && decimals < 0 && digits > 0) {
            decimals = 0;
            continue;
        }
        if (*digit < '0' || *digit > '9' || digits == 12) return false;
        value = value * 10 + (*digit - '0');
        digits++;
        if (decimals >= 0) decimals++;
    }
    if (digits == 0 || decimals == 0 || decimals > 3) return false;
    for (int i = decimals < 0 ? 0 : decimals; i < 3; i++)
        value *= 10;
    *thousandths = minus ? -value : value;
    return true;
}

static bool has_all_cells(const struct table_reading *table)
{
    const struct overriding *reading = table->reading;
    bool fine = true;
    if (table->row->count != table->sheet.rows[0].count) {
        problem_add(reading->problems, reading->source, table->row->offset,
                    OVERRIDES_ROW,
                    "put texts with separators in them between quotes",
                    "this row has %zu cells, and the first has %zu",
                    table->row->count, table->sheet.rows[0].count);
        return false;
    }
    for (int i = 0; i < FIELDS; i++) {
        if (*cell(table, (enum field)i) != '\0') continue;
        problem_add(reading->problems, reading->source,
                    place(table, (enum field)i), OVERRIDES_ROW, NULL,
                    "this row has no %s", field_names[i]);
        fine = false;
    }
    return fine;
}

static bool is_empty(const struct sheet_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (*row->cells[i] != '\0') return false;
    return true;
}

static void read_row(const struct table_reading *table)
{
    const struct overriding *reading = table->reading;
    if (is_empty(table->row) || !has_all_cells(table)) return;
    struct override override = {
        .trainee = cell(table, FIELD_TRAINEE),
        .criterion = cell(table, FIELD_CRITERION),
        .reason = cell(table, FIELD_REASON),
        .trainee_at = place(table, FIELD_TRAINEE),
        .criterion_at = place(table, FIELD_CRITERION),
        .points_at = place(table, FIELD_POINTS),
    };
    if (read_points(cell(table, FIELD_POINTS), &override.points))
        give(reading, &override);
    else
        problem_add(
            reading->problems, reading->source, override.points_at,
            OVERRIDES_POINTS, "write a number with at most three decimals",
            "'%.40s' is no number of points", cell(table, FIELD_POINTS));
}

static void read_table(const struct overriding *reading)
{
    const struct source *source = reading->source;
    struct table_reading table = {.reading = reading};
    size_t bad = 0;
    const char *nul = memchr(source->bytes, '\0', source->length);
    if (nul != NULL || !text_valid(source->bytes, source->length, &bad)) {
        if (nul != NULL) bad = (size_t)(nul - source->bytes);
        problem_add(reading->problems, source, bad, PROBLEM_NOT_UTF8,
                    "save the file as 'CSV UTF-8'", "this is no text in UTF-8");
        return;
    }
    if (sheet_read_separated(source, sheet_separator(source), &table.sheet,
                             reading->problems)) {
        if (table.sheet.count == 0)
            problem_add(reading->problems, source, 0, PROBLEM_EMPTY, NULL,
                        "the file is empty");
        else if (read_header(&table))
            for (size_t i = 1; i < table.sheet.count; i++) {
                table.row = &table.sheet.rows[i];
                read_row(&table);
            }
    }
    sheet_free(&table.sheet);
}

/* --- the whole ----------------------------------------------------------- */

void overrides_read(const struct source *source, struct grade *grade,
                    struct problems *problems)
{
    size_t marks = grade->trainee_count * grade->exercise->criterion_count;
    struct arena arena = {0};
    size_t length = strlen(source->name);
    struct overriding reading = {
        source, grade, problems,
        arena_new(&arena, marks, sizeof *reading.lines)};
    if (length >= 4 && strcasecmp(source->name + length - 4, ".csv") == 0)
        read_table(&reading);
    else
        read_lines(&reading);
    arena_free(&arena);
}
