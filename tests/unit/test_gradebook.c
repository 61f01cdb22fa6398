/* Marks into an LMS's file: who is found, what is written, what is told, and
 * that all other bytes stay. */
#include "class/gradebook.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

/* Header, then rows; what a filled cell has to become stands as {old|new}. */
struct book {
    const char *what;
    const char *file;
    const char *told; /* must occur in what is told; lines apart by \n */
    size_t problems;
    bool force;
    const char *column;
};

static const struct gradebook_trainee trainees[] = {
    {"Jane Doe", "Jane Doe", 7500, "Listening: 5/10", NULL, NULL},
    {"1002", "1002", 10000, "=Listening; \"x\": 10/10", NULL, NULL},
};

static const struct gradebook_wish usual = {
    .column = {NULL, "Week 3", "week-3"}, .most = 10000};

/* BOOK's file with the first, or else the second, of each {old|new}. */
static void one_of(const char *file, bool second, struct buffer *out)
{
    bool in = false;
    bool after = false;
    for (; *file != '\0'; file++) {
        if (*file == '{') {
            in = true;
        } else if (in && *file == '|') {
            after = true;
        } else if (in && *file == '}') {
            in = after = false;
        } else if (!in || after == second) {
            buffer_add_byte(out, *file);
        }
    }
}

static void fills(const struct book *book)
{
    struct buffer before = {0};
    struct buffer after = {0};
    struct problems problems = {0};
    struct gradebook gradebook;
    struct gradebook_wish wish = usual;
    one_of(book->file, false, &before);
    one_of(book->file, true, &after);
    struct source file = {"g.csv", buffer_text(&before), before.length};
    wish.force = book->force;
    wish.column.name = book->column;
    bool fine = gradebook_fill(&file, &wish, trainees, COUNT(trainees),
                               &gradebook, &problems);
    fixture_is_fine(&problems);
    assert_true(fine);
    const char *told = buffer_text(&gradebook.told);
    if (gradebook.bytes.length != after.length ||
        memcmp(buffer_text(&gradebook.bytes), buffer_text(&after),
               after.length) != 0)
        fail_msg("%s: it is\n%s\nand not\n%s\n%s", book->what,
                 buffer_text(&gradebook.bytes), buffer_text(&after), told);
    if (strstr(told, book->told) == NULL)
        fail_msg("%s: '%s' is not in\n%s", book->what, book->told, told);
    if (gradebook.problems != book->problems)
        fail_msg("%s: %zu problems:\n%s", book->what, gradebook.problems, told);
    gradebook_free(&gradebook);
    buffer_free(&before);
    buffer_free(&after);
}

#define HEAD "Student,ID,SIS User ID,SIS Login ID,Section,Week 3 (44)\n"
#define POINTS "    Points Possible,,,,,10.00\n"

