/* Loading a rubric: what comes of a good file, and what each mistake in it is
 * reported as. */
#include "rubric/rubricfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rubric/mistake.h"

#include "fixture.h"

/* ---- A good file ---- */

static void keeps_the_head(void **state)
{
    (void)state;
    struct rubric *rubric = fixture_rubric();
    char *json = fixture_json(fixture_rubric_text);
    char hash[HASH_HEX];
    hash_bytes(json, strlen(json), hash);
    assert_string_equal(rubric->id, "small");
    assert_int_equal(rubric->version, 2);
    assert_string_equal(rubric->language_name, "en");
    assert_string_equal(rubric->title, "Small");
    assert_string_equal(rubric->about, "For tests.");
    assert_string_equal(rubric->sha256, hash);
    free(json);
    rubric_free(rubric);
}

static void keeps_cues(void **state)
{
    (void)state;
    struct rubric *rubric = fixture_rubric();
    assert_int_equal(rubric->cue_count, 5);
    const struct cue *cue = &rubric->cues[fixture_cue(rubric, "asks")];
    assert_int_equal(cue->kind, CUE_PATTERN);
    assert_int_equal(cue->in, PART_QUESTION);
    assert_string_equal(cue->why, "opens with what or how");
    cue = &rubric->cues[fixture_cue(rubric, "feels")];
    assert_int_equal(cue->kind, CUE_WORDS);
    assert_ptr_equal(cue->words, &rubric->lists[0]);
    cue = &rubric->cues[fixture_cue(rubric, "again")];
    assert_int_equal(cue->kind, CUE_GAUGE);
    assert_int_equal(cue->in, PART_REPLY);
    assert_int_equal(cue->least, 900);
    assert_int_equal(cue->most, CUE_NO_MOST);
    rubric_free(rubric);
}

static void keeps_codes(void **state)
{
    (void)state;
    struct rubric *rubric = fixture_rubric();
    const struct code *code = &rubric->codes[rubric_code(rubric, "empathy")];
    assert_int_equal(code->bias, 0);
    assert_int_equal(code->weight_count, 2);
    assert_int_equal(code->weights[0].cue, fixture_cue(rubric, "sounds"));
    assert_int_equal(code->weights[0].thousandths, 500);
    assert_int_equal(code->cut_count, 2);
    assert_int_equal(code->cuts[1], 1500);
    assert_int_equal(code->most, 2);
    assert_int_equal(code->unless.count, 1);
    assert_int_equal(code->example_count, 4);
    assert_string_equal(code->examples[3].before, "You are sad.");
    assert_null(code->examples[0].client);
    code = &rubric->codes[rubric_code(rubric, "open_question")];
    assert_int_equal(code->bias, -1000);
    assert_int_equal(code->cut_count, 1);
    assert_int_equal(code->cuts[0], 0);
    assert_int_equal(rubric_code(rubric, "no_code"), RUBRIC_NONE);
    rubric_free(rubric);
}

static void takes_any_codes_apart(void **state)
{
    (void)state;
    struct rubric *rubric = fixture_rubric();
    const struct code *code = &rubric->codes[rubric_code(rubric, "skill")];
    assert_true(code->is_any);
    assert_int_equal(code->any.count, 2);
    assert_int_equal(code->any.list[0], rubric_code(rubric, "open_question"));
    assert_int_equal(code->any.list[1], rubric_code(rubric, "empathy"));
    assert_int_equal(code->most, 2);
    rubric_free(rubric);
}

static void keeps_main_and_measures(void **state)
{
    (void)state;
    struct rubric *rubric = fixture_rubric();
    assert_int_equal(rubric->main.count, 3);
    assert_int_equal(rubric->main.codes[0], rubric_code(rubric, "empathy"));
    assert_int_equal(rubric->main.offsets[0], 500);
    assert_string_equal(rubric->main.otherwise, "other");
    assert_int_equal(rubric->measure_count, 8);
    const struct measure *sum =
        &rubric->measures[rubric_measure(rubric, "listening")];
    assert_int_equal(sum->kind, MEASURE_SUM);
    assert_int_equal(sum->terms[1].cue, rubric_measure(rubric, "asking"));
    assert_int_equal(sum->terms[1].thousandths, -500);
    assert_int_equal(sum->good, 400);
    assert_int_equal(rubric_measure(rubric, "no_measure"), RUBRIC_NONE);
    rubric_free(rubric);
}

