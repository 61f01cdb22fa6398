/* Acts that could not have been; see conduct.h. Begin with conduct_compare().
 */
#include "class/conduct.h"

#include "base/moment.h"

#include <string.h>

/* What an event of each kind has, and of which turn it tells: the one that is
 * to come, or the one before. */
struct habit {
    const char *name;
    bool has_text;
    bool has_code; /* it may: a dispute need not name one */
    bool has_heard;
    bool of_next;
    bool is_help; /* which an exam has not */
    bool is_replayed;
};

static const struct habit habits[] = {
    [TRANSCRIPT_REPLY] = {.name = "reply",
                          .has_text = true,
                          .of_next = true,
                          .is_replayed = true},
    [TRANSCRIPT_RETRY] = {.name = "retry", .is_help = true},
    [TRANSCRIPT_HINT] = {.name = "hint", .of_next = true, .is_help = true},
    [TRANSCRIPT_BETTER] = {.name = "better", .of_next = true, .is_help = true},
    [TRANSCRIPT_DISPUTE] = {.name = "dispute",
                            .has_text = true,
                            .has_code = true},
    [TRANSCRIPT_FEEDBACK] = {.name = "feedback",
                             .has_text = true,
                             .of_next = true,
                             .is_help = true},
    [TRANSCRIPT_GUESS] = {.name = "guess", .has_heard = true},
    [TRANSCRIPT_END] = {.name = "end", .is_replayed = true},
};

/* --- time ---------------------------------------------------------------- */

static bool is_time(const char *text)
{
    int64_t ignored;
    return moment_read(text, &ignored);
}

static void compare_clock(const struct transcript *transcript,
                          struct buffer *differences)
{
    const char *before = transcript->header.start;
    if (!is_time(before))
        buffer_format(differences, "it began at '%s', which is no time\n",
                      before);
    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct transcript_event *event = &transcript->events[i];
        if (!is_time(event->time)) {
            buffer_format(differences, "turn %d: '%s' is no time\n",
                          event->turn, event->time);
            continue;
        }
        if (is_time(before) && strcmp(event->time, before) < 0)
            buffer_format(differences,
                          "turn %d: the clock goes back, from %s to %s\n",
                          event->turn, before, event->time);
        before = event->time;
    }
}

/* --- order --------------------------------------------------------------- */

/* Replies are numbered one by one; after a retry the same number comes again.
 * The number of an end is replayed. */
static int compare_turn(const struct transcript_event *event, int next,
                        struct buffer *differences)
{
    const struct habit *habit = &habits[event->kind];
    int due = habit->of_next ? next : next - 1;
    if (event->kind == TRANSCRIPT_END) return next;
    if (event->turn != due)
        buffer_format(differences,
                      "turn %d: a %s of turn %d was to come; turns are missing "
                      "or out of order\n",
                      event->turn, habit->name, due);
    if (event->kind == TRANSCRIPT_REPLY) return event->turn + 1;
    return event->kind == TRANSCRIPT_RETRY ? event->turn : next;
}

static void compare_order(const struct transcript *transcript,
                          struct buffer *differences)
{
    int next = 1;
    bool ended = false;
    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct transcript_event *event = &transcript->events[i];
        next = compare_turn(event, next, differences);
        if (ended)
            buffer_format(differences, "turn %d: a line '%s' after the end\n",
                          event->turn, habits[event->kind].name);
        ended = ended || event->kind == TRANSCRIPT_END;
    }
}

/* --- what an event has --------------------------------------------------- */

static void compare_key(const struct transcript_event *event, const char *key,
                        bool is_there, bool may, bool must,
                        struct buffer *differences)
{
    const char *name = habits[event->kind].name;
    if (is_there && !may)
        buffer_format(differences,
                      "turn %d: a '%s' in a line '%s', which has none\n",
                      event->turn, key, name);
    if (!is_there && must)
        buffer_format(differences, "turn %d: the line '%s' lacks '%s'\n",
                      event->turn, name, key);
}

static bool is_feedback(const char *text)
{
    return text == NULL || strcmp(text, "turn") == 0 ||
           strcmp(text, "end") == 0 || strcmp(text, "off") == 0;
}

static void compare_keys(const struct transcript_event *event,
                         struct buffer *differences)
{
    const struct habit *habit = &habits[event->kind];
    compare_key(event, "text", event->text != NULL, habit->has_text,
                habit->has_text, differences);
    compare_key(event, "code", event->code != NULL, habit->has_code, false,
                differences);
    compare_key(event, "heard", event->heard != 0, habit->has_heard,
                habit->has_heard, differences);
    for (size_t i = 0; i < event->claim_count && !habit->is_replayed; i++)
        compare_key(event, event->claims[i].key,
                    strcmp(event->claims[i].key, "turn") != 0, false, false,
                    differences);
    if (event->kind == TRANSCRIPT_FEEDBACK && !is_feedback(event->text))
        buffer_format(differences, "turn %d: there is no feedback '%s'\n",
                      event->turn, event->text);
}

static void compare_help(const struct transcript_event *event,
                         struct buffer *differences)
{
    if (habits[event->kind].is_help)
        buffer_format(differences,
                      "turn %d: a line '%s', which an exam has not\n",
                      event->turn, habits[event->kind].name);
}

/* --- the whole ----------------------------------------------------------- */

void conduct_compare(const struct transcript *transcript, bool exam,
                     struct buffer *differences)
{
    compare_order(transcript, differences);
    for (size_t i = 0; i < transcript->event_count; i++) {
        compare_keys(&transcript->events[i], differences);
        if (exam) compare_help(&transcript->events[i], differences);
    }
    compare_clock(transcript, differences);
}
