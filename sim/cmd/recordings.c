/* Recordings for points; see recordings.h. Begin with recordings_grade(). */
#include "cmd/recordings.h"

#include "base/text.h"
#include "class/hearing.h"
#include "class/report.h"
#include "cmd/command.h"
#include "world/files.h"

#include <stdio.h>
#include <string.h>

struct run {
    struct hearing hearing;
    const struct recorded *recorded;
    struct buffer refused; /* the files that were not graded, a line each */
    bool bad;              /* the file at hand has a line that is no turn */
};

/* --- reading ------------------------------------------------------------- */

static void take_line(void *context, const struct source *line, size_t number)
{
    struct run *run = context;
    struct turn turn;
    struct problems problems = {0};
    if (turns_read(line, &turn, &problems)) {
        hearing_turn(&run->hearing, line->name, &turn);
    } else {
        if (!run->bad)
            command_fail(COMMAND_PROBLEMS, "%s:%zu: %s", line->name, number,
                         problem_brief(&problems));
        run->bad = true;
    }
    turns_free(&turn);
    problem_free(&problems);
}

/* A file is graded whole or not at all. */
static void take_file(struct run *run, const char *path)
{
    size_t before = run->hearing.count;
    run->bad = false;
    int status = recorded_each(run->recorded, path, take_line, run);
    hearing_end(&run->hearing);
    bool fine = status == COMMAND_YES && !run->bad;
    const char *why = "why is told above";
    if (fine && run->hearing.count == before) why = "nobody speaks in it";
    if (fine && run->hearing.count > before) return;
    hearing_forget(&run->hearing, before);
    buffer_add_text(&run->refused, "  ");
    text_visible_line(path, &run->refused);
    buffer_format(&run->refused, ": %s\n", why);
}

static void refuse_missed(struct run *run, const struct files_listing *missed)
{
    for (size_t i = 0; i < missed->count; i++) {
        buffer_add_text(&run->refused, "  ");
        text_visible_line(missed->names[i], &run->refused);
        buffer_add_text(&run->refused,
                        ": nothing in it was read: it is a link, no file, or "
                        "may not be opened\n");
    }
}

static void take_all(struct run *run, char **names, size_t count)
{
    struct files_listing paths = {0};
    struct files_listing missed = {0};
    struct error ignored;
    for (size_t i = 0; i < count; i++) {
        if (files_is_folder(names[i]))
            files_tree(names[i], &paths, &missed, &ignored);
        else
            files_add(&paths, names[i]);
    }
    for (size_t i = 0; i < paths.count; i++)
        take_file(run, paths.names[i]);
    refuse_missed(run, &missed);
    files_listing_free(&paths);
    files_listing_free(&missed);
}

/* --- telling ------------------------------------------------------------- */

static void tell_head(const struct run *run, struct buffer *out)
{
    const struct exercise *exercise = run->hearing.exercise;
    text_visible_line(exercise->title, out);
    buffer_format(out, " (%s): %zu recorded talk%s\n", exercise->id,
                  run->hearing.count, run->hearing.count == 1 ? "" : "s");
    if (hearing_most(exercise) < exercise_most(exercise))
        buffer_add_text(out, "A recording has no client who reacts: what "
                             "rests on a state or an ending\ncannot be had "
                             "from it, and is out of the points and of their "
                             "maximum.\n");
}

static void tell_all(const struct run *run, struct buffer *out)
{
    tell_head(run, out);
    for (size_t i = 0; i < run->hearing.count; i++) {
        buffer_add_byte(out, '\n');
        hearing_tell(&run->hearing, &run->hearing.talks[i], out);
    }
}

static void all_json(const struct run *run, struct buffer *out)
{
    for (size_t i = 0; i < run->hearing.count; i++)
        hearing_json(&run->hearing, &run->hearing.talks[i], out);
}

static void add_refused(const struct run *run, struct buffer *out)
{
    if (run->refused.length > 0)
        buffer_format(out, "\nNot graded:\n%s", buffer_text(&run->refused));
}

static void print(const struct run *run, enum recordings_form form)
{
    struct buffer out = {0};
    struct buffer talk = {0};
    if (form == RECORDINGS_JSON)
        all_json(run, &out);
    else if (form == RECORDINGS_CSV)
        hearing_csv(&run->hearing, &out);
    else
        tell_all(run, &out);
    add_refused(run, form == RECORDINGS_FOR_PEOPLE ? &out : &talk);
    fputs(buffer_text(&out), stdout);
    fflush(stdout);
    fputs(buffer_text(&talk), stderr);
    buffer_free(&out);
    buffer_free(&talk);
}

static bool write_talk(const struct run *run, const struct pages *pages,
                       size_t index)
{
    struct buffer name = {0};
    struct buffer page = {0};
    const struct hearing_talk *talk = &run->hearing.talks[index];
    const char *slash = strrchr(talk->session, '/');
    pages_name(slash != NULL ? slash + 1 : talk->session, index + 1, &name);
    hearing_page(&run->hearing, talk, &page);
    bool fine = pages_write(pages, buffer_text(&name), &page);
    buffer_free(&name);
    buffer_free(&page);
    return fine;
}

static bool write_all(const struct run *run, const struct pages *pages)
{
    struct buffer text = {0};
    struct buffer json = {0};
    tell_all(run, &text);
    add_refused(run, &text);
    all_json(run, &json);
    bool fine = pages_write(pages, "class.txt", &text) &&
                pages_write(pages, "marks.jsonl", &json);
    for (size_t i = 0; fine && i < run->hearing.count; i++)
        fine = write_talk(run, pages, i);
    if (fine)
        command_say(stderr,
                    "Written to %s: class.txt, marks.jsonl, and a page for "
                    "each talk in feedback.\n",
                    pages->folder);
    buffer_free(&text);
    buffer_free(&json);
    return fine;
}

/* --- the whole ----------------------------------------------------------- */

int recordings_grade(const struct course *course,
                     const struct recorded *recorded, char **names,
                     size_t count, enum recordings_form form,
                     const struct pages *pages)
{
    struct run run = {
        .hearing = hearing_new(course->exercise, course->rubric),
        .recorded = recorded,
    };
    if (hearing_most(course->exercise) == 0)
        return command_fail(COMMAND_PROBLEMS,
                            "no criterion of '%s' rests on a measure, so a "
                            "recording can earn nothing",
                            course->exercise->id);
    take_all(&run, names, count);
    print(&run, form);
    bool written = pages->folder == NULL || write_all(&run, pages);
    bool fine = run.refused.length == 0;
    buffer_free(&run.refused);
    hearing_free(&run.hearing);
    if (!written) return COMMAND_FAILED;
    return fine ? COMMAND_YES : COMMAND_PROBLEMS;
}
