/* What an object of a file may and must hold, as a table. Begin with
 * form_check(): it sees that every key is known, every value of its kind and
 * no key missing. form_is() knows what each kind asks of a value.
 */
#include "base/form.h"

#include "base/memory.h"
#include "base/nearest.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LARGEST_INTEGER = 1000000000,
    LARGEST_DECIMAL = 1000000,
    LONGEST_NAME = 64,
    /* A hostile file may hold a hundred thousand wrong values in one place;
     * an author is served by the first few. */
    MOST_IN_A_ROW = 20
};

static void problem_at(const struct form *form, size_t offset, int number,
                       const char *mend, const char *format, va_list values)
    __attribute__((format(printf, 5, 0)));

static void problem_at(const struct form *form, size_t offset, int number,
                       const char *mend, const char *format, va_list values)
{
    struct arena *arena = &form->problems->arena;
    const char *message = arena_vformat(arena, format, values);
    problem_add(form->problems, form->source, offset, number, mend, "%s",
                message);
}

void form_problem(const struct form *form, const struct json_node *node,
                  int number, const char *mend, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    problem_at(form, node->span.start, number, mend, format, values);
    va_end(values);
}

void form_problem_within(const struct form *form, const struct json_node *node,
                         size_t at, int number, const char *mend,
                         const char *format, ...)
{
    size_t text = node->span.start + 1;
    bool plain = memchr(form->source->bytes + text, '\\', at) == NULL;
    va_list values;
    va_start(values, format);
    problem_at(form, plain ? text + at : node->span.start, number, mend, format,
               values);
    va_end(values);
}

void form_key_problem(const struct form *form, const struct json_node *node,
                      int number, const char *mend, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    problem_at(form, node->key_span.start, number, mend, format, values);
    va_end(values);
}

const char *form_did_you_mean(const struct form *form, const char *word,
                              const char *const *names, size_t count)
{
    return problem_did_you_mean(form->problems, word, names, count, NULL);
}

void form_unknown(const struct form *form, const struct json_node *node,
                  const char *word, int number, const char *kind,
                  const char *const *names, size_t count)
{
    const char *mend = form_did_you_mean(form, word, names, count);
    if (word == node->key)
        form_key_problem(form, node, number, mend, "'%s' is no %s", word, kind);
    else
        form_problem(form, node, number, mend, "'%s' is no %s", word, kind);
}

/* ---- One value ---- */

struct kind_rule {
    const char *name; /* "must be …" */
    enum json_kind json;
};

static const struct kind_rule rules[] = {
    [FORM_ANY] = {"anything", JSON_NULL},
    [FORM_TEXT] = {"a text", JSON_TEXT},
    [FORM_INTEGER] = {"a whole number", JSON_NUMBER},
    [FORM_DECIMAL] = {"a number", JSON_NUMBER},
    [FORM_BOOL] = {"true or false", JSON_BOOL},
    [FORM_ARRAY] = {"an array", JSON_ARRAY},
    [FORM_OBJECT] = {"an object", JSON_OBJECT},
};

/* Of a text where a number or true or false is due. */
static const char *mend_text(const char *text)
{
    static const char number[] = "-0123456789.";
    size_t plain = strspn(text, number);
    if (text[plain] == '\0' || strcmp(text, "true") == 0 ||
        strcmp(text, "false") == 0)
        return "leave out the quotes";
    if (plain > 0 && text[plain] == ',' &&
        strspn(text + plain + 1, number) == strlen(text + plain + 1))
        return "leave out the quotes, and write a point for the comma: 0.5";
    return NULL;
}

static const char *mend_kind(const struct json_node *node, enum form_kind kind)
{
    bool plain = node->kind == JSON_NUMBER || node->kind == JSON_BOOL;
    bool plain_due =
        rules[kind].json == JSON_NUMBER || rules[kind].json == JSON_BOOL;

    if (node->kind == JSON_TEXT && plain_due) return mend_text(node->text);
    if (kind == FORM_TEXT && plain) return "put it in double quotes";
    if (kind == FORM_ARRAY) return "put it in [ ]";
    return NULL;
}

