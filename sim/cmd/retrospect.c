/* What progress tells; see retrospect.h. JSON begins at retrospect_value(). */
#include "cmd/retrospect.h"

#include "class/drill.h"
#include "class/feedback.h"
#include "cmd/book.h"

#include <string.h>

/* --- choosing ------------------------------------------------------------ */

/* The latest first, over all groups: a guess has nothing to do with the
 * rubric. */
size_t retrospect_guesses(const struct progress *progress,
                          const struct progress_talk *last[PROGRESS_RECENT])
{
    size_t count = 0;
    for (size_t i = 0; i < progress->group_count; i++) {
        const struct progress_group *group = &progress->groups[i];
        for (size_t j = group->count; j > 0; j--) {
            const struct progress_talk *talk = group->talks[j - 1];
            size_t at = count < PROGRESS_RECENT ? count : PROGRESS_RECENT;
            int bond = 0;
            if (!progress_bond(talk, &bond)) continue;
            while (at > 0 && strcmp(last[at - 1]->start, talk->start) < 0)
                at--;
            if (at == PROGRESS_RECENT) continue;
            size_t moved =
                count < PROGRESS_RECENT ? count : PROGRESS_RECENT - 1;
            memmove(&last[at + 1], &last[at], (moved - at) * sizeof(*last));
            last[at] = talk;
            count = moved + 1;
        }
    }
    return count;
}

const char *retrospect_compared(int guess, int bond)
{
    return guess > bond ? "too high" : guess < bond ? "too low" : "right";
}

const struct line *retrospect_line(const struct record *record)
{
    const struct speech *asked = &record->asked;
    for (size_t i = asked->count; i > 0; i--)
        if (asked->lines[i - 1]->text[0] != '(') return asked->lines[i - 1];
    return asked->count > 0 ? asked->lines[asked->count - 1] : NULL;
}

const char *retrospect_advice(const struct progress_work *work)
{
    if (work->text != NULL) return work->text;
    return "Say less at a time, and leave the client more of the room.";
}

/* --- the command --------------------------------------------------------- */

/* The rubric that `drill` goes by. */
static const char drilled[] = "alliance";

/* The shipped scenarios that can be used. */
struct shelf {
    struct files_listing names;
    const char **ids;
    struct played_by *pairs; /* as many */
    size_t count;
};

static void open_shelf(struct past *past, struct shelf *shelf)
{
    struct error ignored;
    *shelf = (struct shelf){0};
    library_list(past->loaded.library, LIBRARY_SCENARIOS, &shelf->names,
                 &ignored);
    size_t most = shelf->names.count;
    shelf->ids = arena_new(&past->arena, most, sizeof *shelf->ids);
    shelf->pairs = arena_new(&past->arena, most, sizeof *shelf->pairs);
    for (size_t i = 0; i < most; i++) {
        struct volume volume = {0};
        struct played_by *pair = &shelf->pairs[shelf->count];
        const char *id = shelf->names.names[i];
        if (library_read(past->loaded.library, LIBRARY_SCENARIOS, id, &volume,
                         &ignored) &&
            loaded_scenario(&past->loaded, &volume, pair))
            shelf->ids[shelf->count++] = id;
        library_volume_free(&volume);
    }
}

static bool practises(const struct played_by *pair, const char *code)
{
    const struct numbers *practised = &pair->scenario->practises;
    for (size_t i = 0; i < practised->count; i++)
        if (strcmp(pair->rubric->codes[practised->list[i]].name, code) == 0)
            return true;
    return false;
}

/* The first of the easiest that practise CODE, or NULL. */
static const char *easiest(const struct shelf *shelf, const char *code)
{
    size_t found = shelf->count;
    for (size_t i = 0; i < shelf->count; i++)
        if (practises(&shelf->pairs[i], code) &&
            (found == shelf->count ||
             shelf->pairs[i].scenario->difficulty <
                 shelf->pairs[found].scenario->difficulty))
            found = i;
    return found < shelf->count ? shelf->ids[found] : NULL;
}

