/* Reading what is to be scored; see text.h. */
#include "text.h"

#include "base/memory.h"
#include "rubric/turns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct buffer text_read_file(const char *name)
{
    struct buffer text = {0};
    char bytes[65536];
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        perror(name);
        exit(3);
    }
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;)
        buffer_add(&text, bytes, got);
    fclose(file);
    return text;
}

static void add_said(struct text *text, const char *session, const char *words,
                     bool by_client)
{
    if (words == NULL) return;
    if (text->count == text->room) {
        text->room = text->room * 2 + 64;
        text->list = memory_resize(text->list, text->room, sizeof *text->list);
    }
    text->list[text->count++] = (struct said){
        arena_copy(&text->arena, session, strlen(session)),
        arena_copy(&text->arena, words, strlen(words)), by_client};
    text->replies += !by_client;
}

void text_add_examples(struct text *text, const struct rubric *rubric)
{
    for (size_t i = 0; i < rubric->code_count; i++)
        for (size_t j = 0; j < rubric->codes[i].example_count; j++) {
            const struct example *example = &rubric->codes[i].examples[j];
            char session[64];
            snprintf(session, sizeof session, "%zu.%zu", i, j);
            add_said(text, session, example->client, true);
            add_said(text, session, example->reply, false);
        }
}

void text_add_turns(struct text *text, const char *name)
{
    struct buffer bytes = text_read_file(name);
    const char *line = buffer_text(&bytes);
    while (*line != '\0') {
        size_t length = strcspn(line, "\n");
        struct source source = {name, line, length};
        struct problems problems = {0};
        struct turn turn;
        if (turns_read(&source, &turn, &problems))
            add_said(text, turn.session, turn.text, turn.by_client);
        turns_free(&turn);
        problem_free(&problems);
        line += length + (line[length] == '\n');
    }
    buffer_free(&bytes);
}
