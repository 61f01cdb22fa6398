/* CHAT, line by line and word by word; see talkbank.h. Begin with
 * talkbank_read(), and with add_word() for what becomes of a word. */
#include "class/talkbank.h"

#include "base/buffer.h"
#include "base/count.h"
#include "base/memory.h"
#include "base/table.h"

#include <stdlib.h>
#include <string.h>

enum { BULLET = 0x15, MOST_CODE = 40 };

struct reader {
    const struct source *source;
    struct remarks *remarks;
    struct problems *problems;
    struct table roles; /* of codes: places in `names` */
    const char **names; /* "PAR Participant" */
    size_t count;
    bool has_begun;
    bool has_ended;
};

/* --- words --------------------------------------------------------------- */

/* What stands for something else at the end of what is said. */
static const struct {
    const char *code;
    const char *means;
} marks[] = {
    {"+...", "…"}, {"+..?", "…?"}, {"+/.", "-"},  {"+//.", "-"},  {"+/?", "?"},
    {"+//?", "?"}, {"+!?", "?"},   {"+.", "."},   {"+\"/.", "."}, {"+\".", "."},
    {".", "."},    {"?", "?"},     {"!", "!"},    {",", ","},     {";", ";"},
    {":", ":"},    {"‡", ","},     {"„", ","},    {"+\"", ""},    {"+^", ""},
    {"+<", ""},    {"+,", ""},     {"++", ""},    {"+≋", ""},     {"+≈", ""},
    {"xxx", NULL}, {"yyy", NULL},  {"www", NULL}, {"xx", NULL},   {"yy", NULL},
};

/* Signs of how it sounds, inside of words. */
static const char *const signs[] = {"^", "≠", "ˈ", "ˌ", "↑", "↓", "⌈",
                                    "⌉", "⌊", "⌋", "<", ">", "(", ")",
                                    "↫", "∆", "∇", "°", "☺"};

static bool is(const char *word, size_t length, const char *other)
{
    return strlen(other) == length && memcmp(word, other, length) == 0;
}

