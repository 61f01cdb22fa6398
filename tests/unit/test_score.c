/* Scoring a reply: codes, levels, the main code and the evidence. */
#include "rubric/score.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rubric/example.h"

#include "base/count.h"
#include "fixture.h"

static struct rubric *rubric;

static int set_up(void **state)
{
    (void)state;
    rubric = fixture_rubric();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rubric_free(rubric);
    return 0;
}

static void swap_rubric(const char *find, const char *put)
{
    char *text = fixture_swapped(fixture_rubric_text, find, put);
    rubric_free(rubric);
    rubric = fixture_rubric_of(text);
    free(text);
}

static struct scoring *scored(const char *reply)
{
    return example_score(rubric, NULL, NULL, reply);
}

static void has_score(const char *reply, const char *code, int score, int level)
{
    struct scoring *scoring = scored(reply);
    size_t index = rubric_code(rubric, code);
    assert_int_equal(scoring->scores[index], score);
    assert_int_equal(scoring->levels[index], level);
    score_free(scoring);
}

static void has_main(const char *reply, const char *name)
{
    struct scoring *scoring = scored(reply);
    assert_string_equal(score_main_name(rubric, scoring), name);
    score_free(scoring);
}

/* ---- Scores and levels ---- */

static void adds_thousandths(void **state)
{
    (void)state;
    has_score("Yes.", "open_question", -1000, 0);
    has_score("What now?", "open_question", 1001, 1);
    has_score("Yes.", "empathy", 0, 0);
    has_score("It sounds fine.", "empathy", 500, 0);
    has_score("You are sad.", "empathy", 1000, 1);
    has_score("You sound sad.", "empathy", 1500, 2);
    has_score("Try. You should try!", "advice", 500, 1);
}

static void counts_a_cue_once(void **state)
{
    (void)state;
    has_score("Sad, sad, worried, so worn out.", "empathy", 1000, 1);
}

static void is_level_one_from_the_cut_on(void **state)
{
    (void)state;
    swap_rubric("'cut': [1, 1.5]", "'cut': [1.001, 1.5]");
    has_score("You are sad.", "empathy", 1000, 0);
    has_score("You sound sad.", "empathy", 1500, 2);
}

static void is_level_nought_where_an_unless_fires(void **state)
{
    (void)state;
    struct scoring *scoring =
        example_score(rubric, "You are sad.", NULL, "You are sad!");
    size_t empathy = rubric_code(rubric, "empathy");
    assert_int_equal(scoring->scores[empathy], 1000);
    assert_int_equal(scoring->levels[empathy], 0);
    assert_string_equal(score_main_name(rubric, scoring), "other");
    assert_false(scoring->recognised);
    score_free(scoring);
}

static void gives_an_any_code_its_highest_part(void **state)
{
    (void)state;
    struct scoring *scoring = scored("You sound sad. What now?");
    assert_int_equal(scoring->levels[rubric_code(rubric, "question")], 1);
    assert_int_equal(scoring->levels[rubric_code(rubric, "skill")], 2);
    score_free(scoring);
    scoring = scored("What now?");
    assert_int_equal(scoring->levels[rubric_code(rubric, "skill")], 1);
    score_free(scoring);
    scoring = scored("Try tea.");
    assert_int_equal(scoring->levels[rubric_code(rubric, "question")], 0);
    assert_int_equal(scoring->levels[rubric_code(rubric, "skill")], 0);
    score_free(scoring);
}

static void knows_what_it_recognised(void **state)
{
    (void)state;
    struct scoring *scoring = scored("Try tea.");
    assert_true(scoring->recognised);
    assert_false(scoring->silent);
    score_free(scoring);
    scoring = scored("It sounds fine.");
    assert_false(scoring->recognised);
    score_free(scoring);
    scoring = scored(" \n");
    assert_true(scoring->silent);
    assert_false(scoring->recognised);
    assert_false(scoring->unscorable);
    score_free(scoring);
}

/* A cue of others is met with the first of them, and has its words. */
static void joins_cues(void **state)
{
    (void)state;
    swap_rubric("'why': 'repeats'}",
                "'why': 'repeats'},\n"
                "'both': {'all': ['feels', 'sounds'], 'none': ['asks'],\n"
                " 'why': 'both'}");
    size_t both = fixture_cue(rubric, "both");
    struct scoring *scoring = scored("You sound sad, sad.");
    assert_true(scoring->fired[both]);
    assert_int_equal(score_match(scoring, both, 0)->span.start, 10);
    assert_int_equal(score_match(scoring, both, 1)->span.start, 15);
    assert_null(score_match(scoring, both, 2));
    score_free(scoring);
    scoring = scored("You are sad.");
    assert_false(scoring->fired[both]);
    score_free(scoring);
    scoring = scored("You sound sad. What now?");
    assert_false(scoring->fired[both]);
    score_free(scoring);
}

