/* JSON in and out.
 *
 * Reading: cJSON takes the values; jsmn, walked beside it, gives the byte
 * span of each; and what cJSON lets pass (duplicate keys, bytes after the
 * end, numbers that overflow or have a form JSON lacks, raw control
 * characters, \u0000) is refused on those spans. Comments and trailing commas
 * are blanked with spaces first, so every span is one in the bytes as given.
 * A syntax error is reported alone; all else together.
 *
 * Begin with json_read(). A document owns all of its nodes and texts, and
 * needs its source no more once read; json_free() frees it.
 *
 * Writing: build an object with json_object() and json_set_*, print it with
 * json_print(). Keys come out in the order in which they were set.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buffer.h"
#include "base/problem.h"
#include "base/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_kind {
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_TEXT,
    JSON_ARRAY,
    JSON_OBJECT
};

struct json_node {
    enum json_kind kind;
    struct span span;              /* the value; of a text with its quotes */
    struct span key_span;          /* with its quotes; only inside an object */
    const char *key;               /* NULL outside an object */
    const char *text;              /* of a text, decoded: holds no NUL */
    double number;                 /* of a number; of a bool 0 or 1 */
    const struct json_node *child; /* first element or member */
    const struct json_node *next;  /* the one after, or NULL */
    size_t count;                  /* of an array or object */
};

/* To be called once, before there are threads: from now on running out of
 * memory ends the program here too (memory.h). */
void json_begin(void);

struct json_document;

enum json_dialect {
    JSON_STRICT,       /* a line of JSON Lines */
    JSON_WITH_COMMENTS /* a file that people write */
};

/* Reads SOURCE. Returns NULL and adds to PROBLEMS what is wrong. The caller
 * owns the document. At most LIMIT bytes. */
struct json_document *json_read(const struct source *source,
                                enum json_dialect dialect, size_t limit,
                                struct problems *problems);
const struct json_node *json_root(const struct json_document *document);
void json_free(struct json_document *document);

/* The member of OBJECT with this key, or NULL. NULL and non-objects have
 * none. */
const struct json_node *json_member(const struct json_node *object,
                                    const char *key);

/* The element or member of NODE at INDEX, from 0; there are more than that. */
const struct json_node *json_nth(const struct json_node *node, size_t index);

/* "a text", "a number", … : what NODE is, in words. */
const char *json_kind_name(enum json_kind kind);

/* A value being built. Setting a value in an object or array hands it over;
 * only the outermost is freed. */
struct json_value;

struct json_value *json_object(void);
struct json_value *json_array(void);
void json_set_text(struct json_value *object, const char *key,
                   const char *text);
void json_set_integer(struct json_value *object, const char *key,
                      int64_t number);
/* THOUSANDTHS / 1000, printed with at most three decimals. */
void json_set_thousandths(struct json_value *object, const char *key,
                          int64_t thousandths);
void json_set_bool(struct json_value *object, const char *key, bool truth);
void json_set_null(struct json_value *object, const char *key);
void json_set_value(struct json_value *object, const char *key,
                    struct json_value *value);
void json_append(struct json_value *array, struct json_value *value);
void json_append_text(struct json_value *array, const char *text);
void json_append_integer(struct json_value *array, int64_t number);

/* Adds VALUE to OUT on one line, without a line end. */
void json_print(const struct json_value *value, struct buffer *out);

/* The same value, in which no character can steer a terminal: such are written
 * as \u and four digits. For what is printed rather than kept. */
void json_print_visible(const struct json_value *value, struct buffer *out);
void json_discard(struct json_value *value);

/* Adds to OUT what json_print() makes of one text, and of one number of
 * thousandths. */
void json_quote(const char *text, struct buffer *out);
void json_add_thousandths(int64_t thousandths, struct buffer *out);

#endif
