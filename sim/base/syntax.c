/* What is wrong with a JSON text. Begin with syntax_explain(): it reads the
 * text again, lexeme by lexeme, up to the first that the parser did not take
 * (context_of()), and what is due there decides what is said.
 */
#include "base/syntax.h"

#include "base/count.h"
#include "base/nearest.h"
#include "base/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#define BLANKS " \t\n\r"

static const size_t NOWHERE = SIZE_MAX;

enum { WORD = 'w', END = 0 };

/* A token as the eye sees it: a text, one of []{},: or a word, which is
 * whatever else stands without a gap. */
struct lexeme {
    char kind; /* its first byte; WORD; END */
    size_t start;
    size_t end;
    bool closed; /* of a text: it has its second quote */
};

struct context {
    struct lexeme before; /* the last one that was taken; END: none */
    struct lexeme at;     /* the one it did not */
    bool before_is_key;
    size_t torn; /* the first text with a line break in it, or NOWHERE */
    size_t open[SYNTAX_DEEPEST + 1]; /* the brackets that are open there */
    size_t depth;
    size_t askew; /* the first bracket that by the lines is not closed */
};

static struct lexeme text_lexeme(const struct syntax *syntax, size_t start)
{
    size_t at = start + 1;
    while (at < syntax->length && syntax->text[at] != '"')
        at += syntax->text[at] == '\\' ? 2 : 1;
    bool closed = at < syntax->length;
    return (struct lexeme){.kind = '"',
                           .start = start,
                           .end = closed ? at + 1 : syntax->length,
                           .closed = closed};
}

static bool ends_word(char byte)
{
    return strchr(BLANKS "[]{},:\"", byte);
}

/* Blanks that are none in JSON, marks, symbols: what may not be seen, or not
 * be told from another. */
static bool is_odd(const struct syntax *syntax, size_t at)
{
    int32_t character;
    text_next(syntax->text + at, syntax->length - at, &character);
    return character > 0x7E && !text_is_letter(character);
}

static size_t word_end(const struct syntax *syntax, size_t at)
{
    int32_t character;
    do
        at += text_next(syntax->text + at, syntax->length - at, &character);
    while (!ends_word(syntax->text[at]) && !is_odd(syntax, at));
    return at;
}

/* The first lexeme from AT on. */
static struct lexeme lexeme_from(const struct syntax *syntax, size_t at)
{
    at += strspn(syntax->text + at, BLANKS);
    if (at >= syntax->length)
        return (struct lexeme){END, syntax->length, syntax->length, true};

    char byte = syntax->text[at];
    if (byte == '"') return text_lexeme(syntax, at);
    if (ends_word(byte)) return (struct lexeme){byte, at, at + 1, true};

    return (struct lexeme){WORD, at, word_end(syntax, at), true};
}

static char innermost(const struct syntax *syntax, const struct context *here)
{
    return here->depth == 0 ? '\0' : syntax->text[here->open[here->depth - 1]];
}

static bool key_is_due(const struct syntax *syntax, const struct context *here)
{
    return here->before.kind == '{' ||
           (here->before.kind == ',' && innermost(syntax, here) == '{');
}

static bool value_is_due(const struct context *here)
{
    return strchr(":[,", here->before.kind); /* END is strchr's NUL */
}

/* cJSON stops one byte late when there is no key where one is due, so that
 * case is told by what is due. */
static bool was_taken(const struct syntax *syntax, const struct context *here,
                      size_t stop)
{
    const struct lexeme *at = &here->at;
    bool empty = at->kind == '}' && here->before.kind == '{';

    if (at->kind == END || !at->closed) return false;
    if (key_is_due(syntax, here) && at->kind != '"' && !empty) return false;
    return at->end <= stop;
}

static void note_tear(const struct syntax *syntax, struct context *here)
{
    const struct lexeme *at = &here->at;
    if (at->kind != '"' || here->torn != NOWHERE) return;
    const char *bytes = syntax->source->bytes + at->start;
    if (memchr(bytes, '\n', at->end - at->start)) here->torn = at->start;
}

/* Where the blanks before a place begin, on its line. */
static size_t blanks_before(const struct syntax *syntax, size_t at)
{
    while (at > 0 && strchr(" \t", syntax->text[at - 1]))
        at--;
    return at;
}

