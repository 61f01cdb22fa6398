/* Problems: kept by problem_add(), shown by problem_format(). */
#include "base/problem.h"

#include "base/memory.h"
#include "base/nearest.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A hostile file can have a problem in every other byte: past MOST nothing is
 * kept but a note that there was more. */
enum {
    MOST = 1000,
    LONGEST_TEXT = 1024,
    /* Characters shown of a long source line, before the place and after. */
    SHOWN_BEFORE = 32,
    SHOWN_AFTER = 40
};

static const char *keep_text(struct problems *problems, const char *format,
                             va_list values)
{
    char text[LONGEST_TEXT];
    int length = vsnprintf(text, sizeof text, format, values);
    if (length < (int)sizeof text)
        return arena_copy(&problems->arena, text, strlen(text));
    size_t end = sizeof text - 1;
    text_valid(text, end, &end); /* back to before a torn character */
    return arena_format(&problems->arena, "%.*s…", (int)end, text);
}

/* Of all problems in one line, the first keeps the line, so that together
 * they never keep more than the file. A NUL ends what can be shown. */
static const char *keep_line(struct problems *problems, size_t line,
                             const char *bytes, size_t length)
{
    const char *nul = length > 0 ? memchr(bytes, '\0', length) : NULL;
    if (nul) length = (size_t)(nul - bytes);
    if (length == 0) return NULL;
    for (size_t i = problems->count; i-- > 0;) {
        const struct problem *kept = &problems->list[i];
        if (kept->line != line || !kept->source_line) continue;
        if (strncmp(kept->source_line, bytes, length) == 0 &&
            kept->source_line[length] == '\0')
            return kept->source_line;
    }
    return arena_copy(&problems->arena, bytes, length);
}

static const char *keep_name(struct problems *problems, const char *name)
{
    if (problems->count > 0) {
        const char *last = problems->list[problems->count - 1].file;
        if (strcmp(last, name) == 0) return last;
    }
    return arena_copy(&problems->arena, name, strlen(name));
}

/* The slot after the last, not counted yet. */
static struct problem *next_slot(struct problems *problems)
{
    if (problems->count == problems->room) {
        problems->room = problems->room ? problems->room * 2 : 8;
        problems->list = memory_resize(problems->list, problems->room,
                                       sizeof *problems->list);
    }
    return &problems->list[problems->count];
}

/* SOURCE's name is the kept one, and so the same for the same name. */
static void turn_to(struct problems *problems, const struct source *source)
{
    const struct source *latest = &problems->latest;
    if (latest->name == source->name && latest->bytes == source->bytes &&
        latest->length == source->length)
        return;
    source_forget(&problems->marks);
    problems->latest = *source;
}

static void set_place(struct problem *problem, struct problems *problems,
                      const struct source *source, size_t offset)
{
    if (source->length == 0 || offset > source->length) return;
    struct source named = {problem->file, source->bytes, source->length};
    turn_to(problems, &named);
    struct place place = source_find(&problems->marks, source, offset);
    size_t end = offset < place.text.end ? offset : place.text.end;
    problem->line = place.line;
    problem->column = place.column;
    problem->place = end - place.text.start;
    problem->source_line =
        keep_line(problems, place.line, source->bytes + place.text.start,
                  place.text.end - place.text.start);
}

/* Counts the note once, and gives a slot that is never counted. */
static struct problem *add_beyond(struct problems *problems,
                                  const struct source *source)
{
    struct problem *note = next_slot(problems);
    if (problems->count == MOST) {
        *note = (struct problem){
            .number = PROBLEM_TOO_MANY,
            .file = keep_name(problems, source->name),
            .message = arena_format(&problems->arena,
                                    "more than %d problems; those that follow "
                                    "are not shown",
                                    MOST),
        };
        problems->count++;
        note = next_slot(problems);
    }
    *note = (struct problem){.file = "", .message = ""};
    return note;
}

struct problem *problem_add(struct problems *problems,
                            const struct source *source, size_t offset,
                            int number, const char *mend, const char *format,
                            ...)
{
    if (problems->count >= MOST) return add_beyond(problems, source);
    struct problem *problem = next_slot(problems);
    *problem = (struct problem){.number = number};
    problem->file = keep_name(problems, source->name);
    set_place(problem, problems, source, offset);
    va_list values;
    va_start(values, format);
    problem->message = keep_text(problems, format, values);
    va_end(values);
    if (mend) problem->mend = problem_mend(problems, "%s", mend);
    problems->count++;
    return problem;
}

