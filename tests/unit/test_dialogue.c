/* The list of what was said, and what can be asked of it. */
#include "rubric/dialogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct language no_language;

static void say(struct dialogue *dialogue, enum speaker speaker,
                const char *text)
{
    dialogue_add(dialogue, speaker,
                 utterance_new(&no_language, text, strlen(text)));
}

static void is(const struct utterance *utterance, const char *text)
{
    assert_non_null(utterance);
    assert_string_equal(utterance->seen, text);
}

static void is_empty_at_first(void **state)
{
    (void)state;
    struct dialogue dialogue = {0};
    const struct utterance *recent[DIALOGUE_RECENT];
    assert_null(dialogue_client(&dialogue));
    assert_null(dialogue_before(&dialogue));
    assert_int_equal(dialogue_recent(&dialogue, recent), 0);
    dialogue_free(&dialogue);
}

static void knows_what_the_client_said_since_the_last_reply(void **state)
{
    (void)state;
    struct dialogue dialogue = {0};
    say(&dialogue, SPEAKER_CLIENT, "one");
    is(dialogue_client(&dialogue), "one");
    say(&dialogue, SPEAKER_TRAINEE, "two");
    assert_null(dialogue_client(&dialogue));
    say(&dialogue, SPEAKER_CLIENT, "three");
    is(dialogue_client(&dialogue), "three");
    dialogue_free(&dialogue);
}

static void knows_the_reply_before(void **state)
{
    (void)state;
    struct dialogue dialogue = {0};
    say(&dialogue, SPEAKER_CLIENT, "one");
    assert_null(dialogue_before(&dialogue));
    say(&dialogue, SPEAKER_TRAINEE, "two");
    say(&dialogue, SPEAKER_TRAINEE, "three");
    say(&dialogue, SPEAKER_CLIENT, "four");
    is(dialogue_before(&dialogue), "three");
    dialogue_free(&dialogue);
}

static void gives_four_recent_turns_newest_first(void **state)
{
    (void)state;
    struct dialogue dialogue = {0};
    const struct utterance *recent[DIALOGUE_RECENT];
    say(&dialogue, SPEAKER_CLIENT, "one");
    say(&dialogue, SPEAKER_TRAINEE, "reply");
    say(&dialogue, SPEAKER_CLIENT, "two");
    assert_int_equal(dialogue_recent(&dialogue, recent), 2);
    is(recent[0], "two");
    is(recent[1], "one");
    say(&dialogue, SPEAKER_CLIENT, "three");
    say(&dialogue, SPEAKER_CLIENT, "four");
    say(&dialogue, SPEAKER_CLIENT, "five");
    say(&dialogue, SPEAKER_TRAINEE, "reply");
    assert_int_equal(dialogue_recent(&dialogue, recent), 4);
    is(recent[0], "five");
    is(recent[3], "two");
    dialogue_free(&dialogue);
}

/* The client's turns from dialogue_recent_first() on are dialogue_recent(). */
static void is_of_the_recent(const struct dialogue *dialogue)
{
    const struct utterance *recent[DIALOGUE_RECENT];
    size_t count = dialogue_recent(dialogue, recent);
    size_t found = 0;
    for (size_t i = dialogue->count; i > dialogue_recent_first(dialogue); i--) {
        if (dialogue->entries[i - 1].speaker != SPEAKER_CLIENT) continue;
        assert_true(found < count);
        assert_ptr_equal(dialogue->entries[i - 1].utterance, recent[found++]);
    }
    assert_int_equal(found, count);
}

static void knows_where_the_recent_turns_begin(void **state)
{
    (void)state;
    struct dialogue dialogue = {0};
    is_of_the_recent(&dialogue);
    for (size_t i = 0; i < 3 * DIALOGUE_REACH; i++) {
        bool client = i * 2654435761u % 7 < 3 && i % 1200 < 600;
        say(&dialogue, client ? SPEAKER_CLIENT : SPEAKER_TRAINEE, "x");
        is_of_the_recent(&dialogue);
        dialogue_forget(&dialogue);
        is_of_the_recent(&dialogue);
        if (i % 50 == 49) dialogue_return(&dialogue, dialogue.count - 20);
        is_of_the_recent(&dialogue);
    }
    dialogue_free(&dialogue);
}

static void returns_to_an_earlier_point(void **state)
{
    (void)state;
    struct dialogue dialogue = {0};
    for (int i = 0; i < 40; i++)
        say(&dialogue, i % 2 ? SPEAKER_TRAINEE : SPEAKER_CLIENT, "x");
    dialogue_return(&dialogue, 50);
    assert_int_equal(dialogue.count, 40);
    dialogue_return(&dialogue, 3);
    assert_int_equal(dialogue.count, 3);
    say(&dialogue, SPEAKER_TRAINEE, "new");
    is(dialogue_before(&dialogue), "new");
    dialogue_free(&dialogue);
    assert_int_equal(dialogue.count, 0);
}

/* As many as were asked for in vain, and none that is too large. */
static void keeps_what_is_forgotten_for_who_asks(void **state)
{
    (void)state;
    static char large[5000];
    struct dialogue dialogue = {0};
    memset(large, 'x', sizeof large - 1);
    say(&dialogue, SPEAKER_CLIENT, "one");
    dialogue_return(&dialogue, 0);
    assert_null(dialogue_spare(&dialogue));
    assert_null(dialogue_spare(&dialogue));
    for (int i = 0; i < 4; i++)
        say(&dialogue, SPEAKER_TRAINEE, i == 3 ? large : "x");
    dialogue_return(&dialogue, 0);
    for (int i = 0; i < 2; i++) {
        struct utterance *spare = dialogue_spare(&dialogue);
        assert_non_null(spare);
        assert_int_equal(spare->length, 1);
        utterance_free(spare);
    }
    assert_null(dialogue_spare(&dialogue));
    say(&dialogue, SPEAKER_TRAINEE, "x");
    dialogue_return(&dialogue, 0);
    dialogue_free(&dialogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_empty_at_first),
        cmocka_unit_test(knows_what_the_client_said_since_the_last_reply),
        cmocka_unit_test(knows_the_reply_before),
        cmocka_unit_test(gives_four_recent_turns_newest_first),
        cmocka_unit_test(knows_where_the_recent_turns_begin),
        cmocka_unit_test(returns_to_an_earlier_point),
        cmocka_unit_test(keeps_what_is_forgotten_for_who_asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
