/* JSON in and out, with cJSON for the grammar and jsmn for the places.
 *
 * Begin with json_read(). It goes in four steps: soften() makes a copy in
 * which comments, trailing commas and stray control characters are spaces, so
 * that every offset in it is one in the source; parse() hands the copy to
 * cJSON; explain(), only after a syntax error, has base/syntax find out what
 * stood where cJSON stopped; grow() walks cJSON's tree and jsmn's tokens side
 * by side and checks on each token's bytes what cJSON lets pass.
 */
#include "base/json.h"

#include "base/arena.h"
#include "base/memory.h"
#include "base/syntax.h"
#include "base/table.h"
#include "base/text.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Without the links jsmn looks for a token's parent through all tokens before
 * it: quadratic time on a long file. */
#define JSMN_PARENT_LINKS
#define JSMN_STATIC
#include <jsmn.h>

enum {
    /* A hostile megabyte could hold a hundred thousand; an author is served
     * by the first few. */
    MOST_PROBLEMS = 20
};

static const size_t NOWHERE = SIZE_MAX;

struct json_document {
    struct arena arena;
    struct json_node root;
};

/* What soften() found in a text or between tokens. Reported later, because a
 * syntax error is reported alone. */
struct mark {
    size_t offset;
    int number;
    bool in_text;
};

struct reader {
    const struct source *source;
    enum json_dialect dialect;
    struct problems *problems;
    size_t reported;

    char *text; /* the softened copy, with a NUL after it */
    size_t length;
    struct mark marks[MOST_PROBLEMS];
    size_t mark_count;
    size_t too_deep; /* the first bracket nested too deep, or NOWHERE */

    jsmntok_t *tokens;
    size_t token_count;
    size_t token; /* the next to take */
    struct arena *arena;
};

/* ---- Softening: comments, trailing commas and controls become spaces ---- */

/* What soften() remembers while it goes from token to token. */
struct trail {
    char last;    /* the first byte of the token before, or NUL */
    size_t comma; /* a comma after a value, nothing behind it yet */
    size_t depth;
};