static const struct book canvas[] = {
    {"all that Canvas writes",
     "\xef\xbb\xbfStudent,ID,SIS User ID,SIS Login ID,Integration ID,"
     "Root Account,Section,\"Notes\",Week 2 (43),Week 3 (44),Final Score\r\n"
     ",,,,,,,,,Manual Posting,\r\n"
     "    Points Possible,,,,,,,,10.00,10.00,(read only)\r\n"
     "\"Doe, Jane\",11,s11,jd,,u.example,\"A \"\"1\"\" and B\",\"a\nb\",EX,"
     "{|7.5},81.2\r\n"
     "\"Roe, Max\",12,1002,mr,,u.example,A,,N/A,{\"\"|\"10\"},\r\n"
     "\"Student, Test\",13,,8c7f3f0b3c0d4c6c9d4c6d1f4ed2a5b3a5a0c0de,,,A,,,,",
     "2 marks written", 0, false, NULL},
    {"semicolons and decimal commas",
     "Student;ID;SIS Login ID;Section;week-3 (44)\n"
     "    Points Possible;;;;10,00\n"
     "Doe, Jane;11;jd;A;{|7,5}\n Max Roe ;1002;mr;A;{ |10}",
     "2 marks written", 0, false, NULL},
    {"commas, and decimal commas between quotes",
     "Student,ID,Section,Week 3 (44)\n"
     "    Points Possible,,,\"10,00\"\n"
     "\"Doe, Jane\",11,A,{|\"7,5\"}\n\"Roe, Max\",1002,A,{|10}\n",
     "2 marks written", 0, false, NULL},
    {"tabs, empty columns at the end, carriage returns alone",
     "Student\tID\tSection\tWeek 3 (44)\t\t\r"
     "Jane Doe\t11\tA\t{|7.5}\t\t\rMax\t1002\tA\t{|10}\t\t\r",
     "2 marks written", 0, false, NULL},
    {"a dash is no mark",
     HEAD POINTS "\"Doe, Jane\",11,s11,jd,A,{-|7.5}\nRoe,1002,x,mr,A,{-|10}\n",
     "2 marks written", 0, false, NULL},
    {"first and last names apart",
     "LastName,FirstName,ID,SIS Login ID,Section,Week 3 (44)\n"
     "    Points Possible,,,,,10\n"
     "Doe,Jane,11,jd,A,{|7.5}\nRoe,Max,1002,mr,A,{|10}\n",
     "2 marks written", 0, false, NULL},
    {"capitals and blanks make no difference",
     HEAD POINTS "\"DOE,  jane\",11,s11,jd,A,{|7.5}\nRoe,12,x, 1002 ,A,{|10}\n",
     "2 marks written", 0, false, NULL},
    {"an ID goes before a SIS User ID",
     HEAD POINTS "Roe,1002,1,mr,A,{|10}\nPoe,12,1002,ep,A,\n"
                 "\"Doe, Jane\",11,s11,jd,A,{|7.5}\n",
     "Rows without a trainee:\n    line 4 (Poe, 12)\n", 1, false, NULL},
    {"a login is known, and a row is left",
     HEAD POINTS "Roe,12,s12,1002,A,{|10}\n\"Poe\nEd\",13,s13,ep,A,5\n"
                 "\"Doe, Jane\",11,s11,jd,A,{|7.5}\n",
     "Rows without a trainee:\n    line 4 (Poe Ed, 13)\n", 1, false, NULL},
    {"nobody's row and no row of somebody",
     HEAD POINTS "Roe,12,s12,1002,A,{|10}\n",
     "Trainees without a row:\n    Jane Doe\n", 1, false, NULL},
    {"two rows of one name",
     HEAD POINTS "\"Doe, Jane\",11,s11,jd,A,\nRoe,12,s12,1002,A,{|10}\n"
                 "\"Doe, Jane\",13,s13,jd2,B,\n",
     "Jane Doe: more than one row fits, line 3 (Doe, Jane, 11) and line 5 "
     "(Doe, Jane, 13)\n",
     1, false, NULL},
    {"two trainees for one row", HEAD POINTS "\"Doe, Jane\",1002,s11,jd,A,\n",
     "line 3 (Doe, Jane, 1002): more than one trainee fits, Jane Doe and "
     "1002\n",
     1, false, NULL},
    {"the same mark stays as it is written",
     HEAD POINTS
     "\"Doe, Jane\",11,s11,jd,A, 7.500 \nRoe,1002,s12,mr,A,\"10\"\n",
     "0 marks written, 2 already there", 0, false, NULL},
    {"another mark is left",
     HEAD POINTS "\"Doe, Jane\",11,s11,jd,A,7\nRoe,1002,s12,mr,A,EX\n",
     "    Jane Doe, line 3 (Doe, Jane, 11): '7' is there, not 7.5; --force "
     "writes over it\n    1002, line 4 (Roe, 1002): 'EX' is there, not 10",
     2, false, NULL},
    {"and is written over when that is asked for",
     HEAD POINTS
     "\"Doe, Jane\",11,s11,jd,A,{7|7.5}\nRoe,1002,s12,mr,A,{EX|10}\n",
     "Written over, with --force:\n    Jane Doe, line 3 (Doe, Jane, 11): '7' "
     "is 7.5 now\n",
     0, true, NULL},
    {"a row that ends early, and one that a separator has moved",
     HEAD POINTS "\"Doe, Jane\",11\nRoe,1002,s12,mr,A,,B\n",
     "Jane Doe, line 3 (Doe, Jane, 11): the row ends before the column\n    "
     "1002, line 4 (Roe, 1002): the row has more cells than the header",
     2, false, NULL},
    {"other points than the column gives",
     HEAD "    Points Possible,,,,,100\n"
          "\"Doe, Jane\",11,s11,jd,A,{|7.5}\nRoe,1002,s12,mr,A,{|10}\n",
     "The column gives 100 points at most, the exercise 10:", 1, true, NULL},
    {"a column that is named",
     "Student,ID,Section,Week 3 (44),Quiz (45),Quiz (46)\n"
     "\"Doe, Jane\",11,A,,,{|7.5}\nRoe,1002,A,,,{|10}\n",
     "column 'Quiz (46)'", 0, false, "quiz (46)"},
    {"formulas in the file are the file's",
     HEAD "\"=Doe(1), Jane\",1002,+1,-1,@A,{|10}\n\"Doe, Jane\",11,=1,\"=2\",A,"
          "{|7.5}\n",
     "2 marks written", 0, false, NULL},
    {"nothing in it can steer a terminal",
     HEAD
     "\"\x1b[2J\",1,2,3,A,\n\"Doe, Jane\",11,s,j,A,{|7.5}\nRoe,1002,s2,m,A,"
     "{|10}\n",
     "line 2 (\\x1b[2J, 1)\n", 1, false, NULL},
};

