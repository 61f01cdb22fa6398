/* Recordings held to an exercise; see hearing.h. Begin with hearing_turn().
 */
#include "class/hearing.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/sheet.h"
#include "base/text.h"
#include "class/grade.h"
#include "class/report.h"

#include <stdlib.h>
#include <string.h>

struct hearing hearing_new(const struct exercise *exercise,
                           const struct rubric *rubric)
{
    return (struct hearing){.exercise = exercise, .rubric = rubric};
}

static void forget_talk(struct hearing_talk *talk)
{
    for (size_t i = 0; i < talk->reply_count; i++)
        free(talk->replies[i].levels);
    free(talk->replies);
    free(talk->values);
    free(talk->points);
    measure_tally_free(talk->tally);
}

void hearing_forget(struct hearing *hearing, size_t count)
{
    while (hearing->count > count)
        forget_talk(&hearing->talks[--hearing->count]);
    hearing->open = false;
}

void hearing_free(struct hearing *hearing)
{
    hearing_forget(hearing, 0);
    free(hearing->talks);
    turns_talk_free(&hearing->talk);
    arena_free(&hearing->arena);
}

/* --- turns --------------------------------------------------------------- */

static void begin(struct hearing *hearing, const char *file,
                  const char *session)
{
    struct arena *arena = &hearing->arena;
    if (hearing->count == hearing->room) {
        hearing->room = hearing->room * 2 + 16;
        hearing->talks = memory_resize(hearing->talks, hearing->room,
                                       sizeof *hearing->talks);
    }
    hearing->talks[hearing->count++] = (struct hearing_talk){
        .file = arena_copy(arena, file, strlen(file)),
        .session = arena_copy(arena, session, strlen(session)),
        .tally = measure_tally_new(hearing->rubric),
    };
    turns_begin(&hearing->talk, session);
    hearing->open = true;
}

static void keep(struct hearing *hearing, struct hearing_talk *talk,
                 const struct turn *turn, const struct scoring *scoring)
{
    size_t codes = hearing->rubric->code_count;
    if (talk->reply_count == talk->reply_room) {
        talk->reply_room = talk->reply_room * 2 + 32;
        talk->replies = memory_resize(talk->replies, talk->reply_room,
                                      sizeof *talk->replies);
    }
    int *levels = memory_new(codes, sizeof *levels);
    for (size_t i = 0; i < codes; i++)
        levels[i] = scoring->levels[i];
    talk->replies[talk->reply_count++] = (struct hearing_reply){
        turn->turn, arena_copy(&hearing->arena, turn->text, strlen(turn->text)),
        levels};
}

void hearing_turn(struct hearing *hearing, const char *file,
                  const struct turn *turn)
{
    size_t words = 0;
    size_t client_words = 0;
    if (!hearing->open || turns_begins(&hearing->talk, turn)) {
        hearing_end(hearing);
        begin(hearing, file, turn->session);
    }
    struct hearing_talk *talk = &hearing->talks[hearing->count - 1];
    if (turn->by_client) {
        turns_client(&hearing->talk, turn->text);
        return;
    }
    struct scoring *scoring = turns_reply(&hearing->talk, hearing->rubric,
                                          turn->text, &words, &client_words);
    measure_client(talk->tally, client_words);
    measure_reply(talk->tally, hearing->rubric, scoring, words);
    keep(hearing, talk, turn, scoring);
    turns_done(&hearing->talk, scoring);
}

/* --- points -------------------------------------------------------------- */

bool hearing_counts(const struct criterion *criterion)
{
    return criterion->kind == CRITERION_MEASURE;
}

int64_t hearing_most(const struct exercise *exercise)
{
    int64_t most = 0;
    for (size_t i = 0; i < exercise->criterion_count; i++)
        if (hearing_counts(&exercise->criteria[i]))
            most += exercise->criteria[i].most;
    return most;
}