static bool is_control(char byte)
{
    return (unsigned char)byte < 0x20;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void mark(struct reader *reader, size_t offset, int number, bool in_text)
{
    if (reader->mark_count == MOST_PROBLEMS) return;
    reader->marks[reader->mark_count++] =
        (struct mark){.offset = offset, .number = number, .in_text = in_text};
}

static void soften_control(struct reader *reader, size_t at, bool in_text)
{
    mark(reader, at, PROBLEM_CONTROL, in_text);
    reader->text[at] = ' ';
}

/* Goes over the text whose opening quote is at AT and returns where it ends. */
static size_t soften_text(struct reader *reader, size_t at)
{
    for (at++; at < reader->length; at++) {
        const char *byte = reader->text + at;
        if (*byte == '"') return at + 1;
        if (is_control(*byte)) soften_control(reader, at, true);
        if (*byte != '\\') continue;
        /* The NUL after the copy ends the comparison in time. */
        if (strncmp(byte, "\\u0000", 6) == 0)
            mark(reader, at, PROBLEM_NUL, true);
        at++;
    }
    return reader->length;
}

static void soften_stretch(struct reader *reader, size_t from, size_t to)
{
    for (size_t at = from; at < to; at++) {
        if (is_blank(reader->text[at])) continue;
        if (is_control(reader->text[at])) soften_control(reader, at, false);
        reader->text[at] = ' ';
    }
}

static size_t line_comment_end(const struct reader *reader, size_t at)
{
    while (at < reader->length && reader->text[at] != '\n' &&
           reader->text[at] != '\r')
        at++;
    return at;
}

/* NOWHERE when it is never closed. */
static size_t block_comment_end(const struct reader *reader, size_t at)
{
    for (at += 2; at + 1 < reader->length; at++)
        if (reader->text[at] == '*' && reader->text[at + 1] == '/')
            return at + 2;
    return NOWHERE;
}

static bool is_comment(const struct reader *reader, size_t at)
{
    const char *byte = reader->text + at;
    return reader->dialect == JSON_WITH_COMMENTS && byte[0] == '/' &&
           (byte[1] == '/' || byte[1] == '*');
}

/* Moves *AT behind the comment. False, and it is reported, when there is no
 * behind. */
static bool soften_comment(struct reader *reader, size_t *at)
{
    bool block = reader->text[*at + 1] == '*';
    size_t end =
        block ? block_comment_end(reader, *at) : line_comment_end(reader, *at);
    if (end == NOWHERE) {
        problem_add(reader->problems, reader->source, *at, PROBLEM_SYNTAX,
                    "close it with */", "this comment is never closed");
        return false;
    }
    soften_stretch(reader, *at, end);
    *at = end;
    return true;
}

static void count_depth(struct reader *reader, struct trail *trail, size_t at)
{
    char byte = reader->text[at];
    if (byte == '[' || byte == '{') trail->depth++;
    if ((byte == ']' || byte == '}') && trail->depth > 0) trail->depth--;
    if (trail->depth > SYNTAX_DEEPEST && reader->too_deep == NOWHERE)
        reader->too_deep = at;
}

/* A comma is a trailing one when a value stands before it and a bracket
 * closes behind it: "[,]" and "[1,,]" stay as wrong as they are. */
static void note_token(struct reader *reader, struct trail *trail, size_t at)
{
    char byte = reader->text[at];
    bool after_value = trail->last != '\0' && !strchr("[{,:", trail->last);

    if ((byte == ']' || byte == '}') && trail->comma != NOWHERE &&
        reader->dialect == JSON_WITH_COMMENTS)
        reader->text[trail->comma] = ' ';
    trail->comma = byte == ',' && after_value ? at : NOWHERE;
    trail->last = byte;
}

static void soften_byte(struct reader *reader, struct trail *trail, size_t at)
{
    char byte = reader->text[at];
    if (is_blank(byte)) return;
    if (is_control(byte)) {
        soften_control(reader, at, false);
        return;
    }
    count_depth(reader, trail, at);
    note_token(reader, trail, at);
}

/* False when a problem was reported: a comment without an end, or nothing but
 * comments and blanks. */
static bool soften(struct reader *reader)
{
    struct trail trail = {.comma = NOWHERE};
    size_t at = 0;

    while (at < reader->length) {
        if (is_comment(reader, at)) {
            if (!soften_comment(reader, &at)) return false;
        } else if (reader->text[at] == '"') {
            note_token(reader, &trail, at);
            at = soften_text(reader, at);
        } else {
            soften_byte(reader, &trail, at);
            at++;
        }
    }
    if (trail.last != '\0') return true;
    problem_add(reader->problems, reader->source, 0, PROBLEM_EMPTY, NULL,
                "there is nothing here but blanks%s",
                reader->dialect == JSON_STRICT ? "" : " and comments");
    return false;
}

/* ---- Parsing ---- */

/* cJSON gives NULL both for a syntax error and for want of memory; with these
 * it never wants. */
static void *take_memory(size_t size)
{
    return memory_resize(NULL, 1, size);
}

void json_begin(void)
{
    cJSON_Hooks hooks = {.malloc_fn = take_memory, .free_fn = free};
    cJSON_InitHooks(&hooks);
}

static void depth_problem(struct reader *reader)
{
    problem_add(reader->problems, reader->source, reader->too_deep,
                PROBLEM_SYNTAX, NULL, "this is nested more than %d deep",
                SYNTAX_DEEPEST);
}

static struct syntax syntax_of(const struct reader *reader)
{
    return (struct syntax){.source = reader->source,
                           .text = reader->text,
                           .length = reader->length,
                           .comments = reader->dialect == JSON_WITH_COMMENTS,
                           .problems = reader->problems};
}

/* STOP is where cJSON or jsmn stopped. */
static void explain(const struct reader *reader, size_t stop)
{
    struct syntax syntax = syntax_of(reader);
    syntax_explain(&syntax, stop);
}

static bool only_blanks_from(const struct reader *reader, size_t at)
{
    while (at < reader->length && is_blank(reader->text[at]))
        at++;
    return at >= reader->length;
}

/* cJSON's tree, or NULL and the syntax error is reported. *END is where the
 * value ends. */
static cJSON *parse(struct reader *reader, size_t *end)
{
    const char *stop = NULL;
    cJSON *root = cJSON_ParseWithLengthOpts(reader->text, reader->length + 1,
                                            &stop, false);
    *end = (size_t)(stop - reader->text);
    bool whole = root && only_blanks_from(reader, *end);

    if (reader->too_deep != NOWHERE && *end >= reader->too_deep)
        depth_problem(reader);
    else if (!whole)
        explain(reader, *end);
    else
        return root;
    cJSON_Delete(root);
    return NULL;
}

/* The first \u of the text around AT without its four digits: the one thing
 * that jsmn refuses and cJSON does not. */
static size_t bad_code(const struct reader *reader, size_t at)
{
    for (at++; at < reader->length; at++) {
        const char *bytes = reader->text + at;
        if (*bytes != '\\') continue;
        if (bytes[1] == 'u' && strspn(bytes + 2, "0123456789abcdefABCDEF") < 4)
            return at;
        at++;
    }
    return at;
}

static bool tokenize(struct reader *reader, size_t end)
{
    /* A value has at least one byte, and with it goes a comma or, if it is a
     * bracket, its fellow. */
    size_t room = end / 2 + 1;
    jsmn_parser parser;
    jsmn_init(&parser);
    reader->tokens = memory_resize(NULL, room, sizeof *reader->tokens);
    int count =
        jsmn_parse(&parser, reader->text, end, reader->tokens, (unsigned)room);
    if (count < 0) {
        explain(reader, bad_code(reader, parser.pos));
        return false;
    }
    reader->token_count = (size_t)count;
    return true;
}

/* ---- Growing the tree ---- */

static bool may_report(struct reader *reader)
{
    return reader->reported++ < MOST_PROBLEMS;
}

static void control_problem(struct reader *reader, const struct mark *found)
{
    unsigned byte = (unsigned char)reader->source->bytes[found->offset];
    const char *mend = "take it out";
    if (byte == '\n' && found->in_text)
        mend = "write \\n for a line break in a text";
    else if (byte == '\t' && found->in_text)
        mend = "write \\t for a tab in a text";
    else if (byte != 0 && found->in_text)
        mend = problem_mend(reader->problems, "write \\u%04x, or take it out",
                            byte);
    problem_add(reader->problems, reader->source, found->offset,
                PROBLEM_CONTROL, mend, "a raw control character (U+%04X)%s",
                byte, found->in_text ? " in a text" : "");
}

static void report_marks(struct reader *reader)
{
    for (size_t i = 0; i < reader->mark_count; i++) {
        const struct mark *found = &reader->marks[i];
        if (!may_report(reader)) return;
        if (found->number == PROBLEM_CONTROL)
            control_problem(reader, found);
        else
            problem_add(reader->problems, reader->source, found->offset,
                        found->number, "take it out",
                        "a text cannot hold \\u0000");
    }
}

static size_t skip_digits(const char *bytes, size_t at)
{
    return at + strspn(bytes + at, "0123456789");
}

/* Whether what strtod() took has the form that JSON gives numbers. What
 * follows the number is no digit. */
static bool is_json_number(const char *bytes, size_t length)
{
    size_t at = bytes[0] == '-';
    size_t whole = skip_digits(bytes, at);
    if (whole == at || (bytes[at] == '0' && whole > at + 1)) return false;
    if (bytes[whole] != '.' || whole == length) return true;
    return skip_digits(bytes, whole + 1) > whole + 1;
}

static void check_number(struct reader *reader, const struct json_node *node)
{
    size_t start = node->span.start;
    size_t length = node->span.end - start;
    const char *bytes = reader->text + start;

    if (!is_json_number(bytes, length)) {
        struct syntax syntax = syntax_of(reader);
        if (may_report(reader)) syntax_explain_number(&syntax, node->span);
    } else if (!isfinite(node->number)) {
        if (may_report(reader))
            problem_add(reader->problems, reader->source, start, PROBLEM_NUMBER,
                        NULL, "'%.*s' is too large a number",
                        text_shown(bytes, length), bytes);
    }
}

static void duplicate_problem(struct reader *reader,
                              const struct json_node *member,
                              const struct json_node *first)
{
    /* A line of JSON Lines does not know which it is. */
    const char *where = "earlier in this line";
    if (reader->dialect != JSON_STRICT)
        where = problem_mend(
            reader->problems, "on line %zu",
            source_place(reader->source, first->key_span.start).line);
    problem_add(reader->problems, reader->source, member->key_span.start,
                PROBLEM_DUPLICATE_KEY, "keep one of the two",
                "the key '%.*s' stands in this object already, %s",
                text_shown(member->key, strlen(member->key)), member->key,
                where);
}

static void check_keys(struct reader *reader, const struct json_node *object)
{
    if (object->count < 2) return;
    struct table keys = {0};
    int index = 0;
    for (const struct json_node *member = object->child; member;
         member = member->next, index++) {
        size_t length = strlen(member->key);
        if (table_put(&keys, member->key, length, index)) continue;
        if (!may_report(reader)) break;
        int first = table_get(&keys, member->key, length);
        duplicate_problem(reader, member, json_nth(object, (size_t)first));
    }
    table_free(&keys);
}

static const jsmntok_t *next_token(struct reader *reader)
{
    assert(reader->token < reader->token_count);
    return &reader->tokens[reader->token++];
}

/* Of a text with its quotes, which jsmn leaves out. */
static struct span span_of(const jsmntok_t *token)
{
    size_t quote = token->type == JSMN_STRING;
    return (struct span){(size_t)token->start - quote,
                         (size_t)token->end + quote};
}

static enum json_kind kind_of(const cJSON *item)
{
    if (cJSON_IsString(item)) return JSON_TEXT;
    if (cJSON_IsNumber(item)) return JSON_NUMBER;
    if (cJSON_IsObject(item)) return JSON_OBJECT;
    if (cJSON_IsArray(item)) return JSON_ARRAY;
    if (cJSON_IsBool(item)) return JSON_BOOL;
    return JSON_NULL;
}

static const char *keep_text(struct reader *reader, const char *text)
{
    return arena_copy(reader->arena, text, strlen(text));
}

static void grow(struct reader *reader, const cJSON *item,
                 struct json_node *node);

static void grow_children(struct reader *reader, const cJSON *item,
                          struct json_node *node)
{
    if (node->count == 0) return;
    struct json_node *child =
        arena_new(reader->arena, node->count, sizeof *child);
    node->child = child;
    for (item = item->child; item; item = item->next, child++) {
        if (node->kind == JSON_OBJECT) {
            child->key_span = span_of(next_token(reader));
            child->key = keep_text(reader, item->string);
        }
        grow(reader, item, child);
        child->next = item->next ? child + 1 : NULL;
    }
    assert(child == node->child + node->count);
}

/* Recursion is bounded: parse() lets nothing pass deeper than SYNTAX_DEEPEST.
 */
static void grow(struct reader *reader, const cJSON *item,
                 struct json_node *node)
{
    const jsmntok_t *token = next_token(reader);
    node->kind = kind_of(item);
    node->span = span_of(token);
    switch (node->kind) {
    case JSON_NULL:
        break;
    case JSON_BOOL:
        node->number = cJSON_IsTrue(item) ? 1 : 0;
        break;
    case JSON_NUMBER:
        node->number = item->valuedouble;
        check_number(reader, node);
        break;
    case JSON_TEXT:
        node->text = keep_text(reader, item->valuestring);
        break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        node->count = (size_t)token->size;
        grow_children(reader, item, node);
        if (node->kind == JSON_OBJECT) check_keys(reader, node);
        break;
    }
}

static struct json_document *read_softened(struct reader *reader)
{
    size_t end;
    cJSON *root = parse(reader, &end);
    if (!root) return NULL;

    struct json_document *document = NULL;
    if (tokenize(reader, end)) {
        document = memory_new(1, sizeof *document);
        reader->arena = &document->arena;
        report_marks(reader);
        grow(reader, root, &document->root);
        if (reader->reported > 0) {
            json_free(document);
            document = NULL;
        }
    }
    free(reader->tokens);
    cJSON_Delete(root);
    return document;
}

/* cJSON would step over the mark in a strict line too. */
static bool soften_byte_order_mark(struct reader *reader)
{
    size_t length = source_mark_length(reader->source);
    if (length == 0) return true;
    if (reader->dialect == JSON_STRICT) {
        problem_add(reader->problems, reader->source, 0, PROBLEM_SYNTAX,
                    "save the file as UTF-8 without a byte order mark",
                    "a byte order mark (U+FEFF) stands here");
        return false;
    }
    memset(reader->text, ' ', length);
    return true;
}

/* What must hold of the bytes before anything is looked for in them. */
static bool is_readable(const struct source *source, size_t limit,
                        struct problems *problems)
{
    size_t bad;
    if (source->length > limit) {
        problem_add(problems, source, 0, PROBLEM_TOO_LARGE, NULL,
                    "%zu bytes are too many: at most %zu are read",
                    source->length, limit);
    } else if (source->length == 0) {
        problem_add(problems, source, 0, PROBLEM_EMPTY, NULL,
                    "there is nothing here");
    } else if (!text_valid(source->bytes, source->length, &bad)) {
        problem_add(problems, source, bad, PROBLEM_NOT_UTF8,
                    "save the file as UTF-8",
                    "the byte 0x%02X does not belong to UTF-8",
                    (unsigned)(unsigned char)source->bytes[bad]);
    } else {
        return true;
    }
    return false;
}

struct json_document *json_read(const struct source *source,
                                enum json_dialect dialect, size_t limit,
                                struct problems *problems)
{
    assert(limit < INT_MAX); /* jsmn counts bytes with an int */
    if (!is_readable(source, limit, problems)) return NULL;

    struct reader reader = {
        .source = source,
        .dialect = dialect,
        .problems = problems,
        .text = memory_copy(source->bytes, source->length),
        .length = source->length,
        .too_deep = NOWHERE,
    };
    struct json_document *document = NULL;
    if (soften_byte_order_mark(&reader) && soften(&reader))
        document = read_softened(&reader);
    free(reader.text);
    return document;
}

const struct json_node *json_root(const struct json_document *document)
{
    return &document->root;
}

void json_free(struct json_document *document)
{
    if (!document) return;
    arena_free(&document->arena);
    free(document);
}

const struct json_node *json_member(const struct json_node *object,
                                    const char *key)
{
    if (!object || object->kind != JSON_OBJECT) return NULL;
    for (const struct json_node *member = object->child; member;
         member = member->next)
        if (strcmp(member->key, key) == 0) return member;
    return NULL;
}

const struct json_node *json_nth(const struct json_node *node, size_t index)
{
    assert(index < node->count);
    return node->child + index; /* grow_children() puts them in one row */
}

const char *json_kind_name(enum json_kind kind)
{
    static const char *const names[] = {
        [JSON_NULL] = "null",       [JSON_BOOL] = "true or false",
        [JSON_NUMBER] = "a number", [JSON_TEXT] = "a text",
        [JSON_ARRAY] = "an array",  [JSON_OBJECT] = "an object"};
    return names[kind];
}

/* ---- Writing: a struct json_value is a cJSON under another name ---- */

static struct json_value *value_of(cJSON *item)
{
    return (struct json_value *)item;
}

static cJSON *item_of(struct json_value *value)
{
    return (cJSON *)value;
}

/* Hands ITEM over to OBJECT. */
static void set(struct json_value *object, const char *key, cJSON *item)
{
    assert(!cJSON_GetObjectItemCaseSensitive(item_of(object), key));
    cJSON_AddItemToObject(item_of(object), key, item);
}

/* cJSON prints numbers with 15 digits from a double, which loses some of an
 * int64_t, so numbers are made here and handed over as they are to be seen. */
static cJSON *integer_item(int64_t number)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%" PRId64, number);
    return cJSON_CreateRaw(digits);
}