/* True when there are lines enough to drill CODE on. */
static bool can_be_drilled(struct past *past, const struct shelf *shelf,
                           const char *name)
{
    struct volume volume = {0};
    struct error ignored;
    const struct rubric *rubric = NULL;
    const struct scenario **scenarios =
        arena_new(&past->arena, shelf->count, sizeof *scenarios);
    size_t count = 0;
    if (library_read(past->loaded.library, LIBRARY_RUBRICS, drilled, &volume,
                     &ignored))
        rubric = loaded_rubric(&past->loaded, &volume);
    library_volume_free(&volume);
    size_t code = rubric != NULL ? rubric_code(rubric, name) : RUBRIC_NONE;
    if (code == RUBRIC_NONE || !drill_is_skill(&rubric->codes[code]))
        return false;
    for (size_t i = 0; i < shelf->count; i++)
        if (shelf->pairs[i].rubric == rubric)
            scenarios[count++] = shelf->pairs[i].scenario;
    struct drill_book *book =
        book_open(past->loaded.library->known, rubric, scenarios, count);
    bool enough = drill_line_count(book, code) >= DRILL_LEAST;
    drill_book_free(book);
    return enough;
}

/* A drill, else a scenario that practises it, else the one where the last of
 * the turns was said. */
void retrospect_command(struct past *past, const struct progress_group *group,
                        const struct progress_work *work, struct buffer *out)
{
    const struct progress_talk *talk = work->turns.count > 0
                                           ? work->turns.list[0].talk
                                           : group->talks[group->count - 1];
    const char *scenario = talk->session->scenario->id;
    struct shelf shelf = {0};
    if (work->practise != RUBRIC_NONE) {
        const char *code = group->rubric->codes[work->practise].name;
        open_shelf(past, &shelf);
        if (can_be_drilled(past, &shelf, code)) {
            buffer_format(out, "rapport drill %s", code);
        } else if (easiest(&shelf, code) != NULL) {
            scenario = easiest(&shelf, code);
        }
    }
    if (out->length == 0) buffer_format(out, "rapport play %s", scenario);
    files_listing_free(&shelf.names);
}

/* --- as JSON ------------------------------------------------------------- */

static struct json_value *measures_value(const struct progress_group *group)
{
    struct json_value *list = json_array();
    for (size_t i = 0; i < group->rubric->measure_count; i++) {
        const struct measure *measure = &group->rubric->measures[i];
        struct json_value *value = json_object();
        json_set_text(value, "id", measure->id);
        json_set_text(value, "title", measure->title);
        json_set_thousandths(value, "fair", measure->fair);
        json_set_thousandths(value, "good", measure->good);
        json_set_bool(value, "less_is_better", measure->fair > measure->good);
        json_append(list, value);
    }
    return list;
}

static struct json_value *talk_value(const struct progress_group *group,
                                     size_t i)
{
    const struct progress_talk *talk = group->talks[i];
    struct json_value *value = json_object();
    struct json_value *figures = json_object();
    json_set_text(value, "scenario", talk->session->scenario->id);
    json_set_text(value, "start", talk->start);
    json_set_integer(value, "replies", (int64_t)talk->session->record_count);
    for (size_t j = 0; j < group->rubric->measure_count; j++) {
        const struct progress_figure *figure = progress_figure(group, i, j);
        const char *id = group->rubric->measures[j].id;
        if (figure->is_there)
            json_set_thousandths(figures, id, figure->thousandths);
        else
            json_set_null(figures, id);
    }
    json_set_value(value, "measures", figures);
    return value;
}

static struct json_value *group_value(const struct progress_group *group)
{
    struct json_value *value = json_object();
    struct json_value *talks = json_array();
    json_set_text(value, "rubric", group->rubric->id);
    json_set_integer(value, "version", group->rubric->version);
    json_set_text(value, "sha256", group->rubric->sha256);
    json_set_value(value, "measures", measures_value(group));
    for (size_t i = 0; i < group->count; i++)
        json_append(talks, talk_value(group, i));
    json_set_value(value, "sessions", talks);
    return value;
}

static struct json_value *guesses_value(const struct progress *progress)
{
    const struct progress_talk *last[PROGRESS_RECENT];
    size_t count = retrospect_guesses(progress, last);
    struct json_value *value = json_object();
    struct json_value *list = json_array();
    json_set_integer(value, "right", (int64_t)progress->guesses.right);
    json_set_integer(value, "too_high", (int64_t)progress->guesses.high);
    json_set_integer(value, "too_low", (int64_t)progress->guesses.low);
    for (size_t i = 0; i < count; i++) {
        struct json_value *guess = json_object();
        int bond = 0;
        progress_bond(last[i], &bond);
        json_set_text(guess, "scenario", last[i]->session->scenario->id);
        json_set_text(guess, "start", last[i]->start);
        json_set_integer(guess, "guess", last[i]->guess);
        json_set_integer(guess, "bond", bond);
        json_append(list, guess);
    }
    json_set_value(value, "last", list);
    return value;
}

