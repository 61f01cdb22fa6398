/* A small rubric and a small scenario, and what many tests do with them.
 *
 * Both are JSON with ' for ", so that they can be read here; the program gets
 * them as fixture_json() makes them. A test of a mistake swaps a piece of one:
 * fixture_swapped(). Include it after cmocka.h.
 */
#ifndef TESTS_FIXTURE_H
#define TESTS_FIXTURE_H

#include "base/hash.h"
#include "base/memory.h"
#include "base/problem.h"
#include "rubric/rubricfile.h"
#include "rubric/utterance.h"
#include "scenario/scenariofile.h"
#include "world/files.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char fixture_rubric_text[] =
    "{'format': 'rapport-rubric/1', 'id': 'small', 'version': 2,\n"
    " 'language': 'en', 'title': 'Small', 'about': 'For tests.',\n"
    " 'words': {'feeling': ['sad', 'worn out', 'worr*']},\n"
    " 'sentences': {'abbreviations': ['Dr', 'e.g'],\n"
    "  'question': '^(?:what|how)\\\\b'},\n"
    " 'negations': {'words': ['not', 'never'], 'within': 3},\n"
    " 'mirror': {'i': 'you', 'my': 'your', 'am': 'are'},\n"
    " 'function_words': ['i', 'you', 'a', 'am', 'are', 'so'],\n"
    " 'spellings': {'souds': 'sounds'},\n"
    " 'cues': {\n"
    "  'asks': {'match': '^(?:what|how)\\\\b', 'in': 'question',\n"
    "   'why': 'opens with what or how'},\n"
    "  'sounds': {'match': '\\\\bsounds?\\\\b', 'in': 'statement',\n"
    "   'why': 'offers back what was heard'},\n"
    "  'feels': {'words': 'feeling', 'in': 'statement',\n"
    "   'why': 'names a feeling'},\n"
    "  'advises': {'words': ['try', 'you should'], 'why': 'advises'},\n"
    "  'again': {'measure': 'repeats', 'least': 0.9, 'why': 'repeats'}\n"
    " },\n"
    " 'codes': {\n"
    "  'open_question': {'title': 'Open question', 'source': 'MITI',\n"
    "   'hint': 'Begin with what or how.', 'strength': 'You left it open.',\n"
    "   'from': {'bias': -1, 'asks': 2.001},\n"
    "   'examples': [{'reply': 'What happened?', 'level': 1},\n"
    "    {'client': 'I fell.', 'reply': 'How was that', 'level': 1},\n"
    "    {'reply': 'Why?', 'level': 0}, {'reply': '', 'level': 0}]},\n"
    "  'empathy': {'title': 'Empathy', 'source': 'Carkhuff',\n"
    "   'hint': 'Name the feeling.', 'strength': 'You felt with him.',\n"
    "   'from': {'sounds': 0.5, 'feels': 1}, 'cut': [1, 1.5],\n"
    "   'unless': ['again'],\n"
    "   'examples': [{'reply': 'You are sad.', 'level': 1},\n"
    "    {'reply': 'You sound worn out.', 'level': 2},\n"
    "    {'reply': 'It sounds fine.', 'level': 0},\n"
    "    {'before': 'You are sad.', 'reply': 'You are sad.', 'level': 0}]},\n"
    "  'advice': {'title': 'Advice', 'source': 'MITI',\n"
    "   'instead': 'Ask before you advise.',\n"
    "   'from': {'bias': -1, 'advises': 1.5},\n"
    "   'examples': [{'reply': 'Try tea.', 'level': 1},\n"
    "    {'reply': 'You should go.', 'level': 1},\n"
    "    {'reply': 'Tea?', 'level': 0}, {'reply': 'Go.', 'level': 0}]},\n"
    "  'question': {'title': 'Question', 'source': 'MITI',\n"
    "   'any': ['open_question'],\n"
    "   'examples': [{'reply': 'What now?', 'level': 1},\n"
    "    {'reply': 'How so?', 'level': 1}, {'reply': 'Yes.', 'level': 0},\n"
    "    {'reply': 'No.', 'level': 0}]},\n"
    "  'skill': {'title': 'Any skill', 'source': 'MITI',\n"
    "   'any': ['question', 'empathy'],\n"
    "   'examples': [{'reply': 'What now?', 'level': 1},\n"
    "    {'reply': 'You sound sad.', 'level': 2},\n"
    "    {'reply': 'Yes.', 'level': 0}, {'reply': 'No.', 'level': 0}]}\n"
    " },\n"
    " 'main': {'of': {'empathy': 0.5, 'advice': 0, 'question': 0},\n"
    "  'else': 'other'},\n"
    " 'measures': [\n"
    "  {'id': 'advising', 'title': 'Advice', 'count': 'advice',\n"
    "   'fair': 2, 'good': 0},\n"
    "  {'id': 'per', 'title': 'Empathy per question', 'count': 'empathy',\n"
    "   'per': 'question', 'fair': 1, 'good': 2},\n"
    "  {'id': 'alone', 'title': 'Advice, no empathy', 'count': 'advice',\n"
    "   'without': 'empathy', 'fair': 1, 'good': 0},\n"
    "  {'id': 'asking', 'title': 'Turns that ask', 'share': 'question',\n"
    "   'fair': 0.2, 'good': 0.4},\n"
    "  {'id': 'depth', 'title': 'Empathy, mean', 'mean': 'empathy',\n"
    "   'fair': 0.3, 'good': 0.6},\n"
    "  {'id': 'talk', 'title': 'Share of words', 'words': 'trainee',\n"
    "   'fair': 0.5, 'good': 0.35},\n"
    "  {'id': 'listening', 'title': 'Listening',\n"
    "   'sum': {'depth': 1, 'asking': -0.5}, 'fair': 0, 'good': 0.4},\n"
    "  {'id': 'ratio', 'title': 'A sum of a ratio', 'sum': {'per': 2},\n"
    "   'fair': 0, 'good': 1}\n"
    " ]}\n";