#define MHEAD                                                                  \
    "Identifier,\"Full name\",\"ID number\",\"Email address\",Status,Grade,"   \
    "\"Maximum Grade\",\"Grade can be changed\","                              \
    "\"Last modified (submission)\",\"Last modified (grade)\","                \
    "\"Feedback comments\"\n"
#define FB1 "Listening: 5/10"
#define FB2 "\"'=Listening; \"\"x\"\": 10/10\""
#define WHEN "\"Tuesday, 5 March 2024, 3:04 PM\""

static const struct book moodle[] = {
    {"English",
     MHEAD "\"Participant 7\",\"Jane Doe\",s11,j@u.example,\"No submission\","
           "{|7.5},10.00,Yes,-,-,{|" FB1 "}\n"
           "\"Participant 1002\",\"Max Roe\",,m@u.example,\"Submitted for "
           "grading\n\",{|10},10.00,Yes," WHEN ",-,{\"\"|" FB2 "}\n",
     "2 marks written", 0, false, NULL},
    {"German, with semicolons, a mark and CRLF",
     "\xef\xbb\xbfTeilnehmernummer;\"Vollst\xc3\xa4ndiger Name\";ID-Nummer;"
     "E-Mail-Adresse;Status;Bewertung;Maximalbewertung;\"Bewertung kann "
     "ge\xc3\xa4ndert werden\";\"Zuletzt ge\xc3\xa4ndert (Abgabe)\";\"Zuletzt "
     "ge\xc3\xa4ndert (Bewertung)\";\"Feedback als Kommentar\"\r\n"
     "\"Teilnehmer/in 7\";\"Jane Doe\";;j@u.example;Abgegeben;{|7,5};10,00;"
     "Ja;-;-;{|" FB1 "}\r\n"
     "\"Teilnehmer/in 8\";\"Max Roe\";1002;m@u.example;Abgegeben;{|10};10,00;"
     "Ja;-;-;{|" FB2 "}\r\n"
     ";;;;;;;;;;\r\n",
     "(Moodle, column 'Bewertung'):\n  2 marks written", 0, false, NULL},
    {"Russian, a grade that cannot be changed",
     "a,b,c,d,e,f,g,h,i\n"
     "\xd0\xa3\xd1\x87\xd0\xb0\xd1\x81\xd1\x82\xd0\xbd\xd0\xb8\xd0\xba"
     "1002,Max Roe,x,,10,\xd0\x9d\xd0\xb5\xd1\x82,-,-,\n"
     "\xd0\xa3\xd1\x87\xd0\xb0\xd1\x81\xd1\x82\xd0\xbd\xd0\xb8\xd0\xba"
     "1003,Jane Doe,x,{|7.5},10,\xd0\x94\xd0\xb0,-,-,{|" FB1 "}\n",
     "the file says that this grade cannot be changed", 1, false, NULL},
    {"marking is blind, by workflow, and takes no comments",
     "Identifier,Status,Grade,Maximum Grade,Marking workflow state,Grade can "
     "be changed,Last modified (submission),Last modified (grade)\n"
     "Participant 1002,x,{|10},10,Not marked,Yes,-,-\n"
     "Participant 1003,x,,10,Not marked,No,-," WHEN "\n",
     "Trainees without a row:\n    Jane Doe\n  Rows without a trainee:\n    "
     "line 3 (Participant 1003)\n",
     2, false, NULL},
    {"feedback and a grade that are there",
     MHEAD "Participant 7,Jane Doe,,j@u.example,x,7.50,10,Yes,-," WHEN ",Well "
           "done\nParticipant 1002,Max Roe,,m@u.example,x,3,10,Yes,-,-,\n",
     "Jane Doe, line 2 (Jane Doe, Participant 7): other feedback is there", 2,
     false, NULL},
    {"both are written over",
     MHEAD "Participant 7,Jane Doe,,j@u.example,x,7.50,10,Yes,-," WHEN ",{Well "
           "done|" FB1 "}\n"
           "Participant 1002,Max Roe,,m@u.example,x,{3|10},10,Yes,-,-,{|" FB2
           "}\n",
     "1 mark written, 1 already there", 0, true, NULL},
    {"all grades the same, and an extra column of people",
     "Id,Name,Department,Mail,Status,Grade,Max,Can,Sub,Mod,Comments\n"
     "P 7,Jane Doe,5,j@u.example,x,7.5,7.5,Yes,-,-,{|" FB1 "}\n"
     "P 8,Max Roe,5,1002@u.example,x,7.5,7.5,Yes,-,-,\n",
     "The column gives 7.5 points at most, the exercise 10", 3, true, NULL},
    {"other columns that look like a grade and its maximum",
     "Id,Name,Number,Department,City,Status,Grade,Max,Can,Sub,Mod,Comments\n"
     "P 7,Jane Doe,,5,,x,{|7.5},10,Yes,-,-,{|" FB1 "}\n"
     "P 1002,Max Roe,,5,Ulm,x,{|10},10,Yes,-,-,{|" FB2 "}\n",
     "column 'Grade'):\n  2 marks written", 0, false, NULL},
};