const char *problem_mend(struct problems *problems, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const char *mend = keep_text(problems, format, values);
    va_end(values);
    return mend;
}

const char *problem_brief(struct problems *problems)
{
    const struct problem *first = &problems->list[0];
    if (first->mend == NULL) return first->message;
    return problem_mend(problems, "%s; %s", first->message, first->mend);
}

const char *problem_did_you_mean(struct problems *problems, const char *word,
                                 const char *const *names, size_t count,
                                 const char *otherwise)
{
    const char *near = nearest_name(word, names, count);
    if (near == NULL) return otherwise;
    return problem_mend(problems, "did you mean '%s'?", near);
}

static bool stands_before(const struct problem *a, const struct problem *b)
{
    int order = strcmp(a->file, b->file);
    if (order != 0) return order < 0;
    if (a->line != b->line) return a->line < b->line;
    return a->column < b->column;
}

/* By insertion: stable, and the list is short and mostly in order. */
void problem_sort(struct problems *problems)
{
    struct problem *list = problems->list;
    for (size_t i = 1; i < problems->count; i++) {
        struct problem problem = list[i];
        size_t to = i;
        for (; to > 0 && stands_before(&problem, &list[to - 1]); to--)
            list[to] = list[to - 1];
        list[to] = problem;
    }
}

/* Adds the bytes visibly and on one line. */
static void add_line(struct buffer *out, const char *bytes, size_t length)
{
    size_t start = 0;
    for (size_t i = 0; i <= length; i++) {
        if (i < length && bytes[i] != '\n' && bytes[i] != '\t') continue;
        text_visible(bytes + start, i - start, out);
        if (i < length) buffer_add_text(out, bytes[i] == '\t' ? " " : "\\n");
        start = i + 1;
    }
}

static void add_text_line(struct buffer *out, const char *text)
{
    add_line(out, text, strlen(text));
}

/* Where, from START on, COUNT characters end. */
static size_t skip(const char *text, size_t length, size_t start, size_t count)
{
    for (; count > 0 && start < length; count--) {
        int32_t code_point;
        start += text_next(text + start, length - start, &code_point);
    }
    return start;
}

/* Where the COUNT characters before END begin. */
static size_t skip_back(const char *text, size_t end, size_t count)
{
    for (; count > 0 && end > 0; count--)
        end -= text_before(text, end);
    return end;
}

/* The stretch of a long LINE around PLACE that is shown. */
static struct span shown_part(const char *line, size_t length, size_t place)
{
    size_t most = SHOWN_BEFORE + SHOWN_AFTER;
    size_t start = 0;
    if (skip(line, length, 0, most) < length)
        start = skip_back(line, place, SHOWN_BEFORE);
    return (struct span){start, skip(line, length, start, most)};
}

static void add_source_line(struct buffer *out, const struct problem *problem)
{
    const char *line = problem->source_line;
    size_t length = strlen(line);
    size_t place = problem->place < length ? problem->place : length;
    struct span shown = shown_part(line, length, place);
    struct buffer text = {0};
    if (shown.start > 0) buffer_add_text(&text, "…");
    add_line(&text, line + shown.start, place - shown.start);
    size_t indent = text_width(buffer_text(&text), text.length);
    add_line(&text, line + place, shown.end - place);
    if (shown.end < length) buffer_add_text(&text, "…");
    buffer_format(out, "%6zu | %s\n", problem->line, buffer_text(&text));
    buffer_format(out, "%6s | ", "");
    buffer_repeat(out, " ", indent);
    buffer_add_text(out, "^\n");
    buffer_free(&text);
}

void problem_format(const struct problem *problem, struct buffer *out)
{
    add_text_line(out, problem->file);
    if (problem->line > 0)
        buffer_format(out, ":%zu:%zu", problem->line, problem->column);
    buffer_format(out, ": [%d] ", problem->number);
    add_text_line(out, problem->message);
    buffer_add_text(out, "\n");
    if (problem->source_line) add_source_line(out, problem);
    if (!problem->mend) return;
    buffer_add_text(out, "    mend: ");
    add_text_line(out, problem->mend);
    buffer_add_text(out, "\n");
}

void problem_free(struct problems *problems)
{
    arena_free(&problems->arena);
    free(problems->list);
    source_forget(&problems->marks);
    *problems = (struct problems){0};
}