static const char fixture_scenario_text[] =
    "{'format': 'rapport-scenario/1', 'id': 'sam-1', 'version': 3,\n"
    " 'language': 'en', 'title': 'Sam', 'about': 'For tests.',\n"
    " 'difficulty': 1, 'practises': ['open_question', 'empathy'],\n"
    " 'rubric': 'small', 'client': {'name': 'Sam'},\n"
    " 'state': {'trust': {'min': 0, 'max': 10, 'start': 4},\n"
    "  'hope': {'min': -1, 'max': 2, 'start': 0}},\n"
    " 'listen': {'work': ['work', 'job*'],\n"
    "  'why': {'match': '\\\\bwhy\\\\b', 'in': 'question'}},\n"
    " 'endings': {'back': {'kind': 'good', 'title': 'He comes back'},\n"
    "  'polite': {'kind': 'mixed', 'title': 'He says goodbye'},\n"
    "  'gone': {'kind': 'poor', 'title': 'He leaves'}},\n"
    " 'card': {'bond': {'from': 'trust', 'steps': [2, 4, 6, 8]}},\n"
    " 'start': 'opening', 'turns': {'max': 5, 'goto': 'time'},\n"
    " 'always': [\n"
    "  {'id': 'ruptured', 'when': 'trust <= 0', 'goto': 'walkout'},\n"
    "  {'id': 'hopeful', 'when': 'hope = 2', 'goto': 'story'}],\n"
    " 'nodes': {\n"
    "  'opening': {'say': ['I cannot sleep.', '(He looks away.)'],\n"
    "   'again': [['Like I said.'], ['I do not know.']],\n"
    "   'heard': {'fits': ['tired', 'worn out'], 'misses': ['angry']},\n"
    "   'better': ['You sound worn out.'], 'hint': 'How is it for him?',\n"
    "   'replies': [\n"
    "    {'id': 'advised', 'when': 'advice and trust < 6',\n"
    "     'add': {'trust': -2}, 'goto': 'withdrawn', 'say': ['Good idea.'],\n"
    "     'coach': 'Advice came early.', 'try': ['Try tea.']},\n"
    "    {'id': 'misread', 'when': 'misheard', 'say': ['Not angry.'],\n"
    "     'try': ['You are angry.']},\n"
    "    {'id': 'felt', 'when': 'empathy or heard', 'add': {'trust': 2},\n"
    "     'goto': 'story', 'coach': 'He felt it.',\n"
    "     'try': ['You are sad.', 'It is a tired day.']},\n"
    "    {'id': 'hopes', 'when': 'work', 'set': {'trust': 9},\n"
    "     'add': {'trust': 3, 'hope': 2}, 'try': ['And your job?']},\n"
    "    {'id': 'waited', 'when': 'silence', 'say': ['(He waits too.)'],\n"
    "     'try': [{'say': '', 'given': {'trust': 2}}]},\n"
    "    {'id': 'else', 'try': ['I see.']}]},\n"
    "  'withdrawn': {'say': ['Fine.'], 'again': [['Yes, fine.']],\n"
    "   'replies': [\n"
    "    {'id': 'repaired', 'when': 'empathy', 'goto': 'opening',\n"
    "     'try': ['You sound sad.']},\n"
    "    {'id': 'else', 'add': {'trust': -2}, 'try': ['I see.']}]},\n"
    "  'story': {'say': ['It is since my father died.'],\n"
    "   'replies': [\n"
    "    {'id': 'stayed', 'when': 'empathy and visits >= 2',\n"
    "     'goto': 'done', 'try': [{'say': 'You are sad.',\n"
    "      'given': {'visits': 2}}]},\n"
    "    {'id': 'else', 'say': ['Yes.'], 'try': ['I see.']}]},\n"
    "  'done': {'say': ['See you next week.'], 'end': 'back'},\n"
    "  'time': {'say': ['Our time is up.'], 'end': 'polite'},\n"
    "  'walkout': {'say': ['I am leaving.'], 'end': 'gone'}\n"
    " }}\n";