enum { THOUSANDTHS_ROOM = 32 };

/* Written from behind; returns where in DIGITS it begins. */
static const char *spell_thousandths(int64_t thousandths,
                                     char digits[THOUSANDTHS_ROOM])
{
    char *at = digits + THOUSANDTHS_ROOM - 1;
    uint64_t size =
        thousandths < 0 ? -(uint64_t)thousandths : (uint64_t)thousandths;
    *at = '\0';
    for (size_t i = 0; i < 3; i++, size /= 10)
        if (*at != '\0' || size % 10 > 0) *--at = (char)('0' + size % 10);
    if (*at != '\0') *--at = '.';
    do {
        *--at = (char)('0' + size % 10);
        size /= 10;
    } while (size > 0);
    if (thousandths < 0) *--at = '-';
    return at;
}

struct json_value *json_object(void)
{
    return value_of(cJSON_CreateObject());
}

struct json_value *json_array(void)
{
    return value_of(cJSON_CreateArray());
}

void json_set_text(struct json_value *object, const char *key, const char *text)
{
    set(object, key, cJSON_CreateString(text));
}

void json_set_integer(struct json_value *object, const char *key,
                      int64_t number)
{
    set(object, key, integer_item(number));
}

void json_set_thousandths(struct json_value *object, const char *key,
                          int64_t thousandths)
{
    char digits[THOUSANDTHS_ROOM];
    set(object, key, cJSON_CreateRaw(spell_thousandths(thousandths, digits)));
}