static void fills_in_canvas(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(canvas); i++)
        fills(&canvas[i]);
}

static void fills_in_moodle(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(moodle); i++)
        fills(&moodle[i]);
}

/* --- by e-mail, and under an alias --------------------------------------- */

static void names_are_not_told_of_the_anonymous(void **state)
{
    static const struct gradebook_trainee hidden[] = {
        {"J@u.example", "T-1", 1000, "", "too few replies", NULL},
        {"Max Roe", "T-2", 2000, "", NULL, NULL},
        {"Ed Poe", "T-3", 3000, "", NULL, NULL},
    };
    static const char text[] = HEAD POINTS
        "\"Doe, Jane\",11,s11,j@u.example,A,\n\"Roe, Max\",12,s12,m@u,A,1\n"
        "\"Lim, Kim\",13,s13,k@u,A,\n";
    (void)state;
    struct source file = {"g.csv", text, strlen(text)};
    struct problems problems = {0};
    struct gradebook gradebook;
    struct gradebook_wish wish = usual;
    wish.anonymous = true;
    assert_true(gradebook_fill(&file, &wish, hidden, 3, &gradebook, &problems));
    assert_string_equal(
        buffer_text(&gradebook.told),
        "Gradebook (Canvas, column 'Week 3 (44)'):\n  1 mark written, 0 "
        "already there.\n"
        "  Trainees without a row:\n    T-3\n"
        "  Rows without a trainee:\n    line 5\n"
        "  Left as they are:\n    T-2, line 4: '1' is there, not 2; --force "
        "writes over it\n"
        "  Written, and for you to judge:\n    T-1, line 3: too few replies\n");
    assert_non_null(strstr(buffer_text(&gradebook.bytes),
                           "\"Doe, Jane\",11,s11,j@u.example,A,1\n"));
    gradebook_free(&gradebook);
    fixture_is_fine(&problems);
}

/* --- what is refused ----------------------------------------------------- */