/* ---- The main code ---- */

/* Margins: empathy's score less 1, advice's and question's own; and empathy
 * has half a point more. */
static void chooses_the_largest_margin(void **state)
{
    (void)state;
    has_main("Yes.", "other");
    has_main("Try tea.", "advice");
    has_main("You are sad.", "empathy");
    has_main("You are sad. What now?", "question");
    has_main("You sound sad. What now?", "question");
    swap_rubric("'asks': 2.001", "'asks': 1.999");
    has_main("You sound sad. What now?", "empathy");
}

static void gives_a_tie_to_the_first(void **state)
{
    (void)state;
    has_main("You are sad. Try tea.", "empathy");
    swap_rubric("{'empathy': 0.5, 'advice': 0,", "{'advice': 0, "
                                                 "'empathy': 0.5,");
    has_main("You are sad. Try tea.", "advice");
}

static void is_else_where_none_is_above_nought(void **state)
{
    (void)state;
    swap_rubric("{'empathy': 0.5,", "{'empathy': 0,");
    has_main("You are sad.", "other");
    has_main("You sound sad.", "empathy");
    swap_rubric("{'empathy': 0.5, 'advice': 0,", "{'empathy': 0.5, "
                                                 "'advice': -0.5,");
    has_main("Try tea.", "other");
    swap_rubric("{'empathy': 0.5,", "{'empathy': 0.501,");
    has_main("It sounds fine.", "empathy");
}

static void lets_a_barred_part_count_for_nothing(void **state)
{
    (void)state;
    swap_rubric("{'empathy': 0.5, 'advice': 0, 'question': 0}",
                "{'skill': 5, 'empathy': 5}");
    struct scoring *scoring =
        example_score(rubric, "You sound sad.", NULL, "You sound sad.");
    assert_string_equal(score_main_name(rubric, scoring), "skill");
    score_free(scoring);
    swap_rubric("{'empathy': 0.5, 'advice': 0, 'question': 0}",
                "{'empathy': 5}");
    scoring = example_score(rubric, "You sound sad.", NULL, "You sound sad.");
    assert_int_equal(scoring->main, RUBRIC_NONE);
    score_free(scoring);
}

/* ---- Evidence ---- */

/* EXPECTED: "code cue of start-end adds" of each, with a / behind. */
static void proves(struct scoring *scoring, const char *expected)
{
    struct buffer out = {0};
    const struct evidence *list;
    size_t count = score_evidence(rubric, scoring, &list);
    for (size_t i = 0; i < count; i++) {
        const struct code *code = &rubric->codes[list[i].code];
        const struct weight *weight = &code->weights[list[i].weight];
        for (size_t j = list[i].first; j < list[i].end; j++) {
            const struct match *match = &scoring->matches.list[j];
            assert_int_equal(match->cue, weight->cue);
            buffer_format(&out, "%s %s %s %zu-%zu %d/", code->name,
                          rubric->cues[match->cue].name,
                          part_whose_name(match->whose), match->span.start,
                          match->span.end,
                          j == list[i].first ? weight->thousandths : 0);
        }
    }
    assert_string_equal(buffer_text(&out), expected);
    buffer_free(&out);
}

static void lists_evidence_code_by_code(void **state)
{
    (void)state;
    struct scoring *scoring = scored("Sad, you sound sad. Try what?");
    proves(scoring, "empathy sounds reply 9-14 500/"
                    "empathy feels reply 0-3 1000/"
                    "empathy feels reply 15-18 0/"
                    "advice advises reply 20-23 1500/");
    score_free(scoring);
    scoring = scored("Hm.");
    proves(scoring, "");
    score_free(scoring);
}

static void says_whose_words_the_evidence_is(void **state)
{
    (void)state;
    swap_rubric("'words': 'feeling', 'in': 'statement'",
                "'words': 'feeling', 'in': 'client'");
    struct scoring *scoring =
        example_score(rubric, NULL, "I am sad.", "You sound it.");
    proves(scoring, "empathy sounds reply 4-9 500/"
                    "empathy feels client 5-8 1000/");
    score_free(scoring);
}

