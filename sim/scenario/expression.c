/* Reading, evaluating and explaining conditions; see expression.h.
 *
 * Begin with expression_compile(): a descent by the three rules of the
 * grammar, a function each. The text's length bounds the depth.
 */
#include "scenario/expression.h"

#include "base/count.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum operation { NAME, NOT, AND, OR };

enum comparison { LESS, AT_MOST, EQUAL, UNEQUAL, AT_LEAST, MORE };

struct expression {
    enum operation operation;
    const struct expression *left;
    const struct expression *right;
    const struct name *name;
    enum comparison comparison;
    int number;
};

/* Longer spellings first. */
static const struct {
    const char *text;
    enum comparison comparison;
} comparisons[] = {
    {"<=", AT_MOST}, {">=", AT_LEAST}, {"!=", UNEQUAL},
    {"<", LESS},     {">", MORE},      {"=", EQUAL},
};

static const char *const comparison_texts[] = {
    [LESS] = "<",     [AT_MOST] = "<=",  [EQUAL] = "=",
    [UNEQUAL] = "!=", [AT_LEAST] = ">=", [MORE] = ">",
};

/* What other languages write, by what stands where it goes wrong. */
static const struct {
    const char *text;
    const char *mend;
} slips[] = {
    {"OR", "write 'or' in small letters"},
    {"AND", "write 'and' in small letters"},
    {"NOT", "write 'not' in small letters"},
    {"Or", "write 'or' in small letters"},
    {"And", "write 'and' in small letters"},
    {"Not", "write 'not' in small letters"},
    {"|", "write 'or'"},
    {"&", "write 'and'"},
    {"!", "write 'not'"},
    {"=>", "write >="},
    {"=<", "write <="},
    {"==", "write a single ="},
    {"<>", "write !="},
    {"\xE2\x89\xA5", "write >="},
    {"\xE2\x89\xA4", "write <="},
    {"\xE2\x89\xA0", "write !="},
    {".", "only whole numbers are compared"},
    {",", "only whole numbers are compared"},
};

struct parser {
    const char *text;
    size_t at;
    const struct names *names;
    struct arena *arena;
    struct expression_fault *fault;
};

static const struct expression *read_any(struct parser *parser);

static void skip_space(struct parser *parser)
{
    parser->at += strspn(parser->text + parser->at, " \t\r\n");
}

