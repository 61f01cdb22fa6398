/* A new exercise's file; see handout.h. Begin with handout_write(). */
#include "class/handout.h"

#include "base/json.h"

#include <string.h>

static void add_pinned(const char *id, int version, const char *sha256,
                       struct buffer *out)
{
    buffer_format(out,
                  "{\"id\": \"%s\", \"version\": %d,\n     \"sha256\": "
                  "\"%s\"}",
                  id, version, sha256);
}

static void add_scenarios(const struct scenario *const *scenarios, size_t count,
                          struct buffer *out)
{
    buffer_add_text(out, "  \"scenarios\": [\n");
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(out, "    ");
        add_pinned(scenarios[i]->id, scenarios[i]->version,
                   scenarios[i]->sha256, out);
        buffer_add_text(out, i + 1 < count ? ",\n" : "\n  ],\n");
    }
}

/* A value of the file's: text as JSON writes it. */
static void add_text(const char *text, struct buffer *out)
{
    struct json_value *array = json_array();
    struct buffer line = {0};
    json_append_text(array, text);
    json_print(array, &line);
    buffer_add(out, line.bytes + 1, line.length - 2); /* without [ and ] */
    buffer_free(&line);
    json_discard(array);
}

/* 0 points below fair, half at fair, all at good. */
static void add_measure(const struct rubric *rubric, const char *id,
                        struct buffer *out)
{
    size_t index = rubric_measure(rubric, id);
    if (index == RUBRIC_NONE) return;
    const struct measure *measure = &rubric->measures[index];
    bool less = measure->fair > measure->good;
    double fair = measure->fair / 1000.0;
    double good = measure->good / 1000.0;
    buffer_format(out, "    {\"id\": \"%s\", \"title\": ", measure->id);
    add_text(measure->title, out);
    buffer_format(out,
                  ", \"measure\": \"%s\",\n     \"points\": ", measure->id);
    if (less)
        buffer_format(out, "[[%g, 10], [%g, 5], [%g, 0]]},\n", good, fair,
                      2 * fair - good);
    else
        buffer_format(out, "[[%g, 0], [%g, 5], [%g, 10]]},\n", 2 * fair - good,
                      fair, good);
}

static void add_trust(const struct scenario *const *scenarios, size_t count,
                      struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        size_t index = scenario_state(scenarios[i], "trust");
        if (index == SCENARIO_NONE) continue;
        const struct state *trust = &scenarios[i]->states[index];
        buffer_format(out,
                      "    {\"id\": \"trust\", \"title\": \"Trust at the end\","
                      " \"state\": \"trust\",\n     \"points\": [[%d, 0], [%d, "
                      "5]]},\n",
                      trust->start, trust->max);
        return;
    }
}

/* True when one of the first COUNT scenarios has a good ending ID, too. */
static bool is_listed(const struct scenario *const *scenarios, size_t count,
                      const char *id)
{
    for (size_t i = 0; i < count; i++) {
        size_t ending = scenario_ending(scenarios[i], id);
        if (ending != SCENARIO_NONE &&
            scenarios[i]->endings[ending].kind == ENDING_GOOD)
            return true;
    }
    return false;
}

static void add_endings(const struct scenario *const *scenarios, size_t count,
                        struct buffer *out)
{
    bool first = true;
    buffer_add_text(out, "    {\"id\": \"ending\", \"title\": \"A good "
                         "ending\",\n     \"ending\": [");
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < scenarios[i]->ending_count; j++) {
            const char *id = scenarios[i]->endings[j].id;
            if (scenarios[i]->endings[j].kind != ENDING_GOOD ||
                is_listed(scenarios, i, id))
                continue;
            buffer_format(out, "%s\"%s\"", first ? "" : ", ", id);
            first = false;
        }
    buffer_add_text(out, "], \"points\": 5}\n");
}

static void add_rules(struct buffer *out)
{
    buffer_add_text(
        out,
        "\n"
        "  // practice: hints, retries and feedback as in any session. exam:\n"
        "  // none of these, no history, no updates. The answers lie in the\n"
        "  // files: an exam means a supervised room and an unseen scenario.\n"
        "  \"mode\": \"practice\",\n"
        "\n"
        "  // How often it may be played, and which attempt is graded: last,\n"
        "  // best or first.\n"
        "  \"attempts\": {\"max\": 3, \"counts\": \"last\"},\n"
        "\n"
        "  // When it is due, in UTC; later sessions are graded and marked "
        "late.\n"
        "  // \"due\": \"2027-02-01T12:00:00Z\",\n"
        "\n"
        "  // Told to the trainee: where to turn, and who reads what is "
        "typed.\n"
        "  \"help_now\": \"If this touches something of your own, stop, and "
        "talk with your course's contact person.\",\n"
        "  \"seen_by\": \"your instructor\",\n"
        "\n"
        "  // Whoever gives fewer replies in all is put on a list for you "
        "instead\n"
        "  // of being graded by the machine alone.\n"
        "  \"least_replies\": 10,\n"
        "\n"
        "  // What is graded: a measure of the rubric (the figures that a\n"
        "  // session ends with), a state of the client at the end, or an\n"
        "  // ending. [[0, 0], [0.3, 5], [0.6, 10]] is: at 0 no points, at "
        "0.3\n"
        "  // five, at 0.6 and above ten, and in proportion between them.\n"
        "  // Of several scenarios a measure takes the replies together; a\n"
        "  // state or an ending is the mean, and half the scenarios that end\n"
        "  // well give half the points.\n");
}

void handout_write(const char *id, const struct scenario *const *scenarios,
                   size_t count, const struct rubric *rubric,
                   struct buffer *out)
{
    buffer_format(out,
                  "// An exercise. Change what stands behind the comments; "
                  "'rapport check' looks\n// at the whole. What is pinned by "
                  "its hash must stay as it is.\n{\n"
                  "  \"format\": \"rapport-exercise/1\", \"id\": \"%s\", "
                  "\"version\": 1,\n  \"title\": \"%s\", \"language\": "
                  "\"%s\",\n\n",
                  id, id, rubric->language_name);
    add_scenarios(scenarios, count, out);
    buffer_add_text(out, "  \"rubric\":\n    ");
    add_pinned(rubric->id, rubric->version, rubric->sha256, out);
    buffer_add_text(out, ",\n");
    add_rules(out);
    buffer_add_text(out, "  \"criteria\": [\n");
    add_measure(rubric, "listening", out);
    add_measure(rubric, "empathy_mean", out);
    add_trust(scenarios, count, out);
    add_endings(scenarios, count, out);
    buffer_add_text(out, "  ]\n}\n");
}