static void finds_the_matches_of_a_cue(void **state)
{
    (void)state;
    struct scoring *scoring = scored("Sad. You sound sad. Try tea.");
    size_t feels = fixture_cue(rubric, "feels");
    assert_int_equal(score_match(scoring, feels, 0)->span.start, 0);
    assert_int_equal(score_match(scoring, feels, 1)->span.start, 15);
    assert_null(score_match(scoring, feels, 2));
    assert_null(score_match(scoring, fixture_cue(rubric, "asks"), 0));
    assert_null(score_match(scoring, fixture_cue(rubric, "again"), 0));
    size_t advises = fixture_cue(rubric, "advises");
    assert_int_equal(score_match(scoring, advises, 0)->span.start, 20);
    score_free(scoring);
}

/* ---- What cannot be scored ---- */

static void is_unscorable_where_a_cue_reaches_its_limit(void **state)
{
    (void)state;
    struct buffer reply = {0};
    fixture_make_endless(rubric, "feels");
    buffer_format(&reply, "What? Try %s", fixture_endless);
    struct scoring *scoring = scored(buffer_text(&reply));
    assert_true(scoring->unscorable);
    assert_int_equal(scoring->limited, fixture_cue(rubric, "feels"));
    assert_int_equal(scoring->main, RUBRIC_NONE);
    proves(scoring, "");
    for (size_t i = 0; i < rubric->code_count; i++)
        assert_int_equal(scoring->levels[i], 0);
    score_free(scoring);
    buffer_free(&reply);
}

/* No y stands behind a z: that can be seen without trying all ways. */
static void is_no_limit_where_nothing_can_be_found(void **state)
{
    (void)state;
    struct cue *feels = &rubric->cues[fixture_cue(rubric, "feels")];
    struct pattern_refusal refusal;
    fixture_make_endless(rubric, "feels");
    pattern_free(feels->pattern);
    feels->pattern = pattern_compile("(?:z+z?)+y", 10, &refusal);
    index_free(rubric->index);
    rubric->index = index_new(rubric->cues, rubric->cue_count, NULL);
    const char *text = "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz y. Try tea.";
    struct dialogue dialogue = {0};
    struct utterance *reply =
        utterance_new(&rubric->language, text, strlen(text));
    struct scoring *one = score_reply(rubric, &dialogue, reply);
    struct scoring *other = score_plainly(rubric, &dialogue, reply);
    size_t cue;
    assert_false(one->unscorable);
    assert_true(score_same(rubric, one, other, &cue));
    assert_true(one->fired[fixture_cue(rubric, "advises")]);
    score_free(one);
    score_free(other);
    utterance_free(reply);
}

static void is_unscorable_where_a_sentence_reaches_its_limit(void **state)
{
    (void)state;
    pattern_free(rubric->language.question);
    filter_free(rubric->language.question_filter);
    rubric->language.question = fixture_endless_pattern();
    rubric->language.question_filter = NULL;
    rubric->language.question_opens = false;
    struct scoring *scoring = scored(fixture_endless);
    assert_true(scoring->unscorable);
    assert_int_equal(scoring->limited, RUBRIC_NONE);
    score_free(scoring);
}

/* ---- The short ways, held to the long ones ---- */

static void add_random_reply(uint32_t *seed, struct buffer *out)
{
    static const char *const words[] = {
        "sad",  "worn out", "worried", "sounds", "You", "what",
        "How ", "Try",      "should",  ".",      "?",   "you should",
    };
    *seed = *seed * 1664525 + 1013904223;
    for (size_t left = *seed >> 8 & 15; left > 0; left--) {
        *seed = *seed * 1664525 + 1013904223;
        buffer_add_text(out, words[(*seed >> 8) % (COUNT(words))]);
        buffer_add_byte(out, ' ');
    }
    if (*seed >> 28 == 0) buffer_add_text(out, fixture_endless);
}

/* What the codes come to, as the rubric's text says it. */
static int level_by_hand(const struct scoring *scoring, size_t index)
{
    const struct code *code = &rubric->codes[index];
    int level = 0;
    for (size_t i = 0; i < code->any.count; i++) {
        int part = level_by_hand(scoring, code->any.list[i]);
        if (part > level) level = part;
    }
    if (code->is_any) return level;
    int score = code->bias;
    for (size_t i = 0; i < code->weight_count; i++)
        if (scoring->fired[code->weights[i].cue])
            score += code->weights[i].thousandths;
    assert_int_equal(scoring->scores[index], score);
    if (score_is_barred(code, scoring->fired)) return 0;
    while ((size_t)level < code->cut_count && score >= code->cuts[level])
        level++;
    return level;
}

