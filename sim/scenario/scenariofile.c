/* Loading a scenario; see scenariofile.h.
 *
 * Begin with scenariofile_load() and the tables of fields below. Names come
 * before the conditions that use them, node names before the ways that lead
 * to them; everything else goes on after a problem, so that all are found.
 */
#include "scenario/scenariofile.h"

#include "base/count.h"
#include "base/form.h"
#include "base/memory.h"
#include "rubric/cuefile.h"
#include "scenario/fault.h"

#include <stdlib.h>
#include <string.h>

/* "$schema" is for editors. */
static const struct form_field scenario_fields[] = {
    {"format", FORM_TEXT, true},        {"id", FORM_TEXT, true},
    {"version", FORM_INTEGER, true},    {"language", FORM_TEXT, true},
    {"title", FORM_TEXT, true},         {"about", FORM_TEXT, true},
    {"difficulty", FORM_INTEGER, true}, {"practises", FORM_ARRAY, true},
    {"content_note", FORM_TEXT, false}, {"rubric", FORM_TEXT, true},
    {"client", FORM_OBJECT, false},     {"people", FORM_OBJECT, false},
    {"state", FORM_OBJECT, true},       {"listen", FORM_OBJECT, false},
    {"endings", FORM_OBJECT, true},     {"card", FORM_OBJECT, false},
    {"start", FORM_TEXT, true},         {"turns", FORM_OBJECT, false},
    {"always", FORM_ARRAY, false},      {"nodes", FORM_OBJECT, true},
    {"continues", FORM_TEXT, false},    {"carry", FORM_ARRAY, false},
    {"$schema", FORM_TEXT, false},
};
static const struct form_field person_fields[] = {{"name", FORM_TEXT, true}};
static const struct form_field state_fields[] = {
    {"min", FORM_INTEGER, true},
    {"max", FORM_INTEGER, true},
    {"start", FORM_INTEGER, true},
};
static const struct form_field ending_fields[] = {
    {"kind", FORM_TEXT, true},
    {"title", FORM_TEXT, true},
};
static const struct form_field card_fields[] = {
    {"bond", FORM_OBJECT, false},
    {"goals", FORM_OBJECT, false},
    {"tasks", FORM_OBJECT, false},
};
static const struct form_field card_line_fields[] = {
    {"from", FORM_TEXT, true},
    {"steps", FORM_ARRAY, true},
};
static const struct form_field turns_fields[] = {
    {"max", FORM_INTEGER, true},
    {"goto", FORM_TEXT, true},
};
static const struct form_field rule_fields[] = {
    {"id", FORM_TEXT, true},
    {"when", FORM_TEXT, true},
    {"goto", FORM_TEXT, true},
};
static const struct form_field node_fields[] = {
    {"say", FORM_ARRAY, true},     {"again", FORM_ARRAY, false},
    {"heard", FORM_OBJECT, false}, {"better", FORM_ARRAY, false},
    {"hint", FORM_TEXT, false},    {"replies", FORM_ARRAY, false},
    {"end", FORM_TEXT, false},
};
static const struct form_field heard_fields[] = {
    {"fits", FORM_ARRAY, true},
    {"misses", FORM_ARRAY, false},
};
static const struct form_field way_fields[] = {
    {"id", FORM_TEXT, true},     {"when", FORM_TEXT, false},
    {"set", FORM_OBJECT, false}, {"add", FORM_OBJECT, false},
    {"goto", FORM_TEXT, false},  {"say", FORM_ARRAY, false},
    {"coach", FORM_TEXT, false}, {"try", FORM_ARRAY, false},
};
static const struct form_field sample_fields[] = {
    {"say", FORM_ANY, true},
    {"before", FORM_TEXT, false},
    {"given", FORM_OBJECT, false},
};
static const struct form_field line_fields[] = {
    {"who", FORM_TEXT, true},
    {"say", FORM_TEXT, true},
};

/* A scenario while it is loaded. */
struct load {
    struct form form;
    struct cuefile cuefile;
    struct scenario *scenario;
    const struct rubric *rubric;
    bool too_many_nodes; /* which was said: none is known */
    struct table node_names;
    const char *mute; /* the node's first reply that stays without a word */
};

/* A section with a misspelt name is taken all the same, so that not everything
 * that it names is missed. */
static const struct json_node *section(const struct json_node *root,
                                       const char *key)
{
    return form_meant(root, key, scenario_fields, COUNT(scenario_fields));
}

/* True when OBJECT has nothing under KEY, and no slip of its author's is
 * why. */
static bool is_wanting(const struct json_node *object, const char *key,
                       const struct form_field *fields, size_t field_count)
{
    const struct json_node *member = json_member(object, key);
    if (member != NULL) return member->kind == JSON_ARRAY && member->count == 0;
    return form_meant(object, key, fields, field_count) == NULL;
}

static void *room(struct load *load, size_t count, size_t size)
{
    return arena_new(&load->scenario->arena, count, size);
}