static bool is_whole(double number)
{
    return floor(number) == number;
}

/* NUMBER is at most LARGEST_DECIMAL either way. */
static int thousandths_of(double number)
{
    return (int)lround(number * 1000);
}

/* Dividing gives the double nearest to those thousandths, and so does reading
 * them: the two are equal for a number with three decimals and for no other
 * that can be told from it. */
static bool has_three_decimals(double number)
{
    return thousandths_of(number) / 1000.0 == number;
}

static bool check_size(const struct form *form, const struct json_node *node,
                       const char *what, int largest)
{
    if (fabs(node->number) <= largest) return true;
    form_problem(form, node, PROBLEM_OUT_OF_RANGE, NULL,
                 "%s must lie between -%d and %d", what, largest, largest);
    return false;
}

static bool check_integer(const struct form *form, const struct json_node *node,
                          const char *what)
{
    if (!is_whole(node->number)) {
        form_problem(form, node, PROBLEM_WRONG_KIND, "leave out the decimals",
                     "%s must be a whole number", what);
        return false;
    }
    return check_size(form, node, what, LARGEST_INTEGER);
}

static bool check_decimal(const struct form *form, const struct json_node *node,
                          const char *what)
{
    if (!check_size(form, node, what, LARGEST_DECIMAL)) return false;
    if (has_three_decimals(node->number)) return true;
    form_problem(form, node, PROBLEM_WRONG_KIND, "round it",
                 "%s may have at most three decimals", what);
    return false;
}

static bool check_text(const struct form *form, const struct json_node *node,
                       const char *what)
{
    if (*node->text) return true;
    form_problem(form, node, PROBLEM_EMPTY_TEXT, NULL, "%s must not be empty",
                 what);
    return false;
}

bool form_is(const struct form *form, const struct json_node *node,
             const char *what, enum form_kind kind)
{
    if (!node) return false;
    if (kind == FORM_ANY) return true;
    if (node->kind != rules[kind].json) {
        form_problem(form, node, PROBLEM_WRONG_KIND, mend_kind(node, kind),
                     "%s must be %s, not %s", what, rules[kind].name,
                     json_kind_name(node->kind));
        return false;
    }
    if (kind == FORM_TEXT) return check_text(form, node, what);
    if (kind == FORM_INTEGER) return check_integer(form, node, what);
    if (kind == FORM_DECIMAL) return check_decimal(form, node, what);
    return true;
}

/* ---- One object ---- */

static const struct form_field *field_of(const struct form_field *fields,
                                         size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].key, key) == 0) return &fields[i];
    return NULL;
}

