/* Replies in which nothing was recognised; see unrecognised.h. */
#include "class/unrecognised.h"

#include "base/memory.h"
#include "class/replay.h"

#include <stdlib.h>
#include <string.h>

static const char *keep(struct unrecognised_list *list, const char *text)
{
    return arena_copy(&list->arena, text, strlen(text));
}

static const char *keep_speech(struct unrecognised_list *list,
                               const struct speech *speech)
{
    struct buffer text = {0};
    for (size_t i = 0; i < speech->count; i++)
        buffer_format(&text, "%s%s", i > 0 ? " " : "", speech->lines[i]->text);
    const char *kept = keep(list, buffer_text(&text));
    buffer_free(&text);
    return kept;
}

static struct unrecognised *find(struct unrecognised_list *list,
                                 const char *scenario, const char *node,
                                 const char *reply)
{
    for (size_t i = 0; i < list->count; i++) {
        struct unrecognised *entry = &list->list[i];
        if (strcmp(entry->scenario, scenario) == 0 &&
            strcmp(entry->node, node) == 0 && strcmp(entry->reply, reply) == 0)
            return entry;
    }
    return NULL;
}

static struct unrecognised *add(struct unrecognised_list *list)
{
    if (list->count == list->room) {
        list->room = list->room * 2 + 16;
        list->list = memory_resize(list->list, list->room, sizeof *list->list);
    }
    list->list[list->count] = (struct unrecognised){0};
    return &list->list[list->count++];
}

static void note(struct unrecognised_list *list, const struct session *session,
                 const struct record *record)
{
    const struct scenario *scenario = session->scenario;
    const char *node = scenario->nodes[record->move.from].id;
    list->replies++;
    if (record->scoring->recognised) return;
    struct unrecognised *entry = find(list, scenario->id, node, record->reply);
    if (entry == NULL) {
        entry = add(list);
        entry->scenario = keep(list, scenario->id);
        entry->node = keep(list, node);
        entry->client = keep_speech(list, &record->asked);
        entry->reply = keep(list, record->reply);
    }
    entry->count++;
}

static void note_dispute(struct unrecognised_list *list,
                         const struct session *session, const char *text)
{
    const struct record *record = session_last(session);
    if (record == NULL) return;
    struct unrecognised *entry =
        find(list, session->scenario->id,
             session->scenario->nodes[record->move.from].id, record->reply);
    if (entry != NULL) entry->dispute = keep(list, text);
}

static void say_again(struct unrecognised_list *list, struct session *session,
                      const struct transcript_event *event)
{
    if (event->kind == TRANSCRIPT_RETRY) session_retry(session);
    if (event->kind == TRANSCRIPT_DISPUTE)
        note_dispute(list, session, event->text);
    if (event->kind != TRANSCRIPT_REPLY ||
        session_ending(session) != SCENARIO_NONE ||
        strlen(event->text) > SESSION_REPLY_BYTES)
        return;
    const struct record *record = session_step(session, event->text);
    if (event->text[0] != '\0') note(list, session, record);
}

void unrecognised_gather(struct unrecognised_list *list,
                         const struct transcript *transcript,
                         const struct scenario *scenario,
                         const struct rubric *rubric)
{
    struct arena arena = {0};
    struct changes carry = replay_carry(&transcript->header, scenario, &arena);
    struct session *session = session_new(scenario, rubric, &carry);
    for (size_t i = 0; i < transcript->event_count; i++)
        say_again(list, session, &transcript->events[i]);
    session_free(session);
    arena_free(&arena);
}

static int by_place(const void *one, const void *other)
{
    const struct unrecognised *a = one;
    const struct unrecognised *b = other;
    int order = strcmp(a->scenario, b->scenario);
    if (order == 0) order = strcmp(a->node, b->node);
    if (order == 0) order = (a->count < b->count) - (a->count > b->count);
    return order != 0 ? order : strcmp(a->reply, b->reply);
}

void unrecognised_sort(struct unrecognised_list *list)
{
    if (list->count > 0)
        qsort(list->list, list->count, sizeof *list->list, by_place);
}

void unrecognised_free(struct unrecognised_list *list)
{
    free(list->list);
    arena_free(&list->arena);
}