static void refuses_what_it_cannot_fill_in(void **state)
{
    static const struct {
        const char *file;
        size_t length; /* 0: to its NUL */
        const char *column;
        int number;
        size_t line;
    } files[] = {
        {"", 0, NULL, COLUMNS_UNKNOWN_FORM, 0},
        {"Name,Points\nJane,\n", 0, NULL, COLUMNS_UNKNOWN_FORM, 1},
        {MHEAD, 0, NULL, COLUMNS_UNKNOWN_FORM, 1},
        {MHEAD "P 1,J,,j@u,x,Good,\"Poor\nGood\",Yes,-,-,\n", 0, NULL,
         COLUMNS_UNKNOWN_FORM, 1},
        {HEAD "\"Doe\"x,1,2,3,A,\n", 0, NULL, PROBLEM_SYNTAX, 2},
        {"\xff\xfeS\0t\0", 6, NULL, GRADEBOOK_OTHER_BYTES, 1},
        {HEAD "M\xfcller,1,2,3,A,\n", 0, NULL, GRADEBOOK_OTHER_BYTES, 2},
        {"Student,ID,Section,Week 4 (45)\n", 0, NULL, COLUMNS_NO_SUCH_COLUMN,
         1},
        {HEAD, 0, "Week 4", COLUMNS_NO_SUCH_COLUMN, 1},
        {HEAD, 0, "ID", COLUMNS_NO_SUCH_COLUMN, 1},
        {"Student,ID,Section,Week 3 (4),Week 3 (5)\n", 0, NULL,
         COLUMNS_SEVERAL_FIT, 1},
        {"Student,ID,Section,Total\n    Points Possible,,,(read only)\n", 0,
         "Total", COLUMNS_READ_ONLY, 2},
        {MHEAD "P 1,J,,j@u,x,,10,Yes,-,-,\n", 0, "Week 3",
         COLUMNS_NO_SUCH_COLUMN, 1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        struct problems problems = {0};
        struct gradebook gradebook;
        struct gradebook_wish wish = usual;
        wish.column.name = files[i].column;
        struct source file = {"g.csv", files[i].file,
                              files[i].length > 0 ? files[i].length
                                                  : strlen(files[i].file)};
        assert_false(
            gradebook_fill(&file, &wish, trainees, 2, &gradebook, &problems));
        fixture_has(&problems, files[i].number, files[i].line);
        assert_int_equal(problems.count, 1);
        assert_int_equal(gradebook.bytes.length, 0);
        problem_free(&problems);
        gradebook_free(&gradebook);
    }
}

static void reads_numbers(void **state)
{
    static const struct {
        const char *text;
        int64_t thousandths; /* -1: it is none */
    } numbers[] = {
        {"0", 0},
        {"7", 7000},
        {"7.5", 7500},
        {"7,5", 7500},
        {"7.50000", 7500},
        {"100,00", 100000},
        {"0.125", 125},
        {"0.1251", -1},
        {"", -1},
        {"7.", -1},
        {".5", -1},
        {"1,000.5", -1},
        {"-1", -1},
        {"7 5", -1},
        {"7%", -1},
        {"1e3", -1},
        {"1234567890123", -1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        int64_t value = -1;
        if (!columns_number(numbers[i].text, &value)) value = -1;
        if (value != numbers[i].thousandths)
            fail_msg("'%s' is %lld", numbers[i].text, (long long)value);
    }
}

/* --- any names ----------------------------------------------------------- */

static size_t pick(uint64_t *seed, size_t bound)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (size_t)(*seed >> 33) % bound;
}

static void add_any(uint64_t *seed, struct buffer *out)
{
    static const char *const pieces[] = {"a",  "\"",       ",", ";", "\n",
                                         "\r", "\xc3\xa9", " ", "=", "\t"};
    struct buffer text = {0};
    for (size_t i = pick(seed, 8); i > 0; i--)
        buffer_add_text(&text, pieces[pick(seed, COUNT(pieces))]);
    sheet_add_cell(buffer_text(&text), ',', pick(seed, 2) == 0, out);
    buffer_free(&text);
}

/* Rows of anything around the two that are known: only their cells change, and
 * filling in what is filled in changes nothing. */
static void all_else_stays_whatever_it_is(void **state)
{
    uint64_t seed = 7;
    (void)state;
    for (int i = 0; i < 500; i++) {
        struct buffer book = {0};
        buffer_add_text(&book, "Student,ID,Section,x,Week 3 (44),y\r\n");
        for (size_t row = 0; row < 6; row++) {
            bool known = row == 2 || row == 4;
            add_any(&seed, &book);
            buffer_format(&book, ",%zu,", known ? 1000 + row / 2 : row);
            add_any(&seed, &book);
            buffer_add_byte(&book, ',');
            add_any(&seed, &book);
            buffer_format(&book, ",%s,",
                          row == 2   ? "{|7.5}"
                          : row == 4 ? "{\"\"|\"10\"}"
                                     : "5");
            add_any(&seed, &book);
            buffer_add_text(&book, pick(&seed, 2) == 0 ? "\n" : "\r\n");
        }
        static const struct gradebook_trainee known[] = {
            {"1001", "1001", 7500, "", NULL, NULL},
            {"1002", "1002", 10000, "", NULL, NULL}};
        struct buffer files[2] = {{0}, {0}};
        one_of(buffer_text(&book), false, &files[0]);
        one_of(buffer_text(&book), true, &files[1]);
        for (size_t j = 0; j < 2; j++) {
            struct problems problems = {0};
            struct gradebook gradebook;
            struct source file = {"g.csv", buffer_text(&files[j]),
                                  files[j].length};
            bool fine =
                gradebook_fill(&file, &usual, known, 2, &gradebook, &problems);
            fixture_is_fine(&problems);
            assert_true(fine);
            assert_string_equal(buffer_text(&gradebook.bytes),
                                buffer_text(&files[1]));
            gradebook_free(&gradebook);
        }
        buffer_free(&files[0]);
        buffer_free(&files[1]);
        buffer_free(&book);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_in_canvas),
        cmocka_unit_test(fills_in_moodle),
        cmocka_unit_test(names_are_not_told_of_the_anonymous),
        cmocka_unit_test(refuses_what_it_cannot_fill_in),
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(all_else_stays_whatever_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
