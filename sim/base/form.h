/* What an object of a file may and must hold, as a table.
 *
 * A loader states the fields of each object once. form_check() reports every
 * unknown key (with the nearest known one), every missing key and every value
 * of the wrong kind; after it, form_text() and its kin simply take what is
 * there, and give nothing for a value of the wrong kind, so that a loader can
 * go on and find the rest of the problems.
 */
#ifndef BASE_FORM_H
#define BASE_FORM_H

#include "base/arena.h"
#include "base/json.h"

enum form_kind {
    FORM_ANY,
    FORM_TEXT,    /* not empty */
    FORM_INTEGER, /* whole, |n| at most 1,000,000,000 */
    FORM_DECIMAL, /* at most three decimals, |n| at most 1,000,000 */
    FORM_BOOL,
    FORM_ARRAY,
    FORM_OBJECT
};

struct form_field {
    const char *key;
    enum form_kind kind;
    bool required;
};

/* Where a loader stands: what it reads, where its problems and its texts go. */
struct form {
    const struct source *source;
    struct problems *problems;
    struct arena *arena;
};

/* Adds a problem at NODE's value. MEND may be NULL. */
void form_problem(const struct form *form, const struct json_node *node,
                  int number, const char *mend, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* The same at the byte AT of the text that is NODE's value; at the value where
 * a \ stands before it, since then AT does not tell where it is in the file. */
void form_problem_within(const struct form *form, const struct json_node *node,
                         size_t at, int number, const char *mend,
                         const char *format, ...)
    __attribute__((format(printf, 6, 7)));
/* The same at NODE's key. */
void form_key_problem(const struct form *form, const struct json_node *node,
                      int number, const char *mend, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Adds the problem that WORD, in NODE, names no KIND ("'reflecton' is no
 * code"), with the nearest of NAMES as its mend: at NODE's key when WORD is
 * that key, else at its value. */
void form_unknown(const struct form *form, const struct json_node *node,
                  const char *word, int number, const char *kind,
                  const char *const *names, size_t count);
/* The mend alone, or NULL when none of NAMES is near. */
const char *form_did_you_mean(const struct form *form, const char *word,
                              const char *const *names, size_t count);

/* True when NODE is an object that holds to FIELDS. WHAT names the object in
 * messages ("cue 'sounds_like'"). NODE may be NULL: then false, silently. */
bool form_check(const struct form *form, const struct json_node *node,
                const char *what, const struct form_field *fields,
                size_t field_count);

/* form_check(), but true whenever NODE is an object: for a loader that goes on
 * with what is there. */
bool form_object(const struct form *form, const struct json_node *node,
                 const char *what, const struct form_field *fields,
                 size_t field_count);

/* The member KEY, or the one under an unknown key that is likely meant for it,
 * or NULL. form_check() has reported that key, and what follows from the slip
 * need not be told as well; nothing has seen to the value's kind. */
const struct json_node *form_meant(const struct json_node *object,
                                   const char *key,
                                   const struct form_field *fields,
                                   size_t field_count);

/* The member when it is a text and not empty, else NULL: whatever else it is,
 * form_check() has reported. */
const struct json_node *form_word(const struct json_node *object,
                                  const char *key);

/* True when NODE is there and of this kind; reports it when it is there and
 * of another. */
bool form_is(const struct form *form, const struct json_node *node,
             const char *what, enum form_kind kind);

/* True when NODE holds at most MOST THINGS ("cues"), as many as OWNER
 * ("a rubric") may have; else reported under NUMBER. */
bool form_few_enough(const struct form *form, const struct json_node *node,
                     size_t most, int number, const char *things,
                     const char *owner);

/* TEXT copied into the arena. */
const char *form_keep(const struct form *form, const char *text);

/* The member's text copied into the arena, or NULL. */
const char *form_text(const struct form *form, const struct json_node *object,
                      const char *key);
/* The member's whole number, or OTHERWISE when it is not there; reported and
 * OTHERWISE when it is not between LEAST and MOST. */
int form_integer(const struct form *form, const struct json_node *object,
                 const char *key, int least, int most, int otherwise);
/* The member in thousandths. */
int form_thousandths(const struct form *form, const struct json_node *object,
                     const char *key, int otherwise);
/* NODE's own number in thousandths; 0 when it is none (reported). */
int form_node_thousandths(const struct form *form, const struct json_node *node,
                          const char *what);
bool form_bool(const struct json_node *object, const char *key, bool otherwise);

/* An array of texts, copied into the arena; one text counts as an array of
 * one. *COUNT is 0 when the member is not there. */
const char *const *form_texts(const struct form *form,
                              const struct json_node *object, const char *key,
                              size_t *count);

/* True when NAME may name a thing in a file: a-z, 0-9 and _, a letter first,
 * at most 64 bytes. */
bool form_is_name(const char *name);
/* True when ID may name a file's content: a-z, 0-9, - and _, a letter or
 * digit first, at most 64 bytes. */
bool form_is_id(const char *id);
/* The same of NODE's key and of NODE's own text, reported when not. */
bool form_key_is_name(const struct form *form, const struct json_node *node);
bool form_text_is_name(const struct form *form, const struct json_node *node);

/* What every file begins with. */
struct form_head {
    const char *id;
    int version;
    const char *language;
    const char *title;
    const char *about;
};

/* Takes it from ROOT, and reports an id that cannot be one. */
struct form_head form_head(const struct form *form,
                           const struct json_node *root);

/* False, and it is reported, when ROOT says that it has another format than
 * FORMAT ("rapport-rubric/1"), which is one of WHAT ("a rubric"): then nothing
 * else in it can be judged. */
bool form_format(const struct form *form, const struct json_node *root,
                 const char *format, const char *what);

/* True when the member KEY may name a file's content, or is no text; reported
 * when not. */
bool form_has_id(const struct form *form, const struct json_node *object,
                 const char *key);

#endif