static void proves_by_hand(struct scoring *scoring)
{
    struct buffer out = {0};
    for (size_t i = 0; i < rubric->code_count; i++)
        for (size_t j = 0; j < rubric->codes[i].weight_count; j++) {
            const struct weight *weight = &rubric->codes[i].weights[j];
            const struct match *match;
            for (size_t k = 0;
                 (match = score_match(scoring, weight->cue, k)) != NULL; k++)
                buffer_format(
                    &out, "%s %s %s %zu-%zu %d/", rubric->codes[i].name,
                    rubric->cues[weight->cue].name,
                    part_whose_name(match->whose), match->span.start,
                    match->span.end, k == 0 ? weight->thousandths : 0);
        }
    proves(scoring, buffer_text(&out));
    buffer_free(&out);
}

static void is_scored_as_new(const struct scoring *used,
                             const struct scoring *fresh)
{
    size_t cue;
    assert_true(score_same(rubric, used, fresh, &cue));
    assert_int_equal(used->unscorable, fresh->unscorable);
    assert_int_equal(used->recognised, fresh->recognised);
    assert_int_equal(used->silent, fresh->silent);
    assert_int_equal(used->main, fresh->main);
    for (size_t i = 0; i < rubric->code_count; i++) {
        assert_int_equal(used->levels[i], fresh->levels[i]);
        assert_int_equal(used->scores[i], fresh->scores[i]);
    }
    for (size_t i = 0; i < rubric->cue_count; i++)
        assert_int_equal(used->fired[i], fresh->fired[i]);
}

/* Weights stand in another order than the cues, and one of them bars. */
static void scores_on_a_used_slate_as_on_a_new_one(void **state)
{
    (void)state;
    struct scoring *used = NULL;
    struct dialogue dialogue = {0};
    size_t unscorable = 0;
    uint32_t seed = 1;
    swap_rubric("{'sounds': 0.5, 'feels': 1}, 'cut': [1, 1.5],\n"
                "   'unless': ['again'],",
                "{'advises': -0.3, 'feels': 1, 'sounds': 0.5}, 'cut': [1, 1.5],"
                "   'unless': ['again', 'asks'],");
    fixture_make_endless(rubric, "again");
    for (int round = 0; round < 2000; round++) {
        struct buffer text = {0};
        add_random_reply(&seed, &text);
        struct utterance *reply = fixture_said(rubric, buffer_text(&text));
        struct scoring *fresh = score_reply(rubric, &dialogue, reply);
        used = score_again(used, rubric, &dialogue, reply);
        is_scored_as_new(used, fresh);
        unscorable += fresh->unscorable;
        for (size_t i = 0; i < rubric->code_count && !fresh->unscorable; i++)
            assert_int_equal(used->levels[i], level_by_hand(used, i));
        if (fresh->unscorable)
            proves(used, "");
        else
            proves_by_hand(used);
        score_free(fresh);
        utterance_free(reply);
        buffer_free(&text);
    }
    assert_in_range(unscorable, 10, 1000);
    score_free(used);
}

static void takes_a_scoring_by_another_rubric(void **state)
{
    (void)state;
    struct scoring *used = scored("You sound sad.");
    struct dialogue dialogue = {0};
    swap_rubric("'cues': {",
                "'cues': {'ohs': {'words': ['oh'], 'why': 'says oh'},");
    struct utterance *reply = fixture_said(rubric, "Oh, you are worn out.");
    struct scoring *fresh = score_reply(rubric, &dialogue, reply);
    used = score_again(used, rubric, &dialogue, reply);
    is_scored_as_new(used, fresh);
    score_free(used);
    score_free(fresh);
    utterance_free(reply);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(adds_thousandths),
        TEST(counts_a_cue_once),
        TEST(is_level_one_from_the_cut_on),
        TEST(is_level_nought_where_an_unless_fires),
        TEST(gives_an_any_code_its_highest_part),
        TEST(knows_what_it_recognised),
        TEST(joins_cues),
        TEST(chooses_the_largest_margin),
        TEST(gives_a_tie_to_the_first),
        TEST(is_else_where_none_is_above_nought),
        TEST(lets_a_barred_part_count_for_nothing),
        TEST(lists_evidence_code_by_code),
        TEST(says_whose_words_the_evidence_is),
        TEST(finds_the_matches_of_a_cue),
        TEST(is_unscorable_where_a_cue_reaches_its_limit),
        TEST(is_no_limit_where_nothing_can_be_found),
        TEST(is_unscorable_where_a_sentence_reaches_its_limit),
        TEST(scores_on_a_used_slate_as_on_a_new_one),
        TEST(takes_a_scoring_by_another_rubric),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
