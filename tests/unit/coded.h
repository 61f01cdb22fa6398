/* Coded turns in small, for the tests of what reads them and learns from
 * them. Lines are JSON with ' for ". Include it after fixture.h.
 */
#ifndef TESTS_CODED_H
#define TESTS_CODED_H

#include "rubric/corpus.h"

/* Gives CORPUS the line TEXT: 0 when it is used, else the number of the first
 * problem. */
static inline int coded_line(struct corpus *corpus, const char *text)
{
    struct problems problems = {0};
    char *line = fixture_json(text);
    struct source source = {"coded", line, strlen(line)};
    bool used = corpus_line(corpus, &source, &problems);
    int number = problems.count > 0 ? problems.list[0].number : 0;
    assert_int_equal(used, number == 0);
    problem_free(&problems);
    free(line);
    return number;
}

/* A reply, TIMES times. KEYS are what people said of it: "'codes': {…}". */
static inline void coded_reply(struct corpus *corpus, const char *session,
                               const char *text, const char *keys, int times)
{
    struct buffer line = {0};
    buffer_format(&line,
                  "{'session': '%s', 'turn': 1, 'speaker': 'therapist', "
                  "'text': '%s', %s}",
                  session, text, keys);
    for (int i = 0; i < times; i++)
        assert_int_equal(coded_line(corpus, buffer_text(&line)), 0);
    buffer_free(&line);
}

#endif