/* TEXT with every ' made ". The caller frees. */
static inline char *fixture_json(const char *text)
{
    char *json = memory_copy(text, strlen(text));
    for (char *c = json; *c != '\0'; c++)
        if (*c == '\'') *c = '"';
    return json;
}

/* TEXT with the first FIND, which must be there, made PUT. The caller
 * frees. */
static inline char *fixture_swapped(const char *text, const char *find,
                                    const char *put)
{
    const char *at = strstr(text, find);
    if (at == NULL) fail_msg("'%s' is not in the fixture", find);
    struct buffer swapped = {0};
    buffer_add(&swapped, text, (size_t)(at - text));
    buffer_add_text(&swapped, put);
    buffer_add_text(&swapped, at + strlen(find));
    return swapped.bytes;
}

/* Fails, saying them, when there are problems; frees them. */
static inline void fixture_is_fine(struct problems *problems)
{
    struct buffer said = {0};
    for (size_t i = 0; i < problems->count; i++)
        problem_format(&problems->list[i], &said);
    size_t count = problems->count;
    problem_free(problems);
    if (count > 0) fail_msg("%s", buffer_text(&said));
    buffer_free(&said);
}

/* Fails unless the problem NUMBER is reported on LINE; 0 is any line. */
static inline void fixture_has(const struct problems *problems, int number,
                               size_t line)
{
    struct buffer said = {0};
    for (size_t i = 0; i < problems->count; i++) {
        const struct problem *problem = &problems->list[i];
        if (problem->number == number && (line == 0 || problem->line == line)) {
            buffer_free(&said);
            return;
        }
        problem_format(problem, &said);
    }
    fail_msg("no [%d] on line %zu; there is: %s", number, line,
             buffer_text(&said));
}