static size_t find_node(struct load *load, const struct json_node *node)
{
    if (node == NULL || node->kind != JSON_TEXT || *node->text == '\0')
        return SCENARIO_NONE;
    int index = table_get(&load->node_names, node->text, strlen(node->text));
    if (index >= 0) return (size_t)index;
    size_t count = load->scenario->node_count;
    if (load->too_many_nodes) return SCENARIO_NONE;
    const char **names = memory_new(count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = load->scenario->nodes[i].id;
    form_unknown(&load->form, node, node->text, FAULT_NO_SUCH_NODE, "node",
                 names, count);
    free(names);
    return SCENARIO_NONE;
}

static size_t find_state(struct load *load, const struct json_node *node,
                         const char *word)
{
    size_t index = scenario_state(load->scenario, word);
    if (index != SCENARIO_NONE) return index;
    const char *names[SCENARIO_STATES];
    for (size_t i = 0; i < load->scenario->state_count; i++)
        names[i] = load->scenario->states[i].name;
    form_unknown(&load->form, node, word, FAULT_NO_SUCH_STATE, "state", names,
                 load->scenario->state_count);
    return SCENARIO_NONE;
}

static size_t find_ending(struct load *load, const struct json_node *node)
{
    size_t index = scenario_ending(load->scenario, node->text);
    if (index != SCENARIO_NONE) return index;
    size_t count = load->scenario->ending_count;
    const char **names = memory_new(count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = load->scenario->endings[i].id;
    form_unknown(&load->form, node, node->text, FAULT_NO_SUCH_ENDING, "ending",
                 names, count);
    free(names);
    return SCENARIO_NONE;
}

static size_t find_code(struct load *load, const struct json_node *node)
{
    size_t index = rubric_code(load->rubric, node->text);
    if (index != RUBRIC_NONE) return index;
    size_t count = load->rubric->code_count;
    const char **names = memory_new(count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = load->rubric->codes[i].name;
    form_unknown(&load->form, node, node->text, FAULT_NO_SUCH_CODE,
                 "code of the rubric", names, count);
    free(names);
    return SCENARIO_NONE;
}

/* --- people, state, endings, card ---------------------------------------- */

static void load_person(struct load *load, const struct json_node *node,
                        const char *id)
{
    struct scenario *scenario = load->scenario;
    form_check(&load->form, node, "a person", person_fields,
               COUNT(person_fields));
    scenario->people[scenario->person_count++] =
        (struct person){id, form_text(&load->form, node, "name")};
}

static void load_people(struct load *load, const struct json_node *root)
{
    const struct json_node *client = section(root, "client");
    const struct json_node *people = section(root, "people");
    struct scenario *scenario = load->scenario;
    if ((client == NULL) == (people == NULL)) {
        form_problem(&load->form, root, PROBLEM_MISSING_KEY,
                     "\"client\": {\"name\": …} for one, \"people\": {id: "
                     "{\"name\": …}} for several",
                     "a scenario has either 'client' or 'people'");
        return;
    }
    if ((client != NULL ? client : people)->kind != JSON_OBJECT) return;
    if (client == NULL && people->count == 0)
        form_problem(&load->form, people, PROBLEM_EMPTY_TEXT,
                     "name at least one: {\"sam\": {\"name\": \"Sam\"}}",
                     "there is nobody to talk with");
    scenario->people =
        room(load, client != NULL ? 1 : people->count, sizeof(struct person));
    if (client != NULL) {
        load_person(load, client, "client");
        return;
    }
    for (const struct json_node *n = people->child; n != NULL; n = n->next) {
        form_key_is_name(&load->form, n);
        load_person(load, n, form_keep(&load->form, n->key));
    }
}

/* What is not there is taken so that it is never wrong beside the rest. */
static struct state read_state(const struct form *form,
                               const struct json_node *node)
{
    int most = SCENARIO_VALUE;
    struct state state = {.name = form_keep(form, node->key),
                          .at = node->key_span.start};
    state.min = form_integer(form, node, "min", -most, most, -most);
    state.max = form_integer(form, node, "max", -most, most, most);
    state.start = form_integer(form, node, "start", -most, most, state.min);
    return state;
}

static void load_states(struct load *load, const struct json_node *states)
{
    struct scenario *scenario = load->scenario;
    if (states == NULL || states->kind != JSON_OBJECT) return;
    if (!form_few_enough(&load->form, states, SCENARIO_STATES, FAULT_TOO_MANY,
                         "states", "a scenario"))
        return;
    scenario->states = room(load, states->count, sizeof(struct state));
    for (const struct json_node *n = states->child; n != NULL; n = n->next) {
        struct state *state = &scenario->states[scenario->state_count++];
        const struct form *form = &load->form;
        form_key_is_name(&load->form, n);
        form_check(form, n, "a state", state_fields, COUNT(state_fields));
        *state = read_state(form, n);
        if (state->min <= state->start && state->start <= state->max) continue;
        form_problem(form, n, FAULT_STATE_RANGE,
                     "min may not be above start, nor start above max",
                     "'%s' starts outside its own bounds", state->name);
    }
}

static void load_endings(struct load *load, const struct json_node *endings)
{
    struct scenario *scenario = load->scenario;
    if (endings == NULL || endings->kind != JSON_OBJECT) return;
    scenario->endings = room(load, endings->count, sizeof(struct ending));
    for (const struct json_node *n = endings->child; n != NULL; n = n->next) {
        struct ending *ending = &scenario->endings[scenario->ending_count++];
        form_key_is_name(&load->form, n);
        *ending = (struct ending){form_keep(&load->form, n->key), ENDING_MIXED,
                                  "", n->key_span.start};
        form_check(&load->form, n, "an ending", ending_fields,
                   COUNT(ending_fields));
        ending->title = form_text(&load->form, n, "title");
        const struct json_node *kind = form_word(n, "kind");
        if (kind == NULL) continue;
        size_t i = ENDING_GOOD;
        while (i <= ENDING_POOR &&
               strcmp(scenario_ending_kind_name((enum ending_kind)i),
                      kind->text) != 0)
            i++;
        if (i <= ENDING_POOR)
            ending->kind = (enum ending_kind)i;
        else
            form_problem(&load->form, kind, FAULT_NO_SUCH_KIND,
                         "write good, mixed or poor",
                         "'%s' is no kind of ending", kind->text);
    }
}

/* Only where the state has its bounds from the file: those that are not there
 * bound nothing. */
static void check_steps(struct load *load, const struct json_node *steps,
                        const struct card_line *line)
{
    if (!line->discussed) return;
    const struct state *state = &load->scenario->states[line->state];
    size_t i = 0;
    for (const struct json_node *n = steps->child; n != NULL; n = n->next, i++)
        if (line->steps[i] < state->min || line->steps[i] > state->max)
            form_problem(&load->form, n, FAULT_CARD_RANGE,
                         "choose steps that it can reach",
                         "'%s' goes from %d to %d and never comes to %d",
                         state->name, state->min, state->max, line->steps[i]);
}

static void load_steps(struct load *load, const struct json_node *steps,
                       struct card_line *line)
{
    size_t i = 0;
    if (steps == NULL || steps->kind != JSON_ARRAY) return;
    for (const struct json_node *n = steps->child;
         n != NULL && i < SCENARIO_STEPS; n = n->next, i++) {
        if (!form_is(&load->form, n, "a step", FORM_INTEGER)) return;
        line->steps[i] = (int)n->number;
        if (i > 0 && line->steps[i] <= line->steps[i - 1]) break;
    }
    if (i == SCENARIO_STEPS && steps->count == SCENARIO_STEPS) {
        check_steps(load, steps, line);
        return;
    }
    form_problem(&load->form, steps, FAULT_CARD_STEPS,
                 "four rising numbers: from where on the card says 2, 3, 4, 5",
                 "a card line has %d steps, each above the one before",
                 SCENARIO_STEPS);
}

static void load_card(struct load *load, const struct json_node *card)
{
    if (!form_object(&load->form, card, "'card'", card_fields,
                     COUNT(card_fields)))
        return;
    for (size_t i = 0; i < CARD_COUNT; i++) {
        const struct json_node *n =
            json_member(card, scenario_card_name((enum card)i));
        struct card_line *line = &load->scenario->card[i];
        if (!form_object(&load->form, n, "a line of the card", card_line_fields,
                         COUNT(card_line_fields)))
            continue;
        const struct json_node *from = form_word(n, "from");
        line->state =
            from != NULL ? find_state(load, from, from->text) : SCENARIO_NONE;
        line->discussed = line->state != SCENARIO_NONE;
        load_steps(load, json_member(n, "steps"), line);
    }
}

static void load_practises(struct load *load, const struct json_node *array)
{
    if (array == NULL || array->kind != JSON_ARRAY) return;
    size_t *list = room(load, array->count, sizeof *list);
    size_t count = 0;
    for (const struct json_node *n = array->child; n != NULL; n = n->next) {
        if (!form_is(&load->form, n, "a code's name", FORM_TEXT)) continue;
        list[count] = find_code(load, n);
        count += list[count] != SCENARIO_NONE;
    }
    load->scenario->practises = (struct numbers){list, count};
}

static void load_carry(struct load *load, const struct json_node *root)
{
    const struct json_node *array = json_member(root, "carry");
    struct scenario *scenario = load->scenario;
    scenario->continues = form_text(&load->form, root, "continues");
    form_has_id(&load->form, root, "continues");
    if (array == NULL || array->kind != JSON_ARRAY) return;
    if (section(root, "continues") == NULL)
        form_problem(&load->form, array, FAULT_CARRY,
                     "add \"continues\": the id of the earlier scenario",
                     "'carry' needs an earlier scenario to carry from");
    size_t *list = room(load, array->count, sizeof *list);
    size_t count = 0;
    for (const struct json_node *n = array->child; n != NULL; n = n->next) {
        if (!form_is(&load->form, n, "a state's name", FORM_TEXT)) continue;
        list[count] = find_state(load, n, n->text);
        count += list[count] != SCENARIO_NONE;
    }
    scenario->carry = (struct numbers){list, count};
}

/* --- what the scenario listens for, and the names of conditions ---------- */

static void load_listens(struct load *load, const struct json_node *listens)
{
    struct scenario *scenario = load->scenario;
    if (listens == NULL || listens->kind != JSON_OBJECT) return;
    if (!form_few_enough(&load->form, listens, RUBRIC_CUES, FAULT_TOO_MANY,
                         "cues", "a scenario"))
        return;
    scenario->listens = room(load, listens->count, sizeof(struct cue));
    for (const struct json_node *n = listens->child; n != NULL; n = n->next) {
        form_key_is_name(&load->form, n);
        cuefile_read(&load->cuefile, n, form_keep(&load->form, n->key), false,
                     &scenario->listens[scenario->listen_count++]);
    }
}

static const struct name fixed_names[] = {
    {"heard", OPERAND_HEARD, 0},     {"misheard", OPERAND_MISHEARD, 0},
    {"silence", OPERAND_SILENCE, 0}, {"visits", OPERAND_VISITS, 0},
    {"turn", OPERAND_TURN, 0},
};

static void add_name(struct load *load, struct name name,
                     const struct json_node *node)
{
    struct names *names = &load->scenario->names;
    static const char *const words[] = {"and", "or", "not"};
    bool reserved = false;
    for (size_t i = 0; i < COUNT(words); i++)
        reserved = reserved || strcmp(words[i], name.text) == 0;
    ((struct name *)names->list)[names->count] = name;
    if (!reserved && table_put(&names->table, name.text, strlen(name.text),
                               (int)names->count)) {
        names->count++;
        return;
    }
    form_key_problem(&load->form, node, FAULT_NAME_CLASH,
                     "give it another name: codes, state, what is listened "
                     "for and heard, misheard, silence, visits, turn share "
                     "one set of names",
                     "the name '%s' is taken", name.text);
}

static void load_names(struct load *load, const struct json_node *root)
{
    struct scenario *scenario = load->scenario;
    const struct rubric *rubric = load->rubric;
    scenario->names.list =
        room(load,
             rubric->code_count + scenario->state_count +
                 scenario->listen_count + COUNT(fixed_names) + 1,
             sizeof(struct name));
    for (size_t i = 0; i < COUNT(fixed_names); i++)
        add_name(load, fixed_names[i], root);
    for (size_t i = 0; i < rubric->code_count; i++)
        add_name(load,
                 (struct name){form_keep(&load->form, rubric->codes[i].name),
                               OPERAND_CODE, i},
                 root);
    for (size_t i = 0; i < scenario->state_count; i++)
        add_name(load,
                 (struct name){scenario->states[i].name, OPERAND_STATE, i},
                 json_nth(section(root, "state"), i));
    for (size_t i = 0; i < scenario->listen_count; i++)
        add_name(load,
                 (struct name){scenario->listens[i].name, OPERAND_LISTEN, i},
                 json_nth(section(root, "listen"), i));
}

static const char *mend_name(struct load *load,
                             const struct expression_fault *fault)
{
    if (fault->mend != NULL) return fault->mend;
    const struct names *names = &load->scenario->names;
    const char **list = memory_new(names->count, sizeof *list);
    for (size_t i = 0; i < names->count; i++)
        list[i] = names->list[i].text;
    const char *mend =
        form_did_you_mean(&load->form, fault->word, list, names->count);
    free(list);
    return mend;
}

static const struct expression *
load_when(struct load *load, const struct json_node *when, const char **text)
{
    struct expression_fault fault;
    *text = NULL;
    if (when == NULL || when->kind != JSON_TEXT || *when->text == '\0')
        return NULL;
    *text = form_keep(&load->form, when->text);
    const struct expression *expression = expression_compile(
        *text, &load->scenario->names, &load->scenario->arena, &fault);
    if (expression != NULL) return expression;
    if (fault.word[0] != '\0')
        form_problem_within(&load->form, when, fault.at, FAULT_NO_SUCH_NAME,
                            mend_name(load, &fault), "'%s': %s", fault.word,
                            fault.text);
    else
        form_problem_within(
            &load->form, when, fault.at, FAULT_CONDITION,
            fault.mend != NULL
                ? fault.mend
                : "for example: reflection and (empathy >= 2 or heard)",
            "%s", fault.text);
    return NULL;
}

/* --- lines, changes, samples --------------------------------------------- */

static size_t find_person(struct load *load, const struct json_node *who)
{
    const struct scenario *scenario = load->scenario;
    size_t count = scenario->person_count;
    size_t person = 0;
    while (person < count &&
           strcmp(scenario->people[person].id, who->text) != 0)
        person++;
    if (person < count) return person;
    bool alone = count == 1 && strcmp(scenario->people[0].id, "client") == 0;
    const char **ids = memory_new(count, sizeof *ids);
    for (size_t i = 0; i < count; i++)
        ids[i] = scenario->people[i].id;
    const char *near = form_did_you_mean(&load->form, who->text, ids, count);
    free(ids);
    if (alone)
        form_problem(&load->form, who, FAULT_NO_SUCH_PERSON,
                     "write the line as a text, without 'who'",
                     "there is only one client here, so a line need not say "
                     "who speaks, and nobody is called '%s'",
                     who->text);
    else
        form_problem(&load->form, who, FAULT_NO_SUCH_PERSON,
                     near != NULL ? near : "use an id from 'people'",
                     "nobody here is called '%s'", who->text);
    return SCENARIO_NONE;
}

static bool load_line(struct load *load, const struct json_node *node,
                      struct line *line)
{
    const struct scenario *scenario = load->scenario;
    if (node->kind == JSON_TEXT) {
        *line = (struct line){0, form_keep(&load->form, node->text)};
        if (scenario->person_count < 2) return true;
        form_problem(&load->form, node, FAULT_WHO_SPEAKS,
                     "write {\"who\": …, \"say\": …}",
                     "with several people a line must name who speaks");
        return false;
    }
    form_check(&load->form, node, "a line", line_fields, COUNT(line_fields));
    const struct json_node *who = form_word(node, "who");
    const char *text = form_text(&load->form, node, "say");
    if (who == NULL || text == NULL || scenario->person_count == 0)
        return false;
    size_t person = find_person(load, who);
    *line = (struct line){person, text};
    return person != SCENARIO_NONE;
}

static bool says_something(struct load *load, const struct json_node *node,
                           const struct line *line)
{
    if (line->text[strspn(line->text, " \t\n")] != '\0') return true;
    form_problem(
        &load->form, node, PROBLEM_EMPTY_TEXT,
        "write what the client says, or does, as \"(She looks away.)\"",
        "a line of the client's is empty");
    return false;
}

static struct lines load_lines(struct load *load, const struct json_node *array)
{
    if (!form_is(&load->form, array, "what is said", FORM_ARRAY))
        return (struct lines){0};
    struct line *list = room(load, array->count, sizeof *list);
    size_t count = 0;
    for (const struct json_node *n = array->child; n != NULL; n = n->next)
        count += load_line(load, n, &list[count]) &&
                 says_something(load, n, &list[count]);
    return (struct lines){list, count};
}

static struct changes load_changes(struct load *load,
                                   const struct json_node *object)
{
    if (object == NULL || object->kind != JSON_OBJECT)
        return (struct changes){0};
    struct change *list = room(load, object->count, sizeof *list);
    size_t count = 0;
    for (const struct json_node *n = object->child; n != NULL; n = n->next) {
        size_t state = find_state(load, n, n->key);
        if (state == SCENARIO_NONE ||
            !form_is(&load->form, n, n->key, FORM_INTEGER))
            continue;
        int value = form_integer(&load->form, object, n->key, -SCENARIO_VALUE,
                                 SCENARIO_VALUE, 0);
        list[count++] = (struct change){state, value};
    }
    return (struct changes){list, count};
}

/* `given` holds states, and `visits` and `turn`, which are none. */
static void load_given(struct load *load, const struct json_node *given,
                       struct sample *sample)
{
    const struct form *form = &load->form;
    sample->visits = form_integer(form, given, "visits", 1, 1000, 1);
    sample->turn = form_integer(form, given, "turn", 1, SCENARIO_TURNS, 1);
    if (given == NULL || given->kind != JSON_OBJECT) return;
    struct change *list = room(load, given->count, sizeof *list);
    size_t count = 0;
    for (const struct json_node *n = given->child; n != NULL; n = n->next) {
        if (strcmp(n->key, "visits") == 0 || strcmp(n->key, "turn") == 0) {
            form_is(form, n, n->key, FORM_INTEGER);
            continue;
        }
        size_t state = find_state(load, n, n->key);
        if (state == SCENARIO_NONE || !form_is(form, n, n->key, FORM_INTEGER))
            continue;
        const struct state *bounds = &load->scenario->states[state];
        list[count++] = (struct change){
            state, form_integer(form, given, n->key, bounds->min, bounds->max,
                                bounds->start)};
    }
    sample->given = (struct changes){list, count};
}

static bool load_sample(struct load *load, const struct json_node *node,
                        struct sample *sample)
{
    *sample = (struct sample){.visits = 1, .turn = 1, .at = node->span.start};
    if (node->kind == JSON_TEXT) {
        sample->reply = form_keep(&load->form, node->text);
        return true;
    }
    form_check(&load->form, node, "a sample reply", sample_fields,
               COUNT(sample_fields));
    const struct json_node *say = json_member(node, "say");
    if (say != NULL && say->kind != JSON_TEXT)
        form_problem(&load->form, say, PROBLEM_WRONG_KIND, NULL,
                     "'say' must be a text; \"\" is silence");
    sample->reply = form_text(&load->form, node, "say");
    sample->before = form_text(&load->form, node, "before");
    load_given(load, json_member(node, "given"), sample);
    return sample->reply != NULL;
}

static struct samples load_samples(struct load *load,
                                   const struct json_node *array)
{
    if (array == NULL || array->kind != JSON_ARRAY) return (struct samples){0};
    struct sample *list = room(load, array->count, sizeof *list);
    size_t count = 0;
    for (const struct json_node *n = array->child; n != NULL; n = n->next)
        count += load_sample(load, n, &list[count]);
    return (struct samples){list, count};
}

/* --- nodes --------------------------------------------------------------- */

static void load_way(struct load *load, const struct json_node *node,
                     size_t index, struct way *way)
{
    const struct form *form = &load->form;
    form_check(form, node, "a reply", way_fields, COUNT(way_fields));
    way->id = form_text(form, node, "id");
    if (way->id == NULL) way->id = "?";
    way->when = load_when(load, json_member(node, "when"), &way->when_text);
    way->set = load_changes(load, json_member(node, "set"));
    way->add = load_changes(load, json_member(node, "add"));
    const struct json_node *to = json_member(node, "goto");
    bool stays =
        form_meant(node, "goto", way_fields, COUNT(way_fields)) == NULL;
    way->to = stays ? index : find_node(load, to);
    const struct json_node *say = json_member(node, "say");
    if (say != NULL && say->kind == JSON_ARRAY)
        way->say = load_lines(load, say);
    if (load->mute == NULL && way->to == index &&
        is_wanting(node, "say", way_fields, COUNT(way_fields)))
        load->mute = way->id;
    way->coach = form_text(form, node, "coach");
    way->tries = load_samples(load, json_member(node, "try"));
    way->at = node->span.start;
}

static void check_way_id(struct load *load, const struct json_node *node,
                         const struct way *ways, size_t count)
{
    const struct json_node *id = form_word(node, "id");
    if (id == NULL) return;
    form_text_is_name(&load->form, id);
    for (size_t i = 0; i < count; i++)
        if (ways[i].id != NULL && strcmp(ways[i].id, id->text) == 0)
            form_problem(&load->form, id, FAULT_TWICE,
                         "give one of them another id",
                         "this node has a reply '%s' already", id->text);
}

static void check_when(struct load *load, const struct json_node *node,
                       bool last)
{
    bool has = form_meant(node, "when", way_fields, COUNT(way_fields)) != NULL;
    if (last && has)
        form_problem(&load->form, node, FAULT_LAST_REPLY,
                     "add a last reply without 'when', for all else that may "
                     "be said",
                     "the last reply of a node must have no 'when'");
    if (!last && !has)
        form_problem(&load->form, node, FAULT_SHADOWED,
                     "move it to the end, or give it a 'when'",
                     "a reply without 'when' takes every turn, so those "
                     "after it never win");
}

static void load_ways(struct load *load, const struct json_node *array,
                      size_t index, struct node *node)
{
    struct way *ways = room(load, array->count, sizeof *ways);
    for (const struct json_node *n = array->child; n != NULL; n = n->next) {
        if (!form_is(&load->form, n, "a reply", FORM_OBJECT)) continue;
        check_way_id(load, n, ways, node->way_count);
        check_when(load, n, n->next == NULL);
        load_way(load, n, index, &ways[node->way_count++]);
    }
    node->ways = ways;
    if (array->count > 0) return;
    form_problem(&load->form, array, FAULT_NO_REPLIES,
                 "add at least one reply, or 'end' in its place",
                 "in '%s' nothing that is said leads on", node->id);
}

static void load_again(struct load *load, const struct json_node *array,
                       struct node *node)
{
    if (array == NULL || array->kind != JSON_ARRAY) return;
    struct lines *again = room(load, array->count, sizeof *again);
    for (const struct json_node *n = array->child; n != NULL; n = n->next)
        if (form_is(&load->form, n, "each of 'again'", FORM_ARRAY))
            again[node->again_count++] = load_lines(load, n);
    node->again = again;
}

static void load_heard(struct load *load, const struct json_node *heard,
                       struct node *node)
{
    if (!form_object(&load->form, heard, "'heard'", heard_fields,
                     COUNT(heard_fields)))
        return;
    const struct json_node *fits = json_member(heard, "fits");
    const struct json_node *misses = json_member(heard, "misses");
    node->has_heard = true;
    if (fits != NULL && fits->kind == JSON_ARRAY)
        cuefile_words(&load->cuefile, fits, "", &node->fits);
    if (misses != NULL && misses->kind == JSON_ARRAY)
        cuefile_words(&load->cuefile, misses, "", &node->misses);
}

/* A client does not repeat herself word for word: a node in which one can
 * stay without a reaction needs other words to stay with. */
static void check_again(struct load *load, const struct json_node *json,
                        const struct node *node)
{
    if (load->mute == NULL ||
        !is_wanting(json, "again", node_fields, COUNT(node_fields)))
        return;
    form_key_problem(&load->form, json, FAULT_NO_AGAIN,
                     "add 'again' to the node, or 'say' to that reply",
                     "reply '%s' stays in '%s', where the client has nothing "
                     "new to say",
                     load->mute, node->id);
}

/* Nobody replies once the talk has ended. */
static void check_ending(struct load *load, const struct json_node *json,
                         const struct node *node)
{
    static const char *const keys[] = {"again", "heard", "better", "hint"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        const struct json_node *member = json_member(json, keys[i]);
        if (member == NULL) continue;
        form_key_problem(&load->form, member, FAULT_NEVER_USED,
                         "take it out, or let the talk go on with 'replies'",
                         "'%s' ends the talk, so its '%s' is never used",
                         node->id, keys[i]);
    }
}

static void check_node_kind(struct load *load, const struct json_node *json,
                            const struct node *node)
{
    bool end = form_meant(json, "end", node_fields, COUNT(node_fields)) != NULL;
    bool replies =
        form_meant(json, "replies", node_fields, COUNT(node_fields)) != NULL;
    if (end && json_member(json, "replies") == NULL)
        check_ending(load, json, node);
    if (json->kind != JSON_OBJECT || end != replies) return;
    form_key_problem(&load->form, json, FAULT_NODE_KIND,
                     "'replies' where the talk goes on, 'end' where it ends",
                     "'%s' must have one of 'replies' and 'end'", node->id);
}

static void load_said(struct load *load, const struct json_node *say,
                      struct node *node)
{
    if (say == NULL || say->kind != JSON_ARRAY) return;
    node->say = load_lines(load, say);
    if (say->count > 0) return;
    form_problem(&load->form, say, FAULT_NOTHING_SAID,
                 "write what is said or done, for example \"(She nods.)\"",
                 "in '%s' the client says nothing", node->id);
}

static void load_node(struct load *load, const struct json_node *json,
                      size_t index)
{
    struct node *node = &load->scenario->nodes[index];
    const struct form *form = &load->form;
    const struct json_node *end = form_word(json, "end");
    const struct json_node *replies = json_member(json, "replies");
    struct buffer what = {0};
    buffer_format(&what, "node '%s'", node->id);
    form_check(form, json, buffer_text(&what), node_fields, COUNT(node_fields));
    buffer_free(&what);
    node->ending = SCENARIO_NONE;
    load->mute = NULL;
    load_said(load, json_member(json, "say"), node);
    check_node_kind(load, json, node);
    load_again(load, json_member(json, "again"), node);
    load_heard(load, json_member(json, "heard"), node);
    node->hint = form_text(form, json, "hint");
    node->better = load_samples(load, json_member(json, "better"));
    if (end != NULL) node->ending = find_ending(load, end);
    if (replies != NULL && replies->kind == JSON_ARRAY)
        load_ways(load, replies, index, node);
    check_again(load, json, node);
}

static void load_nodes(struct load *load, const struct json_node *nodes)
{
    struct scenario *scenario = load->scenario;
    if (nodes == NULL || nodes->kind != JSON_OBJECT) return;
    load->too_many_nodes =
        !form_few_enough(&load->form, nodes, SCENARIO_NODES, FAULT_TOO_MANY,
                         "nodes", "a scenario");
    if (load->too_many_nodes) return;
    scenario->nodes = room(load, nodes->count, sizeof(struct node));
    for (const struct json_node *n = nodes->child; n != NULL; n = n->next) {
        struct node *node = &scenario->nodes[scenario->node_count];
        form_key_is_name(&load->form, n);
        node->id = form_keep(&load->form, n->key);
        node->at = n->key_span.start;
        node->ending = SCENARIO_NONE;
        table_put(&load->node_names, node->id, strlen(node->id),
                  (int)scenario->node_count++);
    }
    size_t index = 0;
    for (const struct json_node *n = nodes->child; n != NULL; n = n->next)
        load_node(load, n, index++);
}

/* --- the whole ----------------------------------------------------------- */

static const struct json_node *nth_node(const struct json_node *root,
                                        size_t index)
{
    return json_nth(section(root, "nodes"), index);
}

static void load_start(struct load *load, const struct json_node *root)
{
    struct scenario *scenario = load->scenario;
    const struct json_node *start = json_member(root, "start");
    scenario->start = find_node(load, start);
    if (scenario->start == SCENARIO_NONE ||
        json_member(nth_node(root, scenario->start), "end") == NULL)
        return;
    form_problem(
        &load->form, start, FAULT_START_ENDS, "start in a node with 'replies'",
        "the talk would end before it began: '%s' has an 'end'", start->text);
}

static void load_turns(struct load *load, const struct json_node *root)
{
    struct scenario *scenario = load->scenario;
    const struct json_node *turns = json_member(root, "turns");
    if (!form_object(&load->form, turns, "'turns'", turns_fields,
                     COUNT(turns_fields)))
        return;
    scenario->most_turns =
        form_integer(&load->form, turns, "max", 1, SCENARIO_TURNS, 20);
    scenario->time_up = find_node(load, json_member(turns, "goto"));
    if (scenario->time_up == SCENARIO_NONE ||
        form_meant(nth_node(root, scenario->time_up), "end", node_fields,
                   COUNT(node_fields)) != NULL)
        return;
    form_problem(&load->form, json_member(turns, "goto"), FAULT_TURN_LIMIT,
                 "lead to a node with 'end'",
                 "when the turns are used up the talk must end, and '%s' "
                 "does not end it",
                 scenario->nodes[scenario->time_up].id);
}

static void load_always(struct load *load, const struct json_node *array)
{
    struct scenario *scenario = load->scenario;
    if (array == NULL || array->kind != JSON_ARRAY) return;
    scenario->always = room(load, array->count, sizeof(struct rule));
    for (const struct json_node *n = array->child; n != NULL; n = n->next) {
        if (!form_object(&load->form, n, "a rule of 'always'", rule_fields,
                         COUNT(rule_fields)))
            continue;
        struct rule *rule = &scenario->always[scenario->always_count++];
        rule->at = n->span.start;
        rule->id = form_text(&load->form, n, "id");
        rule->when = load_when(load, json_member(n, "when"), &rule->when_text);
        rule->to = find_node(load, json_member(n, "goto"));
    }
}

static void load_head(struct load *load, const struct json_node *root)
{
    struct scenario *scenario = load->scenario;
    const struct form *form = &load->form;
    struct form_head head = form_head(form, root);
    scenario->id = head.id;
    scenario->version = head.version;
    scenario->language = head.language;
    scenario->title = head.title;
    scenario->about = head.about;
    scenario->content_note = form_text(form, root, "content_note");
    scenario->rubric_id = form_text(form, root, "rubric");
    form_has_id(form, root, "rubric");
    scenario->difficulty = form_integer(form, root, "difficulty", 1, 3, 1);
}

static void check_rubric(struct load *load, const struct json_node *root)
{
    const struct scenario *scenario = load->scenario;
    const struct rubric *rubric = load->rubric;
    if (scenario->language != NULL && *scenario->language != '\0' &&
        strcmp(scenario->language, rubric->language_name) != 0)
        form_problem(&load->form, json_member(root, "language"),
                     FAULT_WRONG_LANGUAGE,
                     "a scenario needs a rubric of its own language",
                     "the scenario is in '%s', the rubric '%s' in '%s'",
                     scenario->language, rubric->id, rubric->language_name);
}

static void load_root(struct load *load, const struct json_node *root)
{
    if (!form_format(&load->form, root, "rapport-scenario/1", "a scenario") ||
        !form_object(&load->form, root, "a scenario", scenario_fields,
                     COUNT(scenario_fields)))
        return;
    load_head(load, root);
    check_rubric(load, root);
    load_people(load, root);
    load_states(load, section(root, "state"));
    load_endings(load, section(root, "endings"));
    load_card(load, json_member(root, "card"));
    load_practises(load, json_member(root, "practises"));
    load_carry(load, root);
    load_listens(load, section(root, "listen"));
    load_names(load, root);
    load_nodes(load, section(root, "nodes"));
    load_start(load, root);
    load_turns(load, root);
    load_always(load, json_member(root, "always"));
}

static struct scenario *load_scenario(const struct source *source,
                                      const struct rubric *rubric,
                                      bool admitted, struct problems *problems)
{
    size_t before = problems->count;
    struct json_document *document =
        json_read(source, JSON_WITH_COMMENTS, SCENARIO_BYTES, problems);
    if (document == NULL) return NULL;
    struct scenario *scenario = memory_new(1, sizeof *scenario);
    struct load load = {
        .form = {source, problems, &scenario->arena},
        .scenario = scenario,
        .rubric = rubric,
    };
    load.cuefile = (struct cuefile){&load.form, rubric->lists,
                                    rubric->list_count, NULL, admitted};
    hash_bytes(source->bytes, source->length, scenario->sha256);
    load_root(&load, json_root(document));
    table_free(&load.node_names);
    json_free(document);
    if (problems->count == before) return scenario;
    scenario_free(scenario);
    return NULL;
}

struct scenario *scenariofile_load(const struct source *source,
                                   const struct rubric *rubric,
                                   struct problems *problems)
{
    return load_scenario(source, rubric, false, problems);
}

struct scenario *scenariofile_load_admitted(const struct source *source,
                                            const struct rubric *rubric,
                                            struct problems *problems)
{
    return load_scenario(source, rubric, true, problems);
}

/* A file's name must not come out of a file: only an id does. */
static const char *needed_id(const struct json_node *root, const char *key,
                             struct arena *arena)
{
    const struct json_node *id = form_word(root, key);
    return id != NULL && form_is_id(id->text)
               ? arena_copy(arena, id->text, strlen(id->text))
               : NULL;
}

bool scenariofile_needs(const struct source *source, struct arena *arena,
                        const char **rubric, const char **continues)
{
    struct problems ignored = {0};
    struct json_document *document =
        json_read(source, JSON_WITH_COMMENTS, SCENARIO_BYTES, &ignored);
    problem_free(&ignored);
    if (document == NULL) return false;
    *rubric = needed_id(json_root(document), "rubric", arena);
    *continues = needed_id(json_root(document), "continues", arena);
    json_free(document);
    return *rubric != NULL;
}

size_t scenariofile_place(const struct source *source, const char *key)
{
    struct problems ignored = {0};
    struct json_document *document =
        json_read(source, JSON_WITH_COMMENTS, SCENARIO_BYTES, &ignored);
    const struct json_node *value =
        document != NULL ? json_member(json_root(document), key) : NULL;
    size_t place = value != NULL ? value->span.start : 0;
    problem_free(&ignored);
    json_free(document);
    return place;
}
