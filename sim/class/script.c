/* Scripts, line by line; see script.h. */
#include "class/script.h"

void script_read(const struct source *source, struct remarks *remarks)
{
    struct span line;
    size_t at = 0;
    while (source_line(source, &at, &line)) {
        const struct remark *remark =
            remark_add(remarks, source->bytes + line.start,
                       line.end - line.start, line.start);
        if (remark->text[0] == '\0') remarks->count--;
    }
}