static inline struct rubric *fixture_rubric_of(const char *text)
{
    struct problems problems = {0};
    char *json = fixture_json(text);
    struct source source = {"rubric.json", json, strlen(json)};
    struct rubric *rubric = rubricfile_load(&source, &problems);
    fixture_is_fine(&problems);
    free(json);
    return rubric;
}

static inline struct rubric *fixture_rubric(void)
{
    return fixture_rubric_of(fixture_rubric_text);
}

/* The rubric of this name that comes with the program. */
static inline struct rubric *fixture_shipped(const char *name)
{
    struct buffer path = {0};
    struct buffer text = {0};
    struct error error;
    struct problems problems = {0};
    buffer_format(&path, "rubrics/%s.json", name);
    if (!files_read(path.bytes, RUBRIC_BYTES, &text, &error))
        fail_msg("%s", path.bytes);
    struct source source = {path.bytes, text.bytes, text.length};
    struct rubric *rubric = rubricfile_load(&source, &problems);
    fixture_is_fine(&problems);
    buffer_free(&path);
    buffer_free(&text);
    return rubric;
}

static inline struct scenario *fixture_scenario_of(const char *text,
                                                   const struct rubric *rubric)
{
    struct problems problems = {0};
    char *json = fixture_json(text);
    struct source source = {"scenario.json", json, strlen(json)};
    struct scenario *scenario = scenariofile_load(&source, rubric, &problems);
    fixture_is_fine(&problems);
    free(json);
    return scenario;
}

static inline struct scenario *fixture_scenario(const struct rubric *rubric)
{
    return fixture_scenario_of(fixture_scenario_text, rubric);
}

static inline struct utterance *fixture_said(const struct rubric *rubric,
                                             const char *text)
{
    return utterance_new(&rubric->language, text, strlen(text));
}

/* The cue of this name, which must be there. */
static inline size_t fixture_cue(const struct rubric *rubric, const char *name)
{
    size_t cue = 0;
    while (cue < rubric->cue_count && strcmp(rubric->cues[cue].name, name) != 0)
        cue++;
    if (cue == rubric->cue_count) fail_msg("there is no cue '%s'", name);
    return cue;
}

/* A pattern that fixture_endless makes reach its limit. No loader admits
 * it. The caller frees. */
static inline struct pattern *fixture_endless_pattern(void)
{
    /* What it forbids is the only reason why it does not match: nothing can be
     * seen of that before PCRE2 tries. */
    static const char endless[] = "(?:z+z?)+ ?(?<!z )y";
    struct pattern_refusal refusal;
    struct pattern *pattern =
        pattern_compile(endless, strlen(endless), &refusal);
    assert_non_null(pattern);
    return pattern;
}

static const char fixture_endless[] = "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz y";

/* Gives CUE of RUBRIC the endless pattern, tried on the whole reply. */
static inline void fixture_make_endless(struct rubric *rubric, const char *cue)
{
    struct cue *made = &rubric->cues[fixture_cue(rubric, cue)];
    cue_release(made);
    made->own = (struct wordlist){0};
    made->kind = CUE_PATTERN;
    made->in = PART_REPLY;
    made->pattern = fixture_endless_pattern();
    index_free(rubric->index);
    rubric->index = index_new(rubric->cues, rubric->cue_count, NULL);
}

/* Adds to FILE the line BODY, JSON with ' for " and without its last brace,
 * sealed as the program seals it. CHAIN goes from line to line and is empty
 * at first. */
static inline void fixture_seal(struct buffer *file, char chain[HASH_HEX],
                                const char *body)
{
    char *json = fixture_json(body);
    hash_pair(chain, strlen(chain), json, strlen(json), chain);
    buffer_format(file, "%s,\"chain\":\"%s\"}\n", json, chain);
    free(json);
}

#endif
