/* What was found out before: kept, found, and of no use once anything about it
 * may be wrong; and loading by it.
 */
#include "cmd/known.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "cmd/admitted.h"
#include "cmd/book.h"
#include "fixture.h"
#include "world/files.h"

struct home {
    struct folders folders;
    struct buffer file; /* where the facts are written */
    char path[64];
};

static int begin(void **state)
{
    struct home *home = memory_new(1, sizeof *home);
    strcpy(home->path, "/tmp/rapport-known-XXXXXX");
    if (mkdtemp(home->path) == NULL) return -1;
    buffer_format(&home->folders.cache, "%s/cache", home->path);
    buffer_format(&home->folders.made, "%s/made", home->path);
    buffer_format(&home->file, "%s/cache/known", home->path);
    *state = home;
    return 0;
}

static int end(void **state)
{
    struct home *home = *state;
    struct error error;
    size_t deleted = 0;
    bool fine = files_delete_tree(home->path, &deleted, &error);
    folders_free(&home->folders);
    buffer_free(&home->file);
    free(home);
    return fine ? 0 : -1;
}

static void learn(const struct home *home, const char *what, const char *about,
                  const char *fact)
{
    struct known *known = known_new(&home->folders);
    known_add(known, what, about, fact);
    known_free(known);
}

static bool knows(const struct home *home, const char *what, const char *about,
                  const char *fact)
{
    struct known *known = known_new(&home->folders);
    const char *found = known_find(known, what, about);
    bool same = fact != NULL ? found != NULL && strcmp(found, fact) == 0
                             : found == NULL;
    known_free(known);
    return same;
}

/* --- facts --------------------------------------------------------------- */

static void facts_are_kept(void **state)
{
    struct home *home = *state;
    assert_true(knows(home, "colour", "sky", NULL));
    assert_false(files_exists(buffer_text(&home->file)));
    learn(home, "colour", "sky", "blue, at noon");
    learn(home, "colour", "grass", "");
    assert_true(knows(home, "colour", "sky", "blue, at noon"));
    assert_true(knows(home, "colour", "grass", ""));
    assert_true(knows(home, "colour", "sea", NULL));
    assert_true(knows(home, "sound", "sky", NULL));
}

static void the_newest_counts(void **state)
{
    struct home *home = *state;
    learn(home, "colour", "sky", "blue");
    learn(home, "colour", "sky", "grey");
    assert_true(knows(home, "colour", "sky", "grey"));
}

static void two_at_once_keep_both(void **state)
{
    struct home *home = *state;
    struct known *one = known_new(&home->folders);
    struct known *other = known_new(&home->folders);
    known_add(one, "colour", "sky", "blue");
    known_add(other, "colour", "grass", "green");
    known_free(one);
    known_free(other);
    assert_true(knows(home, "colour", "sky", "blue"));
    assert_true(knows(home, "colour", "grass", "green"));
}

static void the_oldest_are_dropped(void **state)
{
    struct home *home = *state;
    struct known *known = known_new(&home->folders);
    struct buffer bytes = {0};
    struct error error;
    char about[16];
    for (int i = 0; i < 5000; i++) {
        snprintf(about, sizeof about, "%d", i);
        known_add(known, "number", about, about);
    }
    known_free(known);
    assert_true(knows(home, "number", "4999", "4999"));
    assert_true(knows(home, "number", "0", NULL));
    assert_true(
        files_read(buffer_text(&home->file), 300 << 10, &bytes, &error));
    buffer_free(&bytes);
}

static void what_was_made_is_known(void **state)
{
    struct home *home = *state;
    learn(home, "colour", "sky", "blue");
    assert_int_equal(rename(buffer_text(&home->folders.cache),
                            buffer_text(&home->folders.made)),
                     0);
    assert_true(knows(home, "colour", "sky", "blue"));
}

/* --- what is not used ---------------------------------------------------- */

static void damage_is_noticed(void **state)
{
    struct home *home = *state;
    struct buffer bytes = {0};
    struct error error;
    const char *path = buffer_text(&home->file);
    learn(home, "colour", "sky", "blue");
    assert_true(files_read(path, 1 << 20, &bytes, &error));
    for (size_t i = 0; i < bytes.length; i++) {
        bytes.bytes[i] ^= 1;
        assert_true(files_write(path, bytes.bytes, bytes.length, &error));
        assert_true(knows(home, "colour", "sky", NULL));
        bytes.bytes[i] ^= 1;
        assert_true(files_write(path, bytes.bytes, i, &error));
        assert_true(knows(home, "colour", "sky", NULL));
    }
    learn(home, "colour", "sky", "blue");
    assert_true(knows(home, "colour", "sky", "blue"));
    buffer_free(&bytes);
}

