/* agree --unrecognised; see missed.h. */
#include "cmd/missed.h"

#include "base/json.h"
#include "base/text.h"
#include "class/unrecognised.h"
#include "cmd/collected.h"
#include "cmd/command.h"

#include <stdio.h>
#include <string.h>

static void gather(void *context, const char *path,
                   const struct transcript *transcript,
                   const struct played_by *pair)
{
    (void)path;
    unrecognised_gather(context, transcript, pair->scenario, pair->rubric);
}

/* --- for people ---------------------------------------------------------- */

static void print_text(const char *before, const char *text, const char *after)
{
    struct buffer seen = {0};
    text_visible_line(text, &seen);
    printf("%s%s%s", before, buffer_text(&seen), after);
    buffer_free(&seen);
}

static bool is_same_place(const struct unrecognised *one,
                          const struct unrecognised *other)
{
    return strcmp(one->scenario, other->scenario) == 0 &&
           strcmp(one->node, other->node) == 0;
}

static void print_entry(const struct unrecognised *entry)
{
    print_text("  > ", entry->reply, "");
    if (entry->count > 1) printf("  (%zu times)", entry->count);
    putchar('\n');
    if (entry->dispute != NULL)
        print_text("    meant, says the trainee: ", entry->dispute, "\n");
}

static void print_list(const struct unrecognised_list *list)
{
    size_t times = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct unrecognised *entry = &list->list[i];
        times += entry->count;
        if (i == 0 || !is_same_place(entry, &list->list[i - 1])) {
            printf("%s%s, %s\n", i > 0 ? "\n" : "", entry->scenario,
                   entry->node);
            print_text("  < ", entry->client, "\n");
        }
        print_entry(entry);
    }
    fflush(stdout);
    command_say(stderr, "In %zu of %zu replies nothing was recognised.\n",
                times, list->replies);
}

/* --- for programs -------------------------------------------------------- */

static void print_json(const struct unrecognised_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct unrecognised *entry = &list->list[i];
        struct json_value *value = json_object();
        struct buffer line = {0};
        json_set_text(value, "scenario", entry->scenario);
        json_set_text(value, "node", entry->node);
        json_set_text(value, "client", entry->client);
        json_set_text(value, "reply", entry->reply);
        json_set_integer(value, "count", (int64_t)entry->count);
        if (entry->dispute != NULL)
            json_set_text(value, "dispute", entry->dispute);
        json_print(value, &line);
        puts(buffer_text(&line));
        buffer_free(&line);
        json_discard(value);
    }
}

int missed_print(char **names, size_t count, bool as_json)
{
    struct library library;
    struct unrecognised_list list = {0};
    library_open(&library);
    library_remember(&library);
    size_t unused = collected_each(&library, names, count, gather, &list);
    unrecognised_sort(&list);
    if (as_json)
        print_json(&list);
    else
        print_list(&list);
    unrecognised_free(&list);
    library_close(&library);
    return unused > 0 ? COMMAND_PROBLEMS : COMMAND_YES;
}
