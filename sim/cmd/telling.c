/* Output kept; see telling.h. */
#include "cmd/telling.h"

#include "base/arena.h"
#include "base/memory.h"
#include "cmd/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct telling_remark {
    size_t behind; /* bytes of `out` that come before it */
    size_t at;     /* in `said`, NUL-terminated */
};

void telling_fail(struct telling *telling, const char *format, ...)
{
    va_list values;
    struct arena arena = {0};
    if (telling->remark_count == telling->remark_room) {
        telling->remark_room = telling->remark_room * 2 + 8;
        telling->remarks = memory_resize(telling->remarks, telling->remark_room,
                                         sizeof *telling->remarks);
    }
    telling->remarks[telling->remark_count++] =
        (struct telling_remark){telling->out.length, telling->said.length};
    va_start(values, format);
    const char *text = arena_vformat(&arena, format, values);
    va_end(values);
    buffer_add(&telling->said, text, strlen(text) + 1);
    arena_free(&arena);
}

static bool write_out(const struct telling *telling, size_t start, size_t end)
{
    return start == end || fwrite(telling->out.bytes + start, 1, end - start,
                                  stdout) == end - start;
}

bool telling_print(struct telling *telling)
{
    size_t printed = 0;
    bool fine = true;
    for (size_t i = 0; i < telling->remark_count && fine; i++) {
        const struct telling_remark *remark = &telling->remarks[i];
        fine = write_out(telling, printed, remark->behind);
        printed = remark->behind;
        command_fail(COMMAND_PROBLEMS, "%s",
                     buffer_text(&telling->said) + remark->at);
    }
    fine = fine && write_out(telling, printed, telling->out.length);
    buffer_clear(&telling->out);
    buffer_clear(&telling->said);
    telling->remark_count = 0;
    return fine;
}

void telling_free(struct telling *telling)
{
    buffer_free(&telling->out);
    buffer_free(&telling->said);
    free(telling->remarks);
    roll_list_free(&telling->roll);
    *telling = (struct telling){0};
}