/* How far the line of a place is indented. */
static size_t indent_at(const struct syntax *syntax, size_t at)
{
    while (at > 0 && syntax->text[at - 1] != '\n')
        at--;
    return strspn(syntax->text + at, BLANKS);
}

/* A closer that begins its line stands under the line of its bracket. If it is
 * further left, that bracket's own closer is missing: mostly, for nobody need
 * indent. */
static void note_askew(const struct syntax *syntax, struct context *here)
{
    if (here->askew != NOWHERE) return;
    size_t closer = here->at.start;
    size_t begin = blanks_before(syntax, closer);
    size_t opener = here->open[here->depth - 1];
    if (begin <= opener || syntax->text[begin - 1] != '\n') return;
    if (closer - begin < indent_at(syntax, opener)) here->askew = opener;
}

static void go_on(const struct syntax *syntax, struct context *here)
{
    char kind = here->at.kind;
    here->before_is_key = kind == '"' && key_is_due(syntax, here);
    if ((kind == '[' || kind == '{') && here->depth <= SYNTAX_DEEPEST)
        here->open[here->depth++] = here->at.start;
    if ((kind == ']' || kind == '}') && here->depth > 0) {
        note_askew(syntax, here);
        here->depth--;
    }
    here->before = here->at;
    here->at = lexeme_from(syntax, here->before.end);
}

static struct context context_of(const struct syntax *syntax, size_t stop)
{
    struct context here = {.torn = NOWHERE, .askew = NOWHERE};
    here.at = lexeme_from(syntax, 0);
    note_tear(syntax, &here);
    while (was_taken(syntax, &here, stop)) {
        go_on(syntax, &here);
        note_tear(syntax, &here);
    }
    return here;
}

/* "'maybe'", or "the character U+00A0" for an odd one. */
static const char *name_lexeme(const struct syntax *syntax,
                               const struct lexeme *lexeme)
{
    const char *bytes = syntax->text + lexeme->start;
    size_t length = lexeme->end - lexeme->start;
    int32_t character;

    if (lexeme->kind == '"') return "a text";
    if (!is_odd(syntax, lexeme->start))
        return problem_mend(syntax->problems, "'%.*s'",
                            text_shown(bytes, length), bytes);
    text_next(bytes, length, &character);
    return problem_mend(syntax->problems, "the character U+%04" PRIX32,
                        (uint32_t)character);
}

static size_t line_of(const struct syntax *syntax, size_t offset)
{
    return source_place(syntax->source, offset).line;
}