/* The trainee's own words that earned the code. */
static struct json_value *words_value(const struct progress_turn *turn)
{
    struct json_value *words = json_array();
    if (turn->code == RUBRIC_NONE) return words;
    struct shown shown =
        feedback_shown(turn->talk->session, turn->record, turn->code);
    for (size_t i = 0; i < shown.reasons; i++) {
        struct buffer text = {0};
        if (shown.quotes[i] == NULL) continue;
        struct span span = feedback_words(turn->record->reply, shown.quotes[i]);
        buffer_add(&text, turn->record->reply + span.start,
                   span.end - span.start);
        json_append_text(words, buffer_text(&text));
        buffer_free(&text);
    }
    return words;
}

static struct json_value *turns_value(const struct progress_turns *turns)
{
    struct json_value *list = json_array();
    for (size_t i = 0; i < turns->count; i++) {
        const struct progress_turn *turn = &turns->list[i];
        const struct session *session = turn->talk->session;
        const struct line *line = retrospect_line(turn->record);
        struct json_value *value = json_object();
        json_set_text(value, "scenario", session->scenario->id);
        json_set_text(value, "start", turn->talk->start);
        json_set_integer(value, "turn", turn->record->turn);
        if (line != NULL) json_set_text(value, "client", line->text);
        json_set_text(value, "reply", turn->record->reply);
        if (turn->code != RUBRIC_NONE)
            json_set_text(value, "code",
                          session->rubric->codes[turn->code].name);
        json_set_value(value, "words", words_value(turn));
        json_append(list, value);
    }
    return list;
}

static void set_strength(const struct progress_group *group,
                         struct json_value *object)
{
    struct progress_strength strength;
    if (!progress_strength(group, &strength)) {
        json_set_null(object, "strength");
        return;
    }
    const struct code *code = &group->rubric->codes[strength.code];
    struct json_value *value = json_object();
    json_set_text(value, "code", code->name);
    json_set_text(value, "text", code->strength);
    json_set_integer(value, "replies", (int64_t)strength.replies);
    json_set_integer(value, "of", (int64_t)strength.of);
    json_set_value(value, "turns", turns_value(&strength.turns));
    json_set_value(object, "strength", value);
}

static void set_work(const struct progress_group *group, struct past *past,
                     struct json_value *object)
{
    struct progress_work work;
    struct buffer command = {0};
    if (!progress_work(group, &work)) {
        json_set_null(object, "work_on");
        return;
    }
    const struct rubric *rubric = group->rubric;
    struct json_value *value = json_object();
    if (work.measure != RUBRIC_NONE) {
        json_set_text(value, "measure", rubric->measures[work.measure].id);
        json_set_thousandths(value, "mean", work.mean);
    }
    if (work.code != RUBRIC_NONE)
        json_set_text(value, "code", rubric->codes[work.code].name);
    json_set_text(value, "text", retrospect_advice(&work));
    retrospect_command(past, group, &work, &command);
    json_set_text(value, "command", buffer_text(&command));
    json_set_value(value, "turns", turns_value(&work.turns));
    json_set_value(object, "work_on", value);
    buffer_free(&command);
}

struct json_value *retrospect_value(const struct progress *progress,
                                    struct past *past)
{
    struct json_value *object = json_object();
    struct json_value *groups = json_array();
    for (size_t i = 0; i < progress->group_count; i++)
        json_append(groups, group_value(&progress->groups[i]));
    json_set_bool(object, "estimates", true);
    json_set_value(object, "rubrics", groups);
    json_set_value(object, "guesses", guesses_value(progress));
    if (progress->group_count > 0) {
        set_strength(&progress->groups[0], object);
        set_work(&progress->groups[0], past, object);
    }
    json_set_integer(object, "too_short", (int64_t)progress->short_count);
    json_set_integer(object, "exams", (int64_t)past->exams);
    json_set_integer(object, "unreadable", (int64_t)past->lost);
    json_set_integer(object, "differing", (int64_t)past->differing);
    return object;
}