static void takes_comments_and_does_without_the_rest(void **state)
{
    (void)state;
    rubric_free(fixture_rubric_of(
        "{'format': 'rapport-rubric/1', 'id': 'x-1', 'version': 1,\n"
        " 'language': 'en', 'title': 'T', 'about': 'A', // here\n"
        " 'cues': {'c': {'words': ['a'], 'why': 'w'},},\n"
        " 'codes': {'d': {'title': 'T', 'source': 'S', 'from': {'c': 1}}},\n"
        " 'main': {'of': {}, 'else': 'none'}}"));
}

/* ---- Mistakes ---- */

struct mistake {
    const char *find;
    const char *put;
    int number;
    size_t line; /* 0: any */
};

static void is_reported(const struct mistake *mistake)
{
    struct problems problems = {0};
    char *swapped =
        fixture_swapped(fixture_rubric_text, mistake->find, mistake->put);
    char *json = fixture_json(swapped);
    struct source source = {"rubric.json", json, strlen(json)};
    assert_null(rubricfile_load(&source, &problems));
    fixture_has(&problems, mistake->number, mistake->line);
    problem_free(&problems);
    free(json);
    free(swapped);
}

static void are_reported(const struct mistake *mistakes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        is_reported(&mistakes[i]);
}

static void reports_mistakes_of_the_head(void **state)
{
    (void)state;
    static const struct mistake mistakes[] = {
        {"rubric/1", "rubric/2", PROBLEM_WRONG_FORMAT, 1},
        {"'id': 'small'", "'id': 'S'", PROBLEM_BAD_NAME, 1},
        {"'id': 'small', ", "", PROBLEM_MISSING_KEY, 1},
        {"'version': 2", "'version': 0", PROBLEM_OUT_OF_RANGE, 1},
        {"'about'", "'abuot'", PROBLEM_UNKNOWN_KEY, 2},
        {"'about': 'For tests.'", "'about': ''", PROBLEM_EMPTY_TEXT, 2},
        {"{'format'", "['format'", PROBLEM_SYNTAX, 0},
    };
    are_reported(mistakes, COUNT(mistakes));
}

static void reports_mistakes_of_words(void **state)
{
    (void)state;
    static const struct mistake mistakes[] = {
        {"'sad',", "'s*d',", MISTAKE_WORD, 3},
        {"'sad',", "'...',", MISTAKE_WORD, 3},
        {"'sad',", "5,", PROBLEM_WRONG_KIND, 3},
        {"'feeling': [", "'Feeling': [", PROBLEM_BAD_NAME, 3},
        {"'within': 3", "'within': 11", PROBLEM_OUT_OF_RANGE, 6},
        {"'words': ['not', 'never'], ", "", PROBLEM_MISSING_KEY, 6},
        {"'i': 'you',", "'i': 5,", PROBLEM_WRONG_KIND, 7},
        {"'i': 'you',", "'i': 'you', 'I': 'me',", MISTAKE_TWICE, 7},
        {"['i', 'you',", "[5, 'you',", PROBLEM_WRONG_KIND, 8},
    };
    are_reported(mistakes, COUNT(mistakes));
}

static void reports_mistakes_of_patterns(void **state)
{
    (void)state;
    static const struct mistake mistakes[] = {
        {"\\\\bsounds?", "\\\\b(sounds?", MISTAKE_PATTERN_SYNTAX, 13},
        {"\\\\bsounds?\\\\b", "(?:sounds)?", MISTAKE_PATTERN_EMPTY, 13},
        {"\\\\bsounds?", "\\\\C", MISTAKE_PATTERN_FORBIDDEN, 13},
        {"\\\\bsounds?", "(*UCP)s", MISTAKE_PATTERN_FORBIDDEN, 13},
        {"\\\\bsounds?", "(?:a+)+b", MISTAKE_PATTERN_COST, 13},
        {"\\\\bsounds?", "[\\u4000-\\u9000]", MISTAKE_PATTERN_RANGE, 13},
        {"\\\\bsounds?", "{feelings}", MISTAKE_NO_SUCH_LIST, 13},
        {"what|how)\\\\b'}", "what|how'}", MISTAKE_PATTERN_SYNTAX, 5},
        {"'in': 'statement'", "'in': 'statment'", MISTAKE_NO_SUCH_PART, 13},
    };
    are_reported(mistakes, COUNT(mistakes));
}