static void what_others_may_write_is_not_used(void **state)
{
    struct home *home = *state;
    struct buffer elsewhere = {0};
    const char *path = buffer_text(&home->file);
    learn(home, "colour", "sky", "blue");
    assert_int_equal(chmod(path, 0622), 0);
    assert_true(knows(home, "colour", "sky", NULL));
    assert_int_equal(chmod(path, 0600), 0);
    assert_true(knows(home, "colour", "sky", "blue"));
    buffer_format(&elsewhere, "%s/elsewhere", home->path);
    assert_int_equal(rename(path, buffer_text(&elsewhere)), 0);
    assert_int_equal(symlink(buffer_text(&elsewhere), path), 0);
    assert_true(knows(home, "colour", "sky", NULL));
    buffer_free(&elsewhere);
}

static void what_cannot_be_written_is_not_kept(void **state)
{
    struct home *home = *state;
    struct error error;
    const char *cache = buffer_text(&home->folders.cache);
    assert_true(files_write(cache, "a file", 6, &error));
    learn(home, "colour", "sky", "blue");
    assert_true(knows(home, "colour", "sky", NULL));
    buffer_clear(&home->folders.cache);
    learn(home, "colour", "sky", "blue");
    assert_true(knows(home, "colour", "sky", NULL));
}

static void no_trace_is_left(void **state)
{
    struct home *home = *state;
    struct known *known = known_new(&home->folders);
    known_leave_no_trace(known);
    known_add(known, "colour", "sky", "blue");
    assert_string_equal(known_find(known, "colour", "sky"), "blue");
    known_free(known);
    assert_false(files_is_folder(buffer_text(&home->folders.cache)));
}

/* --- loading by it ------------------------------------------------------- */

static const char cheap[] = "'^(?:what|how)\\\\b', 'in': 'question'";
static const char costly[] = "'(?:\\\\w+ ?)+!', 'in': 'question'";
static const char dear[] = "'(?:\\\\w+ ?)+?!', 'in': 'question'";

static bool rubric_loads(const struct home *home, bool remembers,
                         const struct source *source)
{
    struct problems problems = {0};
    struct known *known = remembers ? known_new(&home->folders) : NULL;
    struct rubric *rubric = admitted_rubric(known, source, &problems);
    bool loads = rubric != NULL;
    assert_int_equal(problems.count == 0, loads);
    rubric_free(rubric);
    known_free(known);
    problem_free(&problems);
    return loads;
}

/* TEXT with PUT for FIND, as JSON. The caller frees its bytes. */
static struct source made_of(const char *text, const char *find,
                             const char *put)
{
    char *swapped = fixture_swapped(text, find, put);
    char *json = fixture_json(swapped);
    free(swapped);
    return (struct source){"made.json", json, strlen(json)};
}

static void free_source(struct source *source)
{
    free((char *)(uintptr_t)source->bytes);
}

/* Only a lie can show that what is known is believed: with it, a pattern is
 * taken that is not admitted where it is tried. */
static void a_rubric_is_tried_until_it_was_admitted(void **state)
{
    struct home *home = *state;
    char hex[HASH_HEX];
    struct source source = made_of(fixture_rubric_text, cheap, costly);
    struct source other = made_of(fixture_rubric_text, cheap, dear);
    hash_bytes(source.bytes, source.length, hex);
    assert_false(rubric_loads(home, true, &source));
    assert_false(files_exists(buffer_text(&home->file)));
    learn(home, "admitted rubric", hex, "");
    assert_true(rubric_loads(home, true, &source));
    assert_false(rubric_loads(home, true, &other));
    assert_false(rubric_loads(home, false, &source));
    free_source(&source);
    free_source(&other);
}

static bool scenario_loads(const struct home *home, bool remembers,
                           const struct source *source,
                           const struct rubric *rubric)
{
    struct problems problems = {0};
    struct known *known = remembers ? known_new(&home->folders) : NULL;
    struct scenario *scenario =
        admitted_scenario(known, source, rubric, &problems);
    bool loads = scenario != NULL;
    scenario_free(scenario);
    known_free(known);
    problem_free(&problems);
    return loads;
}

