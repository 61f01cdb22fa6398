/* Recordings in small, for the tests of what reads them: a file in, its turns
 * out as one text to compare. Include it after fixture.h.
 */
#ifndef TESTS_HEARD_H
#define TESTS_HEARD_H

#include "class/recording.h"

/* Fails unless FILE, read in FORM, gives the turns WANTED: a line each,
 * "T words" or "C words". */
static inline void heard_is(enum recording_form form, const char *therapist,
                            const char *file, const char *wanted)
{
    struct problems problems = {0};
    struct recording recording;
    struct buffer turns = {0};
    struct source source = {"talk", file, strlen(file)};
    bool fine = recording_read(&source, form, therapist, &recording, &problems);
    fixture_is_fine(&problems);
    assert_true(fine);
    for (size_t i = 0; i < recording.count; i++)
        buffer_format(&turns, "%s %s\n",
                      recording.turns[i].by_client ? "C" : "T",
                      recording.turns[i].text);
    assert_string_equal(buffer_text(&turns), wanted);
    buffer_free(&turns);
    recording_free(&recording);
}

/* Fails unless the LENGTH bytes have the problem NUMBER on LINE (0: any), and
 * give no turns. */
static inline void heard_fails(enum recording_form form, const char *bytes,
                               size_t length, int number, size_t line)
{
    struct problems problems = {0};
    struct recording recording;
    struct source source = {"talk", bytes, length};
    assert_false(recording_read(&source, form, NULL, &recording, &problems));
    assert_int_equal(recording.count, 0);
    fixture_has(&problems, number, line);
    recording_free(&recording);
    problem_free(&problems);
}

static inline void heard_refuses(enum recording_form form, const char *file,
                                 int number, size_t line)
{
    heard_fails(form, file, strlen(file), number, line);
}

/* Reads every beginning of FILE, and FILE with each byte made each of a few
 * others: nothing to compare, but the sanitizers look on. The bytes lie in
 * memory of just their length. */
static inline void heard_survives(enum recording_form form, const char *file)
{
    static const char others[] = {'\0', '\n', '\r', ' ', '<',    '>',
                                  ':',  '&',  '"',  '[', '\x80', '\xff'};
    size_t length = strlen(file);
    for (size_t i = 0; i < length * (1 + sizeof others); i++) {
        size_t at = i % length;
        bool cut = i < length;
        char *bytes = memory_copy(file, cut ? at : length);
        struct problems problems = {0};
        struct recording recording;
        if (!cut) bytes[at] = others[i / length - 1];
        struct source source = {"talk", bytes, cut ? at : length};
        bool fine = recording_read(&source, form, "a", &recording, &problems);
        assert_int_equal(fine, problems.count == 0);
        assert_int_equal(fine, recording.count > 0);
        recording_free(&recording);
        problem_free(&problems);
        free(bytes);
    }
}

#endif