static void reports_a_pattern_too_long(void **state)
{
    (void)state;
    struct buffer text = {0};
    buffer_repeat(&text, "ab", 257);
    is_reported(&(struct mistake){"\\\\bsounds?\\\\b", buffer_text(&text),
                                  MISTAKE_PATTERN_LONG, 13});
    buffer_free(&text);
}

static void reports_mistakes_of_cues(void **state)
{
    (void)state;
    static const struct mistake mistakes[] = {
        {"'words': 'feeling'", "'words': 'felings'", MISTAKE_NO_SUCH_LIST, 15},
        {"'words': 'feeling'", "'word': 'feeling'", PROBLEM_UNKNOWN_KEY, 15},
        {"'words': 'feeling', ", "", MISTAKE_CUE_KIND, 15},
        {"'words': 'feeling', ", "'words': 'feeling', 'match': 'a', ",
         MISTAKE_CUE_KIND, 15},
        {"'words': 'feeling', ", "'words': 'feeling', 'most': 1, ",
         MISTAKE_KEY_OF_OTHER_KIND, 15},
        {", 'why': 'advises'", "", PROBLEM_MISSING_KEY, 17},
        {"'repeats',", "'repeat',", MISTAKE_NO_SUCH_GAUGE, 18},
        {"'least': 0.9, ", "", MISTAKE_GAUGE_BOUNDS, 18},
        {"'least': 0.9", "'least': 0.9, 'most': 0.8", MISTAKE_GAUGE_BOUNDS, 18},
        {"'least': 0.9", "'least': 0.9, 'in': 'client'", MISTAKE_GAUGE_PART,
         18},
        {"'least': 0.9", "'least': 0.9005", PROBLEM_WRONG_KIND, 18},
        {"'measure': 'repeats', 'least': 0.9", "'all': ['later']",
         MISTAKE_NO_SUCH_CUE, 18},
        {"'measure': 'repeats', 'least': 0.9", "'all': []", MISTAKE_CUE_KIND,
         18},
        {"'measure': 'repeats',", "'none': ['asks'], 'measure': 'repeats',",
         MISTAKE_KEY_OF_OTHER_KIND, 18},
        {"'measure': 'repeats', 'least': 0.9", "'all': ['asks'], 'in': 'last'",
         MISTAKE_KEY_OF_OTHER_KIND, 18},
        {"'again': {", "'bias': {", PROBLEM_BAD_NAME, 18},
        {"'again': {", "'Again': {", PROBLEM_BAD_NAME, 18},
        {"'again': {", "'feels': {", PROBLEM_DUPLICATE_KEY, 18},
    };
    are_reported(mistakes, COUNT(mistakes));
}

static void reports_mistakes_of_codes(void **state)
{
    (void)state;
    static const struct mistake mistakes[] = {
        {"'asks': 2.001", "'ask': 2.001", MISTAKE_NO_SUCH_CUE, 23},
        {"'asks': 2.001", "'asks': 'x'", PROBLEM_WRONG_KIND, 23},
        {"'unless': ['again']", "'unless': ['agian']", MISTAKE_NO_SUCH_CUE, 30},
        {"'cut': [1, 1.5]", "'cut': [1.5, 1.5]", MISTAKE_CUTS, 29},
        {"'cut': [1, 1.5]", "'cut': []", MISTAKE_CUTS, 29},
        {"'cut': [1, 1.5]", "'cut': [0,1,2,3,4,5,6,7,8,9]", MISTAKE_CUTS, 29},
        {"'from': {'bias': -1, 'advises': 1.5}", "'hint': 'x'",
         MISTAKE_CODE_KIND, 35},
        {"'any': ['open_question']", "'any': ['open_question'], 'from': {}",
         MISTAKE_CODE_KIND, 41},
        {"'any': ['open_question']", "'any': ['open_question'], 'cut': [1]",
         MISTAKE_KEY_OF_OTHER_KIND, 42},
        {"'any': ['open_question']", "'any': ['open_questio']",
         MISTAKE_NO_SUCH_CODE, 42},
        {"'any': ['open_question']", "'any': ['skill']", MISTAKE_CIRCLE, 41},
        {"'any': ['open_question']", "'any': ['question']", MISTAKE_CIRCLE, 41},
        {"'source': 'MITI',", "", PROBLEM_MISSING_KEY, 21},
        {"'advice': {", "'Advice': {", PROBLEM_BAD_NAME, 35},
        {"{'reply': 'Go.', 'level': 0}", "{'reply': 5, 'level': 0}",
         PROBLEM_WRONG_KIND, 40},
        {"{'reply': 'Go.', 'level': 0}", "{'reply': 'Go.', 'level': -1}",
         PROBLEM_OUT_OF_RANGE, 40},
        {"{'reply': 'Go.', 'level': 0}", "'Go.'", PROBLEM_WRONG_KIND, 40},
    };
    are_reported(mistakes, COUNT(mistakes));
}