static void a_scenario_is_tried_with_its_rubric(void **state)
{
    struct home *home = *state;
    char hex[HASH_HEX];
    struct buffer about = {0};
    struct rubric *rubric = fixture_rubric();
    char *other_text =
        fixture_swapped(fixture_rubric_text, "'worr*'", "'sorr*'");
    struct rubric *other = fixture_rubric_of(other_text);
    struct source source =
        made_of(fixture_scenario_text, "'\\\\bwhy\\\\b'", "'(?:\\\\w+ ?)+!'");
    hash_bytes(source.bytes, source.length, hex);
    buffer_format(&about, "%s %s", hex, rubric->sha256);
    assert_false(scenario_loads(home, true, &source, rubric));
    learn(home, "admitted scenario", buffer_text(&about), "");
    assert_true(scenario_loads(home, true, &source, rubric));
    assert_false(scenario_loads(home, true, &source, other));
    assert_false(scenario_loads(home, false, &source, rubric));
    free_source(&source);
    buffer_free(&about);
    free(other_text);
    rubric_free(rubric);
    rubric_free(other);
}

static void what_was_admitted_is_known(void **state)
{
    struct home *home = *state;
    char hex[HASH_HEX];
    char *text = fixture_json(fixture_rubric_text);
    struct source source = {"small.json", text, strlen(text)};
    hash_bytes(text, strlen(text), hex);
    assert_true(rubric_loads(home, false, &source));
    assert_true(knows(home, "admitted rubric", hex, NULL));
    assert_true(rubric_loads(home, true, &source));
    assert_true(knows(home, "admitted rubric", hex, ""));
    assert_true(rubric_loads(home, true, &source));
    free(text);
}

/* --- the book of lines ---------------------------------------------------- */

struct shelf {
    struct rubric *rubric;
    struct scenario *scenario;
    struct drill_book *book; /* made without anything known */
};

static bool same_book(const struct shelf *shelf, struct known *known)
{
    const struct scenario *const *list =
        (const struct scenario *const *)&shelf->scenario;
    struct drill_book *book = book_open(known, shelf->rubric, list, 1);
    size_t codes = shelf->rubric->code_count * sizeof(bool);
    bool same = book->line_count == shelf->book->line_count;
    for (size_t i = 0; same && i < book->line_count; i++)
        same = book->lines[i].node == shelf->book->lines[i].node &&
               memcmp(book->lines[i].shows, shelf->book->lines[i].shows,
                      codes) == 0;
    drill_book_free(book);
    return same;
}

static void a_book_is_written_once(void **state)
{
    static const char *const spoilt[] = {
        "", "1 ,", "999 ,,,,,,", "1,,,,,,", "x ,,,,,,", ",,,,,,,", "-1 ,,,,,,"};
    struct home *home = *state;
    struct shelf shelf = {.rubric = fixture_rubric()};
    struct buffer about = {0};
    shelf.scenario = fixture_scenario(shelf.rubric);
    shelf.book = drill_book_new(
        shelf.rubric, (const struct scenario *const *)&shelf.scenario, 1);
    buffer_format(&about, "%s %s", shelf.scenario->sha256,
                  shelf.rubric->sha256);
    assert_true(shelf.book->line_count > 0);
    assert_true(same_book(&shelf, NULL));
    for (int i = 0; i < 2; i++) {
        struct known *known = known_new(&home->folders);
        assert_true(same_book(&shelf, known));
        assert_true(same_book(&shelf, known));
        known_free(known);
    }
    for (size_t i = 0; i < COUNT(spoilt); i++) {
        struct known *known = known_new(&home->folders);
        known_add(known, "drill lines", buffer_text(&about), spoilt[i]);
        assert_true(same_book(&shelf, known));
        known_free(known);
    }
    struct known *known = known_new(&home->folders);
    known_add(known, "drill lines", buffer_text(&about), ",,,,,,");
    assert_false(same_book(&shelf, known));
    known_free(known);
    drill_book_free(shelf.book);
    scenario_free(shelf.scenario);
    rubric_free(shelf.rubric);
    buffer_free(&about);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(facts_are_kept, begin, end),
        cmocka_unit_test_setup_teardown(the_newest_counts, begin, end),
        cmocka_unit_test_setup_teardown(two_at_once_keep_both, begin, end),
        cmocka_unit_test_setup_teardown(the_oldest_are_dropped, begin, end),
        cmocka_unit_test_setup_teardown(what_was_made_is_known, begin, end),
        cmocka_unit_test_setup_teardown(damage_is_noticed, begin, end),
        cmocka_unit_test_setup_teardown(what_others_may_write_is_not_used,
                                        begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_written_is_not_kept,
                                        begin, end),
        cmocka_unit_test_setup_teardown(no_trace_is_left, begin, end),
        cmocka_unit_test_setup_teardown(a_rubric_is_tried_until_it_was_admitted,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_scenario_is_tried_with_its_rubric,
                                        begin, end),
        cmocka_unit_test_setup_teardown(what_was_admitted_is_known, begin, end),
        cmocka_unit_test_setup_teardown(a_book_is_written_once, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
