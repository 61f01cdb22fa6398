/* The trainee's own data; see own.h. */
#include "cmd/own.h"

#include "cmd/command.h"
#include "world/prompt.h"

#include <string.h>

void own_path(const struct library *library, const char *name,
              struct buffer *path)
{
    buffer_clear(path);
    buffer_format(path, "%s/%s", buffer_text(&library->folders.data), name);
}

bool own_has_home(const struct library *library)
{
    if (library->folders.data.length > 0) return true;
    command_fail(COMMAND_FAILED,
                 "%s; give --transcript=FILE, or play with --no-transcript",
                 library->homeless.text);
    return false;
}

struct journal *own_journal(const char *path, struct error *error)
{
    struct buffer lines = {0};
    size_t dropped = 0;
    if (!files_exists(path)) return journal_create(path, error);
    struct journal *journal = journal_open(path, &lines, &dropped, error);
    buffer_free(&lines);
    if (journal == NULL || journal_cut(journal, error)) return journal;
    journal_close(journal);
    return NULL;
}

struct transcript *own_newest(const struct library *library,
                              struct buffer *path, own_wanted *wanted,
                              void *context)
{
    struct files_listing listing = {0};
    struct error error;
    struct transcript *found = NULL;
    struct buffer folder = {0};
    if (library->folders.data.length == 0) return NULL;
    own_path(library, "transcripts", &folder);
    if (files_list(buffer_text(&folder), ".jsonl", &listing, &error))
        for (size_t i = listing.count; i > 0 && found == NULL; i--) {
            buffer_clear(path);
            buffer_format(path, "%s/%s", buffer_text(&folder),
                          listing.names[i - 1]);
            found = library_transcript(buffer_text(path));
            if (found == NULL || wanted(found, context)) continue;
            transcript_free(found);
            found = NULL;
        }
    files_listing_free(&listing);
    buffer_free(&folder);
    return found;
}

/* Nothing of the trainee's is in it; but it is of no use any more. */
static void forget_known(const struct library *library)
{
    const struct buffer *cache = &library->folders.cache;
    struct error ignored;
    size_t deleted = 0;
    if (cache->length > 0 && files_is_folder(buffer_text(cache)))
        files_delete_tree(buffer_text(cache), &deleted, &ignored);
}

int own_forget(const struct library *library, const struct screen *screen)
{
    struct error error = {0};
    size_t deleted = 0;
    if (library->folders.data.length == 0)
        return command_fail(COMMAND_FAILED, "%s", library->homeless.text);
    const char *folder = buffer_text(&library->folders.data);
    screen_format(screen,
                  "This deletes your transcripts, drills, history and name, "
                  "what was kept to replay, and the sources you trust with "
                  "what was installed from them, in %s. It cannot be undone. "
                  "Type yes to delete.",
                  folder);
    terminal_flush(&screen->terminal);
    if (!prompt_says_yes()) {
        screen_note(screen, "Nothing was deleted.");
        return COMMAND_PROBLEMS;
    }
    if (!files_delete_tree(folder, &deleted, &error))
        return command_fail(COMMAND_FAILED, "%s", error.text);
    forget_known(library);
    screen_format(screen, "Deleted: %zu files.", deleted);
    return COMMAND_YES;
}