/* (.) (..) (...) (1.5) (2:01.3) */
static bool is_pause(const char *word, size_t length)
{
    return length > 2 && word[0] == '(' && word[length - 1] == ')' &&
           strspn(word + 1, "0123456789.:") == length - 2;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* The : of a vowel that is drawn out, and not of 10:30. */
static bool is_long(const char *word, size_t length, size_t at)
{
    return word[at] == ':' &&
           !(at > 0 && at + 1 < length && is_digit(word[at - 1]) &&
             is_digit(word[at + 1]));
}

/* Adds the letters of WORD: what is left of it when it is no code. */
static void add_letters(const char *word, size_t length, struct buffer *out)
{
    for (size_t i = 0; i < length;) {
        size_t sign = 0;
        for (size_t j = 0; j < COUNT(signs) && sign == 0; j++) {
            size_t bytes = strlen(signs[j]);
            if (bytes <= length - i && memcmp(word + i, signs[j], bytes) == 0)
                sign = bytes;
        }
        if (sign > 0) {
            i += sign;
        } else if (word[i] == '@' && i > 0) {
            while (i < length && strchr(".,?!;", word[i]) == NULL)
                i++;
        } else {
            if (word[i] == '_')
                buffer_add_byte(out, ' ');
            else if (word[i] != '+' && !is_long(word, length, i))
                buffer_add_byte(out, word[i]);
            i++;
        }
    }
}

/* Adds what was said; a mark stands at the word before it. */
static void add_word(const char *word, size_t length, struct buffer *out)
{
    while (length > 0 && word[0] == '<') {
        word++;
        length--;
    }
    while (length > 1 && word[length - 1] == '>')
        length--;
    for (size_t i = 0; i < COUNT(marks); i++) {
        if (!is(word, length, marks[i].code)) continue;
        if (marks[i].means != NULL && out->length > 0)
            buffer_add_text(out, marks[i].means);
        return;
    }
    if (length == 0 || is_pause(word, length)) return;
    if (word[0] == '&' && length > 1) {
        if (length < 3 || word[1] != '-') return;
        word += 2;
        length -= 2;
    } else if (word[0] == '0') {
        /* 0word was not said, but a number may be written in figures. */
        if (length < 2 || !is_digit(word[word[1] == '.' ? length - 1 : 1]))
            return;
    }
    if (out->length > 0) buffer_add_byte(out, ' ');
    add_letters(word, length, out);
}

/* Where what opens at AT ends, behind its CLOSE; 0: it does not. */
static size_t closed_at(const char *text, size_t length, size_t at, char close)
{
    const char *end = memchr(text + at + 1, close, length - at - 1);
    return end != NULL ? (size_t)(end - text) + 1 : 0;
}

/* The words of TEXT, without what stands in [ ] and between bullets. False:
 * one of them is not closed. */
static bool add_words(const char *text, size_t length, struct buffer *out)
{
    for (size_t at = 0; at < length;) {
        size_t end = at;
        if (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' ||
            text[at] == '\r') {
            at++;
            continue;
        }
        if (text[at] == '[' || text[at] == BULLET) {
            end = closed_at(text, length, at, text[at] == '[' ? ']' : BULLET);
            if (end == 0) return false;
            at = end;
            continue;
        }
        while (end < length && strchr(" \t\n\r[", text[end]) == NULL &&
               text[end] != BULLET)
            end++;
        add_word(text + at, end - at, out);
        at = end;
    }
    return true;
}

/* --- who ----------------------------------------------------------------- */

/* Notes that CODE has ROLE; what was noted first stays. */
static void note_role(struct reader *reader, struct span code, struct span role)
{
    struct arena *arena = &reader->remarks->arena;
    const char *bytes = reader->source->bytes;
    size_t length = code.end - code.start;
    if (length == 0 || role.start == role.end || code.start == role.start)
        return;
    const char *key = arena_copy(arena, bytes + code.start, length);
    if (!table_put(&reader->roles, key, length, (int)reader->count)) return;
    reader->names =
        memory_resize(reader->names, reader->count + 1, sizeof *reader->names);
    reader->names[reader->count++] =
        arena_format(arena, "%s %.*s", key, (int)(role.end - role.start),
                     bytes + role.start);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static struct span trim(const struct source *source, struct span span)
{
    while (span.start < span.end && is_blank(source->bytes[span.start]))
        span.start++;
    while (span.start < span.end && is_blank(source->bytes[span.end - 1]))
        span.end--;
    return span;
}

/* The stretch up to STOP, or all; REST moves behind it. */
static struct span take_until(const struct source *source, struct span *rest,
                              char stop)
{
    const char *end =
        memchr(source->bytes + rest->start, stop, rest->end - rest->start);
    struct span taken = {rest->start, rest->end};
    if (end != NULL) taken.end = (size_t)(end - source->bytes);
    rest->start = end != NULL ? taken.end + 1 : rest->end;
    return trim(source, taken);
}

/* "PAR Maya Participant, INV Investigator". */
static void take_participants(struct reader *reader, struct span rest)
{
    while (rest.start < rest.end) {
        struct span one = take_until(reader->source, &rest, ',');
        struct span code = one;
        struct span role = one;
        for (size_t i = one.start; i < one.end; i++) {
            if (!is_blank(reader->source->bytes[i])) continue;
            if (code.end == one.end) code.end = i;
            role.start = i + 1;
        }
        note_role(reader, code, role);
    }
}

/* "eng|corpus|PAR|34;|female|||Participant|||". */
static void take_id(struct reader *reader, struct span rest)
{
    struct span parts[8] = {{0, 0}};
    for (size_t i = 0; i < COUNT(parts); i++)
        parts[i] = take_until(reader->source, &rest, '|');
    note_role(reader, parts[2], parts[7]);
}

/* --- lines --------------------------------------------------------------- */

static void refuse(struct reader *reader, size_t offset)
{
    problem_add(reader->problems, reader->source, offset, REMARK_NO_LINE,
                "a line of CHAT begins with *CODE: or @ or % or, where it goes "
                "on, a tab",
                "this is no line of CHAT");
}

static void take_said(struct reader *reader, struct span line)
{
    const struct source *source = reader->source;
    struct remarks *remarks = reader->remarks;
    struct buffer words = {0};
    struct span rest = {line.start + 1, line.end};
    struct span code = take_until(source, &rest, ':');
    size_t length = code.end - code.start;
    if (rest.start == line.end && source->bytes[line.end - 1] != ':')
        length = 0;
    for (size_t i = code.start; i < code.end; i++)
        if (is_blank(source->bytes[i])) length = 0;
    if (length == 0 || length > MOST_CODE) {
        refuse(reader, line.start);
        return;
    }
    if (!add_words(source->bytes + rest.start, rest.end - rest.start, &words))
        problem_add(reader->problems, source, line.start, REMARK_TAG,
                    "close [ with ], and 0x15 with another",
                    "a code or a time in this line is not closed");
    struct remark *remark =
        remark_add(remarks, buffer_text(&words), words.length, line.start);
    const char *name = source->bytes + code.start;
    int role = table_get(&reader->roles, name, length);
    remark->speaker = role >= 0 ? reader->names[role]
                                : arena_copy(&remarks->arena, name, length);
    buffer_free(&words);
}

static void take_header(struct reader *reader, struct span line)
{
    static const struct {
        const char *name;
        void (*take)(struct reader *reader, struct span rest);
    } headers[] = {{"@Participants", take_participants}, {"@ID", take_id}};
    const struct source *source = reader->source;
    struct span rest = line;
    struct span name = take_until(source, &rest, ':');
    const char *bytes = source->bytes + name.start;
    size_t length = name.end - name.start;
    if (is(bytes, length, "@Begin")) reader->has_begun = true;
    if (is(bytes, length, "@End")) reader->has_ended = true;
    for (size_t i = 0; i < COUNT(headers); i++)
        if (is(bytes, length, headers[i].name)) headers[i].take(reader, rest);
}

/* LINE with all the lines that go on from it. */
static void take_whole(struct reader *reader, struct span line)
{
    if (line.start == line.end) return;
    char first = reader->source->bytes[line.start];
    if (first == '*') take_said(reader, line);
    if (first == '@') take_header(reader, line);
}

static void read_lines(struct reader *reader)
{
    struct span whole = {0, 0};
    struct span line;
    size_t at = 0;
    while (source_line(reader->source, &at, &line)) {
        struct span words = trim(reader->source, line);
        char first = reader->source->bytes[line.start];
        if (words.start == words.end) continue;
        if (is_blank(first) && whole.start < whole.end) {
            whole.end = line.end;
            continue;
        }
        take_whole(reader, whole);
        whole = line;
        if (first != '*' && first != '@' && first != '%') {
            refuse(reader, line.start);
            whole.end = whole.start;
        }
    }
    take_whole(reader, whole);
}

void talkbank_read(const struct source *source, struct remarks *remarks,
                   struct problems *problems)
{
    struct reader reader = {
        .source = source, .remarks = remarks, .problems = problems};
    remarks->named = true;
    read_lines(&reader);
    if (reader.has_begun && !reader.has_ended)
        problem_add(problems, source, source->length, REMARK_TORN,
                    "get the whole file, or end it with @End",
                    "the transcript ends without @End: a piece is missing");
    free(reader.names);
    table_free(&reader.roles);
}
