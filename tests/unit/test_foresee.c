/* What any reply could do: certain noes, and witnesses for each yes. */
#include "scenario/foresee.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

/* A condition that is asked about in the first node, and what is so. */
struct question {
    const char *when;
    enum foresight can_hold;
    enum foresight can_fail;
};

static const struct question questions[] = {
    {"empathy", FORESIGHT_YES, FORESIGHT_YES},
    {"empathy and not empathy", FORESIGHT_NO, FORESIGHT_YES},
    {"empathy >= 2", FORESIGHT_YES, FORESIGHT_YES},
    {"empathy >= 3", FORESIGHT_NO, FORESIGHT_YES},
    {"empathy < 3", FORESIGHT_YES, FORESIGHT_NO},
    /* `question` is as high as `open_question`; `skill` as the higher. */
    {"question and not open_question", FORESIGHT_NO, FORESIGHT_YES},
    {"open_question and not skill", FORESIGHT_NO, FORESIGHT_YES},
    {"skill and not question and not empathy", FORESIGHT_NO, FORESIGHT_YES},
    {"skill = 2 and empathy < 2", FORESIGHT_NO, FORESIGHT_YES},
    {"heard and misheard", FORESIGHT_NO, FORESIGHT_YES},
    {"heard or misheard", FORESIGHT_YES, FORESIGHT_YES},
    {"silence and advice", FORESIGHT_NO, FORESIGHT_YES},
    {"silence and heard", FORESIGHT_NO, FORESIGHT_YES},
    {"silence and work", FORESIGHT_NO, FORESIGHT_YES},
    {"work and why and advice and heard", FORESIGHT_YES, FORESIGHT_YES},
    {"trust >= 4", FORESIGHT_YES, FORESIGHT_NO},
    {"trust > 4 and empathy", FORESIGHT_NO, FORESIGHT_YES},
    {"visits = 2", FORESIGHT_YES, FORESIGHT_NO},
    {"turn < 3 or empathy", FORESIGHT_YES, FORESIGHT_YES},
};

/* What is FOUND must do what was wished. */
static enum foresight ask(struct foresee *foresee, const struct node *node,
                          const struct wish *wish)
{
    struct findings found;
    enum foresight answer = foresee_reply(foresee, node, 2, 3, wish, 1, &found);
    if (answer == FORESIGHT_YES) {
        struct moment moment = session_see(&found, wish->values, 2, 3);
        assert_int_equal(expression_holds(wish->when, &moment), wish->holds);
    }
    return answer;
}

/* The fixture with QUESTION's condition on the first node's first reply. */
static void hold(const struct rubric *rubric, const struct question *question)
{
    struct buffer put = {0};
    buffer_format(&put, "'when': '%s'", question->when);
    char *text =
        fixture_swapped(fixture_scenario_text, "'when': 'advice and trust < 6'",
                        buffer_text(&put));
    struct scenario *scenario = fixture_scenario_of(text, rubric);
    struct foresee *foresee = foresee_new(scenario, rubric);
    const struct node *node = &scenario->nodes[scenario->start];
    int values[] = {4, 0};
    struct wish wish = {node->ways[0].when, true, values};
    enum foresight can_hold = ask(foresee, node, &wish);
    wish.holds = false;
    enum foresight can_fail = ask(foresee, node, &wish);
    if (can_hold != question->can_hold || can_fail != question->can_fail)
        fail_msg("%s: holds %d, fails %d", question->when, can_hold, can_fail);
    foresee_free(foresee);
    scenario_free(scenario);
    free(text);
    buffer_free(&put);
}

static void each_question_is_answered(void **state)
{
    (void)state;
    struct rubric *rubric = fixture_rubric();
    for (size_t i = 0; i < COUNT(questions); i++)
        hold(rubric, &questions[i]);
    rubric_free(rubric);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_question_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