void hearing_end(struct hearing *hearing)
{
    const struct exercise *exercise = hearing->exercise;
    size_t count = exercise->criterion_count;
    if (!hearing->open) return;
    hearing->open = false;
    struct hearing_talk *talk = &hearing->talks[hearing->count - 1];
    measure_client(talk->tally, turns_rest(&hearing->talk, hearing->rubric));
    talk->too_short = talk->reply_count < (size_t)exercise->least_replies;
    talk->values = memory_new(count, sizeof *talk->values);
    talk->points = memory_new(count, sizeof *talk->points);
    for (size_t i = 0; i < count; i++) {
        const struct criterion *criterion = &exercise->criteria[i];
        talk->values[i] = GRADE_NONE;
        if (!hearing_counts(criterion)) continue;
        talk->values[i] =
            grade_measure(hearing->rubric, talk->tally, criterion);
        if (talk->values[i] != GRADE_NONE)
            talk->points[i] = exercise_points(criterion, talk->values[i]);
        talk->total += talk->points[i];
    }
}

/* --- for people ---------------------------------------------------------- */

static bool earns(const struct rubric *rubric, size_t measure,
                  const struct hearing_reply *reply)
{
    for (size_t i = 0; i < rubric->code_count; i++)
        if (reply->levels[i] > 0 && measure_counts(rubric, measure, i))
            return true;
    return false;
}

static void add_turns(const struct hearing *hearing,
                      const struct hearing_talk *talk,
                      const struct criterion *criterion, struct buffer *out)
{
    size_t measure = rubric_measure(hearing->rubric, criterion->name);
    struct buffer turns = {0};
    size_t count = 0;
    for (size_t i = 0; measure != RUBRIC_NONE && i < talk->reply_count; i++)
        if (earns(hearing->rubric, measure, &talk->replies[i]))
            buffer_format(&turns, "%s%d", count++ > 0 ? ", " : "",
                          talk->replies[i].turn);
    if (count > 0)
        buffer_format(out, "    turn%s %s\n", count == 1 ? "" : "s",
                      buffer_text(&turns));
    buffer_free(&turns);
}

static void add_criterion(const struct hearing *hearing,
                          const struct hearing_talk *talk, size_t index,
                          struct buffer *out)
{
    const struct criterion *criterion = &hearing->exercise->criteria[index];
    buffer_add_text(out, "  ");
    text_visible_line(criterion->title, out);
    if (!hearing_counts(criterion)) {
        buffer_add_text(out, ": not from a recording\n");
        return;
    }
    buffer_add_text(out, ": ");
    report_points(talk->points[index], out);
    buffer_add_text(out, " of ");
    report_points(criterion->most, out);
    if (talk->values[index] == GRADE_NONE)
        buffer_add_text(out, " (there was nothing to count)\n");
    else
        buffer_format(out, " (value %.3g)\n",
                      (double)talk->values[index] / 1000);
    add_turns(hearing, talk, criterion, out);
}

void hearing_tell(const struct hearing *hearing,
                  const struct hearing_talk *talk, struct buffer *out)
{
    const struct exercise *exercise = hearing->exercise;
    int64_t most = hearing_most(exercise);
    text_visible_line(talk->file, out);
    if (strncmp(talk->file, talk->session, strlen(talk->session)) != 0) {
        buffer_add_text(out, ", session '");
        text_visible_line(talk->session, out);
        buffer_add_byte(out, '\'');
    }
    buffer_format(out, ": %zu replies\n", talk->reply_count);
    for (size_t i = 0; i < exercise->criterion_count; i++)
        add_criterion(hearing, talk, i, out);
    buffer_add_text(out, "  Points: ");
    report_points(talk->total, out);
    buffer_add_text(out, " of ");
    report_points(most, out);
    if (most < exercise_most(exercise)) {
        buffer_add_text(out, " that a recording can earn; the exercise has ");
        report_points(exercise_most(exercise), out);
    }
    buffer_add_byte(out, '\n');
    if (talk->too_short)
        buffer_format(out,
                      "  That is no mark yet: %d replies are asked for, and "
                      "there are %zu. The\n  instructor decides.\n",
                      exercise->least_replies, talk->reply_count);
}

static void add_levels(const struct rubric *rubric,
                       const struct hearing_reply *reply, struct buffer *out)
{
    const char *between = "";
    for (size_t i = 0; i < rubric->code_count; i++) {
        if (reply->levels[i] <= 0 || rubric->codes[i].quiet) continue;
        buffer_format(out, "%s%s", between, rubric->codes[i].title);
        between = ", ";
    }
    if (*between == '\0') buffer_add_text(out, "nothing recognised");
}

