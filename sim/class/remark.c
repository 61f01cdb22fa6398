/* A list of remarks; see remark.h. */
#include "class/remark.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Adds the text without blanks at its ends, and with one space for all that
 * lies between two words. */
static void squeeze(const char *text, size_t length, bool keeps_lines,
                    struct buffer *out)
{
    bool blank = false;
    bool line = false;
    for (size_t i = 0; i < length;) {
        int32_t character = 0;
        size_t taken = text_next(text + i, length - i, &character);
        if (text_is_space(character)) {
            blank = true;
            line = line || character == '\n';
        } else {
            if (blank && out->length > 0)
                buffer_add_byte(out, line && keeps_lines ? '\n' : ' ');
            blank = line = false;
            buffer_add(out, text + i, taken);
        }
        i += taken;
    }
}

struct remark *remark_add(struct remarks *remarks, const char *text,
                          size_t length, size_t offset)
{
    struct buffer squeezed = {0};
    if (remarks->count == remarks->room) {
        remarks->room = remarks->room * 2 + 64;
        remarks->list =
            memory_resize(remarks->list, remarks->room, sizeof *remarks->list);
    }
    squeeze(text, length, remarks->keeps_lines, &squeezed);
    struct remark *remark = &remarks->list[remarks->count++];
    *remark = (struct remark){
        .turn = REMARK_UNNUMBERED,
        .text = arena_copy(&remarks->arena, buffer_text(&squeezed),
                           squeezed.length),
        .offset = offset,
    };
    buffer_free(&squeezed);
    return remark;
}

const char *remark_code_name(enum remark_code code)
{
    static const char *const names[REMARK_CODES] = {
        [REMARK_QUESTION] = "question",
        [REMARK_OPEN_QUESTION] = "open_question",
        [REMARK_CLOSED_QUESTION] = "closed_question",
        [REMARK_REFLECTION] = "reflection",
        [REMARK_SIMPLE_REFLECTION] = "simple_reflection",
        [REMARK_COMPLEX_REFLECTION] = "complex_reflection",
        [REMARK_INPUT] = "input",
        [REMARK_INFORMATION] = "information",
        [REMARK_ADVICE] = "advice",
    };
    return names[code];
}

void remark_free(struct remarks *remarks)
{
    free(remarks->list);
    arena_free(&remarks->arena);
    *remarks = (struct remarks){0};
}