void json_set_bool(struct json_value *object, const char *key, bool truth)
{
    set(object, key, cJSON_CreateBool(truth));
}

void json_set_null(struct json_value *object, const char *key)
{
    set(object, key, cJSON_CreateNull());
}

void json_set_value(struct json_value *object, const char *key,
                    struct json_value *value)
{
    set(object, key, item_of(value));
}

void json_append(struct json_value *array, struct json_value *value)
{
    cJSON_AddItemToArray(item_of(array), item_of(value));
}

void json_append_text(struct json_value *array, const char *text)
{
    cJSON_AddItemToArray(item_of(array), cJSON_CreateString(text));
}

void json_append_integer(struct json_value *array, int64_t number)
{
    cJSON_AddItemToArray(item_of(array), integer_item(number));
}

void json_print(const struct json_value *value, struct buffer *out)
{
    char *line = cJSON_PrintUnformatted((const cJSON *)value);
    buffer_add_text(out, line);
    cJSON_free(line);
}

void json_print_visible(const struct json_value *value, struct buffer *out)
{
    struct buffer line = {0};
    json_print(value, &line);
    for (size_t i = 0; i < line.length;) {
        int32_t code_point = 0;
        const char *bytes = line.bytes + i;
        size_t taken = text_next(bytes, line.length - i, &code_point);
        if (text_steers(code_point))
            buffer_format(out, "\\u%04x", (unsigned)code_point);
        else
            buffer_add(out, bytes, taken);
        i += taken;
    }
    buffer_free(&line);
}

void json_discard(struct json_value *value)
{
    cJSON_Delete(item_of(value));
}

static void print_alone(cJSON *item, struct buffer *out)
{
    json_print(value_of(item), out);
    cJSON_Delete(item);
}

void json_quote(const char *text, struct buffer *out)
{
    print_alone(cJSON_CreateString(text), out);
}

void json_add_thousandths(int64_t thousandths, struct buffer *out)
{
    char digits[THOUSANDTHS_ROOM];
    buffer_add_text(out, spell_thousandths(thousandths, digits));
}