static const char *nearest_field(const char *key,
                                 const struct form_field *fields, size_t count)
{
    const char **names = memory_new(count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = fields[i].key;
    const char *near = nearest_name(key, names, count);
    free(names);
    return near;
}

static const char *mend_key(const struct form *form, const char *key,
                            const struct form_field *fields, size_t count)
{
    const char *near = nearest_field(key, fields, count);
    return near ? form_did_you_mean(form, near, &near, 1) : NULL;
}

static bool check_member(const struct form *form,
                         const struct json_node *member, const char *what,
                         const struct form_field *fields, size_t count)
{
    const struct form_field *field = field_of(fields, count, member->key);
    if (!field) {
        form_key_problem(form, member, PROBLEM_UNKNOWN_KEY,
                         mend_key(form, member->key, fields, count),
                         "%s has an unknown key '%.*s'", what,
                         text_shown(member->key, strlen(member->key)),
                         member->key);
        return false;
    }
    struct buffer name = {0};
    buffer_format(&name, "'%s' of %s", field->key, what);
    bool good = form_is(form, member, buffer_text(&name), field->kind);
    buffer_free(&name);
    return good;
}

static bool check_required(const struct form *form,
                           const struct json_node *object, const char *what,
                           const struct form_field *field)
{
    if (!field->required || json_member(object, field->key)) return true;
    form_problem(form, object, PROBLEM_MISSING_KEY,
                 problem_mend(form->problems, "add \"%s\": …", field->key),
                 "%s lacks the key '%s'", what, field->key);
    return false;
}

bool form_check(const struct form *form, const struct json_node *node,
                const char *what, const struct form_field *fields,
                size_t field_count)
{
    if (!form_is(form, node, what, FORM_OBJECT)) return false;

    int wrong = 0;
    for (const struct json_node *member = node->child;
         member && wrong < MOST_IN_A_ROW; member = member->next)
        wrong += !check_member(form, member, what, fields, field_count);
    for (size_t i = 0; i < field_count; i++)
        wrong += !check_required(form, node, what, &fields[i]);
    return wrong == 0;
}

bool form_object(const struct form *form, const struct json_node *node,
                 const char *what, const struct form_field *fields,
                 size_t field_count)
{
    form_check(form, node, what, fields, field_count);
    return node && node->kind == JSON_OBJECT;
}

const struct json_node *form_meant(const struct json_node *object,
                                   const char *key,
                                   const struct form_field *fields,
                                   size_t field_count)
{
    if (!object || object->kind != JSON_OBJECT) return NULL;
    const struct json_node *member = json_member(object, key);
    if (member) return member;
    for (member = object->child; member; member = member->next) {
        const char *near = nearest_field(member->key, fields, field_count);
        if (near && strcmp(near, key) == 0) return member;
    }
    return NULL;
}

bool form_few_enough(const struct form *form, const struct json_node *node,
                     size_t most, int number, const char *things,
                     const char *owner)
{
    if (node->count <= most) return true;
    form_problem(form, node, number, NULL,
                 "%zu %s are more than the %zu %s may have", node->count,
                 things, most, owner);
    return false;
}

/* ---- Taking what is there ---- */

static const struct json_node *member_of(const struct json_node *object,
                                         const char *key, enum json_kind kind)
{
    const struct json_node *member = json_member(object, key);
    return member && member->kind == kind ? member : NULL;
}

const struct json_node *form_word(const struct json_node *object,
                                  const char *key)
{
    const struct json_node *member = member_of(object, key, JSON_TEXT);
    return member && *member->text ? member : NULL;
}

const char *form_keep(const struct form *form, const char *text)
{
    return arena_copy(form->arena, text, strlen(text));
}

const char *form_text(const struct form *form, const struct json_node *object,
                      const char *key)
{
    const struct json_node *member = member_of(object, key, JSON_TEXT);
    return member ? form_keep(form, member->text) : NULL;
}

int form_integer(const struct form *form, const struct json_node *object,
                 const char *key, int least, int most, int otherwise)
{
    const struct json_node *member = member_of(object, key, JSON_NUMBER);
    if (!member || !is_whole(member->number)) return otherwise;
    if (member->number >= least && member->number <= most)
        return (int)member->number;
    /* form_check() has reported what is too large for any place. */
    if (fabs(member->number) <= LARGEST_INTEGER)
        form_problem(form, member, PROBLEM_OUT_OF_RANGE, NULL,
                     "'%s' must lie between %d and %d", key, least, most);
    return otherwise;
}

static bool is_decimal(const struct json_node *node)
{
    return node && fabs(node->number) <= LARGEST_DECIMAL &&
           has_three_decimals(node->number);
}

int form_thousandths(const struct form *form, const struct json_node *object,
                     const char *key, int otherwise)
{
    (void)form;
    const struct json_node *member = member_of(object, key, JSON_NUMBER);
    return is_decimal(member) ? thousandths_of(member->number) : otherwise;
}

int form_node_thousandths(const struct form *form, const struct json_node *node,
                          const char *what)
{
    return form_is(form, node, what, FORM_DECIMAL)
               ? thousandths_of(node->number)
               : 0;
}

bool form_bool(const struct json_node *object, const char *key, bool otherwise)
{
    const struct json_node *member = member_of(object, key, JSON_BOOL);
    return member ? member->number != 0 : otherwise;
}

/* NODE and COUNT - 1 after it. */
static const char *const *keep_texts(const struct form *form,
                                     const struct json_node *node, size_t room,
                                     const char *what, size_t *count)
{
    const char **texts = arena_new(form->arena, room, sizeof *texts);
    int wrong = 0;
    for (; room > 0 && wrong < MOST_IN_A_ROW; node = node->next, room--) {
        if (form_is(form, node, what, FORM_TEXT))
            texts[(*count)++] = form_keep(form, node->text);
        else
            wrong++;
    }
    return texts;
}

const char *const *form_texts(const struct form *form,
                              const struct json_node *object, const char *key,
                              size_t *count)
{
    const struct json_node *member = json_member(object, key);
    char what[LONGEST_NAME + 32];

    *count = 0;
    if (!member) return NULL;
    if (member->kind == JSON_ARRAY) {
        snprintf(what, sizeof what, "each text of '%s'", key);
        return keep_texts(form, member->child, member->count, what, count);
    }
    if (member->kind == JSON_TEXT) {
        snprintf(what, sizeof what, "'%s'", key);
        return keep_texts(form, member, 1, what, count);
    }
    form_problem(form, member, PROBLEM_WRONG_KIND, NULL,
                 "'%s' must be a text or an array of texts, not %s", key,
                 json_kind_name(member->kind));
    return NULL;
}

/* ---- Names ---- */

static bool is_made_of(const char *name, const char *first, const char *rest)
{
    return *name && strchr(first, *name) && name[strspn(name, rest)] == '\0' &&
           strlen(name) <= LONGEST_NAME;
}

#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

bool form_is_name(const char *name)
{
    return is_made_of(name, LETTERS, LETTERS DIGITS "_");
}

bool form_is_id(const char *id)
{
    return is_made_of(id, LETTERS DIGITS, LETTERS DIGITS "_-");
}

static const char name_mend[] = "use a-z, 0-9 and _, a letter first";

bool form_key_is_name(const struct form *form, const struct json_node *node)
{
    if (form_is_name(node->key)) return true;
    form_key_problem(form, node, PROBLEM_BAD_NAME, name_mend,
                     "'%s' cannot be a name", node->key);
    return false;
}

bool form_text_is_name(const struct form *form, const struct json_node *node)
{
    if (form_is_name(node->text)) return true;
    form_problem(form, node, PROBLEM_BAD_NAME, name_mend,
                 "'%s' cannot be a name", node->text);
    return false;
}

/* ---- What every file begins with ---- */

bool form_format(const struct form *form, const struct json_node *root,
                 const char *format, const char *what)
{
    const struct json_node *node = form_word(root, "format");
    if (!node || strcmp(node->text, format) == 0) return true;
    form_problem(
        form, node, PROBLEM_WRONG_FORMAT,
        problem_mend(form->problems, "this program reads \"%s\"", format),
        "'%s' is no format of %s it knows", node->text, what);
    return false;
}

bool form_has_id(const struct form *form, const struct json_node *object,
                 const char *key)
{
    const struct json_node *id = form_word(object, key);
    if (!id || form_is_id(id->text)) return true;
    form_problem(form, id, PROBLEM_BAD_NAME, "use a-z, 0-9, - and _",
                 "'%s' cannot be an id", id->text);
    return false;
}

struct form_head form_head(const struct form *form,
                           const struct json_node *root)
{
    struct form_head head;
    head.id = form_text(form, root, "id");
    head.version = form_integer(form, root, "version", 1, 1000000, 1);
    head.language = form_text(form, root, "language");
    head.title = form_text(form, root, "title");
    head.about = form_text(form, root, "about");
    form_has_id(form, root, "id");
    return head;
}