static void reports_mistakes_of_main_and_measures(void **state)
{
    (void)state;
    static const struct mistake mistakes[] = {
        {"'advice': 0,", "'advise': 0,", MISTAKE_NO_SUCH_CODE, 52},
        {"\n  'else': 'other'}", "\n  'elze': 'other'}", PROBLEM_UNKNOWN_KEY,
         53},
        {"'count': 'advice',\n   'fair'", "'count': 'advise',\n   'fair'",
         MISTAKE_NO_SUCH_CODE, 55},
        {"'share': 'question'", "'share': 'question', 'mean': 'question'",
         MISTAKE_MEASURE_KIND, 61},
        {"'share': 'question'", "'per': 'question'", MISTAKE_MEASURE_KIND, 61},
        {"'per': 'question'", "'per': 'question', 'without': 'question'",
         MISTAKE_MEASURE_KIND, 57},
        {"'words': 'trainee'", "'words': 'client'", MISTAKE_MEASURE_KIND, 65},
        {"{'depth': 1,", "{'ratio': 1,", MISTAKE_NO_SUCH_MEASURE, 68},
        {"'id': 'per'", "'id': 'advising'", MISTAKE_TWICE, 57},
        {"'id': 'per'", "'id': 'Per'", PROBLEM_BAD_NAME, 57},
        {"'fair': 2,", "", PROBLEM_MISSING_KEY, 55},
    };
    are_reported(mistakes, COUNT(mistakes));
}

static void reports_all_at_once(void **state)
{
    (void)state;
    struct problems problems = {0};
    char *one =
        fixture_swapped(fixture_rubric_text, "'asks': 2.001", "'ask': 2.001");
    char *two = fixture_swapped(one, "'advice': 0,", "'advise': 0,");
    char *json = fixture_json(two);
    struct source source = {"rubric.json", json, strlen(json)};
    assert_null(rubricfile_load(&source, &problems));
    assert_int_equal(problems.count, 2);
    fixture_has(&problems, MISTAKE_NO_SUCH_CUE, 23);
    fixture_has(&problems, MISTAKE_NO_SUCH_CODE, 52);
    assert_string_equal(problems.list[0].mend, "did you mean 'asks'?");
    problem_free(&problems);
    free(json);
    free(two);
    free(one);
}

/* A list that is none, and a cue that is looked up by name after it. */
static void survives_a_list_that_is_none(void **state)
{
    (void)state;
    static const struct mistake mistakes[] = {
        {"'feeling': [", "'first': 5, 'feeling': [", PROBLEM_WRONG_KIND, 3},
        {"['sad', 'worn out', 'worr*']", "{}", PROBLEM_WRONG_KIND, 3},
        {"{'feeling': ['sad', 'worn out', 'worr*']}", "[5]", PROBLEM_WRONG_KIND,
         3},
    };
    are_reported(mistakes, COUNT(mistakes));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_head),
        cmocka_unit_test(keeps_cues),
        cmocka_unit_test(keeps_codes),
        cmocka_unit_test(takes_any_codes_apart),
        cmocka_unit_test(keeps_main_and_measures),
        cmocka_unit_test(takes_comments_and_does_without_the_rest),
        cmocka_unit_test(reports_mistakes_of_the_head),
        cmocka_unit_test(reports_mistakes_of_words),
        cmocka_unit_test(reports_mistakes_of_patterns),
        cmocka_unit_test(reports_a_pattern_too_long),
        cmocka_unit_test(reports_mistakes_of_cues),
        cmocka_unit_test(reports_mistakes_of_codes),
        cmocka_unit_test(reports_mistakes_of_main_and_measures),
        cmocka_unit_test(reports_all_at_once),
        cmocka_unit_test(survives_a_list_that_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
