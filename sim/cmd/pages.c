/* Pages in a folder; see pages.h. */
#include "cmd/pages.h"

#include "base/text.h"
#include "cmd/command.h"
#include "world/files.h"

#include <string.h>

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

void pages_name(const char *who, size_t number, struct buffer *out)
{
    buffer_format(out, "feedback/%03zu-", number);
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
