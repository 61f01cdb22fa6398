/* The ladder of scenarios, gathered and shown; see steps.h. */
#include "cmd/steps.h"

#include "base/memory.h"
#include "base/text.h"
#include "class/ladder.h"
#include "cmd/command.h"
#include "world/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The scenario that shows one's way around. */
static const char tutorial[] = "tutorial";

static const char *const levels[] = {"", "first steps", "harder", "hard"};

/* A scenario; in the order of the ladder's rungs. */
struct step {
    const char *name; /* of its file */
    const char *path;
    const char *origin;            /* the source it was installed from, or "" */
    const struct outline *outline; /* or NULL: it cannot be used */
};

struct steps {
    struct arena arena;
    struct ladder ladder;
    struct step *all; /* one for each rung */
    struct step *broken;
    size_t broken_count;
    size_t unreadable;       /* transcripts, */
    const char *unread_path; /* the first of them, */
    const char *unread_why;  /* and why */
};

/* --- gathering ----------------------------------------------------------- */

static const char *keep(struct steps *steps, const char *text)
{
    return arena_copy(&steps->arena, text, strlen(text));
}

static struct ladder_rung rung_of(struct steps *steps, const struct step *step)
{
    const struct outline *outline = step->outline;
    size_t count = outline->practise_count;
    const char **names = arena_new(&steps->arena, count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = outline->practises[i].name;
    return (struct ladder_rung){
        .id = outline->id,
        .difficulty = outline->difficulty,
        .practises = names,
        .practise_count = count,
        .continues = LADDER_NONE,
        .is_tutorial = strcmp(outline->id, tutorial) == 0,
    };
}

static void load_step(struct steps *steps, struct outline_shelf *outlines,
                      struct step *step)
{
    struct volume volume = {0};
    struct error ignored;
    if (library_read(outlines->library, LIBRARY_SCENARIOS, step->name, &volume,
                     &ignored))
        step->outline = outline_scenario(outlines, &volume);
    step->path = keep(steps, buffer_text(&volume.path));
    step->origin = keep(steps, buffer_text(&volume.origin));
    library_volume_free(&volume);
}

static int compare_steps(const void *one, const void *other)
{
    const struct outline *a = ((const struct step *)one)->outline;
    const struct outline *b = ((const struct step *)other)->outline;
    struct ladder_rung of_a = {.id = a->id, .difficulty = a->difficulty};
    struct ladder_rung of_b = {.id = b->id, .difficulty = b->difficulty};
    return ladder_compare(&of_a, &of_b);
}

static void load_shelf(struct steps *steps, struct outline_shelf *outlines,
                       const struct files_listing *names)
{
    struct arena *arena = &steps->arena;
    struct ladder *ladder = &steps->ladder;
    steps->all = arena_new(arena, names->count, sizeof *steps->all);
    steps->broken = arena_new(arena, names->count, sizeof *steps->broken);
    for (size_t i = 0; i < names->count; i++) {
        struct step step = {.name = keep(steps, names->names[i])};
        load_step(steps, outlines, &step);
        if (step.outline != NULL)
            steps->all[ladder->count++] = step;
        else
            steps->broken[steps->broken_count++] = step;
    }
    if (ladder->count > 1)
        qsort(steps->all, ladder->count, sizeof *steps->all, compare_steps);
    ladder->rungs = arena_new(arena, ladder->count, sizeof *ladder->rungs);
    for (size_t i = 0; i < ladder->count; i++)
        ladder->rungs[i] = rung_of(steps, &steps->all[i]);
}

/* The rung of scenario ID; LADDER_NONE for one of the trainee's own. */
static size_t rung_named(const struct ladder *ladder, const char *id)
{
    for (size_t i = 0; id != NULL && i < ladder->count; i++)
        if (strcmp(ladder->rungs[i].id, id) == 0) return i;
    return LADDER_NONE;
}

static void find_earlier(struct steps *steps)
{
    struct ladder *ladder = &steps->ladder;
    for (size_t i = 0; i < ladder->count; i++)
        ladder->rungs[i].continues =
            rung_named(ladder, steps->all[i].outline->continues);
}

/* True when the file tells of a session on a rung. */
static bool skim(struct steps *steps, const char *path,
                 struct ladder_session *session)
{
    struct error error = {0};
    struct transcript *transcript = library_peek(path, true, &error);
    if (transcript == NULL) {
        if (steps->unreadable++ == 0) {
            steps->unread_path = keep(steps, path);
            steps->unread_why = keep(steps, error.text);
        }
        return false;
    }
    size_t rung = rung_named(&steps->ladder, transcript->header.scenario.id);
    bool counts =
        rung != LADDER_NONE && ladder_session(transcript, rung, session);
    transcript_free(transcript);
    return counts;
}

static void skim_all(struct steps *steps, const struct library *library)
{
    struct files_listing paths = {0};
    struct error error = {0};
    if (!library_transcripts(library, &paths, &error)) {
        steps->unreadable = 1;
        steps->unread_path = keep(steps, buffer_text(&library->folders.data));
        steps->unread_why = keep(steps, error.text);
    }
    struct ladder_session *sessions =
        arena_new(&steps->arena, paths.count, sizeof *sessions);
    size_t count = 0;
    for (size_t i = 0; i < paths.count; i++)
        count += skim(steps, paths.names[i], &sessions[count]);
    ladder_stand(&steps->ladder, sessions, count);
    files_listing_free(&paths);
}

struct steps *steps_new(struct outline_shelf *outlines, struct error *error)
{
    struct files_listing names = {0};
    if (!library_list(outlines->library, LIBRARY_SCENARIOS, &names, error))
        return NULL;
    struct steps *steps = memory_new(1, sizeof *steps);
    load_shelf(steps, outlines, &names);
    find_earlier(steps);
    skim_all(steps, outlines->library);
    files_listing_free(&names);
    return steps;
}

void steps_free(struct steps *steps)
{
    if (steps == NULL) return;
    arena_free(&steps->arena);
    free(steps);
}

/* --- in words ------------------------------------------------------------ */

/* "2×": times that fit beside a title. */
static void add_standing(const struct ladder_rung *rung, struct buffer *out)
{
    if (rung->mastered)
        buffer_add_text(out, "mastered");
    else if (rung->sessions == 0)
        buffer_add_text(out, "new");
    else
        buffer_format(out, "practised %zu×, last: %s", rung->sessions,
                      ladder_outcome_words(rung->last));
}

enum { PRACTISES_AT = 30, LINE_WIDTH = 80 }; /* columns */

/* Adds the titles of the first COUNT codes that OUTLINE practises, on as many
 * lines as they need. */
static void add_practises(const struct outline *outline, size_t count,
                          struct buffer *out)
{
    size_t column = PRACTISES_AT;
    for (size_t i = 0; i < count; i++) {
        const char *title = outline->practises[i].title;
        size_t width = text_width(title, strlen(title)) + 2;
        if (i > 0) buffer_add_text(out, ",");
        if (i > 0 && column + width > LINE_WIDTH) {
            buffer_format(out, "\n%*s", PRACTISES_AT, "");
            column = PRACTISES_AT;
        } else if (i > 0) {
            buffer_add_text(out, " ");
        }
        buffer_add_text(out, title);
        column += width;
    }
}

static void print_step(const struct steps *steps, size_t i)
{
    const struct step *step = &steps->all[i];
    const struct ladder_rung *rung = &steps->ladder.rungs[i];
    struct buffer standing = {0};
    struct buffer practises = {0};
    add_standing(rung, &standing);
    add_practises(step->outline, rung->practise_count, &practises);
    command_say(
        stdout, "  %-16s %s (%s)\n  %-16s practises: %s\n  %-16s %s%s%s%s\n",
        step->name, step->outline->title, buffer_text(&standing), "",
        buffer_text(&practises), "", *step->origin != '\0' ? "from " : "",
        step->origin, *step->origin != '\0' ? ": " : "", step->path);
    buffer_free(&standing);
    buffer_free(&practises);
}

void steps_print(const struct steps *steps)
{
    int level = 0;
    puts("Scenarios");
    for (size_t i = 0; i < steps->ladder.count; i++) {
        if (steps->ladder.rungs[i].difficulty != level) {
            level = steps->ladder.rungs[i].difficulty;
            printf(" Level %d: %s\n", level, levels[level]);
        }
        print_step(steps, i);
    }
    for (size_t i = 0; i < steps->broken_count; i++)
        command_say(stdout, "  %-16s cannot be used: see 'rapport check %s'\n",
                    steps->broken[i].name, steps->broken[i].path);
}

/* Its codes that were practised least, and in how many sessions. */
static void add_rarest(const struct steps *steps,
                       const struct ladder_proposal *proposal,
                       struct buffer *out)
{
    const struct ladder_rung *rung = &steps->ladder.rungs[proposal->rung];
    const char *between = "";
    for (size_t i = 0; i < rung->practise_count; i++) {
        const char *code = rung->practises[i];
        if (ladder_practised(&steps->ladder, code) != proposal->least) continue;
        buffer_format(out, "%s%s", between,
                      steps->all[proposal->rung].outline->practises[i].title);
        between = ", ";
    }
    if (proposal->least == 0)
        buffer_add_text(out, " (in no session yet)");
    else
        buffer_format(out, " (in %zu session%s)", proposal->least,
                      proposal->least == 1 ? "" : "s");
}

/* Why this is proposed: goes on from "because". */
static void add_because(const struct steps *steps,
                        const struct ladder_proposal *proposal,
                        struct buffer *out)
{
    const struct ladder_rung *rung = &steps->ladder.rungs[proposal->rung];
    if (proposal->reason == LADDER_BEGIN) {
        buffer_add_text(out, "you have not begun yet, and it shows you around");
        return;
    }
    if (proposal->reason == LADDER_AGAIN) {
        buffer_add_text(out, "your last session of it ended poorly, and the "
                             "same talk can go another way");
        return;
    }
    buffer_format(out,
                  "of what you have not mastered at level %d it practises what "
                  "you have practised least: ",
                  rung->difficulty);
    add_rarest(steps, proposal, out);
}

/* At most 80 columns, wherever it goes. */
static void say_wrapped(const char *text)
{
    struct terminal file = {0};
    terminal_wrap(&file, TERMINAL_NORMAL, 0, 0, text);
}

static void say_unreadable(const struct steps *steps)
{
    if (steps->unreadable == 0) return;
    command_say(stdout, "Not counted: %zu transcript%s that cannot be read%s\n",
                steps->unreadable, steps->unreadable == 1 ? "" : "s",
                steps->unreadable == 1 ? ":" : ", the first:");
    command_say(stdout, "  %s\n", steps->unread_why);
}

void steps_print_next(const struct steps *steps)
{
    struct ladder_proposal proposal = ladder_propose(&steps->ladder);
    struct buffer text = {0};
    say_wrapped("Mastered: your last two finished sessions of it ended well, "
                "without :hint, :better or :retry.");
    say_unreadable(steps);
    if (steps->ladder.count == 0) {
        buffer_add_text(&text, "Next: there is nothing to play here but files "
                               "of your own (rapport play FILE).");
    } else if (proposal.reason == LADDER_ALL_MASTERED) {
        buffer_add_text(&text, "Next: whatever you like; all of these are "
                               "mastered.");
    } else {
        const struct step *step = &steps->all[proposal.rung];
        buffer_format(&text, "Next: %s (rapport play %s), because ",
                      step->outline->title, step->name);
        add_because(steps, &proposal, &text);
        buffer_add_text(&text, ".");
    }
    say_wrapped(buffer_text(&text));
    buffer_free(&text);
}

/* --- as JSON ------------------------------------------------------------- */

static const char *outcome_name(enum ladder_outcome outcome)
{
    if (outcome == LADDER_LEFT) return "open";
    if (outcome == LADDER_CLOSED) return "closed";
    return ladder_outcome_words(outcome);
}

static struct json_value *step_value(const struct steps *steps, size_t i)
{
    const struct step *step = &steps->all[i];
    const struct ladder_rung *rung = &steps->ladder.rungs[i];
    struct json_value *value = json_object();
    struct json_value *practises = json_array();
    json_set_text(value, "id", step->name);
    json_set_text(value, "title", step->outline->title);
    json_set_integer(value, "difficulty", rung->difficulty);
    for (size_t j = 0; j < rung->practise_count; j++)
        json_append_text(practises, rung->practises[j]);
    json_set_value(value, "practises", practises);
    if (rung->continues != LADDER_NONE)
        json_set_text(value, "continues",
                      steps->ladder.rungs[rung->continues].id);
    json_set_text(value, "path", step->path);
    if (*step->origin != '\0') json_set_text(value, "from", step->origin);
    json_set_integer(value, "sessions", (int64_t)rung->sessions);
    if (rung->sessions > 0)
        json_set_text(value, "last", outcome_name(rung->last));
    else
        json_set_null(value, "last");
    json_set_bool(value, "mastered", rung->mastered);
    return value;
}

static struct json_value *broken_value(const struct step *step)
{
    struct json_value *value = json_object();
    json_set_text(value, "id", step->name);
    json_set_text(value, "path", step->path);
    json_set_bool(value, "unusable", true);
    return value;
}

static struct json_value *next_value(const struct steps *steps,
                                     const struct ladder_proposal *proposal)
{
    const struct step *step = &steps->all[proposal->rung];
    struct json_value *value = json_object();
    struct buffer because = {0};
    json_set_text(value, "id", step->name);
    json_set_text(value, "title", step->outline->title);
    add_because(steps, proposal, &because);
    json_set_text(value, "because", buffer_text(&because));
    buffer_free(&because);
    return value;
}

void steps_json(const struct steps *steps, struct json_value *object)
{
    struct ladder_proposal proposal = ladder_propose(&steps->ladder);
    struct json_value *scenarios = json_array();
    for (size_t i = 0; i < steps->ladder.count; i++)
        json_append(scenarios, step_value(steps, i));
    for (size_t i = 0; i < steps->broken_count; i++)
        json_append(scenarios, broken_value(&steps->broken[i]));
    json_set_value(object, "scenarios", scenarios);
    json_set_integer(object, "unreadable", (int64_t)steps->unreadable);
    if (proposal.reason == LADDER_ALL_MASTERED)
        json_set_null(object, "next");
    else
        json_set_value(object, "next", next_value(steps, &proposal));
}