void hearing_page(const struct hearing *hearing,
                  const struct hearing_talk *talk, struct buffer *out)
{
    hearing_tell(hearing, talk, out);
    buffer_add_byte(out, '\n');
    for (size_t i = 0; i < talk->reply_count; i++) {
        const struct hearing_reply *reply = &talk->replies[i];
        buffer_format(out, "  %3d  \"", reply->turn);
        text_visible_line(reply->text, out);
        buffer_add_text(out, "\"\n       ");
        add_levels(hearing->rubric, reply, out);
        buffer_add_byte(out, '\n');
    }
    buffer_add_text(out,
                    "\nThese figures are estimates by a program that looks for "
                    "patterns in words;\nit hears no tone. If you see a score "
                    "otherwise, say so to your instructor.\n");
}

/* --- for programs -------------------------------------------------------- */

static void add_row(const struct hearing *hearing,
                    const struct hearing_talk *talk, struct buffer *out)
{
    const struct exercise *exercise = hearing->exercise;
    sheet_add_text(talk->file, out);
    buffer_add_byte(out, ',');
    sheet_add_text(talk->session, out);
    buffer_format(out, ",%zu", talk->reply_count);
    for (size_t i = 0; i < exercise->criterion_count; i++) {
        buffer_add_byte(out, ',');
        if (hearing_counts(&exercise->criteria[i]))
            report_points(talk->points[i], out);
    }
    buffer_add_byte(out, ',');
    report_points(talk->total, out);
    buffer_add_byte(out, ',');
    report_points(hearing_most(exercise), out);
    buffer_format(out, ",%s\r\n", talk->too_short ? "to judge" : "");
}

void hearing_csv(const struct hearing *hearing, struct buffer *out)
{
    buffer_add_text(out, "file,session,replies");
    for (size_t i = 0; i < hearing->exercise->criterion_count; i++) {
        buffer_add_byte(out, ',');
        sheet_add_text(hearing->exercise->criteria[i].id, out);
    }
    buffer_add_text(out, ",total,of,to_judge\r\n");
    for (size_t i = 0; i < hearing->count; i++)
        add_row(hearing, &hearing->talks[i], out);
}

static struct json_value *turns_json(const struct hearing *hearing,
                                     const struct hearing_talk *talk,
                                     const struct criterion *criterion)
{
    struct json_value *list = json_array();
    size_t measure = rubric_measure(hearing->rubric, criterion->name);
    for (size_t i = 0; measure != RUBRIC_NONE && i < talk->reply_count; i++)
        if (earns(hearing->rubric, measure, &talk->replies[i]))
            json_append_integer(list, talk->replies[i].turn);
    return list;
}

static struct json_value *mark_json(const struct hearing *hearing,
                                    const struct hearing_talk *talk,
                                    size_t index)
{
    struct json_value *mark = json_object();
    if (talk->values[index] == GRADE_NONE)
        json_set_null(mark, "value");
    else
        json_set_thousandths(mark, "value", talk->values[index]);
    json_set_thousandths(mark, "points", talk->points[index]);
    json_set_value(
        mark, "turns",
        turns_json(hearing, talk, &hearing->exercise->criteria[index]));
    return mark;
}

void hearing_json(const struct hearing *hearing,
                  const struct hearing_talk *talk, struct buffer *out)
{
    const struct exercise *exercise = hearing->exercise;
    struct json_value *value = json_object();
    struct json_value *marks = json_object();
    json_set_text(value, "file", talk->file);
    json_set_text(value, "session", talk->session);
    json_set_integer(value, "replies", (int64_t)talk->reply_count);
    json_set_thousandths(value, "total", talk->total);
    json_set_thousandths(value, "of", hearing_most(exercise));
    json_set_bool(value, "to_judge", talk->too_short);
    for (size_t i = 0; i < exercise->criterion_count; i++) {
        const struct criterion *criterion = &exercise->criteria[i];
        if (hearing_counts(criterion))
            json_set_value(marks, criterion->id, mark_json(hearing, talk, i));
        else
            json_set_null(marks, criterion->id);
    }
    json_set_value(value, "marks", marks);
    json_print_visible(value, out);
    buffer_add_byte(out, '\n');
    json_discard(value);
}