static char closer_of(char opener)
{
    return opener == '{' ? '}' : ']';
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* How a number in a form that JSON lacks may be mended. BYTES may run on. */
static const char *number_mend(const char *bytes, size_t length)
{
    size_t sign = bytes[0] == '-';
    size_t point = 0;
    while (point < length && bytes[point] != '.')
        point++;

    if (bytes[0] == '+') return "leave out the '+'";
    if (point == sign && point < length) return "write a 0 before the point";
    if (length > sign + 1 && bytes[sign] == '0' && is_digit(bytes[sign + 1]))
        return "leave out the 0 that it starts with";
    if (point < length && (point + 1 == length || !is_digit(bytes[point + 1])))
        return "write a digit after the point, or leave the point out";
    return "write a number like 3, -0.5 or 2e6; put it in quotes if it is a "
           "text";
}

void syntax_explain_number(const struct syntax *syntax, struct span number)
{
    const char *bytes = syntax->text + number.start;
    size_t length = number.end - number.start;
    problem_add(syntax->problems, syntax->source, number.start, PROBLEM_NUMBER,
                number_mend(bytes, length), "'%.*s' is no number in JSON",
                text_shown(bytes, length), bytes);
}

/* What else people quote with. */
static bool is_quote(const char *bytes)
{
    static const char *const quotes[] = {
        "'", "`", "\u201C", "\u201D", "\u201E", "\u2018", "\u2019", "\u00AB"};
    for (size_t i = 0; i < COUNT(quotes); i++)
        if (strncmp(bytes, quotes[i], strlen(quotes[i])) == 0) return true;
    return false;
}

/* "true" for "True". */
static const char *nearest_word(const char *bytes, size_t length)
{
    static const char *const words[] = {"true", "false", "null"};
    char lower[8] = "";
    for (size_t i = 0; i < sizeof lower - 1 && i < length; i++)
        lower[i] = (char)tolower((unsigned char)bytes[i]);
    return length < sizeof lower ? nearest_name(lower, words, 3) : NULL;
}

static const char *word_mend(const struct syntax *syntax,
                             const struct lexeme *word)
{
    const char *bytes = syntax->text + word->start;

    if (is_quote(bytes)) return "straight double quotes enclose a text: \"…\"";
    if (is_odd(syntax, word->start)) return "take it out";
    if (*bytes == '#' || *bytes == '/')
        return syntax->comments ? "a comment starts with //" : "take it out";
    const char *near = nearest_word(bytes, word->end - word->start);
    if (near) return problem_mend(syntax->problems, "write %s", near);
    return "a text stands in double quotes: \"…\"";
}

static void word_problem(const struct syntax *syntax, const struct lexeme *word)
{
    if (strchr("+-.0123456789", syntax->text[word->start])) {
        syntax_explain_number(syntax, (struct span){word->start, word->end});
        return;
    }
    problem_add(syntax->problems, syntax->source, word->start, PROBLEM_SYNTAX,
                word_mend(syntax, word), "%s is no value",
                name_lexeme(syntax, word));
}

/* Half of a surrogate pair, or a letter that JSON does not escape. */
static void escape_problem(const struct syntax *syntax, size_t at)
{
    const char *bytes = syntax->text + at;
    const char *mend = "write \\\\ for a backslash";
    size_t length = 1 + text_cluster(bytes + 1, syntax->length - at - 1);

    if (bytes[1] == 'u') {
        mend = "write four hexadecimal digits after \\u, and both halves of a "
               "pair from \\ud800 to \\udfff";
        length = 2 + strspn(bytes + 2, "0123456789abcdefABCDEF");
        if (length > 6) length = 6;
    }
    problem_add(syntax->problems, syntax->source, at, PROBLEM_SYNTAX, mend,
                "'%.*s' is no escape in JSON", text_shown(bytes, length),
                bytes);
}

static void text_problem(const struct syntax *syntax, size_t start)
{
    problem_add(syntax->problems, syntax->source, start, PROBLEM_SYNTAX,
                "close it with \"; write \\n for a line break inside a text",
                "this text is not closed on its line");
}

static void unclosed_problem(const struct syntax *syntax,
                             const struct context *here)
{
    if (here->depth == 0) {
        problem_add(syntax->problems, syntax->source, syntax->length,
                    PROBLEM_SYNTAX, NULL, "this ends too soon");
        return;
    }
    bool guessed = here->askew != NOWHERE;
    size_t at = guessed ? here->askew : here->open[here->depth - 1];
    char opener = syntax->text[at];
    problem_add(syntax->problems, syntax->source, at, PROBLEM_SYNTAX,
                problem_mend(syntax->problems, "add the missing '%c'",
                             closer_of(opener)),
                "this '%c' is never closed%s", opener,
                guessed ? ", by the look of the lines" : "");
}

static void comma_problem(const struct syntax *syntax, size_t at)
{
    problem_add(syntax->problems, syntax->source, at, PROBLEM_SYNTAX,
                "take the comma out", "there is a comma too many");
}

/* What is never at its place outside a text. */
static bool is_stray(const struct syntax *syntax, const struct lexeme *at)
{
    return at->kind == WORD &&
           (strchr("/#", syntax->text[at->start]) || is_odd(syntax, at->start));
}

/* 0,5: what stands behind the comma is taken for a key. */
static const char *key_mend(const struct syntax *syntax,
                            const struct context *here)
{
    const struct lexeme *at = &here->at;
    if (is_stray(syntax, at)) return word_mend(syntax, at);
    if (at->kind == WORD && here->before.kind == ',' &&
        strchr("0123456789", syntax->text[at->start]) != NULL)
        return "a number is written with a point, 0.5; a key in double quotes";
    return "a key stands in double quotes: \"key\": value";
}

static void key_problem(const struct syntax *syntax, const struct context *here)
{
    const struct lexeme *at = &here->at;

    if (at->kind == ',') {
        comma_problem(syntax, at->start);
    } else if (at->kind == '}') {
        comma_problem(syntax, here->before.start);
    } else {
        problem_add(syntax->problems, syntax->source, at->start, PROBLEM_SYNTAX,
                    key_mend(syntax, here), "a key is due here, not %s",
                    name_lexeme(syntax, at));
    }
}

/* A quote too few or too many shows as a word behind a text. */
static const char quote_mend[] =
    "is the text before it closed where it should be? A \" inside a text is "
    "written \\\"";

static bool may_be_torn(const struct syntax *syntax, const struct context *here)
{
    size_t at = here->at.start;
    int32_t character;
    if (here->before.kind != '"' || here->at.kind != WORD) return false;
    text_next(syntax->text + at, syntax->length - at, &character);
    return text_is_letter(character) || text_is_digit(character);
}

static void colon_problem(const struct syntax *syntax,
                          const struct context *here)
{
    const struct lexeme *at = &here->at;
    const char *mend = "write ':' between a key and its value";
    if (is_stray(syntax, at))
        mend = word_mend(syntax, at);
    else if (may_be_torn(syntax, here))
        mend = quote_mend;
    problem_add(syntax->problems, syntax->source, at->start, PROBLEM_SYNTAX,
                mend, "a ':' is due here, not %s", name_lexeme(syntax, at));
}

static void value_problem(const struct syntax *syntax,
                          const struct context *here)
{
    const struct lexeme *at = &here->at;
    char before = here->before.kind;
    bool closes = at->kind == ']' || at->kind == '}';

    if (at->kind == WORD) {
        word_problem(syntax, at);
    } else if (at->kind == ',' && before != ':') {
        comma_problem(syntax, at->start);
    } else if (closes && before == ',') {
        comma_problem(syntax, here->before.start);
    } else {
        problem_add(syntax->problems, syntax->source, at->start, PROBLEM_SYNTAX,
                    NULL, "a value is due here, not %s",
                    name_lexeme(syntax, at));
    }
}

static void closer_problem(const struct syntax *syntax,
                           const struct context *here)
{
    char opener = innermost(syntax, here);
    size_t line = line_of(syntax, here->open[here->depth - 1]);
    problem_add(
        syntax->problems, syntax->source, here->at.start, PROBLEM_SYNTAX,
        problem_mend(syntax->problems,
                     "close the '%c' of line %zu "
                     "with '%c' first",
                     opener, line, closer_of(opener)),
        "'%c' cannot close the '%c' of line %zu", here->at.kind, opener, line);
}

/* After a value in an array or object. */
static void joint_problem(const struct syntax *syntax,
                          const struct context *here)
{
    const struct lexeme *at = &here->at;
    bool stray = is_stray(syntax, at);

    if (at->kind == ']' || at->kind == '}') {
        closer_problem(syntax, here);
    } else if (at->kind == ':' || stray) {
        const char *mend = "only an object, in {}, has keys";
        if (stray)
            mend = word_mend(syntax, at);
        else if (innermost(syntax, here) == '{')
            mend = "is the value before it closed where it should be, and a "
                   "comma after it?";
        problem_add(syntax->problems, syntax->source, at->start, PROBLEM_SYNTAX,
                    mend, "%s cannot stand here", name_lexeme(syntax, at));
    } else {
        problem_add(
            syntax->problems, syntax->source, here->before.end, PROBLEM_SYNTAX,
            may_be_torn(syntax, here) ? quote_mend
                                      : "write a comma after the value before",
            "a comma is missing before %s", name_lexeme(syntax, at));
    }
}

static void trailing_problem(const struct syntax *syntax,
                             const struct lexeme *at)
{
    const char *mend = "take it out";
    if (at->kind == ']' || at->kind == '}')
        mend = "take it out, or look for a bracket closed too early";
    problem_add(syntax->problems, syntax->source, at->start, PROBLEM_TRAILING,
                mend, "%s stands after the end", name_lexeme(syntax, at));
}

void syntax_explain(const struct syntax *syntax, size_t stop)
{
    struct context here = context_of(syntax, stop);
    const struct lexeme *at = &here.at;
    bool inside = at->start < stop;

    if (here.torn != NOWHERE)
        text_problem(syntax, here.torn);
    else if (at->kind == '"' && !at->closed)
        text_problem(syntax, at->start);
    else if (at->kind == '"' && inside)
        escape_problem(syntax, stop);
    else if (at->kind == END)
        unclosed_problem(syntax, &here);
    else if (key_is_due(syntax, &here))
        key_problem(syntax, &here);
    else if (at->kind == WORD && inside)
        word_problem(syntax, at);
    else if (here.before_is_key)
        colon_problem(syntax, &here);
    else if (value_is_due(&here))
        value_problem(syntax, &here);
    else if (here.depth == 0)
        trailing_problem(syntax, at);
    else
        joint_problem(syntax, &here);
}