static size_t word_length(const struct parser *parser)
{
    return strspn(parser->text + parser->at,
                  "abcdefghijklmnopqrstuvwxyz"
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* A word is a slip as a whole; of a sign of two bytes the first may have been
 * taken already. */
static bool is_slip(const struct parser *parser, const char *slip)
{
    const char *here = parser->text + parser->at;
    size_t length = strlen(slip);
    size_t word = word_length(parser);
    if (word > 0) return word == length && begins(here, slip);
    bool two = length == 2 && parser->at > 0;
    return begins(here, slip) || (two && begins(here - 1, slip));
}

static const char *slip_mend(const struct parser *parser)
{
    char first = parser->fault->word[0];
    for (size_t i = 0; i < COUNT(slips); i++)
        if (is_slip(parser, slips[i].text)) return slips[i].mend;
    return first >= '0' && first <= '9'
               ? "the name comes first, and then the number: trust >= 4"
               : NULL;
}

static const struct expression *fail(struct parser *parser, const char *text)
{
    parser->fault->at = parser->at;
    parser->fault->mend = slip_mend(parser);
    snprintf(parser->fault->text, sizeof parser->fault->text, "%s", text);
    return NULL;
}

static bool take_word(struct parser *parser, const char *word)
{
    skip_space(parser);
    size_t length = strlen(word);
    if (word_length(parser) != length ||
        strncmp(parser->text + parser->at, word, length) != 0)
        return false;
    parser->at += length;
    return true;
}

static bool take_byte(struct parser *parser, char byte)
{
    skip_space(parser);
    if (parser->text[parser->at] != byte) return false;
    parser->at++;
    return true;
}

static struct expression *new_node(struct parser *parser,
                                   enum operation operation,
                                   const struct expression *left,
                                   const struct expression *right)
{
    struct expression *node = arena_new(parser->arena, 1, sizeof *node);
    node->operation = operation;
    node->left = left;
    node->right = right;
    return node;
}

static bool read_comparison(struct parser *parser, struct expression *node)
{
    skip_space(parser);
    size_t count = COUNT(comparisons);
    size_t i = 0;
    while (i < count && !begins(parser->text + parser->at, comparisons[i].text))
        i++;
    node->comparison = AT_LEAST;
    node->number = 1;
    if (i == count) return true;
    node->comparison = comparisons[i].comparison;
    parser->at += strlen(comparisons[i].text);
    skip_space(parser);
    const char *digits = parser->text + parser->at;
    size_t sign = *digits == '-';
    size_t length = strspn(digits + sign, "0123456789");
    if (length == 0 || length > 7)
        return fail(parser, "a whole number must follow here") != NULL;
    node->number = atoi(digits);
    parser->at += sign + length;
    return true;
}

static const struct expression *read_name(struct parser *parser)
{
    skip_space(parser);
    size_t length = word_length(parser);
    const char *word = parser->text + parser->at;
    if (length == 0) return fail(parser, "a name must stand here");
    int index = table_get(&parser->names->table, word, length);
    if (index < 0) {
        snprintf(parser->fault->word, sizeof parser->fault->word, "%.*s",
                 (int)length, word);
        return fail(parser, "this is no code, no state and nothing that is "
                            "listened for");
    }
    parser->at += length;
    struct expression *node = new_node(parser, NAME, NULL, NULL);
    node->name = &parser->names->list[index];
    return read_comparison(parser, node) ? node : NULL;
}

static const struct expression *read_one(struct parser *parser)
{
    if (take_word(parser, "not")) {
        const struct expression *one = read_one(parser);
        return one == NULL ? NULL : new_node(parser, NOT, one, NULL);
    }
    if (!take_byte(parser, '(')) return read_name(parser);
    const struct expression *inner = read_any(parser);
    if (inner == NULL) return NULL;
    if (!take_byte(parser, ')')) return fail(parser, "a ) is missing here");
    return inner;
}

static const struct expression *read_all(struct parser *parser)
{
    const struct expression *left = read_one(parser);
    while (left != NULL && take_word(parser, "and")) {
        const struct expression *right = read_one(parser);
        left = right == NULL ? NULL : new_node(parser, AND, left, right);
    }
    return left;
}

static const struct expression *read_any(struct parser *parser)
{
    const struct expression *left = read_all(parser);
    while (left != NULL && take_word(parser, "or")) {
        const struct expression *right = read_all(parser);
        left = right == NULL ? NULL : new_node(parser, OR, left, right);
    }
    return left;
}

const struct expression *expression_compile(const char *text,
                                            const struct names *names,
                                            struct arena *arena,
                                            struct expression_fault *fault)
{
    struct parser parser = {text, 0, names, arena, fault};
    *fault = (struct expression_fault){0};
    if (strlen(text) > EXPRESSION_BYTES)
        return fail(&parser, "a condition has at most 1,024 characters");
    const struct expression *whole = read_any(&parser);
    if (whole == NULL) return NULL;
    skip_space(&parser);
    if (parser.text[parser.at] != '\0')
        return fail(&parser, "'and' or 'or' must stand between conditions");
    return whole;
}

static int value_of(const struct name *name, const struct moment *moment)
{
    switch (name->operand) {
    case OPERAND_CODE:
        return moment->levels[name->index];
    case OPERAND_STATE:
        return moment->values[name->index];
    case OPERAND_LISTEN:
        return moment->listens[name->index];
    case OPERAND_HEARD:
        return moment->heard;
    case OPERAND_MISHEARD:
        return moment->misheard;
    case OPERAND_SILENCE:
        return moment->silence;
    case OPERAND_VISITS:
        return moment->visits;
    case OPERAND_TURN:
        return moment->turn;
    }
    return 0;
}

static bool compares(int value, enum comparison comparison, int number)
{
    switch (comparison) {
    case LESS:
        return value < number;
    case AT_MOST:
        return value <= number;
    case EQUAL:
        return value == number;
    case UNEQUAL:
        return value != number;
    case AT_LEAST:
        return value >= number;
    case MORE:
        return value > number;
    }
    return false;
}

bool expression_holds(const struct expression *expression,
                      const struct moment *moment)
{
    if (expression == NULL) return true;
    switch (expression->operation) {
    case NAME:
        return compares(value_of(expression->name, moment),
                        expression->comparison, expression->number);
    case NOT:
        return !expression_holds(expression->left, moment);
    case AND:
        return expression_holds(expression->left, moment) &&
               expression_holds(expression->right, moment);
    case OR:
        return expression_holds(expression->left, moment) ||
               expression_holds(expression->right, moment);
    }
    return false;
}

static void add_reason(struct buffer *out, const char *separator,
                       const struct expression *atom,
                       const struct moment *moment, bool wanted)
{
    const struct name *name = atom->name;
    int value = value_of(name, moment);
    bool bare = atom->comparison == AT_LEAST && atom->number == 1;
    if (out->length > 0) buffer_add_text(out, separator);
    if (bare && wanted)
        buffer_format(out, "'%s' was not there", name->text);
    else if (bare)
        buffer_format(out, "'%s' was there", name->text);
    else
        buffer_format(out, "%s was %d, not %s%s %d", name->text, value,
                      wanted ? "" : "outside ",
                      comparison_texts[atom->comparison], atom->number);
}

/* Lists what kept EXPRESSION from being WANTED. */
static void explain(const struct expression *expression,
                    const struct moment *moment, bool wanted,
                    struct buffer *out)
{
    if (expression_holds(expression, moment) == wanted) return;
    switch (expression->operation) {
    case NAME:
        add_reason(out, ", ", expression, moment, wanted);
        return;
    case NOT:
        explain(expression->left, moment, !wanted, out);
        return;
    case AND:
    case OR:
        explain(expression->left, moment, wanted, out);
        explain(expression->right, moment, wanted, out);
        return;
    }
}

void expression_explain(const struct expression *expression,
                        const struct moment *moment, struct buffer *out)
{
    if (expression != NULL) explain(expression, moment, true, out);
}

struct reasons {
    const struct name **list;
    size_t count;
    size_t room;
};

/* Of an AND that holds both sides are the reason, of one that fails those that
 * fail; of an OR the other way round: those that hold as the whole does. */
static void find_reasons(const struct expression *expression,
                         const struct moment *moment, bool holds,
                         struct reasons *reasons)
{
    if (expression_holds(expression, moment) != holds) return;
    switch (expression->operation) {
    case NAME:
        if (value_of(expression->name, moment) != 0 &&
            reasons->count < reasons->room)
            reasons->list[reasons->count++] = expression->name;
        return;
    case NOT:
        find_reasons(expression->left, moment, !holds, reasons);
        return;
    case AND:
    case OR:
        find_reasons(expression->left, moment, holds, reasons);
        find_reasons(expression->right, moment, holds, reasons);
        return;
    }
}

size_t expression_reasons(const struct expression *expression,
                          const struct moment *moment, const struct name **list,
                          size_t room)
{
    struct reasons reasons = {list, 0, room};
    if (expression != NULL)
        find_reasons(expression, moment, expression_holds(expression, moment),
                     &reasons);
    return reasons.count;
}

/* --- looking ahead ------------------------------------------------------- */

bool expression_is_finding(enum operand operand)
{
    return operand != OPERAND_STATE && operand != OPERAND_VISITS &&
           operand != OPERAND_TURN;
}

static struct range just(int value)
{
    return (struct range){value, value};
}

static struct range range_of(const struct name *name,
                             const struct outlook *outlook)
{
    switch (name->operand) {
    case OPERAND_CODE:
        return outlook->levels[name->index];
    case OPERAND_STATE:
        return just(outlook->values[name->index]);
    case OPERAND_LISTEN:
        return outlook->listens[name->index];
    case OPERAND_HEARD:
        return outlook->heard;
    case OPERAND_MISHEARD:
        return outlook->misheard;
    case OPERAND_SILENCE:
        return outlook->silence;
    case OPERAND_VISITS:
        return just(outlook->visits);
    case OPERAND_TURN:
        return just(outlook->turn);
    }
    return just(0);
}

/* Where a range that NUMBER cuts in two is cut: at NUMBER, or just above. */
static int cut_of(enum comparison comparison, int number, struct range range)
{
    bool above = comparison == AT_MOST || comparison == MORE;
    bool equality = comparison == EQUAL || comparison == UNEQUAL;
    return above || (equality && range.least == number) ? number + 1 : number;
}

static enum expression_verdict foresee_name(const struct expression *atom,
                                            const struct outlook *outlook,
                                            struct expression_crux *crux)
{
    struct range range = range_of(atom->name, outlook);
    int from = cut_of(atom->comparison, atom->number, range);
    if (from <= range.least || from > range.most)
        return compares(range.least, atom->comparison, atom->number)
                   ? EXPRESSION_YES
                   : EXPRESSION_NO;
    *crux = (struct expression_crux){atom->name, from};
    return EXPRESSION_OPEN;
}

/* An AND is decided by a side that fails, an OR by one that holds. */
static enum expression_verdict foresee_pair(const struct expression *pair,
                                            const struct outlook *outlook,
                                            struct expression_crux *crux)
{
    enum expression_verdict decisive =
        pair->operation == AND ? EXPRESSION_NO : EXPRESSION_YES;
    struct expression_crux second;
    enum expression_verdict left =
        expression_foresee(pair->left, outlook, crux);
    if (left == decisive) return decisive;
    enum expression_verdict right =
        expression_foresee(pair->right, outlook, &second);
    if (right == decisive) return decisive;
    if (left == EXPRESSION_OPEN) return EXPRESSION_OPEN;
    *crux = second;
    return right;
}

enum expression_verdict expression_foresee(const struct expression *expression,
                                           const struct outlook *outlook,
                                           struct expression_crux *crux)
{
    static const enum expression_verdict opposite[] = {
        [EXPRESSION_NO] = EXPRESSION_YES,
        [EXPRESSION_YES] = EXPRESSION_NO,
        [EXPRESSION_OPEN] = EXPRESSION_OPEN,
    };
    if (expression == NULL) return EXPRESSION_YES;
    switch (expression->operation) {
    case NAME:
        return foresee_name(expression, outlook, crux);
    case NOT:
        return opposite[expression_foresee(expression->left, outlook, crux)];
    case AND:
    case OR:
        return foresee_pair(expression, outlook, crux);
    }
    return EXPRESSION_NO;
}

/* Calls VISIT for each comparison, in order. */
static void each_name(const struct expression *expression,
                      void visit(const struct expression *, void *),
                      void *context)
{
    if (expression == NULL) return;
    if (expression->operation == NAME) {
        visit(expression, context);
        return;
    }
    each_name(expression->left, visit, context);
    each_name(expression->right, visit, context);
}

static void note_finding(const struct expression *atom, void *context)
{
    bool *asks = context;
    *asks = *asks || expression_is_finding(atom->name->operand);
}

bool expression_asks_reply(const struct expression *expression)
{
    bool asks = false;
    each_name(expression, note_finding, &asks);
    return asks;
}

struct search {
    enum operand operand;
    size_t index;
    bool named;
    int greatest;
};

static void search_name(const struct expression *atom, void *context)
{
    struct search *search = context;
    if (atom->name->operand != search->operand) return;
    if (atom->number > search->greatest) search->greatest = atom->number;
    if (atom->name->index == search->index) search->named = true;
}

bool expression_names(const struct expression *expression, enum operand operand,
                      size_t index)
{
    struct search search = {.operand = operand, .index = index};
    each_name(expression, search_name, &search);
    return search.named;
}

int expression_greatest(const struct expression *expression,
                        enum operand operand, int least)
{
    struct search search = {.operand = operand, .greatest = least};
    each_name(expression, search_name, &search);
    return search.greatest;
}

struct signing {
    const struct moment *moment;
    struct buffer *out;
};

static void sign_name(const struct expression *atom, void *context)
{
    const struct signing *signing = context;
    if (expression_is_finding(atom->name->operand)) return;
    buffer_add_byte(signing->out, expression_holds(atom, signing->moment));
}

void expression_sign(const struct expression *expression,
                     const struct moment *moment, struct buffer *out)
{
    struct signing signing = {moment, out};
    each_name(expression, sign_name, &signing);
}
