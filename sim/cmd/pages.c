/* Pages in a folder; see pages.h. */
#include "cmd/pages.h"

#include "base/text.h"
#include "cmd/command.h"

#include <string.h>

enum { MOST_NAMED = 5 };

bool pages_write(const struct pages *pages, const char *name,
                 const struct buffer *text)
{
    struct buffer path = {0};
    struct error error = {0};
    buffer_format(&path, "%s/%s", pages->folder, name);
    bool fine = false;
    if (!pages->force && files_exists(buffer_text(&path)))
        command_fail(COMMAND_FAILED,
                     "%s is there already, and was left as it is; --force "
                     "writes over it",
                     buffer_text(&path));
    else if (!files_write(buffer_text(&path), buffer_text(text), text->length,
                          &error))
        command_fail(COMMAND_FAILED, "%s", error.text);
    else
        fine = true;
    buffer_free(&path);
    return fine;
}

static const char pages_folder[] = "feedback";

void pages_name(const char *who, size_t number, struct buffer *out)
{
    buffer_format(out, "%s/%03zu-", pages_folder, number);
    size_t length = strlen(who);
    for (size_t at = 0; at < length && out->length < 60;) {
        int32_t letter = 0;
        size_t bytes = text_next(who + at, length - at, &letter);
        if (text_is_letter(letter) || text_is_digit(letter))
            buffer_add(out, who + at, bytes);
        else
            buffer_add_byte(out, '-');
        at += bytes;
    }
    buffer_add_text(out, ".txt");
}

static bool is_written(const struct files_listing *written, const char *name)
{
    for (size_t i = 0; i < written->count; i++)
        if (strcmp(written->names[i] + sizeof pages_folder, name) == 0)
            return true;
    return false;
}

/* Adds the first few names, or how many there are; false when there are none.
 */
static bool add_others(const struct files_listing *pages,
                       const struct files_listing *written, bool named,
                       struct buffer *out)
{
    size_t count = 0;
    size_t most = named ? MOST_NAMED : 0;
    for (size_t i = 0; i < pages->count; i++) {
        if (is_written(written, pages->names[i])) continue;
        if (count < most) buffer_add_text(out, count > 0 ? ", " : "");
        if (count < most) text_visible_line(pages->names[i], out);
        count++;
    }
    if (count > most)
        buffer_format(out, most > 0 ? " and %zu more" : "%zu", count - most);
    return count > 0;
}

void pages_tell_others(const struct pages *pages,
                       const struct files_listing *written, bool named)
{
    struct buffer folder = {0};
    struct buffer others = {0};
    struct files_listing listing = {0};
    struct error ignored;
    buffer_format(&folder, "%s/%s", pages->folder, pages_folder);
    if (files_list(buffer_text(&folder), ".txt", &listing, &ignored) &&
        add_others(&listing, written, named, &others))
        command_say(stderr,
                    "Pages of an earlier grading, not written now: %s. Take "
                    "them out of %s before you hand pages out.\n",
                    buffer_text(&others), buffer_text(&folder));
    files_listing_free(&listing);
    buffer_free(&others);
    buffer_free(&folder);
}
